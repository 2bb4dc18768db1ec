package border

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"samverk/internal/errs"
)

const urlencoded = "application/x-www-form-urlencoded"

// small are limits that a test can go past.
func small() Limits {
	l := Standard()
	l.Body, l.Fields, l.FieldBytes, l.Depth, l.Array = 300, 4, 40, 4, 3
	l.Columns, l.Rows, l.CellBytes = 3, 4, 20
	return l
}

// faults writes the faults of err as "field:key field:key".
func faults(err error) string {
	if err == nil {
		return ""
	}
	e, ok := errors.AsType[*errs.Error](err)
	if !ok {
		return "not of errs: " + err.Error()
	}
	return strings.TrimPrefix(e.Error(), "invalid ")
}

func multi(parts ...string) string {
	return "--b\r\n" + strings.Join(parts, "\r\n--b\r\n") + "\r\n--b--\r\n"
}

func part(disposition, value string) string {
	return "Content-Disposition: form-data; " + disposition + "\r\n\r\n" + value
}

func TestFormsAreTakenWithinLimits(t *testing.T) {
	const multipart = "multipart/form-data; boundary=b"
	for name, c := range map[string]struct {
		body, kind, faults string
		want               Values
	}{
		"values":                     {"a=1&b=%C3%A5&a=2", urlencoded, "", Values{"a": {"1", "2"}, "b": {"å"}}},
		"charset":                    {"a=1", urlencoded + "; charset=UTF-8", "", Values{"a": {"1"}}},
		"nothing":                    {"", urlencoded, "", Values{}},
		"every fault at once":        {"a=%00&b=%ff&c=x&d=%07", urlencoded, "a:border.nul b:border.utf8 d:border.control", nil},
		"escape":                     {"a=%zz", urlencoded, "a:border.escape", nil},
		"a name that is none":        {"19900101%2D=1", urlencoded, "", Values{"19900101-": {"1"}}},
		"a number is not repeated":   {"19900101-2385=%00", urlencoded, ":border.nul", nil},
		"a name is not repeated":     {"M%C3%A4rta=1", urlencoded, ":border.name", nil},
		"too many":                   {"a&b&c&d&e", urlencoded, ":border.fields", nil},
		"too many of one":            {"a=1&a=1&a=1&a=1&a=1", urlencoded, ":border.fields", nil},
		"a long value":               {"a=" + strings.Repeat("x", 41), urlencoded, "a:border.long", nil},
		"a long body":                {"a=" + strings.Repeat("x", 400), urlencoded, ":border.size", nil},
		"another charset":            {"a=1", urlencoded + "; charset=latin1", ":border.type", nil},
		"another type":               {"{}", "application/json", ":border.type", nil},
		"no type":                    {"a=1", "", ":border.type", nil},
		"multipart":                  {multi(part(`name="a"`, "å"), part(`name="b"`, "1")), multipart, "", Values{"a": {"å"}, "b": {"1"}}},
		"no file chosen":             {multi(part(`name="f"; filename=""`, "")), multipart, "", Values{"f": {""}}},
		"a file":                     {multi(part(`name="f"; filename="x.txt"`, "1")), multipart, "f:border.files", nil},
		"multipart cut off":          {multi(part(`name="a"`, "1"))[:40], multipart, ":border.broken", nil},
		"multipart without boundary": {"x", "multipart/form-data", ":border.type", nil},
		"multipart too many":         {multi(part(`name="a"`, ""), part(`name="a"`, ""), part(`name="a"`, ""), part(`name="a"`, ""), part(`name="a"`, "")), multipart, ":border.fields", nil},
	} {
		t.Run(name, func(t *testing.T) {
			l := small()
			if strings.HasPrefix(c.kind, "multipart") {
				l.Body = 2000
			}
			got, err := Form(strings.NewReader(c.body), c.kind, l)
			if faults(err) != c.faults || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v %q, want %v %q", got, faults(err), c.want, c.faults)
			}
		})
	}
}

// endless is a body that never ends.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestAFileIsTakenAsItCameWhereOneMayBeLeft(t *testing.T) {
	const multipart = "multipart/form-data; boundary=b"
	file := func(value string) string { return part(`name="f"; filename="x.ics"`, value) }
	l := small()
	l.Body, l.Files, l.FileBytes = 2000, 1, 100
	raw := "\xff\x00 \r\n" + strings.Repeat("x", 60)
	for name, c := range map[string]struct {
		body, faults string
		want         Values
	}{
		"a file":                 {multi(file(raw), part(`name="a"`, "1")), "", Values{"f": {raw}, "a": {"1"}}},
		"two files":              {multi(file("1"), file("2")), "f:border.files", nil},
		"a long one":             {multi(file(strings.Repeat("x", 101))), "f:border.long", nil},
		"none":                   {multi(part(`name="f"; filename="x.ics"`, "")), "", Values{}},
		"a text that is no file": {multi(part(`name="f"`, "\x00")), "f:border.nul", nil},
	} {
		got, err := Form(strings.NewReader(c.body), multipart, l)
		if faults(err) != c.faults || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %q %q, want %q %q", name, got, faults(err), c.want, c.faults)
		}
	}
	if u := Upload(); u.Files != 1 || u.Body < u.FileBytes {
		t.Error(u)
	}
}

func TestNoMoreIsReadThanTheLimit(t *testing.T) {
	body := &endless{}
	if _, err := Form(body, urlencoded, Standard()); !TooLarge(err) {
		t.Fatalf("got %v", err)
	}
	if body.read > 3<<20 {
		t.Errorf("%d bytes were read", body.read)
	}
}

func TestABodyThatBreaksOffIsAFault(t *testing.T) {
	_, err := Form(io.MultiReader(strings.NewReader("a=1"), brokenReader{}), urlencoded, Standard())
	if faults(err) != ":border.broken" {
		t.Errorf("got %v", err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestAddressesAreShort(t *testing.T) {
	if v, err := Query("limit=20&after=x"); err != nil || v.Get("limit") != "20" || !v.Has("after") || v.Has("page") {
		t.Errorf("got %v %v", v, err)
	}
	if _, err := Query(strings.Repeat("x", 5000)); !TooLarge(err) {
		t.Errorf("got %v", err)
	}
}

func TestADigestTellsWhatDiffers(t *testing.T) {
	a := Values{"a": {"1", "2"}, "b": {"3"}}
	if Digest(a) != Digest(Values{"b": {"3"}, "a": {"1", "2"}}) {
		t.Error("the order of names matters")
	}
	seen := map[string]bool{}
	for _, v := range []Values{a, {"a": {"1"}, "b": {"2", "3"}}, {"a": {"12"}, "b": {"3"}}, {"a": {"2", "1"}, "b": {"3"}}, {}, {"a": {}}, {"a": {""}}} {
		if d := Digest(v); seen[d] {
			t.Errorf("%v has the digest of another", v)
		} else {
			seen[d] = true
		}
	}
}

func FuzzForm(f *testing.F) {
	f.Add("a=1&b=%C3%A5", urlencoded)
	f.Add(multi(part(`name="a"`, "å"), part(`name="f"; filename="x"`, "")), "multipart/form-data; boundary=b")
	f.Fuzz(func(t *testing.T, body, kind string) {
		v, err := Form(strings.NewReader(body), kind, small())
		if err != nil {
			if !errs.Is(err, errs.Invalid) || v != nil {
				t.Fatalf("%v with %v", v, err)
			}
			return
		}
		n := 0
		for name, list := range v {
			n += len(list)
			if !isName(name) {
				t.Fatalf("%q is a name", name)
			}
		}
		if n > small().Fields {
			t.Fatalf("%d values", n)
		}
	})
}
