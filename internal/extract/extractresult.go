package extract

import (
	"strconv"

	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/outcome"
)

// results is who has handed over to whom, and how it stood at each moment.
func (x *extract) results() error {
	all, err := handover.OfCase(x.ctx, x.tx, x.key, x.sight)
	section := x.add("handovers", len(all))
	for _, h := range all {
		var f fields
		f.moment("at", h.OfferedAt)
		f.text("title", x.title(h.Summary))
		f.text("about", x.title(h.Activity))
		f.add("from", function, string(h.Giver))
		f.add("to", function, string(h.Taker))
		f.add("state", "handover.state", string(h.State))
		f.moment("answered", h.AnsweredAt)
		f.add("why", "handover.reason", h.Reason)
		f.text("words", h.Words)
		section.row(f)
	}
	if err != nil {
		return err
	}
	return x.outcomes()
}

func (x *extract) outcomes() error {
	all, err := outcome.OfCase(x.ctx, x.tx, x.key, x.sight)
	if err != nil {
		return err
	}
	section := x.add("outcomes", len(all))
	for _, n := range all {
		section.row(x.outcome(n))
	}
	goals := map[id.Item]bool{}
	for i := range x.newest {
		goals[i] = true
	}
	scales, err := outcome.Scales(x.ctx, x.tx, x.key, x.sight, goals)
	section = x.add("goal_scales", len(scales))
	for _, k := range scales {
		var f fields
		f.text("title", x.title(k.Goal))
		f.add("unit", unit, string(k.Owner))
		f.text("words", k.Expected)
		if k.Baseline != nil {
			f.add("baseline", Number, strconv.Itoa(*k.Baseline))
		}
		f.add("weight", Number, strconv.Itoa(k.Weight))
		f.add("by", function, string(k.Author))
		f.moment("at", k.At)
		section.row(f)
	}
	return err
}

func (x *extract) outcome(n outcome.Note) (f fields) {
	f.add("moment", "outcomepage.moment", string(n.Moment))
	f.day("day", n.On)
	f.moment("at", n.At)
	f.add("unit", unit, string(n.Owner))
	f.add("by", function, string(n.Author))
	f.add("acted", "representative.kind", n.Acted)
	f.add("to", unit, string(n.Shared))
	for _, code := range n.Livelihood {
		f.add("livelihood", "benefit", code)
	}
	f.add("occupation", "outcomepage.occupation", n.Occupation)
	for name, percent := range map[string]int{"percent": n.Percent, "ability": n.Ability} {
		if percent > 0 {
			f.number(name, int64(percent))
		}
	}
	f.add("sgi", "outcomepage.answer", n.SGI)
	f.add("ending", "outcomepage.ending", n.Ending)
	f.text("ending_kind", n.EndingKind)
	for _, what := range outcome.Checks() {
		f.add("right_"+what, "outcomepage.answer", n.Checks[what])
	}
	for _, what := range outcome.Rated() {
		if step := n.Ratings[what]; step > 0 {
			f.add("rated_"+what, "outcomepage.step", strconv.Itoa(step))
		}
	}
	for _, s := range n.Scores {
		f.text("title", x.title(s.Goal))
		f.add("level", Number, strconv.Itoa(s.Level))
	}
	f.text("words", n.Words)
	return f
}
