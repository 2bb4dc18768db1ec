package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// service is Samverk as an installation runs it: signed in to by passkeys.
type service struct {
	*demo
	port string
}

// startService installs Höglandet's structure and serves it under a name that
// browsers take passkeys for.
func startService(t *testing.T) *service {
	t.Helper()
	dir := t.TempDir()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	d := &demo{Base: "http://localhost:" + port, dir: dir, output: &bytes.Buffer{}, exited: make(chan struct{})}
	s := &service{d, port}
	s.tell(t, "migrate")
	s.tell(t, "world", filepath.Join("..", "internal", "demo", "hoglandet.toml"))
	d.process = exec.Command(binary, append([]string{"serve", "--addr", "127.0.0.1:" + port, "--base", d.Base}, storage(t, dir)...)...)
	d.process.Stdout, d.process.Stderr = d.output, d.output
	if err := d.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { d.process.Wait(); close(d.exited) }()
	t.Cleanup(d.kill)
	d.wait(t)
	return s
}

// tell runs a command that has to go well, and returns the link that it prints,
// if any.
func (s *service) tell(t *testing.T, args ...string) string {
	t.Helper()
	out, code := s.command(t, args...)
	if code != 0 {
		t.Fatalf("%v: %s", args, out)
	}
	return regexp.MustCompile(`/inbjudan/[a-z0-9]+`).FindString(out)
}

// holder is a reader whose computer holds passkeys.
type holder struct {
	*reader
	device webauthn.AuthenticatorID
}

func (s *service) holder(t *testing.T, base string) *holder {
	t.Helper()
	h := &holder{reader: newReader(t, base)}
	h.run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		if err := webauthn.Enable().Do(ctx); err != nil {
			return err
		}
		h.device, err = webauthn.AddVirtualAuthenticator(&webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}).Do(ctx)
		return err
	}))
	return h
}

// held are the passkeys that the computer holds.
func (h *holder) held() (all []*webauthn.Credential) {
	h.t.Helper()
	h.run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		all, err = webauthn.GetCredentials(h.device).Do(ctx)
		return err
	}))
	return all
}

// takes puts a passkey into the computer, in place of those it held.
func (h *holder) takes(key *webauthn.Credential) {
	h.t.Helper()
	h.run(chromedp.ActionFunc(func(ctx context.Context) error {
		if err := webauthn.ClearCredentials(h.device).Do(ctx); err != nil {
			return err
		}
		return webauthn.AddCredential(h.device, key).Do(ctx)
	}))
}

// enrol makes a passkey by a link.
func (h *holder) enrol(link string) {
	h.t.Helper()
	h.open(link)
	h.sees("Skapa din inloggningsnyckel")
	h.looks()
	h.fill("Vad kallar du nyckeln?", "Jobbdatorn")
	h.follow("Skapa nyckeln och logga in")
	if all := h.held(); len(all) != 1 || !all[0].IsResidentCredential {
		h.t.Fatalf("the computer holds %+v", all)
	}
}

// looks inspects the page at hand.
func (r *reader) looks() {
	r.t.Helper()
	r.inspect("passkey", r.path())
}

func (h *holder) signInByKey() {
	h.t.Helper()
	h.open("/logga-in")
	h.follow("Logga in med inloggningsnyckel")
}

func (h *holder) signOut() {
	h.t.Helper()
	h.leave(func() { h.ask(`document.querySelector("form[action='/logga-ut']").requestSubmit()`, nil) })
}

func TestPasskeysInABrowser(t *testing.T) {
	s := startService(t)
	h := s.holder(t, s.Base)
	link := s.tell(t, "user", "invite", "vetlanda-ame-coach-1", "--base", s.Base)
	h.enrol(link)
	h.sees("Min dag", "Arbetscoach")
	h.open(link)
	h.sees("Länken gäller inte", "Inbjudan har redan använts")
	h.looks()
	h.open("/inloggningsnycklar/ny")
	h.sees("Lägg till en inloggningsnyckel")
	h.looks()
	h.open("/inloggningsnycklar")
	h.sees("Skaffa en nyckel till")
	h.looks()
	h.follow("Jobbdatorn")
	h.fill("Vad kallar du nyckeln?", "Telefonen")
	h.follow("Byt namn")
	h.follow("Telefonen")
	h.looks()
	h.follow("Ta bort")
	h.sees("Det är din enda inloggningsnyckel")
	h.open("/visa-att-det-ar-du")
	h.looks()
	h.follow("Använd din inloggningsnyckel")
	h.open("/mina-sessioner")
	h.sees("Visade vem du är med inloggningsnyckel")
	h.signOut()
	h.signInByKey()
	h.sees("Min dag", "Arbetscoach")
	h.signOut()
	s.atAnotherAddress(t, h.held()[0])
	h.unverified()
	h.replayed()
	h.cloned()
}

// atAnotherAddress is a site that passes all on, as one who fishes for sign-ins
// does: the key answers it, and the answer is not taken.
func (s *service) atAnotherAddress(t *testing.T, key *webauthn.Credential) {
	at, err := url.Parse(s.Base)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	server := &http.Server{Handler: httputil.NewSingleHostReverseProxy(at)}
	go server.Serve(l)
	defer server.Close()
	h := s.holder(t, "http://localhost:"+port)
	h.takes(key)
	h.signInByKey()
	h.sees("Nyckeln godtogs inte")
	h.open("/min-dag")
	h.sees("Logga in")
}

// unverified answers without that the user has shown a PIN, finger or face,
// which a browser that follows the rules would not.
func (h *holder) unverified() {
	h.open("/logga-in")
	h.ask(`(()=>{const get=navigator.credentials.get.bind(navigator.credentials);
		navigator.credentials.get=(o)=>{o.publicKey.userVerification="discouraged";return get(o)}})()`, nil)
	h.run(webauthn.SetResponseOverrideBits(h.device).WithIsBadUV(true))
	h.follow("Logga in med inloggningsnyckel")
	h.sees("Nyckeln godtogs inte")
	h.run(webauthn.SetResponseOverrideBits(h.device).WithIsBadUV(false))
	// One whose user is not verified is not even asked for an answer.
	h.run(webauthn.SetUserVerified(h.device, false))
	h.open("/logga-in")
	h.press("press", "Logga in med inloggningsnyckel")
	h.waitFor(`!document.querySelector("[data-told]").hidden`)
	h.sees("Det avbröts")
	h.run(webauthn.SetUserVerified(h.device, true))
}

// waitFor waits until something is so on the page.
func (r *reader) waitFor(expression string) {
	r.t.Helper()
	if !eventually(15*time.Second, r.ctx.Done(), func() bool {
		is := false
		err := r.try(chromedp.Evaluate(expression, &is))
		return err == nil && is
	}) {
		r.t.Fatalf("%s never came, at %s:\n%s", expression, r.path(), r.text())
	}
}

// replayed sends the same answer twice.
func (h *holder) replayed() {
	h.open("/logga-in")
	h.ask(`HTMLFormElement.prototype.requestSubmit=function(){window.answered=this.elements.answer.value}`, nil)
	h.press("press", "Logga in med inloggningsnyckel")
	h.waitFor(`!!window.answered`)
	send := `fetch("/logga-in-med-nyckel",{method:"POST",redirect:"manual",body:new URLSearchParams({answer:window.answered})}).then(a=>a.type+" "+a.status)`
	for _, want := range []string{"opaqueredirect 0", "basic 422"} {
		got := ""
		h.run(chromedp.Evaluate(send, &got, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
		if got != want {
			h.t.Errorf("the answer gives %s, not %s", got, want)
		}
	}
	h.open("/min-dag")
	h.signOut()
}

// cloned signs in with a copy of the key, whose counter has stood still.
func (h *holder) cloned() {
	copied := h.held()[0]
	h.signInByKey()
	h.sees("Min dag")
	h.signOut()
	h.takes(copied)
	h.signInByKey()
	h.sees("Den verkar finnas i två exemplar", "Kontakta genast")
	h.open("/logga-in")
	h.follow("Logga in med inloggningsnyckel")
	h.sees("Nyckeln godtogs inte")
}

// programKey makes a token on the page of tokens, which may do what demands
// proof.
func (h *holder) programKey() string {
	h.t.Helper()
	h.open("/nycklar")
	h.fill("Vad ska den användas till?", "Prov")
	h.tick("Får göra det som annars kräver")
	h.follow("Skapa nyckeln")
	secret := ""
	h.ask(`document.getElementById("nyckel").value`, &secret)
	return secret
}

func TestALostPasskeyIsRecoveredByTwoAdministrators(t *testing.T) {
	s := startService(t)
	s.tell(t, "user", "add", "prov-admin", "--label", "Administratör 2", "--org", "vetlanda", "--base", s.Base)
	s.tell(t, "user", "assign", "prov-admin", "vetlanda-admin", "--deputy")
	var keys []string
	for _, name := range []string{"vetlanda-admin-1", "prov-admin"} {
		h := s.holder(t, s.Base)
		h.enrol(s.tell(t, "user", "invite", name, "--base", s.Base))
		keys = append(keys, h.programKey())
	}
	coach := s.holder(t, s.Base)
	coach.enrol(s.tell(t, "user", "invite", "vetlanda-ame-coach-1", "--base", s.Base))
	lost := coach.held()[0]
	var made struct{ ID string }
	s.do(t, keys[0], "POST", "/users/vetlanda-ame-coach-1/recovery", nil, none).into(t, 201, &made)
	s.do(t, keys[0], "POST", "/recoveries/"+made.ID+"/confirmation", nil, 1).into(t, 409, nil)
	var given struct{ Link string }
	s.do(t, keys[1], "POST", "/recoveries/"+made.ID+"/confirmation", nil, 1).into(t, 201, &given)
	coach.open("/min-dag")
	coach.sees("Logga in") // what she had has ended at once
	coach.follow("Logga in med inloggningsnyckel")
	coach.sees("Nyckeln godtogs inte")
	next := s.holder(t, s.Base)
	next.enrol(strings.TrimPrefix(given.Link, s.Base))
	next.sees("Arbetscoach")
	next.signOut()
	next.signInByKey()
	next.sees("Min dag")
	next.takes(lost)
	next.signOut()
	next.signInByKey()
	next.sees("Nyckeln godtogs inte")
}

func TestASessionThatEndsDuringALongFormLosesNothing(t *testing.T) {
	s := startService(t)
	h := s.holder(t, s.Base)
	h.enrol(s.tell(t, "user", "invite", "vetlanda-ame-coach-1", "--base", s.Base))
	key := h.programKey()
	h.open("/nycklar")
	h.fill("Vad ska den användas till?", "Ett program som tog lång tid att beskriva")
	s.do(t, key, "DELETE", "/me/sessions", nil, none).into(t, 204, nil)
	h.follow("Skapa nyckeln")
	h.sees("Det du skrev finns kvar")
	h.looks()
	h.lacks("tog lång tid")
	h.follow("Logga in med inloggningsnyckel")
	h.sees("Fortsätt där du var", "Ett program som tog lång tid att beskriva")
	h.looks()
	h.follow("Skicka nu")
	h.sees("Nyckeln är skapad", "Ett program som tog lång tid att beskriva")
}

// later starts the demo anew at the same address, with its clock further on.
func (d *demo) later(t *testing.T, by time.Duration) {
	t.Helper()
	d.kill()
	args := append([]string{"demo", "--addr", strings.TrimPrefix(d.Base, "http://"), "--ahead=" + (ahead + by).String()}, storage(t, d.dir)...)
	d.process, d.exited = exec.Command(binary, args...), make(chan struct{})
	d.process.Stdout, d.process.Stderr = d.output, d.output
	if err := d.process.Start(); err != nil {
		t.Fatal(err)
	}
	exited, process := d.exited, d.process
	go func() { process.Wait(); close(exited) }()
	d.wait(t)
}

// hurry lets the page's clock go on too.
func (r *reader) hurry(by time.Duration) {
	r.t.Helper()
	r.ask(fmt.Sprintf(`(()=>{const now=Date.now.bind(Date);Date.now=()=>now()+%d})()`, by.Milliseconds()), nil)
}

func TestTheEndOfASessionIsToldAndPutOffByKeyboard(t *testing.T) {
	d := startDemo(t, t.TempDir(), false)
	r := newReader(t, d.Base)
	r.signIn("vetlanda-ame-coach")
	r.open("/nycklar")
	r.fill("Vad ska den användas till?", "Något halvskrivet")
	d.later(t, 28*time.Minute+30*time.Second)
	r.hurry(28*time.Minute + 30*time.Second)
	r.waitFor(`!!document.querySelector("dialog#inloggning[open]")`)
	r.sees("Du loggas snart ut", "Ungefär")
	focus := ""
	r.ask(`document.activeElement.textContent`, &focus)
	if focus != "Fortsätt vara inloggad" {
		t.Errorf("the focus is at %q", focus)
	}
	r.keys(kb.Enter)
	r.waitFor(`!document.querySelector("dialog#inloggning[open]")`)
	value := ""
	r.ask(`document.activeElement.name+": "+document.activeElement.value`, &value)
	if value != "name: Något halvskrivet" {
		t.Errorf("the focus comes back to %q", value)
	}
	// Thirty minutes on from where it stood first the session goes on still.
	d.later(t, 31*time.Minute)
	r.follow("Skapa nyckeln")
	r.sees("Visa att det är du")
	r.follow("Jag är den jag är")
	r.sees("Något halvskrivet")
	r.follow("Skicka nu")
	r.sees("Nyckeln är skapad")
	// And when nobody answers it is over, and says so without losing a word.
	r.fill("Vad ska den användas till?", "Något mer")
	d.later(t, 62*time.Minute)
	r.hurry(62 * time.Minute)
	r.waitFor(`document.querySelector("dialog#inloggning[open]")?.innerText.includes("Du är utloggad")`)
	r.keys(kb.Enter)
	r.ask(`document.querySelector("[name=name]").value`, &value)
	if value != "Något mer" {
		t.Errorf("the field holds %q", value)
	}
}
