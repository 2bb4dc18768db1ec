package web_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/id"
	"samverk/internal/meeting"
)

// called opens a case and calls "vc" to a meeting about it.
func called(t *testing.T) (*site, id.Case, id.Call) {
	t.Helper()
	s := open(t)
	c, _ := s.Case()
	s.Join(c, "vc")
	plan := access.SetOf(access.Plan)
	s.Consent(c, consent.Grid{"samverkan": plan, "forsorjning": plan, "vc": plan})
	start := s.Now().AddDate(0, 0, 8).Truncate(time.Hour)
	call, err := s.MakeCall(t.Context(), s.As("samordning"), c, app.NewCall{
		Times: []meeting.Time{{Start: start, End: start.Add(time.Hour)}}, Place: "Rum 4", PersonWay: meeting.PersonInvited, Question: "Vem gör vad?",
		Called: []id.Function{"vc"}})
	if err != nil {
		t.Fatal(err)
	}
	return s, c, call
}

var madeAddress = regexp.MustCompile(`value="(https://samverk\.example(/kalender/[a-z0-9]{26}/moten\.ics))"`)

// makeFeed makes an address on the page and returns its path.
func (b *browser) makeFeed() string {
	b.t.Helper()
	page := b.want(b.post("/kalender/adress", url.Values{"once": {"make-1"}}), http.StatusOK)
	found := madeAddress.FindStringSubmatch(page)
	if found == nil {
		b.t.Fatalf("no address: %s", headings(page))
	}
	if !strings.Contains(page, `href="webcal`+strings.TrimPrefix(found[1], "https")) {
		b.t.Error("nothing opens the calendar program")
	}
	return found[2]
}

func TestACalendarIsFollowedWithoutSigningIn(t *testing.T) {
	s, c, call := called(t)
	vc := s.as(t, "vc-1 vc")
	address := vc.makeFeed()
	if page := vc.want(vc.get("/kalender"), http.StatusOK); strings.Contains(page, address) {
		t.Error("the address is shown again")
	}
	stranger := s.browser(t)
	w := stranger.get(address)
	body := stranger.want(w, http.StatusOK)
	for name, want := range map[string]string{"Content-Type": "text/calendar; charset=utf-8; method=PUBLISH", "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if !strings.Contains(body, "SUMMARY:Möte\r\n") || !strings.Contains(body, "LOCATION:Rum 4\r\n") || strings.Count(body, "BEGIN:VEVENT") != 1 {
		t.Error(body)
	}
	for _, secret := range []string{string(c), "Vem gör", "Provperson", "amordn", "Vårdcentral", "URL:", "DESCRIPTION", "ATTENDEE"} {
		if strings.Contains(body, secret) {
			t.Errorf("the calendar tells %q", secret)
		}
	}
	// Who has it already is told so, until something happens.
	again := func() *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", address, nil)
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
		return stranger.ask(r)
	}
	if w := again(); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Error(w.Code, w.Body)
	}
	v, err := s.App.Call(t.Context(), s.As("samordning"), c, call)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.CancelCall(t.Context(), s.As("samordning"), c, call, v.Call.Version, meeting.CancelReasons()[0]); err != nil {
		t.Fatal(err)
	}
	if body := stranger.want(again(), http.StatusOK); !strings.Contains(body, "STATUS:CANCELLED\r\n") {
		t.Error(body)
	}
	one := "/arenden/" + string(c) + "/kallelser/" + string(call) + "/mote.ics"
	if body := vc.want(vc.get(one), http.StatusOK); !strings.Contains(body, "METHOD:CANCEL\r\n") || !strings.Contains(body, "UID:"+string(call)+"@samverk\r\n") {
		t.Error(body)
	}
	if w := stranger.get(one); w.Code != http.StatusSeeOther {
		t.Error("one call is shown to anybody", w.Code)
	}
	psyk := s.as(t, "psyk-chef-1 psyk-chef")
	psyk.want(psyk.get(one), http.StatusNotFound)
}

var reference = regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}`)

func TestARevokedAddressLooksLikeOneThatNeverWas(t *testing.T) {
	s, _, _ := called(t)
	vc := s.as(t, "vc-1 vc")
	address := vc.makeFeed()
	page := vc.want(vc.get("/kalender"), http.StatusOK)
	revoke := regexp.MustCompile(`action="(/kalender/adress/[a-z0-9-]+/aterkalla)"`).FindStringSubmatch(page)
	if revoke == nil {
		t.Fatal("nothing revokes the address")
	}
	if to := vc.on(vc.post(revoke[1], url.Values{"once": {"r1"}})); to != "/kalender" {
		t.Error(to)
	}
	stranger := s.browser(t)
	gone := reference.ReplaceAllString(stranger.want(stranger.get(address), http.StatusNotFound), "")
	never := reference.ReplaceAllString(stranger.want(stranger.get("/kalender/aaaaaaaaaaaaaaaaaaaaaaaaaa/moten.ics"), http.StatusNotFound), "")
	if strings.ReplaceAll(gone, address, "") != strings.ReplaceAll(never, "/kalender/aaaaaaaaaaaaaaaaaaaaaaaaaa/moten.ics", "") {
		t.Error("they differ")
	}
	for _, bad := range []string{"/kalender/A/moten.ics", "/kalender/" + strings.Repeat("a", 4000) + "/moten.ics", "/kalender/%00/moten.ics"} {
		stranger.want(stranger.get(bad), http.StatusNotFound)
	}
}

// upload posts a calendar file.
func (b *browser) upload(once, content string) *httptest.ResponseRecorder {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	m.WriteField("once", once)
	f, err := m.CreateFormFile("file", "kalender.ics")
	if err != nil {
		b.t.Fatal(err)
	}
	f.Write([]byte(content))
	m.Close()
	r := httptest.NewRequest("POST", "/kalender/upptaget", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return b.ask(r)
}

func TestACalendarFileTellsWhenAFunctionIsTaken(t *testing.T) {
	s := open(t)
	vc := s.as(t, "vc-1 vc")
	const event = "BEGIN:VEVENT\r\nSUMMARY:Hemligt <b>\r\nDTSTART:20261125T080000Z\r\nDTEND:20261125T090000Z\r\nEND:VEVENT\r\n"
	file := func(events string) string { return "BEGIN:VCALENDAR\r\n" + events + "END:VCALENDAR\r\n" }
	if to := vc.on(vc.upload("u1", file(event))); to != "/kalender" {
		t.Error(to)
	}
	if page := vc.want(vc.get("/kalender"), http.StatusOK); !strings.Contains(page, "1 upptagen tid är inläst") {
		t.Error(headings(page))
	}
	for name, c := range map[string]struct{ content, want string }{
		"none":        {"", "Välj en fil."},
		"broken":      {file("Hemligt utan kolon\r\n" + event), "Rad 2 går inte att läsa."},
		"each second": {file("BEGIN:VEVENT\r\nDTSTART:20261125T080000Z\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\n"), "Rad 4: händelsen kommer tillbaka oftare än en gång om dagen."},
		"large":       {file(strings.Repeat(event, 20_000)), "Filen är större än 1 MB."},
		"too many":    {file(strings.Repeat("BEGIN:VEVENT\nDTSTART:20261125T080000Z\nDURATION:PT1H\nEND:VEVENT\n", 10_000)), "Filen har för många tider."},
	} {
		page := html.UnescapeString(vc.want(vc.upload("u-"+strings.ReplaceAll(name, " ", "-"), c.content), http.StatusUnprocessableEntity))
		if !strings.Contains(page, c.want) || strings.Contains(page, "Hemligt") {
			t.Errorf("%s: %s", name, headings(page))
		}
		if !strings.Contains(page, "1 upptagen tid är inläst") {
			t.Errorf("%s: what stood is lost", name)
		}
	}
	vc.want(vc.upload("u9", strings.Repeat("x", 6<<20)), http.StatusRequestEntityTooLarge)
	vc.on(vc.post("/kalender/upptaget/ta-bort", url.Values{"once": {"d1"}}))
	if page := vc.want(vc.get("/kalender"), http.StatusOK); !strings.Contains(page, "Ingen kalender är inläst.") {
		t.Error(headings(page))
	}
	// The words of other forms cannot be a file.
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	f, _ := m.CreateFormFile("name", "x")
	f.Write([]byte("x"))
	m.Close()
	r := httptest.NewRequest("POST", "/nycklar", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	vc.want(vc.ask(r), http.StatusUnprocessableEntity)
}
