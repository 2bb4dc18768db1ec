package seal_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

const canary = "sealed-canary-7f3a"

// memory is a store without a database.
type memory struct {
	mu    sync.Mutex
	keys  map[id.Person][]byte
	after func() // run when a key has been loaded
	loads int
}

func newMemory() *memory { return &memory{keys: map[id.Person][]byte{}} }

func (m *memory) Load(_ context.Context, p id.Person) ([]byte, error) {
	m.mu.Lock()
	w := m.keys[p]
	m.loads++
	m.mu.Unlock()
	if m.after != nil {
		m.after()
	}
	if w == nil {
		return nil, errs.Missing()
	}
	return w, nil
}

func (m *memory) Save(_ context.Context, p id.Person, w []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.keys[p] != nil {
		return errors.New("taken")
	}
	m.keys[p] = w
	return nil
}

func (m *memory) Replace(_ context.Context, p id.Person, w []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.keys[p] == nil {
		return errs.Missing()
	}
	m.keys[p] = w
	return nil
}

func (m *memory) Delete(_ context.Context, p id.Person) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.keys, p)
	return nil
}

func (m *memory) Each(_ context.Context, f func(id.Person, []byte) error) error {
	m.mu.Lock()
	all := maps.Clone(m.keys)
	m.mu.Unlock()
	for _, p := range slices.Sorted(maps.Keys(all)) {
		if err := f(p, all[p]); err != nil {
			return err
		}
	}
	return nil
}

func open(t testing.TB, file string) *seal.Master {
	t.Helper()
	m, err := seal.OpenMaster(file, true)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// sealer returns a sealer with a new key file and a store in memory.
func sealer(t testing.TB) (*seal.Sealer, *memory, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "master.key")
	store := newMemory()
	return seal.New(open(t, file), store), store, file
}

func create(t testing.TB, s *seal.Sealer) (*seal.Key, []byte) {
	t.Helper()
	k, err := s.Create(t.Context(), id.New[id.Person]())
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := k.Seal([]byte(canary), "test")
	if err != nil {
		t.Fatal(err)
	}
	return k, sealed
}

// opens reports whether a sealer opens what was sealed for a person.
func opens(t testing.TB, s *seal.Sealer, p id.Person, sealed []byte) bool {
	t.Helper()
	k, err := s.Key(t.Context(), p)
	if err != nil {
		return false
	}
	text, err := k.Open(sealed, "test")
	return err == nil && string(text) == canary
}

func wantKeyError(t *testing.T, err error, key, file string) {
	t.Helper()
	e, ok := errors.AsType[*seal.KeyError](err)
	if !ok || e.Key != key || e.Path != file || !strings.Contains(e.Error(), key) {
		t.Fatalf("%v, want %s %s", err, key, file)
	}
}

func TestSealedTextOpensOnlyForItsPersonAndContext(t *testing.T) {
	s, _, _ := sealer(t)
	k, sealed := create(t, s)
	other, _ := create(t, s)
	if bytes.Contains(sealed, []byte(canary)) || !opens(t, s, k.Person(), sealed) {
		t.Fatal("not sealed, or not opened")
	}
	for name, err := range map[string]error{
		"other person":  second(other.Open(sealed, "test")),
		"other context": second(k.Open(sealed, "test2")),
		"cut":           second(k.Open(sealed[:len(sealed)-1], "test")),
		"short":         second(k.Open(sealed[:3], "test")),
	} {
		if !errors.Is(err, seal.ErrOpen) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := k.Open(changed, "test"); !errors.Is(err, seal.ErrOpen) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	if _, err := k.Open(nil, "test"); !errs.Is(err, errs.NotFound) {
		t.Errorf("an overwritten column: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestContentIsSealedAsJSONAndItsFaultsQuoteNothing(t *testing.T) {
	s, _, _ := sealer(t)
	k, _ := create(t, s)
	type content struct{ Title, Words string }
	in := content{"Mål", canary}
	sealed, err := seal.Marshal(k, "test", in)
	if err != nil {
		t.Fatal(err)
	}
	var out content
	if err := seal.Unmarshal(k, "test", sealed, &out); err != nil || out != in {
		t.Fatal(out, err)
	}
	var wrong struct{ Words int }
	if err := seal.Unmarshal(k, "test", sealed, &wrong); err == nil || strings.Contains(err.Error(), canary) {
		t.Error(err)
	}
	if _, err := seal.Marshal(k, "test", map[string]any{canary: func() {}}); err == nil || strings.Contains(err.Error(), canary) {
		t.Error(err)
	}
}

func TestAShreddedKeyIsGoneForGood(t *testing.T) {
	s, store, file := sealer(t)
	k, sealed := create(t, s)
	for range 2 { // it may be repeated
		if err := s.Shred(t.Context(), k.Person()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Key(t.Context(), k.Person()); !errs.Is(err, errs.NotFound) || err.Error() != "person.erased" {
		t.Fatal(err)
	}
	if opens(t, seal.New(open(t, file), store), k.Person(), sealed) {
		t.Fatal("opened by another process")
	}
}

func TestAKeyShreddedWhileItIsFetchedIsNotKept(t *testing.T) {
	s, store, file := sealer(t)
	k, sealed := create(t, s)
	fresh := seal.New(open(t, file), store)
	store.after = func() {
		store.after = nil
		if err := fresh.Shred(t.Context(), k.Person()); err != nil {
			t.Error(err)
		}
	}
	if _, err := fresh.Key(t.Context(), k.Person()); err != nil {
		t.Fatal(err) // it came before
	}
	if opens(t, fresh, k.Person(), sealed) {
		t.Fatal("the key was kept")
	}
}

func TestAKeyIsLoadedOnceAndForgottenWhenTold(t *testing.T) {
	s, store, file := sealer(t)
	k, sealed := create(t, s)
	other := seal.New(open(t, file), store)
	for range 3 {
		if !opens(t, other, k.Person(), sealed) {
			t.Fatal("not opened")
		}
	}
	if store.loads != 1 {
		t.Errorf("%d loads", store.loads)
	}
	if err := s.Shred(t.Context(), k.Person()); err != nil {
		t.Fatal(err)
	}
	other.Forget(k.Person())
	if opens(t, other, k.Person(), sealed) {
		t.Error("not forgotten")
	}
}

func TestManyUseTheSealerAtOnce(t *testing.T) {
	s, _, _ := sealer(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				k, sealed := create(t, s)
				if !opens(t, s, k.Person(), sealed) {
					t.Error("not opened")
				}
				if err := s.Shred(t.Context(), k.Person()); err != nil || opens(t, s, k.Person(), sealed) {
					t.Error("not shredded", err)
				}
			}
		})
	}
	wg.Go(func() {
		for range 3 {
			if err := s.Rotate(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
}

func TestANumberIsHashedTheSameUntilTheKeyFileIsAnother(t *testing.T) {
	s, store, file := sealer(t)
	const number = "200002292399"
	hash := s.HashNumber(number)
	if err := errors.Join(s.Rotate(t.Context()), s.Retire(t.Context())); err != nil {
		t.Fatal(err)
	}
	again := seal.New(open(t, file), store).HashNumber(number)
	other, _, _ := sealer(t)
	if hash != again || hash == other.HashNumber(number) || hash == s.HashNumber("199001012385") || strings.Contains(hash, number) {
		t.Fatal(hash, again)
	}
}

func TestAKeyFileIsMadeOnceAndOnlyWhenAskedFor(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "master.key")
	_, err := seal.OpenMaster(file, false)
	wantKeyError(t, err, "start.key.missing", file)
	var wg sync.WaitGroup
	hashes := make([]string, 8)
	for i := range hashes {
		wg.Go(func() { hashes[i] = seal.New(open(t, file), newMemory()).HashNumber("1") })
	}
	wg.Wait()
	if len(slices.Compact(hashes)) != 1 {
		t.Error("several keys were made")
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 1 {
		t.Error("temporary files remain", left)
	}
	_, err = seal.OpenMaster(filepath.Join(folder, "no", "master.key"), true)
	wantKeyError(t, err, "start.key.readonly", filepath.Join(folder, "no", "master.key"))
	_, err = seal.OpenMaster(folder, true)
	wantKeyError(t, err, "start.key.unreadable", folder)
}

func TestDamageAnywhereInTheKeyFileIsSeen(t *testing.T) {
	s, store, file := sealer(t)
	k, sealed := create(t, s)
	if err := s.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	damaged := func(text []byte) {
		t.Helper()
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := seal.OpenMaster(file, true)
		if err == nil { // JSON does not mind the case of a name
			if !opens(t, seal.New(m, store), k.Person(), sealed) {
				t.Fatalf("damage was not seen: %q", text)
			}
			return
		}
		wantKeyError(t, err, "start.key.damaged", file)
		if after, _ := os.ReadFile(file); !bytes.Equal(after, text) {
			t.Fatal("the damaged file was replaced")
		}
	}
	for i := range whole {
		damaged(whole[:i])
		for _, bit := range []byte{1, 0x20, 0x80} {
			changed := bytes.Clone(whole)
			changed[i] ^= bit
			damaged(changed)
		}
	}
}

func TestAKeyFileOfAnotherStoreIsRefused(t *testing.T) {
	s, store, _ := sealer(t)
	if err := s.Check(t.Context()); err != nil {
		t.Fatal("an empty store", err)
	}
	k, _ := create(t, s)
	create(t, s)
	if err := s.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "master.key")
	other := seal.New(open(t, file), store)
	wantKeyError(t, other.Check(t.Context()), "start.key.wrong", file)
	_, err := other.Key(t.Context(), k.Person())
	wantKeyError(t, err, "start.key.wrong", file)
	wantKeyError(t, other.Rotate(t.Context()), "start.key.wrong", file)
	if err := s.Check(t.Context()); err != nil {
		t.Fatal("the wrong key changed the store", err)
	}
}

func TestAWrappedKeyBelongsToOnePerson(t *testing.T) {
	s, store, file := sealer(t)
	a, sealed := create(t, s)
	b, _ := create(t, s)
	store.keys[b.Person()] = store.keys[a.Person()]
	if opens(t, seal.New(open(t, file), store), b.Person(), sealed) {
		t.Fatal("a key was moved to another person")
	}
}

func BenchmarkOpen300Bytes(b *testing.B) {
	s, _, _ := sealer(b)
	k, _ := create(b, s)
	sealed, err := k.Seal(bytes.Repeat([]byte("x"), 300), "test")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		k, err := s.Key(b.Context(), k.Person())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := k.Open(sealed, "test"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkKeyNotCached(b *testing.B) {
	s, _, _ := sealer(b)
	k, _ := create(b, s)
	b.ReportAllocs()
	for b.Loop() {
		s.Forget(k.Person())
		if _, err := s.Key(b.Context(), k.Person()); err != nil {
			b.Fatal(err)
		}
	}
}
