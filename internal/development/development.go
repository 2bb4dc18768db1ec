// Package development keeps the areas that are to become better: owner, action,
// date and result.
package development

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The reaches of a development (S17).
const (
	Local   = "local"   // one area
	Several = "several" // some areas
	Common  = "common"  // all of them
)

// The states of a development.
const (
	Proposed = "proposed"
	Ongoing  = "ongoing"
	Done     = "done"
	Dropped  = "dropped"
)

// What a development comes from.
const (
	FromStudy    = "study"
	FromObstacle = "obstacle"
	FromGauge    = "gauge"
	FromOther    = "else"
)

const (
	mostTitle  = 300
	mostWords  = 4000
	mostAreas  = 100
	mostSteps  = 50
	mostEvents = 200
)

// Scopes lists the reaches.
func Scopes() []string { return []string{Local, Several, Common} }

// States lists the states in their order.
func States() []string { return []string{Proposed, Ongoing, Done, Dropped} }

// Sources lists what a development can come from.
func Sources() []string { return []string{FromStudy, FromObstacle, FromGauge, FromOther} }

// Development is an area of work that is to become better.
type Development struct {
	ID          id.Development
	Scope       string
	Areas       []id.Area // none where it is common
	Title       string
	Words       string
	Source      string
	Study       id.Study
	Obstacle    id.Obstacle
	SourceWords string
	Owner       id.Function // empty while nobody has taken it
	DueOn       string
	State       string
	Result      string
	MadeBy      id.Function
	MadeAt      time.Time
	Version     int64
}

// Late reports whether the date has passed while it is not done.
func (d Development) Late(today string) bool { return d.open() && d.DueOn != "" && d.DueOn < today }

func (d Development) open() bool { return d.State == Proposed || d.State == Ongoing }

// Check reports every fault of a development.
func (d Development) Check() error {
	var f errs.Faults
	d.checkReach(&f)
	text(&f, "title", d.Title, mostTitle, true)
	text(&f, "words", d.Words, mostWords, false)
	f.Check(slices.Contains(Sources(), d.Source), "source", "development.choose")
	f.Check(d.Source != FromStudy || d.Study != "", "study", "development.choose")
	f.Check(d.Source != FromObstacle || d.Obstacle != "", "obstacle", "development.choose")
	text(&f, "source_words", d.SourceWords, mostTitle, d.Source == FromGauge || d.Source == FromOther)
	date(&f, "due_on", d.DueOn)
	f.Check(slices.Contains(States(), d.State), "state", "development.choose")
	f.Check(d.State != Ongoing || d.Owner != "", "owner", "development.owner.missing")
	text(&f, "result", d.Result, mostWords, d.State == Done || d.State == Dropped)
	return f.OneEach().Err()
}

func (d Development) checkReach(f *errs.Faults) {
	f.Check(slices.Contains(Scopes(), d.Scope), "scope", "development.choose")
	f.Check(d.Scope != Local || len(d.Areas) == 1, "areas", "development.areas.single")
	f.Check(d.Scope != Several || len(d.Areas) >= 2, "areas", "development.areas.several")
	f.Check(d.Scope != Common || len(d.Areas) == 0, "areas", "development.areas.common")
	f.Check(len(d.Areas) <= mostAreas, "areas", "development.areas.several")
}

func text(f *errs.Faults, field, words string, most int, must bool) {
	f.Check(!must || strings.TrimSpace(words) != "", field, "development.text.missing")
	f.Check(utf8.RuneCountInString(words) <= most, field, "development.text.long", "most", strconv.Itoa(most))
	f.Check(!id.HasNumber(words), field, "text.identity.number")
}

func date(f *errs.Faults, field, on string) {
	_, err := time.Parse(time.DateOnly, on)
	f.Check(err == nil || on == "", field, "development.date.wrong")
}

// Create enters a development.
func Create(ctx context.Context, tx *db.Tx, d Development) (id.Development, error) {
	d.fit()
	if err := d.Check(); err != nil {
		return "", err
	}
	var last int64
	if _, err := tx.One(ctx, []any{&last}, `select coalesce(max(position), 0) from development`); err != nil {
		return "", err
	}
	d.ID = id.New[id.Development]()
	_, err := tx.Exec(ctx, `insert into development (id, scope, title, words, source, study_id, obstacle_id, source_words, owner_id, due_on, state, result, made_by, made_at, position)
		values ($1, $2, $3, $4, $5, nullif($6, ''), nullif($7, ''), $8, nullif($9, ''), $10, $11, $12, $13, $14, $15)`,
		d.ID, d.Scope, d.Title, d.Words, d.Source, d.Study, d.Obstacle, d.SourceWords, d.Owner, d.DueOn, d.State, d.Result, d.MadeBy, db.Micros(tx.Now), last+1)
	if err != nil {
		return "", err
	}
	if err := setAreas(ctx, tx, d); err != nil {
		return "", err
	}
	return d.ID, note(ctx, tx, d.ID, Event{What: "made", Words: d.State, By: d.MadeBy})
}

// fit leaves out a reference that is not of the source that was chosen.
func (d *Development) fit() {
	if d.Source != FromStudy {
		d.Study = ""
	}
	if d.Source != FromObstacle {
		d.Obstacle = ""
	}
}

func setAreas(ctx context.Context, tx *db.Tx, d Development) error {
	for _, a := range d.Areas {
		if _, err := tx.Exec(ctx, `insert into development_area (development_id, area_id) values ($1, $2)`, d.ID, a); err != nil {
			return err
		}
	}
	return nil
}

// Change changes a development, and notes what became of it.
func Change(ctx context.Context, tx *db.Tx, d Development, by id.Function) error {
	d.fit()
	if err := d.Check(); err != nil {
		return err
	}
	was, err := ByID(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	if was.Version != d.Version {
		return errs.Changed(was)
	}
	n, err := tx.Exec(ctx, `update development set scope = $3, title = $4, words = $5, source = $6, study_id = nullif($7, ''), obstacle_id = nullif($8, ''),
			source_words = $9, owner_id = nullif($10, ''), due_on = $11, state = $12, result = $13, version = version + 1,
			reminded_on = case when due_on = $11 then reminded_on else '' end
		where id = $1 and version = $2`, d.ID, d.Version, d.Scope, d.Title, d.Words, d.Source, d.Study, d.Obstacle,
		d.SourceWords, d.Owner, d.DueOn, d.State, d.Result)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.Changed(was)
	}
	if _, err := tx.Exec(ctx, `delete from development_area where development_id = $1`, d.ID); err != nil {
		return err
	}
	if err := setAreas(ctx, tx, d); err != nil {
		return err
	}
	if was.State != d.State {
		return note(ctx, tx, d.ID, Event{What: "state", Words: d.State, By: by})
	}
	return note(ctx, tx, d.ID, Event{What: "changed", By: by})
}
