// Package minutes keeps what a meeting left behind: which versions of which
// items, frozen when they are made final, who was informed and has read them,
// and that they were amended or taken back; and what each sort of actor has put
// into the meetings of a year, as counts. What the items say is kept elsewhere
// and read with Sight.
package minutes

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// The states of minutes.
const (
	Draft    = "draft"
	Final    = "final" // frozen
	Replaced = "replaced"
	Recalled = "recalled" // a tombstone
)

// The reasons to recall minutes.
const (
	WrongPerson  = "wrong_person"
	WrongContent = "wrong_content"
	NotToBeKept  = "not_to_be_kept"
)

// Minutes are one version of the minutes of a meeting.
type Minutes struct {
	ID            id.Minutes
	Call          id.Call
	Unit          id.Unit // that keeps them
	Number        int     // 1, then one for each amendment
	State         string
	Reason        string      // code: why they amend those before
	Words         string      // about that; sealed
	Function      id.Function // who made them final; empty where the reader may not know
	FinalAt       time.Time
	RecallReason  string // code
	RecallAskedBy id.User
	RecallAskedAt time.Time
	RecalledAt    time.Time
	Version       int64
}

// Self stands where a function would when the person herself is informed.
const Self = id.Function(id.Self)

// Entry is which version of an item stands in minutes.
type Entry struct {
	Item    id.Item
	Version int64
}

// AmendReasons lists why minutes are amended, as codes.
func AmendReasons() []string { return []string{"wrong", "missing", "asked"} }

// RecallReasons lists why minutes are recalled, as codes.
func RecallReasons() []string { return []string{WrongPerson, WrongContent, NotToBeKept} }

// Amendable reports whether others may follow minutes: those that are final, and
// those that were recalled because their content was wrong. Of a meeting about
// the wrong person, or that must not be kept, there is nothing to write.
func (m Minutes) Amendable() bool {
	return m.State == Final || m.State == Recalled && m.RecallReason == WrongContent
}

func sealedAs(m id.Minutes) string { return "minutes/" + string(m) }

const columns = `m.id, m.call_id, m.unit_id, m.number, m.state, m.reason, coalesce(m.function_id, ''), coalesce(m.final_at, 0),
	m.recall_reason, coalesce(m.recall_asked_by, ''), coalesce(m.recall_asked_at, 0), coalesce(m.recalled_at, 0), m.version, m.sealed`

func read(scan db.Scan, sealed *[]byte, more ...any) (m Minutes, err error) {
	var final, asked, recalled int64
	err = scan(append([]any{&m.ID, &m.Call, &m.Unit, &m.Number, &m.State, &m.Reason, &m.Function, &final, &m.RecallReason, &m.RecallAskedBy,
		&asked, &recalled, &m.Version, sealed}, more...)...)
	m.FinalAt, m.RecallAskedAt, m.RecalledAt = db.Time(final), db.Time(asked), db.Time(recalled)
	return m, err
}

// Of lists the minutes of a meeting that the reader may see, newest
// first: of the category plan, they are their keeper's own, and told to the
// units that were at the meeting. A draft is no more than that it is there.
func Of(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, c id.Call) ([]Minutes, error) {
	var all []Minutes
	err := tx.Each(ctx, func(scan db.Scan) error {
		var sealed []byte
		var told bool
		m, err := read(scan, &sealed, &told)
		if err != nil {
			return err
		}
		ground := access.OwnItem
		if told || s.Self() {
			ground = access.ByConsent
		}
		if s.Blocked() || !s.Sees(m.Unit, access.Plan, ground) {
			return nil
		}
		if len(sealed) > 0 {
			words, err := key.Open(sealed, sealedAs(m.ID))
			if err != nil {
				return err
			}
			m.Words = string(words)
		}
		all = append(all, m.seen(s))
		return nil
	}, `select `+columns+`, c.caller_unit = $3 or exists (select 1 from call_party p where p.call_id = c.id and p.unit_id = $3)
		from minutes m join call c on c.id = m.call_id
		where m.call_id = $1 and m.case_id = $2 order by m.number desc limit 50`, c, s.Case(), s.Unit())
	return all, err
}

// seen leaves out what the reader may not know.
func (m Minutes) seen(s access.Sight) Minutes {
	if m.Unit != s.Unit() {
		m.RecallAskedBy, m.RecallAskedAt = "", time.Time{}
		if m.State != Recalled {
			m.RecallReason = ""
		}
	}
	if !s.Circle() && m.Function != s.Function() {
		m.Function = ""
	}
	return m
}

// Open begins the first draft of a meeting's minutes.
func Open(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call) error {
	_, err := tx.Exec(ctx, `insert into minutes (id, call_id, case_id, person_id, unit_id, number, state)
		select $1, c.id, c.case_id, c.person_id, coalesce(f.unit_id, $3), 1, 'draft'
		from call c left join function f on f.id = c.secretary_id where c.id = $2`, id.New[id.Minutes](), c, s.Unit())
	return err
}

// newest returns the newest minutes of a meeting as they stand, for decisions.
func newest(ctx context.Context, tx *db.Tx, c id.Call) (m Minutes, err error) {
	var sealed []byte
	err = tx.Each(ctx, func(scan db.Scan) error {
		m, err = read(scan, &sealed)
		return err
	}, `select `+columns+` from minutes m where m.call_id = $1 order by m.number desc limit 1`, c)
	if err == nil && m.ID == "" {
		err = errs.New(errs.Conflict, "minutes.none")
	}
	return m, err
}

// Freeze makes the draft final with the versions given, and informs everybody
// who was called and still takes part, and the person. What was final before it
// is replaced.
func Freeze(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, version int64, entries []Entry) (Minutes, error) {
	m, err := newest(ctx, tx, c)
	if err != nil {
		return m, err
	}
	n, err := tx.Exec(ctx, `update minutes set state = 'final', function_id = $3, final_at = $4, version = version + 1
		where id = $1 and version = $2 and state = 'draft'`, m.ID, version, s.Function(), db.Micros(tx.Now))
	switch {
	case err != nil:
		return m, err
	case n == 0 && m.State != Draft:
		return m, errs.New(errs.Conflict, "minutes.final.state")
	case n == 0:
		return m, errs.Changed(m.seen(s))
	}
	return m, fill(ctx, tx, s, m, entries)
}

func fill(ctx context.Context, tx *db.Tx, s access.Sight, m Minutes, entries []Entry) error {
	for place, e := range entries {
		if _, err := tx.Exec(ctx, `insert into minutes_entry (minutes_id, item_id, item_version, place) values ($1, $2, $3, $4)`,
			m.ID, e.Item, e.Version, place); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `update minutes set state = 'replaced', version = version + 1 where call_id = $1 and number < $2 and state = 'final'`,
		m.Call, m.Number); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into minutes_reader (minutes_id, function_id, unit_id, informed_at, read_at)
		select $1, pt.function_id, pt.unit_id, cast($3 as bigint), case when pt.function_id = $4 then cast($3 as bigint) end
		from call c join party pt on pt.case_id = c.case_id and pt.state = 'takes_part'
		where c.id = $2 and (pt.function_id = c.caller_id
			or exists (select 1 from call_party p where p.call_id = c.id and p.function_id = pt.function_id))
		union all select $1, 'self', 'self', cast($3 as bigint), null`, m.ID, m.Call, db.Micros(tx.Now), s.Function())
	return err
}

// Amend begins a draft that amends the minutes made final last, or writes anew
// those that were recalled. Until it is final the old ones stand.
func Amend(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, c id.Call, reason, words string) (Minutes, error) {
	var f errs.Faults
	f.Check(slices.Contains(AmendReasons(), reason), "reason", "minutes.amend.reason")
	f.Check(words != "", "words", "minutes.amend.words")
	f.Check(utf8.RuneCountInString(words) <= 2000, "words", "minutes.amend.long")
	if err := f.Err(); err != nil {
		return Minutes{}, err
	}
	m, err := newest(ctx, tx, c)
	if err != nil {
		return m, err
	}
	if m.State == Draft {
		return m, errs.New(errs.Conflict, "minutes.amend.state")
	}
	if !m.Amendable() {
		return m, errs.New(errs.Conflict, "minutes.amend.recalled")
	}
	next := Minutes{ID: id.New[id.Minutes](), Call: c, Number: m.Number + 1, State: Draft, Reason: reason, Words: words, Unit: s.Unit(), Version: 1}
	sealed, err := key.Seal([]byte(words), sealedAs(next.ID))
	if err != nil {
		return m, err
	}
	made, err := tx.Exec(ctx, `insert into minutes (id, call_id, case_id, person_id, unit_id, number, state, reason, sealed)
		values ($1, $2, $3, $4, $5, $6, 'draft', $7, $8) on conflict (call_id, number) do nothing`,
		next.ID, c, s.Case(), s.Person(), s.Unit(), next.Number, reason, sealed)
	if err == nil && made == 0 {
		err = errs.New(errs.Conflict, "minutes.amend.state")
	}
	if err != nil {
		return m, err
	}
	return next, nil
}

// Entries lists what stands in minutes that are not a draft, in order. That an
// item is there may be hidden from the reader: show only those that she sees.
func Entries(ctx context.Context, tx *db.Tx, s access.Sight, m id.Minutes) ([]Entry, error) {
	return db.All(ctx, tx, func(scan db.Scan) (e Entry, err error) {
		err = scan(&e.Item, &e.Version)
		return e, err
	}, `select e.item_id, e.item_version from minutes_entry e join minutes m on m.id = e.minutes_id
		where e.minutes_id = $1 and m.case_id = $2 and m.state <> 'recalled' order by e.place limit 1000`, m, s.Case())
}

// Receipt is that somebody was informed of minutes, and when they were read.
type Receipt struct {
	Function id.Function // "self" for the person
	Unit     id.Unit
	At       time.Time
	ReadAt   time.Time // zero until then
	Acted    string    // kind of representative that read it in the person's place
}

// Receipts lists who was informed of minutes: all to a reader in the circle,
// else the reader's own.
func Receipts(ctx context.Context, tx *db.Tx, s access.Sight, m id.Minutes) ([]Receipt, error) {
	own := s.Function()
	if s.Self() {
		own = Self
	}
	return db.All(ctx, tx, func(scan db.Scan) (r Receipt, err error) {
		var at, read int64
		err = scan(&r.Function, &r.Unit, &at, &read, &r.Acted)
		r.At, r.ReadAt = db.Time(at), db.Time(read)
		return r, err
	}, `select r.function_id, r.unit_id, r.informed_at, coalesce(r.read_at, 0), coalesce((select rp.kind from representative rp where rp.id = r.representative_id), '') from minutes_reader r join minutes m on m.id = r.minutes_id
		where r.minutes_id = $1 and m.case_id = $2 and ($3 or r.function_id = $4) order by r.unit_id, r.function_id limit 100`,
		m, s.Case(), s.Circle(), own)
}

// MarkRead notes that the reader has read final minutes, and reports whether
// that was news.
func MarkRead(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, number int) (bool, error) {
	own := s.Function()
	if s.Self() {
		own = Self
	}
	n, err := tx.Exec(ctx, `update minutes_reader set read_at = $1, representative_id = nullif($6, '') where function_id = $2 and read_at is null
		and minutes_id in (select id from minutes where call_id = $3 and number = $4 and case_id = $5 and state in ('final', 'replaced'))`,
		db.Micros(tx.Now), own, c, number, s.Case(), s.Proxy())
	return n > 0, err
}

// AskRecall asks for final minutes to be taken back; a colleague has to confirm.
func AskRecall(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, by id.User, reason string) error {
	var f errs.Faults
	f.Check(slices.Contains(RecallReasons(), reason), "reason", "recall.reason.missing")
	if err := f.Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update minutes set recall_asked_by = $3, recall_asked_at = $4, recall_reason = $5, version = version + 1
		where call_id = $1 and unit_id = $2 and state = 'final' and recall_asked_by is null`, c, s.Unit(), by, db.Micros(tx.Now), reason)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "minutes.recall.state")
	}
	return err
}

// ConfirmRecall takes the minutes back, from now on: a tombstone is left. It
// takes another person than the one who asked.
func ConfirmRecall(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, by id.User) (m Minutes, err error) {
	var sealed []byte
	err = tx.Each(ctx, func(scan db.Scan) error {
		m, err = read(scan, &sealed)
		return err
	}, `select `+columns+` from minutes m where m.call_id = $1 and m.unit_id = $2 and m.state = 'final' and m.recall_asked_by is not null`, c, s.Unit())
	switch {
	case err != nil:
		return m, err
	case m.ID == "":
		return m, errs.New(errs.Conflict, "minutes.recall.unasked")
	case m.RecallAskedBy == by:
		return m, errs.New(errs.Denied, "recall.same_person")
	}
	n, err := tx.Exec(ctx, `update minutes set state = 'recalled', recalled_by = $3, recalled_at = $4, sealed = null, version = version + 1
		where id = $1 and version = $2 and state = 'final'`, m.ID, m.Version, by, db.Micros(tx.Now))
	if err == nil && n == 0 {
		err = errs.Changed(m)
	}
	if err != nil {
		return m, err
	}
	// What the versions before it said of themselves goes too.
	_, err = tx.Exec(ctx, `update minutes set sealed = null where call_id = $1 and number < $2`, c, m.Number)
	return m, err
}
