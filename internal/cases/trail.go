package cases

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// Passage is a step of the person's way between the actors: somebody asks
// somebody, passes her on, says no, takes her on, comes or goes.
type Passage struct {
	ID      string
	At      time.Time
	Kind    string // of PassageKinds
	Request id.Request
	Case    id.Case
	Ref     string // of the case; empty until there is one
	From    id.Function
	To      id.Function // empty when it goes to nobody
	Self    bool        // the person herself did it
	Hidden  bool        // a function that the reader may not know of did it
	Reason  string      // code
}

// turns are the kinds of events of a case that are steps of the way, and what
// they are called there.
var turns = map[string]string{
	"opened": "opened", "invited": "invited", "joined": "joined", "declined": "refused", "left": "left", "closed": "closed", "reopened": "reopened",
	"handover_accepted": "taken", "handover_declined": "not_taken",
}

// PassageKinds lists the kinds of steps: with requests, then with cases.
func PassageKinds() []string {
	return []string{"sent", "forwarded", "declined", "accepted", "withdrawn", "opened", "invited", "joined", "refused", "left", "taken", "not_taken", "closed", "reopened"}
}

// Turn reports whether a step turned the person away: somebody passed her on,
// said no or left.
func (p Passage) Turn() bool {
	return slices.Contains([]string{"forwarded", "declined", "refused", "left", "not_taken"}, p.Kind)
}

// mostPassages bounds a way: the last steps.
const mostPassages = 400

// Trail returns the person's way between the actors, the first step first, as
// far as the reader may know it. The person sees all of it, with the cases and
// requests that she has; who acts for her in one case sees that case. A function
// sees its case: in the circle all of it, else what its own unit has had part in;
// and what its unit has asked or been asked about her, when it may know who she
// is. Reasons are read by those whom they were given to or by.
func Trail(ctx context.Context, tx *db.Tx, s access.Sight) ([]Passage, error) {
	if s.Case() == "" || s.Blocked() {
		return nil, nil
	}
	asked, err := asked(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	met, err := met(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	all := append(met, asked...)
	slices.Reverse(all) // of one moment a request is taken on before its case is opened
	slices.SortStableFunc(all, func(a, b Passage) int { return a.At.Compare(b.At) })
	if len(all) > mostPassages {
		all = all[len(all)-mostPassages:]
	}
	if len(all) > 0 {
		s.Sees(s.Unit(), access.Plan, access.OwnItem) // the log says what sort of information it was
	}
	return all, nil
}

// wide reports whether the reader sees the person's whole way, and not only that
// of one case.
func wide(s access.Sight) bool { return s.Self() && s.Proxy() == "" }

// askedRow is a step with a request, with what its visibility hangs on.
type askedRow struct {
	Passage
	by, to id.Unit
	from   id.Unit     // of whom asked
	asker  id.Function // empty for the person
	agreed bool        // she agreed to its being sent with her name
}

// asked lists the steps with requests.
func asked(ctx context.Context, tx *db.Tx, s access.Sight) (all []Passage, err error) {
	rows, err := db.All(ctx, tx, func(scan db.Scan) (r askedRow, err error) {
		var at int64
		err = scan(&r.ID, &at, &r.Kind, &r.Request, &r.Case, &r.Ref, &r.Passage.From, &r.Passage.To, &r.Reason, &r.by, &r.to, &r.asker, &r.from, &r.agreed)
		r.At = db.Time(at)
		return r, err
	}, `select e.id, e.at, e.kind, r.id, coalesce(c.id, ''), coalesce(c.ref, ''), coalesce(e.by_function, ''), coalesce(e.to_function, ''), e.reason,
			coalesce(fb.unit_id, ''), coalesce(ft.unit_id, ''), coalesce(r.from_function, ''), coalesce(ff.unit_id, ''),
			r.consented
		from request_event e join request r on r.id = e.request_id and r.person_id = $1
		left join cases c on c.request_id = r.id left join function fb on fb.id = e.by_function left join function ft on ft.id = e.to_function
		left join function ff on ff.id = r.from_function
		where e.kind in ('sent', 'forwarded', 'declined', 'accepted', 'withdrawn') order by e.at desc, e.id desc limit $2`, s.Person(), mostPassages)
	for _, r := range rows {
		if r.shows(s) {
			all = append(all, r.as(s))
		}
	}
	return all, err
}

// mine reports whether the reader's unit took the step, was told of it, or asked.
func (r askedRow) mine(s access.Sight) bool {
	return s.Unit() == r.by || s.Unit() == r.to || s.Unit() == r.from
}

func (r askedRow) shows(s access.Sight) bool {
	switch {
	case wide(s):
		return true
	case s.Self():
		return r.Case == s.Case()
	case r.Case == s.Case() && s.Circle():
		return true
	}
	// Whom a request without a name was about is not told by its standing here.
	return r.mine(s) && (r.Case == s.Case() || s.Identity() && (r.agreed || r.from == s.Unit()))
}

// as is the step as the reader may see it.
func (r askedRow) as(s access.Sight) Passage {
	r.Self = r.Passage.From == ""
	if r.mine(s) || s.Self() {
		return r.Passage
	}
	r.Reason = ""
	return r.Passage
}

// met lists the steps in cases: of the person in all of hers, else in the one
// that the reader looks at.
func met(ctx context.Context, tx *db.Tx, s access.Sight) (all []Passage, err error) {
	rows, err := db.All(ctx, tx, func(scan db.Scan) (h metRow, err error) {
		var at int64
		err = scan(&h.ID, &at, &h.Kind, &h.in, &h.ref, &h.Function, &h.Unit, &h.Reason, &h.unit, &h.coordinator, &h.party)
		h.At = db.Time(at)
		return h, err
	}, `select e.id, e.at, e.kind, c.id, c.ref, coalesce(e.function_id, ''), coalesce(e.unit_id, ''), e.reason, coalesce(f.unit_id, ''), c.coordinator_id,
			coalesce(p.function_id, '')
		from case_event e join cases c on c.id = e.case_id left join function f on f.id = e.function_id left join party p on p.id = e.party_id
		where c.person_id = $1 and (c.id = $2 or $3) and e.kind in ('opened', 'invited', 'joined', 'declined', 'left', 'closed', 'reopened', 'handover_accepted', 'handover_declined')
		order by e.at desc, e.id desc limit $4`, s.Person(), s.Case(), wide(s), mostPassages)
	for _, h := range rows {
		if h.shows(s, nil) {
			all = append(all, h.as(s))
		}
	}
	return all, err
}

// metRow is an event of a case that is a step of the way.
type metRow struct {
	happened
	in    id.Case
	ref   string
	party id.Function // whom it is about
}

// as is the step as the reader may see it, by the same rule as the time line.
func (h metRow) as(s access.Sight) Passage {
	p := Passage{ID: h.ID, At: h.At, Kind: turns[h.Kind], Case: h.in, Ref: h.ref, From: h.Function, Reason: h.Reason}
	if h.Kind == "invited" {
		p.To = h.party
	}
	own := s.Self() || h.unit != "" && h.unit == s.Unit()
	if p.From != "" && !own && !s.Circle() && !(h.Function == h.coordinator && s.Lead()) {
		p.From, p.Hidden = "", true
	}
	if !own && !s.Circle() {
		p.Reason = ""
	}
	return p
}
