package e2e

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// visitor is somebody signed in on the pages, without a browser.
type visitor struct {
	*http.Client
	base, key string // key opens the API
}

var doors = regexp.MustCompile(`name="as" value="([^"]+)"[^>]*>.*?<strong>([^<]*)</strong>`)

// visit signs in as a function or person of the demo; nobody when who is empty.
func (d *demo) visit(t testing.TB, who string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{Client: &http.Client{Jar: jar, CheckRedirect: noRedirects.CheckRedirect}, base: d.Base}
	if who == "" {
		return v
	}
	for _, all := range [][]token{d.Functions, d.Persons} {
		for _, f := range all {
			if f.ID == who || f.Name == who && all[0].Unit == "" {
				v.key = f.Token
			}
		}
	}
	_, page := v.page(t, "/demo")
	for _, m := range doors.FindAllStringSubmatch(page, -1) {
		if strings.HasSuffix(m[1], " "+who) || m[2] == who {
			v.post(t, "/demo", url.Values{"as": {m[1]}})
			return v
		}
	}
	return nil // a function without a holder
}

func (v *visitor) ask(t testing.TB, r *http.Request, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Language", "sv")
	answer, err := v.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header.Get("Location") + strings.ReplaceAll(string(text), "\u00a0", " ")
}

func (v *visitor) page(t testing.TB, path string) (int, string) {
	t.Helper()
	r, err := http.NewRequest("GET", v.base+path, nil)
	return v.ask(t, r, err)
}

func (v *visitor) post(t testing.TB, path string, form url.Values) (int, string) {
	t.Helper()
	r, err := http.NewRequest("POST", v.base+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.ask(t, r, err)
}

func (v *visitor) api(t testing.TB, path string) (int, string) {
	t.Helper()
	r, err := http.NewRequest("GET", v.base+"/api/v1"+path, nil)
	if v.key != "" {
		r.Header.Set("Authorization", "Bearer "+v.key)
	}
	return v.ask(t, r, err)
}

// apiRoutes reads the addresses that answer GET out of the API's description.
func apiRoutes(t testing.TB, v *visitor) (all []string) {
	t.Helper()
	_, text := v.api(t, "/openapi.json")
	var description struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(text), &description); err != nil {
		t.Fatal(err)
	}
	for path, methods := range description.Paths {
		if methods["get"] != nil {
			all = append(all, path)
		}
	}
	return all
}

var changing = regexp.MustCompile(`<code>[A-Z2-7]{4}-[A-Z2-7]{4}</code>|[a-z2-7]{26}|[A-Z2-7]{8,26}|value="[^"]*"`)

// TestACaseOneHasNoPartInIsAsOneThatDoesNotExist asks for every address with the
// identifiers of a case that the reader has no part in, and with made-up ones:
// the answers must be the same.
func TestACaseOneHasNoPartInIsAsOneThatDoesNotExist(t *testing.T) {
	d := startDemo(t, t.TempDir(), true)
	real := realIDs(t, d)
	made := map[string]string{}
	for name := range real {
		made[name] = strings.ToLower(rand.Text())
	}
	for name, value := range map[string]string{"{number}": "1", "{kind}": "activity", "{step}": "svara", "{unit}": "eksjo-ame"} {
		real[name], made[name] = value, value
	}
	pages := append(pageRoutes(t), "/min-plan?arende={case}", "/vem-far-veta-vad?arende={case}", "/arenden/{case}/plan/jamfor?fran=1&till=2")
	for _, who := range []string{"", "eksjo-forsorjning-handlaggare", "vetlanda-ame-chef", "vetlanda-vc-lakare", "hsf-tjansteman", "vetlanda-admin", "Låtsa Låtsasson"} {
		v := d.visit(t, who)
		tried := 0
		for _, route := range append(pages, apiRoutes(t, v)...) {
			get := v.page
			if !slices.Contains(pages, route) {
				get = v.api
			}
			one, other := filled(route, real), filled(route, made)
			if one == other || strings.Contains(one, "{") {
				continue
			}
			tried++
			status, body := get(t, one)
			missing, none := get(t, other)
			body, none = changing.ReplaceAllString(forgotten(body, real), ""), changing.ReplaceAllString(forgotten(none, made), "")
			if status != missing || body != none {
				t.Errorf("%q: %s answers %d, %s %d: %s", who, one, status, other, missing, apart(body, none))
			}
			// An address can send the person on, or refuse what else is asked,
			// before it looks for anything.
			if who != "" && status != http.StatusNotFound && status != http.StatusUnprocessableEntity && status != http.StatusSeeOther {
				t.Errorf("%q: %s answers %d", who, one, status)
			}
		}
		if tried < 30 {
			t.Errorf("only %d addresses were tried", tried)
		}
	}
}

// forgotten is a text without the identifiers that were asked for.
func forgotten(text string, ids map[string]string) string {
	for _, name := range []string{"{case}", "{item}", "{request}", "{disclosure}", "{assignment}", "{call}"} {
		text = strings.ReplaceAll(text, ids[name], name)
	}
	return text
}

// apart is where two texts begin to differ.
func apart(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	n = max(0, n-60)
	return fmt.Sprintf("%.120q and %.120q", a[n:], b[min(n, len(b)):])
}

// realIDs are the identifiers of what belongs to the story of the demo.
func realIDs(t testing.TB, d *demo) map[string]string {
	t.Helper()
	v := d.visit(t, care)
	_, list := v.page(t, "/arenden")
	m := regexp.MustCompile(`href="/arenden/([a-z2-7]{26})"[^>]*>\s*` + storyName).FindStringSubmatch(list)
	if m == nil {
		t.Fatal("the story is not in the list")
	}
	var seen page
	d.do(t, d.function(t, care), "GET", "/cases/"+m[1], nil, none).into(t, 200, &seen)
	ids := map[string]string{"{case}": m[1], "{assignment}": "eksjo-ame-coach-1", "{item}": seen.Items[0].ID}
	for _, i := range seen.Items {
		if i.Owner == "vetlanda-vc" {
			_, text := v.page(t, "/arenden/"+m[1]+"/uppgifter/"+i.ID)
			if to := regexp.MustCompile(`/aterkalla/([a-z2-7]{26})`).FindStringSubmatch(text); to != nil {
				ids["{item}"], ids["{disclosure}"] = i.ID, to[1]
			}
		}
	}
	var requests struct {
		Requests []struct{ ID, Person string }
	}
	d.do(t, d.function(t, leader), "GET", "/requests?box=in", nil, none).into(t, 200, &requests)
	ids["{request}"] = requests.Requests[0].ID
	var calls struct{ Calls []struct{ ID string } }
	d.do(t, d.function(t, care), "GET", "/cases/"+m[1]+"/calls", nil, none).into(t, 200, &calls)
	ids["{call}"] = calls.Calls[0].ID
	if len(ids) != 6 {
		t.Fatalf("found only %v", ids)
	}
	return ids
}

func filled(route string, ids map[string]string) string {
	for name, value := range ids {
		route = strings.ReplaceAll(route, name, value)
	}
	return route
}

// canary is a person: what tells who she is, and who may know of her.
type canary struct {
	Name, Number, Phone string
	may                 map[string]bool // functions
}

// words are what must not stand before anybody else.
func (c *canary) words() []string {
	n := c.Number
	all := []string{c.Name, n, n[:8] + "-" + n[8:], n[2:8] + "-" + n[8:]}
	if c.Phone != "" {
		all = append(all, c.Phone)
	}
	return all
}

// TestNobodyElseIsToldOfAPerson takes twenty cases by chance and looks through
// every answer that functions with no part in them can get.
func TestNobodyElseIsToldOfAPerson(t *testing.T) {
	t.Parallel()
	d := startDemo(t, t.TempDir(), true)
	all := d.canaries(t)
	if len(all) < 20 {
		t.Fatalf("only %d persons", len(all))
	}
	mathrand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	all = all[:20]
	answers, read := 0, map[string]map[string]string{}
	for _, f := range d.Functions {
		v := d.visit(t, f.ID)
		said := map[string]string{}
		for _, path := range []string{"/me/day", "/me", "/me/functions", "/me/sessions", "/me/tokens", "/cases", "/cases?state=closed", "/requests?box=in", "/requests?box=out", "/areas", "/areas/" + f.Area,
			"/units/" + f.Unit + "/reads", "/units/" + f.Unit + "/staff"} {
			_, said[path] = (&visitor{http.DefaultClient, d.Base, f.Token}).api(t, path)
		}
		if v != nil {
			for _, path := range []string{"/min-dag", "/arenden", "/arenden?lage=closed", "/begaran", "/begaran?lada=ut", "/begaran/ny", "/sok", "/omraden", "/omraden/0685", "/vagar-in", "/bemanning", "/verksamhet/logg", "/mina-sessioner", "/nycklar", "/byt-funktion"} {
				_, said[path] = v.page(t, path)
			}
			c := all[mathrand.IntN(len(all))]
			if !c.may[f.ID] {
				_, said["/sok "+c.Number] = v.post(t, "/sok", url.Values{"number": {c.Number}})
			}
		}
		answers += len(said)
		read[f.ID] = said
	}
	d.toldMeanwhile(t, all)
	for f, said := range read {
		for path, text := range said {
			for _, c := range all {
				if c.may[f] {
					continue
				}
				for _, w := range c.words() {
					if strings.Contains(text, w) && !strings.HasSuffix(path, w) {
						t.Errorf("%s is told %q by %s", f, w, path)
					}
				}
			}
		}
	}
	t.Logf("%d answers looked through", answers)
}

// toldMeanwhile adds those who were told of a request while the answers were
// gathered: who is next when nobody answers is told by itself.
func (d *demo) toldMeanwhile(t testing.TB, all []*canary) {
	t.Helper()
	for _, now := range d.canaries(t) {
		for _, c := range all {
			if c.Number == now.Number {
				maps.Copy(c.may, now.may)
			}
		}
	}
}

// canaries finds the persons of all cases, and for each the functions that take
// or took part in one of hers, or are or were asked about her.
func (d *demo) canaries(t testing.TB) (all []*canary) {
	t.Helper()
	byNumber := map[string]*canary{}
	know := func(found canary, functions ...string) {
		c := byNumber[found.Number]
		if c == nil {
			c = &canary{found.Name, found.Number, found.Phone, map[string]bool{}}
			byNumber[found.Number], all = c, append(all, c)
		}
		for _, f := range functions {
			c.may[f] = true
		}
	}
	for _, f := range d.Functions {
		var list struct{ Cases, Requests, SentAround []struct{ ID string } }
		cases := d.do(t, f.Token, "GET", "/cases", nil, none)
		if cases.Status == http.StatusForbidden {
			continue // it works with the structure alone
		}
		cases.into(t, 200, &list)
		for _, c := range list.Cases {
			var seen struct {
				Person      canary
				Coordinator string
				Parties     []struct{ Function, InvitedBy string }
			}
			r := d.do(t, f.Token, "GET", "/cases/"+c.ID, nil, none)
			if r.Status != 200 || json.Unmarshal(r.Body, &seen) != nil || seen.Person.Number == "" {
				continue
			}
			know(seen.Person, seen.Coordinator)
			for _, p := range seen.Parties {
				know(seen.Person, p.Function)
			}
		}
		for _, path := range []string{"/requests?box=in", "/requests?box=out", "/me/day"} {
			d.do(t, f.Token, "GET", path, nil, none).into(t, 200, &list)
			for _, q := range slices.Concat(list.Requests, list.SentAround) {
				if found, may := d.asked(t, f, q.ID); found.Number != "" {
					know(found, may...)
				}
			}
		}
	}
	return all
}

// asked returns whom a request is about and which functions may know: who asked,
// whom it stands with and who was told of it: the deputy or manager when it is
// overdue, the coordinator when the person is sent around.
func (d *demo) asked(t testing.TB, f token, request string) (canary, []string) {
	t.Helper()
	var seen struct {
		Identity   canary
		From, To   string
		Escalated  int
		SentAround bool
	}
	r := d.do(t, f.Token, "GET", "/requests/"+request, nil, none)
	if r.Status != 200 || json.Unmarshal(r.Body, &seen) != nil {
		return canary{}, nil
	}
	may := []string{seen.From, seen.To}
	if seen.Escalated > 0 || seen.SentAround {
		may = append(may, f.ID)
	}
	return seen.Identity, may
}
