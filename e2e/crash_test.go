package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// rounds is how often the program is killed: 100, or SAMVERK_KILLS.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("SAMVERK_KILLS")); err == nil && n > 0 {
		return n
	}
	return 100
}

// written is what the program has acknowledged.
type written struct {
	sync.Mutex
	titles map[string]string // title to item
}

// TestNothingAcknowledgedIsLostWhenTheProgramIsKilled writes from four callers,
// kills the program in the middle of it, starts it again in the same folder,
// and at the end looks for everything that was acknowledged.
func TestNothingAcknowledgedIsLostWhenTheProgramIsKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes a minute")
	}
	dir := t.TempDir()
	d := startDemo(t, dir, true)
	key := d.function(t, "vetlanda-forsorjning-handlaggare")
	c := openCase(t, d, key)
	all := &written{titles: map[string]string{}}
	n := rounds()
	for round := range n {
		var writers sync.WaitGroup
		for w := range 4 {
			writers.Go(func() { writeUntilDead(d, key, c, fmt.Sprintf("%d-%d", round, w), all) })
		}
		time.Sleep(time.Duration(10+rand.IntN(120)) * time.Millisecond)
		d.kill()
		writers.Wait()
		d = startDemo(t, dir, false)
	}
	missing := 0
	for title, item := range all.titles {
		r := d.do(t, key, "GET", "/cases/"+c+"/items/"+item, nil, none)
		if r.Status != 200 || !strings.Contains(string(r.Body), `"title":"`+title+`"`) {
			missing++
		}
	}
	d.stop(t)
	out, code := d.command(t, "audit", "verify")
	t.Logf("%d kills, %d acknowledged, %d lost; %s", n, len(all.titles), missing, strings.TrimSpace(out))
	if missing > 0 || code != 0 || len(all.titles) < n {
		t.Errorf("lost %d of %d acknowledged; verify ended with %d", missing, len(all.titles), code)
	}
}

func writeUntilDead(d *demo, key, c, name string, all *written) {
	for i := 0; ; i++ {
		title := fmt.Sprintf("rad %s-%d", name, i)
		r, err := d.call(key, "POST", "/cases/"+c+"/items", map[string]any{"kind": "note", "category": "plan", "title": title}, none)
		if err != nil {
			return
		}
		if r.Status/100 == 2 {
			all.Lock()
			all.titles[title] = idOf(r.Body)
			all.Unlock()
		}
	}
}
