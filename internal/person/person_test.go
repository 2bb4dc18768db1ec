package person_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/keystore"
	"samverk/internal/person"
	"samverk/internal/samverktest"
	"samverk/internal/seal"
)

var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// place is a database with one area and three functions, and its keys.
type place struct {
	*testing.T
	db *db.DB
	*seal.Sealer
}

func newPlace(t *testing.T) place {
	t.Helper()
	m, err := seal.OpenMaster(filepath.Join(t.TempDir(), "master.key"), true)
	if err != nil {
		t.Fatal(err)
	}
	p := place{t, samverktest.DBAt(t, func() time.Time { return today }), seal.New(m, keystore.New(samverktest.KeyDB(t)))}
	furnish(t, p.db)
	return p
}

func furnish(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Tx(t.Context(), func(tx *db.Tx) error {
		for _, s := range []string{
			`insert into area (id, name, letter) values ('0685', 'Vetlanda', 'V'), ('0682', 'Nässjö', 'N')`,
			`insert into organisation (id, name, kind) values ('o1', 'Kommunen', 'kommun')`,
			`insert into unit (id, organisation_id, name, short_name) values ('u1', 'o1', 'Försörjningsstöd', 'FS')`,
			`insert into function (id, unit_id, name, role) values ('f1', 'u1', 'Ett', 'worker'), ('f2', 'u1', 'Två', 'worker')`,
			`insert into function (id, unit_id, name, role, ended_at) values ('f3', 'u1', 'Tre', 'worker', 1)`,
		} {
			if _, err := tx.Exec(t.Context(), s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// do runs fn in a transaction.
func (p place) do(fn func(*db.Tx) error) error { return p.db.Tx(p.Context(), fn) }

func (p place) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// create does what package app does to add a person.
func (p place) create(n person.New) (made person.Person, err error) {
	hash, err := person.Lookup(p.Sealer, n.Number, today)
	if err != nil {
		return made, err
	}
	key, err := p.Create(p.Context(), id.New[id.Person]())
	if err != nil {
		return made, err
	}
	err = p.do(func(tx *db.Tx) error {
		made, err = person.Create(p.Context(), tx, key, hash, n)
		return err
	})
	return made, err
}

// get reads a person as package app does.
func (p place) get(who id.Person) (got person.Person, err error) {
	key, err := p.Key(p.Context(), who)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return got, err
	}
	err = p.db.Read(p.Context(), func(tx *db.Tx) error {
		got, err = person.Get(p.Context(), tx, key, who)
		return err
	})
	return got, err
}

func (p place) key(who id.Person) *seal.Key {
	p.Helper()
	key, err := p.Key(p.Context(), who)
	p.must(err)
	return key
}

func new1() person.New {
	return person.New{Name: "Kim Prov", Number: "000229-2399", Phone: "0383-971 00", Language: "arabiska", Area: "0685"}
}

// keys returns the field and key of every fault.
func keys(err error) (all []string) {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Faults {
			all = append(all, f.Field+" "+f.Key)
		}
	}
	return all
}

func TestAPersonIsFoundByNumberAndReadBack(t *testing.T) {
	p := newPlace(t)
	made, err := p.create(new1())
	p.must(err)
	hash, err := person.Lookup(p.Sealer, "20000229-2399", today)
	p.must(err)
	p.must(p.db.Read(t.Context(), func(tx *db.Tx) error {
		found, err := person.ByNumber(t.Context(), tx, hash)
		if found != made.ID {
			t.Error("not found by number")
		}
		if _, err := person.ByNumber(t.Context(), tx, "no"); !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
		return err
	}))
	got, err := p.get(made.ID)
	want := person.Person{
		ID: made.ID, Area: "0685", Protection: person.None, Version: 1,
		Identity: person.Identity{Name: "Kim Prov", Number: "200002292399", Phone: "0383-971 00", Language: "arabiska"},
		Profile:  person.Profile{Version: 1},
	}
	if !reflect.DeepEqual(got, want) || err != nil {
		t.Fatalf("%+v %v", got, err)
	}
	if _, err := p.get("nobody"); !errs.Is(err, errs.NotFound) {
		t.Error(err)
	}
}

func TestCreatingAKnownPersonAnswersTheSameAndChangesNothing(t *testing.T) {
	p := newPlace(t)
	first, err := p.create(new1())
	p.must(err)
	second := new1()
	second.Name, second.Area, second.Protection, second.Named = "Another Prov", "0682", person.Protected, []id.Function{"f1"}
	again, err := p.create(second)
	p.must(err)
	if again.ID != first.ID {
		t.Fatal("a second person with the number")
	}
	if again.Name != second.Name || again.Area != second.Area || again.Protection != second.Protection ||
		again.Version != first.Version {
		t.Errorf("the answer tells that the person was known: %+v", again)
	}
	got, err := p.get(first.ID)
	if got.Name != "Kim Prov" || got.Area != "0685" || got.Protection != person.None || got.Version != 1 || err != nil {
		t.Errorf("changed: %+v %v", got, err)
	}
	p.must(p.do(func(tx *db.Tx) error {
		named, err := person.NamedFunctions(t.Context(), tx, first.ID)
		if len(named) > 0 {
			t.Error("somebody was named")
		}
		return err
	}))
}

func TestTwoWhoCreateAPersonAtOnceGetTheSame(t *testing.T) {
	p := newPlace(t)
	var wg sync.WaitGroup
	ids := make([]id.Person, 6)
	for i := range ids {
		wg.Go(func() {
			made, err := p.create(new1())
			if err != nil {
				t.Error(err)
			}
			ids[i] = made.ID
		})
	}
	wg.Wait()
	if len(slices.Compact(ids)) != 1 {
		t.Error("several persons with one number")
	}
}

func TestAllFaultsOfANewPersonAreToldAtOnce(t *testing.T) {
	bad := person.New{
		Name: " ", Number: "000229-2398", Phone: "ring " + strings.Repeat("1", 30), Language: strings.Repeat("å", 41),
		Protection: "secret",
	}
	want := []string{
		"name person.name.empty", "phone person.phone.characters", "phone person.phone.long", "language person.language.long",
		"number number.check", "area person.area.empty", "protection person.protection.unknown",
	}
	if got := keys(bad.Check(today)); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if err := new1().Check(today); err != nil {
		t.Error(err)
	}
	p := newPlace(t)
	for name, c := range map[string]struct {
		change func(*person.New)
		want   string
	}{
		"long name":        {func(n *person.New) { n.Name = strings.Repeat("å", 121) }, "name person.name.long"},
		"no such area":     {func(n *person.New) { n.Area = "9999" }, "area person.area.unknown"},
		"nobody named":     {func(n *person.New) { n.Protection = person.Marked }, "named person.named.empty"},
		"no such function": {func(n *person.New) { n.Named = []id.Function{"f9"} }, "named person.named.unknown"},
		"ended function":   {func(n *person.New) { n.Named = []id.Function{"f3"} }, "named person.named.unknown"},
	} {
		n := new1()
		c.change(&n)
		if _, err := p.create(n); !slices.Equal(keys(err), []string{c.want}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAPersonIsChangedOnlyFromTheNewestVersion(t *testing.T) {
	p := newPlace(t)
	made, err := p.create(new1())
	p.must(err)
	c := person.Change{Name: "Kim Ny", Phone: "", Language: "", Area: "0682"}
	update := func(version int64, c person.Change) error {
		return p.do(func(tx *db.Tx) error { return person.Update(t.Context(), tx, p.key(made.ID), version, c) })
	}
	p.must(update(1, c))
	got, err := p.get(made.ID)
	if got.Name != "Kim Ny" || got.Number != "200002292399" || got.Phone != "" || got.Area != "0682" || got.Version != 2 || err != nil {
		t.Fatalf("%+v %v", got, err)
	}
	err = update(1, c)
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || e.Kind != errs.Conflict || !reflect.DeepEqual(e.Current, any(got)) {
		t.Fatalf("%+v", err)
	}
	if got := keys(update(2, person.Change{})); !slices.Equal(got, []string{"name person.name.empty", "area person.area.empty"}) {
		t.Error(got)
	}
	if got := keys(update(2, person.Change{Name: "x", Area: "1"})); !slices.Equal(got, []string{"area person.area.unknown"}) {
		t.Error(got)
	}
}

func TestOnlyNamedFunctionsMayKnowOfAProtectedPerson(t *testing.T) {
	p := newPlace(t)
	n := new1()
	n.Protection, n.Named = person.Protected, []id.Function{"f1"}
	made, err := p.create(n)
	p.must(err)
	set := func(version int64, to person.Protection, named ...id.Function) error {
		return p.do(func(tx *db.Tx) error { return person.SetProtection(t.Context(), tx, made.ID, version, to, named) })
	}
	named := func(want ...id.Function) {
		t.Helper()
		p.must(p.do(func(tx *db.Tx) error {
			got, err := person.NamedFunctions(t.Context(), tx, made.ID)
			if !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
			for _, f := range []id.Function{"f1", "f2", "f3", ""} {
				is, err := person.Named(t.Context(), tx, made.ID, f)
				if is != slices.Contains(want, f) || err != nil {
					t.Errorf("%s named: %v %v", f, is, err)
				}
			}
			return err
		}))
	}
	named("f1")
	p.must(set(1, person.Marked, "f2", "f1", "f2"))
	named("f1", "f2")
	if err := set(1, person.None); !errs.Is(err, errs.Conflict) {
		t.Error(err)
	}
	if got := keys(set(2, person.Marked)); !slices.Equal(got, []string{"named person.named.empty"}) {
		t.Error(got)
	}
	if got := keys(set(2, "x", "f3")); !slices.Equal(got, []string{"protection person.protection.unknown", "named person.named.unknown"}) {
		t.Error(got)
	}
	named("f1", "f2")
	p.must(set(2, person.None, "f1"))
	named()
	if person.None.Restricted() || !person.Marked.Restricted() || !person.Protected.Restricted() || !person.Protection("").Restricted() {
		t.Error("Restricted")
	}
	err = p.do(func(tx *db.Tx) error { return person.SetProtection(t.Context(), tx, "nobody", 1, person.None, nil) })
	if !errs.Is(err, errs.NotFound) {
		t.Error(err)
	}
}

func TestListsReadManyIdentitiesWithFewStatements(t *testing.T) {
	p := newPlace(t)
	const n = 300
	var ids []id.Person
	p.must(p.do(func(tx *db.Tx) error {
		for i := range n {
			key, err := p.Create(t.Context(), id.New[id.Person]())
			if err != nil {
				return err
			}
			sealed := new1()
			sealed.Name = fmt.Sprint("Prov ", i)
			made, err := person.Create(t.Context(), tx, key, fmt.Sprint("hash ", i), sealed)
			if err != nil {
				return err
			}
			ids = append(ids, made.ID)
		}
		return nil
	}))
	p.must(p.Shred(t.Context(), ids[1]))
	before := p.db.Statements()
	p.must(p.db.Read(t.Context(), func(tx *db.Tx) error {
		got, err := person.Identities(t.Context(), tx, p.Sealer, append(ids, "nobody", ids[0]))
		if len(got) != n || got[ids[0]].Name != "Prov 0" || got[ids[n-1]].Name != "Prov 299" || !got[ids[1]].Erased || got[ids[1]].Name != "" {
			t.Errorf("%d %+v", len(got), got[ids[1]])
		}
		if used := p.db.Statements() - before; used != 2 {
			t.Errorf("%d statements", used)
		}
		outlines, err2 := person.Outlines(t.Context(), tx, ids[:3])
		if len(outlines) != 3 || outlines[ids[0]].Name != "" || outlines[ids[0]].Area != "0685" {
			t.Errorf("%+v", outlines)
		}
		none, err3 := person.Identities(t.Context(), tx, p.Sealer, nil)
		if len(none) != 0 {
			t.Error("somebody from nobody")
		}
		return errors.Join(err, err2, err3)
	}))
}
