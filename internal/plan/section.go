package plan

import "samverk/internal/access"

// The sections that a SIP must have (SoL 10 kap. 9 § and HSL 16 kap. 4 §).
const (
	SectionNeeds       = "needs"       // which measures are needed
	SectionResponsible = "responsible" // which of them municipality and region answer for
	SectionOthers      = "others"      // measures by anybody else
	SectionOverall     = "overall"     // who has the overall responsibility
)

// Sections lists the sections of a type of plan in order; their headings are
// plan.sip.<section>. Only a SIP has any.
func Sections(kind string) []string {
	if kind != SIP {
		return nil
	}
	return []string{SectionNeeds, SectionResponsible, SectionOthers, SectionOverall}
}

// Section returns the section of a SIP that a piece stands in; actor is the
// kind of organisation that does it, empty for the person. What the law does
// not ask for stands in none, and the last section holds no pieces: it names
// the function that leads the case.
func Section(p Piece, actor access.Kind) string {
	switch p.Kind {
	case KindGoal, KindNeed:
		return SectionNeeds
	case KindActivity, KindCommitment:
		if actor == access.Kommun || actor == access.Vard {
			return SectionResponsible
		}
		return SectionOthers
	}
	return ""
}
