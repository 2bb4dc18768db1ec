package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/login"
)

// seat is a user who acts as a function, and the cases that it takes part in.
type seat struct {
	post
	token  string // header of the API
	cookie string // header of a browser
	cases  []int32
	open   []int32
}

// known is one case of the data set, as far as requests need it.
type known struct {
	id    id.Case
	n     int // of the person
	units []id.Unit
}

// audience is who asks, and for what.
type audience struct {
	seats []*seat
	cases []known
	hash  func(string) string
}

// seatAll signs every user in and finds out where each takes part.
func (d dataset) seatAll(ctx context.Context) (*audience, error) {
	s, err := d.open(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close()
	a := &audience{hash: s.sealer.HashNumber}
	leads, parts := posts(d.Users)
	seats := map[id.Function]*seat{}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		for _, p := range append(leads, parts...) {
			q := &seat{post: p}
			a.seats, seats[p.function] = append(a.seats, q), q
			if err := q.signIn(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return a, s.db.Read(ctx, func(tx *db.Tx) error { return a.load(ctx, tx, seats) })
}

func (s *seat) signIn(ctx context.Context, tx *db.Tx) error {
	token, _, err := login.Issue(ctx, tx, login.NewToken{User: s.user, Function: s.function, Name: "bench", Ends: tx.Now.AddDate(0, 0, 1)})
	if err != nil {
		return err
	}
	secret, _, err := login.Begin(ctx, tx, login.NewSession{User: s.user, Function: s.function, Level: login.LevelPassword, Source: "127.0.0.1"})
	s.token, s.cookie = "Authorization: Bearer "+token+"\r\n", "Cookie: samverk="+secret+"\r\nAccept-Language: sv\r\n"
	return err
}

// load reads who takes part in which case.
func (a *audience) load(ctx context.Context, tx *db.Tx, seats map[id.Function]*seat) error {
	index := map[id.Case]int32{}
	units := map[id.Unit]id.Unit{} // so that half a million rows share their names
	return tx.Each(ctx, func(scan db.Scan) error {
		var c id.Case
		var f id.Function
		var u id.Unit
		var ref, state string
		if err := scan(&c, &ref, &state, &f, &u); err != nil {
			return err
		}
		n, seen := index[c]
		if !seen {
			n = int32(len(a.cases))
			index[c] = n
			var person int
			if _, err := fmt.Sscanf(ref[strings.LastIndexByte(ref, '-')+1:], "%d", &person); err != nil {
				return err
			}
			a.cases = append(a.cases, known{id: c, n: person - 1})
		}
		if _, ok := units[u]; !ok {
			units[u] = u
		}
		a.cases[n].units = append(a.cases[n].units, units[u])
		if s := seats[f]; s != nil {
			if s.cases = append(s.cases, n); state == "open" {
				s.open = append(s.open, n)
			}
		}
		return nil
	}, `select c.id, c.ref, c.state, pa.function_id, pa.unit_id from party pa join cases c on c.id = pa.case_id where pa.state = 'takes_part'`)
}

// turn picks who asks, and about which of her cases.
func (a *audience) turn(r *rand.Rand) (*seat, known) {
	s := a.seats[r.IntN(len(a.seats))]
	return s, a.cases[s.cases[r.IntN(len(s.cases))]]
}

// operation is one thing that is asked, in the whole stack and at the floor.
type operation struct {
	name    string
	request func(*rand.Rand) []byte
	ruler   string // name of the floor that it is compared with
	floor   func(r *rand.Rand, prefix string) []byte
	audited bool // there is a floor with a durable row for the reading
}

// operations lists all, those with the same ruler together.
func (a *audience) operations() []operation {
	floorCase := func(r *rand.Rand, prefix string) []byte {
		s, c := a.turn(r)
		return get(fmt.Sprintf("%s/case?case=%s&function=%s&unit=%s", prefix, c.id, s.function, s.unit), "")
	}
	return []operation{
		{"case_json", a.caseJSON, "case", floorCase, true},
		{"case_html", a.caseHTML, "case", floorCase, true},
		{"list_50", a.list, "list", a.floorList, true},
		{"find_person", a.find, "find", a.floorFind, true},
		{"append_item", a.append, "append", a.floorAppend, false},
	}
}

func (a *audience) caseJSON(r *rand.Rand) []byte {
	s, c := a.turn(r)
	return get("/api/v1/cases/"+string(c.id), s.token)
}

func (a *audience) caseHTML(r *rand.Rand) []byte {
	s, c := a.turn(r)
	return get("/arenden/"+string(c.id), s.cookie)
}

func (a *audience) list(r *rand.Rand) []byte {
	return get("/api/v1/cases?state=open&limit=50", a.seats[r.IntN(len(a.seats))].token)
}

func (a *audience) floorList(r *rand.Rand, prefix string) []byte {
	s := a.seats[r.IntN(len(a.seats))]
	return get(fmt.Sprintf("%s/list?function=%s&unit=%s", prefix, s.function, s.unit), "")
}

func (a *audience) find(r *rand.Rand) []byte {
	s, c := a.turn(r)
	return send("/api/v1/persons/search", s.token+"Idempotency-Key: "+id.New[string]()+"\r\n", "application/json", `{"number":"`+string(number(c.n))+`"}`)
}

func (a *audience) floorFind(r *rand.Rand, prefix string) []byte {
	s, c := a.turn(r)
	return get(fmt.Sprintf("%s/find?hash=%s&function=%s&unit=%s", prefix, a.hash(string(number(c.n))), s.function, s.unit), "")
}

// append adds an item in the category that every consent of the data set
// covers, to three other units of the case.
func (a *audience) append(r *rand.Rand) []byte {
	s := a.seats[r.IntN(len(a.seats))]
	c := a.cases[s.open[r.IntN(len(s.open))]]
	var receivers []string
	for _, u := range c.units {
		if u != s.unit && len(receivers) < 3 {
			receivers = append(receivers, string(u))
		}
	}
	body, _ := json.Marshal(map[string]any{ // of strings: it cannot fail
		"kind": "note", "category": access.Plan.String(), "title": pick(r, titles), "words": someWords(r), "units": receivers,
	})
	return send("/api/v1/cases/"+string(c.id)+"/items", s.token+"Idempotency-Key: "+id.New[string]()+"\r\n", "application/json", string(body))
}

func (a *audience) floorAppend(r *rand.Rand, _ string) []byte {
	s, c := a.turn(r)
	return send(fmt.Sprintf("/append?case=%s&function=%s", c.id, s.function), "", "text/plain; charset=utf-8", someWords(r))
}

// seconds is a duration of so many.
func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
