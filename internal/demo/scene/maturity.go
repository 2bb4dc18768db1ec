package scene

import (
	"context"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/factor"
	"samverk/internal/gauge"
	"samverk/internal/id"
	"samverk/internal/maturity"
	"samverk/internal/survey"
)

// maturityTurns are how the areas judge their collaboration: all of them once,
// Vetlanda twice with a year between, and a round on one forum that is open; who
// works how with whom since the report; and surveys, of which one has too few
// answers.
func maturityTurns() []Turn {
	all := []Turn{
		{What: "the first self-assessment of Vetlanda", Day: -375, Do: begin("Första självskattningen", -375, true, vetlanda)},
		{What: "the answers to it", Day: -368, Do: judged(1, vetlanda)},
		{What: "that it closes", Day: -355, Do: ended},
		{What: "the self-assessments of the year", Day: -40, Do: begin("Årets självskattning", -40, true)},
		{What: "the answers to them", Day: -33, Do: judged(0)},
		{What: "that they close", Day: -12, Do: ended},
		{What: "a self-assessment of a forum", Day: -8, Do: begin("Hur fungerar forumet?", -8, false, vetlanda)},
		{What: "the first answers to it", Day: -4, Do: judgedForum},
		{What: "a round of who works with whom", Day: -75, Do: beginTies("Uppföljning av rapporten", -75, -40)},
		{What: "what is said in it", Day: -68, Do: named},
		{What: "that it closes", Day: -50, Do: endTies},
		{What: "the next round of who works with whom", Day: -2, Do: beginTies("Nästa uppföljning av rapporten", -2, 26)},
	}
	return append(all, surveyTurns()...)
}

// staff are the functions of an area that answer, the actors one after another.
func staff(area id.Area) []string {
	all := []string{"{k}-samordning", "{k}-samverkan-chef", "{k}-forsorjning-handlaggare", "{k}-forsorjning-chef", "{k}-ame-coach", "{k}-ame-chef", "{k}-socialpsyk-handlaggare",
		"{k}-vc-rehabkoordinator", "{k}-vc-lakare", "{k}-vc-chef", "{k}-psyk-rehabkoordinator", "{k}-psyk-chef",
		"fk-{k}-samordning", "fk-{k}-handlaggare", "fk-{k}-chef", "fk-{k}-aktivitet-handlaggare", "af-{k}-handlaggare", "af-{k}-rehabkoordinator", "af-{k}-chef"}
	if area == vetlanda {
		all = append(all, "{k}-slussen-behandlare", "{k}-cm-manager", "{k}-se-coach", "{k}-psyk-kontakt", "af-unga-handlaggare", "af-arbetsterapeut")
	}
	return all
}

// begin opens a round for four weeks, in some areas or in all; one that is not
// anonymous is about the first forum of the area.
func begin(title string, day int, anonymous bool, in ...id.Area) func(context.Context, *Stage) error {
	return func(ctx context.Context, st *Stage) error {
		s := maturity.New(st.App)
		for _, area := range areasOf(st, in) {
			who := st.Acting(area, "sam")
			n := gauge.Settings{Kind: gauge.Factors, Title: title, Set: factor.Eight, Anonymous: anonymous, Actors: gauge.Actors(), OpensOn: st.Date(day), ClosesOn: st.Date(day + 30)}
			if !anonymous {
				f, err := s.RoundForm(ctx, who, area)
				if err != nil {
					return err
				}
				n.Forum = f.Forums[0].ID
			}
			if _, err := s.BeginRound(ctx, who, area, n); err != nil {
				return err
			}
		}
		return nil
	}
}

func areasOf(st *Stage, some []id.Area) []id.Area {
	if len(some) == 0 {
		return st.Areas
	}
	return some
}

// openRound is the round of self-assessment that an area can answer now.
func openRound(ctx context.Context, s *maturity.Service, who access.Actor, area id.Area) (gauge.Round, bool, error) {
	v, err := s.Gauge(ctx, who, area)
	if err != nil {
		return gauge.Round{}, false, err
	}
	for _, r := range v.Rounds {
		if r.State(v.Today) == gauge.Open {
			return r, true, nil
		}
	}
	return gauge.Round{}, false, nil
}

// usual is how each factor stands, in the order of the eight: what the report
// found hard stands low.
func usual() []int { return []int{3, 2, 2, 3, 2, 2, 4, 3} }

// seen are reasons that somebody gives for a factor.
func seen() []string {
	return []string{
		"Cheferna frågar efter samverkan, men möten stryks när det är mycket att göra.", "Det är oklart vem man ringer när en handläggare har slutat.",
		"Flera verksamheter har bytt organisation och personal.", "Vi vet ungefär vad de andra gör, men inte vilka insatser som finns nu.",
		"Målgruppen är beskriven, men alla har inte samma bild av den.", "Det finns ett forum, men inte alla fyra kan kalla till det.",
		"Planeringen utgår från personen när vi väl träffas.", "Nyanställda får inte veta hur man samverkar här.",
	}
}

// says is what the n-th function answers: around what is usual, lower where it
// was a while ago.
func says(n, lower int) gauge.Answer {
	a := gauge.Answer{Picture: 2 - (n+lower)%2, Reasons: ""}
	if n%5 == 4 && lower == 0 {
		a.Picture = 3
	}
	for i, f := range factor.Factors() {
		step := usual()[i] - lower + (n*5+i*3)%3
		if (n+i)%3 == 0 {
			step--
		}
		j := gauge.Judged{Factor: f.Code, Step: max(1, min(step, factor.Present))}
		if (n*7+i)%19 == 0 {
			j.Step = 0
		}
		if n%len(factor.Factors()) == i {
			j.Words = seen()[i]
		}
		a.Judged = append(a.Judged, j)
	}
	return a
}

func judged(lower int, in ...id.Area) func(context.Context, *Stage) error {
	return func(ctx context.Context, st *Stage) error {
		s := maturity.New(st.App)
		for _, area := range areasOf(st, in) {
			r, found, err := openRound(ctx, s, st.Acting(area, "sam"), area)
			if err != nil || !found {
				return err
			}
			for n, short := range staff(area) {
				who := st.Acting(area, short)
				if who.Function == "" || n%11 == 10 {
					continue
				}
				if err := s.AnswerRound(ctx, who, r.ID, says(n, lower)); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// judgedForum lets three functions answer a round that is not anonymous; the
// others have it on their day.
func judgedForum(ctx context.Context, st *Stage) error {
	s := maturity.New(st.App)
	r, found, err := openRound(ctx, s, st.Acting(vetlanda, "sam"), vetlanda)
	if err != nil || !found {
		return err
	}
	for n, short := range []string{"{k}-vc-chef", "fk-{k}-chef", "af-{k}-chef"} {
		if err := s.AnswerRound(ctx, st.Acting(vetlanda, short), r.ID, says(n+3, 0)); err != nil {
			return err
		}
	}
	return nil
}

// ended closes what is open, in every area.
func ended(ctx context.Context, st *Stage) error {
	s := maturity.New(st.App)
	for _, area := range st.Areas {
		who := st.Acting(area, "sam")
		r, found, err := openRound(ctx, s, who, area)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if err := s.EndRound(ctx, who, r.ID, r.Version); err != nil {
			return err
		}
	}
	return nil
}

// beginTies opens a round of who works with whom in Vetlanda.
func beginTies(title string, first, last int) func(context.Context, *Stage) error {
	return func(ctx context.Context, st *Stage) error {
		_, err := maturity.New(st.App).BeginRound(ctx, st.Acting(vetlanda, "sam"), vetlanda, gauge.Settings{
			Kind: gauge.Ties, Title: title, Actors: gauge.Actors(), OpensOn: st.Date(first), ClosesOn: st.Date(last)})
		return err
	}
}

// tiesNow are who says what of whom, since the report.
func tiesNow() map[string][]gauge.Named {
	return map[string][]gauge.Named{
		"{k}-forsorjning-handlaggare":  {{To: "af-vetlanda", Much: "most", Easy: "easiest", About: "Det finns en funktion att ringa nu."}, {To: "vetlanda-vc", Much: "least", About: "Underlaget till läkaren har hjälpt, men det är långt mellan kontakterna."}},
		"{k}-ame-coach":                {{To: "af-vetlanda", Much: "most"}, {To: "vetlanda-forsorjning", Easy: "easiest", About: "Gemensam planering varje vecka."}, {To: "vard", Much: "least"}},
		"{k}-cm-manager":               {{To: "vetlanda-psyk", Much: "most", Easy: "easiest", About: "Samma hus."}},
		"{k}-se-coach":                 {{To: "af-vetlanda", Easy: "easiest"}, {To: "fk-vetlanda", Easy: "easiest"}},
		"{k}-vc-rehabkoordinator":      {{To: "fk-vetlanda", Much: "most"}, {To: "kommun", Much: "least", Easy: "easiest", About: "Enklare sedan kommunen fick en väg in."}},
		"{k}-psyk-rehabkoordinator":    {{To: "af-vetlanda", Much: "least", Easy: "hardest", About: "Önskar snabbare svar."}},
		"fk-{k}-handlaggare":           {{To: "vard", Much: "most"}, {To: "kommun", Much: "least", About: "Bättre än förut, genom samordningen."}},
		"fk-{k}-aktivitet-handlaggare": {{To: "vetlanda-ame", Much: "most"}, {To: "vetlanda-se", Easy: "easiest"}, {To: "af", Easy: "hardest"}},
		"af-{k}-handlaggare":           {{To: "fk-vetlanda", Much: "most", Easy: "easiest"}, {To: "vard", Easy: "hardest", About: "Formella strukturer saknas fortfarande."}},
	}
}

// roundOfTies is the newest round of who works with whom in Vetlanda.
func roundOfTies(ctx context.Context, st *Stage, s *maturity.Service) (gauge.Round, error) {
	v, err := s.Graph(ctx, st.Acting(vetlanda, "sam"), vetlanda, "")
	if err != nil {
		return gauge.Round{}, err
	}
	return v.Rounds[0], nil
}

func named(ctx context.Context, st *Stage) error {
	s := maturity.New(st.App)
	r, err := roundOfTies(ctx, st, s)
	if err != nil {
		return err
	}
	for _, short := range staff(vetlanda) {
		all, said := tiesNow()[short]
		who := st.Acting(vetlanda, short)
		if !said || who.Function == "" {
			continue
		}
		if err := s.NameTies(ctx, who, r.ID, all); err != nil {
			return err
		}
	}
	return nil
}

func endTies(ctx context.Context, st *Stage) error {
	s := maturity.New(st.App)
	r, err := roundOfTies(ctx, st, s)
	if err != nil {
		return err
	}
	return s.EndRound(ctx, st.Acting(vetlanda, "sam"), r.ID, r.Version)
}

func surveyTurns() []Turn {
	return []Turn{
		{What: "a survey in Vetlanda, answered by seven", Day: -60, Do: surveyed(vetlanda, -60, 20, 7, true)},
		{What: "a survey in Aneby, answered by four", Day: -58, Do: surveyed(aneby, -58, 20, 4, true)},
		{What: "a survey that is open", Day: -5, Do: surveyed(vetlanda, -5, 10, 2, false)},
		{What: "a survey that nobody is asked yet", Day: -1, Do: prepared},
		{What: "what an instrument of others gave", Day: -30, Do: measured},
	}
}

// evaluation is a survey after a day of training, in plain words.
func evaluation(opens, closes string) survey.Settings {
	ends := []string{"Inte alls", "Helt och hållet"}
	return survey.Settings{Title: "Efter utbildningsdagen om samordnad rehabilitering", Aim: "Vi vill veta vad dagen gav, så att nästa blir bättre. Det tar två minuter att svara.", OpensOn: opens, ClosesOn: closes,
		Questions: []survey.Question{
			{Kind: survey.Scale, Words: "Hade du nytta av dagen?", Options: ends, Needed: true},
			{Kind: survey.Scale, Words: "Vet du mer om de andra aktörerna nu?", Options: ends},
			{Kind: survey.Several, Words: "Vad var bra?", Options: []string{"Att träffa de andra aktörerna", "Föreläsningarna", "Samtalen i grupp"}},
			{Kind: survey.Text, Words: "Vad vill du att nästa dag handlar om?"},
		}}
}

// surveyed makes a survey and lets some answer it, each by a code of her own;
// of seven, six answer the second question and four the last. One that has been
// answered enough is closed at once.
func surveyed(area id.Area, day, days, answers int, end bool) func(context.Context, *Stage) error {
	return func(ctx context.Context, st *Stage) error {
		s, who := maturity.New(st.App), st.Acting(area, "sam")
		now, err := s.SurveyPlace(ctx, who, area)
		if err != nil {
			return err
		}
		made, err := s.MakeSurvey(ctx, who, area, evaluation(now.Today, st.Date(day+days)))
		if err != nil {
			return err
		}
		codes, err := s.Invite(ctx, who, made, []survey.Invited{{Count: answers + 3}})
		if err != nil {
			return err
		}
		wishes := []string{"Hur vi gör en plan ihop.", "Reglerna för aktivitetsersättning.", "Mer tid att prata i grupp.", "Hur man når psykiatrin."}
		for n, c := range codes[""][:answers] {
			a := survey.Answer{1: {strconv.Itoa(3 + n%3)}, 3: {strconv.Itoa(1 + n%3)}}
			if n < 6 {
				a[2] = []string{strconv.Itoa(4 + n%2)}
			}
			if n < len(wishes) {
				a[4] = []string{wishes[n]}
			}
			if err := s.Answer(ctx, string(c), "198.51.100.20", a); err != nil {
				return err
			}
		}
		if !end {
			return nil
		}
		return s.EndSurvey(ctx, who, made, 1)
	}
}

// prepared is a survey that opens later.
func prepared(ctx context.Context, st *Stage) error {
	n := evaluation(st.Date(12), st.Date(33))
	n.Title = "Efter nästa utbildningsdag"
	_, err := maturity.New(st.App).MakeSurvey(ctx, st.Acting(vetlanda, "sam"), vetlanda, n)
	return err
}

func measured(ctx context.Context, st *Stage) error {
	for n, value := range []string{"3,4", "2,9"} {
		if _, err := maturity.New(st.App).RegisterInstrument(ctx, st.Acting(vetlanda, "sam"), survey.Instrument{
			Area: vetlanda, Name: "NNS-indikator", Number: n + 3, Value: value, Year: 2025, Source: "Påhittat värde, för att visa hur det ser ut"}); err != nil {
			return err
		}
	}
	return nil
}
