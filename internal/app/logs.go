package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/org"
)

const (
	readsAtOnce  = 50  // rows of a page
	readsScanned = 500 // rows of the organisation looked through at a time
	mostScans    = 4   // times, for one page
)

// LogRow is a row of the log with names.
type LogRow struct {
	audit.Row
	FunctionName string
	UnitName     string
	OrgName      string
	UserLabel    string // empty on the person's page: there functions act, not people
	CaseRef      string
	Own          bool   // the person's own doing
	Acted        string // kind of representative that did it in her place
}

// MyReads lists what has been done and read about the person, newest first,
// with what she has done herself or without.
// next is where the following page begins, 0 when there is none. Looking at the
// log is logged too.
func (a *App) MyReads(ctx context.Context, who access.Actor, before int64, own bool) (rows []LogRow, next int64, err error) {
	list := audit.OfPersonByOthers
	if own {
		list = audit.OfPerson
	}
	err = a.See(ctx, who, access.AuditPerson, access.Object{}, func(tx *db.Tx, _ access.Sight) error {
		found, err := list(ctx, tx, who.Person, before, readsAtOnce)
		if err != nil {
			return err
		}
		if len(found) == readsAtOnce {
			next = found[len(found)-1].Seq
		}
		refs, err := caseRefs(ctx, tx, who, found)
		if err != nil {
			return err
		}
		rows, err = logRows(ctx, tx, found, refs)
		for i := range rows {
			rows[i].Own = rows[i].User == who.User
			if rows[i].Function == "" && rows[i].User != "" && !rows[i].Own {
				rows[i].Acted = rows[i].Ground
			}
			rows[i].forPerson()
		}
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return rows, next, nil
}

// forPerson leaves out who of the staff it was, and from where.
func (r *LogRow) forPerson() {
	if r.CaseRef == "" {
		r.Case = ""
	}
	r.Object = ""
	if !r.Own {
		r.User, r.Source, r.Level = "", "", ""
	}
}

// UnitReads lists what the users of the manager's unit have done and read,
// newest first, without whom it was about. A case is told only where the
// manager's own function takes part. A page may be short though more follows.
func (a *App) UnitReads(ctx context.Context, who access.Actor, u id.Unit, before int64) (rows []LogRow, next int64, err error) {
	err = a.See(ctx, who, access.AuditUnit, access.Object{Unit: u}, func(tx *db.Tx, _ access.Sight) error {
		found, end, err := ofUnit(ctx, tx, who.Org, u, before)
		next = end
		if err != nil {
			return err
		}
		rows, err = StaffRows(ctx, tx, who, found)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return rows, next, nil
}

// StaffRows are rows of the log as one sees them who answers for what staff
// have done: with who it was, without whom it was about.
func StaffRows(ctx context.Context, tx *db.Tx, who access.Actor, found []audit.Row) ([]LogRow, error) {
	refs, err := caseRefs(ctx, tx, who, found)
	if err != nil {
		return nil, err
	}
	rows, err := logRows(ctx, tx, found, refs)
	if err != nil {
		return nil, err
	}
	labels, err := userLabels(ctx, tx, found)
	for i := range rows {
		r := &rows[i]
		r.UserLabel, r.Person = labels[r.User], ""
		if r.CaseRef == "" {
			r.Case, r.Object = "", ""
		}
	}
	return rows, err
}

// ofUnit picks the rows of one unit out of those of its organisation.
func ofUnit(ctx context.Context, tx *db.Tx, o id.Org, u id.Unit, before int64) (rows []audit.Row, next int64, err error) {
	for range mostScans {
		found, err := audit.OfOrganisation(ctx, tx, o, before, readsScanned)
		if err != nil {
			return nil, 0, err
		}
		for _, r := range found {
			if r.Unit != u {
				continue
			}
			if rows = append(rows, r); len(rows) == readsAtOnce {
				return rows, r.Seq, nil
			}
		}
		if len(found) < readsScanned {
			return rows, 0, nil
		}
		before = found[len(found)-1].Seq
	}
	return rows, before, nil
}

// logRows adds the names of functions, units and organisations.
func logRows(ctx context.Context, tx *db.Tx, found []audit.Row, refs map[id.Case]string) ([]LogRow, error) {
	functions := id.NewSet[id.Function]()
	for _, r := range found {
		functions.Add(r.Function)
	}
	names, err := org.Functions(ctx, tx, functions.List)
	rows := make([]LogRow, len(found))
	for i, r := range found {
		f := names[r.Function]
		rows[i] = LogRow{Row: r, FunctionName: f.Name, UnitName: f.UnitName, OrgName: f.OrgName, CaseRef: refs[r.Case]}
	}
	return rows, err
}

// caseRefs returns the references of those cases in the rows that are the
// person's own, or that the actor's function takes part in and may know of.
func caseRefs(ctx context.Context, tx *db.Tx, who access.Actor, rows []audit.Row) (map[id.Case]string, error) {
	which := id.NewSet[id.Case]()
	for _, r := range rows {
		which.Add(r.Case)
	}
	refs := map[id.Case]string{}
	if len(which.List) == 0 {
		return refs, nil
	}
	marks, args := db.In(3, which.List)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var c id.Case
		var ref string
		err := scan(&c, &ref)
		refs[c] = ref
		return err
	}, `select c.id, c.ref from cases c join person p on p.id = c.person_id and p.erased_at is null
		where (c.person_id = $1 or exists (select 1 from party pa where pa.case_id = c.id and pa.function_id = $2 and pa.state = 'takes_part')
			and (p.protection = 'none' or exists (select 1 from named_function n where n.person_id = p.id and n.function_id = $2)))
		and c.id in `+marks+``, append([]any{who.Person, who.Function}, args...)...)
	return refs, err
}

// userLabels returns what the users of the rows are called at their work.
func userLabels(ctx context.Context, tx *db.Tx, rows []audit.Row) (map[id.User]string, error) {
	users := id.NewSet[id.User]()
	for _, r := range rows {
		users.Add(r.User)
	}
	labels := map[id.User]string{}
	if len(users.List) == 0 {
		return labels, nil
	}
	marks, args := db.In(1, users.List)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var u id.User
		var label string
		err := scan(&u, &label)
		labels[u] = label
		return err
	}, `select id, label from user_account where id in `+marks+``, args...)
	return labels, err
}
