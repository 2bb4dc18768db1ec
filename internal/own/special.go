package own

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/seal"
)

// mostMeetings bounds how many meetings are looked through.
const mostMeetings = 200

// SpecialView is the consents of a case that stand apart from the grid: those
// about follow-up in SUS and about telling FK, and that to meetings without the
// person.
type SpecialView struct {
	Case        cases.Case
	Identity    *person.Identity // nil while the reader may not know
	Protection  person.Protection
	Specials    []consent.Special
	Meeting     meeting.Consent
	Met         []meeting.Call // that were held without her
	Functions   map[id.Function]org.Function
	MayGive     bool
	MayWithdraw bool
	MayUse      map[consent.Kind]bool // may note what has been done
	Today       string
}

// Of lists the consents of a kind, those that stand first.
func (v SpecialView) Of(k consent.Kind) (all []consent.Special) {
	for _, c := range v.Specials {
		if c.Kind == k {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b consent.Special) int { return past(a, v.Today) - past(b, v.Today) })
	return all
}

func past(c consent.Special, today string) int {
	if c.Stands(today) {
		return 0
	}
	return 1
}

// Specials returns the consents of a case that stand apart from the grid.
func (s *Service) Specials(ctx context.Context, who access.Actor, c id.Case) (SpecialView, error) {
	var v SpecialView
	err := s.See(ctx, who, access.ConsentRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.specialView(ctx, tx, who, sight)
		return err
	})
	if err != nil {
		return SpecialView{}, err
	}
	return v, nil
}

func (s *Service) specialView(ctx context.Context, tx *db.Tx, who access.Actor, sight access.Sight) (v SpecialView, err error) {
	key, err := s.Key(ctx, sight)
	if err != nil {
		return v, err
	}
	if v.Case, err = cases.Get(ctx, tx, sight); err != nil {
		return v, err
	}
	p, err := person.Get(ctx, tx, key, sight.Person())
	if err != nil {
		return v, err
	}
	if sight.Identity() {
		v.Identity = &p.Identity
	}
	care, err := ofCare(ctx, tx, sight)
	if err != nil {
		return v, err
	}
	v.Today, v.Protection = tx.Today(), p.Protection
	v.MayWithdraw = sight.Records() && (who.Proxy == "" || sight.Tasks().Has(access.TaskConsent))
	v.MayGive = v.MayWithdraw && v.Case.State != cases.StateClosed
	v.MayUse = map[consent.Kind]bool{consent.SUS: sight.Records() && !sight.Self(), consent.InformFK: !sight.Self() && (sight.Records() || care && !sight.Blocked())}
	if v.Specials, err = consent.Specials(ctx, tx, key, sight, care); err != nil {
		return v, err
	}
	if v.Meeting, err = meeting.ConsentNow(ctx, tx, sight); err != nil {
		return v, err
	}
	calls, err := meeting.OfCase(ctx, tx, key, sight, mostMeetings)
	if err != nil {
		return v, err
	}
	for _, call := range calls {
		if call.PersonCame == meeting.CameAbsent {
			v.Met = append(v.Met, call)
		}
	}
	v.Functions, err = org.Functions(ctx, tx, v.named())
	return v, err
}

// named are the functions that the view names.
func (v SpecialView) named() (all []id.Function) {
	add := func(f id.Function) {
		if f != "" && !slices.Contains(all, f) {
			all = append(all, f)
		}
	}
	for _, c := range v.Specials {
		add(c.ReceivedBy)
		for _, u := range c.Used {
			add(u.By)
		}
	}
	add(v.Meeting.ReceivedBy)
	return all
}

// ofCare reports whether the reader's unit is of health care, which informs FK
// (sweden.md L14).
func ofCare(ctx context.Context, tx *db.Tx, sight access.Sight) (bool, error) {
	if sight.Self() || sight.Unit() == "" {
		return false, nil
	}
	all, err := org.Units(ctx, tx, []id.Unit{sight.Unit()})
	return all[sight.Unit()].Kind == access.Vard, err
}

// GiveSpecial notes a consent that stands apart. Of a person with protected
// identity none about SUS is taken, since she takes part there without her name
// (sweden.md Y1), and no other over the net: somebody may have made her.
func (s *Service) GiveSpecial(ctx context.Context, who access.Actor, c id.Case, n consent.NewSpecial) (id.SpecialConsent, error) {
	given, err := s.Do(ctx, who, access.SpecialGive, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		of, err := cases.Get(ctx, tx, sight)
		if err == nil && of.State == cases.StateClosed {
			err = errs.New(errs.Conflict, "case.closed")
		}
		if err != nil {
			return "", err
		}
		if err := s.mayStand(ctx, tx, key, sight, n.Kind); err != nil {
			return "", err
		}
		n.Opened, n.ReceivedBy, n.Representative = db.DayOf(of.OpenedAt), sight.Function(), sight.Proxy()
		if sight.Self() {
			n.How = consent.Digital
		}
		if n.How != consent.Paper {
			n.SignedOn = ""
		}
		given, err := consent.GiveSpecial(ctx, tx, key, sight, n)
		if err != nil {
			return "", err
		}
		return string(given), s.Happened(ctx, tx, sight, cases.Event{Kind: "special_consent", Unit: id.Self})
	})
	return id.SpecialConsent(given), err
}

// mayStand refuses what protection does not let stand.
func (s *Service) mayStand(ctx context.Context, tx *db.Tx, key *seal.Key, sight access.Sight, k consent.Kind) error {
	p, err := person.Get(ctx, tx, key, sight.Person())
	switch {
	case err != nil || !p.Protection.Restricted():
		return err
	case k == consent.SUS:
		return errs.New(errs.Conflict, "special.sus.protected")
	case sight.Self():
		return errs.New(errs.Conflict, "special.met")
	}
	return nil
}

// WithdrawSpecial ends a consent that stands apart, at once.
func (s *Service) WithdrawSpecial(ctx context.Context, who access.Actor, c id.Case, of id.SpecialConsent, version int64) error {
	_, err := s.Do(ctx, who, access.SpecialWithdraw, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		if _, err := consent.WithdrawSpecial(ctx, tx, sight, of, version); err != nil {
			return "", err
		}
		return string(of), s.Happened(ctx, tx, sight, cases.Event{Kind: "special_consent_ended", Unit: id.Self})
	})
	return err
}

// UseSpecial notes that something has been done on a consent that stands apart:
// what concerns SUS by those who note what the person decides, that FK has been
// told by health care too.
func (s *Service) UseSpecial(ctx context.Context, who access.Actor, c id.Case, of id.SpecialConsent, u consent.Use) error {
	_, err := s.Do(ctx, who, access.SpecialUse, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		care, err := ofCare(ctx, tx, sight)
		if err != nil {
			return "", err
		}
		all, err := consent.Specials(ctx, tx, key, sight, care)
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(all, func(one consent.Special) bool { return one.ID == of })
		if i < 0 {
			return "", errs.Missing()
		}
		return string(of), consent.UseSpecial(ctx, tx, sight, all[i], u)
	})
	return err
}
