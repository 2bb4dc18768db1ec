package app_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/calendar"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/feed"
	"samverk/internal/id"
	"samverk/internal/meeting"
)

// feedOf makes an address for a function and returns the secret in it.
func (h hall) feedOf(f id.Function) string {
	h.t.Helper()
	secret, err := h.MakeFeed(h.t.Context(), h.As(f))
	ok(h.t, err)
	return secret
}

// times are the entries behind an address: when they begin, and how they stand.
func (h hall) times(secret string) (all []string) {
	h.t.Helper()
	c, err := h.FeedTimes(h.t.Context(), secret)
	ok(h.t, err)
	for _, e := range c.Entries {
		text := fmt.Sprintf("+%g %s", e.Start.Sub(h.start).Hours(), e.Place)
		if e.Tentative {
			text += " tentative"
		}
		if e.Cancelled {
			text += " cancelled"
		}
		all = append(all, text)
	}
	return all
}

func (h hall) shows(secret, what string, want ...string) {
	h.t.Helper()
	if got := h.times(secret); !slices.Equal(got, want) {
		h.t.Errorf("%s: the calendar shows %q, want %q", what, got, want)
	}
}

// outside calls everybody to a time of its own, so many hours after the forum
// begins.
func (h hall) outside(hours int, called ...id.Function) id.Call {
	h.t.Helper()
	start := h.start.Add(time.Duration(hours) * time.Hour)
	return h.make("samordning", app.NewCall{
		Times: []meeting.Time{{Start: start, End: start.Add(time.Hour)}}, Place: "Rum 4", PersonWay: meeting.PersonInvited,
		Question: "Vem gör vad i vår?", Called: called})
}

func TestACalendarShowsWhenAFunctionMeetsAndNothingElse(t *testing.T) {
	h := newHall(t)
	h.Exec(`insert into forum_member (forum_id, function_id, since) values ('samverk', 'vc', 1)`)
	vc, ame, psyk := h.feedOf("vc"), h.feedOf("ame"), h.feedOf("fk")
	h.shows(vc, "a member", "+0 Sal 1")
	h.shows(ame, "no member")
	call := h.outside(30, "vc", "ame")
	h.shows(vc, "called", "+0 Sal 1", "+30 Rum 4 tentative")
	ok(t, h.answer("vc", call, meeting.Answer{Answer: meeting.AnswerYes}))
	ok(t, h.answer("ame", call, meeting.Answer{Answer: meeting.AnswerNo, Reason: meeting.AnswerReasons()[0]}))
	h.shows(vc, "who has said yes", "+0 Sal 1", "+30 Rum 4")
	h.shows(ame, "who has said no")
	h.shows(psyk, "who is not called")
	start := h.start.Add(50 * time.Hour)
	ok(t, h.MoveCall(t.Context(), h.As("samordning"), h.c, call, h.call("samordning", call).Call.Version,
		app.MoveCall{Time: meeting.Time{Start: start, End: start.Add(time.Hour)}, Place: "Rum 5", Reason: meeting.MoveReasons()[0]}))
	moved := h.times(vc)
	if len(moved) != 2 || !strings.HasPrefix(moved[1], "+50 Rum 5") {
		t.Errorf("moved: %q", moved)
	}
	ok(t, h.CancelCall(t.Context(), h.As("samordning"), h.c, call, h.call("samordning", call).Call.Version, meeting.CancelReasons()[0]))
	if got := h.times(vc); len(got) != 2 || !strings.HasSuffix(got[1], "cancelled") {
		t.Errorf("cancelled: %q", got)
	}
	h.Exec(`update sitting set state = 'cancelled', sequence = 1 where id = 'samverk'`)
	if got := h.times(vc)[0]; got != "+0 Sal 1 cancelled" {
		t.Errorf("the sitting is cancelled: %q", got)
	}
	h.shows(ame, "asked anew, and the sitting of others", "+50 Rum 5 tentative cancelled")
	// Nothing but identifiers of its own and the place is in what leaves.
	c, err := h.FeedTimes(t.Context(), vc)
	ok(t, err)
	text, err := calendar.Write(c)
	ok(t, err)
	for _, secret := range []string{h.person.Name, h.person.Number, string(h.c), string(h.person.ID), "Samordn", "Vårdcentral", "Vem gör vad"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the calendar tells %q", secret)
		}
	}
	for place, shown := range map[string]string{"AME, Storgatan 1": "", "hos vårdcentralen Ekot": "", "Same hus": "Same hus"} {
		h.Exec(`update sitting set place = $1 where id = 'samverk'`, place)
		if got := h.times(vc)[0]; got != "+0 "+shown+" cancelled" {
			t.Errorf("%s: %q", place, got)
		}
	}
	h.Exec(`update sitting set place = 'Sal 1' where id = 'samverk'`)
	h.Exec(`update forum_member set left_at = 2 where function_id = 'vc'`)
	if got := h.times(vc); len(got) != 1 {
		t.Errorf("no member any more: %q", got)
	}
	h.Exec(`update forum set driver_id = 'ame' where id = 'samverk'`)
	h.shows(ame, "drives it", "+0 Sal 1 cancelled", "+50 Rum 5 tentative cancelled")
	if c.Entries[1].Sequence < 2 || c.Entries[1].ID != string(call) {
		t.Errorf("moved and cancelled: %+v", c.Entries[1])
	}
}

func TestTheCalendarFallsSilentWithWhatTheFunctionMayKnow(t *testing.T) {
	for name, end := range map[string]func(h hall){
		"the consent for meetings ends": func(h hall) {
			h.Consent(h.c, consent.Grid{"samverkan": access.SetOf(access.Plan), "vc": access.SetOf(access.Work)})
		},
		"the person blocks the unit": func(h hall) {
			ok(h.t, h.SetBlock(h.t.Context(), h.AsPerson(h.person), h.c, "vc"))
		},
		"the function leaves the case": func(h hall) {
			ok(h.t, h.LeaveCase(h.t.Context(), h.As("vc"), h.c, h.partyVersion("vc"), "our_part_done"))
		},
		"the person is protected and the function not named": func(h hall) {
			h.Exec(`update person set protection = 'protected_registration' where id = $1`, h.person.ID)
			h.Exec(`delete from named_function where person_id = $1`, h.person.ID)
		},
		"the person is erased": func(h hall) {
			h.Exec(`update person set erased_at = 1 where id = $1`, h.person.ID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHall(t)
			vc := h.feedOf("vc")
			h.outside(30, "vc", "ame")
			h.shows(vc, "before", "+30 Rum 4 tentative")
			end(h)
			h.shows(vc, "after")
		})
	}
}

func TestNobodyReadsWhereAProtectedPersonIsMet(t *testing.T) {
	h := newHall(t)
	vc := h.feedOf("vc")
	call := h.outside(30, "vc", "ame")
	h.Exec(`update person set protection = 'protected_registration' where id = $1`, h.person.ID)
	h.Exec(`insert into named_function (person_id, function_id) values ($1, 'vc') on conflict do nothing`, h.person.ID)
	h.shows(vc, "named", "+30  tentative")
	c, err := h.CallCalendar(t.Context(), h.As("vc"), h.c, call)
	ok(t, err)
	if c.Entries[0].Place != "" || c.Entries[0].Start.IsZero() {
		t.Errorf("%+v", c.Entries[0])
	}
}

func TestAnAddressEndsWithTheFunctionAndWhenItIsRevoked(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	gone := func(secret, what string) {
		t.Helper()
		if _, err := h.FeedTimes(ctx, secret); !errs.Is(err, errs.NotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	gone("", "nothing")
	gone("aaaaaaaaaaaaaaaaaaaaaaaaaa", "a guess")
	first, second := h.feedOf("vc"), h.feedOf("vc")
	v, err := h.Feeds(ctx, h.As("vc"))
	ok(t, err)
	if len(v.Feeds) != 2 || first == second || len(first) < 26 {
		t.Fatalf("%+v %q %q", v.Feeds, first, second)
	}
	// Others neither see nor end it.
	if other, err := h.Feeds(ctx, h.As("ame")); err != nil || len(other.Feeds) != 0 {
		t.Error(other.Feeds, err)
	}
	for _, who := range []access.Actor{h.As("ame"), h.AsNth("vc", 2)} {
		if err := h.RevokeFeed(ctx, who, v.Feeds[0].ID); !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Denied) {
			t.Errorf("another revoked it: %v", err)
		}
	}
	for range 2 { // once more is well
		ok(t, h.RevokeFeed(ctx, h.As("vc"), v.Feeds[0].ID))
	}
	gone(second, "revoked")
	h.shows(first, "the other one")
	h.Exec(`update assignment set until = $1 where user_id = $2 and function_id = 'vc'`, db.Micros(h.Now()), h.As("vc").User)
	gone(first, "its user no longer holds the function")
	h.Exec(`update assignment set until = null where function_id = 'vc'`)
	h.shows(first, "holds it again")
	h.Exec(`update user_account set ended_at = 1 where id = $1`, h.As("vc").User)
	gone(first, "the account has ended")
}

func TestAnAddressIsShownOnceAndMadeByAUserOnly(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	who := h.As("vc")
	who.Once = access.Once{Key: "k1", Digest: "d"}
	if _, err := h.MakeFeed(ctx, who); err != nil {
		t.Fatal(err)
	}
	if _, err := h.MakeFeed(ctx, who); !errs.Is(err, errs.Conflict) {
		t.Errorf("shown twice: %v", err)
	}
	who = h.As("vc")
	who.Token = "t"
	if _, err := h.MakeFeed(ctx, who); !errs.Is(err, errs.Denied) {
		t.Errorf("made by a token: %v", err)
	}
	if _, err := h.MakeFeed(ctx, h.AsPerson(h.person)); err == nil {
		t.Error("the person has no function to make one for")
	}
	for range 4 {
		h.feedOf("vc")
	}
	if _, err := h.MakeFeed(ctx, h.As("vc")); !errs.Is(err, errs.Conflict) {
		t.Errorf("more than five: %v", err)
	}
	// The secret itself is kept nowhere.
	h.Read(func(ctx context.Context, tx *db.Tx) error {
		all, err := feed.Of(ctx, tx, "vc", h.As("vc").User)
		for _, f := range all {
			has, err := tx.Has(ctx, `select 1 from feed where id = $1 and length(secret_hash) = 64`, f.ID)
			if err != nil || !has {
				t.Error("no hash", err)
			}
		}
		return err
	})
}

func ics(events ...string) string {
	return "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + strings.Join(events, "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

func TestOnlyStartAndEndAreKeptOfACalendar(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	event := "SUMMARY:Hembesök hos Testperson\r\nLOCATION:Storgatan 1\r\nDTSTART:20261125T080000Z\r\nDTEND:20261125T090000Z"
	n, err := h.SetBusy(ctx, h.As("vc"), ics(event, "DTSTART:20261126T080000Z\r\nDTEND:20261126T090000Z"))
	if err != nil || n != 2 {
		t.Fatal(n, err)
	}
	taken := func(f id.Function, at string, want bool) {
		t.Helper()
		start, err := time.Parse(time.RFC3339, at)
		ok(t, err)
		h.Read(func(ctx context.Context, tx *db.Tx) error {
			all, err := feed.Busy(ctx, tx, []id.Function{"fk", f}, start, start.Add(time.Hour))
			if got := len(all[f]) > 0; got != want || len(all["fk"]) > 0 {
				t.Errorf("%s at %s: %v", f, at, all)
			}
			return err
		})
	}
	taken("vc", "2026-11-25T08:30:00Z", true)
	taken("vc", "2026-11-25T07:00:00Z", false)
	taken("vc", "2026-11-25T09:00:00Z", false)
	taken("ame", "2026-11-25T08:30:00Z", false)
	// A broken one leaves what stands.
	if _, err := h.SetBusy(ctx, h.As("vc"), ics("DTSTART:20261125T080000Z\r\nRRULE:FREQ=SECONDLY")); faultsOf(err, "file")[0] != "calendar.file.often" {
		t.Error(err)
	}
	taken("vc", "2026-11-25T08:30:00Z", true)
	// A new one replaces it.
	if n, err = h.SetBusy(ctx, h.As("vc"), ics("DTSTART:20261127T080000Z\r\nDURATION:PT1H")); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	taken("vc", "2026-11-25T08:30:00Z", false)
	taken("vc", "2026-11-27T08:30:00Z", true)
	v, err := h.Feeds(ctx, h.As("vc"))
	if err != nil || v.Busy != 1 || v.BusyUntil.Format(time.RFC3339) != "2026-11-27T09:00:00Z" {
		t.Error(v, err)
	}
	h.Read(func(ctx context.Context, tx *db.Tx) error {
		all, err := feed.Busy(ctx, tx, []id.Function{"vc"}, h.Now(), h.Now().AddDate(0, 0, 30))
		spans := all["vc"]
		if len(spans) != 1 || spans[0].End.Sub(spans[0].Start) != time.Hour {
			t.Error(spans)
		}
		return err
	})
	ok(t, h.ForgetBusy(ctx, h.As("vc")))
	taken("vc", "2026-11-27T08:30:00Z", false)
	if v, err = h.Feeds(ctx, h.As("vc")); err != nil || v.Busy != 0 || !v.BusyUntil.IsZero() {
		t.Error(v, err)
	}
	if _, err := h.SetBusy(ctx, h.AsPerson(h.person), ics(event)); err == nil {
		t.Error("the person has no function that is taken")
	}
}

func TestOneCallAsACalendar(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	call := h.outside(30, "vc", "ame")
	for _, who := range []access.Actor{h.As("samordning"), h.As("vc"), h.AsPerson(h.person)} {
		c, err := h.CallCalendar(ctx, who, h.c, call)
		ok(t, err)
		if len(c.Entries) != 1 || c.Method != calendar.Publish || c.Entries[0].Place != "Rum 4" || !c.Entries[0].Start.Equal(h.start.Add(30*time.Hour)) {
			t.Errorf("%+v", c)
		}
	}
	for name, who := range map[string]access.Actor{"no party": h.As("psyk-chef"), "another person": h.AsPerson(h.W.Person())} {
		if _, err := h.CallCalendar(ctx, who, h.c, call); !errs.Is(err, errs.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ok(t, h.CancelCall(ctx, h.As("samordning"), h.c, call, h.call("samordning", call).Call.Version, meeting.CancelReasons()[0]))
	if c, err := h.CallCalendar(ctx, h.As("vc"), h.c, call); err != nil || c.Method != calendar.Cancel || !c.Entries[0].Cancelled || c.Entries[0].Sequence < 1 {
		t.Errorf("%+v %v", c, err)
	}
	seeking := h.make("samordning", app.NewCall{Times: []meeting.Time{
		{Start: h.start.Add(60 * time.Hour), End: h.start.Add(61 * time.Hour)}, {Start: h.start.Add(70 * time.Hour), End: h.start.Add(71 * time.Hour)}},
		PersonWay: meeting.PersonInvited, Question: "När?", Called: []id.Function{"vc"}})
	if _, err := h.CallCalendar(ctx, h.As("vc"), h.c, seeking); !errs.Is(err, errs.NotFound) {
		t.Errorf("without a time: %v", err)
	}
}
