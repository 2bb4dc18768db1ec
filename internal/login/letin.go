package login

import (
	"context"
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
)

// How somebody was let in as an account.
const (
	LetInvited   = "invited"  // by a link to a first passkey
	LetRecovered = "recovery" // by a link to a new one
	LetBound     = "bound"    // by who she is at a provider
)

// LetIn is that somebody was given a way in as an account, and by whom. What
// was given stays known when it no longer lets anybody in: she who had it could
// have made herself another one with it.
type LetIn struct {
	How       string
	Provider  string // of what was bound
	By        id.User
	ByLabel   string // empty for the operator
	Confirmed id.User
	Second    string // what the one who confirmed a recovery is called
	Itself    bool   // the account came by itself, at its first sign-in with the provider
	At        time.Time
}

// note keeps that an account was given a way in.
func (l LetIn) note(ctx context.Context, tx *db.Tx, u id.User) error {
	_, err := tx.Exec(ctx, `insert into let_in (id, user_id, how, provider, asked_by, confirmed_by, at) values ($1, $2, $3, $4, $5, $6, $7)`,
		id.New[string](), u, l.How, l.Provider, orNull(l.By), orNull(l.Confirmed), db.Micros(tx.Now))
	return err
}

// LetInsOf lists how an account has been let in, the newest first.
func LetInsOf(ctx context.Context, tx *db.Tx, u id.User) ([]LetIn, error) {
	return db.All(ctx, tx, func(scan db.Scan) (l LetIn, err error) {
		var at int64
		err = scan(&l.How, &l.Provider, &l.By, &l.ByLabel, &l.Confirmed, &l.Second, &at)
		l.At, l.Itself = db.Time(at), l.By == u
		return l, err
	}, `select l.how, l.provider, coalesce(l.asked_by, ''), coalesce(a.label, ''), coalesce(l.confirmed_by, ''), coalesce(b.label, ''), l.at
from let_in l left join user_account a on a.id = l.asked_by left join user_account b on b.id = l.confirmed_by
where l.user_id = $1 order by l.at desc, l.id limit $2`, u, most)
}

// HasLetIn reports whether a user has let somebody in as an account, however
// long ago, or has asked for it and nobody has answered yet.
func HasLetIn(ctx context.Context, tx *db.Tx, by, u id.User) (bool, error) {
	return tx.Has(ctx, `select 1 from let_in where user_id = $1 and (asked_by = $2 or confirmed_by = $2)
union all select 1 from change_request where kind = 'recover' and subject = $1 and asked_by = $2 and answered_at is null and ends_at > $3`,
		u, by, db.Micros(tx.Now))
}

// LetInSince reports whether an account has been given a way in at a time or
// later.
func LetInSince(ctx context.Context, tx *db.Tx, u id.User, since time.Time) (bool, error) {
	return tx.Has(ctx, `select 1 from let_in where user_id = $1 and at >= $2`, u, db.Micros(since))
}
