// Package contact keeps what whoever asks has to know of a way in, when
// somebody last confirmed that it holds, and what was reported wrong.
package contact

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

const (
	// MostWords is the most characters that each text of a guide may have.
	MostWords = 1000
	// MostKeywords is the most characters that the words to find it by may have.
	MostKeywords = 500

	// StaleDays is how long a contact is believed that nobody confirms.
	StaleDays = 90
	// RaisedDays is how long after its function was asked its manager is.
	RaisedDays = 14

	oldest = 120
	most   = 5000
)

// Guide is what whoever asks has to know of a way in. One that nobody has
// written yet says nothing, and holds for all ages.
type Guide struct {
	Way         id.WayIn
	Ready       string // what to have at hand
	Form        string // which form, or how it is asked
	Situations  string // when to turn here, and when elsewhere
	Keywords    string
	AgeFrom     int
	AgeTo       int
	Shown       bool      // to anybody, without signing in
	Since       time.Time // from when the days without an answer are counted
	Confirmed   time.Time
	ConfirmedBy id.Function
	Asked       time.Time // its function
	Raised      time.Time // to its manager
	Version     int64
}

// Last is when the contact was last known to hold.
func (g Guide) Last() time.Time {
	if g.Confirmed.After(g.Since) {
		return g.Confirmed
	}
	return g.Since
}

// Stale reports whether nobody has confirmed the contact for too long.
func (g Guide) Stale(now time.Time) bool {
	return !g.Last().IsZero() && !now.Before(g.Last().AddDate(0, 0, StaleDays))
}

// Covers reports whether the way in is for somebody of a group of ages.
func (g Guide) Covers(a Age) bool { return g.AgeFrom <= a.To && a.From <= g.AgeTo }

// AllAges reports whether the way in is for everybody.
func (g Guide) AllAges() bool { return g.AgeFrom == 0 && g.AgeTo == oldest }

// Input is what is decided about the guide.
func (g Guide) Input() Input {
	return Input{g.Ready, g.Form, g.Situations, g.Keywords, g.AgeFrom, g.AgeTo, g.Shown}
}

// Age is a group of ages that people look by.
type Age struct {
	Code     string
	From, To int
}

// Ages lists the groups of ages, the youngest first. They part at the ages that
// the seeds' forums part at: 16–20, 16–24 and up to 29.
func Ages() []Age {
	return []Age{{"child", 0, 15}, {"youth", 16, 19}, {"young", 20, 24}, {"early", 25, 29}, {"adult", 30, 64}, {"old", 65, oldest}}
}

// AgeOf returns the group of ages of a code.
func AgeOf(code string) (a Age, ok bool) {
	i := slices.IndexFunc(Ages(), func(a Age) bool { return a.Code == code })
	if i < 0 {
		return a, false
	}
	return Ages()[i], true
}

// Input is what is decided about a guide.
type Input struct {
	Ready, Form, Situations, Keywords string
	AgeFrom, AgeTo                    int
	Shown                             bool
}

// Check reports all that is wrong with the input.
func (in Input) Check() error {
	var f errs.Faults
	for field, text := range map[string]string{"ready": in.Ready, "form": in.Form, "situations": in.Situations} {
		checkWords(&f, field, text, MostWords, "ways.guide.words.long")
	}
	checkWords(&f, "keywords", in.Keywords, MostKeywords, "ways.guide.keywords.long")
	f.Check(in.AgeFrom >= 0 && in.AgeFrom <= oldest, "age_from", "ways.guide.age.range")
	f.Check(in.AgeTo >= 0 && in.AgeTo <= oldest, "age_to", "ways.guide.age.range")
	f.Check(in.AgeFrom <= in.AgeTo, "age_to", "ways.guide.age.order")
	return f.OneEach().Err()
}

// checkWords notes what is wrong with a text that may tell of nobody.
func checkWords(f *errs.Faults, field, text string, longest int, key string) {
	f.Check(utf8.RuneCountInString(text) <= longest, field, key)
	f.Check(!id.HasNumber(text), field, "text.identity.number")
}

const guideColumns = `g.way_id, g.ready, g.form, g.situations, g.keywords, g.age_from, g.age_to, g.shown, g.since,
  coalesce(g.confirmed_at, 0), coalesce(g.confirmed_by, ''), coalesce(g.asked_at, 0), coalesce(g.raised_at, 0), g.version`

func scanGuide(scan db.Scan) (g Guide, err error) {
	var since, confirmed, asked, raised int64
	err = scan(&g.Way, &g.Ready, &g.Form, &g.Situations, &g.Keywords, &g.AgeFrom, &g.AgeTo, &g.Shown, &since,
		&confirmed, &g.ConfirmedBy, &asked, &raised, &g.Version)
	g.Since, g.Confirmed, g.Asked, g.Raised = db.Time(since), db.Time(confirmed), db.Time(asked), db.Time(raised)
	return g, err
}

// unwritten is the guide of a way in that has none.
func unwritten(w id.WayIn) Guide { return Guide{Way: w, AgeTo: oldest, Version: 1} }

// Guides are guides by their ways in.
type Guides map[id.WayIn]Guide

// Of returns the guide of a way in.
func (g Guides) Of(w id.WayIn) Guide {
	if one, ok := g[w]; ok {
		return one
	}
	return unwritten(w)
}

// All returns every guide that is written; of one area alone where it is given.
func All(ctx context.Context, tx *db.Tx, area id.Area) (Guides, error) {
	all, err := db.All(ctx, tx, scanGuide, `select `+guideColumns+` from way_guide g join way_in w on w.id = g.way_id
where ($1 = '' or w.area_id = $1) limit $2`, area, most)
	found := Guides{}
	for _, g := range all {
		found[g.Way] = g
	}
	return found, err
}

// ByWay returns the guide of a way in.
func ByWay(ctx context.Context, tx *db.Tx, w id.WayIn) (Guide, error) {
	g, err := db.First(db.All(ctx, tx, scanGuide, `select `+guideColumns+` from way_guide g where g.way_id = $1`, w))
	if errs.Is(err, errs.NotFound) {
		return unwritten(w), nil
	}
	return g, err
}

// begin makes sure that a way in has a guide.
func begin(ctx context.Context, tx *db.Tx, w id.WayIn) error {
	_, err := tx.Exec(ctx, `insert into way_guide (way_id, since) values ($1, $2) on conflict do nothing`, w, db.Micros(tx.Now))
	return err
}

// Write changes a guide. Who writes it also says that the way in holds.
func Write(ctx context.Context, tx *db.Tx, w id.WayIn, in Input, by id.Function, version int64) error {
	if err := in.Check(); err != nil {
		return err
	}
	if err := begin(ctx, tx, w); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update way_guide set ready = $1, form = $2, situations = $3, keywords = $4, age_from = $5, age_to = $6, shown = $7,
  confirmed_at = $8, confirmed_by = $9, asked_at = null, raised_at = null, version = version + 1 where way_id = $10 and version = $11`,
		in.Ready, in.Form, in.Situations, in.Keywords, in.AgeFrom, in.AgeTo, in.Shown, db.Micros(tx.Now), by, w, version)
	if err != nil || n == 1 {
		return err
	}
	return changed(ctx, tx, w)
}

// Confirm notes that a function says that a way in holds.
func Confirm(ctx context.Context, tx *db.Tx, w id.WayIn, by id.Function, version int64) error {
	if err := begin(ctx, tx, w); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update way_guide set confirmed_at = $1, confirmed_by = $2, asked_at = null, raised_at = null, version = version + 1
where way_id = $3 and version = $4`, db.Micros(tx.Now), by, w, version)
	if err != nil || n == 1 {
		return err
	}
	return changed(ctx, tx, w)
}

func changed(ctx context.Context, tx *db.Tx, w id.WayIn) error {
	now, err := ByWay(ctx, tx, w)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}
