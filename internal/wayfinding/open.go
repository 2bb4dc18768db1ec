package wayfinding

import (
	"cmp"
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/contact"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
)

// Shown is the ways in of an area that the installation shows to anybody.
type Shown struct {
	Area org.Area
	Ways []Way // without who holds the functions
}

// Shown returns what anybody may see, of every area that has something to show,
// or of one.
func (s *Service) Shown(ctx context.Context, area id.Area) (all []Shown, err error) {
	// Nobody is signed in: what is read is what somebody has chosen to publish.
	err = s.Look(ctx, access.Actor{System: true}, access.SystemWork, access.Object{}, func(tx *db.Tx) error {
		areas, ways, err := every(ctx, tx, area)
		if err != nil {
			return err
		}
		for _, a := range areas {
			if area == "" || a.ID == area {
				all = append(all, Shown{Area: a, Ways: published(ways, a.ID)})
			}
		}
		return nil
	})
	all = slices.DeleteFunc(all, func(o Shown) bool { return len(o.Ways) == 0 })
	if err == nil && area != "" && len(all) == 0 {
		err = errs.Missing()
	}
	return all, err
}

// published are the ways in of an area that are shown to anybody, in the order
// of their topics and without a word of who holds the functions.
func published(all []Way, area id.Area) (shown []Way) {
	for _, w := range all {
		if w.Area == area && w.Guide.Shown {
			w.Function.Holder, w.Function.Deputy, w.About = "", "", ""
			w.Guide = contact.Guide{Way: w.ID, Ready: w.Guide.Ready, Form: w.Guide.Form, Situations: w.Guide.Situations, Keywords: w.Guide.Keywords,
				AgeFrom: w.Guide.AgeFrom, AgeTo: w.Guide.AgeTo, Shown: true, Since: w.Guide.Since, Confirmed: w.Guide.Confirmed}
			shown = append(shown, w)
		}
	}
	slices.SortFunc(shown, func(a, b Way) int {
		return cmp.Or(slices.Index(org.Topics(), a.Topic)-slices.Index(org.Topics(), b.Topic), cmp.Compare(a.Function.Name, b.Function.Name), cmp.Compare(a.ID, b.ID))
	})
	return shown
}
