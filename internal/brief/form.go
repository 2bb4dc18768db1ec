package brief

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The parts that a form can show. What is planned and what is asked is always there.
const (
	PartActivities   = "activities"
	PartWhere        = "where"
	PartDemands      = "demands"
	PartHard         = "hard"
	PartCertificates = "certificates"
	PartQuestion     = "question"
	PartHelp         = "help"
	PartCertificate  = "certificate" // whether there is a new one
	PartWords        = "words"
)

// Parts lists the parts in the order of the form.
func Parts() []string {
	return []string{PartActivities, PartWhere, PartDemands, PartHard, PartCertificates, PartQuestion, PartHelp, PartCertificate, PartWords}
}

// Always reports whether a part is in every form.
func Always(part string) bool {
	return part == PartActivities || part == PartQuestion || part == PartHelp
}

// The sorts of answers to an organisation's own questions.
const (
	SortText    = "text"
	SortYesNo   = "yes_no"
	SortChoice  = "choice"
	SortPercent = "percent"
	SortDay     = "day"
)

// Sorts lists the sorts of answers.
func Sorts() []string { return []string{SortText, SortYesNo, SortChoice, SortPercent, SortDay} }

// Who answers a question.
const (
	AsksWriter = "writer"
	AsksCare   = "care"
)

// Asked lists who can answer a question.
func Asked() []string { return []string{AsksWriter, AsksCare} }

// The bounds of a form: the brief is one page.
const (
	MostQuestions = 6
	mostOptions   = 8
	longLabel     = 100
	longOption    = 60
)

// Field is a part of a form, or a question of the organisation's own.
type Field struct {
	Code     string // the part; of a question q1, q2 …
	Label    string // own; empty for the usual
	Sort     string // of a question
	Options  []string
	Required bool
	Asks     string // of a question: who answers
}

// IsQuestion reports whether a field is a question of the organisation's own.
func (f Field) IsQuestion() bool { return f.Sort != "" || f.Asks != "" }

// Form is the fields of a brief, in one version.
type Form struct {
	ID     id.BriefForm // empty for the usual form
	Org    id.Org
	Number int64 // 0 for the usual form
	Fields []Field
}

// Usual is the form of an organisation that has made none.
func Usual() (f Form) {
	for _, p := range Parts() {
		f.Fields = append(f.Fields, Field{Code: p})
	}
	return f
}

// Has reports whether a part is shown.
func (f Form) Has(part string) bool {
	return slices.ContainsFunc(f.Fields, func(x Field) bool { return x.Code == part })
}

// Label is the organisation's own name of a part, empty for the usual.
func (f Form) Label(part string) string {
	for _, x := range f.Fields {
		if x.Code == part {
			return x.Label
		}
	}
	return ""
}

// Questions lists the organisation's own questions to somebody.
func (f Form) Questions(asks string) (all []Field) {
	for _, x := range f.Fields {
		if x.IsQuestion() && x.Asks == asks {
			all = append(all, x)
		}
	}
	return all
}

// Check reports every fault of a form.
func (f Form) Check() error {
	var faults errs.Faults
	var questions int
	var labels []string
	for n, x := range f.Fields {
		of := "_" + x.Code
		label := strings.ToLower(strings.TrimSpace(x.Label))
		faults.Check(length(x.Label) <= longLabel, "label"+of, "brief.form.label.long", "most", strconv.Itoa(longLabel))
		faults.Check(!slices.ContainsFunc(f.Fields[:n], func(o Field) bool { return o.Code == x.Code }), "code"+of, "brief.form.code.twice")
		faults.Check(label == "" || !slices.Contains(labels, label), "label"+of, "brief.form.label.twice")
		faults.Check(!id.HasNumber(x.Label), "label"+of, "text.identity.number")
		labels = append(labels, label)
		if x.IsQuestion() {
			questions++
			x.checkQuestion(&faults, label)
		} else {
			faults.Check(slices.Contains(Parts(), x.Code), "code"+of, "brief.form.part.unknown")
		}
	}
	for _, p := range Parts() {
		faults.Check(!Always(p) || f.Has(p), "part_"+p, "brief.form.part.always")
	}
	faults.Check(questions <= MostQuestions, "questions", "brief.form.questions.many", "most", strconv.Itoa(MostQuestions))
	return faults.Err()
}

func (x Field) checkQuestion(f *errs.Faults, label string) {
	of := "_" + x.Code
	f.Check(strings.HasPrefix(x.Code, "q") && len(x.Code) <= 3, "code"+of, "brief.form.part.unknown")
	f.Check(label != "", "label"+of, "brief.form.label.missing")
	f.Check(slices.Contains(Sorts(), x.Sort), "sort"+of, "brief.form.sort.missing")
	f.Check(slices.Contains(Asked(), x.Asks), "asks"+of, "brief.form.asks.missing")
	if x.Sort != SortChoice {
		f.Check(len(x.Options) == 0, "options"+of, "brief.form.options.needless")
		return
	}
	f.Check(len(x.Options) >= 2 && len(x.Options) <= mostOptions, "options"+of, "brief.form.options.number", "most", strconv.Itoa(mostOptions))
	f.Check(!slices.ContainsFunc(x.Options, id.HasNumber), "options"+of, "text.identity.number")
	f.Check(len(slices.Compact(slices.Sorted(slices.Values(x.Options)))) == len(x.Options), "options"+of, "brief.form.options.twice")
	f.Check(!slices.ContainsFunc(x.Options, func(o string) bool { return o == "" || length(o) > longOption || strings.Contains(o, "\n") }),
		"options"+of, "brief.form.options.long", "most", strconv.Itoa(longOption))
}

// checkExtra notes what is wrong with the answers to the form's own questions.
func (f Form) checkExtra(faults *errs.Faults, asks string, extra map[string]string) {
	for _, q := range f.Questions(asks) {
		value := strings.TrimSpace(extra[q.Code])
		switch {
		case value == "":
			faults.Check(!q.Required, "extra_"+q.Code, "brief.extra.missing")
		case !q.takes(value):
			faults.Add("extra_"+q.Code, "brief.extra."+q.Sort)
		}
	}
	for code := range extra {
		faults.Check(slices.ContainsFunc(f.Questions(asks), func(q Field) bool { return q.Code == code }), "extra", "brief.extra.unknown")
	}
}

// takes reports whether a value is of the sort that the question wants.
func (x Field) takes(value string) bool {
	switch x.Sort {
	case SortYesNo:
		return value == "yes" || value == "no"
	case SortChoice:
		return slices.Contains(x.Options, value)
	case SortPercent:
		n, err := strconv.Atoi(value)
		return err == nil && n >= 0 && n <= 100
	case SortDay:
		return isDay(value)
	}
	return length(value) <= longField
}

// NewestForm returns the form that an organisation's briefs are made by.
func NewestForm(ctx context.Context, tx *db.Tx, o id.Org) (Form, error) {
	f := Form{Org: o}
	found, err := tx.One(ctx, []any{&f.ID, &f.Number}, `select id, number from brief_form where organisation_id = $1 order by number desc limit 1`, o)
	if err != nil || !found {
		usual := Usual()
		usual.Org = o
		return usual, err
	}
	return f, f.read(ctx, tx)
}

// FormByID returns the form that a brief was made by; the usual for none.
func FormByID(ctx context.Context, tx *db.Tx, of id.BriefForm) (Form, error) {
	if of == "" {
		return Usual(), nil
	}
	f := Form{ID: of}
	found, err := tx.One(ctx, []any{&f.Org, &f.Number}, `select organisation_id, number from brief_form where id = $1`, of)
	if err == nil && !found {
		err = errs.Missing()
	}
	if err != nil {
		return Form{}, err
	}
	return f, f.read(ctx, tx)
}

func (f *Form) read(ctx context.Context, tx *db.Tx) (err error) {
	f.Fields, err = db.All(ctx, tx, func(scan db.Scan) (x Field, err error) {
		var options string
		err = scan(&x.Code, &x.Label, &x.Sort, &options, &x.Required, &x.Asks)
		if options != "" {
			x.Options = strings.Split(options, "\n")
		}
		return x, err
	}, `select code, label, sort, options, required, asks from brief_field where form_id = $1 order by place`, f.ID)
	return err
}

// KeepForm makes the next version of an organisation's form. Briefs that were
// made before keep theirs.
func KeepForm(ctx context.Context, tx *db.Tx, f Form, by id.Function) (id.BriefForm, error) {
	for n, x := range f.Fields {
		f.Fields[n].Label = strings.TrimSpace(x.Label)
	}
	if err := f.Check(); err != nil {
		return "", err
	}
	now, err := NewestForm(ctx, tx, f.Org)
	if err != nil {
		return "", err
	}
	if now.Number != f.Number {
		return "", errs.Changed(now)
	}
	made := id.New[id.BriefForm]()
	if _, err := tx.Exec(ctx, `insert into brief_form (id, organisation_id, number, function_id, at) values ($1, $2, $3, $4, $5)`,
		made, f.Org, f.Number+1, by, db.Micros(tx.Now)); err != nil {
		return "", err
	}
	for n, x := range f.Fields {
		if _, err := tx.Exec(ctx, `insert into brief_field (form_id, place, code, label, sort, options, required, asks) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
			made, n, x.Code, x.Label, x.Sort, strings.Join(x.Options, "\n"), x.Required, x.Asks); err != nil {
			return "", err
		}
	}
	return made, nil
}
