package e2e

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	store "github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// realProvider is an OpenID provider that others have written, with a storage
// that also says how sure it is and what the Swedish profiles call things.
type realProvider struct {
	*store.Storage
	issuer string
	users  map[string]vouchedUser // by what they type
	acr    string
}

// vouchedUser is one whom the provider knows.
type vouchedUser struct {
	id     string
	claims map[string]any
}

// GetUserByID, GetUserByUsername and ExampleClientID are the provider's users.
func (p *realProvider) GetUserByID(id string) *store.User {
	for name, u := range p.users {
		if u.id == id {
			return &store.User{ID: id, Username: name, Password: vouchedPassword}
		}
	}
	return nil
}

func (p *realProvider) GetUserByUsername(name string) *store.User {
	if u, ok := p.users[name]; ok {
		return p.GetUserByID(u.id)
	}
	return nil
}

func (p *realProvider) ExampleClientID() string { return "service" }

const vouchedPassword = "provlösen hos intygaren"

// sure is an authentication request that says how surely the user proved who
// she is.
type sure struct {
	*store.AuthRequest
	acr string
}

func (s sure) GetACR() string { return s.acr }

func (p *realProvider) AuthRequestByID(ctx context.Context, id string) (op.AuthRequest, error) {
	return p.sure(p.Storage.AuthRequestByID(ctx, id))
}

func (p *realProvider) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	return p.sure(p.Storage.AuthRequestByCode(ctx, code))
}

func (p *realProvider) sure(r op.AuthRequest, err error) (op.AuthRequest, error) {
	if a, ok := r.(*store.AuthRequest); ok && err == nil {
		return sure{a, p.acr}, nil
	}
	return r, err
}

func (p *realProvider) CreateAccessToken(ctx context.Context, r op.TokenRequest) (string, time.Time, error) {
	if s, ok := r.(sure); ok {
		r = s.AuthRequest
	}
	return p.Storage.CreateAccessToken(ctx, r)
}

// SetUserinfoFromRequest adds what the Swedish profiles call things.
func (p *realProvider) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, r op.IDTokenRequest, _ []string) error {
	info.Subject = r.GetSubject()
	for _, u := range p.users {
		if u.id == r.GetSubject() {
			for name, value := range u.claims {
				info.AppendClaims(name, value)
			}
		}
	}
	return nil
}

// startProvider starts a provider that sends browsers back to a demo.
func startProvider(t testing.TB, name, back, acr string, users map[string]vouchedUser) *realProvider {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	p := &realProvider{issuer: "http://localhost:" + port, users: users, acr: acr} // another site than the demo's
	client := store.WebClient("samverk", "hemlig", back+"/logga-in/"+name+"/svar")
	store.RegisterClients(client)
	p.Storage = store.NewStorageWithClients(p, map[string]*store.Client{"samverk": client})
	server := &httptest.Server{Listener: l, Config: &http.Server{Handler: exampleop.SetupServer(p.issuer, p, slog.New(slog.NewTextHandler(io.Discard, nil)), false)}}
	server.Start()
	t.Cleanup(server.Close)
	return p
}

// says is the provider's word that a user has signed out there.
func (p *realProvider) says(t testing.TB, user string) string {
	t.Helper()
	key, err := p.SigningKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: key.SignatureAlgorithm(), Key: &jose.JSONWebKey{Key: key.Key(), KeyID: key.ID()}},
		(&jose.SignerOptions{}).WithType("logout+jwt"))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().Unix()
	text := fmt.Sprintf(`{"iss":%q,"aud":"samverk","sub":%q,"iat":%d,"exp":%d,"jti":%q,"events":{"http://schemas.openid.net/event/backchannel-logout":{}}}`,
		p.issuer, user, now, now+120, uuid.NewString())
	signed, err := signer.Sign([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	word, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return word
}

// vouch signs in on the provider's own page.
func (r *reader) vouch(way, name string) {
	r.t.Helper()
	r.open("/logga-in")
	r.follow(way)
	r.vouchAs(name)
}

func (r *reader) vouchAs(name string) {
	r.t.Helper()
	if at := r.path(); !strings.Contains(at, "/login/username") {
		r.t.Fatalf("at %s and not at the provider: %s", at, r.text())
	}
	r.fill("Username", name)
	r.fill("Password", vouchedPassword)
	r.follow("Login")
}

// TestUsersComeInThroughARealProvider walks to a provider and back in a browser:
// staff, a person, somebody unknown, a wrong organisation, too low a level, one
// that is down; and the provider signs somebody out.
func TestUsersComeInThroughARealProvider(t *testing.T) {
	address, folder := free(t), t.TempDir()
	base := "http://" + address
	staff := startProvider(t, "kommunen", base, "http://id.sambi.se/loa/loa3", map[string]vouchedUser{
		"coach":   {"u1", map[string]any{"employeeHsaId": "SE-AME-1", "family_name": "Provsson"}},
		"vc":      {"u2", map[string]any{"employeeHsaId": "SE-VC-1"}},
		"okänd":   {"u3", map[string]any{"employeeHsaId": "SE-NY-1"}},
		"tom":     {"u4", nil},
		"coach-2": {"u5", map[string]any{"employeeHsaId": "SE-AME-2"}},
	})
	people := startProvider(t, "e-leg", base, "http://id.elegnamnden.se/loa/1.0/loa3", map[string]vouchedUser{
		"latsa": {"p1", map[string]any{"https://id.oidc.se/claim/personalIdentityNumber": "198401102382", "name": "Låtsa Låtsasson"}},
		"ny":    {"p2", map[string]any{"https://id.oidc.se/claim/personalIdentityNumber": "199001172387", "name": "Prova Provsson"}},
	})
	weak := startProvider(t, "svag", base, "http://id.sambi.se/loa/loa2", map[string]vouchedUser{"coach": {"u1", map[string]any{"employeeHsaId": "SE-AME-1"}}})
	file := filepath.Join(folder, "providers.toml")
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(folder, "secret"), "hemlig\n")
	write(file, fmt.Sprintf(providersFile, staff.issuer, people.issuer, weak.issuer, "http://"+free(t)))
	d := startDemoAt(t, address, t.TempDir(), false, "--providers", file)
	for subject, account := range map[string]string{"SE-AME-1": "vetlanda-ame-coach-1", "SE-VC-1": "vetlanda-vc-rehabkoordinator-1"} {
		if out, code := d.command(t, "user", "bind", account, "kommunen", subject); code != 0 {
			t.Fatal(out)
		}
	}
	staffComesIn(t, d, staff)
	staffIsRefused(t, d, staff, weak)
	personsComeIn(t, d, people)
	d.stop(t)
	if out, code := d.command(t, "audit", "verify"); code != 0 {
		t.Errorf("the log: %s", out)
	}
	for _, secret := range []string{"198401102382", "199001172387", "Låtsa", "SE-AME-1", "Provsson"} {
		if strings.Contains(d.output.String(), secret) {
			t.Errorf("%s stands in the output", secret)
		}
	}
}

const providersFile = `
[[provider]]
name = "kommunen"
title = "Vetlanda kommun"
kind = "staff"
issuer = %q
client_id = "samverk"
client_secret_file = "secret"
organisations = ["vetlanda"]
claims = {subject = "employeeHsaId", family = "family_name"}
acr = {"http://id.sambi.se/loa/loa3" = "loa3", "http://id.sambi.se/loa/loa2" = "loa2"}

[[provider]]
name = "e-leg"
title = "e-legitimation"
kind = "person"
issuer = %q
client_id = "samverk"
client_secret_file = "secret"
claims = {number = ["https://id.oidc.se/claim/personalIdentityNumber", "https://id.oidc.se/claim/coordinationNumber"], name = "name"}
acr = {"http://id.elegnamnden.se/loa/1.0/loa3" = "loa3"}

[[provider]]
name = "svag"
title = "Enkel inloggning"
kind = "staff"
issuer = %q
client_id = "samverk"
client_secret_file = "secret"
organisations = ["vetlanda"]
claims = {subject = "employeeHsaId"}
acr = {"http://id.sambi.se/loa/loa3" = "loa3", "http://id.sambi.se/loa/loa2" = "loa2"}

[[provider]]
name = "borta"
title = "Den som är borta"
kind = "staff"
issuer = %q
client_id = "samverk"
organisations = ["vetlanda"]
acr = {high = "loa3"}
`

func staffComesIn(t *testing.T, d *demo, p *realProvider) {
	coach := newReader(t, d.Base)
	coach.also = p.issuer
	coach.vouch("Logga in med Vetlanda kommun", "coach")
	coach.sees("Arbetscoach", "Min dag")
	if at := coach.path(); at != "/min-dag" {
		t.Errorf("led to %s", at)
	}
	coach.open("/mina-sessioner")
	coach.sees("loa3")
	again := newReader(t, d.Base)
	again.also = p.issuer
	again.open("/arenden")
	again.sees("Välj hur du vill logga in")
	again.follow("Logga in med Vetlanda kommun")
	again.vouchAs("coach")
	if at := again.path(); at != "/arenden" {
		t.Errorf("the page that was asked for is forgotten: %s", at)
	}
	r, err := http.PostForm(d.Base+"/logga-in/kommunen/utloggad", url.Values{"logout_token": {p.says(t, "u1")}})
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r, err)
	}
	r.Body.Close()
	for _, r := range []*reader{coach, again} {
		r.open("/arenden")
		r.sees("Välj hur du vill logga in")
	}
}

func staffIsRefused(t *testing.T, d *demo, p, weak *realProvider) {
	for name, says := range map[string]string{
		"vc":    "Det finns inget konto för dig i Samverk", // an issuer asserts its own people only
		"okänd": "Det finns inget konto för dig i Samverk",
		"tom":   "skickade inte uppgiften ”employeeHsaId”",
	} {
		r := newReader(t, d.Base)
		r.also = p.issuer
		r.vouch("Logga in med Vetlanda kommun", name)
		r.sees("Inloggningen gick inte igenom", says)
		if name == "tom" {
			r.inspect("refused", "/logga-in/kommunen/svar")
		}
		r.follow("Till inloggningen")
		r.sees("Välj hur du vill logga in")
	}
	r := newReader(t, d.Base)
	r.also = weak.issuer
	r.vouch("Logga in med Enkel inloggning", "coach")
	r.sees("Inloggningen gick inte igenom", "säkrare sätt")
	r.also = ""
	r.open("/logga-in")
	r.inspect("nobody", "/logga-in")
	r.follow("Logga in med Den som är borta")
	r.sees("Inloggningen gick inte igenom", "svarar inte just nu")
	r.open("/min-dag")
	r.sees("Välj hur du vill logga in")
}

func personsComeIn(t *testing.T, d *demo, p *realProvider) {
	her := newReader(t, d.Base)
	her.also = p.issuer
	her.vouch("Logga in med e-legitimation", "latsa")
	her.sees("Min plan", "Låtsa Låtsasson")
	unknown := newReader(t, d.Base)
	unknown.also = p.issuer
	unknown.vouch("Logga in med e-legitimation", "ny")
	unknown.sees("Här finns inget om dig ännu")
	unknown.inspect("newcomer", "/inget-om-dig")
	unknown.lacks("Prova Provsson")
	unknown.fill("Vilken kommun bor du i?", "Vetlanda")
	unknown.follow("Be om samordning")
	unknown.sees("Prova Provsson")
	if at := unknown.path(); at != "/begaran/ny" {
		t.Errorf("led to %s", at)
	}
}
