package web

import (
	"net/http"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/errs"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/plan"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) planRoutes() []site.Route {
	const of = "/arenden/{case}/plan"
	return []site.Route{
		{"GET " + of, site.Acting, s.planPage},
		{"GET " + of + ".csv", site.Acting, s.planCSV},
		{"GET " + of + "/jamfor", site.Acting, s.comparePage},
		{"GET " + of + "/kom-overens", site.Function, s.agreePage},
		{"POST " + of + "/kom-overens", site.Function, s.agreePlan},
		{"GET " + of + "/utskrift", site.Acting, s.planPaper},
		{"GET " + of + "/{number}", site.Acting, s.planPage},
		{"GET " + of + "/{number}/utskrift", site.Acting, s.planPaper},
		{"POST " + of + "/{number}/last", site.Function, s.planRead},
	}
}

// planScreen is a version of a plan as its page shows it.
type planScreen struct {
	caseScreen
	Versions []plan.Plan
	Receipts []plan.Receipt
	Number   int
	Frozen   bool
	asked    int // the number in the address, 0 for what stands now
}

// mostVersions is more versions than any plan has; a database may count no
// further than an integer goes.
const mostVersions = 1_000_000

// planNumber reads the version out of the address: 0 where there is none.
func planNumber(r *http.Request) (int, error) {
	text := r.PathValue("number")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostVersions || strconv.Itoa(n) != text {
		return 0, errs.Missing()
	}
	return n, nil
}

func (s *server) planScreen(r *http.Request, v *site.Visit) (k planScreen, err error) {
	n, err := planNumber(r)
	if err != nil {
		return k, err
	}
	view, err := s.App.Plan(r.Context(), v.Actor, id.Case(r.PathValue("case")), n)
	return s.screenOf(v, view, n), err
}

func (s *server) screenOf(v *site.Visit, view app.PlanView, n int) planScreen {
	return planScreen{caseScreen{view.CaseView, v, s.Options.Now()}, view.Versions, view.Receipts, view.Number, view.Frozen, n}
}

func (s *server) planFrame(k planScreen, title string) ui.Page {
	p := s.CasePart(k.v, k.head(), title)
	p.Active, p.Path = "/arenden", site.PlanURL(k.Case.ID)
	if k.v.Actor.Self() {
		p.Active, p.Head.Back.Href = "/min-plan", myPlanURL(k.Case.ID)
	}
	return p
}

func (k planScreen) title() string {
	t := k.v.Texts
	if k.Plan.Kind == "" {
		return t.T("page.case.shared_plan")
	}
	return k.v.TextOf("plan.kind", k.Plan.Kind)
}

func (s *server) planPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.planScreen(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.planFrame(k, k.title())
	p.Head.Chips = k.chips()
	paper := site.PlanURL(k.Case.ID) + "/utskrift"
	if k.asked != 0 {
		paper = site.PlanURL(k.Case.ID) + "/" + site.Number(k.asked) + "/utskrift"
		p.Heading = t.T("planpage.numbered", "kind", k.title(), "n", site.Number(k.Number))
	}
	p.Head.Actions = []ui.Action{{Label: t.T("planpage.csv"), Href: site.PlanURL(k.Case.ID) + ".csv", Icon: "doc"}, {Label: t.T("page.case.print"), Href: paper, Icon: "print"}}
	if k.mayAgree() && k.asked == 0 {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("planpage.agree"), Href: site.PlanURL(k.Case.ID) + "/kom-overens", Icon: "check", Primary: true})
	}
	return s.Draw(w, r, v, p, planBody(v, k))
}

// mayAgree reports whether there is something to agree on, and the reader leads
// the case.
func (k planScreen) mayAgree() bool { return k.May[access.PlanAgree] && len(k.Pieces) > 0 }

func (k planScreen) chips() (chips []ui.Chip) {
	t := k.v.Texts
	chips = site.ProtectionChip(k.v, k.Protection)
	switch {
	case k.Plan.ID == "":
	case k.Frozen:
		chips = append(chips, ui.Chip{Text: t.T("planpage.agreed_on", "day", t.DayOf(k.Plan.AgreedAt)), Tone: ui.Success})
	default:
		chips = append(chips, ui.Chip{Text: k.v.TextOf("plan.state", k.Plan.State), Tone: ui.Info})
	}
	if k.Plan.PersonPart != "" {
		chips = append(chips, ui.Chip{Text: t.T("planpage.person_part", "name", k.personName(), "how", site.Lower(k.v.TextOf("plan.part", k.Plan.PersonPart)))})
	}
	if on := k.Plan.FollowUpOn; on != "" {
		tone := ui.Plain
		if site.Near(k.v, on, k.now, 14) && k.Case.State != cases.StateClosed {
			tone = ui.Warning
		}
		chips = append(chips, ui.Chip{Text: t.T("planpage.follow_up", "day", t.Day(on), "when", t.RelativeDay(on, k.now)), Tone: tone})
	}
	return chips
}

// activities are what goes on and what is planned, for everybody.
func (k planScreen) activities() []item.Item {
	all := k.ofKind(item.Activity, item.Certificate)
	slices.SortStableFunc(all, func(a, b item.Item) int {
		return compareDays(a.Start, b.Start)
	})
	return all
}

// ownReceipt is the receipt of the reader's own function, where it is among
// those who were informed.
func (k planScreen) ownReceipt() (plan.Receipt, bool) {
	i := slices.IndexFunc(k.Parties, func(p app.PartyView) bool { return p.Party.Function == k.v.Actor.Function })
	if i < 0 || k.v.Actor.Self() {
		return plan.Receipt{}, false
	}
	return k.receipt(k.Parties[i].ID)
}

func (k planScreen) receipt(p id.Party) (plan.Receipt, bool) {
	i := slices.IndexFunc(k.Receipts, func(r plan.Receipt) bool { return r.Party == p })
	if i < 0 {
		return plan.Receipt{}, false
	}
	return k.Receipts[i], true
}

func (s *server) planRead(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n, err := planNumber(r)
	if err != nil {
		return err
	}
	c := id.Case(r.PathValue("case"))
	if err := s.App.ReadPlan(r.Context(), v.Actor, c, n); err != nil {
		return err
	}
	return s.Done(w, r, site.PlanURL(c)+"/"+site.Number(n), "page.flash.plan_read")
}

func (s *server) agreePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.planScreen(r, v)
	if err != nil {
		return err
	}
	f := v.NewForm(site.PlanURL(k.Case.ID) + "/kom-overens")
	on := k.Plan.FollowUpOn
	if on <= k.Today {
		on = site.LaterDay(k.Today, 0, 3)
	}
	f.Values["follow_up_on"] = []string{on}
	return s.drawAgree(w, r, http.StatusOK, k, f)
}

func (s *server) drawAgree(w http.ResponseWriter, r *http.Request, status int, k planScreen, f ui.Form) error {
	if !k.May[access.PlanAgree] {
		return s.Done(w, r, site.PlanURL(k.Case.ID), "")
	}
	f.Version = k.Plan.Version
	p := s.planFrame(k, k.v.Texts.T("planpage.agree"))
	p.Head.Back = &ui.Link{Label: k.title(), Href: site.PlanURL(k.Case.ID)}
	p.Head.Lead = k.v.Texts.T("planpage.agree.lead")
	p.Faults = f.Faults
	k.v.Status = status
	return s.Draw(w, r, k.v, p, agreeBody(k.v, k, f, status == http.StatusConflict))
}

func (s *server) agreePlan(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c := id.Case(r.PathValue("case"))
	n, err := s.App.AgreePlan(r.Context(), v.Actor, c, app.AgreePlan{Version: max(v.Version(), 0), PersonPart: v.Form.Get("person_part"), FollowUpOn: v.Form.Get("follow_up_on")})
	if err == nil {
		return s.Done(w, r, site.PlanURL(c)+"/"+site.Number(n), "page.flash.plan_agreed")
	}
	faults, faulty := site.Faulty(err)
	if _, changed := site.Current[plan.Plan](err); !faulty && !changed {
		return err
	}
	status := http.StatusConflict
	if faulty {
		status = http.StatusUnprocessableEntity
	}
	k, err := s.planScreen(r, v)
	if err != nil {
		return err
	}
	return s.drawAgree(w, r, status, k, v.Again(site.PlanURL(c)+"/kom-overens", faults))
}

func (s *server) planPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.planScreen(r, v)
	if err != nil {
		return err
	}
	p := s.planFrame(k, k.title())
	p.Print, p.Heading = true, k.paperTitle()
	p.Running = v.Texts.T("planpage.running", "ref", k.Case.Ref, "day", v.Texts.DayOf(k.now))
	p.Head.Meta = k.paperMeta()
	p.Head.Back = &ui.Link{Label: v.Texts.T("planpage.back"), Href: site.PlanURL(k.Case.ID)}
	return s.Draw(w, r, v, p, planSheet(v, k))
}

// planCSV is the plan as it stands, as a table for a spreadsheet.
func (s *server) planCSV(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.App.PlanFile(r.Context(), v.Actor, id.Case(r.PathValue("case")))
	if err != nil {
		return err
	}
	k := s.screenOf(v, view, 0)
	t := v.Texts
	header := []string{t.T("page.case.sort"), t.T("diff.field.title"), t.T("diff.field.category"), t.T("write.field.responsible"), t.T("page.unit"), t.T("diff.field.start"),
		t.T("diff.field.end"), t.T("diff.field.extent"), t.T("diff.field.weekly"), t.T("diff.field.due"), t.T("diff.field.status")}
	var rows [][]string
	for _, i := range k.ofKind(item.Goal, item.Need, item.Activity, item.Certificate, item.Requirement, item.Commitment) {
		f, unit := k.responsible(i)
		if i.Kind != item.Activity && i.Kind != item.Commitment {
			f, unit = "", k.owner(i)
		}
		rows = append(rows, []string{v.TextOf("item.kind", string(i.Kind)), i.Title, ui.CategoryName(t, i.Category), f, unit, i.Start, i.End,
			extentWords(v, i), t.List(site.WeeklyWords(v, i.Weekly)...), i.Content.Due, statusWords(v, i)})
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="plan-`+k.Case.Ref+`.csv"`)
	return export.CSV(w, export.Format{BOM: true}, header, rows)
}
