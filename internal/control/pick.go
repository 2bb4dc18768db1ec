package control

import (
	"cmp"
	"context"
	"crypto/rand"
	"math/big"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/calendar"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/person"
	"samverk/internal/review"
)

// How much is chosen. The numbers are Samverk's own; no rule sets them.
const (
	sampleShare    = 100 // one reading in so many …
	leastSample    = 10  // … but at least these
	mostSample     = 100 // … and at most these
	mostOfPattern  = 50
	mostFinds      = 2000 // searches that are looked at for those outside own cases
	manyPersons    = 20   // that one user has read about …
	manyWithin     = time.Hour
	officeOpens    = 6  // o'clock
	officeCloses   = 20 // o'clock
	personsAtOnce  = 200
	readingOutcome = "read"
)

// picker goes through the log of a period once, in order, and keeps what is to
// be judged.
type picker struct {
	readings int64
	sample   []int64 // by chance, each reading as likely as any other
	found    map[review.Pattern][]int64
	recent   map[id.User][]seen // of the last hour
	pairs    map[pair]int64     // the last reading of a person by a user
	finds    []find
}

type seen struct {
	at     time.Time
	person id.Person
}

type pair struct {
	user   id.User
	person id.Person
}

// find is that a unit searched for a person by number, and found her.
type find struct {
	seq    int64
	unit   id.Unit
	person id.Person
}

// pick chooses what is to be judged of a period.
func (s *Service) pick(ctx context.Context, tx *db.Tx, o id.Org, p period) (n review.New, err error) {
	n = review.New{Org: o, From: p.first, To: p.last, DueOn: p.dueOn}
	all := picker{found: map[review.Pattern][]int64{}, recent: map[id.User][]seen{}, pairs: map[pair]int64{}}
	for after := p.before; ; {
		rows, err := audit.OfPeriod(ctx, tx, o, p.from, p.until, after)
		if err != nil {
			return n, err
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			all.take(r)
		}
		after = rows[len(rows)-1].Seq
	}
	if err := s.persons(ctx, tx, &all); err != nil {
		return n, err
	}
	if err := strangers(ctx, tx, &all); err != nil {
		return n, err
	}
	n.Readings, n.Picks = all.readings, all.picks()
	return n, nil
}

// take looks at one row: readings about a person, and attempts that were refused.
func (p *picker) take(r audit.Row) {
	switch {
	case r.Erased || r.User == "":
	case r.Outcome == "refused":
		p.add(review.Refused, r.Seq)
	case r.Outcome == readingOutcome && r.Person != "":
		p.readings++
		p.chance(r.Seq)
		p.pairs[pair{r.User, r.Person}] = r.Seq
		p.many(r)
		if offHours(r.At) {
			p.add(review.Hours, r.Seq)
		}
		if r.Action == string(access.PersonFind) && len(p.finds) < mostFinds {
			p.finds = append(p.finds, find{r.Seq, r.Unit, r.Person})
		}
	}
}

// add keeps a row for a pattern; of too many, the first.
func (p *picker) add(why review.Pattern, seq int64) {
	if len(p.found[why]) < mostOfPattern {
		p.found[why] = append(p.found[why], seq)
	}
}

// chance keeps a sample in which each reading so far is as likely as any other
// (reservoir sampling; Vitter 1985, algorithm R).
func (p *picker) chance(seq int64) {
	if len(p.sample) < mostSample {
		p.sample = append(p.sample, seq)
		return
	}
	if n := below(p.readings); n < mostSample {
		p.sample[n] = seq
	}
}

// below returns a random number from 0 to before n.
func below(n int64) int64 {
	v, err := rand.Int(rand.Reader, big.NewInt(n))
	if err != nil {
		panic(err) // crypto/rand never fails on the systems that Go runs on
	}
	return v.Int64()
}

// many notes a user who has read about many persons within an hour, once an hour.
func (p *picker) many(r audit.Row) {
	kept := slices.DeleteFunc(p.recent[r.User], func(s seen) bool { return r.At.Sub(s.at) > manyWithin || s.person == r.Person })
	kept = append(kept, seen{r.At, r.Person})
	if len(kept) >= manyPersons {
		p.add(review.Many, r.Seq)
		kept = nil
	}
	p.recent[r.User] = kept
}

// offHours reports whether a time is outside office hours in Sweden.
func offHours(at time.Time) bool {
	local := at.In(calendar.Zone())
	return calendar.DayOff(local) || local.Hour() < officeOpens || local.Hour() >= officeCloses
}

// picks are all rows to be judged, each once with every pattern it follows.
func (p *picker) picks() (all []review.Pick) {
	sample := p.sample
	if size := int(min(max(p.readings/sampleShare, leastSample), mostSample)); len(sample) > size {
		// What was kept is in no order that means anything, but for the first rows.
		for i := range size {
			j := i + int(below(int64(len(sample)-i)))
			sample[i], sample[j] = sample[j], sample[i]
		}
		sample = sample[:size]
	}
	why := map[int64][]review.Pattern{}
	for _, pattern := range review.Patterns() {
		rows := p.found[pattern]
		if pattern == review.Sample {
			rows = sample
		}
		for _, seq := range rows {
			why[seq] = append(why[seq], pattern)
		}
	}
	for seq, patterns := range why {
		all = append(all, review.Pick{Seq: seq, Patterns: patterns})
	}
	slices.SortFunc(all, func(a, b review.Pick) int { return cmp.Compare(a.Seq, b.Seq) })
	return all
}

// persons finds the patterns that depend on whom it was about: a protected
// identity, and the reader's own family name. Names are compared here and go
// no further.
func (s *Service) persons(ctx context.Context, tx *db.Tx, p *picker) error {
	families, err := readers(ctx, tx, p)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(pairsInOrder(p.pairs), personsAtOnce) {
		ids := make([]id.Person, len(chunk))
		for i, c := range chunk {
			ids[i] = c.person
		}
		known, err := person.Identities(ctx, tx, s.Sealer(), ids)
		if err != nil {
			return err
		}
		for _, c := range chunk {
			who, seq := known[c.person], p.pairs[c]
			if who.Protection.Restricted() {
				p.add(review.Protected, seq)
			}
			if own := families[c.user]; own != "" && own == s.Sealer().HashName(familyOf(who.Name)) {
				p.add(review.Namesake, seq)
			}
		}
	}
	return nil
}

// strangers finds the searches for persons of whom the unit has no case and no
// request, before or after: everything else can be read in own cases only.
func strangers(ctx context.Context, tx *db.Tx, p *picker) error {
	for chunk := range slices.Chunk(p.finds, personsAtOnce) {
		ids := make([]id.Person, len(chunk))
		for i, f := range chunk {
			ids[i] = f.person
		}
		units, err := cases.UnitsOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, f := range chunk {
			if !slices.Contains(units[f.person], f.unit) {
				p.add(review.Outside, f.seq)
			}
		}
	}
	return nil
}

// pairsInOrder are who has read about whom, in the order of the log.
func pairsInOrder(pairs map[pair]int64) []pair {
	all := make([]pair, 0, len(pairs))
	for p := range pairs {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b pair) int { return cmp.Compare(pairs[a], pairs[b]) })
	return all
}

// familyOf is the last word of a name.
func familyOf(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// readers returns the keyed hashes of the readers' family names, where known.
func readers(ctx context.Context, tx *db.Tx, p *picker) (map[id.User]string, error) {
	families := map[id.User]string{}
	var users []id.User
	for one := range p.pairs {
		if _, known := families[one.user]; !known {
			families[one.user] = ""
			users = append(users, one.user)
		}
	}
	for chunk := range slices.Chunk(users, personsAtOnce) {
		marks, args := db.In(1, chunk)
		err := tx.Each(ctx, func(scan db.Scan) error {
			var u id.User
			var hash string
			err := scan(&u, &hash)
			families[u] = hash
			return err
		}, `select id, family_hash from user_account where id in `+marks, args...)
		if err != nil {
			return nil, err
		}
	}
	return families, nil
}
