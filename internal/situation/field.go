package situation

import (
	"maps"
	"slices"

	"samverk/internal/access"
	"samverk/internal/rule"
)

// Lens is a side that a person's situation is looked at from. The medical one
// holds function and activity of the DFA chain, never a diagnosis (S139, T6).
type Lens string

// The lenses, in the order that people see them (S127).
const (
	Work       Lens = "work"
	Education  Lens = "education"
	Livelihood Lens = "livelihood"
	Health     Lens = "health"
	Social     Lens = "social"
	Housing    Lens = "housing"
	Addiction  Lens = "addiction"
	Family     Lens = "family"
)

var lenses = []Lens{Work, Education, Livelihood, Health, Social, Housing, Addiction, Family}

// Lenses lists the lenses in order.
func Lenses() []Lens { return slices.Clone(lenses) }

// Unclear is the answer that something is not settled, which every field takes
// (S127).
const Unclear = "unknown"

// Answers of the fields that take yes or no.
const (
	Affirmed = "yes"
	Denied   = "no"
)

// Field is one question of the first picture. Its texts are situation.field.<code>
// and situation.answer.<code>.<answer>.
type Field struct {
	Code     string
	Lens     Lens
	Category access.Category
	Answers  []string // without Unclear
	Words    bool     // a sentence of one's own belongs to it
	says     map[string]rule.Facts
}

// YesNo reports whether the field is answered by yes or no.
func (f Field) YesNo() bool { return slices.Equal(f.Answers, yesNo) }

// Takes reports whether the field can be answered so.
func (f Field) Takes(answer string) bool {
	return answer == Unclear || slices.Contains(f.Answers, answer)
}

// Facts lists which facts of the vocabulary the field answers, sorted.
func (f Field) Facts() []string {
	names := map[string]bool{}
	for _, facts := range f.says {
		for name := range facts {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// AnswerKey is the key of the text of an answer: of yes, no and not settled the
// same for all fields.
func (f Field) AnswerKey(answer string) string {
	if answer == Unclear || f.YesNo() {
		return "situation.answer." + answer
	}
	return "situation.answer." + f.Code + "." + answer
}

var yesNo = []string{Affirmed, Denied}

// question is a field that is answered by yes or no, and by that a fact.
func question(code string, l Lens, c access.Category, fact string) Field {
	f := Field{Code: code, Lens: l, Category: c, Answers: yesNo}
	if fact != "" {
		f.says = map[string]rule.Facts{Affirmed: {fact: rule.Is(true)}, Denied: {fact: rule.Is(false)}}
	}
	return f
}

// choice is a field with answers of its own, most of which answer no fact.
func choice(code string, l Lens, c access.Category, answers ...string) Field {
	return Field{Code: code, Lens: l, Category: c, Answers: answers}
}

func (f Field) wordy() Field { f.Words = true; return f }

func (f Field) saying(says map[string]rule.Facts) Field { f.says = says; return f }

// needs are the areas that problems lie in (S63, S126), and actors those that
// measures are needed from (S319).
var (
	needs  = []string{"need_physical", "need_mental", "need_social", "need_work"}
	actors = []string{"from_kommun", "from_vard", "from_fk", "from_af"}
)

// fields are the questions of the first picture. What care says of function and
// activity is graded in the words of ICF's scale (T6); M2's brief asks for more.
var fields = []Field{
	choice("occupation", Work, access.Work, "full", "part", "none"),                       // Y2
	choice("worked", Work, access.Work, "year", "earlier", "never").wordy(),               // S127
	question("af_enrolled", Work, access.Work, "af.enrolled"),                             // S15, S70
	choice("programme", Work, access.Work, "none", "guarantee", "another").saying(inWhat), // S76, B8
	question("need_work", Work, access.Work, ""),                                          // S63, S126
	choice("earlier", Work, access.Work, "helped", "partly", "failed", "none").wordy(),    // S128
	question("from_kommun", Work, access.Plan, ""),                                        // S319
	question("from_vard", Work, access.Plan, ""),
	question("from_fk", Work, access.Plan, ""),
	question("from_af", Work, access.Plan, ""),

	choice("education", Education, access.Work, "none", "compulsory", "upper", "higher"), // Y2
	question("studies", Education, access.Work, "studies"),                               // B1–B9

	question("sgi", Livelihood, access.Income, "sgi"),                                              // S15
	question("insurance_unemployment", Livelihood, access.Income, "insurance.unemployment"),        // S75
	question("insurance_income_based", Livelihood, access.Income, "insurance.income_based"),        // B8, B9
	choice("economy", Livelihood, access.Income, "steady", "debts", "debt_relief", "guardianship"), // S65

	question("ill_health", Health, access.Ability, "ill_health"),       // S15
	question("sick_assessed", Health, access.Ability, "sick.assessed"), // S188
	question("sick_listed", Health, access.Ability, ""),                // S71; the extent stands in the certificates
	graded("function").wordy(),                                         // F: S139, T6
	graded("activity").wordy(),                                         // A: S139, T6
	choice("capacity", Health, access.Ability, "full", "quarter", "half", "three_quarters", "all").saying(howMuch), // B1–B5
	choice("capacity_time", Health, access.Ability, "short", "year", "lasting").saying(howLong),                    // B1, B5
	question("need_physical", Health, access.Ability, ""),                                                          // S63, S126
	question("need_mental", Health, access.Ability, ""),

	choice("everyday", Social, access.Social, "works", "support", "fails").wordy(), // S127
	choice("network", Social, access.Social, "good", "some", "none"),
	question("need_social", Social, access.Social, ""), // S63, S126

	choice("housing", Housing, access.Housing, "own", "sublet", "lodging", "relatives", "supported", "temporary", "none"),

	choice("addiction", Addiction, access.Addiction, "none", "earlier", "ongoing"),
	question("addiction_support", Addiction, access.Addiction, ""),

	choice("household", Family, access.Family, "alone", "alone_children", "couple", "couple_children", "parents", "others"),
	question("children_part", Family, access.Family, ""),
}

// inWhat is what the programme that somebody takes part in says.
var inWhat = map[string]rule.Facts{
	"none":      {"programme": rule.Is(false), "programme.guarantee": rule.Is(false)},
	"guarantee": {"programme": rule.Is(true), "programme.guarantee": rule.Is(true)},
	"another":   {"programme": rule.Is(true), "programme.guarantee": rule.Is(false)},
}

// howMuch is by how much the capacity for work is reduced, in the quarters that
// benefits are counted in (B2, B5).
var howMuch = map[string]rule.Facts{
	"full":           {"capacity.reduced": rule.Is(false), "capacity.share": rule.Between(0, 24)},
	"quarter":        {"capacity.reduced": rule.Is(true), "capacity.share": rule.Between(25, 49)},
	"half":           {"capacity.reduced": rule.Is(true), "capacity.share": rule.Between(50, 74)},
	"three_quarters": {"capacity.reduced": rule.Is(true), "capacity.share": rule.Between(75, 99)},
	"all":            {"capacity.reduced": rule.Is(true), "capacity.share": rule.Count(100)},
}

// howLong is for how long it will be (B1, B5).
var howLong = map[string]rule.Facts{
	"short":   {"capacity.year": rule.Is(false), "capacity.lasting": rule.Is(false)},
	"year":    {"capacity.year": rule.Is(true), "capacity.lasting": rule.Is(false)},
	"lasting": {"capacity.year": rule.Is(true), "capacity.lasting": rule.Is(true)},
}

// graded is a field of the DFA chain, on the scale of T6.
func graded(code string) Field {
	return choice(code, Health, access.Ability, "no", "mild", "moderate", "severe", "complete")
}

// Fields lists the questions of the first picture, by lens.
func Fields() []Field { return slices.Clone(fields) }

// FieldOf returns the field with a code.
func FieldOf(code string) (Field, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Code == code })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
}

// Through lists the fields of a lens.
func Through(l Lens) []Field {
	return slices.DeleteFunc(Fields(), func(f Field) bool { return f.Lens != l })
}
