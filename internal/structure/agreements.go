package structure

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
)

// AgreementRow is an agreement as lists show it.
type AgreementRow struct {
	agreement.Listed
	Shown    agreement.Version // the one in force, else the newest
	Standing string            // of that
	Pending  string            // standing of a later version that is under way, empty for none
	ReviewOn string            // empty unless it is in force
	ExpireOn string
}

// AreaAgreements is the agreements of an area, and what is missing there.
type AreaAgreements struct {
	Area      org.Area
	Own       bool // the actor's own unit works in the area
	MayKeep   bool
	Rows      []AgreementRow
	FourParty bool                  // one between all four actors is in force
	Missing   []access.Kind         // actors that are party to none in force
	Bare      []forum.Forum         // formal forums that no agreement in force governs
	ruled     map[id.Agreement]bool // in force
}

// Agreements returns the agreements of all areas, or of one.
func (a *Service) Agreements(ctx context.Context, who access.Actor, area id.Area) (all []AreaAgreements, err error) {
	err = a.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		areas, err := agreementAreas(ctx, tx, area)
		if err != nil {
			return err
		}
		listed, err := agreement.List(ctx, tx, area)
		if err != nil {
			return err
		}
		ids := id.NewSet[id.Area]()
		for _, one := range areas {
			ids.Add(one.ID)
		}
		forums, err := forum.Listed(ctx, tx, ids.List)
		if err != nil {
			return err
		}
		facts, err := a.FactsOfAreas(ctx, tx, who)
		if err != nil {
			return err
		}
		for _, one := range areas {
			v := AreaAgreements{Area: one}
			v.fill(who, facts(one.ID), listed, tx.Today())
			for _, f := range forums[one.ID] {
				if needsAgreement(f) && !v.ruled[f.Agreement] {
					v.Bare = append(v.Bare, f)
				}
			}
			all = append(all, v)
		}
		return nil
	})
	return all, err
}

func agreementAreas(ctx context.Context, tx *db.Tx, area id.Area) ([]org.Area, error) {
	if area == "" {
		return org.Areas(ctx, tx)
	}
	one, err := org.AreaByID(ctx, tx, area)
	return []org.Area{one}, err
}

// fill makes rows of the agreements of the area.
func (v *AreaAgreements) fill(who access.Actor, facts access.Facts, listed []agreement.Listed, today string) {
	v.Own, v.MayKeep = facts.Local, access.Decide(access.AgreementKeep, facts) == nil
	v.ruled = map[id.Agreement]bool{}
	v.Missing = agreement.Kinds()
	for _, l := range listed {
		if l.Area != v.Area.ID {
			continue
		}
		if rules, ok := l.InForce(today); ok {
			v.ruled[l.ID] = true
			v.FourParty = v.FourParty || rules.FourParty()
			absent := rules.Missing()
			v.Missing = slices.DeleteFunc(v.Missing, func(k access.Kind) bool { return !slices.Contains(absent, k) })
		}
		if readable(who, &l) {
			v.Rows = append(v.Rows, agreementRow(l, today))
		}
	}
}

// needsAgreement reports whether an agreement is missed where there is none:
// not by what the law gives its form, nor by what is informal, internal or over.
func needsAgreement(f forum.Forum) bool {
	byLaw := f.Kind == forum.SIP || f.Kind == forum.GK || f.Kind == forum.Reconciliation
	return f.Formal && !f.Internal && !byLaw && f.Status != forum.Ended
}

// readable takes away what the actor may not read, and reports whether anything
// is left: the person reads what has been published.
func readable(who access.Actor, l *agreement.Listed) bool {
	if who.Self() {
		l.Versions = slices.DeleteFunc(slices.Clone(l.Versions), func(v agreement.Version) bool { return !v.Frozen() })
	}
	return len(l.Versions) > 0
}

func agreementRow(l agreement.Listed, today string) AgreementRow {
	r := AgreementRow{Listed: l, Shown: l.Newest()}
	if rules, ok := l.InForce(today); ok {
		r.Shown, r.ReviewOn, r.ExpireOn = rules, l.ReviewDue(rules), rules.ValidUntil
	}
	r.Standing = l.Standing(r.Shown, today)
	if n := l.Newest(); n.Number != r.Shown.Number {
		r.Pending = l.Standing(n, today)
	}
	return r
}

// AgreementView is an agreement with one of its versions.
type AgreementView struct {
	AgreementRow
	Area      org.Area
	Events    []agreement.Event // the newest first; none to the person
	Functions map[id.Function]org.Function
	Forums    []forum.Forum // that it governs
	Source    string        // title of what it was copied from
	Own       id.Org        // organisation of the actor's unit
	Today     string
	May       map[access.Action]bool
}

// Waits reports whether the actor can sign or decline for her organisation now.
func (v AgreementView) Waits() bool {
	return v.May[access.AgreementSign] && v.Shown.State == agreement.Signing && slices.ContainsFunc(v.Shown.Signatures,
		func(s agreement.Signature) bool { return s.Org == v.Own && s.Answer == "" })
}

// Keeps reports whether the actor can change the agreement, with what is asked
// of the state of the version that is shown.
func (v AgreementView) Keeps(state string) bool {
	return v.May[access.AgreementKeep] && !v.Ended() && v.Shown.State == state && v.Shown.Number == v.Newest().Number
}

// Agreement returns an agreement with the version of a number: for 0 the one
// under way for those who have to do with it, else the one in force.
func (a *Service) Agreement(ctx context.Context, who access.Actor, which id.Agreement, number int) (v AgreementView, err error) {
	err = a.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		v, err = a.agreementView(ctx, tx, who, which, number)
		return err
	})
	return v, err
}

func (a *Service) agreementView(ctx context.Context, tx *db.Tx, who access.Actor, which id.Agreement, number int) (v AgreementView, err error) {
	if !id.Valid(which) {
		return v, errs.Missing()
	}
	l, err := agreement.Find(ctx, tx, which)
	if err != nil {
		return v, err
	}
	if !readable(who, &l) {
		return v, errs.Missing()
	}
	v.AgreementRow, v.Today = agreementRow(l, tx.Today()), tx.Today()
	k, err := a.Facts(ctx, tx, who, access.Object{Agreement: which})
	if err != nil {
		return v, err
	}
	v.May = map[access.Action]bool{}
	for _, act := range []access.Action{access.AgreementKeep, access.AgreementSign} {
		v.May[act] = access.Decide(act, k) == nil
	}
	if err := v.show(number); err != nil {
		return v, err
	}
	return v, v.fill(ctx, tx, who)
}

// show chooses the version to show.
func (v *AgreementView) show(number int) error {
	n := v.Newest()
	switch {
	case number == 0 && (v.May[access.AgreementKeep] || v.May[access.AgreementSign]) && !n.Frozen():
		v.Shown = n
	case number != 0:
		i := slices.IndexFunc(v.Versions, func(w agreement.Version) bool { return w.Number == number })
		if i < 0 {
			return errs.Missing()
		}
		v.Shown = v.Versions[i]
	}
	v.Standing = v.Listed.Standing(v.Shown, v.Today)
	return nil
}

// fill finds what the page shows beside the versions.
func (v *AgreementView) fill(ctx context.Context, tx *db.Tx, who access.Actor) (err error) {
	if v.Area, err = org.AreaByID(ctx, tx, v.Listed.Area); err != nil {
		return err
	}
	if v.Own, err = orgOf(ctx, tx, who.Unit); err != nil {
		return err
	}
	if v.Forums, err = forum.Under(ctx, tx, v.ID); err != nil {
		return err
	}
	if v.CopiedFrom != "" {
		source, err := agreement.ByID(ctx, tx, v.CopiedFrom)
		if err != nil {
			return err
		}
		v.Source = source.Title
	}
	if who.Self() {
		return nil
	}
	if v.Events, err = agreement.Events(ctx, tx, v.ID); err != nil {
		return err
	}
	by := id.NewSet[id.Function]()
	for _, e := range v.Events {
		by.Add(e.By)
	}
	for _, s := range v.Shown.Signatures {
		by.Add(s.By)
	}
	v.Functions, err = org.Functions(ctx, tx, by.List)
	return err
}

// orgOf returns the organisation of a unit. What the actor says of it is only
// a claim.
func orgOf(ctx context.Context, tx *db.Tx, u id.Unit) (o id.Org, err error) {
	_, err = tx.One(ctx, []any{&o}, `select organisation_id from unit where id = $1`, u)
	return o, err
}

// AgreementComparison is what differs between two versions.
type AgreementComparison struct {
	AgreementView
	From, To agreement.Version
	Fields   []agreement.Difference
}

// CompareAgreement compares two versions, by default the newest with the one
// before it.
func (a *Service) CompareAgreement(ctx context.Context, who access.Actor, which id.Agreement, from, to int) (v AgreementComparison, err error) {
	err = a.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		if v.AgreementView, err = a.agreementView(ctx, tx, who, which, 0); err != nil {
			return err
		}
		to = cmp.Or(to, v.Newest().Number)
		from = cmp.Or(from, max(to-1, 1))
		for _, w := range v.Versions {
			if w.Number == from {
				v.From = w
			}
			if w.Number == to {
				v.To = w
			}
		}
		if v.From.Number == 0 || v.To.Number == 0 {
			return errs.Missing()
		}
		v.Fields = agreement.Diff(v.From, v.To)
		return nil
	})
	return v, err
}

// AgreementParties lists who can be party to an agreement of an area.
func (a *Service) AgreementParties(ctx context.Context, who access.Actor, area id.Area) (all []org.Organisation, err error) {
	err = a.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		all, err = partiesIn(ctx, tx, area)
		return err
	})
	return all, err
}

func partiesIn(ctx context.Context, tx *db.Tx, area id.Area) (all []org.Organisation, err error) {
	units, err := org.UnitsIn(ctx, tx, area)
	for _, u := range units {
		o := org.Organisation{ID: u.Org, Name: u.OrgName, Kind: u.Kind}
		if slices.Contains(agreement.Kinds(), u.Kind) && !slices.Contains(all, o) {
			all = append(all, o)
		}
	}
	return all, err
}

// NewAgreement is an agreement to be drafted.
type NewAgreement struct {
	Area    id.Area
	Title   string
	Content agreement.Content
}

// DraftAgreement begins an agreement.
func (a *Service) DraftAgreement(ctx context.Context, who access.Actor, n NewAgreement) (id.Agreement, error) {
	made, err := a.Do(ctx, who, access.AgreementKeep, access.Object{Area: n.Area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := areaExists(ctx, tx, n.Area); err != nil {
			return "", err
		}
		made, err := agreement.Start(ctx, tx, agreement.New{Area: n.Area, Title: n.Title, Content: n.Content, By: who.Function})
		return string(made), err
	})
	return id.Agreement(made), err
}

func areaExists(ctx context.Context, tx *db.Tx, area id.Area) error {
	_, err := org.AreaByID(ctx, tx, area)
	if !errs.Is(err, errs.NotFound) {
		return err
	}
	var f errs.Faults
	f.Add("area", "agreement.area.missing")
	return f.Err()
}

// CopyAgreement drafts an agreement in another area with the text of a version:
// what has been worked out in one place is of use in others. The parties are
// those of its parties that work there too.
func (a *Service) CopyAgreement(ctx context.Context, who access.Actor, from id.Agreement, number int, to id.Area) (id.Agreement, error) {
	made, err := a.Do(ctx, who, access.AgreementKeep, access.Object{Area: to}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := areaExists(ctx, tx, to); err != nil {
			return "", err
		}
		v, err := a.agreementView(ctx, tx, who, from, number)
		if err != nil {
			return "", err
		}
		area, err := org.AreaByID(ctx, tx, to)
		if err != nil {
			return "", err
		}
		there, err := partiesIn(ctx, tx, to)
		if err != nil {
			return "", err
		}
		c := v.Shown.Content
		c.ValidFrom, c.ValidUntil, c.ReviewOn = "", "", ""
		c.Parties = slices.DeleteFunc(slices.Clone(c.Parties), func(p id.Org) bool {
			return !slices.ContainsFunc(there, func(o org.Organisation) bool { return o.ID == p })
		})
		made, err := agreement.Start(ctx, tx, agreement.New{
			Area: to, Title: strings.ReplaceAll(v.Title, v.Area.Name, area.Name), CopiedFrom: from, Content: c, By: who.Function,
		})
		return string(made), err
	})
	return id.Agreement(made), err
}
