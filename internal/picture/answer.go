package picture

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/situation"
)

// longWords bounds what is written beside an answer.
const longWords = 500

// Told is to whom what is written goes, by category; nobody where it is kept.
type Told map[access.Category][]id.Unit

func (t Told) of(c access.Category) app.Handing {
	return app.Handing{Receivers: t[c], Ground: access.ByConsent}
}

// Answer is an answer to one field of the first picture.
type Answer struct {
	Field   string
	Value   string
	Words   string
	Version int64 // of the writer's own answer that it replaces, 0 for the first
}

// Answers is what is filled in at once.
type Answers struct {
	All    []Answer
	Reason string // why those are changed that stood: code of item.Reasons
	To     Told
}

// Standing is what stands of the answers that somebody else has changed first.
type Standing []item.Item

// check reports every fault of what is filled in, at answer_FIELD and words_FIELD.
func (n Answers) check() error {
	var f errs.Faults
	seen := map[string]bool{}
	f.Check(len(n.All) > 0, "", "situation.none")
	for _, a := range n.All {
		field, ok := situation.FieldOf(a.Field)
		f.Check(ok && !seen[a.Field], "answer_"+a.Field, "situation.field.missing")
		f.Check(!ok || field.Takes(a.Value), "answer_"+a.Field, "situation.value.missing")
		f.Check(utf8.RuneCountInString(a.Words) <= longWords, "words_"+a.Field, "situation.words.long")
		seen[a.Field] = true
	}
	f.Check(n.Reason == "" || slices.Contains(item.Reasons(), n.Reason), "reason", "item.reason.missing")
	return f.Err()
}

// Answer fills in the writer's own part of the first picture: all of it, or
// nothing when something is wrong. An answer that stands so already is left as
// it is. Where somebody else has changed an answer first, all such stand in the
// error, as Standing.
func (s *Service) Answer(ctx context.Context, who access.Actor, c id.Case, n Answers) error {
	_, err := s.Do(ctx, who, access.ItemWrite, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		n.All = slices.Clone(n.All)
		for i := range n.All {
			n.All[i].Words = strings.TrimSpace(n.All[i].Words)
		}
		if err := app.Writable(ctx, tx, sight); err != nil {
			return "", err
		}
		if err := n.check(); err != nil {
			return "", err
		}
		return string(c), s.fill(ctx, tx, sight, n)
	})
	return err
}

func (s *Service) fill(ctx context.Context, tx *db.Tx, sight access.Sight, n Answers) error {
	key, err := s.Key(ctx, sight)
	if err != nil {
		return err
	}
	items, err := item.Visible(ctx, tx, key, sight)
	if err != nil {
		return err
	}
	var first Standing
	for _, a := range n.All {
		if now, ok := ownAnswer(items, sight, a.Field); ok && now.Newest != a.Version && !a.same(now) {
			first = append(first, now)
		}
	}
	if len(first) > 0 {
		return errs.Changed(first)
	}
	told := map[access.Category]bool{}
	for _, a := range n.All {
		now, had := ownAnswer(items, sight, a.Field)
		if had && a.same(now) {
			continue
		}
		e, err := s.put(ctx, tx, sight, a, n, now)
		if err == nil && !told[e.Category] { // the time line has one row of each category
			told[e.Category] = true
			err = s.Happened(ctx, tx, sight, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (a Answer) same(now item.Item) bool { return now.Value == a.Value && now.Words == a.Words }

// put writes one answer, as a new item or as the next version of the one that
// stands.
func (s *Service) put(ctx context.Context, tx *db.Tx, sight access.Sight, a Answer, n Answers, now item.Item) (cases.Event, error) {
	field, _ := situation.FieldOf(a.Field) // checked
	e := cases.Event{Kind: "revised", Item: now.ID, Unit: sight.Unit(), Category: field.Category}
	content, err := s.contentOf(field, a)
	if err != nil {
		return e, err
	}
	if now.ID != "" {
		if content.Reason = n.Reason; content.Reason == "" {
			content.Reason = "news"
		}
		return e, s.Rewrite(ctx, tx, sight, app.ReviseItem{Change: item.Change{Item: now.ID, Version: now.Newest, Content: content}, Handing: n.To.of(field.Category)})
	}
	e.Kind = "written"
	e.Item, err = s.Write(ctx, tx, sight, app.NewItem{New: item.New{Kind: item.Fact, Category: field.Category, Apart: true, Content: content}, Handing: n.To.of(field.Category)})
	return e, err
}

// contentOf names an answer as people read it: "Boende: egen lägenhet".
func (s *Service) contentOf(f situation.Field, a Answer) (item.Content, error) {
	t, err := s.name()
	if err != nil {
		return item.Content{}, err
	}
	title := t.T("situation.says", "field", t.T("situation.field."+f.Code), "answer", lower(t.T(f.AnswerKey(a.Value))))
	return item.Content{Title: title, Words: a.Words, Code: f.Code, Value: a.Value, Extent: item.NoExtent}, nil
}

// lower writes inside a sentence what begins one.
func lower(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	return strings.ToLower(string(r)) + text[n:]
}
