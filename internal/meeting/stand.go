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

// The stands that an actor can take on what a meeting decides. What an actor
// decides in its own matters stays with it.
const (
	StandAgrees   = "agrees"
	StandAbstains = "abstains"
	StandDiffers  = "differs"
)

// Stands lists the stands.
func Stands() []string { return []string{StandAgrees, StandAbstains, StandDiffers} }

// Stand is how a function stands to a decision. Its words are an item of their
// own, disclosed like any other.
type Stand struct {
	Item     id.Item // the decision
	Function id.Function
	Unit     id.Unit
	Stand    string
	Words    id.Item // empty when nothing was added
	At       time.Time
}

// CheckStand reports every fault of a stand.
func CheckStand(stand string, words string) error {
	var f errs.Faults
	f.Check(slices.Contains(Stands(), stand), "stand", "meeting.stand.missing")
	f.Check(stand != StandDiffers || words != "", "words", "meeting.stand.words")
	return f.Err()
}

// Take notes how the reader's function stands to a decision of the meeting, in
// the place of what it said before.
func Take(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, st Stand) error {
	n, err := tx.Exec(ctx, `insert into stand (item_id, function_id, unit_id, stand, words_id, at)
		select l.item_id, $3, $4, $5, nullif($6, ''), cast($7 as bigint) from call_item l join item i on i.id = l.item_id and i.kind = 'decision'
			where l.call_id = $1 and l.item_id = $2
		on conflict (item_id, function_id) do update set stand = excluded.stand, words_id = excluded.words_id, at = excluded.at, version = stand.version + 1`,
		c, st.Item, s.Function(), s.Unit(), st.Stand, st.Words, db.Micros(tx.Now))
	if err == nil && n == 0 {
		err = errs.Missing()
	}
	return err
}

// StandsAt lists the stands on the decisions of a meeting, oldest first: all of
// them to a reader in the circle, else those of her own unit. Show them only
// beside decisions that she sees.
func StandsAt(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call) ([]Stand, error) {
	return db.All(ctx, tx, func(scan db.Scan) (st Stand, err error) {
		var at int64
		err = scan(&st.Item, &st.Function, &st.Unit, &st.Stand, &st.Words, &at)
		st.At = db.Time(at)
		return st, err
	}, `select t.item_id, t.function_id, t.unit_id, t.stand, coalesce(t.words_id, ''), t.at
		from stand t join call_item l on l.item_id = t.item_id join call c on c.id = l.call_id
		where l.call_id = $1 and c.case_id = $2 and ($3 or t.unit_id = $4) order by t.at, t.function_id limit $5`,
		c, s.Case(), s.Circle(), s.Unit(), 10*mostLines)
}
