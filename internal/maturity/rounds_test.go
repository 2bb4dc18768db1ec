package maturity_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/gauge"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
)

func TestARoundIsAnsweredOnceByEachFunctionAndShownWhenItHasClosed(t *testing.T) {
	w, s := begun(t)
	r := round(t, w, s, settings(w))
	for i, f := range staff[access.Kommun] {
		answer(t, w, s, r, f, says(i%5+1, "Det märks på "+string(f)))
	}
	is(t, s.AnswerRound(t.Context(), w.As("ame"), r, says(1, "")), errs.Conflict)
	v, err := s.Round(t.Context(), w.As("vc"), r)
	ok(t, err)
	if v.Shown || v.Rows[0].Whole.Shown || len(v.Words) > 0 || v.Total != 7 {
		t.Fatalf("an open round shows %+v", v.Result)
	}
	if v = end(t, w, s, r); !v.Shown || v.Rows[0].Whole.Judged() != 7 || len(v.Words) != 7 || len(v.Given) != 0 {
		t.Fatalf("the closed round shows %+v", v.Result)
	}
	if got := v.Rows[0].Whole.Mean(); got < 2.5 || got > 2.6 { // 1 2 3 4 5 1 2
		t.Errorf("the mean is %v", got)
	}
	if v.Pictures.Whole.Median() != 1 || !v.Rows[3].By[access.Kommun].Shown {
		t.Errorf("the pictures are %+v", v.Pictures)
	}
	is(t, s.AnswerRound(t.Context(), w.As("vc"), r, says(1, "")), errs.Conflict)
	closed := v.Round.Last()
	latest, err := s.Latest(t.Context(), w.As("forbund"), world.Area, closed)
	ok(t, err)
	if latest.Latest == nil || latest.Latest.Round.ID != r || latest.Before != nil {
		t.Errorf("the latest is %+v", latest)
	}
	if latest, err = s.Latest(t.Context(), w.As("forbund"), world.Area, closed[:8]+"00"); err != nil || latest.Latest != nil {
		t.Errorf("before it was closed it stands: %+v %v", latest, err)
	}
}

// TestAnAttackerFindsNoAnswer takes what is published, what the attacker has
// answered herself, and every combination of the actors that are shown.
func TestAnAttackerFindsNoAnswer(t *testing.T) {
	w, s := begun(t)
	r := round(t, w, s, settings(w))
	truth := map[access.Kind]int{}
	for k, all := range staff {
		for _, f := range all {
			answer(t, w, s, r, f, says(4, ""))
			truth[k]++
		}
	}
	v := end(t, w, s, r)
	// kommun 7, vard 3, fk 1, af 1: those of the three are five together.
	if !slices.Equal(v.ByActor(), []access.Kind{access.Kommun}) {
		t.Fatalf("shown apart are %v", v.ByActor())
	}
	for _, row := range append(v.Rows, v.Pictures) {
		left := row.Whole.Judged()
		for _, c := range row.By {
			if c.Judged() < factor.LeastAnswers {
				t.Errorf("%s shows %d answers", row.Factor, c.Judged())
			}
			left -= c.Judged()
		}
		if left > 0 && left < factor.LeastAnswers {
			t.Errorf("%s: the attacker finds %d answers by subtraction", row.Factor, left)
		}
		if own := 1; left-own > 0 && left-own < factor.LeastAnswers-1 {
			t.Errorf("%s: with her own answer she finds %d", row.Factor, left-own)
		}
	}
}

func TestAnActorIsHiddenWhereFewWouldBeLeft(t *testing.T) {
	w, s := begun(t)
	in := settings(w)
	in.Actors = []access.Kind{access.Kommun, access.Vard}
	r := round(t, w, s, in)
	for _, f := range append(slices.Clone(staff[access.Kommun]), staff[access.Vard]...) {
		answer(t, w, s, r, f, says(2, ""))
	}
	is(t, s.AnswerRound(t.Context(), w.As("fk"), r, says(2, "")), errs.Denied)
	if v := end(t, w, s, r); !v.Shown || len(v.ByActor()) != 0 {
		t.Errorf("ten answers, seven and three: shown apart are %v", v.ByActor())
	}
}

func TestAFactorThatFewHaveJudgedIsNotShown(t *testing.T) {
	w, s := begun(t)
	r := round(t, w, s, settings(w))
	for i, f := range staff[access.Kommun] {
		a := says(3, "")
		if i > 3 {
			a.Judged[0].Step = 0 // four judge it
		}
		answer(t, w, s, r, f, a)
	}
	v := end(t, w, s, r)
	if v.Rows[0].Whole.Shown || len(v.Rows[0].By) > 0 || !v.Rows[1].Whole.Shown {
		t.Errorf("what four have judged: %+v", v.Rows[0])
	}
}

func TestFewerThanFiveShowNothing(t *testing.T) {
	w, s := begun(t)
	r := round(t, w, s, settings(w))
	for _, f := range staff[access.Kommun][:4] {
		answer(t, w, s, r, f, says(3, "Något"))
	}
	if v := end(t, w, s, r); v.Shown || len(v.Words) > 0 || v.Rows[0].Whole.Shown || v.Pictures.Whole.Shown || v.Total != 4 {
		t.Errorf("four answers show %+v", v.Result)
	}
}

// TestNothingJoinsAnAnswerToWhoGaveIt reads everything that the database holds
// of an anonymous round, in the order that its rows lie.
func TestNothingJoinsAnAnswerToWhoGaveIt(t *testing.T) {
	w, s := begun(t)
	r := round(t, w, s, settings(w))
	var said []string
	for i, f := range staff[access.Kommun] {
		words := strings.Repeat("x", i+1)
		said = append(said, words)
		who := w.As(f)
		who.Once = access.Once{Key: string(id.New[id.Item]()), Digest: "what was answered"}
		ok(t, s.AnswerRound(t.Context(), who, r, says(i%5+1, words)))
	}
	if given := column(w, `select function_id from gauge_given`); len(given) > 0 {
		t.Errorf("answers stand by function: %v", given)
	}
	if kept := column(w, `select object from once where action = 'gauge.answer'`); len(kept) > 0 {
		t.Errorf("a digest of the answers is kept: %v", kept)
	}
	same := 0
	for range 5 { // by chance the order can be that of the answers, but not each time
		answered := column(w, `select words from gauge_words`)
		if slices.Equal(answered, said) {
			same++
		}
		if len(answered) != len(said) {
			t.Fatalf("the reasons are %v", answered)
		}
		answer(t, w, s, r, staff[access.Vard][0], says(1, "y"))
		w.Exec(`delete from gauge_answered where function_id = $1`, staff[access.Vard][0])
		w.Exec(`delete from gauge_words where words = 'y'`)
	}
	if same == 5 {
		t.Error("the reasons lie in the order that they were given")
	}
}

func TestARoundThatIsNotAnonymousSaysWhoSaidWhat(t *testing.T) {
	w, s := begun(t)
	in := settings(w)
	in.Anonymous = false
	r := round(t, w, s, in)
	answer(t, w, s, r, "vc", says(4, "Vi vet vem vi ringer."))
	v, err := s.Round(t.Context(), w.As("fk"), r)
	ok(t, err)
	if !v.Shown || len(v.Given) != 9 || v.Given[0].Function != "vc" || v.Rows[0].By[access.Vard].Mean() != 4 {
		t.Errorf("one open answer shows %+v %+v", v.Result, v.Given)
	}
}

func TestTheTrendIsOfClosedRoundsOfTheWholeArea(t *testing.T) {
	w, s := begun(t)
	for _, step := range []int{2, 4} {
		r := round(t, w, s, settings(w))
		for _, f := range staff[access.Kommun] {
			answer(t, w, s, r, f, says(step, ""))
		}
		end(t, w, s, r)
		w.Pass(30 * 24 * time.Hour)
	}
	v, err := s.Gauge(t.Context(), w.As("af"), world.Area)
	ok(t, err)
	if len(v.Trend) != 2 || v.Latest().Rows[0].Whole.Mean() != 4 || v.Before().Rows[0].Whole.Mean() != 2 {
		t.Errorf("the trend is %+v", v.Trend)
	}
}

func TestARoundIsRefusedWithAllItsFaults(t *testing.T) {
	w, s := begun(t)
	in := gauge.Settings{Kind: gauge.Factors, Title: "Om 19900101-2385", Set: "ten", OpensOn: inDays(w, -1), ClosesOn: "i morgon", Actors: []access.Kind{"polis"}, Forum: "nowhere"}
	_, err := s.BeginRound(t.Context(), w.As("samordning"), world.Area, in)
	for field, key := range map[string]string{"title": "text.identity.number", "set": "gauge.set.unknown", "opens_on": "gauge.opens_on.past", "closes_on": "gauge.day.bad",
		"actors": "gauge.actors.unknown", "forum": "gauge.forum.area"} {
		if fault(err, field) != key {
			t.Errorf("%s: %q, not %q", field, fault(err, field), key)
		}
	}
	in = settings(w)
	in.ClosesOn = inDays(w, 400)
	_, err = s.BeginRound(t.Context(), w.As("forbund"), world.Area, in)
	if fault(err, "closes_on") != "gauge.closes_on.far" {
		t.Error(err)
	}
	for _, f := range []id.Function{"ame", "nassjo-samordning", "admin"} {
		if _, err := s.BeginRound(t.Context(), w.As(f), world.Area, settings(w)); err == nil {
			t.Errorf("%s opens a round", f)
		}
	}
}

func TestAnAnswerIsRefusedWithAllItsFaults(t *testing.T) {
	w, s := begun(t)
	r := round(t, w, s, settings(w))
	a := says(9, strings.Repeat("å", gauge.MostWords+1))
	a.Judged[2] = gauge.Judged{Factor: "weather", Step: 1}
	a.Picture, a.Reasons = 4, "199001012385"
	err := s.AnswerRound(t.Context(), w.As("ame"), r, a)
	for field, key := range map[string]string{"factor.leadership": "gauge.step.missing", "words.leadership": "gauge.words.long", "factor.weather": "gauge.factor.unknown",
		"factor.stability": "gauge.step.missing", "picture": "gauge.picture.missing", "words.picture": "text.identity.number"} {
		if fault(err, field) != key {
			t.Errorf("%s: %q, not %q", field, fault(err, field), key)
		}
	}
	if n := len(column(w, `select function_id from gauge_answered`)) + len(column(w, `select actor from gauge_tally`)); n > 0 {
		t.Error("something was counted")
	}
	if err := s.AnswerRound(t.Context(), w.As("nassjo-samordning"), r, says(1, "")); err == nil {
		t.Error("a function of another area answers")
	}
}

// TestOneAnswersForOneFunctionInAnAnonymousRound holds against who is deputy of
// four functions: she would read the answer of the fifth.
func TestOneAnswersForOneFunctionInAnAnonymousRound(t *testing.T) {
	w, s := begun(t)
	for f, by := range map[id.Function]id.Function{"ame": "forsorjning", "forsorjning": "ame"} {
		w.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ($1, $2, $3, $4, 0)`, id.New[id.Statement](), f, w.As(by).User, true)
	}
	as := func(f id.Function, by id.Function) access.Actor {
		who := w.As(f)
		who.User, who.Deputy = w.As(by).User, f != by
		return who
	}
	r := round(t, w, s, settings(w))
	ok(t, s.AnswerRound(t.Context(), as("ame", "ame"), r, says(3, "")))
	is(t, s.AnswerRound(t.Context(), as("forsorjning", "ame"), r, says(1, "")), errs.Conflict)
	is(t, s.AnswerRound(t.Context(), as("ame", "forsorjning"), r, says(1, "")), errs.Conflict)
	v, err := s.Round(t.Context(), as("forsorjning", "ame"), r)
	ok(t, err)
	if v.Asked || v.Had != "gauge.answered_for_another" || v.Total != 1 {
		t.Errorf("the deputy of another is asked: %v, %q, %d answers", v.Asked, v.Had, v.Total)
	}
	if v, err = s.Round(t.Context(), as("ame", "forsorjning"), r); err != nil || v.Asked || v.Had != "gauge.answered" {
		t.Errorf("a function is asked twice: %v, %q, %v", v.Asked, v.Had, err)
	}
	for who, want := range map[id.Function]int{"ame": 0, "forsorjning": 1} {
		if due, err := w.Around(t.Context(), as("forsorjning", who), s.Due); err != nil || len(due) != want {
			t.Errorf("as %s the round is due %d times, %v", who, len(due), err)
		}
	}
	ok(t, s.AnswerRound(t.Context(), as("forsorjning", "forsorjning"), r, says(2, "")))

	in := settings(w)
	in.Anonymous = false
	open := round(t, w, s, in)
	ok(t, s.AnswerRound(t.Context(), as("ame", "ame"), open, says(3, "")))
	ok(t, s.AnswerRound(t.Context(), as("forsorjning", "ame"), open, says(3, "")))
	if kept := column(w, `select user_id from gauge_answered where round_id = $1 and user_id is not null`, open); len(kept) > 0 {
		t.Errorf("who answered an open round is noted: %v", kept)
	}
}

func TestRoundsInPages(t *testing.T) {
	w, s := begun(t)
	want := map[id.Round]bool{}
	for n := range 5 {
		in := settings(w)
		in.OpensOn = inDays(w, n/2) // some open on one day
		want[round(t, w, s, in)] = true
	}
	in := settings(w)
	in.Kind, in.Set = gauge.Ties, ""
	round(t, w, s, in)
	q, last := gauge.Filter{Area: world.Area, Limit: 2}, "9999"
	for more := true; more; {
		v, err := s.FindRounds(t.Context(), w.As("vc"), q)
		ok(t, err)
		more = v.More
		for _, one := range v.Rounds {
			if !want[one.ID] || one.OpensOn > last {
				t.Errorf("%s, of %s, comes after %s, or twice", one.ID, one.OpensOn, last)
			}
			delete(want, one.ID)
			q.Before, q.Last, last = one.OpensOn, string(one.ID), one.OpensOn
		}
	}
	if len(want) > 0 {
		t.Errorf("on no page are %v", want)
	}
	_, err := s.FindRounds(t.Context(), w.AsPerson(w.Person()), gauge.Filter{Area: world.Area, Limit: 2})
	is(t, err, errs.NotFound)
}

func TestWhatWasAskedStaysOnceSomebodyHasAnswered(t *testing.T) {
	w, s := begun(t)
	r := round(t, w, s, settings(w))
	in := settings(w)
	in.Title = "Vintern"
	ok(t, s.ChangeRound(t.Context(), w.As("samordning"), r, 1, in))
	is(t, s.ChangeRound(t.Context(), w.As("samordning"), r, 1, in), errs.Conflict)
	answer(t, w, s, r, "vc", says(3, ""))
	in.Anonymous, in.Set = false, factor.Five
	err := s.ChangeRound(t.Context(), w.As("samordning"), r, 2, in)
	if fault(err, "anonymous") != "gauge.begun" || fault(err, "set") != "gauge.begun" {
		t.Error(err)
	}
	is(t, s.EndRound(t.Context(), w.As("samordning"), r, 1), errs.Conflict)
}

func TestARoundIsDueAndToldUntilItIsAnswered(t *testing.T) {
	w, s := begun(t)
	r := round(t, w, s, settings(w))
	due := func(f id.Function) int {
		all, err := w.Around(t.Context(), w.As(f), s.Due)
		ok(t, err)
		return len(all)
	}
	if due("vc") != 1 || due("nassjo-samordning") != 0 || due("forbund") != 0 || due("admin") != 0 {
		t.Errorf("due for vc %d, another area %d, the federation %d, an administrator %d", due("vc"), due("nassjo-samordning"), due("forbund"), due("admin"))
	}
	told := func() int { return len(column(w, `select id from job where kind = 'notify' and subject = 'vc'`)) }
	ok(t, s.Remind(t.Context()))
	ok(t, s.Remind(t.Context()))
	if told() != 1 {
		t.Errorf("told %d times", told())
	}
	w.Pass(8 * 24 * time.Hour)
	answer(t, w, s, r, "af", says(2, ""))
	ok(t, s.Remind(t.Context()))
	ok(t, s.Remind(t.Context()))
	if told() != 2 {
		t.Errorf("told %d times a week before", told())
	}
	answer(t, w, s, r, "vc", says(2, ""))
	if due("vc") != 0 {
		t.Error("an answered round is due")
	}
}

func TestWhoWorksHowWithWhomChangesBetweenRounds(t *testing.T) {
	w, s := begun(t)
	w.Exec(`insert into collaboration (id, area_id, from_name, from_kind, to_name, to_kind, manner, about, source)
		values ('c1', $1, 'AME', 'kommun', 'Arbetsförmedlingen', 'af', 'most', '', 'Rapport 2016')`, world.Area)
	in := settings(w)
	in.Kind, in.Set = gauge.Ties, ""
	r := round(t, w, s, in)
	f, err := s.TieForm(t.Context(), w.As("ame"), r)
	ok(t, err)
	if f.From.Code != "ame" || slices.ContainsFunc(f.Parties, func(p gauge.Party) bool { return p.Code == "ame" || p.Code == "kommun" }) {
		t.Errorf("AME can name %+v", f.Parties)
	}
	ok(t, s.NameTies(t.Context(), w.As("ame"), r, []gauge.Named{{To: "vc", Much: "least", About: "Vi når inte fram."}, {To: "af", Much: "most", Easy: "easiest"}}))
	ok(t, s.NameTies(t.Context(), w.As("ame"), r, []gauge.Named{{To: "vc", Much: "most", About: "Nu når vi fram."}}))
	err = s.NameTies(t.Context(), w.As("ame"), r, []gauge.Named{{To: "ame", Much: "hardest"}, {To: "vc", About: "199001012385"}})
	for field, key := range map[string]string{"ties[0].to": "gauge.party.unknown", "ties[0].much": "gauge.manner.unknown", "ties[1].about": "text.identity.number", "ties[1].much": "gauge.manner.missing"} {
		if fault(err, field) != key {
			t.Errorf("%s: %q, not %q", field, fault(err, field), key)
		}
	}
	v, err := s.Graph(t.Context(), w.As("fk"), world.Area, r)
	ok(t, err)
	if len(v.Shown.Ties) != 1 || v.Shown.Ties[0].To.Name == "" || v.Before == nil || v.Before.Source != "Rapport 2016" || len(v.Rounds) != 2 {
		t.Errorf("the graph is %+v", v)
	}
	if v, err = s.Graph(t.Context(), w.As("fk"), world.Area, ""); err != nil || len(v.Shown.Ties) != 1 || v.Shown.Round.ID != "first" {
		t.Errorf("while a round is open the one before is shown: %v %+v", err, v.Shown)
	}
	_, err = s.Graph(t.Context(), w.As("fk"), world.Area, "none")
	is(t, err, errs.NotFound)
}
