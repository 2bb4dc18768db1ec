package demo

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/demo/story"
	"samverk/internal/own"
	"samverk/internal/representative"
)

// represent lets another figure act for the person: "helper" in what follows.
func (p *player) represent(ctx context.Context, t *tale, s story.Step) error {
	i := slices.IndexFunc(p.tales, func(o *tale) bool { return o.ID == s.To && o.Account })
	if i < 0 {
		return errors.New("nobody by that name can sign in")
	}
	helper := p.tales[i]
	n := representative.New{
		Kind: representative.Kind(s.Kind), Name: helper.Name, Number: helper.Number, Tasks: access.ParseTasks(strings.ReplaceAll(s.For, " ", ",")),
		StartsOn: p.iso(s.Day), EndsOn: p.iso(s.Until),
	}
	who := p.actor(t, or(s.By, "self"))
	if !who.Self() {
		n.How, n.Proof, n.ProofOn = representative.Paper, s.Title, p.date(s.Day).AddDate(0, 0, -7).Format(time.DateOnly)
	}
	r, err := own.New(p.App).Represent(ctx, who, t.of, n)
	if err == nil {
		t.helper = p.actor(helper, "self")
		t.helper.Person, t.helper.Proxy, t.helper.Only = t.person, r, t.of
	}
	return err
}
