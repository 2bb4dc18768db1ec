package study

import (
	"context"
	"slices"
	"strings"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// StepDone is what was done in one of the four steps, and when it was finished.
type StepDone struct {
	Step    string
	Words   string
	DoneOn  string
	Version int64
}

// SaveStep notes what was done in a step.
func SaveStep(ctx context.Context, tx *db.Tx, s id.Study, d StepDone) error {
	var f errs.Faults
	f.Check(slices.Contains(Steps(), d.Step), "step", "study.unknown")
	Text(&f, "words", d.Words, mostWords, true)
	Date(&f, "done_on", d.DoneOn, false)
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	if d.Version == 0 {
		n, err := tx.Exec(ctx, `insert into study_step (study_id, step, words, done_on) values ($1, $2, $3, $4)
			on conflict (study_id, step) do nothing`, s, d.Step, d.Words, d.DoneOn)
		if err != nil || n == 1 {
			return err
		}
		return changedStep(ctx, tx, s, d.Step)
	}
	n, err := tx.Exec(ctx, `update study_step set words = $4, done_on = $5, version = version + 1
		where study_id = $1 and step = $2 and version = $3`, s, d.Step, d.Version, d.Words, d.DoneOn)
	if err != nil || n == 1 {
		return err
	}
	return changedStep(ctx, tx, s, d.Step)
}

func changedStep(ctx context.Context, tx *db.Tx, s id.Study, step string) error {
	all, err := StepsOf(ctx, tx, s)
	if err != nil {
		return err
	}
	return errs.Changed(all[slices.Index(Steps(), step)])
}

// StepsOf returns the four steps of a study, also those of which nothing is
// noted.
func StepsOf(ctx context.Context, tx *db.Tx, s id.Study) ([]StepDone, error) {
	all := make([]StepDone, len(Steps()))
	for i, step := range Steps() {
		all[i].Step = step
	}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var d StepDone
		err := scan(&d.Step, &d.Words, &d.DoneOn, &d.Version)
		if i := slices.Index(Steps(), d.Step); i >= 0 {
			all[i] = d
		}
		return err
	}, `select step, words, done_on, version from study_step where study_id = $1`, s)
	return all, err
}

// Guide is one version of what a sort of group is asked. It is never changed:
// a new version is written instead, so that it stays known what was asked.
type Guide struct {
	Audience  string
	Number    int
	Questions []string
	MadeBy    id.Function
	MadeAt    time.Time
}

// AddGuide writes the next version of a guide.
func AddGuide(ctx context.Context, tx *db.Tx, s id.Study, g Guide) error {
	var f errs.Faults
	f.Check(slices.Contains(Audiences(), g.Audience), "audience", "study.choose")
	lines(&f, "questions", g.Questions)
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	var last int
	if _, err := tx.One(ctx, []any{&last}, `select coalesce(max(number), 0) from study_guide where study_id = $1 and audience = $2`, s, g.Audience); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into study_guide (id, study_id, audience, number, questions, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		id.New[id.Study](), s, g.Audience, last+1, strings.Join(g.Questions, "\n"), g.MadeBy, db.Micros(tx.Now))
	return err
}

// Guides lists the guides of a study, the newest version of each audience first.
func Guides(ctx context.Context, tx *db.Tx, s id.Study) ([]Guide, error) {
	return db.All(ctx, tx, func(scan db.Scan) (g Guide, err error) {
		var questions string
		var at int64
		err = scan(&g.Audience, &g.Number, &questions, &g.MadeBy, &at)
		g.Questions, g.MadeAt = Lines(questions), db.Time(at)
		return g, err
	}, `select audience, number, questions, made_by, made_at from study_guide where study_id = $1
		order by case audience when 'staff' then 0 else 1 end, number desc limit $2`, s, mostListed)
}

// The sorts of notes of a study.
const (
	Material = "material" // that was shown to a group, by its title
	Contact  = "contact"  // a function that found those who took part
	Feedback = "feedback" // a meeting where an area was told what had been found
)

// Note is something that belongs to how a study was made.
type Note struct {
	ID       string
	Kind     string
	Area     id.Area
	Function id.Function
	On       string
	Words    string
	MadeBy   id.Function
	MadeAt   time.Time
}

// Check reports every fault of a note in a study.
func (n Note) Check(s Study) error {
	var f errs.Faults
	f.Check(slices.Contains([]string{Material, Contact, Feedback}, n.Kind), "kind", "study.choose")
	f.Check(n.Kind != Contact || n.Function != "", "function", "study.choose")
	f.Check(n.Kind != Feedback || slices.Contains(s.Areas, n.Area), "area", "study.area.outside")
	f.Check(n.Area == "" || slices.Contains(s.Areas, n.Area), "area", "study.area.outside")
	Date(&f, "on", n.On, n.Kind == Feedback)
	Text(&f, "words", n.Words, mostWords, n.Kind != Contact)
	return f.OneEach().Err()
}

// AddNote notes something of how a study was made.
func AddNote(ctx context.Context, tx *db.Tx, s Study, n Note) error {
	if err := n.Check(s); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into study_note (id, study_id, kind, area_id, function_id, on_day, words, made_by, made_at)
		values ($1, $2, $3, nullif($4, ''), nullif($5, ''), $6, $7, $8, $9)`,
		id.New[id.Study](), s.ID, n.Kind, n.Area, n.Function, n.On, n.Words, n.MadeBy, db.Micros(tx.Now))
	return err
}

// RemoveNote takes away a note.
func RemoveNote(ctx context.Context, tx *db.Tx, s id.Study, note string) error {
	n, err := tx.Exec(ctx, `delete from study_note where id = $1 and study_id = $2`, note, s)
	return found(n, err)
}

// found is the answer to a change of one row.
func found(n int64, err error) error {
	if err == nil && n == 0 {
		return errs.Missing()
	}
	return err
}

// Notes lists the notes of a study, the oldest first.
func Notes(ctx context.Context, tx *db.Tx, s id.Study) ([]Note, error) {
	return db.All(ctx, tx, func(scan db.Scan) (n Note, err error) {
		var at int64
		err = scan(&n.ID, &n.Kind, &n.Area, &n.Function, &n.On, &n.Words, &n.MadeBy, &at)
		n.MadeAt = db.Time(at)
		return n, err
	}, `select id, kind, coalesce(area_id, ''), coalesce(function_id, ''), on_day, words, made_by, made_at
		from study_note where study_id = $1 order by on_day, made_at, id limit $2`, s, mostListed)
}
