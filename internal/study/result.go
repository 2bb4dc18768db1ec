package study

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/id"
)

// Place says of whom something holds: an area, an actor in it, or all.
type Place struct {
	Area  id.Area     // empty for all areas
	Actor access.Kind // empty for all four
}

// Summary is what statements come to, under the heading of a factor or another
// section.
type Summary struct {
	Place
	Section string
	Words   string
	MadeBy  id.Function
	Version int64
}

// Check reports every fault of a summary in a study.
func (m Summary) Check(s Study) error {
	var f errs.Faults
	f.Check(m.Area == "" || slices.Contains(s.Areas, m.Area), "area", "study.area.outside")
	f.Check(m.Actor == "" || slices.Contains(Actors(), m.Actor), "actor", "study.unknown")
	f.Check(slices.Contains(Sections(), m.Section), "section", "study.unknown")
	Text(&f, "words", m.Words, mostSection, false)
	return f.OneEach().Err()
}

// SaveSummary writes a summary; empty words take it away.
func SaveSummary(ctx context.Context, tx *db.Tx, s Study, m Summary) error {
	if err := m.Check(s); err != nil {
		return err
	}
	if m.Version == 0 {
		n, err := tx.Exec(ctx, `insert into study_summary (id, study_id, area_id, actor, section, words, made_by, made_at)
			values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8) on conflict (study_id, coalesce(area_id, ''), actor, section) do nothing`,
			id.New[id.Study](), s.ID, m.Area, string(m.Actor), m.Section, m.Words, m.MadeBy, db.Micros(tx.Now))
		return changedSummary(ctx, tx, s.ID, m, n, err)
	}
	n, err := tx.Exec(ctx, `update study_summary set words = $6, made_by = $7, made_at = $8, version = version + 1
		where study_id = $1 and coalesce(area_id, '') = $2 and actor = $3 and section = $4 and version = $5`,
		s.ID, m.Area, string(m.Actor), m.Section, m.Version, m.Words, m.MadeBy, db.Micros(tx.Now))
	return changedSummary(ctx, tx, s.ID, m, n, err)
}

func changedSummary(ctx context.Context, tx *db.Tx, s id.Study, m Summary, n int64, err error) error {
	if err != nil || n == 1 {
		return err
	}
	all, err := Summaries(ctx, tx, s)
	if err != nil {
		return err
	}
	return errs.Changed(SummaryIn(all, m.Place, m.Section))
}

// SummaryIn finds the summary of a place under a heading; it is empty, with the
// version 0, where none has been written.
func SummaryIn(all []Summary, at Place, section string) Summary {
	for _, m := range all {
		if m.Place == at && m.Section == section {
			return m
		}
	}
	return Summary{Place: at, Section: section}
}

// Summaries lists the summaries of a study.
func Summaries(ctx context.Context, tx *db.Tx, s id.Study) ([]Summary, error) {
	return db.All(ctx, tx, func(scan db.Scan) (m Summary, err error) {
		return m, scan(&m.Area, &m.Actor, &m.Section, &m.Words, &m.MadeBy, &m.Version)
	}, `select coalesce(area_id, ''), actor, section, words, made_by, version from study_summary where study_id = $1 limit $2`, s, mostInStudy)
}

// The sorts of points.
const (
	Enabler  = "enabler"  // what makes it easier: it exists, or is coming
	Wish     = "wish"     // what one wants to reach, of organisations or of individuals
	Proposal = "proposal" // what the study proposes, under a factor
)

// PointKinds lists the sorts of points.
func PointKinds() []string { return []string{Enabler, Wish, Proposal} }

// PointCodes lists what a point of a sort can be.
func PointCodes(kind string) []string {
	switch kind {
	case Enabler:
		return []string{"exists", "coming"}
	case Wish:
		return []string{"organisation", "individual"}
	case Proposal:
		var codes []string
		for _, f := range factor.Factors() {
			codes = append(codes, string(f.Code))
		}
		return codes
	}
	return nil
}

// Point is one line of what a study found beside the statements.
type Point struct {
	ID     string
	Area   id.Area // empty for all
	Kind   string
	Code   string
	Words  string
	MadeBy id.Function
}

// AddPoints enters points of one sort, all or none.
func AddPoints(ctx context.Context, tx *db.Tx, s Study, p Point, all []string) error {
	var f errs.Faults
	f.Check(p.Area == "" || slices.Contains(s.Areas, p.Area), "area", "study.area.outside")
	f.Check(slices.Contains(PointCodes(p.Kind), p.Code), "code", "study.choose")
	f.Check(len(all) > 0, "words", "study.text.missing")
	f.Check(len(all) <= mostLines, "words", "study.lines.many", "most", "50")
	for _, l := range all {
		Text(&f, "words", l, mostStatement, true)
	}
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	last, err := lastOf(ctx, tx, "study_point", s.ID)
	if err != nil {
		return err
	}
	for i, l := range all {
		_, err := tx.Exec(ctx, `insert into study_point (id, study_id, area_id, kind, code, words, position, made_by)
			values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8)`, id.New[id.Study](), s.ID, p.Area, p.Kind, p.Code, l, last+int64(i)+1, p.MadeBy)
		if err != nil {
			return err
		}
	}
	return nil
}

// lastOf returns the last position in a table of a study's, after which there is
// room for more.
func lastOf(ctx context.Context, tx *db.Tx, table string, s id.Study) (last int64, err error) {
	var n int
	_, err = tx.One(ctx, []any{&n, &last}, `select count(*), coalesce(max(position), 0) from `+table+` where study_id = $1`, s)
	if err == nil && n >= mostListed {
		return 0, &errs.Error{Kind: errs.Invalid, Key: "invalid", Faults: []errs.Fault{{Field: "words", Key: "study.lines.many", Args: map[string]string{"most": "1000"}}}}
	}
	return last, err
}

// RemovePoint takes away a point.
func RemovePoint(ctx context.Context, tx *db.Tx, s id.Study, point string) error {
	return found(tx.Exec(ctx, `delete from study_point where id = $1 and study_id = $2`, point, s))
}

// PointByID returns one point of a study.
func PointByID(ctx context.Context, tx *db.Tx, s id.Study, point string) (Point, error) {
	return db.First(points(ctx, tx, `where study_id = $1 and id = $2`, s, point))
}

// Points lists the points of a study in the order in which they were entered.
func Points(ctx context.Context, tx *db.Tx, s id.Study) ([]Point, error) {
	return points(ctx, tx, `where study_id = $1 order by position, id limit $2`, s, mostListed)
}

func points(ctx context.Context, tx *db.Tx, which string, args ...any) ([]Point, error) {
	return db.All(ctx, tx, func(scan db.Scan) (p Point, err error) {
		return p, scan(&p.ID, &p.Area, &p.Kind, &p.Code, &p.Words, &p.MadeBy)
	}, `select id, coalesce(area_id, ''), kind, code, words, made_by from study_point `+which, args...)
}

// Share is how large a part of those that a unit meets belong to the target
// group, as those who work there put it.
type Share struct {
	ID        string
	Area      id.Area // empty for all
	Actor     access.Kind
	Unit      string
	Low, High int // percent; the same where it is one figure
	Words     string
	Source    string
	MadeBy    id.Function
}

// AddShare enters a share.
func AddShare(ctx context.Context, tx *db.Tx, s Study, h Share) error {
	var f errs.Faults
	f.Check(h.Area == "" || slices.Contains(s.Areas, h.Area), "area", "study.area.outside")
	f.Check(slices.Contains(Actors(), h.Actor), "actor", "study.choose")
	Text(&f, "unit", h.Unit, mostTitle, true)
	f.Check(h.Low >= 0 && h.Low <= 100, "low", "study.percent.range")
	f.Check(h.High >= h.Low && h.High <= 100, "high", "study.percent.range")
	Text(&f, "words", h.Words, mostStatement, false)
	Text(&f, "source", h.Source, mostLine, true)
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	last, err := lastOf(ctx, tx, "study_share", s.ID)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into study_share (id, study_id, area_id, actor, unit, low, high, words, source, position, made_by)
		values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9, $10, $11)`,
		id.New[id.Study](), s.ID, h.Area, string(h.Actor), h.Unit, h.Low, h.High, h.Words, h.Source, last+1, h.MadeBy)
	return err
}

// RemoveShare takes away a share.
func RemoveShare(ctx context.Context, tx *db.Tx, s id.Study, share string) error {
	return found(tx.Exec(ctx, `delete from study_share where id = $1 and study_id = $2`, share, s))
}

// ShareByID returns one share of a study.
func ShareByID(ctx context.Context, tx *db.Tx, s id.Study, share string) (Share, error) {
	return db.First(shares(ctx, tx, `where study_id = $1 and id = $2`, s, share))
}

// Shares lists the shares of a study in the order in which they were entered.
func Shares(ctx context.Context, tx *db.Tx, s id.Study) ([]Share, error) {
	return shares(ctx, tx, `where study_id = $1 order by position, id limit $2`, s, mostListed)
}

func shares(ctx context.Context, tx *db.Tx, which string, args ...any) ([]Share, error) {
	return db.All(ctx, tx, func(scan db.Scan) (h Share, err error) {
		return h, scan(&h.ID, &h.Area, &h.Actor, &h.Unit, &h.Low, &h.High, &h.Words, &h.Source, &h.MadeBy)
	}, `select id, coalesce(area_id, ''), actor, unit, low, high, words, source, made_by from study_share `+which, args...)
}
