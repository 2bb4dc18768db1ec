package own

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/matter"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/seal"
)

// Question is what the person wants to ask: about an item, a whole case, or a
// row of the log.
type Question struct {
	Kind  matter.Kind
	Case  id.Case
	Item  id.Item
	Seq   int64
	Words string
}

// object is what the question is asked about, for the decision.
func (q Question) object() access.Object { return access.Object{Case: q.Case, Item: q.Item} }

// QuestionView is who would answer a question, before it is asked.
type QuestionView struct {
	About    matter.About
	Unit     org.Unit
	Reader   org.Function // which read, of a reading
	CaseRef  string
	Answers  bool         // somebody can answer there today
	TurnTo   org.Function // when nobody can
	OwnItem  bool         // it is the person's own: she changes it herself
	asked    matter.New
	answerer org.Function
}

// AskPage returns who would answer what the person wants to ask.
func (s *Service) AskPage(ctx context.Context, who access.Actor, q Question) (QuestionView, error) {
	var v QuestionView
	err := s.See(ctx, who, access.MatterAsk, q.object(), func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.question(ctx, tx, who, sight, q)
		return err
	})
	if err != nil {
		return QuestionView{}, err
	}
	return v, nil
}

// Ask asks a unit something, which it must answer.
func (s *Service) Ask(ctx context.Context, who access.Actor, q Question) (id.Matter, error) {
	made, err := s.Do(ctx, who, access.MatterAsk, q.object(), func(tx *db.Tx, sight access.Sight) (string, error) {
		v, err := s.question(ctx, tx, who, sight, q)
		if err != nil {
			return "", err
		}
		switch {
		case v.OwnItem:
			return "", errs.New(errs.Conflict, "matter.own")
		case !v.Answers && v.TurnTo.ID != "":
			return "", errs.New(errs.Conflict, "matter.nobody.turn").With("unit", v.Unit.Name).With("who", v.TurnTo.Name+", "+v.TurnTo.UnitName).With("phone", v.TurnTo.Phone)
		case !v.Answers:
			return "", errs.New(errs.Conflict, "matter.nobody").With("unit", v.Unit.Name)
		}
		key, err := s.PersonKey(ctx, who)
		if err != nil {
			return "", err
		}
		m, err := matter.Ask(ctx, tx, key, v.asked)
		if err != nil {
			return "", err
		}
		return string(m), s.Tell(ctx, tx, v.answerer.ID)
	})
	return id.Matter(made), err
}

// question finds what a question is about, and who answers it.
func (s *Service) question(ctx context.Context, tx *db.Tx, who access.Actor, sight access.Sight, q Question) (v QuestionView, err error) {
	key, err := s.PersonKey(ctx, who)
	if err != nil {
		return v, err
	}
	v.asked = matter.New{Kind: q.Kind, Case: q.Case, Item: q.Item, Words: q.Words, Representative: who.Proxy}
	switch {
	case q.Kind == matter.Reading:
		err = v.aboutReading(ctx, tx, who, q.Seq)
	case q.Case == "":
		err = errs.Missing() // what is noted about her outside cases she changes herself, or asks by phone
	case q.Item != "":
		err = v.aboutItem(ctx, tx, key, sight)
	default:
		err = v.aboutCase(ctx, tx, sight)
	}
	if err != nil || v.OwnItem {
		return v, err
	}
	v.asked.Unit, v.asked.About = v.Unit.ID, v.About
	return v, v.answered(ctx, tx, who.Person)
}

// aboutReading finds a row of the log: about the person, and of something that
// somebody else did.
func (v *QuestionView) aboutReading(ctx context.Context, tx *db.Tx, who access.Actor, seq int64) error {
	rows, err := audit.Rows(ctx, tx, []int64{seq})
	if err != nil {
		return err
	}
	if who.Proxy != "" || len(rows) == 0 || rows[0].Person != who.Person || rows[0].Function == "" {
		return errs.Missing()
	}
	r := rows[0]
	v.About = matter.About{At: r.At, Action: r.Action, Function: r.Function, What: r.Categories}
	v.asked.Seq, v.asked.Case, v.asked.Item = seq, "", ""
	if v.Reader, err = org.FunctionByID(ctx, tx, r.Function); err != nil {
		return err
	}
	v.Unit, err = org.UnitByID(ctx, tx, r.Unit)
	return err
}

func (v *QuestionView) aboutItem(ctx context.Context, tx *db.Tx, key *seal.Key, sight access.Sight) error {
	of, err := cases.Get(ctx, tx, sight)
	if err != nil {
		return err
	}
	i, err := item.One(ctx, tx, key, sight, v.asked.Item)
	if err == nil && i.Gone {
		err = errs.Missing()
	}
	if err != nil {
		return err
	}
	v.CaseRef, v.About = of.Ref, matter.About{Title: i.Title, Version: i.Version}
	if v.OwnItem = i.Owner == id.Self; v.OwnItem {
		return nil
	}
	v.Unit, err = org.UnitByID(ctx, tx, i.Owner)
	return err
}

// aboutCase asks the unit that leads the case about all of it.
func (v *QuestionView) aboutCase(ctx context.Context, tx *db.Tx, sight access.Sight) error {
	of, err := cases.Get(ctx, tx, sight)
	if err != nil {
		return err
	}
	leads, err := org.FunctionByID(ctx, tx, of.Coordinator)
	if err != nil {
		return err
	}
	v.CaseRef = of.Ref
	v.Unit, err = org.UnitByID(ctx, tx, leads.Unit)
	return err
}

// answered finds who answers at the unit: a manager who is there today, and of
// a person with protected identity one who may know of her. Where there is none
// it finds to whom she can turn instead.
func (v *QuestionView) answered(ctx context.Context, tx *db.Tx, p id.Person) error {
	known, err := person.Outlines(ctx, tx, []id.Person{p})
	if err != nil {
		return err
	}
	named, err := namedFor(ctx, tx, known[p])
	if err != nil {
		return err
	}
	mayKnow := func(f org.Function) bool {
		return !known[p].Protection.Restricted() || slices.ContainsFunc(named, func(n org.Function) bool { return n.ID == f.ID })
	}
	there, err := org.FunctionsAt(ctx, tx, v.Unit.ID)
	if err != nil {
		return err
	}
	for _, f := range there {
		if !v.Answers && f.Role == access.Manager && f.Acts() != "" && mayKnow(f) {
			v.Answers, v.answerer = true, f
		}
	}
	if v.Answers {
		return nil
	}
	if known[p].Protection.Restricted() {
		there = named
	} else {
		ways, err := org.WayInFor(ctx, tx, known[p].Area, org.Coordination)
		if err != nil {
			return err
		}
		for _, w := range ways {
			there = append(there, w.Function)
		}
	}
	for _, f := range there {
		if v.TurnTo.ID == "" && f.Phone != "" && f.Acts() != "" && mayKnow(f) {
			v.TurnTo = f
		}
	}
	return nil
}

// MatterView is a matter and what it is about.
type MatterView struct {
	Matter   matter.Matter
	Unit     org.Unit
	Reader   org.Function // which read, of a reading
	Answered org.Function // which answered
	CaseRef  string
	Identity *person.Identity // for the unit that answers
	Reach    person.Profile   // how the person wants to be reached, for the same
	Row      *app.LogRow      // of a reading, for the same: with which user it was
	MayTake  bool             // the reader may answer, or take the question back
	Today    string
}

// Matter returns a matter to the person who asked, and to the unit that answers.
func (s *Service) Matter(ctx context.Context, who access.Actor, m id.Matter) (MatterView, error) {
	var v MatterView
	err := s.See(ctx, who, access.MatterRead, access.Object{Matter: m}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.matterView(ctx, tx, who, sight, m)
		return err
	})
	if err == nil && who.Self() && who.Proxy == "" && v.Matter.State == matter.Answered && v.Matter.OpenedAt.IsZero() {
		err = s.opened(ctx, who, m)
	}
	if err != nil {
		return MatterView{}, err
	}
	return v, nil
}

// opened notes that the person has read an answer. Who acts in her place does
// not read it for her.
func (s *Service) opened(ctx context.Context, who access.Actor, m id.Matter) error {
	who.Once = access.Once{} // it is not what a form was sent for
	_, err := s.Do(ctx, who, access.MatterRead, access.Object{Matter: m}, func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		return string(m), matter.Opened(ctx, tx, key, m)
	})
	return err
}

// Answers lists what the person has been answered and has not read yet, without
// words.
func (s *Service) Answers(ctx context.Context, who access.Actor) (all []matter.Matter, err error) {
	err = s.See(ctx, who, access.MatterRead, access.Object{Case: who.Only}, func(tx *db.Tx, _ access.Sight) (err error) {
		if !who.Self() || who.Proxy != "" {
			return errs.Missing()
		}
		all, err = matter.Unread(ctx, tx, who.Person)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func (s *Service) matterView(ctx context.Context, tx *db.Tx, who access.Actor, sight access.Sight, m id.Matter) (v MatterView, err error) {
	key, err := s.Key(ctx, sight)
	if err != nil {
		return v, err
	}
	if v.Matter, err = matter.Get(ctx, tx, key, m); err != nil {
		return v, err
	}
	v.Today = tx.Today()
	v.MayTake = v.Matter.State == matter.Open
	if err := v.names(ctx, tx); err != nil || sight.Self() {
		return v, err
	}
	v.Matter.OpenedAt = time.Time{} // when she read it is hers to know
	p, err := person.Get(ctx, tx, key, key.Person())
	if err != nil {
		return v, err
	}
	v.Identity, v.Reach = &p.Identity, p.Profile
	if v.Matter.Seq == 0 {
		return v, nil
	}
	found, err := audit.Rows(ctx, tx, []int64{v.Matter.Seq})
	if err != nil || len(found) == 0 {
		return v, err
	}
	rows, err := app.StaffRows(ctx, tx, who, found)
	if len(rows) > 0 {
		v.Row = &rows[0]
	}
	return v, err
}

// names fills in what the matter names.
func (v *MatterView) names(ctx context.Context, tx *db.Tx) (err error) {
	m := v.Matter
	if v.Unit, err = org.UnitByID(ctx, tx, m.Unit); err != nil {
		return err
	}
	functions, err := org.Functions(ctx, tx, []id.Function{m.About.Function, m.AnsweredBy})
	if err != nil {
		return err
	}
	v.Reader, v.Answered = functions[m.About.Function], functions[m.AnsweredBy]
	if m.Case != "" {
		_, err = tx.One(ctx, []any{&v.CaseRef}, `select ref from cases where id = $1`, m.Case)
	}
	return err
}

// MatterList is matters with the names of their units.
type MatterList struct {
	Open  []matter.Matter
	Over  []matter.Matter
	Units map[id.Unit]org.Unit
	Today string
}

func (l *MatterList) add(all []matter.Matter) {
	for _, m := range all {
		if m.State == matter.Open {
			l.Open = append(l.Open, m)
		} else {
			l.Over = append(l.Over, m)
		}
	}
}

func (l *MatterList) named(ctx context.Context, tx *db.Tx) (err error) {
	var units []id.Unit
	for _, m := range slices.Concat(l.Open, l.Over) {
		if !slices.Contains(units, m.Unit) {
			units = append(units, m.Unit)
		}
	}
	l.Today = tx.Today()
	l.Units, err = org.Units(ctx, tx, units)
	return err
}

// MyMatters lists what the person has asked, and in a part what has been asked
// in its case.
func (s *Service) MyMatters(ctx context.Context, who access.Actor) (MatterList, error) {
	var l MatterList
	err := s.See(ctx, who, access.MatterRead, access.Object{Case: who.Only}, func(tx *db.Tx, _ access.Sight) error {
		if !who.Self() {
			return errs.Missing()
		}
		key, err := s.PersonKey(ctx, who)
		if err != nil {
			return err
		}
		all, err := matter.OfPerson(ctx, tx, key, who.Only)
		if err != nil {
			return err
		}
		l.add(all)
		return l.named(ctx, tx)
	})
	if err != nil {
		return MatterList{}, err
	}
	return l, nil
}

// UnitMatters lists what is asked of the actor's unit, without words and without
// whom it is about.
func (s *Service) UnitMatters(ctx context.Context, who access.Actor) (MatterList, error) {
	var l MatterList
	err := s.See(ctx, who, access.MatterRead, access.Object{Unit: who.Unit}, func(tx *db.Tx, _ access.Sight) error {
		for _, open := range []bool{true, false} {
			all, err := matter.OfUnit(ctx, tx, who.Unit, who.Function, open)
			if err != nil {
				return err
			}
			l.add(all)
		}
		return l.named(ctx, tx)
	})
	if err != nil {
		return MatterList{}, err
	}
	return l, nil
}

// Answer answers a matter for the unit. Why something was read is not for the
// one who read it to answer, where somebody else can.
func (s *Service) Answer(ctx context.Context, who access.Actor, m id.Matter, r matter.Reply) error {
	_, err := s.Do(ctx, who, access.MatterAnswer, access.Object{Matter: m}, func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		if err := notOwnReading(ctx, tx, who, key, m); err != nil {
			return "", err
		}
		r.By = who.Function
		return string(m), matter.Answer(ctx, tx, key, m, r)
	})
	return err
}

func notOwnReading(ctx context.Context, tx *db.Tx, who access.Actor, key *seal.Key, m id.Matter) error {
	now, err := matter.Get(ctx, tx, key, m)
	if err != nil || now.Seq == 0 {
		return err
	}
	rows, err := audit.Rows(ctx, tx, []int64{now.Seq})
	if err != nil || len(rows) == 0 || rows[0].User != who.User {
		return err
	}
	other, err := org.OtherHolds(ctx, tx, who.User, access.Manager, who.Org, now.Unit)
	if err == nil && other {
		err = errs.New(errs.Conflict, "matter.reading.own")
	}
	return err
}

// WithdrawMatter takes a question back while it waits.
func (s *Service) WithdrawMatter(ctx context.Context, who access.Actor, m id.Matter, version int64) error {
	_, err := s.Do(ctx, who, access.MatterAsk, access.Object{Matter: m}, func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		return string(m), matter.Withdraw(ctx, tx, key, m, version)
	})
	return err
}
