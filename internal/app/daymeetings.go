package app

import (
	"time"

	"samverk/internal/access"
	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
)

// Why a meeting needs a function.
const (
	MeetingToday    = "today"
	MeetingFinish   = "finish"  // its minutes are not final
	MeetingRead     = "read"    // its minutes are not read
	MeetingConfirm  = "confirm" // somebody has asked for its minutes to be recalled
	MeetingFollowUp = "follow_up"
)

// MeetingRow is a meeting that needs the actor's function, and why.
type MeetingRow struct {
	CaseRow
	Call    id.Call
	Start   time.Time
	State   string // of the meeting
	Why     string
	On      string // date, of what is followed up
	Overdue bool
}

// mostUnread is how many unread minutes a day lists; of the rest it says how many
// they are.
const mostUnread = 5

// needed is a meeting before anybody has judged who may see it.
type needed struct {
	meeting.Listed
	why string
}

// meetings gathers the meetings that need the function: today's, those whose
// minutes wait for something, and those with something to follow up.
func (d day) meetings() error {
	found, err := d.neededMeetings()
	if err != nil || len(found) == 0 {
		return err
	}
	which := id.NewSet[id.Case]()
	for _, n := range found {
		which.Add(n.Case)
	}
	seen, err := d.sights(d.ctx, d.tx, d.who, which.List)
	if err != nil {
		return err
	}
	var visible []needed
	shown, unread := id.NewSet[id.Case](), 0
	for _, n := range found {
		if !n.shows(seen[n.Case]) {
			continue
		}
		if n.why == MeetingRead {
			if unread++; unread > mostUnread {
				d.v.MoreMinutes++
				continue
			}
		}
		visible = append(visible, n)
		shown.Add(n.Case)
	}
	if len(visible) == 0 {
		return nil
	}
	for _, c := range shown.List {
		d.log.also = append(d.log.also, seen[c])
	}
	listed, err := d.listed(shown.List)
	if err != nil {
		return err
	}
	rows, _, err := d.rowsOf(listed)
	for _, n := range visible {
		if r, ok := rows[n.Case]; ok {
			d.v.Meetings = append(d.v.Meetings, d.meetingRow(r, n))
		}
	}
	return err
}

// shows reports whether the reader may know of the meeting, and why it needs her.
func (n needed) shows(s access.Sight) bool {
	return n.Visible(s) && (n.why != MeetingFollowUp || n.Seen(s).FollowUpOn != "")
}

func (d day) meetingRow(r CaseRow, n needed) MeetingRow {
	m := MeetingRow{CaseRow: r, Call: n.ID, Start: n.Start, State: n.State, Why: n.why}
	if n.why == MeetingFollowUp {
		m.On, m.Overdue = n.FollowUpOn, n.FollowUpOn < d.v.Today
	}
	return m
}

// sittings gathers today's sittings of the function's forums.
func (d day) sittings() error {
	from, to, err := d.span()
	if err == nil {
		d.v.Sittings, err = forum.DayOf(d.ctx, d.tx, d.who.Function, from, to)
	}
	return err
}

// span is when the day begins and ends.
func (d day) span() (from, to time.Time, err error) {
	if from, err = calendar.Local(d.v.Today, "00:00"); err == nil {
		to, err = calendar.Local(d.date(1), "00:00")
	}
	return from, to, err
}

func (d day) neededMeetings() (all []needed, err error) {
	from, to, err := d.span()
	if err != nil {
		return nil, err
	}
	f := d.who.Function
	for _, list := range []struct {
		why  string
		find func() ([]meeting.Listed, error)
	}{
		{MeetingToday, func() ([]meeting.Listed, error) {
			return meeting.Today(d.ctx, d.tx, f, db.Micros(from), db.Micros(to))
		}},
		{MeetingFinish, func() ([]meeting.Listed, error) { return meeting.ToFinish(d.ctx, d.tx, f) }},
		{MeetingConfirm, func() ([]meeting.Listed, error) {
			return meeting.ToConfirm(d.ctx, d.tx, f, d.who.Unit, d.who.User)
		}},
		{MeetingRead, func() ([]meeting.Listed, error) { return meeting.ToRead(d.ctx, d.tx, f) }},
		{MeetingFollowUp, func() ([]meeting.Listed, error) { return meeting.FollowUpsBy(d.ctx, d.tx, f, d.date(soon)) }},
	} {
		found, err := list.find()
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			all = append(all, needed{r, list.why})
		}
	}
	return all, nil
}
