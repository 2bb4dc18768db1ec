package own

import (
	"context"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/matter"
	"samverk/internal/org"
	"samverk/internal/seal"
)

type sealKey = *seal.Key

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// herself is what is held about the person outside her cases.
func (x *extract) herself() (err error) {
	if x.key, err = x.keyOf(x.ctx, x.who); err != nil {
		return err
	}
	for _, part := range []func() error{x.identity, x.account, x.blocks, x.matters} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (x *extract) identity() error {
	var v ProfileView
	if err := v.fill(x.ctx, x.tx, x.key); err != nil {
		return err
	}
	p := v.Person
	var f fields
	f.text("name", p.Name)
	f.text("personal_number", p.Number)
	f.text("phone", p.Phone)
	f.text("interpreter", p.Identity.Language)
	f.text("area", v.Area.Name)
	f.add("protection", "page.protection", string(p.Protection))
	x.add("person", 1).row(f)
	var reach fields
	reach.add("pages_language", "extract.language", p.Profile.Language)
	reach.add("reach", "profile.reach", strings.Join(p.Profile.Reach, ","))
	reach.text("phone", p.Profile.Phone)
	reach.text("mail", p.Profile.Mail)
	reach.text("times", p.Profile.Times)
	reach.text("avoid", p.Profile.Avoid)
	section := x.add("profile", 1)
	if len(reach) > 0 {
		section.row(reach)
	}
	section = x.add("may_know", len(v.Named))
	for _, n := range v.Named {
		var f fields
		f.add("function", function, string(n.ID))
		section.row(f)
	}
	return nil
}

// account is how she signs in: her account, what providers call her, and where
// she has signed in.
func (x *extract) account() error {
	section := x.add("account", 1)
	err := x.tx.Each(x.ctx, func(scan db.Scan) error {
		var f fields
		var name string
		var ended int64
		err := scan(&name, &ended)
		f.text("name", name)
		f.moment("ended", db.Time(ended))
		section.row(f)
		return err
	}, `select name, coalesce(ended_at, 0) from user_account where person_id = $1 order by id limit 50`, x.who.Person)
	if err != nil {
		return err
	}
	section = x.add("sign_in_ways", 1)
	err = x.tx.Each(x.ctx, func(scan db.Scan) error {
		var f fields
		var what, called string
		var at int64
		err := scan(&what, &called, &at)
		f.text("what", what)
		f.text("name", called)
		f.moment("created", db.Time(at))
		section.row(f)
		return err
	}, `select i.provider, i.subject, i.created_at from account_identity i where i.user_id = $1
		union all select 'passkey', k.name, k.created_at from passkey k where k.user_id = $1
		union all select 'token', t.name, t.created_at from token t where t.user_id = $1
		order by 3, 1, 2 limit 200`, x.who.User)
	if err != nil {
		return err
	}
	sessions, err := login.Sessions(x.ctx, x.tx, x.who.User)
	section = x.add("sessions", len(sessions))
	for _, one := range sessions {
		var f fields
		f.moment("since", one.Created)
		f.moment("last", one.Seen)
		f.add("level", "sessions.level", one.Level)
		f.text("from", one.Source)
		section.row(f)
	}
	return err
}

// extractRequests tells each request about the person, with its way so far.
func (s *Service) extractRequests(ctx context.Context, who access.Actor, of []id.Request, tell telling) error {
	section := Section{Name: "requests"}
	for _, r := range of {
		v, err := s.Request(ctx, who, r)
		if err != nil {
			return err
		}
		section.request(v)
	}
	return tell(section)
}

func (s *Section) request(v app.RequestView) {
	name := func(of id.Function) string { return functionName(v.Functions, of) }
	var f fields
	f.moment("at", v.CreatedAt)
	f.text("from", name(v.From))
	f.text("to", name(v.To))
	f.add("about", "topic", v.Topic)
	f.add("state", "request.state", v.State)
	f.text("hope", v.Hope)
	f.text("tried", v.Tried)
	f.add("situation", "request.situation", strings.Join(v.Situation, ","))
	f.add("how", "request.consent_how", v.ConsentHow)
	s.row(f)
	for _, e := range v.Events {
		var f fields
		f.moment("at", e.At)
		f.add("step", "request.event", e.Kind)
		f.text("by", name(e.By))
		f.text("to", name(e.To))
		f.text("words", e.Words)
		s.row(f)
	}
}

// functionName names a function with its unit.
func functionName(all map[id.Function]org.Function, of id.Function) string {
	f, ok := all[of]
	if !ok {
		return string(of)
	}
	return f.Name + ", " + f.UnitName
}

func (x *extract) blocks() error {
	section := x.add("blocks", 0)
	return x.tx.Each(x.ctx, func(scan db.Scan) error {
		var f fields
		var u id.Unit
		var at, lifted int64
		err := scan(&u, &at, &lifted)
		f.add("unit", unit, string(u))
		f.moment("since", db.Time(at))
		f.moment("ended", db.Time(lifted))
		section.row(f)
		return err
	}, `select unit_id, set_at, coalesce(lifted_at, 0) from block where person_id = $1 order by set_at, id limit 1000`, x.who.Person)
}

func (x *extract) matters() error {
	all, err := matter.OfPerson(x.ctx, x.tx, x.key, "")
	section := x.add("matters", len(all))
	for _, m := range all {
		var f fields
		f.moment("at", m.AskedAt)
		f.add("kind", "matter.kind", string(m.Kind))
		f.add("unit", unit, string(m.Unit))
		f.add("by", "representative.kind", m.Acted)
		f.text("about", m.About.Title)
		f.text("words", m.Words)
		f.add("state", "matter.state", m.State)
		f.day("due", m.DueOn)
		f.moment("answered", m.AnsweredAt)
		f.add("outcome", "matter.outcome", m.Outcome)
		f.text("answer", m.Answer)
		f.add("answered_by", function, string(m.AnsweredBy))
		section.row(f)
	}
	return err
}
