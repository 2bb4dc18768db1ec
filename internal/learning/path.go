package learning

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The kinds of steps of a path.
const (
	ReadArticle = "article"
	SeePage     = "page"
	Meet        = "meeting"
)

// StepKinds lists the kinds of steps.
func StepKinds() []string { return []string{ReadArticle, SeePage, Meet} }

// Pages lists the pages of Samverk that a step can lead to, by their codes.
func Pages() []string {
	return []string{"ways", "agreements", "forums", "forum_guide", "obstacles", "offers", "rules", "glossary", "articles", "trainings", "day"}
}

// Actors lists whom a step can be to meet, and whose newcomers a path can be for.
func Actors() []access.Kind {
	return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF, access.Forbund}
}

// Roles lists the roles of functions that a path can be for.
func Roles() []access.Role {
	return []access.Role{access.Worker, access.Coordinator, access.Manager, access.Admin, access.Federation}
}

// mostSteps bounds a path: a newcomer is to get through it.
const mostSteps = 40

// Path is what somebody new in a function goes through.
type Path struct {
	ID      id.Path
	Area    id.Area     // empty for all
	Actor   access.Kind // empty for all
	Role    access.Role // empty for all
	Title   string
	About   string
	Ended   bool
	Version int64
	Steps   []Step
}

// For reports whether the path is for who has a function of an actor with a
// role, in some areas.
func (p Path) For(k access.Kind, r access.Role, areas []id.Area) bool {
	return (p.Actor == "" || p.Actor == k) && (p.Role == "" || p.Role == r) && (p.Area == "" || slices.Contains(areas, p.Area))
}

// Step is something to read, to look at or somebody to meet.
type Step struct {
	ID      string
	Path    id.Path
	Kind    string
	Title   string
	Article id.Article
	Page    string
	Meet    access.Kind
}

// PathInput is what is decided about a path.
type PathInput struct {
	Area  id.Area
	Actor access.Kind
	Role  access.Role
	Title string
	About string
}

// Check reports all that is wrong with the input.
func (in PathInput) Check() error {
	var f errs.Faults
	short(&f, "title", in.Title)
	words(&f, "about", in.About, MostWords)
	f.Check(in.Actor == "" || slices.Contains(Actors(), in.Actor), "actor", "path.actor.unknown")
	f.Check(in.Role == "" || slices.Contains(Roles(), in.Role), "role", "path.role.unknown")
	return f.Err()
}

// Check reports all that is wrong with a step.
func (s Step) Check() error {
	var f errs.Faults
	short(&f, "title", s.Title)
	f.Check(slices.Contains(StepKinds(), s.Kind), "kind", "path.kind.unknown")
	f.Check(s.Kind != ReadArticle || id.Valid(s.Article), "article", "path.article.missing")
	f.Check(s.Kind != SeePage || slices.Contains(Pages(), s.Page), "page", "path.page.unknown")
	f.Check(s.Kind != Meet || slices.Contains(Actors(), s.Meet), "meet", "path.meet.unknown")
	return f.Err()
}

// AddPath keeps a new path, without steps.
func AddPath(ctx context.Context, tx *db.Tx, in PathInput) (id.Path, error) {
	if err := in.Check(); err != nil {
		return "", err
	}
	p := id.New[id.Path]()
	_, err := tx.Exec(ctx, `insert into path (id, area_id, actor, role, title, about) values ($1, nullif($2, ''), $3, $4, $5, $6)`,
		p, in.Area, string(in.Actor), string(in.Role), in.Title, in.About)
	return p, err
}

// ChangePath changes what is decided about a path.
func ChangePath(ctx context.Context, tx *db.Tx, p id.Path, in PathInput, version int64) error {
	if err := in.Check(); err != nil {
		return err
	}
	return touch(ctx, tx, p, `update path set area_id = nullif($1, ''), actor = $2, role = $3, title = $4, about = $5, version = version + 1
where id = $6 and version = $7 and ended_at is null`, in.Area, string(in.Actor), string(in.Role), in.Title, in.About, p, version)
}

// EndPath ends a path; what has been read and met by it stays.
func EndPath(ctx context.Context, tx *db.Tx, p id.Path, version int64) error {
	return touch(ctx, tx, p, `update path set ended_at = $1, version = version + 1 where id = $2 and version = $3 and ended_at is null`,
		db.Micros(tx.Now), p, version)
}

// AddStep puts a step at the end of a path.
func AddStep(ctx context.Context, tx *db.Tx, s Step, version int64) (string, error) {
	if err := s.Check(); err != nil {
		return "", err
	}
	now, err := PathByID(ctx, tx, s.Path)
	if err != nil {
		return "", err
	}
	if len(now.Steps) >= mostSteps {
		return "", errs.Faults{{Field: "title", Key: "path.steps.many"}}.Err()
	}
	err = touch(ctx, tx, s.Path, `update path set version = version + 1 where id = $1 and version = $2 and ended_at is null`, s.Path, version)
	if err != nil {
		return "", err
	}
	s.ID = id.New[string]()
	_, err = tx.Exec(ctx, `insert into path_step (id, path_id, place, kind, title, article_id, page, meet)
values ($1, $2, (select coalesce(max(place), 0) + 1 from path_step where path_id = $2), $3, $4, nullif($5, ''), $6, $7)`,
		s.ID, s.Path, s.Kind, s.Title, s.Article, s.Page, string(s.Meet))
	return s.ID, err
}

// EndStep takes a step out of a path; that somebody has done it stays.
func EndStep(ctx context.Context, tx *db.Tx, p id.Path, step string, version int64) error {
	err := touch(ctx, tx, p, `update path set version = version + 1 where id = $1 and version = $2 and ended_at is null`, p, version)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update path_step set ended_at = $1 where id = $2 and path_id = $3 and ended_at is null`, db.Micros(tx.Now), step, p)
	if err == nil && n == 0 {
		err = errs.Missing()
	}
	return err
}

func touch(ctx context.Context, tx *db.Tx, p id.Path, query string, args ...any) error {
	n, err := tx.Exec(ctx, query, args...)
	if err != nil || n == 1 {
		return err
	}
	now, err := PathByID(ctx, tx, p)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

const pathQuery = `select id, coalesce(area_id, ''), actor, role, title, about, ended_at is not null, version from path`

func scanPath(scan db.Scan) (p Path, err error) {
	return p, scan(&p.ID, &p.Area, &p.Actor, &p.Role, &p.Title, &p.About, &p.Ended, &p.Version)
}

// PathByID returns one path with its steps, also one that has ended.
func PathByID(ctx context.Context, tx *db.Tx, p id.Path) (Path, error) {
	all, err := withSteps(ctx, tx, pathQuery+` where id = $1`, p)
	return db.First(all, err)
}

// Paths lists the paths that are in use, with their steps.
func Paths(ctx context.Context, tx *db.Tx) ([]Path, error) {
	return withSteps(ctx, tx, pathQuery+` where ended_at is null order by title, id limit $1`, most)
}

func withSteps(ctx context.Context, tx *db.Tx, query string, args ...any) ([]Path, error) {
	all, err := db.All(ctx, tx, scanPath, query, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids, at := make([]id.Path, len(all)), map[id.Path]int{}
	for i, p := range all {
		ids[i], at[p.ID] = p.ID, i
	}
	list, in := db.In(1, ids)
	err = tx.Each(ctx, func(scan db.Scan) error {
		var s Step
		err := scan(&s.ID, &s.Path, &s.Kind, &s.Title, &s.Article, &s.Page, &s.Meet)
		all[at[s.Path]].Steps = append(all[at[s.Path]].Steps, s)
		return err
	}, `select id, path_id, kind, title, coalesce(article_id, ''), page, meet from path_step
where path_id in `+list+` and ended_at is null order by place, id`, in...)
	return all, err
}

// Done returns when the steps of paths were done, by assignment and step.
func Done(ctx context.Context, tx *db.Tx, by []id.Assignment) (map[id.Assignment]map[string]string, error) {
	done := map[id.Assignment]map[string]string{}
	if len(by) == 0 {
		return done, nil
	}
	list, args := db.In(1, by)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var a id.Assignment
		var step, on string
		err := scan(&a, &step, &on)
		if done[a] == nil {
			done[a] = map[string]string{}
		}
		done[a][step] = on
		return err
	}, `select assignment_id, step_id, done_on from path_done where assignment_id in `+list, args...)
	return done, err
}

// Take notes that a step has been done on a day, no later than today; the empty
// day takes it back.
func Take(ctx context.Context, tx *db.Tx, by id.Assignment, step, on string) error {
	if on == "" {
		_, err := tx.Exec(ctx, `delete from path_done where step_id = $1 and assignment_id = $2`, step, by)
		return err
	}
	var f errs.Faults
	f.Check(isDate(on), "on", "learning.date.wrong")
	f.Check(!isDate(on) || on <= tx.Today(), "on", "learning.date.future")
	if err := f.Err(); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into path_done (step_id, assignment_id, done_on) values ($1, $2, $3)
on conflict (step_id, assignment_id) do update set done_on = excluded.done_on`, step, by, on)
	return err
}
