package cases

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// The states of a request. A draft is the wizard's own and never stands here.
const (
	RequestSent      = "sent"
	RequestQuestion  = "question"
	RequestAccepted  = "accepted"
	RequestDeclined  = "declined"
	RequestWithdrawn = "withdrawn"
)

const (
	sealedRequest = "request"
	sealedStep    = "request.event"
)

// Wanted lists the kinds of actors that can be asked for. The federation is not
// among them: it never handles individuals (lag 2003:1210 7 §).
func Wanted() []access.Kind { return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF} }

// Situations lists the codes of a person's situation, in the order that people
// choose from (seed 000, the scenario, S113–S128).
func Situations() []string {
	return []string{"long_assistance", "no_sgi", "at_af", "no_job", "ill_health", "sick_listed", "certificate_asked",
		"activity_ongoing", "parallel_plans", "coordination_unclear", "sent_around", Other}
}

// consentWays lists how a person can have agreed to a request.
func consentWays() []string { return []string{"oral", "paper", "digital"} }

// NewRequest asks for coordination around a person.
type NewRequest struct {
	Person     id.Person
	Area       id.Area
	Topic      string
	From       id.Function // empty when the person asks herself
	To         id.Function
	Wanted     []access.Kind
	Situation  []string
	Consented  bool // the person agrees to the request being sent with her name
	ConsentHow string
	Hope       string // what the person hopes for
	Tried      string // what has been tried already
	DueAt      time.Time
}

// FreeText returns the texts that go to the receiver also when the person's
// identity does not, by the name of their field.
func (n NewRequest) FreeText() map[string]string {
	return map[string]string{"hope": n.Hope, "tried": n.Tried}
}

// Check reports every fault of n.
func (n NewRequest) Check() error {
	var f errs.Faults
	f.Check(n.Person != "", "person", "request.person.missing")
	f.Check(n.Area != "", "area", "request.area.missing")
	f.Check(n.Topic != "" && len(n.Topic) <= 40, "topic", "request.topic.missing")
	f.Check(n.To != "", "to", "request.to.missing")
	f.Check(!n.DueAt.IsZero(), "due_at", "request.due_at.missing")
	f.Check(len(n.Wanted) > 0, "wanted", "request.wanted.missing")
	f.Check(within(n.Wanted, Wanted()), "wanted", "request.wanted.unknown")
	f.Check(within(n.Situation, Situations()), "situation", "request.situation.unknown")
	f.Check(n.Consented || n.From != "", "consented", "request.consented.missing")
	f.Check(!n.Consented || slices.Contains(consentWays(), n.ConsentHow), "consent_how", "request.consent_how.missing")
	f.Check(n.Hope != "", "hope", "request.hope.missing")
	f.Check(utf8.RuneCountInString(n.Hope) <= mostWords, "hope", "request.hope.long")
	f.Check(utf8.RuneCountInString(n.Tried) <= mostWords, "tried", "request.tried.long")
	return f.Err()
}

func within[T comparable](chosen, known []T) bool {
	return !slices.ContainsFunc(chosen, func(c T) bool { return !slices.Contains(known, c) })
}

// join writes each choice once, in the order of known.
func join[T ~string](chosen, known []T) string {
	var s []string
	for _, k := range known {
		if slices.Contains(chosen, k) {
			s = append(s, string(k))
		}
	}
	return strings.Join(s, ",")
}

func split[T ~string](text string) (all []T) {
	for s := range strings.SplitSeq(text, ",") {
		if s != "" {
			all = append(all, T(s))
		}
	}
	return all
}

// hopes is the part of a request that is sealed.
type hopes struct{ Hope, Tried string }

// Send stores a request and hands it to its receiver.
func Send(ctx context.Context, tx *db.Tx, key *seal.Key, n NewRequest) (id.Request, error) {
	if err := n.Check(); err != nil {
		return "", err
	}
	if !n.Consented {
		n.ConsentHow = ""
	}
	sealed, err := seal.Marshal(key, sealedRequest, hopes{n.Hope, n.Tried})
	if err != nil {
		return "", err
	}
	r := id.New[id.Request]()
	_, err = tx.Exec(ctx, `insert into request (id, person_id, area_id, topic, from_function, to_function, state, wanted, situation,
			consented, consent_how, sealed, created_at, sent_at, due_at)
		values ($1, $2, $3, $4, nullif($5, ''), $6, 'sent', $7, $8, $9, $10, $11, $12, $12, $13)`,
		r, n.Person, n.Area, n.Topic, n.From, n.To, join(n.Wanted, Wanted()), join(n.Situation, Situations()),
		n.Consented, n.ConsentHow, sealed, db.Micros(tx.Now), db.Micros(n.DueAt))
	if err != nil {
		return "", err
	}
	return r, noteStep(ctx, tx, RequestStep{Request: r, By: n.From}, step{kind: "sent", to: n.To})
}

// RequestRow is a request without what is sealed: what lists show and what
// decisions are made on.
type RequestRow struct {
	ID         id.Request
	Person     id.Person // empty where the reader may not know
	Area       id.Area
	Topic      string
	From       id.Function // empty when the person asks herself
	To         id.Function
	State      string
	Wanted     []access.Kind
	Consented  bool
	CreatedAt  time.Time
	SentAt     time.Time   // when it last came to the receiver
	DueAt      time.Time   // when an answer is due; zero when none is awaited
	Escalated  int         // 1 the deputy was told, 2 the manager
	Told       id.Function // who was told last that it is overdue, and may answer too
	Refusals   int
	Case       id.Case
	Version    int64
	Restricted bool // the person's identity is protected
}

// Request is a request with its content, as far as the reader may see it.
type Request struct {
	RequestRow
	Situation  []string
	ConsentHow string
	Hope       string
	Tried      string
	Events     []RequestEvent // oldest first
}

// RequestEvent is one step on a request's way.
type RequestEvent struct {
	At     time.Time
	Kind   string
	By     id.Function // empty for the person and the system
	To     id.Function
	Reason string
	Words  string
}

const requestColumns = `r.id, r.person_id, r.area_id, r.topic, coalesce(r.from_function, ''), r.to_function, r.state, r.wanted, r.consented,
	r.created_at, coalesce(r.sent_at, 0), coalesce(r.due_at, 0), r.escalated, coalesce(r.told_function, ''), r.refusals,
	coalesce(r.case_id, ''), r.version, p.protection <> 'none'`

const requests = ` from request r join person p on p.id = r.person_id `

// scanRequest reads requestColumns, and more columns after them.
func scanRequest(scan db.Scan, more ...any) (r RequestRow, err error) {
	var wanted string
	var created, sent, due int64
	err = scan(append([]any{&r.ID, &r.Person, &r.Area, &r.Topic, &r.From, &r.To, &r.State, &wanted, &r.Consented,
		&created, &sent, &due, &r.Escalated, &r.Told, &r.Refusals, &r.Case, &r.Version, &r.Restricted}, more...)...)
	r.Wanted = split[access.Kind](wanted)
	r.CreatedAt, r.SentAt, r.DueAt = db.Time(created), db.Time(sent), db.Time(due)
	return r, err
}

// RequestFacts returns what decisions about a request are made on, whoever
// asks: its row always tells the person.
func RequestFacts(ctx context.Context, tx *db.Tx, r id.Request) (row RequestRow, err error) {
	err = tx.Each(ctx, func(scan db.Scan) error {
		row, err = scanRequest(scan)
		return err
	}, `select `+requestColumns+requests+`where r.id = $1`, r)
	if err == nil && row.ID == "" {
		err = errs.Missing()
	}
	return row, err
}

// ReadRequest returns a request and its way so far, as the reader may see it.
// The key is needed only by a sight that shows words.
func ReadRequest(ctx context.Context, tx *db.Tx, key *seal.Key, s access.RequestSight) (Request, error) {
	var r Request
	var situation string
	var sealed []byte
	err := tx.Each(ctx, func(scan db.Scan) (err error) {
		r.RequestRow, err = scanRequest(scan, &situation, &r.ConsentHow, &sealed)
		return err
	}, `select `+requestColumns+`, r.situation, r.consent_how, r.sealed`+requests+`where r.id = $1`, s.Request())
	if err != nil {
		return Request{}, err
	}
	if r.ID == "" {
		return Request{}, errs.Missing()
	}
	if !s.Identity() {
		r.Person = ""
	}
	if s.Words() {
		var h hopes
		if err := seal.Unmarshal(key, sealedRequest, sealed, &h); err != nil {
			return Request{}, err
		}
		r.Situation, r.Hope, r.Tried = split[string](situation), h.Hope, h.Tried
	}
	r.Events, err = requestEvents(ctx, tx, key, s)
	return r, err
}

func requestEvents(ctx context.Context, tx *db.Tx, key *seal.Key, s access.RequestSight) ([]RequestEvent, error) {
	return db.All(ctx, tx, func(scan db.Scan) (e RequestEvent, err error) {
		var at int64
		var sealed []byte
		if err := scan(&at, &e.Kind, &e.By, &e.To, &e.Reason, &sealed); err != nil {
			return e, err
		}
		e.At = db.Time(at)
		if len(sealed) == 0 || !s.Words() {
			return e, nil
		}
		words, err := key.Open(sealed, sealedStep)
		e.Words = string(words)
		return e, err
	}, `select at, kind, coalesce(by_function, ''), coalesce(to_function, ''), reason, sealed
		from request_event where request_id = $1 order by at, id limit 500`, s.Request())
}
