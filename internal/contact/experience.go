package contact

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// How a way in works for those who use it.
const (
	NotSaid = 0
	Hard    = 1
	Easiest = 4
)

// Actors lists the four who find ways in to each other, in the order of the
// mapping.
func Actors() []access.Kind { return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF} }

// Experience is how one actor finds the way in to another.
type Experience struct {
	Area    id.Area // empty for what all areas have in common
	From    access.Kind
	To      access.Kind
	Works   int    // 1 hard … 4 easy, 0 not said
	Via     string // which function is asked
	Note    string
	Source  string
	Version int64 // 0 when nothing has been said
}

// Check reports all that is wrong with the experience.
func (e Experience) Check() error {
	var f errs.Faults
	f.Check(slices.Contains(Actors(), e.From), "from", "experience.actor")
	f.Check(slices.Contains(Actors(), e.To) && e.To != e.From, "to", "experience.actor")
	f.Check(e.Works >= NotSaid && e.Works <= Easiest, "works", "experience.works")
	checkWords(&f, "via", e.Via, 200, "experience.via.long")
	checkWords(&f, "note", e.Note, MostWords, "ways.guide.words.long")
	checkWords(&f, "source", e.Source, 200, "experience.source.long")
	f.Check(strings.TrimSpace(e.Source) != "", "source", "experience.source.missing")
	return f.OneEach().Err()
}

// Experiences lists how the actors of an area find the ways in to each other,
// each pair as the area itself has said, else as all areas have in common.
func Experiences(ctx context.Context, tx *db.Tx, area id.Area) ([]Experience, error) {
	all, err := db.All(ctx, tx, scanExperience, experienceQuery+` where e.area_id = $1 or e.area_id is null
order by case when e.area_id is null then 1 else 0 end, e.id limit $2`, area, most)
	var chosen []Experience
	for _, e := range all {
		if !slices.ContainsFunc(chosen, func(c Experience) bool { return c.From == e.From && c.To == e.To }) {
			chosen = append(chosen, e)
		}
	}
	slices.SortFunc(chosen, func(a, b Experience) int {
		if n := slices.Index(Actors(), a.To) - slices.Index(Actors(), b.To); n != 0 {
			return n
		}
		return slices.Index(Actors(), a.From) - slices.Index(Actors(), b.From)
	})
	return chosen, err
}

const experienceQuery = `select coalesce(e.area_id, ''), e.from_kind, e.to_kind, e.works, e.via, e.note, e.source, e.version from way_experience e`

func scanExperience(scan db.Scan) (e Experience, err error) {
	return e, scan(&e.Area, &e.From, &e.To, &e.Works, &e.Via, &e.Note, &e.Source, &e.Version)
}

// Say notes how an actor finds the way in to another: anew where the version is
// 0, else instead of what was said.
func Say(ctx context.Context, tx *db.Tx, e Experience) error {
	if err := e.Check(); err != nil {
		return err
	}
	at := []any{e.Area, string(e.From), string(e.To), e.Works, e.Via, e.Note, e.Source, db.Micros(tx.Now)}
	if e.Version == 0 {
		n, err := tx.Exec(ctx, `insert into way_experience (id, area_id, from_kind, to_kind, works, via, note, source, changed_at)
values ($9, nullif($1, ''), $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`, append(at, rowID())...)
		if err != nil || n == 1 {
			return err
		}
		return said(ctx, tx, e)
	}
	n, err := tx.Exec(ctx, `update way_experience set works = $4, via = $5, note = $6, source = $7, changed_at = $8, version = version + 1
where coalesce(area_id, '') = $1 and from_kind = $2 and to_kind = $3 and version = $9`, append(at, e.Version)...)
	if err != nil || n == 1 {
		return err
	}
	return said(ctx, tx, e)
}

// rowID is the identifier of a row that nothing refers to.
func rowID() string { return string(id.New[id.WayReport]()) }

// said returns what stands now in the place of e.
func said(ctx context.Context, tx *db.Tx, e Experience) error {
	now, err := db.First(db.All(ctx, tx, scanExperience, experienceQuery+` where coalesce(e.area_id, '') = $1 and e.from_kind = $2 and e.to_kind = $3`,
		e.Area, string(e.From), string(e.To)))
	if err != nil {
		return err
	}
	return errs.Changed(now)
}
