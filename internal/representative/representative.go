// Package representative keeps who acts for a person: in one case, in some
// tasks, from one day to another, on proof. It is never inferred from anything
// else, and ends at once.
package representative

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// Kind is what sort of representative somebody is.
type Kind string

// The kinds.
const (
	GodMan     Kind = "god_man"
	Forvaltare Kind = "forvaltare"
	Ombud      Kind = "ombud"
	Narstaende Kind = "narstaende"
)

// Kinds lists the kinds in the order that people choose from.
func Kinds() []Kind { return []Kind{Ombud, Narstaende, GodMan, Forvaltare} }

// Appointed reports whether somebody else than the person has decided that
// there is such a representative: then a function has to see the decision.
func (k Kind) Appointed() bool { return k == GodMan || k == Forvaltare }

// How it came to be noted.
const (
	Paper   = "paper"
	Oral    = "oral"    // the person told the function
	Digital = "digital" // by the person, signed in
)

// Ways lists how a function can have come to know of it.
func Ways() []string { return []string{Paper, Oral} }

// How far a representation has come.
const (
	Waiting = "waiting" // for a function to see what proves it
	Coming  = "coming"
	InForce = "in_force"
	Expired = "expired"
	Ended   = "ended"
)

// Why a representation was ended.
const (
	byPerson  = "person"
	byNote    = "noted"
	byExpiry  = "expired"
	byErasure = "erased"
)

// mostOfCase bounds how many a case has had.
const mostOfCase = 100

// Words is what is said about a representative. It is stored sealed, under the
// key of the person.
type Words struct {
	Name    string `json:"name"`
	Number  string `json:"number"`             // twelve digits
	Proof   string `json:"proof,omitempty"`    // what paper
	ProofOn string `json:"proof_on,omitempty"` // its date
}

// Representative is somebody who acts for a person in a case.
type Representative struct {
	ID       id.Representative
	Person   id.Person
	Case     id.Case
	Kind     Kind
	Tasks    access.Tasks
	StartsOn string
	EndsOn   string // last day
	Words
	GrantedBy id.Function // empty when the person did
	How       string
	Created   time.Time
	ProvedBy  id.Function // which has seen the proof; empty where the person's own word is that
	ProvedAt  time.Time   // zero while that waits
	SignedIn  bool        // she has an account that has been tied to it
	EndedAt   time.Time
	EndedBy   id.Function // empty when the person did
	Version   int64

	sealed []byte
}

// State says how far it has come, on a day.
func (r Representative) State(today string) string {
	switch {
	case !r.EndedAt.IsZero():
		return Ended
	case r.EndsOn < today:
		return Expired
	case r.ProvedAt.IsZero():
		return Waiting
	case r.StartsOn > today:
		return Coming
	}
	return InForce
}

// Open reports whether it has neither ended nor run out, on a day.
func (r Representative) Open(today string) bool { return r.EndedAt.IsZero() && r.EndsOn >= today }

const columns = `r.id, r.person_id, r.case_id, r.kind, r.tasks, r.starts_on, r.ends_on, coalesce(r.granted_by, ''), r.received_how, r.created_at,
	coalesce(r.proved_by, ''), coalesce(r.proved_at, 0), r.user_id is not null, coalesce(r.ended_at, 0), coalesce(r.ended_by, ''), r.version, r.sealed`

func scan(scan db.Scan) (r Representative, err error) {
	var tasks string
	var created, proved, ended int64
	err = scan(&r.ID, &r.Person, &r.Case, &r.Kind, &tasks, &r.StartsOn, &r.EndsOn, &r.GrantedBy, &r.How, &created,
		&r.ProvedBy, &proved, &r.SignedIn, &ended, &r.EndedBy, &r.Version, &r.sealed)
	r.Tasks, r.Created, r.ProvedAt, r.EndedAt = access.ParseTasks(tasks), db.Time(created), db.Time(proved), db.Time(ended)
	return r, err
}

func sealedAs(r id.Representative) string { return "representative/" + string(r) }

// OfCase lists who has acted and acts for the person of the case, the newest
// first: all to the person and to those who note what she decides, with numbers
// and proof; to others who may know who she is and who takes part, those who
// act today, by name. A representative sees herself alone.
func OfCase(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) ([]Representative, error) {
	if !s.Records() && !(s.Circle() && s.Identity()) {
		return nil, nil
	}
	rows, err := db.All(ctx, tx, scan, `select `+columns+` from representative r where r.case_id = $1 and r.person_id = $2
		and ($3 = '' or r.id = $3) order by r.created_at desc, r.id limit $4`, s.Case(), s.Person(), s.Proxy(), mostOfCase)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if err := seal.Unmarshal(key, sealedAs(rows[i].ID), rows[i].sealed, &rows[i].Words); err != nil {
			return nil, err
		}
		rows[i].sealed = nil
	}
	if s.Records() {
		return rows, nil
	}
	rows = slices.DeleteFunc(rows, func(r Representative) bool { return r.State(tx.Today()) != InForce })
	for i, r := range rows {
		rows[i].Words, rows[i].How, rows[i].GrantedBy, rows[i].ProvedBy = Words{Name: r.Name}, "", "", ""
	}
	return rows, nil
}

// One returns a representative of the case to a reader who notes what the
// person decides, or to the person.
func One(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, r id.Representative) (Representative, error) {
	all, err := OfCase(ctx, tx, key, s)
	if err != nil {
		return Representative{}, err
	}
	i := slices.IndexFunc(all, func(x Representative) bool { return x.ID == r })
	if i < 0 || !s.Records() || s.Proxy() != "" {
		return Representative{}, errs.Missing()
	}
	return all[i], nil
}

// acts holds for a representation that its user may act in on the day $1.
const acts = ` r.proved_at is not null and r.ended_at is null and r.starts_on <= $1 and r.ends_on >= $1
	and exists (select 1 from user_account u where u.id = r.user_id and u.ended_at is null)
	and exists (select 1 from person p where p.id = r.person_id and p.erased_at is null)`

// Acting returns a representation that a user acts in, without words, when she
// may do so now.
func Acting(ctx context.Context, tx *db.Tx, r id.Representative, u id.User) (Representative, bool, error) {
	all, err := db.All(ctx, tx, scan, `select `+columns+` from representative r where`+acts+` and r.id = $2 and r.user_id = $3`, tx.Today(), r, u)
	if err != nil || len(all) == 0 {
		return Representative{}, false, err
	}
	return all[0], true, nil
}

// OfUser lists the representations that a user may act in now, without words.
func OfUser(ctx context.Context, tx *db.Tx, u id.User) ([]Representative, error) {
	return db.All(ctx, tx, scan, `select `+columns+` from representative r where`+acts+` and r.user_id = $2 order by r.created_at, r.id limit $3`,
		tx.Today(), u, mostOfCase)
}

// Waits reports whether something has been granted to a number, by its keyed
// hash, that is still to be used, and in which area.
func Waits(ctx context.Context, tx *db.Tx, numberHash string) (area id.Area, found bool, err error) {
	found, err = tx.One(ctx, []any{&area}, `select c.area_id from representative r join cases c on c.id = r.case_id
		where r.number_hash = $1 and r.ended_at is null and r.ends_on >= $2 order by r.created_at limit 1`, numberHash, tx.Today())
	return area, found, err
}
