package api

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"samverk/internal/calendar"
	"samverk/internal/errs"
	"samverk/internal/feed"
	"samverk/internal/id"
)

type feedJSON struct {
	ID        id.Feed   `json:"id"`
	CreatedAt time.Time `json:"createdAt"`
}

// feedListJSON is how the function's times can be followed, and what its own
// calendar has told.
type feedListJSON struct {
	Feeds     []feedJSON `json:"feeds" doc:"Addresses where the function's times can be followed; the addresses themselves are secret"`
	Busy      int        `json:"busy" doc:"Times ahead that the function's own calendar says are taken"`
	BusyUntil time.Time  `json:"busyUntil,omitzero" doc:"When the last of them ends"`
}

type busyInput struct {
	Calendar string `json:"calendar" doc:"An iCalendar object (RFC 5545) of at most 256 kB. Only start and end of what lies ahead are kept"`
}

type busyJSON struct {
	Busy int `json:"busy" doc:"Times ahead that are taken"`
}

type calendarJSON struct {
	Method   calendar.Method `json:"method" enum:"PUBLISH,CANCEL" doc:"CANCEL when the meeting is cancelled"`
	Calendar string          `json:"calendar" doc:"An iCalendar object (RFC 5545) that holds the time and the place, and nothing of whom or what it is about"`
}

const exampleCalendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Samverk//Samverk//SV\r\nBEGIN:VEVENT\r\nUID:" + exampleID + "@samverk\r\n" +
	"DTSTAMP:20261120T000000Z\r\nDTSTART:20261127T080000Z\r\nDTEND:20261127T084500Z\r\nSUMMARY:Möte\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func addFeeds(s *server) {
	add(s, operation[none, feedListJSON]{method: http.MethodGet, path: "/me/feeds", id: "list-feeds", tag: "me",
		out: feedListJSON{[]feedJSON{{exampleID, day(20)}}, 12, day(28)},
		do: func(c *call, _ none) (feedListJSON, error) {
			v, err := c.app.Feeds(c.ctx, c.who)
			return feedListJSON{listOf(v.Feeds, func(f feed.Feed) feedJSON { return feedJSON{f.ID, f.Created} }), v.Busy, v.BusyUntil}, err
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: "/me/feeds/{feed}", id: "revoke-feed", tag: "me", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.app.RevokeFeed(c.ctx, c.who, at[id.Feed](c, "feed"))
		}})
	add(s, operation[busyInput, busyJSON]{method: http.MethodPut, path: "/me/busy", id: "set-busy", tag: "me",
		in: busyInput{exampleCalendar}, out: busyJSON{1},
		do: func(c *call, in busyInput) (busyJSON, error) {
			n, err := c.app.SetBusy(c.ctx, c.who, in.Calendar)
			return busyJSON{n}, asField(err, "file", "calendar")
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: "/me/busy", id: "forget-busy", tag: "me", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) { return none{}, c.app.ForgetBusy(c.ctx, c.who) }})
	add(s, operation[none, calendarJSON]{method: http.MethodGet, path: "/cases/{case}/calls/{call}/calendar", id: "read-call-calendar", tag: "calls",
		out: calendarJSON{calendar.Publish, exampleCalendar},
		do: func(c *call, _ none) (calendarJSON, error) {
			cal, err := c.app.CallCalendar(c.ctx, c.who, at[id.Case](c, "case"), at[id.Call](c, "call"))
			if err != nil {
				return calendarJSON{}, err
			}
			for i := range cal.Entries {
				cal.Entries[i].Title = c.texts(c.r).T("calendar.title")
			}
			text, err := calendar.Write(cal)
			return calendarJSON{cal.Method, string(text)}, err
		}})
}

// asField returns err with the faults of one field under the name that the
// field has in JSON.
func asField(err error, from, to string) error {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok {
		return err
	}
	c := *e
	c.Faults = slices.Clone(e.Faults)
	for i := range c.Faults {
		if c.Faults[i].Field == from {
			c.Faults[i].Field = to
		}
	}
	return &c
}
