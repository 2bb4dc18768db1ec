package app_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/minutes"
	"samverk/internal/plan"
)

// misplaced is what a meeting about the wrong person left behind.
type misplaced struct {
	room
	said, own, promise, changed id.Item
}

// words are all that is about somebody else.
var misplacedWords = []string{"Bor hos sin syster", "Vill flytta", "Ringa hyresvärden", "Vem betalar hyran?", "Ta med kontraktet"}

func heldOfTheWrongPerson(t *testing.T) misplaced {
	t.Helper()
	r := awaits(t)
	ctx := t.Context()
	call, err := r.MakeCall(ctx, r.As("samordning"), r.c, app.NewCall{
		Times: []meeting.Time{{Start: r.Now().Add(3600e9), End: r.Now().Add(5400e9)}}, Place: "Stadshuset", PersonWay: meeting.PersonInvited,
		Question: "Vem betalar hyran?", Called: []id.Function{"ame", "vc", "fk"}, Bring: map[id.Function]string{"ame": "Ta med kontraktet"},
	})
	r.ok(err)
	before, err := r.WriteItem(ctx, r.As("ame"), r.c, app.NewItem{Handing: app.Handing{Receivers: []id.Unit{r.As("vc").Unit}}, New: item.New{
		Kind: item.Activity, Category: access.Plan, Content: item.Content{Title: "Praktik", Status: "ongoing", Extent: 50}}})
	r.ok(err)
	r.call = call
	version := r.see("samordning").Call.Version
	r.ok(r.BeginMeeting(ctx, r.As("samordning"), r.c, call, version))
	m := misplaced{room: r, changed: before}
	m.said = r.write("ame", said("Bor hos sin syster", access.Plan)).Item
	own := said("Vill flytta", access.Plan)
	own.Own = true
	m.own = r.write("ame", own).Item
	m.promise = r.write("vc", item.New{Kind: item.Commitment, Category: access.Plan, Content: item.Content{
		Title: "Ringa hyresvärden", Status: "planned", Due: "2026-12-01", Responsible: "vc", Extent: item.NoExtent}}).Item
	_, err = r.ChangeAtMeeting(ctx, r.As("ame"), r.c, call, app.LineChange{Item: before, Version: 1, Status: "ongoing", Extent: 75, All: true})
	r.ok(err)
	r.ok(r.EndMeeting(ctx, r.As("samordning"), r.c, call, meeting.End{Version: version + 1}))
	n, err := r.Minutes(ctx, r.As("samordning"), r.c, call, 0)
	r.ok(err)
	_, err = r.FreezeMinutes(ctx, r.As("samordning"), r.c, call, n.Minutes.Version)
	r.ok(err)
	return m
}

func (m misplaced) recall(reason string) {
	m.t.Helper()
	m.ok(m.AskMinutesRecall(m.t.Context(), m.AsNth("samordning", 1), m.c, m.call, reason))
	m.ok(m.ConfirmMinutesRecall(m.t.Context(), m.AsNth("samordning", 2), m.c, m.call))
}

// everywhere is all that a reader is shown of the case, by where.
func (m misplaced) everywhere(who access.Actor) map[string]string {
	m.t.Helper()
	ctx, all := context.WithoutCancel(m.t.Context()), map[string]string{}
	put := func(where string, v any, err error) {
		m.ok(err)
		all[where] = fmt.Sprintf("%+v", v)
	}
	v, err := m.App.Case(ctx, who, m.c)
	put("case", v, err)
	p, err := m.Plan(ctx, who, m.c, 0)
	put("plan", p, err)
	g, err := m.Meeting(ctx, who, m.c, m.call)
	put("meeting", g, err)
	n, err := m.Minutes(ctx, who, m.c, m.call, 0)
	put("minutes", n, err)
	c, err := m.App.Call(ctx, who, m.c, m.call)
	put("call", c, err)
	d, err := m.Day(ctx, who)
	put("day", d, err)
	for name, i := range map[string]id.Item{"what was said": m.said, "own words": m.own, "promise": m.promise} {
		one, err := m.Item(ctx, who, m.c, i)
		put(name, one, err)
	}
	if who.Self() {
		mine, err := m.MyMeetings(ctx, who)
		put("meetings", mine, err)
	}
	return all
}

func TestWhatIsAboutTheWrongPersonIsATombstoneToHer(t *testing.T) {
	m := heldOfTheWrongPerson(t)
	me := m.AsPerson(m.person)
	before := strings.Join(values(m.everywhere(me)), " ")
	for _, words := range misplacedWords {
		if !strings.Contains(before, words) {
			t.Errorf("before the recall she does not read %q", words)
		}
	}
	m.recall(minutes.WrongPerson)
	for where, text := range m.everywhere(me) {
		for _, words := range misplacedWords {
			if strings.Contains(text, words) {
				t.Errorf("%s shows her %q", where, words)
			}
		}
	}
	for _, i := range []id.Item{m.said, m.own, m.promise} {
		if v, err := m.Item(t.Context(), me, m.c, i); err != nil || !v.Item.Gone || len(v.History) != 0 || v.May[access.ItemRevise] || v.May[access.ItemDisclose] {
			t.Errorf("no tombstone: %+v %v", v.Item, err)
		}
	}
	if v, err := m.Item(t.Context(), me, m.c, m.changed); err != nil || v.Item.Gone || v.Item.Title != "Praktik" {
		t.Errorf("what was hers before is gone: %+v %v", v.Item, err)
	}
	change := item.Change{Item: m.own, Version: 1, Content: item.Content{Title: "Annat", Extent: item.NoExtent, Reason: "agreed"}}
	m.is(m.ReviseItem(t.Context(), me, m.c, app.ReviseItem{Change: change}), errs.NotFound, "a tombstone revised")
	m.is(m.DiscloseItem(t.Context(), me, m.c, m.own, app.DiscloseItem{Version: 1, Handing: app.Handing{Receivers: []id.Unit{m.As("vc").Unit}}}), errs.NotFound, "a tombstone handed on")
}

func values(of map[string]string) (all []string) {
	for _, v := range of {
		all = append(all, v)
	}
	return all
}

func TestAMeetingThatIsRecalledAsksNothingAndOthersHaveNoPromiseOfIt(t *testing.T) {
	m := heldOfTheWrongPerson(t)
	m.recall(minutes.WrongPerson)
	for _, f := range []id.Function{"fk", "samordning"} {
		for where, text := range m.everywhere(m.As(f)) {
			for _, words := range misplacedWords {
				if strings.Contains(text, words) {
					t.Errorf("%s shows %s %q", where, f, words)
				}
			}
		}
	}
	// The one who wrote it keeps her own note.
	if v, err := m.Item(t.Context(), m.As("vc"), m.c, m.promise); err != nil || v.Item.Title != "Ringa hyresvärden" {
		t.Errorf("the writer's own: %+v %v", v.Item, err)
	}
	if v, err := m.Minutes(t.Context(), m.As("samordning"), m.c, m.call, 0); err != nil || v.MayAmend {
		t.Errorf("minutes about the wrong person can be amended: %v", err)
	}
	m.is(m.AmendMinutes(t.Context(), m.As("samordning"), m.c, m.call, "wrong", "Nya."), errs.Conflict, "amended")
}

func TestWhatWasWrongIsStillThePersonsToReadAndIsWrittenAnew(t *testing.T) {
	m := heldOfTheWrongPerson(t)
	me, lead := m.AsPerson(m.person), m.As("samordning")
	m.recall(minutes.WrongContent)
	if v, err := m.Item(t.Context(), me, m.c, m.said); err != nil || v.Item.Gone {
		t.Errorf("what is about her is hidden from her: %+v %v", v.Item, err)
	}
	if v, err := m.App.Call(t.Context(), m.As("fk"), m.c, m.call); err != nil || v.Call.Question != "" {
		t.Errorf("a recalled meeting asks %q %v", v.Call.Question, err)
	}
	if v, err := m.Minutes(t.Context(), lead, m.c, m.call, 0); err != nil || !v.MayAmend {
		t.Errorf("nothing can be written anew: %v", err)
	}
	m.ok(m.AmendMinutes(t.Context(), lead, m.c, m.call, "wrong", "Nya anteckningar."))
	v, err := m.Minutes(t.Context(), lead, m.c, m.call, 2)
	m.ok(err)
	_, err = m.FreezeMinutes(t.Context(), lead, m.c, m.call, v.Minutes.Version)
	m.ok(err)
	if v, err := m.App.Call(t.Context(), m.As("fk"), m.c, m.call); err != nil || v.Call.Question == "" {
		t.Errorf("the question of minutes written anew is gone: %v", err)
	}
}

func TestOneDisclosureAboutTheWrongPersonHidesItFromHer(t *testing.T) {
	r := awaits(t)
	ctx, me := t.Context(), r.AsPerson(r.person)
	i, err := r.WriteItem(ctx, r.AsNth("samordning", 1), r.c, app.NewItem{Handing: app.Handing{Receivers: []id.Unit{r.As("vc").Unit, r.As("ame").Unit}}, New: item.New{
		Kind: item.Activity, Category: access.Plan, Content: item.Content{Title: "Bor hos sin syster", Status: "ongoing", Extent: 50}}})
	r.ok(err)
	now, err := r.App.Case(ctx, r.As("samordning"), r.c)
	r.ok(err)
	_, err = r.AgreePlan(ctx, r.As("samordning"), r.c, app.AgreePlan{Version: now.Plan.Version, PersonPart: plan.PersonPresent, FollowUpOn: "2027-01-15"})
	r.ok(err)
	v, err := r.Item(ctx, r.AsNth("samordning", 1), r.c, i)
	r.ok(err)
	row := slices.IndexFunc(v.Ledger, func(h item.Handed) bool { return h.Unit == r.As("vc").Unit })
	r.ok(r.AskRecall(ctx, r.AsNth("samordning", 1), r.c, i, v.Ledger[row].ID, item.WrongPerson))
	if v, err := r.Item(ctx, me, r.c, i); err != nil || v.Item.Gone {
		t.Errorf("before it is confirmed: %+v %v", v.Item, err)
	}
	v, err = r.Item(ctx, r.AsNth("samordning", 2), r.c, i)
	r.ok(err)
	r.ok(r.ConfirmRecall(ctx, r.AsNth("samordning", 2), r.c, i, v.Ledger[row].Recall.ID))
	if v, err := r.Item(ctx, me, r.c, i); err != nil || !v.Item.Gone || v.Item.Title != "" || len(v.History) != 0 {
		t.Errorf("the item: %+v %v", v.Item, err)
	}
	if p, err := r.Plan(ctx, me, r.c, 1); err != nil || strings.Contains(fmt.Sprintf("%+v", p), "syster") {
		t.Errorf("the agreed plan shows it to her: %v", err)
	}
	if v, err := r.Item(ctx, r.As("ame"), r.c, i); err != nil || v.Item.Gone {
		t.Errorf("what still stands with the other unit: %+v %v", v.Item, err)
	}
}
