package introduction_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/catalogue"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/introduction"
	"samverk/internal/knowledge"
	"samverk/internal/news"
	"samverk/internal/offer"
	"samverk/internal/org"
	"samverk/internal/samverktest/world"
	"samverk/internal/wayfinding"
)

// heard is what has become news in an area, as its kinds and names.
func heard(t *testing.T, w *world.W, s *introduction.Service, area id.Area) (all []string) {
	t.Helper()
	v, err := s.News(t.Context(), w.As("fk"), news.Filter{Area: area, Limit: 100})
	ok(t, err)
	for _, r := range v.Rows {
		all = append(all, r.Kind+" "+r.Name)
	}
	slices.Sort(all)
	return all
}

func hears(t *testing.T, w *world.W, s *introduction.Service, area id.Area, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := heard(t, w, s, area); !slices.Equal(got, want) {
		t.Errorf("the news of %s are %q; want %q", area, got, want)
	}
}

func TestReorganisationsReachTheAreasThatTheyConcern(t *testing.T) {
	w, s := settled(t)
	ctx, lead, keeper := t.Context(), w.As("forbund"), w.As("admin")
	both := []id.Area{world.Area, "0682"}
	v, err := w.Admin().Federation(ctx, lead)
	ok(t, err)
	i := slices.IndexFunc(v.Organisations, func(o admin.OrganisationRow) bool { return o.ID == "kommun" })
	was := v.Organisations[i]
	ok(t, w.Admin().ChangeOrganisation(ctx, lead, "kommun", org.OrganisationInput{Name: "Höglandets kommun", Areas: both}, was.Version))
	_, err = w.Admin().AddOrganisation(ctx, lead, org.OrganisationInput{Name: "Ny region", Kind: access.Vard, Areas: []id.Area{"0682"}})
	ok(t, err)
	u, err := w.Admin().AddUnit(ctx, keeper, org.UnitInput{Name: "Öppenvård", Areas: []id.Area{world.Area}})
	ok(t, err)
	ok(t, w.Admin().ChangeUnit(ctx, keeper, u, org.UnitInput{Name: "Öppenvård", Areas: both}, 1))
	ok(t, w.Admin().ChangeUnit(ctx, keeper, u, org.UnitInput{Name: "Öppenvård", Areas: []id.Area{"0682"}, About: "Flyttad"}, 2))
	ok(t, w.Admin().ChangeUnit(ctx, keeper, u, org.UnitInput{Name: "Öppenvård", Areas: []id.Area{"0682"}}, 3))
	ok(t, w.Admin().EndUnit(ctx, keeper, u, 4))
	if slices.Contains(was.Areas, "0682") {
		t.Fatal("the municipality took part there before")
	}
	hears(t, w, s, world.Area, "organisation.renamed Höglandets kommun", "unit.went Öppenvård")
	hears(t, w, s, "0682", "organisation.came Höglandets kommun", "organisation.came Ny region", "unit.new Öppenvård", "unit.came Öppenvård", "unit.ended Öppenvård")
}

func TestWhoAnswersInAnothersPlaceIsNewsOfTheWayIn(t *testing.T) {
	w, s := settled(t)
	ctx, keeper := t.Context(), w.As("admin")
	f, err := w.Admin().AddFunction(ctx, keeper, "ame", org.FunctionInput{Name: "Mottagare", Role: access.Worker, Mailbox: "mottagare@vetlanda.example"})
	ok(t, err)
	way, err := w.Admin().AddWayIn(ctx, keeper, f, org.WayInput{Area: world.Area, Topic: org.Topics()[0], AnswerDays: 3})
	ok(t, err)
	topic := org.Topics()[0]
	ok(t, w.Admin().ChangeWayIn(ctx, keeper, way, org.WayInput{Area: world.Area, Topic: topic, AnswerDays: 5}, 1))
	ok(t, w.Admin().EndFunction(ctx, keeper, f, "ame", 1))
	ways := wayfinding.New(w.App)
	found, err := ways.Way(ctx, w.As("samordning"), way)
	ok(t, err)
	m := found.Mending()
	ok(t, ways.Mend(ctx, w.As("samordning"), way, m)) // confirmed as it stands
	m.Version++
	m.Guide.Ready = "Ha ansökan till hands."
	ok(t, ways.Mend(ctx, w.As("samordning"), way, m)) // only explained
	m.Version++
	m.Guide.Form = "Ansökan om arbetsprövning"
	ok(t, ways.Mend(ctx, w.As("samordning"), way, m))
	hears(t, w, s, world.Area, "function.new Mottagare", "way.new "+topic, "way.changed "+topic, "way.changed "+topic, "function.ended Mottagare", "way.changed "+topic)
}

func TestInterventionsAreNewsWhenOthersCanSeeThem(t *testing.T) {
	w, s := settled(t)
	ctx, shelf := t.Context(), catalogue.New(w.App)
	c := offer.Content{Name: "Arbetsträning", Sort: "preparing", Areas: []id.Area{world.Area}, Purpose: "Pröva att arbeta.", Contact: "ame"}
	i, err := shelf.Add(ctx, w.As("ame"), "ame", c, offer.Proposed)
	ok(t, err)
	hears(t, w, s, world.Area)
	version := func() int64 {
		v, err := shelf.Intervention(ctx, w.As("ame-chef"), i)
		ok(t, err)
		return v.Version
	}
	ok(t, shelf.Decide(ctx, w.As("ame-chef"), i, version(), offer.Approved))
	c.Purpose = "Pröva att arbeta igen."
	ok(t, shelf.Change(ctx, w.As("ame-chef"), i, version(), c, offer.Approved))
	ok(t, shelf.End(ctx, w.As("ame-chef"), i, version()))
	hears(t, w, s, world.Area, "intervention.new Arbetsträning", "intervention.changed Arbetsträning", "intervention.ended Arbetsträning")
	hears(t, w, s, "0682")
}

func TestArticlesAreNewsWhenOthersCanReadThem(t *testing.T) {
	w, s := settled(t)
	ctx, who := t.Context(), w.As("samordning")
	in := article()
	in.Theme, in.State = "system", knowledge.Draft
	a, err := s.WriteArticle(ctx, who, in)
	ok(t, err)
	hears(t, w, s, world.Area)
	in.State = knowledge.Published
	ok(t, s.ChangeArticle(ctx, who, a, in, 1))
	ok(t, s.ChangeArticle(ctx, who, a, in, 2))
	ok(t, s.ReviewArticle(ctx, who, a, "2027-12-01", 3))
	ok(t, s.WithdrawArticle(ctx, who, a, 4))
	rule := article()
	_, err = s.WriteArticle(ctx, who, rule)
	ok(t, err)
	name := in.Text.Title
	hears(t, w, s, world.Area, "article.new "+name, "article.changed "+name, "article.withdrawn "+name, "rule.changed "+rule.Text.Title)
	hears(t, w, s, "0682")
}

// digits would be a number of somebody, or of news.
var digits = regexp.MustCompile(`[0-9]`)

func TestTheDigestTellsNothingAndGoesOnceFromTwoProcesses(t *testing.T) {
	w, _ := settled(t)
	ctx := t.Context()
	ok(t, w.DB.Tx(ctx, func(tx *db.Tx) error {
		return news.Add(ctx, tx, news.Entry{Kind: news.FunctionChanged, Area: world.Area, Actor: access.Vard, Unit: "vc", Function: "vc", Name: "Rehabkoordinator"})
	}))
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			if err := introduction.New(w.App).Keep(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	readers := []id.Function{"ame", "fk", "af", "forsorjning"}
	for _, f := range readers {
		if n := told(t, w, f); n != 1 {
			t.Errorf("%s is told %d times", f, n)
		}
	}
	w.Idle()
	names := namesOf(t, w)
	sent := w.Mail.Sent()
	if len(sent) < len(readers) {
		t.Fatalf("%d messages", len(sent))
	}
	for _, m := range sent {
		if m.Subject != sent[0].Subject || m.Body != sent[0].Body {
			t.Errorf("messages differ: %q %q", m, sent[0])
		}
		if text := m.Subject + m.Body; digits.MatchString(text) || slices.ContainsFunc(names, func(n string) bool { return strings.Contains(text, n) }) {
			t.Errorf("the message tells: %q", text)
		}
	}
}

// namesOf lists what functions, units, organisations and areas are called.
func namesOf(t *testing.T, w *world.W) (all []string) {
	t.Helper()
	w.Read(func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, func(scan db.Scan) (n string, err error) { return n, scan(&n) },
			`select name from function union select name from unit union select name from organisation union select name from area union select label from user_account`)
		return err
	})
	return all
}
