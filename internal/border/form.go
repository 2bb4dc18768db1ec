package border

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"

	"samverk/internal/errs"
)

// Form reads the body of a form, urlencoded or multipart. A file stands among
// the values as it came, for who knows its format to judge; more of them than
// the limits let in are refused.
func Form(body io.Reader, contentType string, l Limits) (Values, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return nil, fault("", "border.type")
	}
	switch kind {
	case "application/x-www-form-urlencoded":
		b, err := Read(body, l)
		if err != nil {
			return nil, err
		}
		return encoded(string(b), l)
	case "multipart/form-data":
		b, err := Read(body, l)
		if err != nil {
			return nil, err
		}
		return parts(b, params["boundary"], l)
	}
	return nil, fault("", "border.type")
}

// Query reads the part of an address after the question mark.
func Query(raw string) (Values, error) {
	l := Standard()
	l.Body, l.Fields, l.FieldBytes = 4096, 50, 2048
	if int64(len(raw)) > l.Body {
		return nil, errSize()
	}
	return encoded(raw, l)
}

func encoded(raw string, l Limits) (Values, error) {
	v, n := Values{}, 0
	var f errs.Faults
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		if n++; n > l.Fields {
			return nil, fault("", "border.fields")
		}
		name, value, _ := strings.Cut(pair, "=")
		name, nameErr := url.QueryUnescape(name)
		value, valueErr := url.QueryUnescape(value)
		switch {
		case nameErr != nil || !isName(name):
			f.Add("", "border.name")
		case valueErr != nil:
			f.Add(told(name), "border.escape")
		default:
			v[name] = append(v[name], take(&f, told(name), value, l.FieldBytes))
		}
		if len(f) >= most {
			break
		}
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return v, nil
}

// isName reports whether s may name a field.
func isName(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case strings.IndexByte("_-.[]:", c) >= 0:
		default:
			return false
		}
	}
	return true
}

// told returns a field's name as it may stand in a fault, which may reach a log:
// nothing that looks like a personal number.
func told(name string) string {
	digits := 0
	for _, c := range []byte(name) {
		if digits++; c < '0' || c > '9' {
			digits = 0
		}
		if digits == 6 {
			return ""
		}
	}
	return name
}

func parts(b []byte, boundary string, l Limits) (Values, error) {
	switch {
	case boundary == "":
		return nil, fault("", "border.type")
	case !bytes.Contains(b, []byte("--"+boundary+"--")): // the reader takes a body that breaks off for a whole one
		return nil, fault("", "border.broken")
	}
	v, n, files := Values{}, 0, 0
	var f errs.Faults
	for r := multipart.NewReader(bytes.NewReader(b), boundary); len(f) < most; {
		p, err := r.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fault("", "border.broken")
		}
		if n++; n > l.Fields {
			return nil, fault("", "border.fields")
		}
		name, file := p.FormName(), p.FileName() != ""
		value, err := io.ReadAll(p) // no longer than the body, which is bounded
		switch {
		case err != nil:
			return nil, fault("", "border.broken")
		case !isName(name):
			f.Add("", "border.name")
		case !file:
			v[name] = append(v[name], take(&f, told(name), string(value), l.FieldBytes))
		case len(value) == 0: // none was chosen
		case files == l.Files:
			f.Add(told(name), "border.files")
		case int64(len(value)) > l.FileBytes:
			f.Add(told(name), "border.long")
		default:
			files++
			v[name] = append(v[name], string(value))
		}
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return v, nil
}
