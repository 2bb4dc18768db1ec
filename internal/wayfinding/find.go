package wayfinding

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/contact"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/search"
)

// Question is what somebody asks: who answers for this, here, now?
type Question struct {
	Area  id.Area // with words, where ways in come first unless the words name another
	Topic string
	Actor access.Kind
	Age   string // code of a group of ages
	Words string
}

// check reports what in the question there is nothing of.
func (q Question) check(areas []org.Area) error {
	var f errs.Faults
	f.Check(q.Area == "" || slices.ContainsFunc(areas, func(a org.Area) bool { return a.ID == q.Area }), "area", "ways.area.unknown")
	f.Check(q.Topic == "" || slices.Contains(org.Topics(), q.Topic), "topic", "way.topic.unknown")
	f.Check(q.Actor == "" || slices.Contains(contact.Actors(), q.Actor), "actor", "ways.actor.unknown")
	_, known := contact.AgeOf(q.Age)
	f.Check(q.Age == "" || known, "age", "ways.age.unknown")
	return f.Err()
}

// Answer is the ways in that answer a question, the best first.
type Answer struct {
	Areas []org.Area
	Ways  []Way
	// Instead says that nothing answers the words, and that Ways is who
	// coordinates and can be asked anything.
	Instead bool
}

// mostHits is how many ways in a search shows.
const mostHits = 12

// Ways answers a question. It is the routing that requests go by: a topic leads
// first to those who answer for it, then to the one way in for everything, and
// last to what is vacant.
func (s *Service) Ways(ctx context.Context, who access.Actor, q Question) (found Answer, err error) {
	q.Words = strings.TrimSpace(q.Words)
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		scope := q.Area
		if q.Words != "" {
			scope = ""
		}
		var all []Way
		if found.Areas, all, err = every(ctx, tx, scope); err != nil {
			return err
		}
		if err := q.check(found.Areas); err != nil {
			return err
		}
		found.Ways = q.among(all)
		if q.Words != "" {
			found.Ways = q.best(found.Ways)
		}
		if found.Instead = len(found.Ways) == 0; found.Instead {
			found.Ways = coordinators(all, q.Area)
		}
		return nil
	})
	return found, err
}

// among are the ways in that fit all but the words, in the order to turn to
// them.
func (q Question) among(all []Way) []Way {
	age, anyAge := contact.AgeOf(q.Age)
	fit := slices.DeleteFunc(slices.Clone(all), func(w Way) bool {
		return q.Topic != "" && w.Topic != q.Topic && (w.Topic != org.Coordination || q.Words != "") ||
			q.Actor != "" && w.Actor != q.Actor || anyAge && !w.Guide.Covers(age)
	})
	slices.SortStableFunc(fit, func(a, b Way) int {
		if q.Topic == "" {
			return cmp.Or(cmp.Compare(a.AreaName, b.AreaName), slices.Index(org.Topics(), a.Topic)-slices.Index(org.Topics(), b.Topic))
		}
		return org.CompareFor(q.Topic, a.WayIn, b.WayIn)
	})
	return fit
}

func coordinators(all []Way, area id.Area) []Way {
	return slices.DeleteFunc(slices.Clone(all), func(w Way) bool { return w.Topic != org.Coordination || area != "" && w.Area != area })
}

const (
	near   = 2   // how much more a way in of the reader's area counts
	vacant = 0.5 // and one where nobody acts
)

// best are the ways in that answer the words.
func (q Question) best(all []Way) (found []Way) {
	docs := make([]search.Doc, len(all))
	byID := map[string]Way{}
	for i, w := range all {
		docs[i] = doc(w)
		byID[string(w.ID)] = w
	}
	hits := search.New(docs, search.Swedish()).Find(q.Words, len(all))
	for i := range hits {
		w := byID[hits[i].ID]
		if w.Area == q.Area {
			hits[i].Score *= near
		}
		if w.Vacant() {
			hits[i].Score *= vacant
		}
	}
	slices.SortStableFunc(hits, func(a, b search.Hit) int { return cmp.Compare(b.Score, a.Score) })
	for _, h := range hits[:min(len(hits), mostHits)] {
		if h.Score >= hits[0].Score/3 {
			found = append(found, byID[h.ID])
		}
	}
	return found
}

// doc is a way in as it is searched.
func doc(w Way) search.Doc {
	f := w.Function
	return search.Doc{ID: string(w.ID), Fields: []search.Field{
		{Text: topicWords[w.Topic], Weight: 3}, {Text: w.AreaName, Weight: 3},
		{Text: w.Guide.Keywords, Weight: 2.5}, {Text: f.Name, Weight: 2}, {Text: f.UnitName, Weight: 2}, {Text: f.OrgName, Weight: 1.5},
		{Text: w.Guide.Situations, Weight: 0.8}, {Text: w.About, Weight: 0.3}, {Text: w.Guide.Ready, Weight: 0.3}, {Text: w.Guide.Form, Weight: 0.3},
	}}
}

// topicWords are what a topic is asked for by before anybody has written words
// of an own.
var topicWords = map[string]string{
	org.Coordination: "samordning samverkan koordinator en väg in SIP",
	"livelihood":     "försörjningsstöd ekonomiskt bistånd bidrag socialbidrag socialtjänst socialen socialsekreterare hyra skulder budget skuldrådgivning",
	"work":           "arbetsmarknadsenhet arbetsträning arbetsprövning sysselsättning praktik coach",
	"care":           "vårdcentral primärvård läkare läkarintyg sjukskrivning rehab rehabsamordnare rehabkoordinator kurator psykolog psykisk ohälsa",
	"psychiatry":     "psyk psykmottagning psykiatri psykiatrimottagning allvarlig psykisk sjukdom",
	"insurance":      "försäkringskassan sjukpenning sjukersättning aktivitetsersättning rehabiliteringsersättning sjukförsäkring",
	"job":            "arbetsförmedlingen arbetslös arbetssökande jobb lönebidrag",
	"addiction":      "missbruk beroende öppenvård behandling",
	"housing":        "boende boendestöd bostad vardag socialpsykiatri LSS",
}
