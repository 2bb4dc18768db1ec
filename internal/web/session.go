package web

import (
	"fmt"
	"net/http"

	"samverk/internal/web/site"
)

// tellSession tells a page how long the session lasts, in seconds: until it ends
// unless it is used, and until it does whatever happens.
func (s *server) tellSession(w http.ResponseWriter, _ *http.Request, v *site.Visit) error {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"idles":%d,"ends":%d}`, int(v.IdlesAt.Sub(v.Now).Seconds()), int(v.EndsAt.Sub(v.Now).Seconds()))
	return nil
}

// endOthers ends the user's sessions in other browsers.
func (s *server) endOthers(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Entry.EndOtherSessions(r.Context(), v.Actor); err != nil {
		return err
	}
	return s.Done(w, r, "/mina-sessioner", "page.flash.sessions_ended")
}
