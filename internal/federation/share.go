package federation

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Bases lists what the weights within a party can be.
func Bases() []string { return []string{"population", "agreed"} }

// BudgetInput is the budget of a year and how the parties split their parts.
type BudgetInput struct {
	Year      int
	Total     int64 // whole kronor
	Basis     string
	Source    string // where it was decided
	DecidedOn string // date; may be empty
	Weights   map[id.Org]int64
}

// Budget is the budget of a year with what each member pays.
type Budget struct {
	BudgetInput
	Shares  []Share
	Version int64
}

// Share is what a member pays of a budget.
type Share struct {
	Org    id.Org
	Name   string
	Kind   access.Kind
	Weight int64
	Kronor int64
}

// Party returns the party that the share belongs to.
func (s Share) Party() Party { return PartyOf(s.Kind) }

// OfParty adds up what the members of a party pay.
func (b Budget) OfParty(p Party) (kronor int64) {
	for _, s := range b.Shares {
		if s.Party() == p {
			kronor += s.Kronor
		}
	}
	return kronor
}

// Divide splits whole kronor by weights. Each part is rounded down; the kronor
// that are left go one each to those who lost most by that, the first of equals
// first. The parts always add up to the total. Weights that are all zero give
// nothing.
func Divide(total int64, weights []int64) []int64 {
	parts, lost := make([]int64, len(weights)), make([]int64, len(weights))
	var sum, given int64
	for _, w := range weights {
		sum += w
	}
	if sum == 0 {
		return parts
	}
	order := make([]int, len(weights))
	for i, w := range weights {
		parts[i], lost[i], order[i] = total*w/sum, total*w%sum, i
		given += parts[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lost[b], lost[a]) })
	for _, i := range order[:total-given] {
		parts[i]++
	}
	return parts
}

// share fills in what each member pays by lag (2003:1210) 5 §: the state one
// half, the regions one quarter, the municipalities together one quarter.
func (b *Budget) share() {
	ofParty := Divide(b.Total, []int64{2, 1, 1})
	for i, p := range Parties() {
		var of []int
		var weights []int64
		for n, s := range b.Shares {
			if s.Party() == p {
				of, weights = append(of, n), append(weights, s.Weight)
			}
		}
		for n, kronor := range Divide(ofParty[i], weights) {
			b.Shares[of[n]].Kronor = kronor
		}
	}
}

const budgetColumns = `select year, total, basis, source, decided_on, version from federation_budget `

func scanBudget(scan db.Scan) (b Budget, err error) {
	return b, scan(&b.Year, &b.Total, &b.Basis, &b.Source, &b.DecidedOn, &b.Version)
}

// BudgetOf returns the budget of a year; Missing where there is none.
func BudgetOf(ctx context.Context, tx *db.Tx, year int) (Budget, error) {
	b, err := db.First(db.All(ctx, tx, scanBudget, budgetColumns+`where year = $1`, year))
	if err != nil {
		return Budget{}, err
	}
	b.Shares, err = db.All(ctx, tx, func(scan db.Scan) (s Share, err error) { return s, scan(&s.Org, &s.Name, &s.Kind, &s.Weight) },
		`select o.id, o.name, o.kind, w.weight from federation_weight w join organisation o on o.id = w.organisation_id where w.year = $1
		order by case o.kind when 'fk' then 0 when 'af' then 1 when 'vard' then 2 else 3 end, o.name, o.id limit $2`, year, most)
	b.Weights = map[id.Org]int64{}
	for _, s := range b.Shares {
		b.Weights[s.Org] = s.Weight
	}
	b.share()
	return b, err
}

// BudgetYears lists the years that have a budget, the newest first.
func BudgetYears(ctx context.Context, tx *db.Tx) ([]int, error) {
	return db.All(ctx, tx, func(scan db.Scan) (y int, err error) { return y, scan(&y) }, `select year from federation_budget order by year desc limit 100`)
}

// SaveBudget enters or changes the budget of a year. Version is 0 for a new one.
func SaveBudget(ctx context.Context, tx *db.Tx, in BudgetInput, version int64) error {
	now, err := BudgetOf(ctx, tx, in.Year)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	if now.Version != version {
		return errs.Changed(now)
	}
	members, err := Members(ctx, tx)
	if err != nil {
		return err
	}
	members = slices.DeleteFunc(members, func(m Member) bool { return !m.In(in.Year) })
	if err := in.check(members); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `insert into federation_budget (year, total, basis, source, decided_on) values ($1, $2, $3, $4, $5)
		on conflict (year) do update set total = $2, basis = $3, source = $4, decided_on = $5, version = federation_budget.version + 1
		where federation_budget.version = $6`, in.Year, in.Total, in.Basis, in.Source, in.DecidedOn, version)
	if err := claimed(n, err, func() (Budget, error) { return BudgetOf(ctx, tx, in.Year) }); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from federation_weight where year = $1`, in.Year); err != nil {
		return err
	}
	alone := map[Party]int{}
	for _, m := range members {
		if m.Pays() {
			alone[m.Party()]++
		}
	}
	for _, m := range members {
		w := in.Weights[m.Org]
		switch {
		case !m.Pays():
			w = 0
		case alone[m.Party()] == 1:
			w = max(w, 1) // it pays the whole of its party's part
		}
		if _, err := tx.Exec(ctx, `insert into federation_weight (year, organisation_id, weight) values ($1, $2, $3)`, in.Year, m.Org, w); err != nil {
			return err
		}
	}
	return nil
}

// check reports all that is wrong with the budget, for those who are members in
// its year.
func (in BudgetInput) check(members []Member) error {
	var f errs.Faults
	CheckYear(&f, "year", in.Year)
	f.Check(in.Total > 0 && in.Total <= MostKronor, "total", "federation.kronor.range", "most", strconv.Itoa(MostKronor))
	f.Check(slices.Contains(Bases(), in.Basis), "basis", "federation.budget.basis")
	checkText(&f, "source", in.Source, MostTitle, false)
	checkDay(&f, "decided_on", in.DecidedOn, false)
	paying := map[Party]int{}
	sums := map[Party]int64{}
	for _, m := range members {
		w := in.Weights[m.Org]
		f.Check(w >= 0 && w <= MostWeight, WeightField(m.Org), "federation.weight.range", "most", strconv.Itoa(MostWeight))
		if m.Pays() {
			paying[m.Party()]++
			sums[m.Party()] += w
		}
	}
	for o := range in.Weights {
		f.Check(slices.ContainsFunc(members, func(m Member) bool { return m.Org == o }), "weights", "federation.weight.stranger")
	}
	for _, p := range Parties() {
		f.Check(paying[p] > 0, "year", "federation.budget.party."+string(p))
	}
	for _, m := range members {
		f.Check(!m.Pays() || paying[m.Party()] < 2 || sums[m.Party()] != 0, WeightField(m.Org), "federation.weight.zero")
	}
	return f.OneEach().Err()
}

// WeightField is the name of the field with a member's weight.
func WeightField(o id.Org) string { return "weight_" + string(o) }

func firstDay(year int) string { return strconv.Itoa(year) + "-01-01" }

func lastDay(year int) string { return strconv.Itoa(year) + "-12-31" }
