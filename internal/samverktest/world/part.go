package world

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/own"
	"samverk/internal/representative"
)

// Leave is what somebody is given leave to do for a person, that lacks nothing.
func (w *W) Leave(helper Person, tasks ...string) representative.New {
	day := func(months int) string { return w.Now().AddDate(0, months, 0).Format(time.DateOnly) }
	return representative.New{
		Kind: representative.Ombud, Name: helper.Name, Number: helper.Number, Tasks: access.ParseTasks(strings.Join(tasks, ",")),
		StartsOn: day(0), EndsOn: day(6), How: representative.Paper, Proof: "Fullmakt", ProofOn: day(-1),
	}
}

// Represent lets a helper act for the person of a case in some tasks.
func (w *W) Represent(c id.Case, helper Person, tasks ...string) id.Representative {
	w.T.Helper()
	r, err := own.New(w.App).Represent(context.Background(), w.As("samordning"), c, w.Leave(helper, tasks...))
	w.must(err)
	return r
}

// InPart returns the helper, acting for the person of a case.
func (w *W) InPart(r id.Representative, helper, of Person, c id.Case) access.Actor {
	w.T.Helper()
	who := w.AsPerson(helper)
	ctx := context.Background()
	w.must(w.DB.Tx(ctx, func(tx *db.Tx) error { return representative.Tie(ctx, tx, who.User) }))
	who.Person, who.Proxy, who.Only = of.ID, r, c
	return who
}

// EndPart ends what a representative may do, by the person.
func (w *W) EndPart(r id.Representative, of Person, c id.Case) {
	w.T.Helper()
	ctx, who := context.Background(), w.AsPerson(of)
	v, err := own.New(w.App).Representatives(ctx, who, c)
	w.must(err)
	i := slices.IndexFunc(v.All, func(x representative.Representative) bool { return x.ID == r })
	w.must(own.New(w.App).EndRepresentative(ctx, who, c, r, v.All[i].Version))
}

// taskOf is which task lets a table change; nobody's leave does the others.
var taskOf = map[string]string{
	"item": "write", "item_version": "write", "disclosure": "write", "objection": "write",
	"consent": "consent", "consent_cell": "consent", "block": "consent", "meeting_consent": "consent", "special_consent": "consent", "pending_consent": "consent",
	"call_event": "meet", "call_mark": "meet", "call_offer": "meet",
	"matter": "ask", "coordination": "ask",
	"representative": "", "request": "", "token": "", "feed": "", "person": "", "party": "", "user_account": "", "cases": "", "assignment": "",
}

// Standing is how the tables stand that a representative could change.
type Standing map[string]string

// Stands counts the rows of the tables that a representative could change, and
// their versions.
func (w *W) Stands() Standing {
	w.T.Helper()
	all := Standing{}
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		for table := range taskOf {
			var n, versions int64
			columns := "count(*), 0"
			if slices.Contains([]string{"item", "consent", "meeting_consent", "special_consent", "pending_consent", "matter", "representative", "request", "person", "party", "user_account", "cases"}, table) {
				columns = "count(*), coalesce(sum(version), 0)"
			}
			if _, err := tx.One(ctx, []any{&n, &versions}, `select `+columns+` from `+table); err != nil {
				return err
			}
			all[table] = fmt.Sprint(n, "/", versions)
		}
		return nil
	})
	return all
}

// Beyond lists the tables that have changed since, though no leave to a task
// lets them.
func (s Standing) Beyond(now Standing, task string) (tables []string) {
	for table, before := range s {
		if now[table] != before && (taskOf[table] == "" || taskOf[table] != task) {
			tables = append(tables, table)
		}
	}
	slices.Sort(tables)
	return tables
}
