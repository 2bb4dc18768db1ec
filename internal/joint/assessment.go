package joint

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/assessment"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
)

// mostCalls bounds how many calls of a case are looked through.
const mostCalls = 50

// AssessmentsView is the calls of a case that the reader sees, and which of them
// are to joint assessments.
type AssessmentsView struct {
	Head
	Rows    []AssessmentRow
	MayCall bool
}

// AssessmentRow is a call that the reader sees.
type AssessmentRow struct {
	meeting.Call
	Assessment assessment.Assessment // the zero Assessment when it is not to one
	MayRead    bool
	MayBegin   bool // she may make it one
}

// Begun reports whether the call is to a joint assessment.
func (r AssessmentRow) Begun() bool { return r.Assessment.Call != "" }

// Assessments lists the calls of a case with their joint assessments.
func (s *Service) Assessments(ctx context.Context, who access.Actor, c id.Case) (AssessmentsView, error) {
	var v AssessmentsView
	err := s.See(ctx, who, access.CaseRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.assessmentsView(ctx, tx, who, sight)
		return err
	})
	if err != nil {
		return AssessmentsView{}, err
	}
	return v, nil
}

func (s *Service) assessmentsView(ctx context.Context, tx *db.Tx, who access.Actor, sight access.Sight) (v AssessmentsView, err error) {
	if v.Head, err = s.head(ctx, tx, sight); err != nil {
		return v, err
	}
	key, err := s.Key(ctx, sight)
	if err != nil {
		return v, err
	}
	calls, err := meeting.OfCase(ctx, tx, key, sight, mostCalls)
	if err != nil {
		return v, err
	}
	var which []id.Call
	for _, call := range calls {
		which = append(which, call.ID)
	}
	found, err := assessment.OfCalls(ctx, tx, sight, which)
	if err != nil {
		return v, err
	}
	open := v.Case.State != cases.StateClosed
	for _, call := range calls {
		f, err := s.Facts(ctx, tx, who, access.Object{Case: sight.Case(), Call: call.ID})
		if err != nil {
			return v, err
		}
		r := AssessmentRow{Call: call, Assessment: found[call.ID], MayRead: access.Decide(access.AssessmentRead, f) == nil}
		r.MayBegin = open && !r.Begun() && call.State != meeting.StateCancelled && call.State != meeting.StateHeld && access.Decide(access.AssessmentKeep, f) == nil
		if r.Begun() || r.MayBegin {
			v.Rows = append(v.Rows, r)
		}
	}
	v.MayCall = open && sight.Circle() && !sight.Self()
	return v, nil
}

// AssessmentView is a joint assessment as one reader may see it.
type AssessmentView struct {
	app.MeetingView
	Assessment assessment.Assessment
	Missing    []access.Kind    // of the team, that nobody is called from; to the circle
	Statement  *app.MeetingLine // nil while the reader sees none
	Parts      assessment.Parts // of the version of the statement that she sees
	Said       *item.Item       // what the person says of it; nil while the reader sees nothing
	MayDraft   bool             // write the statement, and have it agreed on
	MaySay     bool
}

// Under lists the lines under a heading that the reader sees.
func (v AssessmentView) Under(heading string) (all []app.MeetingLine) {
	for _, l := range v.Lines {
		if !l.Gone && l.Code == assessment.Code(heading) {
			all = append(all, l)
		}
	}
	return all
}

// Material lists what the reader sees of the case to judge from: what is handed
// to others and is not the meeting's own.
func (v AssessmentView) Material() (all []item.Item) {
	for _, i := range v.Items {
		if !i.Gone && i.Kind != item.Said && i.Kind != item.Decision && i.Kind != item.Note && (i.Shared || i.Owner != v.Sight.Unit()) {
			all = append(all, i)
		}
	}
	return all
}

// Early reports whether a stand was taken on an earlier version of the statement
// than the one that the reader sees.
func (v AssessmentView) Early(st app.StandView) bool {
	return v.Statement != nil && st.At.Before(v.Statement.At)
}

// Assessment returns a joint assessment to one who is called to it, and to the
// person.
func (s *Service) Assessment(ctx context.Context, who access.Actor, c id.Case, call id.Call) (AssessmentView, error) {
	var v AssessmentView
	err := s.See(ctx, who, access.AssessmentRead, access.Object{Case: c, Call: call}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.assessmentView(ctx, tx, who, sight, call)
		return err
	})
	if err != nil {
		return AssessmentView{}, err
	}
	return v, nil
}

func (s *Service) assessmentView(ctx context.Context, tx *db.Tx, who access.Actor, sight access.Sight, call id.Call) (v AssessmentView, err error) {
	if v.Assessment, err = assessment.Get(ctx, tx, sight, call); err != nil {
		return v, err
	}
	if v.MeetingView, err = s.MeetingFor(ctx, tx, who, sight, call); err != nil {
		return v, err
	}
	if err := v.statement(ctx, tx, s); err != nil {
		return v, err
	}
	if sight.Circle() && v.Covered {
		var called []access.Kind
		for _, p := range v.Called {
			called = append(called, p.Fn.Kind)
		}
		v.Missing = assessment.Missing(called)
	}
	f, err := s.Facts(ctx, tx, who, access.Object{Case: sight.Case(), Call: call})
	open := v.Case.State != cases.StateClosed
	v.MayDraft = open && v.writes() && access.Decide(access.AssessmentKeep, f) == nil
	v.MaySay = open && v.Statement != nil && (sight.Self() || v.MayWrite) && access.Decide(access.AssessmentSay, f) == nil
	return v, err
}

// writes reports whether the statement can be written now: as long as the lines
// of the meeting can.
func (v AssessmentView) writes() bool { return v.MayWrite }

// statement fills in the statement that the reader sees, what it leads to and
// what the person says of it.
func (v *AssessmentView) statement(ctx context.Context, tx *db.Tx, s *Service) error {
	i := slices.IndexFunc(v.Lines, func(l app.MeetingLine) bool { return l.ID == v.Assessment.Item && !l.Gone })
	if i < 0 {
		return nil
	}
	v.Statement = &v.Lines[i]
	key, err := s.Key(ctx, v.Sight)
	if err != nil {
		return err
	}
	st := v.Statement
	v.Parts, err = assessment.PartsOf(ctx, tx, key, v.Sight, v.Call.ID, assessment.Statement{Item: st.ID, Of: st.Version, Owner: st.Owner, Ground: st.Ground})
	if said, ok := saidOf(v.Items, st.ID); ok {
		v.Said = &said
	}
	return err
}

// saidOf finds what the person says of a statement, among what a reader sees.
func saidOf(items []item.Item, statement id.Item) (found item.Item, ok bool) {
	for _, i := range items {
		if i.Owner == id.Self && !i.Gone && i.Code == assessment.SaidCode && i.About == statement {
			found, ok = i, true
		}
	}
	return found, ok
}
