package forum

import (
	"context"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// What a slot is taken for.
const (
	UseCase         = "case"
	UseConsultation = "consultation"
	UseClosed       = "closed" // kept free of both
)

// Slot is one time of a sitting. It tells nobody whom it is taken for.
type Slot struct {
	ID      id.Slot
	Sitting id.Sitting
	Start   time.Time
	End     time.Time
	Use     string      // empty while free
	By      id.Function // who took it
	Version int64
}

// Free reports whether the slot can be taken.
func (s Slot) Free() bool { return s.Use == "" }

const slotQuery = `select t.id, t.sitting_id, t.starts_at, t.ends_at, t.use, coalesce(t.taken_by, ''), t.version from slot t `

func scanSlot(scan db.Scan) (s Slot, err error) {
	var start, end int64
	err = scan(&s.ID, &s.Sitting, &start, &end, &s.Use, &s.By, &s.Version)
	s.Start, s.End = db.Time(start), db.Time(end)
	return s, err
}

// Slots returns the slots of sittings, in order of time.
func Slots(ctx context.Context, tx *db.Tx, of []id.Sitting) (map[id.Sitting][]Slot, error) {
	all := map[id.Sitting][]Slot{}
	if len(of) == 0 {
		return all, nil
	}
	list, args := db.In(2, of)
	rows, err := db.All(ctx, tx, scanSlot, slotQuery+`where t.sitting_id in `+list+` order by t.starts_at limit $1`,
		append([]any{most * 10}, args...)...)
	for _, s := range rows {
		all[s.Sitting] = append(all[s.Sitting], s)
	}
	return all, err
}

// SlotByID returns one slot.
func SlotByID(ctx context.Context, tx *db.Tx, s id.Slot) (Slot, error) {
	return db.First(db.All(ctx, tx, scanSlot, slotQuery+`where t.id = $1`, s))
}

// Take takes a slot of a sitting that is planned. When the wanted one is taken
// or none is named it is the next one that is free, and at last one before it:
// of two who want the same one wins, and the other gets the next.
func Take(ctx context.Context, tx *db.Tx, sitting id.Sitting, want id.Slot, use string, by id.Function) (Slot, error) {
	// Who moves or cancels the sitting waits, and then finds what is taken.
	n, err := tx.Exec(ctx, `update sitting set version = version where id = $1 and state = 'planned'`, sitting)
	if err != nil {
		return Slot{}, err
	}
	if n == 0 {
		_, err := SittingByID(ctx, tx, sitting)
		if err == nil {
			err = errs.New(errs.Conflict, "slot.none")
		}
		return Slot{}, err
	}
	var after int64
	if want != "" {
		s, err := SlotByID(ctx, tx, want)
		if err != nil || s.Sitting != sitting {
			return Slot{}, missing(err)
		}
		after = db.Micros(s.Start)
	}
	for {
		var free id.Slot
		found, err := tx.One(ctx, []any{&free}, `select t.id from slot t
			where t.sitting_id = $1 and t.use = '' and t.ends_at > $2
			order by case when t.starts_at >= $3 then 0 else 1 end, t.starts_at limit 1`, sitting, db.Micros(tx.Now), after)
		if err != nil {
			return Slot{}, err
		}
		if !found {
			return Slot{}, errs.New(errs.Conflict, "slot.none")
		}
		n, err = tx.Exec(ctx, `update slot set use = $1, taken_by = $2, version = version + 1
			where id = $3 and use = ''`, use, by, free)
		if err != nil {
			return Slot{}, err
		}
		if n == 1 {
			return SlotByID(ctx, tx, free)
		}
	}
}

// Free lets a slot be taken by others again.
func Free(ctx context.Context, tx *db.Tx, s id.Slot) error {
	_, err := tx.Exec(ctx, `update slot set use = '', taken_by = null, version = version + 1 where id = $1`, s)
	return err
}

// Close keeps a free slot from being taken.
func Close(ctx context.Context, tx *db.Tx, sitting id.Sitting, s id.Slot, by id.Function) error {
	return turn(ctx, tx, sitting, s, `update slot set use = 'closed', taken_by = $3, version = version + 1 where id = $1 and sitting_id = $2 and use = ''`, by)
}

// Open lets a closed slot be taken again.
func Open(ctx context.Context, tx *db.Tx, sitting id.Sitting, s id.Slot) error {
	return turn(ctx, tx, sitting, s, `update slot set use = '', taken_by = null, version = version + 1 where id = $1 and sitting_id = $2 and use = 'closed'`)
}

func turn(ctx context.Context, tx *db.Tx, sitting id.Sitting, s id.Slot, query string, more ...any) error {
	n, err := tx.Exec(ctx, query, append([]any{s, sitting}, more...)...)
	if err != nil || n == 1 {
		return err
	}
	now, err := SlotByID(ctx, tx, s)
	if err != nil || now.Sitting != sitting {
		return missing(err)
	}
	return errs.New(errs.Conflict, "slot.taken")
}

// Cut divides a sitting that has no slots into slots of so many minutes.
func Cut(ctx context.Context, tx *db.Tx, s id.Sitting, version int64, minutes int) error {
	now, err := SittingByID(ctx, tx, s)
	if err != nil {
		return err
	}
	step := time.Duration(minutes) * time.Minute
	if minutes < leastCut || step > now.End.Sub(now.Start) || now.End.Sub(now.Start)/step > mostCuts {
		return errs.Faults{{Field: "slot_minutes", Key: "sitting.slot_minutes.wrong"}}.Err()
	}
	n, err := tx.Exec(ctx, `update sitting set version = version + 1 where id = $1 and version = $2 and state = 'planned'
		and not exists (select 1 from slot t where t.sitting_id = sitting.id)`, s, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return sittingRefused(ctx, tx, s, version)
	}
	return now.cut(ctx, tx, minutes)
}

// missing is err, and Missing where there is none.
func missing(err error) error {
	if err != nil {
		return err
	}
	return errs.Missing()
}
