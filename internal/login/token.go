package login

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base32"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// TokenPrefix begins every token, so that one that has leaked can be found.
const TokenPrefix = "sv_"

// Token lets a program act as one function of a user, or for a person.
type Token struct {
	ID       id.Token
	User     id.User
	Function id.Function // empty for a person's own
	Name     string
	Created  time.Time
	Ends     time.Time
	Revoked  time.Time // zero while it is not
	Proves   bool      // may do what else demands that the user proves anew who she is
}

// NewToken is the input for a token.
type NewToken struct {
	User     id.User
	Function id.Function
	Name     string
	Ends     time.Time
	Proves   bool
}

// Check reports all that is wrong with the input at a time.
func (n NewToken) Check(now time.Time) error {
	var f errs.Faults
	f.Check(n.Name != "", "name", "token.name.empty")
	f.Check(utf8.RuneCountInString(n.Name) <= 120, "name", "token.name.long")
	f.Check(n.Ends.After(now), "ends", "token.ends.past")
	// A year from today, to the end of that day.
	f.Check(!n.Ends.After(now.AddDate(1, 0, 1)), "ends", "token.ends.late")
	return f.Err()
}

// Issue makes a token. The secret is shown once; only its hash is kept. An
// account of an organisation needs a function, a person's own has none.
func Issue(ctx context.Context, tx *db.Tx, n NewToken) (secret string, t Token, err error) {
	if err := n.Check(tx.Now); err != nil {
		return "", t, err
	}
	b := make([]byte, 32)
	rand.Read(b)
	secret = TokenPrefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
	t = Token{ID: id.New[id.Token](), User: n.User, Function: n.Function, Name: n.Name, Created: tx.Now, Ends: n.Ends, Proves: n.Proves}
	made, err := tx.Exec(ctx, `insert into token (id, secret_hash, user_id, function_id, name, created_at, ends_at, proves)
select $1, $2, a.id, $4, $5, $6, $7, $9 from user_account a
where a.id = $3 and a.ended_at is null and (a.person_id is not null) = $8`,
		t.ID, hash(secret), t.User, orNull(t.Function), t.Name, db.Micros(t.Created), db.Micros(t.Ends), t.Function == "", t.Proves)
	if err != nil {
		return "", t, err
	}
	var f errs.Faults
	f.Check(made == 1, "function", "token.function.empty")
	return secret, t, f.Err()
}

const tokenColumns = `t.id, t.user_id, coalesce(t.function_id, ''), t.name, t.created_at, t.ends_at, coalesce(t.revoked_at, 0), t.proves`

func scanToken(scan db.Scan, more ...any) (t Token, err error) {
	var created, ends, revoked int64
	err = scan(append([]any{&t.ID, &t.User, &t.Function, &t.Name, &created, &ends, &revoked, &t.Proves}, more...)...)
	t.Created, t.Ends, t.Revoked = db.Time(created), db.Time(ends), db.Time(revoked)
	return t, err
}

// ByToken returns the token with a secret and whose it is; errs.SignedOut when
// it is revoked or has ended, or the account has.
func ByToken(ctx context.Context, tx *db.Tx, secret string) (t Token, a Account, err error) {
	all, err := db.All(ctx, tx, func(scan db.Scan) (Token, error) { return scanToken(scan, a.places()...) },
		`select `+tokenColumns+`, `+accountColumns+` from token t join user_account a on a.id = t.user_id
where t.secret_hash = $1 and t.revoked_at is null and t.ends_at > $2 and a.ended_at is null`, hash(secret), db.Micros(tx.Now))
	if err != nil || len(all) == 0 {
		return t, a, cmp.Or(err, ended())
	}
	return all[0], a, nil
}

// Tokens lists the tokens of an account that work, the newest first.
func Tokens(ctx context.Context, tx *db.Tx, u id.User) ([]Token, error) {
	return db.All(ctx, tx, func(scan db.Scan) (Token, error) { return scanToken(scan) },
		`select `+tokenColumns+` from token t where t.user_id = $1 and t.revoked_at is null and t.ends_at > $2
order by t.created_at desc, t.id limit $3`, u, db.Micros(tx.Now), most)
}

// Revoke ends one token of an account. One that has ended already is well.
func Revoke(ctx context.Context, tx *db.Tx, u id.User, t id.Token) error {
	_, err := tx.Exec(ctx, `update token set revoked_at = $1 where id = $2 and user_id = $3 and revoked_at is null`,
		db.Micros(tx.Now), t, u)
	return err
}
