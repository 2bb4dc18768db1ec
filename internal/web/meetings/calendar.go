package meetings

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"samverk/internal/calendar"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) calendarRoutes() []site.Route {
	return []site.Route{
		{"GET /kalender", site.Function, s.calendarPage},
		{"POST /kalender/adress", site.Function, s.makeFeed},
		{"POST /kalender/adress/{feed}/aterkalla", site.Function, s.revokeFeed},
		{"POST /kalender/upptaget", site.Function | site.WithFile, s.setBusy},
		{"POST /kalender/upptaget/ta-bort", site.Function, s.forgetBusy},
		{"GET /kalender/{secret}/moten.ics", site.Anybody, s.feed},
		{"GET /arenden/{case}/kallelser/{call}/mote.ics", site.Acting, s.callCalendar},
	}
}

// calendarScreen is how the times of the reader's function can be followed, as
// their page shows it.
type calendarScreen struct {
	entry.FeedsView
	address string // just made, and never shown again
	form    ui.Form
	clash   error
}

func (s *server) calendarPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawCalendar(w, r, v, calendarScreen{form: v.NewForm("/kalender/upptaget")})
}

func (s *server) drawCalendar(w http.ResponseWriter, r *http.Request, v *site.Visit, c calendarScreen) (err error) {
	if c.FeedsView, err = s.Entry.Feeds(r.Context(), v.Actor); err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("calendar.page"))
	p.Path = ui.PathCalendar
	p.Head.Lead = v.Texts.T("calendar.page.lead", "function", v.FunctionName, "unit", v.UnitName)
	p.Faults = c.form.Faults
	if c.clash != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, calendarBody(v, c))
}

// makeFeed shows the address in the answer itself: it stands nowhere else, so
// there is no page to go on to.
func (s *server) makeFeed(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	secret, err := s.Entry.MakeFeed(r.Context(), v.Actor)
	c := calendarScreen{form: v.NewForm("/kalender/upptaget")}
	switch {
	case site.Clash(err):
		c.clash = err
	case err != nil:
		return err
	default:
		c.address = s.Entry.FeedAddress(secret)
	}
	return s.drawCalendar(w, r, v, c)
}

func (s *server) revokeFeed(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Entry.RevokeFeed(r.Context(), v.Actor, id.Feed(r.PathValue("feed"))); err != nil {
		return err
	}
	return s.Done(w, r, ui.PathCalendar, "page.flash.feed_revoked")
}

// setBusy reads when the function is taken out of a file. The file itself goes
// no further than this.
func (s *server) setBusy(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	text := v.Form.Get("file")
	delete(v.Form, "file")
	var err error
	if text == "" {
		err = errs.Faults{{Field: "file", Key: "calendar.file.none"}}.Err()
	} else {
		_, err = s.Entry.SetBusy(r.Context(), v.Actor, text)
	}
	if faults, ok := site.Faulty(err); ok {
		return s.drawCalendar(w, r, v, calendarScreen{form: v.Again("/kalender/upptaget", faults)})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, ui.PathCalendar, "page.flash.busy_read")
}

func (s *server) forgetBusy(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Entry.ForgetBusy(r.Context(), v.Actor); err != nil {
		return err
	}
	return s.Done(w, r, ui.PathCalendar, "page.flash.busy_gone")
}

// feed answers a calendar program, which cannot sign in: its address is secret.
// The words are Swedish, since such programs ask for no language.
func (s *server) feed(w http.ResponseWriter, r *http.Request, _ *site.Visit) error {
	c, err := s.Entry.FeedTimes(r.Context(), r.PathValue("secret"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-cache")
	return writeCalendar(w, r, s.Options.Texts.In(i18n.Swedish), c)
}

// callCalendar is the time of one call, to be put into a calendar by hand.
func (s *server) callCalendar(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, err := s.Entry.CallCalendar(r.Context(), v.Actor, site.CaseOf(r), id.Call(r.PathValue("call")))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="mote.ics"`)
	return writeCalendar(w, r, v.Texts, c)
}

// writeCalendar answers with a calendar, or that the reader has it already.
func writeCalendar(w http.ResponseWriter, r *http.Request, t *i18n.Texts, c calendar.Calendar) error {
	for i := range c.Entries {
		c.Entries[i].Title = t.T("calendar.title")
	}
	b, err := calendar.Write(c)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8; method="+string(c.Method))
	h.Set("Content-Length", strconv.Itoa(len(b)))
	w.Write(b) // the reader may have gone
	return nil
}

// busyText says what is known of when the function is taken.
func (c calendarScreen) busyText(v *site.Visit) string {
	return v.Texts.N("calendar.busy.known", c.Busy, "day", v.Texts.DayOf(c.BusyUntil))
}

// subscription is the address in the form that opens a calendar program.
func subscription(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return "webcal://" + rest
}
