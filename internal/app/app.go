// Package app is what a user can do, one method each: gather facts, decide, do,
// enqueue, log. It introduces the features to one another and is the only way to
// content; packages above it add use cases that go through its Do, See and Look.
package app

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync/atomic"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/mail"
	"samverk/internal/seal"
)

// App is the application, free of any outlet.
type App struct {
	db       *db.DB
	sealer   *seal.Sealer
	log      *audit.Log
	readings *audit.Committer
	alarm    atomic.Pointer[string] // what is wrong with the log, for Alarm
	also     []func(context.Context) error
	o        Options
}

// Options are the parts of an App that an installation chooses.
type Options struct {
	DB        *db.DB
	Sealer    *seal.Sealer
	Log       *audit.Log
	Witnesses []string // folders outside the database that keep checkpoints
	Mail      mail.Sender
	Base      string // address that links in mail begin with
	Logger    *slog.Logger
	Tool      bool // one command and not a server: leaves jobs and housekeeping alone
	Demo      bool // sign-in without password, as any function of the demo world
	Measured  bool // by bench: nobody is refused what is costly for having done it too often
}

// New returns the application. Run must run while it is used.
func New(o Options) *App {
	a := &App{db: o.DB, sealer: o.Sealer, log: o.Log, o: o}
	a.readings = audit.NewCommitter(o.Log, o.DB.Tx)
	return a
}

// Base returns the address that links outside the pages begin with.
func (a *App) Base() string { return a.o.Base }

// Demo reports whether anybody may sign in as anybody.
func (a *App) Demo() bool { return a.o.Demo }

// Do is the only way to change anything: facts, decision, fn and the log's row
// are one transaction. fn returns the object it touched. A submit that was
// done before gives the first answer and changes nothing.
func (a *App) Do(ctx context.Context, who access.Actor, act access.Action, on access.Object, fn func(*db.Tx, access.Sight) (string, error)) (string, error) {
	object, k, err := a.attempt(ctx, who, act, on, fn)
	if err != nil && db.IsTaken(err) && who.Once.Key != "" {
		// The same submit came twice at once: the other one's answer stands now.
		object, k, err = a.attempt(ctx, who, act, on, fn)
	}
	if e, ok := errors.AsType[*errs.Error](err); ok && e.Current != nil {
		// What stands now is shown, so that it is read.
		if logged := a.readings.Record(ctx, k.entry(who, act, on, "read")); logged != nil {
			return "", logged
		}
	}
	return object, a.refused(ctx, who, act, on, err)
}

func (a *App) attempt(ctx context.Context, who access.Actor, act access.Action, on access.Object, fn func(*db.Tx, access.Sight) (string, error)) (object string, k known, err error) {
	err = a.db.Tx(ctx, func(tx *db.Tx) (err error) {
		if k, err = a.facts(ctx, tx, who, on); err != nil {
			return err
		}
		if err := decide(tx, who, act, k); err != nil {
			return err
		}
		first, done, err := a.answered(ctx, tx, who, act)
		if err != nil || done {
			object = first
			return err
		}
		if object, err = fn(tx, k.sight); err != nil {
			return err
		}
		if err := a.answer(ctx, tx, who, act, object); err != nil {
			return err
		}
		e := k.entry(who, act, on, "done")
		e.Object = cmp.Or(loggable(object), e.Object)
		if err := concerns(ctx, tx, &e); err != nil {
			return err
		}
		return a.log.Append(ctx, tx, e)
	})
	return object, k, err
}

// decide is whether the actor may, and whether she has lately proved who she is
// where that is demanded.
func decide(tx *db.Tx, who access.Actor, act access.Action, k known) error {
	if err := access.Decide(act, k.Facts); err != nil {
		return err
	}
	return access.Prove(act, k.Facts, who, tx.Now)
}

// See is the only way to read personal content. The reading is durable in the
// log before the answer leaves: when See returns an error, nothing that fn
// found may be shown.
func (a *App) See(ctx context.Context, who access.Actor, act access.Action, on access.Object, fn func(*db.Tx, access.Sight) error) error {
	return a.seeing(ctx, who, act, on, func(tx *db.Tx, k *known) error { return fn(tx, k.sight) })
}

// seeing is See for what finds out only as it reads whom that is about: fn
// notes it in known, for the log.
func (a *App) seeing(ctx context.Context, who access.Actor, act access.Action, on access.Object, fn func(*db.Tx, *known) error) error {
	var all []audit.Entry
	err := a.db.Read(ctx, func(tx *db.Tx) error {
		k, err := a.facts(ctx, tx, who, on)
		if err != nil {
			return err
		}
		if err := decide(tx, who, act, k); err != nil {
			return err
		}
		err = fn(tx, &k)
		all = append(all[:0], k.entry(who, act, on, "read"))
		shown := map[id.Case]bool{}
		for _, s := range k.also {
			if s.Shown() != 0 && !shown[s.Case()] { // several lists of a page may show the same case
				shown[s.Case()] = true
				all = append(all, known{person: s.Person(), sight: s}.entry(who, act, access.Object{Case: s.Case()}, "read"))
			}
		}
		return err
	})
	if err == nil {
		return a.readings.Record(ctx, all...)
	}
	return a.refused(ctx, who, act, on, err)
}

// Look reads what holds no personal content: the structure level. It is decided
// on, but not logged.
func (a *App) Look(ctx context.Context, who access.Actor, act access.Action, on access.Object, fn func(*db.Tx) error) error {
	return a.db.Read(ctx, func(tx *db.Tx) error {
		k, err := a.facts(ctx, tx, who, on)
		if err != nil {
			return err
		}
		if err := decide(tx, who, act, k); err != nil {
			return err
		}
		return fn(tx)
	})
}

// refused logs an attempt that was refused, and returns its error.
func (a *App) refused(ctx context.Context, who access.Actor, act access.Action, on access.Object, err error) error {
	if !errs.Is(err, errs.Denied) && !errs.Is(err, errs.NotFound) {
		return err
	}
	e := known{}.entry(who, act, on, "refused")
	if logged := a.readings.Record(ctx, e); logged != nil {
		return logged
	}
	return err
}

// answered returns what the same submit led to before.
func (a *App) answered(ctx context.Context, tx *db.Tx, who access.Actor, act access.Action) (object string, done bool, err error) {
	if who.Once.Key == "" {
		return "", false, nil
	}
	var action, digest string
	done, err = tx.One(ctx, []any{&action, &digest, &object}, `select action, digest, object from once where actor = $1 and key = $2`,
		onceActor(who), who.Once.Key)
	if err == nil && done && (action != string(act) || digest != a.submitted(who)) {
		err = errs.New(errs.Conflict, "once.reused")
	}
	return object, done, err
}

func (a *App) answer(ctx context.Context, tx *db.Tx, who access.Actor, act access.Action, object string) error {
	if who.Once.Key == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `insert into once (actor, key, action, digest, object, at) values ($1, $2, $3, $4, $5, $6)`,
		onceActor(who), who.Once.Key, act, a.submitted(who), object, db.Micros(tx.Now))
	return err
}

// submitted is what a submit is known again by: keyed, so that nobody who reads
// the table can guess what was written, or find the code that was tried.
func (a *App) submitted(who access.Actor) string {
	return a.sealer.HashNumber("once " + who.Once.Digest)
}

func onceActor(who access.Actor) string { return string(who.User) + "/" + string(who.Function) }

// Key returns the key of the person whom a Sight is about.
func (a *App) Key(ctx context.Context, s access.Sight) (*seal.Key, error) {
	k, err := a.sealer.Key(ctx, s.Person())
	if errs.Is(err, errs.NotFound) {
		return nil, errs.Missing()
	}
	return k, err
}

// errSigned is the answer when the sign-in is no longer good.
var errSigned = errs.New(errs.SignedOut, "signed.out")

// Ready reports whether the database answers and the log can be written.
func (a *App) Ready(ctx context.Context) error {
	return errors.Join(a.db.Ping(ctx), a.db.Tx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update audit_head set size = size where id = 1`)
		return err
	}))
}

// Statements returns how many SQL statements have run since the start.
func (a *App) Statements() int64 { return a.db.Statements() }

// validObject reports whether the identifiers of an object have the form of
// identifiers; what has another form cannot exist.
func validObject(on access.Object) bool {
	ok := func(s string) bool { return s == "" || id.Valid(s) }
	return ok(string(on.Case)) && ok(string(on.Request)) && ok(string(on.Item)) && ok(string(on.Unit)) && ok(string(on.Org)) && ok(string(on.Matter)) && ok(string(on.Call)) && ok(string(on.Brief)) &&
		ok(string(on.Area)) && ok(string(on.Forum)) && ok(string(on.Sitting)) && ok(string(on.Agreement)) && ok(string(on.Obstacle))
}
