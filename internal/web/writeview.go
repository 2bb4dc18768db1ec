package web

import (
	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/plan"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// fields are the questions that a form about an item asks.
type fields struct {
	v       *site.Visit
	form    ui.Form
	kind    item.Kind
	parties []org.Function
	ownUnit []org.Function // functions of the reader's own unit
	person  string         // what the person is called
}

func (k writeScreen) fields() fields {
	f := fields{v: k.v, form: k.form, kind: k.kind}
	screen := caseScreen{CaseView: k.CaseView, v: k.v}
	f.ownUnit, f.person = k.own, screen.personName()
	for _, p := range screen.around() {
		if p.State == access.TakesPart {
			f.parties = append(f.parties, p.Function)
		}
	}
	return f
}

// asks reports whether the form of a kind has a field.
func (f fields) asks(field string) bool {
	switch f.kind {
	case item.Activity:
		return field == "period" || field == "extent" || field == "weekly" || field == "status" || field == "responsible" && !f.v.Actor.Self()
	case item.Commitment:
		return field == "due" || field == "status" || field == "responsible"
	case item.Goal:
		return field == "status" || field == "own" && !f.v.Actor.Self()
	case item.Need:
		return field == "status"
	case item.Certificate:
		return field == "period" || field == "sick"
	case item.Requirement:
		return field == "period" || field == "status" || field == "code"
	}
	return false
}

func (f fields) title() ui.Field {
	field := f.form.Field("title", "write.field.title").WithLimit(120)
	field.Label = f.v.TextOf("write.title_of", string(f.kind))
	if f.v.Actor.Self() {
		field.Label = f.v.TextOf("write.title_of.own", string(f.kind))
	}
	return field
}

func (f fields) words() ui.Field {
	field := f.form.Field("words", "write.field.words").MayBeEmpty().WithLimit(10_000)
	if f.kind == item.Certificate {
		field.Hint = f.v.Texts.T("write.certificate.hint")
	}
	field.Rows = 5
	return field
}

func (f fields) category() ui.Field {
	field := f.form.Field("category", "write.field.category").WithHint(f.v.Texts.T("write.field.category.hint"))
	for _, c := range access.Categories() {
		field.Options = append(field.Options, ui.Option{Value: c.String(), Label: ui.CategoryName(f.v.Texts, c) + " – " + ui.CategoryAbout(f.v.Texts, c)})
	}
	return field
}

func (f fields) status() ui.Field {
	return f.form.Field("status", "write.field.status").WithOptions(site.Choices(f.v, "status", item.Statuses(f.kind))...)
}

func (f fields) extent() ui.Field {
	field := f.form.Field("extent", "write.field.extent").MayBeEmpty().WithHint(f.v.Texts.T("write.field.extent.hint"))
	field.Unit = f.v.Texts.T("write.field.extent.unit")
	return field
}

func (f fields) sick() ui.Field {
	field := f.form.Field("extent", "write.field.sick")
	for _, n := range []int{25, 50, 75, 100} {
		field.Options = append(field.Options, ui.Option{Value: site.Number(n), Label: f.v.Texts.Percent(n)})
	}
	return field
}

func (f fields) day(name, label string) ui.Field {
	field := f.form.Field(name, label)
	field.Optional = !(f.kind == item.Certificate || name == "due")
	return field
}

func (f fields) code() ui.Field {
	field := f.form.Field("code", "write.field.code")
	for _, c := range []string{"", plan.AFEnrolment, plan.AFEndedIllness} {
		label := f.v.Texts.T("write.code.none")
		if c != "" {
			label = f.v.TextOf("write.code", c)
		}
		field.Options = append(field.Options, ui.Option{Value: c, Label: label})
	}
	return field
}

func (f fields) own() ui.Field {
	return f.form.Field("own", "write.field.own").MayBeEmpty().WithOptions(ui.Option{Value: "yes", Label: f.v.Texts.T("write.field.own.yes"), About: f.v.Texts.T("write.field.own.about")})
}

// responsible asks who does it: the person, a function that takes part or one
// of the reader's own unit.
func (f fields) responsible() ui.Field {
	field := f.form.Field("responsible", "write.field.responsible")
	field.Options = []ui.Option{{Value: responsibleSelf, Label: f.v.Texts.T("write.responsible.self", "name", f.person)}}
	seen := map[id.Function]bool{}
	for _, list := range [][]org.Function{f.parties, f.ownUnit} {
		for _, fn := range list {
			if seen[fn.ID] || fn.Ended {
				continue
			}
			seen[fn.ID] = true
			label := fn.Name + ", " + fn.UnitName
			if fn.Vacant() {
				label = f.v.Texts.T("write.responsible.vacant", "function", label)
			}
			field.Options = append(field.Options, ui.Option{Value: string(fn.ID), Label: label})
		}
	}
	// What answers already may be a function that left: it stays a choice.
	if now := field.Value; now != "" && now != responsibleSelf && now != responsibleNobody && !seen[id.Function(now)] {
		field.Options = append(field.Options, ui.Option{Value: now, Label: f.v.Texts.T("write.responsible.same")})
	}
	field.Options = append(field.Options, ui.Option{Value: responsibleNobody, Label: f.v.Texts.T("write.responsible.nobody")})
	return field
}

// weekday asks for the day of one of the times of a week.
func (f fields) weekday(n int) ui.Field {
	field := f.form.Field(weeklyName("day", n), "write.weekly.day")
	for day, name := range weekdays(f.v) {
		field.Options = append(field.Options, ui.Option{Value: site.Number(day + 1), Label: name})
	}
	return field
}

func weekdays(v *site.Visit) []string {
	t := v.Texts
	return []string{t.T("write.monday"), t.T("write.tuesday"), t.T("write.wednesday"), t.T("write.thursday"), t.T("write.friday"), t.T("write.saturday"), t.T("write.sunday")}
}

func (f fields) clock(part, label string, n int) ui.Field {
	field := f.form.Field(weeklyName(part, n), label)
	field.Type, field.Optional = "time", true
	return field
}

// weeklyUsed reports whether the form has times of a week, or faults about them.
func (f fields) weeklyUsed() bool {
	return f.form.Fault("weekly") != "" || f.form.Value(weeklyName("day", 0)) != ""
}
