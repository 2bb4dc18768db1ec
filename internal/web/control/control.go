// Package control holds the pages of what managers answer for: who holds the
// unit's functions, and the control of what the organisation's users have read.
package control

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/control"
	"samverk/internal/id"
	"samverk/internal/review"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const (
	pathReviews = "/loggkontroll"
	pathLog     = "/verksamhet/logg"
)

// server draws the pages of this package.
type server struct {
	*site.Site
	control *control.Service
}

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{Site: of}
	if of != nil {
		s.control = control.New(of.App)
	}
	return append(s.staffRoutes(), []site.Route{
		{"GET /loggkontroll", site.Function, s.list},
		{"GET /loggkontroll/{review}", site.Function, s.page},
		{"POST /loggkontroll/{review}", site.Function, s.judge},
		{"POST /loggkontroll/{review}/underskrift", site.Function, s.sign},
		{"GET /loggkontroll/{review}/utskrift", site.Function, s.paper},
	}...)
}

func reviewURL(r id.Review) string { return pathReviews + "/" + string(r) }

func reviewOf(r *http.Request) id.Review { return id.Review(r.PathValue("review")) }

func (s *server) list(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	all, err := s.control.Reviews(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("review.title"))
	p.Active = pathLog
	p.Head.Back = &ui.Link{Label: v.Texts.T("logpage.title"), Href: pathLog}
	p.Head.Lead = v.Texts.T("review.lead")
	p.Head.Meta = []string{v.OrgName}
	return s.Draw(w, r, v, p, listBody(v, all))
}

// month names the period of a control.
func month(v *site.Visit, from string) string {
	at, _ := v.Texts.Midnight(from)
	return v.Texts.LongMonth(at)
}

// after is the row of the log that a page of a control goes on from.
func after(v *site.Visit) int64 {
	n, err := strconv.ParseInt(v.Query.Get("efter"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// pageURL is the page of a control that goes on from a row of the log.
func pageURL(r id.Review, after int64) string {
	if after < 0 {
		return reviewURL(r)
	}
	return site.Address(reviewURL(r), url.Values{"efter": {strconv.FormatInt(after, 10)}})
}

func reviewTable(v *site.Visit, all []review.Review, today string) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("review.title"), Hidden: true, Columns: site.Columns(v, "review.period", "review.state", "review.judged", "review.breaches")}
	for _, r := range all {
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(reviewURL(r.ID), site.Upper(month(v, r.From)), t.N("review.readings", int(r.Readings))),
			state(v, r, today), ui.Text(t.T("review.judged.of", "n", t.Number(r.Judged), "all", t.Number(r.Rows))), ui.Text(t.Number(r.Breaches))))
	}
	return tab
}

// dayTable is the controls that wait, each with how much is left of it.
func dayTable(v *site.Visit, all []review.Review, today string) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("review.title"), Hidden: true, Columns: site.Columns(v, "review.period", "review.left", "review.by")}
	for _, r := range all {
		left := t.T("review.left.of", "n", t.Number(r.Left()), "all", t.Number(r.Rows))
		if r.Left() == 0 {
			left = t.T("review.left.none")
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(reviewURL(r.ID), site.Upper(month(v, r.From))), ui.Text(left), site.DueBadge(v, r.DueOn, today, v.Now)))
	}
	return tab
}

// screen is a control as its page shows it.
type screen struct {
	control.View
	v          *site.Visit
	judge, sig ui.Form
	clash      error
}

func (s *server) page(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.draw(w, r, v, func(*screen) {})
}

// draw shows a control; with lets a failed form come back as it was typed.
func (s *server) draw(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*screen)) error {
	view, err := s.control.Review(r.Context(), v.Actor, reviewOf(r), after(v), control.RowsAtOnce)
	if err != nil {
		return err
	}
	k := screen{View: view, v: v}
	k.judge = v.NewForm(pageURL(k.ID, after(v)))
	for _, w := range k.Readings {
		k.judge.Values["verdict_"+string(w.ID)] = []string{string(w.Verdict)}
		k.judge.Values["words_"+string(w.ID)] = []string{w.Words}
	}
	k.sig = v.NewForm(reviewURL(k.ID) + "/underskrift")
	k.sig.Version = k.Version
	with(&k)
	t := v.Texts
	p := s.Page(v, t.T("review.of", "month", month(v, k.From)))
	p.Active, p.Faults = pathLog, slices.Concat(k.judge.Faults, k.sig.Faults)
	p.Head.Back = &ui.Link{Label: t.T("review.title"), Href: pathReviews}
	p.Head.Meta = []string{v.OrgName, t.N("review.readings", int(k.Review.Readings)), t.T("review.judged.of", "n", t.Number(k.Judged), "all", t.Number(k.Rows))}
	p.Head.Actions = []ui.Action{{Label: t.T("review.print"), Href: reviewURL(k.ID) + "/utskrift", Icon: "print"}}
	return s.Draw(w, r, v, p, reviewBody(v, k))
}

// judgements are those readings of the form that the reviewer has said
// something new about.
func judgements(v *site.Visit, now []control.Reading) (all []review.Judgement) {
	for _, w := range now {
		j := review.Judgement{Row: w.ID, Version: w.Version, Verdict: review.Verdict(v.Form.Get("verdict_" + string(w.ID))),
			Words: strings.TrimSpace(v.Form.Get("words_" + string(w.ID)))}
		if sent, err := strconv.ParseInt(v.Form.Get("version_"+string(w.ID)), 10, 64); err == nil {
			j.Version = sent
		}
		if !w.Own && !w.Erased && (j.Verdict != w.Verdict || j.Words != w.Words) {
			all = append(all, j)
		}
	}
	return all
}

func (s *server) judge(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.control.Review(r.Context(), v.Actor, reviewOf(r), after(v), control.RowsAtOnce)
	if err != nil {
		return err
	}
	err = s.control.Judge(r.Context(), v.Actor, view.ID, judgements(v, view.Readings))
	faults, bad := site.Faulty(err)
	switch {
	case bad:
		return s.draw(w, r, v, func(k *screen) { k.judge = v.Again(k.judge.Action, faults) })
	case site.Clash(err):
		v.Status = http.StatusConflict
		return s.draw(w, r, v, func(k *screen) { k.clash = err })
	case err != nil:
		return err
	}
	to := pageURL(view.ID, -1)
	if view.Next > 0 {
		to = pageURL(view.ID, view.Next)
	}
	return s.Done(w, r, to, "page.flash.review_judged")
}

func (s *server) sign(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.control.Sign(r.Context(), v.Actor, reviewOf(r), review.Signature{Words: strings.TrimSpace(v.Form.Get("words")), Version: v.Version()})
	faults, bad := site.Faulty(err)
	switch {
	case bad:
		return s.draw(w, r, v, func(k *screen) { k.sig = v.Again(k.sig.Action, faults) })
	case site.Clash(err):
		v.Status = http.StatusConflict
		return s.draw(w, r, v, func(k *screen) { k.clash = err })
	case err != nil:
		return err
	}
	return s.Done(w, r, reviewURL(reviewOf(r)), "page.flash.review_signed")
}

func (s *server) paper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.control.Review(r.Context(), v.Actor, reviewOf(r), -1, review.MostRows)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("review.of", "month", month(v, view.From)))
	p.Print, p.Running = true, v.Texts.T("review.running", "day", v.Texts.Day(v.Texts.ISO(v.Now)))
	p.Head.Meta = []string{v.OrgName}
	p.Head.Back = &ui.Link{Label: v.Texts.T("review.title"), Href: reviewURL(view.ID)}
	return s.Draw(w, r, v, p, reportBody(v, screen{View: view, v: v}))
}

// state says how far a control has come.
func state(v *site.Visit, r review.Review, today string) templ.Component {
	t := v.Texts
	switch {
	case r.Signed():
		return site.BadgeUnder(ui.Success, t.T("review.state.signed"), t.DayOf(r.SignedAt))
	case r.Late(today):
		return site.BadgeUnder(ui.Error, t.T("review.state.late"), t.T("review.due", "day", t.Day(r.DueOn)))
	}
	return site.BadgeUnder(ui.Warning, t.T("review.state.open"), t.T("review.due", "day", t.Day(r.DueOn)))
}

// why names the patterns that a reading follows.
func (k screen) why(w control.Reading) string {
	words := make([]string, len(w.Patterns))
	for i, p := range w.Patterns {
		words[i] = k.v.TextOf("review.pattern", string(p))
	}
	return site.Upper(strings.Join(words, ", "))
}

// verdicts are what a reading can be judged, with none while it is not.
func (k screen) verdicts() []ui.Option {
	none := ui.Option{Value: "", Label: k.v.Texts.T("review.verdict.none")}
	return append([]ui.Option{none}, site.Choices(k.v, "review.verdict", review.Verdicts())...)
}

// closed reports whether a reading is not for the reviewer to judge.
func (k screen) closed(w control.Reading) bool { return k.Signed() || w.Own || w.Erased }

// patternTable counts the readings of each pattern and verdict.
func (k screen) patternTable() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("review.report.patterns"), Columns: []ui.Column{{Label: t.T("review.pattern")}, {Label: t.T("review.report.rows"), Numeric: true}}}
	for _, verdict := range review.Verdicts() {
		tab.Columns = append(tab.Columns, ui.Column{Label: k.v.TextOf("review.verdict", string(verdict)), Numeric: true})
	}
	for _, p := range review.Patterns() {
		counts := map[review.Verdict]int{}
		all := 0
		for _, w := range k.Readings {
			if slices.Contains(w.Patterns, p) {
				all++
				counts[w.Verdict]++
			}
		}
		row := site.Cells(ui.Text(site.Upper(k.v.TextOf("review.pattern", string(p)))), ui.Text(t.Number(all)))
		for _, verdict := range review.Verdicts() {
			row.Cells = append(row.Cells, ui.Text(t.Number(counts[verdict])))
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// refused counts what was chosen because it was refused: attempts, no readings.
func (k screen) refused() (n int) {
	for _, w := range k.Readings {
		if slices.Contains(w.Patterns, review.Refused) {
			n++
		}
	}
	return n
}

// remarked are the readings that were judged, and not simply in order.
func (k screen) remarked() (all []control.Reading) {
	for _, w := range k.Readings {
		if w.Verdict != review.OK && w.Verdict != review.Unjudged {
			all = append(all, w)
		}
	}
	return all
}

// pages leads on among the readings of a control.
func (k screen) pages() ui.Pages {
	p := ui.Pages{Shown: len(k.Readings)}
	if after(k.v) >= 0 {
		p.First = reviewURL(k.ID)
	}
	if k.Next > 0 {
		p.Next = pageURL(k.ID, k.Next)
	}
	return p
}
