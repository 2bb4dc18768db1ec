package samverk

const (
	byMaturity     = "./internal/maturity"
	byFit          = "./internal/fit"
	byCatalogue    = "./internal/catalogue"
	byWayfinding   = "./internal/wayfinding"
	byMapping      = "./internal/mapping"
	byFigures      = "./internal/figures"
	byIntroduction = "./internal/introduction"
)

// aroundMutants are bugs in what issue 6 brought: self-assessment and surveys,
// ways in, interventions and what is missing, studies, figures, learning.
var aroundMutants = []mutant{
	// Self-assessment and surveys.
	{"four answers are shown", "internal/factor/release.go", `const LeastAnswers = 5`, `const LeastAnswers = 4`, "./internal/factor " + byMaturity},
	{"the few that are left are found by taking away", "internal/factor/release.go", `for rest > 0 && rest < LeastAnswers && len(shown) > 0 {`, `for rest < 0 && len(shown) > 0 {`, "./internal/factor"},
	{"each answer shows while the round is open", "internal/gauge/result.go", `if r.Anonymous && r.State(today) != Closed {`, `if r.Anonymous && r.State(today) == Ahead {`, byMaturity},
	{"an anonymous answer stands with who gave it", "internal/gauge/answer.go", `		if !r.Anonymous {
			if _, err`, `		if r.ID != "" {
			if _, err`, byMaturity},
	{"a function answers twice", "internal/gauge/answer.go", `	if err != nil || n == 1 {`, `	if err != nil || n >= 0 {`, byMaturity + " -run Answered"},
	{"a deputy answers for several functions", "internal/gauge/answer.go", `	if !r.Anonymous {
		user = ""`, `	if r.ID != "" {
		user = ""`, byMaturity + " -run OneAnswers"},
	{"a survey that somebody has open asks something else", "internal/survey/survey.go", `	if invited {
		s.locked`, `	if !invited {
		s.locked`, byMaturity + " -run Asked"},
	{"an answer is counted after the round has closed", "internal/gauge/answer.go", `	r, err := held(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	if err := r.takes(tx.Today(), Factors, kind); err != nil {`, `	if err := r.takes(tx.Today(), Factors, kind); err != nil {`, byMaturity + " -run Closed"},
	{"a promise that nobody is to know is taken back", "internal/gauge/gauge.go", `!now.Anonymous || s.Anonymous, "anonymous", "gauge.promised"`, `true, "anonymous", "gauge.promised"`, byMaturity + " -run Anonymous"},
	{"what a second answer is known by is kept", "internal/maturity/rounds.go", `	who.Once = access.Once{}
	return s.keepRound(ctx, who, access.GaugeAnswer, r`, `	return s.keepRound(ctx, who, access.GaugeAnswer, r`, byMaturity},
	{"an invitation to a survey is used twice", "internal/survey/answer.go", `set used = true where code_hash = $1 and not used`, `set used = true where code_hash = $1`, byMaturity + " -run Once"},
	{"an answer is counted after the survey has closed", "internal/survey/answer.go", `	in, err := ByCode(ctx, tx, hash) // as it stands now that nothing of it changes
	if err != nil {
		return err
	}
`, ``, byMaturity + " -run Closed"},
	{"texts of four are read", "internal/survey/answer.go", `	whole, groups := factor.Release(counts)
	if !whole {
		return o`, `	whole, groups := factor.Release(counts)
	if o.Texts = texts; !whole {
		return o`, byMaturity + " -run Four"},
	{"codes are guessed at all day", "internal/maturity/surveys.go", `return login.Try(ctx, tx, tried, source)`, `login.Try(ctx, tx, tried, source); return nil`, byMaturity + " -run Guess"},
	{"a person reads surveys", "internal/maturity/rounds.go", `	if who.Self() {
		return errs.Missing()
	}
	return s.Look`, `	return s.Look`, byMaturity + " -run Person"},

	// What is missing, and what fits.
	{"one case is counted until it is told", "internal/offer/missing.go", `	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Exec`, `	if err != nil || n < 0 {
		return err
	}
	_, err = tx.Exec`, byFit + " -run SameCase"},
	{"two cases are told", "internal/offer/missing.go", `const Fewest = 3`, `const Fewest = 2`, byFit},
	{"a protected person is counted as missing something", "internal/fit/fit.go", `		if !sight.Place() {
			return "", errs`, `		if false {
			return "", errs`, byFit + " -run Protected"},
	{"a protected person's area is told by what fits", "internal/fit/fit.go", `v.Hidden = !sight.Place(); v.Hidden {`, `v.Hidden = !sight.Place(); false {`, byFit + " -run Protected"},
	{"a worker approves by saving", "internal/catalogue/keep.go", `	if state == offer.Approved {
		return access.OfferApprove
	}`, `	if state == offer.Approved && false {
		return access.OfferApprove
	}`, byCatalogue},
	{"another actor takes a wish back", "internal/catalogue/wishes.go", `if reader.Kind != now.From {`, `if reader.Kind == "" {`, byCatalogue},
	{"anybody answers what another actor is expected to", "internal/catalogue/expectations.go", `return f.Role == access.Manager && f.Kind == e.To`, `return f.Role == access.Manager`, byCatalogue},

	// Ways in.
	{"a way in that nobody chose to show is public", "internal/wayfinding/open.go", `if w.Area == area && w.Guide.Shown {`, `if w.Area == area {`, byWayfinding},
	{"the public page tells who holds a function", "internal/wayfinding/open.go", `w.Function.Holder, w.Function.Deputy, w.About = "", "", ""`, `w.About = ""`, byWayfinding},

	// Studies, figures, learning.
	{"a quote names the only one who can have said it", "internal/study/statement.go", `s.People < 2 {`, `s.People < 1 {`, byMapping + " ./internal/study"},
	{"a person reads a study", "internal/mapping/mapping.go", `	if who.Self() {
		return errs.Missing()
	}
`, ``, byMapping + " -run Person"},
	{"a coordinator makes her development everybody's", "internal/mapping/developments.go", `f.Check(may, "scope", "development.scope.frame")`, `f.Check(may || true, "scope", "development.scope.frame")`, byMapping},
	{"figures are fetched from elsewhere", "internal/figures/kolada.go", `u.Host != s.kolada.Host || `, ``, byFigures},
	{"what is null is nought", "internal/figures/kolada.go", `text != "" && text != "null" {`, `text != "" {
			if text == "null" {
				text = "0"
			}`, byFigures},
	{"a person reads who comes and goes", "internal/introduction/introduction.go", `	if who.Self() {
		return errs.Missing()
	}
`, ``, byIntroduction + " -run Person"},
}
