package cases

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/id"
)

// UnitsOf lists for each of some persons the units that have ever been asked
// into a case about her, or have sent or received a request.
func UnitsOf(ctx context.Context, tx *db.Tx, persons []id.Person) (map[id.Person][]id.Unit, error) {
	units := map[id.Person][]id.Unit{}
	if len(persons) == 0 {
		return units, nil
	}
	marks, args := db.In(1, persons)
	return units, tx.Each(ctx, func(scan db.Scan) error {
		var p id.Person
		var u id.Unit
		err := scan(&p, &u)
		units[p] = append(units[p], u)
		return err
	}, `select c.person_id, p.unit_id from cases c join party p on p.case_id = c.id where c.person_id in `+marks+`
		union select r.person_id, f.unit_id from request r join function f on f.id in (r.from_function, r.to_function) where r.person_id in `+marks, args...)
}
