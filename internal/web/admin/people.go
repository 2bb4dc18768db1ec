package admin

import (
	"net/http"
	"net/url"
	"slices"

	"samverk/internal/admin"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/provider"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) peopleRoutes() []site.Route {
	return []site.Route{
		{"GET /forvaltning/personer", site.Function, s.peoplePage},
		{"GET /forvaltning/personer/ny", site.Function, s.newPersonPage},
		{"POST /forvaltning/personer/ny", site.Function, s.addPerson},
		{"GET /forvaltning/personer/{user}", site.Function, s.personPage},
		{"GET /forvaltning/personer/{user}/andra", site.Function, s.changePersonPage},
		{"POST /forvaltning/personer/{user}/andra", site.Function, s.changePerson},
		{"GET /forvaltning/personer/{user}/avsluta", site.Function, s.endPersonPage},
		{"POST /forvaltning/personer/{user}/avsluta", site.Function, s.endPerson},
		{"GET /forvaltning/personer/{user}/identitet", site.Function, s.identityPage},
		{"POST /forvaltning/personer/{user}/identitet", site.Function, s.bind},
		{"POST /forvaltning/personer/{user}/identitet/ta-bort", site.Function, s.unbind},
		{"POST /forvaltning/personer/{user}/inbjudan", site.Function, s.invite},
		{"POST /forvaltning/personer/{user}/aterstallning", site.Function, s.askRecovery},
	}
}

// peopleScreen is a page of the people of an organisation.
type peopleScreen struct {
	admin.PeopleView
	v     *site.Visit
	keys  map[id.User]login.KeyState
	words string
	pages ui.Pages
}

func (s *server) peoplePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	words, after := v.Query.Get("sok"), v.Query.Get("efter")
	view, err := s.Admin.People(r.Context(), v.Actor, words, after)
	if err != nil {
		return err
	}
	k := peopleScreen{PeopleView: view, v: v, words: words, pages: ui.Pages{Shown: len(view.People)}}
	users := make([]id.User, len(view.People))
	for i, one := range view.People {
		users[i] = one.ID
	}
	if k.keys, err = s.Entry.KeyStates(r.Context(), v.Actor, users); err != nil {
		return err
	}
	q := url.Values{}
	if words != "" {
		q.Set("sok", words)
	}
	if after != "" {
		k.pages.First = site.Address(pathPeople, q)
	}
	if view.More {
		q.Set("efter", view.People[len(view.People)-1].Name)
		k.pages.Next = site.Address(pathPeople, q)
	}
	p := s.frame(v, v.Texts.T("admin.people"), v.Texts.T("admin.title"), pathHome)
	p.Head.Lead, p.Head.Meta = v.Texts.T("admin.people.lead"), []string{v.Texts.N("admin.people.count", view.All)}
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("admin.person.add"), Href: pathPeople + "/ny", Primary: true}}
	return s.Draw(w, r, v, p, peopleBody(v, k))
}

// rows are the people as a table.
func (k peopleScreen) table() ui.Table {
	tab := ui.Table{Caption: k.v.Texts.T("admin.people"), Hidden: true, Columns: site.Columns(k.v, "admin.person.name", "admin.person.label", "admin.person.holds", "admin.person.key")}
	for _, one := range k.People {
		var held []string
		for _, h := range one.Held {
			held = append(held, h.Function.Name)
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(personURL(one.ID), one.Name), ui.Text(one.Label), ui.Text(k.v.Texts.List(held...)), ui.Text(k.key(one.ID))))
	}
	return tab
}

func (k peopleScreen) key(u id.User) string { return keyText(k.v, k.keys[u]) }

func keyText(v *site.Visit, state login.KeyState) string {
	if state == login.NoKey {
		return v.Texts.T("admin.key.none")
	}
	return v.TextOf("admin.key", string(state))
}

// personFields are the questions about an account.
func personFields(v *site.Visit) func(ui.Form) []input {
	return func(f ui.Form) []input {
		reserve := f.Field("reserve", "admin.person.reserve").MayBeEmpty()
		reserve.Options = []ui.Option{{Value: "yes", Label: v.Texts.T("admin.person.reserve.yes"), About: v.Texts.T("admin.person.reserve.about")}}
		return []input{
			{f.Field("name", "admin.person.name").WithHint(v.Texts.T("admin.person.name.hint")), ui.TextField},
			{f.Field("label", "admin.person.label").WithHint(v.Texts.T("admin.person.label.hint")), ui.TextField},
			{reserve, ui.Checkboxes},
		}
	}
}

// identityFields ask who somebody is at a provider.
func identityFields(v *site.Visit, all []*provider.Provider, optional bool) func(ui.Form) []input {
	return func(f ui.Form) []input {
		if len(all) == 0 {
			return nil
		}
		from, subject := f.Field("provider", "admin.identity.provider"), f.Field("subject", "admin.identity.subject").WithHint(v.Texts.T("admin.identity.subject.hint"))
		for _, p := range all {
			from.Options = append(from.Options, ui.Option{Value: p.Name(), Label: p.Title(v.Texts.Lang() == i18n.English)})
		}
		if optional {
			from, subject = from.MayBeEmpty(), subject.MayBeEmpty()
		}
		return []input{{from, ui.Select}, {subject, ui.TextField}}
	}
}

func accountInput(v *site.Visit) login.AccountInput {
	return login.AccountInput{Name: v.Form.Get("name"), Label: v.Form.Get("label"), Reserve: v.Form.Get("reserve") == "yes"}
}

func identity(v *site.Visit) login.Identity {
	return login.Identity{Provider: v.Form.Get("provider"), Subject: v.Form.Get("subject")}
}

func (s *server) newPersonPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawNewPerson(w, r, v, func(*editor) {})
}

func (s *server) drawNewPerson(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	// Whose organisation it is is decided there, before anything is shown.
	if _, err := s.Admin.People(r.Context(), v.Actor, "", ""); err != nil {
		return err
	}
	e := editor{v: v, form: v.NewForm(pathPeople + "/ny"), do: "admin.person.add.do", out: pathPeople}
	e.fields = func(f ui.Form) []input {
		return slices.Concat(personFields(v)(f), identityFields(v, s.Admin.Providers(v.Actor.Org), true)(f))
	}
	with(&e)
	p := s.frame(v, v.Texts.T("admin.person.add"), v.Texts.T("admin.people"), pathPeople)
	p.Head.Lead = v.Texts.T("admin.person.add.lead")
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

func (s *server) addPerson(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n := admin.NewPerson{AccountInput: accountInput(v), Identity: identity(v)}
	if n.Identity.Subject == "" {
		n.Identity = login.Identity{}
	}
	u, err := s.Admin.AddPerson(r.Context(), v.Actor, n)
	return s.result(v, err, func(with func(*editor)) error { return s.drawNewPerson(w, r, v, with) },
		func() error { return s.Done(w, r, personURL(u), "page.flash.person_added") })
}

// personScreen is one account.
type personScreen struct {
	admin.PersonView
	v    *site.Visit
	key  login.KeyState
	link string // to make a passkey by, once
	why  error  // what could not be done
}

func (s *server) personPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawPerson(w, r, v, "", nil)
}

func (s *server) drawPerson(w http.ResponseWriter, r *http.Request, v *site.Visit, link string, why error) error {
	k, err := s.personScreen(r, v)
	if err != nil {
		return err
	}
	k.link, k.why = link, why
	keys, err := s.Entry.KeyStates(r.Context(), v.Actor, []id.User{k.ID})
	if err != nil {
		return err
	}
	k.key = keys[k.ID]
	p := s.frame(v, k.Label, v.Texts.T("admin.people"), pathPeople)
	p.Head.Meta = []string{k.Name}
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("admin.person.change"), Href: personURL(k.ID) + "/andra"}}
	if !k.Administers {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: v.Texts.T("admin.person.end"), Href: personURL(k.ID) + "/avsluta"})
	}
	return s.Draw(w, r, v, p, personBody(v, k))
}

func (s *server) personScreen(r *http.Request, v *site.Visit) (personScreen, error) {
	view, err := s.Admin.Person(r.Context(), v.Actor, idOf[id.User](r, "user"))
	return personScreen{PersonView: view, v: v}, err
}

func (k personScreen) provider(name string) string { return providerName(k.v, k.Providers, name) }

// providerName is what people call a provider.
func providerName(v *site.Visit, all []*provider.Provider, name string) string {
	for _, p := range all {
		if p.Name() == name {
			return p.Title(v.Texts.Lang() == i18n.English)
		}
	}
	return name
}

func (s *server) changePersonPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawChangePerson(w, r, v, func(*editor) {})
}

func (s *server) drawChangePerson(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	k, err := s.personScreen(r, v)
	if err != nil {
		return err
	}
	e := editor{v: v, form: v.NewForm(personURL(k.ID) + "/andra"), fields: personFields(v), do: "admin.save", out: personURL(k.ID)}
	e.form.Version = k.Version
	e.form.Values = map[string][]string{"name": one(k.Name), "label": one(k.Label)}
	if k.Reserve {
		e.form.Values["reserve"] = one("yes")
	}
	with(&e)
	p := s.frame(v, v.Texts.T("admin.person.change"), k.Label, personURL(k.ID))
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

func (s *server) changePerson(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	u := idOf[id.User](r, "user")
	err := s.Admin.ChangePerson(r.Context(), v.Actor, u, accountInput(v), v.Version())
	return s.result(v, err, func(with func(*editor)) error { return s.drawChangePerson(w, r, v, with) },
		func() error { return s.Done(w, r, personURL(u), "page.flash.saved") })
}

func (s *server) endPersonPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawEndPerson(w, r, v, nil)
}

func (s *server) drawEndPerson(w http.ResponseWriter, r *http.Request, v *site.Visit, faults []errs.Fault) error {
	k, err := s.personScreen(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.frame(v, t.T("admin.person.end"), k.Label, personURL(k.ID))
	p.Faults = faults
	return s.confirmed(w, r, v, p, ui.Dialog{ID: "avsluta", Title: t.T("admin.person.end.sure", "who", k.Label), Text: t.T("admin.person.end.text"),
		Action: personURL(k.ID) + "/avsluta", Do: t.T("admin.person.end.do"), Danger: true, Version: site.Number(k.Version)})
}

func (s *server) endPerson(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Admin.EndPerson(r.Context(), v.Actor, idOf[id.User](r, "user"), v.Version())
	if faults, ok := site.Faulty(err); ok {
		return s.drawEndPerson(w, r, v, faults)
	}
	if err != nil {
		return s.stays(w, r, v, err)
	}
	return s.Done(w, r, pathPeople, "page.flash.person_ended")
}

func (s *server) identityPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawIdentity(w, r, v, func(*editor) {})
}

func (s *server) drawIdentity(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	k, err := s.personScreen(r, v)
	if err != nil {
		return err
	}
	if len(k.Providers) == 0 {
		return errs.Missing()
	}
	e := editor{v: v, form: v.NewForm(personURL(k.ID) + "/identitet"), fields: identityFields(v, k.Providers, false), do: "admin.identity.add.do", out: personURL(k.ID)}
	if len(k.Providers) == 1 {
		e.form.Values["provider"] = one(k.Providers[0].Name())
	}
	with(&e)
	p := s.frame(v, v.Texts.T("admin.identity.add"), k.Label, personURL(k.ID))
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

func (s *server) bind(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	u := idOf[id.User](r, "user")
	err := s.Admin.Bind(r.Context(), v.Actor, u, identity(v))
	return s.result(v, err, func(with func(*editor)) error { return s.drawIdentity(w, r, v, with) },
		func() error { return s.Done(w, r, personURL(u), "page.flash.saved") })
}

func (s *server) unbind(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	u := idOf[id.User](r, "user")
	if err := s.Admin.Unbind(r.Context(), v.Actor, u, identity(v)); err != nil {
		return s.stays(w, r, v, err)
	}
	return s.Done(w, r, personURL(u), "page.flash.saved")
}

// stays shows an account with why something could not be done with it.
func (s *server) stays(w http.ResponseWriter, r *http.Request, v *site.Visit, err error) error {
	_, faulty := site.Faulty(err)
	switch {
	case site.Clash(err):
		v.Status = http.StatusConflict
	case faulty:
		v.Status = http.StatusUnprocessableEntity
	default:
		return err
	}
	return s.drawPerson(w, r, v, "", err)
}

// invite shows the link by which somebody makes her first passkey, once.
func (s *server) invite(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	link, err := s.Entry.Invite(r.Context(), v.Actor, idOf[id.User](r, "user"))
	if err != nil {
		return s.stays(w, r, v, err)
	}
	return s.drawPerson(w, r, v, link, nil)
}

func (s *server) askRecovery(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	u := idOf[id.User](r, "user")
	if _, err := s.Entry.AskRecovery(r.Context(), v.Actor, u); err != nil {
		return s.stays(w, r, v, err)
	}
	return s.Done(w, r, personURL(u), "page.flash.change_asked")
}

// holding says how somebody holds a function, and when.
func holding(v *site.Visit, a org.Assignment) string {
	if a.Deputy {
		return site.Upper(v.Texts.T("ui.deputy")) + ", " + period(v, a)
	}
	return v.Texts.T("staff.holder") + ", " + period(v, a)
}

// searchField asks for a part of a name.
func searchField(v *site.Visit, words string) ui.Field {
	f := v.NewForm(pathPeople).Field("sok", "admin.people.search").MayBeEmpty()
	f.Value, f.Type = words, "search"
	return f
}
