package login

import (
	"context"
	"strings"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// AccountInput is what an administrator decides about an account.
type AccountInput struct {
	Name    string
	Label   string
	Reserve bool // signs in by passkey though the organisation has a provider
}

// check reports all that is wrong with the input.
func (in AccountInput) check() errs.Faults {
	var f errs.Faults
	f.Check(isName(fold(in.Name)), "name", "account.name.form")
	checkLabel(&f, in.Label)
	f.Check(!id.HasNumber(in.Name), "name", "text.identity.number")
	f.Check(!id.HasNumber(in.Label), "label", "text.identity.number")
	return f
}

// Check reports all that is wrong with the input.
func (in AccountInput) Check() error { return in.check().Err() }

// FoldName makes a sign-in name as typed the name as kept.
func FoldName(name string) string { return fold(name) }

// ChangeAccount changes what an administrator decides about an account.
func ChangeAccount(ctx context.Context, tx *db.Tx, u id.User, in AccountInput, version int64) error {
	f := in.check()
	taken, err := tx.Has(ctx, `select 1 from user_account where name = $1 and id <> $2`, fold(in.Name), u)
	if err != nil {
		return err
	}
	was, err := Reserve(ctx, tx, u)
	if err != nil {
		return err
	}
	f.Check(!taken, "name", "account.name.taken")
	if err := f.Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update user_account set name = $1, label = $2, reserve = $3, version = version + 1
where id = $4 and version = $5 and ended_at is null`, fold(in.Name), in.Label, in.Reserve, u, version)
	switch {
	case err != nil:
		return err
	case n == 0:
		return changed(ctx, tx, u)
	case was && !in.Reserve:
		return leaveReserve(ctx, tx, u)
	}
	return nil
}

// Reserved reports which accounts of an organisation sign in by passkey though
// it has a provider.
func Reserved(ctx context.Context, tx *db.Tx, o id.Org) (map[id.User]bool, error) {
	all := map[id.User]bool{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var u id.User
		err := scan(&u)
		all[u] = true
		return err
	}, `select id from user_account where organisation_id = $1 and reserve and ended_at is null`, o)
	return all, err
}

// Search returns the accounts of an organisation that have not ended and whose
// name or label has some words in it, by name, after the one named.
func Search(ctx context.Context, tx *db.Tx, o id.Org, words, after string, limit int) (found []Account, err error) {
	words = fold(words)
	err = tx.Each(ctx, func(scan db.Scan) error {
		a, err := scanAccount(scan)
		// In memory, since the databases make small letters each in their own fashion.
		if len(found) < limit && (strings.Contains(a.Name, words) || strings.Contains(fold(a.Label), words)) {
			found = append(found, a)
		}
		return err
	}, `select `+accountColumns+` from user_account a
where a.organisation_id = $1 and a.name > $2 and a.ended_at is null order by a.name limit $3`, o, after, mostSearched)
	return found, err
}

// mostSearched bounds how many accounts one search goes through.
const mostSearched = 20_000

// NamesTaken returns which of some sign-in names anybody has, in any
// organisation, and whose they are.
func NamesTaken(ctx context.Context, tx *db.Tx, names []string) (map[string]Account, error) {
	taken := map[string]Account{}
	const atOnce = 500
	for len(names) > 0 {
		n := min(atOnce, len(names))
		list, args := db.In(1, names[:n])
		all, err := db.All(ctx, tx, scanAccount, `select `+accountColumns+` from user_account a where a.name in `+list, args...)
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			taken[a.Name] = a
		}
		names = names[n:]
	}
	return taken, nil
}

// Identities lists who the accounts of an organisation are at providers.
func Identities(ctx context.Context, tx *db.Tx, o id.Org) (map[id.User][]Identity, error) {
	all := map[id.User][]Identity{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var u id.User
		var i Identity
		err := scan(&u, &i.Provider, &i.Subject)
		all[u] = append(all[u], i)
		return err
	}, `select i.user_id, i.provider, i.subject from account_identity i join user_account a on a.id = i.user_id
where a.organisation_id = $1 and a.ended_at is null order by i.provider, i.subject`, o)
	return all, err
}

// IdentitiesOf lists who an account is at providers.
func IdentitiesOf(ctx context.Context, tx *db.Tx, u id.User) ([]Identity, error) {
	return db.All(ctx, tx, func(scan db.Scan) (i Identity, err error) { return i, scan(&i.Provider, &i.Subject) },
		`select provider, subject from account_identity where user_id = $1 order by provider, subject limit $2`, u, most)
}

// IdentitiesTaken returns which of some subjects of a provider are bound
// already, and to which account.
func IdentitiesTaken(ctx context.Context, tx *db.Tx, provider string, subjects []string) (map[string]id.User, error) {
	taken := map[string]id.User{}
	const atOnce = 500
	for len(subjects) > 0 {
		n := min(atOnce, len(subjects))
		list, args := db.In(2, subjects[:n])
		err := tx.Each(ctx, func(scan db.Scan) error {
			var subject string
			var u id.User
			err := scan(&subject, &u)
			taken[subject] = u
			return err
		}, `select subject, user_id from account_identity where provider = $1 and subject in `+list, append([]any{provider}, args...)...)
		if err != nil {
			return nil, err
		}
		subjects = subjects[n:]
	}
	return taken, nil
}

// Unbind takes a provider's user from an account, and ends the sessions that
// the provider vouched for. Of the tokens nobody can tell which she made in one
// of them, so all end.
func Unbind(ctx context.Context, tx *db.Tx, u id.User, i Identity) error {
	n, err := tx.Exec(ctx, `delete from account_identity where provider = $1 and subject = $2 and user_id = $3`, i.Provider, i.Subject, u)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.Missing()
	}
	_, err = tx.Exec(ctx, `update session set ended_at = $1 where user_id = $2 and provider = $3 and ended_at is null`, db.Micros(tx.Now), u, i.Provider)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update token set revoked_at = $1 where user_id = $2 and revoked_at is null`, db.Micros(tx.Now), u)
	return err
}

// Count returns how many accounts of an organisation have not ended.
func Count(ctx context.Context, tx *db.Tx, o id.Org) (n int, err error) {
	_, err = tx.One(ctx, []any{&n}, `select count(*) from user_account where organisation_id = $1 and ended_at is null`, o)
	return n, err
}
