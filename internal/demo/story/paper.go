package story

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/id"
	"samverk/internal/rule"
	"samverk/internal/situation"
)

// Paper is the text of an agreement, or of a later version of it.
type Paper struct {
	Name  string `toml:"name"`
	After string `toml:"after"` // name of the text that this one changes
	Title string `toml:"title"`

	Purpose     string `toml:"purpose"`
	TargetGroup string `toml:"target_group"`
	Criteria    string `toml:"criteria"`
	Target      string `toml:"target"` // the criteria as data, as a file of rules has a condition
	Goals       string `toml:"goals"`
	Roles       string `toml:"roles"`
	Division    string `toml:"division"`
	Routines    string `toml:"routines"`
	Forms       string `toml:"forms"`
	ForumRules  string `toml:"forum_rules"`

	Grounds    string `toml:"grounds"`
	Calls      string `toml:"calls"` // kinds of actors; the others are called only
	Called     string `toml:"called"`
	Must       string `toml:"must"`
	Parties    string `toml:"parties"` // organisations; {k} is the word of the area
	AnswerDays int    `toml:"answer_days"`
}

// complete puts what stands in the text before in place of what is left out.
func (d *Paper) complete(before *Paper) {
	for _, s := range []struct{ to, from *string }{
		{&d.Title, &before.Title}, {&d.Purpose, &before.Purpose}, {&d.TargetGroup, &before.TargetGroup}, {&d.Criteria, &before.Criteria}, {&d.Target, &before.Target},
		{&d.Goals, &before.Goals}, {&d.Roles, &before.Roles}, {&d.Division, &before.Division}, {&d.Routines, &before.Routines},
		{&d.Forms, &before.Forms}, {&d.ForumRules, &before.ForumRules}, {&d.Grounds, &before.Grounds},
		{&d.Calls, &before.Calls}, {&d.Called, &before.Called}, {&d.Must, &before.Must}, {&d.Parties, &before.Parties},
	} {
		*s.to = cmp.Or(*s.to, *s.from)
	}
	if d.AnswerDays == 0 {
		d.AnswerDays = before.AnswerDays
	}
}

// Paper returns the text with a name.
func (c *Cast) Paper(name string) (*Paper, error) {
	i := slices.IndexFunc(c.Papers, func(d *Paper) bool { return d.Name == name })
	if i < 0 {
		return nil, errors.New("no text " + name)
	}
	d := *c.Papers[i]
	if d.After != "" {
		before, err := c.Paper(d.After)
		if err != nil {
			return nil, err
		}
		d.complete(before)
	}
	return &d, nil
}

// Content is what an agreement with the text says, without its dates, in an area
// with a word in its identifiers.
func (d *Paper) Content(place string) (c agreement.Content, err error) {
	c = agreement.Content{
		Purpose: d.Purpose, TargetGroup: d.TargetGroup, Criteria: d.Criteria, Goals: d.Goals, Roles: d.Roles, Division: d.Division,
		Routines: d.Routines, Forms: d.Forms, ForumRules: d.ForumRules, Grounds: strings.Fields(d.Grounds), AnswerDays: d.AnswerDays,
	}
	for _, k := range agreement.Kinds() {
		x := agreement.Actor{Kind: k, MayCall: has(d.Calls, k), IsCalled: has(d.Calls, k) || has(d.Called, k), MustAttend: has(d.Must, k)}
		if x.IsCalled {
			c.Actors = append(c.Actors, x)
		}
	}
	for o := range strings.FieldsSeq(strings.ReplaceAll(d.Parties, "{k}", place)) {
		c.Parties = append(c.Parties, id.Org(o))
	}
	c.Target, err = rule.ReadCondition(d.Target, situation.Vocabulary())
	return c, err
}

func has(kinds string, k access.Kind) bool { return slices.Contains(strings.Fields(kinds), string(k)) }
