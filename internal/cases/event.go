package cases

import (
	"context"
	"fmt"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/seal"
)

const sealedEvent = "case.event"

// Event is something that happened in a case.
type Event struct {
	ID       string
	At       time.Time
	Kind     string
	Function id.Function       // who; empty for the person and the system
	Withheld bool              // a function did it that the reader may not know of
	Proxy    id.Representative // who did it in the person's place
	Acted    string            // her kind
	Unit     id.Unit           // the unit it reveals, of an item its owner; empty when it reveals none
	Item     id.Item           // the item it reveals
	Party    id.Party
	Category access.Category // of the item; means nothing without one
	Reason   string          // code
	Words    string          // sealed
}

// entry is an event with its words sealed.
type entry struct {
	Event
	sealed []byte
}

// Noted lists the kinds of events that others have noted with Note. What this
// package does to a case it notes itself.
func Noted() []string {
	return []string{"consent", "withdrawn", "written", "revised", "recalled", "agreed", "met", "minutes", "minutes_recalled",
		"called", "call_moved", "call_cancelled", "sip_proposed", "meeting_consent", "meeting_consent_ended", "represented", "represented_waits", "represented_proved", "represented_ended", "special_consent", "special_consent_ended",
		"coordination_asked", "coordination_answered", "coordination_withdrawn", "assessment_begun", "assessment_agreed",
		"handover_offered", "handover_accepted", "handover_declined", "handover_withdrawn", "outcome_noted"}
}

// Note adds an event of one of the kinds in Noted, without words. One about an
// item names its owner as the unit, and its category.
func Note(ctx context.Context, tx *db.Tx, c id.Case, e Event) error {
	if !slices.Contains(Noted(), e.Kind) {
		return fmt.Errorf("case event %q is not noted from outside", e.Kind)
	}
	return note(ctx, tx, c, entry{Event: e})
}

// note adds an event after all others of the case: those of one transaction
// keep their order though its clock stands still.
func note(ctx context.Context, tx *db.Tx, c id.Case, e entry) error {
	category := ""
	if e.Item != "" {
		category = e.Category.String()
	}
	_, err := tx.Exec(ctx, `insert into case_event (id, case_id, at, kind, function_id, unit_id, item_id, party_id, category, reason, sealed, representative_id)
		select $1, $2, case when m.at >= $3 then m.at + 1 else $3 end, $4, nullif($5, ''), $6, nullif($7, ''), nullif($8, ''), $9, $10, $11, nullif($12, '')
		from (select coalesce(max(at), 0) as at from case_event where case_id = $2) m`,
		id.New[string](), c, db.Micros(tx.Now), e.Kind, e.Function, e.Unit, e.Item, e.Party, category, e.Reason, e.sealed, e.Proxy)
	return err
}

// Sees reports whether the reader may see an item.
type Sees func(item id.Item, owner id.Unit, c access.Category) bool

// happened is an event as it stands, with what its visibility hangs on.
type happened struct {
	entry
	categorised bool
	unit        id.Unit // of the function that did it
	coordinator id.Function
}

// Events lists what has happened in the case that the reader may know of,
// newest first. An item shows only where see says so, a unit only to itself and
// to the circle. The next page begins after the last event's At and ID.
func Events(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, see Sees, page Page) (seen []Event, err error) {
	most := page.limit()
	before, last := page.key()
	for {
		batch, err := happenings(ctx, tx, s.Case(), Page{before, last, most})
		if err != nil {
			return nil, err
		}
		for _, h := range batch {
			if !h.shows(s, see) {
				continue
			}
			e, err := h.as(key, s)
			if err != nil {
				return nil, err
			}
			if seen = append(seen, e); len(seen) == most {
				return seen, nil
			}
		}
		if len(batch) < most {
			return seen, nil
		}
		end := batch[len(batch)-1]
		before, last = db.Micros(end.At), end.ID
	}
}

func happenings(ctx context.Context, tx *db.Tx, c id.Case, page Page) ([]happened, error) {
	return db.All(ctx, tx, func(scan db.Scan) (h happened, err error) {
		var at int64
		var category string
		err = scan(&h.ID, &at, &h.Kind, &h.Function, &h.Unit, &h.Item, &h.Party, &category, &h.Reason, &h.sealed, &h.unit, &h.coordinator, &h.Acted)
		h.At = db.Time(at)
		h.Category, h.categorised = access.ParseCategory(category)
		return h, err
	}, `select e.id, e.at, e.kind, coalesce(e.function_id, ''), coalesce(e.unit_id, ''), coalesce(e.item_id, ''), coalesce(e.party_id, ''),
			e.category, e.reason, e.sealed, coalesce(f.unit_id, ''), c.coordinator_id,
			coalesce((select rp.kind from representative rp where rp.id = e.representative_id), '')
		from case_event e join cases c on c.id = e.case_id left join function f on f.id = e.function_id
		where e.case_id = $1 and (e.at, e.id) < ($2, $3)
		order by e.at desc, e.id desc limit $4`, c, page.Before, page.BeforeID, page.Limit)
}

// shows reports whether the reader may know that it happened.
func (h happened) shows(s access.Sight, see Sees) bool {
	if h.Item != "" {
		return h.categorised && see(h.Item, h.Unit, h.Category)
	}
	return h.Unit == "" || h.Unit == id.Self || h.Unit == s.Unit() || s.Circle()
}

// as returns the event as the reader may see it. Its words are read where they
// were written, and by the person: to others they are not disclosed.
func (h happened) as(key *seal.Key, s access.Sight) (Event, error) {
	e := h.Event
	own := s.Self() || h.unit != "" && h.unit == s.Unit()
	known := own || s.Circle() || h.Item != "" && h.unit == h.Unit || h.Function == h.coordinator && s.Lead()
	if h.Function != "" && !known {
		e.Function, e.Withheld = "", true
	}
	if !own && !s.Circle() {
		e.Reason = "" // why a case rests is of the category plan
	}
	if len(h.sealed) == 0 || !own {
		return e, nil
	}
	words, err := key.Open(h.sealed, sealedEvent)
	e.Words = string(words)
	return e, err
}
