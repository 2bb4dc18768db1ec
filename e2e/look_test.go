package e2e

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// settle waits until a part of the page that the server draws anew is there: it
// is marked from the moment that it was asked for.
func (r *reader) settle() {
	r.t.Helper()
	if !eventually(5*time.Second, r.ctx.Done(), func() bool {
		there := false
		r.ask(`!document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling")`, &there)
		return there
	}) {
		r.t.Fatalf("%s is still waiting for the server", r.path())
	}
}

// confirm presses what opens a dialog, and then the button in it.
func (r *reader) confirm(opener, under, button string) {
	r.t.Helper()
	r.press("press", opener, under)
	r.follow(button)
}

// cookies are those of the reader's own browser.
func (r *reader) cookies() map[string]string {
	r.t.Helper()
	all := map[string]string{}
	r.run(chromedp.ActionFunc(func(ctx context.Context) error {
		found, err := network.GetCookies().WithURLs([]string{r.base}).Do(ctx)
		for _, c := range found {
			all[c.Name] = c.Value
		}
		return err
	}))
	return all
}

// fetch gets an address with the reader's cookies, as the browser would.
func (r *reader) fetch(path string) (status int, body string) {
	r.t.Helper()
	status, _, body = r.fetchWhole(path)
	return status, body
}

// fetchWhole is fetch with what the answer says of itself.
func (r *reader) fetchWhole(path string) (status int, header http.Header, body string) {
	r.t.Helper()
	req, err := http.NewRequest("GET", r.base+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", "sv")
	for name, value := range r.cookies() {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer, err := noRedirects.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, strings.ReplaceAll(string(text), "\u00a0", " ")
}

var noRedirects = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
