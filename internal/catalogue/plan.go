package catalogue

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/border"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/org"
)

// What a row of a file leads to.
const (
	RowNew       = "new"
	RowChanged   = "changed"
	RowUnchanged = "unchanged"
	RowWrong     = "wrong"
)

// PlanRow is what one row leads to.
type PlanRow struct {
	Row     int
	State   string
	Name    string
	Unit    string
	Changes []CellChange
	Faults  []border.RowFault

	target string // identifier and version of what stands, for Seen
	take   func(context.Context, *db.Tx) error
}

// CellChange is a cell that says something else than what stands.
type CellChange struct{ Column, Old, New string }

// Plan is what a file leads to as things stand.
type Plan struct {
	Rows      []PlanRow
	Whole     []border.RowFault // of the header
	New       int
	Changed   int
	Unchanged int
	Wrong     int    // rows
	Seen      string // digest of what was shown
}

// Faults lists everything that is wrong, row by row.
func (p Plan) Faults() []border.RowFault {
	all := slices.Clone(p.Whole)
	for _, r := range p.Rows {
		all = append(all, r.Faults...)
	}
	return all
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

// planner compares the rows of a file with what stands.
type planner struct {
	*Service
	who   access.Actor
	all   []offer.Intervention // of the organisation, in their newest versions
	forms map[id.Unit]Form
	units map[string][]org.Unit // by name, in small letters, and by identifier
	areas map[id.Area]string    // what every area is called
	codes map[string]map[string]string
	admin bool
	own   id.Unit // the actor's unit, where she manages it

	functions map[id.Function]org.Function
	texts     *i18n.Texts
	at        map[string]int // where in the file a column stands
	seen      map[string]int // what rows have named, and the first row that did
}

// prepare reads everything that rows are compared with.
func (s *Service) prepare(ctx context.Context, tx *db.Tx, who access.Actor) (*planner, error) {
	p := &planner{Service: s, who: who, forms: map[id.Unit]Form{}, units: map[string][]org.Unit{}, areas: map[id.Area]string{},
		functions: map[id.Function]org.Function{}, seen: map[string]int{}}
	reader, err := readerOf(ctx, tx, who)
	if err != nil {
		return p, err
	}
	if p.admin = reader.Role == access.Admin; reader.Role == access.Manager {
		p.own = reader.Unit
	}
	words, err := s.words()
	if err != nil {
		return p, err
	}
	p.texts, p.codes = words.In(i18n.Swedish), codesOf(words)
	if p.all, err = offer.List(ctx, tx, offer.Filter{Org: who.Org, Keeps: who.Org}); err != nil {
		return p, err
	}
	return p, p.readUnits(ctx, tx)
}

func (p *planner) readUnits(ctx context.Context, tx *db.Tx) error {
	areas, err := org.Areas(ctx, tx)
	if err != nil {
		return err
	}
	for _, a := range areas {
		p.areas[a.ID] = a.Name
	}
	works, err := org.UnitAreas(ctx, tx, p.who.Org)
	if err != nil {
		return err
	}
	functions, err := org.FunctionsOfOrganisation(ctx, tx, p.who.Org)
	if err != nil {
		return err
	}
	at := map[id.Unit][]org.Function{}
	for _, f := range functions {
		p.functions[f.ID], at[f.Unit] = f, append(at[f.Unit], f)
	}
	units, err := org.OfOrganisation(ctx, tx, p.who.Org)
	for _, u := range units {
		form := Form{Unit: u, Functions: at[u.ID], MayShow: p.admin || p.own == u.ID}
		for _, a := range works[u.ID] {
			form.Areas = append(form.Areas, org.Area{ID: a, Name: p.areas[a]})
		}
		p.forms[u.ID] = form
		for _, name := range []string{strings.ToLower(u.Name), string(u.ID)} {
			if !slices.ContainsFunc(p.units[name], func(o org.Unit) bool { return o.ID == u.ID }) {
				p.units[name] = append(p.units[name], u)
			}
		}
	}
	return err
}

// The groups of words that cells are written with, by what their texts begin
// with.
const (
	groupSort     = "offer.sort"
	groupRequires = "offer.requires"
	groupProblem  = "offer.problem"
	groupEvidence = "offer.evidence"
	groupCost     = "offer.cost"
)

// codesOf finds codes by what they are called in either language.
func codesOf(words *i18n.Catalogue) map[string]map[string]string {
	var sorts []string
	for _, s := range offer.Sorts("") {
		sorts = append(sorts, string(s))
	}
	all := map[string]map[string]string{}
	for group, codes := range map[string][]string{
		groupSort: sorts, groupRequires: offer.Requirements(), groupProblem: offer.Problems(), groupEvidence: offer.Evidences(), groupCost: offer.Costs(),
	} {
		all[group] = map[string]string{}
		for _, code := range codes {
			all[group][border.Folded(code)] = code
			for _, l := range i18n.Langs() {
				all[group][border.Folded(words.In(l).T(group+"."+code))] = code
			}
		}
	}
	return all
}

// plan finds what a file leads to. The number of statements does not grow with
// the number of rows.
func (s *Service) plan(ctx context.Context, tx *db.Tx, who access.Actor, file border.File) (plan Plan, err error) {
	if len(file.Rows) == 0 {
		return plan, nil
	}
	p, err := s.prepare(ctx, tx, who)
	if err != nil {
		return plan, err
	}
	if p.at, plan.Whole = file.Header(Columns()); len(plan.Whole) > 0 {
		return plan, nil
	}
	unread := map[int][]border.CellFault{}
	for _, f := range file.Faults {
		unread[f.Row] = append(unread[f.Row], f)
	}
	for i, raw := range file.Rows[1:] {
		if n := i + 2; len(raw) > 0 || len(unread[n]) > 0 {
			plan.Rows = append(plan.Rows, p.row(line{p, n, raw}, unread[n]))
		}
	}
	plan.count()
	return plan, nil
}

// line is one row by the codes of its columns.
type line struct {
	p   *planner
	n   int
	raw []string
}

// get returns what stands in a column, nothing where the file lacks it.
func (l line) get(code string) string {
	if i, ok := l.p.at[code]; ok && i < len(l.raw) {
		return l.raw[i]
	}
	return ""
}

// row finds what one row leads to.
func (p *planner) row(l line, unread []border.CellFault) PlanRow {
	r := PlanRow{Row: l.n, Name: l.get("name"), Unit: l.get("unit")}
	for _, f := range unread {
		code := ""
		for name, at := range p.at {
			if at == f.Column-1 {
				code = name
			}
		}
		r.add(code, f.Key)
	}
	for _, c := range Columns() {
		if text := l.get(c.Code); c.Needed && text == "" {
			r.add(c.Code, "import.cell.empty")
		}
	}
	now, there := p.target(l, &r)
	if form, ok := p.unitOf(l, now, there, &r); ok {
		p.compare(l, now, there, form, &r)
	}
	if len(r.Faults) > 0 {
		r.State, r.take, r.Changes = RowWrong, nil, nil
	}
	order := Columns()
	at := func(code string) int {
		return slices.IndexFunc(order, func(c border.Column) bool { return c.Code == code })
	}
	slices.SortStableFunc(r.Faults, func(a, b border.RowFault) int { return at(a.Column) - at(b.Column) })
	return r
}

// add notes one thing that is wrong with a row; of each column the first alone
// is told.
func (r *PlanRow) add(column, key string, args ...string) {
	var f errs.Faults
	f.Add("", key, args...)
	if column == "" || !slices.ContainsFunc(r.Faults, func(other border.RowFault) bool { return other.Column == column }) {
		r.Faults = append(r.Faults, border.RowFault{r.Row, column, f[0]})
	}
}

// unitOf finds whose the row is.
func (p *planner) unitOf(l line, now offer.Intervention, there bool, r *PlanRow) (Form, bool) {
	text := l.get("unit")
	some := p.units[strings.ToLower(text)]
	switch {
	case text == "":
		return Form{}, false
	case len(some) == 0:
		r.add("unit", "import.unit.missing")
	case len(some) > 1:
		r.add("unit", "import.cell.several")
	case there && now.Unit != some[0].ID:
		r.add("unit", "offer.import.unit")
	default:
		return p.forms[some[0].ID], true
	}
	return Form{}, false
}

// target finds the intervention that the row is about: by its identifier, else
// by unit and name.
func (p *planner) target(l line, r *PlanRow) (offer.Intervention, bool) {
	which, name, unit := l.get("id"), l.get("name"), p.units[strings.ToLower(l.get("unit"))]
	n := slices.IndexFunc(p.all, func(i offer.Intervention) bool {
		return string(i.ID) == which || which == "" && len(unit) == 1 && i.Unit == unit[0].ID && sameName(i, name)
	})
	if which != "" && n < 0 {
		r.add("id", "import.id.missing")
	}
	what := strings.ToLower(l.get("unit") + "\n" + name)
	if n >= 0 {
		what = string(p.all[n].ID)
	}
	if first, ok := p.seen[what]; ok && name != "" {
		r.add("name", "import.row.twice", "row", strconv.Itoa(first))
	} else {
		p.seen[what] = l.n
	}
	if n < 0 {
		return offer.Intervention{Places: offer.Places{Free: offer.NoNumber, Weeks: offer.NoNumber}, Text: offer.Version{Content: offer.Content{
			AgeFrom: offer.NoNumber, AgeTo: offer.NoNumber, Capacity: offer.NoNumber}}}, false
	}
	return p.all[n], true
}

// compare says what a row changes, and what taking it in does.
func (p *planner) compare(l line, now offer.Intervention, there bool, form Form, r *PlanRow) {
	c, places := p.content(l, now, form, r), now.Places
	p.number(l, r, "free", &places.Free)
	p.number(l, r, "weeks", &places.Weeks)
	next := now
	next.Text.Content, next.Places, next.Unit = c, places, form.Unit.ID
	if there {
		before, after := p.written(p.texts, now), p.written(p.texts, next)
		for n, column := range Columns() {
			if _, ok := p.at[column.Code]; ok && n > 1 && before[n] != after[n] {
				r.Changes = append(r.Changes, CellChange{column.Code, before[n], after[n]})
			}
		}
	}
	r.faulty(form.check(c, p.ofUnit(form.Unit.ID), now.ID))
	r.faulty(places.Check())
	moved := places.Free != now.Places.Free || places.Weeks != now.Places.Weeks
	switch {
	case !there:
		r.State = RowNew
	case len(r.Changes) > 0:
		r.State = RowChanged
	default:
		r.State = RowUnchanged
	}
	if there {
		r.target = string(now.ID) + "/" + strconv.FormatInt(now.Version, 10)
	}
	if r.State != RowUnchanged {
		r.take = p.taking(form, now, there, next, moved)
	}
}

// ofUnit are the interventions of one unit.
func (p *planner) ofUnit(u id.Unit) (some []offer.Intervention) {
	for _, i := range p.all {
		if i.Unit == u {
			some = append(some, i)
		}
	}
	return some
}

// taking is what taking in a row does. What others can see at once is what the
// actor may approve; the rest waits for the manager of its unit.
func (p *planner) taking(form Form, now offer.Intervention, there bool, next offer.Intervention, moved bool) func(context.Context, *db.Tx) error {
	return func(ctx context.Context, tx *db.Tx) (err error) {
		save := offer.Save{Content: next.Text.Content, State: offer.Proposed, By: p.who.Function}
		if form.MayShow {
			save.State = offer.Approved
		}
		switch {
		case !there:
			if next.ID, err = offer.Create(ctx, tx, form.Unit.ID, save); err == nil {
				now.ID, now.Version = next.ID, 1
			}
		case !sameContent(now.Text.Content, next.Text.Content) || now.Text.State == offer.Draft:
			if err = offer.Change(ctx, tx, now, save); err == nil {
				now.Version++
			}
		default:
			save.State = "" // the places alone
		}
		if err == nil && moved {
			err = offer.Tell(ctx, tx, now, next.Places)
		}
		if err != nil {
			return err
		}
		return p.told(ctx, tx, p.who, form.Unit, next, save.State)
	}
}

// faulty adds what a check of the input says about a row, by its fields.
func (r *PlanRow) faulty(err error) {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok {
		return
	}
	for _, f := range e.Faults {
		if !slices.ContainsFunc(r.Faults, func(other border.RowFault) bool { return other.Column == f.Field }) {
			r.Faults = append(r.Faults, border.RowFault{r.Row, f.Field, f})
		}
	}
}
