package property

import (
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/own"
	"samverk/internal/samverktest/world"
)

// helper is somebody whom the person lets act for her, and ends that.
type helper struct {
	world.Person
	who   access.Actor // as she acted last, also when that has ended
	tasks access.Tasks // none while she may do nothing
}

// represent lets the helper act in some tasks, and ends it when she may already.
func (m *machine) represent(t *rapid.T) {
	if m.helper.tasks != 0 {
		m.w.EndPart(m.helper.who.Proxy, m.person, m.c)
		m.helper.tasks = 0
		return
	}
	tasks := access.Tasks(rapid.Uint8Range(1, 1<<len(access.TaskNames())-1).Draw(t, "tasks"))
	r, err := own.New(m.w.App).Represent(m.ctx(), m.w.AsPerson(m.person), m.c, m.w.Leave(m.helper.Person, strings.Split(tasks.String(), ",")...))
	if err != nil {
		t.Fatal(err)
	}
	m.helper.who, m.helper.tasks = m.w.InPart(r, m.helper.Person, m.person, m.c), tasks|access.TaskRead
}

// act lets the helper write in the person's place, or try to.
func (m *machine) act(t *rapid.T) {
	if m.helper.who.Proxy == "" {
		t.Skip("nobody acts")
	}
	h, title := m.wish(t), canary()
	i, err := m.w.WriteItem(m.ctx(), m.helper.who, m.c, app.NewItem{New: item.New{Kind: item.Need, Category: access.Plan,
		Content: item.Content{Title: title, Extent: item.NoExtent}}, Handing: app.Handing{Receivers: h.Receivers}})
	ok := m.helper.tasks.Has(access.TaskWrite) && !slices.ContainsFunc(h.Receivers, func(u id.Unit) bool { return !m.covers(u, access.Plan) })
	if ok != (err == nil) {
		t.Fatalf("a helper who may %s writes: allowed %v, but %v", m.helper.tasks, ok, err)
	}
	if err == nil {
		one := &modelItem{id: i, owner: id.Self, category: access.Plan, titles: []string{title}}
		m.note(one, 1, app.Handing{Receivers: h.Receivers})
		m.items = append(m.items, one)
	}
}

// checkHelper holds that the helper reads what the person does in this case
// while she may, and nothing otherwise, nor anything that is the person's alone.
func (m *machine) checkHelper(t *rapid.T) {
	who := m.helper.who
	if who.Proxy == "" {
		return
	}
	v, err := m.w.App.Case(m.ctx(), who, m.c)
	if m.helper.tasks == 0 {
		if !errs.Is(err, errs.SignedOut) {
			t.Fatalf("a helper whose leave has ended reads: %v", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	hers, err := m.w.App.Case(m.ctx(), m.w.AsPerson(m.person), m.c)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := titles(v.Items), titles(hers.Items); !maps.Equal(got, want) {
		t.Fatalf("the helper sees %v and the person %v", got, want)
	}
	if rows, err := m.w.MyCases(m.ctx(), who); err != nil || len(rows) != 1 || rows[0].ID != m.c {
		t.Fatalf("the helper lists %v, %v", rows, err)
	}
	if _, _, err := m.w.MyReads(m.ctx(), who, 0, true); !errs.Is(err, errs.NotFound) {
		t.Fatalf("the helper reads who has read: %v", err)
	}
}

func titles(all []item.Item) map[id.Item]string {
	got := map[id.Item]string{}
	for _, i := range all {
		got[i.ID] = i.Title
	}
	return got
}
