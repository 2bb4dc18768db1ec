package structure

import (
	"context"
	"errors"
	"slices"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/news"
	"samverk/internal/org"
)

// ForumForm is what there is to choose from when a forum is entered or changed.
type ForumForm struct {
	Area       org.Area
	Functions  []org.Function
	Agreements []agreement.Agreement // that have not ended
}

// ForumForm returns what a forum of an area can be made of.
func (a *Service) ForumForm(ctx context.Context, who access.Actor, area id.Area) (v ForumForm, err error) {
	err = a.Look(ctx, who, access.ForumKeep, access.Object{Area: area}, func(tx *db.Tx) error {
		v, err = forumForm(ctx, tx, area)
		return err
	})
	return v, err
}

// ForumFormOf returns what a forum that there is can be made of.
func (a *Service) ForumFormOf(ctx context.Context, who access.Actor, f id.Forum) (v ForumForm, err error) {
	err = a.Look(ctx, who, access.ForumKeep, access.Object{Forum: f}, func(tx *db.Tx) error {
		now, err := forum.ByID(ctx, tx, f)
		if err != nil {
			return err
		}
		v, err = forumForm(ctx, tx, now.Area)
		return err
	})
	return v, err
}

func forumForm(ctx context.Context, tx *db.Tx, area id.Area) (v ForumForm, err error) {
	if v.Area, err = org.AreaByID(ctx, tx, area); err != nil {
		return v, err
	}
	if v.Functions, err = org.FunctionsIn(ctx, tx, area, ""); err != nil {
		return v, err
	}
	v.Functions = slices.DeleteFunc(v.Functions, func(f org.Function) bool { return f.Role == access.Admin })
	listed, err := agreement.List(ctx, tx, area)
	for _, l := range listed {
		if !l.Ended() {
			v.Agreements = append(v.Agreements, l.Agreement)
		}
	}
	return v, err
}

// CreateForum enters a forum in the register of an area.
func (a *Service) CreateForum(ctx context.Context, who access.Actor, area id.Area, s forum.Settings) (id.Forum, error) {
	made, err := a.Do(ctx, who, access.ForumKeep, access.Object{Area: area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := a.checkForum(ctx, tx, area, s); err != nil {
			return "", err
		}
		made, err := forum.Create(ctx, tx, area, s, who.Function)
		return string(made), err
	})
	return id.Forum(made), err
}

// checkForum reports everything that is wrong with the settings of a forum:
// functions and agreements have to be of its area.
func (a *Service) checkForum(ctx context.Context, tx *db.Tx, area id.Area, s forum.Settings) error {
	v, err := forumForm(ctx, tx, area)
	if err != nil {
		return err
	}
	var f errs.Faults
	if err := f.Merge(s.Check()); err != nil {
		return err
	}
	for field, of := range s.Functions() {
		i := slices.IndexFunc(v.Functions, func(fn org.Function) bool { return fn.ID == of })
		f.Check(of == "" || i >= 0, field, "forum.function.area")
		meets := field == forum.TaskChair || field == forum.TaskSecretary
		f.Check(i < 0 || !meets || s.Level != forum.Individual || v.Functions[i].Role != access.Federation, field, "forum.function.federation")
	}
	f.Check(s.Agreement == "" || slices.ContainsFunc(v.Agreements, func(g agreement.Agreement) bool { return g.ID == s.Agreement }),
		"agreement", "forum.agreement.area")
	return f.OneEach().Err()
}

// ChangeForum changes what has been decided about a forum. An active one cannot
// become one that needs an agreement while none is in force.
func (a *Service) ChangeForum(ctx context.Context, who access.Actor, f id.Forum, version int64, s forum.Settings) error {
	_, err := a.Do(ctx, who, access.ForumKeep, access.Object{Forum: f}, func(tx *db.Tx, _ access.Sight) (string, error) {
		was, err := forum.ByID(ctx, tx, f)
		if err != nil {
			return "", err
		}
		var faults errs.Faults
		if err := faults.Merge(a.checkForum(ctx, tx, was.Area, s)); err != nil {
			return "", err
		}
		if err := checkMembers(ctx, tx, f, s, &faults); err != nil {
			return "", err
		}
		if err := faults.OneEach().Err(); err != nil {
			return "", err
		}
		if err := forum.Change(ctx, tx, f, version, s, who.Function); err != nil {
			return "", err
		}
		now, err := a.Ruled(ctx, tx, f)
		if err != nil {
			return "", err
		}
		if was.Persons() && !now.Forum.Persons() {
			if err := a.EndCallsTo(ctx, tx, who, f, false); err != nil {
				return "", err
			}
		}
		newly := !was.FourParty() || was.Agreement != s.Agreement
		faults.Check(was.Status != forum.Active || !newly || !now.Needs || now.InForce, "agreement", "forum.active.agreement")
		return string(f), faults.Err()
	})
	return err
}

// checkMembers demands that the federation has left a forum before persons are
// talked of there (lag 2003:1210 7 §).
func checkMembers(ctx context.Context, tx *db.Tx, f id.Forum, s forum.Settings, faults *errs.Faults) error {
	members, err := forum.Members(ctx, tx, f)
	if err != nil || s.Level != forum.Individual {
		return err
	}
	functions, err := org.Functions(ctx, tx, members)
	for _, m := range functions {
		faults.Check(m.Role != access.Federation, "level", "forum.level.federation")
	}
	return err
}

// StepForum takes a forum from one state of its life to the next: it starts, is
// active, rests, ends. Its members are told.
func (a *Service) StepForum(ctx context.Context, who access.Actor, s forum.Step) error {
	s.By = who.Function
	return a.changeForum(ctx, who, access.ForumKeep, s.Forum, func(tx *db.Tx) error {
		r, err := a.Ruled(ctx, tx, s.Forum)
		if err != nil {
			return err
		}
		standing, _, err := standingOf(ctx, tx, r)
		if err != nil {
			return err
		}
		if err := s.Take(ctx, tx, standing); err != nil {
			return err
		}
		if err := forumNews(ctx, tx, s); err != nil {
			return err
		}
		if s.To == forum.Resting || s.To == forum.Ended {
			if err := a.EndCallsTo(ctx, tx, who, s.Forum, s.To == forum.Ended); err != nil {
				return err
			}
		}
		return a.tellMembers(ctx, tx, who, s.Forum)
	})
}

// forumNews tells the area that a forum has become active or has ended.
func forumNews(ctx context.Context, tx *db.Tx, s forum.Step) error {
	kind, tells := map[string]string{forum.Active: news.ForumStarted, forum.Ended: news.ForumEnded}[s.To]
	if !tells {
		return nil
	}
	now, err := forum.ByID(ctx, tx, s.Forum)
	if err != nil {
		return err
	}
	return news.Add(ctx, tx, news.Entry{Kind: kind, Area: now.Area, Subject: string(s.Forum), Name: now.Name})
}

// TickForum says that a point of a starting forum's list is done, or is not.
func (a *Service) TickForum(ctx context.Context, who access.Actor, f id.Forum, point string, done bool) error {
	return a.changeForum(ctx, who, access.ForumKeep, f, func(tx *db.Tx) error {
		return forum.Tick(ctx, tx, f, point, done, who.Function)
	})
}

// JoinForum makes a function of the area a member of a forum, and tells it. The
// federation never belongs where persons are talked of (lag 2003:1210 7 §).
func (a *Service) JoinForum(ctx context.Context, who access.Actor, f id.Forum, m id.Function) error {
	return a.changeForum(ctx, who, access.ForumKeep, f, func(tx *db.Tx) error {
		now, err := forum.ByID(ctx, tx, f)
		if err != nil {
			return err
		}
		v, err := forumForm(ctx, tx, now.Area)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(v.Functions, func(fn org.Function) bool { return fn.ID == m })
		var faults errs.Faults
		faults.Check(i >= 0, "function", "forum.function.area")
		faults.Check(i < 0 || v.Functions[i].Role != access.Federation || !now.Persons(), "function", "forum.function.federation")
		if err := faults.Err(); err != nil {
			return err
		}
		if err := forum.Join(ctx, tx, f, m); err != nil {
			return err
		}
		return a.TellOthers(ctx, tx, who, m)
	})
}

// LeaveForum ends a function's membership: its own, or another's by one who
// keeps the forum. Where that leaves a task to nobody the coordinator of the
// area is told.
func (a *Service) LeaveForum(ctx context.Context, who access.Actor, f id.Forum, m id.Function) (vacant []string, err error) {
	act := access.ForumKeep
	if m == who.Function {
		act = access.ForumRun
	}
	err = a.changeForum(ctx, who, act, f, func(tx *db.Tx) error {
		now, err := forum.ByID(ctx, tx, f)
		if err != nil {
			return err
		}
		if vacant, err = forum.Leave(ctx, tx, f, m); err != nil {
			return err
		}
		if err := a.TellOthers(ctx, tx, who, m); err != nil || len(vacant) == 0 {
			return err
		}
		return a.TellCoordinator(ctx, tx, now.Area)
	})
	return vacant, err
}

// changeForum changes one forum.
func (a *Service) changeForum(ctx context.Context, who access.Actor, act access.Action, f id.Forum, fn func(*db.Tx) error) error {
	_, err := a.Do(ctx, who, act, access.Object{Forum: f}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(f), fn(tx)
	})
	return err
}

// tellMembers tells the members of a forum, but not the actor, that something
// waits.
func (a *Service) tellMembers(ctx context.Context, tx *db.Tx, who access.Actor, f id.Forum) error {
	members, err := forum.Members(ctx, tx, f)
	return errors.Join(err, a.TellOthers(ctx, tx, who, members...))
}
