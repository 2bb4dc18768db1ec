package picture

import (
	"context"
	"strings"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/situation"
)

// Plan is a plan that is kept elsewhere, in short: the plan itself stays where
// it is.
type Plan struct {
	Piece
	Sort     string
	Keeper   string // function or organisation that keeps it
	On       string // the day it was made
	Ends     string // empty while it goes on
	FollowUp string
	Said
}

// Said is what a plan says, in short.
type Said struct {
	Goals       string
	Activities  string
	Responsible string
	Leads       string // why it goes before the shared plan; empty when that leads
}

// The bounds of what is said of a plan.
const (
	longKeeper = 120
	longPart   = 1000
)

// parts are what is said, each under its heading in the item's words, so that
// they read as they are wherever the item stands.
func (p *Said) parts() []struct {
	key  string
	text *string
} {
	return []struct {
		key  string
		text *string
	}{{"elsewhere.goals", &p.Goals}, {"elsewhere.activities", &p.Activities}, {"elsewhere.responsible", &p.Responsible}, {"elsewhere.leads", &p.Leads}}
}

// write sets the parts after each other, each under its heading.
func (p Said) write(t *i18n.Texts) string {
	var all []string
	for _, part := range p.parts() {
		if text := clean(t, *part.text); text != "" {
			all = append(all, t.T(part.key)+"\n"+text)
		}
	}
	return strings.Join(all, "\n\n")
}

// clean keeps a line of the text from being taken for a heading.
func clean(t *i18n.Texts, text string) string {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), "\n")
	var p Said
	for i, line := range lines {
		for _, part := range p.parts() {
			if line == t.T(part.key) {
				lines[i] = line + " –"
			}
		}
	}
	return strings.Join(lines, "\n")
}

// SaidIn reads what a plan that is kept elsewhere says, out of its item's words.
func (s *Service) SaidIn(i item.Item) (Said, error) {
	t, err := s.name()
	if err != nil {
		return Said{}, err
	}
	return readSaid(t, i.Words), nil
}

func readSaid(t *i18n.Texts, words string) (p Said) {
	var into *string
	for line := range strings.SplitSeq(words, "\n") {
		heading := false
		for _, part := range p.parts() {
			if line == t.T(part.key) {
				into, heading = part.text, true
			}
		}
		if into != nil && !heading {
			*into += line + "\n"
		}
	}
	for _, part := range p.parts() {
		*part.text = strings.TrimSpace(*part.text)
	}
	return p
}

// NotePlan registers a plan that is kept elsewhere, or changes what is said of
// it.
func (s *Service) NotePlan(ctx context.Context, who access.Actor, c id.Case, n Plan) (id.Item, error) {
	return s.note(ctx, who, c, n.Piece, func(context.Context, *db.Tx, access.Sight) (item.New, error) {
		t, err := s.name()
		if err != nil {
			return item.New{}, err
		}
		sort, ok := situation.SortOf(situation.Elsewhere(), n.Sort)
		made := item.New{Kind: item.Elsewhere, Category: sort.Category, Apart: true, Content: item.Content{
			Title: t.T("situation.elsewhere"), Code: n.Sort, Value: strings.TrimSpace(n.Keeper), Start: n.On, End: n.Ends, Due: n.FollowUp,
			Words: n.Said.write(t), Extent: item.NoExtent,
		}}
		if ok {
			made.Title = t.T("elsewhere.sort." + n.Sort)
		}
		return made, n.check(made, ok)
	})
}

// check reports every fault of n.
func (n Plan) check(made item.New, sort bool) error {
	var f errs.Faults
	f.Check(sort, "sort", "elsewhere.sort.missing")
	f.Check(made.Value != "", "keeper", "elsewhere.keeper.missing")
	f.Check(utf8.RuneCountInString(made.Value) <= longKeeper, "keeper", "elsewhere.keeper.long")
	f.Check(n.On != "", "start", "elsewhere.on.missing")
	for _, part := range n.Said.parts() {
		name := strings.TrimPrefix(part.key, "elsewhere.")
		f.Check(utf8.RuneCountInString(*part.text) <= longPart, name, "elsewhere.part.long")
	}
	if err := f.Merge(made.Check()); err != nil {
		return err
	}
	return f.OneEach().Err()
}

// FindOut is what is to be found out, each a commitment of the writer.
type FindOut struct {
	Fields []string
	Due    string
	To     Told
}

// FindOut makes tasks of what is not settled in the first picture (S127): all of
// them, or none when something is wrong. The writer's function answers for them;
// what the person finds out is her own.
func (s *Service) FindOut(ctx context.Context, who access.Actor, c id.Case, n FindOut) error {
	_, err := s.Do(ctx, who, access.ItemWrite, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		items, err := s.visible(ctx, tx, sight)
		if err != nil {
			return "", err
		}
		if err := n.check(items, tx.Today()); err != nil {
			return "", err
		}
		return string(c), s.findOut(ctx, tx, sight, n)
	})
	return err
}

func (n FindOut) check(items []item.Item, today string) error {
	var f errs.Faults
	seen := map[string]bool{}
	f.Check(len(n.Fields) > 0, "fields", "situation.tasks.none")
	for _, code := range n.Fields {
		asked := false
		for _, i := range items {
			asked = asked || i.Kind == item.Fact && i.Code == code && i.Value == situation.Unclear && !i.Gone
		}
		_, made := openTask(items, code)
		f.Check(asked && !seen[code], "fields", "situation.tasks.missing")
		f.Check(!made, "fields", "situation.tasks.made")
		seen[code] = true
	}
	f.Check(n.Due != "", "due", "item.due.missing")
	f.Check(n.Due == "" || n.Due >= today, "due", "situation.tasks.past")
	return f.OneEach().Err()
}

func (s *Service) findOut(ctx context.Context, tx *db.Tx, sight access.Sight, n FindOut) error {
	t, err := s.name()
	if err != nil {
		return err
	}
	for _, code := range n.Fields {
		field, _ := situation.FieldOf(code) // checked
		made := item.New{Kind: item.Commitment, Category: field.Category, Own: sight.Self(), Apart: true, Content: item.Content{
			Title: t.T("situation.says", "field", t.T("situation.tasks.title"), "answer", lower(t.T("situation.field."+code))),
			Value: code, Status: "planned", Due: n.Due, Responsible: sight.Function(), Extent: item.NoExtent,
		}}
		if _, err := s.Write(ctx, tx, sight, app.NewItem{New: made, Handing: n.To.of(field.Category)}); err != nil {
			return err
		}
	}
	return nil
}
