package entry

import (
	"context"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/person"
	"samverk/internal/representative"
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

// levelToken is how surely a token tells who has it.
const levelToken = "token"

// Session returns who has the secret of a browser's session, errs.SignedOut
// when nobody has. It counts as use, which keeps the session from ending.
func (s *Service) Session(ctx context.Context, secret, source string) (v Session, err error) {
	v, kept, now, err := s.bySecret(ctx, secret, source)
	if err != nil {
		return Session{}, err
	}
	if kept.Stale(now) {
		kept.Seen = now
		v.IdlesAt = kept.Idles()
		err = s.Enter(ctx, func(tx *db.Tx) error { return login.Touch(ctx, tx, kept.ID) })
	}
	return v, err
}

// Glance is Session for what a page asks for by itself, while nobody need be
// there: it does not count as use.
func (s *Service) Glance(ctx context.Context, secret, source string) (Session, error) {
	v, _, _, err := s.bySecret(ctx, secret, source)
	if err != nil {
		return Session{}, err
	}
	return v, nil
}

func (s *Service) bySecret(ctx context.Context, secret, source string) (v Session, kept login.Session, now time.Time, err error) {
	err = s.Recognise(ctx, func(tx *db.Tx) error {
		var u login.Account
		if kept, u, err = login.BySecret(ctx, tx, secret); err != nil {
			return err
		}
		now = tx.Now
		who := access.Actor{User: u.ID, Org: u.Org, Person: u.Person, Session: kept.ID, Level: kept.Level, Proved: kept.Proved, Source: source}
		if v, err = s.session(ctx, tx, who, u, kept.Function); err == nil {
			err = v.inPart(ctx, tx, kept.Proxy)
		}
		v.EndsAt, v.IdlesAt, v.Provider = kept.Ends, kept.Idles(), kept.Provider
		return err
	})
	return v, kept, now, err
}

// Bearer returns who has the secret of a token, errs.SignedOut when nobody has.
func (s *Service) Bearer(ctx context.Context, token, source string) (v Session, err error) {
	err = s.Recognise(ctx, func(tx *db.Tx) error {
		t, u, err := login.ByToken(ctx, tx, token)
		if err != nil {
			return err
		}
		who := access.Actor{User: u.ID, Org: u.Org, Person: u.Person, Token: t.ID, Level: levelToken, Source: source}
		if t.Proves {
			who.Proved = tx.Now
		}
		v, err = s.session(ctx, tx, who, u, t.Function)
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
func (s *Service) session(ctx context.Context, tx *db.Tx, who access.Actor, u login.Account, f id.Function) (Session, error) {
	v := Session{Actor: who, Label: u.Label}
	if who.Self() {
		own, err := s.herself(ctx, tx, who.Person)
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

// inPart makes the session act in the person's part that has been chosen, if any.
func (v *Session) inPart(ctx context.Context, tx *db.Tx, chosen id.Representative) error {
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

// InPart is the session of a token in a person's part: missing, when its user
// may not act in it now.
func (s *Service) InPart(ctx context.Context, v Session, chosen id.Representative) (Session, error) {
	if !v.Actor.Self() || !id.Valid(chosen) {
		return Session{}, errs.Missing()
	}
	err := s.Look(ctx, v.Actor, access.SessionRead, access.Object{}, func(tx *db.Tx) error { return v.inPart(ctx, tx, chosen) })
	if err == nil && v.Lapsed {
		err = errs.Missing()
	}
	if err != nil {
		return Session{}, err
	}
	return v, nil
}

func splitIDs[T ~string](text string) (all []T) {
	for s := range strings.SplitSeq(text, ",") {
		if s != "" {
			all = append(all, T(s))
		}
	}
	return all
}

func (s *Service) herself(ctx context.Context, tx *db.Tx, p id.Person) (own person.Person, err error) {
	key, err := s.Sealer().Key(ctx, p)
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
