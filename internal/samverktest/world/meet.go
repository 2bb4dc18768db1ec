package world

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
)

// Forum adds an active forum of a kind to the world's area, where persons are
// talked of and each of some actors may call and be called.
func (w *W) Forum(kind string, actors ...access.Kind) id.Forum {
	w.T.Helper()
	f := id.New[id.Forum]()
	w.Exec(`insert into forum (id, area_id, name, formal, about, kind, level, status, status_at) values ($1, $2, $3, $4, '', $5, 'individual', 'active', $6)`,
		f, Area, "Forum "+kind, false, kind, db.Micros(w.Now()))
	for _, k := range actors {
		w.Exec(`insert into forum_actor (forum_id, actor, may_call, is_called, must_attend) values ($1, $2, $3, $3, $4)`, f, string(k), true, false)
	}
	return f
}

// JoinForum makes functions members of a forum.
func (w *W) JoinForum(f id.Forum, functions ...id.Function) {
	w.T.Helper()
	for _, m := range functions {
		w.Exec(`insert into forum_member (forum_id, function_id, since) values ($1, $2, $3)`, f, m, db.Micros(w.Now()))
	}
}

// Sitting adds a sitting of a forum that begins in some time, with slots of half
// an hour.
func (w *W) Sitting(f id.Forum, in time.Duration, slots int) (id.Sitting, []id.Slot) {
	w.T.Helper()
	start, length := w.Now().Add(in).Truncate(time.Minute), 30*time.Minute
	s := id.New[id.Sitting]()
	w.Exec(`insert into sitting (id, forum_id, starts_at, ends_at, state) values ($1, $2, $3, $4, $5)`,
		s, f, db.Micros(start), db.Micros(start.Add(time.Duration(slots)*length)), forum.SittingPlanned)
	var all []id.Slot
	for n := range slots {
		t, begins := id.New[id.Slot](), start.Add(time.Duration(n)*length)
		w.Exec(`insert into slot (id, sitting_id, starts_at, ends_at) values ($1, $2, $3, $4)`, t, s, db.Micros(begins), db.Micros(begins.Add(length)))
		all = append(all, t)
	}
	return s, all
}

// Call calls a case to a slot of a forum, or to a time of its own in an hour
// when there is none: the person is invited.
func (w *W) Call(c id.Case, by id.Function, f id.Forum, slot id.Slot, functions ...id.Function) id.Call {
	w.T.Helper()
	call, err := w.MakeCall(context.Background(), w.As(by), c, w.NewCall(f, slot, functions...))
	w.must(err)
	return call
}

// NewCall returns a call that lacks nothing.
func (w *W) NewCall(f id.Forum, slot id.Slot, functions ...id.Function) app.NewCall {
	n := app.NewCall{Forum: f, PersonWay: meeting.PersonInvited, Question: "Vad är nästa steg?", Called: functions}
	if slot != "" {
		n.Slots = []id.Slot{slot}
		return n
	}
	start := w.Now().Add(time.Hour)
	n.Times = []meeting.Time{{Start: start, End: start.Add(30 * time.Minute)}}
	return n
}

// Managers gives the area a managers' group, "lsg".
func (w *W) Managers(status string, members ...id.Function) {
	w.T.Helper()
	w.Exec(`insert into forum (id, area_id, name, formal, about, kind, level, status) values ('lsg', $1, 'Lokal samverkansgrupp', true, '', 'managers', 'managers', $2)`,
		Area, status)
	for _, m := range members {
		w.Exec(`insert into forum_member (forum_id, function_id, since) values ('lsg', $1, $2)`, m, db.Micros(w.Now()))
	}
}
