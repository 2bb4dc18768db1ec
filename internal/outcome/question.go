package outcome

import "samverk/internal/situation"

// Stage is what is told of the cases that were closed in a half-year, as time
// goes.
type Stage string

// The stages: when the half-year is over, and one and two half-years later.
const (
	AtClosing   Stage = "closing"
	AfterSix    Stage = "six"
	AfterTwelve Stage = "twelve"
)

// Stages lists the stages, with how many half-years after the one they tell of
// they are over.
func Stages() []Stage { return []Stage{AtClosing, AfterSix, AfterTwelve} }

// Later returns how many half-years after its own a stage is over.
func (s Stage) Later() int { return map[Stage]int{AfterSix: 1, AfterTwelve: 2}[s] }

// Questions that stand for themselves, and their only answer.
const (
	OpenedCases = "opened"
	ClosedCases = "closed"
	Answered    = "all"
)

// The answers of how a rating has changed.
const (
	better = "better"
	same   = "same"
	worse  = "worse"
)

// one is the group of every answer.
func one(codes ...string) []Group { return []Group{{Answered, codes}} }

// each is a group of every answer by itself.
func each(codes ...string) (groups []Group) {
	for _, c := range codes {
		groups = append(groups, Group{c, []string{c}})
	}
	return groups
}

// Questions lists what is counted. A person's answer to a question is counted in
// one table only: no two count the same answer of overlapping persons.
func Questions() []Question {
	all := []Question{
		{OpenedCases, AtClosing, [][]Group{one(Answered)}},
		{ClosedCases, AtClosing, [][]Group{one(Answered)}},
		{"ending", AtClosing, endingLevels()},
		{"livelihood.before", AtClosing, livelihoodLevels()},
		{"livelihood.closing", AtClosing, livelihoodLevels()},
		{"livelihood.six", AfterSix, livelihoodLevels()},
		{"livelihood.twelve", AfterTwelve, livelihoodLevels()},
		{"occupation.before", AtClosing, occupationLevels()},
		{"occupation.closing", AtClosing, occupationLevels()},
		{"occupation.six", AfterSix, occupationLevels()},
		{"occupation.twelve", AfterTwelve, occupationLevels()},
		{"goals", AtClosing, [][]Group{each(AllGoals, SomeGoals, NoGoals), {{AllGoals, []string{AllGoals}}, {"not_all", []string{SomeGoals, NoGoals}}}, one(AllGoals, SomeGoals, NoGoals)}},
	}
	for _, what := range rated {
		all = append(all, Question{what + ".closing", AtClosing, changeLevels()}, Question{what + ".twelve", AfterTwelve, changeLevels()})
	}
	for _, what := range checks {
		all = append(all, Question{"checks." + what, AtClosing, checkLevels()})
	}
	return append(all, Question{"lead.answer", AtClosing, bandLevels()}, Question{"lead.plan", AtClosing, bandLevels()}, Question{"lead.activity", AtClosing, equalLevels()})
}

func endingLevels() [][]Group {
	own, public, wrong := []string{"livelihood", "work", "studies", "goal"}, []string{"insurance", "af", "other_actor"}, []string{"moved", "declined", "registered_wrong", "something_else"}
	return [][]Group{each(endings...), {{"own", own}, {"public", public}, {"other_reason", wrong}}, {{"own", own}, {"not_own", append(public, wrong...)}}, one(endings...)}
}

// livelihoodLevels groups benefits: assistance, sickness insurance, the labour
// market's, one's own, and what else.
func livelihoodLevels() [][]Group {
	var every []string
	for _, b := range situation.Benefits() {
		every = append(every, b.Code)
	}
	assistance, insurance, labour := []string{situation.Assistance}, []string{"SP", "RP", "AE", "SE"}, []string{"AL", "AS", "UE", "EE", "ET", "BE"}
	own, other := []string{"LON", "STUDIE"}, []string{"ANNAN", situation.NoLivelihood}
	rest := append(append(append([]string{}, insurance...), labour...), other...)
	return [][]Group{
		{{"assistance", assistance}, {"insurance", insurance}, {"labour", labour}, {"own", own}, {"other_income", other}},
		{{"assistance", assistance}, {"own", own}, {"rest", rest}},
		{{"assistance", assistance}, {"not_assistance", append(append([]string{}, own...), rest...)}},
		one(every...),
	}
}

func occupationLevels() [][]Group {
	return [][]Group{each(occupations...), {{"occupied", []string{"work", "studies"}}, {"not_occupied", []string{"seeking", "neither"}}}, one(occupations...)}
}

func changeLevels() [][]Group {
	return [][]Group{each(better, same, worse), {{better, []string{better}}, {"not_better", []string{same, worse}}}, one(better, same, worse)}
}

func checkLevels() [][]Group {
	return [][]Group{each(judgements...), {{"yes", []string{"yes"}}, {"not_yes", []string{"partly", "no", "unknown"}}}, one(judgements...)}
}

func bandLevels() [][]Group {
	short, long := []string{"weeks", "month"}, []string{"quarter", "more"}
	return [][]Group{each(bands...), {{"short", short}, {"long", long}}, one(bands...)}
}

// equalLevels sets those who have an income that sickness benefit is reckoned on
// beside those who have none (S221): both with their bands, or all as one.
func equalLevels() [][]Group {
	var fine, halves, short, long []Group
	var all []string
	for _, k := range sgi {
		half := [2]Group{{Name: k + ".short"}, {Name: k + ".long"}}
		for n, b := range bands {
			code := k + "." + b
			fine, all = append(fine, Group{code, []string{code}}), append(all, code)
			half[n/2].Codes = append(half[n/2].Codes, code)
		}
		halves = append(halves, half[0], half[1])
		short, long = append(short, half[0]), append(long, half[1])
	}
	return [][]Group{fine, halves, {union("short", short), union("long", long)}, one(all...)}
}

func union(name string, groups []Group) Group {
	g := Group{Name: name}
	for _, o := range groups {
		g.Codes = append(g.Codes, o.Codes...)
	}
	return g
}
