// Package rule evaluates rules that are data, on what is known: yes, no or not
// known, with reasons. It is pure, and knows nothing of what the facts are about.
package rule

// Truth is an answer that may be missing.
type Truth int8

// The answers. The zero value is that nothing is known.
const (
	Unknown Truth = iota
	No
	Yes
)

// Sort is what sort of answer a fact has.
type Sort string

// The sorts of facts.
const (
	Question Sort = "question" // yes or no
	Number   Sort = "number"   // a whole number, perhaps known only within bounds
)

// Fact is something that rules may ask about.
type Fact struct {
	Name string // the texts are fact.<name>
	Sort Sort
}

// Value is what is known of a fact. The zero Value is that nothing is known.
type Value struct {
	Truth    Truth // of a Question
	bounded  bool
	min, max int // of a Number, both included
}

// Is returns the value of an answered question.
func Is(yes bool) Value {
	if yes {
		return Value{Truth: Yes}
	}
	return Value{Truth: No}
}

// Count returns the value of a number that is known.
func Count(n int) Value { return Between(n, n) }

// Between returns the value of a number that is known within bounds, both
// included.
func Between(least, most int) Value { return Value{bounded: true, min: least, max: most} }

// Bounds returns the least and the most that a number can be; not ok when
// nothing is known of it.
func (v Value) Bounds() (least, most int, ok bool) { return v.min, v.max, v.bounded }

// Facts is what is known, by name; what is not there is not known.
type Facts map[string]Value
