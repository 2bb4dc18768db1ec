package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/own"
	"samverk/internal/plan"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) itemRoutes() []site.Route {
	const one = "/arenden/{case}/uppgifter/{item}"
	return []site.Route{
		{"GET " + one, site.Acting, s.itemPage},
		{"GET " + one + "/andra", site.Acting, s.revisePage},
		{"POST " + one + "/andra", site.Acting, s.reviseItem},
		{"GET " + one + "/lamna-ut", site.Acting, s.disclosePage},
		{"POST " + one + "/lamna-ut", site.Acting, s.discloseItem},
		{"POST " + one + "/kopiera", site.Function, s.copyItem},
		{"GET " + one + "/aterkalla/{disclosure}", site.Function, s.recallPage},
		{"POST " + one + "/aterkalla/{disclosure}", site.Function, s.askRecall},
		{"POST " + one + "/bekrafta/{recall}", site.Function, s.confirmRecall},
	}
}

// itemScreen is an item as its pages show it.
type itemScreen struct {
	app.ItemView
	v   *site.Visit
	why []own.WhyUnit // for the person
}

func (s *server) itemScreen(r *http.Request, v *site.Visit) (k itemScreen, err error) {
	k.v = v
	k.ItemView, err = s.App.Item(r.Context(), v.Actor, id.Case(r.PathValue("case")), id.Item(r.PathValue("item")))
	return k, err
}

func (k itemScreen) url() string { return site.ItemURL(k.Case.ID, k.Item.ID) }

// itemFrame is the frame of the pages about one item; those under it lead back
// to it.
func (s *server) itemFrame(k itemScreen, title string) ui.Page {
	t := k.v.Texts
	p := s.CasePart(k.v, site.CaseHead{Case: k.Case}, title)
	p.Head.Meta = k.meta()
	p.Active, p.Path = "/arenden", k.url()
	p.Head.Back.Label = site.Upper(t.T("page.case.ref", "ref", k.Case.Ref))
	if k.v.Actor.Self() {
		p.Active = "/min-plan"
		p.Head.Back = &ui.Link{Label: t.T("page.nav.my_plan"), Href: myPlanURL(k.Case.ID)}
	}
	return p
}

func (k itemScreen) meta() (facts []string) {
	t := k.v.Texts
	if k.Item.Gone {
		return []string{k.owner()}
	}
	facts = append(facts, k.v.TextOf("item.kind", string(k.Item.Kind)), ui.CategoryName(t, k.Item.Category), k.owner())
	if k.Item.Newest > 1 {
		facts = append(facts, t.T("itempage.version", "n", site.Number(k.Item.Version)))
	}
	return append(facts, t.Moment(k.Item.At))
}

// owner is whose the item is.
func (k itemScreen) owner() string {
	switch {
	case k.Item.Owner == id.Self && k.v.Actor.Self():
		return k.v.Texts.T("itempage.owner.you")
	case k.Item.Owner == id.Self:
		return k.v.Texts.T("itempage.owner.person")
	}
	return k.v.Texts.T("itempage.owner", "unit", k.unitName(k.Item.Owner))
}

func (k itemScreen) unitName(u id.Unit) string {
	if unit, ok := k.Units[u]; ok {
		return unit.Name
	}
	if u == k.v.Actor.Unit && k.v.UnitName != "" {
		return k.v.UnitName
	}
	return k.v.Texts.T("page.case.a_unit")
}

func (s *server) itemPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.itemScreen(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	if k.Item.Gone {
		return s.Draw(w, r, v, s.itemFrame(k, t.T("itempage.gone.title")), itemGone(v, k))
	}
	p := s.itemFrame(k, k.Item.Title)
	p.Head.Chips = k.chips()
	if k.May[access.ItemDisclose] && len(k.left().Covered)+len(k.left().Uncovered) > 0 {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("itempage.disclose"), Href: k.url() + "/lamna-ut", Icon: "people"})
	}
	if at := k.revisedAt(); k.May[access.ItemRevise] && at != "" {
		p.Head.Actions = append(p.Head.Actions, k.revising(at))
	}
	if v.Actor.Self() {
		why, err := s.Own.Why(r.Context(), v.Actor, k.Case.ID)
		if err != nil {
			return err
		}
		k.why = why.Units
	}
	return s.Draw(w, r, v, p, itemBody(v, k))
}

// revisedAt is where the item is changed: what has a page of its own there, or
// nowhere.
func (k itemScreen) revisedAt() string {
	c, i := site.CaseURL(k.Case.ID), string(k.Item.ID)
	switch k.Item.Kind {
	case item.Fact:
		return c + "/forsta-bild/fyll-i"
	case item.Benefit:
		return c + "/forsorjning/perioder/" + i
	case item.Instrument:
		return c + "/forsta-bild/kartlaggning/" + i
	case item.Elsewhere:
		return c + "/planer/" + i
	case item.Summary:
		return c + "/overlamning" // it stands as it was taken; a new one is written there
	}
	if k.Item.Kind.Apart() {
		return ""
	}
	return k.url() + "/andra"
}

// revising leads to where the item is changed, or where it belongs.
func (k itemScreen) revising(at string) ui.Action {
	if k.Item.Kind == item.Summary {
		return ui.Action{Label: k.v.Texts.T("handoverpage.before"), Href: at}
	}
	return ui.Action{Label: k.v.Texts.T("itempage.revise"), Href: at, Icon: "pen", Primary: true}
}

// whyOf says in words why each unit was told of the item, and whether it may
// read it today, for the person.
func (k itemScreen) whyOf() (said []string) {
	t := k.v.Texts
	for _, u := range k.why {
		for _, g := range u.Given {
			if g.Item != k.Item.ID || g.Kind != "disclosed" {
				continue
			}
			now := t.T("why.item.sees", "unit", u.Unit.Name)
			switch {
			case !u.Blocked.IsZero():
				now = t.T("why.item.blocked", "unit", u.Unit.Name, "day", t.DayOf(u.Blocked))
			case !u.Sees(g):
				now = t.T("why.item.sees_not", "unit", u.Unit.Name)
			}
			said = append(said, now+" "+site.GivenWords(k.v, g))
		}
	}
	return said
}

func (k itemScreen) chips() (chips []ui.Chip) {
	t := k.v.Texts
	if k.Item.Status != "" {
		chips = append(chips, ui.Chip{Text: k.v.TextOf("status", k.Item.Status)})
	}
	mine := k.Item.Owner == k.v.Actor.Unit || k.Item.Owner == id.Self && k.v.Actor.Self()
	switch {
	case mine && !k.Item.Shared:
		chips = append(chips, ui.Chip{Text: t.T("itempage.note"), Tone: ui.Info})
	case mine:
		chips = append(chips, ui.Chip{Text: t.N("itempage.shared", len(k.holders())), Tone: ui.Success})
	case k.Item.Ground == access.ByConsent:
		chips = append(chips, ui.Chip{Text: t.T("itempage.by_consent"), Tone: ui.Success})
	case k.Item.Ground == access.ByLaw:
		chips = append(chips, ui.Chip{Text: t.T("itempage.by_law"), Tone: ui.Warning})
	}
	return chips
}

// holders are the units that hold some version of the item.
func (k itemScreen) holders() (all []id.Unit) {
	for _, h := range k.Ledger {
		if h.Kind == "disclosed" && !h.Recall.Confirmed && h.Unit != k.Item.Owner && !slices.Contains(all, h.Unit) {
			all = append(all, h.Unit)
		}
	}
	return all
}

// left are those who have not been handed the newest version.
func (k itemScreen) left() (v app.ReceiversView) {
	has := func(u org.Unit) bool {
		return slices.ContainsFunc(k.Ledger, func(h item.Handed) bool {
			return h.Kind == "disclosed" && h.Unit == u.ID && h.Version == k.Item.Newest && !h.Recall.Confirmed
		})
	}
	v.Covered = slices.DeleteFunc(slices.Clone(k.Receivers.Covered), has)
	v.Uncovered = slices.DeleteFunc(slices.Clone(k.Receivers.Uncovered), has)
	return v
}

func (s *server) revisePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.itemScreen(r, v)
	if err != nil {
		return err
	}
	if !k.May[access.ItemRevise] || k.Item.Kind.Apart() {
		return s.Done(w, r, cmp.Or(k.revisedAt(), k.url()), "")
	}
	f := v.NewForm(k.url() + "/andra")
	f.Version, f.Values = k.Item.Newest, valuesOf(k.Item)
	f.Values["units_for"] = []string{k.Item.Category.String()}
	for _, u := range k.Receivers.Covered {
		if slices.Contains(k.holders(), u.ID) {
			f.Values["units"] = append(f.Values["units"], string(u.ID))
		}
	}
	f.Values["share"] = []string{shareNobody}
	if len(f.Values["units"]) > 0 {
		f.Values["share"] = []string{shareConsent}
	}
	return s.drawRevise(w, r, http.StatusOK, reviseScreen{itemScreen: k, form: f})
}

// reviseScreen is the form where an item gets a new version.
type reviseScreen struct {
	itemScreen
	form   ui.Form
	fields fields
	theirs *item.Item // what somebody else saved first
}

// valuesOf is an item as its form shows it.
func valuesOf(i item.Item) map[string][]string {
	values := map[string][]string{}
	set := func(name, value string) { values[name] = []string{value} }
	set("title", i.Title)
	set("words", i.Words)
	set("code", i.Code)
	set("status", i.Status)
	set("start", i.Start)
	set("end", i.End)
	set("due", i.Content.Due)
	if i.Extent != item.NoExtent {
		set("extent", site.Number(i.Extent))
	}
	switch {
	case i.Responsible != "":
		set("responsible", string(i.Responsible))
	case i.Owner == id.Self:
		set("responsible", responsibleSelf)
	default:
		set("responsible", responsibleNobody)
	}
	slots, _ := plan.ParseWeekly(i.Weekly) // checked when it was written
	for n, slot := range slots {
		day, times, _ := strings.Cut(slot.String(), " ")
		from, to, _ := strings.Cut(times, "-")
		set(weeklyName("day", n), day)
		set(weeklyName("from", n), from)
		set(weeklyName("to", n), to)
	}
	return values
}

func (s *server) drawRevise(w http.ResponseWriter, r *http.Request, status int, k reviseScreen) error {
	view, err := s.App.Case(r.Context(), k.v.Actor, k.Case.ID)
	if err != nil {
		return err
	}
	own, err := s.ownFunctions(r, k.v)
	if err != nil {
		return err
	}
	k.fields = writeScreen{CaseView: view, v: k.v, kind: k.Item.Kind, form: k.form, own: own}.fields()
	p := s.itemFrame(k.itemScreen, k.v.Texts.T("itempage.revise"))
	p.Head.Back = &ui.Link{Label: k.Item.Title, Href: k.url()}
	p.Faults = k.form.Faults
	k.v.Status = status
	return s.Draw(w, r, k.v, p, reviseBody(k.v, k))
}

func (k reviseScreen) receiving() receiving {
	return receiving{ReceiversView: k.Receivers, v: k.v, form: k.form, caseID: k.Case.ID, category: k.Item.Category, revised: true}
}

func (s *server) reviseItem(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.itemScreen(r, v)
	if err != nil {
		return err
	}
	content, _ := content(v, k.Item.Kind)
	handing, err := handing(v)
	if err == nil {
		err = s.App.ReviseItem(r.Context(), v.Actor, k.Case.ID, app.ReviseItem{Change: item.Change{Item: k.Item.ID, Version: v.Version(), Content: content}, Handing: handing})
	}
	again := reviseScreen{itemScreen: k, form: v.Again(k.url()+"/andra", nil)}
	if faults, ok := site.Faulty(err); ok {
		again.form.Faults = faults
		return s.drawRevise(w, r, http.StatusUnprocessableEntity, again)
	}
	if now, ok := site.Current[item.Item](err); ok {
		again.theirs, again.form.Version = &now, now.Newest
		return s.drawRevise(w, r, http.StatusConflict, again)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, k.url(), handedFlash(v, handing))
}

func (s *server) disclosePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.itemScreen(r, v)
	if err != nil {
		return err
	}
	f := v.NewForm(k.url() + "/lamna-ut")
	f.Version = k.Item.Newest
	f.Values["share"] = []string{shareConsent}
	return s.drawDisclose(w, r, k, f)
}

func (s *server) drawDisclose(w http.ResponseWriter, r *http.Request, k itemScreen, f ui.Form) error {
	if !k.May[access.ItemDisclose] {
		return s.Done(w, r, k.url(), "")
	}
	p := s.itemFrame(k, k.v.Texts.T("itempage.disclose"))
	p.Head.Back = &ui.Link{Label: k.Item.Title, Href: k.url()}
	p.Head.Lead = k.v.Texts.T("itempage.disclose.lead")
	p.Faults = f.Faults
	c := receiving{ReceiversView: k.left(), v: k.v, form: f, caseID: k.Case.ID, category: k.Item.Category, only: true}
	return s.Draw(w, r, k.v, p, discloseBody(k.v, k, c))
}

func (s *server) discloseItem(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.itemScreen(r, v)
	if err != nil {
		return err
	}
	handing, err := handing(v)
	if err == nil {
		err = s.App.DiscloseItem(r.Context(), v.Actor, k.Case.ID, k.Item.ID, app.DiscloseItem{Version: v.Version(), Handing: handing})
	}
	if faults, ok := site.Faulty(err); ok {
		return s.drawDisclose(w, r, k, v.Again(k.url()+"/lamna-ut", faults))
	}
	if site.Clash(err) {
		return s.Done(w, r, k.url(), "page.flash.item_changed")
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, k.url(), "page.flash.item_disclosed")
}

// mayObject reports whether the reader says herself what is wrong, or may for
// the person.
func (k itemScreen) mayObject() bool {
	return k.v.Part == nil || k.v.Part.Tasks.Has(access.TaskWrite)
}

// objected says who objected, to which version, and whether it is taken back.
func (k itemScreen) objected(o item.Objection) string {
	t := k.v.Texts
	about := t.T("itempage.version", "n", site.Number(o.Of))
	if o.Acted != "" {
		about = site.Dotted(k.v.Acted(o.Acted, ""), about)
	}
	if !o.Stands() {
		return site.Dotted(about, t.T("objection.withdrawn", "day", t.DayOf(o.Withdrawn)))
	}
	return about
}

// takeBack is the form that takes an objection back.
func (k itemScreen) takeBack(o item.Objection) ui.Form {
	f := k.v.NewForm(k.url() + "/invandningar/" + string(o.ID) + "/ta-tillbaka")
	f.Version = o.Version
	return f
}
