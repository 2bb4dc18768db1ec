package result

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/cases"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/outcome"
	"samverk/internal/result"
	"samverk/internal/situation"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) outcomeRoutes() []site.Route {
	const of = "/arenden/{case}/resultat"
	return []site.Route{
		{"GET " + of, site.Acting, s.outcomePage},
		{"POST " + of + "/{moment}", site.Acting, s.noteOutcome},
		{"POST " + of + "/mal/{item}", site.Function, s.keepScale},
	}
}

// momentPaths are the moments as addresses name them.
var momentPaths = map[string]outcome.Moment{"fore": outcome.Before, "avslut": outcome.Closing, "6-manader": outcome.Six, "12-manader": outcome.Twelve}

func outcomeURL(c id.Case) string { return site.CaseURL(c) + "/resultat" }

func momentURL(c id.Case, m outcome.Moment) string {
	for path, moment := range momentPaths {
		if moment == m {
			return outcomeURL(c) + "/" + path
		}
	}
	return outcomeURL(c)
}

// outcomeScreen is how it stood at each moment as its page shows it.
type outcomeScreen struct {
	result.OutcomeView
	v    *site.Visit
	back *ui.Form
	late error
}

func (s *server) outcomePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawOutcome(w, r, v, nil, nil)
}

func (s *server) drawOutcome(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	view, err := s.Result.Outcome(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := outcomeScreen{view, v, back, late}
	p := s.frame(v, view.CaseView, v.Texts.T(pick(v, "outcomepage.title", "outcomepage.title.own")))
	p.Head.Lead = v.Texts.T(pick(v, "outcomepage.lead", "outcomepage.lead.own"))
	if back != nil {
		p.Faults = back.Faults
	}
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, outcomeBody(v, k))
}

func (s *server) noteOutcome(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	m, ok := momentPaths[r.PathValue("moment")]
	if !ok {
		return errs.Missing()
	}
	return s.outcomeDone(w, r, v, "page.flash.outcome_noted", s.Result.NoteOutcome(r.Context(), v.Actor, site.CaseOf(r), typedNote(v, m)))
}

func (s *server) outcomeDone(w http.ResponseWriter, r *http.Request, v *site.Visit, flash string, err error) error {
	return s.settled(w, r, v, err, after{outcomeURL(site.CaseOf(r)), flash, func(f *ui.Form, late error) error { return s.drawOutcome(w, r, v, f, late) }})
}

// typedNote reads what was typed of a moment. What is no number is outside its
// range, so that it is refused together with all else.
func typedNote(v *site.Visit, m outcome.Moment) (n outcome.New) {
	f := v.Form
	n = outcome.New{Moment: m, On: f.Get("on"), Share: f.Get("share") == "yes", Version: max(v.Version(), 0)}
	n.Occupation, n.SGI, n.Ending, n.EndingKind, n.Words = f.Get("occupation"), f.Get("sgi"), f.Get("ending"), f.Get("ending_kind"), f.Get("words")
	n.Percent, n.Ability = percent(f.Get("percent")), percent(f.Get("ability"))
	for _, code := range append([]string{f.Get("livelihood")}, f["also"]...) {
		if code != "" {
			n.Livelihood = append(n.Livelihood, code)
		}
	}
	for _, what := range outcome.Checks() {
		if said := f.Get("check_" + what); said != "" {
			n.Checks = with(n.Checks, what, said)
		}
	}
	for _, what := range outcome.Rated() {
		if step, err := strconv.Atoi(f.Get(what)); err == nil && step != 0 {
			n.Ratings = with(n.Ratings, what, step)
		}
	}
	for name, said := range f {
		if goal, is := strings.CutPrefix(name, "goal_"); is && len(said) == 1 && said[0] != "" {
			level, err := strconv.Atoi(said[0])
			if err != nil {
				level = noLevel
			}
			n.Scores = append(n.Scores, outcome.Score{Goal: id.Item(goal), Level: level})
		}
	}
	return n
}

// noLevel is outside the scale, which it is refused for.
const noLevel = 9

func with[T any](m map[string]T, name string, value T) map[string]T {
	if m == nil {
		m = map[string]T{}
	}
	m[name] = value
	return m
}

// percent reads a share; nothing is 0, and what is no number is under it.
func percent(text string) int {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

func (s *server) keepScale(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k := outcome.Scale{Goal: id.Item(r.PathValue("item")), Expected: v.Form.Get("expected"), Version: max(v.Version(), 0)}
	k.Weight, _ = strconv.Atoi(v.Form.Get("weight"))
	if said := v.Form.Get("baseline"); said != "" {
		level, err := strconv.Atoi(said)
		if err != nil {
			level = noLevel
		}
		k.Baseline = &level
	}
	return s.outcomeDone(w, r, v, "page.flash.scale_kept", s.Result.KeepScale(r.Context(), v.Actor, site.CaseOf(r), k))
}

// moments are those that something is noted of, or can be.
func (k outcomeScreen) moments() (all []outcome.Moment) {
	for _, m := range outcome.Moments() {
		if len(k.notes(m)) > 0 || k.MayNote[m] {
			all = append(all, m)
		}
	}
	return all
}

func (k outcomeScreen) notes(m outcome.Moment) (all []outcome.Note) {
	for _, n := range k.Notes {
		if n.Moment == m {
			all = append(all, n)
		}
	}
	return all
}

// moment names a moment, to who reads.
func (k outcomeScreen) moment(m outcome.Moment) string {
	return k.v.TextOf(pick(k.v, "outcomepage.moment", "outcomepage.moment.own"), string(m))
}

// heading names a moment, with its day where it is to come.
func (k outcomeScreen) heading(m outcome.Moment) string {
	said := k.moment(m)
	if day := k.On[m]; day != "" {
		said += ", " + k.v.Texts.Day(day)
	}
	return said
}

// whose says who has noted something.
func (k outcomeScreen) whose(n outcome.Note) string {
	t := k.v.Texts
	day := t.Day(n.On)
	switch {
	case n.Owner == id.Self && k.v.Actor.Self():
		return t.T("outcomepage.by.you", "day", day)
	case n.Owner == id.Self:
		return t.T("outcomepage.by.self", "day", day)
	}
	if u, ok := k.Units[n.Owner]; ok {
		return t.T("outcomepage.by.unit", "unit", u.Name, "day", day)
	}
	return t.T("outcomepage.by.unit", "unit", k.v.Texts.T("outcomepage.by.staff"), "day", day)
}

// terms are what a note says.
func (k outcomeScreen) terms(n outcome.Note) (all []ui.Term) {
	t := k.v.Texts
	add := func(key, said string) {
		if said != "" {
			all = append(all, ui.Term{Word: t.T(key), Says: ui.Text(said)})
		}
	}
	var names []string
	for _, code := range n.Livelihood {
		names = append(names, k.v.TextOf("benefit", code))
	}
	add("outcomepage.livelihood", strings.Join(names, ", "))
	add("outcomepage.occupation", k.occupation(n.Content))
	if n.Ability > 0 {
		add("outcomepage.ability", t.Percent(n.Ability))
	}
	if n.SGI != "" {
		add("outcomepage.sgi", k.v.TextOf("outcomepage.answer", n.SGI))
	}
	if n.Ending != "" {
		add("outcomepage.ending", strings.TrimSuffix(k.v.TextOf("outcomepage.ending", n.Ending)+": "+n.EndingKind, ": "))
	}
	for _, what := range outcome.Checks() {
		if said := n.Checks[what]; said != "" {
			add("outcomepage.check."+what, k.v.TextOf("outcomepage.answer", said))
		}
	}
	for _, what := range outcome.Rated() {
		if step := n.Ratings[what]; step > 0 {
			add("outcomepage.rating."+what, k.v.TextOf("outcomepage.step", strconv.Itoa(step)))
		}
	}
	for _, s := range n.Scores {
		all = append(all, ui.Term{Word: k.goal(s.Goal), Says: ui.Text(level(k.v, s.Level))})
	}
	if score, ok := k.T(n); ok {
		add("outcomepage.t", t.Decimal(score, 1))
	}
	add("outcomepage.words", n.Words)
	return all
}

func (k outcomeScreen) occupation(c outcome.Content) string {
	if c.Occupation == "" {
		return ""
	}
	said := k.v.TextOf("outcomepage.occupation", c.Occupation)
	if c.Percent > 0 {
		said += ", " + k.v.Texts.Percent(c.Percent)
	}
	return said
}

// goal names a goal that the reader may see.
func (k outcomeScreen) goal(i id.Item) string {
	for _, g := range k.Goals {
		if g.ID == i {
			return g.Title
		}
	}
	return k.v.Texts.T("outcomepage.goal")
}

// level is a level of a goal in words.
func level(v *site.Visit, n int) string {
	said := strconv.Itoa(n)
	switch {
	case n > 0:
		said = "+" + said
	case n < 0:
		said = "−" + strconv.Itoa(-n)
	}
	return said + ", " + v.TextOf("outcomepage.level", "l"+strconv.Itoa(n+2))
}

// noteForm is the form of a moment: what stands, or as it came back.
func (k outcomeScreen) noteForm(m outcome.Moment) ui.Form {
	f := formAt(k.v, momentURL(k.Case.ID, m), k.back)
	n, stands := k.Own(m)
	f.Version = n.Version
	if f.Changed {
		return f
	}
	f.Values = map[string][]string{"on": {k.Today}}
	if day := k.On[m]; day != "" && day < k.Today {
		f.Values["on"] = []string{day}
	}
	if stands {
		k.fill(f.Values, n)
	}
	return f
}

// fill puts what stands into a form.
func (k outcomeScreen) fill(values map[string][]string, n outcome.Note) {
	set := func(name, said string) {
		if said != "" && said != "0" {
			values[name] = []string{said}
		}
	}
	set("on", n.On)
	for i, code := range n.Livelihood {
		if i == 0 {
			set("livelihood", code)
		} else {
			values["also"] = append(values["also"], code)
		}
	}
	set("occupation", n.Occupation)
	set("percent", strconv.Itoa(n.Percent))
	set("ability", strconv.Itoa(n.Ability))
	set("sgi", n.SGI)
	set("ending", n.Ending)
	set("ending_kind", n.EndingKind)
	set("words", n.Words)
	for what, said := range n.Checks {
		set("check_"+what, said)
	}
	for what, step := range n.Ratings {
		set(what, strconv.Itoa(step))
	}
	for _, s := range n.Scores {
		values["goal_"+string(s.Goal)] = []string{strconv.Itoa(s.Level)}
	}
	if n.Shared != "" {
		set("share", "yes")
	}
}

func (k outcomeScreen) open(m outcome.Moment) bool {
	return k.back != nil && k.back.Action == momentURL(k.Case.ID, m)
}

func (k outcomeScreen) benefits() (all []ui.Option) {
	for _, b := range situation.Benefits() {
		all = append(all, ui.Option{Value: b.Code, Label: k.v.TextOf("benefit", b.Code)})
	}
	return all
}

func (k outcomeScreen) levelOptions() (all []ui.Option) {
	for _, n := range outcome.Levels() {
		all = append(all, ui.Option{Value: strconv.Itoa(n), Label: level(k.v, n)})
	}
	return all
}

// goalField asks how far a goal has come.
func (k outcomeScreen) goalField(f ui.Form, g item.Item) ui.Field {
	field := f.Field("goal_"+string(g.ID), "outcomepage.goal").WithOptions(k.levelOptions()...).MayBeEmpty()
	field.Label = g.Title
	if scale, ok := k.Scale(g.ID); ok {
		field = field.WithHint(k.v.Texts.T("outcomepage.goal.hint", "expected", scale.Expected))
	}
	return field
}

// scaled are the goals that have a scale.
func (k outcomeScreen) scaled() (all []item.Item) {
	for _, g := range k.Goals {
		if _, ok := k.Scale(g.ID); ok {
			all = append(all, g)
		}
	}
	return all
}

func (k outcomeScreen) ratingField(f ui.Form, what string) ui.Field {
	field := f.Field(what, "outcomepage.rate."+what).MayBeEmpty()
	for step := outcome.Steps(); step > 0; step-- {
		field.Options = append(field.Options, ui.Option{Value: strconv.Itoa(step), Label: k.v.TextOf("outcomepage.step", strconv.Itoa(step))})
	}
	return field
}

func (k outcomeScreen) dayField(f ui.Form) ui.Field {
	field := f.Field("on", "outcomepage.on")
	field.Max = k.Today
	return field
}

func percentField(f ui.Form, name string) ui.Field {
	field := f.Field(name, "outcomepage."+name).MayBeEmpty()
	field.Min, field.Max, field.Unit = "0", "100", "%"
	return field
}

// scaleForm is the form of a goal's scale.
func (k outcomeScreen) scaleForm(g item.Item) ui.Form {
	f := formAt(k.v, outcomeURL(k.Case.ID)+"/mal/"+string(g.ID), k.back)
	f.Version = 0
	scale, ok := k.Scale(g.ID)
	if ok && scale.Owner == k.Sight.Unit() {
		f.Version = scale.Version
	}
	if f.Changed {
		return f
	}
	f.Values = map[string][]string{"weight": {"1"}}
	if ok {
		f.Values["expected"], f.Values["weight"] = []string{scale.Expected}, []string{strconv.Itoa(scale.Weight)}
		if scale.Baseline != nil {
			f.Values["baseline"] = []string{strconv.Itoa(*scale.Baseline)}
		}
	}
	return f
}

func (k outcomeScreen) scaleOpen(g item.Item) bool {
	return k.back != nil && k.back.Action == outcomeURL(k.Case.ID)+"/mal/"+string(g.ID)
}

func (k outcomeScreen) weights() []ui.Option {
	var all []ui.Option
	for n := 1; n <= 3; n++ {
		all = append(all, ui.Option{Value: strconv.Itoa(n), Label: k.v.TextOf("outcomepage.weight", "w"+strconv.Itoa(n))})
	}
	return all
}

// shown are the goals that the table has: to the person herself those with a scale.
func (k outcomeScreen) shown() []item.Item {
	if !k.v.Actor.Self() {
		return k.Goals
	}
	return k.scaled()
}

// goalTable is the goals with what is expected and where they began.
func (k outcomeScreen) goalTable() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("outcomepage.goals"), Hidden: true, Columns: site.Columns(k.v, "outcomepage.goal", "outcomepage.expected", "outcomepage.baseline")}
	for _, g := range k.shown() {
		expected, start := t.T("outcomepage.scale.none"), ""
		if scale, ok := k.Scale(g.ID); ok {
			expected = scale.Expected
			if start = t.T("outcomepage.baseline.none"); scale.Baseline != nil {
				start = level(k.v, *scale.Baseline)
			}
		}
		tab.Rows = append(tab.Rows, ui.Row{Cells: []templ.Component{ui.Text(g.Title), ui.Text(expected), ui.Text(start)}})
	}
	return tab
}

func (k outcomeScreen) mayScale() bool { return k.Leads && k.Case.State != cases.StateClosed }
