package meeting

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/id"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func offer(name id.Offer, hours int, marks map[id.Function]string) Offer {
	start := now.Add(time.Duration(hours) * time.Hour)
	return Offer{ID: name, Time: Time{Start: start, End: start.Add(time.Hour)}, Marks: marks}
}

func TestTheBestTimeSuitsMostAndNobodyWhoMustComeHasSaidNo(t *testing.T) {
	type m = map[id.Function]string
	for name, c := range map[string]struct {
		offers []Offer
		must   []id.Function
		want   id.Offer
	}{
		"none":                 {nil, nil, ""},
		"nobody has said yes":  {[]Offer{offer("a", 1, m{"f": MarkMaybe})}, nil, ""},
		"most":                 {[]Offer{offer("a", 1, m{"f": MarkYes}), offer("b", 2, m{"f": MarkYes, "g": MarkYes})}, nil, "b"},
		"the earliest":         {[]Offer{offer("b", 2, m{"f": MarkYes}), offer("a", 1, m{"g": MarkYes})}, nil, "a"},
		"who must has said no": {[]Offer{offer("a", 1, m{"f": MarkYes, "g": MarkYes, "h": MarkNo}), offer("b", 2, m{"f": MarkYes, "h": MarkMaybe})}, []id.Function{"h"}, "b"},
		"another has said no":  {[]Offer{offer("a", 1, m{"f": MarkYes, "g": MarkYes, "h": MarkNo}), offer("b", 2, m{"f": MarkYes})}, []id.Function{"f"}, "a"},
		"the past":             {[]Offer{offer("a", -1, m{"f": MarkYes, "g": MarkYes}), offer("b", 2, m{Self: MarkYes})}, nil, "b"},
		"all refused":          {[]Offer{offer("a", 1, m{"f": MarkNo, "g": MarkYes})}, []id.Function{"f"}, ""},
	} {
		best, ok := Best(c.offers, c.must, now)
		if best.ID != c.want || ok != (c.want != "") {
			t.Errorf("%s: %s %v", name, best.ID, ok)
		}
	}
}

func TestOnlyHerUnitAndThoseWhomTheConsentLetsKnowSeeACall(t *testing.T) {
	plan, work := access.SetOf(access.Plan), access.SetOf(access.Work)
	for name, c := range map[string]struct {
		grant  access.Grant
		of     id.Case
		called bool
		want   bool
	}{
		"nobody":                   {access.Grant{}, "", true, false},
		"the caller's unit":        {access.Grant{Unit: "af"}, "c", false, true},
		"the caller's, blocked":    {access.Grant{Unit: "af", Blocked: true}, "c", true, false},
		"called with consent":      {access.Grant{Unit: "fk", Categories: plan}, "c", true, true},
		"called, another category": {access.Grant{Unit: "fk", Categories: work}, "c", true, false},
		"called without consent":   {access.Grant{Unit: "fk"}, "c", true, false},
		"called and blocked":       {access.Grant{Unit: "fk", Categories: plan, Blocked: true}, "c", true, false},
		"not called":               {access.Grant{Unit: "fk", Categories: plan}, "c", false, false},
		"leads, without consent":   {access.Grant{Unit: "fk", Circle: true}, "c", true, false},
		"the person":               {access.Grant{Unit: id.Self}, "c", false, true},
		"of another case":          {access.Grant{Unit: "af", Categories: plan}, "d", true, false},
	} {
		l := Listed{Call: Call{Case: "c", CallerUnit: "af"}, called: c.called}
		if got := l.Visible(access.NewSight(c.of, "p", c.grant)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestALinkIsOneThatABrowserMayBeSentTo(t *testing.T) {
	for link, want := range map[string]bool{
		"": true, "https://mote.example/a?b=c#d": true, "http://mote.example": false, "javascript:alert(1)": false, "https:///a": false,
		"https://a:b@mote.example": false, "https://mote.example/a b": false, "//mote.example": false, "https://mote.example/\n": false,
		"https://mote.example/" + strings.Repeat("a", longAddress): false,
	} {
		var f errs.Faults
		checkPlace(&f, "", link)
		if (len(f) == 0) != want {
			t.Errorf("%q: %v", link, f)
		}
	}
}

func TestAnAnswerKeepsOnlyWhatBelongsToIt(t *testing.T) {
	at := Time{Start: now.Add(time.Hour), End: now.Add(2 * time.Hour)}
	for _, c := range []struct {
		Answer
		fault string
	}{
		{Answer{}, "answer"}, {Answer{Answer: "perhaps"}, "answer"}, {Answer{Answer: AnswerNo}, "reason"}, {Answer{Answer: AnswerNo, Reason: LeftCase}, "reason"},
		{Answer{Answer: AnswerOther}, "start"}, {Answer{Answer: AnswerYes, Said: strings.Repeat("å", longBring+1)}, "said"},
		{Answer{Answer: AnswerOther, Times: slices.Repeat([]Time{at}, mostAtOnce+1)}, "start"},
		{Answer{Answer: AnswerOther, Times: []Time{{Start: at.End, End: at.Start}}}, "end"},
	} {
		e, ok := errors.AsType[*errs.Error](c.check(now))
		if !ok || e.Faults[0].Field != c.fault {
			t.Errorf("%+v: %v", c.Answer, e)
		}
	}
	full := Answer{Answer: AnswerYes, Reason: "ill", Times: []Time{at}, Said: "Hej"}
	if got := full.clean(); got.Reason != "" || got.Times != nil || got.Said != "Hej" {
		t.Errorf("%+v", got)
	}
	full.Answer = AnswerNo
	if got := full.clean(); got.Reason != "ill" || got.Times != nil {
		t.Errorf("%+v", got)
	}
}
