package property

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/brief"
	"samverk/internal/briefing"
	"samverk/internal/errs"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/picture"
	"samverk/internal/result"
	"samverk/internal/situation"
	"samverk/internal/web/site"
)

// care is the function of health care that can answer briefs.
const care id.Function = "vc"

// modelBrief is a brief to the doctor.
type modelBrief struct {
	id      id.Brief
	unit    id.Unit // that made it
	sources []source
	words   []string // that its maker and the doctor may read
	reply   []string // what care has answered, likewise
	helps   *modelItem
	state   brief.State
}

// source is an activity as it was when a brief was made of it.
type source struct {
	of      *modelItem
	version int
}

// modelOffer is a handover.
type modelOffer struct {
	id           id.Handover
	giver, taker id.Function
	state        handover.State
	reply        string
}

type offers []*modelOffer

// by reports whether a function has offered something that nobody has answered.
func (all offers) by(f id.Function) bool {
	return slices.ContainsFunc(all, func(o *modelOffer) bool { return o.giver == f && o.state == handover.Offered })
}

// trusted reports whether a function takes part, of a unit that is not blocked.
func (m *model) trusted(f id.Function) bool { return m.opens(f) && !m.blocked[m.unit[f]] }

// stands reports whether nothing says that a version was taken back from a unit.
func (i *modelItem) stands(u id.Unit, version int) bool {
	ever := false
	for _, h := range i.handed {
		if h.unit == u && h.version == version {
			if !h.recalled {
				return true
			}
			ever = true
		}
	}
	return !ever
}

// toldInBrief reports whether health care may read an activity in a brief today.
func (m *model) toldInBrief(b *modelBrief, s source) bool {
	return m.covers(m.unit[care], s.of.category) && s.version > s.of.wrong && s.of.stands(b.unit, s.version) && s.of.stands(m.unit[care], s.version)
}

// answersNow reports whether a function can open the page of a brief to answer.
func (m *model) answersNow(f id.Function, b *modelBrief) bool {
	came := b.state == brief.Received || b.state == brief.Answered
	return f == care && m.held[f] && !m.blocked[m.unit[f]] && came
}

// answer is all that was answered to a brief: who did reads it there, also when it
// became nothing in the case.
func (b *modelBrief) answer() []string {
	if b.helps == nil {
		return b.reply
	}
	return slices.Concat(b.reply, b.helps.words)
}

// careReads are the words of a brief that health care may read while it answers.
func (m *model) careReads(f id.Function, b *modelBrief) (all []string) {
	if !m.answersNow(f, b) {
		return nil
	}
	for _, s := range b.sources {
		if m.toldInBrief(b, s) {
			all = append(all, s.of.titles[s.version-1])
		}
	}
	if len(all) > 0 {
		all = append(append(all, b.words...), b.answer()...)
	}
	return all
}

// inBriefs are what a function may read on an address of a brief that it answers.
func (m *model) inBriefs(f id.Function, path string) (all []string) {
	for _, b := range m.briefs {
		if strings.HasSuffix(path, "/briefs/"+string(b.id)) || strings.HasSuffix(path, "/underlag/"+string(b.id)) {
			all = append(append(all, m.careReads(f, b)...), b.answer()...)
		}
	}
	return all
}

// unsaid are the words of briefs and handovers that a function may not read.
func (m *model) unsaid(f id.Function) (all []string) {
	for _, b := range m.briefs {
		if own := m.trusted(f) && m.unit[f] == b.unit; !own {
			all = append(append(all, b.words...), b.reply...)
		}
		if i := b.helps; i != nil && (!m.opens(f) || !m.mayRead(m.unit[f], i, 1)) {
			if own := m.trusted(f) && m.unit[f] == b.unit; !own {
				all = append(all, i.words...)
			}
		}
	}
	for _, o := range m.offers {
		read := m.trusted(f) && (m.unit[o.taker] == m.unit[f] || m.unit[o.giver] == m.unit[f] && m.circle(f))
		if o.reply != "" && !read {
			all = append(all, o.reply)
		}
	}
	return all
}

// furnishWay lets a sequence begin where a brief has been made, handed over,
// opened and answered, as furnish does for meetings.
func (m *machine) furnishWay(t *rapid.T) {
	far := rapid.IntRange(0, 4).Draw(t, "how far the brief")
	if m.grid == nil || far == 0 {
		return
	}
	by := rapid.SampledFrom([]id.Function{"samordning", "forsorjning", "ame", "fk", "af"}).Draw(t, "maker")
	m.writeBy(t, by, access.Work, handingTo([]id.Unit{m.unit[m.reader(t)]}))
	m.writeBy(t, "samordning", access.Ability, handingTo(m.units()[1:]))
	m.briefBy(t, by)
	for n, step := range []func(*rapid.T){m.handBrief, m.openBrief, m.answerBrief} {
		if far > n+1 {
			step(t)
		}
	}
}

// fields are of different categories, so that different readers see them.
var fields = []string{"housing", "ill_health", "sgi", "from_fk"}

func (m *machine) fact(t *rapid.T) {
	f := m.reader(t)
	m.answerField(t, m.w.As(f), m.unit[f], func(c access.Category, to []id.Unit) bool {
		return m.opens(f) && m.allowed(f, c, handingTo(to))
	})
}

func (m *machine) ownFact(t *rapid.T) {
	m.answerField(t, m.w.AsPerson(m.person), id.Self, func(c access.Category, to []id.Unit) bool {
		return !slices.ContainsFunc(to, func(u id.Unit) bool { return !m.covers(u, c) })
	})
}

// answerField lets somebody answer a field of the first picture, or answer anew.
func (m *machine) answerField(t *rapid.T, who access.Actor, owner id.Unit, may func(access.Category, []id.Unit) bool) {
	field, _ := situation.FieldOf(rapid.SampledFrom(fields).Draw(t, "field"))
	value := rapid.SampledFrom(append(slices.Clone(field.Answers[:2]), situation.Unclear)).Draw(t, "value")
	to, words := m.wish(t).Receivers, canary()
	at := slices.IndexFunc(m.items, func(i *modelItem) bool { return i.owner == owner && i.field == field.Code })
	a := picture.Answer{Field: field.Code, Value: value, Words: words}
	if at >= 0 {
		a.Version = int64(len(m.items[at].titles))
	}
	stale := at >= 0 && rapid.IntRange(0, 5).Draw(t, "stale") == 0
	if stale {
		a.Version--
	}
	service := picture.New(m.w.App)
	err := service.Answer(m.ctx(), who, m.c, picture.Answers{All: []picture.Answer{a}, To: picture.Told{field.Category: to}})
	if ok := may(field.Category, to) && !stale; ok != (err == nil) {
		t.Fatalf("%s of %s answers for %v, stale %v: allowed %v, but %v", field.Code, owner, to, stale, ok, err)
	}
	if err != nil {
		return
	}
	v, err := service.Situation(m.ctx(), who, m.c)
	if err != nil {
		t.Fatal(err)
	}
	now, _ := v.Own(field.Code)
	if at < 0 {
		at = len(m.items)
		m.items = append(m.items, &modelItem{id: now.ID, owner: owner, category: field.Category, field: field.Code, apart: true})
	}
	i := m.items[at]
	i.titles, i.words, i.values = append(i.titles, now.Title), append(i.words, words), append(i.values, value)
	m.note(i, len(i.titles), handingTo(to))
}

// differing are the fields of which a function sees different answers.
func (m *model) differing(f id.Function) (all []string) {
	for _, field := range fields {
		seen := map[string]bool{}
		for _, i := range m.items {
			if i.field != field {
				continue
			}
			if n, _ := m.newest(m.unit[f], i); n > 0 && i.values[n-1] != situation.Unclear {
				seen[i.values[n-1]] = true
			}
		}
		if len(seen) > 1 {
			all = append(all, field)
		}
	}
	return all
}

func (m *machine) brief(t *rapid.T) {
	if len(m.briefs) == 2 {
		t.Skip("briefs enough")
	}
	m.briefBy(t, m.reader(t))
}

func (m *machine) briefBy(t *rapid.T, f id.Function) {
	n := briefing.NewBrief{Hard: canary(), Question: canary(), EndsOn: m.w.Now().AddDate(0, 0, 20).Format(time.DateOnly)}
	b := &modelBrief{unit: m.unit[f], words: []string{n.Hard, n.Question}, state: brief.Draft}
	for _, i := range m.items {
		if !i.activity {
			continue
		}
		n.Activities = append(n.Activities, briefing.Chosen{Item: i.id})
		v, _ := m.newest(m.unit[f], i)
		if len(b.sources) < 9 && v > 0 && len(i.handed) > 0 && m.circle(f) && m.covers(m.unit[care], i.category) {
			b.sources = append(b.sources, source{i, v})
		}
	}
	made, err := briefing.New(m.w.App).Make(m.ctx(), m.w.As(f), m.c, n)
	if ok := m.trusted(f) && len(b.sources) > 0 && len(b.sources) <= 8; ok != (err == nil) {
		t.Fatalf("a brief by %s of %d activities: allowed %v, but %v", f, len(b.sources), ok, err)
	}
	if err == nil {
		b.id = made
		m.briefs = append(m.briefs, b)
	}
}

func (m *machine) pickBrief(t *rapid.T) *modelBrief {
	if len(m.briefs) == 0 {
		t.Skip("no brief")
	}
	return rapid.SampledFrom(m.briefs).Draw(t, "brief")
}

// handBrief gives a brief to the person. What its maker no longer sees is not
// given on; of what it sees on several grounds the brief remembers one.
func (m *machine) handBrief(t *rapid.T) {
	b := m.pickBrief(t)
	f := m.likely(t, m.maker(b))
	if b.state == brief.Answered {
		t.Skip("answered")
	}
	may, must := false, false
	for _, s := range b.sources {
		told := m.circle(f) && m.covers(m.unit[care], s.of.category) && s.version > s.of.wrong && s.of.stands(b.unit, s.version)
		may = may || told && m.mayRead(b.unit, s.of, s.version)
		must = must || told && m.mayRead(b.unit, s.of, s.version) && (s.of.owner == b.unit || m.covers(b.unit, s.of.category))
	}
	err := briefing.New(m.w.App).HandOut(m.ctx(), m.w.As(f), m.c, b.id, m.stands(`select version from brief where id = $1`, b.id))
	own := m.trusted(f) && m.unit[f] == b.unit
	if err == nil && !(own && may) || err != nil && own && must {
		t.Fatalf("handed over by %s, of %s: may %v, must %v, but %v", f, b.unit, own && may, own && must, err)
	}
	if err == nil {
		b.state = brief.WithPerson
	}
}

// maker is the function that acts for the unit that made a brief.
func (m *machine) maker(b *modelBrief) id.Function {
	return actors[slices.IndexFunc(actors, func(f id.Function) bool { return m.unit[f] == b.unit })]
}

// openBrief lets somebody try the code of a brief: the right one, or not.
func (m *machine) openBrief(t *rapid.T) {
	b, f := m.pickBrief(t), m.likely(t, care)
	v, err := briefing.New(m.w.App).Brief(m.ctx(), m.w.AsPerson(m.person), m.c, b.id)
	if (err == nil) != (b.state != brief.Draft) {
		t.Fatalf("the person reads a brief that is %s: %v", b.state, err)
	}
	code := v.Brief.Code.String()
	if (code != "") != (b.state == brief.WithPerson) {
		t.Fatalf("the code of a brief that is %s: %q", b.state, code)
	}
	right := code != "" && rapid.IntRange(0, 3).Draw(t, "wrong") > 0
	if !right {
		code = "AAAA-AAAA-AAAA"
	}
	m.w.Exec(`delete from brief_try`)
	got, err := briefing.New(m.w.App).Open(m.ctx(), m.w.As(f), code)
	if ok := right && f == care && m.held[f] && !m.blocked[m.unit[f]]; ok != (err == nil) || ok && got != b.id {
		t.Fatalf("opened by %s, a right code %v: allowed %v, but %v", f, right, ok, err)
	}
	if err == nil {
		b.state = brief.Received
	}
}

// answerBrief lets somebody answer a brief. Where care takes part it becomes an
// item of its own, for those whom the consent covers.
func (m *machine) answerBrief(t *rapid.T) {
	b := m.pickBrief(t)
	f := m.likely(t, care)
	a := brief.Answer{New: "no", Agreed: true, Words: canary()}
	help := canary()
	for _, s := range b.sources {
		if m.toldInBrief(b, s) {
			a.Activities = append(a.Activities, brief.Said{Item: s.of.id, Can: brief.Can, Extent: 50, From: m.w.Now().Format(time.DateOnly), Help: help})
		}
	}
	version := m.stands(`select version from brief where id = $1`, b.id)
	err := briefing.New(m.w.App).Answer(m.ctx(), m.w.As(f), b.id, version, a)
	if ok := m.answersNow(f, b) && b.state == brief.Received && len(a.Activities) > 0; ok != (err == nil) {
		t.Fatalf("answered by %s, of %d activities, %s: allowed %v, but %v", f, len(a.Activities), b.state, ok, err)
	}
	if err != nil {
		return
	}
	b.state, b.reply = brief.Answered, []string{a.Words}
	b.helps = &modelItem{owner: "", category: access.Ability, titles: []string{""}, words: []string{help}}
	if m.trusted(care) && m.circle(care) && m.covers(b.unit, access.Ability) && b.unit != m.unit[care] {
		b.helps.owner = m.unit[care]
		for _, u := range m.units() {
			if u != m.unit[care] && m.covers(u, access.Ability) {
				m.note(b.helps, 1, handingTo([]id.Unit{u}))
			}
		}
	}
}

func (m *machine) offer(t *rapid.T) {
	f := m.reader(t)
	taker := rapid.SampledFrom(slices.DeleteFunc(slices.Clone(actors), func(g id.Function) bool { return g == f })).Draw(t, "taker")
	left := canary()
	service := result.New(m.w.App)
	h, err := service.HandOver(m.ctx(), m.w.As(f), m.c, result.NewHandover{Summary: result.Summary{Done: "Gjort.", Left: left}, Taker: taker})
	told := m.unit[f] == m.unit[taker] || m.covers(m.unit[taker], access.Plan)
	if ok := m.trusted(f) && m.circle(f) && m.party[taker] == access.TakesPart && told && !m.offers.by(f); ok != (err == nil) {
		t.Fatalf("%s hands over to %s: allowed %v, but %v", f, taker, ok, err)
	}
	if err != nil {
		return
	}
	v, err := service.Handovers(m.ctx(), m.w.As(f), m.c)
	if err != nil {
		t.Fatal(err)
	}
	m.offers = append(m.offers, &modelOffer{id: h, giver: f, taker: taker, state: handover.Offered})
	at := slices.IndexFunc(v.Handovers, func(o handover.Handover) bool { return o.ID == h })
	s, _ := v.Of(v.Handovers[at])
	i := &modelItem{id: s.ID, owner: m.unit[f], category: access.Plan, titles: []string{s.Title}, words: []string{left}, apart: true}
	m.note(i, 1, handingTo([]id.Unit{m.unit[taker]}))
	m.items = append(m.items, i)
}

func (m *machine) take(t *rapid.T) {
	if len(m.offers) == 0 {
		t.Skip("nothing is offered")
	}
	o := rapid.SampledFrom(m.offers).Draw(t, "handover")
	f := m.likely(t, o.taker)
	r := handover.Reply{Accept: rapid.Bool().Draw(t, "accept"), Reason: handover.Other, Words: canary()}
	err := result.New(m.w.App).AnswerHandover(m.ctx(), m.w.As(f), m.c, o.id, 1, r)
	if ok := m.trusted(f) && f == o.taker && o.state == handover.Offered; ok != (err == nil) {
		t.Fatalf("%s answers a handover to %s that is %s: allowed %v, but %v", f, o.taker, o.state, ok, err)
	}
	if err == nil {
		o.reply, o.state = r.Words, handover.Accepted
	}
}

// leaveOffers is what a function's leaving does to the handovers of the model.
func (m *machine) leaveOffers(f id.Function) {
	for _, o := range m.offers {
		if o.state == handover.Offered && (o.giver == f || o.taker == f) {
			o.state = handover.Withdrawn
		}
	}
}

// checkWay holds what a function gets of the first picture, of briefs and of
// handovers against the model.
func (m *machine) checkWay(t *judge, f id.Function) {
	who := m.w.As(f)
	v, err := picture.New(m.w.App).Situation(m.ctx(), who, m.c)
	if m.opens(f) != (err == nil) || err != nil && !errs.Is(err, errs.NotFound) {
		t.Fatalf("%s reads the first picture: %v", f, err)
	}
	m.none(t, f, "the first picture", fmt.Sprintf("%+v", v))
	if err == nil {
		for _, field := range fields {
			if got, want := v.Differs(field), slices.Contains(m.differing(f), field); got != want {
				t.Fatalf("%s sees that answers to %s differ: %v", f, field, got)
			}
		}
	}
	m.checkBriefs(t, f)
	h, err := result.New(m.w.App).Handovers(m.ctx(), who, m.c)
	if m.trusted(f) != (err == nil) || err != nil && !errs.Is(err, errs.NotFound) {
		t.Fatalf("%s reads the handovers: %v", f, err)
	}
	m.none(t, f, "the handovers", fmt.Sprintf("%+v", h))
	if err != nil {
		return
	}
	want := 0
	for _, o := range m.offers {
		if m.circle(f) || m.unit[o.giver] == m.unit[f] || m.unit[o.taker] == m.unit[f] {
			want++
		}
	}
	if len(h.Handovers) != want {
		t.Fatalf("%s sees %d handovers, not %d", f, len(h.Handovers), want)
	}
	for _, o := range h.Handovers {
		if !m.circle(f) && (o.Giver != "" && m.unit[o.Giver] != m.unit[f] || o.Taker != "" && m.unit[o.Taker] != m.unit[f]) {
			t.Fatalf("%s, outside the circle, is told of %s and %s", f, o.Giver, o.Taker)
		}
	}
}

func (m *machine) checkBriefs(t *judge, f id.Function) {
	service, who := briefing.New(m.w.App), m.w.As(f)
	list, err := service.List(m.ctx(), who, m.c)
	if m.opens(f) != (err == nil) || err != nil && !errs.Is(err, errs.NotFound) {
		t.Fatalf("%s lists the briefs: %v", f, err)
	}
	m.none(t, f, "the briefs", fmt.Sprintf("%+v", list))
	for _, b := range m.briefs {
		v, err := service.Brief(m.ctx(), who, m.c, b.id)
		if own := m.trusted(f) && m.unit[f] == b.unit; own != (err == nil) || err != nil && !errs.Is(err, errs.NotFound) {
			t.Fatalf("%s reads the brief of %s: %v", f, b.unit, err)
		}
		m.none(t, f, "the brief", fmt.Sprintf("%+v", v))
		v, err = service.ToAnswer(m.ctx(), who, b.id)
		if m.answersNow(f, b) != (err == nil) || err != nil && !errs.Is(err, errs.NotFound) {
			t.Fatalf("%s reads a brief to answer that is %s: %v", f, b.state, err)
		}
		reads := m.careReads(f, b)
		m.noneBut(t, f, "the brief to answer", fmt.Sprintf("%+v", v), append(slices.Clone(b.answer()), reads...))
		if err == nil && v.Hidden() != (len(reads) == 0) {
			t.Fatalf("%s is shown the brief: %v, and may read %v", f, !v.Hidden(), reads)
		}
	}
}

// noneBut fails when a text holds what a function may read neither in the case
// nor where it stands here.
func (m *machine) noneBut(t *judge, f id.Function, where, text string, but []string) {
	for _, secret := range m.secrets(f) {
		if !slices.Contains(but, secret) && strings.Contains(text, secret) {
			t.Fatalf("%s shows %s what it may not read: %s", where, f, secret)
		}
	}
}

func (m *machine) checkWayByKey(t *judge, f id.Function) {
	c := "/cases/" + string(m.c)
	paths := []string{c + "/situation", c + "/livelihood", c + "/plans-elsewhere", c + "/target-groups", c + "/benefits", c + "/briefs",
		c + "/fk-coordination", c + "/joint-assessments", c + "/trail", c + "/handovers", c + "/summaries", c + "/outcome", "/briefs"}
	for _, b := range m.briefs {
		paths = append(paths, c+"/briefs/"+string(b.id), "/briefs/"+string(b.id))
	}
	for _, path := range paths {
		r, _ := http.NewRequest("GET", m.out.base+"/api/v1"+path, nil)
		r.Header.Set("Authorization", "Bearer "+m.out.keys[f])
		m.fetch(t, f, r)
	}
}

func (m *machine) checkWayPages(t *judge, f id.Function, secret string) {
	c := "/arenden/" + string(m.c)
	paths := []string{c + "/forsta-bild", c + "/forsorjning", c + "/planer", c + "/malgrupp", c + "/ersattningar", c + "/underlag", c + "/underlag/nytt",
		c + "/fk-samordning", c + "/gemensam-bedomning", c + "/vagen", c + "/overlamning", c + "/resultat", "/underlag", "/resultat"}
	for _, b := range m.briefs {
		one := c + "/underlag/" + string(b.id)
		paths = append(paths, one, one+"/utskrift", one+"/papper", one+"/ta-in", "/underlag/"+string(b.id))
	}
	for _, path := range paths {
		r, _ := http.NewRequest("GET", m.out.base+path, nil)
		r.AddCookie(&http.Cookie{Name: site.CookieName(false), Value: secret})
		m.fetch(t, f, r)
	}
}

// handingTo hands something to units on the consent.
func handingTo(to []id.Unit) app.Handing { return app.Handing{Receivers: to} }
