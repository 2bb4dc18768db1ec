package password

import (
	"context"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// cheap is what the tests spend on a hash.
var cheap = cost{memory: 8 * 1024, time: 1, threads: 1}

const secretWords = "häst batteri häftklammer rätt"

func TestAPasswordMatchesItsOwnHashOnly(t *testing.T) {
	p := newHasher(cheap)
	kept, err := p.Hash(t.Context(), secretWords)
	if err != nil || !strings.HasPrefix(kept, "$argon2id$v=19$m=8192,t=1,p=1$") {
		t.Fatal(kept, err)
	}
	if again, _ := p.Hash(t.Context(), secretWords); again == kept {
		t.Error("no salt")
	}
	for password, want := range map[string]bool{
		secretWords:                  true,
		norm.NFD.String(secretWords): true, // as another keyboard writes it
		secretWords + " ":            false,
		"":                           false,
		strings.Repeat("x", 1e6):     false,
	} {
		if ok, outdated, err := p.Match(t.Context(), kept, password); ok != want || outdated || err != nil {
			t.Error(len(password), ok, outdated, err)
		}
	}
}

func TestWhereThereIsNoHashNothingMatches(t *testing.T) {
	p := newHasher(cheap)
	for _, kept := range []string{
		"", "x", p.decoy + "x", "$argon2i$v=19$m=8192,t=1,p=1$c2FsdHNhbHQ$", "$argon2id$v=19$m=8192,t=0,p=1$c2FsdHNhbHRzYWx0$c2FsdHNhbHRzYWx0c2FsdHNhbHQ",
		"$argon2id$v=19$m=4000000000,t=1,p=1$c2FsdHNhbHRzYWx0$c2FsdHNhbHRzYWx0c2FsdHNhbHQ",
	} {
		for _, password := range []string{"", "x", secretWords} {
			if ok, _, err := p.Match(t.Context(), kept, password); ok || err != nil {
				t.Error(kept, ok, err)
			}
		}
	}
}

func TestAsMuchIsDoneWhetherTheAccountExistsOrNot(t *testing.T) {
	p := New()
	kept, _ := p.Hash(t.Context(), secretWords)
	work := func(kept string) uint64 { // what hashing takes is memory, in the first place
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p.Match(t.Context(), kept, "wrong password here")
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	with, without := work(kept), work("")
	if with < uint64(ours.memory)*1024 || without < with*99/100 || with < without*99/100 {
		t.Errorf("%d bytes with an account, %d without", with, without)
	}
	real, _, key, _ := parse(kept)
	none, _, decoy, _ := parse(p.decoy)
	if real != none || len(key) != len(decoy) {
		t.Errorf("%+v with an account, %+v without", real, none)
	}
}

func TestAHashOfAnotherCostIsOutdated(t *testing.T) {
	kept, err := newHasher(cheap).Hash(t.Context(), secretWords)
	if err != nil {
		t.Fatal(err)
	}
	dearer := newHasher(cost{memory: 8 * 1024, time: 2, threads: 1})
	if ok, outdated, err := dearer.Match(t.Context(), kept, secretWords); !ok || !outdated || err != nil {
		t.Error(ok, outdated, err)
	}
	if _, outdated, _ := dearer.Match(t.Context(), kept, "wrong password here"); outdated {
		t.Error("outdated although it does not match")
	}
}

func TestWhoGivesUpDoesNotWaitInLine(t *testing.T) {
	p := newHasher(cheap)
	for range cap(p.slots) {
		p.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Hash(ctx, secretWords); err != context.Canceled {
		t.Error(err)
	}
}

func TestPoorPasswordsAreRefused(t *testing.T) {
	for password, want := range map[string]string{
		"kort ord":                   "password.length.short",
		strings.Repeat("åäö x1", 22): "password.length.long",
		"vetlanda-ame-coach-1":       "password.name.same",
		"xVetlanda-AME-coach-1x":     "password.name.same",
		"lösenord1234":               "password.common",
		"Passw0rd2026!":              "password.common",
		"Sommaren2026":               "password.common",
		"samverksamverk":             "password.common",
		"123456789012":               "password.common",
		"qwertyuiopåa":               "password.common",
		"abababababab":               "password.common",
		"Vetlanda!2026":              "password.common",
		secretWords:                  "",
		"tre små grisar":             "",
	} {
		err := Check("vetlanda-ame-coach-1", password)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %s", password, err, want)
		}
	}
}

func FuzzAHashIsReadWithoutHarm(f *testing.F) {
	f.Add(newHasher(cheap).decoy)
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, s string) {
		if c, _, key, ok := parse(s); ok && (!c.bearable() || len(key) < 16) {
			t.Error(s)
		}
	})
}
