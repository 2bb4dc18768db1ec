package figures_test

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/figure"
	"samverk/internal/figures"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
)

type bench struct {
	*world.W
	*figures.Service
	ctx context.Context
	fed access.Actor
}

func newBench(t *testing.T) *bench {
	w := world.New(t)
	return &bench{w, figures.New(w.App), t.Context(), w.As("forbund")}
}

func (b *bench) must(err error) {
	b.T.Helper()
	if err != nil {
		b.T.Fatal(err)
	}
}

// takeIn takes in a file after it has been looked at.
func (b *bench) takeIn(batch id.Import, err error) figures.Preview {
	b.T.Helper()
	b.must(err)
	p, err := b.Preview(b.ctx, b.fed, batch)
	b.must(err)
	b.must(b.TakeIn(b.ctx, b.fed, batch, p.Seen))
	return p
}

// count is how many values there are.
func (b *bench) count() (n int) {
	b.T.Helper()
	b.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from figure_value`)
		return err
	})
	return n
}

func faults(err error) string {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok {
		return ""
	}
	all := e.Key
	for _, f := range e.Faults {
		all += " " + f.Field + ":" + f.Key
		if place := f.Args["place"]; place != "" {
			all += "@" + place
		}
	}
	return strings.TrimPrefix(all, "invalid ")
}

func told(p figures.Preview) string {
	var all []string
	for _, f := range p.Faults {
		all = append(all, f.Column+strconv.Itoa(f.Row)+" "+f.Errs.Key)
	}
	return strings.Join(all, "; ")
}

func TestTheReportsTablesAreTakenInOnceAndShownWithNullsAsNulls(t *testing.T) {
	b := newBench(t)
	p := b.takeIn(b.UploadReport(b.ctx, b.fed))
	// Of the world's two areas, Jönköping, the county and the nation.
	if p.New != 5*14+2*16 || p.Left != 4*14+4*16 || len(p.Faults) > 0 || b.count() != p.New {
		t.Fatalf("%d new, %d left out, %d there, %v", p.New, p.Left, b.count(), p.Faults)
	}
	again, err := b.UploadReport(b.ctx, b.fed)
	b.must(err)
	if p, err = b.Preview(b.ctx, b.fed, again); err != nil || p.New+p.Changed != 0 || p.Unchanged != 102 || p.Ready() {
		t.Errorf("the second time: %+v", err)
	}
	table, err := b.Table(b.ctx, b.As("af"), figure.Comparisons)
	b.must(err)
	key, _ := table.Of("oj-sorteringsnyckel")
	if len(table.Places) != 5 || len(table.Rows) != 14 || key.Period != figure.UnknownPeriod {
		t.Fatalf("%d places, %d rows", len(table.Places), len(table.Rows))
	}
	for i, s := range table.Places {
		v, want := key.Values[i], map[figure.Place]figure.Number{"0682": 6000, "0685": 3000, "0680": 4000}[s.Place]
		if v.Known != (want > 0) || v.Number != want {
			t.Errorf("%s has the key %v (%v)", s.Place, v.Number, v.Known)
		}
	}
}

func TestTheTotalOfTheAreasIsWeightedByTheirPopulation(t *testing.T) {
	b := newBench(t)
	for n, code := range []string{"0604", "0684", "0686", "0687"} {
		b.Exec(`insert into area (id, name, letter) values ($1, $2, $3)`, code, "Område "+code, string(rune('P'+n)))
	}
	b.takeIn(b.UploadReport(b.ctx, b.fed))
	table, err := b.Table(b.ctx, b.fed, figure.Livelihood)
	b.must(err)
	d := table.Derived
	if d.Areas != 6 || d.Population != 64_415_000 || d.Each != 19_714_000 {
		t.Errorf("of %d areas and %s people: %s", d.Areas, d.Population, d.Each)
	}
}

func TestOnlyTheFederationTakesInFigures(t *testing.T) {
	b := newBench(t)
	batch, err := b.UploadReport(b.ctx, b.fed)
	b.must(err)
	for _, f := range []id.Function{"samordning", "forsorjning-chef", "af", "admin"} {
		_, errUp := b.UploadReport(b.ctx, b.As(f))
		_, errSee := b.Preview(b.ctx, b.As(f), batch)
		if errUp == nil || errSee == nil || b.TakeIn(b.ctx, b.As(f), batch, "") == nil || b.Discard(b.ctx, b.As(f), batch) == nil {
			t.Errorf("%s: %v, %v", f, errUp, errSee)
		}
	}
	if b.count() != 0 {
		t.Error("something was taken in")
	}
	b.must(b.Discard(b.ctx, b.fed, batch))
	if _, err := b.Preview(b.ctx, b.fed, batch); !errs.Is(err, errs.NotFound) {
		t.Error(err)
	}
}

const good = `{"count":2,"values":[
 {"kpi":"N31807","municipality":"0685","period":2023,"values":[{"gender":"T","value":4.0,"count":1,"status":""},{"gender":"K","value":null,"count":1,"status":"Private"}]},
 {"kpi":"N31807","municipality":"0180","period":2023,"values":[{"gender":"T","value":5.25,"count":1,"status":""}]}]}`

func TestAKoladaAnswerIsTakenInWithWhatItDoesNotKnow(t *testing.T) {
	b := newBench(t)
	p := b.takeIn(b.Upload(b.ctx, b.fed, figure.FromKolada, "svar.json", []byte(good)))
	if p.New != 2 || p.Left != 1 || len(p.Faults) > 0 {
		t.Errorf("%+v", p)
	}
	v, err := b.Figure(b.ctx, b.As("af"), "kolada-n31807", "K")
	b.must(err)
	if len(v.Rows) != 1 || v.Rows[0][0].Known || v.Rows[0][0].Status != "Private" || len(v.Genders) != 2 {
		t.Errorf("%+v", v)
	}
	// What is changed is told, and taken in under the digest that was shown only.
	changed := strings.Replace(good, "4.0", "4.1", 1)
	batch, err := b.Upload(b.ctx, b.fed, figure.FromKolada, "svar.json", []byte(changed))
	b.must(err)
	p, err = b.Preview(b.ctx, b.fed, batch)
	b.must(err)
	if p.Changed != 1 || p.Unchanged != 1 || p.Lines[0].Old.Number != 4000 || p.Lines[0].Value.Number != 4100 {
		t.Errorf("%+v", p)
	}
	if err := b.TakeIn(b.ctx, b.fed, batch, "something else"); faults(err) != "import.changed" {
		t.Error(err)
	}
	b.must(b.TakeIn(b.ctx, b.fed, batch, p.Seen))
	if err := b.TakeIn(b.ctx, b.fed, batch, p.Seen); faults(err) != "import.done" {
		t.Error(err)
	}
}

func TestAKoladaAnswerThatCannotBeReadIsRefusedWhole(t *testing.T) {
	b := newBench(t)
	for name, c := range map[string]struct{ answer, want string }{
		"nothing":     {"", "file:figures.file.missing"},
		"blank":       {"  \n", "file:kolada.empty"},
		"cut":         {good[:len(good)/2], "file:kolada.cut"},
		"no JSON":     {"<html>", "file:kolada.cut"},
		"a list":      {"[]", "file:kolada.form"},
		"no values":   {`{"count":0}`, "file:kolada.form"},
		"empty":       {`{"count":0,"values":[]}`, "file:kolada.nothing"},
		"one of more": {strings.Replace(good, `"count":2`, `"count":2,"next_url":"https://api.kolada.se/v3/x?page=2"`, 1), "file:kolada.more"},
		"wrong count": {strings.Replace(good, `"count":2`, `"count":3`, 1), "file:kolada.count"},
		"wrong kind":  {strings.Replace(good, `"municipality":"0685"`, `"municipality":685`, 1), "file:kolada.form"},
	} {
		if _, err := b.Upload(b.ctx, b.fed, figure.FromKolada, "", []byte(c.answer)); faults(err) != c.want {
			t.Errorf("%s: %q, not %q", name, faults(err), c.want)
		}
	}
	if _, err := b.Upload(b.ctx, b.fed, "guess", "", make([]byte, figures.MostFile+1)); faults(err) != "origin:figures.origin.unknown file:border.size" {
		t.Error(faults(err))
	}
}

func TestWhatIsWrongInAKoladaAnswerIsToldByItsPlaceAndNothingIsTakenIn(t *testing.T) {
	b := newBench(t)
	one := func(of string) string { return `{"values":[` + of + `]}` }
	row := func(kpi, place, period, values string) string {
		return `{"kpi":"` + kpi + `","municipality":"` + place + `","period":` + period + `,"values":[` + values + `]}`
	}
	value := `{"gender":"T","value":4.5,"status":""}`
	for name, c := range map[string]struct{ answer, want string }{
		"unknown figure":  {one(row("N99999", "0685", "2023", value)), "kpi1 kolada.kpi.unknown"},
		"unknown place":   {one(row("N31807", "Vetland", "2023", value)), "T1 figures.place.unknown"},
		"no year":         {one(row("N31807", "0685", "null", value)), "T1 figure.period.form"},
		"gender":          {one(row("N31807", "0685", "2023", `{"gender":"X","value":1}`)), "X1 figure.gender.unknown"},
		"text for number": {one(row("N31807", "0685", "2023", `{"gender":"T","value":"4,5"}`)), "value1 figure.value.form"},
		"over a hundred":  {one(row("N31807", "0685", "2023", `{"gender":"T","value":101}`)), "T1 figure.value.percent"},
		"no values":       {one(row("N31807", "0685", "2023", "")), "values1 kolada.values.missing"},
		"twice":           {one(row("N31807", "0685", "2023", value) + "," + row("N31807", "0682", "2023", value) + "," + row("N31807", "0685", "2023", value)), "T3 figures.value.twice"},
	} {
		batch, err := b.Upload(b.ctx, b.fed, figure.FromKolada, "", []byte(c.answer))
		b.must(err)
		p, err := b.Preview(b.ctx, b.fed, batch)
		b.must(err)
		if told(p) != c.want || p.Ready() {
			t.Errorf("%s: %q, not %q", name, told(p), c.want)
		}
		if err := b.TakeIn(b.ctx, b.fed, batch, p.Seen); faults(err) != "import.faulty" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b.count() != 0 {
		t.Error("something was taken in")
	}
}

func TestSCBsFileIsASeriesOfItsOwn(t *testing.T) {
	b := newBench(t)
	b.takeIn(b.UploadReport(b.ctx, b.fed))
	file := "Kommun;År;Kön;SP;Ekonomiskt bistånd;TOT\n685;2023;;1 204;310,5;..\nNässjö;2023;kvinnor;900;;2500\n"
	p := b.takeIn(b.Upload(b.ctx, b.fed, figure.FromSCB, "scb.csv", []byte(file)))
	if p.New != 6 || len(p.Faults) > 0 {
		t.Fatalf("%+v", p)
	}
	v, err := b.Figure(b.ctx, b.fed, "scb-eb", "T")
	b.must(err)
	if len(v.Periods) != 1 || len(v.Rows) != 1 || v.Rows[0][0].Number != 310_500 || v.Figure.Ages != "16–65" {
		t.Errorf("%+v", v)
	}
	// The report's figure about the same is named, and never one with it.
	found := false
	for _, f := range v.Related {
		found = found || f.Code == "fm-eb" && f.Ages == "16–64"
	}
	if old, err := b.Figure(b.ctx, b.fed, "fm-eb", "T"); err != nil || len(old.Periods) != 1 || !found {
		t.Errorf("%v %v", err, found)
	}
	total, err := b.Figure(b.ctx, b.fed, "scb-tot", "T")
	b.must(err)
	if total.Rows[0][0].Known || total.Rows[0][0].Status != ".." {
		t.Errorf("%+v", total.Rows)
	}
}

// book is a workbook of cells.
func book(t *testing.T, cells [][]string, change func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range cells {
		for j, c := range row {
			at, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if err := f.SetCellStr("Sheet1", at, c); err != nil {
				t.Fatal(err)
			}
		}
	}
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrongInSCBsFileIsToldByRowAndColumn(t *testing.T) {
	b := newBench(t)
	rows := [][]string{{"Kommun", "År", "SP"}, {"Vetlanda", "2023", "10"}, {"Nässjö", "2023", "11"}}
	with := func(row, column int, text string) [][]string {
		all := [][]string{}
		for i, r := range rows {
			all = append(all, append([]string{}, r...))
			if i == row-1 {
				all[i][column-1] = text
			}
		}
		return all
	}
	for name, c := range map[string]struct {
		cells  [][]string
		change func(*excelize.File)
		want   string
	}{
		"wrong column":   {with(1, 3, "Kronor"), nil, "C1 figures.column.unknown"},
		"no figures":     {[][]string{{"Kommun", "År"}, {"Vetlanda", "2023"}}, nil, "1 figures.column.values"},
		"column missing": {with(1, 1, "SE"), nil, "Kommun1 figures.column.missing"},
		"column twice":   {with(1, 3, "Kommun"), nil, "C1 figures.column.twice"},
		"unknown area":   {with(3, 1, "Atlantis"), nil, "C3 figures.place.unknown"},
		"no number":      {with(2, 3, "tio"), nil, "C2 figure.value.form"},
		"no year":        {with(2, 2, "i år"), nil, "C2 figure.period.form"},
		"twice":          {with(3, 1, "0685"), nil, "C3 figures.value.twice"},
		"merged":         {with(3, 1, ""), func(f *excelize.File) { _ = f.MergeCell("Sheet1", "A2", "A3") }, "3 figures.place.missing"},
		"header alone":   {rows[:1], nil, "file:figures.values.none"},
		"formula":        {rows, func(f *excelize.File) { _ = f.SetCellFormula("Sheet1", "C2", "1+1") }, "file:import.file.formula@C2"},
	} {
		batch, err := b.Upload(b.ctx, b.fed, figure.FromSCB, "scb.xlsx", book(t, c.cells, c.change))
		if err != nil {
			if faults(err) != c.want {
				t.Errorf("%s: %q, not %q", name, faults(err), c.want)
			}
			continue
		}
		p, err := b.Preview(b.ctx, b.fed, batch)
		b.must(err)
		if told(p) != c.want || p.Ready() || faults(b.TakeIn(b.ctx, b.fed, batch, p.Seen)) != "import.faulty" {
			t.Errorf("%s: %q, not %q", name, told(p), c.want)
		}
	}
	if _, err := b.Upload(b.ctx, b.fed, figure.FromSCB, "", []byte("PK\x03\x04broken")); faults(err) != "file:border.sheet.broken" {
		t.Error(faults(err))
	}
	if b.count() != 0 {
		t.Error("something was taken in")
	}
}
