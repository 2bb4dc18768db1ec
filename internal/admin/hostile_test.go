package admin_test

import (
	"testing"

	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
)

// What somebody asked for while she administered is not done when she no longer
// does: it would be decided by one.
func TestNothingComesOfWhatOneAskedWhoAdministersNoMore(t *testing.T) {
	d := open(t)
	b, u := d.second(), d.person("nina")
	made, _, err := d.Service.Assign(d.ctx, d.As("admin"), org.NewAssignment{Function: "admin", User: u, Deputy: true})
	d.ok(err)
	d.Exec(`update assignment set until = 2 where user_id = $1`, d.As("admin").User)
	d.is(d.Confirm(d.ctx, b, id.Change(made), 1), errs.Conflict)
	if held, err := d.holds(u, "admin"); held || err != nil {
		t.Errorf("one alone appointed: %v", err)
	}
}
