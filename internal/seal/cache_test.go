package seal

import (
	"testing"

	"samverk/internal/id"
)

func TestTheCacheKeepsTheKeysUsedLast(t *testing.T) {
	c := newCache(2)
	for _, p := range []id.Person{"a", "b"} {
		c.put(&Key{person: p}, 0)
	}
	c.get("a")
	c.put(&Key{person: "c"}, 0)
	for p, want := range map[id.Person]bool{"a": true, "b": false, "c": true} {
		if k, _ := c.get(p); (k != nil) != want {
			t.Errorf("%s kept: %v", p, k != nil)
		}
	}
	if len(c.keys) != 2 || c.order.Len() != 2 {
		t.Error("not bounded", len(c.keys), c.order.Len())
	}
}
