package around

import (
	"cmp"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/catalogue"
	"samverk/internal/errs"
	"samverk/internal/figure"
	"samverk/internal/figures"
	"samverk/internal/id"
)

// figureJSON is an indicator: one series of one definition.
type figureJSON struct {
	Figure     id.Figure `json:"figure"`
	Set        string    `json:"set" enum:"oppna-jamforelser,forsorjningsmatt,kolada,scb"`
	Name       string    `json:"name"`
	Definition string    `json:"definition"`
	Unit       string    `json:"unit" enum:"percent,kr,persons,ordinal,years"`
	Low        int       `json:"low,omitempty" doc:"Of a scale"`
	High       int       `json:"high,omitempty" doc:"Of a scale"`
	Ages       string    `json:"ages,omitempty" doc:"Whom it is reckoned on, where the source says"`
	KPI        string    `json:"kpi,omitempty" doc:"Its number in Kolada"`
	Source     string    `json:"source"`
	Values     int       `json:"values" doc:"How many values there are"`
}

type figureListJSON struct {
	Figures []figureJSON `json:"figures"`
}

func figureOf(c *rest.Call, f figure.Figure, values int) figureJSON {
	lang := string(c.Texts(c.Request).Lang())
	set, _ := figure.SetOf(f.Set)
	return figureJSON{f.Code, f.Set, f.Name.In(lang), f.About.In(lang), f.Unit, f.Low, f.High, f.Ages, f.KPI, f.SourceIn(set), values}
}

// OwnFigureChange is what can be changed of an indicator of one's own.
type OwnFigureChange struct {
	Name   string `json:"name"`
	About  string `json:"about" doc:"Its definition"`
	Source string `json:"source,omitempty" doc:"Who the figures come from before Kolada"`
}

type ownFigureInput struct {
	KPI  string `json:"kpi" doc:"Its number in Kolada: N and five digits"`
	Unit string `json:"unit" enum:"percent,kr,persons,years"`
	OwnFigureChange
}

// ownFigureJSON is an indicator that the federation has added.
type ownFigureJSON struct {
	Figure id.Figure `json:"figure"`
	KPI    string    `json:"kpi" doc:"Its number in Kolada"`
	Unit   string    `json:"unit" enum:"percent,kr,persons,years"`
	OwnFigureChange
	Version int64 `json:"version"`
}

func ownFigureOf(o figure.Own) ownFigureJSON {
	return ownFigureJSON{o.Code, o.KPI, o.Unit, OwnFigureChange{o.Name, o.About, o.Source}, o.Version}
}

type ownFigureListJSON struct {
	Figures []ownFigureJSON `json:"figures"`
}

func (in ownFigureInput) own() figure.OwnInput {
	return figure.OwnInput{KPI: in.KPI, Name: in.Name, About: in.About, Unit: in.Unit, Source: in.Source}
}

// ValueJSON is a value with all that makes it readable by itself.
type ValueJSON struct {
	Figure id.Figure    `json:"figure"`
	Place  figure.Place `json:"place" doc:"SCB’s code of a municipality; 06 the county, 0006 the region, 0000 the nation"`
	Period string       `json:"period" doc:"A year, two years, or unknown where the source gives none"`
	Gender string       `json:"gender" enum:"T,K,M"`
	Value  string       `json:"value,omitempty" doc:"Decimal; absent where it is not known, which is not zero"`
	Status string       `json:"status,omitempty" doc:"What the source says of a value that it does not give"`
}

func valueOf(v figure.Value) ValueJSON {
	j := ValueJSON{v.Figure, v.Place, v.Period, v.Gender, "", v.Status}
	if v.Known {
		j.Value = v.Number.String()
	}
	return j
}

type valueListJSON struct {
	Figure figureJSON  `json:"figure"`
	Values []ValueJSON `json:"values"`
}

// progressJSON is how far a goal has come in an area.
type progressJSON struct {
	Area           id.Area `json:"area"`
	Baseline       string  `json:"baseline"`
	BaselinePeriod string  `json:"baselinePeriod"`
	Now            string  `json:"now,omitempty" doc:"A later value of the same series; absent where there is none"`
	NowPeriod      string  `json:"nowPeriod,omitempty"`
	State          string  `json:"state" enum:"not_known,reached,closer,unchanged,further"`
}

// GoalInput is what is decided about a goal.
type GoalInput struct {
	Figure id.Figure     `json:"figure"`
	Gender string        `json:"gender" enum:"T,K,M"`
	Title  string        `json:"title"`
	Words  string        `json:"words,omitempty"`
	Target string        `json:"target" doc:"Decimal, in the unit of the indicator"`
	Due    string        `json:"due" format:"date"`
	Areas  []id.Area     `json:"areas"`
	Actors []access.Kind `json:"actors" enum:"kommun,vard,fk,af"`
}

func (in GoalInput) goal() figure.GoalInput {
	g := figure.GoalInput{Figure: in.Figure, Gender: cmp.Or(in.Gender, "T"), Title: in.Title, Words: in.Words, DueOn: in.Due, Areas: in.Areas, Actors: in.Actors}
	g.Target, g.Given = figure.ParseNumber(in.Target)
	return g
}

type goalChangeInput struct {
	Title  string        `json:"title"`
	Words  string        `json:"words,omitempty"`
	Target string        `json:"target" doc:"Decimal, in the unit of the indicator"`
	Due    string        `json:"due" format:"date"`
	Actors []access.Kind `json:"actors" enum:"kommun,vard,fk,af"`
	State  string        `json:"state" enum:"open,ended"`
}

type commonGoalJSON struct {
	GoalInput
	ID       id.Goal        `json:"id"`
	State    string         `json:"state" enum:"open,ended"`
	Progress []progressJSON `json:"progress"`
	Version  int64          `json:"version"`
}

// Etag returns the version that a change must name.
func (g commonGoalJSON) Etag() int64 { return g.Version }

type goalListJSON struct {
	Goals []commonGoalJSON `json:"goals"`
}

func commonGoalOf(g figure.Goal) commonGoalJSON {
	return commonGoalJSON{GoalInput{g.Figure, g.Gender, g.Title, g.Words, g.Target.String(), g.DueOn, g.Areas, g.Actors}, g.ID, g.State, []progressJSON{}, g.Version}
}

func goalViewOf(g figures.GoalView) commonGoalJSON {
	j := commonGoalOf(g.Goal)
	for _, p := range g.Progress {
		one := progressJSON{Area: p.Area.ID, Baseline: p.Baseline.String(), BaselinePeriod: p.Period, State: p.State}
		if p.Now.Known {
			one.Now, one.NowPeriod = p.Now.Number.String(), p.Now.Period
		}
		j.Progress = append(j.Progress, one)
	}
	return j
}

// goalNow is a goal or an indicator as it stands, for who comes second.
func goalNow(now any) any {
	switch now := now.(type) {
	case figure.Goal:
		return commonGoalOf(now)
	case figure.Own:
		return ownFigureOf(now)
	}
	return nil
}

type figureFileInput struct {
	Origin  string   `json:"origin" enum:"report,kolada,scb,fetch" doc:"The tables of the report; an answer of Kolada’s; a CSV file of SCB’s figures; fetch asks Kolada"`
	Content string   `json:"content,omitempty" doc:"The answer or the file"`
	KPIs    []string `json:"kpis,omitempty" doc:"What to fetch"`
}

type figureFaultJSON struct {
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
	Key    string `json:"key"`
	Words  string `json:"words"`
}

type figureLineJSON struct {
	ValueJSON
	Row   int    `json:"row"`
	State string `json:"state" enum:"new,changed,unchanged"`
	Old   string `json:"old,omitempty"`
}

type figurePreviewJSON struct {
	Origin    string            `json:"origin"`
	Done      bool              `json:"done"`
	New       int               `json:"new"`
	Changed   int               `json:"changed"`
	Unchanged int               `json:"unchanged"`
	Left      int               `json:"left" doc:"Values of other places, left out"`
	Seen      string            `json:"seen" doc:"Goes along with the confirmation"`
	Faults    []figureFaultJSON `json:"faults"`
	Values    []figureLineJSON  `json:"values" doc:"The first thousand"`
}

type figureSeenInput struct {
	Seen string `json:"seen"`
}

// mostLines is how many values a preview tells one by one.
const mostLines = 1000

func previewOf(c *rest.Call, p figures.Preview) figurePreviewJSON {
	j := figurePreviewJSON{Origin: p.Origin, Done: p.Done, New: p.New, Changed: p.Changed, Unchanged: p.Unchanged, Left: p.Left, Seen: p.Seen}
	j.Faults = rest.ListOf(p.Faults, func(f figures.Fault) figureFaultJSON {
		return figureFaultJSON{f.Row, f.Column, f.Errs.Key, c.Texts(c.Request).Fault(f.Errs)}
	})
	j.Values = rest.ListOf(p.Lines[:min(len(p.Lines), mostLines)], func(l figures.Line) figureLineJSON {
		one := figureLineJSON{valueOf(l.Value), l.Row, l.State, ""}
		if l.Old.Known {
			one.Old = l.Old.Number.String()
		}
		return one
	})
	return j
}

type needCountJSON struct {
	Sort    string `json:"sort"`
	Count   int    `json:"count"`
	Free    *int   `json:"free,omitempty" doc:"Left out where nobody has told"`
	Unknown int    `json:"unknown" doc:"Interventions of which nobody has told whether there is room"`
}

// needCountOf leaves out how many places are free where nobody has told.
func needCountOf(s catalogue.Offered) needCountJSON {
	j := needCountJSON{Sort: string(s.Sort), Count: s.N, Unknown: s.Unknown}
	if s.Unknown < s.N {
		j.Free = &s.Free
	}
	return j
}

type lackCountJSON struct {
	Sort  string      `json:"sort"`
	Actor access.Kind `json:"actor,omitempty"`
	Cases int         `json:"cases"`
}

type needWishJSON struct {
	From  access.Kind `json:"from"`
	To    access.Kind `json:"to"`
	Sort  string      `json:"sort"`
	Words string      `json:"words"`
	Since string      `json:"since" format:"date"`
}

// needsJSON is what an area needs: figures, what is offered and what is missing.
type needsJSON struct {
	Area          id.Area          `json:"area"`
	Figures       []ValueJSON      `json:"figures" doc:"Of the area, each of its newest period"`
	Goals         []commonGoalJSON `json:"goals"`
	Interventions []needCountJSON  `json:"interventions"`
	Wishes        []needWishJSON   `json:"wishes"`
	Missing       []lackCountJSON  `json:"missing"`
}

func genderAsked(c *rest.Call) (string, error) {
	var f errs.Faults
	g := cmp.Or(c.Query.Get("gender"), "T")
	f.Check(g == "T" || g == "K" || g == "M", "gender", "figure.gender.unknown")
	return g, f.Err()
}
