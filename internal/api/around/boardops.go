package around

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/errs"
	"samverk/internal/federation"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/outcome"
)

// gather asks the other parts for what they tell of collaboration.
func (j *boardReportJSON) gather(c *rest.Call) error {
	_, last := j.Period.Days()
	for _, m := range j.Forums {
		g, err := c.Maturity.Latest(c.Ctx, c.Who, m.Area, last)
		if err != nil {
			return err
		}
		if g.Latest != nil {
			j.Gauges = append(j.Gauges, boardGaugeJSON{m.Area, g.Latest.Round.Title, g.Latest.Round.Last(), g.Latest.Total})
		}
	}
	all, err := c.Mapping.Developments(c.Ctx, c.Who, "")
	if err != nil {
		return err
	}
	j.Developments = rest.ListOf(all.Rows, func(d mapping.DevelopmentRow) boardDevelopmentJSON {
		return boardDevelopmentJSON{d.ID, d.Title, d.State}
	})
	v, err := c.Result.Totals(c.Ctx, c.Who)
	if errs.Is(err, errs.Denied) {
		return nil // the caller may know the rest
	}
	if err != nil {
		return err
	}
	for _, p := range v.Periods() {
		if string(p) != string(j.Period) && !(j.Period.Half() == 0 && string(p)[:4] == string(j.Period)) {
			continue
		}
		cells, _, _ := v.Of(p)
		for _, q := range outcome.Questions() {
			sum, _ := q.Together(cells)
			for _, one := range sum {
				j.Totals = append(j.Totals, boardTotalJSON{string(p), one.Question, one.Group, one.Persons})
			}
		}
	}
	return nil
}

func addBoard(s *rest.Server) {
	addMembers(s)
	addTasks(s)
	addEfforts(s)
	addEffortSteps(s)
	addBodies(s)
	addBoardReport(s)
}

func addMembers(s *rest.Server) {
	member := federationMemberJSON{"vetlanda", "Vetlanda kommun", access.Kommun, federation.Municipality, "2008-01-01", "", "", 1}
	rest.Add(s, rest.Operation[rest.None, federationMemberListJSON]{Method: http.MethodGet, Path: "/federation/members", ID: "list-federation-members", Tag: "structure",
		Out: federationMemberListJSON{[]federationMemberJSON{member}},
		Do: func(c *rest.Call, _ rest.None) (federationMemberListJSON, error) {
			v, err := c.Board.Members(c.Ctx, c.Who)
			return federationMemberListJSON{rest.ListOf(v.Members, memberOf)}, err
		}})
	rest.Add(s, rest.Operation[newFederationMemberInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/federation/members", ID: "add-federation-member", Tag: "structure", Status: http.StatusCreated,
		In: newFederationMemberInput{"vetlanda", FederationMemberInput{JoinedOn: "2008-01-01"}}, Out: rest.CreatedJSON{ID: "vetlanda"},
		Do: func(c *rest.Call, in newFederationMemberInput) (rest.CreatedJSON, error) {
			err := c.Board.AddMember(c.Ctx, c.Who, in.of(in.Organisation))
			return rest.Created(in.Organisation, "/federation/members", err)
		}})
	rest.Add(s, rest.Operation[FederationMemberInput, rest.None]{Method: http.MethodPut, Path: "/federation/members/{organisation}", ID: "change-federation-member", Tag: "structure",
		Status: http.StatusNoContent, Versioned: true, In: FederationMemberInput{JoinedOn: "2008-01-01", NoticeOn: "2026-10-01", LeavesOn: "2029-12-31"},
		Do: func(c *rest.Call, in FederationMemberInput) (rest.None, error) {
			return rest.None{}, c.Board.ChangeMember(c.Ctx, c.Who, in.of(rest.At[id.Org](c, "organisation")), c.Version)
		}})
	shares := federationSharesJSON{Year: 2027, Years: []int{2027}, Total: 4_000_000, Basis: "agreed", Shares: []federationShareJSON{{"vetlanda", "Vetlanda kommun", federation.Municipality, 1, 1_000_000}}, Version: 1}
	rest.Add(s, rest.Operation[rest.None, federationSharesJSON]{Method: http.MethodGet, Path: "/federation/shares", ID: "read-federation-shares", Tag: "structure", Query: []string{"year"}, Out: shares,
		Do: func(c *rest.Call, _ rest.None) (federationSharesJSON, error) {
			year, err := yearOf(c)
			if err != nil {
				return federationSharesJSON{}, err
			}
			v, err := c.Board.Shares(c.Ctx, c.Who, year)
			j := sharesOf(v.Budget)
			j.Year, j.Years = v.Year, append(j.Years, v.Years...)
			return j, err
		}})
	rest.Add(s, rest.Operation[federationBudgetInput, rest.None]{Method: http.MethodPut, Path: "/federation/shares/{year}", ID: "save-federation-budget", Tag: "structure",
		Status: http.StatusNoContent, Versioned: true, In: federationBudgetInput{4_000_000, "agreed", "", "", []federationWeightInput{{"vetlanda", 5}, {"nassjo", 5}}},
		Do: func(c *rest.Call, in federationBudgetInput) (rest.None, error) {
			year, err := rest.Number(rest.At[string](c, "year"))
			if err != nil {
				return rest.None{}, errs.Missing()
			}
			b := federation.BudgetInput{Year: year, Total: in.Total, Basis: in.Basis, Source: in.Source, DecidedOn: in.DecidedOn, Weights: map[id.Org]int64{}}
			for _, w := range in.Weights {
				b.Weights[w.Organisation] = w.Weight
			}
			return rest.None{}, c.Board.SaveBudget(c.Ctx, c.Who, b, c.Version)
		}})
}

func addTasks(s *rest.Server) {
	task := federationTaskJSON{ID: rest.ExampleID, Year: 2026, Kind: federation.BudgetTask, Provision: "23 §", DueOn: "2026-11-30", Version: 1}
	rest.Add(s, rest.Operation[rest.None, federationTaskListJSON]{Method: http.MethodGet, Path: "/federation/tasks", ID: "list-federation-tasks", Tag: "structure", Query: []string{"year"},
		Out: federationTaskListJSON{2026, []federationTaskJSON{task}},
		Do: func(c *rest.Call, _ rest.None) (federationTaskListJSON, error) {
			year, err := yearOf(c)
			if err != nil {
				return federationTaskListJSON{}, err
			}
			v, err := c.Board.Year(c.Ctx, c.Who, year)
			return federationTaskListJSON{v.Year, rest.ListOf(v.Tasks, func(t federation.Task) federationTaskJSON { return taskOf(t, v.Today) })}, err
		}})
	in := federationTaskInput{"Styrelsemöte", "2026-12-10", ""}
	rest.Add(s, rest.Operation[federationTaskInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/federation/tasks", ID: "add-federation-task", Tag: "structure", Status: http.StatusCreated,
		In: in, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in federationTaskInput) (rest.CreatedJSON, error) {
			t, err := c.Board.AddTask(c.Ctx, c.Who, in.task())
			return rest.Created(t, "/federation/tasks", err)
		}})
	rest.Add(s, rest.Operation[federationTaskInput, rest.None]{Method: http.MethodPut, Path: "/federation/tasks/{task}", ID: "change-federation-task", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: in, Do: func(c *rest.Call, in federationTaskInput) (rest.None, error) {
			return rest.None{}, c.Board.ChangeTask(c.Ctx, c.Who, rest.At[id.Task](c, "task"), in.task(), c.Version)
		}})
	rest.Add(s, rest.Operation[federationDoneInput, rest.None]{Method: http.MethodPut, Path: "/federation/tasks/{task}/done", ID: "mark-federation-task", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: federationDoneInput{"2026-11-20", "Beslutad av styrelsen."},
		Do: func(c *rest.Call, in federationDoneInput) (rest.None, error) {
			return rest.None{}, c.Board.MarkTask(c.Ctx, c.Who, federation.Done{Task: rest.At[id.Task](c, "task"), Version: c.Version, On: in.DoneOn, Words: in.Words})
		}})
}

// exampleEffort is an effort that lacks nothing.
func exampleEffort() (effortInput, EffortJSON) {
	in := effortInput{"Fokus Integrerad Samverkan", "Kartlägga samverkan.", federation.UnderWay, "2015-08-10", "2016-08-09", "", []id.Area{"0685"}, []access.Kind{access.Kommun}, []int{2, 3}}
	return in, EffortJSON{ID: rest.ExampleID, Title: in.Title, Aim: in.Aim, State: in.State, StartsOn: in.StartsOn, EndsOn: in.EndsOn, Areas: in.Areas, Actors: in.Actors, Points: in.Points,
		Phases: []effortPhaseJSON{{"Slutrapport", "2016-05-10", "2016-08-09"}}, Money: []effortMoneyJSON{{Year: 2015, Budgeted: 300_000}}, Version: 1}
}

func addEfforts(s *rest.Server) {
	in, out := exampleEffort()
	rest.Add(s, rest.Operation[rest.None, effortListJSON]{Method: http.MethodGet, Path: "/federation/efforts", ID: "list-efforts", Tag: "structure", Query: []string{"area", "limit", "after"},
		Out: effortListJSON{[]EffortJSON{out}, rest.PageJSON{Limit: 30}}, Do: listEfforts})
	rest.Add(s, rest.Operation[effortInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/federation/efforts", ID: "add-effort", Tag: "structure", Status: http.StatusCreated,
		In: in, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in effortInput) (rest.CreatedJSON, error) {
			e, err := c.Board.AddEffort(c.Ctx, c.Who, in.effort())
			return rest.Created(e, "/federation/efforts/"+string(e), err)
		}})
	rest.Add(s, rest.Operation[rest.None, effortViewJSON]{Method: http.MethodGet, Path: "/federation/efforts/{effort}", ID: "read-effort", Tag: "structure",
		Out: effortViewJSON{out, []effortNoteJSON{{"2016-02-09", "hsf-tjansteman", "Grupperna är hörda."}}},
		Do: func(c *rest.Call, _ rest.None) (effortViewJSON, error) {
			v, err := c.Board.Effort(c.Ctx, c.Who, effortAt(c))
			return effortViewJSON{effortOf(v.Effort), rest.ListOf(v.Notes, func(n federation.Note) effortNoteJSON { return effortNoteJSON{n.On, n.By, n.Words} })}, err
		}})
	rest.Add(s, rest.Operation[effortInput, rest.None]{Method: http.MethodPut, Path: "/federation/efforts/{effort}", ID: "change-effort", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: in, Do: func(c *rest.Call, in effortInput) (rest.None, error) {
			return rest.None{}, c.Board.ChangeEffort(c.Ctx, c.Who, effortAt(c), in.effort(), c.Version)
		}})
}

func effortAt(c *rest.Call) id.Effort { return rest.At[id.Effort](c, "effort") }

func addEffortSteps(s *rest.Server) {
	_, out := exampleEffort()
	rest.Add(s, rest.Operation[effortPhasesInput, rest.None]{Method: http.MethodPut, Path: "/federation/efforts/{effort}/phases", ID: "set-effort-phases", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: effortPhasesInput{out.Phases},
		Do: func(c *rest.Call, in effortPhasesInput) (rest.None, error) {
			all := rest.ListOf(in.Phases, func(p effortPhaseJSON) federation.Phase { return federation.Phase(p) })
			return rest.None{}, c.Board.SetPhases(c.Ctx, c.Who, effortAt(c), all, c.Version)
		}})
	rest.Add(s, rest.Operation[effortMoneyInput, rest.None]{Method: http.MethodPut, Path: "/federation/efforts/{effort}/money", ID: "set-effort-money", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: effortMoneyInput{out.Money},
		Do: func(c *rest.Call, in effortMoneyInput) (rest.None, error) {
			all := rest.ListOf(in.Money, func(m effortMoneyJSON) federation.Money {
				one := federation.Money{Year: m.Year, Budgeted: m.Budgeted, Known: m.Spent != nil}
				if one.Known {
					one.Spent = *m.Spent
				}
				return one
			})
			return rest.None{}, c.Board.SetMoney(c.Ctx, c.Who, effortAt(c), all, c.Version)
		}})
	rest.Add(s, rest.Operation[effortNoteInput, rest.None]{Method: http.MethodPost, Path: "/federation/efforts/{effort}/notes", ID: "note-effort", Tag: "structure", Status: http.StatusNoContent,
		In: effortNoteInput{"2016-02-09", "Grupperna är hörda."},
		Do: func(c *rest.Call, in effortNoteInput) (rest.None, error) {
			return rest.None{}, c.Board.NoteEffort(c.Ctx, c.Who, effortAt(c), federation.Note{On: in.On, Words: in.Words})
		}})
	rest.Add(s, rest.Operation[effortDecisionInput, rest.None]{Method: http.MethodPut, Path: "/federation/efforts/{effort}/decision", ID: "conclude-effort", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: effortDecisionInput{"changed", "2016-08-09", "Går vidare som ett uppdrag."},
		Do: func(c *rest.Call, in effortDecisionInput) (rest.None, error) {
			return rest.None{}, c.Board.Conclude(c.Ctx, c.Who, federation.Conclusion{Effort: effortAt(c), Version: c.Version, Decision: in.Decision, On: in.On, Words: in.Words})
		}})
}

func addBoardReport(s *rest.Server) {
	_, effort := exampleEffort()
	_, body := exampleBody()
	rest.Add(s, rest.Operation[rest.None, boardReportJSON]{Method: http.MethodGet, Path: "/federation/report", ID: "read-board-report", Tag: "structure", Query: []string{"period"},
		Out: boardReportJSON{Period: "2026-1", Periods: []federation.Period{"2026-1"}, Forums: []boardMeetingsJSON{{"0685", "Vetlanda", 4, 12, 1, 0}}, Turnouts: []boardTurnoutJSON{{access.AF, 12, 10}},
			Tasks: []federationTaskJSON{}, Efforts: []EffortJSON{effort}, Shares: []federationShareJSON{}, Bodies: []FederationBodyJSON{body}, Gauges: []boardGaugeJSON{}, Totals: []boardTotalJSON{{"2026-1", outcome.ClosedCases, outcome.Answered, 12}}, Developments: []boardDevelopmentJSON{}},
		Do: readBoardReport})
	rest.Add(s, rest.Operation[boardForewordInput, rest.None]{Method: http.MethodPut, Path: "/federation/report/{period}", ID: "publish-board-report", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		In: boardForewordInput{"Halvåret i korthet."},
		Do: func(c *rest.Call, in boardForewordInput) (rest.None, error) {
			return rest.None{}, c.Board.PublishReport(c.Ctx, c.Who, federation.Foreword{Period: rest.At[federation.Period](c, "period"), Words: in.Words, Version: c.Version})
		}})
}
