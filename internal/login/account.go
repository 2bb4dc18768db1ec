// Package login keeps accounts, passwords, sessions and tokens. It says who
// somebody is, never what she may do: that a user holds the function she acts
// as is found out anew in every transaction, by others.
package login

import (
	"context"
	"strings"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Account is somebody who can sign in: staff of an organisation, or a person
// about herself.
type Account struct {
	ID      id.User
	Name    string // what is typed at sign-in
	Label   string // what others see: "Handläggare 2"
	Org     id.Org // empty for a person
	Person  id.Person
	Ended   bool
	Version int64
}

const accountColumns = `a.id, a.name, a.label, coalesce(a.organisation_id, ''), coalesce(a.person_id, ''), a.ended_at is not null, a.version`

func (a *Account) places() []any {
	return []any{&a.ID, &a.Name, &a.Label, &a.Org, &a.Person, &a.Ended, &a.Version}
}

func scanAccount(scan db.Scan) (a Account, err error) { return a, scan(a.places()...) }

// NewAccount is the input for an account of an organisation or of a person.
type NewAccount struct {
	Name   string
	Label  string
	Org    id.Org
	Person id.Person
}

// Check reports all that is wrong with the input.
func (n NewAccount) Check() error {
	var f errs.Faults
	f.Check(isName(fold(n.Name)), "name", "account.name.form")
	checkLabel(&f, n.Label)
	f.Check((n.Org == "") != (n.Person == ""), "organisation", "account.organisation.empty")
	return f.Err()
}

func checkLabel(f *errs.Faults, label string) {
	f.Check(label != "", "label", "account.label.empty")
	f.Check(utf8.RuneCountInString(label) <= 120, "label", "account.label.long")
}

// isName reports whether s can be typed at sign-in: 3 to 80 of a–z, 0–9 and
// the signs of an address.
func isName(s string) bool {
	return len(s) >= 3 && len(s) <= 80 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-_@+") == ""
}

// fold makes the name as typed the name as kept.
func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// Create makes an account that has no password yet.
func Create(ctx context.Context, tx *db.Tx, n NewAccount) (Account, error) {
	if err := n.Check(); err != nil {
		return Account{}, err
	}
	a := Account{ID: id.New[id.User](), Name: fold(n.Name), Label: n.Label, Org: n.Org, Person: n.Person, Version: 1}
	made, err := tx.Exec(ctx, `insert into user_account (id, name, label, organisation_id, person_id)
values ($1, $2, $3, $4, $5) on conflict do nothing`, a.ID, a.Name, a.Label, orNull(a.Org), orNull(a.Person))
	if err != nil {
		return Account{}, err
	}
	var f errs.Faults
	f.Check(made == 1, "name", "account.name.taken")
	return a, f.Err()
}

// ChangeLabel changes what others see of an account.
func ChangeLabel(ctx context.Context, tx *db.Tx, u id.User, label string, version int64) error {
	var f errs.Faults
	if checkLabel(&f, label); f.Err() != nil {
		return f.Err()
	}
	n, err := tx.Exec(ctx, `update user_account set label = $1, version = version + 1
where id = $2 and version = $3 and ended_at is null`, label, u, version)
	if err != nil || n == 1 {
		return err
	}
	return changed(ctx, tx, u)
}

// EndAccount ends an account and all that lets somebody in as it: sessions,
// tokens, passkeys and leave to make one. What it has asked for and nobody has
// answered is withdrawn.
func EndAccount(ctx context.Context, tx *db.Tx, u id.User, version int64) error {
	n, err := tx.Exec(ctx, `update user_account set ended_at = $1, password = '', version = version + 1
where id = $2 and version = $3 and ended_at is null`, db.Micros(tx.Now), u, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return changed(ctx, tx, u)
	}
	if err := endAccess(ctx, tx, u, keyEnded); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update change_request set outcome = 'withdrawn', answered_at = $1, version = version + 1
where asked_by = $2 and answered_at is null`, db.Micros(tx.Now), u)
	return err
}

// endAccess ends all that lets somebody in as an account.
func endAccess(ctx context.Context, tx *db.Tx, u id.User, reason string) error {
	if err := EndAll(ctx, tx, u, ""); err != nil {
		return err
	}
	if err := endPasskeys(ctx, tx, u, reason); err != nil {
		return err
	}
	for _, ends := range []string{
		`update token set revoked_at = $1 where user_id = $2 and revoked_at is null`,
		`update enrolment set ended_at = $1 where user_id = $2 and used_at is null and ended_at is null`,
		`delete from ceremony where at <= $1 and user_id = $2`,
		`delete from kept_form where at <= $1 and user_id = $2`,
	} {
		if _, err := tx.Exec(ctx, ends, db.Micros(tx.Now), u); err != nil {
			return err
		}
	}
	return nil
}

func changed(ctx context.Context, tx *db.Tx, u id.User) error {
	a, err := ByID(ctx, tx, u)
	if err != nil {
		return err
	}
	return errs.Changed(a)
}

// ByID returns an account, also one that has ended.
func ByID(ctx context.Context, tx *db.Tx, u id.User) (Account, error) {
	return account(ctx, tx, `a.id`, u)
}

// ByName returns the account with a sign-in name, also one that has ended.
func ByName(ctx context.Context, tx *db.Tx, name string) (Account, error) {
	return account(ctx, tx, `a.name`, fold(name))
}

func account(ctx context.Context, tx *db.Tx, column string, key any) (a Account, err error) {
	found, err := tx.One(ctx, a.places(), `select `+accountColumns+` from user_account a where `+column+` = $1`, key)
	if err == nil && !found {
		err = errs.Missing()
	}
	return a, err
}

// List returns the accounts of an organisation that have not ended, by name,
// after the one named.
func List(ctx context.Context, tx *db.Tx, o id.Org, after string, limit int) ([]Account, error) {
	return db.All(ctx, tx, scanAccount, `select `+accountColumns+` from user_account a
where a.organisation_id = $1 and a.name > $2 and a.ended_at is null order by a.name limit $3`, o, after, limit)
}

// orNull keeps an empty identifier out of a column that refers to something.
func orNull[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}
