package api_test

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samverk/internal/api"
	"samverk/internal/db"
)

const (
	aRound  = `{"area":"0685","kind":"factors","title":"Hösten","set":"eight","anonymous":true,"actors":["kommun","vard"],"opensOn":"2026-11-23","closesOn":"2026-12-07"}`
	aSurvey = `{"area":"0685","title":"Efter dagen","aim":"Vad dagen gav.","opensOn":"2026-11-23","closesOn":"2026-12-07","questions":[{"kind":"text","words":"Vad gav dagen?","options":[],"needed":true}]}`
	aResult = `{"area":"0685","name":"NNS-indikator","number":3,"value":"3,4","year":2025,"source":"NNS"}`
)

// TestWhatMaturityListsComesInPages reads each list in pages of two: every row
// stands once, and a place to go on from that is none is refused.
func TestWhatMaturityListsComesInPages(t *testing.T) {
	s := newSite(t)
	lead := s.as("samordning")
	for list, body := range map[string]string{"rounds": aRound, "surveys": aSurvey, "instruments": aResult} {
		var want, got []string
		for n := range 5 {
			var made struct{ ID string }
			day := "2026-11-2" + strconv.Itoa(4+n/2)
			lead.do("POST", api.Prefix+"/"+list, strings.NewReplacer("2026-11-23", day, "2026-12-07", "2026-12-1"+strconv.Itoa(n/2), `"year":2025`, `"year":202`+strconv.Itoa(n/2)).Replace(body)).want(201).into(&made)
			want = append(want, made.ID)
		}
		next, pages := "/"+list+"?area=0685&limit=2", 0
		for ; next != "" && pages < 9; pages++ {
			var page map[string]json.RawMessage
			var rows []struct{ ID string }
			lead.get(next).want(200).into(&page)
			if err := json.Unmarshal(page[list], &rows); err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				got = append(got, r.ID)
			}
			next = ""
			if to := page["next"]; to != nil {
				if err := json.Unmarshal(to, &next); err != nil {
					t.Fatal(err)
				}
				next = strings.TrimPrefix(next, api.Prefix)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if pages != 3 || !slices.Equal(got, want) {
			t.Errorf("%d pages of %s have %v, not %v", pages, list, got, want)
		}
		if f := lead.get("/" + list + "?area=0685&limit=101&after=x").want(422).problem().faults(); f != "limit:api.limit after:api.after" {
			t.Errorf("%s: the faults are %q", list, f)
		}
		lead.get("/" + list + "?area=none&limit=2").want(404)
	}
}

// rows counts what stands in some tables.
func (s *site) rows(tables ...string) (all []int) {
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		for _, table := range tables {
			var n int
			if _, err := tx.One(ctx, []any{&n}, `select count(*) from `+table); err != nil {
				return err
			}
			all = append(all, n)
		}
		return nil
	})
	return all
}

// TestWhatIsWrongWithRoundsAndSurveysIsAllTold sends what is wrong in many ways
// at once: every fault is told, and nothing has changed.
func TestWhatIsWrongWithRoundsAndSurveysIsAllTold(t *testing.T) {
	s := newSite(t)
	const (
		badRound  = `"kind":"factors","title":"Ring 19900101-2385","set":"eight","anonymous":true,"forum":"none","actors":["polis"],"opensOn":"2020-01-01","closesOn":"snart"}`
		noRound   = `{"area":"0685","kind":"magic","title":"","anonymous":false,"actors":[],"opensOn":"","closesOn":"2020-01-01"}`
		badSurvey = `"title":"","aim":"Ring 19900101-2385","opensOn":"snart","closesOn":"2020-01-01","questions":[{"kind":"guess","words":"","options":[],"needed":false},{"kind":"choice","words":"Vilken?","options":["En","En"],"needed":true},{"kind":"text","words":"Varför?","options":["Ja"],"needed":true}]}`
	)
	badAnswer := strings.NewReplacer(`"step":3`, `"step":9`, `"factor":"goals"`, `"factor":"weather"`, `"picture":2`, `"picture":7,"reasons":"Om 199001012385"`).Replace(judged("3"))
	s.try(t,
		try{who: "samordning", call: "POST /rounds", body: aRound, want: 201, as: "round"},
		try{who: "samordning", call: "POST /surveys", body: aSurvey, want: 201, as: "survey"},
		try{who: "samordning", call: "POST /rounds", body: strings.Replace(aRound, `"factors"`, `"ties"`, 1), want: 201, as: "ties"},
	)
	var round, survey, ties string
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		for into, query := range map[*string]string{&round: `select id from gauge_round where kind = 'factors'`, &ties: `select id from gauge_round where kind = 'ties'`, &survey: `select id from survey`} {
			if _, err := tx.One(ctx, []any{into}, query); err != nil {
				return err
			}
		}
		return nil
	})
	tables := []string{"gauge_round", "gauge_answered", "gauge_tally", "gauge_words", "gauge_tie", "survey", "survey_question", "survey_invitation", "instrument"}
	before := s.rows(tables...)
	s.try(t,
		try{who: "samordning", call: "POST /rounds", body: `{"area":"0685",` + badRound, want: 422,
			says: "actors:gauge.actors.unknown closesOn:gauge.day.bad forum:gauge.forum.area opensOn:gauge.opens_on.past title:text.identity.number"},
		try{who: "samordning", call: "POST /rounds", body: noRound, want: 422,
			says: "actors:gauge.actors.missing closesOn:gauge.closes_on.past kind:gauge.kind.unknown opensOn:gauge.day.bad title:gauge.title.missing"},
		try{who: "samordning", call: "PUT /rounds/" + round, body: "{" + badRound, match: "1", want: 422,
			says: "actors:gauge.actors.unknown closesOn:gauge.day.bad forum:gauge.forum.area opensOn:gauge.opens_on.past title:text.identity.number"},
		try{who: "vc", call: "POST /rounds/" + round + "/answers", body: badAnswer, want: 422,
			says: "factor.forums:gauge.step.missing factor.goals:gauge.step.missing factor.individual:gauge.step.missing factor.knowledge:gauge.step.missing factor.leadership:gauge.step.missing " +
				"factor.respect:gauge.step.missing factor.stability:gauge.step.missing factor.structure:gauge.step.missing factor.weather:gauge.factor.unknown picture:gauge.picture.missing words.picture:text.identity.number"},
		try{who: "vc", call: "POST /rounds/" + ties + "/collaborations", body: `{"ties":[{"to":"vc","much":"most"},{"to":"ame","easy":"often"},{"to":"af","about":"Ring 19900101-2385"}]}`, want: 422,
			says: "ties[0].to:gauge.party.unknown ties[1].easy:gauge.manner.unknown ties[2].about:text.identity.number ties[2].much:gauge.manner.missing"},
		try{who: "samordning", call: "POST /surveys", body: `{"area":"0685",` + badSurvey, want: 422,
			says: "aim:text.identity.number closesOn:survey.closes_on.past opensOn:survey.day.bad questions[0].kind:survey.kind.unknown questions[0].words:survey.question.missing " +
				"questions[1].options:survey.options.twice questions[2].options:survey.options.none title:survey.title.missing"},
		try{who: "samordning", call: "PUT /surveys/" + survey, body: `{"area":"0685",` + badSurvey, match: "1", want: 422,
			says: "aim:text.identity.number closesOn:survey.closes_on.past opensOn:survey.day.bad questions[0].kind:survey.kind.unknown questions[0].words:survey.question.missing " +
				"questions[1].options:survey.options.twice questions[2].options:survey.options.none title:survey.title.missing"},
		try{who: "samordning", call: "POST /surveys/" + survey + "/invitations", body: `{"invitations":[{"count":501},{"actor":"polis","count":1},{"actor":"vard","count":-1}]}`, want: 422,
			says: "count.:survey.count.range count.polis:survey.group.unknown count.vard:survey.count.range"},
		try{who: "samordning", call: "POST /instruments", body: `{"area":"0685","name":"Hur bra är det?","number":0,"value":"bra","year":1,"source":""}`, want: 422,
			says: "name:measured.name.question number:measured.number.range source:measured.source.missing value:measured.value.number year:measured.year.range"},
	)
	if after := s.rows(tables...); !slices.Equal(before, after) {
		t.Errorf("of %v there were %v, and are %v", tables, before, after)
	}
	s.try(t,
		try{who: "samordning", call: "GET /rounds/" + round, want: 200, says: `"version":1`},
		try{who: "samordning", call: "GET /surveys/" + survey, want: 200, says: `"version":1`},
		try{who: "samordning", call: "POST /surveys/" + survey + "/invitations", body: `{"invitations":[{"count":2}]}`, want: 201},
		try{who: "samordning", call: "PUT /surveys/" + survey, body: strings.NewReplacer("Vad gav dagen?", "Vem gav dagen?", "Efter dagen", "Före dagen").Replace(aSurvey), match: "1", want: 422, says: "questions:survey.begun title:survey.begun"},
		try{who: "samordning", call: "PUT /surveys/" + survey, body: strings.Replace(aSurvey, "2026-12-07", "2026-12-09", 1), match: "1", want: 204},
	)
}
