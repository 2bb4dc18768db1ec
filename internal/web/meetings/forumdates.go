package meetings

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/structure"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// datesScreen is the form that plans the dates of a forum.
type datesScreen struct {
	structure.ForumView
	v     *site.Visit
	form  ui.Form
	clash error
}

// The ways in which dates come back, as people choose them.
const (
	once        = "once"
	weekly      = "weekly"
	fortnightly = "fortnightly"
	fourWeekly  = "four_weekly"
	monthly     = "monthly" // the same weekday of each month
	yearly      = "yearly"
	byRule      = "rule" // as RFC 5545 writes it
)

func repeats() []string {
	return []string{once, weekly, fortnightly, fourWeekly, monthly, yearly, byRule}
}

func (s *server) datesPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawDates(w, r, v, func(*datesScreen) {})
}

func (s *server) drawDates(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*datesScreen)) error {
	view, err := s.Structure.Forum(r.Context(), v.Actor, forumOf(r))
	if err != nil {
		return err
	}
	if !view.MayKeep {
		return errs.New(errs.Denied, "denied")
	}
	k := datesScreen{ForumView: view, v: v, form: v.NewForm(forumURL(view.Forum.ID) + "/tillfallen")}
	k.form.Values = map[string][]string{"repeat": {once}, "place": {view.Forum.Place}, "link": {view.Forum.Link}}
	if view.Forum.Persons() {
		k.form.Values["slot_minutes"] = []string{"45"}
	}
	with(&k)
	p := s.forumFrame(v, view, v.Texts.T("forums.plan"))
	p.Head.Lead = v.Texts.T("forums.plan.lead")
	p.Faults = k.form.Faults
	return s.Draw(w, r, v, p, datesBody(v, k))
}

// dates reads the form. What is chosen becomes a rule of RFC 5545.
func dates(v *site.Visit) (forum.Dates, error) {
	d := forum.Dates{Date: v.Form.Get("date"), From: v.Form.Get("from"), To: v.Form.Get("to"), Place: v.Form.Get("place"), Link: v.Form.Get("link")}
	var f errs.Faults
	if n := v.Form.Get("slot_minutes"); n != "" {
		minutes, err := strconv.Atoi(n)
		f.Check(err == nil, "slot_minutes", "sitting.slot_minutes.wrong")
		d.SlotMinutes = minutes
	}
	var rule string
	switch v.Form.Get("repeat") {
	case once:
		return d, f.Err()
	case weekly:
		rule = "FREQ=WEEKLY"
	case fortnightly:
		rule = "FREQ=WEEKLY;INTERVAL=2"
	case fourWeekly:
		rule = "FREQ=WEEKLY;INTERVAL=4"
	case monthly:
		rule = "FREQ=MONTHLY;BYDAY=" + nthWeekday(d.Date)
	case yearly:
		rule = "FREQ=YEARLY"
	case byRule:
		d.Rule = v.Form.Get("rule")
		f.Check(d.Rule != "", "rule", "calendar.rule.wrong")
		return d, f.Err()
	default:
		f.Add("repeat", "sitting.repeat.missing")
		return d, f.Err()
	}
	until, err := time.Parse(time.DateOnly, v.Form.Get("until"))
	f.Check(err == nil, "until", "sitting.until.missing")
	f.Check(err != nil || v.Form.Get("until") >= d.Date, "until", "sitting.until.order")
	d.Rule = rule + ";UNTIL=" + until.Format("20060102")
	return d, f.Err()
}

// nthWeekday is which weekday of its month a date is: 2TU, and -1TU for one
// that could be the last.
func nthWeekday(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return "1MO" // the date is a fault of its own
	}
	n := (day.Day() + 6) / 7
	if n == 5 {
		n = -1
	}
	return strconv.Itoa(n) + strings.ToUpper(day.Weekday().String()[:2])
}

func (s *server) planDates(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	d, err := dates(v)
	var made forum.Dated
	if err == nil {
		made, err = s.Structure.PlanSittings(r.Context(), v.Actor, forumOf(r), d)
	}
	if faults, ok := site.Faulty(err); ok {
		for i := range faults {
			if faults[i].Field == "rule" && v.Form.Get("repeat") != byRule {
				faults[i].Field = "until" // the rule is made of that
			}
		}
		return s.drawDates(w, r, v, func(k *datesScreen) { k.form = v.Again(k.form.Action, faults) })
	}
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return s.drawDates(w, r, v, func(k *datesScreen) { k.clash, k.form = err, v.Again(k.form.Action, nil) })
	}
	if err != nil {
		return err
	}
	if len(made.Skipped)+len(made.Already) == 0 {
		return s.Done(w, r, forumURL(forumOf(r)), "page.flash.sittings_planned")
	}
	view, err := s.Structure.Forum(r.Context(), v.Actor, forumOf(r))
	if err != nil {
		return err
	}
	p := s.forumFrame(v, view, v.Texts.T("forums.planned"))
	return s.Draw(w, r, v, p, plannedBody(v, view, made))
}

func (k datesScreen) repeatField() ui.Field {
	return k.form.Field("repeat", "sittings.repeat").WithOptions(site.Choices(k.v, "sittings.repeat", repeats())...)
}

func (k datesScreen) slotField() ui.Field {
	f := k.form.Field("slot_minutes", "sittings.slot_minutes").MayBeEmpty().WithHint(k.v.Texts.T("sittings.slot_minutes.hint"))
	f.Options = slotOptions(k.v)
	return f
}

func slotOptions(v *site.Visit) []ui.Option {
	all := []ui.Option{{Label: v.Texts.T("sittings.slot_minutes.none"), Value: ""}}
	for _, n := range []int{15, 20, 30, 45, 60, 90} {
		all = append(all, ui.Option{Value: strconv.Itoa(n), Label: v.Texts.N("sittings.minutes", n)})
	}
	return all
}

// daysOf lists moments as days.
func daysOf(v *site.Visit, all []time.Time) []string {
	days := make([]string, len(all))
	for i, at := range all {
		days[i] = v.Texts.DayOf(at)
	}
	return days
}
