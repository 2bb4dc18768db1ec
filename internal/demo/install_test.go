package demo

import (
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/demo/story"
	"samverk/internal/demo/token"
	"samverk/internal/entry"
	"samverk/internal/id"
	"samverk/internal/keystore"
	"samverk/internal/person"
	"samverk/internal/plan"
	"samverk/internal/samverktest"
	"samverk/internal/seal"
)

// running is a demo that runs.
type running struct {
	*testing.T
	*app.App
	Parts
	log     *audit.Log
	witness string
}

// start runs the application over an empty database, at a day.
func start(t *testing.T, now time.Time) *running {
	t.Helper()
	began := time.Now()
	r := &running{T: t, witness: t.TempDir()}
	r.Clock = NewClock(func() time.Time { return now.Add(time.Since(began)) })
	r.DB = samverktest.DBAt(t, r.Clock.Now)
	master, err := seal.OpenMaster(filepath.Join(t.TempDir(), "master.key"), true)
	r.must(err)
	r.Parts.Sealer = seal.New(master, keystore.New(samverktest.KeyDB(t)))
	keys, err := audit.NewKeys()
	r.must(err)
	r.log, err = keys.Log()
	r.must(err)
	r.App = app.New(app.Options{DB: r.DB, Sealer: r.Parts.Sealer, Log: r.log, Witnesses: []string{r.witness}, Base: "https://samverk.example", Demo: true})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.App.Run(ctx) }()
	t.Cleanup(func() { cancel(); r.must(<-done); r.verify() })
	return r
}

func (r *running) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// verify looks through the log when all is over.
func (r *running) verify() {
	r.must(r.DB.Read(context.Background(), func(tx *db.Tx) error {
		report, err := r.log.Verify(context.Background(), tx, []string{r.witness})
		if report.Bad != nil || report.Rows != report.Witnessed {
			r.Errorf("the log is bad: %+v", report)
		}
		return err
	}))
}

func (r *running) install() {
	r.Helper()
	began := time.Now()
	r.must(Install(r.Context(), r.App, r.Parts))
	r.Logf("installed in %v", time.Since(began))
}

func (r *running) count(query string, args ...any) (n int) {
	r.Helper()
	r.must(r.DB.Read(context.Background(), func(tx *db.Tx) error {
		_, err := tx.One(context.Background(), []any{&n}, query, args...)
		return err
	}))
	return n
}

// monday is a day when the demo is tried.
var monday = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

func iso(days int) string { return monday.AddDate(0, 0, days).Format(time.DateOnly) }

func TestTheDemoIsInstalled(t *testing.T) {
	r := start(t, monday)
	r.install()
	for name, look := range map[string]func(*running){
		"every state is there": showsEveryState, "every conflict shows to somebody": showsEveryConflict,
		"the story stands at its sixth step": tellsTheStory, "the days have something to do": fillsTheDays,
		"no number lies outside the series": namesNobody, "everybody gets a token that works": givesTokens,
		"every state of agreements and forums is there": showsEveryForum, "every state of meetings is there": showsEveryMeeting,
		"the dates of a forum lie right": datesLieRight, "the pictures live": showsThePictures, "everybody reads her meetings": readsTheMeetings,
		"meetings wait on the day": waitsOnTheDay, "a SIP is called to by law": keepsToTheLaw, "nobody is found in what is published": findsNobody,
		"what waits around the cases takes few statements": asksLittleOfTheDay,
	} {
		t.Run(name, func(t *testing.T) { look(r.in(t)) })
	}
	for name, look := range map[string]func(*running){ // these change something
		"answers that do not come go further": takesUnansweredCallsFurther, "today's meeting can be run": runsTheMeetingOfToday, "the register extract tells every column": tellsEveryColumn,
		"a day is the same by page and API": tellsTheSameDay,
	} {
		t.Run(name, func(t *testing.T) { look(r.in(t)) })
	}
	const ofPeople = `select count(*) from audit where action <> 'system.work'` // the application works on by itself
	rows := r.count(ofPeople)
	r.install()
	if r.count(`select count(*) from organisation`) != len(worldOf(t).Organisations) || r.count(ofPeople) != rows {
		t.Error("a second installation changed something")
	}
}

// in returns the demo as a part of the test sees it.
func (r *running) in(t *testing.T) *running {
	part := *r
	part.T = t
	return &part
}

func showsEveryState(r *running) {
	today := iso(0)
	states := map[string]struct {
		query string
		args  []any
	}{
		"request sent":                     {`select count(*) from request where state = 'sent' and refusals = 0`, nil},
		"request without consent":          {`select count(*) from request where state = 'sent' and not consented`, nil},
		"request with a question":          {`select count(*) from request where state = 'question'`, nil},
		"request forwarded":                {`select count(*) from request where state = 'sent' and refusals > 0`, nil},
		"request declined":                 {`select count(*) from request where state = 'declined'`, nil},
		"request withdrawn":                {`select count(*) from request where state = 'withdrawn'`, nil},
		"request overdue":                  {`select count(*) from request where state = 'sent' and (escalated > 0 or due_at < $1)`, []any{db.Micros(monday)}},
		"request that was sent around":     {`select count(*) from request where refusals > 1`, nil},
		"request from the person":          {`select count(*) from request where from_function is null`, nil},
		"case without consent":             {`select count(*) from cases c where state = 'open' and not exists (select 1 from consent co where co.case_id = c.id)`, nil},
		"invitation unanswered":            {`select count(*) from party where state = 'invited' and case_state = 'open'`, nil},
		"invitation declined":              {`select count(*) from party where state = 'declined'`, nil},
		"party that left":                  {`select count(*) from party where state = 'left'`, nil},
		"plan in preparation":              {`select count(*) from plan where number = 1 and state = 'preparation'`, nil},
		"plan agreed, next in preparation": {`select count(*) from plan p join plan q on q.case_id = p.case_id and q.number = 2 and q.state = 'preparation' where p.number = 1 and p.state = 'agreed'`, nil},
		"case resting":                     {`select count(*) from cases where state = 'resting'`, nil},
		"case closing":                     {`select count(*) from cases where state = 'closing'`, nil},
		"case closing by handover":         {`select count(*) from cases where state = 'closing' and closing_how = 'handover'`, nil},
		"case closed by handover":          {`select count(*) from cases where state = 'closed' and closing_how = 'handover'`, nil},
		"case closed jointly":              {`select count(*) from cases where state = 'closed' and closing_how = 'joint'`, nil},
		"case reopened":                    {`select count(*) from cases c join case_event e on e.case_id = c.id and e.kind = 'reopened' where c.state = 'open'`, nil},
		"consent soon ending":              {`select count(*) from consent where ended_at is null and ends_on between $1 and $2`, []any{today, iso(30)}},
		"consent expired":                  {`select count(*) from consent co join cases c on c.id = co.case_id where co.ended_at is null and ends_on < $1 and c.state = 'open'`, []any{today}},
		"consent withdrawn":                {`select count(*) from consent where end_reason = 'withdrawn'`, nil},
		"block":                            {`select count(*) from block where lifted_at is null`, nil},
		"recall confirmed":                 {`select count(*) from recall where confirmed_at is not null`, nil},
		"recall that waits":                {`select count(*) from recall where confirmed_at is null`, nil},
		"working note":                     {`select count(*) from item i where kind = 'note' and not exists (select 1 from disclosure d where d.item_id = i.id)`, nil},
		"copy to a record":                 {`select count(*) from disclosure where kind = 'copied'`, nil},
		"commitment due this week":         {`select count(*) from item i join item_version v on v.item_id = i.id and v.version = i.version where i.kind = 'commitment' and v.status <> 'done' and v.due_on between $1 and $2`, []any{today, iso(7)}},
		"commitment overdue":               {`select count(*) from item i join item_version v on v.item_id = i.id and v.version = i.version where i.kind = 'commitment' and v.status <> 'done' and v.due_on < $1`, []any{today}},
		"commitment done":                  {`select count(*) from item i join item_version v on v.item_id = i.id and v.version = i.version where i.kind = 'commitment' and v.status = 'done'`, nil},
		"sekretessmarkering":               {`select count(*) from person where protection = 'marked'`, nil},
		"skyddad folkbokföring":            {`select count(*) from person where protection = 'protected' and area_id not in (select area_id from person where protection = 'marked')`, nil},
		"reading":                          {`select count(*) from audit where outcome = 'read'`, nil},
	}
	for name, s := range states {
		n := r.count(s.query, s.args...)
		if n == 0 {
			r.Errorf("no %s", name)
		}
		r.Logf("%3d %s", n, name)
	}
	if n := r.count(`select count(*) from cases`) + r.count(`select count(*) from request where case_id is null`); n < 38 {
		r.Errorf("only %d stories", n)
	}
	if n := r.count(`select count(*) from audit where outcome = 'refused'`); n > 0 {
		r.Errorf("%d refusals in the log", n)
	}
	if n := r.count(`select count(distinct area_id) from cases`); n != 6 {
		r.Errorf("cases in %d areas", n)
	}
}

func showsEveryConflict(r *running) {
	seen := map[string]int{}
	for _, v := range r.caseViews() {
		for _, c := range v.Conflicts {
			seen[c.Code]++
		}
	}
	for _, code := range []string{
		plan.EnrolmentEnded, plan.SickFull, plan.ExtentSick, plan.ExtentSum, plan.SameTime, plan.ResponsibleMissing,
		plan.ResponsibleVacant, plan.GoalBare, plan.NeedBare, plan.Hole, plan.FollowUpOverdue, plan.CertificateEnds,
	} {
		if seen[code] == 0 {
			r.Errorf("nobody sees %s", code)
		}
	}
	r.Log(seen)
}

// caseViews returns each case as each of its parties sees it.
func (r *running) caseViews() (all []app.CaseView) {
	r.Helper()
	staff := story.Actors(worldOf(r.T))
	type part struct {
		c id.Case
		f id.Function
	}
	var parts []part
	r.must(r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		parts, err = db.All(r.Context(), tx, func(scan db.Scan) (p part, err error) { return p, scan(&p.c, &p.f) },
			`select case_id, function_id from party where state = 'takes_part' order by case_id, function_id`)
		return err
	}))
	for _, p := range parts {
		v, err := r.Case(r.Context(), staff[p.f], p.c)
		if err != nil {
			r.Errorf("%s cannot read its case: %v", p.f, err)
		}
		all = append(all, v)
	}
	return all
}

func tellsTheStory(r *running) {
	staff := story.Actors(worldOf(r.T))
	for f, conflicts := range map[id.Function]int{
		"vetlanda-vc-rehabkoordinator": 1, "fk-vetlanda-samordning": 1, "vetlanda-ame-coach": 0, "af-vetlanda-handlaggare": 0,
		"vetlanda-forsorjning-handlaggare": 0, "vetlanda-samordning": 0,
	} {
		rows, err := r.FindPerson(r.Context(), staff[f], Guide().Story.Number)
		if err != nil || len(rows) != 1 || rows[0].Name != StoryName {
			r.Fatalf("%s does not find her: %+v %v", f, rows, err)
		}
		v, err := r.Plan(r.Context(), staff[f], rows[0].ID, 0)
		r.must(err)
		if len(v.Conflicts) != conflicts || conflicts == 1 && v.Conflicts[0].Code != plan.SickFull {
			r.Errorf("%s sees %+v", f, v.Conflicts)
		}
		if v.Plan.Number != 2 || v.Frozen || len(v.Versions) != 2 || v.Plan.FollowUpOn != iso(4) {
			r.Errorf("%s sees the plan as %+v", f, v.Plan)
		}
		d, err := r.ComparePlans(r.Context(), staff[f], rows[0].ID, 1, 0)
		if err != nil || len(d.Changes) == 0 {
			r.Errorf("%s sees no change: %v", f, err)
		}
	}
	c, err := ReadCast()
	r.must(err)
	i := slices.IndexFunc(c.People, func(f story.Figure) bool { return f.Name == NewcomerName })
	if n, _ := id.ParseNumber(NewcomerNumber, monday); string(n) != c.People[i].Number || len(c.People[i].Steps) > 0 || !c.People[i].Account {
		r.Errorf("the newcomer is %+v", c.People[i])
	}
}

func fillsTheDays(r *running) {
	staff := story.Actors(worldOf(r.T))
	day := func(f id.Function) app.DayView {
		d, err := r.Day(r.Context(), staff[f])
		r.must(err)
		return d
	}
	if d := day("vetlanda-samordning"); len(d.Requests) == 0 || len(d.FollowUps) == 0 || len(d.ConsentsEnding) == 0 || len(d.Vacant) == 0 || len(d.Recent) != 5 {
		r.Errorf("the coordinator's day: %+v", d)
	}
	if d := day("vetlanda-forsorjning-handlaggare"); len(d.Commitments) == 0 {
		r.Errorf("the day of försörjningsstöd: %+v", d)
	}
	if d := day("vetlanda-vc-rehabkoordinator"); len(d.Invitations) == 0 || len(d.Commitments) == 0 {
		r.Errorf("the day of the health centre: %+v", d)
	}
	if d := day("savsjo-samordning"); len(d.SentAround) != 1 {
		r.Errorf("Sävsjö's coordinator is not told who is sent around: %+v", d.SentAround)
	}
}

func TestTheDemoIsAliveOnAnyDay(t *testing.T) {
	for _, now := range []time.Time{
		time.Date(2027, 1, 1, 0, 5, 0, 0, time.UTC), time.Date(2028, 2, 29, 22, 59, 0, 0, time.UTC), // a Friday, and nearly a Wednesday
		time.Date(2027, 3, 28, 1, 30, 0, 0, time.UTC), // a Sunday
		time.Date(2027, 7, 7, 22, 1, 0, 0, time.UTC),  // a Thursday that has just begun
	} {
		r := start(t, now)
		r.install()
		if r.count(`select count(*) from call where state = 'meeting'`) != 1 || r.count(`select count(*) from call where state = 'held'`) < 20 {
			t.Errorf("%v: no meeting goes on", now)
		}
		if late := r.count(`select count(*) from audit where at > $1`, db.Micros(now)); late > 0 {
			t.Errorf("%v: %d rows of the log lie ahead", now, late)
		}
		if r.count(`select count(*) from (select at, lag(at) over (order by seq) as before from audit where action <> 'system.work') rows where before > at + 60000000`) > 0 {
			t.Errorf("%v: time went back", now)
		}
	}
}

// mobile is the other series that PTS keeps for books and films.
var mobile = regexp.MustCompile(`^070-174 06 (0[5-9]|[1-9]\d)$`)

func TestNobodyInTheStoriesIsReal(t *testing.T) {
	c, err := ReadCast()
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+(son|dotter)$`)
	phones, coordination, vetlanda := map[string]bool{}, 0, 0
	for n, f := range c.People {
		number, err := id.ParseNumber(f.Number, monday)
		if err != nil || !number.Test() || string(number) != f.Number {
			t.Errorf("%s has no test number: %v", f.ID, err)
		}
		if born := f.Number[:4]; born > "2006" || born < "1963" {
			t.Errorf("%s is born in %s", f.ID, born)
		}
		if number.Coordination() {
			coordination++
		}
		first, last, _ := strings.Cut(f.Name, " ")
		stem := strings.TrimRight(first, "aeiou")
		if !named.MatchString(f.Name) || !strings.HasPrefix(last, stem[:min(len(stem), 3)]) && f.Name != "Lorem Ipsumsson" {
			t.Errorf("%q could be somebody's name", f.Name)
		}
		if p := phoneNumber(n); !mobile.MatchString(p) || phones[p] {
			t.Errorf("%s has the number %s", f.ID, p)
		}
		phones[phoneNumber(n)] = true
		if f.Area == "0685" {
			vetlanda++
		}
		for _, s := range f.Steps {
			checkTexts(t, f.ID, s)
		}
	}
	if coordination < 2 || vetlanda < 14 || len(c.People) < 40 {
		t.Errorf("%d people, %d in Vetlanda, %d with coordination numbers", len(c.People), vetlanda, coordination)
	}
}

// checkTexts refuses what could lead to somebody.
func checkTexts(t *testing.T, story string, s story.Step) {
	t.Helper()
	for _, text := range []string{s.Hope, s.Tried, s.Words, s.Title, s.Purpose} {
		checkText(t, story, text)
	}
}

func checkText(t *testing.T, story, text string) {
	t.Helper()
	if strings.ContainsAny(text, "@") || strings.Contains(text, "www.") || id.FindNumbers(text) != "" {
		t.Errorf("%s: %q", story, text)
	}
}

func namesNobody(r *running) {
	r.must(r.DB.Read(r.Context(), func(tx *db.Tx) error {
		ids, err := db.All(r.Context(), tx, func(scan db.Scan) (p id.Person, err error) { return p, scan(&p) }, `select id from person`)
		if err != nil {
			return err
		}
		all, err := person.Identities(r.Context(), tx, r.Parts.Sealer, ids)
		for _, p := range all {
			if !id.Number(p.Number).Test() || !mobile.MatchString(p.Phone) {
				r.Errorf("%+v", p.Identity)
			}
		}
		return err
	}))
}

func givesTokens(r *running) {
	began := time.Now()
	w, err := Structure()
	r.must(err)
	cast, err := ReadCast()
	r.must(err)
	all, err := token.Issue(r.Context(), r.App, w, cast)
	r.must(err)
	r.Logf("%d and %d tokens in %v", len(all.Functions), len(all.Persons), time.Since(began))
	kinds := map[access.Kind]int{}
	for _, f := range all.Functions {
		kinds[f.Kind]++
		s, err := entry.New(r.App, entry.Options{}).Bearer(r.Context(), f.Token, "")
		if err != nil || s.Actor.Function != f.ID || s.Actor.Unit != f.Unit || s.Actor.Org != f.Organisation {
			r.Errorf("%+v: %v", f, err)
		}
		if f.ID == "vetlanda-ame-coach" && f.Area != "0685" || f.ID == "af-unga-handlaggare" && f.Area != "" {
			r.Errorf("%s serves %q", f.ID, f.Area)
		}
	}
	if len(kinds) != 6 || len(all.Functions) != r.count(`select count(distinct function_id) from assignment where not deputy`) {
		r.Errorf("%d tokens: %v", len(all.Functions), kinds)
	}
	for _, p := range all.Persons {
		s, err := entry.New(r.App, entry.Options{}).Bearer(r.Context(), p.Token, "")
		if err != nil || !s.Actor.Self() || s.Label != p.Name || p.ID == "" {
			r.Errorf("%+v: %v", p, err)
		}
	}
	for _, name := range []string{StoryName, NewcomerName} {
		if !slices.ContainsFunc(all.Persons, func(p token.Person) bool { return p.Name == name }) {
			r.Errorf("no token for %s", name)
		}
	}
}

func TestTheClockOnlyGoesOnUntilItIsReleased(t *testing.T) {
	c := NewClock(func() time.Time { return monday })
	if c.Now() != monday {
		t.Error("before the installation it is not the real one")
	}
	past := monday.AddDate(-1, 0, 0)
	c.begin(past)
	last := past
	for n := range 100 {
		if n == 50 {
			c.reach(past.AddDate(0, 1, 0))
			c.reach(past)
		}
		now := c.Now()
		if !now.After(last) || !now.Before(monday) {
			t.Fatalf("%v after %v", now, last)
		}
		last = now
	}
	if last.Before(past.AddDate(0, 1, 0)) {
		t.Error("it did not reach what it was told to")
	}
	c.Release()
	c.reach(monday.AddDate(1, 0, 0))
	if c.Now() != monday {
		t.Error("released, it is not the real one")
	}
}
