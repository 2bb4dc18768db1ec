// Package study keeps mapping studies: whom they heard, what was said, how it
// was coded, and the reports. No statement says who made it.
package study

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The states of a study, after what a study does: map, anchor, analyse, propose.
const (
	Mapping   = "mapping"
	Anchoring = "anchoring"
	Analysing = "analysing"
	Proposing = "proposing"
	Done      = "done"
)

const (
	mostTitle  = 120
	mostLine   = 300
	mostWords  = 4000
	mostAreas  = 100
	mostLines  = 50
	mostListed = 1000
)

// States lists the states in their order.
func States() []string { return []string{Mapping, Anchoring, Analysing, Proposing, Done} }

// Sources lists the sorts of data that a study can rest on.
func Sources() []string {
	return []string{"focus_group", "training_day", "contact", "document", "national"}
}

// Steps lists the four steps of interviews in focus groups.
func Steps() []string { return []string{"planning", "recruiting", "discussing", "analysing"} }

// Audiences lists whom guides are for.
func Audiences() []string { return []string{"staff", "managers"} }

// Both is the audience of a group in which staff and managers were heard
// together.
const Both = "both"

// GroupAudiences lists who can be heard in a group.
func GroupAudiences() []string { return append(Audiences(), Both) }

// Actors lists the four that studies ask about each other.
func Actors() []access.Kind {
	return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
}

// Study is a mapping of how actors work together.
type Study struct {
	ID        id.Study
	Title     string
	Aim       string
	Questions []string
	Sources   []string
	State     string
	From, To  string // dates; To may be empty
	Areas     []id.Area
	MadeBy    id.Function
	Version   int64
}

// Input is what is decided about a study.
type Input struct {
	Title     string
	Aim       string
	Questions []string
	Sources   []string
	From, To  string
	Areas     []id.Area
}

// Input returns what stands, to be changed.
func (s Study) Input() Input {
	return Input{s.Title, s.Aim, s.Questions, s.Sources, s.From, s.To, s.Areas}
}

// Check reports every fault of the input.
func (in Input) Check() error {
	var f errs.Faults
	Text(&f, "title", in.Title, mostTitle, true)
	Text(&f, "aim", in.Aim, mostWords, true)
	lines(&f, "questions", in.Questions)
	f.Check(len(in.Sources) > 0, "sources", "study.choose")
	f.Check(within(in.Sources, Sources()), "sources", "study.unknown")
	f.Check(len(in.Areas) > 0, "areas", "study.choose")
	f.Check(len(in.Areas) <= mostAreas, "areas", "study.unknown")
	Date(&f, "from", in.From, true)
	Date(&f, "to", in.To, false)
	f.Check(in.To == "" || in.To >= in.From, "to", "study.date.order")
	return f.OneEach().Err()
}

// Text checks words that somebody typed: that they are there, not too long and
// without anybody's personal number.
func Text(f *errs.Faults, field, words string, most int, must bool) {
	f.Check(!must || strings.TrimSpace(words) != "", field, "study.text.missing")
	f.Check(utf8.RuneCountInString(words) <= most, field, "study.text.long", "most", strconv.Itoa(most))
	f.Check(!id.HasNumber(words), field, "text.identity.number")
}

// Date checks that a date is one.
func Date(f *errs.Faults, field, on string, must bool) {
	_, err := time.Parse(time.DateOnly, on)
	f.Check(err == nil || on == "" && !must, field, "study.date.wrong")
}

func lines(f *errs.Faults, field string, all []string) {
	f.Check(len(all) > 0, field, "study.text.missing")
	f.Check(len(all) <= mostLines, field, "study.lines.many", "most", strconv.Itoa(mostLines))
	for _, l := range all {
		Text(f, field, l, mostLine, false)
	}
}

func within[T comparable](some, all []T) bool {
	return !slices.ContainsFunc(some, func(s T) bool { return !slices.Contains(all, s) })
}

// Lines splits what was typed into its lines, without those that are empty.
func Lines(text string) (all []string) {
	for l := range strings.Lines(strings.ReplaceAll(text, "\r", "\n")) {
		if l = strings.TrimSpace(l); l != "" {
			all = append(all, l)
		}
	}
	return all
}

func split(codes string) []string {
	if codes == "" {
		return nil
	}
	return strings.Split(codes, ",")
}

// Create enters a study.
func Create(ctx context.Context, tx *db.Tx, in Input, by id.Function) (id.Study, error) {
	if err := in.Check(); err != nil {
		return "", err
	}
	s := id.New[id.Study]()
	_, err := tx.Exec(ctx, `insert into study (id, title, aim, questions, sources, state, from_on, to_on, made_by, made_at)
		values ($1, $2, $3, $4, $5, 'mapping', $6, $7, $8, $9)`,
		s, in.Title, in.Aim, strings.Join(in.Questions, "\n"), strings.Join(in.Sources, ","), in.From, in.To, by, db.Micros(tx.Now))
	if err != nil {
		return "", err
	}
	return s, setAreas(ctx, tx, `insert into study_area (study_id, area_id) values ($1, $2)`, s, in.Areas)
}

func setAreas[T ~string](ctx context.Context, tx *db.Tx, insert string, of T, areas []id.Area) error {
	for _, a := range areas {
		if _, err := tx.Exec(ctx, insert, of, a); err != nil {
			return err
		}
	}
	return nil
}

// Change changes what is decided about a study. An area in which something has
// been said stays.
func Change(ctx context.Context, tx *db.Tx, s id.Study, version int64, in Input) error {
	now, err := ByID(ctx, tx, s)
	if err != nil {
		return err
	}
	used, err := usedAreas(ctx, tx, s)
	if err != nil {
		return err
	}
	var f errs.Faults
	f.Merge(in.Check()) // it has nothing but faults
	f.Check(within(used, in.Areas), "areas", "study.area.used")
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update study set title = $3, aim = $4, questions = $5, sources = $6, from_on = $7, to_on = $8, version = version + 1
		where id = $1 and version = $2`, s, version, in.Title, in.Aim, strings.Join(in.Questions, "\n"), strings.Join(in.Sources, ","), in.From, in.To)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.Changed(now)
	}
	if _, err := tx.Exec(ctx, `delete from study_area where study_id = $1`, s); err != nil {
		return err
	}
	return setAreas(ctx, tx, `insert into study_area (study_id, area_id) values ($1, $2)`, s, in.Areas)
}

func usedAreas(ctx context.Context, tx *db.Tx, s id.Study) ([]id.Area, error) {
	return db.All(ctx, tx, func(scan db.Scan) (a id.Area, err error) { return a, scan(&a) },
		`select area_id from study_statement where study_id = $1 and area_id is not null
		union select ga.area_id from study_group_area ga join study_group g on g.id = ga.group_id where g.study_id = $1
		union select area_id from report where study_id = $1 and area_id is not null`, s)
}

// Step takes a study to another state; back too, when something was missed.
func Step(ctx context.Context, tx *db.Tx, s id.Study, version int64, state string) error {
	var f errs.Faults
	f.Check(slices.Contains(States(), state), "state", "study.unknown")
	if err := f.Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update study set state = $3, version = version + 1 where id = $1 and version = $2`, s, version, state)
	if err != nil || n == 1 {
		return err
	}
	now, err := ByID(ctx, tx, s)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

const studyQuery = `select s.id, s.title, s.aim, s.questions, s.sources, s.state, s.from_on, s.to_on, s.made_by, s.version from study s`

func scanStudy(scan db.Scan) (s Study, err error) {
	var questions, sources string
	err = scan(&s.ID, &s.Title, &s.Aim, &questions, &sources, &s.State, &s.From, &s.To, &s.MadeBy, &s.Version)
	s.Questions, s.Sources = Lines(questions), split(sources)
	return s, err
}

// Page says which part of a list of studies is asked for: what follows the first
// day and the study of the last row before it.
type Page struct {
	Before string // empty from the first
	Last   id.Study
	Limit  int
}

// Find lists studies, the newest first, page by page.
func Find(ctx context.Context, tx *db.Tx, p Page) ([]Study, error) {
	all, err := db.All(ctx, tx, scanStudy, studyQuery+` where $1 = '' or s.from_on < $1 or s.from_on = $1 and s.id > $2
		order by s.from_on desc, s.id limit $3`, p.Before, p.Last, p.Limit)
	if err != nil {
		return nil, err
	}
	return all, fillAreas(ctx, tx, all)
}

// List lists studies, the newest first; of one area where one is given.
func List(ctx context.Context, tx *db.Tx, area id.Area) ([]Study, error) {
	all, err := db.All(ctx, tx, scanStudy, studyQuery+`
		where $1 = '' or exists (select 1 from study_area a where a.study_id = s.id and a.area_id = $1)
		order by s.from_on desc, s.id limit $2`, area, mostListed)
	if err != nil {
		return nil, err
	}
	return all, fillAreas(ctx, tx, all)
}

// ByID returns one study.
func ByID(ctx context.Context, tx *db.Tx, s id.Study) (Study, error) {
	if !id.Valid(s) {
		return Study{}, errs.Missing()
	}
	all, err := db.All(ctx, tx, scanStudy, studyQuery+` where s.id = $1`, s)
	if err != nil {
		return Study{}, err
	}
	return db.First(all, fillAreas(ctx, tx, all))
}

func fillAreas(ctx context.Context, tx *db.Tx, all []Study) error {
	if len(all) == 0 {
		return nil
	}
	at, ids := map[id.Study]int{}, []id.Study{}
	for i, s := range all {
		at[s.ID], ids = i, append(ids, s.ID)
	}
	list, args := db.In(1, ids)
	return tx.Each(ctx, func(scan db.Scan) error {
		var s id.Study
		var a id.Area
		err := scan(&s, &a)
		all[at[s]].Areas = append(all[at[s]].Areas, a)
		return err
	}, `select sa.study_id, sa.area_id from study_area sa join area a on a.id = sa.area_id where sa.study_id in `+list+` order by a.name`, args...)
}
