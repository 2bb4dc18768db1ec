package introduction_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/control"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/introduction"
	"samverk/internal/knowledge"
	"samverk/internal/learning"
	"samverk/internal/news"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
	"samverk/internal/structure"
)

// settled is a world whose functions have been held for a year.
func settled(t *testing.T) (*world.W, *introduction.Service) {
	t.Helper()
	w := world.New(t)
	w.Exec(`update assignment set since = $1`, db.Micros(w.Now().AddDate(-2, 0, 0)))
	return w, introduction.New(w.App)
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// faults returns what is wrong, as field:key.
func faults(err error) (all []string) {
	e, isOne := err.(*errs.Error)
	if !isOne {
		return []string{"no fault"}
	}
	for _, f := range e.Faults {
		all = append(all, f.Field+":"+f.Key)
	}
	return all
}

func wants(t *testing.T, err error, want ...string) {
	t.Helper()
	got := faults(err)
	for _, one := range want {
		if !slices.Contains(got, one) {
			t.Errorf("%s is not among %v", one, got)
		}
	}
}

func article() knowledge.Input {
	return knowledge.Input{
		Area: world.Area, Theme: knowledge.Rules, Audience: "workers", State: knowledge.Published,
		Text: knowledge.Text{Title: "Samordnad individuell plan", Body: "Kommunen och regionen gör den tillsammans med den enskilde.", Source: "SoL 10 kap. 8 §", From: "2025-07-01"},
	}
}

func kinds(v introduction.News) (all []string) {
	for _, r := range v.Rows {
		all = append(all, r.Kind)
	}
	return all
}

func TestARuleWithoutASourceIsRefused(t *testing.T) {
	w, s := settled(t)
	in := article()
	in.Text.Source = "  "
	in.Text.Until = "2025-06-30"
	in.Text.Body = strings.Repeat("å", 100_000)
	in.Text.Title = "Om 19900101-2389"
	_, err := s.WriteArticle(t.Context(), w.As("samordning"), in)
	wants(t, err, "source:article.source.missing", "until:article.until.early", "body:article.body.long", "title:text.identity.number")
	in = article()
	in.Theme, in.Audience, in.Text.From, in.Owner, in.ReviewOn = "x", "y", "2025-13-01", "nobody", "snart"
	_, err = s.WriteArticle(t.Context(), w.As("samordning"), in)
	wants(t, err, "theme:article.theme.unknown", "audience:article.audience.unknown", "from:article.date.wrong", "owner:learning.function.missing", "review_on:article.date.wrong")
	v, err := s.Articles(t.Context(), w.As("samordning"), introduction.ArticleQuery{})
	ok(t, err)
	if len(v.Rows) != 0 {
		t.Errorf("%d articles were kept", len(v.Rows))
	}
}

func TestTwoWordingsOfARuleStandSideBySide(t *testing.T) {
	w, s := settled(t)
	ctx, who := t.Context(), w.As("samordning")
	was := article()
	was.Text.Source, was.Text.From, was.Text.Until, was.Text.Body = "SoL 2 kap. 7 §, rapporten 2016", "2010-01-01", "2025-06-30", "Den gamla lagen."
	a, err := s.WriteArticle(ctx, who, was)
	ok(t, err)
	ok(t, s.ChangeArticle(ctx, who, a, article(), 1))
	v, err := s.Article(ctx, w.As("ame"), a, "", "")
	ok(t, err)
	if v.Body != article().Text.Body || v.Then.Body != "Den gamla lagen." || len(v.Texts) != 2 {
		t.Errorf("today %q, 2016 %q of %d wordings", v.Body, v.Then.Body, len(v.Texts))
	}
	if err := s.ChangeArticle(ctx, who, a, article(), 1); !errs.Is(err, errs.Conflict) {
		t.Errorf("a second writer overwrites: %v", err)
	}
	_, err = s.Article(ctx, who, a, "i går", "1800-01-01")
	wants(t, err, "on:article.date.wrong", "other:article.date.wrong")
}

func TestOnlyThoseWhoKeepAnAreaWriteForIt(t *testing.T) {
	w, s := settled(t)
	for f, area := range map[id.Function]id.Area{"ame": world.Area, "nassjo-samordning": world.Area, "samordning": ""} {
		in := article()
		in.Area = area
		if _, err := s.WriteArticle(t.Context(), w.As(f), in); !errs.Is(err, errs.Denied) && !errs.Is(err, errs.NotFound) {
			t.Errorf("%s writes for %q: %v", f, area, err)
		}
	}
	draft := article()
	draft.State = knowledge.Draft
	a, err := s.WriteArticle(t.Context(), w.As("samordning"), draft)
	ok(t, err)
	if _, err := s.Article(t.Context(), w.As("ame"), a, "", ""); !errs.Is(err, errs.NotFound) {
		t.Errorf("a draft is read by others: %v", err)
	}
}

func TestAnArticleIsFoundByAMisspeltWord(t *testing.T) {
	w, s := settled(t)
	a, err := s.WriteArticle(t.Context(), w.As("samordning"), article())
	ok(t, err)
	other := article()
	other.Theme, other.Text = "system", knowledge.Text{Title: "Logga in", Body: "Med kort eller nyckel.", From: "2026-01-01"}
	_, err = s.WriteArticle(t.Context(), w.As("samordning"), other)
	ok(t, err)
	for _, words := range []string{"individuella planer", "indivduell"} {
		v, err := s.Articles(t.Context(), w.As("ame"), introduction.ArticleQuery{Words: words})
		ok(t, err)
		if len(v.Rows) == 0 || v.Rows[0].ID != a {
			t.Errorf("%q does not find the article: %d rows", words, len(v.Rows))
		}
	}
	v, err := s.Articles(t.Context(), w.As("ame"), introduction.ArticleQuery{Words: strings.Repeat("x ", 100_000)})
	wants(t, err, "words:article.words.long")
	if len(v.Rows) != 0 {
		t.Error("an endless question was answered")
	}
}

func TestAnOwnerIsToldOnceThatAnArticleIsLate(t *testing.T) {
	w, s := settled(t)
	in := article()
	in.Owner, in.ReviewOn = "ame", "2026-12-01"
	a, err := s.WriteArticle(t.Context(), w.As("samordning"), in)
	ok(t, err)
	w.Exec(`insert into news_reader (function_id, seen_at, sent_at) select id, 0, $1 from function`, db.Micros(w.Now().AddDate(1, 0, 0)))
	w.Pass(30 * 24 * time.Hour)
	for range 2 {
		ok(t, s.Keep(t.Context()))
	}
	if n := told(t, w, "ame"); n != 1 {
		t.Errorf("the owner was told %d times", n)
	}
	due, err := w.Around(t.Context(), w.As("ame"), s.Due)
	ok(t, err)
	if !slices.ContainsFunc(due, func(d structure.Due) bool { return d.Key == "article.due" && d.On == "2026-12-01" }) {
		t.Errorf("her day does not say so: %v", due)
	}
	wants(t, s.ReviewArticle(t.Context(), w.As("samordning"), a, "2026-12-02", 1), "review_on:article.review_on.past")
	ok(t, s.ReviewArticle(t.Context(), w.As("samordning"), a, "2027-12-01", 1))
	due, err = w.Around(t.Context(), w.As("ame"), s.Due)
	ok(t, err)
	if slices.ContainsFunc(due, func(d structure.Due) bool { return d.Key == "article.due" }) {
		t.Error("it still waits when it has been looked at")
	}
}

// told counts the messages to a function.
func told(t *testing.T, w *world.W, f id.Function) (n int) {
	t.Helper()
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from job where kind = 'notify' and subject = $1`, f)
		return err
	})
	return n
}

func TestWhatChangesInTheOrganisationsIsNewsInTheirAreas(t *testing.T) {
	w, s := settled(t)
	ctx, admin := t.Context(), w.As("admin")
	u, err := w.Admin().AddUnit(ctx, admin, org.UnitInput{Name: "Öppenvård", Areas: []id.Area{world.Area}})
	ok(t, err)
	f, err := w.Admin().AddFunction(ctx, admin, u, org.FunctionInput{Name: "Behandlare", Role: access.Worker, Mailbox: "oppenvard@vetlanda.example"})
	ok(t, err)
	ok(t, w.Admin().ChangeFunction(ctx, admin, f, org.FunctionInput{Name: "Behandlare", Role: access.Worker, Phone: "0383-1"}, 1))
	ok(t, w.Admin().ChangeUnit(ctx, admin, u, org.UnitInput{Name: "Öppenvården", Areas: []id.Area{world.Area}}, 1))
	way, err := w.Admin().AddWayIn(ctx, admin, f, org.WayInput{Area: world.Area, Topic: org.Topics()[0], AnswerDays: 3})
	ok(t, err)
	ok(t, w.Admin().RemoveWayIn(ctx, admin, way, 1))
	_, err = w.Assign(ctx, w.As("samverkan-chef"), "samverkan", org.NewAssignment{Function: "samordning", User: org.UserID("forsorjning", 1), Deputy: true})
	ok(t, err)
	v, err := s.News(ctx, w.As("fk"), news.Filter{Area: world.Area, Limit: 20})
	ok(t, err)
	want := []string{news.DeputyBegan, news.WayRemoved, news.WayNew, news.UnitRenamed, news.FunctionChanged, news.FunctionNew, news.UnitNew}
	if got := kinds(v); !slices.Equal(got, want) {
		t.Errorf("the news are %v, not %v", got, want)
	}
	if v, err = s.News(ctx, w.As("fk"), news.Filter{Area: world.Area, Group: "way", Limit: 1}); err != nil || len(v.Rows) != 1 || !v.More {
		t.Errorf("one at a time of those about ways in: %v %v", kinds(v), err)
	}
	next, err := s.News(ctx, w.As("fk"), news.Filter{Area: world.Area, Group: "way", Limit: 1, Before: db.Micros(v.Rows[0].At), Last: v.Rows[0].ID})
	ok(t, err)
	if got := kinds(next); !slices.Equal(got, []string{news.WayNew}) || next.More {
		t.Errorf("the next page is %v", got)
	}
	if v, err = s.News(ctx, w.As("nassjo-samordning"), news.Filter{Area: "0682", Limit: 20}); err != nil || len(v.Rows) != 0 {
		t.Errorf("another area is told: %v %v", kinds(v), err)
	}
	_, err = s.News(ctx, w.As("fk"), news.Filter{Group: "x"})
	wants(t, err, "kind:news.kind.unknown")
}

func TestWhoHasBegunAndLeftIsNewsByFunction(t *testing.T) {
	w, s := settled(t)
	ctx := t.Context()
	staff, err := w.Staff(ctx, w.As("ame-chef"), "ame")
	ok(t, err)
	i := slices.IndexFunc(staff.Assignments, func(a org.Assignment) bool { return a.Function == "ame" })
	ok(t, w.EndAssignment(ctx, w.As("ame-chef"), "ame", staff.Assignments[i].ID, staff.Assignments[i].Version))
	v, err := s.News(ctx, w.As("fk"), news.Filter{Area: world.Area, Limit: 20})
	ok(t, err)
	if len(v.Rows) != 1 || v.Rows[0].Kind != news.HolderLeft || v.Rows[0].Function.ID != "ame" || !v.Rows[0].Function.Vacant() {
		t.Fatalf("the news are %v", v.Rows)
	}
	for _, told := range []string{v.Rows[0].Name, v.Rows[0].Subject} {
		if strings.Contains(told, "Coach 1") {
			t.Error("the news tells who it was")
		}
	}
}

func TestTheDigestGoesOnceAWeekToThoseWhomItConcerns(t *testing.T) {
	w, s := settled(t)
	ctx := t.Context()
	add := func() {
		ok(t, w.DB.Tx(ctx, func(tx *db.Tx) error {
			return news.Add(ctx, tx, news.Entry{Kind: news.InterventionNew, Area: world.Area, Name: "Arbetsträning"})
		}))
	}
	ok(t, s.Keep(ctx))
	if n := told(t, w, "ame"); n != 0 {
		t.Errorf("told %d times of nothing", n)
	}
	add()
	ok(t, s.SeeNews(ctx, w.As("fk")))
	for range 2 {
		ok(t, s.Keep(ctx))
	}
	add()
	ok(t, s.Keep(ctx))
	if a, f, n := told(t, w, "ame"), told(t, w, "fk"), told(t, w, "nassjo-samordning"); a != 1 || f != 1 || n != 0 {
		t.Errorf("told %d, %d (who had read the first) and %d (another area)", a, f, n)
	}
	w.Pass(8 * 24 * time.Hour)
	add()
	ok(t, s.Keep(ctx))
	if n := told(t, w, "ame"); n != 2 {
		t.Errorf("a week later told %d times", n)
	}
	w.Idle()
	for _, m := range w.Mail.Sent() {
		if strings.Contains(m.Body+m.Subject, "Arbetsträning") {
			t.Error("the mail tells what it is about")
		}
	}
}

func TestTheDayCountsUnreadNews(t *testing.T) {
	w, s := settled(t)
	ctx := t.Context()
	ok(t, w.DB.Tx(ctx, func(tx *db.Tx) error { return news.Add(ctx, tx, news.Entry{Kind: news.RuleChanged, Name: "SIP"}) }))
	waits := func() bool {
		due, err := w.Around(ctx, w.As("ame"), s.Due)
		ok(t, err)
		return slices.ContainsFunc(due, func(d structure.Due) bool { return d.Key == "news.due" && slices.Equal(d.Args, []string{"n", "1"}) })
	}
	if !waits() {
		t.Error("the day does not say that there is news")
	}
	ok(t, s.SeeNews(ctx, w.As("ame")))
	if waits() {
		t.Error("the day says so when it has been read")
	}
	due, err := w.Around(ctx, w.AsPerson(w.Person()), s.Due)
	if err != nil || len(due) != 0 {
		t.Errorf("a person has %v, %v", due, err)
	}
}

// path is a way for the workers of municipalities, with an article and a meeting.
func path(t *testing.T, w *world.W, s *introduction.Service) (id.Path, []string) {
	t.Helper()
	ctx, who := t.Context(), w.As("samordning")
	a, err := s.WriteArticle(ctx, who, article())
	ok(t, err)
	p, err := s.AddPath(ctx, who, learning.PathInput{Area: world.Area, Actor: access.Kommun, Role: access.Worker, Title: "Ny i kommunen"})
	ok(t, err)
	var steps []string
	for i, step := range []learning.Step{{Kind: learning.ReadArticle, Title: "Läs om SIP", Article: a}, {Kind: learning.Meet, Title: "Träffa FK:s samverkansansvarig", Meet: access.FK}} {
		step.Path = p
		made, err := s.AddStep(ctx, who, step, int64(i+1))
		ok(t, err)
		steps = append(steps, made)
	}
	return p, steps
}

func TestANewcomersWayBeginsByItselfAndIsCertifiedWhenDone(t *testing.T) {
	w, s := settled(t)
	ctx := t.Context()
	_, steps := path(t, w, s)
	w.Exec(`update assignment set since = $1 where function_id in ('ame', 'fk')`, db.Micros(w.Now().AddDate(0, -1, 0)))
	v, err := s.Introduction(ctx, w.As("ame"))
	ok(t, err)
	if done, all := v.Steps(); done != 0 || all != 2 || v.Complete() || !v.IsNew {
		t.Fatalf("%d of %d, new %v", done, all, v.IsNew)
	}
	today := w.Now().Format(time.DateOnly)
	wants(t, s.TakeStep(ctx, w.As("ame"), steps[0], "2027-01-01"), "on:learning.date.future")
	ok(t, s.TakeStep(ctx, w.As("ame"), steps[0], today))
	if err := s.TakeStep(ctx, w.As("fk"), steps[0], today); !errs.Is(err, errs.NotFound) {
		t.Errorf("a step of another's way is taken: %v", err)
	}
	all, err := s.Newcomers(ctx, w.As("samordning"), world.Area)
	ok(t, err)
	if len(all.Rows) != 2 {
		t.Fatalf("%d newcomers, not those of AME and FK", len(all.Rows))
	}
	for _, one := range all.Rows {
		done, n := one.Steps()
		if one.Function == "ame" && (done != 1 || n != 2) || one.Function == "fk" && n != 0 {
			t.Errorf("%s has done %d of %d", one.Function, done, n)
		}
	}
	if _, err := s.Newcomers(ctx, w.As("ame"), world.Area); !errs.Is(err, errs.Denied) {
		t.Errorf("who does not keep the area sees who is new: %v", err)
	}
	ok(t, s.TakeStep(ctx, w.As("ame"), steps[1], today))
	if v, err = s.Introduction(ctx, w.As("ame")); err != nil || !v.Complete() {
		t.Errorf("it is not complete: %v", err)
	}
	ok(t, s.TakeStep(ctx, w.As("ame"), steps[1], ""))
	if v, err = s.Introduction(ctx, w.As("ame")); err != nil || v.Complete() {
		t.Errorf("what was taken back still counts: %v", err)
	}
}

func TestAPathRefusesWhatItCannotLeadTo(t *testing.T) {
	w, s := settled(t)
	ctx, who := t.Context(), w.As("samordning")
	_, err := s.AddPath(ctx, who, learning.PathInput{Area: world.Area, Actor: "sekt", Role: "kung", About: strings.Repeat("x", 100_000)})
	wants(t, err, "title:learning.title.missing", "actor:path.actor.unknown", "role:path.role.unknown", "about:learning.text.long")
	p, steps := path(t, w, s)
	for want, step := range map[string]learning.Step{
		"article:path.article.missing": {Kind: learning.ReadArticle, Title: "Läs", Article: "finns-inte"},
		"page:path.page.unknown":       {Kind: learning.SeePage, Title: "Se", Page: "https://example.com"},
		"meet:path.meet.unknown":       {Kind: learning.Meet, Title: "Möt", Meet: "x"},
		"kind:path.kind.unknown":       {Kind: "quiz", Title: "Svara"},
	} {
		step.Path = p
		_, err := s.AddStep(ctx, who, step, 3)
		wants(t, err, want)
	}
	ok(t, s.EndStep(ctx, who, p, steps[0], 3))
	if err := s.EndStep(ctx, who, p, steps[1], 3); !errs.Is(err, errs.Conflict) {
		t.Errorf("two change the path at once: %v", err)
	}
	ok(t, s.EndPath(ctx, who, p, 4))
	if _, err := s.Path(ctx, who, p); !errs.Is(err, errs.NotFound) {
		t.Errorf("a path that has ended is shown: %v", err)
	}
}

func training() learning.TrainingInput {
	return learning.TrainingInput{Title: "Möten i samverkan", Themes: "SIP", On: "2026-12-10", Place: "Vetlanda", Audience: "workers",
		Seats: 5, Areas: []id.Area{world.Area}, Owners: []id.Function{"samordning", "fk"}}
}

func TestATrainingDayIsPlannedSignedUpForAndJudged(t *testing.T) {
	w, s := settled(t)
	ctx, who := t.Context(), w.As("samordning")
	d, err := s.PlanTraining(ctx, who, training())
	ok(t, err)
	ok(t, s.SignUp(ctx, w.As("ame"), d, 3))
	wants(t, s.SignUp(ctx, w.As("vc"), d, 3), "people:training.full")
	ok(t, s.SignUp(ctx, w.As("ame"), d, 2))
	ok(t, s.SignUp(ctx, w.As("vc"), d, 3))
	came := learning.Outcome{People: map[access.Kind]int{access.Kommun: 2, access.Vard: 3}, Answers: []learning.Answer{{Question: "Hade du nytta av dagen?", Mean: 430, Answers: 5}}}
	wants(t, s.HoldTraining(ctx, who, d, came, 1), ":training.not_yet")
	w.Pass(20 * 24 * time.Hour)
	wrong := learning.Outcome{People: map[access.Kind]int{access.FK: -1}, Answers: []learning.Answer{{Question: "", Mean: 600, Answers: 4}}, Record: "Metod"}
	wants(t, s.HoldTraining(ctx, who, d, wrong, 1), "people.fk:learning.people.range", "question.0:learning.question.missing", "mean.0:learning.mean.range", "answers.0:learning.answers.few")
	wants(t, s.HoldTraining(ctx, who, d, learning.Outcome{Record: "Metod"}, 1), "record:training.record.unasked")
	ok(t, s.HoldTraining(ctx, who, d, came, 1))
	v, err := s.Training(ctx, w.As("fk"), d)
	ok(t, err)
	if v.Came() != 5 || v.State != learning.Held || len(v.Answers) != 1 || v.Answers[0].Mean != 430 {
		t.Errorf("what became of it: %+v", v.Training)
	}
	wants(t, s.SignUp(ctx, w.As("ame"), d, 1), ":training.past")
	list, err := s.Trainings(ctx, w.As("fk"), learning.TrainingFilter{Area: "0682", Limit: 10})
	if err != nil || len(list.Rows) != 0 {
		t.Errorf("another area has %d days: %v", len(list.Rows), err)
	}
}

func TestNobodyPlansForAnAreaThatSheDoesNotKeep(t *testing.T) {
	w, s := settled(t)
	in := training()
	in.Areas = append(in.Areas, "0682")
	in.Owners = []id.Function{"nobody", "fk", "fk"}
	_, err := s.PlanTraining(t.Context(), w.As("samordning"), in)
	wants(t, err, "areas:training.area.foreign")
	in = training()
	in.Owners = []id.Function{"fk", "fk", "x"}
	_, err = s.PlanTraining(t.Context(), w.As("samordning"), in)
	wants(t, err, "owners:learning.function.twice")
	if _, err := s.PlanTraining(t.Context(), w.As("ame"), training()); !errs.Is(err, errs.Denied) {
		t.Errorf("a worker plans: %v", err)
	}
}

func TestWhatHangsOnWhoLeavesIsHandedOverAndForgotten(t *testing.T) {
	w, s := settled(t)
	ctx, boss := t.Context(), w.As("ame-chef")
	f := w.Forum("network", access.Kommun)
	w.JoinForum(f, "ame")
	staff, err := w.Staff(ctx, boss, "ame")
	ok(t, err)
	i := slices.IndexFunc(staff.Assignments, func(a org.Assignment) bool { return a.Function == "ame" })
	a := staff.Assignments[i]
	v, err := s.Leaving(ctx, boss, a.ID)
	ok(t, err)
	var things []string
	for _, r := range v.Rows {
		things = append(things, r.Hanging.Thing+":"+r.As)
	}
	if !slices.Equal(things, []string{"waiting:", "way:owner", "forum:member", "introduction:"}) {
		t.Errorf("what hangs on her is %v", things)
	}
	way := learning.Handed{Thing: learning.ThingWay, Subject: "in-arbete", To: "ame-chef", On: w.Now().Format(time.DateOnly)}
	ok(t, s.HandOver(ctx, boss, a.ID, way))
	if err := s.HandOver(ctx, boss, a.ID, way); !errs.Is(err, errs.Conflict) {
		t.Errorf("noted twice at once: %v", err)
	}
	ok(t, s.HandOver(ctx, w.As("ame"), a.ID, learning.Handed{Thing: learning.ThingForum, Subject: string(f)}))
	wants(t, s.HandOver(ctx, boss, a.ID, learning.Handed{Thing: learning.ThingWay, Subject: "in-vard", To: "fk"}), "thing:leaving.thing.unknown", "to:leaving.to.missing")
	for _, other := range []id.Function{"vc", "forsorjning-chef", "samordning"} {
		if _, err := s.Leaving(ctx, w.As(other), a.ID); !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Denied) {
			t.Errorf("%s reads the list: %v", other, err)
		}
	}
	if v, err = s.Leaving(ctx, w.As("ame"), a.ID); err != nil || v.Done != 1 || !v.Own {
		t.Errorf("%d are done: %v", v.Done, err)
	}
	ok(t, w.EndAssignment(ctx, boss, "ame", a.ID, a.Version))
	ok(t, s.Keep(ctx))
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		kept, err := tx.Has(ctx, `select 1 from leaving`)
		if kept {
			t.Error("what was noted is kept when the assignment has ended")
		}
		return err
	})
}

func TestCountsOfWhatWaitsAreForThoseWhoStaff(t *testing.T) {
	w, _ := settled(t)
	c, _ := w.Case()
	n, err := control.New(w.App).WaitingFor(t.Context(), w.As("samverkan-chef"), "samverkan", "samordning")
	if err != nil || n.Leads != 1 {
		t.Errorf("%d cases, %v", n.Leads, err)
	}
	ok(t, w.ProtectPerson(t.Context(), w.As("samordning"), c, person.Marked))
	for who, leads := range map[id.Function]int{"samverkan-chef": 0, "samordning": 1} {
		if n, err := control.New(w.App).WaitingFor(t.Context(), w.As(who), "samverkan", "samordning"); err != nil || n.Leads != leads {
			t.Errorf("of a case of somebody with protected identity %s is told %+v %v", who, n, err)
		}
	}
	if _, err := control.New(w.App).WaitingFor(t.Context(), w.As("ame-chef"), "samverkan", "samordning"); !errs.Is(err, errs.Denied) && !errs.Is(err, errs.NotFound) {
		t.Errorf("another unit's manager counts: %v", err)
	}
	if _, err := control.New(w.App).WaitingFor(t.Context(), w.As("samverkan-chef"), "samverkan", "ame"); !errs.Is(err, errs.NotFound) {
		t.Errorf("a function of another unit is counted: %v", err)
	}
}

func TestAPersonReadsNothingOfHowStaffLearnAndWhoComesAndGoes(t *testing.T) {
	w, s := settled(t)
	ctx, person := t.Context(), w.AsPerson(w.Person())
	_, err := s.News(ctx, person, news.Filter{Limit: 10})
	samverktest.Is(t, err, errs.NotFound)
	_, err = s.Trainings(ctx, person, learning.TrainingFilter{Limit: 10})
	samverktest.Is(t, err, errs.NotFound)
	_, err = s.Paths(ctx, person, world.Area)
	samverktest.Is(t, err, errs.NotFound)
	_, err = s.Articles(ctx, person, introduction.ArticleQuery{})
	samverktest.Is(t, err, errs.NotFound)
}
