package intake

import (
	"context"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/app"
	"samverk/internal/border"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// preparePeople reads what rows of people are compared with.
func (p *planner) preparePeople(b batch) (err error) {
	l := peopleRows{planner: p, administers: map[id.User]bool{}, subjects: map[string]map[string]id.User{}}
	var names []string
	bySubject := map[string][]string{}
	for _, raw := range b.sheet.Rows[1:] {
		c := cells{p, 0, raw}
		if name := login.FoldName(c.get("name")); name != "" {
			names = append(names, name)
		}
		if subject := c.get("subject"); subject != "" {
			bySubject[l.provider(c)] = append(bySubject[l.provider(c)], subject)
		}
	}
	if l.taken, err = login.NamesTaken(p.ctx, p.tx, names); err != nil {
		return err
	}
	if l.identities, err = login.Identities(p.ctx, p.tx, p.who.Org); err != nil {
		return err
	}
	if l.reserved, err = login.Reserved(p.ctx, p.tx, p.who.Org); err != nil {
		return err
	}
	if l.used, err = app.Used(p.ctx, p.tx, p.who.Org); err != nil {
		return err
	}
	for provider, subjects := range bySubject {
		if l.subjects[provider], err = login.IdentitiesTaken(p.ctx, p.tx, provider, subjects); err != nil {
			return err
		}
	}
	admins, err := org.Administrators(p.ctx, p.tx, p.who.Org)
	for _, a := range admins {
		l.administers[a.User] = true
	}
	p.row = l.row
	return err
}

// peopleRows compares rows of people.
type peopleRows struct {
	*planner
	taken       map[string]login.Account
	identities  map[id.User][]login.Identity
	reserved    map[id.User]bool
	administers map[id.User]bool
	used        map[id.User]bool              // somebody has signed in to them
	subjects    map[string]map[string]id.User // by provider, to whom they are bound
}

// provider is the provider that a row names: the only one of the organisation
// where it names none.
func (l peopleRows) provider(c cells) string {
	if name := c.get("provider"); name != "" {
		return strings.ToLower(name)
	}
	if all := l.Providers(l.who.Org); len(all) == 1 {
		return all[0].Name()
	}
	return ""
}

func (l peopleRows) row(c cells) (r PlanRow) {
	name := login.FoldName(c.get("name"))
	now, there := l.taken[name]
	if there && (now.Org != l.who.Org || now.Ended) {
		r.add(c.n, "name", "account.name.taken")
		there = false
	}
	l.twice(&r, c.n, "name", "person "+name)
	reserve, ok := yes(c.get("reserve"), l.reserved[now.ID] && !c.has("reserve"))
	if !ok {
		r.add(c.n, "reserve", "import.cell.yes")
	}
	in := login.AccountInput{Name: name, Label: r.differs(c, "label", now.Label), Reserve: reserve}
	if there && reserve != l.reserved[now.ID] {
		r.Changes = append(r.Changes, CellChange{"reserve", yesText(l.reserved[now.ID]), yesText(reserve)})
	}
	if name != "" && c.get("label") != "" {
		r.faulty(c.n, in.Check())
	}
	bind := l.identity(&r, c, now, there)
	if there && l.used[now.ID] && bind.Subject != "" {
		r.add(c.n, "subject", "identity.in_use")
	}
	if there && l.administers[now.ID] && (bind.Subject != "" || reserve != l.reserved[now.ID]) {
		r.add(c.n, "", "account.administers")
	}
	r.settle(there, versioned(string(now.ID), now.Version), func(ctx context.Context, tx *db.Tx) error {
		if !there {
			_, err := l.AddPersonIn(ctx, tx, l.who, admin.NewPerson{AccountInput: in, Identity: bind})
			return err
		}
		if err := login.ChangeAccount(ctx, tx, now.ID, in, now.Version); err != nil || bind.Subject == "" {
			return err
		}
		return app.Bind(ctx, tx, l.who, bind, now.ID)
	})
	return r
}

// identity returns who a row says that somebody is at a provider, where that is
// new.
func (l peopleRows) identity(r *PlanRow, c cells, now login.Account, there bool) login.Identity {
	i := login.Identity{Provider: l.provider(c), Subject: c.get("subject")}
	if i.Subject == "" {
		if c.get("provider") != "" {
			r.add(c.n, "subject", "import.cell.empty")
		}
		return login.Identity{}
	}
	var f errs.Faults
	l.CheckIdentity(&f, l.who.Org, i)
	for _, one := range f {
		r.Faults = append(r.Faults, RowFault{c.n, one.Field, one})
	}
	l.twice(r, c.n, "subject", "identity "+i.Provider+" "+i.Subject)
	if of, bound := l.subjects[i.Provider][i.Subject]; bound {
		if !there || of != now.ID {
			r.add(c.n, "subject", "identity.subject.taken")
		}
		return login.Identity{}
	}
	if there {
		for _, one := range l.identities[now.ID] {
			if one.Provider == i.Provider {
				r.add(c.n, "subject", "identity.subject.bound")
			}
		}
		r.Changes = append(r.Changes, CellChange{"subject", "", i.Subject})
	}
	return i
}

// yes reads yes or no; otherwise is what an empty cell means.
func yes(text string, otherwise bool) (answer, ok bool) {
	switch border.Folded(text) {
	case "":
		return otherwise, true
	case "ja", "j", "yes", "y", "x", "1", "sant", "true":
		return true, true
	case "nej", "n", "no", "0", "falskt", "false":
		return false, true
	}
	return false, false
}

func yesText(b bool) string {
	if b {
		return "Ja"
	}
	return "Nej"
}

// prepareAssignments reads what rows of assignments are compared with.
func (p *planner) prepareAssignments(units []org.Unit) error {
	if p.locks {
		if err := org.LockFunctions(p.ctx, p.tx, p.who.Org); err != nil {
			return err
		}
	}
	functions, err := org.FunctionsOfOrganisation(p.ctx, p.tx, p.who.Org)
	if err != nil {
		return err
	}
	accounts, err := login.List(p.ctx, p.tx, p.who.Org, "", 20_000)
	if err != nil {
		return err
	}
	staff, err := org.AssignmentsIn(p.ctx, p.tx, p.who.Org)
	a := assignmentRows{planner: p, users: map[string]login.Account{}, periods: map[id.Function][]period{}, at: functionIndex(functions),
		units: indexOf(units, func(u org.Unit) (string, string) { return string(u.ID), u.Name })}
	for _, one := range accounts {
		a.users[one.Name] = one
	}
	for _, s := range staff {
		a.periods[s.Function] = append(a.periods[s.Function], period{s, 0})
	}
	p.row = a.row
	return err
}

// period is when somebody holds a function: what stands, or what an earlier row
// leads to.
type period struct {
	org.Assignment
	row int
}

// assignmentRows compares rows of assignments.
type assignmentRows struct {
	*planner
	units   index[org.Unit]
	at      index[org.Function]
	users   map[string]login.Account
	periods map[id.Function][]period
}

func (a assignmentRows) row(c cells) (r PlanRow) {
	unit, n := a.units.find(c.get("unit"))
	f, known := org.Function{}, false
	if only(&r, c.n, "unit", c.get("unit"), n, "import.unit.missing") {
		f, n = a.at.find(inUnit(unit.ID, c.get("function")))
		if byID, ok := a.at.keys[c.get("function")]; ok && byID.Unit == unit.ID {
			f, n = byID, 1
		}
		known = only(&r, c.n, "function", c.get("function"), n, "assignment.function.missing")
	}
	user, found := a.users[login.FoldName(c.get("user"))]
	if !found && c.get("user") != "" {
		r.add(c.n, "user", "import.user.missing")
	}
	if user.ID == a.who.User && found {
		r.add(c.n, "user", "assignment.user.self")
	}
	if known && f.Role == access.Admin {
		r.add(c.n, "function", "assignment.function.admin")
	}
	to := a.read(&r, c, f, user)
	if len(r.Faults) > 0 {
		return r
	}
	a.fit(&r, c, to)
	return r
}

// read reads what a row asks for.
func (a assignmentRows) read(r *PlanRow, c cells, f org.Function, u login.Account) org.Assignment {
	deputy, ok := deputyOf(c.get("holds"))
	if !ok {
		r.add(c.n, "holds", "import.cell.holds")
	}
	to := org.Assignment{Function: f.ID, User: u.ID, Deputy: deputy}
	var fine bool
	if to.Since, fine = dayOf(c.get("since"), 0); !fine {
		r.add(c.n, "since", "staff.since.date")
	}
	if to.Until, fine = dayOf(c.get("until"), 1); !fine { // the day is the last one
		r.add(c.n, "until", "staff.until.date")
	}
	if to.Since.Before(a.tx.Now) {
		to.Since = a.tx.Now
	}
	if !to.Until.IsZero() && !to.Until.After(to.Since) {
		r.add(c.n, "until", "assignment.until.early")
	}
	return to
}

// fit compares a row with what stands and with the rows before it.
func (a assignmentRows) fit(r *PlanRow, c cells, to org.Assignment) {
	for _, p := range a.periods[to.Function] {
		same := p.User == to.User && p.Deputy == to.Deputy
		switch {
		case same && p.row == 0 && overlaps(p.Assignment, to):
			a.prolong(r, c, p.Assignment, to)
			return
		case p.User == to.User && overlaps(p.Assignment, to):
			if p.row > 0 {
				r.add(c.n, "", "import.row.twice", "row", itoa(p.row))
			} else {
				r.add(c.n, "user", "assignment.user.already")
			}
			return
		case !p.Deputy && !to.Deputy && overlaps(p.Assignment, to):
			if p.row > 0 {
				r.add(c.n, "function", "import.holder.twice", "row", itoa(p.row))
			} else {
				r.add(c.n, "function", "assignment.holder.taken")
			}
			return
		}
	}
	a.periods[to.Function] = append(a.periods[to.Function], period{to, c.n})
	r.settle(false, "", func(ctx context.Context, tx *db.Tx) error {
		_, err := org.InsertAssignment(ctx, tx, org.NewAssignment{Function: to.Function, User: to.User, Deputy: to.Deputy, Since: to.Since, Until: to.Until})
		return err
	})
}

// prolong changes when an assignment ends, where the file says when.
func (a assignmentRows) prolong(r *PlanRow, c cells, now, to org.Assignment) {
	if c.has("until") && !now.Until.Equal(to.Until) {
		for _, p := range a.periods[to.Function] {
			later := now
			later.Until = to.Until
			if p.ID != now.ID && !p.Deputy && !now.Deputy && overlaps(p.Assignment, later) {
				r.add(c.n, "until", "assignment.holder.taken")
				return
			}
		}
		r.Changes = append(r.Changes, CellChange{"until", dayText(now.Until), c.get("until")})
	}
	r.settle(true, versioned(string(now.ID), now.Version), func(ctx context.Context, tx *db.Tx) error {
		return org.SetUntil(ctx, tx, now.ID, to.Until, now.Version)
	})
}

func overlaps(a, b org.Assignment) bool {
	return (a.Until.IsZero() || b.Since.Before(a.Until)) && (b.Until.IsZero() || a.Since.Before(b.Until))
}

// deputyOf reads how somebody holds a function: as its holder when nothing is
// said.
func deputyOf(text string) (deputy, ok bool) {
	switch border.Folded(text) {
	case "", "innehavare", "holder":
		return false, true
	case "ersättare", "deputy":
		return true, true
	}
	return false, false
}

var sweden, _ = time.LoadLocation("Europe/Stockholm") // its data come with the program

// dayOf reads a date as its midnight in Sweden, some days on; nothing is the
// zero time.
func dayOf(text string, on int) (time.Time, bool) {
	if text == "" {
		return time.Time{}, true
	}
	if len(text) > 10 && strings.HasSuffix(text, " 00:00:00") {
		text = text[:10]
	}
	for _, form := range []string{time.DateOnly, "20060102"} {
		if at, err := time.ParseInLocation(form, text, sweden); err == nil && at.Year() > 1900 && at.Year() < 2200 {
			return at.AddDate(0, 0, on).UTC(), true
		}
	}
	return time.Time{}, false
}

// dayText is the last day of what ends as the next one begins.
func dayText(until time.Time) string {
	if until.IsZero() {
		return ""
	}
	return until.Add(-1).In(sweden).Format(time.DateOnly)
}
