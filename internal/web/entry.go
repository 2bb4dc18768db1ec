package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) entryRoutes() []site.Route {
	return []site.Route{
		{"GET /{$}", site.Anybody, s.home},
		{"GET /logga-in", site.Anybody, s.signInPage},
		{"POST /logga-in", site.Anybody, s.signIn},
		{"GET /demo", site.Anybody, s.demoPage},
		{"POST /demo", site.Anybody, s.signInDemo},
		{"POST /logga-ut", site.Anybody, s.signOut},
		{"GET /byt-funktion", site.SignedIn, s.switchPage},
		{"POST /byt-funktion", site.SignedIn, s.switchTo},
	}
}

// home leads everybody to where her day begins.
func (s *server) home(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	to := "/min-dag"
	switch {
	case !v.In && s.App.Demo():
		to = "/demo"
	case !v.In:
		to = ui.PathSignIn
	case v.Parts > 0 && v.Part == nil, v.Lapsed:
		to = ui.PathParts
	case v.Actor.Self():
		to = "/min-plan"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *server) signInPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.NewForm(ui.PathSignIn)
	f.Values["till"] = []string{site.Local(v.Query.Get("till"), "")}
	return s.drawSignIn(w, r, v, f)
}

// signInScreen is the ways in as the page of sign-in shows them.
type signInScreen struct {
	ways      []ui.SignInWay
	form      ui.Form // of name and password
	passkeys  bool
	passwords bool
}

func (s *server) drawSignIn(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	p := s.Page(v, v.Texts.T("page.sign_in.title"))
	p.Faults = f.Faults
	var ways []ui.SignInWay
	if s.App.Demo() {
		ways = append(ways, ui.SignInWay{Label: v.Texts.T("page.sign_in.demo"), About: v.Texts.T("page.sign_in.demo.about"), Href: "/demo", Primary: true})
	}
	ways = append(ways, s.providerWays(v, f.Value("till"))...)
	return s.Draw(w, r, v, p, signInForm(v, signInScreen{ways: ways, form: f, passkeys: s.Entry.TakesPasskeys(), passwords: s.App.Demo()}))
}

func (s *server) signIn(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if v.Form.Has("as") {
		return s.signInDemo(w, r, v)
	}
	secret, err := s.Entry.SignIn(r.Context(), v.Form.Get("name"), v.Form.Get("password"), s.Source(r))
	if faults, ok := site.Faulty(err); ok {
		f := v.Again(ui.PathSignIn, faults)
		f.Changed = false
		f.Values["password"] = nil
		return s.drawSignIn(w, r, v, f)
	}
	if err != nil {
		return err
	}
	return s.Admit(w, r, v, secret, v.Form.Get("till"))
}

func (s *server) signOut(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if v.In {
		if err := s.Entry.SignOut(r.Context(), v.Actor); err != nil {
			return err
		}
	}
	s.SetSession(w, "")
	if err := s.ThrowKept(w, r); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`) // not the cookies: one of them says what has happened
	return s.Done(w, r, ui.PathSignIn, "page.flash.signed_out")
}

// signInDemo signs in as somebody of the demo world: "account" or
// "account function".
func (s *server) signInDemo(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	account, f, _ := strings.Cut(v.Form.Get("as"), " ")
	if v.In { // the session before would go on unseen
		if err := s.Entry.SignOut(r.Context(), v.Actor); err != nil {
			return err
		}
	}
	secret, err := s.Entry.SignInDemo(r.Context(), id.User(account), s.Source(r))
	if err != nil {
		return err
	}
	if f != "" {
		now, err := s.Entry.Session(r.Context(), secret, s.Source(r))
		if err != nil {
			return err
		}
		if now.Actor.Function != id.Function(f) {
			if err := s.Entry.ActAs(r.Context(), now.Actor, id.Function(f)); err != nil {
				return err
			}
		}
	}
	s.SetSession(w, secret)
	return s.Entered(w, r, "/")
}

func (s *server) demoPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	all, err := s.Entry.DemoAccounts(r.Context())
	if err != nil {
		return err
	}
	v.Path = "/demo"
	p := s.Page(v, v.Texts.T("page.demo.title"))
	p.Head.Lead = v.Texts.T("page.demo.lead")
	return s.Draw(w, r, v, p, demoDoors(v, s.demoWorld(v, all)))
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

func (s *server) demoWorld(v *site.Visit, all []entry.DemoAccount) (d demoWorld) {
	groups := map[string][]ui.DemoUser{}
	kinds := map[string]access.Kind{}
	first := map[id.Function]ui.DemoUser{}
	seen := map[id.Function]bool{}
	for _, a := range all {
		f := a.Function
		u := ui.DemoUser{Key: string(a.User), User: ui.User{Name: a.Label, Where: v.Texts.T("page.demo.person"), Kind: ui.Person}}
		if a.Person {
			d.persons = append(d.persons, u)
			continue
		}
		u.Key += " " + string(f.ID)
		u.User = ui.User{Name: f.Name, Where: f.UnitName + " · " + f.OrgName, Kind: f.Kind}
		u.About = a.Label
		if a.Deputy {
			u.About += " (" + v.Texts.T("ui.deputy") + ")"
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
		return cmp.Or(cmp.Compare(site.KindOrder(kinds[a.Name]), site.KindOrder(kinds[b.Name])), cmp.Compare(a.Name, b.Name))
	})
	return d
}

func (s *server) switchPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if v.Actor.Self() {
		return errs.Missing()
	}
	held, err := s.Entry.Held(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("page.switch.title"))
	p.Head.Lead = v.Texts.T("page.switch.lead")
	return s.Draw(w, r, v, p, switchList(v, held))
}

func (s *server) switchTo(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Entry.ActAs(r.Context(), v.Actor, id.Function(v.Form.Get("as"))); err != nil {
		return err
	}
	return s.Done(w, r, "/min-dag", "")
}
