package consent

import (
	"context"
	"maps"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

const pendingSealedAs = "consent.pending"

// Pending is what a person with protected identity has asked for, digitally,
// until a function has met her and confirmed it: somebody may have made her.
type Pending struct {
	ID             id.PendingConsent
	At             time.Time
	Representative id.Representative // who asked in her place
	Wanted         New
	Version        int64
	Settled        time.Time // zero while it waits
	SettledBy      id.Function
	Outcome        string // confirmed, refused, withdrawn, replaced
}

// wanted is how what is asked for is kept.
type wanted struct {
	GivenBy  string             `json:"given_by"`
	StartsOn string             `json:"starts_on"`
	EndsOn   string             `json:"ends_on"`
	Purpose  string             `json:"purpose"`
	Grid     map[id.Unit]string `json:"grid"`
}

// Wider reports whether n lets anybody be told more than a consent does, or
// for longer, or for something else, seen on a day.
func (n New) Wider(c Consent, today string) bool {
	if c.ID == "" || c.EndsOn < today || n.EndsOn > c.EndsOn || n.StartsOn < c.StartsOn || n.Purpose != c.Purpose {
		return true
	}
	return slices.ContainsFunc(Steps(c.Grid, n.Grid), func(s Step) bool { return s.Gained != 0 })
}

// Within returns as much of n as lies within a consent: on that one's terms,
// what both let be told, no longer than either.
func (n New) Within(c Consent) New {
	grid := Grid{}
	for u, set := range n.Grid {
		if both := set & c.Grid[u]; both != 0 {
			grid[u] = both
		}
	}
	return New{
		How: c.How, GivenBy: c.GivenBy, Representative: c.Representative, ReceivedBy: c.ReceivedBy, SignedOn: c.SignedOn,
		StartsOn: c.StartsOn, EndsOn: min(c.EndsOn, n.EndsOn), Purpose: c.Purpose, Grid: grid, Version: n.Version,
	}
}

// Narrow takes from the consent that stands what n does not have, at once and
// without the question whether the rest may stand; of nothing that is left the
// consent is ended.
func Narrow(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n New) ([]Step, error) {
	old, err := whole(ctx, tx, key, s)
	if err != nil || old.ID == "" {
		return nil, err
	}
	if old.Version != n.Version {
		return nil, errs.Changed(old)
	}
	left := n.Within(old)
	steps := Steps(old.Grid, left.Grid)
	switch {
	case len(left.Grid) == 0:
		return steps, end(ctx, tx, old, "withdrawn")
	case left.EndsOn == old.EndsOn:
		return steps, change(ctx, tx, old, steps)
	}
	if err := end(ctx, tx, old, "replaced"); err != nil {
		return nil, err
	}
	_, err = begin(ctx, tx, key, s, left)
	return steps, err
}

// Await keeps what is asked for until it is confirmed, when it is more than
// what stands; what it takes away is taken at once. It reports whether anything
// waits, and whether anything was taken away.
func Await(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n New) (waits, narrowed bool, err error) {
	now, err := whole(ctx, tx, key, s)
	if err != nil || !n.Wider(now, tx.Today()) {
		return false, false, err
	}
	if now.Version != n.Version {
		return false, false, errs.Changed(now)
	}
	if _, err := Ask(ctx, tx, key, s, n); err != nil {
		return false, false, err
	}
	steps, err := Narrow(ctx, tx, key, s, n)
	return true, len(steps) > 0, err
}

// Ask keeps what the person asks for until it is confirmed. It takes the place
// of what waited before.
func Ask(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n New) (id.PendingConsent, error) {
	if err := n.Check(tx.Today()); err != nil {
		return "", err
	}
	w := wanted{n.GivenBy, n.StartsOn, n.EndsOn, n.Purpose, map[id.Unit]string{}}
	for u, set := range n.Grid.held() {
		w.Grid[u] = set.String()
	}
	sealed, err := seal.Marshal(key, pendingSealedAs, w)
	if err != nil {
		return "", err
	}
	if err := Drop(ctx, tx, s, "replaced"); err != nil {
		return "", err
	}
	p := id.New[id.PendingConsent]()
	_, err = tx.Exec(ctx, `insert into pending_consent (id, case_id, sealed, asked_at, representative_id) values ($1, $2, $3, $4, nullif($5, ''))`,
		p, s.Case(), sealed, db.Micros(tx.Now), n.Representative)
	return p, err
}

// Waiting returns what waits to be confirmed, the zero Pending when nothing
// does and to a reader who may not note what the person decides.
func Waiting(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) (Pending, error) {
	all, err := pending(ctx, tx, key, s, ` and settled_at is null`)
	if err != nil || len(all) == 0 {
		return Pending{}, err
	}
	return all[0], nil
}

// Awaited lists all that has ever waited to be confirmed, the first first.
func Awaited(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) ([]Pending, error) {
	return pending(ctx, tx, key, s, ``)
}

func pending(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, which string) ([]Pending, error) {
	if !s.Records() {
		return nil, nil
	}
	return db.All(ctx, tx, func(scan db.Scan) (p Pending, err error) {
		var sealed []byte
		var at, settled int64
		if err := scan(&p.ID, &at, &sealed, &p.Representative, &settled, &p.SettledBy, &p.Outcome, &p.Version); err != nil {
			return p, err
		}
		p.At, p.Settled = db.Time(at), db.Time(settled)
		return p, p.open(key, sealed)
	}, `select id, asked_at, sealed, coalesce(representative_id, ''), coalesce(settled_at, 0), coalesce(settled_by, ''), outcome, version
		from pending_consent where case_id = $1`+which+` order by asked_at, id`, s.Case())
}

func (p *Pending) open(key *seal.Key, sealed []byte) error {
	var w wanted
	if err := seal.Unmarshal(key, pendingSealedAs, sealed, &w); err != nil {
		return err
	}
	p.Wanted = New{How: Digital, GivenBy: w.GivenBy, Representative: p.Representative, StartsOn: w.StartsOn, EndsOn: w.EndsOn, Purpose: w.Purpose, Grid: Grid{}}
	for _, u := range slices.Sorted(maps.Keys(w.Grid)) {
		p.Wanted.Grid[u] = access.ParseSet(w.Grid[u])
	}
	return nil
}

// Settle ends the waiting of what was seen in a version: confirmed, refused or
// withdrawn.
func Settle(ctx context.Context, tx *db.Tx, s access.Sight, version int64, outcome string) error {
	n, err := settle(ctx, tx, s, outcome, ` and version = $5`, version)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "consent.pending.gone")
	}
	return err
}

// Drop ends the waiting of whatever waits.
func Drop(ctx context.Context, tx *db.Tx, s access.Sight, outcome string) error {
	_, err := settle(ctx, tx, s, outcome, ``)
	return err
}

func settle(ctx context.Context, tx *db.Tx, s access.Sight, outcome, which string, args ...any) (int64, error) {
	return tx.Exec(ctx, `update pending_consent set settled_at = $2, settled_by = nullif($3, ''), outcome = $4, version = version + 1
		where case_id = $1 and settled_at is null`+which, append([]any{s.Case(), db.Micros(tx.Now), s.Function(), outcome}, args...)...)
}
