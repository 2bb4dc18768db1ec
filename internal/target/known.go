package target

import (
	"slices"
	"time"

	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/picture"
	"samverk/internal/rule"
	"samverk/internal/situation"
)

// Known is what a reader may know of a person's situation, as rules ask about it.
type Known struct {
	Facts  rule.Facts
	differ []string // fields that the actors answer differently
	items  []item.Item
}

// known turns what the reader sees of a case into facts on a day. Her age is
// known to those alone who may know who she is.
func known(v app.CaseView, day string) Known {
	born := ""
	if v.Identity != nil {
		born = picture.Born(string(v.Identity.Number))
	}
	return Known{picture.FactsOf(v.Items, born, day), picture.DifferingOf(v.Items), v.Items}
}

// Source is where an answer stands.
type Source struct {
	Item  id.Item
	Owner id.Unit // id.Self for the person
	Title string
	Since time.Time
}

// Sources lists the items that say something of a fact.
func (k Known) Sources(fact string) (all []Source) {
	fields := situation.FieldsOf(fact)
	for _, i := range k.items {
		if !i.Gone && tells(i, fact, fields) {
			all = append(all, Source{i.ID, i.Owner, i.Title, i.At})
		}
	}
	return all
}

// tells reports whether an item says something of a fact, with the fields that
// answer it.
func tells(i item.Item, fact string, fields []string) bool {
	switch i.Kind {
	case item.Fact:
		return i.Value != situation.Unclear && slices.Contains(fields, i.Code)
	case item.Benefit:
		return fact == "assistance.months" && i.Code == situation.Assistance
	case item.Certificate:
		return fact == "sick.extent" || fact == "sick.assessed"
	}
	return false
}

// Differs reports whether the actors answer a fact differently, as far as the
// reader sees.
func (k Known) Differs(fact string) bool {
	return slices.ContainsFunc(situation.FieldsOf(fact), func(code string) bool { return slices.Contains(k.differ, code) })
}
