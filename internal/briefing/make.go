package briefing

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/brief"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/plan"
)

// Chosen is an activity that a brief is to tell of.
type Chosen struct {
	Item    id.Item
	Where   string
	Demands string
}

// NewBrief is a brief to be made.
type NewBrief struct {
	Activities []Chosen
	Hard       string
	Question   string
	Extra      map[string]string
	EndsOn     string
}

// MakeView is what a brief can be made of.
type MakeView struct {
	app.CaseView
	Form    brief.Form
	Content brief.Content   // everything that the consent covers
	Left    []brief.Planned // what it does not
	EndsOn  string
	Before  []brief.Brief // that wait still, made by anybody: the doctor need not be asked twice
	Makers  map[id.Function]org.Function
}

// Draft returns what a brief can be made of.
func (s *Service) Draft(ctx context.Context, who access.Actor, c id.Case) (MakeView, error) {
	var v MakeView
	err := s.See(ctx, who, access.BriefMake, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.makeView(ctx, tx, who, sight)
		return err
	})
	if err != nil {
		return MakeView{}, err
	}
	return v, nil
}

func (s *Service) makeView(ctx context.Context, tx *db.Tx, who access.Actor, sight access.Sight) (v MakeView, err error) {
	if v.CaseView, err = s.CaseFor(ctx, tx, sight); err != nil {
		return v, err
	}
	if v.Form, err = brief.NewestForm(ctx, tx, who.Org); err != nil {
		return v, err
	}
	reach, err := reachOf(ctx, tx, sight)
	if err != nil {
		return v, err
	}
	set := reach.any()
	v.Content, v.Left = snapshot(v.CaseView, set.Has(access.Plan)).Covered(set)
	v.EndsOn = brief.EndsUsually(tx.Today())
	all, err := brief.OfCase(ctx, tx, sight)
	if err != nil {
		return v, err
	}
	names := id.NewSet[id.Function]()
	for _, b := range all {
		if (b.State == brief.WithPerson || b.State == brief.Received) && !b.Over(v.Today) {
			v.Before = append(v.Before, b)
			names.Add(b.Function)
		}
	}
	v.Makers, err = org.Functions(ctx, tx, names.List)
	return v, err
}

// carries reports whether the person may see an item, and so carry it: what is
// disclosed to anybody, and her own. A unit's working notes she cannot.
func carries(i item.Item) bool { return i.Shared || i.Owner == id.Self }

// snapshot is what is planned and goes on in a case, and the certificates so
// far, as the writer sees it. Where something is done is filled in when who
// takes part may be told.
func snapshot(v app.CaseView, circle bool) (c brief.Content) {
	for _, i := range v.Items {
		if i.Gone || !carries(i) || i.End != "" && i.End < v.Today {
			continue
		}
		of := brief.Source{Item: i.ID, Version: i.Version, Owner: i.Owner, Category: i.Category, Ground: i.Ground}
		switch {
		case i.Kind == item.Activity && (i.Status == plan.Planned || i.Status == plan.Ongoing):
			p := brief.Planned{Source: of, Title: i.Title, Start: i.Start, End: i.End, Extent: i.Extent, Weekly: i.Weekly, Demands: firstWords(i.Words)}
			if f, ok := v.Functions[i.Responsible]; ok && (circle || f.Unit == v.Sight.Unit()) && !v.Protection.Restricted() {
				p.Where = f.UnitName
			}
			c.Activities = append(c.Activities, p)
		case i.Kind == item.Certificate:
			c.Certificates = append(c.Certificates, brief.Certified{Source: of, Start: i.Start, End: i.End, Extent: i.Extent})
		}
	}
	slices.SortStableFunc(c.Activities, func(a, b brief.Planned) int { return cmp.Compare(a.Start, b.Start) })
	slices.SortStableFunc(c.Certificates, func(a, b brief.Certified) int { return cmp.Compare(a.Start, b.Start) })
	return c
}

// firstWords are as much of a text as there is room for.
func firstWords(words string) string {
	const room = 300
	line := strings.Join(strings.Fields(words), " ")
	if r := []rune(line); len(r) > room {
		return string(r[:room])
	}
	return line
}

// Make makes a brief of what was chosen. What the consent does not cover is left
// out whatever was asked for.
func (s *Service) Make(ctx context.Context, who access.Actor, c id.Case, n NewBrief) (id.Brief, error) {
	b, err := s.Do(ctx, who, access.BriefMake, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		if err := app.Writable(ctx, tx, sight); err != nil {
			return "", err
		}
		v, err := s.makeView(ctx, tx, who, sight)
		if err != nil {
			return "", err
		}
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		made, err := brief.Make(ctx, tx, key, sight, brief.New{Form: v.Form, EndsOn: n.EndsOn, Content: n.of(v)})
		return string(made), err
	})
	return id.Brief(b), err
}

// of is what the brief is to say, of what it may say.
func (n NewBrief) of(v MakeView) brief.Content {
	c := brief.Content{Hard: n.Hard, Question: n.Question, Extra: n.Extra}
	for _, p := range v.Content.Activities {
		at := slices.IndexFunc(n.Activities, func(x Chosen) bool { return x.Item == p.Item })
		if at < 0 {
			continue
		}
		p.Where, p.Demands = "", ""
		if v.Form.Has(brief.PartWhere) && !v.Protection.Restricted() {
			p.Where = n.Activities[at].Where
		}
		if v.Form.Has(brief.PartDemands) {
			p.Demands = n.Activities[at].Demands
		}
		c.Activities = append(c.Activities, p)
	}
	if v.Form.Has(brief.PartCertificates) {
		c.Certificates = v.Content.Certificates
	}
	if !v.Form.Has(brief.PartHard) {
		c.Hard = ""
	}
	return c.Trimmed()
}

// Open reports whether the case of what can be made is open.
func (v MakeView) Open() bool { return v.Case.State != cases.StateClosed }
