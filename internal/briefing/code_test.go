package briefing_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/brief"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// guess tries a code and returns what is said of one that is not good.
func (s *sick) guess(who access.Actor, typed string) (key, left string) {
	s.t.Helper()
	_, err := s.briefs.Open(s.t.Context(), who, typed)
	e, _ := errors.AsType[*errs.Error](err)
	if e == nil {
		s.t.Fatalf("the code was good: %v", err)
	}
	if len(e.Faults) == 1 {
		return e.Faults[0].Key, e.Faults[0].Args["left"]
	}
	return e.Key, ""
}

// wrong is a code that finds the same brief with another secret part.
func wrong(c brief.Code, n int) string {
	const letters = "ACDEFHJKMNPRTWXY3479"
	at := strings.IndexByte(letters, c[len(c)-1])
	return string(c[:len(c)-1]) + string(letters[(at+n)%len(letters)])
}

func TestFiveWrongGuessesEndACode(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	b, code := s.carried()
	s.Idle()
	before := s.told("ame@vetlanda.example")
	for n := range 5 {
		if key, left := s.guess(s.As("vc"), wrong(code, n+1)); key != "brief.code.wrong" || left != []string{"9", "8", "7", "6", "5"}[n] {
			t.Errorf("guess %d: %s, %s", n, key, left)
		}
	}
	if key, left := s.guess(s.As("vc"), string(code)); key != "brief.code.wrong" || left != "4" {
		t.Errorf("the right code is %s with %s left", key, left)
	}
	s.Idle()
	if n := s.told("ame@vetlanda.example") - before; n != 1 {
		t.Errorf("who made it was told %d times", n)
	}
	v := s.seen(b)
	if !v.Brief.CodeDead || v.Brief.Code != "" {
		t.Errorf("who made it sees %+v", v.Brief)
	}
	s.ok(s.briefs.HandOut(ctx, s.As("ame"), s.c, b, v.Brief.Version))
	again := s.seen(b).Brief.Code
	if again == code || again == "" {
		t.Error("there is no new code")
	}
	_, err := s.briefs.Open(ctx, s.As("vc"), strings.ToLower(again.String()))
	s.ok(err)
	if key, _ := s.guess(s.As("vc"), string(again)); key != "brief.code.wrong" {
		t.Errorf("opened once more it is %s", key)
	}
}

// What is wrong, dead, ended, of somebody who has blocked the unit, or no code
// at all gives the same answer.
func TestWhatIsWrongWithACodeIsNotTold(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	stopped, dead := s.made(), s.made()
	var codes []string
	for _, b := range []id.Brief{stopped, dead} {
		s.ok(s.briefs.HandOut(ctx, s.As("ame"), s.c, b, s.seen(b).Brief.Version))
		codes = append(codes, string(s.seen(b).Brief.Code))
	}
	s.ok(s.briefs.Stop(ctx, s.As("ame"), s.c, stopped, s.seen(stopped).Brief.Version))
	s.Exec(`update brief set code_hash = null where id = $1`, dead)
	for n, typed := range []string{codes[0], codes[1], wrong(brief.Code(codes[0]), 3), "AAAAAAAAAAAA", "", "Ö", strings.Repeat("A", 500), "A-B-C"} {
		if key, left := s.guess(s.As("vc"), typed); key != "brief.code.wrong" || left != []string{"9", "8", "7", "6", "5", "4", "3", "2"}[n] {
			t.Errorf("%q gives %s, %s", typed, key, left)
		}
	}
}

func TestNobodyFishesOrEndsManyCodes(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	var codes []brief.Code
	var briefs []id.Brief
	for range 6 {
		b, code := s.carried()
		codes, briefs = append(codes, code), append(briefs, b)
	}
	for n := range 10 {
		s.guess(s.As("vc"), wrong(codes[n/5], n%5+1))
	}
	_, err := s.briefs.Open(ctx, s.As("vc"), string(codes[5]))
	s.is(err, errs.TooMany, "brief.code.many", "an eleventh, though right")
	dead := 0
	for _, b := range briefs {
		if s.seen(b).Brief.CodeDead {
			dead++
		}
	}
	if dead != 2 {
		t.Errorf("one user has ended %d codes", dead)
	}
	s.Exec(`update brief_try set wrong = 20 where key = 'function/vc'`)
	s.Exec(`delete from brief_try where key like 'user/%'`)
	_, err = s.briefs.Open(ctx, s.As("vc"), string(codes[5]))
	s.is(err, errs.TooMany, "brief.code.many", "as a function that has tried enough")
	s.Pass(24 * time.Hour)
	_, err = s.briefs.Open(ctx, s.As("vc"), string(codes[5]))
	s.ok(err)
}

// Guesses at what finds no brief harm nobody's code.
func TestAGuessThatFindsNothingCountsAgainstTheGuesserAlone(t *testing.T) {
	s := open(t)
	b, code := s.carried()
	other := "A"
	if code[0] == 'A' {
		other = "C"
	}
	for range 6 {
		s.guess(s.As("vc"), other+string(code[1:]))
	}
	if s.seen(b).Brief.CodeDead {
		t.Error("a code that was not guessed at is dead")
	}
}

func TestOnlyHealthCareTriesCodes(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	b, code := s.carried()
	for _, f := range []id.Function{"ame", "fk", "af", "samordning", "forbund", "admin", "ame-chef"} {
		for range 6 {
			_, err := s.briefs.Open(ctx, s.As(f), wrong(code, 1))
			s.is(err, errs.Denied, "", string(f))
		}
		_, err := s.briefs.Inbox(ctx, s.As(f))
		s.is(err, errs.Denied, "", string(f)+" listing")
	}
	_, err := s.briefs.Open(ctx, s.self(), string(code))
	s.is(err, errs.Denied, "", "the person")
	if s.seen(b).Brief.CodeDead {
		t.Error("those who may not try have ended the code")
	}
}

func TestASecondSubmitOfACodeGivesTheFirstAnswer(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	b, code := s.carried()
	who := s.As("vc")
	who.Once = access.Once{Key: "once", Digest: "of the form"}
	for range 2 {
		got, err := s.briefs.Open(ctx, who, string(code))
		s.ok(err)
		if got != b {
			t.Error("another brief")
		}
	}
}

// Neither the code nor what the brief says stands in the clear in any table, in
// the log, or in mail.
func TestNothingOfABriefStandsInTheClear(t *testing.T) {
	s := open(t, "vc")
	ctx := t.Context()
	b, code := s.carried()
	other, second := s.carried()
	_, err := s.briefs.Open(ctx, s.As("vc"), string(code))
	s.ok(err)
	s.guess(s.As("vc"), wrong(second, 1))
	s.ok(s.briefs.Answer(ctx, s.As("vc"), b, s.toAnswer(b).Brief.Version, s.half()))
	s.Idle()
	var public, hash string
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		var sealed, sealedCode, answer []byte
		if _, err := tx.One(ctx, []any{&public, &hash, &sealed, &sealedCode}, `select code_public, code_hash, sealed, code_sealed from brief where id = $1`, other); err != nil {
			return err
		}
		_, err := tx.One(ctx, []any{&answer}, `select answer from brief where id = $1`, b)
		for _, kept := range [][]byte{sealed, sealedCode, answer, []byte(hash), []byte(public)} {
			for _, words := range []string{string(second), "orkar inte", "Sitta ibland", "Arbetsträning"} {
				if bytes.Contains(kept, []byte(words)) {
					t.Errorf("%q stands in the clear", words)
				}
			}
		}
		return err
	})
	for _, m := range s.Mail.Sent() {
		if strings.Contains(m.Subject+m.Body, string(second)) || strings.Contains(m.Subject+m.Body, s.person.Name) {
			t.Error("a mail tells of it")
		}
	}
	var did []string
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		return tx.Each(ctx, func(scan db.Scan) error {
			var action, unit, of, categories, object string
			err := scan(&action, &unit, &of, &categories, &object)
			if action == string(access.BriefAnswer) && (unit != "vc" || of != "" || object != string(b)) {
				t.Errorf("the log says that %s answered in %q about %s", unit, of, object)
			}
			did = append(did, action)
			return err
		}, `select action, coalesce(unit_id, ''), coalesce(case_id, ''), coalesce(categories, ''), coalesce(object, '') from audit where person_id = $1`, s.person.ID)
	})
	for _, want := range []access.Action{access.BriefMake, access.BriefKeep, access.BriefRead, access.BriefOpen, access.BriefAnswer} {
		if !slices.Contains(did, string(want)) {
			t.Errorf("the person's log has no %s", want)
		}
	}
}
