package catalogue

import (
	"net/http"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/catalogue"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// oneScreen is an intervention as its page shows it.
type oneScreen struct {
	catalogue.View
	v     *site.Visit
	room  ui.Form
	skill ui.Form
	late  error // somebody was first
}

func interventionOf(r *http.Request) id.Intervention {
	return id.Intervention(r.PathValue("intervention"))
}

func (s *server) onePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawOne(w, r, v, oneScreen{v: v})
}

func (s *server) drawOne(w http.ResponseWriter, r *http.Request, v *site.Visit, k oneScreen) (err error) {
	if k.View, err = s.Catalogue.Intervention(r.Context(), v.Actor, interventionOf(r)); err != nil {
		return err
	}
	k.begin()
	v.Path = interventionURL(k.ID)
	t := v.Texts
	p := s.Page(v, k.Text.Name)
	p.Active, p.Faults = pathOffers, append(k.room.Faults, k.skill.Faults...)
	p.Head.Back = &ui.Link{Label: t.T("offers.title"), Href: pathOffers}
	p.Head.Meta = []string{v.TextOf("offer.kind", string(k.Text.Sort.Kind())) + ": " + site.Lower(sortName(v, k.Text.Sort)), k.Unit.Name, k.Unit.OrgName}
	p.Head.Chips = k.chips()
	if k.May[access.OfferWrite] && k.EndedOn == "" {
		p.Head.Actions = []ui.Action{{Label: t.T("offer.edit"), Href: interventionURL(k.ID) + "/andra", Icon: "pen"}}
	}
	return s.Draw(w, r, v, p, oneBody(v, k))
}

// begin fills in the forms with what stands, unless they came back.
func (k *oneScreen) begin() {
	if k.room.Action == "" {
		k.room = k.v.NewForm(interventionURL(k.ID) + "/platser")
		k.room.Values = map[string][]string{"free": {numeral(k.Places.Free)}, "weeks": {numeral(k.Places.Weeks)}}
	}
	if k.skill.Action == "" {
		k.skill = k.v.NewForm(interventionURL(k.ID) + "/kompetens")
		k.skill.Values["competence"] = k.Competence
	}
	k.room.Version = k.Version
}

func (k oneScreen) chips() (chips []ui.Chip) {
	t := k.v.Texts
	if k.Text.State != offer.Approved {
		chips = append(chips, ui.Chip{Text: k.v.TextOf("offer.state", k.Text.State), Tone: ui.Info})
	}
	switch {
	case k.EndedOn != "":
		chips = append(chips, ui.Chip{Text: t.T("offers.over.since", "day", t.Day(k.EndedOn)), Tone: ui.Warning})
	case k.Over:
		chips = append(chips, ui.Chip{Text: t.T("offers.over"), Tone: ui.Warning})
	case k.Stale:
		chips = append(chips, ui.Chip{Text: t.T("offers.stale"), Tone: ui.Warning})
	default:
		chips = append(chips, ui.Chip{Text: t.T("offer.confirmed", "day", t.Day(k.ConfirmedOn))})
	}
	return chips
}

// step is a form that takes the intervention further.
func (k oneScreen) step(path string) ui.Form {
	f := k.v.NewForm(interventionURL(k.ID) + path)
	f.Version = k.Version
	return f
}

// terms are what the intervention says.
func (k oneScreen) terms() []ui.Term {
	v, c := k.v, k.Text
	said := func(key, words string) ui.Term {
		if words == "" {
			words = v.Texts.T("offer.unknown")
		}
		return ui.Term{Word: v.Texts.T(key), Says: ui.Text(words)}
	}
	all := []ui.Term{said("offer.purpose", c.Purpose), said("offer.target", c.Target), said("offer.age", forWhom(v, k.Intervention))}
	optional := func(key, words string) {
		if words != "" {
			all = append(all, said(key, words))
		}
	}
	optional("offer.problems", wordsOf(v, "offer.problem", c.Problems))
	all = append(all, said("offer.entry", c.Entry))
	optional("offer.requires", wordsOf(v, "offer.requires", c.Requires))
	all = append(all, said("offer.extent", c.Extent), said("offer.length", c.Length))
	optional("offer.period", k.period())
	all = append(all, said("offer.areas", areaNames(k.Row)), said("offer.ground", c.Ground), said("offer.evidence", codeWords(v, "offer.evidence", c.Evidence)), said("offer.cost", codeWords(v, "offer.cost", c.Cost)))
	return all
}

// period is when the intervention starts and ends, where it does.
func (k oneScreen) period() string {
	t := k.v.Texts
	starts, ends := "", ""
	if k.Text.StartsOn != "" {
		starts = t.T("offers.starts", "day", t.Day(k.Text.StartsOn))
	}
	if k.Text.EndsOn != "" {
		ends = t.T("offers.ends", "day", t.Day(k.Text.EndsOn))
	}
	return site.Dotted(starts, ends)
}

// roomTerms are how much room there is.
func (k oneScreen) roomTerms() []ui.Term {
	t := k.v.Texts
	room, wait := roomWords(k.v, k.Places)
	capacity := t.T("offer.unknown")
	if k.Text.Capacity >= 0 {
		capacity = t.Number(k.Text.Capacity)
	}
	told := templ.Component(ui.Badge(roomTone(k.Places), room))
	if k.Places.On != "" {
		told = site.BadgeUnder(roomTone(k.Places), room, t.T("offers.places.on", "day", t.NearDay(k.Places.On)))
	}
	all := []ui.Term{{Word: t.T("offer.free"), Says: told}, {Word: t.T("offer.weeks"), Says: ui.Text(site.Upper(wait))}, {Word: t.T("offer.capacity"), Says: ui.Text(capacity)}}
	if k.OldPlaces {
		all[0].Says = site.BadgeUnder(ui.Warning, room, t.T("offers.places.old")+", "+t.NearDay(k.Places.On))
	}
	return all
}

// done goes on after a change, or draws the page as it stands with what is
// wrong.
func (s *server) done(w http.ResponseWriter, r *http.Request, v *site.Visit, err error, flash string) error {
	if err == nil {
		return s.Done(w, r, interventionURL(interventionOf(r)), flash)
	}
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return s.drawOne(w, r, v, oneScreen{v: v, late: err})
	}
	return err
}

func (s *server) decide(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	to := v.Form.Get("to")
	flash := map[string]string{offer.Proposed: "page.flash.offer_proposed", offer.Approved: "page.flash.offer_approved"}[to]
	if flash == "" {
		to, flash = offer.Draft, "page.flash.offer_returned"
	}
	return s.done(w, r, v, s.Catalogue.Decide(r.Context(), v.Actor, interventionOf(r), v.Version(), to), flash)
}

func (s *server) confirm(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.done(w, r, v, s.Catalogue.Confirm(r.Context(), v.Actor, interventionOf(r), v.Version()), "page.flash.offer_confirmed")
}

func (s *server) end(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.done(w, r, v, s.Catalogue.End(r.Context(), v.Actor, interventionOf(r), v.Version()), "page.flash.offer_ended")
}

func (s *server) tell(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Catalogue.TellPlaces(r.Context(), v.Actor, interventionOf(r), v.Version(), offer.Places{Free: numberOf(v.Form.Get("free")), Weeks: numberOf(v.Form.Get("weeks"))})
	if faults, ok := site.Faulty(err); ok {
		return s.drawOne(w, r, v, oneScreen{v: v, room: v.Again(r.URL.Path, faults)})
	}
	return s.done(w, r, v, err, "page.flash.offer_told")
}

func (s *server) competence(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Catalogue.Intervention(r.Context(), v.Actor, interventionOf(r))
	if err != nil {
		return err
	}
	err = s.Catalogue.KeepCompetence(r.Context(), v.Actor, view.Unit.ID, v.Form["competence"])
	if faults, ok := site.Faulty(err); ok {
		return s.drawOne(w, r, v, oneScreen{v: v, skill: v.Again(r.URL.Path, faults)})
	}
	return s.done(w, r, v, err, "page.flash.offer_competence")
}

// versionTone is how a version stands.
func versionTone(state string) ui.Tone {
	switch state {
	case offer.Approved:
		return ui.Success
	case offer.Proposed:
		return ui.Info
	}
	return ui.Plain
}
