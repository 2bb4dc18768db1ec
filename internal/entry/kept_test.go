package entry_test

import (
	"strings"
	"testing"
	"time"

	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/login"
	"samverk/internal/samverktest/world"
)

// newToken is one that works for a while.
func newToken(w *keys) entry.NewToken {
	return entry.NewToken{Name: "Program", EndsOn: w.Now().AddDate(0, 0, 5).Format(time.DateOnly)}
}

func TestAFormIsKeptForWhoTypedItAlone(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	s := entry.New(w.App, entry.Options{})
	typed := login.KeptForm{User: "ame-1", Function: "ame", Path: "/arenden/x/skriv", Values: map[string][]string{"words": {"Något långt.", "Och mer."}, "once": {"k"}}}
	secret, err := s.Keep(ctx, typed)
	if err != nil || secret == "" {
		t.Fatal(err)
	}
	k, err := s.Kept(ctx, w.As("ame"), secret)
	if err != nil || k.Path != typed.Path || k.Function != "ame" || strings.Join(k.Values["words"], "|") != "Något långt.|Och mer." {
		t.Fatalf("%+v %v", k, err)
	}
	for _, wrong := range []string{"", "other", secret + "x"} {
		if _, err := s.Kept(ctx, w.As("ame"), wrong); !errs.Is(err, errs.NotFound) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if _, err := s.Kept(ctx, w.As("fk"), secret); !errs.Is(err, errs.NotFound) {
		t.Errorf("another user: %v", err)
	}
	if _, err := s.Kept(ctx, w.As("ame"), secret); !errs.Is(err, errs.NotFound) {
		t.Errorf("another user has asked for it, and it is still there: %v", err)
	}
	if secret, err = s.Keep(ctx, typed); err != nil {
		t.Fatal(err)
	}
	w.Pass(30 * time.Minute)
	if _, err := s.Kept(ctx, w.As("ame"), secret); !errs.Is(err, errs.NotFound) {
		t.Errorf("after half an hour: %v", err)
	}
	typed.Values["words"] = []string{strings.Repeat("a", 256<<10)}
	if secret, err := s.Keep(ctx, typed); err != nil || secret != "" {
		t.Errorf("too long: %q %v", secret, err)
	}
}
