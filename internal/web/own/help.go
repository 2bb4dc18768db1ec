package own

import (
	"net/http"
	"slices"

	"samverk/internal/org"
	"samverk/internal/own"
	"samverk/internal/web/site"
)

// helpParts are the questions that the person's help answers, in order.
var helpParts = []string{"what", "decide", "read", "wrong", "ill", "somebody", "paper"}

// processing is what she is to be told about how her data is used.
var processing = []string{"who", "why", "what", "whom", "long", "rights", "complain"}

// HelpPage is help for the person, and for who acts for her: what Samverk is,
// whom she can ring, and how what is noted about her is used.
func HelpPage(s *site.Site, w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	h, err := s.Own.Help(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("help.title"))
	p.Head.Lead = v.Texts.T("help.lead")
	return s.Draw(w, r, v, p, helpBody(v, h))
}

// there are the functions of the ways in that somebody answers today, each once.
func there(h own.Help) (all []org.Function) {
	for _, w := range h.Ways {
		if !w.Vacant() && !slices.ContainsFunc(all, func(f org.Function) bool { return f.ID == w.Function.ID }) {
			all = append(all, w.Function)
		}
	}
	return all
}
