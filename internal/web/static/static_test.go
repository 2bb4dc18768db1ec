package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAFileIsServedForEverUnderTheNameOfItsContent(t *testing.T) {
	r := httptest.NewRequest("GET", URL("style.css"), nil)
	r.Header.Set("Accept-Encoding", "br, gzip;q=0.8")
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	if w.Code != 200 || w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Fatal(w.Code, w.Header())
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(plain, Files()[URL("style.css")]) {
		t.Error("the unpacked file differs", err)
	}
	if !bytes.Contains(plain, []byte(URL("inter-regular.woff2"))) {
		t.Error("the style sheet does not name the font by its content")
	}
}

func TestAFileOfAnotherVersionIsNotKept(t *testing.T) {
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest("GET", "/static/0123456789ab/script.js", nil))
	if w.Code != 200 || w.Header().Get("Cache-Control") != "no-cache" || w.Header().Get("Content-Encoding") != "" {
		t.Error(w.Code, w.Header())
	}
}

func TestNothingElseIsServed(t *testing.T) {
	for _, path := range []string{"/static/", "/static/x/static.go", "/static/style.css", "/static/a/b/style.css", "/static/x/fkui.css"} {
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 404 {
			t.Error(path, w.Code)
		}
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest("POST", URL("style.css"), nil))
	if w.Code != 405 {
		t.Error(w.Code)
	}
	w = httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest("HEAD", URL("icons.svg"), nil))
	if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Type") != "image/svg+xml" {
		t.Error(w.Code, w.Header())
	}
}

// A first visit fetches everything below and one page.
func TestAFirstVisitIsLight(t *testing.T) {
	sum := 0
	for name, f := range all() {
		size := len(f.plain)
		if f.gzipped != nil {
			size = len(f.gzipped)
		}
		t.Logf("%-22s %6d bytes, %6d sent", name, len(f.plain), size)
		sum += size
	}
	if sum > 140_000 {
		t.Errorf("%d bytes", sum)
	}
}

func TestOnlyWhoWantsGzipGetsIt(t *testing.T) {
	for header, want := range map[string]bool{"": false, "gzip": true, "br,gzip;q=1.0": true, "gzip;q=0": false, "gzip; q=0.000": false, "identity": false} {
		if acceptsGzip(header) != want {
			t.Error(header)
		}
	}
}
