// Package world gives tests a running application over a small known structure,
// and a way to act in it as one function after another. It stands apart from
// samverktest because it knows the application, which the features may not.
package world

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/id"
	"samverk/internal/keystore"
	"samverk/internal/login"
	"samverk/internal/mail"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/samverktest"
	"samverk/internal/seal"
	"samverk/internal/structure"
)

//go:embed structure.toml
var layout []byte

// Area is where most of the world lies.
const Area id.Area = "0685"

// Entry and Structure are what users do beside the application itself.
type (
	Entry     = entry.Service
	Structure = structure.Service
)

// W is a world with a running application.
type W struct {
	*app.App
	*Entry
	*Structure
	T       testing.TB
	DB      *db.DB
	Sealer  *seal.Sealer
	Log     *audit.Log
	Mail    *Outbox
	Witness string // folder of the only witness
	now     atomic.Int64
	numbers atomic.Int64
	stop    context.CancelFunc
	stopped chan error
}

// New starts the application. When the test ends its log is verified.
func New(t testing.TB) *W {
	t.Helper()
	w := &W{T: t, Mail: &Outbox{}, Witness: t.TempDir(), stopped: make(chan error, 1)}
	w.now.Store(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC).UnixMicro()) // a Monday
	w.DB = samverktest.DBAt(t, func() time.Time { return time.UnixMicro(w.now.Add(1)) })
	master, err := seal.OpenMaster(filepath.Join(t.TempDir(), "master.key"), true)
	w.must(err)
	w.Sealer = seal.New(master, keystore.New(samverktest.KeyDB(t)))
	keys, err := audit.NewKeys()
	w.must(err)
	w.Log, err = keys.Log()
	w.must(err)
	s, err := org.ReadWorld(bytes.NewReader(layout))
	w.must(err)
	w.must(w.DB.Tx(t.Context(), func(tx *db.Tx) error { return app.InstallWorld(t.Context(), tx, s) }))
	w.App = app.New(app.Options{
		DB: w.DB, Sealer: w.Sealer, Log: w.Log, Witnesses: []string{w.Witness}, Mail: w.Mail,
		Base: "https://samverk.example", Demo: true,
	})
	w.Entry = entry.New(w.App, entry.Options{Base: "https://samverk.example"})
	w.Structure = structure.New(w.App)
	w.Also(w.Structure.Remind)
	ctx, cancel := context.WithCancel(context.Background())
	w.stop = cancel
	go func() { w.stopped <- w.App.Run(ctx) }()
	t.Cleanup(w.end)
	return w
}

func (w *W) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// end stops the application and looks through its log.
func (w *W) end() {
	w.stop()
	if err := <-w.stopped; err != nil {
		w.T.Errorf("the application stopped: %v", err)
	}
	ctx := context.Background()
	err := w.DB.Read(ctx, func(tx *db.Tx) error {
		r, err := w.Log.Verify(ctx, tx, []string{w.Witness})
		if r.Bad != nil {
			w.T.Errorf("the log is bad at %d: %s", r.Bad.Seq, r.Bad.Why)
		}
		if r.Rows != r.Witnessed {
			w.T.Errorf("of %d rows in the log %d are witnessed", r.Rows, r.Witnessed)
		}
		return err
	})
	if err != nil {
		w.T.Error(err)
	}
}

// Now returns the world's time, which moves by itself only a microsecond at
// each look.
func (w *W) Now() time.Time { return time.UnixMicro(w.now.Load()).UTC() }

// Pass lets time pass.
func (w *W) Pass(d time.Duration) { w.now.Add(d.Microseconds()) }

// As returns the holder of a function, acting as it.
func (w *W) As(f id.Function) access.Actor { return w.AsNth(f, 1) }

// AsNth returns the n-th of a function's staff, acting as it; the second is a
// deputy.
func (w *W) AsNth(f id.Function, n int) access.Actor {
	w.T.Helper()
	who := access.Actor{User: org.UserID(f, n), Function: f, Deputy: n > 1, Level: login.LevelDemo, Proved: w.Now(), Source: "192.0.2.1"}
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		fn, err := org.FunctionByID(ctx, tx, f)
		who.Unit, who.Org = fn.Unit, fn.Org
		return err
	})
	return who
}

// Person is somebody whom the tests are about.
type Person struct {
	ID     id.Person
	Name   string
	Number string
}

// Read runs fn on the database.
func (w *W) Read(fn func(context.Context, *db.Tx) error) {
	w.T.Helper()
	ctx := context.Background()
	w.must(w.DB.Read(ctx, func(tx *db.Tx) error { return fn(ctx, tx) }))
}

// Exec changes the database behind the application's back.
func (w *W) Exec(query string, args ...any) {
	w.T.Helper()
	ctx := context.Background()
	w.must(w.DB.Tx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err }))
}

// Number returns a number that nobody in the world has yet, in the series of
// Skatteverket's test numbers.
func (w *W) Number() string {
	day := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(w.numbers.Add(1)-1))
	for check := range 10 {
		n := fmt.Sprintf("%s238%d", day.Format("20060102"), check)
		if _, err := id.ParseNumber(n, w.Now()); err == nil {
			return n
		}
	}
	panic("no check digit fits")
}

// Person adds a person without any request or case.
func (w *W) Person() Person {
	w.T.Helper()
	p := Person{ID: id.New[id.Person](), Number: w.Number()}
	p.Name = "Provperson " + p.Number[2:8]
	ctx := context.Background()
	key, err := w.Sealer.Create(ctx, p.ID)
	w.must(err)
	w.must(w.DB.Tx(ctx, func(tx *db.Tx) error {
		_, err := person.Create(ctx, tx, key, w.Sealer.HashNumber(p.Number), person.New{Name: p.Name, Number: p.Number, Area: Area})
		return err
	}))
	return p
}

// AsPerson returns the person herself, and gives her an account at need.
func (w *W) AsPerson(p Person) access.Actor {
	w.T.Helper()
	who := access.Actor{User: "self-" + id.User(p.ID[:12]), Person: p.ID, Level: login.LevelDemo, Proved: w.Now(), Source: "192.0.2.2"}
	w.Exec(`insert into user_account (id, name, label, person_id) values ($1, $1, 'Person', $2) on conflict do nothing`, who.User, p.ID)
	return who
}

// Asked returns a request about a person that lacks nothing.
func Asked(p Person) app.NewRequest {
	return app.NewRequest{
		Number: p.Number, Name: p.Name, Area: Area, Topic: org.Coordination, To: "samordning",
		Wanted: []access.Kind{access.Kommun, access.AF}, Situation: []string{"sick_listed"},
		Consented: true, ConsentHow: "oral", Hope: "Vill börja arbeta igen.", Tried: "Arbetsträning.",
	}
}

// Case opens a case about a new person: "forsorjning" has asked for it with her
// consent, and "samordning" leads it.
func (w *W) Case() (id.Case, Person) {
	w.T.Helper()
	p := w.Person()
	return w.CaseOf(p), p
}

// CaseOf opens a case about a person.
func (w *W) CaseOf(p Person) id.Case {
	w.T.Helper()
	ctx := context.Background()
	r, err := w.SendRequest(ctx, w.As("forsorjning"), Asked(p))
	w.must(err)
	c, err := w.AcceptRequest(ctx, w.As("samordning"), r, 1)
	w.must(err)
	return c
}

// Join lets functions be invited to a case and say yes.
func (w *W) Join(c id.Case, functions ...id.Function) {
	w.T.Helper()
	ctx := context.Background()
	for _, f := range functions {
		_, err := w.App.Invite(ctx, w.As("samordning"), c, f)
		w.must(err)
		v, err := w.Invitation(ctx, w.As(f), c)
		w.must(err)
		w.must(w.AcceptInvitation(ctx, w.As(f), c, v.Version))
	}
}

// Consent gives a consent for a month: each unit may be told of the categories.
func (w *W) Consent(c id.Case, grid consent.Grid) {
	w.T.Helper()
	ctx := context.Background()
	v, err := w.App.Consent(ctx, w.As("samordning"), c)
	w.must(err)
	today := w.Now()
	_, err = w.GiveConsent(ctx, w.As("samordning"), c, consent.New{
		How: consent.Oral, GivenBy: "person", Purpose: "Gemensam plan", Grid: grid, Version: v.Consent.Version,
		StartsOn: today.Format(time.DateOnly), EndsOn: today.AddDate(0, 1, 0).Format(time.DateOnly),
	})
	w.must(err)
}

// ProtectPerson raises the protection of the person of a case.
func (w *W) ProtectPerson(ctx context.Context, who access.Actor, c id.Case, to person.Protection) error {
	return w.Admin().Protect(ctx, who, c, to)
}

// Admin is what administrators can do.
func (w *W) Admin() *admin.Service { return admin.New(w.App, nil) }

// Outbox gathers mail.
type Outbox struct {
	mu   sync.Mutex
	sent []mail.Message
}

// Send keeps a message.
func (o *Outbox) Send(_ context.Context, m mail.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, m)
	return m.Check()
}

// Sent returns the messages so far.
func (o *Outbox) Sent() []mail.Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]mail.Message(nil), o.sent...)
}

// Idle waits until every job that is due has been carried out, whoever took it:
// then all that there is to send has been sent.
func (w *W) Idle() {
	w.T.Helper()
	samverktest.Eventually(w.T, "the end of the jobs", func() (over bool) {
		w.Read(func(ctx context.Context, tx *db.Tx) error {
			due, err := tx.Has(ctx, `select 1 from job where done_at is null and run_at <= $1`, db.Micros(tx.Now))
			over = !due
			return err
		})
		return over
	})
}

// To reports whether something has been sent to an address.
func (o *Outbox) To(address string) bool {
	for _, m := range o.Sent() {
		if m.To == address {
			return true
		}
	}
	return false
}

// Hire gives the world a function that it does not have, with a holder.
func (w *W) Hire(f id.Function, u id.Unit, role access.Role) {
	w.T.Helper()
	w.Exec(`insert into function (id, unit_id, name, role, mailbox) values ($1, $2, 'Chef', $3, $4)`, f, u, string(role), string(f)+"@example.se")
	user := org.UserID(f, 1)
	w.Exec(`insert into user_account (id, name, label, organisation_id) select $1, $1, 'Chef', organisation_id from unit where id = $2`, user, u)
	w.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ($1, $2, $1, false, $3)`, user, f, db.Micros(w.Now()))
}
