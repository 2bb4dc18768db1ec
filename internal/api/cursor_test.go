package api_test

import (
	"strings"
	"testing"
)

// TestAPlaceInAListThatNobodyGaveIsNoFaultOfOurs goes on in every list from
// where no page of it has ended.
func TestAPlaceInAListThatNobodyGaveIsNoFaultOfOurs(t *testing.T) {
	s := newSite(t)
	lists := 0
	callers := []caller{s.as("samordning"), s.as("forbund")}
	for _, v := range s.document().visits(s.there()) {
		asked := false
		for _, p := range v.Parameters {
			asked = asked || p.In == "query" && p.Name == "after"
		}
		if !asked || v.method != "GET" {
			continue
		}
		lists++
		sign := "?"
		if strings.Contains(v.path, "?") {
			sign = "&"
		}
		for _, after := range []string{"", "x", "-", "1-", "-a", "0-a", "1-a", "-1-a", "9223372036854775807-a", "9223372036854775808-a", "99999999-a", "20261345-a", "1-%00", "%ff", "1-" + strings.Repeat("a", 900), "1-%27--"} {
			for _, c := range callers {
				if a := c.do(v.method, v.path+sign+"after="+after, ""); a.status >= 500 {
					t.Errorf("%s after %.30q: %d %.300s", v.name(), after, a.status, a.body)
				}
			}
		}
	}
	if lists < 8 {
		t.Errorf("only %d lists go on", lists)
	}
}
