package web

import (
	"cmp"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// selfUnit owns what is the person's own.
const selfUnit = id.Self

func goalText(g item.Item) string { return cmp.Or(g.Words, g.Title) }

// today says in plain words whether somebody answers for a function now.
func (k myScreen) today(p app.PartyView) string {
	t := k.v.Texts
	switch {
	case p.State == access.Invited:
		return t.T("mine.plan.invited")
	case p.Function.Ended, p.Function.Acts() == "":
		return t.T("mine.plan.nobody")
	case p.Function.Holder == "":
		return t.T("mine.plan.deputy")
	}
	return t.T("mine.plan.somebody")
}

func myFirstGoal(v *site.Visit, k myScreen) *ui.Action {
	if !k.May[access.ItemWrite] {
		return nil
	}
	return &ui.Action{Label: v.Texts.T("mine.plan.write_goal"), Href: k.url() + "/skriv/goal", Icon: "pen", Primary: true}
}

// whenWords says when something is done, as far as that is said.
func whenWords(v *site.Visit, i item.Item) string {
	t := v.Texts
	var said []string
	switch {
	case i.Content.Due != "":
		said = append(said, t.T("itempage.by", "day", t.NearDay(i.Content.Due)))
	case i.Start != "":
		said = append(said, t.Days(i.Start, i.End))
	}
	return strings.Join(append(said, site.WeeklyWords(v, i.Weekly)...), ", ")
}

func extentWords(v *site.Visit, i item.Item) string {
	if i.Extent == item.NoExtent {
		return ""
	}
	return v.Texts.Percent(i.Extent)
}
