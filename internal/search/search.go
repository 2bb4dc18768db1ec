// Package search finds texts by what somebody types: Swedish words in whatever
// form, misspelt, or as people abbreviate them. It is pure and keeps nothing.
package search

import (
	"cmp"
	"math"
	"slices"
)

// Doc is something that can be found.
type Doc struct {
	ID     string
	Fields []Field
}

// Field is a text of something that can be found, and how much it weighs that a
// word stands there. No weight counts as one.
type Field struct {
	Text   string
	Weight float64
}

// Hit is something that was found; a higher score answers better.
type Hit struct {
	ID    string
	Score float64
}

// Index is what is searched. It is safe to read from several goroutines.
type Index struct {
	ids   []string
	words Words
	terms map[string]map[int]float64 // the weight of each term in each document
}

// New returns an index of documents; words say what else something that is
// typed may mean.
func New(docs []Doc, words Words) *Index {
	x := &Index{words: words.stemmed(), terms: map[string]map[int]float64{}}
	for n, d := range docs {
		x.ids = append(x.ids, d.ID)
		for _, f := range d.Fields {
			x.add(n, f)
		}
	}
	return x
}

func (x *Index) add(doc int, f Field) {
	if f.Weight == 0 {
		f.Weight = 1
	}
	for _, t := range split(f.Text, false) {
		in := x.terms[t]
		if in == nil {
			in = map[int]float64{}
			x.terms[t] = in
		}
		in[doc] = max(in[doc], f.Weight)
	}
}

// floor is the least share of the best score that still is worth showing.
const floor = 0.2

// Find returns at most so many hits, the best first. What is typed without a
// word to look for finds nothing.
func (x *Index) Find(query string, most int) []Hit {
	asked := split(query, true)
	scores, met := make([]float64, len(x.ids)), make([]int, len(x.ids))
	for _, t := range asked {
		for doc, score := range x.token(t) {
			scores[doc] += score
			met[doc]++
		}
	}
	var hits []Hit
	for doc, score := range scores {
		if share := float64(met[doc]) / float64(max(len(asked), 1)); score > 0 {
			hits = append(hits, Hit{x.ids[doc], score * share * share})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	if n := slices.IndexFunc(hits, func(h Hit) bool { return h.Score < hits[0].Score*floor }); n >= 0 {
		hits = hits[:n]
	}
	return hits[:min(len(hits), max(most, 0))]
}

// token scores the documents for one word that was typed. A misspelling is
// looked for only where the word as it stands finds nothing.
func (x *Index) token(typed string) map[int]float64 {
	meant := x.words[typed]
	found := x.scored(func(term string) float64 {
		best := likeness(typed, term)
		for _, other := range meant {
			best = max(best, otherwise*likeness(other, term))
		}
		return best
	})
	if len(found) > 0 {
		return found
	}
	meant = x.words.near(typed)
	return x.scored(func(term string) float64 {
		best := misspelt(typed, term)
		for _, other := range meant {
			best = max(best, guessed*likeness(other, term))
		}
		return best
	})
}

// scored gives each document its best term by a measure from 0 to 1; what few
// documents answer counts more.
func (x *Index) scored(measure func(string) float64) map[int]float64 {
	found := map[int]float64{}
	for term, in := range x.terms {
		like := measure(term)
		if like == 0 {
			continue
		}
		for doc, weight := range in {
			found[doc] = max(found[doc], like*weight)
		}
	}
	rare := math.Log(1 + float64(len(x.ids))/float64(max(len(found), 1)))
	for doc := range found {
		found[doc] *= rare
	}
	return found
}
