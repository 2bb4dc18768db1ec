package ui

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/errs"
	"samverk/internal/i18n"
)

// Form is a form with what was typed in it and what is wrong with that.
type Form struct {
	Texts   *i18n.Texts
	Action  string              // address it is posted to
	Values  map[string][]string // what was typed, or what stands
	Faults  []errs.Fault
	Version int64  // of what is changed; 0 when it is new
	Once    string // key that makes a second submit give the first answer
	Changed bool   // came back with unsaved words, so that leaving warns at once
	Apart   string // sets its ids apart from those of another form on the page

	Now map[string][]string // what stands, where somebody else was first; else nil
}

// Beside returns the form with what somebody else has saved meanwhile beside what
// was typed: sent again, it is saved over that.
func (f Form) Beside(now Form) Form {
	f.Now, f.Version = now.Values, now.Version
	return f
}

// Sent lists every name and value of a form as it was sent, without its key and
// version, in an order of its own.
func (f Form) Sent() (all [][2]string) {
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		for _, value := range f.Values[name] {
			if name != "once" && name != "version" {
				all = append(all, [2]string{name, value})
			}
		}
	}
	return all
}

// Everything lists every name and value of a form as it was sent, its key and
// version too.
func (f Form) Everything() (all [][2]string) {
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		for _, value := range f.Values[name] {
			all = append(all, [2]string{name, value})
		}
	}
	return all
}

// Typed lists the words in what was sent, which somebody has to be able to read
// and copy; codes and dates have no spaces.
func (f Form) Typed() (all []string) {
	for _, sent := range f.Sent() {
		if strings.ContainsAny(sent[1], " \n") {
			all = append(all, sent[1])
		}
	}
	return all
}

// Value returns what stands in a field.
func (f Form) Value(name string) string {
	if v := f.Values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Fault returns what is wrong with a field, in words.
func (f Form) Fault(name string) string {
	var said []string
	for _, fault := range f.Faults {
		if fault.Field == name {
			said = append(said, f.Texts.Fault(fault))
		}
	}
	return strings.Join(said, " ")
}

// Field returns the field with a name, its value and its fault. label is the
// key of its label.
func (f Form) Field(name, label string) Field {
	now, late := f.Now[name]
	return Field{Texts: f.Texts, Apart: f.Apart, Name: name, Label: f.Texts.T(label), Value: f.Value(name), Chosen: f.Values[name], Fault: f.Fault(name), now: now, late: late}
}

// Field is one question of a form.
type Field struct {
	Texts        *i18n.Texts
	Apart        string
	Name         string
	Label        string
	Hint         string
	Fault        string
	Value        string
	Chosen       []string // of Checkboxes
	Options      []Option // of Select, Radios and Checkboxes
	Optional     bool
	Type         string // of TextField: text, tel, email, search, password
	Autocomplete string
	InputMode    string
	Limit        int // most characters
	Rows         int // of TextArea
	Unit         string
	Min, Max     string // of DateField and NumberField
	Suggestions  []string

	now  []string // what somebody else has saved meanwhile
	late bool     // somebody has
}

// standing is what stands now in words, where it is something else than what was
// typed.
func (f Field) standing() string {
	typed := slices.DeleteFunc(slices.Clone(f.Chosen), func(s string) bool { return s == "" })
	now := slices.DeleteFunc(slices.Clone(f.now), func(s string) bool { return s == "" })
	if !f.late || slices.Equal(typed, now) {
		return ""
	}
	for i, value := range now {
		for _, o := range f.Options {
			if o.Value == value {
				now[i] = o.Label
			}
		}
	}
	if len(now) == 0 {
		return f.Texts.T("ui.now.empty")
	}
	return strings.Join(now, ", ")
}

// Option is one answer to choose.
type Option struct {
	Value, Label, About string
	Locked              bool
}

// WithHint returns the field with a text that helps to answer.
func (f Field) WithHint(text string) Field { f.Hint = text; return f }

// WithLimit returns the field with the most characters it takes.
func (f Field) WithLimit(n int) Field { f.Limit = n; return f }

// WithOptions returns the field with answers to choose among.
func (f Field) WithOptions(o ...Option) Field { f.Options = o; return f }

// MayBeEmpty returns the field as one that need not be answered.
func (f Field) MayBeEmpty() Field { f.Optional = true; return f }

// FieldID returns the id of a field's first control, which faults lead to.
func FieldID(name string) string {
	return "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "", ":", "-").Replace(name)
}

func (f Field) id() string { return FieldID(f.Apart + f.Name) }

func (f Field) optionID(i int) string {
	if i == 0 {
		return f.id()
	}
	return f.id() + "-" + strconv.Itoa(i)
}

func (f Field) chosen(value string) bool {
	return value == f.Value || slices.Contains(f.Chosen, value)
}

// describedBy names the hint, the counter and the fault, those that there are.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.id()+"-hint")
	}
	if f.standing() != "" {
		ids = append(ids, f.id()+"-now")
	}
	if f.Fault != "" {
		ids = append(ids, f.id()+"-fault")
	}
	if f.counts() {
		ids = append(ids, f.id()+"-count")
	}
	return strings.Join(ids, " ")
}

// Chose reports whether an answer has been chosen, for controls that stand among
// others than a field's own.
func (f Field) Chose(value string) bool { return f.chosen(value) }

// counts reports whether the field shows how much room is left.
func (f Field) counts() bool { return f.Limit > 0 && f.Rows > 0 }

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) asArea() Field { f.Rows = max(f.Rows, 4); return f }

// width fits a field to what it takes, so that its size says what is expected.
func (f Field) width() string {
	if f.Limit > 0 && f.Limit <= 20 {
		return "field--narrow"
	}
	return ""
}

// aria is what assistive technology is told about a control.
func (f Field) aria() templ.Attributes {
	a := templ.Attributes{}
	if d := f.describedBy(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Fault != "" {
		a["aria-invalid"] = "true"
	}
	if !f.Optional {
		a["aria-required"] = "true"
	}
	return a
}
