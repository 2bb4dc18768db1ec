package web_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestAWayInIsFoundMendedAndReportedOnThePages(t *testing.T) {
	s := open(t)
	af, sam := s.as(t, "af-1 af"), s.as(t, "samordning-1 samordning")
	found := af.want(af.get("/vagar-in?omrade=0685&q=l%C3%A4karintyg"), 200)
	checkPage(t, "search", found)
	best, _, _ := strings.Cut(found[strings.Index(found, `class="way-best"`):], "</section>")
	if !strings.Contains(best, "Rehabkoordinator") || !strings.Contains(best, "vc@") {
		t.Errorf("the best answer is %s", headings("<main"+best))
	}
	for _, page := range []string{"/vagar-in?omrade=nowhere&amne=fishing&aktor=police&alder=ancient&q=%20", "/vagar-in?q=" + strings.Repeat("xq", 900), "/vagar-in?amne=psychiatry&alder=youth&aktor=vard",
		"/vagar-in/in-psykiatri", "/vagar-in/in-boende", "/vagar-in/karta", "/vagar-in/karta?omrade=0682", "/vagar-in/blad?omrade=0685", "/omraden/0685", "/oppet"} {
		checkPage(t, page, af.want(af.get(page), 200))
	}
	af.want(af.get("/vagar-in/none"), 404)
	af.want(af.get("/vagar-in/in-vard/andra"), 403)
	const at, mend = "/vagar-in/in-vard", "/vagar-in/in-vard/andra"
	back := sam.want(sam.fill(mend, mend, url.Values{"phone": {"ring!"}, "ready": {"Ring 19900101-2385"}, "age_from": {"många"}, "situations": {"När det gäller intyg"}}), 422)
	if strings.Count(back, `class="fault"`) < 3 || !strings.Contains(back, "När det gäller intyg") {
		t.Error("not all that is wrong is told, or what was typed is lost")
	}
	if to := sam.on(sam.fill(mend, mend, url.Values{"phone": {"0383-123 45"}, "ready": {"Datum för sjukskrivningen"}, "shown": {"1"}})); to != at {
		t.Errorf("leads to %s", to)
	}
	if page := sam.want(sam.get(at), 200); !strings.Contains(page, "0383-123 45") || !strings.Contains(page, "Datum för sjukskrivningen") {
		t.Error("what was mended does not stand")
	}
	af.want(af.fill(at, at+"/fel", url.Values{"kind": {"something_else"}, "words": {""}}), 422)
	af.on(af.fill(at, at+"/fel", url.Values{"kind": {"number"}, "words": {"Går till växeln"}}))
	if page := af.want(af.get(at), 200); strings.Contains(page, "Går till växeln") {
		t.Error("others read what was reported")
	}
	page := sam.want(sam.get(at), 200)
	checkPage(t, "reported", page)
	_, answer, _ := strings.Cut(page, `action="`+at+`/fel/`)
	answer, _, _ = strings.Cut(answer, `"`)
	if !strings.Contains(page, "Går till växeln") || answer == "" {
		t.Fatal("the coordinator does not read the report")
	}
	sam.on(sam.fill(at, at+"/fel/"+answer, url.Values{"answer": {"Rättat"}}))
	sam.on(sam.fill(at, at+"/bekrafta", nil))
	sam.on(sam.fill("/vagar-in/karta", "/vagar-in/karta", url.Values{"works": {"1"}, "source": {"Mötet i mars"}, "note": {"Svårt att nå"}}))
	if file := af.want(af.get("/vagar-in/karta.csv?omrade=0685"), 200); !strings.Contains(file, "Mötet i mars") {
		t.Error("the file of the map lacks what was said")
	}
}

func TestWhatIsShownOpenlyNeedsNoCookieAndTellsNobody(t *testing.T) {
	s := open(t)
	sam, anybody := s.as(t, "samordning-1 samordning"), s.browser(t)
	anybody.want(anybody.get("/oppet/0685"), 404)
	const mend = "/vagar-in/in-vard/andra"
	sam.on(sam.fill(mend, mend, url.Values{"phone": {"0383-123 45"}, "ready": {"Datum"}, "shown": {"1"}}))
	for _, page := range []string{"/oppet", "/oppet/0685", "/oppet/0685/blad"} {
		r := anybody.get(page)
		html := anybody.want(r, 200)
		checkPage(t, page, html)
		if strings.Contains(html, "Rehabkoordinator 1") || len(anybody.jar) > 0 || !strings.HasPrefix(r.Header().Get("Cache-Control"), "private, max-age=") {
			t.Errorf("%s: %v %v", page, r.Header(), anybody.jar)
		}
	}
	for path, words := range map[string]string{"/oppet/hsds.json": `"status": "active"`, "/oppet/vagar-in.csv": "0383-123 45", "/oppet/vagar-in.xlsx": "PK"} {
		r := anybody.get(path)
		if file := anybody.want(r, 200); !strings.Contains(file, words) || strings.Contains(file, "Rehabkoordinator 1") || !strings.HasPrefix(r.Header().Get("Cache-Control"), "public") {
			t.Errorf("%s: %v %.200s", path, r.Header(), file)
		}
	}
	anybody.want(anybody.get("/oppet/9999"), 404)
	anybody.want(anybody.get("/oppet/0682/blad"), 404)
}
