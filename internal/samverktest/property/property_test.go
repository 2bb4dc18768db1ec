package property

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/samverktest/world"
)

// The functions that act. "samordning" leads, "forsorjning" asked.
var (
	actors    = []id.Function{"samordning", "forsorjning", "ame", "vc", "fk", "af"}
	outsiders = []id.Function{"forsorjning-chef", "nassjo-samordning", "forbund"}
	invited   = []id.Function{"ame", "vc", "fk", "af"}
)

// canaries numbers the titles, so that none occurs twice in a run.
var canaries atomic.Int64

// machine is one case under way, and the model of it.
type machine struct {
	w      *world.W
	out    *outlets
	c      id.Case
	person world.Person
	helper helper
	model
	ledger  map[string]*handed
	step    int
	forum   id.Forum
	sitting id.Sitting
	slots   []id.Slot
}

func TestNoUnitEverSeesWhatItMayNot(t *testing.T) {
	w := world.New(t)
	colleague(w)
	out := open(t, w)
	rapid.Check(t, func(rt *rapid.T) {
		m := begin(w, out)
		defer m.restore()
		m.furnish(rt)
		m.furnishWay(rt)
		rt.Repeat(map[string]func(*rapid.T){
			"write":    m.write,
			"own":      m.ownWords,
			"helper":   m.represent,
			"act":      m.act,
			"revise":   m.revise,
			"disclose": m.disclose,
			"recall":   m.recall,
			"consent":  m.consent,
			"withdraw": m.withdraw,
			"expire":   m.expire,
			"block":    m.block,
			"lift":     m.lift,
			"leave":    m.leave,
			"invite":   m.invite,
			"staff":    m.staff,
			"call":     m.call,
			"answer":   m.answer,
			"cancel":   m.cancelCall,
			"meet":     m.meet,
			"line":     m.line,
			"line too": m.line, // often: all that follows lives on lines
			"end":      m.endMeeting,
			"freeze":   m.freeze,
			"amend":    m.amend,
			"minutes":  m.recallMinutes,
			"fact":     m.fact,
			"fact too": m.fact,
			"own fact": m.ownFact,
			"brief":    m.brief,
			"hand":     m.handBrief,
			"open":     m.openBrief,
			"reply":    m.answerBrief,
			"offer":    m.offer,
			"take":     m.take,
			"":         m.check,
		})
	})
}

// colleague gives every function that acts a second holder: a recall takes two.
func colleague(w *world.W) {
	for _, f := range actors {
		u := org.UserID(f, 9)
		w.Exec(`insert into user_account (id, name, label, organisation_id) select $1, $1, 'Kollega', u.organisation_id
			from function f join unit u on u.id = f.unit_id where f.id = $2`, u, f)
		w.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ($1, $2, $1, true, 0)`, u, f)
	}
}

func begin(w *world.W, out *outlets) *machine {
	c, p := w.Case()
	w.Join(c, invited...)
	w.CaseOf(p) // another, which the helper never sees
	m := &machine{w: w, out: out, c: c, person: p, helper: helper{Person: w.Person()}, ledger: map[string]*handed{}, model: model{
		blocked: map[id.Unit]bool{}, party: map[id.Function]access.PartyState{}, held: map[id.Function]bool{}, unit: map[id.Function]id.Unit{},
	}}
	for _, f := range slices.Concat(actors, outsiders) {
		m.held[f], m.unit[f] = true, w.As(f).Unit
	}
	for _, f := range actors {
		m.party[f] = access.TakesPart
	}
	m.forum = w.Forum(forum.ThreeParty, forum.Parties()...)
	m.sitting, m.slots = w.Sitting(m.forum, time.Hour, 2)
	w.JoinForum(m.forum, slices.Concat(actors, outsiders)...)
	return m
}

// restore gives every function its holder back, for the next case.
func (m *machine) restore() {
	for f, held := range m.held {
		if !held {
			m.w.Exec(`update assignment set until = null where function_id = $1 and user_id = $2`, f, org.UserID(f, 1))
		}
	}
}

func (m *machine) ctx() context.Context { return context.Background() }

func canary() string { return fmt.Sprintf("kanariefågel-%d.", canaries.Add(1)) }

func (m *machine) reader(t *rapid.T) id.Function {
	return rapid.SampledFrom(actors).Draw(t, "function")
}

func (m *machine) units() (all []id.Unit) {
	for _, f := range actors {
		all = append(all, m.unit[f])
	}
	return all
}

func (m *machine) pick(t *rapid.T) *modelItem {
	if len(m.items) == 0 {
		t.Skip("no item")
	}
	return rapid.SampledFrom(m.items).Draw(t, "item")
}

// wish draws receivers, covered by consent or not.
func (m *machine) wish(t *rapid.T) (h app.Handing) {
	h.Receivers = rapid.SliceOfNDistinct(rapid.SampledFrom(m.units()), 0, 3, rapid.ID[id.Unit]).Draw(t, "receivers")
	if rapid.IntRange(0, 9).Draw(t, "law") == 0 {
		h.Ground, h.Provision, h.GroundReason = access.ByLaw, "osl-10-28", "Uppgiftsskyldighet enligt beslut i ärendet."
	}
	return h
}

// allowed reports whether the ledger may take a handing of an item by a function.
func (m *machine) allowed(f id.Function, c access.Category, h app.Handing) bool {
	circle := f == "samordning" && !m.blocked[m.unit[f]] || m.covers(m.unit[f], access.Plan)
	for _, u := range h.Receivers {
		if m.blocked[u] || h.Ground != access.ByLaw && (!m.covers(u, c) || !circle && u != m.unit[f]) {
			return false
		}
	}
	return true
}

func (m *machine) note(i *modelItem, version int, h app.Handing) {
	for _, u := range h.Receivers {
		ground := h.Ground
		if ground == "" {
			ground = access.ByConsent
		}
		i.handed = append(i.handed, &handed{version: version, unit: u, ground: ground})
	}
}

func (m *machine) write(t *rapid.T) {
	f := m.reader(t)
	m.writeBy(t, f, rapid.SampledFrom(access.Categories()[:5]).Draw(t, "category"), m.wish(t))
}

func (m *machine) writeBy(t *rapid.T, f id.Function, c access.Category, h app.Handing) {
	title := canary()
	i, err := m.w.WriteItem(m.ctx(), m.w.As(f), m.c, app.NewItem{New: item.New{Kind: item.Activity, Category: c,
		Content: item.Content{Title: title, Words: title, Status: "ongoing", Extent: item.NoExtent, Start: "2026-11-01"}}, Handing: h})
	if ok := m.opens(f) && m.allowed(f, c, h); ok != (err == nil) {
		t.Fatalf("write by %s: allowed %v, but %v", f, ok, err)
	}
	if err == nil {
		one := &modelItem{id: i, owner: m.unit[f], category: c, titles: []string{title}, activity: true}
		m.note(one, 1, h)
		m.items = append(m.items, one)
	}
}

func (m *machine) ownWords(t *rapid.T) {
	h, title := m.wish(t), canary()
	i, err := m.w.WriteItem(m.ctx(), m.w.AsPerson(m.person), m.c, app.NewItem{New: item.New{Kind: item.Goal, Category: access.Plan,
		Content: item.Content{Title: title, Extent: item.NoExtent}}, Handing: app.Handing{Receivers: h.Receivers}})
	ok := !slices.ContainsFunc(h.Receivers, func(u id.Unit) bool { return !m.covers(u, access.Plan) })
	if ok != (err == nil) {
		t.Fatalf("own words: allowed %v, but %v", ok, err)
	}
	if err == nil {
		one := &modelItem{id: i, owner: id.Self, category: access.Plan, titles: []string{title}}
		m.note(one, 1, app.Handing{Receivers: h.Receivers})
		m.items = append(m.items, one)
	}
}

// ownerOf returns the function that acts for the owner of an item.
func (m *machine) ownerOf(i *modelItem) id.Function {
	for _, f := range actors {
		if m.unit[f] == i.owner {
			return f
		}
	}
	return ""
}

func (m *machine) revise(t *rapid.T) {
	i, f := m.pick(t), m.reader(t)
	h, title := m.wish(t), canary()
	err := m.w.ReviseItem(m.ctx(), m.w.As(f), m.c, app.ReviseItem{Change: item.Change{Item: i.id, Version: int64(len(i.titles)),
		Content: item.Content{Title: title, Status: "ongoing", Extent: item.NoExtent, Reason: "news"}}, Handing: h})
	if ok := m.opens(f) && m.unit[f] == i.owner && m.allowed(f, i.category, h) && !i.apart; ok != (err == nil) {
		t.Fatalf("revise by %s of an item of %s: allowed %v, but %v", f, i.owner, ok, err)
	}
	if err == nil {
		i.titles = append(i.titles, title)
		m.note(i, len(i.titles), h)
	}
}

func (m *machine) disclose(t *rapid.T) {
	i := m.pick(t)
	f, h := m.ownerOf(i), m.wish(t)
	if f == "" || len(h.Receivers) == 0 {
		t.Skip("nobody to act")
	}
	err := m.w.DiscloseItem(m.ctx(), m.w.As(f), m.c, i.id, app.DiscloseItem{Version: int64(len(i.titles)), Handing: h})
	if ok := m.opens(f) && m.allowed(f, i.category, h); ok != (err == nil) {
		t.Fatalf("disclose by %s: allowed %v, but %v", f, ok, err)
	}
	if err == nil {
		m.note(i, len(i.titles), h)
	}
}

// recall takes back everything of one version that one unit was handed, as two
// people do.
func (m *machine) recall(t *rapid.T) {
	i := m.pick(t)
	f := m.ownerOf(i)
	if f == "" || !m.opens(f) {
		t.Skip("nobody to act")
	}
	v, err := m.w.Item(m.ctx(), m.w.As(f), m.c, i.id)
	if err != nil {
		t.Fatal(err)
	}
	free := slices.DeleteFunc(v.Ledger, func(h item.Handed) bool { return h.Recall.ID != "" || h.Kind != "disclosed" })
	if len(free) == 0 {
		t.Skip("nothing handed")
	}
	row := rapid.SampledFrom(free).Draw(t, "ledger row")
	if err := m.w.AskRecall(m.ctx(), m.w.As(f), m.c, i.id, row.ID, "wrong_unit"); err != nil {
		t.Fatal("ask", err)
	}
	v, err = m.w.Item(m.ctx(), m.w.As(f), m.c, i.id)
	if err != nil {
		t.Fatal(err)
	}
	n := slices.IndexFunc(v.Ledger, func(h item.Handed) bool { return h.ID == row.ID })
	if err := m.w.ConfirmRecall(m.ctx(), m.w.As(f), m.c, i.id, v.Ledger[n].Recall.ID); err == nil {
		t.Fatal("one person alone recalled a disclosure")
	}
	if err := m.w.ConfirmRecall(m.ctx(), m.w.AsNth(f, 9), m.c, i.id, v.Ledger[n].Recall.ID); err != nil {
		t.Fatal("confirm", err)
	}
	for _, h := range i.handed {
		if h.unit == row.Unit && h.version == int(row.Version) && h.ground == row.Ground {
			h.recalled = true
		}
	}
}

func (m *machine) consent(t *rapid.T) {
	grid := consent.Grid{}
	for _, u := range m.units() {
		set := rapid.Uint16Range(0, 31).Draw(t, string(u))
		if set != 0 {
			grid[u] = access.Set(set)
		}
	}
	m.give(t, grid)
}

// give lets the person give a consent.
func (m *machine) give(t *rapid.T, grid consent.Grid) {
	who := m.w.AsPerson(m.person)
	v, err := m.w.App.Consent(m.ctx(), who, m.c)
	if err != nil {
		t.Fatal(err)
	}
	today := m.w.Now()
	_, err = m.w.GiveConsent(m.ctx(), who, m.c, consent.New{Purpose: "Gemensam plan", Grid: grid, Version: v.Consent.Version,
		StartsOn: today.Format(time.DateOnly), EndsOn: today.AddDate(0, 0, 10).Format(time.DateOnly)})
	if (len(grid) > 0) != (err == nil) {
		t.Fatalf("consent of %d units: %v", len(grid), err)
	}
	if err == nil {
		m.grid, m.expired = maps.Clone(grid), false
	}
}

func (m *machine) withdraw(t *rapid.T) {
	who := m.w.AsPerson(m.person)
	v, err := m.w.App.Consent(m.ctx(), who, m.c)
	if err != nil || v.Consent.ID == "" {
		t.Skip("no consent")
	}
	if err := m.w.WithdrawConsent(m.ctx(), who, m.c, v.Consent.Version); err != nil {
		t.Fatal(err)
	}
	m.grid = nil
}

func (m *machine) expire(*rapid.T) {
	m.w.Exec(`update consent set starts_on = '2020-01-01', ends_on = '2020-12-31' where case_id = $1 and ended_at is null`, m.c)
	m.expired = true
}

func (m *machine) block(t *rapid.T) {
	u := rapid.SampledFrom(m.units()).Draw(t, "unit")
	if err := m.w.SetBlock(m.ctx(), m.w.AsPerson(m.person), m.c, u); err != nil {
		t.Fatal(err)
	}
	m.blocked[u] = true
	m.blockCalls(u)
}

func (m *machine) lift(t *rapid.T) {
	who := m.w.AsPerson(m.person)
	v, err := m.w.App.Consent(m.ctx(), who, m.c)
	if err != nil || len(v.Blocks) == 0 {
		t.Skip("no block")
	}
	b := rapid.SampledFrom(v.Blocks).Draw(t, "block")
	if err := m.w.LiftBlock(m.ctx(), who, m.c, b.ID); err != nil {
		t.Fatal(err)
	}
	delete(m.blocked, b.Unit)
}

func (m *machine) version(f id.Function) (v int64) {
	m.w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&v}, `select version from party where case_id = $1 and function_id = $2`, m.c, f)
		return err
	})
	return v
}

func (m *machine) leave(t *rapid.T) {
	f := rapid.SampledFrom(invited).Draw(t, "function")
	err := m.w.LeaveCase(m.ctx(), m.w.As(f), m.c, m.version(f), cases.PartyReasons()[0])
	if ok := m.opens(f) && (m.blocked[m.unit[f]] || !m.offers.by(f)); ok != (err == nil) {
		t.Fatalf("leave by %s: allowed %v, but %v", f, ok, err)
	}
	if err == nil {
		m.party[f] = access.Left
		m.leaveCalls(f)
		m.leaveOffers(f)
	}
}

func (m *machine) invite(t *rapid.T) {
	f := rapid.SampledFrom(invited).Draw(t, "function")
	if m.party[f] != access.Left && m.party[f] != access.Invited || !m.opens("samordning") {
		t.Skip("takes part")
	}
	if m.party[f] == access.Left {
		_, err := m.w.App.Invite(m.ctx(), m.w.As("samordning"), m.c, f)
		if blocked := m.blocked[m.unit[f]]; blocked != (err != nil) {
			t.Fatalf("invite %s, blocked %v: %v", f, blocked, err)
		}
		if err != nil {
			return
		}
		m.party[f] = access.Invited
		return
	}
	err := m.w.AcceptInvitation(m.ctx(), m.w.As(f), m.c, m.version(f))
	if m.held[f] != (err == nil) {
		t.Fatal(err)
	}
	if err == nil {
		m.party[f] = access.TakesPart
	}
}

// staff lets the first holder of a function go, or come back. The deputy stays.
func (m *machine) staff(t *rapid.T) {
	f := m.reader(t)
	until := any(nil)
	if m.held[f] {
		until = m.w.Now().UnixMicro()
	}
	m.w.Exec(`update assignment set until = $3 where function_id = $1 and user_id = $2`, f, org.UserID(f, 1), until)
	m.held[f] = !m.held[f]
}

// check holds what every function and the person get against the model.
func (m *machine) check(t *rapid.T) {
	m.step++
	everybody := slices.Concat(actors, outsiders)
	judges := make([]judge, len(everybody))
	var looks sync.WaitGroup
	for n, f := range everybody {
		looks.Go(func() { m.look(&judges[n], f) })
	}
	looks.Wait()
	for _, j := range judges {
		if j.fault != "" {
			t.Fatal(j.fault)
		}
	}
	m.checkPerson(t)
	m.checkHelper(t)
}

// judge notes the fault that a look finds: all look at once, and what finds one
// ends.
type judge struct{ fault string }

// Fatalf notes a fault and ends the look.
func (j *judge) Fatalf(format string, args ...any) {
	j.fault = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// look holds what one function gets against the model.
func (m *machine) look(t *judge, f id.Function) {
	m.checkApp(t, f)
	m.checkCalls(t, f)
	m.checkAgenda(t, f)
	m.checkWay(t, f)
	if m.step%7 == 0 {
		m.checkOutlets(t, f)
	}
}

func (m *machine) checkApp(t *judge, f id.Function) {
	v, err := m.w.App.Case(m.ctx(), m.w.As(f), m.c)
	if !m.opens(f) {
		if !errs.Is(err, errs.NotFound) {
			t.Fatalf("%s may not open the case, but %v", f, err)
		}
		return
	}
	if err != nil {
		t.Fatalf("%s may open the case, but %v", f, err)
	}
	got := map[id.Item]string{}
	for _, i := range v.Items {
		if i.Kind == item.Ability {
			continue // what care has said of an activity: known by its words
		}
		got[i.ID] = i.Title
		if i.Gone {
			got[i.ID] = "†"
		}
	}
	want := map[id.Item]string{}
	for _, i := range m.items {
		title, gone := m.title(m.unit[f], i)
		switch {
		case gone:
			want[i.id] = "†"
		case title != "":
			want[i.id] = title
		}
	}
	if !maps.Equal(got, want) {
		t.Fatalf("%s sees %v and may see %v", f, got, want)
	}
	m.none(t, f, "the case view", fmt.Sprintf("%+v", v))
}

// none fails when a text holds what a function may not read.
func (m *machine) none(t *judge, f id.Function, where, text string) {
	for _, secret := range m.secrets(f) {
		if strings.Contains(text, secret) {
			t.Fatalf("%s shows %s what it may not read: %s", where, f, secret)
		}
	}
}

func (m *machine) checkPerson(t *rapid.T) {
	v, err := m.w.App.Case(m.ctx(), m.w.AsPerson(m.person), m.c)
	if err != nil {
		t.Fatal(err)
	}
	got := map[id.Item]string{}
	for _, i := range v.Items {
		got[i.ID] = i.Title
	}
	for _, i := range m.items {
		if want := m.own(i); got[i.id] != want {
			t.Fatalf("the person sees %q of an item of %s, not %q", got[i.id], i.owner, want)
		}
	}
}
