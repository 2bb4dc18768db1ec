package rule

import (
	"fmt"
	"strings"
)

// String writes a condition as a file of rules has it, on one line.
func (c Condition) String() string {
	var parts []string
	switch c.Op {
	case Compare:
		parts = append(parts, "fact = "+quoted(c.Fact))
		parts = append(parts, c.Want.parts()...)
	case Not:
		for _, of := range c.Of {
			parts = append(parts, "not = "+of.String())
		}
	case Least:
		parts = append(parts, "at_least = "+number(c.Need), "of = "+list(c.Of))
	case All, Any:
		parts = append(parts, string(c.Op)+" = "+list(c.Of))
	default:
		return ""
	}
	if c.Words != "" {
		parts = append(parts, "words = "+quoted(c.Words))
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func list(of []Condition) string {
	all := make([]string, len(of))
	for i, c := range of {
		all[i] = c.String()
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// parts are what a comparison asks for.
func (v Value) parts() (all []string) {
	least, most, bounded := v.Bounds()
	if !bounded {
		return []string{fmt.Sprintf("is = %t", v.Truth == Yes)}
	}
	if least > 0 || most >= Unbounded {
		all = append(all, "least = "+number(least))
	}
	if most < Unbounded {
		all = append(all, "most = "+number(most))
	}
	return all
}

// quoted is a text as TOML has it.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// ReadCondition reads a condition that String has written, about facts that can
// be asked about. The empty text is the empty condition.
func ReadCondition(text string, known []Fact) (Condition, error) {
	if text == "" {
		return Condition{}, nil
	}
	var f faults
	tables := read([]byte("[[rule]]\nwhen = "+text), &f)
	if len(tables) != 1 || len(tables[0].fields) != 1 {
		f.check(len(f.list) > 0, 0, "rule.condition.table")
		return Condition{}, f.list.Err()
	}
	c := tables[0].fields[0].condition(&f, 1)
	f.list = append(f.list, c.Check(known)...)
	return c, f.list.Err()
}
