package api_test

import (
	"slices"
	"strings"
	"testing"

	"samverk/internal/api"
	"samverk/internal/id"
)

// try is one call and what it is answered with. In call and body {name} stands
// for what an earlier call made.
type try struct {
	who   id.Function
	call  string // method and path
	body  string
	match string // the version that is changed
	want  int
	says  string // is in the answer; at 422 it is all the faults, by field
	as    string // what the id of the answer is called from now on; {as.seen} is what was seen
}

// try makes calls in turn.
func (s *site) try(t *testing.T, all ...try) {
	t.Helper()
	made := []string{}
	callers := map[id.Function]caller{}
	for n, one := range all {
		if _, ok := callers[one.who]; !ok {
			callers[one.who] = s.as(one.who)
		}
		fill := strings.NewReplacer(made...)
		method, path, _ := strings.Cut(fill.Replace(one.call), " ")
		var headers []string
		if one.match != "" {
			headers = []string{"If-Match", `"` + one.match + `"`}
		}
		a := callers[one.who].do(method, api.Prefix+path, fill.Replace(one.body), headers...)
		if a.status != one.want {
			t.Errorf("%d, %s %s: %d %.600s", n, one.who, one.call, a.status, a.body)
			continue
		}
		says := fill.Replace(one.says)
		switch {
		case a.status == 422:
			got := strings.Fields(a.problem().faults())
			slices.Sort(got)
			if strings.Join(got, " ") != says {
				t.Errorf("%d, %s: the faults are %q", n, one.call, strings.Join(got, " "))
			}
		case a.status >= 400 && a.problem().Detail == "", !strings.Contains(string(a.body), says):
			t.Errorf("%d, %s %s: %q is not in %.1500s", n, one.who, one.call, says, a.body)
		}
		if one.as != "" {
			var m struct{ ID, Seen string }
			a.into(&m)
			made = append(made, "{"+one.as+"}", m.ID, "{"+one.as+".seen}", m.Seen)
		}
	}
}
