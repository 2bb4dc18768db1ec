package around

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/figure"
	"samverk/internal/figures"
	"samverk/internal/id"
	"samverk/internal/offer"
)

func addFigures(s *rest.Server) {
	addFigureReading(s)
	addOwnFigures(s)
	addFigureImport(s)
	addGoals(s)
}

// exampleFigure is an indicator and one of its values.
func exampleFigure() (figureJSON, ValueJSON) {
	return figureJSON{"oj-langvarigt", figure.Comparisons, "Långvarigt ekonomiskt bistånd", "Andel i procent.", figure.Percent, 0, 0, "", "", "Socialstyrelsen", 9},
		ValueJSON{"oj-langvarigt", "0685", figure.UnknownPeriod, "T", "27.9", ""}
}

func addFigureReading(s *rest.Server) {
	f, v := exampleFigure()
	free := 2
	rest.Add(s, rest.Operation[rest.None, figureListJSON]{Method: http.MethodGet, Path: "/figures", ID: "list-figures", Tag: "structure", Out: figureListJSON{[]figureJSON{f}},
		Do: func(c *rest.Call, _ rest.None) (figureListJSON, error) {
			all, err := c.Figures.Figures(c.Ctx, c.Who)
			return figureListJSON{rest.ListOf(all, func(l figures.Listed) figureJSON { return figureOf(c, l.Figure, l.Values) })}, err
		}})
	rest.Add(s, rest.Operation[rest.None, valueListJSON]{Method: http.MethodGet, Path: "/figures/{figure}/values", ID: "list-figure-values", Tag: "structure", Query: []string{"gender"}, Among: map[string][]string{"gender": {"T", "K", "M"}}, Out: valueListJSON{f, []ValueJSON{v}},
		Do: figureValues})
	rest.Add(s, rest.Operation[rest.None, needsJSON]{Method: http.MethodGet, Path: "/needs/{area}", ID: "read-needs", Tag: "structure",
		Out: needsJSON{"0685", []ValueJSON{v}, []commonGoalJSON{}, []needCountJSON{{"support", 4, &free, 1}}, []needWishJSON{}, []lackCountJSON{}}, Do: needs})
}

func addOwnFigures(s *rest.Server) {
	in := ownFigureInput{"N03937", figure.Percent, OwnFigureChange{"Arbetslöshet", "Andel i procent.", "Arbetsförmedlingen"}}
	rest.Add(s, rest.Operation[rest.None, ownFigureListJSON]{Method: http.MethodGet, Path: "/own-figures", ID: "list-own-figures", Tag: "structure",
		Out: ownFigureListJSON{[]ownFigureJSON{{"kolada-n03937", in.KPI, in.Unit, in.OwnFigureChange, 1}}},
		Do: func(c *rest.Call, _ rest.None) (ownFigureListJSON, error) {
			all, err := c.Figures.Own(c.Ctx, c.Who)
			return ownFigureListJSON{rest.ListOf(all, ownFigureOf)}, err
		}})
	rest.Add(s, rest.Operation[ownFigureInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/own-figures", ID: "add-figure", Tag: "structure", Status: http.StatusCreated,
		In: in, Out: rest.CreatedJSON{ID: "kolada-n03937"}, Do: func(c *rest.Call, in ownFigureInput) (rest.CreatedJSON, error) {
			f, err := c.Figures.AddOwn(c.Ctx, c.Who, in.own())
			return rest.Created(f, "/figures/"+string(f)+"/values", err)
		}})
	rest.Add(s, rest.Operation[OwnFigureChange, rest.None]{Method: http.MethodPut, Path: "/own-figures/{figure}", ID: "change-figure", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: in.OwnFigureChange, Do: func(c *rest.Call, in OwnFigureChange) (rest.None, error) {
			return rest.None{}, c.Figures.ChangeOwn(c.Ctx, c.Who, rest.At[id.Figure](c, "figure"), ownFigureInput{OwnFigureChange: in}.own(), c.Version)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/own-figures/{figure}", ID: "remove-figure", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Figures.RemoveOwn(c.Ctx, c.Who, rest.At[id.Figure](c, "figure"), c.Version)
		}})
}

func figureValues(c *rest.Call, _ rest.None) (j valueListJSON, err error) {
	g, err := genderAsked(c)
	if err != nil {
		return j, err
	}
	view, err := c.Figures.Figure(c.Ctx, c.Who, rest.At[id.Figure](c, "figure"), g)
	if err != nil {
		return j, err
	}
	j.Values = []ValueJSON{}
	for _, row := range view.Rows {
		j.Values = append(j.Values, rest.ListOf(row, valueOf)...)
	}
	j.Figure = figureOf(c, view.Figure, len(j.Values))
	return j, nil
}

func needs(c *rest.Call, _ rest.None) (j needsJSON, err error) {
	v, err := c.Figures.Overview(c.Ctx, c.Who, rest.At[id.Area](c, "area"), "T")
	if err != nil {
		return j, err
	}
	o, err := c.Catalogue.Overview(c.Ctx, c.Who, v.Area.ID)
	if err != nil {
		return j, err
	}
	j = needsJSON{Area: v.Area.ID, Figures: []ValueJSON{}, Goals: rest.ListOf(v.Goals, goalViewOf)}
	for _, t := range v.Tables {
		for i, s := range t.Places {
			if string(s.Place) == string(v.Area.ID) {
				j.Figures = append(j.Figures, rest.ListOf(t.Rows, func(r figures.Row) ValueJSON { return valueOf(r.Values[i]) })...)
			}
		}
	}
	j.Interventions = rest.ListOf(o.Sorts, needCountOf)
	j.Wishes = rest.ListOf(o.Wishes, func(w offer.Wish) needWishJSON { return needWishJSON{w.From, w.To, string(w.Sort), w.Words, w.Since} })
	j.Missing = rest.ListOf(o.Missing, func(m offer.Missing) lackCountJSON { return lackCountJSON{string(m.Sort), m.Actor, m.Cases} })
	return j, nil
}

func addFigureImport(s *rest.Server) {
	_, v := exampleFigure()
	rest.Add(s, rest.Operation[figureFileInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/figures/import", ID: "upload-figures", Tag: "structure", Status: http.StatusCreated,
		In: figureFileInput{Origin: figure.FromReport}, Out: rest.CreatedJSON{ID: rest.ExampleID}, Do: uploadFigures})
	rest.Add(s, rest.Operation[rest.None, figurePreviewJSON]{Method: http.MethodGet, Path: "/figure-imports/{import}", ID: "preview-figures", Tag: "structure",
		Out: figurePreviewJSON{Origin: figure.FromReport, New: 1, Seen: "5d41", Faults: []figureFaultJSON{}, Values: []figureLineJSON{{v, 1, figures.ValueNew, ""}}},
		Do: func(c *rest.Call, _ rest.None) (figurePreviewJSON, error) {
			p, err := c.Figures.Preview(c.Ctx, c.Who, rest.At[id.Import](c, "import"))
			return previewOf(c, p), err
		}})
	rest.Add(s, rest.Operation[figureSeenInput, rest.None]{Method: http.MethodPost, Path: "/figure-imports/{import}/confirm", ID: "confirm-figures", Tag: "structure", Status: http.StatusNoContent,
		In: figureSeenInput{"5d41"}, Do: func(c *rest.Call, in figureSeenInput) (rest.None, error) {
			return rest.None{}, c.Figures.TakeIn(c.Ctx, c.Who, rest.At[id.Import](c, "import"), in.Seen)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/figure-imports/{import}", ID: "discard-figures", Tag: "structure", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Figures.Discard(c.Ctx, c.Who, rest.At[id.Import](c, "import"))
		}})
}

func uploadFigures(c *rest.Call, in figureFileInput) (rest.CreatedJSON, error) {
	var b id.Import
	var err error
	switch in.Origin {
	case figure.FromReport:
		b, err = c.Figures.UploadReport(c.Ctx, c.Who)
	case "fetch":
		b, err = c.Figures.Fetch(c.Ctx, c.Who, in.KPIs)
	default:
		b, err = c.Figures.Upload(c.Ctx, c.Who, in.Origin, "", []byte(in.Content))
	}
	return rest.Created(b, "/figure-imports/"+string(b), err)
}

func addGoals(s *rest.Server) {
	in := GoalInput{"oj-langvarigt", "T", "Färre med långvarigt ekonomiskt bistånd", "", "25", "2030-12-31", []id.Area{"0685"}, []access.Kind{access.Kommun, access.AF}}
	out := commonGoalJSON{in, rest.ExampleID, figure.GoalOpen, []progressJSON{{"0685", "27.9", figure.UnknownPeriod, "", "", figure.NotKnown}}, 1}
	rest.Add(s, rest.Operation[rest.None, goalListJSON]{Method: http.MethodGet, Path: "/goals", ID: "list-goals", Tag: "structure", Out: goalListJSON{[]commonGoalJSON{out}},
		Do: func(c *rest.Call, _ rest.None) (goalListJSON, error) {
			v, err := c.Figures.Goals(c.Ctx, c.Who)
			return goalListJSON{rest.ListOf(v.Goals, goalViewOf)}, err
		}})
	rest.Add(s, rest.Operation[GoalInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/goals", ID: "set-goal", Tag: "structure", Status: http.StatusCreated,
		In: in, Out: rest.CreatedJSON{ID: rest.ExampleID}, Do: func(c *rest.Call, in GoalInput) (rest.CreatedJSON, error) {
			g, err := c.Figures.SetGoal(c.Ctx, c.Who, in.goal())
			return rest.Created(g, "/goals/"+string(g), err)
		}})
	rest.Add(s, rest.Operation[rest.None, commonGoalJSON]{Method: http.MethodGet, Path: "/goals/{goal}", ID: "read-goal", Tag: "structure", Out: out,
		Do: func(c *rest.Call, _ rest.None) (commonGoalJSON, error) {
			g, err := c.Figures.Goal(c.Ctx, c.Who, rest.At[id.Goal](c, "goal"))
			return goalViewOf(g), err
		}})
	rest.Add(s, rest.Operation[goalChangeInput, rest.None]{Method: http.MethodPut, Path: "/goals/{goal}", ID: "change-goal", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: goalChangeInput{in.Title, "", "24", in.Due, in.Actors, figure.GoalOpen}, Do: func(c *rest.Call, in goalChangeInput) (rest.None, error) {
			g := GoalInput{Title: in.Title, Words: in.Words, Target: in.Target, Due: in.Due, Actors: in.Actors}
			return rest.None{}, c.Figures.ChangeGoal(c.Ctx, c.Who, rest.At[id.Goal](c, "goal"), c.Version, g.goal(), in.State)
		}})
}
