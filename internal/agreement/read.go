package agreement

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/rule"
	"samverk/internal/situation"
)

// most bounds how many agreements and versions one list reads.
const most = 1000

const agreementQuery = `select a.id, a.area_id, a.title, coalesce(a.copied_from, ''), a.created_at, coalesce(a.created_by, ''),
	coalesce(a.review_on, ''), coalesce(a.ended_at, 0), a.end_reason from agreement a`

func scanAgreement(scan db.Scan) (a Agreement, err error) {
	var created, ended int64
	err = scan(&a.ID, &a.Area, &a.Title, &a.CopiedFrom, &created, &a.By, &a.ReviewOn, &ended, &a.EndReason)
	a.CreatedAt, a.EndedAt = db.Time(created), db.Time(ended)
	return a, err
}

// ByID returns one agreement.
func ByID(ctx context.Context, tx *db.Tx, a id.Agreement) (Agreement, error) {
	return db.First(db.All(ctx, tx, scanAgreement, agreementQuery+` where a.id = $1`, a))
}

const versionQuery = `select v.id, v.agreement_id, v.number, v.state, v.purpose, v.target_group, v.criteria, v.goals, v.roles, v.division,
	v.routines, v.forms, v.forum_rules, v.grounds, v.answer_days, coalesce(v.valid_from, ''), coalesce(v.valid_until, ''), coalesce(v.review_on, ''),
	v.target, v.created_at, coalesce(v.published_at, 0), v.version from agreement_version v`

func scanVersion(scan db.Scan) (v Version, err error) {
	var created, published int64
	var grounds, target string
	c := &v.Content
	err = scan(&v.ID, &v.Agreement, &v.Number, &v.State, &c.Purpose, &c.TargetGroup, &c.Criteria, &c.Goals, &c.Roles, &c.Division,
		&c.Routines, &c.Forms, &c.ForumRules, &grounds, &c.AnswerDays, &c.ValidFrom, &c.ValidUntil, &c.ReviewOn, &target, &created, &published, &v.Version)
	if err != nil {
		return v, err
	}
	v.CreatedAt, v.FrozenAt = db.Time(created), db.Time(published)
	if grounds != "" {
		c.Grounds = strings.Split(grounds, ",")
	}
	c.Target, err = rule.ReadCondition(target, situation.Vocabulary())
	return v, err
}

// versions reads versions with their actors and parties. which names them by
// columns of v.
func versions(ctx context.Context, tx *db.Tx, which string, args ...any) ([]Version, error) {
	all, err := db.All(ctx, tx, scanVersion, versionQuery+` where `+which+` order by v.agreement_id, v.number desc limit 1000`, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	at := map[string]*Version{}
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	if err := actors(ctx, tx, which, args, at); err != nil {
		return nil, err
	}
	return all, signatures(ctx, tx, which, args, at)
}

func actors(ctx context.Context, tx *db.Tx, which string, args []any, at map[string]*Version) error {
	err := tx.Each(ctx, func(scan db.Scan) error {
		var v string
		var a Actor
		err := scan(&v, &a.Kind, &a.MayCall, &a.IsCalled, &a.MustAttend)
		if to, ok := at[v]; ok {
			to.Actors = append(to.Actors, a)
		}
		return err
	}, `select x.version_id, x.actor, x.may_call, x.is_called, x.must_attend
		from agreement_version v join agreement_actor x on x.version_id = v.id where `+which, args...)
	for _, v := range at {
		slices.SortFunc(v.Actors, func(a, b Actor) int { return order(a.Kind) - order(b.Kind) })
	}
	return err
}

func signatures(ctx context.Context, tx *db.Tx, which string, args []any, at map[string]*Version) error {
	err := tx.Each(ctx, func(scan db.Scan) error {
		var v string
		var s Signature
		var answered int64
		err := scan(&v, &s.Org, &s.Name, &s.Kind, &s.Answer, &s.Reason, &answered, &s.By)
		s.At = db.Time(answered)
		if to, ok := at[v]; ok {
			to.Signatures = append(to.Signatures, s)
		}
		return err
	}, `select p.version_id, o.id, o.name, o.kind, p.answer, p.reason, coalesce(p.answered_at, 0), coalesce(p.answered_by, '')
		from agreement_version v join agreement_party p on p.version_id = v.id join organisation o on o.id = p.organisation_id where `+which, args...)
	for _, v := range at {
		slices.SortFunc(v.Signatures, func(a, b Signature) int {
			return cmp.Or(order(a.Kind)-order(b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Org, b.Org))
		})
		for _, s := range v.Signatures {
			v.Parties = append(v.Parties, s.Org)
		}
	}
	return err
}

func order(k access.Kind) int { return slices.Index(Kinds(), k) }

// Versions lists all versions of an agreement, the newest first.
func Versions(ctx context.Context, tx *db.Tx, a id.Agreement) ([]Version, error) {
	return versions(ctx, tx, `v.agreement_id = $1`, a)
}

// VersionOf returns one version of an agreement, the newest for number 0.
func VersionOf(ctx context.Context, tx *db.Tx, a id.Agreement, number int) (Version, error) {
	all, err := Versions(ctx, tx, a)
	if err != nil {
		return Version{}, err
	}
	for _, v := range all {
		if number == 0 || v.Number == number {
			return v, nil
		}
	}
	return Version{}, errs.Missing()
}

// Listed is an agreement with all its versions, the newest first.
type Listed struct {
	Agreement
	Versions []Version
}

// Newest is the version that was drafted last.
func (l Listed) Newest() Version {
	if len(l.Versions) == 0 {
		return Version{}
	}
	return l.Versions[0]
}

// InForce returns the version that holds on a date, if any does.
func (l Listed) InForce(today string) (Version, bool) {
	v, ok := l.ruling(today)
	if !ok || l.Ended() || v.ValidUntil != "" && v.ValidUntil < today {
		return Version{}, false
	}
	return v, true
}

// ruling is the newest published version that has begun, which may be over.
func (l Listed) ruling(today string) (Version, bool) {
	for _, v := range l.Versions {
		if v.Frozen() && v.ValidFrom <= today {
			return v, true
		}
	}
	return Version{}, false
}

// The standings of a version beside its states: published and not begun, in
// force, past its last day, ended with the agreement.
const (
	Upcoming = "upcoming"
	Current  = "in_force"
	Expired  = "expired"
	Over     = "ended"
)

// Standing says what a version is on a date.
func (l Listed) Standing(v Version, today string) string {
	rules, any := l.ruling(today)
	switch {
	case l.Ended():
		return Over
	case !v.Frozen():
		return v.State
	case any && v.Number < rules.Number:
		return Replaced
	case !any || v.Number > rules.Number:
		return Upcoming
	case v.ValidUntil != "" && v.ValidUntil < today:
		return Expired
	}
	return Current
}

// ReviewDue returns the date on which a version is to be reviewed.
func (l Listed) ReviewDue(v Version) string {
	if v.State == Published {
		return cmp.Or(l.ReviewOn, v.ReviewOn)
	}
	return v.ReviewOn
}

// Find returns one agreement with all its versions.
func Find(ctx context.Context, tx *db.Tx, a id.Agreement) (l Listed, err error) {
	if l.Agreement, err = ByID(ctx, tx, a); err != nil {
		return l, err
	}
	l.Versions, err = Versions(ctx, tx, a)
	return l, err
}

// List lists the agreements of an area, of all areas when it is empty: those
// that last first, by title.
func List(ctx context.Context, tx *db.Tx, area id.Area) ([]Listed, error) {
	all, err := db.All(ctx, tx, scanAgreement, agreementQuery+` where $1 = '' or a.area_id = $1
		order by a.area_id, case when a.ended_at is null then 0 else 1 end, a.title, a.id limit $2`, string(area), most)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	of := map[id.Agreement][]Version{}
	list, err := versions(ctx, tx, `v.agreement_id in (select a.id from agreement a where $1 = '' or a.area_id = $1)`, string(area))
	for _, v := range list {
		of[v.Agreement] = append(of[v.Agreement], v)
	}
	listed := make([]Listed, len(all))
	for i, a := range all {
		listed[i] = Listed{a, of[a.ID]}
	}
	return listed, err
}

// InForce returns the versions that hold on a date, of those agreements of some
// that have one.
func InForce(ctx context.Context, tx *db.Tx, of []id.Agreement, today string) (map[id.Agreement]Version, error) {
	rule := map[id.Agreement]Version{}
	if len(of) == 0 {
		return rule, nil
	}
	list, args := db.In(1, of)
	all, err := db.All(ctx, tx, scanAgreement, agreementQuery+` where a.ended_at is null and a.id in `+list, args...)
	if err != nil || len(all) == 0 {
		return rule, err
	}
	found, err := versions(ctx, tx, `v.state in ('published', 'replaced') and v.agreement_id in `+list, args...)
	for _, a := range all {
		l := Listed{a, slices.DeleteFunc(slices.Clone(found), func(v Version) bool { return v.Agreement != a.ID })}
		if v, ok := l.InForce(today); ok {
			rule[a.ID] = v
		}
	}
	return rule, err
}

// Event is something that happened to an agreement.
type Event struct {
	At      time.Time
	Kind    string
	Number  int // of the version
	By      id.Function
	Org     id.Org // that signed or declined
	OrgName string
	Words   string
}

// Events lists what has happened to an agreement, the newest first.
func Events(ctx context.Context, tx *db.Tx, a id.Agreement) ([]Event, error) {
	return db.All(ctx, tx, func(scan db.Scan) (e Event, err error) {
		var at int64
		err = scan(&at, &e.Kind, &e.Number, &e.By, &e.Org, &e.OrgName, &e.Words)
		e.At = db.Time(at)
		return e, err
	}, `select e.at, e.kind, e.number, coalesce(e.function_id, ''), coalesce(e.organisation_id, ''), coalesce(o.name, ''), e.words
		from agreement_event e left join organisation o on o.id = e.organisation_id
		where e.agreement_id = $1 order by e.at desc, case when e.kind = 'published' then 0 else 1 end, e.id limit $2`, a, most)
}

// event is what is noted of a step.
type event struct {
	kind   string
	number int
	org    id.Org
	words  string
}

func note(ctx context.Context, tx *db.Tx, s Step, e event) error {
	_, err := tx.Exec(ctx, `insert into agreement_event (id, agreement_id, number, at, kind, function_id, organisation_id, words)
		values ($1, $2, $3, $4, $5, nullif($6, ''), nullif($7, ''), $8)`,
		id.New[string](), s.Agreement, e.number, db.Micros(tx.Now), e.kind, string(s.By), string(e.org), e.words)
	return err
}
