package rule

import (
	"errors"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// value is a value of a file with the line that it stands on.
type value struct {
	kind   unstable.Kind
	line   int
	text   string  // of what is no table and no list
	items  []value // of a list
	fields []field // of a table
}

type field struct {
	name string
	line int
	value
}

// mostNesting is how deep tables and lists may stand in one another: each
// condition within another takes two.
const mostNesting = 2*mostDepth + 4

// reader reads a file with the lines that everything stands on.
type reader struct {
	unstable.Parser
	starts []int // offsets of the lines
	f      *faults
}

// read returns the tables of a file, one for each rule.
func read(text []byte, f *faults) (all []value) {
	r := &reader{f: f, starts: []int{0}}
	for i, b := range text {
		if b == '\n' {
			r.starts = append(r.starts, i+1)
		}
	}
	r.Reset(text)
	for r.NextExpression() {
		e := r.Expression()
		switch e.Kind {
		case unstable.ArrayTable, unstable.Table:
			name, line := r.key(e)
			t := value{kind: e.Kind, line: line}
			if name != "rule" || t.kind != unstable.ArrayTable {
				f.add(line, "rule.file.table", "name", shown(name))
				t.kind = unstable.Invalid
			}
			all = append(all, t)
		case unstable.KeyValue:
			one := r.field(e)
			if len(all) == 0 {
				f.add(one.line, "rule.file.outside", "name", shown(one.name))
				continue
			}
			all[len(all)-1].add(one, f)
		}
	}
	r.failed(text)
	return slices.DeleteFunc(all, func(t value) bool { return t.kind == unstable.Invalid })
}

// failed tells where the file is no TOML.
func (r *reader) failed(text []byte) {
	var wrong *unstable.ParserError
	if !errors.As(r.Error(), &wrong) {
		return
	}
	line := len(r.starts)
	if offset := cap(text) - cap(wrong.Highlight); offset >= 0 && offset <= len(text) {
		line = r.line(uint32(offset))
	}
	r.f.add(line, "rule.file.syntax")
}

// line is the number of the line that an offset is on.
func (r *reader) line(offset uint32) int {
	return sort.SearchInts(r.starts, int(offset)+1)
}

// key is the name of a table or value, and where it stands.
func (r *reader) key(n *unstable.Node) (string, int) {
	var parts []string
	line := 0
	for i := n.Key(); i.Next(); {
		if line == 0 {
			line = r.line(i.Node().Raw.Offset)
		}
		parts = append(parts, string(i.Node().Data))
	}
	return strings.Join(parts, "."), line
}

func (r *reader) field(n *unstable.Node) field {
	name, line := r.key(n)
	return field{name, line, r.value(n.Value(), line, 1)}
}

// value reads a value that begins on a line, or, when the value says so itself,
// on a later one.
func (r *reader) value(n *unstable.Node, line, depth int) value {
	if n.Raw.Length > 0 {
		line = r.line(n.Raw.Offset)
	}
	v := value{kind: n.Kind, line: line}
	if depth > mostNesting {
		r.f.add(line, "rule.condition.deep", "most", number(mostDepth))
		v.kind = unstable.Invalid
		return v
	}
	for i := n.Children(); i.Next(); {
		switch child := i.Node(); n.Kind {
		case unstable.Array:
			v.items = append(v.items, r.value(child, line, depth+1))
		case unstable.InlineTable:
			name, at := r.key(child)
			v.add(field{name, at, r.value(child.Value(), at, depth+1)}, r.f)
			v.line = min(v.line, at)
		}
	}
	if n.Kind == unstable.InlineTable && len(v.fields) > 0 {
		v.line = v.fields[0].line
	}
	v.text = string(n.Data)
	return v
}

// add notes a field, once.
func (v *value) add(one field, f *faults) {
	if _, there := v.get(one.name); there {
		f.add(one.line, "rule.file.twice", "name", shown(one.name))
		return
	}
	v.fields = append(v.fields, one)
}

func (v value) get(name string) (field, bool) {
	for _, one := range v.fields {
		if one.name == name {
			return one, true
		}
	}
	return field{}, false
}

// only tells of fields that are none.
func (v value) only(f *faults, names ...string) {
	for _, one := range v.fields {
		f.check(slices.Contains(names, one.name), one.line, "rule.file.field", "name", shown(one.name))
	}
}

// rule reads one rule.
func (v value) rule(f *faults, known []Fact) Rule {
	v.only(f, "id", "kind", "ask", "name", "text", "source", "checked", "from", "to", "when")
	r := Rule{
		ID: v.string(f, "id"), Kind: Kind(v.string(f, "kind")), Ask: v.string(f, "ask"), Source: v.string(f, "source"), Checked: v.date(f, "checked"),
		From: v.date(f, "from"), To: v.date(f, "to"), Name: v.words(f, "name"), Text: v.words(f, "text"), line: v.line,
	}
	if when, ok := v.get("when"); ok {
		r.When = when.condition(f, 1)
		f.list = append(f.list, r.When.Check(known)...)
	}
	r.check(f, func(name string) int {
		if one, ok := v.get(name); ok {
			return one.line
		}
		return v.line
	})
	return r
}

func (v value) string(f *faults, name string) string {
	one, ok := v.get(name)
	if ok && one.kind != unstable.String {
		f.add(one.line, "rule.file.string", "name", name)
		return ""
	}
	return one.text
}

// date reads a date, which may stand in quotes.
func (v value) date(f *faults, name string) string {
	if one, ok := v.get(name); ok && one.kind == unstable.LocalDate {
		return one.text
	}
	return v.string(f, name)
}

func (v value) words(f *faults, name string) Words {
	one, ok := v.get(name)
	if !ok {
		return Words{}
	}
	if one.kind != unstable.InlineTable {
		f.add(one.line, "rule.file.words", "name", name)
		return Words{}
	}
	one.only(f, "sv", "en")
	return Words{one.string(f, "sv"), one.string(f, "en")}
}

// condition reads a condition: a table with a fact, or with all, any, not or
// at_least.
func (v value) condition(f *faults, depth int) Condition {
	c := Condition{line: v.line}
	if v.kind != unstable.InlineTable || depth > mostDepth+1 {
		f.check(v.kind == unstable.InlineTable || v.kind == unstable.Invalid, v.line, "rule.condition.table")
		return c
	}
	v.only(f, "fact", "is", "least", "most", "all", "any", "not", "at_least", "of", "words")
	c.Words = v.string(f, "words")
	made := 0
	for _, one := range v.fields {
		switch one.name {
		case "fact":
			made++
			c.Op, c.Fact, c.Want = Compare, v.string(f, "fact"), v.wanted(f)
		case "all", "any":
			made++
			c.Op, c.Of = Op(one.name), one.conditions(f, depth)
		case "not":
			made++
			c.Op, c.Of = Not, []Condition{one.condition(f, depth+1)}
		case "at_least":
			made++
			c.Op, c.Need = Least, one.whole(f)
			if of, ok := v.get("of"); ok {
				c.Of = of.conditions(f, depth)
			}
		}
	}
	f.check(made < 2, v.line, "rule.condition.several")
	return c
}

func (v value) conditions(f *faults, depth int) (all []Condition) {
	if v.kind != unstable.Array {
		f.add(v.line, "rule.condition.list")
		return nil
	}
	for _, one := range v.items {
		all = append(all, one.condition(f, depth+1))
	}
	return all
}

// wanted reads what a comparison asks for.
func (v value) wanted(f *faults) Value {
	is, asked := v.get("is")
	least, from := v.get("least")
	most, to := v.get("most")
	switch {
	case asked && (from || to) || !asked && !from && !to:
		f.add(v.line, "rule.fact.both")
		return Value{}
	case asked:
		f.check(is.kind == unstable.Bool, is.line, "rule.fact.bool")
		return Is(is.text == "true")
	}
	w := Between(0, Unbounded)
	if from {
		w.min = least.whole(f)
	}
	if to {
		w.max = most.whole(f)
	}
	return w
}

// whole reads a whole number.
func (v value) whole(f *faults) int {
	n, err := strconv.ParseInt(strings.ReplaceAll(v.text, "_", ""), 10, 32)
	if v.kind != unstable.Integer || err != nil {
		f.add(v.line, "rule.file.number")
		return 1
	}
	return int(n)
}
