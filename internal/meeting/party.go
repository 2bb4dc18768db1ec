package meeting

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// Party is a function that is called to a meeting.
type Party struct {
	Function   id.Function
	Unit       id.Unit
	Answer     string // yes, another, no; empty while unanswered
	Reason     string // code: why not
	AnsweredAt time.Time
	AnsweredBy id.Function // another one when somebody answered in its place
	Due        time.Time   // zero when answered
	Escalated  int         // 1 reminded, 2 the deputy told, 3 the manager told
	Told       id.Function // may answer too while it is unanswered
	Came       string      // present, remote, absent; empty while unknown
	CameReason string      // code
	Bring      string      // what it should bring; sealed
	Said       string      // its words when it answered; sealed
	Version    int64
}

func bringSealedAs(c id.Call, f id.Function) string {
	return "call.bring/" + string(c) + "/" + string(f)
}
func saidSealedAs(c id.Call, f id.Function) string { return "call.said/" + string(c) + "/" + string(f) }

const partyColumns = `p.function_id, p.unit_id, p.answer, p.reason, coalesce(p.answered_at, 0), coalesce(p.answered_by, ''), coalesce(p.due_at, 0),
	p.escalated, coalesce(p.told_function, ''), p.came, p.came_reason, p.version`

// scanParty reads partyColumns, and more columns after them.
func scanParty(scan db.Scan, more ...any) (p Party, err error) {
	var answered, due int64
	err = scan(append([]any{&p.Function, &p.Unit, &p.Answer, &p.Reason, &answered, &p.AnsweredBy, &due, &p.Escalated, &p.Told,
		&p.Came, &p.CameReason, &p.Version}, more...)...)
	p.AnsweredAt, p.Due = db.Time(answered), db.Time(due)
	return p, err
}

// Parties lists who is called: all of them to a reader in the circle, else only
// the reader's own function. A call that the reader may not see is missing.
func Parties(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, c id.Call) ([]Party, error) {
	seen, err := read(ctx, tx, s, `and c.id = $3`, c)
	if err == nil && len(seen) == 0 {
		err = errs.Missing()
	}
	if err != nil {
		return nil, err
	}
	return db.All(ctx, tx, func(scan db.Scan) (p Party, err error) {
		var bring, said []byte
		if p, err = scanParty(scan, &bring, &said); err != nil || seen[0].gone {
			return p, err
		}
		return p, p.unseal(key, c, bring, said)
	}, `select `+partyColumns+`, p.sealed, p.said from call_party p where p.call_id = $1 and ($3 or p.function_id = $2)
		order by p.unit_id, p.function_id limit 100`, c, s.Function(), s.Circle())
}

func (p *Party) unseal(key *seal.Key, c id.Call, bring, said []byte) (err error) {
	if p.Bring, err = openText(key, bring, bringSealedAs(c, p.Function)); err != nil {
		return err
	}
	p.Said, err = openText(key, said, saidSealedAs(c, p.Function))
	return err
}

// openText opens a text that may be none.
func openText(key *seal.Key, sealed []byte, as string) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	text, err := key.Open(sealed, as)
	return string(text), err
}

// sealText seals a text; none stays none.
func sealText(key *seal.Key, text, as string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	return key.Seal([]byte(text), as)
}

// CalledTo lists the functions that are called, whoever asks: what decisions
// are made on, and not what anybody is shown.
func CalledTo(ctx context.Context, tx *db.Tx, c id.Call) ([]id.Function, error) {
	return db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select function_id from call_party where call_id = $1 order by function_id`, c)
}
