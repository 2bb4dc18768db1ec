package e2e

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// booked is a meeting about a person.
type booked struct {
	about      *canary
	Case, Call string
}

// booked finds the meetings of all cases, each with the one it is about.
func (d *demo) booked(t testing.TB, all []*canary) (meetings []booked) {
	t.Helper()
	been := map[string]bool{}
	for _, f := range d.Functions {
		var list struct{ Cases []struct{ ID string } }
		if r := d.do(t, f.Token, "GET", "/cases", nil, none); r.Status != 200 || json.Unmarshal(r.Body, &list) != nil {
			continue
		}
		for _, c := range list.Cases {
			var seen struct{ Person canary }
			var calls struct{ Calls []struct{ ID string } }
			r := d.do(t, f.Token, "GET", "/cases/"+c.ID, nil, none)
			if been[c.ID] || r.Status != 200 || json.Unmarshal(r.Body, &seen) != nil || seen.Person.Number == "" {
				continue
			}
			d.do(t, f.Token, "GET", "/cases/"+c.ID+"/calls", nil, none).into(t, 200, &calls)
			i := slices.IndexFunc(all, func(a *canary) bool { return a.Number == seen.Person.Number })
			if been[c.ID] = len(calls.Calls) > 0; i < 0 {
				continue
			}
			for _, call := range calls.Calls {
				meetings = append(meetings, booked{all[i], c.ID, call.ID})
			}
		}
	}
	return meetings
}

// forumAddresses are the pages and API addresses of what an area has in common:
// its register, its forums, and the agendas around today.
func (d *demo) forumAddresses(t testing.TB, area string) (pages, api []string) {
	t.Helper()
	key := d.function(t, leader)
	var list struct{ Forums []struct{ ID string } }
	d.do(t, key, "GET", "/areas/"+area+"/forums", nil, none).into(t, 200, &list)
	pages = []string{"/forum?omrade=" + area, "/forum/vilket?omrade=" + area, "/forum/bild?omrade=" + area, "/forum/bild.csv?omrade=" + area, "/overenskommelser",
		"/hinder?omrade=" + area, "/hinder.csv?omrade=" + area, "/hinder/utskrift?omrade=" + area, "/kalender"}
	api = []string{"/areas/" + area + "/forums", "/areas/" + area + "/forum-guide", "/areas/" + area + "/agreements", "/areas/" + area + "/obstacles",
		"/areas/" + area + "/forum-picture", "/me/feeds"}
	for _, f := range list.Forums {
		var seen struct{ Upcoming, Past []struct{ ID string } }
		d.do(t, key, "GET", "/forums/"+f.ID, nil, none).into(t, 200, &seen)
		pages, api = append(pages, "/forum/"+f.ID), append(api, "/forums/"+f.ID)
		for _, s := range slices.Concat(seen.Upcoming[:min(2, len(seen.Upcoming))], seen.Past[:min(2, len(seen.Past))]) {
			pages, api = append(pages, "/tillfallen/"+s.ID, "/tillfallen/"+s.ID+"/utskrift"), append(api, "/sittings/"+s.ID)
		}
	}
	return pages, api
}

// TestForumsTellNobodyElseOfAPerson looks for the persons that meetings are
// about in what functions with no part in them can read of the forums, in the
// pages of those who only answer in the place of others, and in everybody's
// calendars.
func TestForumsTellNobodyElseOfAPerson(t *testing.T) {
	t.Parallel()
	d := startDemo(t, t.TempDir(), true)
	meetings := d.booked(t, d.canaries(t))
	if len(meetings) < 20 {
		t.Fatalf("only %d meetings", len(meetings))
	}
	pages, api := d.forumAddresses(t, "0685")
	answers, told, entries := 0, 0, 0
	for _, f := range d.Functions {
		v := d.visit(t, f.ID)
		if v == nil || f.Area != "0685" && f.Area != "" && !strings.Contains(f.ID, "vetlanda") {
			continue
		}
		said := map[string]string{}
		for _, path := range pages {
			_, said[path] = v.page(t, path)
		}
		for _, path := range api {
			_, said[path] = (&visitor{http.DefaultClient, d.Base, f.Token}).api(t, path)
		}
		var day struct {
			Calls struct{ Told []struct{ ID, Call string } }
		}
		d.do(t, f.Token, "GET", "/me/day", nil, none).into(t, 200, &day)
		for _, c := range day.Calls.Told {
			for path, get := range map[string]func(testing.TB, string) (int, string){"/kallelser/" + c.ID + c.Call: v.page, "/calls/" + c.ID + c.Call: (&visitor{http.DefaultClient, d.Base, f.Token}).api} {
				status, text := get(t, path)
				if status != 200 {
					t.Errorf("%s is told of a call, and %s answers %d", f.ID, path, status)
				}
				said[path] = text
				told++
			}
		}
		answers += len(said)
		for path, text := range said {
			for _, m := range meetings {
				if m.about.may[f.ID] {
					continue
				}
				for _, w := range append(m.about.words(), m.Case, m.Call) {
					if strings.Contains(text, w) && !strings.HasSuffix(path, w) {
						t.Errorf("%s is told %q by %s", f.ID, w, path)
					}
				}
			}
		}
		entries += d.harmless(t, v, f.ID, meetings)
	}
	if told == 0 || entries == 0 {
		t.Errorf("%d pages of those who are told, %d entries of calendars", told, entries)
	}
	t.Logf("%d answers looked through, %d pages of those who are told, %d entries of calendars", answers, told, entries)
}

var feedRefused = regexp.MustCompile(`Sidan finns inte|inte behörig`)

// harmless subscribes to a function's meetings and checks that the calendar
// tells of nobody, not even to one who may know.
func (d *demo) harmless(t *testing.T, v *visitor, function string, meetings []booked) int {
	t.Helper()
	_, made := v.post(t, "/kalender/adress", nil)
	found := feedAddress.FindStringSubmatch(made)
	if found == nil {
		if !feedRefused.MatchString(made) {
			t.Errorf("%s gets no address", function)
		}
		return 0
	}
	_, text := v.page(t, found[1])
	all := times(t, []byte(text))
	for _, m := range meetings {
		for _, w := range append(m.about.words(), m.Case) {
			if strings.Contains(text, w) {
				t.Errorf("the calendar of %s tells %q", function, w)
			}
		}
	}
	return len(all)
}
