// Package picture is a person's situation as the actors and she herself tell it:
// the first picture, livelihood and certificates, and the plans that are kept
// elsewhere. What is said is an item, owned by who says it.
package picture

import (
	"context"
	"slices"
	"sync"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/situation"
)

// Service is the application, with these use cases.
type Service struct {
	*app.App
	texts func() (*i18n.Catalogue, error) // items are named in Swedish, for ledger, history and extract
}

// New returns the service of an application.
func New(a *app.App) *Service { return &Service{a, sync.OnceValues(i18n.Load)} }

// name is the text that an item is called by.
func (s *Service) name() (*i18n.Texts, error) {
	all, err := s.texts()
	if err != nil {
		return nil, err
	}
	return all.In(i18n.Swedish), nil
}

// View is a person's situation as one reader may see it. What she may not see is
// not there, and nothing tells that it is not.
type View struct {
	app.CaseView
	Covered map[access.Category][]org.Unit // whom what is written would go to
}

// Situation returns a person's situation as the actor may see it.
func (s *Service) Situation(ctx context.Context, who access.Actor, c id.Case) (View, error) {
	var v View
	err := s.See(ctx, who, access.SituationRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (err error) {
		if v.CaseView, err = s.CaseFor(ctx, tx, sight); err != nil {
			return err
		}
		v.Covered, err = covered(ctx, tx, sight)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return v, nil
}

// covered is whom the consent lets be told of each category, to a reader who may
// know who takes part.
func covered(ctx context.Context, tx *db.Tx, sight access.Sight) (map[access.Category][]org.Unit, error) {
	all := map[access.Category][]org.Unit{}
	if !sight.Circle() {
		return all, nil
	}
	reach, err := consent.Reach(ctx, tx, sight)
	if err != nil {
		return nil, err
	}
	names := id.NewSet[id.Unit]()
	for u := range reach {
		if u != sight.Unit() {
			names.Add(u)
		}
	}
	slices.Sort(names.List)
	units, err := org.Units(ctx, tx, names.List)
	for _, u := range names.List {
		for _, c := range reach[u].List() {
			all[c] = append(all[c], units[u])
		}
	}
	return all, err
}

// Of lists what the reader sees of a kind, oldest first, without what was
// recalled.
func (v View) Of(k item.Kind) (all []item.Item) {
	for _, i := range v.Items {
		if i.Kind == k && !i.Gone {
			all = append(all, i)
		}
	}
	return all
}

// Answers lists the answers to a field of the first picture, the reader's own
// first.
func (v View) Answers(field string) (all []item.Item) {
	for _, i := range v.Of(item.Fact) {
		if i.Code == field {
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(a, b item.Item) int { return v.rank(a) - v.rank(b) })
	return all
}

func (v View) rank(i item.Item) int {
	if i.Owner == v.Sight.Unit() {
		return 0
	}
	return 1
}

// Own returns the reader's own answer to a field.
func (v View) Own(field string) (item.Item, bool) { return ownAnswer(v.Items, v.Sight, field) }

func ownAnswer(items []item.Item, sight access.Sight, field string) (item.Item, bool) {
	i := slices.IndexFunc(items, func(i item.Item) bool {
		return i.Kind == item.Fact && i.Code == field && i.Owner == sight.Unit() && !i.Gone
	})
	if i < 0 {
		return item.Item{}, false
	}
	return items[i], true
}

// Differs reports whether those who have answered a field answer differently.
func (v View) Differs(field string) bool { return slices.Contains(DifferingOf(v.Items), field) }

// Unclear lists what somebody has answered is not settled, and nobody has
// settled since: these can be made tasks of.
func (v View) Unclear() (all []item.Item) {
	seen := map[string]bool{}
	for _, i := range v.Of(item.Fact) {
		if i.Value == situation.Unclear && !seen[i.Code] && !v.settled(i.Code) {
			seen[i.Code], all = true, append(all, i)
		}
	}
	return all
}

func (v View) settled(field string) bool {
	return slices.ContainsFunc(v.Answers(field), func(i item.Item) bool { return i.Value != situation.Unclear })
}

// Task returns the commitment to find out a field that is not done yet.
func (v View) Task(field string) (item.Item, bool) { return openTask(v.Items, field) }

func openTask(items []item.Item, field string) (item.Item, bool) {
	i := slices.IndexFunc(items, func(i item.Item) bool {
		return i.Kind == item.Commitment && i.Value == field && !i.Gone && i.Status != "done" && i.Status != "stopped"
	})
	if i < 0 {
		return item.Item{}, false
	}
	return items[i], true
}

// MayWrite reports whether the reader may write in the case as it stands.
func (v View) MayWrite() bool { return v.May[access.ItemWrite] }

// Periods are the livelihoods that the reader sees, of everybody.
func (v View) Periods() []situation.Period { return inputOf(v.Items, "", v.Today).Livelihood }

// SickDays is for how many days in a row the certificates that the reader sees
// say that the person is sick-listed.
func (v View) SickDays() int {
	return situation.SickDays(inputOf(v.Items, "", v.Today).Certificates, v.Today)
}

// AsksRehabilitation reports whether to ask about a plan for rehabilitation: the
// sick-listing is long and no such plan is known to the reader (S72, S190).
func (v View) AsksRehabilitation() bool {
	planned := slices.ContainsFunc(v.Of(item.Elsewhere), func(i item.Item) bool {
		return (i.Code == situation.Medical || i.Code == "fk") && (i.End == "" || i.End >= v.Today)
	})
	return v.SickDays() > situation.LongSick && !planned
}

// Told is to whom what is written goes when some units are to be told: each of
// the categories that the consent covers for it. Where it covers none for a unit
// all categories stay named, so that the writing is refused.
func (v View) Told(units []id.Unit) Told {
	told := Told{}
	for _, u := range units {
		covered := false
		for _, c := range access.Categories() {
			if slices.ContainsFunc(v.Covered[c], func(o org.Unit) bool { return o.ID == u }) {
				covered, told[c] = true, append(told[c], u)
			}
		}
		for _, c := range access.Categories() {
			if !covered {
				told[c] = append(told[c], u)
			}
		}
	}
	return told
}
