package meetings

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"samverk/internal/app"
	"samverk/internal/web/site"
)

const (
	beatEvery   = time.Second
	followed    = 10 * time.Minute // then the browser asks anew, and is judged anew by who she is
	sayNothing  = 15               // beats without news until something is sent all the same, so that the line stays open
	eventStream = "text/event-stream"
)

// meetingBeats tells those who follow a meeting that something happened there: a
// number, and nothing of what it was. Each beat is decided anew, and the line
// ends when the reader may no longer follow. Without a browser that listens it
// answers once.
func (s *server) meetingBeats(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	beat := func() (app.Beat, error) {
		return s.App.MeetingBeat(r.Context(), v.Actor, site.CaseOf(r), callOf(r))
	}
	now, err := beat()
	if err != nil {
		return err
	}
	line := http.NewResponseController(w)
	// The server's limits are for answers that end by themselves.
	for _, err := range []error{line.SetReadDeadline(time.Time{}), line.SetWriteDeadline(time.Time{})} {
		if err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
	}
	w.Header().Set("Content-Type", eventStream)
	w.Header().Set("X-Accel-Buffering", "no")
	follow := now.Goes && strings.Contains(r.Header.Get("Accept"), eventStream)
	if err := tell(w, line, now); err != nil || !follow {
		return nil // nobody listens any more
	}
	end := time.NewTimer(followed)
	defer end.Stop()
	ticks := time.NewTicker(beatEvery)
	defer ticks.Stop()
	for quiet := 0; ; quiet++ {
		select {
		case <-ticks.C:
		case <-end.C:
			return nil
		case <-r.Context().Done():
			return nil
		case <-s.Options.Stopping:
			return nil
		}
		next, err := beat()
		if err != nil {
			return nil // the browser asks anew, and is told then
		}
		if next != now || quiet >= sayNothing {
			now, quiet = next, 0
			if err := tell(w, line, now); err != nil || !now.Goes {
				return nil
			}
		}
	}
}

// tell sends a beat, and that it was the last.
func tell(w http.ResponseWriter, line *http.ResponseController, b app.Beat) error {
	text := fmt.Sprintf("retry: 2000\nevent: beat\ndata: %d\n\n", b.Number)
	if !b.Goes {
		text += "event: end\ndata:\n\n"
	}
	if _, err := w.Write([]byte(text)); err != nil {
		return err
	}
	if err := line.Flush(); !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}
