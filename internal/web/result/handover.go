package result

import (
	"net/http"
	"strings"

	"samverk/internal/cases"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/result"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) handoverRoutes() []site.Route {
	const of = "/arenden/{case}/overlamning"
	return []site.Route{
		{"GET " + of, site.Acting, s.handoverPage},
		{"POST " + of, site.Function, s.handOver},
		{"POST " + of + "/sammanfattning", site.Function, s.summarise},
		{"POST " + of + "/mote", site.Function, s.dismiss},
		{"POST " + of + "/{handover}/svar", site.Function, s.answerHandover},
		{"POST " + of + "/{handover}/ta-tillbaka", site.Function, s.withdrawHandover},
	}
}

func handoverURL(c id.Case) string { return site.CaseURL(c) + "/overlamning" }

// handoverScreen is the handovers of a case as their page shows them.
type handoverScreen struct {
	result.HandoverView
	v    *site.Visit
	back *ui.Form
	late error
}

func (s *server) handoverPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawHandover(w, r, v, nil, nil)
}

func (s *server) drawHandover(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	view, err := s.Result.Handovers(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := handoverScreen{view, v, back, late}
	p := s.frame(v, view.CaseView, v.Texts.T("handoverpage.title"))
	p.Head.Lead = v.Texts.T(pick(v, "handoverpage.lead", "handoverpage.lead.own"))
	if back != nil {
		p.Faults = back.Faults
	}
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, handoverBody(v, k))
}

// handoverDone answers one of the forms of the page.
func (s *server) handoverDone(w http.ResponseWriter, r *http.Request, v *site.Visit, flash string, err error) error {
	return s.settled(w, r, v, err, after{handoverURL(site.CaseOf(r)), flash, func(f *ui.Form, late error) error { return s.drawHandover(w, r, v, f, late) }})
}

func said(v *site.Visit) result.Summary {
	return result.Summary{Done: v.Form.Get("done"), Worked: v.Form.Get("worked"), Left: v.Form.Get("left")}
}

func (s *server) handOver(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n := result.NewHandover{Summary: said(v), Activity: id.Item(v.Form.Get("activity")), Taker: id.Function(v.Form.Get("taker"))}
	_, err := s.Result.HandOver(r.Context(), v.Actor, site.CaseOf(r), n)
	return s.handoverDone(w, r, v, "page.flash.handover_offered", err)
}

func (s *server) summarise(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	var to []id.Unit
	for _, u := range v.Form["units"] {
		to = append(to, id.Unit(u))
	}
	_, err := s.Result.Summarise(r.Context(), v.Actor, site.CaseOf(r), said(v), to)
	return s.handoverDone(w, r, v, "page.flash.summarised", err)
}

func (s *server) answerHandover(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	reply := handover.Reply{Accept: v.Form.Get("answer") == "yes", Reason: v.Form.Get("reason"), Words: v.Form.Get("words")}
	flash := "page.flash.handover_declined"
	if reply.Accept {
		flash, reply.Reason, reply.Words = "page.flash.handover_accepted", "", ""
	}
	err := s.Result.AnswerHandover(r.Context(), v.Actor, site.CaseOf(r), id.Handover(r.PathValue("handover")), v.Version(), reply)
	return s.handoverDone(w, r, v, flash, err)
}

func (s *server) withdrawHandover(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Result.WithdrawHandover(r.Context(), v.Actor, site.CaseOf(r), id.Handover(r.PathValue("handover")), v.Version())
	return s.handoverDone(w, r, v, "page.flash.handover_withdrawn", err)
}

// dismiss notes that no meeting is wanted, from the function's own day.
func (s *server) dismiss(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Result.DismissMeeting(r.Context(), v.Actor, site.CaseOf(r), id.Item(v.Form.Get("item")), handover.Checkpoint(v.Form.Get("checkpoint")))
	return s.settled(w, r, v, err, after{"/min-dag", "page.flash.meeting_dismissed", func(f *ui.Form, late error) error { return s.drawHandover(w, r, v, f, late) }})
}

func (k handoverScreen) url() string { return handoverURL(k.Case.ID) }

func (k handoverScreen) form(path string) ui.Form { return formAt(k.v, k.url()+path, k.back) }

// open reports whether a form of the page came back.
func (k handoverScreen) open(path string) bool { return k.back != nil && k.back.Action == k.url()+path }

// name is a function as the reader may know it.
func (k handoverScreen) name(f id.Function) string {
	for _, p := range k.Parties {
		if p.Function.ID == f && f != "" {
			return site.Pair(p.Function.Name, p.Function.UnitShort)
		}
	}
	if one, ok := k.Functions[f]; ok && f != "" {
		return site.Pair(one.Name, one.UnitShort)
	}
	return k.v.Texts.T("handoverpage.somebody")
}

// title says who hands over to whom.
func (k handoverScreen) title(h handover.Handover) string {
	return k.v.Texts.T("handoverpage.from_to", "from", k.name(h.Giver), "to", k.name(h.Taker))
}

// what is the activity that is handed over, where it is one.
func (k handoverScreen) what(h handover.Handover) string {
	for _, i := range k.Items {
		if i.ID == h.Activity && !i.Gone {
			return i.Title
		}
	}
	if h.Activity != "" {
		return k.v.Texts.T("handoverpage.part")
	}
	return k.v.Texts.T("handoverpage.all")
}

func (k handoverScreen) tone(h handover.Handover) ui.Tone {
	return map[handover.State]ui.Tone{handover.Offered: ui.Warning, handover.Accepted: ui.Success, handover.Declined: ui.Error}[h.State]
}

// mayAnswer reports whether the reader's function answers a handover.
func (k handoverScreen) mayAnswer(h handover.Handover) bool {
	return h.State == handover.Offered && !k.v.Actor.Self() && h.Taker == k.Sight.Function() && k.Case.State != cases.StateClosed
}

func (k handoverScreen) mayWithdraw(h handover.Handover) bool {
	return h.State == handover.Offered && !k.v.Actor.Self() && h.Giver == k.Sight.Function()
}

// apart are the summaries that belong to no handover the reader sees.
func (k handoverScreen) apart() (all []item.Item) {
	for _, i := range k.Summaries {
		mine := false
		for _, h := range k.Handovers {
			mine = mine || h.Summary == i.ID
		}
		if !mine {
			all = append(all, i)
		}
	}
	return all
}

// parts are the parts of a summary: a heading and what is said under it.
func parts(words string) (all [][2]string) {
	for part := range strings.SplitSeq(words, "\n\n") {
		head, text, more := strings.Cut(part, "\n")
		if !more && len(all) > 0 {
			all[len(all)-1][1] += "\n\n" + part
			continue
		}
		all = append(all, [2]string{head, text})
	}
	return all
}

func (k handoverScreen) activityField(f ui.Form) ui.Field {
	options := []ui.Option{}
	for _, i := range k.Own {
		options = append(options, ui.Option{Value: string(i.ID), Label: i.Title})
	}
	field := f.Field("activity", "handoverpage.activity").WithOptions(options...).MayBeEmpty()
	return field.WithHint(k.v.Texts.T("handoverpage.activity.hint"))
}

func (k handoverScreen) takerField(f ui.Form) ui.Field {
	field := f.Field("taker", "handoverpage.taker").WithOptions(site.FunctionOptions(k.v, k.Takers)...)
	if names := k.names(k.Untold); len(names) > 0 {
		field = field.WithHint(k.v.Texts.T("handoverpage.untold", "functions", k.v.Texts.List(names...)))
	}
	return field
}

func (k handoverScreen) names(all []org.Function) (names []string) {
	for _, f := range all {
		names = append(names, site.Pair(f.Name, f.UnitShort))
	}
	return names
}

func part(f ui.Form, name string) ui.Field {
	field := f.Field(name, "handover."+name).WithLimit(3000)
	field.Rows = 4
	if name == "worked" {
		field = field.MayBeEmpty()
	}
	return field
}

// leads reports whether the reader's function leads the case.
func (k handoverScreen) leads() bool {
	return !k.v.Actor.Self() && k.Case.Coordinator == k.Sight.Function() && k.Case.State != cases.StateClosed
}

// toldField asks who of those whom the consent covers gets the summary: all of
// them, unless the reader chooses others.
func (k handoverScreen) toldField(f ui.Form) ui.Field {
	field := f.Field("units", "handoverpage.told").MayBeEmpty()
	field.Value = ""
	seen := map[id.Unit]bool{k.Sight.Unit(): true}
	for _, t := range k.Takers {
		if !seen[t.Unit] {
			seen[t.Unit] = true
			field.Options = append(field.Options, ui.Option{Value: string(t.Unit), Label: t.UnitName, About: t.OrgName})
			if !f.Changed {
				field.Chosen = append(field.Chosen, string(t.Unit))
			}
		}
	}
	return field
}

func (k handoverScreen) reasonField(f ui.Form) ui.Field {
	return f.Field("reason", "handoverpage.reason").WithOptions(site.Choices(k.v, "handover.reason", handover.Reasons())...)
}

// stepForm is a form about one handover.
func (k handoverScreen) stepForm(h handover.Handover, step string) ui.Form {
	f := k.form("/" + string(h.ID) + "/" + step)
	f.Version = h.Version
	return f
}
