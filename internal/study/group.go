package study

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

const (
	mostPeople  = 100
	leastLength = 5
	mostLength  = 600 // minutes
)

// Group is a focus group: how many were heard, where and of which actors. It
// never says who they were.
type Group struct {
	ID        id.Group
	Study     id.Study
	Name      string
	Audience  string
	Actors    []access.Kind
	Areas     []id.Area
	People    int
	On        string
	Minutes   int
	Moderator id.Function
	Version   int64
}

// Check reports every fault of a group in a study.
func (g Group) Check(s Study, today string) error {
	var f errs.Faults
	Text(&f, "name", g.Name, mostTitle, true)
	f.Check(slices.Contains(GroupAudiences(), g.Audience), "audience", "study.choose")
	f.Check(len(g.Actors) > 0, "actors", "study.choose")
	f.Check(within(g.Actors, Actors()), "actors", "study.unknown")
	f.Check(len(g.Areas) > 0, "areas", "study.choose")
	f.Check(within(g.Areas, s.Areas), "areas", "study.area.outside")
	f.Check(g.People >= 1 && g.People <= mostPeople, "people", "study.people.range")
	f.Check(g.Minutes >= leastLength && g.Minutes <= mostLength, "minutes", "study.minutes.range")
	Date(&f, "on", g.On, true)
	f.Check(g.On <= today, "on", "study.date.ahead")
	f.Check(g.On >= s.From && (s.To == "" || g.On <= s.To), "on", "study.date.outside")
	f.Check(g.Moderator != "", "moderator", "study.choose")
	return f.OneEach().Err()
}

func kinds(all []access.Kind) string {
	names := make([]string, len(all))
	for i, k := range all {
		names[i] = string(k)
	}
	return strings.Join(names, ",")
}

// AddGroup enters a group.
func AddGroup(ctx context.Context, tx *db.Tx, s Study, g Group) (id.Group, error) {
	if err := g.Check(s, tx.Today()); err != nil {
		return "", err
	}
	g.ID = id.New[id.Group]()
	_, err := tx.Exec(ctx, `insert into study_group (id, study_id, name, audience, actors, people, on_day, minutes, moderator_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, g.ID, s.ID, g.Name, g.Audience, kinds(g.Actors), g.People, g.On, g.Minutes, g.Moderator)
	if err != nil {
		return "", err
	}
	return g.ID, setAreas(ctx, tx, `insert into study_group_area (group_id, area_id) values ($1, $2)`, g.ID, g.Areas)
}

// ChangeGroup changes what stands of a group. An area for which something that
// it said is noted stays.
func ChangeGroup(ctx context.Context, tx *db.Tx, s Study, g Group) error {
	if err := g.Check(s, tx.Today()); err != nil {
		return err
	}
	now, err := GroupByID(ctx, tx, g.ID)
	if err != nil {
		return err
	}
	if now.Version != g.Version {
		return errs.Changed(now)
	}
	n, err := tx.Exec(ctx, `update study_group set name = $3, audience = $4, actors = $5, people = $6, on_day = $7, minutes = $8, moderator_id = $9, version = version + 1
		where id = $1 and version = $2`, g.ID, g.Version, g.Name, g.Audience, kinds(g.Actors), g.People, g.On, g.Minutes, g.Moderator)
	if err := found(n, err); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from study_group_area where group_id = $1`, g.ID); err != nil {
		return err
	}
	return setAreas(ctx, tx, `insert into study_group_area (group_id, area_id) values ($1, $2)`, g.ID, g.Areas)
}

const groupQuery = `select g.id, g.study_id, g.name, g.audience, g.actors, g.people, g.on_day, g.minutes, g.moderator_id, g.version from study_group g`

func scanGroup(scan db.Scan) (g Group, err error) {
	var actors string
	err = scan(&g.ID, &g.Study, &g.Name, &g.Audience, &actors, &g.People, &g.On, &g.Minutes, &g.Moderator, &g.Version)
	for _, k := range split(actors) {
		g.Actors = append(g.Actors, access.Kind(k))
	}
	return g, err
}

// Groups lists the groups of a study by date.
func Groups(ctx context.Context, tx *db.Tx, s id.Study) ([]Group, error) {
	return groups(ctx, tx, ` where g.study_id = $1 order by g.on_day, g.name, g.id limit $2`, s, mostListed)
}

// GroupByID returns one group.
func GroupByID(ctx context.Context, tx *db.Tx, g id.Group) (Group, error) {
	return db.First(groups(ctx, tx, ` where g.id = $1`, g))
}

func groups(ctx context.Context, tx *db.Tx, which string, args ...any) ([]Group, error) {
	all, err := db.All(ctx, tx, scanGroup, groupQuery+which, args...)
	if err != nil || len(all) == 0 {
		return all, err
	}
	at, ids := map[id.Group]int{}, []id.Group{}
	for i, g := range all {
		at[g.ID], ids = i, append(ids, g.ID)
	}
	list, in := db.In(1, ids)
	err = tx.Each(ctx, func(scan db.Scan) error {
		var g id.Group
		var a id.Area
		err := scan(&g, &a)
		all[at[g]].Areas = append(all[at[g]].Areas, a)
		return err
	}, `select ga.group_id, ga.area_id from study_group_area ga join area a on a.id = ga.area_id where ga.group_id in `+list+` order by a.name`, in...)
	return all, err
}

// Heard is how many were heard.
type Heard struct{ Groups, People int }

// HeardIn counts groups and people; of one area where one is given.
func HeardIn(all []Group, area id.Area) (h Heard) {
	for _, g := range all {
		if area == "" || slices.Contains(g.Areas, area) {
			h.Groups++
			h.People += g.People
		}
	}
	return h
}

// Coverage says, for each area of a study, which actors no group has heard, of
// staff or of managers.
type Coverage struct {
	Area    id.Area
	Missing map[string][]access.Kind // by audience
}

// CoverageOf returns who has been heard where.
func CoverageOf(s Study, all []Group) []Coverage {
	covered := make([]Coverage, len(s.Areas))
	for i, a := range s.Areas {
		covered[i] = Coverage{a, map[string][]access.Kind{}}
		for _, audience := range Audiences() {
			for _, k := range Actors() {
				heard := slices.ContainsFunc(all, func(g Group) bool {
					return (g.Audience == audience || g.Audience == Both) && slices.Contains(g.Areas, a) && slices.Contains(g.Actors, k)
				})
				if !heard {
					covered[i].Missing[audience] = append(covered[i].Missing[audience], k)
				}
			}
		}
	}
	return covered
}

// HeardOf counts the groups and people of every study.
func HeardOf(ctx context.Context, tx *db.Tx) (map[id.Study]Heard, error) {
	all := map[id.Study]Heard{}
	return all, tx.Each(ctx, func(scan db.Scan) error {
		var s id.Study
		var h Heard
		err := scan(&s, &h.Groups, &h.People)
		all[s] = h
		return err
	}, `select study_id, count(*), sum(people) from study_group group by study_id`)
}

// Askable lists the functions that can lead groups of a study or find those who
// take part: who coordinate, lead or work for the federation in its areas.
func Askable(ctx context.Context, tx *db.Tx, s id.Study) ([]id.Function, error) {
	return db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select f.id from function f join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id
		where f.ended_at is null and (f.role = 'federation' or f.role in ('coordinator', 'manager') and exists (
			select 1 from unit_area ua join study_area sa on sa.area_id = ua.area_id where ua.unit_id = u.id and sa.study_id = $1))
		order by o.name, u.name, f.name, f.id limit $2`, s, mostListed)
}
