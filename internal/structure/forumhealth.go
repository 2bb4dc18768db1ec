package structure

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
)

// Finding is something that a forum lacks, for the one who answers for forums
// being there and working (S235, S272).
type Finding struct {
	Code   string
	Actors []access.Kind // whom it is about
}

// What a forum can lack.
const (
	FindingDriver    = "driver"    // nobody drives it, or nobody acts as the function that does
	FindingChair     = "chair"     // nobody chairs or writes
	FindingAgreement = "agreement" // the agreement that it needs is not in force
	FindingMembers   = "members"   // an actor has no member
	FindingDates     = "dates"     // nothing is planned
	FindingLong      = "long"      // it has not met for long
	FindingCancelled = "cancelled" // it is often cancelled
	FindingReview    = "review"    // it was to be looked over by now
)

const (
	longAgo  = 100 * 24 * time.Hour
	lately   = 4 // sittings
	tooOften = 2 // of them that were cancelled
	aYear    = 365 * 24 * time.Hour
)

// keeping is what is known of how a forum is kept.
type keeping struct {
	rules     app.CallRules
	members   []id.Function
	upcoming  []forum.Sitting
	past      []forum.Sitting // of the last year
	functions map[id.Function]org.Function
	standing  forum.Standing
}

// standingOf finds how a forum is kept today.
func standingOf(ctx context.Context, tx *db.Tx, r app.CallRules) (forum.Standing, *keeping, error) {
	all, err := standings(ctx, tx, []app.CallRules{r}, mostDates)
	if err != nil {
		return forum.Standing{}, nil, err
	}
	return all[0].standing, all[0], nil
}

// standings finds how forums are kept today, in their order, with so many of the
// sittings to come of each.
func standings(ctx context.Context, tx *db.Tx, rules []app.CallRules, dates int) ([]*keeping, error) {
	of, named := id.NewSet[id.Forum](), id.NewSet[id.Function]()
	for _, r := range rules {
		of.Add(r.Forum.ID)
		for _, f := range r.Forum.Settings().Functions() {
			named.Add(f)
		}
	}
	members, err := forum.MembersOf(ctx, tx, of.List)
	if err != nil {
		return nil, err
	}
	upcoming, err := forum.UpcomingOf(ctx, tx, of.List, tx.Now, dates)
	if err != nil {
		return nil, err
	}
	past, err := forum.SittingsOf(ctx, tx, of.List, tx.Now.Add(-aYear), tx.Now)
	if err != nil {
		return nil, err
	}
	for _, f := range of.List {
		named.Add(members[f]...)
	}
	functions, err := org.Functions(ctx, tx, named.List)
	all := make([]*keeping, len(rules))
	for i, r := range rules {
		f := r.Forum.ID
		all[i] = &keeping{rules: r, members: members[f], upcoming: upcoming[f], past: past[f], functions: functions}
		all[i].stand()
	}
	return all, err
}

// stand sums up how the forum is kept.
func (k *keeping) stand() {
	k.standing = forum.Standing{InForce: k.rules.InForce, Driven: k.acts(k.rules.Forum.Driver), Upcoming: len(k.upcoming)}
	for _, m := range k.members {
		if kind := k.functions[m].Kind; !slices.Contains(k.standing.Members, kind) {
			k.standing.Members = append(k.standing.Members, kind)
		}
	}
}

// acts reports whether somebody acts as a function today.
func (k *keeping) acts(f id.Function) bool { return f != "" && k.functions[f].Acts() != "" }

// health lists what a forum that is active or starting lacks.
func (k *keeping) health(tx *db.Tx) (all []Finding) {
	f := k.rules.Forum
	if f.Status != forum.Active && f.Status != forum.Starting {
		return nil
	}
	find := func(there bool, code string, actors ...access.Kind) {
		if there {
			all = append(all, Finding{code, actors})
		}
	}
	find(!k.acts(f.Driver), FindingDriver)
	find(k.rules.Needs && !k.rules.InForce, FindingAgreement)
	find(f.ReviewOn != "" && f.ReviewOn < tx.Today(), FindingReview)
	if f.Asked() {
		return all
	}
	find(f.Chairing == forum.Fixed && !k.acts(f.Chair) || f.Chairing == forum.Rotation && len(k.members) == 0, FindingChair)
	lacking := k.standing.Lacking(f)
	find(len(lacking) > 0, FindingMembers, lacking...)
	find(len(k.upcoming) == 0, FindingDates)
	find(f.Status == forum.Active && tx.Now.Sub(lastHeld(k.past, f.StatusAt)) > longAgo, FindingLong)
	find(cancelledOf(k.past) >= tooOften, FindingCancelled)
	return all
}

// lastHeld returns when a forum met last, or has been what it is since.
func lastHeld(past []forum.Sitting, since time.Time) time.Time {
	for _, s := range past {
		if s.State == forum.SittingHeld && s.Start.After(since) {
			since = s.Start
		}
	}
	return since
}

// cancelledOf counts how many of the last sittings were cancelled.
func cancelledOf(past []forum.Sitting) (n int) {
	for _, s := range past[max(0, len(past)-lately):] {
		if s.State == forum.SittingCancelled {
			n++
		}
	}
	return n
}

// Criterion is one of the four that make a forum formal (S295).
type Criterion struct {
	Code string
	Met  bool
}

// criteriaOf says which of the four criteria a formal forum meets: continual
// meetings, documentation in common, a plan in common, and follow-up. Of what
// was written it looks only whether there is any.
func (a *Service) criteriaOf(ctx context.Context, tx *db.Tx, f forum.Forum) ([]Criterion, error) {
	if !f.Formal {
		return nil, nil
	}
	year := tx.Now.Add(-aYear)
	continuous, err := tx.Has(ctx, `select 1 from sitting s where s.forum_id = $1 and s.state <> 'cancelled' and s.starts_at > $2
		and exists (select 1 from sitting o where o.forum_id = $1 and o.state <> 'cancelled' and o.starts_at > s.starts_at) limit 1`, f.ID, db.Micros(year))
	if err != nil {
		return nil, err
	}
	had := a.FormalIn
	if !f.Persons() {
		had = withoutPersons
	}
	kept, err := had(ctx, tx, f.ID, year)
	all := []Criterion{{"continuous", continuous}}
	for _, code := range []string{"documentation", "plan", "follow_up"} {
		all = append(all, Criterion{code, kept[code]})
	}
	return all, err
}

// withoutPersons tells what a forum where nobody is talked of has had in common
// since a time: who came is noted, and obstacles are answered.
func withoutPersons(ctx context.Context, tx *db.Tx, f id.Forum, since time.Time) (map[string]bool, error) {
	var documented, planned, followed bool
	_, err := tx.One(ctx, []any{&documented, &planned, &followed}, `select
		exists (select 1 from sitting s join sitting_member m on m.sitting_id = s.id where s.forum_id = $1 and s.starts_at > $2),
		exists (select 1 from obstacle o where o.forum_id = $1 and o.answered_at > $2 and o.decision = 'planned'),
		exists (select 1 from obstacle o where o.forum_id = $1 and o.answered_at > $2 and o.follow_up_on is not null)`, f, db.Micros(since))
	return map[string]bool{"documentation": documented, "plan": planned, "follow_up": followed}, err
}
