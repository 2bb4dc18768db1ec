package intake

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/border"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/news"
	"samverk/internal/org"
)

// prepareUnits reads what rows of units are compared with.
func (p *planner) prepareUnits(units []org.Unit) error {
	mine, err := org.AreasOfOrganisation(p.ctx, p.tx, p.who.Org)
	if err != nil {
		return err
	}
	works, err := org.UnitAreas(p.ctx, p.tx, p.who.Org)
	if err != nil {
		return err
	}
	u := unitRows{planner: p, works: works,
		units: indexOf(units, func(u org.Unit) (string, string) { return string(u.ID), u.Name }),
		areas: indexOf(mine, func(a org.Area) (string, string) { return string(a.ID), a.Name })}
	p.row = u.row
	return nil
}

// unitRows compares rows of units.
type unitRows struct {
	*planner
	units index[org.Unit]
	areas index[org.Area]
	works map[id.Unit][]id.Area
}

func (u unitRows) row(c cells) (r PlanRow) {
	name := c.get("name")
	now, n := u.units.find(firstOf(c.get("id"), name))
	there := n == 1
	if c.get("id") != "" && !there {
		r.add(c.n, "id", "import.id.missing")
	}
	u.twice(&r, c.n, "name", "unit "+strings.ToLower(name))
	if other, n := u.units.find(name); there && n > 0 && other.ID != now.ID {
		r.add(c.n, "name", "unit.name.taken")
	}
	in := org.UnitInput{Name: r.differs(c, "name", now.Name), Short: r.differs(c, "short", shortOf(now)), About: r.differs(c, "about", now.About)}
	if in.Areas = u.works[now.ID]; c.has("areas") {
		in.Areas = u.areasOf(&r, c)
		if old, text := u.names(u.works[now.ID]), u.names(in.Areas); old != text {
			r.Changes = append(r.Changes, CellChange{"areas", old, text})
		}
	}
	if name != "" {
		r.faulty(c.n, in.Check())
	}
	r.settle(there, versioned(string(now.ID), now.Version), func(ctx context.Context, tx *db.Tx) error {
		if !there {
			made, err := org.InsertUnit(ctx, tx, u.who.Org, in)
			if err != nil {
				return err
			}
			return admin.UnitNews(ctx, tx, news.UnitNew, made)
		}
		areas, err := org.AreasOf(ctx, tx, now.ID)
		if err != nil {
			return err
		}
		if err := org.UpdateUnit(ctx, tx, now.ID, in, now.Version); err != nil {
			return err
		}
		return admin.UnitChanged(ctx, tx, now, areas)
	})
	return r
}

// shortOf is a unit's short name, where it says something else than its name.
func shortOf(u org.Unit) string {
	if u.Short == u.Name {
		return ""
	}
	return u.Short
}

// areasOf reads municipalities by code or name, with commas between.
func (u unitRows) areasOf(r *PlanRow, c cells) (all []id.Area) {
	for name := range strings.FieldsFuncSeq(c.get("areas"), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		name = strings.TrimSpace(name)
		if len(name) == 3 && strings.Trim(name, "0123456789") == "" { // a spreadsheet has taken it for a number
			name = "0" + name
		}
		if name == "" {
			continue
		}
		a, n := u.areas.find(name)
		if n != 1 {
			r.add(c.n, "areas", "unit.areas.outside")
			return all
		}
		all = append(all, a.ID)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (u unitRows) names(areas []id.Area) string {
	var names []string
	for _, a := range areas {
		names = append(names, u.areas.keys[string(a)].Name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// prepareFunctions reads what rows of functions are compared with.
func (p *planner) prepareFunctions(units []org.Unit) error {
	all, err := org.FunctionsOfOrganisation(p.ctx, p.tx, p.who.Org)
	if err != nil {
		return err
	}
	o, err := org.OrganisationByID(p.ctx, p.tx, p.who.Org)
	if err != nil {
		return err
	}
	staff, err := org.AssignmentsIn(p.ctx, p.tx, p.who.Org)
	f := functionRows{planner: p, kind: o.Kind, held: map[id.Function]bool{},
		units: indexOf(units, func(u org.Unit) (string, string) { return string(u.ID), u.Name }), at: functionIndex(all)}
	for _, a := range staff {
		f.held[a.Function] = true
	}
	p.row = f.row
	return err
}

// functionIndex finds functions by unit and name, or by identifier.
func functionIndex(all []org.Function) index[org.Function] {
	return indexOf(all, func(f org.Function) (string, string) { return string(f.ID), inUnit(f.Unit, f.Name) })
}

func inUnit(u id.Unit, name string) string { return string(u) + "\n" + name }

// functionRows compares rows of functions.
type functionRows struct {
	*planner
	kind  access.Kind
	units index[org.Unit]
	at    index[org.Function]
	held  map[id.Function]bool
}

func (f functionRows) row(c cells) (r PlanRow) {
	unit, n := f.units.find(c.get("unit"))
	if only(&r, c.n, "unit", c.get("unit"), n, "import.unit.missing") {
		f.twice(&r, c.n, "name", "function "+inUnit(unit.ID, strings.ToLower(c.get("name"))))
	}
	now, n := f.at.find(firstOf(c.get("id"), inUnit(unit.ID, c.get("name"))))
	there := n == 1
	if c.get("id") != "" && (!there || now.Unit != unit.ID) {
		r.add(c.n, "id", "import.id.missing")
	}
	if other, n := f.at.find(inUnit(unit.ID, c.get("name"))); there && n > 0 && other.ID != now.ID {
		r.add(c.n, "name", "function.name.taken")
	}
	role := roleOf(c.get("role"))
	in := org.FunctionInput{Name: r.differs(c, "name", now.Name), Role: role, Phone: r.differs(c, "phone", now.Phone),
		Mailbox: r.differs(c, "mailbox", now.Mailbox), SDK: r.differs(c, "sdk", now.SDK), Hours: r.differs(c, "hours", now.Hours)}
	if role != now.Role {
		r.Changes = append(r.Changes, CellChange{"role", string(now.Role), string(role)})
	}
	if c.get("name") != "" && c.get("role") != "" {
		r.faulty(c.n, in.Check(f.kind))
	}
	if there && f.held[now.ID] && now.Role != role {
		r.add(c.n, "role", "function.role.held")
	}
	r.settle(there, versioned(string(now.ID), now.Version), func(ctx context.Context, tx *db.Tx) error {
		if !there {
			made, err := org.InsertFunction(ctx, tx, unit.ID, in)
			if err != nil {
				return err
			}
			return admin.FunctionNews(ctx, tx, news.FunctionNew, made)
		}
		if err := org.UpdateFunction(ctx, tx, now.ID, in, now.Version); err != nil || now.Input() == in {
			return err
		}
		return admin.FunctionNews(ctx, tx, news.FunctionChanged, now.ID)
	})
	return r
}

// roleNames are the roles as people write them in a file.
var roleNames = map[string]access.Role{
	"handlägger": access.Worker, "handläggare": access.Worker, "worker": access.Worker, "caseworker": access.Worker,
	"samordnar": access.Coordinator, "samordnare": access.Coordinator, "koordinator": access.Coordinator, "coordinator": access.Coordinator, "coordinates": access.Coordinator,
	"chef": access.Manager, "manager": access.Manager,
	"administrerar": access.Admin, "administratör": access.Admin, "administrator": access.Admin, "admin": access.Admin, "administers": access.Admin,
	"samordningsförbundet": access.Federation, "federation": access.Federation,
}

// roleOf reads a role; what is none fits no rule and is told so.
func roleOf(text string) access.Role {
	if role, ok := roleNames[border.Folded(text)]; ok {
		return role
	}
	return access.Role("?")
}

// RoleName is how a role is written in a file.
func RoleName(r access.Role) string {
	switch r {
	case access.Worker:
		return "Handlägger"
	case access.Coordinator:
		return "Samordnar"
	case access.Manager:
		return "Chef"
	case access.Admin:
		return "Administrerar"
	}
	return "Samordningsförbundet"
}
