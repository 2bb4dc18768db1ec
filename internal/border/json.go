package border

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"samverk/internal/errs"
)

// JSON reads one JSON value into what v points to, strictly: keys are those of
// the struct's json tags, in exact case, each once; nothing follows; numbers,
// texts and lists keep within the limits; null stands only where v has a
// pointer, a list or a map. Texts are cleaned as in forms. v may hold structs,
// pointers, slices, maps by text, texts, whole numbers and booleans.
func JSON(data []byte, v any) error { return JSONWithin(data, v, Standard()) }

// JSONWithin is JSON under limits of the caller's.
func JSONWithin(data []byte, v any, l Limits) error {
	switch {
	case int64(len(data)) > l.Body:
		return errSize()
	case !utf8.Valid(data):
		return fault("", "border.utf8")
	case tooDeep(data, l.Depth):
		return fault("", "border.json.depth", "n", strconv.Itoa(l.Depth))
	case !json.Valid(data):
		return fault("", "border.json.syntax")
	}
	d := decoder{tokens: json.NewDecoder(bytes.NewReader(data)), l: l}
	d.tokens.UseNumber()
	d.value(reflect.ValueOf(v).Elem(), "")
	return d.faults.Err()
}

// tooDeep counts brackets outside texts, before anything is built of them.
func tooDeep(data []byte, depth int) bool {
	open, text := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case text && c == '\\':
			i++
		case c == '"':
			text = !text
		case text:
		case c == '{', c == '[':
			if open++; open > depth {
				return true
			}
		case c == '}', c == ']':
			open--
		}
	}
	return false
}

// decoder walks the tokens of valid JSON.
type decoder struct {
	tokens *json.Decoder
	l      Limits
	faults errs.Faults
}

func (d *decoder) add(path, key string, args ...string) {
	if len(d.faults) < most {
		d.faults.Add(path, key, args...)
	}
}

func (d *decoder) next() json.Token {
	t, _ := d.tokens.Token() // the syntax is known to be right
	return t
}

// value reads the next value into v, or passes over it when v is no value.
func (d *decoder) value(v reflect.Value, path string) { d.token(d.next(), v, path) }

func (d *decoder) token(t json.Token, v reflect.Value, path string) {
	for v.IsValid() && v.Kind() == reflect.Pointer && t != nil {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch t := t.(type) {
	case json.Delim:
		d.nested(t, v, path)
	case string:
		if text := take(&d.faults, path, t, d.l.FieldBytes); d.is(v, path, reflect.String) {
			v.SetString(text)
		}
	case bool:
		if d.is(v, path, reflect.Bool) {
			v.SetBool(t)
		}
	case json.Number:
		d.number(t, v, path)
	case nil:
		d.is(v, path, reflect.Pointer, reflect.Slice, reflect.Map)
	}
}

// is reports whether v is of one of the kinds, and notes a fault if it is of
// another.
func (d *decoder) is(v reflect.Value, path string, kinds ...reflect.Kind) bool {
	if !v.IsValid() {
		return false
	}
	ok := slices.Contains(kinds, v.Kind())
	if !ok {
		d.add(path, wanted(v.Kind()))
	}
	return ok
}

// wanted is the key of the fault of a value that should be of a kind.
func wanted(k reflect.Kind) string {
	switch k {
	case reflect.String:
		return "border.json.text"
	case reflect.Bool:
		return "border.json.boolean"
	case reflect.Slice:
		return "border.json.list"
	case reflect.Struct, reflect.Map:
		return "border.json.object"
	}
	return "border.json.number"
}

func (d *decoder) number(n json.Number, v reflect.Value, path string) {
	if !d.is(v, path, reflect.Int, reflect.Int64) {
		return
	}
	i, err := strconv.ParseInt(string(n), 10, 64)
	if err != nil || v.OverflowInt(i) || i > 1<<53 || i < -1<<53 {
		d.add(path, "border.json.number")
		return
	}
	v.SetInt(i)
}

func (d *decoder) nested(t json.Delim, v reflect.Value, path string) {
	if t == '[' {
		if !d.is(v, path, reflect.Slice) {
			v = reflect.Value{}
		}
		d.list(v, path)
		return
	}
	if !d.is(v, path, reflect.Struct, reflect.Map) {
		v = reflect.Value{}
	}
	d.object(v, path)
}

func (d *decoder) list(v reflect.Value, path string) {
	n := 0
	for ; d.tokens.More(); n++ {
		var element reflect.Value
		if v.IsValid() && n < d.l.Array {
			v.Grow(1)
			v.SetLen(n + 1)
			element = v.Index(n)
			element.SetZero()
		}
		d.value(element, path+"["+strconv.Itoa(min(n, math.MaxInt16))+"]")
	}
	d.next()
	if v.IsValid() && n == 0 {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
	if n > d.l.Array {
		d.add(path, "border.json.array", "n", strconv.Itoa(d.l.Array))
	}
}

func (d *decoder) object(v reflect.Value, path string) {
	seen := map[string]bool{}
	for d.tokens.More() {
		key, _ := d.next().(string)
		at := strconv.FormatInt(d.tokens.InputOffset(), 10)
		switch {
		case seen[key]:
			d.add(path, "border.json.twice", "at", at)
			d.value(reflect.Value{}, path)
		case v.IsValid() && v.Kind() == reflect.Map:
			d.entry(v, key, path, at)
		default:
			field, known := fieldOf(v, key)
			if v.IsValid() && !known {
				// The key itself came from outside: it is told by its place.
				d.add(path, "border.json.unknown", "at", at)
			}
			d.value(field, join(path, key, known))
		}
		seen[key] = true
	}
	d.next()
	if len(seen) > d.l.Fields {
		d.add(path, "border.fields")
	}
}

// entry reads the value of a key of the sender's own choice.
func (d *decoder) entry(m reflect.Value, key, path, at string) {
	if !isName(key) {
		d.add(path, "border.json.unknown", "at", at)
		d.value(reflect.Value{}, path)
		return
	}
	if m.IsNil() {
		m.Set(reflect.MakeMap(m.Type()))
	}
	element := reflect.New(m.Type().Elem()).Elem()
	d.value(element, join(path, told(key), true))
	if m.Len() < d.l.Fields {
		m.SetMapIndex(reflect.ValueOf(key).Convert(m.Type().Key()), element)
	}
}

func join(path, key string, known bool) string {
	switch {
	case !known || key == "":
		return path
	case path == "":
		return key
	}
	return path + "." + key
}

// fieldOf returns the field of a struct whose json tag is just the key.
func fieldOf(v reflect.Value, key string) (reflect.Value, bool) {
	if !v.IsValid() {
		return v, false
	}
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			if field, ok := fieldOf(v.Field(i), key); ok {
				return field, true
			}
			continue
		}
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name == key && name != "" && name != "-" {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}
