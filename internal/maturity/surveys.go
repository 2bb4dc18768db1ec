package maturity

import (
	"cmp"
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/survey"
)

// SurveysView is the surveys of an area, and results of instruments of others.
type SurveysView struct {
	Place
	Surveys     []survey.Survey
	Instruments []survey.Instrument
}

// Surveys returns the surveys of an area.
func (s *Service) Surveys(ctx context.Context, who access.Actor, area id.Area) (v SurveysView, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		if v.Place, err = s.place(ctx, tx, who, area); err != nil || v.Area.ID == "" {
			return err
		}
		if v.Surveys, err = survey.List(ctx, tx, survey.Filter{Area: v.Area.ID}); err != nil {
			return err
		}
		v.Instruments, err = survey.Instruments(ctx, tx, survey.InstrumentFilter{Area: v.Area.ID})
		slices.SortStableFunc(v.Instruments, func(a, b survey.Instrument) int {
			return cmp.Or(b.Year-a.Year, cmp.Compare(a.Name, b.Name), a.Number-b.Number)
		})
		return err
	})
	return v, err
}

// SurveysPage is a page of the surveys of an area.
type SurveysPage struct {
	Place
	Surveys []survey.Survey
	More    bool
}

// FindSurveys lists the surveys of an area, those that close last first.
func (s *Service) FindSurveys(ctx context.Context, who access.Actor, q survey.Filter) (v SurveysPage, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		if v.Place, err = s.place(ctx, tx, who, q.Area); err != nil || v.Area.ID == "" {
			return err
		}
		limit := q.Limit
		q.Area, q.Limit = v.Area.ID, limit+1
		v.Surveys, err = survey.List(ctx, tx, q)
		v.Surveys, v.More = page(v.Surveys, limit)
		return err
	})
	return v, err
}

// InstrumentsPage is a page of the results of instruments of others in an area.
type InstrumentsPage struct {
	Instruments []survey.Instrument
	More        bool
}

// FindInstruments lists results of instruments of others in an area, the newest
// year first.
func (s *Service) FindInstruments(ctx context.Context, who access.Actor, q survey.InstrumentFilter) (v InstrumentsPage, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		p, err := s.place(ctx, tx, who, q.Area)
		if err != nil || p.Area.ID == "" {
			return err
		}
		limit := q.Limit
		q.Area, q.Limit = p.Area.ID, limit+1
		v.Instruments, err = survey.Instruments(ctx, tx, q)
		v.Instruments, v.More = page(v.Instruments, limit)
		return err
	})
	return v, err
}

// SurveyView is one survey, and what may be shown of its answers.
type SurveyView struct {
	Place
	Survey survey.Survey
	Result survey.Result
}

// Survey returns one survey.
func (s *Service) Survey(ctx context.Context, who access.Actor, which id.Survey) (v SurveyView, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		if v.Survey, err = survey.ByID(ctx, tx, which); err != nil {
			return err
		}
		if v.Place, err = s.place(ctx, tx, who, v.Survey.Area); err != nil {
			return err
		}
		v.Result, err = survey.ResultOf(ctx, tx, v.Survey)
		return err
	})
	return v, err
}

// SurveyPlace returns the area of a survey that is made, to one who may.
func (s *Service) SurveyPlace(ctx context.Context, who access.Actor, area id.Area) (p Place, err error) {
	err = s.Look(ctx, who, access.GaugeKeep, access.Object{Area: area}, func(tx *db.Tx) error {
		p, err = s.place(ctx, tx, who, area)
		return err
	})
	return p, err
}

// MakeSurvey enters a survey in an area.
func (s *Service) MakeSurvey(ctx context.Context, who access.Actor, area id.Area, in survey.Settings) (id.Survey, error) {
	made, err := s.Do(ctx, who, access.GaugeKeep, access.Object{Area: area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		made, err := survey.Make(ctx, tx, area, in, who.Function)
		return string(made), err
	})
	return id.Survey(made), err
}

// keepSurvey changes one survey.
func (s *Service) keepSurvey(ctx context.Context, who access.Actor, which id.Survey, fn func(*db.Tx, survey.Survey) error) error {
	var now survey.Survey
	err := s.look(ctx, who, func(tx *db.Tx) (err error) {
		now, err = survey.ByID(ctx, tx, which)
		return err
	})
	if err != nil {
		return err
	}
	_, err = s.Do(ctx, who, access.GaugeKeep, access.Object{Area: now.Area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		now, err := survey.ByID(ctx, tx, which)
		if err != nil {
			return "", err
		}
		return string(which), fn(tx, now)
	})
	return err
}

// ChangeSurvey changes a survey; of one that somebody has been invited to, its
// last day.
func (s *Service) ChangeSurvey(ctx context.Context, who access.Actor, which id.Survey, version int64, in survey.Settings) error {
	return s.keepSurvey(ctx, who, which, func(tx *db.Tx, _ survey.Survey) error { return survey.Change(ctx, tx, which, version, in) })
}

// EndSurvey closes a survey before its last day.
func (s *Service) EndSurvey(ctx context.Context, who access.Actor, which id.Survey, version int64) error {
	return s.keepSurvey(ctx, who, which, func(tx *db.Tx, _ survey.Survey) error { return survey.End(ctx, tx, which, version) })
}

// Invite makes invitations to a survey and returns their codes, by the actor
// they are for. Nobody can see them again: only their hashes are kept.
func (s *Service) Invite(ctx context.Context, who access.Actor, which id.Survey, all []survey.Invited) (codes map[access.Kind][]survey.Code, err error) {
	who.Once = access.Once{} // the codes cannot be shown a second time
	err = s.keepSurvey(ctx, who, which, func(tx *db.Tx, now survey.Survey) error {
		codes, err = survey.Invite(ctx, tx, now, all, s.hash)
		return err
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// hash is what a code is known again by: keyed, so that nobody who reads the
// database can find it.
func (s *Service) hash(c survey.Code) string {
	return s.Sealer().HashNumber("survey invitation " + string(c))
}

// tried is the kind of attempt of one whose code opens nothing.
const tried = "survey"

// Opened returns the survey that a code opens, to somebody who need not be
// signed in. A code that does not exist and one of a survey that is not open
// look the same, and count against the one who tries them.
func (s *Service) Opened(ctx context.Context, typed, source string) (survey.Survey, error) {
	in, _, err := s.open(ctx, typed, source)
	if err == nil && in.Used {
		err = errs.New(errs.Conflict, "survey.used")
	}
	if err != nil {
		return survey.Survey{}, err
	}
	return in.Survey, nil
}

func (s *Service) open(ctx context.Context, typed, source string) (in survey.Invitation, hash string, err error) {
	code, ok := survey.ParseCode(typed)
	err = errs.Missing()
	if ok {
		hash = s.hash(code)
		err = s.Recognise(ctx, func(tx *db.Tx) (err error) {
			in, err = survey.ByCode(ctx, tx, hash)
			return err
		})
	}
	if errs.Is(err, errs.NotFound) {
		if many := s.Enter(ctx, func(tx *db.Tx) error { return login.Try(ctx, tx, tried, source) }); many != nil {
			return in, "", many
		}
	}
	return in, hash, err
}

// Answer takes the answer of somebody who need not be signed in, once for each
// invitation. The log says that the survey was answered, and nothing of by whom.
func (s *Service) Answer(ctx context.Context, typed, source string, a survey.Answer) error {
	_, hash, err := s.open(ctx, typed, source)
	if err != nil {
		return err
	}
	_, err = s.Do(ctx, access.Actor{System: true}, access.SystemWork, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		in, err := survey.ByCode(ctx, tx, hash)
		if err != nil {
			return "", err
		}
		return string(in.Survey.ID), survey.Take(ctx, tx, hash, in, a.Trimmed())
	})
	return err
}

// RegisterInstrument enters what an instrument of others gave in an area.
func (s *Service) RegisterInstrument(ctx context.Context, who access.Actor, i survey.Instrument) (string, error) {
	i.By = who.Function
	return s.Do(ctx, who, access.GaugeKeep, access.Object{Area: i.Area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return survey.Register(ctx, tx, i)
	})
}

// RemoveInstrument takes away a result that was entered by mistake.
func (s *Service) RemoveInstrument(ctx context.Context, who access.Actor, area id.Area, i string, version int64) error {
	_, err := s.Do(ctx, who, access.GaugeKeep, access.Object{Area: area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return i, survey.Remove(ctx, tx, area, i, version)
	})
	return err
}
