package study

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/id"
)

const mostCodings = 200 // at once

// Category is what a statement is about and which way it works.
type Category struct {
	Factor factor.Code
	Side   string // promoting or hindering
}

// String names the category, for comparing.
func (c Category) String() string { return string(c.Factor) + " " + c.Side }

// Check reports what is wrong with a category in a field.
func (c Category) Check(f *errs.Faults, field string) {
	f.Check(factor.Known(c.Factor), field, "study.factor.unknown")
	f.Check(slices.Contains(factor.Sides(), c.Side), field, "study.side.unknown")
}

// ParseCategory reads what String wrote.
func ParseCategory(s string) Category {
	code, side, _ := strings.Cut(s, " ")
	return Category{factor.Code(code), side}
}

// Coding is how one coder sees one statement.
type Coding struct {
	Statement id.Statement
	Coder     id.Function
	Category
}

// Code notes how a coder sees some statements of a study, all or none. Who
// codes anew changes her own.
func Code(ctx context.Context, tx *db.Tx, s id.Study, coder id.Function, all []Coding) error {
	var f errs.Faults
	f.Check(len(all) > 0, "codings", "study.choose")
	f.Check(len(all) <= mostCodings, "codings", "study.lines.many", "most", "200")
	for _, c := range all {
		c.Check(&f, "code_"+string(c.Statement))
	}
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	for _, c := range all {
		n, err := tx.Exec(ctx, `insert into study_coding (statement_id, coder_id, factor, side, at)
			select id, cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as bigint) from study_statement where id = $1 and study_id = $6
			on conflict (statement_id, coder_id) do update set factor = excluded.factor, side = excluded.side, at = excluded.at`,
			c.Statement, coder, c.Factor, c.Side, db.Micros(tx.Now), s)
		if err := found(n, err); err != nil {
			return err
		}
	}
	return nil
}

// Codings lists the codings of a study; of an area where one is given.
func Codings(ctx context.Context, tx *db.Tx, s id.Study, area string) ([]Coding, error) {
	return db.All(ctx, tx, func(scan db.Scan) (c Coding, err error) {
		return c, scan(&c.Statement, &c.Coder, &c.Factor, &c.Side)
	}, `select c.statement_id, c.coder_id, c.factor, c.side from study_coding c join study_statement st on st.id = c.statement_id
		where st.study_id = $1 and ($2 = '' or $2 = '-' and st.area_id is null or st.area_id = $2) order by st.position, st.id, c.coder_id`, s, area)
}

// Settle decides what a statement is about, whatever its coders thought.
func Settle(ctx context.Context, tx *db.Tx, s Statement, c Category, by id.Function) error {
	var f errs.Faults
	c.Check(&f, "category")
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update study_statement set factor = $3, side = $4, settled_by = $5, settled_at = $6, version = version + 1
		where id = $1 and version = $2`, s.ID, s.Version, c.Factor, c.Side, by, db.Micros(tx.Now))
	return changedStatement(ctx, tx, s.ID, n, err)
}

// SettleAgreed settles what two coders or more see alike, of an area or of what
// holds for all, and returns how many that was.
func SettleAgreed(ctx context.Context, tx *db.Tx, s id.Study, area string, by id.Function) (int64, error) {
	const of = `from study_coding c where c.statement_id = study_statement.id`
	return tx.Exec(ctx, `update study_statement set
			factor = (select min(c.factor) `+of+`), side = (select min(c.side) `+of+`), settled_by = $3, settled_at = $4, version = version + 1
		where study_id = $1 and ($2 = '' or $2 = '-' and area_id is null or area_id = $2) and factor = ''
			and (select count(*) `+of+`) >= 2 and (select count(distinct c.factor || ' ' || c.side) `+of+`) = 1`, s, area, by, db.Micros(tx.Now))
}

// Kappa is how far two coders agree beyond chance (Cohen, J. 1960, "A
// coefficient of agreement for nominal scales", Educational and Psychological
// Measurement 20, 37–46): κ = (p_o − p_e) / (1 − p_e).
type Kappa struct {
	A, B     id.Function
	Both     int     // statements that both have coded
	Observed float64 // p_o
	Chance   float64 // p_e
	Value    float64
	Defined  bool // not where nothing is in common, nor where p_e = 1
}

// KappaOf compares two coders, category by category.
func KappaOf(pairs [][2]string) (k Kappa) {
	k.Both = len(pairs)
	if k.Both == 0 {
		return k
	}
	first, second, agreed := map[string]int{}, map[string]int{}, 0
	for _, p := range pairs {
		first[p[0]]++
		second[p[1]]++
		if p[0] == p[1] {
			agreed++
		}
	}
	by, chance := 0, len(pairs)*len(pairs)
	for category, n := range first {
		by += n * second[category]
	}
	k.Observed, k.Chance = float64(agreed)/float64(k.Both), float64(by)/float64(chance)
	if k.Defined = by != chance; k.Defined {
		k.Value = (k.Observed - k.Chance) / (1 - k.Chance)
	}
	return k
}

// Agreement is how far the coders of a study agree.
type Agreement struct {
	Coders  []id.Function
	Coded   map[id.Function]int
	Pairs   []Kappa
	Mean    float64 // of the pairs for which it is defined
	Defined bool
	Differ  []id.Statement // in the order of the statements
}

// AgreementOf compares all coders, two and two.
func AgreementOf(all []Coding) (a Agreement) {
	a.Coded = map[id.Function]int{}
	by := map[id.Function]map[id.Statement]string{}
	seen := map[id.Statement]string{}
	for _, c := range all {
		if by[c.Coder] == nil {
			by[c.Coder] = map[id.Statement]string{}
			a.Coders = append(a.Coders, c.Coder)
		}
		by[c.Coder][c.Statement] = c.Category.String()
		a.Coded[c.Coder]++
		if other, ok := seen[c.Statement]; ok && other != c.Category.String() && !slices.Contains(a.Differ, c.Statement) {
			a.Differ = append(a.Differ, c.Statement)
		}
		seen[c.Statement] = c.Category.String()
	}
	slices.Sort(a.Coders)
	a.compare(by)
	return a
}

func (a *Agreement) compare(by map[id.Function]map[id.Statement]string) {
	defined := 0
	for i, first := range a.Coders {
		for _, second := range a.Coders[i+1:] {
			var pairs [][2]string
			for s, category := range by[first] {
				if other, ok := by[second][s]; ok {
					pairs = append(pairs, [2]string{category, other})
				}
			}
			k := KappaOf(pairs)
			k.A, k.B = first, second
			a.Pairs = append(a.Pairs, k)
			if k.Defined {
				a.Mean += k.Value
				defined++
			}
		}
	}
	if a.Defined = defined > 0; a.Defined {
		a.Mean /= float64(defined)
	}
}

// Cell is how many settled statements an actor has under a factor and a side, in
// an area.
type Cell struct {
	Area   id.Area
	Actor  string
	Factor factor.Code
	Side   string
	Count  int
}

// Matrix counts the settled statements of a study.
func Matrix(ctx context.Context, tx *db.Tx, s id.Study, area string) ([]Cell, error) {
	return db.All(ctx, tx, func(scan db.Scan) (c Cell, err error) {
		return c, scan(&c.Area, &c.Actor, &c.Factor, &c.Side, &c.Count)
	}, `select coalesce(area_id, ''), actor, factor, side, count(*) from study_statement
		where study_id = $1 and factor <> '' and ($2 = '' or $2 = '-' and area_id is null or area_id = $2)
		group by coalesce(area_id, ''), actor, factor, side order by 1, 2, 3, 4`, s, area)
}
