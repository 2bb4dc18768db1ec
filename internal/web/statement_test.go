package web_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/i18n"
	"samverk/internal/web"
)

// stated is a site that says who answers for it and takes remarks.
func stated(t *testing.T, send func(context.Context, string) error) *site {
	t.Helper()
	s := open(t)
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	s.h = web.New(s.App, web.Options{Texts: texts, Now: s.Now, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
		Statement: web.Statement{Organisation: "Provförbundet", Email: "webb@example.org", Phone: "010-000 00 00", Reviewed: "2026-03-02", Limits: "Kartan saknar text.", Send: send}})
	return s
}

func TestAnybodyCanSayWhatIsNotAccessible(t *testing.T) {
	var sent []string
	s := stated(t, func(_ context.Context, words string) error { sent = append(sent, words); return nil })
	b := s.browser(t)
	page := b.want(b.get("/tillganglighet"), 200)
	checkPage(t, "the statement", page)
	for _, want := range []string{"Provförbundet svarar", "2 mar 2026", "mailto:webb@example.org", "2018:1937", "Kartan saknar text.", `name="words"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the statement lacks %q", want)
		}
	}
	if to := b.on(b.post("/tillganglighet", url.Values{"words": {" Knappen Spara syns inte. "}})); to != "/tillganglighet" {
		t.Errorf("leads to %q", to)
	}
	if page = b.want(b.get("/tillganglighet"), 200); !strings.Contains(page, "är skickat till dem") {
		t.Error("the sender is not told that it was sent")
	}
	if len(sent) != 1 || sent[0] != "Knappen Spara syns inte." {
		t.Errorf("sent %q", sent)
	}
}

func TestARemarkThatTellsOfSomebodyIsNotSent(t *testing.T) {
	s := stated(t, func(_ context.Context, words string) error { t.Errorf("sent %q", words); return nil })
	b := s.browser(t)
	p, other := s.Person(), s.Person()
	for _, words := range []string{"", "   ", p.Number, "Jag är " + other.Number[:8] + "-" + other.Number[8:], "Felet visas för " + p.Name + ", " + p.Number[2:] + ".",
		"Nummer:\n" + other.Number[2:8] + "-" + other.Number[8:], "Mitt nummer är 19900101-2385.", "Skriv till nagon@example.org", "Ärende V-2026-0117 visas inte.", strings.Repeat("a", 2001)} {
		page := b.want(b.post("/tillganglighet", url.Values{"words": {words}}), http.StatusUnprocessableEntity)
		if kept := strings.TrimSpace(words); kept != "" && !strings.Contains(page, kept) {
			t.Errorf("%.30q is not kept", words)
		}
	}
}

func TestRemarksFromOneSourceHaveALimit(t *testing.T) {
	var sent int
	s := stated(t, func(context.Context, string) error { sent++; return nil })
	b := s.browser(t)
	for range 10 {
		b.on(b.post("/tillganglighet", url.Values{"words": {"Texten är för liten."}}))
	}
	page := b.want(b.post("/tillganglighet", url.Values{"words": {"Texten är för liten."}}), http.StatusTooManyRequests)
	if sent != 10 || !strings.Contains(page, "Texten är för liten.") {
		t.Errorf("%d were sent, or the last was not kept", sent)
	}
}

func TestARemarkThatCannotBeSentIsKept(t *testing.T) {
	b := stated(t, func(context.Context, string) error { return errors.New("no server") }).browser(t)
	page := b.want(b.post("/tillganglighet", url.Values{"words": {"Bilden saknar text."}}), http.StatusServiceUnavailable)
	if !strings.Contains(page, "Bilden saknar text.") || !strings.Contains(page, "gick inte att skicka") {
		t.Error("what was typed is lost, or nothing is said")
	}
}

func TestWithoutMailThereIsNoFormThatGoesNowhere(t *testing.T) {
	b := stated(t, nil).browser(t)
	page := b.want(b.get("/tillganglighet"), 200)
	if strings.Contains(page, `name="words"`) || !strings.Contains(page, "010-000 00 00") {
		t.Error("there is a form, or no other way")
	}
	b.want(b.post("/tillganglighet", url.Values{"words": {"Hej"}}), http.StatusNotFound)
}
