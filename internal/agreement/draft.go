package agreement

import (
	"context"
	"strings"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// New is an agreement to be drafted.
type New struct {
	Area       id.Area
	Title      string
	CopiedFrom id.Agreement
	Content    Content
	By         id.Function
}

// Step is what somebody does to an agreement, as it stood when she saw it.
type Step struct {
	Agreement id.Agreement
	Version   int64 // of the text of its newest version
	By        id.Function
}

// Start drafts the first version of an agreement.
func Start(ctx context.Context, tx *db.Tx, n New) (id.Agreement, error) {
	var f errs.Faults
	checkTitle(&f, n.Title)
	if err := n.Content.checkAll(ctx, tx, n.Area, &f); err != nil {
		return "", err
	}
	a := id.New[id.Agreement]()
	_, err := tx.Exec(ctx, `insert into agreement (id, area_id, title, copied_from, created_at, created_by)
		values ($1, $2, $3, nullif($4, ''), $5, nullif($6, ''))`, a, n.Area, n.Title, string(n.CopiedFrom), db.Micros(tx.Now), string(n.By))
	if err != nil {
		return "", err
	}
	kind := "drafted"
	if n.CopiedFrom != "" {
		kind = "copied"
	}
	if err := insert(ctx, tx, a, 1, n.Content.tidied()); err != nil {
		return "", err
	}
	return a, note(ctx, tx, Step{Agreement: a, By: n.By}, event{kind: kind, number: 1})
}

func checkTitle(f *errs.Faults, title string) {
	f.Check(title != "", "title", "agreement.title.missing")
	f.Check(utf8.RuneCountInString(title) <= mostTitle, "title", "agreement.title.long")
	f.Check(!id.HasNumber(title), "title", "agreement.text.number")
}

// checkAll adds every fault of a draft's content to f, and returns them.
func (c Content) checkAll(ctx context.Context, tx *db.Tx, area id.Area, f *errs.Faults) error {
	if err := f.Merge(c.Check()); err != nil {
		return err
	}
	known, err := parties(ctx, tx, area)
	if err != nil {
		return err
	}
	for _, p := range c.Parties {
		if !known[p] {
			f.Add("parties", "agreement.parties.unknown")
			break
		}
	}
	return f.Err()
}

// parties returns the organisations that can be party to an agreement of an
// area: those of the four sorts that have a unit there.
func parties(ctx context.Context, tx *db.Tx, area id.Area) (map[id.Org]bool, error) {
	known := map[id.Org]bool{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var o id.Org
		err := scan(&o)
		known[o] = true
		return err
	}, `select distinct o.id from organisation o join unit u on u.organisation_id = o.id join unit_area ua on ua.unit_id = u.id
		where ua.area_id = $1 and o.kind in ('kommun', 'vard', 'fk', 'af')`, area)
	return known, err
}

// insert writes a draft with its actors and parties.
func insert(ctx context.Context, tx *db.Tx, a id.Agreement, number int, c Content) error {
	v := id.New[string]()
	_, err := tx.Exec(ctx, `insert into agreement_version (id, agreement_id, number, state, created_at) values ($1, $2, $3, 'draft', $4)`,
		v, a, number, db.Micros(tx.Now))
	if err != nil {
		return err
	}
	return fill(ctx, tx, v, c)
}

// fill writes what a draft says.
func fill(ctx context.Context, tx *db.Tx, v string, c Content) error {
	_, err := tx.Exec(ctx, `update agreement_version set purpose = $2, target_group = $3, criteria = $4, goals = $5, roles = $6, division = $7,
		routines = $8, forms = $9, forum_rules = $10, grounds = $11, answer_days = $12,
		valid_from = nullif($13, ''), valid_until = nullif($14, ''), review_on = nullif($15, ''), target = $16 where id = $1`,
		v, c.Purpose, c.TargetGroup, c.Criteria, c.Goals, c.Roles, c.Division, c.Routines, c.Forms, c.ForumRules,
		strings.Join(c.Grounds, ","), c.AnswerDays, c.ValidFrom, c.ValidUntil, c.ReviewOn, c.Target.String())
	if err != nil {
		return err
	}
	for _, query := range []string{`delete from agreement_actor where version_id = $1`, `delete from agreement_party where version_id = $1`} {
		if _, err := tx.Exec(ctx, query, v); err != nil {
			return err
		}
	}
	for _, a := range c.Actors {
		if _, err := tx.Exec(ctx, `insert into agreement_actor (version_id, actor, may_call, is_called, must_attend) values ($1, $2, $3, $4, $5)`,
			v, string(a.Kind), a.MayCall, a.IsCalled, a.MustAttend); err != nil {
			return err
		}
	}
	for _, p := range c.Parties {
		if _, err := tx.Exec(ctx, `insert into agreement_party (version_id, organisation_id) values ($1, $2)`, v, p); err != nil {
			return err
		}
	}
	return nil
}

// held is the agreement and its newest version, which nobody else changes
// until the transaction ends.
type held struct {
	Agreement
	newest Version
}

// hold waits for others who change the agreement, and finds it as it stands.
func hold(ctx context.Context, tx *db.Tx, a id.Agreement) (h held, err error) {
	if _, err := tx.Exec(ctx, `update agreement set title = title where id = $1`, a); err != nil {
		return h, err
	}
	if h.Agreement, err = ByID(ctx, tx, a); err != nil {
		return h, err
	}
	if h.Ended() {
		return h, errs.New(errs.Conflict, "agreement.ended")
	}
	h.newest, err = VersionOf(ctx, tx, a, 0)
	return h, err
}

// holdIn is hold for a step that fits one state of the newest version only.
func holdIn(ctx context.Context, tx *db.Tx, s Step, state string) (held, error) {
	h, err := hold(ctx, tx, s.Agreement)
	switch {
	case err != nil:
	case h.newest.Version != s.Version:
		err = errs.Changed(h.newest)
	case h.newest.State != state:
		err = errs.New(errs.Conflict, "agreement.state")
	}
	return h, err
}

// Save changes the text of a draft. The title can be changed until the first
// version has been published.
func Save(ctx context.Context, tx *db.Tx, s Step, title string, c Content) error {
	h, err := holdIn(ctx, tx, s, Draft)
	if err != nil {
		return err
	}
	var f errs.Faults
	if h.newest.Number > 1 {
		title = h.Title
	}
	checkTitle(&f, title)
	if err := c.checkAll(ctx, tx, h.Area, &f); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update agreement set title = $2 where id = $1`, s.Agreement, title); err != nil {
		return err
	}
	if err := fill(ctx, tx, h.newest.ID, c.tidied()); err != nil {
		return err
	}
	return h.renew(ctx, tx, Draft)
}

// renew gives the newest version a state, and makes what others have seen of it
// old.
func (h held) renew(ctx context.Context, tx *db.Tx, state string) error {
	_, err := tx.Exec(ctx, `update agreement_version set state = $2, version = version + 1 where id = $1`, h.newest.ID, state)
	return err
}

// Next drafts a version after the one that has been published, with its text.
// Both dates of its validity and that of the review are to be set anew.
func Next(ctx context.Context, tx *db.Tx, s Step) error {
	h, err := holdIn(ctx, tx, s, Published)
	if err != nil {
		return err
	}
	c := h.newest.Content
	c.ValidFrom, c.ValidUntil, c.ReviewOn = "", "", ""
	number := h.newest.Number + 1
	if err := insert(ctx, tx, s.Agreement, number, c); err != nil {
		return err
	}
	return note(ctx, tx, s, event{kind: "drafted", number: number})
}

// Discard throws away the draft of a later version. The first is ended
// instead, so that it is not forgotten.
func Discard(ctx context.Context, tx *db.Tx, s Step) error {
	h, err := holdIn(ctx, tx, s, Draft)
	if err != nil {
		return err
	}
	if h.newest.Number == 1 {
		return errs.New(errs.Conflict, "agreement.state")
	}
	for _, query := range []string{
		`delete from agreement_actor where version_id = $1`, `delete from agreement_party where version_id = $1`, `delete from agreement_version where id = $1`,
	} {
		if _, err := tx.Exec(ctx, query, h.newest.ID); err != nil {
			return err
		}
	}
	return note(ctx, tx, s, event{kind: "discarded", number: h.newest.Number})
}
