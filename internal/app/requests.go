package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/calendar"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/job"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/seal"
)

// NewRequest asks for coordination around a person: whom it is about, whom it
// is put to, and what it is about.
type NewRequest struct {
	Number, Name, Phone string
	Protection          person.Protection
	Area                id.Area
	Topic               string
	To                  id.Function // of a way in
	Wanted              []access.Kind
	Situation           []string
	Consented           bool // the person agrees to the request being sent with her name
	ConsentHow          string
	Hope, Tried         string
}

// SendRequest sends a request, from a function or from the person herself. It
// answers the same whether the person was known before or not.
func (a *App) SendRequest(ctx context.Context, who access.Actor, n NewRequest) (id.Request, error) {
	p, first, err := a.prepareRequest(ctx, who, &n)
	if err != nil || first != "" {
		return first, a.refused(ctx, who, access.RequestSend, access.Object{}, err)
	}
	// Before the transaction, since the keys stand in a database of their own: a
	// key that comes to no use does no harm.
	key, err := a.keyOf(ctx, p)
	if err != nil {
		return "", err
	}
	r, err := a.Do(ctx, who, access.RequestSend, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return a.send(ctx, tx, who, key, n)
	})
	return id.Request(r), err
}

// prepareRequest completes what a person sends with what is known of herself,
// finds everything that is wrong, and whom it is about, if she is known. A
// submit that was done before gives the first answer.
func (a *App) prepareRequest(ctx context.Context, who access.Actor, n *NewRequest) (p id.Person, first id.Request, err error) {
	err = a.Look(ctx, who, access.RequestSend, access.Object{}, func(tx *db.Tx) error {
		object, done, err := a.answered(ctx, tx, who, access.RequestSend)
		if err != nil || done {
			first = id.Request(object)
			return err
		}
		if who.Self() {
			p = who.Person
			if err := a.fromHerself(ctx, tx, p, n); err != nil {
				return err
			}
		}
		if err := a.checkRequest(ctx, tx, who, *n); err != nil || who.Self() {
			return err
		}
		hash, err := person.Lookup(a.sealer, n.Number, tx.Now)
		if err != nil {
			return err
		}
		p, err = person.ByNumber(ctx, tx, hash)
		if errs.Is(err, errs.NotFound) {
			err = nil
		}
		return err
	})
	return p, first, err
}

func (a *App) fromHerself(ctx context.Context, tx *db.Tx, p id.Person, n *NewRequest) error {
	key, err := a.keyOf(ctx, p)
	if err != nil {
		return err
	}
	own, err := person.Get(ctx, tx, key, p)
	n.Number, n.Name, n.Phone, n.Protection = own.Number, own.Name, own.Phone, own.Protection
	n.Consented, n.ConsentHow = true, "digital"
	if n.Area == "" {
		n.Area = own.Area
	}
	return err
}

// keyOf returns the person's key, and a new one for a new person.
func (a *App) keyOf(ctx context.Context, p id.Person) (*seal.Key, error) {
	if p == "" {
		return a.sealer.Create(ctx, id.New[id.Person]())
	}
	key, err := a.sealer.Key(ctx, p)
	if errs.Is(err, errs.NotFound) {
		err = errs.Missing()
	}
	return key, err
}

// asked is the request as package cases keeps it.
func (n NewRequest) asked(p id.Person, from, to id.Function, due time.Time) cases.NewRequest {
	return cases.NewRequest{
		Person: p, Area: n.Area, Topic: n.Topic, From: from, To: to, Wanted: n.Wanted, Situation: n.Situation,
		Consented: n.Consented, ConsentHow: n.ConsentHow, Hope: n.Hope, Tried: n.Tried, DueAt: due,
	}
}

func (n NewRequest) about(from, to id.Function) person.New {
	return person.New{
		Name: n.Name, Number: n.Number, Phone: n.Phone,
		Area: n.Area, Protection: n.Protection, Named: []id.Function{from, to},
	}
}

// checkRequest reports everything that is wrong with n at once.
func (a *App) checkRequest(ctx context.Context, tx *db.Tx, who access.Actor, n NewRequest) error {
	var all errs.Faults
	asked := n.asked("anybody", who.Function, n.To, tx.Now)
	if err := all.Merge(asked.Check()); err != nil {
		return err
	}
	if !who.Self() {
		if err := all.Merge(n.about(who.Function, n.To).Check(tx.Now)); err != nil {
			return err
		}
	}
	_, err := wayTo(ctx, tx, n.Area, n.Topic, n.To)
	if err := all.Merge(err); err != nil {
		return err
	}
	all.Check(slices.Contains(org.Topics(), n.Topic), "topic", "request.topic.missing")
	if !n.Consented {
		all = append(all, tellsWho(n.Name, asked.FreeText())...)
	}
	return all.OneEach().Err()
}

func (a *App) send(ctx context.Context, tx *db.Tx, who access.Actor, key *seal.Key, n NewRequest) (string, error) {
	w, err := wayTo(ctx, tx, n.Area, n.Topic, n.To)
	if err != nil {
		return "", err
	}
	p := key.Person()
	if !who.Self() {
		hash, err := person.Lookup(a.sealer, n.Number, tx.Now)
		if err != nil {
			return "", err
		}
		found, err := person.Create(ctx, tx, key, hash, n.about(who.Function, w.to))
		if err != nil {
			return "", err
		}
		if p = found.ID; p != key.Person() { // somebody else was first
			if key, err = a.keyOf(ctx, p); err != nil {
				return "", err
			}
		}
	}
	if err := a.protect(ctx, tx, p, n.Protection, who.Function, w.to); err != nil {
		return "", err
	}
	due := calendar.Due(tx.Now, w.days)
	r, err := cases.Send(ctx, tx, key, n.asked(p, who.Function, w.to, due))
	if err != nil {
		return "", err
	}
	if err := keepAsked(ctx, tx, key, r, askedOf{person.Identity{Name: n.Name, Number: n.Number, Phone: n.Phone}, n.Protection}); err != nil {
		return "", err
	}
	return string(r), a.awaitAnswer(ctx, tx, r, w.to, due)
}

// AcceptRequest takes a request on and opens the case: the actor's function
// leads it, and the asker takes part.
func (a *App) AcceptRequest(ctx context.Context, who access.Actor, r id.Request, version int64) (id.Case, error) {
	c, err := a.Do(ctx, who, access.RequestAccept, access.Object{Request: r}, func(tx *db.Tx, _ access.Sight) (string, error) {
		row, err := cases.RequestFacts(ctx, tx, r)
		if err != nil {
			return "", err
		}
		if err := cases.Accept(ctx, tx, cases.RequestStep{Request: r, Version: version, By: who.Function}); err != nil {
			return "", err
		}
		area, err := org.AreaByID(ctx, tx, row.Area)
		if err != nil {
			return "", err
		}
		c, err := cases.Open(ctx, tx, cases.NewCase{
			Person: row.Person, Area: row.Area, Letter: area.Letter, Restricted: row.Restricted, Request: r,
			Coordinator: who.Function, CoordinatorUnit: who.Unit,
		})
		if err != nil {
			return "", err
		}
		return string(c.ID), a.admitAsker(ctx, tx, who, c.ID, row.From)
	})
	return id.Case(c), err
}

func (a *App) admitAsker(ctx context.Context, tx *db.Tx, who access.Actor, c id.Case, asker id.Function) error {
	if asker == "" || asker == who.Function {
		return nil
	}
	f, err := org.FunctionByID(ctx, tx, asker)
	if err != nil || f.Ended {
		return err
	}
	if _, err := cases.AddParty(ctx, tx, c, asker, f.Unit); err != nil {
		return err
	}
	return a.Tell(ctx, tx, asker)
}

// AskBack puts a question to the asker.
func (a *App) AskBack(ctx context.Context, who access.Actor, r id.Request, version int64, words string) error {
	return a.step(ctx, who, access.RequestAsk, r, version, func(tx *db.Tx, s requestStep) error {
		if err := s.checkWords(words); err != nil {
			return err
		}
		if err := cases.AskBack(ctx, tx, s.key, s.RequestStep, words); err != nil {
			return err
		}
		return a.tellSome(ctx, tx, s.row.From)
	})
}

// AnswerRequest answers the receiver's question.
func (a *App) AnswerRequest(ctx context.Context, who access.Actor, r id.Request, version int64, words string) error {
	return a.step(ctx, who, access.RequestAnswer, r, version, func(tx *db.Tx, s requestStep) error {
		if err := s.checkWords(words); err != nil {
			return err
		}
		days, err := answerDays(ctx, tx, s.row)
		if err != nil {
			return err
		}
		due := calendar.Due(tx.Now, days)
		if err := cases.Answer(ctx, tx, s.key, s.RequestStep, words, due); err != nil {
			return err
		}
		return a.awaitAnswer(ctx, tx, r, s.row.To, due)
	})
}

// Forward sends a request on to another way in.
type Forward struct {
	To     id.Function
	Reason string
	Words  string
}

// ForwardRequest sends a request on. The one who had it sees it no more.
func (a *App) ForwardRequest(ctx context.Context, who access.Actor, r id.Request, version int64, f Forward) error {
	return a.step(ctx, who, access.RequestForward, r, version, func(tx *db.Tx, s requestStep) error {
		var faults errs.Faults
		if err := faults.Merge(s.checkWords(f.Words)); err != nil {
			return err
		}
		w, err := wayTo(ctx, tx, s.row.Area, s.row.Topic, f.To)
		if err := faults.Merge(err); err != nil {
			return err
		}
		if err := faults.OneEach().Err(); err != nil {
			return err
		}
		to := cases.Forwarding{To: w.to, DueAt: calendar.Due(tx.Now, w.days), Reason: cases.Reason{Code: f.Reason, Words: f.Words}}
		if err := cases.Forward(ctx, tx, s.key, s.RequestStep, to); err != nil {
			return err
		}
		if err := handOver(ctx, tx, s.row.Person, w.to, s.row.To, s.row.Told); err != nil {
			return err
		}
		if err := a.sentAround(ctx, tx, who, s.row); err != nil {
			return err
		}
		if err := a.tellSome(ctx, tx, s.row.From); err != nil {
			return err
		}
		return a.awaitAnswer(ctx, tx, r, w.to, to.DueAt)
	})
}

// DeclineRequest says no to a request. Asker and person are shown why.
func (a *App) DeclineRequest(ctx context.Context, who access.Actor, r id.Request, version int64, reason, words string) error {
	return a.step(ctx, who, access.RequestDecline, r, version, func(tx *db.Tx, s requestStep) error {
		if err := s.checkWords(words); err != nil {
			return err
		}
		if err := cases.Decline(ctx, tx, s.key, s.RequestStep, cases.Reason{Code: reason, Words: words}); err != nil {
			return err
		}
		if err := a.sentAround(ctx, tx, who, s.row); err != nil {
			return err
		}
		return a.tellSome(ctx, tx, s.row.From)
	})
}

// WithdrawRequest takes a request back. The reason may be empty.
func (a *App) WithdrawRequest(ctx context.Context, who access.Actor, r id.Request, version int64, reason string) error {
	return a.step(ctx, who, access.RequestWithdraw, r, version, func(tx *db.Tx, s requestStep) error {
		if err := cases.Withdraw(ctx, tx, s.key, s.RequestStep, cases.Reason{Code: reason}); err != nil {
			return err
		}
		return a.tellSome(ctx, tx, s.row.To)
	})
}

// ConsentToRequest notes that the person agrees to the receiver knowing who she
// is.
func (a *App) ConsentToRequest(ctx context.Context, who access.Actor, r id.Request, version int64, how string) error {
	if who.Self() {
		how = "digital"
	}
	return a.step(ctx, who, access.RequestConsent, r, version, func(tx *db.Tx, s requestStep) error {
		if err := cases.GiveConsent(ctx, tx, s.RequestStep, how); err != nil {
			return err
		}
		return a.tellSome(ctx, tx, s.row.To)
	})
}

// requestStep is a step about to be taken with a request.
type requestStep struct {
	cases.RequestStep
	row  cases.RequestRow // as it stands
	key  *seal.Key
	name string // of the person, as the asker wrote it; empty for others than the asker
}

// checkWords refuses words that tell who the person is, while she has not
// agreed to that. Only the asker's are searched for the name: others would
// learn that they have guessed it.
func (s requestStep) checkWords(words string) error {
	if s.row.Consented {
		return nil
	}
	return tellsWho(s.name, map[string]string{"words": words}).Err()
}

// step changes one request.
func (a *App) step(ctx context.Context, who access.Actor, act access.Action, r id.Request, version int64, change func(*db.Tx, requestStep) error) error {
	_, err := a.Do(ctx, who, act, access.Object{Request: r}, func(tx *db.Tx, _ access.Sight) (string, error) {
		row, err := cases.RequestFacts(ctx, tx, r)
		if err != nil {
			return "", err
		}
		key, err := a.keyOf(ctx, row.Person)
		if err != nil {
			return "", err
		}
		s := requestStep{cases.RequestStep{Request: r, Version: version, By: who.Function}, row, key, ""}
		if row.From == who.Function {
			asked, err := a.asked(ctx, tx, []id.Request{r})
			if err != nil {
				return "", err
			}
			s.name = asked[r].Name
		}
		err = change(tx, s)
		if e, ok := errors.AsType[*errs.Error](err); ok {
			if now, ok := e.Current.(cases.RequestRow); ok {
				e.Current = asSent(who, now)
			}
		}
		return string(r), err
	})
	return err
}

// awaitAnswer tells the receiver, and sees to it that an answer that does not
// come is noticed.
func (a *App) awaitAnswer(ctx context.Context, tx *db.Tx, r id.Request, to id.Function, due time.Time) error {
	if err := job.Enqueue(ctx, tx, jobDue, string(r), due.Add(time.Minute)); err != nil {
		return err
	}
	return a.Tell(ctx, tx, to)
}

// TellOthers tells some functions, but not the one who acts, that something
// waits.
func (a *App) TellOthers(ctx context.Context, tx *db.Tx, who access.Actor, some ...id.Function) error {
	return a.tellSome(ctx, tx, slices.DeleteFunc(slices.Clone(some), func(f id.Function) bool { return f == who.Function })...)
}

// tellSome tells those functions that there are: a person has no mailbox.
func (a *App) tellSome(ctx context.Context, tx *db.Tx, some ...id.Function) error {
	all := id.NewSet[id.Function]()
	all.Add(some...)
	for _, f := range all.List {
		if err := a.Tell(ctx, tx, f); err != nil {
			return err
		}
	}
	return nil
}

// concerns tells the log whom and which case an action was about, where that
// was not known before it was done.
func concerns(ctx context.Context, tx *db.Tx, e *audit.Entry) (err error) {
	switch access.Action(e.Action) {
	case access.RequestSend:
		_, err = tx.One(ctx, []any{&e.Person}, `select person_id from request where id = $1`, e.Object)
	case access.RequestAccept:
		e.Case = id.Case(e.Object)
	case access.BriefOpen: // with a good code
		_, err = tx.One(ctx, []any{&e.Person}, `select person_id from brief where id = $1`, e.Object)
	case access.CallAnswer:
		if e.Case == "" { // given in the place of another
			_, err = tx.One(ctx, []any{&e.Case, &e.Person}, `select case_id, person_id from call where id = $1`, e.Object)
		}
	}
	return err
}
