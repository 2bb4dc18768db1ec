package target

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/news"
	"samverk/internal/rule"
)

// told is a rule as those who use it have been told of it.
type told struct {
	Rule   string
	Name   string
	Ask    string
	Digest string // of all that its versions say; not of when somebody read their sources
}

// asTold returns each rule with all its versions; it is called what the newest
// one is.
func asTold(set rule.Set) (all []told) {
	set = slices.Clone(set)
	slices.SortStableFunc(set, func(a, b rule.Rule) int {
		return strings.Compare(a.ID+" "+a.From, b.ID+" "+b.From)
	})
	said := sha256.New()
	for i, r := range set {
		fmt.Fprintf(said, "%q\n", []string{string(r.Kind), r.Ask, r.Name.Sv, r.Name.En, r.Text.Sv, r.Text.En, r.Source, r.From, r.To, r.When.String()})
		if i+1 < len(set) && set[i+1].ID == r.ID {
			continue
		}
		all = append(all, told{r.ID, r.Name.Sv, r.Ask, hex.EncodeToString(said.Sum(nil))})
		said.Reset()
	}
	return all
}

// entry says that a rule has changed or is no more. Rules are used everywhere, so
// it concerns all; it is the actor's that the rule is asked about.
func (t told) entry(kind string) news.Entry {
	e := news.Entry{Kind: kind, Name: t.Name}
	if k := access.Kind(t.Ask); slices.Contains([]access.Kind{access.Kommun, access.FK, access.AF}, k) {
		e.Actor = k
	}
	return e
}

// ruleChange is a rule that stands otherwise than when it was last told of.
type ruleChange struct {
	told
	gone  bool
	quiet bool // nothing has been told of any rule: this is how they stood at first
}

// untold lists the rules that stand otherwise than when they were last told of.
func untold(ctx context.Context, tx *db.Tx) (all []ruleChange, err error) {
	set, _, err := rules(ctx, tx)
	if err != nil {
		return nil, err
	}
	before, err := db.All(ctx, tx, func(scan db.Scan) (t told, err error) {
		return t, scan(&t.Rule, &t.Name, &t.Ask, &t.Digest)
	}, `select rule, name, ask, digest from rule_told order by rule`)
	now := asTold(set)
	for _, t := range now {
		same := slices.ContainsFunc(before, func(o told) bool { return o.Rule == t.Rule && o.Digest == t.Digest })
		if !same {
			all = append(all, ruleChange{told: t, quiet: len(before) == 0})
		}
	}
	for _, t := range before {
		if !slices.ContainsFunc(now, func(o told) bool { return o.Rule == t.Rule }) {
			all = append(all, ruleChange{told: t, gone: true})
		}
	}
	return all, err
}

// tell puts a changed rule among the news, and reports whether nobody had done so
// before.
func (c ruleChange) tell(ctx context.Context, tx *db.Tx) (bool, error) {
	kind, query, args := news.RuleChanged, `insert into rule_told (rule, digest, name, ask) values ($1, $2, $3, $4)
on conflict (rule) do update set digest = excluded.digest, name = excluded.name, ask = excluded.ask where rule_told.digest <> excluded.digest`,
		[]any{c.Rule, c.Digest, c.Name, c.Ask}
	if c.gone {
		kind, query, args = news.RuleEnded, `delete from rule_told where rule = $1 and digest = $2`, args[:2]
	}
	n, err := tx.Exec(ctx, query, args...)
	if err != nil || n == 0 || c.quiet {
		return n > 0, err
	}
	return true, news.Add(ctx, tx, c.entry(kind))
}

func tellAll(ctx context.Context, tx *db.Tx, changes []ruleChange) (did bool, err error) {
	for _, c := range changes {
		one, err := c.tell(ctx, tx)
		if err != nil {
			return did, err
		}
		did = did || one
	}
	return did, nil
}

// tellOfRules puts among the news the rules that stand otherwise than when they
// were last told of.
func tellOfRules(ctx context.Context, tx *db.Tx) error {
	changes, err := untold(ctx, tx)
	if err != nil {
		return err
	}
	_, err = tellAll(ctx, tx, changes)
	return err
}

// Keep tells of rules that have changed with a new version of Samverk. What is
// loaded from a file is told of when it is loaded.
func (s *Service) Keep(ctx context.Context) error {
	return app.ByItself(ctx, s.App, func(ctx context.Context, tx *db.Tx) ([][]ruleChange, error) {
		changes, err := untold(ctx, tx)
		if len(changes) == 0 {
			return nil, err
		}
		return [][]ruleChange{changes}, err
	}, func([]ruleChange) (access.Object, string) { return access.Object{}, "rules" }, tellAll)
}
