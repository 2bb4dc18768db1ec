package access

import "strings"

// Category is what sort of personal information an item holds.
type Category uint8

// The categories, in the order of the consent grid.
const (
	Plan      Category = iota // plan and meetings
	Work                      // work and occupation
	Income                    // livelihood
	Ability                   // function and activity
	Diagnosis                 // diagnosis
	Social                    // social situation
	Addiction                 // addiction
	Housing                   // housing
	Family                    // family
	categories
)

var categoryNames = [categories]string{"plan", "work", "income", "ability", "diagnosis", "social", "addiction", "housing", "family"}

// Categories lists all categories in order.
func Categories() []Category {
	all := make([]Category, categories)
	for i := range all {
		all[i] = Category(i)
	}
	return all
}

// String returns the name that stands in the database and in JSON.
func (c Category) String() string {
	if c >= categories {
		return ""
	}
	return categoryNames[c]
}

// ParseCategory returns the category with a name.
func ParseCategory(s string) (Category, bool) {
	for i, n := range categoryNames {
		if n == s {
			return Category(i), true
		}
	}
	return 0, false
}

// Set is a set of categories.
type Set uint16

// All holds every category.
const All Set = 1<<categories - 1

// SetOf returns the set of the given categories.
func SetOf(cs ...Category) (s Set) {
	for _, c := range cs {
		s |= 1 << c
	}
	return s
}

// Has reports whether c is in the set.
func (s Set) Has(c Category) bool { return c < categories && s>>c&1 == 1 }

// With returns the set with c.
func (s Set) With(c Category) Set { return s | 1<<c }

// List returns the categories of the set in order.
func (s Set) List() (cs []Category) {
	for c := range categories {
		if s.Has(c) {
			cs = append(cs, c)
		}
	}
	return cs
}

// String returns the names with commas between.
func (s Set) String() string {
	var names []string
	for _, c := range s.List() {
		names = append(names, c.String())
	}
	return strings.Join(names, ",")
}

// ParseSet reads what String wrote; names it does not know are left out.
func ParseSet(text string) (s Set) {
	for name := range strings.SplitSeq(text, ",") {
		if c, ok := ParseCategory(name); ok {
			s = s.With(c)
		}
	}
	return s
}
