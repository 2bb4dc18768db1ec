package extract

import (
	"maps"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/plan"
	"samverk/internal/representative"
)

// ofCase is what is held in one case.
func (x *extract) ofCase() error {
	of, err := cases.Get(x.ctx, x.tx, x.sight)
	if err != nil {
		return err
	}
	x.ref = of.Ref
	area, err := org.AreaByID(x.ctx, x.tx, of.Area)
	if err != nil {
		return err
	}
	var f fields
	f.text("ref", of.Ref)
	f.add("state", "case.state", of.State)
	f.moment("opened", of.OpenedAt)
	f.text("area", area.Name)
	f.moment("state_since", of.StateAt)
	f.add("handed_to", function, string(of.HandoverTo))
	f.add("leads", function, string(of.Coordinator))
	f.day("rests_until", of.RestsUntil)
	f.add("ended_how", "case.how", of.ClosingHow)
	x.add("case", 1).row(f)
	for _, part := range []func() error{x.parties, x.consents, x.apart, x.representatives, x.items, x.given, x.plans, x.calls, x.briefs, x.joint, x.results, x.events} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (x *extract) parties() error {
	all, err := cases.Parties(x.ctx, x.tx, x.sight)
	section := x.add("parties", len(all))
	x.functions = map[id.Party]id.Function{}
	for _, p := range all {
		x.functions[p.ID] = p.Function
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
		f.add("ended_how", "extract.ended", c.EndReason)
		f.add("acted", "representative.kind", c.Acted)
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
	return x.awaited()
}

// awaited is what has waited, and what waits, for a function to confirm it.
func (x *extract) awaited() error {
	all, err := consent.Awaited(x.ctx, x.tx, x.key, x.sight)
	if err != nil || len(all) == 0 {
		return err
	}
	acted, err := x.acted()
	section := x.add("consent_waiting", len(all))
	for _, p := range all {
		var f fields
		f.moment("at", p.At)
		f.add("acted", "representative.kind", acted[p.Representative])
		f.add("by", "consent.given_by", p.Wanted.GivenBy)
		f.day("from", p.Wanted.StartsOn)
		f.day("until", p.Wanted.EndsOn)
		f.text("purpose", p.Wanted.Purpose)
		f.moment("answered", p.Settled)
		f.add("answered_by", function, string(p.SettledBy))
		f.add("outcome", "extract.waited", p.Outcome)
		section.row(f)
		for _, u := range slices.Sorted(maps.Keys(p.Wanted.Grid)) {
			var f fields
			f.add("unit", unit, string(u))
			f.add("what", "category", p.Wanted.Grid[u].String())
			section.row(f)
		}
	}
	return err
}

// acted tells what each representative of the case is to her.
func (x *extract) acted() (map[id.Representative]string, error) {
	all, err := representative.OfCase(x.ctx, x.tx, x.key, x.sight)
	kinds := map[id.Representative]string{}
	for _, r := range all {
		kinds[r.ID] = string(r.Kind)
	}
	return kinds, err
}

// apart are the consents that stand apart from the grid.
func (x *extract) apart() error {
	all, err := consent.Specials(x.ctx, x.tx, x.key, x.sight, false)
	if err != nil {
		return err
	}
	acted, err := x.acted()
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
		f.add("acted", "representative.kind", acted[c.Representative])
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
		var how, received, ends, acted string
		var at, ended int64
		err := scan(&how, &received, &at, &ends, &ended, &acted)
		f.moment("at", db.Time(at))
		f.add("how", "consent.how", how)
		f.add("received_by", function, received)
		f.day("until", ends)
		f.moment("ended", db.Time(ended))
		f.add("acted", "representative.kind", acted)
		section.row(f)
		return err
	}, `select how, coalesce(received_by, ''), created_at, ends_on, coalesce(ended_at, 0),
		coalesce((select rp.kind from representative rp where rp.id = meeting_consent.representative_id), '') from meeting_consent where case_id = $1 order by created_at, id limit 500`, x.sight.Case())
}

func (x *extract) representatives() error {
	all, err := representative.OfCase(x.ctx, x.tx, x.key, x.sight)
	if err != nil {
		return err
	}
	ended := map[id.Representative]string{}
	err = x.tx.Each(x.ctx, func(scan db.Scan) error {
		var r id.Representative
		var why string
		err := scan(&r, &why)
		ended[r] = why
		return err
	}, `select id, end_reason from representative where case_id = $1`, x.sight.Case())
	section := x.add("representatives", len(all))
	for _, r := range all {
		var f fields
		f.add("kind", "representative.kind", string(r.Kind))
		f.text("name", r.Name)
		f.add("personal_number", Personal, r.Number)
		f.add("may", "representative.task", r.Tasks.String())
		f.day("from", r.StartsOn)
		f.day("until", r.EndsOn)
		f.moment("at", r.Created)
		f.add("how", "consent.how", r.How)
		f.add("granted_by", function, string(r.GrantedBy))
		f.text("proof", r.Proof)
		f.day("proof_of", r.ProofOn)
		f.moment("proof_seen", r.ProvedAt)
		f.add("proof_seen_by", function, string(r.ProvedBy))
		f.moment("ended", r.EndedAt)
		f.add("ended_by", function, string(r.EndedBy))
		f.add("ended_how", "extract.ended", ended[r.ID])
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
	x.newest = map[id.Item]item.Item{}
	for _, i := range all {
		x.newest[i.ID] = i
	}
	for _, i := range all {
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
			f.text("about", x.title(i.ID))
			f.number("version", o.Of)
			f.text("words", o.Words)
			f.add("acted", "representative.kind", o.Acted)
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
	f.add("acted", "representative.kind", i.Acted)
	f.moment("created", i.Created)
	f.text("title", i.Title)
	f.text("words", i.Words)
	if !i.Kind.Apart() { // of those the title says it in words
		f.add("sort", "write.code", i.Code)
	}
	if i.Kind == item.Certificate {
		f.add("paper", "certificate.paper", i.Value)
	}
	f.text("about", x.title(i.About))
	f.add("state", "status", i.Status)
	f.day("from", i.Start)
	f.day("until", i.End)
	if i.Extent != item.NoExtent {
		f.number("extent", int64(i.Extent))
	}
	f.add("weekly", Weekly, i.Weekly)
	f.day("due", i.Due)
	f.add("responsible", function, string(i.Responsible))
	f.add("why", "item.reason", i.Reason)
	return f
}

func (x *extract) given() error {
	all, err := item.GivenEver(x.ctx, x.tx, x.key, x.sight)
	section := x.add("disclosures", len(all))
	for _, g := range all {
		var f fields
		f.moment("at", g.At)
		f.add("how", "extract.handed", g.Kind)
		f.add("to", unit, string(g.Unit))
		f.add("by", function, string(g.By))
		f.add("acted", "representative.kind", g.Acted)
		f.text("title", g.Title)
		f.number("version", g.Version)
		f.add("ground", "disclosure.ground", string(g.Ground))
		f.add("provision", "disclosure.provision", g.Provision)
		f.text("reason", g.Reason)
		f.moment("recalled", g.Recalled)
		f.add("recalled_for", "recall.reason", g.RecallFor)
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
			if err := x.planned(section, p.Number); err != nil {
				return err
			}
		}
		before = all[len(all)-1].Number
	}
}

// planned is what stands in a version of the plan, and who has been told of it.
func (x *extract) planned(section *Section, number int) error {
	entries, err := plan.Entries(x.ctx, x.tx, x.sight, number)
	if err != nil {
		return err
	}
	for _, e := range entries {
		var f fields
		f.text("holds", x.title(e.Item))
		f.number("version", e.Version)
		section.row(f)
	}
	told, err := plan.Informed(x.ctx, x.tx, x.sight, number)
	for _, r := range told {
		var f fields
		f.add("told", function, string(x.functions[r.Party]))
		f.moment("at", r.At)
		f.moment("read", r.ReadAt)
		section.row(f)
	}
	return err
}

// events is the time line of the case.
func (x *extract) events() error {
	section := x.add("events", 0)
	see := func(i id.Item, _ id.Unit, _ access.Category) bool { return x.newest[i].ID != "" }
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
			f.add("acted", "representative.kind", e.Acted)
			f.add("unit", unit, string(e.Unit))
			f.text("title", x.title(e.Item))
			if e.Item != "" {
				f.add("what", "category", e.Category.String())
			}
			f.add("why", "reason", e.Reason)
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
