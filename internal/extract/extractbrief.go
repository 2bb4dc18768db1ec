package extract

import (
	"strconv"

	"samverk/internal/access"
	"samverk/internal/brief"
)

// briefs are the briefs to doctors that she has been given or that were sent,
// each with what it says and what was answered.
func (x *extract) briefs() error {
	all, err := brief.Whole(x.ctx, x.tx, x.key, x.sight)
	if err != nil {
		return err
	}
	section := x.add("briefs", len(all))
	for _, b := range all {
		section.brief(b)
		for _, p := range b.Content.Activities {
			section.planned(p, b.Answer)
		}
		form, err := brief.FormByID(x.ctx, x.tx, b.Form)
		if err != nil {
			return err
		}
		for _, q := range form.Fields {
			var f fields
			f.text("asked", q.Label)
			f.text("answer", b.Content.Extra[q.Code]+b.Answer.Extra[q.Code])
			if q.IsQuestion() {
				section.row(f)
			}
		}
	}
	return nil
}

func (s *Section) brief(b brief.Brief) {
	var f fields
	f.moment("at", b.Created)
	f.add("unit", unit, string(b.Unit))
	f.add("by", function, string(b.Function))
	f.add("state", "brief.is", string(b.State))
	f.add("how", "brief.how", b.How)
	f.day("answer_by", b.EndsOn)
	f.text("question", b.Content.Question)
	f.text("hard", b.Content.Hard)
	f.moment("handed", b.Handed)
	f.add("to_unit", unit, string(b.ToUnit))
	f.add("to", function, string(b.ToFunction))
	f.moment("received", b.ReceivedAt)
	f.moment("answered", b.AnsweredAt)
	f.add("answered_by", function, string(b.AnsweredBy))
	f.add("answer_how", "brief.answered", b.AnswerHow)
	f.text("answered_on_paper_by", b.Answer.From)
	f.text("said", b.Answer.Words)
	f.moment("noted", b.NotedAt)
	f.moment("taken", b.TakenAt)
	for _, c := range b.Content.Certificates {
		f.text("certificate", c.Start+" – "+c.End+", "+percent(c.Extent))
	}
	if c := b.Answer.Certificate; b.Answer.New == "yes" {
		f.text("new_certificate", c.Start+" – "+c.End+", "+percent(c.Extent))
	}
	s.row(f)
}

// planned is one activity of a brief, with what was answered about it.
func (s *Section) planned(p brief.Planned, a brief.Answer) {
	var f fields
	f.text("activity", p.Title)
	f.add("category", "category", access.Category.String(p.Category))
	f.text("where", p.Where)
	f.text("demands", p.Demands)
	f.day("from", p.Start)
	f.day("until", p.End)
	if p.Extent > 0 {
		f.text("extent", percent(p.Extent))
	}
	f.add("weekly", Weekly, p.Weekly)
	if said := a.Of(p.Item); said.Can != "" {
		f.add("can", "brief.can", said.Can)
		f.day("can_from", said.From)
		f.day("can_until", said.Until)
		f.text("help", said.Help)
		if said.Extent > 0 {
			f.text("possible", percent(said.Extent))
		}
	}
	s.row(f)
}

func percent(n int) string { return strconv.Itoa(n) + "\u00a0%" }
