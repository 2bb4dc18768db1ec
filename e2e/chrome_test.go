package e2e

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// chromium is the one browser of all tests, started by the first that needs it
// and ended by TestMain: Debian's build that draws no windows of its own where it
// is installed, which takes half the time, else any Chromium. Each reader has a context of her own in it, with her
// own cookies.
var chromium struct {
	sync.Mutex
	ctx  context.Context
	ends []context.CancelFunc
	err  error
}

func startChromium() (context.Context, error) {
	chromium.Lock()
	defer chromium.Unlock()
	if chromium.ctx != nil || chromium.err != nil {
		return chromium.ctx, chromium.err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-first-run", true), chromedp.Flag("no-pings", true), chromedp.Flag("disable-sync", true), chromedp.Flag("proxy-server", "direct://"),
		chromedp.Flag("accept-lang", "sv-SE,sv"), chromedp.Flag("force-color-profile", "srgb"), chromedp.WindowSize(1280, 900))
	if path, err := exec.LookPath(cmp.Or(os.Getenv("SAMVERK_CHROMIUM"), "chromium-headless-shell")); err == nil {
		options = append(options, chromedp.ExecPath(path))
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, quit := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	chromium.ends = []context.CancelFunc{quit, end}
	if chromium.err = chromedp.Run(ctx); chromium.err == nil {
		chromium.ctx = ctx
	}
	return chromium.ctx, chromium.err
}

func stopChromium() {
	for _, end := range chromium.ends {
		end()
	}
}

// reader is somebody at a browser of her own.
type reader struct {
	t    testing.TB
	ctx  context.Context
	base string
	also string // another host that pages lead to, if any

	mu    sync.Mutex
	noise []string // what the browser complains of
}

// newReader opens a window of 1280 points with no cookies.
func newReader(t testing.TB, base string) *reader {
	t.Helper()
	parent, err := startChromium()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	own, tab, err := newWindow(parent)
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	ctx, end := chromedp.NewContext(parent, chromedp.WithTargetID(tab))
	r := &reader{t: t, ctx: ctx, base: base}
	chromedp.ListenTarget(ctx, r.listen)
	r.run(network.Enable(), runtime.Enable(), browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorDeny))
	r.window(1280, 900)
	t.Cleanup(func() {
		_ = target.DisposeBrowserContext(own).Do(ofBrowser(parent))
		end()
		for _, n := range r.noise {
			t.Errorf("the browser says: %s", n)
		}
	})
	return r
}

// newWindow opens a window with cookies of its own. The newer headless Chromium
// wants one window to each set of cookies, which chromedp does not ask for.
func newWindow(parent context.Context) (own cdp.BrowserContextID, tab target.ID, err error) {
	ctx := ofBrowser(parent)
	if own, err = target.CreateBrowserContext().WithDisposeOnDetach(true).Do(ctx); err != nil {
		return own, tab, err
	}
	tab, err = target.CreateTarget("about:blank").WithBrowserContextID(own).WithNewWindow(true).Do(ctx)
	return own, tab, err
}

// ofBrowser is for what is asked of the browser and not of a tab.
func ofBrowser(ctx context.Context) context.Context {
	return cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
}

// listen keeps what a page must not do: throw, break its own policy or call
// other hosts.
func (r *reader) listen(event any) {
	says := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		says = e.ExceptionDetails.Error()
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError {
			says = "console.error"
		}
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, r.base) && (r.also == "" || !strings.HasPrefix(url, r.also)) && !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "about:") {
			says = "a call to " + url
		}
	case *devtools.EventJavascriptDialogOpening:
		go chromedp.Run(r.ctx, devtools.HandleJavaScriptDialog(true))
	}
	if says != "" {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.noise = append(r.noise, says)
	}
}

// run does something in the browser, within a time that no page needs.
func (r *reader) run(actions ...chromedp.Action) {
	r.t.Helper()
	if err := r.try(actions...); err != nil {
		r.t.Fatalf("%v, at %s", err, r.path())
	}
}

func (r *reader) try(actions ...chromedp.Action) error {
	// The first call makes the tab, which lives as long as its context.
	if chromedp.FromContext(r.ctx).Target == nil {
		return chromedp.Run(r.ctx, actions...)
	}
	ctx, end := context.WithTimeout(r.ctx, time.Minute)
	defer end()
	return chromedp.Run(ctx, actions...)
}

// ask evaluates an expression in the page.
func (r *reader) ask(expression string, into any) {
	r.t.Helper()
	r.run(chromedp.Evaluate(expression, into))
}

// path is the address of the page, without the host.
func (r *reader) path() (at string) {
	_ = r.try(chromedp.Evaluate("location.pathname+location.search", &at))
	return at
}

// text is what stands on the page, hidden parts apart.
func (r *reader) text() (all string) {
	r.t.Helper()
	r.ask("document.body.innerText", &all)
	return strings.ReplaceAll(all, "\u00a0", " ")
}

// html is the whole page, hidden parts too.
func (r *reader) html() (all string) {
	r.t.Helper()
	r.ask("document.documentElement.outerHTML", &all)
	return strings.ReplaceAll(all, "\u00a0", " ")
}

func (r *reader) sees(words ...string) {
	r.t.Helper()
	text := r.text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			r.t.Fatalf("%s does not say %q:\n%s", r.path(), w, text)
		}
	}
}

// lacks looks for what must not be there, hidden parts too.
func (r *reader) lacks(words ...string) {
	r.t.Helper()
	all := r.html()
	for _, w := range words {
		if strings.Contains(all, w) {
			r.t.Errorf("%s says %q", r.path(), w)
		}
	}
}

// window sets how large the window is.
func (r *reader) window(width, height int64) {
	r.t.Helper()
	r.run(emulation.SetDeviceMetricsOverride(width, height, 1, false))
}

// theme chooses light or dark, as the computer would.
func (r *reader) theme(name string) {
	r.t.Helper()
	r.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}}))
}

// script turns JavaScript on or off.
func (r *reader) script(on bool) {
	r.t.Helper()
	r.run(emulation.SetScriptExecutionDisabled(!on))
}

// open goes to an address and waits until all of it is there.
func (r *reader) open(path string) {
	r.t.Helper()
	r.leave(func() { r.run(chromedp.Navigate(r.base + path)) })
}

// leave does what leads to another page, and waits for that page.
func (r *reader) leave(do func()) {
	r.t.Helper()
	r.ask("window.before=true", nil)
	do()
	if !eventually(15*time.Second, r.ctx.Done(), func() bool {
		there := false
		err := r.try(chromedp.Evaluate("!window.before && document.readyState==='complete'", &there))
		return err == nil && there
	}) {
		r.t.Fatalf("nothing happened on %s:\n%s", r.path(), r.text())
	}
}

//go:embed testdata/find.js
var finder string

// place is where something stands in the window.
type place struct {
	X, Y            float64
	Tag, Type, Says string
	On              bool
	Error           string
}

// find looks for something as a reader does: a link or button by its words, a
// field by its label, a choice by its words in the group with a legend.
func (r *reader) find(kind, label string, under ...string) (p place) {
	r.t.Helper()
	p, err := r.look(kind, label, under...)
	if err != nil {
		r.t.Fatalf("%v, at %s:\n%s", err, r.path(), r.text())
	}
	return p
}

func (r *reader) look(kind, label string, under ...string) (p place, err error) {
	in, _ := json.Marshal([]string{kind, label, strings.Join(under, "")})
	err = r.try(chromedp.Evaluate(fmt.Sprintf("(%s)(...%s)", finder, in), &p))
	if err == nil && p.Error != "" {
		err = errors.New(p.Error)
	}
	return p, err
}

// has reports whether there is something to find.
func (r *reader) has(kind, label string, under ...string) bool {
	_, err := r.look(kind, label, under...)
	return err == nil
}

// press clicks on something that does not lead away.
func (r *reader) press(kind, label string, under ...string) {
	r.t.Helper()
	p := r.find(kind, label, under...)
	r.run(chromedp.MouseClickXY(p.X, p.Y))
}

// follow clicks on a link or button and waits for the page it leads to.
func (r *reader) follow(label string, under ...string) {
	r.t.Helper()
	p := r.find("press", label, under...)
	r.leave(func() { r.run(chromedp.MouseClickXY(p.X, p.Y)) })
}

// fill types in a field, in place of what stands there.
func (r *reader) fill(label, value string, under ...string) {
	r.t.Helper()
	p := r.find("field", label, under...)
	if p.Tag == "INPUT" && p.Type != "text" && p.Type != "tel" && p.Type != "search" || p.Tag == "SELECT" {
		in, _ := json.Marshal(value)
		r.ask(fmt.Sprintf(`(v=>{const e=window.found; const o=e.options && [...e.options].find(o=>o.text===v)||e.options && [...e.options].find(o=>o.text.startsWith(v));
			if (e.options && !o) throw new Error("no "+v+" in "+[...e.options].map(o=>o.text)); e.value = o ? o.value : v;
			e.dispatchEvent(new Event("input",{bubbles:true})); e.dispatchEvent(new Event("change",{bubbles:true}))})(%s)`, in), nil)
		return
	}
	r.run(chromedp.MouseClickXY(p.X, p.Y))
	r.ask("window.found.select()", nil)
	r.run(input.InsertText(value))
}

// tick sets a box or a choice.
func (r *reader) tick(label string, under ...string) {
	r.t.Helper()
	r.set("choice", label, true, under)
}

func (r *reader) set(kind, label string, on bool, under []string) {
	r.t.Helper()
	if p := r.find(kind, label, under...); p.On != on {
		r.run(chromedp.MouseClickXY(p.X, p.Y))
		if p = r.find(kind, label, under...); p.On != on {
			r.t.Fatalf("%q at %s did not change", label, r.path())
		}
	}
}

// cell ticks or clears one box of the grid: what a unit may know.
func (r *reader) cell(unit, category string, on bool) {
	r.t.Helper()
	r.set("cell", category, on, []string{unit})
}

// signIn chooses on /demo whom to be: the name of a person or the identifier of
// a function, where "/2" is its deputy.
func (r *reader) signIn(who string) {
	r.t.Helper()
	r.open("/demo")
	p := r.find("demo", who)
	r.leave(func() { r.run(chromedp.MouseClickXY(p.X, p.Y)) })
}
