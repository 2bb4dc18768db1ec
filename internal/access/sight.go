package access

import "samverk/internal/id"

// Sight is what one reader may see of one case. Package app makes it from
// facts, in the transaction that reads, and every function that returns
// personal content demands it. The zero Sight sees nothing.
type Sight struct {
	of    id.Case
	about id.Person
	grant Grant
	shown *Set
}

// Grant is what a Sight is made of.
type Grant struct {
	Unit       id.Unit           // the reader's unit; id.Self for the person
	Function   id.Function       // the reader's function; empty for the person
	Categories Set               // what consent gives the unit today
	Blocked    bool              // a block wins over every ground
	Identity   bool              // may know who the person is
	Circle     bool              // may know who takes part
	Place      bool              // may be told the area; not of a person with protected identity (L27)
	Lead       bool              // may know who leads the case: in the circle, or asked by the one who does
	Records    bool              // may note what the person decides, and see her blocks
	Proxy      id.Representative // who acts for the person, when the reader is not the person herself
	Tasks      Tasks             // in which of her matters
	Brief      id.Brief          // the one brief that the reader answers, of a case that she need not know
}

// NewSight returns the Sight of a reader on a case. Only package app may call
// it; a test holds that.
func NewSight(c id.Case, p id.Person, g Grant) Sight {
	if g.Blocked {
		g.Categories, g.Circle = 0, false
		g.Records = false
	}
	return Sight{of: c, about: p, grant: g, shown: new(Set)}
}

// Case returns the case that the Sight is on.
func (s Sight) Case() id.Case { return s.of }

// Person returns whom the case is about.
func (s Sight) Person() id.Person { return s.about }

// Unit returns the reader's unit, id.Self for the person.
func (s Sight) Unit() id.Unit { return s.grant.Unit }

// Function returns the reader's function, empty for the person.
func (s Sight) Function() id.Function { return s.grant.Function }

// Self reports whether the reader is the person herself, or acts for her.
func (s Sight) Self() bool { return s.grant.Unit == id.Self }

// Proxy returns who acts for the person; empty when she does so herself.
func (s Sight) Proxy() id.Representative { return s.grant.Proxy }

// Tasks returns what somebody who acts for the person may do for her.
func (s Sight) Tasks() Tasks { return s.grant.Tasks }

// Identity reports whether the reader may know who the person is.
func (s Sight) Identity() bool { return s.of != "" && (s.Self() || s.grant.Identity) }

// Circle reports whether the reader may know who takes part.
func (s Sight) Circle() bool { return s.of != "" && (s.Self() || s.grant.Circle) }

// Place reports whether the reader may be told the area of the case.
func (s Sight) Place() bool { return s.of != "" && (s.Self() || s.grant.Place) }

// Lead reports whether the reader may know who leads the case.
func (s Sight) Lead() bool { return s.of != "" && (s.Circle() || s.grant.Lead) }

// Blocked reports whether the person never wants the reader's unit to know.
func (s Sight) Blocked() bool { return s.grant.Blocked }

// Records reports whether the reader may note what the person decides.
func (s Sight) Records() bool { return s.of != "" && (s.Self() || s.grant.Records) }

// Categories returns what consent gives the reader today.
func (s Sight) Categories() Set {
	if s.Self() {
		return All
	}
	return s.grant.Categories
}

// Ground is why an item could be disclosed.
type Ground string

// The grounds. OSL 10:15 a and 10:27 are not among them (sweden.md L8, L9).
const (
	OwnItem   Ground = ""          // no disclosure is needed
	ByConsent Ground = "consent"   // OSL 10:1 and 12:2 (sweden.md L6)
	ByLaw     Ground = "provision" // a named provision, with a written reason (sweden.md L10)
)

// Sees reports whether the reader may see an item of a category, owned by a
// unit and disclosed to the reader on a ground, and notes that it was shown.
// The reader's own is always seen; a block wins over every ground.
func (s Sight) Sees(owner id.Unit, c Category, g Ground) bool {
	switch {
	case s.of == "":
		return false
	case owner == s.grant.Unit, s.Self() && g != OwnItem:
	case s.grant.Blocked, g == OwnItem:
		return false
	case g == ByConsent && !s.grant.Categories.Has(c):
		return false
	}
	*s.shown = s.shown.With(c)
	return true
}

// Brief returns the one brief that the Sight is on, empty when it is on a case.
func (s Sight) Brief() id.Brief { return s.grant.Brief }

// InBrief reports whether the reader may see something in a brief: as an item of
// the case, or, when she only answers the brief, what the consent lets care be
// told; and notes that it was shown.
func (s Sight) InBrief(owner id.Unit, c Category, g Ground) bool {
	switch {
	case s.Self():
		return s.Sees(id.Self, c, g) // it was made to be given to her
	case s.grant.Brief == "":
		return s.Sees(owner, c, g)
	}
	if s.grant.Categories.Has(c) {
		*s.shown = s.shown.With(c)
	}
	return s.grant.Categories.Has(c)
}

// Shown returns the categories of what has been shown so far, for the log.
func (s Sight) Shown() Set {
	if s.shown == nil {
		return 0
	}
	return *s.shown
}
