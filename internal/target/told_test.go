package target_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/introduction"
	"samverk/internal/news"
	"samverk/internal/samverktest/world"
	"samverk/internal/target"
)

// ownRules is a file with a rule in place of a built-in one, and one more.
const ownRules = `[[rule]]
id = "a-kassa"
kind = "benefit"
ask = "akassa"
name = { sv = "Egen a-kassa", en = "Own" }
text = { sv = "Text", en = "Text" }
source = "Här"
checked = 2026-11-22
from = 2026-11-22
when = { fact = "sgi", is = true }

[[rule]]
id = "lokal"
kind = "benefit"
ask = "fk"
name = { sv = "Lokal regel", en = "Local rule" }
text = { sv = "Text", en = "Text" }
source = "Här"
checked = 2026-11-22
from = 2026-11-22
when = { fact = "sgi", is = true }
`

// told is what the news say of rules to a function of an area, the newest first.
func told(t *testing.T, w *world.W, who id.Function, area id.Area, actor access.Kind) (all []string) {
	t.Helper()
	v, err := introduction.New(w.App).News(t.Context(), w.As(who), news.Filter{Area: area, Group: "article", Actor: actor, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range v.Rows {
		all = append(all, r.Kind+" "+r.Name)
	}
	slices.Sort(all)
	return all
}

func TestChangedRulesReachThoseWhoUseThemOnce(t *testing.T) {
	w := world.New(t)
	load := func(text string) error {
		return w.DB.Tx(t.Context(), func(tx *db.Tx) error {
			_, err := target.Load(t.Context(), tx, "Driftansvarig", []byte(text))
			return err
		})
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	keep := target.New(w.App).Keep
	must(keep(t.Context()))
	if got := told(t, w, "ame", world.Area, ""); len(got) != 0 {
		t.Fatalf("how the rules stood at first is told as new: %v", got)
	}
	if load(strings.ReplaceAll(ownRules, "Här", "")) == nil {
		t.Fatal("a rule without a source is loaded")
	}
	if got := told(t, w, "ame", world.Area, ""); len(got) != 0 {
		t.Fatalf("a refused file is told of: %v", got)
	}
	for range 2 {
		must(load(ownRules))
		must(keep(t.Context()))
		must(load(strings.ReplaceAll(ownRules, "2026-11-22\nfrom", "2026-11-23\nfrom"))) // the source has been read anew: no change
	}
	want := []string{"rule.changed Egen a-kassa", "rule.changed Lokal regel"}
	for who, area := range map[id.Function]id.Area{"ame": world.Area, "fk": world.Area, "nassjo-samordning": "0682"} {
		if got := told(t, w, who, area, ""); !slices.Equal(got, want) {
			t.Errorf("%s is told %v, not %v", who, got, want)
		}
	}
	if got := told(t, w, "ame", world.Area, access.FK); !slices.Equal(got, want[1:]) {
		t.Errorf("of Försäkringskassan's rules %v is told", got)
	}
	first, _, _ := strings.Cut(ownRules, "[[rule]]\nid = \"lokal\"")
	must(load(first))
	want = append(want, "rule.ended Lokal regel")
	if got := told(t, w, "ame", world.Area, ""); !slices.Equal(got, want) {
		t.Errorf("when a rule is gone %v is told, not %v", got, want)
	}
}

func TestRulesThatChangeWithANewVersionAreToldOfByOneProcess(t *testing.T) {
	w := world.New(t)
	s := target.New(w.App)
	if err := s.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Exec(`update rule_told set digest = 'of an older version' where rule = 'sjukersattning.hel'`)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			if err := s.Keep(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if got := told(t, w, "ame", world.Area, ""); len(got) != 1 || !strings.HasPrefix(got[0], "rule.changed") {
		t.Errorf("told %v", got)
	}
}
