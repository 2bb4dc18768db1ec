// Package static holds the style sheet, the script, the fonts and the icons,
// and serves them from addresses that name their content, so that a browser
// fetches each once.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

//go:embed samverk.css lanes.css pages.css meeting.css brief.css plot.css print.css samverk.js live.js session.js passkey.js favicon.svg vendor
var source embed.FS

// Prefix is where the handler expects to be mounted.
const Prefix = "/static/"

// bundles are the files that pages ask for, out of the files they are made of.
var bundles = [...]struct {
	name  string
	parts []string
}{
	{"inter-regular.woff2", []string{"vendor/inter-regular.woff2"}},
	{"inter-semibold.woff2", []string{"vendor/inter-semibold.woff2"}},
	{"inter-bold.woff2", []string{"vendor/inter-bold.woff2"}},
	{"icons.svg", []string{"vendor/icons.svg"}},
	{"favicon.svg", []string{"favicon.svg"}},
	{"style.css", []string{"vendor/fkui.css", "samverk.css", "lanes.css", "pages.css", "meeting.css", "brief.css", "plot.css", "print.css"}},
	{"script.js", []string{"vendor/htmx.min.js", "samverk.js", "live.js", "session.js", "passkey.js"}},
}

type file struct {
	url, mime      string
	plain, gzipped []byte
}

// all is built once, at the first use, and never changes.
var all = sync.OnceValue(build)

// URL returns the address of a file: style.css, script.js, icons.svg, favicon.svg
// or a font. It panics for a name that is not there, which every test of a page
// would find.
func URL(name string) string {
	f, ok := all()[name]
	if !ok {
		panic("static: no file " + name)
	}
	return f.url
}

// Files lists every address with its content, for pages that are drawn to disk.
func Files() map[string][]byte {
	list := map[string][]byte{}
	for _, f := range all() {
		list[f.url] = f.plain
	}
	return list
}

// Handler serves the files.
func Handler() http.Handler {
	files := all()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "", http.StatusMethodNotAllowed)
			return
		}
		f, ok := files[path.Base(r.URL.Path)]
		if !ok || strings.Count(r.URL.Path, "/") != strings.Count(f.url, "/") {
			http.NotFound(w, r)
			return
		}
		serve(w, r, f)
	})
}

func serve(w http.ResponseWriter, r *http.Request, f file) {
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("X-Content-Type-Options", "nosniff")
	// While a new version rolls out, a page may ask a process of the other
	// version: it gets what there is, but nobody may keep it under that name.
	h.Set("Cache-Control", "no-cache")
	if r.URL.Path == f.url {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.plain
	if f.gzipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = f.gzipped
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		w.Write(body)
	}
}

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == "gzip" {
			return strings.Trim(strings.TrimSpace(q), "0.q= ") != "" || strings.TrimSpace(q) == ""
		}
	}
	return false
}

func build() map[string]file {
	files := map[string]file{}
	for _, b := range bundles {
		var text bytes.Buffer
		for _, part := range b.parts {
			content, err := source.ReadFile(part)
			if err != nil {
				panic("static: " + err.Error())
			}
			text.Write(content)
			if len(b.parts) > 1 {
				text.WriteByte('\n')
			}
		}
		files[b.name] = newFile(b.name, text.Bytes(), files)
	}
	return files
}

var fileURL = regexp.MustCompile(`url\("([a-z-]+\.[a-z0-9]+)"\)`)

// newFile expects the files that a style sheet names to be in others already.
func newFile(name string, content []byte, others map[string]file) file {
	f := file{mime: mimeOf(name), plain: content}
	if strings.HasSuffix(name, ".css") {
		f.plain = fileURL.ReplaceAllFunc(content, func(m []byte) []byte {
			o, ok := others[string(fileURL.FindSubmatch(m)[1])]
			if !ok {
				panic("static: " + name + " names an unknown file in " + string(m))
			}
			return []byte(`url("` + o.url + `")`)
		})
	}
	sum := sha256.Sum256(f.plain)
	f.url = Prefix + hex.EncodeToString(sum[:6]) + "/" + name
	if !strings.HasSuffix(name, ".woff2") {
		f.gzipped = squeeze(f.plain)
	}
	return f
}

// mimeOf does not ask the system, whose tables differ between machines.
func mimeOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "font/woff2"
}

func squeeze(content []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic("static: " + err.Error())
	}
	if _, err := w.Write(content); err != nil {
		panic("static: " + err.Error())
	}
	if err := w.Close(); err != nil {
		panic("static: " + err.Error())
	}
	return b.Bytes()
}
