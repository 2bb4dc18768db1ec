package api

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"samverk/internal/api/rest"
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

const exampleCalendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Samverk//Samverk//SV\r\nBEGIN:VEVENT\r\nUID:" + rest.ExampleID + "@samverk\r\n" +
	"DTSTAMP:20261120T000000Z\r\nDTSTART:20261127T080000Z\r\nDTEND:20261127T084500Z\r\nSUMMARY:Möte\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func addFeeds(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, feedListJSON]{Method: http.MethodGet, Path: "/me/feeds", ID: "list-feeds", Tag: "me",
		Out: feedListJSON{[]feedJSON{{rest.ExampleID, rest.Day(20)}}, 12, rest.Day(28)},
		Do: func(c *rest.Call, _ rest.None) (feedListJSON, error) {
			v, err := c.Entry.Feeds(c.Ctx, c.Who)
			return feedListJSON{rest.ListOf(v.Feeds, func(f feed.Feed) feedJSON { return feedJSON{f.ID, f.Created} }), v.Busy, v.BusyUntil}, err
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/me/feeds/{feed}", ID: "revoke-feed", Tag: "me", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Entry.RevokeFeed(c.Ctx, c.Who, rest.At[id.Feed](c, "feed"))
		}})
	rest.Add(s, rest.Operation[busyInput, busyJSON]{Method: http.MethodPut, Path: "/me/busy", ID: "set-busy", Tag: "me",
		In: busyInput{exampleCalendar}, Out: busyJSON{1},
		Do: func(c *rest.Call, in busyInput) (busyJSON, error) {
			n, err := c.Entry.SetBusy(c.Ctx, c.Who, in.Calendar)
			return busyJSON{n}, asField(err, "file", "calendar")
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/me/busy", ID: "forget-busy", Tag: "me", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Entry.ForgetBusy(c.Ctx, c.Who)
		}})
	rest.Add(s, rest.Operation[rest.None, calendarJSON]{Method: http.MethodGet, Path: "/cases/{case}/calls/{call}/calendar", ID: "read-call-calendar", Tag: "calls",
		Out: calendarJSON{calendar.Publish, exampleCalendar},
		Do: func(c *rest.Call, _ rest.None) (calendarJSON, error) {
			cal, err := c.Entry.CallCalendar(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Call](c, "call"))
			if err != nil {
				return calendarJSON{}, err
			}
			for i := range cal.Entries {
				cal.Entries[i].Title = c.Texts(c.Request).T("calendar.title")
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
