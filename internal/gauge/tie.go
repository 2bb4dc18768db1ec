package gauge

import (
	"context"
	"slices"
	"strconv"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// mostTies is how many a function can name in a round.
const mostTies = 60

// Party is somebody to work with: a unit, or an actor as a whole.
type Party struct {
	Code string // of the unit, or the actor
	Name string
	Kind access.Kind
}

// Tie is that a party works with another in a manner.
type Tie struct {
	Function id.Function // who said it
	From     Party
	To       Party
	Manner   string // most, easiest, least, hardest
	About    string
}

// Manners are the manners of working with somebody, what goes well first.
func Manners() []string { return []string{"most", "easiest", "least", "hardest"} }

// Good reports whether the tie is one that goes well.
func (t Tie) Good() bool { return t.Manner == "most" || t.Manner == "easiest" }

// Named is what a function says of one party.
type Named struct {
	To    string // code
	Much  string // most, least or empty
	Easy  string // easiest, hardest or empty
	About string
}

// manners are those that were said.
func (n Named) manners() (all []string) {
	for _, m := range []string{n.Much, n.Easy} {
		if m != "" {
			all = append(all, m)
		}
	}
	return all
}

// Name takes what a function says of whom its unit works with, in the place of
// what it said before in the round. parties are those it can name.
func Name(ctx context.Context, tx *db.Tx, r Round, who id.Function, from Party, parties []Party, all []Named) error {
	r, err := held(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	if err := r.takes(tx.Today(), Ties, from.Kind); err != nil {
		return err
	}
	if err := checkNamed(parties, all); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from gauge_tie where round_id = $1 and function_id = $2`, r.ID, who); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `insert into gauge_answered (round_id, function_id) values ($1, $2) on conflict do nothing`, r.ID, who); err != nil {
		return err
	}
	for _, n := range all {
		to := parties[slices.IndexFunc(parties, func(p Party) bool { return p.Code == n.To })]
		for _, m := range n.manners() {
			_, err := tx.Exec(ctx, `insert into gauge_tie (id, round_id, function_id, from_unit, from_name, from_kind, to_code, to_name, to_kind, manner, about)
				values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, id.New[id.Statement](), r.ID, who, from.Code, from.Name, string(from.Kind),
				to.Code, to.Name, string(to.Kind), m, n.About)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// NamedField is the name of a field of the n-th that is named.
func NamedField(n int, part string) string { return "ties[" + strconv.Itoa(n) + "]." + part }

func checkNamed(parties []Party, all []Named) error {
	var f errs.Faults
	said, met := 0, map[string]bool{}
	for i, n := range all {
		known := slices.ContainsFunc(parties, func(p Party) bool { return p.Code == n.To })
		f.Check(known && !met[n.To], NamedField(i, "to"), "gauge.party.unknown")
		met[n.To] = true
		f.Check(slices.Contains([]string{"", "most", "least"}, n.Much), NamedField(i, "much"), "gauge.manner.unknown")
		f.Check(slices.Contains([]string{"", "easiest", "hardest"}, n.Easy), NamedField(i, "easy"), "gauge.manner.unknown")
		f.Check(utf8.RuneCountInString(n.About) <= MostWords, NamedField(i, "about"), "gauge.words.long")
		f.Check(!id.HasNumber(n.About), NamedField(i, "about"), "text.identity.number")
		f.Check(n.About == "" || len(n.manners()) > 0, NamedField(i, "much"), "gauge.manner.missing")
		said += len(n.manners())
	}
	f.Check(said > 0, "", "gauge.ties.missing")
	f.Check(said <= mostTies, "", "gauge.ties.many")
	return f.OneEach().Err()
}

// TiesOf lists what was said in a round, by who said it.
func TiesOf(ctx context.Context, tx *db.Tx, r id.Round) ([]Tie, error) {
	return db.All(ctx, tx, func(scan db.Scan) (t Tie, err error) {
		return t, scan(&t.Function, &t.From.Code, &t.From.Name, &t.From.Kind, &t.To.Code, &t.To.Name, &t.To.Kind, &t.Manner, &t.About)
	}, `select function_id, from_unit, from_name, from_kind, to_code, to_name, to_kind, manner, about from gauge_tie
		where round_id = $1 order by from_kind, from_name, function_id, to_kind, to_name, manner limit 5000`, r)
}
