package extract

import (
	"context"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/matter"
	"samverk/internal/org"
	"samverk/internal/own"
	"samverk/internal/seal"
)

type sealKey = *seal.Key

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// herself is what is held about the person outside her cases.
func (x *extract) herself() (err error) {
	if x.key, err = x.PersonKey(x.ctx, x.who); err != nil {
		return err
	}
	for _, part := range []func() error{x.identity, x.account, x.waysIn, x.sessions, x.blocks, x.matters} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (x *extract) identity() error {
	v, err := own.ProfileFor(x.ctx, x.tx, x.key)
	if err != nil {
		return err
	}
	p := v.Person
	var f fields
	f.text("name", p.Name)
	f.add("personal_number", Personal, p.Number)
	f.text("phone", p.Phone)
	f.text("interpreter", p.Identity.Language)
	f.text("area", v.Area.Name)
	f.add("protection", "page.protection", string(p.Protection))
	var since int64
	if _, err := x.tx.One(x.ctx, []any{&since}, `select created_at from person where id = $1`, x.who.Person); err != nil {
		return err
	}
	f.moment("created", db.Time(since))
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
	f.text("case", v.CaseRef)
	f.text("from", name(v.From))
	f.text("to", name(v.To))
	f.text("area", v.Area.Name)
	if w := v.Written; w != nil {
		f.text("name_written", w.Name)
		f.add("personal_number_written", Personal, w.Number)
		f.text("phone_written", w.Phone)
		f.text("interpreter_written", w.Language)
	}
	f.moment("sent", v.SentAt)
	f.moment("answer_by", v.DueAt)
	f.text("reminded", name(v.Told))
	f.number("refusals", int64(v.Refusals))
	f.add("wanted", "kind", joined(v.Wanted))
	f.add("about", "topic", v.Topic)
	f.add("state", "request.state", v.State)
	f.text("hope", v.Hope)
	f.text("tried", v.Tried)
	f.add("situation", "request.situation", strings.Join(v.Situation, ","))
	if v.Consented {
		f.add("consented", "extract.consented", "yes")
	}
	f.add("how", "request.consent_how", v.ConsentHow)
	s.row(f)
	for _, e := range v.Events {
		var f fields
		f.moment("at", e.At)
		f.add("step", "request.event", e.Kind)
		f.text("by", name(e.By))
		f.text("to", name(e.To))
		f.add("why", "reason", e.Reason)
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

func joined[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, one := range all {
		words[i] = string(one)
	}
	return strings.Join(words, ",")
}

func (x *extract) blocks() error {
	section := x.add("blocks", 0)
	return x.tx.Each(x.ctx, func(scan db.Scan) error {
		var f fields
		var u id.Unit
		var at, lifted int64
		var by id.Function
		var acted string
		err := scan(&u, &at, &lifted, &by, &acted)
		f.add("unit", unit, string(u))
		f.moment("since", db.Time(at))
		f.moment("ended", db.Time(lifted))
		f.add("by", function, string(by))
		f.add("acted", "representative.kind", acted)
		section.row(f)
		return err
	}, `select unit_id, set_at, coalesce(lifted_at, 0), coalesce(set_by, ''),
		coalesce((select rp.kind from representative rp where rp.id = block.representative_id), '') from block where person_id = $1 order by set_at, id`, x.who.Person)
}

func (x *extract) matters() error {
	all, err := matter.OfPerson(x.ctx, x.tx, x.key, "")
	section := x.add("matters", len(all))
	for _, m := range all {
		var f fields
		f.moment("at", m.AskedAt)
		f.add("kind", "matter.kind", string(m.Kind))
		f.add("unit", unit, string(m.Unit))
		f.add("acted", "representative.kind", m.Acted)
		f.text("about", m.About.Title)
		if m.About.Version != 0 {
			f.number("version", m.About.Version)
		}
		if m.Seq != 0 {
			f.number("number", m.Seq)
		}
		f.moment("read", m.About.At)
		f.add("action", "did", m.About.Action)
		f.add("read_by", function, string(m.About.Function))
		f.add("categories", "category", m.About.What)
		f.text("words", m.Words)
		f.add("state", "matter.state", m.State)
		f.day("due", m.DueOn)
		f.moment("answered", m.AnsweredAt)
		f.add("outcome", "matter.outcome", m.Outcome)
		f.text("answer", m.Answer)
		f.moment("you_opened", m.OpenedAt)
		f.add("answered_by", function, string(m.AnsweredBy))
		f.moment("answer_read", m.OpenedAt)
		section.row(f)
	}
	return err
}
