package app

import (
	"samverk/internal/access"
	"samverk/internal/agreement"
)

// AgreementDue is an agreement that the actor has to do something about.
type AgreementDue struct {
	agreement.Waiting
	AreaName string
	Overdue  bool
}

// agreements gathers what agreements need the function: signing for a manager,
// a new draft for the one who coordinates, and reviews for both.
func (d day) agreements(role access.Role) error {
	var all []agreement.Waiting
	add := func(more []agreement.Waiting, err error) error {
		all = append(all, more...)
		return err
	}
	manages, keeps := role == access.Manager, role == access.Coordinator || role == access.Federation
	if manages {
		if err := add(agreement.WaitForSigning(d.ctx, d.tx, d.who.Unit, mostOnDay)); err != nil {
			return err
		}
	}
	if keeps {
		if err := add(agreement.WaitForRevision(d.ctx, d.tx, d.who.Unit, mostOnDay)); err != nil {
			return err
		}
	}
	if manages || keeps {
		if err := add(agreement.WaitForReview(d.ctx, d.tx, d.who.Unit, d.date(reviewSoon), manages, mostOnDay)); err != nil {
			return err
		}
	}
	if len(all) == 0 {
		return nil
	}
	names, err := areaNames(d.ctx, d.tx)
	for _, w := range all {
		d.v.Agreements = append(d.v.Agreements, AgreementDue{w, names[w.Area], w.On != "" && w.On < d.v.Today})
	}
	return err
}

// reviewSoon is how many days ahead reviews show: from the first reminder on.
const reviewSoon = 60
