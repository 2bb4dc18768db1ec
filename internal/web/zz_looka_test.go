package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestZZLookA(t *testing.T) {
	if os.Getenv("LOOKA") == "" {
		t.Skip()
	}
	s := open(t)
	s.signers()
	s.Exec(`insert into forum (id, area_id, name, formal, about, kind, status) values ('samverk', '0685', 'Samverk Vetlanda', true, '', 'samverk', 'starting'), ('lsg', '0685', 'Chefsgruppen', true, '', 'managers', 'active')`)
	keeper := s.as(t, "samordning-1 samordning")
	page := keeper.want(keeper.get("/overenskommelser/ny?omrade=0685"), 200)
	to := keeper.on(keeper.post("/overenskommelser/ny", tell(page, "/overenskommelser/ny", url.Values{"title": {"Samverk Vetlanda"}, "area": {"0685"}, "template": {"four"}})))
	at := strings.TrimSuffix(to, "/andra")
	page = keeper.want(keeper.get(to), 200)
	f := edited(page, at)
	for _, name := range []string{"purpose", "target_group", "criteria", "goals", "roles", "division", "routines", "forms", "forum_rules"} {
		_, rest, _ := strings.Cut(page, `name="`+name+`"`)
		_, rest, _ = strings.Cut(rest, ">")
		text, _, _ := strings.Cut(rest, "</textarea>")
		f.Set(name, strings.TrimSpace(text))
	}
	f["grounds"] = []string{"sol_7_3", "sfb_30_10", "fk_instruction", "af_instruction"}
	keeper.on(keeper.post(to, f))
	shot := func(b *browser, name, path string, size string) {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for n, v := range b.jar {
				r.AddCookie(&http.Cookie{Name: n, Value: v})
			}
			s.h.ServeHTTP(w, r)
		}))
		defer srv.Close()
		out, err := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--user-data-dir=/tmp/c3a/prof", "--window-size="+size, "--screenshot=/tmp/c3a/"+name+".png", srv.URL+path).CombinedOutput()
		if err != nil {
			t.Error(err, string(out))
		}
	}
	shot(keeper, "draft", at, "1280,3000")
	shot(keeper, "edit", at+"/andra", "1280,3600")
	shot(keeper, "new", "/overenskommelser/ny?omrade=0685", "1280,1100")
	keeper.step(at, "/oppna", nil)
	fk := s.as(t, "fk-chef-1 fk-chef")
	shot(fk, "sign", at, "1280,2600")
	shot(fk, "signsmall", at, "360,2600")
	shot(fk, "neka", at+"/steg/neka", "1280,900")
	shot(fk, "day", "/min-dag", "1280,900")
	for _, f := range []string{"samverkan-chef", "vc-chef", "fk-chef"} {
		s.as(t, f+"-1 "+f).step(at, "/skriv-under", nil)
	}
	shot(keeper, "list0", "/overenskommelser", "1280,1200")
	s.as(t, "af-chef-1 af-chef").step(at, "/skriv-under", nil)
	shot(keeper, "list", "/overenskommelser", "1280,1200")
	shot(keeper, "listsmall", "/overenskommelser", "360,1600")
	to = keeper.step(at, "/ny-version", nil)
	f = edited(keeper.want(keeper.get(to), 200), at)
	f["must_attend"] = nil
	f.Set("answer_days", "3")
	f["grounds"] = []string{"sol_7_3"}
	keeper.on(keeper.post(to, f))
	shot(keeper, "compare", at+"/jamfor?fran=1&till=2", "1280,2400")
	shot(keeper, "print", at+"/utskrift?version=1", "900,2400")
	shot(keeper, "inforce", at+"/versioner/1", "1280,2800")
	shot(keeper, "copy", at+"/kopiera", "1280,900")
}
