package extract

import (
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/minutes"
)

// calls are the calls about the person, the meetings that they became and what
// is written of them. What was said there stands among the items.
func (x *extract) calls() error {
	all, err := meeting.Ever(x.ctx, x.tx, x.key, x.sight)
	if err != nil {
		return err
	}
	var called, written Section
	for _, c := range all {
		for _, part := range []func(*Section, meeting.Call) error{x.call, x.called, x.offered, x.happened, x.said} {
			if err := part(&called, c); err != nil {
				return err
			}
		}
		if err := x.minutes(&written, c); err != nil {
			return err
		}
	}
	x.add("calls", 0).Rows = called.Rows
	x.add("minutes", 0).Rows = written.Rows
	return nil
}

func (x *extract) call(section *Section, c meeting.Call) error {
	var f fields
	f.moment("at", c.Created)
	f.add("by", function, string(c.Caller))
	f.add("state", "call.state", c.State)
	f.moment("start", c.Start)
	f.moment("end", c.End)
	f.text("place", c.Place)
	f.text("link", c.Link)
	f.text("question", c.Question)
	f.add("writes", function, string(c.Secretary))
	f.moment("answer_by", c.Due)
	f.add("your_way", "extract.person_way", c.PersonWay)
	f.add("your_answer", "call.answer", c.PersonAnswer)
	f.add("acted", "representative.kind", c.PersonActed)
	f.add("you_came", "meeting.came", c.PersonCame)
	f.moment("began", c.Started)
	f.moment("over", c.Ended)
	f.day("follow_up", c.FollowUpOn)
	f.add("cancelled_for", "call.why", c.CancelReason)
	var forum, why string
	var answered int64
	_, err := x.tx.One(x.ctx, []any{&forum, &why, &answered}, `select coalesce(f.name, ''), c.person_reason, coalesce(c.person_answered_at, 0)
		from call c left join forum f on f.id = c.forum_id where c.id = $1 and c.case_id = $2`, c.ID, x.sight.Case())
	f.text("forum", forum)
	f.add("you_came_not", "meeting.absence", why)
	f.moment("you_answered", db.Time(answered))
	section.row(f)
	return err
}

func (x *extract) called(section *Section, c meeting.Call) error {
	parties, err := meeting.Parties(x.ctx, x.tx, x.key, x.sight, c.ID)
	for _, p := range parties {
		var f fields
		f.add("called", function, string(p.Function))
		f.add("answer", "call.answer", p.Answer)
		f.add("why", "call.reason", p.Reason)
		f.moment("answered", p.AnsweredAt)
		f.add("answered_by", function, string(p.AnsweredBy))
		f.moment("answer_by", p.Due)
		f.add("reminded", function, string(p.Told))
		f.text("bring", p.Bring)
		f.text("words", p.Said)
		f.add("came", "meeting.came", p.Came)
		f.add("came_not", "meeting.absence", p.CameReason)
		section.row(f)
	}
	return err
}

// offered are the times that somebody has offered, and how they suit.
func (x *extract) offered(section *Section, c meeting.Call) error {
	offers, err := meeting.Offers(x.ctx, x.tx, x.sight, c.ID)
	for _, o := range offers {
		var f fields
		f.moment("offered", o.Start)
		f.moment("end", o.End)
		f.add("by", function, string(self(o.By)))
		section.row(f)
	}
	if err != nil {
		return err
	}
	return x.tx.Each(x.ctx, func(scan db.Scan) error {
		var start, at int64
		var by id.Function
		var mark string
		err := scan(&start, &by, &mark, &at)
		var f fields
		f.moment("offered", db.Time(start))
		f.add("by", function, string(by))
		f.add("suits", "call.mark", mark)
		f.moment("answered", db.Time(at))
		section.row(f)
		return err
	}, `select o.starts_at, m.function_id, m.mark, m.at from call_mark m join call_offer o on o.id = m.offer_id join call c on c.id = o.call_id
		where c.id = $1 and c.case_id = $2 order by o.starts_at, m.at, m.function_id`, c.ID, x.sight.Case())
}

// self stands where nobody else is named.
func self(f id.Function) id.Function {
	if f == "" {
		return meeting.Self
	}
	return f
}

// mostHappened bounds what is told of what happened to one call.
const mostHappened = 1000

func (x *extract) happened(section *Section, c meeting.Call) error {
	all, err := meeting.Events(x.ctx, x.tx, x.sight, c.ID, mostHappened)
	for _, e := range all {
		var f fields
		f.moment("at", e.At)
		f.add("step", "extract.call", e.Kind)
		f.add("by", function, string(e.Function))
		f.add("acted", "representative.kind", e.Acted)
		f.add("concerns", function, string(e.About))
		f.moment("before", e.Start)
		f.add("why", "extract.call_why", e.Reason)
		section.row(f)
	}
	return err
}

// said is which pieces were written at the meeting, and how each stood to what
// was decided.
func (x *extract) said(section *Section, c meeting.Call) error {
	lines, err := meeting.Lines(x.ctx, x.tx, x.sight, c.ID)
	if err != nil {
		return err
	}
	for _, l := range lines {
		var f fields
		f.text("taken_up", x.title(l.Item))
		section.row(f)
	}
	stands, err := meeting.StandsAt(x.ctx, x.tx, x.sight, c.ID)
	for _, s := range stands {
		if x.title(s.Item) == "" {
			continue
		}
		var f fields
		f.text("decided", x.title(s.Item))
		f.add("by", function, string(s.Function))
		f.add("stands", "meeting.stand", s.Stand)
		f.text("words", x.newest[s.Words].Words)
		f.moment("at", s.At)
		section.row(f)
	}
	return err
}

func (x *extract) minutes(section *Section, c meeting.Call) error {
	kept, err := minutes.Of(x.ctx, x.tx, x.key, x.sight, c.ID)
	if err != nil {
		return err
	}
	for _, m := range kept {
		x.minute(section, m, c.Start)
		if err := x.noted(section, m); err != nil {
			return err
		}
	}
	return nil
}

func (x *extract) minute(section *Section, m minutes.Minutes, of time.Time) {
	var f fields
	f.moment("meeting", of)
	f.number("number", int64(m.Number))
	f.add("state", "minutes.state", m.State)
	f.add("unit", unit, string(m.Unit))
	f.add("by", function, string(m.Function))
	f.moment("at", m.FinalAt)
	f.add("why", "minutes.amend.why", m.Reason)
	f.text("words", m.Words)
	f.moment("recalled", m.RecalledAt)
	f.add("recalled_for", "minutes.why", m.RecallReason)
	section.row(f)
}

// noted is what stands in minutes, and who has been told of them.
func (x *extract) noted(section *Section, m minutes.Minutes) error {
	entries, err := minutes.Entries(x.ctx, x.tx, x.sight, m.ID)
	if err != nil {
		return err
	}
	for _, e := range entries {
		var f fields
		f.text("holds", x.title(e.Item))
		f.number("version", e.Version)
		section.row(f)
	}
	told, err := minutes.Receipts(x.ctx, x.tx, x.sight, m.ID)
	for _, r := range told {
		var f fields
		f.add("told", function, string(r.Function))
		f.moment("at", r.At)
		f.moment("read", r.ReadAt)
		f.add("acted", "representative.kind", r.Acted)
		section.row(f)
	}
	return err
}
