package scene

import (
	"context"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/board"
	"samverk/internal/federation"
	"samverk/internal/id"
)

// boardTurns are the federation: its nine members (seed 000 of 2016), its year, and
// what it pays for. Every amount and weight, and the days that the members
// joined on, are the demo's own: the report has only the sum of the whole country
// (280 million kronor in 2015).
func boardTurns() []Turn {
	return []Turn{
		{What: "the federation's members and budget", Day: -299, Do: found},
		{What: "the federation's efforts", Day: -298, Do: finance},
		{What: "the federation's year", Day: -1, Do: carryOut},
	}
}

// federationOfficer is who acts for the federation.
func federationOfficer(st *Stage) access.Actor { return st.Acting(st.Areas[0], "hsf-tjansteman") }

// municipalities are the federation's, with the demo's own weights.
func municipalities() map[id.Org]int64 {
	return map[id.Org]int64{"aneby": 1, "savsjo": 2, "eksjo": 3, "tranas": 4, "vetlanda": 5, "nassjo": 5}
}

// sixAreas are the federation's municipalities as areas.
func sixAreas() []id.Area { return []id.Area{"0604", "0682", "0684", "0685", "0686", "0687"} }

func found(ctx context.Context, st *Stage) error {
	s, who := board.New(st.App), federationOfficer(st)
	for _, o := range []id.Org{"fk", "af", "region", "aneby", "eksjo", "nassjo", "savsjo", "tranas", "vetlanda"} {
		if err := s.AddMember(ctx, who, federation.MemberInput{Org: o, JoinedOn: "2008-01-01"}); err != nil {
			return err
		}
	}
	for _, year := range []int{thisYear(st) - 1, thisYear(st)} {
		if err := s.SaveBudget(ctx, who, federation.BudgetInput{
			Year: year, Total: 4_800_000 + int64(year%10)*100_000, Basis: "agreed", Source: "Demo: påhittat belopp", Weights: municipalities(),
		}, 0); err != nil {
			return err
		}
	}
	return s.Keep(ctx)
}

func thisYear(st *Stage) int {
	n, _ := strconv.Atoi(st.Date(0)[:4])
	return n
}

// finance notes the efforts that the report names.
func finance(ctx context.Context, st *Stage) error {
	s, who := board.New(st.App), federationOfficer(st)
	all := []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
	focus, err := s.AddEffort(ctx, who, federation.EffortInput{
		Title: "Fokus Integrerad Samverkan", State: federation.UnderWay, StartsOn: "2015-08-10", EndsOn: "2016-08-09",
		Aim:      "Kartlägga hur samverkan fungerar i varje kommunområde, återkoppla det och föreslå hur den kan stärkas, så att den som behöver stöd från flera får det snabbare.",
		Develops: "Tidsbrist, kunskap om varandra, förväntningar, regelverk, personalbyten, kontaktvägar",
		Areas:    sixAreas(), Actors: append(all, access.Forbund), Points: []int{2, 3, 5},
	})
	if err != nil {
		return err
	}
	for _, do := range []func() error{
		func() error {
			return s.SetPhases(ctx, who, focus, []federation.Phase{
				{Title: "Datainsamling och analys", From: "2015-08-10", To: "2016-02-09"},
				{Title: "Återkoppling och förslag i varje område", From: "2016-02-10", To: "2016-08-09"},
				{Title: "Slutrapport", From: "2016-05-10", To: "2016-08-09"},
			}, 1)
		},
		func() error {
			return s.SetMoney(ctx, who, focus, []federation.Money{{Year: 2015, Budgeted: 300_000, Spent: 285_000, Known: true}, {Year: 2016, Budgeted: 450_000, Spent: 462_000, Known: true}}, 2)
		},
		func() error {
			return s.NoteEffort(ctx, who, focus, federation.Note{On: "2016-02-09", Words: "Grupperna är hörda i alla sex områden. Återkopplingen kan börja."})
		},
		func() error {
			return s.NoteEffort(ctx, who, focus, federation.Note{On: "2016-05-31", Words: "Varje område har fått sitt resultat. Kontaktvägar och kunskap om varandra är det som flest vill arbeta vidare med."})
		},
		func() error {
			return s.Conclude(ctx, who, federation.Conclusion{Effort: focus, Version: 3, Decision: "changed", On: "2016-08-09",
				Words: "Det som kartläggningen visade förs vidare. Kommunernas sociala verksamhet erbjuds en finansierad samverkanskoordinator på 50 procent från augusti 2016, inom Uppdrag Samverkan."})
		},
		func() error { return seatBodies(ctx, st, s, focus) },
	} {
		if err := do(); err != nil {
			return err
		}
	}
	return financeMore(ctx, st, s, who, all)
}

// seatBodies notes the board and the groups that the reports name. Which
// organisation or function sits in them is the demo's own.
func seatBodies(ctx context.Context, st *Stage, s *board.Service, focus id.Effort) error {
	who, vetlanda := federationOfficer(st), sixAreas()[3]
	var members []federation.Seat
	for _, o := range []id.Org{"fk", "af", "region", "aneby", "eksjo", "nassjo", "savsjo", "tranas", "vetlanda"} {
		members = append(members, federation.Seat{Org: o})
	}
	var four []federation.Seat
	for _, short := range []string{"fk-chef", "vc-chef", "{k}-samverkan-chef", "hsf-tjansteman"} {
		a := st.Acting(vetlanda, short)
		four = append(four, federation.Seat{Org: a.Org, Function: a.Function})
	}
	for _, b := range []struct {
		federation.BodyInput
		seats []federation.Seat
	}{
		{federation.BodyInput{Name: "Förbundets styrelse", Kinds: []string{"board"}, Needs: federation.Parties(), Aim: "Leder förbundet och beslutar vad pengarna ska gå till."}, members},
		{federation.BodyInput{Name: "Beredningsgruppen", Kinds: []string{"preparing", "steering"}, Needs: federation.Parties(), Effort: focus,
			Aim: "Bereder styrelsens ärenden. Har varit styrgrupp för Fokus Integrerad Samverkan, och kontaktpersoner i sina organisationer."}, members},
		{federation.BodyInput{Name: "Arbetsgruppen för Fokus Integrerad Samverkan", Kinds: []string{"working"}, Needs: federation.Sides(), Effort: focus,
			Aim: "Fyra från beredningsgruppen: stat, region, kommun och förbundet. Skrev intervjuguiderna tillsammans med samverkanskoordinatorn."}, four},
		{federation.BodyInput{Name: "KUR-arbetsgruppen", Kinds: []string{"working"}, Needs: federation.Parties(),
			Aim: "Planerar gemensamma utbildningsdagar. Gruppen finns delvis kvar och behöver fyllas på."}, []federation.Seat{{Org: "region"}, {Org: "vetlanda"}}},
	} {
		made, err := s.AddBody(ctx, who, b.BodyInput)
		if err != nil {
			return err
		}
		if err := s.SetSeats(ctx, who, made, b.seats, 1); err != nil {
			return err
		}
	}
	return nil
}

// financeMore notes what goes on beside, and what comes after.
func financeMore(ctx context.Context, st *Stage, s *board.Service, who access.Actor, all []access.Kind) error {
	last, now := thisYear(st)-1, thisYear(st)
	se, err := s.AddEffort(ctx, who, federation.EffortInput{
		Title: "SE-projekt", State: federation.UnderWay, StartsOn: "2015-01-01", Areas: sixAreas(), Actors: all, Points: []int{2, 3},
		Aim:      "Stödja unga upp till 29 år som har eller riskerar att få aktivitetsersättning till arbete, med coacher i kommunerna och formella samverkansmöten varje månad.",
		Develops: "Formella forum för unga vuxna",
	})
	if err != nil {
		return err
	}
	if err := s.SetMoney(ctx, who, se, []federation.Money{{Year: last, Budgeted: 1_900_000, Spent: 1_840_000, Known: true}, {Year: now, Budgeted: 2_000_000}}, 1); err != nil {
		return err
	}
	if err := s.NoteEffort(ctx, who, se, federation.Note{On: st.Date(-310), Words: "De månatliga mötena hålls i alla områden. Coacherna tycker att det är enkelt att nå de andra aktörerna."}); err != nil {
		return err
	}
	_, err = s.AddEffort(ctx, who, federation.EffortInput{
		Title: "Uppdrag Samverkan", State: federation.Proposed, StartsOn: "2016-08-01", Areas: sixAreas(), Actors: all, Points: []int{2, 3, 4},
		Aim: "En samverkanskoordinator på halvtid i varje kommuns sociala verksamhet, som arbetar med samverkan mellan kommunen, vården, Försäkringskassan och Arbetsförmedlingen.",
	})
	return err
}

// carryOut marks what has passed as done, adds the board's next meeting, and
// publishes the report of the half-year before this.
func carryOut(ctx context.Context, st *Stage) error {
	s, who := board.New(st.App), federationOfficer(st)
	if err := s.Keep(ctx); err != nil {
		return err
	}
	today := st.Date(0)
	for _, year := range []int{thisYear(st) - 1, thisYear(st)} {
		v, err := s.Year(ctx, who, year)
		if err != nil {
			return err
		}
		for _, t := range v.Tasks {
			if t.DueOn >= st.Date(-4) {
				if err := s.ChangeTask(ctx, who, t.ID, federation.TaskInput{DueOn: t.DueOn, Owner: who.Function}, t.Version); err != nil {
					return err
				}
				continue
			}
			if err := s.MarkTask(ctx, who, federation.Done{Task: t.ID, Version: t.Version, On: t.DueOn, Words: "Behandlad av styrelsen."}); err != nil {
				return err
			}
		}
	}
	if _, err := s.AddTask(ctx, who, federation.TaskInput{Title: "Styrelsemöte", DueOn: st.Date(16), Owner: st.Function(st.Areas[0], "hsf-styrelse")}); err != nil {
		return err
	}
	return s.PublishReport(ctx, who, federation.Foreword{Period: halfBefore(today), Words: "Forumen har mötts i alla områden. Mest kvar att göra är att hålla kontaktvägarna aktuella."})
}

// halfBefore is the half-year before the one that a day lies in.
func halfBefore(today string) federation.Period {
	if today[5:] > "06-30" {
		return federation.Period(today[:4] + "-1")
	}
	year, _ := strconv.Atoi(today[:4])
	return federation.Period(strconv.Itoa(year-1) + "-2")
}
