package outcome

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

const mostKept = 200 // of a case

// sealedNote is what a note is sealed with: it opens in no other place.
func sealedNote(o id.Outcome) string { return "outcome/" + string(o) }

func sealedScale(o id.Outcome) string { return "goal.scale/" + string(o) }

// scaleWords is the part of a Scale that is sealed.
type scaleWords struct {
	Expected string
	Baseline *int `json:",omitempty"`
	Weight   int
}

// OfCase returns what the reader may see of how it stood: what her own unit has
// noted, to the person everything, and to the unit she shows it to what she has
// said herself. The first moment comes first.
func OfCase(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) ([]Note, error) {
	if s.Case() == "" {
		return nil, nil
	}
	all, err := notes(ctx, tx, `where o.case_id = $1`, s.Case())
	if err != nil {
		return nil, err
	}
	var seen []Note
	for _, n := range all {
		if !sees(s, n.Note) {
			continue
		}
		if err := n.open(key); err != nil {
			return nil, err
		}
		if n.Owner == id.Self && !s.Circle() {
			n.Author = ""
		}
		seen = append(seen, n.Note)
	}
	slices.SortStableFunc(seen, func(a, b Note) int {
		return slices.Index(Moments(), a.Moment) - slices.Index(Moments(), b.Moment)
	})
	return seen, nil
}

// sees reports whether the reader may see a note. What a unit notes goes to
// nobody else but the person.
func sees(s access.Sight, n Note) bool {
	ground := access.OwnItem
	if s.Self() || n.Owner == id.Self && n.Shared != "" && n.Shared == s.Unit() {
		ground = access.ByConsent
	}
	return s.Sees(n.Owner, access.Income, ground)
}

// kept is a note as it stands, before Sight and key.
type kept struct {
	Note
	sealed []byte
}

func (k *kept) open(key *seal.Key) error {
	return seal.Unmarshal(key, sealedNote(k.ID), k.sealed, &k.Content)
}

func notes(ctx context.Context, tx *db.Tx, which string, args ...any) ([]kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k kept, err error) {
		var at int64
		err = scan(&k.ID, &k.Owner, &k.Author, &k.Acted, &k.Moment, &k.On, &k.Shared, &at, &k.Version, &k.sealed)
		k.At = db.Time(at)
		return k, err
	}, `select o.id, o.unit_id, coalesce(o.function_id, ''), coalesce((select rp.kind from representative rp where rp.id = o.representative_id), ''),
		o.moment, o.on_day, coalesce(o.shared_unit, ''), o.changed_at, o.version, o.sealed from outcome o `+which+` order by o.created_at, o.id limit 200`, args...)
}

// Keep notes how it stands at a moment, in place of what the same unit noted
// before.
func Keep(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n New, shared id.Unit) (id.Outcome, error) {
	all, err := OfCase(ctx, tx, key, s)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all, func(o Note) bool { return o.Owner == s.Unit() && o.Moment == n.Moment })
	if i >= 0 && all[i].Version != n.Version {
		return "", errs.Changed(all[i])
	}
	o := id.New[id.Outcome]()
	if i >= 0 {
		o = all[i].ID
	}
	sealed, err := seal.Marshal(key, sealedNote(o), n.Content)
	if err != nil {
		return "", err
	}
	changed, err := tx.Exec(ctx, `insert into outcome (id, case_id, person_id, unit_id, function_id, representative_id, moment, on_day, shared_unit, sealed, created_at, changed_at)
		values ($1, $2, $3, $4, nullif($5, ''), nullif($6, ''), $7, $8, nullif($9, ''), $10, $11, $11)
		on conflict (case_id, unit_id, moment) do update set function_id = excluded.function_id, representative_id = excluded.representative_id, on_day = excluded.on_day,
			shared_unit = excluded.shared_unit, sealed = excluded.sealed, changed_at = excluded.changed_at, version = outcome.version + 1
			where outcome.id = excluded.id and outcome.version = $12`,
		o, s.Case(), s.Person(), s.Unit(), s.Function(), s.Proxy(), n.Moment, n.On, shared, sealed, db.Micros(tx.Now), n.Version)
	if err == nil && changed == 0 {
		err = errs.New(errs.Conflict, "outcome.changed")
	}
	return o, err
}

// Scales returns the scales of goals that the reader may see: a scale goes with
// its goal, to those who have the goal.
func Scales(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, goals map[id.Item]bool) ([]Scale, error) {
	all, err := scales(ctx, tx, key, s.Case())
	return slices.DeleteFunc(all, func(k Scale) bool {
		ground := access.ByConsent
		return !goals[k.Goal] || !s.Sees(k.Owner, access.Plan, ground)
	}), err
}

func scales(ctx context.Context, tx *db.Tx, key *seal.Key, c id.Case) ([]Scale, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k Scale, err error) {
		var sealed []byte
		var at int64
		if err := scan(&k.ID, &k.Goal, &k.Owner, &k.Author, &at, &sealed, &k.Version); err != nil {
			return k, err
		}
		k.At = db.Time(at)
		var w scaleWords
		err = seal.Unmarshal(key, sealedScale(k.ID), sealed, &w)
		k.Expected, k.Baseline, k.Weight = w.Expected, w.Baseline, w.Weight
		return k, err
	}, `select id, item_id, unit_id, function_id, changed_at, sealed, version from goal_scale where case_id = $1 order by created_at, id limit $2`, c, mostKept)
}

// KeepScale notes what reaching a goal means, in place of what the same unit
// noted before.
func KeepScale(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, k Scale) (id.Outcome, error) {
	if err := k.Check(); err != nil {
		return "", err
	}
	all, err := Scales(ctx, tx, key, s, map[id.Item]bool{k.Goal: true})
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all, func(o Scale) bool { return o.Owner == s.Unit() })
	if i >= 0 && all[i].Version != k.Version {
		return "", errs.Changed(all[i])
	}
	o := id.New[id.Outcome]()
	if i >= 0 {
		o = all[i].ID
	}
	sealed, err := seal.Marshal(key, sealedScale(o), scaleWords{k.Expected, k.Baseline, k.Weight})
	if err != nil {
		return "", err
	}
	changed, err := tx.Exec(ctx, `insert into goal_scale (id, case_id, person_id, item_id, unit_id, function_id, sealed, created_at, changed_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
		on conflict (item_id, unit_id) do update set function_id = excluded.function_id, sealed = excluded.sealed, changed_at = excluded.changed_at, version = goal_scale.version + 1
			where goal_scale.id = excluded.id and goal_scale.version = $9`,
		o, s.Case(), s.Person(), k.Goal, s.Unit(), s.Function(), sealed, db.Micros(tx.Now), k.Version)
	if err == nil && changed == 0 {
		err = errs.New(errs.Conflict, "outcome.changed")
	}
	return o, err
}

// Erase makes everything that is noted about a person empty.
func Erase(ctx context.Context, tx *db.Tx, p id.Person) error {
	if _, err := tx.Exec(ctx, `update outcome set sealed = $2, version = version + 1 where person_id = $1`, p, []byte{}); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update goal_scale set sealed = $2, version = version + 1 where person_id = $1`, p, []byte{})
	return err
}
