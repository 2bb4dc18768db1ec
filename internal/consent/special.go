package consent

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

const specialSealedAs = "consent.special"

// Kind is what a consent that stands apart from the grid is about.
type Kind string

// The kinds of consents that stand apart.
const (
	SUS      Kind = "sus"       // follow-up of an intervention in SUS, on FK's form 9443 (sweden.md Y1)
	InformFK Kind = "inform_fk" // that health care tells FK of a presumed need (sweden.md L14)
)

// uses are what can be noted as done on a consent of each kind.
var uses = map[Kind][]string{SUS: {"original", "registered"}, InformFK: {"informed"}}

// Kinds lists the kinds of consents that stand apart.
func Kinds() []Kind { return []Kind{SUS, InformFK} }

// Uses lists what can be noted as done on a consent of a kind.
func Uses(k Kind) []string { return slices.Clone(uses[k]) }

// Special is a consent that stands apart: never part of the grid.
type Special struct {
	ID             id.SpecialConsent
	Kind           Kind
	How            How
	Representative id.Representative
	ReceivedBy     id.Function // empty when given digitally
	SignedOn       string      // date on the paper
	StartsOn       string
	EndsOn         string // last day; empty for SUS, which stands until it is withdrawn
	About          string // what it is about: of SUS the intervention
	At             time.Time
	EndedAt        time.Time // zero while it stands
	Version        int64
	Used           []Use
}

// Stands reports whether the consent holds on a day.
func (c Special) Stands(today string) bool {
	return c.ID != "" && c.EndedAt.IsZero() && c.StartsOn <= today && (c.EndsOn == "" || today <= c.EndsOn)
}

// Use is something that has been done on a special consent.
type Use struct {
	What string // original, registered, informed
	On   string
	By   id.Function
}

// NewSpecial is what the person agrees to.
type NewSpecial struct {
	Kind           Kind
	How            How
	Representative id.Representative
	ReceivedBy     id.Function // empty when the person gives it herself
	SignedOn       string
	Opened         string // day that the case was opened
	EndsOn         string
	About          string
	Version        int64 // of the one it replaces; 0 when there is none, and for SUS
}

// Check reports every fault of n, seen on a day.
func (n NewSpecial) Check(today string) error {
	var f errs.Faults
	f.Check(slices.Contains(Kinds(), n.Kind), "kind", "special.kind.unknown")
	if n.Kind == SUS {
		f.Check(n.How == Paper, "how", "special.sus.paper")
		f.Check(n.About != "", "about", "special.about.missing")
	} else {
		f.Check(n.How == Oral || n.How == Paper || n.How == Digital, "how", "consent.how.missing")
		f.Merge(endsWithin(n.EndsOn, today))
	}
	if n.How == Paper {
		checkPaper(&f, n.SignedOn, n.Opened, today)
	}
	f.Check(utf8.RuneCountInString(n.About) <= 300, "about", "special.about.long")
	return f.Err()
}

// endsWithin reports what is wrong with a last day, at most a year ahead.
func endsWithin(ends, today string) error {
	var f errs.Faults
	now, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return err
	}
	last, wrong := time.Parse(time.DateOnly, ends)
	switch {
	case wrong != nil:
		f.Add("ends_on", "consent.ends_on.date")
	case ends < today:
		f.Add("ends_on", "consent.ends_on.past")
	case last.After(now.AddDate(1, 0, 0)):
		f.Add("ends_on", "consent.ends_on.long")
	}
	return f.Err()
}

// GiveSpecial notes that the person agrees, from today.
func GiveSpecial(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n NewSpecial) (id.SpecialConsent, error) {
	if n.Kind == SUS {
		n.EndsOn, n.Version = "", 0
	}
	if err := n.Check(tx.Today()); err != nil {
		return "", err
	}
	sealed, err := seal.Marshal(key, specialSealedAs, n.About)
	if err != nil {
		return "", err
	}
	if n.Version != 0 {
		if _, err := tx.Exec(ctx, `update special_consent set ended_at = $4, version = version + 1
			where case_id = $1 and kind = $2 and version = $3 and ended_at is null`, s.Case(), n.Kind, n.Version, db.Micros(tx.Now)); err != nil {
			return "", err
		}
	}
	c := id.New[id.SpecialConsent]()
	made, err := tx.Exec(ctx, `insert into special_consent (id, case_id, person_id, kind, how, signed_on, received_by, representative_id, starts_on, ends_on, sealed, created_at, version)
		values ($1, $2, $3, $4, $5, $6, nullif($7, ''), nullif($8, ''), $9, $10, $11, $12, $13) on conflict (case_id, kind) where ended_at is null and kind <> 'sus' do nothing`,
		c, s.Case(), s.Person(), n.Kind, n.How, n.SignedOn, n.ReceivedBy, n.Representative, tx.Today(), n.EndsOn, sealed, db.Micros(tx.Now), n.Version+1)
	if err == nil && made == 0 {
		err = errs.New(errs.Conflict, "special.changed")
	}
	return c, err
}

// WithdrawSpecial ends a consent that stands apart, at once, and returns its
// kind.
func WithdrawSpecial(ctx context.Context, tx *db.Tx, s access.Sight, c id.SpecialConsent, version int64) (k Kind, err error) {
	found, err := tx.One(ctx, []any{&k}, `select kind from special_consent where id = $1 and case_id = $2`, c, s.Case())
	if err == nil && !found {
		err = errs.Missing()
	}
	if err != nil {
		return "", err
	}
	n, err := tx.Exec(ctx, `update special_consent set ended_at = $3, version = version + 1 where id = $1 and version = $2 and ended_at is null`,
		c, version, db.Micros(tx.Now))
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "special.changed")
	}
	return k, err
}

// Specials lists the consents that stand apart, the newest first, to those who
// may note what the person decides; to a unit of health care, which acts on it,
// the one about telling FK.
func Specials(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, care bool) ([]Special, error) {
	if s.Case() == "" || !s.Records() && (!care || s.Blocked()) {
		return nil, nil
	}
	var sealed [][]byte
	all, err := db.All(ctx, tx, func(scan db.Scan) (c Special, err error) {
		var at, ended int64
		var about []byte
		err = scan(&c.ID, &c.Kind, &c.How, &c.Representative, &c.ReceivedBy, &c.SignedOn, &c.StartsOn, &c.EndsOn, &about, &at, &ended, &c.Version)
		c.At = db.Time(at)
		if ended != 0 {
			c.EndedAt = db.Time(ended)
		}
		sealed = append(sealed, about)
		return c, err
	}, `select id, kind, how, coalesce(representative_id, ''), coalesce(received_by, ''), signed_on, starts_on, ends_on, sealed, created_at, coalesce(ended_at, 0), version
		from special_consent where case_id = $1 and (kind = 'inform_fk' or $2) order by created_at desc, id limit 200`, s.Case(), s.Records())
	if err != nil {
		return nil, err
	}
	place := map[id.SpecialConsent]int{}
	for i := range all {
		place[all[i].ID] = i
		if err := seal.Unmarshal(key, specialSealedAs, sealed[i], &all[i].About); err != nil {
			return nil, err
		}
		if !s.Records() {
			all[i].ReceivedBy, all[i].Representative = "", ""
		}
	}
	return all, used(ctx, tx, s, all, place)
}

// Standing returns in which of some cases a special consent of a kind stands
// today.
func Standing(ctx context.Context, tx *db.Tx, k Kind, cases []id.Case) (map[id.Case]bool, error) {
	marks, args := db.In(3, cases)
	all := map[id.Case]bool{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var c id.Case
		err := scan(&c)
		all[c] = true
		return err
	}, `select case_id from special_consent where kind = $1 and ended_at is null and starts_on <= $2 and (ends_on = '' or ends_on >= $2)
		and case_id in `+marks+``, append([]any{k, tx.Today()}, args...)...)
	return all, err
}

// used fills in what has been done on special consents.
func used(ctx context.Context, tx *db.Tx, s access.Sight, all []Special, place map[id.SpecialConsent]int) error {
	return tx.Each(ctx, func(scan db.Scan) error {
		var c id.SpecialConsent
		var u Use
		err := scan(&c, &u.What, &u.On, &u.By)
		if i, ok := place[c]; ok {
			if !s.Records() && u.By != s.Function() {
				u.By = ""
			}
			all[i].Used = append(all[i].Used, u)
		}
		return err
	}, `select u.special_id, u.what, u.on_day, u.function_id from special_use u join special_consent c on c.id = u.special_id
		where c.case_id = $1 order by u.on_day, u.at, u.id limit 500`, s.Case())
}

// UseSpecial notes that something has been done on a consent that stands, on a
// day no earlier than it was given and not yet to come.
func UseSpecial(ctx context.Context, tx *db.Tx, s access.Sight, c Special, u Use) error {
	var f errs.Faults
	today := tx.Today()
	_, err := time.Parse(time.DateOnly, u.On)
	f.Check(slices.Contains(uses[c.Kind], u.What), "what", "special.use.what")
	first := c.StartsOn
	if c.SignedOn != "" {
		first = min(first, c.SignedOn)
	}
	f.Check(err == nil, "on", "special.use.date")
	f.Check(err != nil || u.On <= today, "on", "special.use.future")
	f.Check(err != nil || u.On >= first, "on", "special.use.before")
	if err := f.Err(); err != nil {
		return err
	}
	if !c.Stands(today) {
		return errs.New(errs.Conflict, "special.ended")
	}
	_, err = tx.Exec(ctx, `insert into special_use (id, special_id, what, on_day, function_id, at) values ($1, $2, $3, $4, $5, $6)`,
		id.New[string](), c.ID, u.What, u.On, s.Function(), db.Micros(tx.Now))
	return err
}
