package item_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/item"
)

func keys(err error) (all []string) {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Faults {
			all = append(all, f.Key)
		}
	}
	return all
}

func TestEachFaultOfAnItemIsTold(t *testing.T) {
	activity := func() item.New {
		return item.New{Kind: item.Activity, Category: access.Work, Content: item.Content{Title: "Arbetsträning", Status: "ongoing", Extent: 25, Start: "2026-11-01", End: "2026-12-31"}}
	}
	certificate := func() item.New {
		return item.New{Kind: item.Certificate, Category: access.Ability, Content: item.Content{Title: "Sjukskrivning", Extent: 100, Start: "2026-11-01", End: "2026-12-31"}}
	}
	for _, c := range []struct {
		key   string
		of    func() item.New
		spoil func(*item.New)
	}{
		{"", activity, func(n *item.New) {}},
		{"", activity, func(n *item.New) { n.Extent = item.NoExtent }},
		{"", activity, func(n *item.New) { n.Extent = 0 }},
		{"", activity, func(n *item.New) { n.Extent = 100 }},
		{"", certificate, func(n *item.New) {}},
		{"item.kind.missing", activity, func(n *item.New) { n.Kind = "wish"; n.Status = "" }},
		{"item.category.missing", activity, func(n *item.New) { n.Category = 99 }},
		{"item.title.missing", activity, func(n *item.New) { n.Title = "" }},
		{"item.title.long", activity, func(n *item.New) { n.Title = strings.Repeat("å", 121) }},
		{"item.words.long", activity, func(n *item.New) { n.Words = strings.Repeat("å", 10_001) }},
		{"item.status.missing", activity, func(n *item.New) { n.Status = "someday" }},
		{"item.extent.range", activity, func(n *item.New) { n.Extent = 101 }},
		{"item.extent.range", activity, func(n *item.New) { n.Extent = -2 }},
		{"item.start.date", activity, func(n *item.New) { n.Start = "i morgon"; n.End = "" }},
		{"item.end.date", activity, func(n *item.New) { n.End = "2026-11-31" }},
		{"item.end.before", activity, func(n *item.New) { n.End = "2026-10-31" }},
		{"item.start.missing", activity, func(n *item.New) { n.Start = "" }},
		{"item.extent.certificate", certificate, func(n *item.New) { n.Extent = 30 }},
		{"item.end.missing", certificate, func(n *item.New) { n.End = "" }},
		{"item.due.missing", activity, func(n *item.New) { n.Kind = item.Commitment }},
	} {
		n := c.of()
		c.spoil(&n)
		got := keys(n.Check())
		if c.key == "" && len(got) > 0 || c.key != "" && !slices.Contains(got, c.key) {
			t.Errorf("want %q, got %q", c.key, got)
		}
	}
}

func TestAllFaultsOfAnItemAreToldAtOnce(t *testing.T) {
	n := item.New{Kind: item.Certificate, Category: 99, Content: item.Content{Extent: 12, Start: "x", Due: "y"}}
	if got := keys(n.Check()); len(got) < 6 {
		t.Errorf("only %q", got)
	}
}

func TestATitleIsMadeOfWhatWasTyped(t *testing.T) {
	long := strings.Repeat("å", 130)
	for _, c := range []struct{ typed, title, words string }{
		{"  Ringer i morgon. ", "Ringer i morgon.", ""},
		{"Rubrik\n\nMer text", "Rubrik", "Rubrik\n\nMer text"},
		{long, strings.Repeat("å", 119) + "…", long},
		{" \n ", "", ""},
	} {
		title, words := item.Titled(c.typed)
		if title != c.title || words != c.words {
			t.Errorf("%q became %q and %q", c.typed, title, words)
		}
	}
}

func TestWhatIsWrittenAtAMeetingIsWrittenNowhereElse(t *testing.T) {
	for _, k := range item.AtMeetings() {
		n := item.New{Kind: k, Category: access.Plan, Content: item.Content{Title: "x", Extent: item.NoExtent, Status: "planned", Due: "2026-12-01"}}
		if k == item.Said || k == item.Decision {
			n.Status = ""
		}
		n.Meeting = true
		if got := keys(n.Check()); len(got) > 0 {
			t.Errorf("%s at a meeting: %q", k, got)
		}
		n.Meeting = false
		if outside := slices.Contains(keys(n.Check()), "item.kind.missing"); outside == slices.Contains(item.Kinds(), k) {
			t.Errorf("%s outside: %v", k, outside)
		}
	}
}
