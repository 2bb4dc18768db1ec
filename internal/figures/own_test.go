package figures_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"samverk/internal/errs"
	"samverk/internal/figure"
	"samverk/internal/id"
)

func ownFigure() figure.OwnInput {
	return figure.OwnInput{KPI: "N00001", Name: "Eget mått", About: "Andel av invånarna.", Unit: figure.Percent, Source: "En myndighet"}
}

// TestAnOwnIndicatorIsFetchedWithTheOthersAndIsASeriesOfItsOwn adds one, fetches
// it from a local server of Kolada's shape, and sets a goal for it.
func TestAnOwnIndicatorIsFetchedWithTheOthersAndIsASeriesOfItsOwn(t *testing.T) {
	b := newBench(t)
	own := func(next string, places ...string) string {
		return strings.ReplaceAll(page(next, places...), "N31807", "N00001")
	}
	s, asked := b.kolada(func(w http.ResponseWriter, r *http.Request, base string) {
		if !strings.HasPrefix(r.URL.Path, "/v3/data/kpi/N00001/municipality/") {
			t.Errorf("asked for %s", r.URL)
		}
		fmt.Fprint(w, own("", "0682", "0685"))
	})
	if _, err := s.Fetch(b.ctx, b.fed, []string{"N00001"}); faults(err) != "kpi:kolada.kpi.unknown" {
		t.Error("what nobody has added is fetched:", err)
	}
	code, err := s.AddOwn(b.ctx, b.fed, ownFigure())
	b.must(err)
	fetchable, err := s.Fetchable(b.ctx, b.fed)
	b.must(err)
	if f, ok := fetchable.ByKPI("N00001"); !ok || f.Code != code || len(fetchable) != 5 {
		t.Errorf("it cannot be chosen: %+v", fetchable)
	}
	p := b.takeIn(s.Fetch(b.ctx, b.fed, []string{"N00001"}))
	if p.New != 2 || len(p.Faults) > 0 || asked.Load() != 1 {
		t.Fatalf("%d asked, %+v", asked.Load(), p)
	}
	v, err := s.Figure(b.ctx, b.As("af"), code, "T")
	b.must(err)
	if len(v.Rows) != 2 || v.Rows[0][0].Number != 4250 || v.Figure.About.Sv != "Andel av invånarna." || v.Figure.SourceIn(v.Set) != "Källa: Kolada (En myndighet)" || len(v.Related) != 0 {
		t.Errorf("%+v", v)
	}
	table, err := s.Table(b.ctx, b.As("af"), figure.Kolada)
	b.must(err)
	if _, ok := table.Of(code); !ok || len(table.Rows) != 1 {
		t.Errorf("%+v", table)
	}
	in := fewer("0685")
	in.Figure, in.Target = code, 3000
	if _, err := s.SetGoal(b.ctx, b.As("samordning"), in); err != nil {
		t.Error("no goal can be set for it:", err)
	}
	if err := s.RemoveOwn(b.ctx, b.fed, code, 1); faults(err) != "figure.own.used" {
		t.Error("what has values is removed:", err)
	}
}

func TestAnOwnIndicatorThatCannotBeIsRefusedWhole(t *testing.T) {
	b := newBench(t)
	bad := figure.OwnInput{KPI: "../x", Name: strings.Repeat("a", figure.MostOwnName+1), Unit: figure.Ordinal, Source: "Ring 19121212-1212"}
	if _, err := b.AddOwn(b.ctx, b.fed, bad); faults(err) != "name:figure.own.long about:figure.own.about.missing kpi:figure.own.kpi.form unit:figure.own.unit source:text.identity.number" {
		t.Error(faults(err))
	}
	for _, kpi := range []string{"N31807", "N0000", "N000011", "n00001", "U00001", "N0000a", ""} {
		in := ownFigure()
		in.KPI = kpi
		if _, err := b.AddOwn(b.ctx, b.fed, in); !errs.Is(err, errs.Invalid) {
			t.Errorf("%q is taken: %v", kpi, err)
		}
	}
	for _, f := range []id.Function{"samordning", "forsorjning-chef", "af", "admin"} {
		if _, err := b.AddOwn(b.ctx, b.As(f), ownFigure()); !errs.Is(err, errs.Denied) {
			t.Errorf("%s adds one: %v", f, err)
		}
	}
	if all, err := b.Own(b.ctx, b.As("af")); err != nil || len(all) != 0 {
		t.Fatalf("%+v %v", all, err)
	}
	code, err := b.AddOwn(b.ctx, b.fed, ownFigure())
	b.must(err)
	if _, err := b.AddOwn(b.ctx, b.fed, ownFigure()); faults(err) != "kpi:figure.own.kpi.taken" {
		t.Error("it is added twice:", err)
	}
	if err := b.ChangeOwn(b.ctx, b.fed, code, figure.OwnInput{About: "V-2026-0117"}, 1); faults(err) != "name:figure.own.name.missing about:text.identity.case" {
		t.Error(faults(err))
	}
	in := ownFigure()
	in.Name, in.Unit, in.KPI = "Ett annat namn", figure.Kronor, "N00002"
	b.must(b.ChangeOwn(b.ctx, b.fed, code, in, 1))
	for what, err := range map[string]error{"changed": b.ChangeOwn(b.ctx, b.fed, code, in, 1), "removed": b.RemoveOwn(b.ctx, b.fed, code, 1)} {
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("an old version is %s: %v", what, err)
		}
	}
	all, err := b.Own(b.ctx, b.As("af"))
	b.must(err)
	if len(all) != 1 || all[0].Name != "Ett annat namn" || all[0].Unit != figure.Percent || all[0].KPI != "N00001" {
		t.Errorf("%+v", all)
	}
	b.must(b.RemoveOwn(b.ctx, b.fed, code, 2))
	if all, err := b.Own(b.ctx, b.fed); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
}
