package brief

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"math/big"
	"strings"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// letters are those that are not taken for one another, read aloud or written
// by hand.
const letters = "ACDEFHJKMNPRTWXY3479"

const (
	publicLength = 5  // finds the brief, and is no secret
	codeLength   = 12 // with the secret part, of 20⁷ guesses

	mostWrong         = 5  // guesses at the secret part of one code
	mostWrongUser     = 10 // wrong codes of a user on a day
	mostWrongFunction = 20 // of a function, whoever holds it
)

// Code opens a brief for a unit of care, once.
type Code string

// NewCode returns a random code.
func NewCode() (Code, error) {
	b := make([]byte, codeLength)
	for i := range b {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		if err != nil {
			return "", err
		}
		b[i] = letters[n.Int64()]
	}
	return Code(b), nil
}

// ParseCode reads a code as people write it: in small letters, with spaces or
// hyphens. What has another form is no code.
func ParseCode(typed string) (Code, bool) {
	if len(typed) > 60 {
		return "", false
	}
	var b strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch {
		case r == ' ' || r == '-' || r == '\u2013' || r == '\u00a0':
		case r > 'Z' || !strings.ContainsRune(letters, r):
			return "", false
		default:
			b.WriteRune(r)
		}
	}
	return Code(b.String()), b.Len() == codeLength
}

// String writes the code in groups of four.
func (c Code) String() string {
	if len(c) != codeLength {
		return string(c)
	}
	return string(c[:4] + "-" + c[4:8] + "-" + c[8:])
}

// Public is the part that finds the brief.
func (c Code) Public() string { return string(c[:min(publicLength, len(c))]) }

// Guess is a code that somebody tries.
type Guess struct {
	Code     Code
	Valid    bool                  // it has the form of a code
	Hash     func(c string) string // keyed, by who holds the master key
	User     id.User
	Function id.Function
	Unit     id.Unit
}

// Tried is what came of a guess.
type Tried struct {
	Brief Brief // without what it says; empty when the code is not good
	Left  int64 // how many more wrong ones the guesser may try today
	Tell  id.Function
}

// Try looks for the brief that a code opens. A code that is wrong, dead, ended
// or of a person who has blocked the unit gives the same answer. Only a guess at
// the secret part of a code that stands counts against the code; every guess
// counts against who made it, so nobody can fish, or end many codes.
func Try(ctx context.Context, tx *db.Tx, g Guess) (Tried, error) {
	left, err := g.count(ctx, tx)
	if err != nil || !g.Valid {
		return Tried{Left: left}, err
	}
	var hash string
	var wrong int64
	var b id.Brief
	var tell id.Function
	var about id.Person
	found, err := tx.One(ctx, []any{&b, &about, &hash, &wrong, &tell}, `select b.id, b.person_id, b.code_hash, b.code_wrong, b.function_id from brief b
		join person p on p.id = b.person_id and p.erased_at is null join cases c on c.id = b.case_id and c.state <> 'closed'
		where b.code_public = $1 and b.code_hash is not null and b.state = 'with_person' and b.ends_on >= $2
		and not exists (select 1 from block x where x.person_id = p.id and x.unit_id = $3 and x.lifted_at is null)`, g.Code.Public(), tx.Today(), g.Unit)
	if err != nil || !found {
		return Tried{Left: left}, err
	}
	if subtle.ConstantTimeCompare([]byte(hash), []byte(g.Hash(string(g.Code)))) == 0 {
		n, err := tx.Exec(ctx, `update brief set code_wrong = code_wrong + 1, code_hash = case when code_wrong + 1 >= $2 then null else code_hash end where id = $1`, b, mostWrong)
		if n == 0 || wrong+1 < mostWrong {
			tell = ""
		}
		return Tried{Left: left, Tell: tell}, err
	}
	if err := g.forgive(ctx, tx); err != nil {
		return Tried{}, err
	}
	return Tried{Brief: Brief{ID: b, Person: about, Function: tell}, Left: left}, g.receive(ctx, tx, b)
}

// receive gives a brief to the unit that opened it; the code has done its work.
func (g Guess) receive(ctx context.Context, tx *db.Tx, b id.Brief) error {
	n, err := tx.Exec(ctx, `update brief set state = 'received', to_unit = $2, to_function = $3, received_at = $4, reminded = 0,
		code_public = null, code_hash = null, code_sealed = null, version = version + 1 where id = $1 and state = 'with_person' and code_hash is not null`,
		b, g.Unit, g.Function, db.Micros(tx.Now))
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "changed")
	}
	return err
}

// keys are under what a guess is counted.
func (g Guess) keys() [2]string {
	return [2]string{"user/" + string(g.User), "function/" + string(g.Function)}
}

// count notes a guess before it is looked at: the rows stay locked until the
// answer stands, so nobody guesses twice at once.
func (g Guess) count(ctx context.Context, tx *db.Tx) (left int64, err error) {
	left = mostWrongUser
	for n, most := range []int64{mostWrongUser, mostWrongFunction} {
		var wrong int64
		_, err := tx.One(ctx, []any{&wrong}, `insert into brief_try (key, day, wrong) values ($1, $2, 1)
			on conflict (key) do update set wrong = case when brief_try.day = excluded.day then brief_try.wrong + 1 else 1 end, day = excluded.day returning wrong`,
			g.keys()[n], tx.Today())
		if err != nil {
			return 0, err
		}
		if wrong > most {
			return 0, errs.New(errs.TooMany, "brief.code.many")
		}
		left = min(left, most-wrong)
	}
	return left, nil
}

// forgive takes back the count of a guess that was right.
func (g Guess) forgive(ctx context.Context, tx *db.Tx) error {
	for _, key := range g.keys() {
		if _, err := tx.Exec(ctx, `update brief_try set wrong = wrong - 1 where key = $1 and wrong > 0`, key); err != nil {
			return err
		}
	}
	return nil
}
