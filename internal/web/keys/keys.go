// Package keys has the pages of passkeys: making, keeping and losing them, and
// proving with them who one is.
package keys

import (
	"net/http"

	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// What the browser keeps while a passkey is asked.
const (
	questionSecret = "fraga"
	questionKept   = 5 * 60 // seconds
)

// Where passkeys are kept, and where new ones are made.
const (
	passkeysPath   = "/inloggningsnycklar"
	newPasskeyPath = "/inloggningsnycklar/ny"
)

// Path is where passkeys are kept.
const Path = passkeysPath

// server has the handlers of the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of the pages of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return []site.Route{
		{"GET /visa-att-det-ar-du", site.SignedIn, s.provePage},
		{"POST /visa-att-det-ar-du/fraga", site.SignedIn, s.askProof},
		{"POST /visa-att-det-ar-du", site.SignedIn, s.provePasskey},
		{"POST /visa-att-det-ar-du/demo", site.SignedIn, s.proveDemo},
		{"GET /inloggningsnycklar", site.Function, s.passkeysPage},
		{"GET /inloggningsnycklar/ny", site.Function, s.newPasskeyPage},
		{"POST /inloggningsnycklar/ny/fraga", site.Function, s.askNewPasskey},
		{"POST /inloggningsnycklar/ny", site.Function, s.addPasskey},
		{"GET /inloggningsnycklar/{passkey}", site.Function, s.passkeyPage},
		{"POST /inloggningsnycklar/{passkey}/namn", site.Function, s.renamePasskey},
		{"POST /inloggningsnycklar/{passkey}/ta-bort", site.Function, s.removePasskey},
		{"GET /inbjudan/{secret}", site.Anybody, s.enrolPage},
		{"POST /inbjudan/{secret}/fraga", site.Anybody, s.askEnrolment},
		{"POST /inbjudan/{secret}", site.Anybody, s.enrol},
	}
}

// Question answers with what a passkey is asked, for the script of the page.
func Question(s *site.Site, w http.ResponseWriter, q entry.Question, err error) error {
	if err != nil {
		return err
	}
	s.SetSecret(w, questionSecret, q.Secret, questionKept)
	w.Header().Set("Content-Type", "application/json")
	w.Write(q.Options)
	return nil
}

// AnswerOf is what came back from a passkey. There is no second use for it.
func AnswerOf(s *site.Site, w http.ResponseWriter, r *http.Request, v *site.Visit) entry.Answer {
	a := entry.Answer{Secret: s.Secret(r, questionSecret), Text: v.Form.Get("answer"), Name: v.Form.Get("name"), Source: s.Source(r)}
	s.SetSecret(w, questionSecret, "", -1)
	return a
}

// Again is a form with a passkey that was not taken: all but the answer.
func Again(v *site.Visit, action string, faults []errs.Fault) ui.Form {
	f := v.Again(action, faults)
	f.Changed = false
	delete(f.Values, "answer")
	return f
}

// proveScreen is the ways to prove anew who one is.
type proveScreen struct {
	form     ui.Form // of a passkey
	till     string
	passkey  bool
	demo     bool
	provider string // address of the provider that vouched for the user
}

func (s *server) provePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.NewForm(site.PathProve)
	f.Values["till"] = []string{site.Local(v.Query.Get("till"), "/")}
	return s.drawProof(w, r, v, f)
}

func (s *server) drawProof(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	v.Path = site.PathProve
	k := proveScreen{form: f, till: site.Local(f.Value("till"), "/"), demo: s.App.Demo(), passkey: v.Actor.Level == login.LevelPasskey && s.Entry.TakesPasskeys()}
	if v.Provider != "" {
		k.provider = site.Address(ui.PathSignIn+"/"+v.Provider, map[string][]string{"bevisa": {"1"}, "till": {k.till}})
	}
	p := s.Page(v, v.Texts.T("page.prove.title"))
	p.Head.Lead = v.Texts.T("page.prove.lead")
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, proveBody(v, k))
}

func (s *server) askProof(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	q, err := s.Entry.AskProof(r.Context(), v.Actor)
	return Question(s.Site, w, q, err)
}

func (s *server) provePasskey(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Entry.ProvePasskey(r.Context(), v.Actor, AnswerOf(s.Site, w, r, v))
	if faults, ok := site.Faulty(err); ok {
		return s.drawProof(w, r, v, Again(v, site.PathProve, faults))
	}
	if err != nil {
		return err
	}
	return s.Entered(w, r, v.Form.Get("till"))
}

func (s *server) proveDemo(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Entry.ProveDemo(r.Context(), v.Actor); err != nil {
		return err
	}
	return s.Entered(w, r, v.Form.Get("till"))
}

func (s *server) passkeysPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	all, err := s.Entry.Passkeys(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("passkeys.title"))
	p.Head.Lead = v.Texts.T("passkeys.lead")
	if s.Entry.TakesPasskeys() {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("passkeys.add"), Href: newPasskeyPath, Icon: "plus"}}
	}
	return s.Draw(w, r, v, p, passkeysBody(v, all))
}

// newPasskeyPage demands at once that the user has proved who she is: the key
// cannot wait on the way to that.
func (s *server) newPasskeyPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := v.Proved(); err != nil {
		return err
	}
	f := v.NewForm(newPasskeyPath)
	f.Values["name"] = []string{v.Texts.T("passkeys.name.first")}
	return s.drawNewPasskey(w, r, v, f)
}

func (s *server) drawNewPasskey(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	v.Path = newPasskeyPath
	p := s.Page(v, v.Texts.T("passkeys.add"))
	p.Head.Lead = v.Texts.T("passkeys.add.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("passkeys.title"), Href: passkeysPath}
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, newPasskeyBody(v, f))
}

func (s *server) askNewPasskey(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	q, err := s.Entry.AskNewPasskey(r.Context(), v.Actor)
	return Question(s.Site, w, q, err)
}

func (s *server) addPasskey(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Entry.AddPasskey(r.Context(), v.Actor, AnswerOf(s.Site, w, r, v))
	if faults, ok := site.Faulty(err); ok {
		return s.drawNewPasskey(w, r, v, Again(v, newPasskeyPath, faults))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, passkeysPath, "page.flash.passkey_added")
}

// passkeyOf finds the user's own key that the address names.
func (s *server) passkeyOf(r *http.Request, v *site.Visit) (k login.Passkey, err error) {
	all, err := s.Entry.Passkeys(r.Context(), v.Actor)
	if err != nil {
		return k, err
	}
	for _, k := range all {
		if k.ID == id.Passkey(r.PathValue("passkey")) {
			return k, nil
		}
	}
	return k, errs.Missing()
}

func (s *server) passkeyPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.passkeyOf(r, v)
	if err != nil {
		return err
	}
	f := v.NewForm(passkeysPath + "/" + string(k.ID) + "/namn")
	f.Values["name"], f.Version = []string{k.Name}, k.Version
	return s.drawPasskey(w, r, v, k, f)
}

func (s *server) drawPasskey(w http.ResponseWriter, r *http.Request, v *site.Visit, k login.Passkey, f ui.Form) error {
	v.Path = passkeysPath + "/" + string(k.ID)
	p := s.Page(v, k.Name)
	p.Head.Back = &ui.Link{Label: v.Texts.T("passkeys.title"), Href: passkeysPath}
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, passkeyBody(v, k, f))
}

func (s *server) renamePasskey(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.keepPasskey(w, r, v, "page.flash.passkey_renamed", s.Entry.RenamePasskey)
}

func (s *server) removePasskey(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.keepPasskey(w, r, v, "page.flash.passkey_removed", s.Entry.RemovePasskey)
}

// keepPasskey changes or ends one of the user's keys. Where somebody was first,
// the page shows the key as it stands.
func (s *server) keepPasskey(w http.ResponseWriter, r *http.Request, v *site.Visit, done string, do keyChange) error {
	k := login.Passkey{ID: id.Passkey(r.PathValue("passkey")), Name: v.Form.Get("name"), Version: v.Version()}
	err := do(r.Context(), v.Actor, k)
	faults, faulty := site.Faulty(err)
	if now, clash := site.Current[login.Passkey](err); clash {
		f := v.NewForm(passkeysPath + "/" + string(now.ID) + "/namn")
		f.Values["name"], f.Version = []string{now.Name}, now.Version
		f.Faults = []errs.Fault{{Key: "passkey.changed"}}
		v.Status = http.StatusConflict
		return s.drawPasskey(w, r, v, now, f)
	}
	if faulty {
		stands, err := s.passkeyOf(r, v)
		if err != nil {
			return err
		}
		return s.drawPasskey(w, r, v, stands, v.Again(passkeysPath+"/"+string(k.ID)+"/namn", faults))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, passkeysPath, done)
}
