package joint

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/assessment"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
)

// BeginAssessment makes a call one to a joint assessment, by who holds the
// meeting together.
func (s *Service) BeginAssessment(ctx context.Context, who access.Actor, c id.Case, call id.Call) error {
	_, err := s.Do(ctx, who, access.AssessmentKeep, access.Object{Case: c, Call: call}, func(tx *db.Tx, sight access.Sight) (string, error) {
		if err := app.Writable(ctx, tx, sight); err != nil {
			return "", err
		}
		now, err := meeting.Facts(ctx, tx, call)
		if err == nil && (now.State == meeting.StateCancelled || now.State == meeting.StateHeld) {
			err = errs.New(errs.Conflict, "assessment.cancelled")
		}
		if err != nil {
			return "", err
		}
		if err := assessment.Begin(ctx, tx, sight, call); err != nil {
			return "", err
		}
		if err := s.tellCalled(ctx, tx, who, call); err != nil {
			return "", err
		}
		return string(call), s.Happened(ctx, tx, sight, cases.Event{Kind: "assessment_begun", Unit: sight.Unit()})
	})
	return err
}

// tellCalled lets the others who are called know that something waits.
func (s *Service) tellCalled(ctx context.Context, tx *db.Tx, who access.Actor, call id.Call) error {
	all, err := meeting.CalledTo(ctx, tx, call)
	if err != nil {
		return err
	}
	return s.TellOthers(ctx, tx, who, all...)
}

// NewPoint is a point of the discussion, under a heading.
type NewPoint struct {
	Heading     string
	Text        string
	Category    access.Category
	Due         string      // of what is to be found out
	Responsible id.Function // who finds it out; id.Self for the person
	Receivers   []id.Unit   // that the writer was told would have it
	All         bool
}

// Check reports every fault of n that the item itself does not have.
func (n NewPoint) Check() error {
	var f errs.Faults
	f.Check(slices.Contains(assessment.Headings(), n.Heading), "heading", "assessment.heading.missing")
	f.Check(strings.TrimSpace(n.Text) != "", "text", "assessment.point.missing")
	f.Check(n.Category.String() != "", "category", "item.category.missing")
	if n.Heading == assessment.Unknown {
		f.Check(n.Due != "", "due", "assessment.due.missing")
		f.Check(n.Responsible != "", "responsible", "assessment.responsible.missing")
	}
	return f.Err()
}

// line is the line of the meeting that a point is: what is to be found out is a
// commitment, all else was said.
func (n NewPoint) line() app.NewLine {
	title, words := item.Titled(n.Text)
	c := item.Content{Title: title, Words: words, Code: assessment.Code(n.Heading), Extent: item.NoExtent}
	l := app.NewLine{New: item.New{Kind: item.Said, Category: n.Category, Content: c}, Receivers: n.Receivers, All: n.All}
	if n.Heading == assessment.Unknown {
		l.Kind, l.Status, l.Due, l.Responsible = item.Commitment, "planned", n.Due, n.Responsible
		if n.Responsible == id.Function(id.Self) {
			l.Responsible = ""
		}
	}
	return l
}

// AddPoint writes a point of the discussion: a line of the meeting.
func (s *Service) AddPoint(ctx context.Context, who access.Actor, c id.Case, call id.Call, n NewPoint) (app.Written, error) {
	var w app.Written
	i, err := s.AtMeeting(ctx, who, access.MeetingWrite, access.Object{Case: c, Call: call}, func(tx *db.Tx, sight access.Sight) (_ string, err error) {
		if _, err := assessment.Get(ctx, tx, sight, call); err != nil {
			return "", err
		}
		if err := n.Check(); err != nil {
			return "", err
		}
		w, err = s.WriteLine(ctx, tx, sight, call, n.line())
		return string(w.Item), err
	})
	w.Item = id.Item(i)
	if err != nil {
		return app.Written{}, err
	}
	return w, nil
}

// NewStatement is a version of the common statement.
type NewStatement struct {
	assessment.Parts
	Receivers []id.Unit // that the writer was told would have it
	All       bool
	Version   int64       // of the assessment that it replaces
	Words     *i18n.Texts // in the language that is written in
}

// whole is all that the statement says, as one text: so it stands in minutes,
// in what is handed over and in her extract.
func (n NewStatement) whole() string {
	lines := []string{n.Text}
	add := func(key, said string) {
		if said != "" {
			lines = append(lines, n.Words.T("assessment.part."+key)+": "+said)
		}
	}
	add("measure", n.Measure)
	if n.Actor != "" {
		add("actor", n.Words.T("kind."+n.Actor))
	}
	if n.Benefit != "" {
		add("benefit", n.Words.T("benefit."+n.Benefit))
	}
	add("time", n.Time)
	add("cost", n.Cost)
	var paths []string
	for _, p := range n.Paths {
		paths = append(paths, n.Words.T("assessment.path."+p))
	}
	add("paths", strings.Join(paths, "; "))
	return strings.Join(lines, "\n\n")
}

func (n NewStatement) content() item.Content {
	return item.Content{Title: n.Words.T("assessment.statement.title"), Words: n.whole(), Code: assessment.StatementCode, Extent: item.NoExtent, Reason: "agreed"}
}

// KeepStatement writes a version of the statement as a draft: a decision of the
// meeting, which those who are called have as far as the consent covers them.
func (s *Service) KeepStatement(ctx context.Context, who access.Actor, c id.Case, call id.Call, n NewStatement) (app.Written, error) {
	var w app.Written
	i, err := s.AtMeeting(ctx, who, access.AssessmentKeep, access.Object{Case: c, Call: call}, func(tx *db.Tx, sight access.Sight) (_ string, err error) {
		w, err = s.keepStatement(ctx, tx, sight, call, n)
		return string(w.Item), err
	})
	w.Item = id.Item(i)
	if err != nil {
		return app.Written{}, err
	}
	return w, nil
}

func (s *Service) keepStatement(ctx context.Context, tx *db.Tx, sight access.Sight, call id.Call, n NewStatement) (w app.Written, err error) {
	key, err := s.Key(ctx, sight)
	if err != nil {
		return w, err
	}
	now, err := assessment.Get(ctx, tx, sight, call)
	if err != nil {
		return w, err
	}
	if now.Version != n.Version {
		return w, errs.Changed(now)
	}
	if err := n.Parts.Check(); err != nil {
		return w, err
	}
	version := int64(1)
	before, err := item.One(ctx, tx, key, sight, now.Item)
	switch {
	case err == nil && !before.Gone && before.Owner == sight.Unit():
		version = before.Newest + 1
		w, err = s.ReviseLine(ctx, tx, sight, call, item.Change{Item: before.ID, Version: before.Newest, Content: n.content()})
	case err == nil || errs.Is(err, errs.NotFound):
		// There is none, or it is another unit's: that one stands as it is.
		w, err = s.WriteLine(ctx, tx, sight, call, app.NewLine{New: item.New{Kind: item.Decision, Category: access.Plan, Content: n.content()}, Receivers: n.Receivers, All: n.All})
	}
	if err != nil {
		return w, err
	}
	return w, assessment.Keep(ctx, tx, key, sight, call, assessment.Statement{Item: w.Item, Of: version, Parts: n.Parts, Version: n.Version})
}

// AgreeAssessment has the statement agreed on, when nothing lacks in it. Who
// judges otherwise says so beside it.
func (s *Service) AgreeAssessment(ctx context.Context, who access.Actor, c id.Case, call id.Call, version int64) error {
	_, err := s.Do(ctx, who, access.AssessmentKeep, access.Object{Case: c, Call: call}, func(tx *db.Tx, sight access.Sight) (string, error) {
		if err := app.Writable(ctx, tx, sight); err != nil {
			return "", err
		}
		if err := s.mayAgree(ctx, tx, sight, call, version); err != nil {
			return "", err
		}
		if err := assessment.Agree(ctx, tx, sight, call, version); err != nil {
			return "", err
		}
		if err := meeting.Touch(ctx, tx, call); err != nil {
			return "", err
		}
		if err := s.tellCalled(ctx, tx, who, call); err != nil {
			return "", err
		}
		return string(call), s.Happened(ctx, tx, sight, cases.Event{Kind: "assessment_agreed", Unit: sight.Unit()})
	})
	return err
}

// mayAgree refuses a statement that lacks something, or that nobody else has.
func (s *Service) mayAgree(ctx context.Context, tx *db.Tx, sight access.Sight, call id.Call, version int64) error {
	now, err := assessment.Get(ctx, tx, sight, call)
	if err != nil {
		return err
	}
	if now.Version != version {
		return errs.Changed(now)
	}
	key, err := s.Key(ctx, sight)
	if err != nil {
		return err
	}
	st, err := item.One(ctx, tx, key, sight, now.Item)
	if errs.Is(err, errs.NotFound) || err == nil && st.Gone {
		err = errs.New(errs.Conflict, "assessment.statement.none")
	}
	if err == nil && !st.Shared && st.Owner == sight.Unit() {
		err = errs.New(errs.Conflict, "assessment.statement.kept")
	}
	if err != nil {
		return err
	}
	parts, err := assessment.PartsOf(ctx, tx, key, sight, call, assessment.Statement{Item: st.ID, Of: st.Version, Owner: st.Owner, Ground: st.Ground})
	if err != nil {
		return err
	}
	return parts.Whole()
}

// SayOfStatement notes how the actor stands to the statement: her function, as
// to any decision of a meeting, or the person, in an entry of her own.
func (s *Service) SayOfStatement(ctx context.Context, who access.Actor, c id.Case, call id.Call, n app.NewStand, words *i18n.Texts) error {
	n.Words = strings.TrimSpace(n.Words)
	_, err := s.AtMeeting(ctx, who, access.AssessmentSay, access.Object{Case: c, Call: call}, func(tx *db.Tx, sight access.Sight) (string, error) {
		now, err := assessment.Get(ctx, tx, sight, call)
		if err == nil && now.Item == "" {
			err = errs.New(errs.Conflict, "assessment.statement.none")
		}
		if err != nil {
			return "", err
		}
		if sight.Self() {
			return string(now.Item), s.said(ctx, tx, sight, now, n, words)
		}
		_, err = s.StandTo(ctx, tx, sight, call, now.Item, n)
		return string(now.Item), err
	})
	return err
}

// said writes down what the person says of the statement, or a new version of
// it, for those at the meeting whom the consent covers.
func (s *Service) said(ctx context.Context, tx *db.Tx, sight access.Sight, of assessment.Assessment, n app.NewStand, words *i18n.Texts) error {
	if err := meeting.CheckStand(n.Stand, n.Words); err != nil {
		return err
	}
	key, err := s.Key(ctx, sight)
	if err != nil {
		return err
	}
	st, err := item.One(ctx, tx, key, sight, of.Item)
	if err != nil || st.Gone {
		return errs.New(errs.Conflict, "assessment.statement.none")
	}
	to, err := s.hear(ctx, tx, sight, of.Call)
	if err != nil {
		return err
	}
	all, err := item.Visible(ctx, tx, key, sight)
	if err != nil {
		return err
	}
	c := item.Content{Title: words.T("assessment.said." + n.Stand), Words: n.Words, Code: assessment.SaidCode, Value: n.Stand, About: of.Item, Extent: item.NoExtent, Reason: "news"}
	if before, ok := saidOf(all, of.Item); ok {
		return s.Rewrite(ctx, tx, sight, app.ReviseItem{Change: item.Change{Item: before.ID, Version: before.Newest, Content: c}, Handing: app.Handing{Receivers: to}})
	}
	_, err = s.Write(ctx, tx, sight, app.NewItem{New: item.New{Kind: item.Said, Category: access.Plan, Own: true, Meeting: true, Content: c}, Handing: app.Handing{Receivers: to}})
	if err != nil {
		return err
	}
	return meeting.Touch(ctx, tx, of.Call)
}

// hear lists the units at a meeting that the consent lets be told of the plan.
func (s *Service) hear(ctx context.Context, tx *db.Tx, sight access.Sight, call id.Call) (to []id.Unit, err error) {
	called, err := meeting.Takers(ctx, tx, call)
	if err != nil {
		return nil, err
	}
	may, err := app.Receiving(ctx, tx, sight, access.Plan)
	for _, u := range may.Covered {
		if slices.Contains(called, u.ID) {
			to = append(to, u.ID)
		}
	}
	return to, err
}
