package entry

import (
	"context"

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

// SignIn begins a session with name and password, where there is demo. A wrong
// one is told after the same time whether the name exists or not.
func (s *Service) SignIn(ctx context.Context, name, password, source string) (secret string, err error) {
	if !s.Demo() {
		return "", errs.Missing()
	}
	var c login.Credential
	err = s.Enter(ctx, func(tx *db.Tx) error {
		c, err = login.Load(ctx, tx, name, source)
		return err
	})
	if err != nil {
		return "", err
	}
	ok, outdated, err := s.passwords.Match(ctx, c.Hash, password)
	if err != nil {
		return "", err
	}
	if !ok {
		e := audit.Entry{User: c.Account.ID, Org: c.Account.Org, Action: sessionBegin, Outcome: "refused", Source: source}
		if err := s.Record(ctx, e); err != nil {
			return "", err
		}
		return "", login.Wrong()
	}
	var hash string
	if outdated {
		if hash, err = s.passwords.Hash(ctx, password); err != nil {
			return "", err
		}
	}
	err = s.Enter(ctx, func(tx *db.Tx) error {
		if err := login.Succeed(ctx, tx, c); err != nil {
			return err
		}
		if outdated {
			if err := login.Rehash(ctx, tx, c, hash); err != nil {
				return err
			}
		}
		secret, err = s.begin(ctx, tx, c.Account, login.NewSession{Level: login.LevelPassword, Source: source})
		return err
	})
	return secret, err
}

// SignInDemo begins a session as anybody, where there is demo.
func (s *Service) SignInDemo(ctx context.Context, u id.User, source string) (secret string, err error) {
	if !s.Demo() {
		return "", errs.Missing()
	}
	err = s.Enter(ctx, func(tx *db.Tx) error {
		account, err := login.ByID(ctx, tx, u)
		if err != nil {
			return err
		}
		if account.Ended {
			return errs.Missing()
		}
		secret, err = s.begin(ctx, tx, account, login.NewSession{Level: login.LevelDemo, Source: source})
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
func (s *Service) DemoAccounts(ctx context.Context) (all []DemoAccount, err error) {
	if !s.Demo() {
		return nil, errs.Missing()
	}
	err = s.Recognise(ctx, func(tx *db.Tx) error {
		if all, err = s.demoAccounts(ctx, tx); err != nil {
			return err
		}
		names := id.NewSet[id.Function]()
		for _, d := range all {
			names.Add(d.Function.ID)
		}
		functions, err := org.Functions(ctx, tx, names.List)
		for i := range all {
			all[i].Function = functions[all[i].Function.ID]
		}
		return err
	})
	return all, err
}

func (s *Service) demoAccounts(ctx context.Context, tx *db.Tx) ([]DemoAccount, error) {
	persons := id.NewSet[id.Person]()
	who := map[id.User]id.Person{}
	all, err := db.All(ctx, tx, func(scan db.Scan) (d DemoAccount, err error) {
		var p id.Person
		err = scan(&d.User, &d.Label, &p, &d.Function.ID, &d.Deputy)
		persons.Add(p)
		who[d.User], d.Person = p, p != ""
		return d, err
	}, `select u.id, u.label, coalesce(u.person_id, ''), coalesce(s.function_id, ''), coalesce(s.deputy, false)
		from user_account u left join assignment s on s.user_id = u.id and s.since <= $1 and (s.until is null or s.until > $1)
		where u.ended_at is null and (u.person_id is not null or s.id is not null)
		order by s.function_id, s.deputy, u.id limit 1000`, db.Micros(tx.Now))
	if err != nil {
		return nil, err
	}
	known, err := person.Identities(ctx, tx, s.Sealer(), persons.List)
	for i, d := range all {
		if d.Person {
			all[i].Label = known[who[d.User]].Name
		}
	}
	return all, err
}

// SignOut ends the actor's session. It needs no leave: also who holds no
// function any more can sign out.
func (s *Service) SignOut(ctx context.Context, who access.Actor) error {
	return s.Enter(ctx, func(tx *db.Tx) error {
		if err := login.End(ctx, tx, who.User, who.Session); err != nil {
			return err
		}
		p := who.Person
		if who.Proxy != "" { // the session is her own, not the person's
			p = ""
		}
		e := rowOf(who, sessionLeave)
		e.Person = p
		return s.Append(ctx, tx, e)
	})
}

// ActAs lets the actor's session act as another function that she holds.
func (s *Service) ActAs(ctx context.Context, who access.Actor, f id.Function) error {
	next := who
	err := s.Recognise(ctx, func(tx *db.Tx) error {
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
	_, err = s.Do(ctx, next, access.FunctionAct, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(f), login.ActAs(ctx, tx, who.Session, f)
	})
	return err
}

// Held lists what the user holds: her own choice, also when she holds nothing
// that she acts as.
func (s *Service) Held(ctx context.Context, who access.Actor) (all []org.Held, err error) {
	err = s.Recognise(ctx, func(tx *db.Tx) error {
		all, err = org.FunctionsOf(ctx, tx, who.User)
		return err
	})
	return all, err
}

// Sessions lists where the user is signed in.
func (s *Service) Sessions(ctx context.Context, who access.Actor) (all []login.Session, err error) {
	err = s.Look(ctx, who, access.SessionRead, access.Object{}, func(tx *db.Tx) error {
		all, err = login.Sessions(ctx, tx, who.User)
		return err
	})
	return all, err
}

// EndSession ends one of the user's own sessions.
func (s *Service) EndSession(ctx context.Context, who access.Actor, which id.Session) error {
	_, err := s.Do(ctx, who, access.SessionEnd, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := login.End(ctx, tx, who.User, which); err != nil {
			return "", err
		}
		var own string // one typed that is nobody's is not for the log
		_, err := tx.One(ctx, []any{&own}, `select id from session where id = $1 and user_id = $2`, which, who.User)
		return own, err
	})
	return err
}

// EndOtherSessions ends the user's sessions in other browsers.
func (s *Service) EndOtherSessions(ctx context.Context, who access.Actor) error {
	_, err := s.Do(ctx, who, access.SessionEnd, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(who.Session), login.EndAll(ctx, tx, who.User, who.Session)
	})
	return err
}

// begin starts a session for somebody who has proved who she is, acting as the
// first function she holds, and logs it.
func (s *Service) begin(ctx context.Context, tx *db.Tx, u login.Account, n login.NewSession) (string, error) {
	held, err := org.FunctionsOf(ctx, tx, u.ID)
	if err != nil {
		return "", err
	}
	if err := representative.Tie(ctx, tx, u.ID); err != nil {
		return "", err
	}
	n.User = u.ID
	e := audit.Entry{User: u.ID, Org: u.Org, Action: sessionBegin, Outcome: "done", Ground: n.Provider.ACR, Level: n.Level, Source: n.Source}
	if len(held) > 0 {
		f := held[0]
		n.Function, e.Function, e.Unit, e.Deputy = f.Function.ID, f.Function.ID, f.Function.Unit, f.Deputy
	}
	secret, made, err := login.Begin(ctx, tx, n)
	if err != nil {
		return "", err
	}
	e.Object = string(made.ID)
	return secret, s.Append(ctx, tx, e)
}
