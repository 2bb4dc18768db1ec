package own

import (
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/minutes"
	"samverk/internal/plan"
	"samverk/internal/representative"
)

const mostCalls = 200

// ofCase is what is held in one case.
func (x *extract) ofCase() error {
	of, err := cases.Get(x.ctx, x.tx, x.sight)
	if err != nil {
		return err
	}
	x.ref = of.Ref
	var f fields
	f.text("ref", of.Ref)
	f.add("state", "case.state", of.State)
	f.moment("opened", of.OpenedAt)
	f.add("leads", function, string(of.Coordinator))
	f.day("rests_until", of.RestsUntil)
	f.add("ended_how", "case.how", of.ClosingHow)
	x.add("case", 1).row(f)
	for _, part := range []func() error{x.parties, x.consents, x.apart, x.representatives, x.items, x.given, x.plans, x.calls, x.events} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (x *extract) parties() error {
	all, err := cases.Parties(x.ctx, x.tx, x.sight)
	section := x.add("parties", len(all))
	for _, p := range all {
		var f fields
		f.add("function", function, string(p.Function))
		f.add("state", "party.state", string(p.State))
		f.moment("asked", p.InvitedAt)
		f.add("by", function, string(p.InvitedBy))
		f.moment("answered", p.AnsweredAt)
		f.add("why", "reason", p.Reason)
		section.row(f)
	}
	return err
}

func (x *extract) consents() error {
	all, err := consent.Ever(x.ctx, x.tx, x.key, x.sight)
	if err != nil {
		return err
	}
	section := x.add("consents", len(all))
	for _, c := range all {
		var f fields
		f.moment("at", c.At)
		f.add("how", "consent.how", string(c.How))
		f.add("by", "consent.given_by", c.GivenBy)
		f.add("received_by", function, string(c.ReceivedBy))
		f.day("signed", c.SignedOn)
		f.day("from", c.StartsOn)
		f.day("until", c.EndsOn)
		f.text("purpose", c.Purpose)
		f.moment("ended", c.Ended)
		section.row(f)
		for _, cell := range c.Cells {
			var f fields
			f.add("unit", unit, string(cell.Unit))
			f.add("what", "category", cell.Category.String())
			f.moment("since", cell.Since)
			f.moment("ended", cell.Until)
			section.row(f)
		}
	}
	waits, err := consent.Waiting(x.ctx, x.tx, x.key, x.sight)
	if err != nil || waits.ID == "" {
		return err
	}
	section = x.add("consent_waiting", 1)
	var f fields
	f.moment("at", waits.At)
	f.day("from", waits.Wanted.StartsOn)
	f.day("until", waits.Wanted.EndsOn)
	f.text("purpose", waits.Wanted.Purpose)
	section.row(f)
	for u, set := range waits.Wanted.Grid {
		var f fields
		f.add("unit", unit, string(u))
		f.add("what", "category", set.String())
		section.row(f)
	}
	return nil
}

// apart are the consents that stand apart from the grid.
func (x *extract) apart() error {
	all, err := consent.Specials(x.ctx, x.tx, x.key, x.sight, false)
	if err != nil {
		return err
	}
	section := x.add("consents_apart", len(all))
	for _, c := range all {
		var f fields
		f.add("kind", "special", string(c.Kind))
		f.moment("at", c.At)
		f.add("how", "consent.how", string(c.How))
		f.add("received_by", function, string(c.ReceivedBy))
		f.day("signed", c.SignedOn)
		f.day("from", c.StartsOn)
		f.day("until", c.EndsOn)
		f.text("about", c.About)
		f.moment("ended", c.EndedAt)
		section.row(f)
		for _, u := range c.Used {
			var f fields
			f.day("day", u.On)
			f.add("used", "special.use", u.What)
			f.add("by", function, string(u.By))
			section.row(f)
		}
	}
	section = x.add("meeting_consents", 1)
	return x.tx.Each(x.ctx, func(scan db.Scan) error {
		var f fields
		var how, received, ends string
		var at, ended int64
		err := scan(&how, &received, &at, &ends, &ended)
		f.moment("at", db.Time(at))
		f.add("how", "consent.how", how)
		f.add("received_by", function, received)
		f.day("until", ends)
		f.moment("ended", db.Time(ended))
		section.row(f)
		return err
	}, `select how, coalesce(received_by, ''), created_at, ends_on, coalesce(ended_at, 0) from meeting_consent where case_id = $1 order by created_at, id limit 500`, x.sight.Case())
}

func (x *extract) representatives() error {
	all, err := representative.OfCase(x.ctx, x.tx, x.key, x.sight)
	section := x.add("representatives", len(all))
	for _, r := range all {
		var f fields
		f.add("kind", "representative.kind", string(r.Kind))
		f.text("name", r.Name)
		f.text("personal_number", r.Number)
		f.add("may", "representative.task", r.Tasks.String())
		f.day("from", r.StartsOn)
		f.day("until", r.EndsOn)
		f.add("granted_by", function, string(r.GrantedBy))
		f.text("proof", r.Proof)
		f.moment("ended", r.EndedAt)
		section.row(f)
	}
	return err
}

// items is every version of every piece that the person may read, and what she
// has said is wrong with them.
func (x *extract) items() error {
	all, err := item.Ever(x.ctx, x.tx, x.key, x.sight)
	if err != nil {
		return err
	}
	section := x.add("items", len(all))
	newest := map[id.Item]item.Item{}
	x.seen = map[id.Item]bool{}
	for _, i := range all {
		newest[i.ID], x.seen[i.ID] = i, true
		section.row(x.item(i))
	}
	section = x.add("objections", 0)
	var told []id.Item
	for _, i := range all {
		if slices.Contains(told, i.ID) {
			continue
		}
		told = append(told, i.ID)
		for _, o := range i.Objections {
			var f fields
			f.moment("at", o.At)
			f.text("about", newest[i.ID].Title)
			f.text("words", o.Words)
			f.add("by", "representative.kind", o.Acted)
			f.moment("ended", o.Withdrawn)
			section.row(f)
		}
	}
	return nil
}

func (x *extract) item(i item.Item) fields {
	var f fields
	f.add("owner", unit, string(i.Owner))
	f.add("kind", "item.kind", string(i.Kind))
	f.add("what", "category", i.Category.String())
	f.number("version", i.Version)
	f.moment("at", i.At)
	f.add("by", function, string(i.Author))
	f.text("title", i.Title)
	f.text("words", i.Words)
	f.add("state", "status", i.Status)
	f.day("from", i.Start)
	f.day("until", i.End)
	if i.Extent != item.NoExtent {
		f.number("extent", int64(i.Extent))
	}
	f.text("weekly", i.Weekly)
	f.day("due", i.Due)
	f.add("responsible", function, string(i.Responsible))
	f.add("why", "item.reason", i.Reason)
	return f
}

func (x *extract) given() error {
	all, err := item.GivenAll(x.ctx, x.tx, x.key, x.sight)
	section := x.add("disclosures", len(all))
	for _, g := range all {
		var f fields
		f.moment("at", g.At)
		f.add("to", unit, string(g.Unit))
		f.text("title", g.Title)
		f.number("version", g.Version)
		f.add("ground", "disclosure.ground", string(g.Ground))
		f.add("provision", "disclosure.provision", g.Provision)
		f.text("reason", g.Reason)
		section.row(f)
	}
	return err
}

func (x *extract) plans() error {
	section := x.add("plans", 0)
	for before := 0; ; {
		all, err := plan.Versions(x.ctx, x.tx, x.sight, before)
		if err != nil || len(all) == 0 {
			return err
		}
		for _, p := range all {
			var f fields
			f.number("number", int64(p.Number))
			f.add("kind", "plan.kind", p.Kind)
			f.add("state", "plan.state", p.State)
			f.moment("at", p.CreatedAt)
			f.moment("agreed", p.AgreedAt)
			f.add("by", function, string(p.AgreedBy))
			f.add("part", "plan.part", p.PersonPart)
			f.day("follow_up", p.FollowUpOn)
			section.row(f)
		}
		before = all[len(all)-1].Number
	}
}

// calls are the calls about the person, the meetings that they became and what
// is written of them. What was said there stands among the items.
func (x *extract) calls() error {
	all, err := meeting.OfCase(x.ctx, x.tx, x.key, x.sight, mostCalls)
	if err != nil {
		return err
	}
	var called, written []Row
	for _, c := range all {
		called = append(called, Row(callFields(c)))
		parties, err := meeting.Parties(x.ctx, x.tx, x.key, x.sight, c.ID)
		if err != nil {
			return err
		}
		for _, p := range parties {
			var f fields
			f.add("called", function, string(p.Function))
			f.add("answer", "call.answer", p.Answer)
			f.moment("answered", p.AnsweredAt)
			f.text("bring", p.Bring)
			f.text("words", p.Said)
			f.add("came", "meeting.came", p.Came)
			called = append(called, Row(f))
		}
		kept, err := minutes.Of(x.ctx, x.tx, x.key, x.sight, c.ID)
		if err != nil {
			return err
		}
		for _, m := range kept {
			var f fields
			f.moment("meeting", c.Start)
			f.number("number", int64(m.Number))
			f.add("state", "minutes.state", m.State)
			f.add("unit", unit, string(m.Unit))
			f.add("by", function, string(m.Function))
			f.moment("at", m.FinalAt)
			f.text("words", m.Words)
			written = append(written, Row(f))
		}
	}
	x.add("calls", 0).Rows = called
	x.add("minutes", 0).Rows = written
	return nil
}

func callFields(c meeting.Call) fields {
	var f fields
	f.moment("at", c.Created)
	f.add("by", function, string(c.Caller))
	f.add("state", "call.state", c.State)
	f.moment("start", c.Start)
	f.moment("end", c.End)
	f.text("place", c.Place)
	f.text("question", c.Question)
	f.add("your_way", "extract.person_way", c.PersonWay)
	f.add("your_answer", "call.answer", c.PersonAnswer)
	f.add("you_came", "meeting.came", c.PersonCame)
	f.day("follow_up", c.FollowUpOn)
	return f
}

// events is the time line of the case.
func (x *extract) events() error {
	section := x.add("events", 0)
	see := func(i id.Item, _ id.Unit, _ access.Category) bool { return x.seen[i] }
	page := cases.Page{Limit: atOnce}
	for {
		all, err := cases.Events(x.ctx, x.tx, x.key, x.sight, see, page)
		if err != nil {
			return err
		}
		for _, e := range all {
			var f fields
			f.moment("at", e.At)
			f.add("step", "event", e.Kind)
			f.add("by", function, string(e.Function))
			f.text("words", strings.TrimSpace(e.Words))
			section.row(f)
		}
		if len(all) < atOnce {
			return nil
		}
		last := all[len(all)-1]
		page.Before, page.BeforeID = db.Micros(last.At), last.ID
	}
}
