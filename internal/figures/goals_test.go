package figures_test

import (
	"testing"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/figure"
	"samverk/internal/id"
)

func fewer(areas ...id.Area) figure.GoalInput {
	return figure.GoalInput{Figure: "kolada-n31807", Gender: "T", Title: "Färre med ekonomiskt bistånd", Target: 3500, Given: true,
		DueOn: "2028-12-31", Areas: areas, Actors: []access.Kind{access.Kommun, access.AF}}
}

func TestAGoalIsHeldAgainstALaterValueOfItsOwnSeries(t *testing.T) {
	b := newBench(t)
	coordinator := b.As("samordning")
	if _, err := b.SetGoal(b.ctx, coordinator, fewer("0685")); faults(err) != "areas:goal.areas.value" {
		t.Error("a goal without a value to begin from:", err)
	}
	b.takeIn(b.Upload(b.ctx, b.fed, figure.FromKolada, "", []byte(good)))
	g, err := b.SetGoal(b.ctx, coordinator, fewer("0685"))
	b.must(err)
	v, err := b.Goal(b.ctx, b.As("af"), g)
	b.must(err)
	if p := v.Progress[0]; p.State != figure.NotKnown || p.Baseline != 4000 || p.Period != "2023" || p.Area.Name != "Vetlanda" || p.Now.Known {
		t.Errorf("%+v", p)
	}
	later := `{"values":[{"kpi":"N31807","municipality":"0685","period":2024,"values":[{"gender":"T","value":3.7}]},
		{"kpi":"N31816","municipality":"0685","period":2025,"values":[{"gender":"T","value":1}]}]}`
	b.takeIn(b.Upload(b.ctx, b.fed, figure.FromKolada, "", []byte(later)))
	if v, err = b.Goal(b.ctx, b.As("af"), g); err != nil || v.Progress[0].State != figure.Closer || v.Progress[0].Now.Period != "2024" {
		t.Errorf("%+v %v", v.Progress, err)
	}
}

func TestAGoalOfSeveralAreasIsTheFederations(t *testing.T) {
	b := newBench(t)
	b.takeIn(b.UploadReport(b.ctx, b.fed))
	in := fewer("0685", "0682")
	in.Figure, in.Target = "oj-langvarigt", 25_000
	if _, err := b.SetGoal(b.ctx, b.As("samordning"), in); err == nil {
		t.Error("a coordinator set a goal for another area")
	}
	in.Target = 30_000 // between the two
	if _, err := b.SetGoal(b.ctx, b.fed, in); faults(err) != "target:goal.target.sides" {
		t.Error(err)
	}
	in.Target = 25_000
	g, err := b.SetGoal(b.ctx, b.fed, in)
	b.must(err)
	in.Areas = []id.Area{"0682"}
	if _, err := b.SetGoal(b.ctx, b.As("samordning"), in); err == nil {
		t.Error("a coordinator set a goal for Nässjö alone")
	}
	in.Title, in.Target = "Färre som behöver stöd länge", 24_000
	if err := b.ChangeGoal(b.ctx, b.As("samordning"), g, 1, in, figure.GoalOpen); err == nil {
		t.Error("a coordinator changed the federation's goal")
	}
	b.must(b.ChangeGoal(b.ctx, b.fed, g, 1, in, figure.GoalOpen))
	v, err := b.Goal(b.ctx, b.fed, g)
	b.must(err)
	if v.Title != in.Title || v.Target != 24_000 || len(v.Areas) != 2 || v.Progress[0].Period != figure.UnknownPeriod || v.Version != 2 {
		t.Errorf("%+v", v)
	}
	if err := b.ChangeGoal(b.ctx, b.fed, g, 1, in, figure.GoalEnded); !errs.Is(err, errs.Conflict) {
		t.Error("who came second was not told:", err)
	}
	in.Words = "Ring 19121212-1212"
	if err := b.ChangeGoal(b.ctx, b.fed, g, 2, in, "gone"); faults(err) != "words:text.identity.number state:goal.state.unknown" {
		t.Error(faults(err))
	}
}

func TestAGoalNearItsDateStandsInTheDayOfTheOneWhoSetIt(t *testing.T) {
	b := newBench(t)
	b.takeIn(b.UploadReport(b.ctx, b.fed))
	in := fewer("0685")
	in.Figure, in.DueOn = "oj-barn", "2026-12-15"
	if _, err := b.SetGoal(b.ctx, b.As("samordning"), in); err != nil {
		t.Fatal(err)
	}
	for f, want := range map[id.Function]int{"samordning": 1, "af": 0, "forbund": 0} {
		if due, err := b.Around(b.ctx, b.As(f), b.Service.Due); err != nil || len(due) != want {
			t.Errorf("%s: %+v %v", f, due, err)
		}
	}
}
