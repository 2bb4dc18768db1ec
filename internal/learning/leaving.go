package learning

import (
	"context"
	"slices"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The sorts of things that hang on who holds a function.
const (
	ThingWay          = "way"
	ThingForum        = "forum"
	ThingAgreement    = "agreement"
	ThingObstacle     = "obstacle"
	ThingIntervention = "intervention"
	ThingArticle      = "article"
	ThingTraining     = "training"
	ThingIntroduction = "introduction"
	ThingWaiting      = "waiting" // requests and cases: only counted
)

// Things lists them in the order of the page.
func Things() []string {
	return []string{ThingWaiting, ThingWay, ThingForum, ThingAgreement, ThingObstacle, ThingIntervention, ThingArticle, ThingTraining, ThingIntroduction}
}

// Handed is what has been noted of one thing that somebody who leaves hands over.
type Handed struct {
	Thing   string
	Subject string // identifier; empty for what is only counted
	To      id.Function
	On      string // date when it was done; empty while it is not
	Version int64
}

// HandedBy lists what has been noted of an assignment.
func HandedBy(ctx context.Context, tx *db.Tx, a id.Assignment) ([]Handed, error) {
	return db.All(ctx, tx, func(scan db.Scan) (h Handed, err error) {
		return h, scan(&h.Thing, &h.Subject, &h.To, &h.On, &h.Version)
	}, `select thing, subject, coalesce(to_id, ''), done_on, version from leaving where assignment_id = $1 order by thing, subject limit $2`, a, most)
}

// Hand notes to whom a thing goes, and whether that has been done. The version
// is 0 where nothing has been noted of it.
func Hand(ctx context.Context, tx *db.Tx, a id.Assignment, h Handed, by id.Function) error {
	var f errs.Faults
	f.Check(slices.Contains(Things(), h.Thing), "thing", "leaving.thing.unknown")
	f.Check(h.On == "" || isDate(h.On) && h.On <= tx.Today(), "on", "learning.date.future")
	if err := f.Err(); err != nil {
		return err
	}
	query, args := `update leaving set to_id = nullif($4, ''), done_on = $5, by_id = $6, version = version + 1
where assignment_id = $1 and thing = $2 and subject = $3 and version = $7`, []any{a, h.Thing, h.Subject, h.To, h.On, by, h.Version}
	if h.Version == 0 {
		query, args = `insert into leaving (assignment_id, thing, subject, to_id, done_on, by_id) values ($1, $2, $3, nullif($4, ''), $5, $6)
on conflict (assignment_id, thing, subject) do nothing`, args[:6]
	}
	n, err := tx.Exec(ctx, query, args...)
	if err != nil || n == 1 {
		return err
	}
	all, err := HandedBy(ctx, tx, a)
	if err != nil {
		return err
	}
	for _, now := range all {
		if now.Thing == h.Thing && now.Subject == h.Subject {
			return errs.Changed(now)
		}
	}
	return errs.Missing()
}

// Left lists the assignments that have ended and of which something is still
// noted here.
func Left(ctx context.Context, tx *db.Tx) ([]id.Assignment, error) {
	return db.All(ctx, tx, func(scan db.Scan) (a id.Assignment, err error) { return a, scan(&a) },
		`select distinct l.assignment_id from leaving l join assignment s on s.id = l.assignment_id where s.until <= $1 order by 1 limit $2`,
		db.Micros(tx.Now), most)
}

// Forget erases what was noted of an assignment that has ended.
func Forget(ctx context.Context, tx *db.Tx, a id.Assignment) (bool, error) {
	n, err := tx.Exec(ctx, `delete from leaving where assignment_id = $1`, a)
	return n > 0, err
}

// Hanging is something that hangs on a function, and so on who holds it.
type Hanging struct {
	Thing   string
	Subject string // identifier
	Area    id.Area
	Name    string // as people call it; of a way in the code of its topic
	As      string // what the function is there: driver, deputy, chair, secretary, member, owner, contact, raiser
}

// hanging are the things of the structure level that name a function ($1).
const hanging = `select 'way', w.id, w.area_id, w.topic, case when w.function_id = $1 then 'owner' else 'deputy' end
  from way_in w where w.function_id = $1 or w.deputy_id = $1
union all select 'forum', f.id, f.area_id, f.name, case when f.driver_id = $1 then 'driver' when f.deputy_id = $1 then 'deputy'
    when f.chair_id = $1 then 'chair' when f.secretary_id = $1 then 'secretary' else 'member' end
  from forum f where f.status <> 'ended' and (f.driver_id = $1 or f.deputy_id = $1 or f.chair_id = $1 or f.secretary_id = $1
    or exists (select 1 from forum_member m where m.forum_id = f.id and m.function_id = $1 and m.left_at is null))
union all select 'agreement', a.id, a.area_id, a.title, 'owner' from agreement a where a.created_by = $1 and a.ended_at is null
union all select 'obstacle', o.id, o.area_id, o.title, 'raiser' from obstacle o
  where o.raised_by = $1 and (o.state = 'open' or o.state = 'answered' and o.decision = 'planned')
union all select 'intervention', i.id, '', v.name, 'contact' from intervention i join intervention_version v on v.intervention_id = i.id and v.number = i.newest
  where i.ended_on = '' and v.contact_id = $1
union all select 'article', a.id, coalesce(a.area_id, ''), t.title, 'owner' from article a join article_text t on t.article_id = a.id and t.number = a.number
  where a.owner_id = $1 and a.state <> 'withdrawn'
union all select 'training', t.id, '', t.title, 'owner' from training t join training_owner o on o.training_id = t.id
  where o.function_id = $1 and t.state = 'planned'`

// HangsOn lists the things that hang on a function.
func HangsOn(ctx context.Context, tx *db.Tx, f id.Function) ([]Hanging, error) {
	return db.All(ctx, tx, func(scan db.Scan) (h Hanging, err error) {
		return h, scan(&h.Thing, &h.Subject, &h.Area, &h.Name, &h.As)
	}, hanging+` order by 1, 4, 2 limit $2`, f, most)
}
