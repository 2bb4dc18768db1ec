package board

import (
	"net/http"
	"slices"
	"strings"

	"samverk/internal/board"
	"samverk/internal/federation"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) bodyRoutes() []site.Route {
	const of = pathBodies + "/{body}"
	return []site.Route{
		{"GET " + pathBodies, site.Function, s.bodiesPage},
		{"GET " + pathBodies + "/fil", site.Function, s.bodiesFile},
		{"GET " + pathBodies + "/ny", site.Function, s.form(s.newBodyForm)},
		{"POST " + pathBodies + "/ny", site.Function, s.save(s.newBodyForm, s.addBody)},
		{"GET " + of, site.Function, s.bodyPage},
		{"GET " + of + "/andra", site.Function, s.form(s.bodyForm)},
		{"POST " + of + "/andra", site.Function, s.save(s.bodyForm, s.changeBody)},
		{"GET " + of + "/medlemmar", site.Function, s.form(s.seatForm)},
		{"POST " + of + "/medlemmar", site.Function, s.save(s.seatForm, s.setSeats)},
	}
}

func bodyURL(b id.Body) string { return pathBodies + "/" + string(b) }

func (s *server) bodiesPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Board.Bodies(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.frame(v, v.Texts.T("federation.bodies"))
	p.Head.Lead = v.Texts.T("federation.bodies.lead")
	if view.Keeps {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: v.Texts.T("federation.body.add"), Href: pathBodies + "/ny", Primary: true})
	}
	if len(view.Bodies) > 0 {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: v.Texts.T("federation.file"), Href: pathBodies + "/fil"})
	}
	return s.Draw(w, r, v, p, bodiesBody(v, view))
}

// sideNames are sides in words.
func sideNames(v *site.Visit, all []federation.Party) string {
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = v.TextOf("federation.side", string(p))
	}
	return v.Texts.List(names...)
}

// kindNames are the functions of a body in words.
func kindNames(v *site.Visit, b federation.Body) string {
	names := make([]string, len(b.Kinds))
	for i, k := range b.Kinds {
		if names[i] = v.TextOf("federation.body.kind", k); i > 0 {
			names[i] = site.Lower(names[i])
		}
	}
	return v.Texts.List(names...)
}

// whole says whether everybody is represented who has to be.
func whole(v *site.Visit, b federation.Body) (ui.Tone, string) {
	switch missing := b.Missing(); {
	case len(missing) > 0:
		return ui.Warning, v.Texts.T("federation.body.missing", "who", sideNames(v, missing))
	case len(b.Needs) == 0:
		return ui.Plain, v.Texts.T("federation.body.needs.none")
	}
	return ui.Success, v.Texts.T("federation.body.whole")
}

// seatName is a member: a function with where it belongs, or an organisation.
func seatName(v *site.Visit, s federation.Seat) string {
	if s.Function == "" {
		return s.OrgName
	}
	name := s.FunctionName + ", " + s.UnitName
	if s.Gone {
		name += " (" + v.Texts.T("federation.seat.gone") + ")"
	}
	return name
}

// bodyTable is bodies with who is in them and who is not, for those that go on.
func bodyTable(v *site.Visit, all []federation.Body) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("federation.bodies"), Hidden: true, Columns: site.Columns(v, "federation.body", "federation.seats", "federation.body.represented")}
	for _, b := range all {
		var seats []string
		for _, one := range b.Seats {
			seats = append(seats, seatName(v, one))
		}
		if len(seats) == 0 {
			seats = []string{v.Texts.T("federation.seats.none")}
		}
		tone, said := whole(v, b)
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(bodyURL(b.ID), b.Name, kindNames(v, b)), seatList(seats), ui.Badge(tone, said)))
	}
	return tab
}

// acting parts the bodies that go on from those that have ended.
func acting(all []federation.Body, today string) (on, ended []federation.Body) {
	for _, b := range all {
		if b.Acts(today) {
			on = append(on, b)
		} else {
			ended = append(ended, b)
		}
	}
	return on, ended
}

func (s *server) bodiesFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Board.Bodies(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, b := range view.Bodies {
		of := []string{b.Name, kindNames(v, b), sideNames(v, b.Needs), sideNames(v, b.Missing()), b.EndedOn}
		for _, one := range b.Seats {
			rows = append(rows, append(slices.Clone(of), seatName(v, one), v.TextOf("federation.side", string(one.Side()))))
		}
		if len(b.Seats) == 0 {
			rows = append(rows, append(of, "", ""))
		}
	}
	return file(w, v, "forbundets-grupper", []string{"federation.body", "federation.body.kinds", "federation.body.needs", "federation.body.lacks", "federation.body.ended", "federation.seat", "federation.side"}, rows)
}

// bodyScreen is one body as its page shows it.
type bodyScreen struct {
	board.BodyView
	v *site.Visit
}

func (s *server) body(r *http.Request, v *site.Visit) (bodyScreen, error) {
	view, err := s.Board.Body(r.Context(), v.Actor, id.Body(r.PathValue("body")))
	return bodyScreen{view, v}, err
}

func (s *server) bodyPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.body(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.frame(v, k.Name)
	p.Head.Back = &ui.Link{Label: t.T("federation.bodies"), Href: pathBodies}
	p.Head.Meta = []string{kindNames(v, k.Body)}
	if !k.Acts(k.Today) {
		p.Head.Chips = []ui.Chip{{Text: t.T("federation.body.ended.on", "day", t.Day(k.EndedOn))}}
	}
	if k.Keeps {
		p.Head.Actions = []ui.Action{{Label: t.T("federation.seats.change"), Href: bodyURL(k.ID) + "/medlemmar", Primary: len(k.Missing()) > 0}, {Label: t.T("federation.change"), Href: bodyURL(k.ID) + "/andra"}}
	}
	return s.Draw(w, r, v, p, bodyBody(v, k))
}

// sides are whom the members represent, side by side, those that are missing too.
func (k bodyScreen) sides() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("federation.seats"), Hidden: true, Columns: site.Columns(v, "federation.side", "federation.seats")}
	for _, p := range federation.Sides() {
		var seats []string
		for _, one := range k.Seats {
			if one.Side() == p {
				seats = append(seats, seatName(v, one))
			}
		}
		cell := seatList(seats)
		if slices.Contains(k.Missing(), p) {
			cell = site.BadgeUnder(ui.Warning, v.Texts.T("federation.seat.lacking"), strings.Join(seats, "; "))
		} else if len(seats) == 0 {
			continue
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(v.TextOf("federation.side", string(p))), cell))
	}
	return tab
}

func bodyFields(v *site.Visit, efforts []federation.Effort) func(ui.Form) []input {
	with := []ui.Option{{Value: "", Label: v.Texts.T("federation.body.effort.none")}}
	for _, e := range efforts {
		with = append(with, ui.Option{Value: string(e.ID), Label: e.Title})
	}
	return func(f ui.Form) []input {
		aim := words(f, v, "aim", "federation.body.aim")
		aim.Optional, aim.Rows = true, 3
		return []input{
			{f.Field("name", "federation.body.name").WithLimit(federation.MostTitle).WithHint(v.Texts.T("federation.nobody")), ui.TextField},
			{f.Field("kinds", "federation.body.kinds").WithOptions(site.Choices(v, "federation.body.kind", federation.BodyKinds())...), ui.Checkboxes}, aim,
			{f.Field("needs", "federation.body.needs").MayBeEmpty().WithHint(v.Texts.T("federation.body.needs.hint")).WithOptions(site.Choices(v, "federation.side", federation.Sides())...), ui.Checkboxes},
			{f.Field("effort", "federation.body.effort").MayBeEmpty().WithOptions(with...), ui.Select},
			{f.Field("ended_on", "federation.body.ended").MayBeEmpty().WithHint(v.Texts.T("federation.body.ended.hint")), ui.DateField},
		}
	}
}

func bodyInput(v *site.Visit) federation.BodyInput {
	in := federation.BodyInput{Name: v.Form.Get("name"), Kinds: v.Form["kinds"], Aim: v.Form.Get("aim"), Effort: id.Effort(v.Form.Get("effort")), EndedOn: v.Form.Get("ended_on")}
	for _, p := range v.Form["needs"] {
		in.Needs = append(in.Needs, federation.Party(p))
	}
	return in
}

func (s *server) newBodyForm(r *http.Request, v *site.Visit) (screen, error) {
	view, err := s.Board.Bodies(r.Context(), v.Actor)
	if err != nil {
		return screen{}, err
	}
	k, err := s.edit(v, view.Keeps, v.Texts.T("federation.body.add"), pathBodies+"/ny", pathBodies)
	k.fields = bodyFields(v, view.Efforts)
	return k, err
}

func (s *server) addBody(r *http.Request, v *site.Visit) (string, error) {
	b, err := s.Board.AddBody(r.Context(), v.Actor, bodyInput(v))
	return bodyURL(b), err
}

// bodyEdit is a form about one body.
func (s *server) bodyEdit(r *http.Request, v *site.Visit, part, title string) (screen, bodyScreen, error) {
	b, err := s.body(r, v)
	if err != nil {
		return screen{}, b, err
	}
	k, err := s.edit(v, b.Keeps, v.Texts.T(title)+": "+b.Name, bodyURL(b.ID)+"/"+part, bodyURL(b.ID))
	k.form.Version = b.Version
	return k, b, err
}

func (s *server) bodyForm(r *http.Request, v *site.Visit) (screen, error) {
	k, b, err := s.bodyEdit(r, v, "andra", "federation.change")
	k.form.Values = map[string][]string{"name": one(b.Name), "kinds": b.Kinds, "aim": one(b.Aim), "effort": one(string(b.Effort)), "ended_on": one(b.EndedOn)}
	for _, p := range b.Needs {
		k.form.Values["needs"] = append(k.form.Values["needs"], string(p))
	}
	k.fields = bodyFields(v, b.Efforts)
	return k, err
}

func (s *server) changeBody(r *http.Request, v *site.Visit) (string, error) {
	b := id.Body(r.PathValue("body"))
	return bodyURL(b), s.Board.ChangeBody(r.Context(), v.Actor, b, bodyInput(v), v.Version())
}

// seatForm asks who stays in a body, and who comes to it.
func (s *server) seatForm(r *http.Request, v *site.Visit) (screen, error) {
	k, b, err := s.bodyEdit(r, v, "medlemmar", "federation.seats.change")
	k.page.Head.Lead = v.Texts.T("federation.seats.lead")
	var stay []ui.Option
	come := []ui.Option{{Value: "", Label: v.Texts.T("federation.seat.nobody")}}
	k.form.Values = map[string][]string{}
	for _, one := range b.Seats {
		stay = append(stay, ui.Option{Value: one.Key(), Label: seatName(v, one), About: v.TextOf("federation.side", string(one.Side()))})
		k.form.Values["seats"] = append(k.form.Values["seats"], one.Key())
	}
	for _, one := range b.Candidates {
		if !slices.ContainsFunc(b.Seats, func(s federation.Seat) bool { return s.Key() == one.Key() }) {
			come = append(come, ui.Option{Value: one.Key(), Label: candidateName(v, one)})
		}
	}
	k.fields = func(f ui.Form) (all []input) {
		if len(stay) > 0 {
			all = append(all, input{f.Field("seats", "federation.seats.stay").MayBeEmpty().WithOptions(stay...), ui.Checkboxes})
		}
		return append(all, input{f.Field("come", "federation.seats.come").MayBeEmpty().WithOptions(come...), ui.Select})
	}
	return k, err
}

// candidateName is what can become a member, with the organisation first.
func candidateName(v *site.Visit, s federation.Seat) string {
	if s.Function == "" {
		return s.OrgName + ": " + v.Texts.T("federation.seat.whole")
	}
	return s.OrgName + ": " + s.FunctionName + ", " + s.UnitName
}

func (s *server) setSeats(r *http.Request, v *site.Visit) (string, error) {
	b := id.Body(r.PathValue("body"))
	var all []federation.Seat
	for _, key := range append(slices.Clone(v.Form["seats"]), v.Form.Get("come")) {
		if key != "" {
			all = append(all, federation.SeatOf(key))
		}
	}
	return bodyURL(b), s.Board.SetSeats(r.Context(), v.Actor, b, all, v.Version())
}
