package study

import (
	"context"
	"slices"
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/id"
)

const (
	mostStatement = 1000 // characters
	mostPasted    = 200  // lines at once
	mostInStudy   = 5000
)

// The themes that a statement can belong to, beside its factor: with whom an
// actor works and how, how others come in to it, whom the target group is for it.
const (
	Parties = "parties"
	Way     = "way"
	Target  = "target"
)

// Themes lists the themes; the first is none in particular.
func Themes() []string { return []string{"", Parties, Way, Target} }

// Statement is one thing that was said or read. It does not say who said it.
type Statement struct {
	ID        id.Statement
	Study     id.Study
	Group     id.Group // empty where it comes from another sort of data
	People    int      // of the group
	Area      id.Area  // empty where it holds for all
	Source    string
	Actor     access.Kind // whom it is about; empty for all four
	Theme     string
	Words     string
	Quote     bool // word for word, and may be shown as such
	Position  int64
	Factor    factor.Code // as settled; empty before
	Side      string
	SettledBy id.Function
	MadeAt    time.Time
	Version   int64
}

// Settled reports whether it has been decided what the statement is about.
func (s Statement) Settled() bool { return s.Factor != "" }

// ShownActor is the actor that a report may name beside a quote: none where the
// group was a single person, who could be known by it.
func (s Statement) ShownActor() access.Kind {
	if s.Quote && s.Group != "" && s.People < 2 {
		return ""
	}
	return s.Actor
}

// Pasted is what it takes to enter statements: one on each line.
type Pasted struct {
	Group  id.Group
	Area   id.Area
	Source string
	Actor  access.Kind
	Theme  string
	Quote  bool
	Lines  []string
	By     id.Function
}

// Check reports every fault of what was pasted into a study.
func (p Pasted) Check(s Study) error {
	var f errs.Faults
	f.Check(slices.Contains(s.Sources, p.Source), "source", "study.choose")
	f.Check(p.Source != "focus_group" || p.Group != "", "group", "study.choose")
	f.Check(p.Area == "" || slices.Contains(s.Areas, p.Area), "area", "study.area.outside")
	f.Check(p.Actor == "" || slices.Contains(Actors(), p.Actor), "actor", "study.unknown")
	f.Check(slices.Contains(Themes(), p.Theme), "theme", "study.unknown")
	f.Check(p.Theme == "" || p.Actor != "", "actor", "study.theme.actor")
	f.Check(len(p.Lines) > 0, "words", "study.text.missing")
	f.Check(len(p.Lines) <= mostPasted, "words", "study.lines.many", "most", strconv.Itoa(mostPasted))
	if len(p.Lines) <= mostPasted {
		for i, l := range p.Lines {
			var one errs.Faults
			Text(&one, "words", l, mostStatement, true)
			for _, fault := range one {
				f.Add("words", "study.line."+lineFault[fault.Key], "n", strconv.Itoa(i+1), "most", strconv.Itoa(mostStatement))
			}
		}
	}
	return f.Err()
}

// lineFault names what is wrong with one line among many.
var lineFault = map[string]string{"study.text.long": "long", "text.identity.number": "number", "study.text.missing": "missing"}

// AddStatements enters statements, all or none.
func AddStatements(ctx context.Context, tx *db.Tx, s Study, p Pasted) error {
	var n, last int64
	if _, err := tx.One(ctx, []any{&n, &last}, `select count(*), coalesce(max(position), 0) from study_statement where study_id = $1`, s.ID); err != nil {
		return err
	}
	var f errs.Faults
	f.Merge(p.Check(s)) // it has nothing but faults
	f.Check(len(p.Lines) > mostPasted || int(n)+len(p.Lines) <= mostInStudy, "words", "study.lines.many", "most", strconv.Itoa(mostInStudy))
	if p.Group != "" {
		g, err := GroupByID(ctx, tx, p.Group)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		f.Check(g.Study == s.ID, "group", "study.group.outside")
		f.Check(p.Area == "" || g.Study != s.ID || slices.Contains(g.Areas, p.Area), "area", "study.group.area")
	}
	if err := f.Err(); err != nil {
		return err
	}
	for i, l := range p.Lines {
		_, err := tx.Exec(ctx, `insert into study_statement (id, study_id, group_id, area_id, source, actor, theme, words, quote, position, made_by, made_at)
			values ($1, $2, nullif($3, ''), nullif($4, ''), $5, $6, $7, $8, $9, $10, $11, $12)`,
			id.New[id.Statement](), s.ID, p.Group, p.Area, p.Source, p.Actor, p.Theme, l, p.Quote, last+int64(i)+1, p.By, db.Micros(tx.Now))
		if err != nil {
			return err
		}
	}
	return nil
}

// Filter says which statements a list shows, and from where on.
type Filter struct {
	Study  id.Study
	Area   string // empty for all, Common for those without
	Actor  access.Kind
	Factor factor.Code
	Open   bool  // not settled only
	After  int64 // position of the last of the page before
	Limit  int
}

// Common asks for what holds for all areas.
const Common = "-"

const statementQuery = `select st.id, st.study_id, coalesce(st.group_id, ''), coalesce(g.people, 0), coalesce(st.area_id, ''), st.source, st.actor, st.theme,
	st.words, st.quote, st.position, st.factor, st.side, coalesce(st.settled_by, ''), st.made_at, st.version
	from study_statement st left join study_group g on g.id = st.group_id `

func scanStatement(scan db.Scan) (s Statement, err error) {
	var at int64
	err = scan(&s.ID, &s.Study, &s.Group, &s.People, &s.Area, &s.Source, &s.Actor, &s.Theme,
		&s.Words, &s.Quote, &s.Position, &s.Factor, &s.Side, &s.SettledBy, &at, &s.Version)
	s.MadeAt = db.Time(at)
	return s, err
}

// Statements lists statements in the order in which they were entered.
func Statements(ctx context.Context, tx *db.Tx, q Filter) ([]Statement, error) {
	open := 0
	if q.Open {
		open = 1
	}
	return db.All(ctx, tx, scanStatement, statementQuery+`where st.study_id = $1
		and ($2 = '' or $2 = '-' and st.area_id is null or st.area_id = $2) and ($3 = '' or st.actor = $3) and ($4 = '' or st.factor = $4)
		and ($5 = 0 or st.factor = '') and st.position > $6 order by st.position, st.id limit $7`,
		q.Study, q.Area, string(q.Actor), string(q.Factor), open, q.After, q.Limit)
}

// StatementByID returns one statement.
func StatementByID(ctx context.Context, tx *db.Tx, s id.Statement) (Statement, error) {
	return db.First(db.All(ctx, tx, scanStatement, statementQuery+`where st.id = $1`, s))
}

// ChangeStatement changes the words of a statement, and whether they may be
// shown as a quote.
func ChangeStatement(ctx context.Context, tx *db.Tx, s Statement) error {
	var f errs.Faults
	Text(&f, "words", s.Words, mostStatement, true)
	f.Check(len(Lines(s.Words)) <= 1, "words", "study.line.single")
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update study_statement set words = $3, quote = $4, version = version + 1 where id = $1 and version = $2`, s.ID, s.Version, s.Words, s.Quote)
	return changedStatement(ctx, tx, s.ID, n, err)
}

// RemoveStatement takes away a statement with its codings.
func RemoveStatement(ctx context.Context, tx *db.Tx, s id.Statement, version int64) error {
	now, err := StatementByID(ctx, tx, s)
	if err != nil {
		return err
	}
	if now.Version != version {
		return errs.Changed(now)
	}
	if _, err := tx.Exec(ctx, `delete from study_coding where statement_id = $1`, s); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `delete from study_statement where id = $1 and version = $2`, s, version)
	return changedStatement(ctx, tx, s, n, err)
}

func changedStatement(ctx context.Context, tx *db.Tx, s id.Statement, n int64, err error) error {
	if err != nil || n == 1 {
		return err
	}
	now, err := StatementByID(ctx, tx, s)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}
