package consent

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// Past is a consent that has been given in the case, with all that it has ever
// let each unit be told, and when that ended.
type Past struct {
	Consent
	Acted     string    // kind of representative that gave it in the person's place
	Ended     time.Time // zero while it stands
	EndReason string    // withdrawn, replaced, closed
	Cells     []Cell
}

// Cell is one unit and one category of a consent.
type Cell struct {
	Unit     id.Unit
	Category access.Category
	Since    time.Time
	Until    time.Time // zero while it stands
}

// Ever lists for the person every consent of the case, the first first.
func Ever(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) ([]Past, error) {
	if !s.Self() {
		return nil, nil
	}
	place := map[id.Consent]int{}
	all, err := db.All(ctx, tx, func(scan db.Scan) (p Past, err error) {
		var at, ended int64
		var sealed []byte
		if err := scan(&p.ID, &p.How, &p.GivenBy, &p.Representative, &p.ReceivedBy, &p.SignedOn, &p.StartsOn, &p.EndsOn, &sealed, &at, &ended, &p.EndReason, &p.Version, &p.Acted); err != nil {
			return p, err
		}
		p.At, p.Ended = db.Time(at), db.Time(ended)
		place[p.ID] = len(place)
		return p, seal.Unmarshal(key, sealedAs, sealed, &p.Purpose)
	}, `select id, how, given_by, coalesce(representative_id, ''), coalesce(received_by, ''), signed_on, starts_on, ends_on, sealed, created_at, coalesce(ended_at, 0), end_reason, version,
		coalesce((select rp.kind from representative rp where rp.id = consent.representative_id), '')
		from consent where case_id = $1 order by created_at, id limit 500`, s.Case())
	if err != nil || len(all) == 0 {
		return all, err
	}
	return all, tx.Each(ctx, func(scan db.Scan) error {
		var of id.Consent
		var c Cell
		var category string
		var since, until int64
		err := scan(&of, &c.Unit, &category, &since, &until)
		c.Category, _ = access.ParseCategory(category)
		c.Since, c.Until = db.Time(since), db.Time(until)
		if i, ok := place[of]; ok {
			all[i].Cells = append(all[i].Cells, c)
		}
		return err
	}, `select cc.consent_id, cc.unit_id, cc.category, cc.since, coalesce(cc.until, 0) from consent_cell cc join consent co on co.id = cc.consent_id
		where co.case_id = $1 order by cc.since, cc.unit_id, cc.category limit 5000`, s.Case())
}
