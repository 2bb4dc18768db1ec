package meeting

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The marks on a time.
const (
	MarkYes   = "yes"
	MarkMaybe = "maybe"
	MarkNo    = "no"
)

// Marks lists how a time can be marked, in the order that people choose from.
func Marks() []string { return []string{MarkYes, MarkMaybe, MarkNo} }

// Self marks for the person.
const Self = id.Function(id.Self)

// Offer is a time that somebody offers for a call.
type Offer struct {
	ID id.Offer
	Time
	By    id.Function            // empty for the person, and where the reader may not know
	Marks map[id.Function]string // yes, maybe, no; the person's is under Self
}

// insertOffers offers times; one that is offered already stays as it is. Who
// offers a time can come then.
func insertOffers(ctx context.Context, tx *db.Tx, c id.Call, by id.Function, all []Time) error {
	marker := by
	if by == "" {
		marker = Self
	}
	for _, t := range all {
		var o id.Offer
		_, err := tx.One(ctx, []any{&o}, `insert into call_offer (id, call_id, starts_at, ends_at, slot_id, function_id, created_at)
			values ($1, $2, $3, $4, nullif($5, ''), nullif($6, ''), $7)
			on conflict (call_id, starts_at, ends_at) do update set call_id = excluded.call_id returning id`,
			id.New[id.Offer](), c, db.Micros(t.Start), db.Micros(t.End), t.Slot, by, db.Micros(tx.Now))
		if err != nil {
			return err
		}
		if err := mark(ctx, tx, o, marker, MarkYes); err != nil {
			return err
		}
	}
	return nil
}

// OfferTimes offers more times for a meeting that is still to come.
func OfferTimes(ctx context.Context, tx *db.Tx, s AnswerStep, all []Time) error {
	var f errs.Faults
	checkOffers(&f, all, tx.Now)
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := hold(ctx, tx, s.Call); err != nil {
		return err
	}
	return offerMore(ctx, tx, s, all)
}

// offerMore adds to the times of a call that is held.
func offerMore(ctx context.Context, tx *db.Tx, s AnswerStep, all []Time) error {
	if len(all) == 0 {
		return nil
	}
	var n int
	if _, err := tx.One(ctx, []any{&n}, `select count(*) from call_offer where call_id = $1`, s.Call); err != nil {
		return err
	}
	if n+len(all) > mostOffers {
		return errs.New(errs.Conflict, "call.offers.full")
	}
	if err := insertOffers(ctx, tx, s.Call, s.By, all); err != nil {
		return err
	}
	return Note(ctx, tx, s.Call, Event{Kind: "offered", Function: s.By, Proxy: s.Proxy})
}

// Mark says which of the offered times somebody can come. Of a call that seeks
// a time that is the answer. A mark on what is not offered any more is left out.
func Mark(ctx context.Context, tx *db.Tx, s AnswerStep, marks map[id.Offer]string) error {
	var f errs.Faults
	f.Check(len(marks) > 0, "marks", "call.marks.none")
	for _, m := range marks {
		f.Check(slices.Contains(Marks(), m), "marks", "call.marks.unknown")
	}
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := hold(ctx, tx, s.Call); err != nil {
		return err
	}
	offers, err := offersOf(ctx, tx, s.Call)
	if err != nil {
		return err
	}
	for _, o := range offers {
		if m, ok := marks[o.ID]; ok {
			if err := mark(ctx, tx, o.ID, s.For, m); err != nil {
				return err
			}
		}
	}
	if s.Proxy != "" { // the marks themselves stand as the person's
		if err := Note(ctx, tx, s.Call, Event{Kind: "marked", Proxy: s.Proxy, About: Self}); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `update call_party set due_at = null, told_function = null, answered_at = $3, answered_by = $4, version = version + 1
		where call_id = $1 and function_id = $2 and answer = '' and exists (select 1 from call c where c.id = $1 and c.state = 'seeking')`,
		s.Call, s.For, db.Micros(tx.Now), s.By)
	return err
}

func mark(ctx context.Context, tx *db.Tx, o id.Offer, by id.Function, m string) error {
	_, err := tx.Exec(ctx, `insert into call_mark (offer_id, function_id, mark, at) values ($1, $2, $3, $4)
		on conflict (offer_id, function_id) do update set mark = excluded.mark, at = excluded.at`, o, by, m, db.Micros(tx.Now))
	return err
}

// Offered lists the times that are offered for a call, and not who offers them
// or whom they suit, to one who answers for others.
func Offered(ctx context.Context, tx *db.Tx, c id.Call) ([]Offer, error) {
	all, err := offersOf(ctx, tx, c)
	for i, o := range all {
		all[i] = Offer{ID: o.ID, Time: o.Time}
	}
	return all, err
}

// Offers lists the times that are offered for a call that the reader may see,
// the first first. Outside the circle she sees her own marks only.
func Offers(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call) ([]Offer, error) {
	seen, err := read(ctx, tx, s, `and c.id = $3`, c)
	if err != nil || len(seen) == 0 {
		return nil, err
	}
	all, err := offersOf(ctx, tx, c)
	if s.Circle() {
		return all, err
	}
	for i := range all {
		if all[i].By != s.Function() {
			all[i].By = ""
		}
		own := all[i].Marks[s.Function()]
		if all[i].Marks = map[id.Function]string{}; own != "" {
			all[i].Marks[s.Function()] = own
		}
	}
	return all, err
}

func offersOf(ctx context.Context, tx *db.Tx, c id.Call) (all []Offer, err error) {
	err = tx.Each(ctx, func(scan db.Scan) error {
		var o Offer
		var by id.Function
		var start, end int64
		var mark string
		if err := scan(&o.ID, &start, &end, &o.Slot, &o.By, &by, &mark); err != nil {
			return err
		}
		if n := len(all); n == 0 || all[n-1].ID != o.ID {
			o.Start, o.End, o.Marks = db.Time(start), db.Time(end), map[id.Function]string{}
			all = append(all, o)
		}
		if mark != "" {
			all[len(all)-1].Marks[by] = mark
		}
		return nil
	}, `select o.id, o.starts_at, o.ends_at, coalesce(o.slot_id, ''), coalesce(o.function_id, ''), coalesce(m.function_id, ''), coalesce(m.mark, '')
		from call_offer o left join call_mark m on m.offer_id = o.id where o.call_id = $1 order by o.starts_at, o.ends_at, o.id`, c)
	return all, err
}

// Best returns the time to propose: one that most can come, that none of those
// who must attend has said no to, the earliest of several; false when there is
// none.
func Best(all []Offer, must []id.Function, now time.Time) (best Offer, ok bool) {
	most := 0
	for _, o := range all {
		if !o.Start.After(now) || slices.ContainsFunc(must, func(f id.Function) bool { return o.Marks[f] == MarkNo }) {
			continue
		}
		if yes := o.count(MarkYes); yes > most || yes == most && ok && o.Start.Before(best.Start) {
			best, most, ok = o, yes, true
		}
	}
	return best, ok
}

func (o Offer) count(mark string) (n int) {
	for _, m := range o.Marks {
		if m == mark {
			n++
		}
	}
	return n
}

// OfferOf returns a time that is offered for a call.
func OfferOf(ctx context.Context, tx *db.Tx, c id.Call, o id.Offer) (Offer, error) {
	all, err := offersOf(ctx, tx, c)
	for _, one := range all {
		if one.ID == o {
			return one, err
		}
	}
	if err == nil {
		err = errs.New(errs.Conflict, "call.offer.gone")
	}
	return Offer{}, err
}

// Can lists those who have said yes to the time.
func (o Offer) Can() (all []id.Function) {
	for f, m := range o.Marks {
		if m == MarkYes {
			all = append(all, f)
		}
	}
	return all
}
