package intake

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/border"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
)

// What a row of a file leads to.
const (
	RowNew       = "new"
	RowChanged   = "changed"
	RowUnchanged = "unchanged"
	RowWrong     = "wrong"
)

// RowFault is one thing that is wrong with a row.
type RowFault = border.RowFault

// PlanRow is what one row leads to.
type PlanRow struct {
	Row     int
	State   string
	Cells   []string // in the order of Columns
	Changes []CellChange
	Faults  []RowFault

	target string // identifier and version of what stands, for Seen
	take   func(context.Context, *db.Tx) error
}

// CellChange is a cell that says something else than what stands.
type CellChange struct{ Column, Old, New string }

// Plan is what a file leads to as things stand.
type Plan struct {
	Kind      Kind
	Columns   []Column
	Rows      []PlanRow
	Whole     []RowFault // of the header
	New       int
	Changed   int
	Unchanged int
	Wrong     int    // rows
	Seen      string // digest of what was shown
}

// Faults lists everything that is wrong, row by row.
func (p Plan) Faults() []RowFault {
	all := slices.Clone(p.Whole)
	for _, r := range p.Rows {
		all = append(all, r.Faults...)
	}
	return all
}

// planner compares the rows of a file with what stands.
type planner struct {
	*Service
	ctx context.Context
	tx  *db.Tx
	who access.Actor

	columns []Column
	at      map[string]int // where in the file a column stands
	seen    map[string]int // what rows have named, and the first row that did
	row     func(cells) PlanRow
	locks   bool // it is to be taken in, so that others who staff must wait
}

// cells is one row by the codes of its columns.
type cells struct {
	p   *planner
	n   int
	raw []string
}

// get returns what stands in a column, nothing where the file lacks it.
func (c cells) get(code string) string {
	if i, ok := c.p.at[code]; ok && i < len(c.raw) {
		return c.raw[i]
	}
	return ""
}

// has reports whether the file has a column, so that an empty cell means empty.
func (c cells) has(code string) bool { _, ok := c.p.at[code]; return ok }

// plan finds what a file leads to. It reads everything that is needed at once:
// the number of statements does not grow with the number of rows.
func (s *Service) plan(ctx context.Context, tx *db.Tx, who access.Actor, b batch, locks bool) (Plan, error) {
	p := &planner{locks: locks, Service: s, ctx: ctx, tx: tx, who: who, columns: b.kind.Columns(), seen: map[string]int{}}
	plan := Plan{Kind: b.kind, Columns: p.columns}
	if len(b.sheet.Rows) == 0 {
		return plan, nil
	}
	if p.at, plan.Whole = b.sheet.Header(p.columns); len(plan.Whole) > 0 {
		return plan, nil
	}
	if err := p.prepare(b); err != nil {
		return plan, err
	}
	unread := map[int][]border.CellFault{}
	for _, f := range b.sheet.Faults {
		unread[f.Row] = append(unread[f.Row], f)
	}
	for i, raw := range b.sheet.Rows[1:] {
		if n := i + 2; len(raw) > 0 || len(unread[n]) > 0 {
			plan.Rows = append(plan.Rows, p.one(cells{p, n, raw}, unread[n]))
		}
	}
	plan.count()
	return plan, nil
}

func fault(key string, args ...string) errs.Fault {
	var f errs.Faults
	f.Add("", key, args...)
	return f[0]
}

// prepare reads what the rows are compared with.
func (p *planner) prepare(b batch) error {
	units, err := org.OfOrganisation(p.ctx, p.tx, p.who.Org)
	if err != nil {
		return err
	}
	switch b.kind {
	case Units:
		return p.prepareUnits(units)
	case Functions:
		return p.prepareFunctions(units)
	case People:
		return p.preparePeople(b)
	}
	return p.prepareAssignments(units)
}

// one finds what one row leads to.
func (p *planner) one(c cells, unread []border.CellFault) PlanRow {
	r := p.row(c)
	r.Row = c.n
	for _, column := range p.columns {
		r.Cells = append(r.Cells, c.get(column.Code))
	}
	for _, f := range unread {
		code := p.codeAt(f.Column)
		r.Faults = slices.DeleteFunc(r.Faults, func(other RowFault) bool { return other.Column == code })
		r.Faults = append(r.Faults, RowFault{c.n, code, fault(f.Key)})
	}
	if r.target != "" && !slices.ContainsFunc(r.Faults, func(f RowFault) bool { return f.Errs.Key == "import.row.twice" }) {
		p.twice(&r, c.n, "", "target "+r.target)
	}
	for _, column := range p.columns {
		text := c.get(column.Code)
		if column.Needed && text == "" && !hasFault(r.Faults, column.Code) {
			r.Faults = append(r.Faults, RowFault{c.n, column.Code, fault("import.cell.empty")})
		}
		if column.Code != "phone" && id.HasNumber(text) && !hasFault(r.Faults, column.Code) {
			r.Faults = append(r.Faults, RowFault{c.n, column.Code, fault("text.identity.number")})
		}
	}
	if len(r.Faults) > 0 {
		r.State, r.take, r.Changes = RowWrong, nil, nil
	}
	slices.SortStableFunc(r.Faults, func(a, b RowFault) int { return p.order(a.Column) - p.order(b.Column) })
	return r
}

// order is where a column stands; what is about the whole row comes last.
func (p *planner) order(code string) int {
	for i, c := range p.columns {
		if c.Code == code {
			return i
		}
	}
	return len(p.columns)
}

func hasFault(all []RowFault, column string) bool {
	return slices.ContainsFunc(all, func(f RowFault) bool { return f.Column == column })
}

func (p *planner) codeAt(column int) string {
	for code, i := range p.at {
		if i == column-1 {
			return code
		}
	}
	return ""
}

// count adds up the rows, and makes the digest of what is shown.
func (p *Plan) count() {
	var parts []string
	for _, r := range p.Rows {
		switch r.State {
		case RowNew:
			p.New++
		case RowChanged:
			p.Changed++
		case RowUnchanged:
			p.Unchanged++
		default:
			p.Wrong++
		}
		parts = append(parts, strconv.Itoa(r.Row), r.State, r.target)
	}
	p.Seen = border.DigestOf(parts...)
}

// faulty adds what a check of the input says about a row, by its fields.
func (r *PlanRow) faulty(n int, err error) {
	e, ok := errors.AsType[*errs.Error](err)
	switch {
	case err == nil:
	case !ok:
		r.add(n, "", "import.row.broken")
	default:
		for _, f := range e.Faults {
			r.Faults = append(r.Faults, RowFault{n, f.Field, f})
		}
	}
}

// add notes one thing that is wrong with a row.
func (r *PlanRow) add(n int, column, key string, args ...string) {
	r.Faults = append(r.Faults, RowFault{n, column, fault(key, args...)})
}

// twice notes when an earlier row was about the same thing.
func (p *planner) twice(r *PlanRow, n int, column, what string) {
	if strings.HasSuffix(what, " ") || strings.HasSuffix(what, "\n") { // of nothing; told as empty
		return
	}
	if first, ok := p.seen[what]; ok {
		r.add(n, column, "import.row.twice", "row", strconv.Itoa(first))
		return
	}
	p.seen[what] = n
}

// differs notes what a cell changes, and returns what is to stand: the cell
// where the file has the column, what stands where it has not.
func (r *PlanRow) differs(c cells, code, old string) string {
	if !c.has(code) {
		return old
	}
	if text := c.get(code); text != old {
		r.Changes = append(r.Changes, CellChange{code, shortened(old, 200), shortened(text, 200)})
		return text
	}
	return old
}

// settle says what a row leads to once it has been compared.
func (r *PlanRow) settle(there bool, target string, take func(context.Context, *db.Tx) error) {
	switch {
	case !there:
		r.State, r.take, r.Changes = RowNew, take, nil
	case len(r.Changes) > 0:
		r.State, r.take, r.target = RowChanged, take, target
	default:
		r.State, r.target = RowUnchanged, target
	}
}

// versioned is what stands, and as which version.
func versioned(key string, version int64) string { return key + "/" + strconv.FormatInt(version, 10) }

// index finds things by identifier or by name, however its letters are written.
type index[T any] struct {
	keys  map[string]T
	names map[string][]T
}

func indexOf[T any](all []T, of func(T) (key, name string)) index[T] {
	x := index[T]{map[string]T{}, map[string][]T{}}
	for _, one := range all {
		key, name := of(one)
		x.keys[key] = one
		x.names[strings.ToLower(name)] = append(x.names[strings.ToLower(name)], one)
	}
	return x
}

// find returns the only one of a name or identifier, and how many there are.
func (x index[T]) find(text string) (one T, n int) {
	if one, ok := x.keys[text]; ok {
		return one, 1
	}
	if some := x.names[strings.ToLower(text)]; len(some) > 0 {
		return some[0], len(some)
	}
	return one, 0
}

// only notes when a cell names nothing, or more than one thing.
func only(r *PlanRow, n int, column, text string, count int, missing string) bool {
	switch {
	case text == "": // told as empty
	case count == 0:
		r.add(n, column, missing)
	case count > 1:
		r.add(n, column, "import.cell.several")
	}
	return count == 1
}

// firstOf returns the first text that is not empty.
func firstOf(texts ...string) string { return cmp.Or(texts...) }

// itoa writes the number of a row.
func itoa(n int) string { return strconv.Itoa(n) }
