package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/representative"
)

// What the log calls signing in and out: nobody asks leave for either.
const (
	sessionBegin = "session.begin"
	sessionLeave = "session.leave"
	levelToken   = "token"
)

// Session is who is signed in and as what she acts, for the head of every page.
type Session struct {
	Actor        access.Actor
	Label        string // "Handläggare 2", or the person's own name
	Language     string // that a person wants her pages in; empty while she has not said
	FunctionName string // empty for a person, and while no function is chosen
	UnitName     string
	UnitShort    string
	OrgName      string
	Kind         access.Kind
	Role         access.Role
	Areas        []id.Area // that the unit works in
	Held         int       // how many functions the user holds, also as deputy
	Parts        int       // how many persons' parts the user may act in
	Lapsed       bool      // the one that was chosen has ended: everything is refused until another choice is made
	EndsAt       time.Time
	IdlesAt      time.Time // when a browser's session ends unless it is used
	Provider     string    // the provider that vouched for the user, if any
}

// SignIn begins a session with name and password, where there is demo. A wrong
// one is told after the same time whether the name exists or not.
func (a *App) SignIn(ctx context.Context, name, password, source string) (secret string, err error) {
	if !a.Demo() {
		return "", errDemo
	}
	var c login.Credential
	err = a.db.Tx(ctx, func(tx *db.Tx) error {
		c, err = login.Load(ctx, tx, name, source)
		return err
	})
	if err != nil {
		return "", err
	}
	ok, outdated, err := a.passwords.Match(ctx, c.Hash, password)
	if err != nil {
		return "", err
	}
	if !ok {
		e := audit.Entry{User: c.Account.ID, Org: c.Account.Org, Action: sessionBegin, Outcome: "refused", Source: source}
		if err := a.readings.Record(ctx, e); err != nil {
			return "", err
		}
		return "", login.Wrong()
	}
	var hash string
	if outdated {
		if hash, err = a.passwords.Hash(ctx, password); err != nil {
			return "", err
		}
	}
	err = a.db.Tx(ctx, func(tx *db.Tx) error {
		if err := login.Succeed(ctx, tx, c); err != nil {
			return err
		}
		if outdated {
			if err := login.Rehash(ctx, tx, c, hash); err != nil {
				return err
			}
		}
		secret, err = a.Begin(ctx, tx, c.Account, login.NewSession{Level: login.LevelPassword, Source: source})
		return err
	})
	return secret, err
}

// SignInDemo begins a session as anybody, where there is demo.
func (a *App) SignInDemo(ctx context.Context, u id.User, source string) (secret string, err error) {
	if !a.Demo() {
		return "", errDemo
	}
	err = a.db.Tx(ctx, func(tx *db.Tx) error {
		account, err := login.ByID(ctx, tx, u)
		if err != nil {
			return err
		}
		if account.Ended {
			return errs.Missing()
		}
		secret, err = a.Begin(ctx, tx, account, login.NewSession{Level: login.LevelDemo, Source: source})
		return err
	})
	return secret, err
}

// DemoAccount is somebody whom a visitor of the demo can be.
type DemoAccount struct {
	User     id.User
	Label    string
	Function org.Function // empty for a person
	Deputy   bool
	Person   bool
}

// DemoAccounts lists everybody who can be signed in as, where there is demo.
func (a *App) DemoAccounts(ctx context.Context) (all []DemoAccount, err error) {
	if !a.Demo() {
		return nil, errDemo
	}
	err = a.db.Read(ctx, func(tx *db.Tx) error {
		if all, err = a.demoAccounts(ctx, tx); err != nil {
			return err
		}
		names := newSet[id.Function]()
		for _, d := range all {
			names.add(d.Function.ID)
		}
		functions, err := org.Functions(ctx, tx, names.list)
		for i := range all {
			all[i].Function = functions[all[i].Function.ID]
		}
		return err
	})
	return all, err
}

func (a *App) demoAccounts(ctx context.Context, tx *db.Tx) ([]DemoAccount, error) {
	persons := newSet[id.Person]()
	who := map[id.User]id.Person{}
	all, err := db.All(ctx, tx, func(scan db.Scan) (d DemoAccount, err error) {
		var p id.Person
		err = scan(&d.User, &d.Label, &p, &d.Function.ID, &d.Deputy)
		persons.add(p)
		who[d.User], d.Person = p, p != ""
		return d, err
	}, `select u.id, u.label, coalesce(u.person_id, ''), coalesce(s.function_id, ''), coalesce(s.deputy, false)
		from user_account u left join assignment s on s.user_id = u.id and s.since <= $1 and (s.until is null or s.until > $1)
		where u.ended_at is null and (u.person_id is not null or s.id is not null)
		order by s.function_id, s.deputy, u.id limit 1000`, db.Micros(tx.Now))
	if err != nil {
		return nil, err
	}
	known, err := person.Identities(ctx, tx, a.sealer, persons.list)
	for i, d := range all {
		if d.Person {
			all[i].Label = known[who[d.User]].Name
		}
	}
	return all, err
}

// Session returns who has the secret of a browser's session, errs.SignedOut
// when nobody has. It counts as use, which keeps the session from ending.
func (a *App) Session(ctx context.Context, secret, source string) (v Session, err error) {
	v, s, now, err := a.bySecret(ctx, secret, source)
	if err != nil {
		return Session{}, err
	}
	if s.Stale(now) {
		s.Seen = now
		v.IdlesAt = s.Idles()
		err = a.db.Tx(ctx, func(tx *db.Tx) error { return login.Touch(ctx, tx, s.ID) })
	}
	return v, err
}

// Glance is Session for what a page asks for by itself, while nobody need be
// there: it does not count as use.
func (a *App) Glance(ctx context.Context, secret, source string) (Session, error) {
	v, _, _, err := a.bySecret(ctx, secret, source)
	if err != nil {
		return Session{}, err
	}
	return v, nil
}

func (a *App) bySecret(ctx context.Context, secret, source string) (v Session, s login.Session, now time.Time, err error) {
	err = a.db.Read(ctx, func(tx *db.Tx) error {
		var u login.Account
		if s, u, err = login.BySecret(ctx, tx, secret); err != nil {
			return err
		}
		now = tx.Now
		who := access.Actor{User: u.ID, Org: u.Org, Person: u.Person, Session: s.ID, Level: s.Level, Proved: s.Proved, Source: source}
		if v, err = a.session(ctx, tx, who, u, s.Function); err == nil {
			err = v.InPart(ctx, tx, s.Proxy)
		}
		v.EndsAt, v.IdlesAt, v.Provider = s.Ends, s.Idles(), s.Provider
		return err
	})
	return v, s, now, err
}

// Bearer returns who has the secret of a token, errs.SignedOut when nobody has.
func (a *App) Bearer(ctx context.Context, token, source string) (v Session, err error) {
	err = a.db.Read(ctx, func(tx *db.Tx) error {
		t, u, err := login.ByToken(ctx, tx, token)
		if err != nil {
			return err
		}
		who := access.Actor{User: u.ID, Org: u.Org, Person: u.Person, Token: t.ID, Level: levelToken, Source: source}
		if t.Proves {
			who.Proved = tx.Now
		}
		v, err = a.session(ctx, tx, who, u, t.Function)
		v.EndsAt = t.Ends
		if err == nil && u.Person == "" && v.Actor.Function == "" {
			err = errSigned
		}
		return err
	})
	if err != nil {
		return Session{}, err
	}
	return v, nil
}

// session fills in what the actor is: a person, or the function f if she holds
// it still.
func (a *App) session(ctx context.Context, tx *db.Tx, who access.Actor, u login.Account, f id.Function) (Session, error) {
	v := Session{Actor: who, Label: u.Label}
	if who.Self() {
		own, err := a.herself(ctx, tx, who.Person)
		v.Label, v.Language = own.Name, own.Profile.Language
		return v, err
	}
	held := 0
	err := tx.Each(ctx, func(scan db.Scan) error {
		held++
		n, areas := Session{Actor: who, Label: u.Label}, ""
		err := scan(&n.Actor.Function, &n.FunctionName, &n.Role, &n.Actor.Unit, &n.UnitName, &n.UnitShort, &n.OrgName, &n.Kind, &n.Actor.Deputy, &areas)
		if n.Actor.Function == f && err == nil {
			v, v.Areas = n, splitIDs[id.Area](areas)
		}
		return err
	}, `select f.id, f.name, f.role, n.id, n.name, n.short_name, o.name, o.kind, s.deputy,
			coalesce((select string_agg(ua.area_id, ',') from unit_area ua where ua.unit_id = n.id), '')
		from assignment s join function f on f.id = s.function_id and f.ended_at is null
		join unit n on n.id = f.unit_id join organisation o on o.id = n.organisation_id
		where s.user_id = $1 and s.since <= $2 and (s.until is null or s.until > $2)
		order by s.deputy, f.id limit 500`, u.ID, db.Micros(tx.Now))
	v.Held = held
	return v, err
}

// InPart makes the session act in the person's part that has been chosen, if any.
func (v *Session) InPart(ctx context.Context, tx *db.Tx, chosen id.Representative) error {
	if !v.Actor.Self() {
		return nil
	}
	all, err := representative.OfUser(ctx, tx, v.Actor.User)
	v.Parts, v.Actor.Proxy, v.Lapsed = len(all), chosen, chosen != ""
	if i := slices.IndexFunc(all, func(r representative.Representative) bool { return r.ID == chosen }); i >= 0 {
		v.Actor.Person, v.Actor.Only, v.Lapsed = all[i].Person, all[i].Case, false
	}
	return err
}

func splitIDs[T ~string](text string) (all []T) {
	for s := range strings.SplitSeq(text, ",") {
		if s != "" {
			all = append(all, T(s))
		}
	}
	return all
}

func (a *App) herself(ctx context.Context, tx *db.Tx, p id.Person) (own person.Person, err error) {
	key, err := a.sealer.Key(ctx, p)
	if errs.Is(err, errs.NotFound) {
		return own, errSigned
	}
	if err != nil {
		return own, err
	}
	own, err = person.Get(ctx, tx, key, p)
	if err == nil && own.Erased {
		err = errSigned
	}
	return own, err
}

// SignOut ends the actor's session. It needs no leave: also who holds no
// function any more can sign out.
func (a *App) SignOut(ctx context.Context, who access.Actor) error {
	return a.db.Tx(ctx, func(tx *db.Tx) error {
		if err := login.End(ctx, tx, who.User, who.Session); err != nil {
			return err
		}
		p := who.Person
		if who.Proxy != "" { // the session is her own, not the person's
			p = ""
		}
		e := known{person: p}.entry(who, sessionLeave, access.Object{}, "done")
		e.Object = string(who.Session)
		return a.log.Append(ctx, tx, e)
	})
}

// ActAs lets the actor's session act as another function that she holds.
func (a *App) ActAs(ctx context.Context, who access.Actor, f id.Function) error {
	next := who
	err := a.db.Read(ctx, func(tx *db.Tx) error {
		to, err := org.FunctionByID(ctx, tx, f)
		next.Function, next.Unit, next.Org = f, to.Unit, to.Org
		if err == nil {
			_, next.Deputy, err = org.Holds(ctx, tx, who.User, f)
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = a.Do(ctx, next, access.FunctionAct, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(f), login.ActAs(ctx, tx, who.Session, f)
	})
	return err
}

// Held lists what the user holds: her own choice, also when she holds nothing
// that she acts as.
func (a *App) Held(ctx context.Context, who access.Actor) (all []org.Held, err error) {
	err = a.db.Read(ctx, func(tx *db.Tx) error {
		all, err = org.FunctionsOf(ctx, tx, who.User)
		return err
	})
	return all, err
}

// Sessions lists where the user is signed in.
func (a *App) Sessions(ctx context.Context, who access.Actor) (all []login.Session, err error) {
	err = a.Look(ctx, who, access.SessionRead, access.Object{}, func(tx *db.Tx) error {
		all, err = login.Sessions(ctx, tx, who.User)
		return err
	})
	return all, err
}

// EndSession ends one of the user's own sessions.
func (a *App) EndSession(ctx context.Context, who access.Actor, s id.Session) error {
	_, err := a.Do(ctx, who, access.SessionEnd, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := login.End(ctx, tx, who.User, s); err != nil {
			return "", err
		}
		var own string // one typed that is nobody's is not for the log
		_, err := tx.One(ctx, []any{&own}, `select id from session where id = $1 and user_id = $2`, s, who.User)
		return own, err
	})
	return err
}

// EndOtherSessions ends the user's sessions in other browsers.
func (a *App) EndOtherSessions(ctx context.Context, who access.Actor) error {
	_, err := a.Do(ctx, who, access.SessionEnd, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(who.Session), login.EndAll(ctx, tx, who.User, who.Session)
	})
	return err
}
