package border

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"samverk/internal/errs"
)

type unit string

type sample struct {
	Title  string            `json:"title"`
	Extent *int              `json:"extent,omitempty"`
	Own    bool              `json:"own"`
	Units  []unit            `json:"units"`
	Grid   map[unit][]string `json:"grid"`
	Inner  struct {
		Words string `json:"words"`
	} `json:"inner"`
	Hidden string `json:"-"`
	NoTag  string
	base
}

type base struct {
	Version int64 `json:"version"`
}

func TestJSONIsReadStrictly(t *testing.T) {
	for name, c := range map[string]struct {
		in, faults string
		want       sample
	}{
		"values": {`{"title":" å ","own":true,"units":["a","b"],"grid":{"u-1":["plan"]},"inner":{"words":"x"},"version":3}`, "",
			sample{Title: "å", Own: true, Units: []unit{"a", "b"}, Grid: map[unit][]string{"u-1": {"plan"}}, Inner: struct {
				Words string `json:"words"`
			}{"x"}, base: base{3}}},
		"a pointer":                {`{"extent":50}`, "", sample{Extent: new(50)}},
		"null for a pointer":       {`{"extent":null,"units":null}`, "", sample{}},
		"an empty list":            {`{"units":[]}`, "", sample{Units: []unit{}}},
		"null for a text":          {`{"title":null}`, "title:border.json.text", sample{}},
		"null":                     {`null`, ":border.json.object", sample{}},
		"every fault at once":      {`{"title":1,"own":"x","inner":{"words":[]},"version":1.5}`, "title:border.json.text own:border.json.boolean inner.words:border.json.text version:border.json.number", sample{}},
		"an unknown key":           {`{"titel":"x","inner":{"word":1}}`, ":border.json.unknown inner:border.json.unknown", sample{}},
		"another case":             {`{"Title":"x"}`, ":border.json.unknown", sample{}},
		"a field without a tag":    {`{"NoTag":"x","Hidden":"y","-":"z"}`, ":border.json.unknown :border.json.unknown :border.json.unknown", sample{}},
		"a key twice":              {`{"title":"a","title":"b"}`, ":border.json.twice", sample{}},
		"a key twice, escaped":     {`{"title":"a","t\u0069tle":"b"}`, ":border.json.twice", sample{}},
		"a key twice in a map":     {`{"grid":{"a":[],"a":[]}}`, "grid:border.json.twice", sample{}},
		"twice inside the unknown": {`{"x":{"a":1,"a":2}}`, ":border.json.unknown :border.json.twice", sample{}},
		"something after":          {`{} {}`, ":border.json.syntax", sample{}},
		"nothing":                  {``, ":border.json.syntax", sample{}},
		"a comma too many":         {`{"units":["a",]}`, ":border.json.syntax", sample{}},
		"a comment":                {`{/*x*/}`, ":border.json.syntax", sample{}},
		"a byte order mark":        {"\ufeff{}", ":border.json.syntax", sample{}},
		"NaN":                      {`{"version":NaN}`, ":border.json.syntax", sample{}},
		"broken UTF-8":             {"{\"title\":\"\xff\"}", ":border.utf8", sample{}},
		"half a surrogate":         {`{"title":"\ud800"}`, "title:border.utf8", sample{}},
		"nul":                      {`{"title":"\u0000"}`, "title:border.nul", sample{}},
		"a control character":      {`{"units":["a","\u0007"]}`, "units[1]:border.control", sample{}},
		"a long text":              {`{"title":"` + strings.Repeat("x", 41) + `"}`, "title:border.long", sample{}},
		"a long list":              {`{"units":["a","b","c","d"]}`, "units:border.json.array", sample{}},
		"a long list of unknowns":  {`[1,2,3,4]`, ":border.json.object :border.json.array", sample{}},
		"too many keys":            {`{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1}`, ":border.json.unknown :border.json.unknown :border.json.unknown :border.json.unknown :border.json.unknown :border.json.unknown :border.json.unknown :border.json.unknown :border.fields", sample{}},
		"too deep":                 {`[[[[[]]]]]`, ":border.json.depth", sample{}},
		"brackets in a text":       {`{"title":"[[[[[[\"[["}`, "", sample{Title: `[[[[[["[[`}},
		"a large number":           {`{"version":9007199254740993}`, "version:border.json.number", sample{}},
		"a larger number":          {`{"version":1e400}`, "version:border.json.number", sample{}},
		"a key that is personal":   {`{"grid":{"Märta":[]}}`, "grid:border.json.unknown", sample{}},
		"a long body":              {`{"title":"` + strings.Repeat(" ", 300) + `"}`, ":border.size", sample{}},
	} {
		t.Run(name, func(t *testing.T) {
			var got sample
			l := small()
			l.Fields = 7
			err := JSONWithin([]byte(c.in), &got, l)
			if faults(err) != c.faults {
				t.Errorf("got faults %q, want %q", faults(err), c.faults)
			}
			if c.faults == "" && !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestBombsAreRefusedBeforeTheyGoOff(t *testing.T) {
	const much = 1 << 20
	for name, in := range map[string]string{
		"brackets":       strings.Repeat("[", much-1),
		"objects":        strings.Repeat(`{"a":`, much/5-1),
		"wide list":      "[" + strings.Repeat("1,", much/2-2) + "1]",
		"wide object":    "{" + strings.Repeat(`"":1,`, much/5-3) + `"":1}`,
		"many faults":    `{"units":[` + strings.Repeat(`1,`, 900) + `1]}`,
		"a long number":  `{"version":` + strings.Repeat("9", much-20) + `}`,
		"a long text":    `{"title":"` + strings.Repeat("x", much-20) + `"}`,
		"quotes":         strings.Repeat(`"`, much),
		"backslashes":    `"` + strings.Repeat(`\`, much-1),
		"many marks":     `{"title":"` + strings.Repeat("\u0301", much/2-20) + `"}`,
		"larger than it": strings.Repeat(" ", much+1),
	} {
		t.Run(name, func(t *testing.T) {
			var got sample
			err := JSON([]byte(in), &got)
			e, ok := err.(*errs.Error)
			if !ok || e.Kind != errs.Invalid {
				t.Fatalf("got %v", err)
			}
			if len(e.Faults) > most {
				t.Errorf("%d faults", len(e.Faults))
			}
		})
	}
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"title":"å","extent":5,"units":["a"],"grid":{"a":["b"]}}`, `{"a":{"a":[1,2.5,null,true]}}`, `[]`, `"\ud83d\ude00"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		var got, plain sample
		err := JSONWithin([]byte(in), &got, small())
		if err == nil {
			if json.Unmarshal([]byte(in), &plain) != nil {
				t.Fatal("what is no JSON was taken")
			}
			return
		}
		if !errs.Is(err, errs.Invalid) {
			t.Fatal(err)
		}
	})
}
