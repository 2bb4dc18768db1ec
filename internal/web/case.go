package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/plan"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) casePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if v.Actor.Self() {
		return s.Done(w, r, "/min-plan", "")
	}
	c, err := s.App.Case(r.Context(), v.Actor, id.Case(r.PathValue("case")))
	if err != nil {
		return err
	}
	k := caseScreen{CaseView: c, v: v, now: s.Options.Now()}
	h := k.head()
	p := s.Page(v, h.Name())
	p.Active = "/arenden"
	p.Head = ui.Head{Back: &ui.Link{Label: v.Texts.T("page.cases.title"), Href: "/arenden"}, Meta: k.meta(h), Chips: k.chips(), Actions: k.actions()}
	return s.Draw(w, r, v, p, caseBody(v, k))
}

// caseScreen is a case as its page shows it.
type caseScreen struct {
	app.CaseView
	v   *site.Visit
	now time.Time
}

func (k caseScreen) head() site.CaseHead {
	return site.CaseHead{Case: k.Case, Identity: k.Identity, AreaName: k.Area.Name, Protection: k.Protection}
}

func (k caseScreen) url() string { return site.CaseURL(k.Case.ID) }

func (k caseScreen) meta(h site.CaseHead) []string {
	t := k.v.Texts
	facts := append(h.Meta(k.v), t.T("page.case.opened_on", "day", t.DayOf(k.Case.OpenedAt)))
	if f, ok := k.Functions[k.Case.Coordinator]; ok {
		facts = append(facts, t.T("page.case.led_by", "function", f.Name, "unit", f.UnitName))
	}
	return facts
}

func (k caseScreen) chips() []ui.Chip {
	t := k.v.Texts
	chips := site.ProtectionChip(k.v, k.Protection)
	if k.Case.State != cases.StateOpen {
		chip := ui.Chip{Text: k.v.TextOf("case.state", k.Case.State), Tone: ui.Info, Href: k.url() + "/lage"}
		if k.Case.State == cases.StateResting {
			chip.Text = t.T("page.case.rests_until", "day", t.Day(k.Case.RestsUntil))
		}
		chips = append(chips, chip)
	}
	if k.Plan.ID != "" {
		chips = append(chips, ui.Chip{Text: k.v.TextOf("plan.kind", k.Plan.Kind) + ", " + site.Lower(k.v.TextOf("plan.state", k.Plan.State)), Href: k.url() + "/plan"})
	}
	chips = append(chips, k.consentChip())
	if on := k.Plan.FollowUpOn; on != "" && k.Case.State != cases.StateClosed {
		tone := ui.Plain
		if site.Near(k.v, on, k.now, 14) {
			tone = ui.Warning
		}
		chips = append(chips, ui.Chip{Text: t.T("page.case.follow_up", "when", t.RelativeDay(on, k.now)), Tone: tone})
	}
	if n := len(k.Conflicts); n > 0 {
		chips = append(chips, ui.Chip{Text: t.N("page.case.conflicts", n), Tone: ui.Warning, Href: "#krockar"})
	}
	return chips
}

func (k caseScreen) consentChip() ui.Chip {
	t := k.v.Texts
	c := ui.Chip{Href: k.url() + "/samtycke", Tone: ui.Success}
	switch {
	case k.Consent.EndsOn == "":
		c.Tone, c.Text = ui.Error, t.T("page.case.no_consent")
	case k.Consent.EndsOn < k.Today:
		c.Tone, c.Text = ui.Error, t.T("page.case.consent_ended", "day", t.Day(k.Consent.EndsOn))
	case !k.Sight.Circle():
		c.Text = t.T("page.case.consent_until", "day", t.Day(k.Consent.EndsOn))
	default:
		c.Text = t.N("page.case.consent", k.Consent.Units, "day", t.Day(k.Consent.EndsOn))
	}
	if c.Tone == ui.Success && site.Near(k.v, k.Consent.EndsOn, k.now, 30) {
		c.Tone = ui.Warning
	}
	return c
}

func (k caseScreen) actions() (all []ui.Action) {
	t := k.v.Texts
	all = append(all, ui.Action{Label: t.T("page.case.plan"), Href: k.url() + "/plan"})
	if k.May[access.CallMake] {
		all = append(all, ui.Action{Label: t.T("calls.new"), Href: k.url() + "/kallelser/ny"})
	}
	if k.May[access.ItemWrite] {
		all = append(all, ui.Action{Label: t.T("page.case.write"), Href: k.url() + "/skriv", Icon: "pen", Primary: true})
	}
	return all
}

// goal is the person's goal in her own words, else the first goal there is.
func (k caseScreen) goal() (goal item.Item, ok bool) {
	for _, i := range k.Items {
		if i.Kind != item.Goal || i.Gone || i.Status == plan.Stopped {
			continue
		}
		if i.Owner == id.Self {
			return i, true
		}
		if !ok {
			goal, ok = i, true
		}
	}
	return goal, ok
}

// goalWords are the words of a goal, and how many of the goals are reached.
func (k caseScreen) goalWords(g item.Item) (title, words, after string) {
	t := k.v.Texts
	title = t.T("page.case.goal")
	if g.Owner == id.Self && k.Identity != nil {
		title = t.T("page.case.goal_of", "names", k.v.Genitive(site.FirstName(k.Identity.Name)))
	}
	if g.Acted != "" {
		title = t.T("representative.goal", "who", site.Lower(k.v.Acted(g.Acted, k.personName())))
	}
	words = cmp.Or(g.Words, g.Title)
	done, all := 0, 0
	for _, i := range k.Items {
		if i.Kind == item.Goal && !i.Gone && i.ID != g.ID {
			all++
			if i.Status == plan.Done {
				done++
			}
		}
	}
	if all > 0 {
		after = t.N("page.case.goals_reached", all, "done", t.Number(done))
	}
	return title, words, after
}

// commitments are what is agreed to be done: first what is late, last what is
// done.
func (k caseScreen) commitments() []item.Item {
	all := k.ofKind(item.Commitment)
	rank := func(i item.Item) int {
		if i.Status == plan.Done || i.Status == plan.Stopped {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(all, func(a, b item.Item) int { return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Content.Due, b.Content.Due)) })
	return all
}

// ofKind lists the items of some kinds that stand, without the working notes.
func (k caseScreen) ofKind(kinds ...item.Kind) (all []item.Item) {
	for _, i := range k.Items {
		if slices.Contains(kinds, i.Kind) && !i.Gone && (i.Shared || i.Owner != k.Sight.Unit()) {
			all = append(all, i)
		}
	}
	return all
}

// notes are the items that the reader's own unit alone sees.
func (k caseScreen) notes() (all []item.Item) {
	for _, i := range k.Items {
		if i.Owner == k.Sight.Unit() && !i.Shared && !i.Gone && !i.Kind.Apart() {
			all = append(all, i)
		}
	}
	slices.Reverse(all)
	return all
}

func (k caseScreen) gone() (n int) {
	for _, i := range k.Items {
		if i.Gone {
			n++
		}
	}
	return n
}

// holder says who acts as a function today.
func (k caseScreen) holder(p app.PartyView) string {
	t := k.v.Texts
	switch f := p.Function; {
	case p.Party.Function == k.v.Actor.Function:
		return t.T("page.case.you")
	case f.Ended:
		return t.T("page.case.function_ended")
	case f.Holder != "":
		return f.Holder
	case f.Deputy != "":
		return t.T("page.case.vacant_deputy", "deputy", f.Deputy)
	}
	return t.T("page.case.vacant")
}

// invited says that a party has not answered yet.
func (k caseScreen) invited(p app.PartyView) string {
	if p.State != access.Invited {
		return ""
	}
	return site.Lower(k.v.TextOf("party.state", string(p.State)))
}

// personInside is what the person is called inside a sentence.
func (k caseScreen) personInside() string {
	if k.Identity != nil {
		return site.FirstName(k.Identity.Name)
	}
	return site.Lower(k.personName())
}

// How much stands open on the page; the rest can be unfolded.
const (
	shownConflicts = 3
	shownEvents    = 6
)

// links lead to what else there is about the case.
func (k caseScreen) links() []ui.Link {
	t := k.v.Texts
	all := []ui.Link{
		{Label: t.T("page.case.plan_versions"), Href: k.url() + "/plan"},
		{Label: t.T("page.case.consent_link"), Href: k.url() + "/samtycke"},
		{Label: t.T("page.parties.title"), Href: k.url() + "/parter"},
		{Label: t.T("page.course.title"), Href: k.url() + "/lage"},
		{Label: t.T("calls.title"), Href: k.url() + "/kallelser"},
		{Label: t.T("representatives.title"), Href: k.url() + "/ombud"},
	}
	if k.May[access.CaseObstacle] {
		all = append(all, ui.Link{Label: t.T("obstacles.in_case"), Href: k.url() + "/hinder"})
	}
	if k.May[access.PartyInvite] {
		all[2].Label = t.T("page.parties.invite_link")
	}
	return all
}

// wayThrough is the way through, stage by stage: from the first picture to what
// became of it.
var wayThrough = [][]string{{"forsta-bild", "forsorjning", "planer"}, {"malgrupp", "ersattningar", "underlag", "insatser"}, {"gemensam-bedomning", "fk-samordning", "vagen"}, {"overlamning", "resultat"}}

// through lead to the pages of one stage of the way through.
func (k caseScreen) through(stage int) (all []ui.Link) {
	for _, path := range wayThrough[stage] {
		all = append(all, ui.Link{Label: k.v.Texts.T("through." + path), Href: k.url() + "/" + path})
	}
	return all
}

// briefFor is where a brief to the doctor is made about what a conflict is about,
// where that is what can be done.
func (k caseScreen) briefFor(c plan.Conflict) string {
	if k.v.Actor.Self() || !k.May[access.ItemWrite] || k.Sight.Blocked() || !slices.Contains(c.Advice, "brief") {
		return ""
	}
	about := url.Values{}
	for _, i := range c.Pieces {
		about.Add("aktivitet", string(i))
	}
	return site.Address(k.url()+"/underlag/nytt", about)
}

// writeFirst is what an empty plan offers.
func writeFirst(v *site.Visit, k caseScreen) *ui.Action {
	if !k.May[access.ItemWrite] {
		return nil
	}
	return &ui.Action{Label: v.Texts.T("page.case.write"), Href: k.url() + "/skriv", Icon: "pen", Primary: true}
}
