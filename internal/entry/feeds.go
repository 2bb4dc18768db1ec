package entry

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"samverk/internal/access"
	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/feed"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/org"
)

// How much of the past and of the future stands in a calendar that is followed.
const (
	feedBack  = 30  // days
	feedAhead = 400 // days
)

// FeedsView is how a function's times can be followed from other programs, and
// what its own calendar has told.
type FeedsView struct {
	Feeds     []feed.Feed
	Busy      int       // times ahead that are taken
	BusyUntil time.Time // when the last of them ends
}

// Feeds returns the addresses that the user has for her function.
func (s *Service) Feeds(ctx context.Context, who access.Actor) (v FeedsView, err error) {
	err = s.Look(ctx, who, access.FeedKeep, access.Object{}, func(tx *db.Tx) error {
		if v.Feeds, err = feed.Of(ctx, tx, who.Function, who.User); err != nil {
			return err
		}
		v.Busy, v.BusyUntil, err = feed.Known(ctx, tx, who.Function)
		return err
	})
	return v, err
}

// MakeFeed makes an address where the function's times can be followed, and
// returns the secret in it, which is never shown again. A token cannot make
// one, and so outlive its own end.
func (s *Service) MakeFeed(ctx context.Context, who access.Actor) (secret string, err error) {
	if who.Token != "" {
		return "", errs.New(errs.Denied, "token.by.token")
	}
	_, err = s.Do(ctx, who, access.FeedKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		made, f, err := feed.Make(ctx, tx, who.Function, who.User)
		secret = made
		return string(f), err
	})
	if err == nil && secret == "" { // the same submit once more
		err = errs.New(errs.Conflict, "feed.shown.once")
	}
	if err != nil {
		return "", err
	}
	return secret, nil
}

// FeedAddress is where a secret leads to.
func (s *Service) FeedAddress(secret string) string {
	return s.Base() + "/kalender/" + secret + "/moten.ics"
}

// RevokeFeed ends one of the user's addresses at once.
func (s *Service) RevokeFeed(ctx context.Context, who access.Actor, f id.Feed) error {
	_, err := s.Do(ctx, who, access.FeedKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(f), feed.Revoke(ctx, tx, who.Function, who.User, f)
	})
	return err
}

// SetBusy reads when the function is taken out of a calendar (RFC 5545), in the
// place of what was read before. Nothing else of the calendar is kept.
func (s *Service) SetBusy(ctx context.Context, who access.Actor, text string) (n int, err error) {
	var spans []calendar.Span
	// Read before the change begins: a long one takes a while.
	if err := s.Look(ctx, who, access.FeedKeep, access.Object{}, func(tx *db.Tx) (err error) {
		spans, err = calendar.ReadBusy(text, tx.Now)
		return err
	}); err != nil {
		return 0, err
	}
	_, err = s.Do(ctx, who, access.FeedKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(who.Function), feed.SetBusy(ctx, tx, who.Function, spans)
	})
	return len(spans), err
}

// ForgetBusy deletes what the function's own calendar has told.
func (s *Service) ForgetBusy(ctx context.Context, who access.Actor) error {
	_, err := s.Do(ctx, who, access.FeedKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(who.Function), feed.SetBusy(ctx, tx, who.Function, nil)
	})
	return err
}

// FeedTimes returns the times behind a secret address, for anybody who has it.
// It works while the user who made it holds the function; an address that is
// revoked, or whose user no longer does, is as missing as one that never was.
func (s *Service) FeedTimes(ctx context.Context, secret string) (c calendar.Calendar, err error) {
	var who access.Actor
	err = s.Recognise(ctx, func(tx *db.Tx) error {
		f, err := feed.BySecret(ctx, tx, secret)
		if err != nil {
			return err
		}
		fn, err := org.FunctionByID(ctx, tx, f.Function)
		who = access.Actor{User: f.User, Function: f.Function, Unit: fn.Unit, Org: fn.Org}
		return err
	})
	if err != nil {
		return c, err
	}
	err = s.Look(ctx, who, access.FeedKeep, access.Object{}, func(tx *db.Tx) error {
		c = s.calendar(tx, calendar.Publish)
		if c.Entries, err = feed.Times(ctx, tx, who.Function, tx.Now.AddDate(0, 0, -feedBack), tx.Now.AddDate(0, 0, feedAhead)); err != nil {
			return err
		}
		return unnamed(ctx, tx, c.Entries)
	})
	if errs.Is(err, errs.Denied) {
		err = errs.Missing()
	}
	return c, err
}

// unnamed takes away the places that name a unit or an organisation: whose
// calendar it is in would tell who is met. They stand in Samverk.
func unnamed(ctx context.Context, tx *db.Tx, entries []calendar.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	names, err := org.Names(ctx, tx)
	for i, e := range entries {
		place := words(e.Place)
		if slices.ContainsFunc(names, func(n string) bool { return strings.Contains(place, words(n)) }) {
			entries[i].Place = ""
		}
	}
	return err
}

// words is a text as small letters and digits with one space around each word.
func words(text string) string {
	apart := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	return " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), apart), " ") + " "
}

// calendar is one without times yet. It is stamped by the day, so that it does
// not change while its times do not.
func (s *Service) calendar(tx *db.Tx, m calendar.Method) calendar.Calendar {
	return calendar.Calendar{Method: m, Name: "Samverk", Organiser: s.Base(), Stamp: tx.Now.Truncate(24 * time.Hour)}
}

// CallCalendar returns the time of one call, for the reader to put into her own
// calendar, or to take out of it when the meeting is cancelled. Nothing stands
// there of where a person with protected identity is met. A call without a time
// is missing.
func (s *Service) CallCalendar(ctx context.Context, who access.Actor, of id.Case, on id.Call) (c calendar.Calendar, err error) {
	err = s.See(ctx, who, access.CallRead, access.Object{Case: of, Call: on}, func(tx *db.Tx, sight access.Sight) error {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return err
		}
		call, err := meeting.Get(ctx, tx, key, sight, on)
		if err == nil && call.Start.IsZero() {
			err = errs.Missing()
		}
		if err != nil {
			return err
		}
		e := calendar.Entry{
			ID: string(call.ID), Start: call.Start, End: call.End, Place: call.Place, Sequence: call.Sequence,
			Cancelled: call.State == meeting.StateCancelled,
		}
		if !sight.Place() {
			e.Place = ""
		}
		m := calendar.Publish
		if e.Cancelled {
			m = calendar.Cancel
		}
		c = s.calendar(tx, m)
		c.Entries = []calendar.Entry{e}
		return unnamed(ctx, tx, c.Entries)
	})
	return c, err
}
