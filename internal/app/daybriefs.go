package app

import (
	"samverk/internal/access"
	"samverk/internal/brief"
	"samverk/internal/org"
)

// BriefDay is the briefs to doctors that need the function now, without whom
// they are about: those that have come to its unit of care, and those of its own
// that are answered or whose code is dead.
type BriefDay struct{ ToAnswer, ToFollow []brief.Brief }

// Len counts them.
func (d BriefDay) Len() int { return len(d.ToAnswer) + len(d.ToFollow) }

// briefs gathers the briefs to doctors.
func (d day) briefs(f org.Function) (err error) {
	if f.Kind == access.Vard {
		all, err := brief.ToAnswer(d.ctx, d.tx, d.who.Unit, d.who.Function, d.tx.Now)
		if err != nil {
			return err
		}
		for _, b := range all {
			if !b.Over(d.v.Today) {
				d.v.Briefs.ToAnswer = append(d.v.Briefs.ToAnswer, b)
			}
		}
	}
	d.v.Briefs.ToFollow, err = brief.ToFollow(d.ctx, d.tx, d.who.Function, d.v.Today)
	return err
}
