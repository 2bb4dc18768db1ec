package plan

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
	"pgregory.net/rapid"

	"samverk/internal/id"
)

const today = "2026-11-23" // a Monday

func activity(item id.Item, from, to string, extent int) Piece {
	return Piece{Item: item, Kind: KindActivity, Status: Ongoing, Owner: "ame", Responsible: "coach", Title: string(item), Start: from, End: to, Extent: extent}
}

func certificate(item id.Item, from, to string, extent int) Piece {
	return Piece{Item: item, Kind: KindCertificate, Owner: "vc", Title: string(item), Start: from, End: to, Extent: extent}
}

// says is what care says of an activity, n days after the first.
func says(item, about id.Item, value, from, to string, extent int) Piece {
	return Piece{Item: item, Kind: KindAbility, Owner: "vc", Title: "Vårdens svar", Value: value, About: about, Start: from, End: to, Extent: extent}
}

func (p Piece) later(days int) Piece { p.Told = time.Unix(int64(days)*86400, 0); return p }

func (p Piece) weekly(w ...Slot) Piece { p.Weekly = w; return p }

func (p Piece) with(change func(*Piece)) Piece { change(&p); return p }

// told writes conflicts as "code item item".
func told(all []Conflict) (list []string) {
	for _, c := range all {
		s := c.Code
		for _, p := range c.Pieces {
			s += " " + string(p)
		}
		list = append(list, s)
	}
	return list
}

var situations = []struct {
	name   string
	pieces []Piece
	meta   Meta
	want   string // conflicts with | between
}{
	{name: "nothing at all"},
	{name: "sick-listed full time during an activity", want: "sick_full a c",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2026-12-31", 100)}},
	{name: "sick-listed full time during an activity that care says can be done",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2027-01-31", 100), says("s", "a", "can", "2026-11-01", "", 25)}},
	{name: "sick-listed full time, and it can be done with adaptation, at more than is planned",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2027-01-31", 100), says("s", "a", "adapt", "2026-11-23", "2027-01-31", 50)}},
	{name: "sick-listed full time, and the answer does not reach to the end", want: "sick_full a c",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2027-01-31", 100), says("s", "a", "can", "2026-11-01", "2027-01-30", 25)}},
	{name: "sick-listed full time, and the answer begins tomorrow", want: "sick_full a c",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2027-01-31", 100), says("s", "a", "can", "2026-11-24", "", 25)}},
	{name: "an answer about another activity", want: "sick_full a c",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2027-01-31", 100), says("s", "b", "can", "2026-11-01", "", 25)}},
	{name: "an answer that is past", want: "sick_full a c",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2027-01-31", 100), says("s", "a", "can", "2026-10-01", "2026-11-22", 25)}},
	{name: "an answer without anything that the program knows", want: "sick_full a c",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2027-01-31", 100), says("s", "a", "perhaps", "2026-10-01", "", 25)}},
	{name: "an activity that cannot be done", want: "ability_cannot a s",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2027-01-31", 100), says("s", "a", "cannot", "2026-11-01", "", NoExtent)}},
	{name: "an activity that cannot be done, without any certificate or extent", want: "ability_cannot a s",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", NoExtent), says("s", "a", "cannot", "2026-11-01", "", NoExtent)}},
	{name: "an activity of more than can be done", want: "ability_extent a s",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 75), certificate("c", "2026-10-01", "2027-01-31", 50), says("s", "a", "adapt", "2026-11-01", "", 50)}},
	{name: "what could not be done and now can",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2027-01-31", 100),
			says("s", "a", "cannot", "2026-11-01", "", NoExtent).later(1), says("r", "a", "can", "2026-11-20", "", 25).later(2)}},
	{name: "what can be done for a while and then not again", want: "ability_cannot a s",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25),
			says("s", "a", "cannot", "2026-11-01", "", NoExtent).later(1), says("r", "a", "can", "2026-11-20", "2026-12-20", 25).later(2)}},
	{name: "sick-listed half time and more, of which care says that one can be done",
		pieces: []Piece{activity("a", "2026-10-01", "", 50), activity("b", "2026-12-31", "", 25), certificate("c", "2026-10-01", "2026-12-31", 50), says("s", "a", "can", "2026-11-01", "", 50)}},
	{name: "sick-listed half time, and too much again when the answer ends", want: "extent_sick a c",
		pieces: []Piece{activity("a", "2026-10-01", "", 75), certificate("c", "2026-10-01", "2026-12-31", 50), says("s", "a", "can", "2026-11-01", "2026-12-10", 75)}},
	{name: "too much together, though care says that each can be done", want: "extent_sum a b",
		pieces: []Piece{activity("a", "2026-10-01", "2026-12-31", 75), activity("b", "2026-10-01", "2026-12-31", 50), says("s", "a", "can", "2026-11-01", "", 75), says("t", "b", "can", "2026-11-01", "", 50)}},
	{name: "sick-listed full time during an activity without extent",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", NoExtent), certificate("c", "2026-10-01", "2026-12-31", 100)}},
	{name: "sick-listed full time until the day before an activity",
		pieces: []Piece{activity("a", "2027-01-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2026-12-31", 100)}},
	{name: "sick-listed full time at the same time, but in the past",
		pieces: []Piece{activity("a", "2026-10-01", "2027-01-31", 25), certificate("c", "2026-10-01", "2026-11-22", 100)}},
	{name: "sick-listed half time and half time of activity",
		pieces: []Piece{activity("a", "2026-10-01", "", 50), certificate("c", "2026-10-01", "2026-12-31", 50)}},
	{name: "sick-listed half time and more than half time of activities", want: "extent_sick a b c",
		pieces: []Piece{activity("a", "2026-10-01", "", 50), activity("b", "2026-12-31", "", 25), certificate("c", "2026-10-01", "2026-12-31", 50)}},
	{name: "activities over full time for one day", want: "extent_sum a b",
		pieces: []Piece{activity("a", "2026-10-01", "2026-12-01", 75), activity("b", "2026-12-01", "", 50)}},
	{name: "activities of full time one after another",
		pieces: []Piece{activity("a", "2026-10-01", "2026-12-01", 75), activity("b", "2026-12-02", "", 50)}},
	{name: "two times when activities are too much", want: "extent_sum a b|extent_sum b c",
		pieces: []Piece{activity("a", "2026-10-01", "2026-12-01", 75), activity("b", "2026-10-01", "2027-02-01", 50), activity("c", "2026-12-02", "", 60)}},
	{name: "two activities at the same time of the week", want: "same_time a b",
		pieces: []Piece{activity("a", "2026-10-01", "", NoExtent).weekly(Slot{1, 540, 720}), activity("b", "2026-10-01", "", NoExtent).weekly(Slot{1, 700, 800})}},
	{name: "two activities, one beginning when the other ends",
		pieces: []Piece{activity("a", "2026-10-01", "", NoExtent).weekly(Slot{1, 540, 720}), activity("b", "2026-10-01", "", NoExtent).weekly(Slot{1, 720, 800})}},
	{name: "two activities at the same time of a weekday that they do not share",
		pieces: []Piece{activity("a", "2026-10-01", "2026-11-24", NoExtent).weekly(Slot{3, 540, 720}), activity("b", "2026-10-01", "", NoExtent).weekly(Slot{3, 540, 720})}},
	{name: "no responsible function", want: "responsible_missing a",
		pieces: []Piece{activity("a", "2026-10-01", "", NoExtent).with(func(p *Piece) { p.Responsible = "" })}},
	{name: "the person's own activity",
		pieces: []Piece{activity("a", "2026-10-01", "", NoExtent).with(func(p *Piece) { p.Responsible, p.Owner = "", id.Self })}},
	{name: "a vacant function", want: "responsible_vacant a",
		pieces: []Piece{activity("a", "2026-10-01", "", NoExtent).with(func(p *Piece) { p.Vacant = true })}},
	{name: "a goal and a need without activity", want: "goal_bare g|need_bare n",
		pieces: []Piece{{Item: "g", Kind: KindGoal, End: "2026-01-01"}, {Item: "n", Kind: KindNeed}, activity("a", "2026-10-01", "2026-11-22", NoExtent)}},
	{name: "a goal that another goal's activity does not serve", want: "goal_bare h",
		pieces: []Piece{{Item: "g", Kind: KindGoal}, {Item: "h", Kind: KindGoal}, activity("a", "2026-10-01", "", NoExtent).with(func(p *Piece) { p.Goal = "g" })}},
	{name: "a hole of six weeks",
		pieces: []Piece{activity("a", "2026-10-01", "2026-11-30", NoExtent), activity("b", "2027-01-12", "", NoExtent)}},
	{name: "a hole of six weeks and a day", want: "hole a b",
		pieces: []Piece{activity("a", "2026-10-01", "2026-11-30", NoExtent), activity("b", "2027-01-13", "2027-02-01", NoExtent)}},
	{name: "a long wait for the first activity", want: "hole b",
		pieces: []Piece{activity("a", "2026-10-01", "2026-11-22", NoExtent), activity("b", "2027-01-13", "", NoExtent)}},
	{name: "a follow-up that was to be yesterday", want: "follow_up_overdue", meta: Meta{"2026-11-22"}},
	{name: "a follow-up today", meta: Meta{today}},
	{name: "a certificate that ends in 14 days", want: "certificate_ends c", pieces: []Piece{certificate("c", "2026-10-01", "2026-12-07", 50)}},
	{name: "a certificate that ends in 15 days", pieces: []Piece{certificate("c", "2026-10-01", "2026-12-08", 50)}},
	{name: "a certificate that another follows",
		pieces: []Piece{certificate("c", "2026-10-01", "2026-12-01", 50), certificate("d", "2026-12-02", "2027-02-01", 50)}},
	{name: "a certificate that another follows a day too late", want: "certificate_ends c",
		pieces: []Piece{certificate("c", "2026-10-01", "2026-12-01", 50), certificate("d", "2026-12-03", "2027-02-01", 50)}},
	{name: "enrolment demanded though ended for illness", want: "af_ended d e",
		pieces: []Piece{{Item: "d", Kind: KindRequirement, Code: AFEnrolment, Status: Ongoing}, activity("e", "2026-09-01", "", NoExtent).with(func(p *Piece) { p.Code, p.Status = AFEndedIllness, Stopped })}},
	{name: "enrolment demanded, and once ended for illness",
		pieces: []Piece{{Item: "d", Kind: KindRequirement, Code: AFEnrolment}, {Item: "e", Kind: KindNote, Code: AFEndedIllness, End: "2026-11-01"}}},
}

func TestConflictsAreFound(t *testing.T) {
	for _, s := range situations {
		if got := strings.Join(told(Conflicts(s.pieces, s.meta, today)), "|"); got != s.want {
			t.Errorf("%s: %q, not %q", s.name, got, s.want)
		}
	}
}

func TestEveryConflictCanBeReachedAndHasItsWords(t *testing.T) {
	met := map[string]Conflict{}
	for _, s := range situations {
		for _, c := range Conflicts(s.pieces, s.meta, today) {
			met[c.Code] = c
		}
	}
	sv, en := texts(t, "sv"), texts(t, "en")
	if a, b := slices.Sorted(maps.Keys(sv)), slices.Sorted(maps.Keys(en)); !slices.Equal(a, b) {
		t.Error("the languages have different keys")
	}
	argument := regexp.MustCompile(`\{(\w+)\}`)
	for _, known := range conflicts {
		c, ok := met[known.code]
		if !ok {
			t.Errorf("%s is never found", known.code)
		}
		keys := []string{"conflict." + c.Code, "conflict." + c.Code + ".advice"}
		for _, a := range c.Advice {
			keys = append(keys, "plan.advice."+a)
		}
		for _, key := range keys {
			for _, words := range []string{sv[key], en[key]} {
				if words == "" {
					t.Errorf("%s has no text", key)
				}
				for _, m := range argument.FindAllStringSubmatch(words, -1) {
					if _, ok := c.Args[m[1]]; !ok {
						t.Errorf("%s: %s is not among the arguments", key, m[1])
					}
				}
			}
		}
	}
}

func texts(t *testing.T, language string) (words map[string]string) {
	t.Helper()
	b, err := os.ReadFile("../i18n/texts/plan." + language + ".toml")
	if err == nil {
		err = toml.Unmarshal(b, &words)
	}
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func TestTheGravestConflictComesFirst(t *testing.T) {
	pieces := []Piece{activity("b", "2026-10-01", "", 60), certificate("c", "2026-10-01", "2026-12-01", 100),
		activity("a", "2026-10-01", "", 50).with(func(p *Piece) { p.Vacant = true })}
	want := "sick_full a c|sick_full b c|extent_sum a b|responsible_vacant a|follow_up_overdue|certificate_ends c"
	if got := strings.Join(told(Conflicts(pieces, Meta{"2026-01-01"}, today)), "|"); got != want {
		t.Error(got)
	}
}

func TestWithoutATodayThePastCountsToo(t *testing.T) {
	pieces := []Piece{activity("a", "2020-01-01", "2020-01-31", 100), activity("b", "2020-01-31", "2020-02-01", 1), activity("c", "2020-04-01", "", 1)}
	if got := strings.Join(told(Conflicts(pieces, Meta{"2020-01-01"}, "")), "|"); got != "extent_sum a b|hole b c" {
		t.Error(got)
	}
}

func dates() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if n := rapid.IntRange(-60, 120).Draw(t, "day"); n < 100 {
			return (dayOf(today, never) + day(n)).String()
		}
		return ""
	})
}

func plans() *rapid.Generator[[]Piece] {
	piece := rapid.Custom(func(t *rapid.T) Piece {
		p := Piece{
			Item:   id.Item(rapid.StringMatching(`[a-j]`).Draw(t, "item")),
			Kind:   rapid.SampledFrom(append(slices.Clone(kindOrder), KindActivity, KindActivity, KindCertificate)).Draw(t, "kind"),
			Owner:  rapid.SampledFrom([]id.Unit{"ame", "vc", id.Self}).Draw(t, "owner"),
			Status: rapid.SampledFrom([]string{"", Planned, Ongoing, Ongoing, Done, Stopped}).Draw(t, "status"),
			Start:  dates().Draw(t, "start"), End: dates().Draw(t, "end"),
			Extent:      rapid.SampledFrom([]int{NoExtent, 0, 25, 50, 75, 100}).Draw(t, "extent"),
			Responsible: rapid.SampledFrom([]id.Function{"", "coach"}).Draw(t, "responsible"),
			Vacant:      rapid.Bool().Draw(t, "vacant"),
			Code:        rapid.SampledFrom([]string{"", "", "", AFEnrolment, AFEndedIllness}).Draw(t, "code"),
			Goal:        rapid.SampledFrom([]id.Item{"", "a", "b"}).Draw(t, "goal"),
			Value:       rapid.SampledFrom([]string{"", AbleFully, AbleAdapted, AbleNot}).Draw(t, "value"),
			About:       rapid.SampledFrom([]id.Item{"", "a", "b", "c"}).Draw(t, "about"),
			Told:        time.Unix(int64(rapid.IntRange(0, 2).Draw(t, "told")), 0),
		}
		if rapid.Bool().Draw(t, "weekly") {
			from := rapid.IntRange(0, 3).Draw(t, "from")
			p.Weekly = Weekly{{rapid.IntRange(1, 3).Draw(t, "weekday"), from, from + 2}}
		}
		return p
	})
	return rapid.SliceOfNDistinct(piece, 0, 8, func(p Piece) id.Item { return p.Item })
}

func metas() *rapid.Generator[Meta] {
	return rapid.Custom(func(t *rapid.T) Meta { return Meta{dates().Draw(t, "follow up")} })
}

func TestTheOrderOfThePiecesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces, meta := plans().Draw(t, "pieces"), metas().Draw(t, "meta")
		before := slices.Clone(pieces)
		first := Conflicts(pieces, meta, today)
		if !slices.EqualFunc(before, pieces, same) {
			t.Fatal("the pieces were changed")
		}
		second := Conflicts(rapid.Permutation(pieces).Draw(t, "shuffled"), meta, today)
		equal := slices.EqualFunc(first, second, func(a, b Conflict) bool {
			return a.Code == b.Code && slices.Equal(a.Pieces, b.Pieces) && maps.Equal(a.Args, b.Args) && slices.Equal(a.Advice, b.Advice)
		})
		if !equal {
			t.Fatalf("%v but %v", first, second)
		}
	})
}

func same(a, b Piece) bool { return a.Item == b.Item && slices.Equal(a.fields(), b.fields()) }

// What is told because something is absent ends when it comes.
var absence = []string{GoalBare, NeedBare, Hole, CertificateEnds}

func TestOneMorePieceRemovesNoConflictBetweenTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all, meta := plans().Filter(func(p []Piece) bool { return len(p) > 0 }).Draw(t, "pieces"), metas().Draw(t, "meta")
		after := Conflicts(all, meta, today)
		for _, c := range Conflicts(all[1:], meta, today) {
			stays := slices.ContainsFunc(after, func(o Conflict) bool {
				return o.Code == c.Code && !slices.ContainsFunc(c.Pieces, func(i id.Item) bool { return !slices.Contains(o.Pieces, i) })
			})
			answers := all[0].Kind == KindAbility && c.Code != ExtentSum // care's answer settles, or follows another
			if !stays && !answers && !slices.Contains(absence, c.Code) {
				t.Fatalf("%v is gone from %v", c, after)
			}
		}
	})
}

func TestConflictsMentionOnlyPiecesThatCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := plans().Draw(t, "pieces")
		for _, c := range Conflicts(pieces, metas().Draw(t, "meta"), today) {
			if !slices.IsSorted(c.Pieces) || len(slices.Compact(slices.Clone(c.Pieces))) != len(c.Pieces) {
				t.Fatalf("%v is not a set", c.Pieces)
			}
			for _, i := range c.Pieces {
				at := slices.IndexFunc(pieces, func(p Piece) bool { return p.Item == i })
				if at < 0 {
					t.Fatalf("%s is not among the pieces", i)
				}
				if p := pieces[at]; p.Status == Done || p.Status == Stopped && p.Code != AFEndedIllness {
					t.Fatalf("%v mentions what has ended", c)
				}
			}
		}
	})
}

// A day is too full if and only if a conflict says so.
func TestEveryDayOverFullTimeIsToldAndNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := plans().Draw(t, "pieces")
		v := newView(pieces, today)
		found := Conflicts(pieces, Meta{}, today)
		over := false
		for d := v.today; d < v.today+130; d++ {
			sum, on := 0, []id.Item{}
			for _, a := range v.activities {
				if a.holds(d) && a.Extent > 0 {
					sum, on = sum+a.Extent, append(on, a.Item)
				}
			}
			if sum <= fullTime {
				continue
			}
			over = true
			told := slices.ContainsFunc(found, func(c Conflict) bool {
				return c.Code == ExtentSum && !slices.ContainsFunc(on, func(i id.Item) bool { return !slices.Contains(c.Pieces, i) })
			})
			if !told {
				t.Fatalf("%s holds %v, and nobody was told: %v", d, on, found)
			}
		}
		if !over && slices.ContainsFunc(found, func(c Conflict) bool { return c.Code == ExtentSum }) {
			t.Fatalf("no day is too full, but %v", found)
		}
	})
}
