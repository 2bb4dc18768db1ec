package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/assessment"
	"samverk/internal/brief"
	"samverk/internal/coordination"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/login"
	"samverk/internal/matter"
	"samverk/internal/outcome"
	"samverk/internal/person"
	"samverk/internal/representative"
)

// ErasePerson makes everything that is said about a person unreadable, also in
// backups: her sealed text is overwritten and her key shredded (gallring). What
// remains are identifiers, dates and codes that no longer lead to anybody, and
// the ledger of disclosures, whose sealed reasons nobody can open any more. After
// an error it must be called again.
func (a *App) ErasePerson(ctx context.Context, p id.Person) error {
	who := access.Actor{System: true}
	_, err := a.Do(ctx, who, access.PersonErase, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		for _, erase := range []func(context.Context, *db.Tx, id.Person) error{
			person.Erase, item.Erase, representative.Erase, matter.Erase, handover.Erase, outcome.Erase, coordination.Erase, assessment.Erase, brief.Erase, eraseRest,
		} {
			if err := erase(ctx, tx, p); err != nil {
				return "", err
			}
		}
		return string(p), endAccountOf(ctx, tx, p)
	})
	if err != nil {
		return err
	}
	if err := a.sealer.Shred(ctx, p); err != nil {
		return err
	}
	return a.db.Compact(ctx)
}

// eraseRest overwrites what requests, cases, consents, calls and minutes say
// about the person, and ends what is open, which nobody could see any more.
func eraseRest(ctx context.Context, tx *db.Tx, p id.Person) error {
	for _, statement := range []string{
		`update request set sealed = $2, asked_as = null, situation = '', version = version + 1,
			state = case when state in ('sent', 'question') then 'withdrawn' else state end, due_at = null, told_function = null
			where person_id = $1`,
		`update request_event set sealed = $2 where sealed is not null and request_id in (select id from request where person_id = $1)`,
		`update case_event set sealed = $2 where sealed is not null and case_id in (select id from cases where person_id = $1)`,
		`update consent set sealed = $2 where person_id = $1`,
		`update special_consent set sealed = $2 where person_id = $1`,
		`update pending_consent set sealed = $2 where case_id in (select id from cases where person_id = $1)`,
		`update call set sealed = $2, place = '', link = '', change = change + 1, version = version + 1 where person_id = $1`,
		`update call_party set sealed = $2 where sealed is not null and call_id in (select id from call where person_id = $1)`,
		`update call_party set said = $2 where said is not null and call_id in (select id from call where person_id = $1)`,
		`update minutes set sealed = $2 where sealed is not null and person_id = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, p, []byte{}); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		`update cases set state = 'closed', version = version + 1 where person_id = $1 and state <> 'closed'`,
		`update party set case_state = 'closed' where case_id in (select id from cases where person_id = $1)`,
		`update slot set use = '', taken_by = null, version = version + 1 where id in (
			select slot_id from call where person_id = $1 and state in ('called', 'meeting') and slot_id is not null)`,
		`update call_party set due_at = null, told_function = null where call_id in (select id from call where person_id = $1)`,
		`update call set state = 'cancelled', cancel_reason = 'case_closed', sequence = sequence + 1 where person_id = $1 and state in ('seeking', 'called', 'meeting')`,
	} {
		if _, err := tx.Exec(ctx, statement, p); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `update meeting_consent set ended_at = $2, version = version + 1 where person_id = $1 and ended_at is null`, p, db.Micros(tx.Now))
	return err
}

// endAccountOf ends the person's account, if she has one, with its sessions and
// tokens, and forgets the name she signed in with.
func endAccountOf(ctx context.Context, tx *db.Tx, p id.Person) error {
	var u id.User
	found, err := tx.One(ctx, []any{&u}, `select id from user_account where person_id = $1 and ended_at is null`, p)
	if err != nil || !found {
		return err
	}
	account, err := login.ByID(ctx, tx, u)
	if err != nil {
		return err
	}
	if err := EndUser(ctx, tx, u, account.Version); err != nil && !errs.Is(err, errs.Conflict) {
		return err
	}
	_, err = tx.Exec(ctx, `update user_account set name = $2, label = '' where id = $1`, u, "erased-"+string(u))
	return err
}
