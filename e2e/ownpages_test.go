package e2e

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/page.js
var pageScript string

// TestThePersonsPagesForEverybody opens every page that the person comes to as
// those do who enlarge it, who have no mouse, who want it on paper, and who read
// English.
func TestThePersonsPagesForEverybody(t *testing.T) {
	t.Parallel()
	d, routes := startDemo(t, t.TempDir(), false), pageRoutes(t)
	pages := newReader(t, d.Base).own(routes)
	if len(pages) < 30 {
		t.Fatalf("the person comes to %q only", pages)
	}
	for name, look := range map[string]func(*reader, string){
		"enlarged": (*reader).enlarged, "by keyboard": (*reader).tabThrough, "on paper": (*reader).onPaper, "in English": inEnglish(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReader(t, d.Base)
			r.signIn(storyName)
			if name == "in English" {
				r.open("/min-plan")
				r.follow("English")
			}
			for _, p := range pages {
				look(r, p)
			}
		})
	}
}

// own signs in as the person of the story and returns her pages: of those with one
// address pattern the ones that are built of something new.
func (r *reader) own(routes []string) []string {
	r.t.Helper()
	r.signIn(storyName)
	pages, _ := r.crawl(routes, "/min-plan", "/mitt/skriv", "/begaran", "/begaran/ny", "/mina-uppgifter", "/hjalp", "/tillganglighet", "/mina-sessioner")
	return (&shown{parts: map[string]bool{}}).anew(pages)
}

// says reports what a look at the page in hand has found.
func (r *reader) says(expression string) {
	r.t.Helper()
	var wrong []string
	r.ask(expression, &wrong)
	for _, w := range wrong {
		r.t.Errorf("%s: %s", r.path(), w)
	}
}

// lookAt opens a page with what looks at it.
func (r *reader) lookAt(p string) {
	r.t.Helper()
	r.open(p)
	r.ask(pageScript, nil)
}

// enlarged looks at a page of twice the size, and with letters of twice the
// size: nothing is cut, and nobody scrolls sideways.
func (r *reader) enlarged(p string) {
	r.t.Helper()
	r.run(emulation.SetDeviceMetricsOverride(640, 450, 2, false))
	r.lookAt(p)
	r.ask(openAll, nil)
	r.says("page.tight(640)")
	r.window(1280, 900)
	r.ask(`document.documentElement.style.fontSize = "200%"`, nil)
	r.says("page.tight(1280)")
}

// sheetWidth is what the margins leave of an A4 sheet, in points of the screen.
const sheetWidth = 680

// onPaper looks at a page as it is printed from a dark screen.
func (r *reader) onPaper(p string) {
	r.t.Helper()
	r.window(sheetWidth, 1000)
	r.run(emulation.SetEmulatedMedia().WithMedia("print").WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}))
	r.lookAt(p)
	r.says(fmt.Sprintf("page.onPaper(%d)", sheetWidth))
}

// tabThrough goes through a page with the tab key alone: to everything, in the
// order that it is read, seeing where one is, and out again.
func (r *reader) tabThrough(p string) {
	r.t.Helper()
	r.theme("light") // and nothing moves
	r.lookAt(p)
	presses := 0
	r.ask("page.begin()", &presses)
	tab := chromedp.ActionFunc(func(ctx context.Context) error {
		for range presses {
			key := input.DispatchKeyEvent(input.KeyRawDown).WithKey("Tab").WithCode("Tab").WithWindowsVirtualKeyCode(9)
			if err := key.Do(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	r.run(tab)
	r.says("page.walked()")
}

var (
	textLine  = regexp.MustCompile(`(?m)^"[^"]+" = "(.*)"$`)
	manyLines = regexp.MustCompile(`(?ms)^"[^"]+" = """(.*?)"""`)
	inText    = regexp.MustCompile(`\\\{[a-z_]+\\\}`)
	aNumber   = strings.NewReplacer(`\{n\}`, `[\d\s,−]+`)
	letters   = regexp.MustCompile(`\pL`)
)

// named are texts that are names too: of authorities, units and forums in the
// world of the demo. The rest is what items there are called and say: content,
// which is in Swedish whoever reads it.
var named = []string{
	"Läkarintyg, 100 %", "Underlag till läkaren inför nytt intyg", "Läkarintyg, 100 % – Samverk", "Det här är gjort", "Det här fungerade", "Det här återstår",
	"Avslutad utbildning: grundskola", "Avslutad utbildning: gymnasium", "Överlämning: Arbetsträning i kommunens verkstad",
	"Personen", "Arbetsförmedlingens plan", "Vårdens plan", "Ekonomiskt bistånd", "Lön",
	"Försäkringskassan", "Arbetsförmedlingen", "Region Jönköpings län", "Försäkringskassans samordning", "Försörjningsstöd", "Trepartssamtal", "Skolsamverkan", "Samordnad individuell plan (SIP)",
}

// fewest letters tell one language from the other, in a text that holds something.
const fewest = 8

// inEnglish looks for Swedish on a page that is to be in English: what stands
// among the texts in Swedish alone. Names and people's own words do not.
func inEnglish(t *testing.T) func(*reader, string) {
	t.Helper()
	english, whole := textsOf(t, "en"), map[string]bool{}
	var holding []*regexp.Regexp
	for words := range textsOf(t, "sv") {
		switch {
		case english[words]:
		case !strings.Contains(words, "{"):
			whole[words] = true
		case len(letters.FindAllString(inText.ReplaceAllString(regexp.QuoteMeta(words), ""), -1)) >= fewest:
			holding = append(holding, regexp.MustCompile("^"+inText.ReplaceAllString(aNumber.Replace(regexp.QuoteMeta(words)), ".+")+"$"))
		}
	}
	judged := map[string]bool{}
	for _, n := range named {
		judged[n] = true
	}
	return func(r *reader, p string) {
		r.t.Helper()
		var lang string
		var said []string
		r.lookAt(p)
		r.ask("document.documentElement.lang", &lang)
		r.ask("page.words()", &said)
		if lang != "en" || len(said) < 5 {
			r.t.Errorf("%s is in %q and says %q", p, lang, said)
		}
		for _, words := range said {
			if !judged[words] && !strings.HasPrefix(words, "Läkarintyg, 100 % (") && (whole[words] || slices.ContainsFunc(holding, func(h *regexp.Regexp) bool { return h.MatchString(words) })) {
				r.t.Errorf("%s says %q", p, words)
			}
			judged[words] = true
		}
	}
}

// textsOf reads all that the program can say in a language, line by line.
func textsOf(t *testing.T, lang string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("../internal/i18n/texts/*." + lang + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range textLine.FindAllStringSubmatch(string(b), -1) {
			all[m[1]] = true
		}
		for _, m := range manyLines.FindAllStringSubmatch(string(b), -1) {
			for line := range strings.SplitSeq(m[1], "\n") {
				all[strings.TrimSpace(line)] = true
			}
		}
	}
	delete(all, "")
	return all
}

// TestThePersonReadsAllThatIsHeldAboutHer opens the register extract, goes on to
// the rest of the log, keeps the whole as a file, and finds that she read it.
func TestThePersonReadsAllThatIsHeldAboutHer(t *testing.T) {
	d := startDemo(t, t.TempDir(), false)
	r := newReader(t, d.Base)
	r.signIn(storyName)
	r.open("/mina-uppgifter")
	r.follow("Registerutdrag")
	r.sees("Vem du är", storyName, "Kallelser och möten", "Det som är skrivet, i alla versioner", "Vem som har läst och gjort vad")
	at := r.path()
	var unfilled, lost []string
	r.ask(`document.querySelector("main").innerText.match(/\{[a-z_]+\}/g) || []`, &unfilled)
	r.ask(`[...document.querySelectorAll('main a[href^="#"]')].map((a) => a.hash).filter((to) => !document.querySelector(to))`, &lost)
	if len(unfilled)+len(lost) > 0 {
		t.Errorf("the extract says %q, and its contents lead to %q", unfilled, lost)
	}
	r.follow("Skriv ut")
	r.sees("Registerutdrag", storyName)
	var file struct {
		Format string
		Parts  []struct {
			Section string
			Rows    []map[string]string
		}
	}
	status, body := r.fetch(at + "/fil")
	if err := json.Unmarshal([]byte(body), &file); err != nil || status != 200 || file.Format != "samverk.register-extract" {
		t.Fatalf("the file is answered %d, %v", status, err)
	}
	rows := map[string]int{}
	for _, p := range file.Parts {
		rows[p.Section] += len(p.Rows)
	}
	for _, section := range []string{"person", "requests", "case", "parties", "consents", "items", "disclosures", "plans", "calls", "minutes", "events", "log"} {
		if rows[section] == 0 {
			t.Errorf("the file tells nothing of %s", section)
		}
	}
	r.open("/vem-har-last?egna=ja")
	r.sees("Öppnade registerutdraget")
}
