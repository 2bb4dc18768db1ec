package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/web/ui"
)

func (s *server) entryRoutes() []route {
	return []route{
		{"GET /{$}", anybody, s.home},
		{"GET /logga-in", anybody, s.signInPage},
		{"POST /logga-in", anybody, s.signIn},
		{"GET /demo", anybody, s.demoPage},
		{"POST /demo", anybody, s.signInDemo},
		{"POST /logga-ut", anybody, s.signOut},
		{"GET /byt-funktion", signedIn, s.switchPage},
		{"POST /byt-funktion", signedIn, s.switchTo},
	}
}

// home leads everybody to where her day begins.
func (s *server) home(w http.ResponseWriter, r *http.Request, v *visit) error {
	to := "/min-dag"
	switch {
	case !v.in && s.app.Demo():
		to = "/demo"
	case !v.in:
		to = ui.PathSignIn
	case v.Actor.Self():
		to = "/min-plan"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *server) signInPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	f := v.newForm(ui.PathSignIn)
	f.Values["till"] = []string{local(v.query.Get("till"), "")}
	return s.drawSignIn(w, r, v, f)
}

func (s *server) drawSignIn(w http.ResponseWriter, r *http.Request, v *visit, f ui.Form) error {
	p := s.page(v, v.texts.T("page.sign_in.title"))
	p.Faults = f.Faults
	var ways []ui.SignInWay
	if s.app.Demo() {
		ways = append(ways, ui.SignInWay{Label: v.texts.T("page.sign_in.demo"), About: v.texts.T("page.sign_in.demo.about"), Href: "/demo", Primary: true})
	}
	return s.draw(w, r, v, p, signInForm(v, ways, f))
}

func (s *server) signIn(w http.ResponseWriter, r *http.Request, v *visit) error {
	if v.form.Has("as") {
		return s.signInDemo(w, r, v)
	}
	secret, err := s.app.SignIn(r.Context(), v.form.Get("name"), v.form.Get("password"), s.source(r))
	if faults, ok := faulty(err); ok {
		f := v.again(ui.PathSignIn, faults)
		f.Changed = false
		f.Values["password"] = nil
		return s.drawSignIn(w, r, v, f)
	}
	if err != nil {
		return err
	}
	if v.in { // the session before would go on unseen
		if err := s.app.SignOut(r.Context(), v.Actor); err != nil {
			return err
		}
	}
	s.setCookie(w, s.sessionCookie(), secret, 0)
	return s.done(w, r, local(v.form.Get("till"), "/"), "")
}

func (s *server) signOut(w http.ResponseWriter, r *http.Request, v *visit) error {
	if v.in {
		if err := s.app.SignOut(r.Context(), v.Actor); err != nil {
			return err
		}
	}
	s.setCookie(w, s.sessionCookie(), "", -1)
	return s.done(w, r, ui.PathSignIn, "page.flash.signed_out")
}

// signInDemo signs in as somebody of the demo world: "account" or
// "account function".
func (s *server) signInDemo(w http.ResponseWriter, r *http.Request, v *visit) error {
	account, f, _ := strings.Cut(v.form.Get("as"), " ")
	if v.in { // the session before would go on unseen
		if err := s.app.SignOut(r.Context(), v.Actor); err != nil {
			return err
		}
	}
	secret, err := s.app.SignInDemo(r.Context(), id.User(account), s.source(r))
	if err != nil {
		return err
	}
	if f != "" {
		now, err := s.app.Session(r.Context(), secret, s.source(r))
		if err != nil {
			return err
		}
		if now.Actor.Function != id.Function(f) {
			if err := s.app.ActAs(r.Context(), now.Actor, id.Function(f)); err != nil {
				return err
			}
		}
	}
	s.setCookie(w, s.sessionCookie(), secret, 0)
	return s.done(w, r, "/", "")
}

func (s *server) demoPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	all, err := s.app.DemoAccounts(r.Context())
	if err != nil {
		return err
	}
	v.path = "/demo"
	p := s.page(v, v.texts.T("page.demo.title"))
	p.Head.Lead = v.texts.T("page.demo.lead")
	return s.draw(w, r, v, p, demoDoors(v, s.demoWorld(v, all)))
}

// demoWorld is who can be chosen in the demo.
type demoWorld struct {
	persons []ui.DemoUser
	first   []ui.DemoUser // those of the scenario
	groups  []ui.DemoGroup
}

// scenario is the story that the demo is told with: they stand first.
var scenario = [...]id.Function{"vetlanda-samordning", "vetlanda-forsorjning-handlaggare", "vetlanda-ame-coach", "vetlanda-vc-rehabkoordinator",
	"fk-vetlanda-samordning", "af-vetlanda-handlaggare", "vetlanda-ame-chef"}

func (s *server) demoWorld(v *visit, all []app.DemoAccount) (d demoWorld) {
	groups := map[string][]ui.DemoUser{}
	kinds := map[string]access.Kind{}
	first := map[id.Function]ui.DemoUser{}
	seen := map[id.Function]bool{}
	for _, a := range all {
		f := a.Function
		u := ui.DemoUser{Key: string(a.User), User: ui.User{Name: a.Label, Where: v.texts.T("page.demo.person"), Kind: ui.Person}}
		if a.Person {
			d.persons = append(d.persons, u)
			continue
		}
		u.Key += " " + string(f.ID)
		u.User = ui.User{Name: f.Name, Where: f.UnitName + " · " + f.OrgName, Kind: f.Kind}
		u.About = a.Label
		if a.Deputy {
			u.About += " (" + v.texts.T("ui.deputy") + ")"
		}
		if slices.Contains(scenario[:], f.ID) && !seen[f.ID] && !a.Deputy {
			first[f.ID] = u
		}
		seen[f.ID] = true
		groups[f.OrgName], kinds[f.OrgName] = append(groups[f.OrgName], u), f.Kind
	}
	for _, f := range scenario {
		if u, ok := first[f]; ok {
			d.first = append(d.first, u)
		}
	}
	for name, users := range groups {
		d.groups = append(d.groups, ui.DemoGroup{Name: name, Users: users})
	}
	slices.SortFunc(d.groups, func(a, b ui.DemoGroup) int {
		return cmp.Or(cmp.Compare(kindOrder(kinds[a.Name]), kindOrder(kinds[b.Name])), cmp.Compare(a.Name, b.Name))
	})
	return d
}

// kindOrder is how the actors stand in lists.
func kindOrder(k access.Kind) int {
	return slices.Index([]access.Kind{access.Kommun, access.Vard, access.FK, access.AF, access.Forbund, access.Drift}, k)
}

func (s *server) switchPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	if v.Actor.Self() {
		return errs.Missing()
	}
	held, err := s.app.Held(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.page(v, v.texts.T("page.switch.title"))
	p.Head.Lead = v.texts.T("page.switch.lead")
	return s.draw(w, r, v, p, switchList(v, held))
}

func (s *server) switchTo(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := s.app.ActAs(r.Context(), v.Actor, id.Function(v.form.Get("as"))); err != nil {
		return err
	}
	return s.done(w, r, "/min-dag", "")
}
