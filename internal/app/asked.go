package app

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/person"
	"samverk/internal/seal"
)

const askedAs = "request.asked_as"

// askedOf is whom a request is about, in the asker's words.
type askedOf struct {
	person.Identity
	Protection person.Protection `json:"protection,omitempty"`
}

// keepAsked keeps with a request who it is about as the asker wrote it. The
// pages of requests show that and not what is known of the number before:
// otherwise anybody could send a request to find out who has a number.
func keepAsked(ctx context.Context, tx *db.Tx, key *seal.Key, r id.Request, who askedOf) error {
	if n, err := id.ParseNumber(who.Number, tx.Now); err == nil {
		who.Number = string(n)
	}
	sealed, err := seal.Marshal(key, askedAs, who)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update request set asked_as = $2 where id = $1`, r, sealed)
	return err
}

// asked returns who requests are about, as the askers wrote it.
func (a *App) asked(ctx context.Context, tx *db.Tx, requests []id.Request) (map[id.Request]askedOf, error) {
	all := make(map[id.Request]askedOf, len(requests))
	if len(requests) == 0 {
		return all, nil
	}
	marks, args := db.In(1, requests)
	return all, tx.Each(ctx, func(scan db.Scan) error {
		var r id.Request
		var p id.Person
		var sealed []byte
		if err := scan(&r, &p, &sealed); err != nil {
			return err
		}
		key, err := a.sealer.Key(ctx, p)
		if errs.Is(err, errs.NotFound) {
			return nil // shredded
		}
		if err != nil {
			return err
		}
		var who askedOf
		err = seal.Unmarshal(key, askedAs, sealed, &who)
		all[r] = who
		return err
	}, `select r.id, r.person_id, r.asked_as from request r join person p on p.id = r.person_id and p.erased_at is null
		where r.asked_as is not null and r.id in `+marks+``, args...)
}
