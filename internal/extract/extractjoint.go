package extract

import (
	"samverk/internal/assessment"
	"samverk/internal/coordination"
	"samverk/internal/id"
	"samverk/internal/meeting"
)

// joint is what Försäkringskassan has been asked to coordinate, and which
// meetings were to joint assessments: what was judged there stands among items.
func (x *extract) joint() error {
	all, err := coordination.OfCase(x.ctx, x.tx, x.key, x.sight, false)
	section := x.add("coordinations", len(all))
	for _, c := range all {
		var f fields
		f.moment("at", c.AskedAt)
		f.add("unit", unit, string(c.Owner))
		f.add("by", function, string(c.By))
		f.add("how", "coordination.how", c.How)
		f.add("acted", "representative.kind", c.Acted)
		f.text("wish", c.Wish)
		f.add("state", "coordination.state", c.State)
		f.day("due", c.DueOn)
		f.moment("examined", c.ExaminedAt)
		f.moment("answered", c.AnsweredAt)
		f.add("answered_by", function, string(c.AnsweredBy))
		f.add("why", "coordination.reason", c.Reason)
		f.text("words", c.Words)
		f.text("adds", c.Adds)
		section.row(f)
	}
	if err != nil {
		return err
	}
	return x.assessments()
}

func (x *extract) assessments() error {
	calls, err := meeting.Ever(x.ctx, x.tx, x.key, x.sight)
	if err != nil {
		return err
	}
	var which []id.Call
	for _, c := range calls {
		which = append(which, c.ID)
	}
	found, err := assessment.OfCalls(x.ctx, x.tx, x.sight, which)
	section := x.add("assessments", len(found))
	for _, c := range which {
		a, ok := found[c]
		if !ok {
			continue
		}
		var f fields
		f.moment("at", a.BegunAt)
		f.add("by", function, string(a.BegunBy))
		f.add("state", "assessment.state", a.State)
		f.moment("agreed", a.AgreedAt)
		if a.Item != "" {
			f.text("title", x.title(a.Item))
		}
		section.row(f)
	}
	return err
}
