package representative

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

const (
	longestName  = 120
	longestProof = 300
	mostOpen     = 10 // in one case
)

// New is who is to act for the person, in what, and what proves it.
type New struct {
	Kind     Kind
	Number   string // as it was typed
	Hash     string // keyed, of the number; empty when that is none
	Tasks    access.Tasks
	StartsOn string
	EndsOn   string // last day
	How      string
	Name     string
	Proof    string
	ProofOn  string
}

// Proof is what a function has seen that shows that somebody may act.
type Proof struct {
	Proof   string // what paper
	ProofOn string // its date
	EndsOn  string // last day of what it says
}

// check reports every fault of n. By is the function that notes it, empty for
// the person herself: her own word is proof, of what she may decide.
func (n New) check(by id.Function, now time.Time, today string) (f errs.Faults, err error) {
	f.Check(slices.Contains(Kinds(), n.Kind), "kind", "representative.kind.missing")
	f.Check(strings.TrimSpace(n.Name) != "", "name", "representative.name.missing")
	f.Check(utf8.RuneCountInString(n.Name) <= longestName, "name", "representative.name.long")
	_, err = id.ParseNumber(n.Number, now)
	if err := f.Merge(err); err != nil {
		return nil, err
	}
	f.Check(n.Tasks != 0, "tasks", "representative.tasks.missing")
	n.period(&f, today)
	if by == "" {
		return f, nil
	}
	f.Check(slices.Contains(Ways(), n.How), "how", "representative.how.missing")
	f.Check(!n.Kind.Appointed() || n.How != Oral, "how", "representative.how.appointed")
	Proof{Proof: n.Proof, ProofOn: n.ProofOn}.check(&f, today)
	return f, nil
}

// period checks from when to when: a year at most, but for one who is appointed,
// whose time the decision sets.
func (n New) period(f *errs.Faults, today string) {
	from, fromErr := time.Parse(time.DateOnly, n.StartsOn)
	to, toErr := time.Parse(time.DateOnly, n.EndsOn)
	f.Check(fromErr == nil, "starts_on", "representative.starts_on.date")
	f.Check(toErr == nil, "ends_on", "representative.ends_on.date")
	if fromErr != nil || toErr != nil {
		return
	}
	f.Check(!to.Before(from), "ends_on", "representative.ends_on.before")
	f.Check(n.EndsOn >= today, "ends_on", "representative.ends_on.past")
	f.Check(n.Kind.Appointed() || !to.After(from.AddDate(1, 0, 0)), "ends_on", "representative.ends_on.long")
}

func (p Proof) check(f *errs.Faults, today string) {
	f.Check(strings.TrimSpace(p.Proof) != "", "proof", "representative.proof.missing")
	f.Check(utf8.RuneCountInString(p.Proof) <= longestProof, "proof", "representative.proof.long")
	_, err := time.Parse(time.DateOnly, p.ProofOn)
	f.Check(err == nil, "proof_on", "representative.proof_on.date")
	f.Check(err != nil || p.ProofOn <= today, "proof_on", "representative.proof_on.future")
}

// Grant lets somebody act for the person of the case. What the person grants
// herself of a kind that is appointed waits until a function has seen proof, and
// all that one with protected identity grants: somebody may have made her.
func Grant(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n New) (id.Representative, error) {
	if s.Self() {
		n.How = Digital
	}
	f, err := n.check(s.Function(), tx.Now, tx.Today())
	if err != nil {
		return "", err
	}
	guarded, err := n.stands(ctx, tx, s, &f)
	if err != nil {
		return "", err
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	number, err := id.ParseNumber(n.Number, tx.Now)
	if err != nil {
		return "", err
	}
	made := id.New[id.Representative]()
	sealed, err := seal.Marshal(key, sealedAs(made), Words{strings.TrimSpace(n.Name), string(number), strings.TrimSpace(n.Proof), n.ProofOn})
	if err != nil {
		return "", err
	}
	var proved *int64
	if !s.Self() || !n.Kind.Appointed() && !guarded {
		now := db.Micros(tx.Now)
		proved = &now
	}
	added, err := tx.Exec(ctx, `insert into representative (id, person_id, case_id, kind, number_hash, user_id, tasks, starts_on, ends_on, sealed,
			granted_by, received_how, created_at, proved_by, proved_at)
		values ($1, $2, $3, $4, $5, `+accountOf+`, $6, $7, $8, $9, nullif($10, ''), $11, $12, nullif($10, ''), $13) on conflict do nothing`,
		made, s.Person(), s.Case(), n.Kind, n.Hash, (n.Tasks | access.TaskRead).String(), n.StartsOn, n.EndsOn, sealed,
		s.Function(), n.How, db.Micros(tx.Now), proved)
	if err == nil && added == 0 {
		err = errs.Faults{{Field: "number", Key: "representative.already"}}.Err()
	}
	return made, err
}

// accountOf is the account of the person with the number that has the hash $5.
const accountOf = `(select u.id from user_account u join person p on p.id = u.person_id and p.erased_at is null
	where p.number_hash = $5 and u.ended_at is null order by u.id limit 1)`

// stands finds what only the database knows is wrong, and ends what has run out
// and stands in the way. It reports whether the person's identity is protected.
func (n New) stands(ctx context.Context, tx *db.Tx, s access.Sight, f *errs.Faults) (guarded bool, err error) {
	var own string
	if _, err := tx.One(ctx, []any{&own, &guarded}, `select number_hash, protection <> 'none' from person where id = $1`, s.Person()); err != nil || n.Hash == "" {
		return guarded, err // what is no number has been told already
	}
	f.Check(own != n.Hash, "number", "representative.number.own")
	if _, err := tx.Exec(ctx, `update representative set ended_at = $1, end_reason = $2, version = version + 1
		where case_id = $3 and ended_at is null and ends_on < $4`, db.Micros(tx.Now), byExpiry, s.Case(), tx.Today()); err != nil {
		return guarded, err
	}
	already, err := tx.Has(ctx, `select 1 from representative where case_id = $1 and number_hash = $2 and ended_at is null`, s.Case(), n.Hash)
	if err != nil {
		return guarded, err
	}
	f.Check(!already, "number", "representative.already")
	var open int
	_, err = tx.One(ctx, []any{&open}, `select count(*) from representative where case_id = $1 and ended_at is null`, s.Case())
	f.Check(open < mostOpen, "name", "representative.many")
	return guarded, err
}

// Guard lets what a person has granted herself wait until a function has met
// her, now that her identity is protected: somebody may have made her. It
// returns the cases where it did so.
func Guard(ctx context.Context, tx *db.Tx, p id.Person) ([]id.Case, error) {
	in, err := db.All(ctx, tx, func(scan db.Scan) (c id.Case, err error) { return c, scan(&c) },
		`update representative set proved_at = null, version = version + 1 where person_id = $1 and granted_by is null and proved_by is null
		and proved_at is not null and ended_at is null and ends_on >= $2 returning case_id`, p, tx.Today())
	return slices.Compact(slices.Sorted(slices.Values(in))), err
}

// Prove notes that the reader's function has seen what proves a representation
// that waits for it.
func Prove(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, r id.Representative, version int64, p Proof) error {
	now, err := One(ctx, tx, key, s, r)
	if err != nil {
		return err
	}
	if s.Self() {
		return errs.New(errs.Denied, "representative.prove.self")
	}
	var f errs.Faults
	p.check(&f, tx.Today())
	n := New{Kind: now.Kind, StartsOn: now.StartsOn, EndsOn: p.EndsOn}
	n.period(&f, tx.Today())
	if err := f.Err(); err != nil {
		return err
	}
	now.Proof, now.ProofOn = strings.TrimSpace(p.Proof), p.ProofOn
	sealed, err := seal.Marshal(key, sealedAs(r), now.Words)
	if err != nil {
		return err
	}
	done, err := tx.Exec(ctx, `update representative set proved_by = $4, proved_at = $5, ends_on = $6, sealed = $7, version = version + 1
		where id = $1 and case_id = $2 and version = $3 and proved_at is null and ended_at is null`,
		r, s.Case(), version, s.Function(), db.Micros(tx.Now), p.EndsOn, sealed)
	if err == nil && done == 0 {
		err = changed(now, now.ProvedAt.IsZero() && now.EndedAt.IsZero())
	}
	return err
}

// End ends a representation at once.
func End(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, r id.Representative, version int64) error {
	now, err := One(ctx, tx, key, s, r)
	if err != nil {
		return err
	}
	reason := byNote
	if s.Self() {
		reason = byPerson
	}
	done, err := tx.Exec(ctx, `update representative set ended_at = $4, ended_by = nullif($5, ''), end_reason = $6, version = version + 1
		where id = $1 and case_id = $2 and version = $3 and ended_at is null`, r, s.Case(), version, db.Micros(tx.Now), s.Function(), reason)
	if err == nil && done == 0 {
		err = changed(now, now.EndedAt.IsZero())
	}
	return err
}

// changed says that somebody was first, or that it no longer can be done.
func changed(now Representative, still bool) error {
	if still {
		return errs.Changed(now)
	}
	return errs.New(errs.Conflict, "representative.state")
}

// Tie ties an account to what has been granted to the number of its person, so
// that she can act in it.
func Tie(ctx context.Context, tx *db.Tx, u id.User) error {
	_, err := tx.Exec(ctx, `update representative set user_id = $1 where ended_at is null and ends_on >= $2
		and number_hash = (select p.number_hash from user_account a join person p on p.id = a.person_id and p.erased_at is null where a.id = $1 and a.ended_at is null)
		and (user_id is null or user_id in (select id from user_account where ended_at is not null))`, u, tx.Today())
	return err
}

// Erase overwrites what is said about a person's representatives, and ends what
// is open.
func Erase(ctx context.Context, tx *db.Tx, p id.Person) error {
	_, err := tx.Exec(ctx, `update representative set sealed = $2, number_hash = 'erased-' || id, ended_at = coalesce(ended_at, $3),
		end_reason = case when ended_at is null then $4 else end_reason end, version = version + 1 where person_id = $1`,
		p, []byte{}, db.Micros(tx.Now), byErasure)
	return err
}
