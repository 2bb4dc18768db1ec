package forum_test

import (
	"fmt"
	"testing"

	"samverk/internal/forum"
)

func TestAgesAreCutWhereAForumBeginsOrEnds(t *testing.T) {
	for _, c := range []struct {
		spans []forum.Band
		want  string
	}{
		{nil, "[{16 29} {30 66} {67 200}]"},
		{[]forum.Band{{0, 29}, {16, 24}, {0, 0}}, "[{16 24} {25 29} {30 66} {67 200}]"},
		{[]forum.Band{{16, 20}, {18, 0}, {30, 64}}, "[{16 17} {18 20} {21 29} {30 64} {65 66} {67 200}]"},
		{[]forum.Band{{5, 10}, {300, 900}}, "[{16 29} {30 66} {67 200}]"},
	} {
		bands := forum.Bands(c.spans)
		if got := fmt.Sprint(bands); got != c.want {
			t.Errorf("%v: %s, want %s", c.spans, got, c.want)
		}
		for _, s := range c.spans {
			for _, b := range bands {
				half := b.Covers(s.From, s.To) != (forum.Band{From: b.To, To: b.To}).Covers(s.From, s.To)
				if half && s.To < 200 {
					t.Errorf("%v is for half of %v", s, b)
				}
			}
		}
	}
}
