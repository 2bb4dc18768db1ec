package mapping_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/factor"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
	"samverk/internal/study"
)

var ok, is, fault = samverktest.OK, samverktest.Is, samverktest.Fault

// stage is a world with a study of one area.
type stage struct {
	*world.W
	*mapping.Service
	t     *testing.T
	texts *i18n.Texts
	study id.Study
	group id.Group
}

const (
	vetlanda = world.Area
	nassjo   = id.Area("0682")
)

func input(areas ...id.Area) study.Input {
	return study.Input{Title: "Kartläggning", Aim: "Beskriva samverkan", Questions: []string{"Vilka arenor finns?"}, Sources: []string{"focus_group", "training_day"}, From: "2015-08-10", To: "2016-06-30", Areas: areas}
}

func begun(t *testing.T, areas ...id.Area) *stage {
	t.Helper()
	w := world.New(t)
	texts, err := i18n.Load()
	ok(t, err)
	s := &stage{W: w, Service: mapping.New(w.App), t: t, texts: texts.In(i18n.Swedish)}
	if s.study, err = s.CreateStudy(t.Context(), s.who(areas), input(areas...)); err != nil {
		t.Fatal(err)
	}
	s.group, err = s.SaveGroup(t.Context(), s.who(areas), s.study, s.focus(areas[0]))
	ok(t, err)
	return s
}

// who keeps a study: the federation where it has several areas.
func (s *stage) who(areas []id.Area) access.Actor {
	if len(areas) > 1 {
		return s.As("forbund")
	}
	return s.As("samordning")
}

func (s *stage) focus(area id.Area) study.Group {
	return study.Group{Name: "Medarbetare AF", Audience: "staff", Actors: []access.Kind{access.AF}, Areas: []id.Area{area}, People: 5, On: "2015-10-05", Minutes: 60, Moderator: "forbund"}
}

func (s *stage) say(lines ...string) {
	s.t.Helper()
	ok(s.t, s.AddStatements(s.t.Context(), s.As("samordning"), s.study, study.Pasted{Group: s.group, Area: vetlanda, Source: "focus_group", Lines: lines}))
}

func (s *stage) list(who access.Actor) mapping.StatementList {
	s.t.Helper()
	v, err := s.Statements(s.t.Context(), who, study.Filter{Study: s.study, Area: string(vetlanda)})
	ok(s.t, err)
	return v
}

// code codes the statement that begins so.
func (s *stage) code(who access.Actor, begins string, f factor.Code, side string) {
	s.t.Helper()
	ok(s.t, s.Code(s.t.Context(), who, s.study, string(vetlanda), []study.Coding{{Statement: s.find(begins).ID, Category: study.Category{Factor: f, Side: side}}}))
}

func (s *stage) find(begins string) mapping.Said {
	s.t.Helper()
	rows := s.list(s.As("samordning")).Rows
	i := slices.IndexFunc(rows, func(r mapping.Said) bool { return strings.HasPrefix(r.Words, begins) })
	if i < 0 {
		s.t.Fatalf("nothing begins with %q", begins)
	}
	return rows[i]
}

func (s *stage) given() mapping.Given { return mapping.Given{Texts: s.texts} }

// told counts how often a function has been told that something waits.
func (s *stage) told(f id.Function) (n int) {
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from job where kind = 'notify' and subject = $1`, f)
		return err
	})
	return n
}
