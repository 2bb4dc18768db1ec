package app

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/minutes"
)

// CallRules is what holds for calls into a forum: what its agreement in force
// says, else what is said of the forum itself.
type CallRules struct {
	Forum      forum.Forum
	Actors     []forum.Actor
	AnswerDays int  // working days until a call is to be answered
	InForce    bool // an agreement in force governs the forum, of all four where it takes that
	Needs      bool // without an agreement in force nobody calls
}

// usualAnswerDays is how long a call may wait where no agreement says so.
const usualAnswerDays = 5

func (r CallRules) actor(k access.Kind) forum.Actor {
	if i := slices.IndexFunc(r.Actors, func(a forum.Actor) bool { return a.Kind == k }); i >= 0 {
		return r.Actors[i]
	}
	return forum.Actor{}
}

// MayCall reports whether an actor of the kind may call others to the forum.
func (r CallRules) MayCall(k access.Kind) bool { return r.actor(k).MayCall }

// IsCalled reports whether an actor of the kind can be called to the forum.
func (r CallRules) IsCalled(k access.Kind) bool {
	a := r.actor(k)
	return a.IsCalled || a.MayCall
}

// Must lists the kinds of actors without which the forum takes up no case.
func (r CallRules) Must() (all []access.Kind) {
	for _, a := range r.Actors {
		if a.MustAttend {
			all = append(all, a.Kind)
		}
	}
	return all
}

// Open reports whether cases are called to the forum now: it is active, takes
// up persons, and has the agreement that it needs.
func (r CallRules) Open() bool {
	return r.Forum.Status == forum.Active && r.Forum.Persons() && (r.InForce || !r.Needs)
}

// FormalIn is minutes.FormalIn, for the level that knows no persons.
func (a *App) FormalIn(ctx context.Context, tx *db.Tx, f id.Forum, since time.Time) (map[string]bool, error) {
	return minutes.FormalIn(ctx, tx, f, since)
}

// Ruled returns what holds for calls into a forum as it stands.
func (a *App) Ruled(ctx context.Context, tx *db.Tx, f id.Forum) (CallRules, error) {
	now, err := forum.ByID(ctx, tx, f)
	if err != nil {
		return CallRules{}, err
	}
	return a.rulesOf(ctx, tx, now)
}

// rulesOf returns what holds for calls into a forum today.
func (a *App) rulesOf(ctx context.Context, tx *db.Tx, f forum.Forum) (CallRules, error) {
	all, err := a.RulesOfAll(ctx, tx, []forum.Forum{f})
	if err != nil {
		return CallRules{}, err
	}
	return all[0], nil
}

// RulesOfAll is rulesOf for many forums at once, in their order.
func (a *App) RulesOfAll(ctx context.Context, tx *db.Tx, forums []forum.Forum) ([]CallRules, error) {
	under := id.NewSet[id.Agreement]()
	for _, f := range forums {
		under.Add(f.Agreement)
	}
	inForce, err := agreement.InForce(ctx, tx, under.List, tx.Today())
	all := make([]CallRules, len(forums))
	for i, f := range forums {
		r := CallRules{Forum: f, Actors: f.Actors, AnswerDays: usualAnswerDays, Needs: f.FourParty()}
		if v, ok := inForce[f.Agreement]; ok {
			r.agreed(v)
		}
		if f.Kind == forum.SIP {
			r.Actors = forum.ByLaw(r.Actors)
		}
		all[i] = r
	}
	return all, err
}

// agreed takes over what the agreement in force says.
func (r *CallRules) agreed(v agreement.Version) {
	if r.Needs && !v.FourParty() {
		return
	}
	r.InForce, r.AnswerDays, r.Actors = true, v.AnswerDays, nil
	for _, x := range v.Actors {
		if x.MayCall || x.IsCalled {
			r.Actors = append(r.Actors, forum.Actor(x))
		}
	}
}
