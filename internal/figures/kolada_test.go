package figures_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"samverk/internal/figures"
)

// kolada is a local server in the shape of Kolada's; answer gives what it says.
func (b *bench) kolada(answer func(w http.ResponseWriter, r *http.Request, base string)) (*figures.Service, *atomic.Int64) {
	b.T.Helper()
	var asked atomic.Int64
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		answer(w, r, server.URL)
	}))
	b.T.Cleanup(server.Close)
	u, err := figures.ParseKolada(server.URL + "/v3")
	b.must(err)
	return b.From(u), &asked
}

func page(next string, places ...string) string {
	var rows []string
	for _, p := range places {
		rows = append(rows, `{"kpi":"N31807","municipality":"`+p+`","period":2023,"values":[{"gender":"T","value":4.25,"count":1,"status":""}]}`)
	}
	return fmt.Sprintf(`{"values":[%s],"count":%d,"next_url":%q}`, strings.Join(rows, ","), len(places), next)
}

func TestFiguresAreFetchedPageByPage(t *testing.T) {
	b := newBench(t)
	s, asked := b.kolada(func(w http.ResponseWriter, r *http.Request, base string) {
		if r.URL.Query().Get("page") == "2" {
			fmt.Fprint(w, page("", "0682", "0000"))
			return
		}
		if r.URL.Path != "/v3/data/kpi/N31807/municipality/0682,0685,0680,0006,0000" || r.URL.RawQuery != "" || r.Header.Get("Cookie") != "" {
			t.Errorf("asked for %s", r.URL)
		}
		fmt.Fprint(w, page(base+"/v3/data/kpi/N31807/more?page=2", "0685"))
	})
	p := b.takeIn(s.Fetch(b.ctx, b.fed, []string{"N31807"}))
	if p.New != 3 || len(p.Faults) > 0 || b.count() != 3 || asked.Load() != 2 {
		t.Errorf("%d asked, %+v", asked.Load(), p)
	}
}

func TestAnAnswerThatIsNotWholeLeavesNothing(t *testing.T) {
	b := newBench(t)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.Error("another host was asked") }))
	defer other.Close()
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, r *http.Request, base string)
		want   string
	}{
		"cut": {func(w http.ResponseWriter, r *http.Request, base string) {
			w.Header().Set("Content-Length", "5000")
			fmt.Fprint(w, page("", "0685")[:40])
		}, "file:kolada.cut"},
		"empty":   {func(w http.ResponseWriter, r *http.Request, base string) {}, "file:kolada.empty"},
		"no page": {func(w http.ResponseWriter, r *http.Request, base string) { http.NotFound(w, r) }, "file:kolada.status"},
		"a page":  {func(w http.ResponseWriter, r *http.Request, base string) { fmt.Fprint(w, "<html>") }, "file:kolada.cut"},
		"a ring": {func(w http.ResponseWriter, r *http.Request, base string) {
			fmt.Fprint(w, page(base+r.URL.String(), "0685"))
		}, "file:kolada.loop"},
		"repeated": {func(w http.ResponseWriter, r *http.Request, base string) { repeat(w, r, base) }, "T2 figures.value.twice"},
		"no end": {func(w http.ResponseWriter, r *http.Request, base string) {
			fmt.Fprint(w, page(base+"/v3/x?page="+r.URL.Query().Get("page")+"1", "0685"))
		}, "file:kolada.pages"},
		"miscounted": {func(w http.ResponseWriter, r *http.Request, base string) {
			fmt.Fprint(w, strings.Replace(page("", "0685"), `"count":1,"next`, `"count":290,"next`, 1))
		}, "file:kolada.count"},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request, base string) {
			fmt.Fprint(w, page(other.URL+"/v3/data", "0685"))
		}, "file:kolada.elsewhere"},
		"above its base": {func(w http.ResponseWriter, r *http.Request, base string) {
			fmt.Fprint(w, page(base+"/admin", "0685"))
		}, "file:kolada.elsewhere"},
		"sent on": {func(w http.ResponseWriter, r *http.Request, base string) {
			http.Redirect(w, r, other.URL, http.StatusFound)
		}, "file:kolada.status"},
		"too much": {func(w http.ResponseWriter, r *http.Request, base string) {
			for range 11 {
				fmt.Fprint(w, strings.Repeat(" ", 1<<20))
			}
		}, "file:kolada.large"},
	} {
		s, _ := b.kolada(c.answer)
		batch, err := s.Fetch(b.ctx, b.fed, []string{"N31807"})
		got := faults(err)
		if err == nil {
			p, errSee := b.Preview(b.ctx, b.fed, batch)
			b.must(errSee)
			got = told(p)
		}
		if got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
	if b.count() != 0 {
		t.Error("something was taken in")
	}
}

// repeat answers with a second page that is the first again.
func repeat(w http.ResponseWriter, r *http.Request, base string) {
	next := base + "/v3/x?page=2"
	if r.URL.Query().Get("page") == "2" {
		next = ""
	}
	fmt.Fprint(w, page(next, "0685"))
}

func TestNothingIsFetchedWhereNothingIsSetUpNorForOneWhoMayNot(t *testing.T) {
	b := newBench(t)
	if _, err := b.Fetch(b.ctx, b.fed, []string{"N31807"}); faults(err) != "kpi:kolada.off" {
		t.Error(faults(err))
	}
	s, asked := b.kolada(func(w http.ResponseWriter, r *http.Request, base string) {})
	if _, err := s.Fetch(b.ctx, b.As("samordning"), []string{"N31807"}); err == nil {
		t.Error("a coordinator fetched")
	}
	if _, err := s.Fetch(b.ctx, b.fed, []string{"../../admin"}); faults(err) != "kpi:kolada.kpi.unknown" {
		t.Error(faults(err))
	}
	if asked.Load() != 0 {
		t.Error("somebody was asked")
	}
}

func TestOnlyASafeAddressIsTakenForKolada(t *testing.T) {
	for _, a := range []string{"https://api.kolada.se/v3", "https://api.kolada.se/v3/", "http://127.0.0.1:99/v3", "http://localhost/v3", "http://[::1]:1"} {
		if u, err := figures.ParseKolada(a); err != nil || u == nil {
			t.Errorf("%s is refused: %v", a, err)
		}
	}
	for _, a := range []string{"http://api.kolada.se/v3", "ftp://localhost", "https://", "api.kolada.se", "https://a:b@api.kolada.se", "https://api.kolada.se?x=1", "http://10.0.0.1", "file:///etc/passwd", "https://x#y"} {
		if _, err := figures.ParseKolada(a); err == nil {
			t.Errorf("%s is taken", a)
		}
	}
	if u, err := figures.ParseKolada(""); u != nil || err != nil {
		t.Error("without an address something is fetched")
	}
}
