package app

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/org"
)

// mostComing bounds the sittings to come of one forum.
const mostComing = 500

// SittingView is one sitting with its agenda, as the reader may see it: of each
// slot whether it is taken, and by what only where that is hers to know.
type SittingView struct {
	forum.Sitting
	Forum     CallRules
	Area      org.Area
	Functions map[id.Function]org.Function // members, chair, secretary and who asks
	Members   []id.Function
	Came      map[id.Function]bool // as far as it is noted
	Rows      []AgendaRow
	FollowUps []CallRow // earlier meetings of this forum and the reader's own to follow up by this date
	Member    bool
	MayKeep   bool
	MayRun    bool
	MayAsk    bool // put a question to the forum here
	MayHold   bool // note that it was held
	Today     string
}

// AgendaRow is one slot of a sitting. Who took it stands nowhere: what it is
// taken for shows only where the reader may know.
type AgendaRow struct {
	Slot         id.Slot
	Start, End   time.Time
	Use          string
	Past         bool
	Call         *CallRow            // of a case that the reader takes part in and may know of
	Consultation *forum.Consultation // for the members, and the one who asked
	Mine         bool                // the reader asked
}

// Sitting returns one sitting. What it shows of cases is logged.
func (a *App) Sitting(ctx context.Context, who access.Actor, s id.Sitting) (SittingView, error) {
	var v SittingView
	err := a.seeing(ctx, who, access.StructureRead, access.Object{Sitting: s}, func(tx *db.Tx, k *known) (err error) {
		v, err = a.sittingView(ctx, tx, who, k, s)
		return err
	})
	if err != nil {
		return SittingView{}, err
	}
	return v, nil
}

func (a *App) sittingView(ctx context.Context, tx *db.Tx, who access.Actor, k *known, s id.Sitting) (v SittingView, err error) {
	v.Today = tx.Today()
	if v.Sitting, err = forum.SittingByID(ctx, tx, s); err != nil {
		return v, err
	}
	if v.Forum, err = a.Ruled(ctx, tx, v.Sitting.Forum); err != nil {
		return v, err
	}
	if v.Area, err = org.AreaByID(ctx, tx, v.Forum.Forum.Area); err != nil {
		return v, err
	}
	may := func(act access.Action) bool { return access.Decide(act, k.Facts) == nil }
	v.Member, v.MayKeep, v.MayRun = k.Member, may(access.ForumKeep), may(access.ForumRun)
	v.MayAsk = may(access.ForumVisit) && v.Forum.Forum.Status == forum.Active && v.State == forum.SittingPlanned
	v.MayHold = v.MayRun && v.State != forum.SittingCancelled && !tx.Now.Before(v.Start)
	if !v.MayKeep && !v.MayRun { // as on the forum's page
		v.Sitting.Link, v.Forum.Forum.Link = "", ""
	}
	if v.Members, err = forum.Members(ctx, tx, v.Sitting.Forum); err != nil {
		return v, err
	}
	came, err := forum.Came(ctx, tx, []id.Sitting{s})
	if err != nil {
		return v, err
	}
	v.Came = came[s]
	if v.Rows, err = a.agenda(ctx, tx, who, k, s); err != nil {
		return v, err
	}
	if err := v.name(ctx, tx); err != nil {
		return v, err
	}
	v.FollowUps, err = a.followUps(ctx, tx, who, k, v)
	return v, err
}

// followUps are the reader's own earlier meetings of a sitting's forum that are
// to be followed up by its day; none where persons are not talked of.
func (a *App) followUps(ctx context.Context, tx *db.Tx, who access.Actor, k *known, v SittingView) ([]CallRow, error) {
	if !v.Forum.Forum.Persons() {
		return nil, nil
	}
	day, _ := calendar.Wall(v.Start)
	due, err := meeting.FollowUpsBy(ctx, tx, who.Function, day)
	if err != nil {
		return nil, err
	}
	due = slices.DeleteFunc(due, func(l meeting.Listed) bool { return l.Forum != v.Forum.Forum.ID })
	rows, err := a.callRows(ctx, tx, who, k, due)
	return slices.DeleteFunc(rows, func(r CallRow) bool { return r.Call.FollowUpOn == "" }), err
}

// agenda is the slots of a sitting in order of time.
func (a *App) agenda(ctx context.Context, tx *db.Tx, who access.Actor, k *known, s id.Sitting) ([]AgendaRow, error) {
	slots, err := forum.Slots(ctx, tx, []id.Sitting{s})
	if err != nil {
		return nil, err
	}
	calls, err := a.callsInSitting(ctx, tx, who, k, s)
	if err != nil {
		return nil, err
	}
	asked, err := forum.Consultations(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	rows := make([]AgendaRow, 0, len(slots[s]))
	for _, t := range slots[s] {
		row := AgendaRow{Slot: t.ID, Start: t.Start, End: t.End, Use: t.Use, Past: !t.End.After(tx.Now)}
		if c, ok := calls[t.ID]; ok {
			row.Call = &c
		}
		if c, ok := asked[t.ID]; ok && t.Use == forum.UseConsultation && (k.Member || k.Drives || c.By == who.Function) {
			row.Consultation, row.Mine = &c, c.By == who.Function
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// name looks up everybody whom the page names.
func (v *SittingView) name(ctx context.Context, tx *db.Tx) (err error) {
	all := id.NewSet[id.Function]()
	all.Add(v.Members...)
	all.Add(v.Chair, v.Secretary)
	for f := range v.Came {
		all.Add(f)
	}
	for _, r := range v.Rows {
		if r.Consultation != nil {
			all.Add(r.Consultation.By)
		}
	}
	v.Functions, err = org.Functions(ctx, tx, all.List)
	return err
}

// tellOfSitting tells the members of a sitting's forum, and those who have put
// a question there, that something waits.
func (a *App) tellOfSitting(ctx context.Context, tx *db.Tx, who access.Actor, s id.Sitting) error {
	now, err := forum.SittingByID(ctx, tx, s)
	if err != nil {
		return err
	}
	asked, err := forum.Consultations(ctx, tx, s)
	if err != nil {
		return err
	}
	members, err := forum.Members(ctx, tx, now.Forum)
	if err != nil {
		return err
	}
	for _, c := range asked {
		members = append(members, c.By)
	}
	return a.TellOthers(ctx, tx, who, members...)
}

// MoveSitting moves a sitting to another time. The calls in it follow, and all
// who are to come are told.
func (a *App) MoveSitting(ctx context.Context, who access.Actor, m forum.Move) error {
	m.By = who.Function
	_, err := a.Do(ctx, who, access.ForumKeep, access.Object{Sitting: m.Sitting}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := meeting.TouchSitting(ctx, tx, m.Sitting); err != nil {
			return "", err
		}
		if _, err := m.Take(ctx, tx); err != nil {
			return "", err
		}
		if err := a.callsFollow(ctx, tx, m.Sitting); err != nil {
			return "", err
		}
		return string(m.Sitting), a.tellOfSitting(ctx, tx, who, m.Sitting)
	})
	return err
}

// CancelSitting cancels a sitting. The calls in it seek another time, and all
// who were to come are told.
func (a *App) CancelSitting(ctx context.Context, who access.Actor, s id.Sitting, version int64, reason string) error {
	_, err := a.Do(ctx, who, access.ForumKeep, access.Object{Sitting: s}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := meeting.TouchSitting(ctx, tx, s); err != nil {
			return "", err
		}
		if err := forum.Cancel(ctx, tx, s, version, reason, who.Function); err != nil {
			return "", err
		}
		// From here on nobody takes a slot of it.
		if err := a.emptySitting(ctx, tx, s); err != nil {
			return "", err
		}
		return string(s), a.tellOfSitting(ctx, tx, who, s)
	})
	return err
}

// emptySitting lets the calls of a sitting seek another time, and frees their
// slots.
func (a *App) emptySitting(ctx context.Context, tx *db.Tx, s id.Sitting) error {
	calls, err := meeting.InSitting(ctx, tx, "", s)
	if err != nil {
		return err
	}
	if err := a.callsLoseTime(ctx, tx, s, ""); err != nil {
		return err
	}
	for _, c := range calls {
		if c.Waits() {
			if err := forum.Free(ctx, tx, c.Slot); err != nil {
				return err
			}
		}
	}
	return nil
}

// EndCallsTo lets the calls to a forum that is no longer there for them
// seek another time: one that rests, or that takes up no persons any more. Of
// one that has ended the sittings to come are cancelled too.
func (a *App) EndCallsTo(ctx context.Context, tx *db.Tx, who access.Actor, f id.Forum, ended bool) error {
	coming, err := forum.Upcoming(ctx, tx, f, tx.Now, mostComing)
	if err != nil {
		return err
	}
	for _, s := range coming {
		if err := meeting.TouchSitting(ctx, tx, s.ID); err != nil {
			return err
		}
		if ended {
			if err := forum.Cancel(ctx, tx, s.ID, s.Version, "something_else", who.Function); err != nil {
				return err
			}
		}
		if err := a.emptySitting(ctx, tx, s.ID); err != nil {
			return err
		}
	}
	return nil
}
