// Package forum keeps where the actors of an area meet: the register of forums,
// who belongs to them, their dates and what the times of a date are taken for.
// It belongs to the structure level: it knows nothing of whom a time is about.
package forum

import (
	"cmp"
	"context"
	"slices"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// most bounds the lists of one area or forum; a real one stays far below.
const most = 1000

// The states of a forum.
const (
	Planned  = "planned"
	Starting = "starting" // has a checklist
	Active   = "active"
	Resting  = "resting"
	Ended    = "ended"
)

// The levels of a forum: only on the first are persons talked of.
const (
	Individual = "individual"
	General    = "general"
	OfManagers = "managers"
)

// How the chair of a sitting is found.
const (
	Fixed    = "fixed"
	Rotation = "rotation"
)

// Forum is where actors of an area meet, again and again or when needed.
type Forum struct {
	ID        id.Forum
	Area      id.Area
	Name      string
	Formal    bool // meant to be: whether it is shows by its criteria
	About     string
	Kind      string // one of Kinds
	Level     string // one of Levels
	Internal  bool   // within one actor
	Status    string
	StatusAt  time.Time
	UseWhen   string
	Target    string // whom it is for
	AgeFrom   int    // 0 for no limit
	AgeTo     int    // the last year of age; 0 for no limit
	Agreement id.Agreement
	Driver    id.Function // drives it
	Deputy    id.Function // of the driver
	Chairing  string      // Fixed or Rotation
	Chair     id.Function // when fixed
	Secretary id.Function // when fixed
	Place     string
	Link      string
	Rule      string // RFC 5545, as planned last
	ReviewOn  string // date
	Actors    []Actor
	Version   int64
}

// Actor is what a forum lets one kind of organisation do, where no agreement
// says so.
type Actor struct {
	Kind       access.Kind
	MayCall    bool
	IsCalled   bool
	MustAttend bool
}

// Parties lists the kinds of organisations that meet in forums.
func Parties() []access.Kind {
	return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
}

// Levels lists the levels of forums.
func Levels() []string { return []string{Individual, General, OfManagers} }

// Statuses lists the states of forums, in the order of a forum's life.
func Statuses() []string { return []string{Planned, Starting, Active, Resting, Ended} }

// Persons reports whether persons are talked of in the forum.
func (f Forum) Persons() bool { return f.Level == Individual }

// Asked reports whether the forum is called together when needed, and not on
// fixed dates.
func (f Forum) Asked() bool { return PresetOf(f.Kind).Asked || !f.Formal }

// FourParty reports whether the forum is one that all four actors have agreed
// on: it cannot be active without an agreement in force. A SIP rests on the law
// and not on an agreement, and neither what FK alone calls to nor what is
// informal or internal needs one.
func (f Forum) FourParty() bool {
	switch f.Kind {
	case SIP:
		return false
	case GK, Reconciliation:
		if !slices.ContainsFunc(f.Actors, func(a Actor) bool { return a.MayCall && a.Kind != access.FK }) {
			return false
		}
	case Samverk, Managers:
		f.Formal = true // whatever is said of it
	}
	if !f.Formal || f.Internal {
		return false
	}
	for _, k := range Parties() {
		if !slices.ContainsFunc(f.Actors, func(a Actor) bool { return a.Kind == k && (a.MayCall || a.IsCalled) }) {
			return false
		}
	}
	return true
}

const forumColumns = `f.id, f.area_id, f.name, f.formal, f.about, f.kind, f.level, f.internal, f.status, f.status_at, f.use_when, f.target,
	coalesce(f.age_from, 0), coalesce(f.age_to, 0), coalesce(f.agreement_id, ''), coalesce(f.driver_id, ''), coalesce(f.deputy_id, ''),
	f.chairing, coalesce(f.chair_id, ''), coalesce(f.secretary_id, ''), f.place, f.link, f.rule, coalesce(f.review_on, ''), f.version`

func scanForum(scan db.Scan) (f Forum, err error) {
	var at int64
	err = scan(&f.ID, &f.Area, &f.Name, &f.Formal, &f.About, &f.Kind, &f.Level, &f.Internal, &f.Status, &at, &f.UseWhen, &f.Target,
		&f.AgeFrom, &f.AgeTo, &f.Agreement, &f.Driver, &f.Deputy,
		&f.Chairing, &f.Chair, &f.Secretary, &f.Place, &f.Link, &f.Rule, &f.ReviewOn, &f.Version)
	f.StatusAt = db.Time(at)
	return f, err
}

// ByID returns one forum.
func ByID(ctx context.Context, tx *db.Tx, f id.Forum) (Forum, error) {
	return db.First(withActors(ctx, tx, `where f.id = $1`, f))
}

// List lists the forums of an area, also those that have ended: the formal ones
// first, by name.
func List(ctx context.Context, tx *db.Tx, a id.Area) ([]Forum, error) {
	all, err := withActors(ctx, tx, `where f.area_id = $1`, a)
	return sorted(all), err
}

// Listed lists the forums of several areas, as List does those of each.
func Listed(ctx context.Context, tx *db.Tx, of []id.Area) (map[id.Area][]Forum, error) {
	by := map[id.Area][]Forum{}
	if len(of) == 0 {
		return by, nil
	}
	list, args := db.In(1, of)
	all, err := withActors(ctx, tx, `where f.area_id in `+list, args...)
	for _, f := range sorted(all) {
		by[f.Area] = append(by[f.Area], f)
	}
	return by, err
}

// Names returns the names of forums.
func Names(ctx context.Context, tx *db.Tx, of []id.Forum) (map[id.Forum]string, error) {
	names := map[id.Forum]string{}
	if len(of) == 0 {
		return names, nil
	}
	list, args := db.In(1, of)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var f id.Forum
		var name string
		err := scan(&f, &name)
		names[f] = name
		return err
	}, `select id, name from forum where id in `+list, args...)
	return names, err
}

// Under lists the forums that an agreement governs.
func Under(ctx context.Context, tx *db.Tx, a id.Agreement) ([]Forum, error) {
	all, err := withActors(ctx, tx, `where f.agreement_id = $1`, a)
	return sorted(all), err
}

// withActors reads forums with what each lets its actors do.
func withActors(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Forum, error) {
	all, err := db.All(ctx, tx, scanForum, `select `+forumColumns+` from forum f `+where+` limit 1000`, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	at := map[id.Forum]int{}
	for i, f := range all {
		at[f.ID] = i
	}
	err = tx.Each(ctx, func(scan db.Scan) error {
		var f id.Forum
		var a Actor
		if err := scan(&f, &a.Kind, &a.MayCall, &a.IsCalled, &a.MustAttend); err != nil {
			return err
		}
		if i, ok := at[f]; ok {
			all[i].Actors = append(all[i].Actors, a)
		}
		return nil
	}, `select x.forum_id, x.actor, x.may_call, x.is_called, x.must_attend from forum_actor x join forum f on f.id = x.forum_id `+where+` limit 4000`,
		args...)
	for _, f := range all {
		slices.SortFunc(f.Actors, func(a, b Actor) int { return order(a.Kind) - order(b.Kind) })
	}
	return all, err
}

// order is how the actors stand in lists.
func order(k access.Kind) int { return slices.Index(Parties(), k) }

// sorted orders forums for lists: formal before informal, ended last, by name
// the Swedish way.
func sorted(all []Forum) []Forum {
	swedish := collate.New(language.Swedish)
	rank := func(f Forum) (n int) {
		if f.Status == Ended {
			n += 2
		}
		if !f.Formal {
			n++
		}
		return n
	}
	slices.SortStableFunc(all, func(a, b Forum) int {
		return cmp.Or(rank(a)-rank(b), swedish.CompareString(a.Name, b.Name))
	})
	return all
}
