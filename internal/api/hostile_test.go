package api_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"samverk/internal/api"
)

func TestTheSameChangeManyTimesAtOnceIsDoneOnce(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	af := s.as("af")
	answers := make([]answer, 20)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = af.do("POST", caseOf(c)+"/items", activity, "Idempotency-Key", "k-1") })
	}
	all.Wait()
	for _, a := range answers {
		if a.status != 201 || string(a.body) != string(answers[0].body) {
			t.Errorf("got %d %s, the first one %s", a.status, a.body, answers[0].body)
		}
	}
	var one struct{ Items []any }
	af.do("GET", caseOf(c), "").want(200).into(&one)
	if len(one.Items) != 1 {
		t.Errorf("%d items were written", len(one.Items))
	}
}

func TestAVersionIsNamedInOneFormOnly(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	where := s.as("af").do("POST", caseOf(c)+"/items", activity).want(201).header.Get("Location")
	for match, want := range map[string]int{
		`1`: 400, `*`: 400, `W/"1"`: 400, `"+1"`: 400, `"01"`: 400, `"-1"`: 400, `"1", "2"`: 400, `"99999999999999999999"`: 400, `""`: 400, `"1`: 400,
		`"9223372036854775807"`: 412, `"2"`: 412, "": 428,
	} {
		if a := s.as("af").do("PUT", where, `{"reason":"news","title":"Arbetsprövning","status":"ongoing","start":"2026-11-23","extent":50,"responsible":"af"}`, "If-Match", match); a.status != want {
			t.Errorf("If-Match %s was answered %d %.200s", match, a.status, a.body)
		}
	}
}

func TestACallerWhoHasLeftIsNoFaultOfTheServer(t *testing.T) {
	s := newSite(t)
	token := s.as("samordning").token
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, "GET", api.Prefix+"/cases", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != 503 || strings.Contains(w.Body.String(), "fault:") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}
