package e2e

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axe string

// everybody lists the sorts of readers, by what they sign in as; nobody is
// signed out.
var everybody = map[string]string{
	"nobody": "", "caseworker": care, "coordinator": leader, "manager": "vetlanda-ame-chef", "federation": "hsf-tjansteman", "administrator": "vetlanda-admin", "person": storyName,
	"newcomer": "af-aneby-handlaggare",
	"keeper":   af, "told": "vetlanda-psyk-chef", "writer": livelihood, "coach": ame,
}

// only says where those look who come to pages that no other reader does.
var only = map[string]*regexp.Regexp{
	"keeper":   regexp.MustCompile(`^/(min-dag|arenden|arenden/\{case\}(/kallelser.*)?)$`),
	"writer":   regexp.MustCompile(`^/(min-dag|arenden|arenden/\{case\}(/forsorjning.*|/forsta-bild.*|/underlag.*|/gemensam-bedomning.*)?)$`),
	"coach":    regexp.MustCompile(`^/(min-dag|arenden|arenden/\{case\}(/forsta-bild.*|/underlag.*|/gemensam-bedomning.*)?)$`),
	"told":     regexp.MustCompile(`^/(min-dag|kallelser/\{call\})$`),
	"newcomer": regexp.MustCompile(`^/introduktion(/intyg)?$`),
}

// byPasskey lists the pages that the tests of passkeys and sessions look at, and
// what scripts ask for there: the demo's address takes no passkeys.
var byPasskey = map[string]bool{
	"/inbjudan/{secret}": true, "/inloggningsnycklar/ny": true, "/inloggningsnycklar/{passkey}": true, "/visa-att-det-ar-du": true, "/fortsatt": true, "/min-session": true,
}

// byProvider lists the pages that the tests of providers look at: the demo has
// none.
var byProvider = map[string]bool{"/logga-in/{provider}": true, "/logga-in/{provider}/svar": true, "/inget-om-dig": true, "/forvaltning/personer/{user}/identitet": true}

// byAdministrator lists the pages of administration that stand only while
// something waits there, which nothing does in the demo: the walk of two
// administrators (admin_test.go) looks at them.
var byAdministrator = map[string]bool{"/forvaltning/andringar/{change}": true, "/forvaltning/import/{batch}": true, "/forvaltning/import/{batch}/fel": true}

// byWay lists the pages that the walk of the way through looks at: of what nobody
// in the demo's own case has written.
var byWay = map[string]bool{
	"/arenden/{case}/gemensam-bedomning/{call}": true, "/arenden/{case}/forsta-bild/klarlagg": true, "/arenden/{case}/forsta-bild/kartlaggning/{item}": true,
}

// byForm lists the pages that come after a form was sent: the readers look at
// them when they have looked at all others.
var byForm = map[string]bool{"/insatsfil/{batch}": true, "/nyckeltal/import/{batch}": true, "/nyckeltal/egna/{figure}": true, "/svara/{code}": true}

// storyName is the person with whom the demo has walked the scenario.
const storyName = "Tolvan Tolvansson"

// TestEveryPageIsAccessible follows every link as each sort of reader and lets
// axe look at each page in both themes and on a narrow screen; of pages with one
// address pattern at those that are built of something new. Where SAMVERK_PAGES
// names a folder, it draws the pages there.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	d, routes := startDemo(t, t.TempDir(), false), pageRoutes(t)
	var mu sync.Mutex
	visited, seen := map[string]bool{}, &shown{parts: map[string]bool{}}
	t.Run("as", func(t *testing.T) {
		for name, who := range everybody {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := walker{base: d.Base, name: name, who: who}
				pages, elsewhere := w.reader(t).findAll(name, who, routes)
				mu.Lock()
				for _, at := range slices.Concat(addresses(pages), elsewhere) {
					visited[routeOf(routes, strings.SplitN(at, "?", 2)[0])] = true
				}
				mu.Unlock()
				w.lookAtAll(t, seen.anew(pages))
			})
		}
	})
	for _, r := range routes {
		if !visited[r] && !byPasskey[r] && !byProvider[r] && !byAdministrator[r] && !byHelper[r] && !byPending[r] && !byMatter[r] && !byWay[r] && !byForm[r] && !strings.HasSuffix(r, "/moten.ics") && !strings.HasSuffix(r, "/mote/hander") && !strings.HasSuffix(r, "/mote/nu") && !strings.HasSuffix(r, "/anteckningar/utskrift") { // calendar programs and scripts come there
			t.Errorf("no reader came to %s", r)
		}
	}
}

// walker is a sort of reader, who looks in several windows.
type walker struct {
	base, name, who string
}

// reader opens a window where she is signed in.
func (w walker) reader(t *testing.T) *reader {
	r := newReader(t, w.base)
	if w.who != "" {
		r.signIn(w.who)
	}
	return r
}

// pagesAtOnce is how many pages one window looks at.
const pagesAtOnce = 12

// lookAtAll looks at pages, and at those that come after a form was sent.
func (w walker) lookAtAll(t *testing.T, pages []string) {
	for some := range slices.Chunk(pages, pagesAtOnce) {
		t.Run("pages", func(t *testing.T) {
			t.Parallel()
			r := w.reader(t)
			for _, p := range some {
				r.open(p)
				r.inspect(w.name, p)
			}
		})
	}
	after := map[string]func(*reader, string){"nobody": (*reader).missingPage, "caseworker": (*reader).wizardPages, "coordinator": (*reader).faultyForms, "manager": (*reader).offersFile, "federation": (*reader).figuresFile}[w.name]
	if after == nil {
		return
	}
	t.Run("after", func(t *testing.T) {
		t.Parallel()
		after(w.reader(t), w.name)
	})
}

// missingPage looks at what is told of an address that is none.
func (r *reader) missingPage(name string) {
	r.t.Helper()
	r.open("/finns-inte")
	r.inspect(name, "/finns-inte")
}

// findAll returns the addresses of the pages that a reader can come to, and of
// what is no page.
func (r *reader) findAll(name, who string, routes []string) (pages []found, elsewhere []string) {
	r.t.Helper()
	from := []string{"/", "/logga-in", "/demo", "/hjalp", "/tillganglighet"}
	if who != "" {
		from = append(r.story(), "/", "/min-dag", "/min-plan", "/sok", "/mina-sessioner", "/nycklar", "/byt-funktion", "/begaran", "/begaran/ny", "/mitt/skriv", "/bemanning", "/verksamhet/logg")
	}
	switch name {
	case "manager":
		from = append(from, "/loggkontroll")
	case "told": // by what the program does when it has started
		if !eventually(20*time.Second, r.ctx.Done(), func() bool { _, day := r.fetch("/min-dag"); return strings.Contains(day, `href="/kallelser/`) }) {
			r.t.Error("nobody has been told of a call")
		}
	case "newcomer":
		r.open("/byt-funktion")
		r.follow("Rehabkoordinator")
		from = []string{"/introduktion"}
	case "administrator":
		from = append(from, "/forvaltning/personer/vetlanda-ame-coach-1/avsluta")
	case "federation":
		from = append(from, "/forbund/organisationer/vetlanda/administrator")
	}
	if where := only[name]; where != nil {
		routes = slices.DeleteFunc(slices.Clone(routes), func(route string) bool { return !where.MatchString(route) })
	}
	return r.crawl(routes, from...)
}

// story lists the addresses of the case that the demo has walked, first.
func (r *reader) story() (all []string) {
	_, list := r.fetch("/arenden")
	if m := regexp.MustCompile(`href="(/arenden/[a-z2-7]{26})"[^>]*>\s*` + storyName).FindStringSubmatch(list); m != nil {
		all = []string{m[1]}
	}
	return all
}

// wizardPages looks at the pages that come after a form was sent.
func (r *reader) wizardPages(name string) {
	r.t.Helper()
	r.open("/begaran/ny")
	r.fill("Kommun", "Vetlanda")
	r.tick("Samordning", "Vad behövs det hjälp med?")
	r.follow("Nästa")
	r.inspect(name, "/begaran/ny till")
	r.tick("Samverkanskoordinator")
	r.follow("Nästa")
	r.fill("Personnummer", "19900101-2386")
	r.follow("Nästa")
	r.inspect(name, "/begaran/ny fel")
	r.fill("Personnummer", number)
	r.fill("Namn", personName)
	r.tick("Inget särskilt skydd")
	r.follow("Nästa")
	r.inspect(name, "/begaran/ny hur")
	r.tick("Vården", "Vilka behöver vara med?")
	r.fill("Vad hoppas personen på?", "En gemensam plan.")
	r.follow("Nästa")
	r.inspect(name, "/begaran/ny skicka")
}

// faultyForms looks at the forms of forums and meetings after they were sent
// with nothing in them.
func (r *reader) faultyForms(name string) {
	r.t.Helper()
	for _, f := range [][2]string{
		{"/overenskommelser/ny", "Skapa utkast"}, {"/forum/vetlanda-samverk/tillfallen", "Planera"}, {"/hinder/nytt", "Skicka till chefsgruppen"},
		{r.story()[0] + "/kallelser/ny?forum=vetlanda-samverk", "Kalla"}, {r.story()[0] + "/kallelser/ny?forum=eget", "Kalla"},
	} {
		r.open(f[0])
		r.follow(f[1])
		r.sees("behöver rättas")
		r.inspect(name, f[0]+" fel")
	}
	r.surveyPages(name)
}

// surveyPages looks at the invitations of a survey and at the answers of who got
// one.
func (r *reader) surveyPages(name string) {
	r.t.Helper()
	r.open("/enkater")
	r.follow("Efter utbildningsdagen")
	r.press("press", "Gör inbjudningar")
	r.fill("Vem som helst", "1")
	r.tick("Ett ark att skriva ut")
	r.follow("Gör inbjudningarna")
	r.inspect(name, "/enkater/{survey}/inbjudningar")
	link := ""
	r.ask(`document.querySelector(".survey-codes code").innerText`, &link)
	at := link[strings.Index(link, "/svara/"):]
	r.open(at)
	r.inspect(name, at)
	r.follow("Skicka")
	r.sees("behöver rättas")
	r.inspect(name, at+" fel")
}

// offersFile looks at what is told of a file of interventions that is wrong.
func (r *reader) offersFile(name string) {
	r.t.Helper()
	_, file := r.fetch("/insatser/fil/mall?form=csv")
	at := filepath.Join(r.t.TempDir(), "insatser.csv")
	r.keep(at, []byte(file+"fel;fel;fel\r\n"))
	r.open("/insatser/fil")
	r.run(chromedp.SetUploadFiles(`input[type="file"]`, []string{at}, chromedp.ByQuery))
	r.follow("Granska filen")
	r.inspect(name, "/insatsfil/{batch}")
}

// figuresFile looks at what is told of the report's tables before they are taken
// in, and at a figure of one's own.
func (r *reader) figuresFile(name string) {
	r.t.Helper()
	r.open("/nyckeltal/import")
	r.follow("Granska rapportens tabeller")
	r.inspect(name, "/nyckeltal/import/{batch}")
	r.open("/nyckeltal/egna/ny")
	r.follow("Spara")
	r.sees("Skriv definitionen.")
	r.inspect(name, "/nyckeltal/egna/ny fel")
	r.fill("Nummer i Kolada", "N00000")
	r.fill("Vad heter nyckeltalet?", "Ett eget nyckeltal")
	r.fill("Definition", "Det som räknas, bland vilka och när.")
	r.tick("procent")
	r.follow("Spara")
	r.open("/nyckeltal/egna/kolada-n00000")
	r.sees("Ett eget nyckeltal")
	r.inspect(name, "/nyckeltal/egna/{figure}")
}

// The rules that axe applies: everything of WCAG 2.2 A and AA and what it holds
// for good practice; and those that a theme or a narrow screen can change.
const (
	allRules     = `{type:"tag",values:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}`
	dressedRules = `{type:"rule",values:["color-contrast","link-in-text-block","target-size","scrollable-region-focusable"]}`
)

// inspect looks at the page as it is: light, dark and narrow.
func (r *reader) inspect(name, p string) {
	r.t.Helper()
	r.inspectLight(name, p)
	r.inspectDressed(name, p)
}

// inspectLight looks at the whole page and its dialog, and whether it fits on a
// narrow screen.
func (r *reader) inspectLight(name, p string) {
	r.t.Helper()
	r.theme("light")
	r.draw(name, p, "1280-ljus")
	r.ask(openAll, nil)
	r.axe(p, allRules, "document")
	r.window(320, 800)
	width := 0
	if r.ask("document.scrollingElement.scrollWidth", &width); width > 321 {
		r.t.Errorf("%s is %d points wide on a screen of 320: %s", p, width, r.widest())
	}
	r.draw(name, p, "320-ljus")
	r.window(1280, 900)
	dialogs := 0
	if r.ask(`(d => { if (d) d.showModal(); return d ? 1 : 0 })(document.querySelector("dialog"))`, &dialogs); dialogs > 0 {
		r.axe(p, allRules, `"dialog[open]"`)
		r.draw(name, p, "dialog")
		r.ask(`document.querySelector("dialog[open]").close()`, nil)
	}
	if strings.Contains(p, "utskrift") {
		r.drawPrint(name, p)
	}
}

// inspectDressed looks at what a dark theme and a narrow screen change, both at
// once: a theme changes colours only, and a width none.
func (r *reader) inspectDressed(name, p string) {
	r.t.Helper()
	r.ask(openAll, nil)
	r.theme("dark")
	r.draw(name, p, "1280-mork")
	r.window(320, 800)
	r.axe(p, dressedRules, "document")
	r.theme("light")
	r.window(1280, 900)
}

// openAll unfolds all that the page has folded.
const openAll = `document.querySelectorAll("main details").forEach(d => d.open = true)`

// widest names what sticks out.
func (r *reader) widest() (what string) {
	r.ask(`[...document.querySelectorAll("body *")].filter(e=>e.getBoundingClientRect().right>321).map(e=>e.tagName+"."+e.className).slice(-3).join(" ")`, &what)
	return what
}

// axe reports everything that it finds wrong with a part of the page.
func (r *reader) axe(p, rules, part string) {
	r.t.Helper()
	for _, v := range r.violations(rules, part) {
		r.t.Errorf("%s: %s", p, v)
	}
}

// violations lets axe look at a part of the page. None of the rules needs the
// style sheets to be fetched once more.
func (r *reader) violations(rules, part string) (all []string) {
	r.t.Helper()
	missing := false
	if r.ask("typeof axe==='undefined'", &missing); missing {
		r.ask("(()=>{"+axe+"})()", nil)
	}
	r.run(chromedp.Evaluate(fmt.Sprintf(`axe.run(%s,{runOnly:%s,resultTypes:["violations"],preload:false}).then(r=>r.violations.map(v=>
		[v.id,v.help,"("+v.nodes.length+")",v.nodes[0].html.slice(0,300),v.nodes[0].failureSummary].join(" ").replaceAll("\\n"," ")))`, part, rules), &all,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	return all
}

var (
	identifiers = regexp.MustCompile(`([a-z2-7]{4})[a-z2-7]{22}`)
	inFileName  = regexp.MustCompile(`[^a-z0-9]+`)
)

// draw keeps a picture of the page where somebody wants them.
func (r *reader) draw(name, p, how string) {
	r.t.Helper()
	dir := os.Getenv("SAMVERK_PAGES")
	if dir == "" {
		return
	}
	var png []byte
	r.run(chromedp.FullScreenshot(&png, 100))
	p = inFileName.ReplaceAllString(identifiers.ReplaceAllString(p, "$1"), "-")
	r.keep(filepath.Join(dir, name+p+"-"+how+".png"), png)
}

func (r *reader) keep(file string, png []byte) {
	r.t.Helper()
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = os.WriteFile(file, png, 0o644)
	}
	if err != nil {
		r.t.Error(err)
	}
}

// drawPrint keeps the page as it comes out on paper.
func (r *reader) drawPrint(name, p string) {
	r.t.Helper()
	r.run(emulation.SetEmulatedMedia().WithMedia("print"))
	r.window(794, 1123)
	r.draw(name, p, "papper")
	r.window(1280, 900)
	r.run(emulation.SetEmulatedMedia())
}

// TestAxeFindsWhatIsWrong keeps the test above honest.
func TestAxeFindsWhatIsWrong(t *testing.T) {
	d := startDemo(t, t.TempDir(), false)
	r := newReader(t, d.Base)
	r.open("/hjalp")
	r.ask(`document.querySelector("main").insertAdjacentHTML("beforeend", '<img src="/favicon.ico"><p id="blekt">blekt</p>');
		document.getElementById("blekt").style.cssText = "color:#ccc;background:#fff"`, nil)
	if found := r.violations(allRules, "document"); len(found) < 2 {
		t.Errorf("axe found %v", found)
	}
}
