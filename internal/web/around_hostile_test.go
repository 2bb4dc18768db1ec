package web_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"samverk/internal/export"
	"samverk/internal/web"
)

// aroundCases are where the pages around the single cases begin.
var aroundCases = []string{"/vagar-in", "/oppet", "/insats", "/onskat", "/forvantningar", "/kunskap", "/ordlista", "/regler", "/introduktion", "/utbildning", "/nytt", "/samverkansgra", "/enkater",
	"/kartlaggning", "/utveckling", "/rapporter", "/nyckeltal", "/behov", "/mal", "/forbund"}

// TestAnAddressThatNobodyMadeIsNoFaultOfOurs gives every page around the cases
// questions that no link of ours asks.
func TestAnAddressThatNobodyMadeIsNoFaultOfOurs(t *testing.T) {
	s := open(t)
	names := []string{"omrade", "aktor", "amne", "alder", "q", "sok", "slag", "efter", "lage", "visa", "egna", "rader", "bara", "form", "innehall", "format", "enhet", "vad", "datum", "mot", "omgang", "mall",
		"utgava", "galler", "ur", "hinder", "kartlaggning", "kon", "nyckeltal", "utskrift", "ar", "period"}
	odd := []string{"", "0685", "-", "%00", "%ff", "-1", "0", "9223372036854775807", "9223372036854775808", "1e9", "2026-13-45_x", "_", "a_b_c", "1-x", "%27%22%3Cb%3E", strings.Repeat("9", 110)}
	seen := 0
	for _, who := range []string{"samordning-1 samordning", "forbund-1 forbund"} {
		b := s.as(t, who)
		for _, rt := range web.Routes() {
			method, path := filled(strings.NewReplacer("{area}", "0685", "{figure}", "oj-langvarigt", "{way}", "in-vard").Replace(rt.Pattern))
			if method != "GET" || !startsWith(path, aroundCases) {
				continue
			}
			seen++
			for _, value := range odd {
				asked := make([]string, len(names))
				for i, name := range names {
					asked[i] = name + "=" + value
				}
				for _, query := range []string{strings.Join(asked, "&"), "efter=" + value, "omrade=0685&" + strings.Join(asked[1:], "&")} {
					if w := b.get(path + "?" + query); w.Code >= 500 {
						t.Errorf("%s as %s with %.20q answered %d", path, who, value, w.Code)
					}
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d pages were asked", seen)
	}
}

func startsWith(path string, any []string) bool {
	for _, one := range any {
		if strings.HasPrefix(path, one) {
			return true
		}
	}
	return false
}

// TestAFileThatIsTooMuchIsRefusedOnEveryPage sends what is too large, a bomb and
// what is no table to every page around the cases that takes files. Nothing of
// it is kept, and of what is too large no more is read than may come.
func TestAFileThatIsTooMuchIsRefusedOnEveryPage(t *testing.T) {
	s := open(t)
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	files := map[string][]byte{
		"a bomb":        repacked(t, head+`<worksheet><sheetData>`+strings.Repeat("<row/>", 4<<20)),
		"an entity":     repacked(t, head+`<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>`),
		"no zip":        []byte("PK\x03\x04 and nothing"),
		"two bytes":     {0xff, 0xfe},
		"nothing":       nil,
		"only a header": []byte("Färg;Doft\n"),
	}
	for _, p := range []struct{ who, path, table string }{{"admin-1 admin", "/insatser/fil", "import_batch"}, {"forbund-1 forbund", "/nyckeltal/import", "figure_batch"}} {
		b := s.as(t, p.who)
		for what, file := range files {
			w := b.sends(p.path, bytes.NewReader(file))
			if what == "only a header" && w.Code == http.StatusSeeOther {
				if page := b.want(b.get(w.Header().Get("Location")), http.StatusOK); !strings.Contains(page, "inte finns i mallen") && !strings.Contains(page, "finns inte i mallen") {
					t.Errorf("%s takes %s without a word: %s", p.path, what, headings(page))
				}
				s.Exec(`delete from ` + p.table)
				continue
			}
			if w.Code != http.StatusUnprocessableEntity || s.rows(p.table) != 0 {
				t.Errorf("%s answers %s with %d: %s", p.path, what, w.Code, headings(w.Body.String()))
			}
		}
		large := &endless{left: 200 << 20}
		if w := b.sends(p.path, large); w.Code != http.StatusRequestEntityTooLarge || s.rows(p.table) != 0 {
			t.Errorf("%s answers 200 MB with %d: %s", p.path, w.Code, headings(w.Body.String()))
		}
		if large.left < 190<<20 {
			t.Errorf("%s reads all but %d bytes", p.path, large.left)
		}
	}
}

// endless is a table that goes on, made as it is read.
type endless struct{ left int }

func (e *endless) Read(b []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(len(b), e.left)
	for i := range b[:n] {
		b[i] = "Enhet;Insats;Slag;Kommuner\n"[i%27]
	}
	e.left -= n
	return n, nil
}

// repacked is a workbook with another sheet in the place of its own.
func repacked(t *testing.T, sheet string) []byte {
	t.Helper()
	var plain, out bytes.Buffer
	if err := export.Sheet(&plain, "Blad", []string{"Enhet"}, nil); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(plain.Bytes()), int64(plain.Len()))
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&out)
	for _, part := range r.File {
		w, err := z.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		from, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == "xl/worksheets/sheet1.xml" {
			io.WriteString(w, sheet)
		} else {
			io.Copy(w, from)
		}
		from.Close()
	}
	z.Close()
	return out.Bytes()
}

// sends sends a form with a file.
func (b *browser) sends(path string, file io.Reader) *httptest.ResponseRecorder {
	b.t.Helper()
	const mark = "--mark\r\nContent-Disposition: form-data; name="
	r := httptest.NewRequest("POST", path, io.MultiReader(strings.NewReader(mark+"\"origin\"\r\n\r\nscb\r\n"+mark+"\"file\"; filename=\"fil.xlsx\"\r\n\r\n"), file, strings.NewReader("\r\n--mark--\r\n")))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=mark")
	return b.ask(r)
}
