package samverk

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// mutant is a bug planted on purpose: a place in the code, what to put there,
// and the tests that must find it.
type mutant struct {
	name, file, old, new string
	packages             string
}

const (
	byAccess    = "./internal/access"
	byApp       = "./internal/app"
	byStructure = "./internal/app ./internal/structure"
	byProperty  = "./internal/samverktest/property"
	byItem      = "./internal/item"
	byConsent   = "./internal/consent"
)

var mutants = []mutant{
	{"an invited function may open the case", "internal/access/access.go", `f.known() && f.Party == TakesPart`, `f.known() && (f.Party == TakesPart || f.Party == Invited)`, byAccess},
	{"a former holder keeps access", "internal/access/access.go", `return f.Holds && f.Role != Federation && (`, `return f.Role != Federation && (`, byAccess},
	{"the federation gets in", "internal/access/access.go", `f.Holds && f.Role != Federation && (!f.Restricted`, `f.Holds && (!f.Restricted`, byAccess},
	{"protected identity is forgotten", "internal/access/access.go", `(!f.Restricted || f.Named)`, `true`, byAccess},
	{"any party may agree the plan", "internal/access/access.go", `PlanAgree:  Facts.leads`, `PlanAgree:  Facts.part`, byAccess},
	{"forbidden is told from missing", "internal/access/access.go", `return errs.Missing()`, `return errs.New(errs.Denied, "denied")`, byAccess},
	{"a block does not win over law", "internal/access/sight.go", `case s.grant.Blocked, g == OwnItem:`, `case s.grant.Blocked && g == ByConsent, g == OwnItem:`, byAccess},
	{"consent to one category opens all", "internal/access/sight.go", `g == ByConsent && !s.grant.Categories.Has(c)`, `g == ByConsent && s.grant.Categories == 0`, byAccess},
	{"a blocked unit sees who takes part", "internal/access/sight.go", `g.Categories, g.Circle = 0, false`, `g.Categories = 0`, byAccess},
	{"the person sees working notes", "internal/access/sight.go", `s.Self() && g != OwnItem`, `s.Self()`, byAccess},
	{"withdrawn cells still count", "internal/app/facts.go", "and cc.unit_id = $3 and cc.until is null), '')", "and cc.unit_id = $3), '')", byProperty},
	{"expired consent still counts", "internal/app/facts.go", `co.starts_on <= $4 and co.ends_on >= $4`, `co.starts_on <= $4`, byProperty},
	{"a block is not looked for", "internal/app/facts.go", `b.unit_id = $3 and b.lifted_at is null`, `b.unit_id = $3 and b.lifted_at is not null`, byProperty},
	{"an ended assignment still holds", "internal/app/facts.go", `and a.since <= $3 and (a.until is null or a.until > $3)`, `and a.since <= $3`, byProperty},
	{"a recalled version is still read", "internal/item/item.go", `r.misplaced || r.recalled && !s.Self()`, `r.misplaced`, byProperty},
	{"any unit's disclosures are read", "internal/item/item.go", `(d.unit_id = $2 or $2 = 'self') and i.unit_id <> $2 and ($3`, `i.unit_id <> $2 and ($3`, byProperty},
	{"receivers get the newest version", "internal/item/item.go", `join item_version v on v.item_id = d.item_id and v.version = d.version`, `join item_version v on v.item_id = d.item_id and v.version = i.version`, byProperty},
	{"consent is not asked before handing over", "internal/item/disclose.go", `d.Ground != access.ByConsent || slices.Contains(d.Covered, u)`, `true`, byProperty},
	{"a blocked unit can be handed things by law", "internal/item/disclose.go", `!slices.Contains(d.Blocked, u)`, `true`, byProperty},
	{"one person alone recalls", "internal/item/disclose.go", `case asked == by:`, `case false:`, byProperty},
	{"somebody else's item is revised", "internal/access/access.go", `ItemRevise:   func(f Facts) bool { return (f.Self || f.part()) && f.Knows && f.Owns }`, `ItemRevise:   func(f Facts) bool { return (f.Self || f.part()) && f.Knows }`, byAccess},
	{"a lost update is made", "internal/item/write.go", `where id = $1 and version = $2 and case_id = $3`, `where id = $1 and $2 > 0 and case_id = $3`, byApp},
	{"a consent may last for ever", "internal/consent/consent.go", `!to.After(from.AddDate(1, 0, 0))`, `true`, byConsent},
	{"withdrawal leaves the cells", "internal/consent/consent.go", `c.ended_at is null and c.starts_on <= $2 and c.ends_on >= $2`, `c.starts_on <= $2 and c.ends_on >= $2`, byProperty},
	{"a second submit acts twice", "internal/app/app.go", `if err != nil || done {`, `if err != nil || done && false {`, byApp},
	{"a reading is not logged", "internal/app/app.go", `return a.readings.Record(ctx, all...)`, `return nil`, byApp},
	{"a blocked unit lifts its own block", "internal/access/access.go", `f.part() && !f.Blocked && (`, `f.part() && (`, byAccess},
	{"a conflict is shown without a row in the log", "internal/app/app.go", `ok && e.Current != nil {`, `ok && e.Current != nil && false {`, byApp},
	{"who leads is told outside the circle", "internal/cases/case.go", `if !s.Lead() {`, `if false {`, byApp},
	{"an actor's unit is believed", "internal/app/facts.go", `and f.unit_id = $4 and`, `and $4 = $4 and`, byApp},
	{"the purpose of a consent is told to all parties", "internal/consent/consent.go", `if !all && s.Categories() == 0 {`, `if false {`, byApp},
	{"a called function that is no party takes part in the meeting", "internal/access/access.go", `func (f Facts) meets() bool { return f.part() && !f.Blocked && f.Called }`, `func (f Facts) meets() bool { return f.known() && !f.Blocked && f.Called }`, byAccess},
	{"who is told of a call may read it", "internal/access/access.go", `return f.part() && !f.Blocked && (f.Called ||`, `return f.Told || f.part() && !f.Blocked && (f.Called ||`, byAccess},
	{"a blocked unit knows of its calls", "internal/access/access.go", `return f.part() && !f.Blocked && (f.Called ||`, `return f.part() && (f.Called ||`, byAccess},
	{"any party may recall minutes", "internal/access/access.go", `return f.aware() && f.Files`, `return f.aware()`, byAccess},
	{"an actor's organisation is believed when it signs", "internal/structure/agreementsteps.go", `orgOf(ctx, tx, who.Unit)`, `who.Org, error(nil)`, byStructure},
	{"a call of another case is taken for one of this", "internal/app/factsmeet.go", `from call c where c.id = $1 and c.case_id = $4`, `from call c where c.id = $1 and $4 <> ''`, byApp},
	{"a case is called without an agreement", "internal/app/calls.go", `case r.Needs && !r.InForce:`, `case false:`, byApp},
	{"Försäkringskassan calls to a SIP", "internal/app/forums.go", `if f.Kind == forum.SIP {`, `if false {`, byStructure},
	{"a unit without consent is called", "internal/app/calls.go", `case !covered[u]:`, `case !covered[u] && false:`, byProperty},
	{"every party of the case sees a call", "internal/meeting/call.go", `if r.called || s.Self() {`, `if true {`, byApp},
	{"a called function sees who else is called", "internal/meeting/party.go", `($3 or p.function_id = $2)`, `($3 or $2 = $2)`, byProperty},
	{"a member of the forum sees whose a slot is", "internal/app/callview.go", `ok && l.Visible(s)`, `ok && (l.Visible(s) || true)`, byApp},
	{"what is said at a meeting goes to units that were not called", "internal/app/meetings.go", `if u == s.Unit() || !slices.Contains(called, u) {`, `if u == s.Unit() || !slices.Contains(called, u) && false {`, byProperty},
	{"what is said at a meeting goes to all who are called", "internal/app/meetingsteps.go", `if may.Has(cat) && (all ||`, `if may != 0 && (all ||`, byProperty},
	{"minutes hold what was recalled", "internal/app/minutes.go", `and r.id is null group by l.item_id`, `group by l.item_id`, byApp},
	{"recalled minutes are read", "internal/minutes/minutes.go", `and m.state <> 'recalled' order by e.place`, `order by e.place`, byProperty},
	{"one person alone recalls minutes", "internal/minutes/minutes.go", `case m.RecallAskedBy == by:`, `case false:`, byProperty},
	{"what was said stays with the others when the minutes are recalled", "internal/app/minutes.go", `i.kind in ('said', 'decision')`, `i.kind = 'decision'`, byProperty},
	{"a meeting begins though the person has said no", "internal/meeting/consent.go", `c.PersonWay == PersonInvited && c.PersonAnswer != AnswerNo`, `c.PersonWay == PersonInvited`, byApp},
	{"a consent to meet without her lasts for ever", "internal/meeting/consent.go", `return c.ID != "" && on <= c.EndsOn`, `return c.ID != ""`, byApp},
	{"a former holder follows the calendar", "internal/entry/feeds.go", `err = s.Look(ctx, who, access.FeedKeep, access.Object{}, func(tx *db.Tx) error {
		c = s`, `err = s.Look(ctx, access.Actor{System: true}, access.SystemWork, access.Object{}, func(tx *db.Tx) error {
		c = s`, byApp},
	{"the calendar goes on after the person has blocked the unit", "internal/feed/times.go", `and b.unit_id = cp.unit_id and b.lifted_at is null`, `and b.unit_id = cp.unit_id and b.lifted_at < 0`, byApp},
	{"a list forgets that the part is over", "internal/app/lists.go", `k.Party != access.TakesPart || `, ``, byApp},
}

// allMutants are the bugs of every part.
func allMutants() []mutant { return slices.Concat(mutants, personMutants, wayMutants, aroundMutants) }

// TestPlantedBugsHaveTheirPlaces fails where the code has changed so that a bug
// can no longer be planted: it would not be looked for any more.
func TestPlantedBugsHaveTheirPlaces(t *testing.T) {
	names := map[string]bool{}
	for _, m := range allMutants() {
		text, err := os.ReadFile(m.file)
		if err != nil || !strings.Contains(string(text), m.old) {
			t.Errorf("%s: %s does not hold the place any more: %s (%v)", m.name, m.file, m.old, err)
		}
		if names[m.name] || m.old == m.new {
			t.Errorf("%s: there are two of it, or it changes nothing", m.name)
		}
		names[m.name] = true
	}
}

// TestPlantedBugsAreFound builds the program with each bug in turn, through an
// overlay that leaves the files alone, and expects the tests to fail. It takes
// hours and runs with SAMVERK_MUTANTS=1, or with a part of a file's or a bug's
// name to plant only those. Tests of the bugs run on SQLite alone.
func TestPlantedBugsAreFound(t *testing.T) {
	wanted := os.Getenv("SAMVERK_MUTANTS")
	if wanted == "" {
		t.Skip("set SAMVERK_MUTANTS=1")
	}
	for _, m := range allMutants() {
		if wanted != "1" && !strings.Contains(m.file+" "+m.name, wanted) {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			start := time.Now()
			out, found := m.run(t)
			if !found {
				t.Errorf("no test of %s found it\n%s", m.packages, out)
			}
			t.Logf("%.0f s", time.Since(start).Seconds())
		})
	}
}

// run plants the bug. It is found when a test fails, not when nothing can be
// built or the time runs out.
func (m mutant) run(t *testing.T) (out string, found bool) {
	t.Helper()
	text, err := os.ReadFile(m.file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), m.old) {
		t.Fatalf("%s does not hold the place any more: %s", m.file, m.old)
	}
	overlay := m.overlay(t, strings.ReplaceAll(string(text), m.old, m.new))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	args := append([]string{"test", "-overlay", overlay, "-count=1", "-vet=off", "-failfast"}, strings.Fields(m.packages)...)
	tests := exec.CommandContext(ctx, "go", args...)
	tests.Env = append(os.Environ(), "SAMVERK_TEST_DSN=")
	text, err = tests.CombinedOutput()
	out = string(text)
	if err != nil && !strings.Contains(out, "--- FAIL: ") {
		t.Fatalf("no test has failed, but: %v\n%s", err, out)
	}
	if strings.Count(out, "no tests to run") == strings.Count(m.packages, "./") {
		t.Errorf("nothing to run: %s", m.packages)
	}
	return out, err != nil
}

// overlay writes the changed file, and what tells the compiler to take it.
func (m mutant) overlay(t *testing.T, changed string) (path string) {
	t.Helper()
	dir := t.TempDir()
	bad, path := filepath.Join(dir, "bad.go"), filepath.Join(dir, "overlay.json")
	here, err := filepath.Abs(m.file)
	if err != nil {
		t.Fatal(err)
	}
	list, err := json.Marshal(map[string]map[string]string{"Replace": {here: bad}})
	if err == nil {
		err = os.WriteFile(bad, []byte(changed), 0o600)
	}
	if err == nil {
		err = os.WriteFile(path, list, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}
