// Package survey keeps surveys that are answered by link, without an account
// and once for each invitation. An answer is only counted: it stands nowhere by
// itself, and nothing leads from it to the invitation.
package survey

import (
	"cmp"
	"context"
	"crypto/rand"
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

const (
	// MostTitle, MostAim and MostWords are the most characters of a survey's
	// title, its aim and the words of a question; MostText of a short text that
	// is answered.
	MostTitle, MostAim, MostWords, MostText = 120, 1000, 300, 500
	// MostQuestions and MostOptions are how many a survey and a question may have.
	MostQuestions, MostOptions = 20, 12
	// MostInvitations is how many a survey may have.
	MostInvitations = 500

	mostOption  = 100
	mostDays    = 366
	mostSurveys = 200
	mostNumber  = 1_000_000
)

// The kinds of questions.
const (
	Scale   = "scale" // 1–5
	One     = "choice"
	Several = "several"
	Text    = "text"
	Number  = "number"
)

// Kinds lists the kinds of questions in the order of the form.
func Kinds() []string { return []string{Scale, One, Several, Text, Number} }

// Steps is how many steps a scale has.
const Steps = 5

// Question is one question of a survey.
type Question struct {
	Number  int // from 1
	Kind    string
	Words   string
	Options []string // of One and Several; of Scale what the ends mean, if said
	Needed  bool
}

// Settings are what is decided about a survey.
type Settings struct {
	Title, Aim string
	OpensOn    string
	ClosesOn   string
	Questions  []Question
}

// Survey is a survey of an area.
type Survey struct {
	ID   id.Survey
	Area id.Area
	Settings
	EndedOn string
	By      id.Function
	Version int64
}

// The states of a survey.
const (
	Ahead  = "ahead"
	Open   = "open"
	Closed = "closed"
)

// State is how far a survey has come on a day.
func (s Survey) State(today string) string {
	switch {
	case s.EndedOn != "" || s.ClosesOn < today:
		return Closed
	case s.OpensOn > today:
		return Ahead
	}
	return Open
}

// Last is the day when the survey closed, or is to close.
func (s Survey) Last() string { return cmp.Or(s.EndedOn, s.ClosesOn) }

// Check reports every fault of s on a day.
func (s Settings) Check(today string, begun bool) error {
	var f errs.Faults
	words := func(field, text string, most int, missing string) {
		f.Check(text != "" || missing == "", field, missing)
		f.Check(utf8.RuneCountInString(text) <= most, field, "survey.words.long")
		f.Check(!id.HasNumber(text), field, "text.identity.number")
	}
	words("title", s.Title, MostTitle, "survey.title.missing")
	words("aim", s.Aim, MostAim, "survey.aim.missing")
	opens, errO := time.Parse(time.DateOnly, s.OpensOn)
	closes, errC := time.Parse(time.DateOnly, s.ClosesOn)
	f.Check(errO == nil, "opens_on", "survey.day.bad")
	f.Check(errC == nil, "closes_on", "survey.day.bad")
	f.Check(errO != nil || begun || s.OpensOn >= today, "opens_on", "survey.opens_on.past")
	f.Check(errC != nil || s.ClosesOn >= today, "closes_on", "survey.closes_on.past")
	if errO == nil && errC == nil {
		f.Check(!closes.Before(opens), "closes_on", "survey.closes_on.before")
		f.Check(closes.Sub(opens) <= mostDays*24*time.Hour, "closes_on", "survey.closes_on.far")
	}
	f.Check(len(s.Questions) > 0, "questions", "survey.questions.missing")
	f.Check(len(s.Questions) <= MostQuestions, "questions", "survey.questions.many")
	for i, q := range s.Questions {
		at := func(part string) string { return QuestionField(i, part) }
		f.Check(slices.Contains(Kinds(), q.Kind), at("kind"), "survey.kind.unknown")
		words(at("words"), q.Words, MostWords, "survey.question.missing")
		q.checkOptions(&f, at("options"))
	}
	return f.OneEach().Err()
}

func (q Question) checkOptions(f *errs.Faults, field string) {
	chooses := q.Kind == One || q.Kind == Several
	f.Check(!chooses || len(q.Options) >= 2, field, "survey.options.few")
	f.Check(len(q.Options) <= MostOptions, field, "survey.options.many")
	f.Check(q.Kind != Scale || len(q.Options) == 0 || len(q.Options) == 2, field, "survey.options.ends")
	f.Check(chooses || q.Kind == Scale || len(q.Options) == 0, field, "survey.options.none")
	met := map[string]bool{}
	for _, o := range q.Options {
		f.Check(o != "" && utf8.RuneCountInString(o) <= mostOption, field, "survey.options.long")
		f.Check(!strings.ContainsAny(o, "\r\n"), field, "survey.options.line") // they are kept one a line
		f.Check(!met[o], field, "survey.options.twice")
		f.Check(!id.HasNumber(o), field, "text.identity.number")
		met[o] = true
	}
}

const columns = `s.id, s.area_id, s.title, s.aim, s.opens_on, s.closes_on, coalesce(s.ended_on, ''), s.function_id, s.version`

func scanned(scan db.Scan) (s Survey, err error) {
	return s, scan(&s.ID, &s.Area, &s.Title, &s.Aim, &s.OpensOn, &s.ClosesOn, &s.EndedOn, &s.By, &s.Version)
}

// Filter says which surveys a list shows, and from where on.
type Filter struct {
	Area   id.Area
	Before string // last day and identifier of the last of the page before
	Last   string
	Limit  int // the most that there is when not said
}

// List lists surveys without their questions, those that close last first.
func List(ctx context.Context, tx *db.Tx, q Filter) ([]Survey, error) {
	if q.Before == "" {
		q.Before = "9999"
	}
	return db.All(ctx, tx, scanned, `select `+columns+` from survey s where s.area_id = $1 and (s.closes_on, s.id) < ($2, $3)
		order by s.closes_on desc, s.id desc limit $4`, q.Area, q.Before, q.Last, cmp.Or(q.Limit, mostSurveys))
}

const closing = 7 // days before its last that a survey is about to close

// Closing lists the surveys of a function that are about to close.
func Closing(ctx context.Context, tx *db.Tx, f id.Function) ([]Survey, error) {
	return db.All(ctx, tx, scanned, `select `+columns+` from survey s where s.function_id = $1 and s.ended_on is null and s.opens_on <= $2 and s.closes_on between $2 and $3
		order by s.closes_on, s.id limit 20`, f, tx.Today(), db.DayOf(tx.Now.AddDate(0, 0, closing)))
}

// ByID returns one survey with its questions.
func ByID(ctx context.Context, tx *db.Tx, which id.Survey) (Survey, error) {
	s, err := db.First(db.All(ctx, tx, scanned, `select `+columns+` from survey s where s.id = $1`, which))
	if err != nil {
		return s, err
	}
	s.Questions, err = db.All(ctx, tx, func(scan db.Scan) (q Question, err error) {
		var options string
		err = scan(&q.Number, &q.Kind, &q.Words, &options, &q.Needed)
		if options != "" {
			q.Options = strings.Split(options, "\n")
		}
		return q, err
	}, `select number, kind, words, options, needed from survey_question where survey_id = $1 order by number`, which)
	return s, err
}

// Make enters a survey in an area.
func Make(ctx context.Context, tx *db.Tx, area id.Area, s Settings, by id.Function) (id.Survey, error) {
	if err := s.Check(tx.Today(), false); err != nil {
		return "", err
	}
	made := id.New[id.Survey]()
	_, err := tx.Exec(ctx, `insert into survey (id, area_id, title, aim, opens_on, closes_on, function_id) values ($1, $2, $3, $4, $5, $6, $7)`,
		made, area, s.Title, s.Aim, s.OpensOn, s.ClosesOn, by)
	if err != nil {
		return "", err
	}
	return made, ask(ctx, tx, made, s.Questions)
}

// ask writes the questions of a survey.
func ask(ctx context.Context, tx *db.Tx, s id.Survey, all []Question) error {
	for i, q := range all {
		if _, err := tx.Exec(ctx, `insert into survey_question (survey_id, number, kind, words, options, needed) values ($1, $2, $3, $4, $5, $6)`,
			s, i+1, q.Kind, q.Words, strings.Join(q.Options, "\n"), q.Needed); err != nil {
			return err
		}
	}
	return nil
}

// Change changes a survey that has not closed. Once somebody has been invited it
// asks what it asks until it closes, and only its last day can be moved: who has
// it open would else answer what was never asked.
func Change(ctx context.Context, tx *db.Tx, which id.Survey, version int64, s Settings) error {
	if err := hold(ctx, tx, which); err != nil {
		return err
	}
	now, err := ByID(ctx, tx, which)
	if err != nil {
		return err
	}
	if now.State(tx.Today()) == Closed {
		return errs.New(errs.Conflict, "survey.over")
	}
	if now.Version != version {
		return errs.Changed(now)
	}
	invited, err := tx.Has(ctx, `select 1 from survey_invitation where survey_id = $1`, which)
	if err != nil {
		return err
	}
	var f errs.Faults
	if err := f.Merge(s.Check(tx.Today(), s.OpensOn == now.OpensOn)); err != nil {
		return err
	}
	if invited {
		s.locked(&f, now.Settings)
	}
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	if err := changed(ctx, tx, which, version, `update survey set title = $3, aim = $4, opens_on = $5, closes_on = $6, version = version + 1
		where id = $1 and version = $2`, s.Title, s.Aim, s.OpensOn, s.ClosesOn); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from survey_question where survey_id = $1`, which); err != nil {
		return err
	}
	return ask(ctx, tx, which, s.Questions)
}

// locked reports what differs from what those who have been invited are asked.
func (s Settings) locked(f *errs.Faults, now Settings) {
	f.Check(s.Title == now.Title, "title", "survey.begun")
	f.Check(s.Aim == now.Aim, "aim", "survey.begun")
	f.Check(s.OpensOn == now.OpensOn, "opens_on", "survey.begun")
	f.Check(slices.EqualFunc(s.Questions, now.Questions, func(a, b Question) bool {
		return a.Kind == b.Kind && a.Words == b.Words && a.Needed == b.Needed && slices.Equal(a.Options, b.Options)
	}), "questions", "survey.begun")
}

// End closes a survey before its last day.
func End(ctx context.Context, tx *db.Tx, which id.Survey, version int64) error {
	now, err := ByID(ctx, tx, which)
	if err != nil {
		return err
	}
	if now.State(tx.Today()) != Open {
		return errs.New(errs.Conflict, "survey.not_open")
	}
	return changed(ctx, tx, which, version, `update survey set ended_on = $3, version = version + 1 where id = $1 and version = $2`, tx.Today())
}

func changed(ctx context.Context, tx *db.Tx, which id.Survey, version int64, query string, args ...any) error {
	n, err := tx.Exec(ctx, query, append([]any{which, version}, args...)...)
	if err != nil || n == 1 {
		return err
	}
	now, err := ByID(ctx, tx, which)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

// letters are those that are not taken for one another, read aloud or written
// by hand.
const letters = "acdefhjkmnprtwxy3479"

// codeLength gives 20¹² codes.
const codeLength = 12

// Code opens a survey, once. It is known to those who get it, and here only by
// its hash.
type Code string

// newCode returns a code by chance.
func newCode() (Code, error) {
	b := make([]byte, 0, codeLength+2)
	for i := range codeLength {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		if err != nil {
			return "", err
		}
		if i > 0 && i%4 == 0 {
			b = append(b, '-')
		}
		b = append(b, letters[n.Int64()])
	}
	return Code(b), nil
}

// ParseCode reads a code as people write it; what has another form is none.
func ParseCode(typed string) (Code, bool) {
	if len(typed) > 40 {
		return "", false
	}
	var b strings.Builder
	n := 0
	for _, r := range strings.ToLower(typed) {
		if r == ' ' || r == '-' {
			continue
		}
		if r > 'z' || !strings.ContainsRune(letters, r) {
			return "", false
		}
		if n > 0 && n%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
		n++
	}
	return Code(b.String()), n == codeLength
}

// Invited is how many are invited, and of which actor: empty for anybody.
type Invited struct {
	Actor access.Kind
	Count int
}

// Groups lists whom invitations can be made for.
func Groups() []access.Kind {
	return []access.Kind{"", access.Kommun, access.Vard, access.FK, access.AF}
}

// Invite makes invitations to a survey that has not closed. The codes are
// returned this one time.
func Invite(ctx context.Context, tx *db.Tx, s Survey, all []Invited, hash func(Code) string) (codes map[access.Kind][]Code, err error) {
	if err := hold(ctx, tx, s.ID); err != nil {
		return nil, err
	}
	s, err = ByID(ctx, tx, s.ID) // as it stands now that nothing of it changes
	if err != nil {
		return nil, err
	}
	if s.State(tx.Today()) == Closed {
		return nil, errs.New(errs.Conflict, "survey.not_open")
	}
	var had int
	if _, err := tx.One(ctx, []any{&had}, `select count(*) from survey_invitation where survey_id = $1`, s.ID); err != nil {
		return nil, err
	}
	if err := checkInvited(all, had); err != nil {
		return nil, err
	}
	codes = map[access.Kind][]Code{}
	for _, in := range all {
		for range in.Count {
			c, err := newCode()
			if err != nil {
				return nil, err
			}
			if _, err := tx.Exec(ctx, `insert into survey_invitation (code_hash, survey_id, actor) values ($1, $2, $3)`, hash(c), s.ID, string(in.Actor)); err != nil {
				return nil, err
			}
			codes[in.Actor] = append(codes[in.Actor], c)
		}
	}
	return codes, nil
}

// checkInvited reports every fault of the invitations that are asked for, where
// so many have been made.
func checkInvited(all []Invited, had int) error {
	var f errs.Faults
	sum := 0
	for _, in := range all {
		f.Check(slices.Contains(Groups(), in.Actor), "count."+string(in.Actor), "survey.group.unknown")
		f.Check(in.Count >= 0 && in.Count <= MostInvitations, "count."+string(in.Actor), "survey.count.range")
		sum += max(0, min(in.Count, MostInvitations+1))
	}
	f.Check(sum > 0, "count.", "survey.count.missing")
	f.Check(had+sum <= MostInvitations, "count.", "survey.count.many")
	return f.OneEach().Err()
}

// Invitation is what a code opens.
type Invitation struct {
	Survey Survey
	Actor  access.Kind
	Used   bool
}

// ByCode returns what the hash of a code opens. A code of a survey that is not
// open opens nothing, as one that does not exist; one that has been used says so
// while the survey is open.
func ByCode(ctx context.Context, tx *db.Tx, hash string) (in Invitation, err error) {
	var which id.Survey
	found, err := tx.One(ctx, []any{&which, &in.Actor, &in.Used}, `select survey_id, actor, used from survey_invitation where code_hash = $1`, hash)
	if err != nil {
		return in, err
	}
	if !found {
		return in, errs.Missing()
	}
	if in.Survey, err = ByID(ctx, tx, which); err != nil {
		return in, err
	}
	if in.Survey.State(tx.Today()) != Open {
		return Invitation{}, errs.Missing()
	}
	return in, nil
}
