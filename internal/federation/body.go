package federation

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The limits of bodies.
const (
	MostBodies = 100
	MostSeats  = 40
)

// BodyKinds lists the functions that a body can have; it can have several.
func BodyKinds() []string { return []string{"board", "preparing", "steering", "working"} }

// Federal is the federation's own side, beside those of the parties.
const Federal Party = "federation"

// Sides lists who can have to be represented in a body.
func Sides() []Party { return append(Parties(), Federal) }

// sideOf returns the side that a sort of organisation sits on.
func sideOf(k access.Kind) Party {
	if k == access.Forbund {
		return Federal
	}
	return PartyOf(k)
}

// BodyInput is what is decided about a body.
type BodyInput struct {
	Name    string
	Kinds   []string
	Aim     string
	Needs   []Party   // who has to be represented
	Effort  id.Effort // that it works with; may be empty
	EndedOn string    // date; empty while it goes on
}

// Seat is a place in a body: a function's, or an organisation's that sends whom
// it wants. It is never a person's.
type Seat struct {
	Org          id.Org
	Function     id.Function // empty for the organisation
	OrgName      string
	Kind         access.Kind
	FunctionName string
	UnitName     string
	Gone         bool // the function has ended
}

// Key tells a seat from the others of its body.
func (s Seat) Key() string { return string(s.Org) + "/" + string(s.Function) }

// SeatOf reads the key of a seat.
func SeatOf(key string) Seat {
	o, f, _ := strings.Cut(key, "/")
	return Seat{Org: id.Org(o), Function: id.Function(f)}
}

// Side returns whom the seat represents.
func (s Seat) Side() Party { return sideOf(s.Kind) }

// Body is a body of the federation's.
type Body struct {
	ID id.Body
	BodyInput
	Seats   []Seat
	Version int64
}

// Missing lists who has to be represented and is not.
func (b Body) Missing() (all []Party) {
	for _, p := range Sides() {
		if slices.Contains(b.Needs, p) && !slices.ContainsFunc(b.Seats, func(s Seat) bool { return s.Side() == p && !s.Gone }) {
			all = append(all, p)
		}
	}
	return all
}

// Acts reports whether the body goes on after a day.
func (b Body) Acts(day string) bool { return b.EndedOn == "" || b.EndedOn > day }

// FreeText returns the texts that may not tell of anybody, by the name of their
// field.
func (in BodyInput) FreeText() map[string]string {
	return map[string]string{"name": in.Name, "aim": in.Aim}
}

// check reports all that is wrong with the input.
func (in BodyInput) check(ctx context.Context, tx *db.Tx) (f errs.Faults, err error) {
	checkText(&f, "name", in.Name, MostTitle, true)
	f.Check(len(in.Kinds) > 0, "kinds", "federation.body.kinds")
	for _, k := range in.Kinds {
		f.Check(slices.Contains(BodyKinds(), k), "kinds", "federation.body.kinds")
	}
	checkText(&f, "aim", in.Aim, MostWords, false)
	for _, p := range in.Needs {
		f.Check(slices.Contains(Sides(), p), "needs", "federation.body.needs.unknown")
	}
	checkDay(&f, "ended_on", in.EndedOn, false)
	if in.Effort != "" {
		there, err := tx.Has(ctx, `select 1 from effort where id = $1`, in.Effort)
		if err != nil {
			return nil, err
		}
		f.Check(there, "effort", "federation.body.effort.unknown")
	}
	return f.OneEach(), nil
}

// AddBody notes a body, which has no members yet.
func AddBody(ctx context.Context, tx *db.Tx, in BodyInput, by id.Function) (id.Body, error) {
	f, err := in.check(ctx, tx)
	if err != nil {
		return "", err
	}
	var n int
	if _, err := tx.One(ctx, []any{&n}, `select count(*) from federation_body`); err != nil {
		return "", err
	}
	f.Check(n < MostBodies, "name", "federation.body.many", "most", strconv.Itoa(MostBodies))
	if err := f.OneEach().Err(); err != nil {
		return "", err
	}
	b := id.New[id.Body]()
	if _, err := tx.Exec(ctx, `insert into federation_body (id, name, kinds, aim, needs, effort_id, ended_on) values ($1, $2, $3, $4, $5, nullif($6, ''), $7)`,
		b, in.Name, joined(in.Kinds), in.Aim, joined(in.Needs), in.Effort, in.EndedOn); err != nil {
		return "", err
	}
	return b, note(ctx, tx, b, "made", by, "")
}

// ChangeBody changes what is decided about a body, also that it has ended.
func ChangeBody(ctx context.Context, tx *db.Tx, b id.Body, in BodyInput, version int64, by id.Function) error {
	if _, err := bodyAt(ctx, tx, b, version); err != nil {
		return err
	}
	f, err := in.check(ctx, tx)
	if err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update federation_body set name = $1, kinds = $2, aim = $3, needs = $4, effort_id = nullif($5, ''), ended_on = $6, version = version + 1
		where id = $7 and version = $8`, in.Name, joined(in.Kinds), in.Aim, joined(in.Needs), in.Effort, in.EndedOn, b, version)
	if err := claimed(n, err, func() (Body, error) { return BodyByID(ctx, tx, b) }); err != nil {
		return err
	}
	return note(ctx, tx, b, "changed", by, "")
}

// bodyAt returns a body that still stands as somebody saw it.
func bodyAt(ctx context.Context, tx *db.Tx, b id.Body, version int64) (Body, error) {
	now, err := BodyByID(ctx, tx, b)
	if err == nil && now.Version != version {
		err = errs.Changed(now)
	}
	return now, err
}

// SetSeats writes the members of a body anew, in their order.
func SetSeats(ctx context.Context, tx *db.Tx, b id.Body, all []Seat, version int64, by id.Function) error {
	now, err := bodyAt(ctx, tx, b, version)
	if err != nil {
		return err
	}
	can, err := SeatCandidates(ctx, tx)
	if err != nil {
		return err
	}
	var f errs.Faults
	f.Check(len(all) <= MostSeats, "seats", "federation.seat.many", "most", strconv.Itoa(MostSeats))
	seen := map[string]bool{}
	for _, s := range all[:min(len(all), MostSeats)] {
		is := func(o Seat) bool { return o.Key() == s.Key() }
		f.Check(slices.ContainsFunc(can, is) || slices.ContainsFunc(now.Seats, is), "seats", "federation.seat.unknown")
		f.Check(!seen[s.Key()], "seats", "federation.seat.twice")
		seen[s.Key()] = true
	}
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update federation_body set version = version + 1 where id = $1 and version = $2`, b, version)
	if err := claimed(n, err, func() (Body, error) { return BodyByID(ctx, tx, b) }); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from federation_seat where body_id = $1`, b); err != nil {
		return err
	}
	for i, s := range all {
		if _, err := tx.Exec(ctx, `insert into federation_seat (body_id, place, organisation_id, function_id) values ($1, $2, $3, nullif($4, ''))`, b, i, s.Org, s.Function); err != nil {
			return err
		}
	}
	return note(ctx, tx, b, "seated", by, "")
}

// SeatCandidates lists what can sit in a body: the members of the federation
// and the federation itself, and the functions that lead in them.
func SeatCandidates(ctx context.Context, tx *db.Tx) ([]Seat, error) {
	return db.All(ctx, tx, scanSeat, `select s.org, s.org_name, s.kind, s.func, s.func_name, s.unit_name, s.gone from (
		select o.id as org, o.name as org_name, o.kind, '' as func, '' as func_name, '' as unit_name, false as gone from organisation o
			where o.kind = 'forbund' or exists (select 1 from federation_member m where m.organisation_id = o.id)
		union all select o.id, o.name, o.kind, f.id, f.name, u.name, false from function f join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id
			where f.ended_at is null and f.role in ('manager', 'federation')
			and (o.kind = 'forbund' or exists (select 1 from federation_member m where m.organisation_id = o.id))) s
		order by s.org_name, s.org, s.unit_name, s.func_name, s.func limit $1`, 2*most)
}

func scanSeat(scan db.Scan) (s Seat, err error) {
	return s, scan(&s.Org, &s.OrgName, &s.Kind, &s.Function, &s.FunctionName, &s.UnitName, &s.Gone)
}

const bodyColumns = `select b.id, b.name, b.kinds, b.aim, b.needs, coalesce(b.effort_id, ''), b.ended_on, b.version from federation_body b `

func scanBody(scan db.Scan) (b Body, err error) {
	var kinds, needs string
	err = scan(&b.ID, &b.Name, &kinds, &b.Aim, &needs, &b.Effort, &b.EndedOn, &b.Version)
	b.Kinds, b.Needs = parted[string](kinds), parted[Party](needs)
	return b, err
}

// Bodies lists the bodies by name, those that go on first.
func Bodies(ctx context.Context, tx *db.Tx) ([]Body, error) {
	all, err := db.All(ctx, tx, scanBody, bodyColumns+`order by case when b.ended_on = '' then 0 else 1 end, b.name, b.id limit $1`, MostBodies)
	if err != nil {
		return nil, err
	}
	return all, seat(ctx, tx, all)
}

// BodyByID returns one body.
func BodyByID(ctx context.Context, tx *db.Tx, b id.Body) (Body, error) {
	all, err := db.All(ctx, tx, scanBody, bodyColumns+`where b.id = $1`, b)
	if err == nil {
		err = seat(ctx, tx, all)
	}
	return db.First(all, err)
}

// seat finds the members of bodies.
func seat(ctx context.Context, tx *db.Tx, all []Body) error {
	if len(all) == 0 {
		return nil
	}
	of, ids := map[id.Body]*Body{}, make([]id.Body, len(all))
	for i := range all {
		of[all[i].ID], ids[i] = &all[i], all[i].ID
	}
	list, args := db.In(1, ids)
	return tx.Each(ctx, func(scan db.Scan) error {
		var b id.Body
		s, err := scanSeat(func(into ...any) error { return scan(append([]any{&b}, into...)...) })
		if err == nil {
			of[b].Seats = append(of[b].Seats, s)
		}
		return err
	}, `select s.body_id, o.id, o.name, o.kind, coalesce(f.id, ''), coalesce(f.name, ''), coalesce(u.name, ''), f.ended_at is not null
		from federation_seat s join organisation o on o.id = s.organisation_id
		left join function f on f.id = s.function_id left join unit u on u.id = f.unit_id
		where s.body_id in `+list+` order by s.body_id, s.place`, args...)
}

func joined[T ~string](all []T) string {
	var some []string
	for _, one := range unique(all) {
		some = append(some, string(one))
	}
	return strings.Join(some, ",")
}

func parted[T ~string](text string) (all []T) {
	for one := range strings.SplitSeq(text, ",") {
		if one != "" {
			all = append(all, T(one))
		}
	}
	return all
}
