package admin_test

import (
	"context"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/provider"
)

// What somebody asked for while she administered is not done when she no longer
// does: it would be decided by one.
func TestNothingComesOfWhatOneAskedWhoAdministersNoMore(t *testing.T) {
	d := open(t)
	b, u := d.second(), d.person("nina")
	made, _, err := d.Service.Assign(d.ctx, d.As("admin"), org.NewAssignment{Function: "admin", User: u, Deputy: true})
	d.ok(err)
	d.Exec(`update assignment set until = 2 where user_id = $1`, d.As("admin").User)
	d.is(d.Confirm(d.ctx, b, id.Change(made), 1), errs.Conflict)
	if held, err := d.holds(u, "admin"); held || err != nil {
		t.Errorf("one alone appointed: %v", err)
	}
}

// Who staffs does not give herself a function; to change what the one she has
// may do would be a way around that.
func TestTheRoleOfAFunctionThatSomebodyHoldsIsNotChanged(t *testing.T) {
	d := open(t)
	d.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('also', 'ame', 'admin-1', true, 0)`)
	change := func(f id.Function, role access.Role) error {
		return d.Service.ChangeFunction(d.ctx, d.As("admin"), f, org.FunctionInput{Name: "Funktion " + string(f), Role: role}, 1)
	}
	for _, role := range []access.Role{access.Coordinator, access.Manager} {
		d.fault(change("ame", role), "role", "function.role.held")
	}
	d.ok(change("ame", access.Worker)) // other things about it are
	f, err := d.AddFunction(d.ctx, d.As("admin"), "ame", org.FunctionInput{Name: "Ny", Role: access.Worker})
	d.ok(err)
	d.ok(change(f, access.Coordinator)) // nobody holds it
}

// vouching is the administration where a provider vouches for the organisation.
func vouching(t *testing.T) desk {
	d := open(t)
	set, err := provider.Read([]byte(`
[[provider]]
name = "kommun"
title = "Kommunens inloggning"
kind = "staff"
issuer = "https://idp.example"
client_id = "samverk"
organisations = ["kommun"]
claims = {subject = "employeeHsaId"}
acr = {high = "loa3"}
`), nil, d.Now)
	d.ok(err)
	d.desktop = desktop{admin.New(d.App, set)}
	return d
}

func (d desk) tx(do func(tx *db.Tx) error) {
	d.T.Helper()
	d.ok(d.DB.Tx(d.ctx, do))
}

func (d desk) begin(u id.User, p login.ProviderSession) (secret string) {
	d.T.Helper()
	d.tx(func(tx *db.Tx) (err error) {
		secret, _, err = login.Begin(d.ctx, tx, login.NewSession{User: u, Level: login.LevelPassword, Provider: p})
		return err
	})
	return secret
}

// She who uses the account would notice only that she cannot sign in herself.
func TestOneAloneBindsNobodyToAnAccountInUse(t *testing.T) {
	hers, other := login.Identity{Provider: "kommun", Subject: "HSA-9"}, login.Identity{Provider: "kommun", Subject: "HSA-10"}
	for name, use := range map[string]func(d desk, u id.User){
		"through the provider": func(d desk, u id.User) {
			d.ok(d.Bind(d.ctx, d.As("admin"), u, hers))
			d.begin(u, login.ProviderSession{Provider: hers.Provider, Subject: hers.Subject})
			d.ok(d.Unbind(d.ctx, d.As("admin"), u, hers))
		},
		"by password": func(d desk, u id.User) { d.begin(u, login.ProviderSession{}) },
		"by passkey": func(d desk, u id.User) {
			d.Exec(`insert into passkey (id, user_id, credential, record, sign_count, name, created_at, ended_at) values ('k', $1, 'k', $2, 0, 'Nyckel', 1, 2)`, u, []byte("{}"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := vouching(t)
			u := d.person("nina")
			use(d, u)
			d.fault(d.Bind(d.ctx, d.As("admin"), u, other), "subject", "identity.in_use")
			d.tx(func(tx *db.Tx) error { return login.Bind(d.ctx, tx, other, u, "") }) // the operator may
		})
	}
	d := vouching(t)
	d.ok(d.Bind(d.ctx, d.As("admin"), d.person("nina"), hers)) // nobody has used it
}

func TestABindingThatIsTakenAwayEndsAllThatCanHaveComeOfIt(t *testing.T) {
	d := vouching(t)
	hers := login.Identity{Provider: "kommun", Subject: "HSA-9"}
	d.ok(d.Bind(d.ctx, d.As("admin"), "ame-1", hers))
	d.begin("ame-1", login.ProviderSession{Provider: hers.Provider, Subject: hers.Subject})
	token := func(u id.User, f id.Function) (secret string) {
		d.tx(func(tx *db.Tx) (err error) {
			secret, _, err = login.Issue(d.ctx, tx, login.NewToken{User: u, Function: f, Name: "Skript", Ends: tx.Now.Add(time.Hour)})
			return err
		})
		return secret
	}
	works := func(secret string) (err error) {
		d.Read(func(ctx context.Context, tx *db.Tx) error { _, _, err = login.ByToken(ctx, tx, secret); return nil })
		return err
	}
	made, others := token("ame-1", "ame"), token("vc-1", "vc")
	feed, err := d.MakeFeed(d.ctx, d.As("ame"))
	d.ok(err)
	d.ok(d.Unbind(d.ctx, d.As("admin"), "ame-1", hers))
	d.is(works(made), errs.SignedOut)
	d.ok(works(others))
	if _, err := d.FeedTimes(d.ctx, feed); !errs.Is(err, errs.NotFound) {
		t.Errorf("the calendar is still followed: %v", err)
	}
}
