// Package plan judges and keeps the shared plan: what does not hold together in
// it, what changed, how it is laid out, and its versions, of which an agreed
// one never changes. What the pieces say is kept elsewhere; here they come as
// values that the reader may see.
package plan

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Plan is one version of a case's plan.
type Plan struct {
	ID         id.Plan
	Number     int // 1, 2, …
	Kind       string
	State      string
	FollowUpOn string // date, empty when not set
	PersonPart string // how the person's part is recorded, empty until agreed
	CreatedAt  time.Time
	AgreedAt   time.Time
	AgreedBy   id.Function
	Version    int64 // grows from one plan of a case to the next, never repeats
}

// The types of plans.
const (
	Handlingsplan  = "handlingsplan"
	SIP            = "SIP" // samordnad individuell plan (SoL 10 kap. 8–9 §§)
	GK             = "GK"  // gemensam kartläggning
	Aktivitetsplan = "aktivitetsplan"
)

const mostListed = 50

// The states of a plan.
const (
	Preparation = "preparation"
	Agreed      = "agreed"
)

// How the person took part when a plan was agreed.
const (
	PersonPresent  = "present"
	PersonApproved = "approved"
	PersonInformed = "informed"
)

// Kinds lists the types of plans in the order that people choose from.
func Kinds() []string { return []string{Handlingsplan, SIP, GK, Aktivitetsplan} }

// PersonParts lists how the person can have taken part.
func PersonParts() []string { return []string{PersonPresent, PersonApproved, PersonInformed} }

const columns = `select id, number, kind, state, coalesce(follow_up_on, ''), person_part, created_at,
	coalesce(agreed_at, 0), coalesce(agreed_by, ''), version from plan `

func scanPlan(scan db.Scan) (p Plan, err error) {
	var created, agreed int64
	err = scan(&p.ID, &p.Number, &p.Kind, &p.State, &p.FollowUpOn, &p.PersonPart, &created, &agreed, &p.AgreedBy, &p.Version)
	p.CreatedAt, p.AgreedAt = db.Time(created), db.Time(agreed)
	return p, err
}

// seen leaves out what the reader may not know: dates and the person's part
// are of the category plan, and who agreed tells who takes part.
func (p Plan) seen(s access.Sight) Plan {
	if !s.Circle() && p.AgreedBy != s.Function() {
		p.AgreedBy = ""
	}
	if s.Circle() || s.Categories().Has(access.Plan) {
		s.Sees(s.Unit(), access.Plan, access.OwnItem) // notes for the log that it was shown
	} else {
		p.FollowUpOn, p.PersonPart = "", ""
	}
	return p
}

func seen(s access.Sight, p Plan, err error) (Plan, error) {
	if err != nil {
		return Plan{}, err
	}
	return p.seen(s), nil
}

func first(plans []Plan, err error) (Plan, error) {
	if err == nil && len(plans) == 0 {
		err = errs.Missing()
	}
	if err != nil {
		return Plan{}, err
	}
	return plans[0], nil
}

func newest(ctx context.Context, tx *db.Tx, c id.Case) (Plan, error) {
	return first(db.All(ctx, tx, scanPlan, columns+`where case_id = $1 order by number desc limit 1`, c))
}

// Current returns the newest plan of the case: the one in preparation, else the
// one agreed last. Before the first Prepare it is missing.
func Current(ctx context.Context, tx *db.Tx, s access.Sight) (Plan, error) {
	p, err := newest(ctx, tx, s.Case())
	return seen(s, p, err)
}

// Get returns a plan of the case by its number.
func Get(ctx context.Context, tx *db.Tx, s access.Sight, number int) (Plan, error) {
	p, err := first(db.All(ctx, tx, scanPlan, columns+`where case_id = $1 and number = $2`, s.Case(), number))
	return seen(s, p, err)
}

// Versions lists at most 50 plans of the case, newest first, with numbers below
// before; 0 begins with the newest.
func Versions(ctx context.Context, tx *db.Tx, s access.Sight, before int) ([]Plan, error) {
	plans, err := db.All(ctx, tx, scanPlan, columns+`where case_id = $1 and ($2 = 0 or number < $2) order by number desc limit $3`,
		s.Case(), before, mostListed)
	for i := range plans {
		plans[i] = plans[i].seen(s)
	}
	return plans, err
}

// Prepare returns the plan in preparation. It makes one when there is none:
// number 1, or the one after the plan agreed last, with its type and follow-up.
func Prepare(ctx context.Context, tx *db.Tx, s access.Sight) (Plan, error) {
	p, err := newest(ctx, tx, s.Case())
	if err != nil && !errs.Is(err, errs.NotFound) {
		return Plan{}, err
	}
	if p.State != Preparation {
		if _, err := insertNext(ctx, tx, s, p); err != nil {
			return Plan{}, err
		}
		p, err = newest(ctx, tx, s.Case())
	}
	return seen(s, p, err)
}

// insertNext reports whether it made the plan that comes after p; somebody may
// have made it first.
func insertNext(ctx context.Context, tx *db.Tx, s access.Sight, p Plan) (bool, error) {
	if s.Case() == "" {
		return false, errs.Missing()
	}
	if p.ID == "" {
		p.Kind = Handlingsplan
	}
	n, err := tx.Exec(ctx, `insert into plan (id, case_id, number, kind, state, follow_up_on, created_at, version)
		values ($1, $2, $3, $4, $5, nullif($6, ''), $7, $8) on conflict (case_id, number) do nothing`,
		id.New[id.Plan](), s.Case(), p.Number+1, p.Kind, Preparation, p.FollowUpOn, db.Micros(tx.Now), p.Version+1)
	return n > 0, err
}

// draft returns the plan in preparation to somebody who saw the version given
// of the current plan, 0 when there was none; where that one is agreed, the
// next is begun.
func draft(ctx context.Context, tx *db.Tx, s access.Sight, version int64) (Plan, error) {
	p, err := newest(ctx, tx, s.Case())
	if err != nil && !errs.Is(err, errs.NotFound) {
		return Plan{}, err
	}
	if p.Version != version {
		return Plan{}, errs.Changed(p.seen(s))
	}
	if p.State == Preparation {
		return p, nil
	}
	made, err := insertNext(ctx, tx, s, p)
	if err != nil {
		return Plan{}, err
	}
	if p, err = newest(ctx, tx, s.Case()); err == nil && !made {
		return Plan{}, errs.Changed(p.seen(s))
	}
	return p, err
}

// SetFollowUp sets when the plan is to be followed up, to somebody who saw a
// version of the current plan.
func SetFollowUp(ctx context.Context, tx *db.Tx, s access.Sight, version int64, on string) (Plan, error) {
	var f errs.Faults
	checkFollowUp(&f, on, tx.Today())
	if err := f.Err(); err != nil {
		return Plan{}, err
	}
	p, err := draft(ctx, tx, s, version)
	if err != nil {
		return Plan{}, err
	}
	p.FollowUpOn = on
	return p.save(ctx, tx, s)
}

// SetKind sets the type of the plan, to somebody who saw a version of the
// current plan.
func SetKind(ctx context.Context, tx *db.Tx, s access.Sight, version int64, kind string) (Plan, error) {
	var f errs.Faults
	f.Check(slices.Contains(Kinds(), kind), "kind", "plan.kind.missing")
	if err := f.Err(); err != nil {
		return Plan{}, err
	}
	p, err := draft(ctx, tx, s, version)
	if err != nil {
		return Plan{}, err
	}
	p.Kind = kind
	return p.save(ctx, tx, s)
}

func checkFollowUp(f *errs.Faults, on, today string) {
	switch _, err := time.Parse(time.DateOnly, on); {
	case on == "":
		f.Add("follow_up_on", "plan.follow_up.missing")
	case err != nil:
		f.Add("follow_up_on", "plan.follow_up.form")
	case on < today:
		f.Add("follow_up_on", "plan.follow_up.past")
	}
}

// save writes a plan in preparation; an agreed one is never written again.
func (p Plan) save(ctx context.Context, tx *db.Tx, s access.Sight) (Plan, error) {
	n, err := tx.Exec(ctx, `update plan set kind = $4, state = $5, follow_up_on = nullif($6, ''), person_part = $7,
		agreed_at = $8, agreed_by = nullif($9, ''), version = version + 1
		where id = $1 and case_id = $2 and version = $3 and state = 'preparation'`,
		p.ID, s.Case(), p.Version, p.Kind, p.State, p.FollowUpOn, p.PersonPart, orNull(p.AgreedAt), p.AgreedBy)
	if err != nil {
		return Plan{}, err
	}
	if n == 0 {
		if p, err = newest(ctx, tx, s.Case()); err == nil {
			err = errs.Changed(p.seen(s))
		}
		return Plan{}, err
	}
	p.Version++
	return p.seen(s), nil
}

func orNull(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return db.Micros(at)
}
