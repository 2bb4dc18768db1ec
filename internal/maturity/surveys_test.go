package maturity_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/maturity"
	"samverk/internal/samverktest/world"
	"samverk/internal/survey"
)

const source = "192.0.2.7"

func asks(w *world.W) survey.Settings {
	return survey.Settings{Title: "Efter utbildningsdagen", Aim: "Vi vill veta vad dagen gav.", OpensOn: inDays(w, 0), ClosesOn: inDays(w, 20), Questions: []survey.Question{
		{Kind: survey.Scale, Words: "Hur nyttig var dagen?", Needed: true},
		{Kind: survey.Several, Words: "Vad var bra?", Options: []string{"Mötet", "Maten"}},
		{Kind: survey.Text, Words: "Vad tar du med dig?"},
		{Kind: survey.Number, Words: "Hur många nya kontakter fick du?"},
	}}
}

func made(t *testing.T, w *world.W, s *maturity.Service) id.Survey {
	t.Helper()
	v, err := s.MakeSurvey(t.Context(), w.As("samordning"), world.Area, asks(w))
	ok(t, err)
	return v
}

func invited(t *testing.T, w *world.W, s *maturity.Service, v id.Survey, all ...survey.Invited) map[access.Kind][]survey.Code {
	t.Helper()
	codes, err := s.Invite(t.Context(), w.As("samordning"), v, all)
	ok(t, err)
	return codes
}

func closed(t *testing.T, w *world.W, s *maturity.Service, v id.Survey) survey.Result {
	t.Helper()
	ok(t, s.EndSurvey(t.Context(), w.As("samordning"), v, 1))
	got, err := s.Survey(t.Context(), w.As("vc"), v)
	ok(t, err)
	return got.Result
}

func TestSevenAnswerWithoutAccountsSixAreShownAndFourAreNot(t *testing.T) {
	w, s := begun(t)
	v := made(t, w, s)
	codes := invited(t, w, s, v, survey.Invited{Count: 8})[""]
	for i, c := range codes[:7] {
		a := survey.Answer{1: {"4"}}
		if i < 6 {
			a[2] = []string{"1", "2"}
		}
		if i < 4 {
			a[3] = []string{"Ett namn att ringa"}
		}
		opened, err := s.Opened(t.Context(), strings.ToUpper(string(c)), source)
		ok(t, err)
		if opened.ID != v || len(opened.Questions) != 4 {
			t.Fatalf("the code opens %+v", opened)
		}
		ok(t, s.Answer(t.Context(), string(c), source, a))
	}
	before, err := s.Survey(t.Context(), w.As("samordning"), v)
	ok(t, err)
	for _, q := range before.Result.Questions {
		if q.Shown || q.Answered != 0 {
			t.Errorf("while it is open it shows %+v", q)
		}
	}
	r := closed(t, w, s, v)
	if r.Total() != 7 || r.Sent() != 8 || !r.Questions[0].Shown || r.Questions[0].Whole.Mean() != 4 {
		t.Errorf("seven: %+v", r)
	}
	if q := r.Questions[1]; !q.Shown || q.Whole.Answered != 6 || q.Whole.By["2"] != 6 {
		t.Errorf("six: %+v", q)
	}
	if q := r.Questions[2]; q.Shown || q.Answered != 4 || len(q.Texts) > 0 || len(q.Whole.By) > 0 {
		t.Errorf("four: %+v", q)
	}
}

func TestAnInvitationIsUsedOnce(t *testing.T) {
	w, s := begun(t)
	v := made(t, w, s)
	code := string(invited(t, w, s, v, survey.Invited{Count: 1})[""][0])
	ok(t, s.Answer(t.Context(), code, source, survey.Answer{1: {"1"}}))
	_, err := s.Opened(t.Context(), code, source)
	is(t, err, errs.Conflict)
	is(t, s.Answer(t.Context(), code, source, survey.Answer{1: {"5"}}), errs.Conflict)
	if got := column(w, `select value from survey_tally where number = 1 order by value`); !slices.Equal(got, []string{"", "1"}) {
		t.Errorf("counted are %v", got)
	}
}

func TestACodeThatIsNotAndOneThatHasEndedLookTheSame(t *testing.T) {
	w, s := begun(t)
	v := made(t, w, s)
	code := string(invited(t, w, s, v, survey.Invited{Count: 1})[""][0])
	closed(t, w, s, v)
	for _, typed := range []string{code, "acde-fhjk-mnpr", "", "not a code", strings.Repeat("a", 100)} {
		_, err := s.Opened(t.Context(), typed, source)
		is(t, err, errs.NotFound)
		is(t, s.Answer(t.Context(), typed, source, survey.Answer{1: {"1"}}), errs.NotFound)
	}
}

func TestGuessingAtCodesIsStopped(t *testing.T) {
	w, s := begun(t)
	v := made(t, w, s)
	code := string(invited(t, w, s, v, survey.Invited{Count: 1})[""][0])
	tries := 0
	for ; tries < 1000; tries++ {
		if _, err := s.Opened(t.Context(), "acde-fhjk-mnpr", source); errs.Is(err, errs.TooMany) {
			break
		}
	}
	if tries > 400 {
		t.Errorf("stopped after %d guesses", tries)
	}
	_, err := s.Opened(t.Context(), code, source)
	ok(t, err) // an office that shares an address is not shut out
}

func TestNothingLeadsFromAnAnswerToItsInvitation(t *testing.T) {
	w, s := begun(t)
	v := made(t, w, s)
	codes := invited(t, w, s, v, survey.Invited{Count: 3}, survey.Invited{Actor: access.Vard, Count: 2})
	for _, c := range append(codes[""], codes[access.Vard]...) {
		ok(t, s.Answer(t.Context(), string(c), source, survey.Answer{1: {"3"}, 3: {"Bra dag"}}))
		stored := append(column(w, `select code_hash from survey_invitation`), column(w, `select coalesce(object, '') || coalesce(action, '') || coalesce(function_id, '') || coalesce(source, '') from audit where action = 'system.work'`)...)
		for _, one := range stored {
			if strings.Contains(one, string(c)) || strings.Contains(one, source) {
				t.Fatalf("the code, or where it came from, is kept: %s", one)
			}
		}
	}
	if r := closed(t, w, s, v); len(r.Questions[2].Texts) != 5 || len(r.Questions[0].By) != 0 {
		t.Errorf("five answers, of them two of one actor, show %+v", r.Questions)
	}
}

func TestASurveyIsRefusedWithAllItsFaults(t *testing.T) {
	w, s := begun(t)
	in := survey.Settings{Aim: strings.Repeat("å", survey.MostAim+1), OpensOn: "snart", ClosesOn: inDays(w, -1), Questions: []survey.Question{
		{Kind: "guess", Words: ""}, {Kind: survey.One, Words: "Vilken?", Options: []string{"Ena", "Ena"}}, {Kind: survey.Text, Words: "Berätta om 19900101-2385"}}}
	_, err := s.MakeSurvey(t.Context(), w.As("samordning"), world.Area, in)
	for field, key := range map[string]string{"title": "survey.title.missing", "aim": "survey.words.long", "opens_on": "survey.day.bad", "closes_on": "survey.closes_on.past",
		"questions[0].kind": "survey.kind.unknown", "questions[0].words": "survey.question.missing", "questions[1].options": "survey.options.twice", "questions[2].words": "text.identity.number"} {
		if fault(err, field) != key {
			t.Errorf("%s: %q, not %q", field, fault(err, field), key)
		}
	}
	if n := len(column(w, `select id from survey`)); n > 0 {
		t.Errorf("%d surveys were made", n)
	}
	if _, err := s.MakeSurvey(t.Context(), w.As("vc"), world.Area, asks(w)); err == nil {
		t.Error("a worker makes a survey")
	}
}

func TestABadAnswerChangesNothing(t *testing.T) {
	w, s := begun(t)
	v := made(t, w, s)
	code := string(invited(t, w, s, v, survey.Invited{Count: 1})[""][0])
	err := s.Answer(t.Context(), code, source, survey.Answer{2: {"1", "9"}, 3: {"Ring 199001012385"}, 4: {"-1"}})
	for field, key := range map[string]string{"q1": "survey.answer.missing", "q2": "survey.answer.option", "q3": "text.identity.number", "q4": "survey.answer.number"} {
		if fault(err, field) != key {
			t.Errorf("%s: %q, not %q", field, fault(err, field), key)
		}
	}
	for _, bad := range []survey.Answer{{1: {"6"}}, {1: {"01"}}, {1: {"1", "2"}}, {1: {"1"}, 2: {"1", "1"}}, {1: {"1"}, 3: {strings.Repeat("å", survey.MostText+1)}}} {
		is(t, s.Answer(t.Context(), code, source, bad), errs.Invalid)
	}
	ok(t, s.Answer(t.Context(), code, source, survey.Answer{1: {" 5 "}, 3: {"  "}}))
}

func TestWhatIsAskedStaysOnceSomebodyHasBeenInvited(t *testing.T) {
	w, s := begun(t)
	v := made(t, w, s)
	in := asks(w)
	in.Questions = in.Questions[:2]
	ok(t, s.ChangeSurvey(t.Context(), w.As("samordning"), v, 1, in))
	is(t, s.ChangeSurvey(t.Context(), w.As("samordning"), v, 1, in), errs.Conflict)
	invited(t, w, s, v, survey.Invited{Count: 1})
	for field, change := range map[string]func(*survey.Settings){
		"title": func(n *survey.Settings) { n.Title = "Efter en annan dag" }, "aim": func(n *survey.Settings) { n.Aim = "Något annat." },
		"opens_on":  func(n *survey.Settings) { n.OpensOn = inDays(w, 1) },
		"questions": func(n *survey.Settings) { n.Questions[1].Options = []string{"Maten", "Mötet"} },
	} {
		other := in
		other.Questions = slices.Clone(in.Questions)
		change(&other)
		if got := fault(s.ChangeSurvey(t.Context(), w.As("samordning"), v, 2, other), field); got != "survey.begun" {
			t.Errorf("%s of a survey that somebody may have open: %q", field, got)
		}
	}
	if got := column(w, `select options from survey_question where number = 2`); !slices.Equal(got, []string{"Mötet\nMaten"}) {
		t.Errorf("the options are %q", got)
	}
	in.ClosesOn = inDays(w, 9)
	ok(t, s.ChangeSurvey(t.Context(), w.As("samordning"), v, 2, in))
	if got := column(w, `select closes_on from survey`); !slices.Equal(got, []string{in.ClosesOn}) {
		t.Errorf("the last day is %v", got)
	}
	ok(t, s.EndSurvey(t.Context(), w.As("samordning"), v, 3))
	is(t, s.ChangeSurvey(t.Context(), w.As("samordning"), v, 4, in), errs.Conflict)
}

// TestACodeThatTwoAnswerAtOnceIsCountedOnce lets several answer with one code at
// the same time.
func TestACodeThatTwoAnswerAtOnceIsCountedOnce(t *testing.T) {
	w, s := begun(t)
	v := made(t, w, s)
	code := string(invited(t, w, s, v, survey.Invited{Count: 2})[""][0])
	const many = 6
	got := make(chan error, many)
	for n := range many {
		go func() {
			got <- s.Answer(t.Context(), code, source, survey.Answer{1: {strconv.Itoa(n%5 + 1)}, 3: {"Ett namn att ringa"}})
		}()
	}
	taken := 0
	for range many {
		if err := <-got; err == nil {
			taken++
		} else {
			is(t, err, errs.Conflict)
		}
	}
	counted := column(w, `select answers from survey_tally where number = 1 and value = ''`)
	if texts := column(w, `select words from survey_words`); taken != 1 || len(texts) != 1 || !slices.Equal(counted, []string{"1"}) {
		t.Errorf("taken %d times, counted %v, with %d texts", taken, counted, len(texts))
	}
}

func TestSurveysInPages(t *testing.T) {
	w, s := begun(t)
	var want, got []string
	for n := range 5 {
		in := asks(w)
		in.ClosesOn = inDays(w, 10+n/2) // some close on one day
		made, err := s.MakeSurvey(t.Context(), w.As("samordning"), world.Area, in)
		ok(t, err)
		want = append(want, string(made))
	}
	q, last := survey.Filter{Area: world.Area, Limit: 2}, "9999"
	for more := true; more; {
		v, err := s.FindSurveys(t.Context(), w.As("vc"), q)
		ok(t, err)
		more = v.More
		for _, one := range v.Surveys {
			if one.ClosesOn > last {
				t.Errorf("%s comes after %s", one.ClosesOn, last)
			}
			got, last = append(got, string(one.ID)), one.ClosesOn
			q.Before, q.Last = one.ClosesOn, string(one.ID)
		}
		if more && len(v.Surveys) != 2 {
			t.Errorf("a page has %d", len(v.Surveys))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the pages have %v, not %v", got, want)
	}
}

func TestInvitationsAreRefusedWithAllTheirFaults(t *testing.T) {
	w, s := begun(t)
	v := made(t, w, s)
	_, err := s.Invite(t.Context(), w.As("samordning"), v, []survey.Invited{{Count: survey.MostInvitations}, {Actor: "polis", Count: 1}})
	if fault(err, "count.") != "survey.count.many" || fault(err, "count.polis") != "survey.group.unknown" {
		t.Error(err)
	}
	if n := len(column(w, `select code_hash from survey_invitation`)); n > 0 {
		t.Errorf("%d invitations were made", n)
	}
}

func TestInstrumentsOfOthersAreKeptByNumberAndResult(t *testing.T) {
	w, s := begun(t)
	i := survey.Instrument{Area: world.Area, Name: "NNS indikator", Number: 12, Value: "3.4", Year: 2025, Source: "NNS årsrapport 2025"}
	made, err := s.RegisterInstrument(t.Context(), w.As("forbund"), i)
	ok(t, err)
	v, err := s.Surveys(t.Context(), w.As("vc"), world.Area)
	ok(t, err)
	if len(v.Instruments) != 1 || v.Instruments[0].Value != "3,4" || v.Instruments[0].ID != made {
		t.Errorf("kept is %+v", v.Instruments)
	}
	bad := survey.Instrument{Area: world.Area, Name: "Hur bra är det?", Number: 0, Value: "bra", Year: 1, Source: ""}
	_, err = s.RegisterInstrument(t.Context(), w.As("forbund"), bad)
	for field, key := range map[string]string{"name": "measured.name.question", "number": "measured.number.range", "value": "measured.value.number", "year": "measured.year.range", "source": "measured.source.missing"} {
		if fault(err, field) != key {
			t.Errorf("%s: %q, not %q", field, fault(err, field), key)
		}
	}
	is(t, s.RemoveInstrument(t.Context(), w.As("forbund"), "0682", made, 1), errs.NotFound)
	ok(t, s.RemoveInstrument(t.Context(), w.As("samordning"), world.Area, made, 1))
}
