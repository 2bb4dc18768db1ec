package meetings

import (
	"net/http"
	"net/url"

	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/obstacle"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// raiseScreen is the form where an obstacle is raised.
type raiseScreen struct {
	v      *site.Visit
	form   ui.Form
	places []app.ObstaclePlace
}

// placeOptions are the areas to choose among, and who gets it there.
func (k raiseScreen) placeOptions() (all []ui.Option) {
	for _, p := range k.places {
		all = append(all, ui.Option{Value: string(p.Area.ID), Label: p.Area.Name + " – " + groupName(k.v, p.GroupName)})
	}
	return all
}

// vacant reports whether an area to choose has no managers' group.
func (k raiseScreen) vacant() bool {
	for _, p := range k.places {
		if p.GroupName == "" {
			return true
		}
	}
	return false
}

// begin fills in what most choose.
func (k *raiseScreen) begin() {
	if len(k.places) > 0 {
		k.form.Values["area"] = []string{string(k.places[0].Area.ID)}
	}
}

// obstacleIn reads the form where an obstacle is raised.
func obstacleIn(v *site.Visit) app.NewObstacle {
	return app.NewObstacle{Area: id.Area(v.Form.Get("area")), Kind: v.Form.Get("kind"), Title: v.Form.Get("title"), Words: v.Form.Get("words")}
}

func (s *server) newObstaclePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if !v.Handles() {
		return errs.Missing()
	}
	return s.drawNewObstacle(w, r, v, v.NewForm("/hinder/nytt"), true)
}

func (s *server) drawNewObstacle(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form, first bool) error {
	places, err := s.App.ObstaclePlaces(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	k := raiseScreen{v: v, form: f, places: places}
	if first {
		k.begin()
	}
	v.Path = "/hinder/nytt"
	p := s.Page(v, v.Texts.T("obstacles.new"))
	p.Active, p.Faults = "/forum", f.Faults
	p.Head.Lead = v.Texts.T("obstacles.new.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("obstacles.title"), Href: pathObstacles}
	return s.Draw(w, r, v, p, raiseBody(v, k))
}

func (s *server) raiseObstacle(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	o, err := s.App.RaiseObstacle(r.Context(), v.Actor, obstacleIn(v))
	if faults, ok := site.Faulty(err); ok {
		return s.drawNewObstacle(w, r, v, v.Again("/hinder/nytt", faults), false)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, obstacleURL(o), "page.flash.obstacle_raised")
}

// caseObstaclesScreen is the obstacles that the reader's unit has met in a case.
type caseObstaclesScreen struct {
	app.CaseObstaclesView
	raiseScreen
}

func (s *server) caseObstaclesPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawCaseObstacles(w, r, v, v.NewForm(caseObstaclesURL(site.CaseOf(r))), true)
}

func caseObstaclesURL(c id.Case) string { return site.CaseURL(c) + "/hinder" }

func (s *server) drawCaseObstacles(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form, first bool) error {
	view, err := s.App.CaseObstacles(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := caseObstaclesScreen{view, raiseScreen{v: v, form: f, places: view.Places}}
	if first {
		k.begin()
	}
	v.Path = caseObstaclesURL(view.Case.ID)
	p := s.CasePart(v, site.CaseHead{Case: view.Case, Identity: view.Identity, AreaName: view.AreaName, Protection: view.Protection}, v.Texts.T("obstacles.in_case"))
	p.Active, p.Faults = "/arenden", f.Faults
	p.Head.Lead = v.Texts.T("obstacles.in_case.lead")
	return s.Draw(w, r, v, p, caseObstaclesBody(v, k))
}

func (s *server) raiseCaseObstacle(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c := site.CaseOf(r)
	_, err := s.App.RaiseCaseObstacle(r.Context(), v.Actor, c, obstacleIn(v))
	if faults, ok := site.Faulty(err); ok {
		return s.drawCaseObstacles(w, r, v, v.Again(caseObstaclesURL(c), faults), false)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, caseObstaclesURL(c), "page.flash.obstacle_raised")
}

// obstacleScreen is one obstacle as its page shows it.
type obstacleScreen struct {
	app.ObstacleView
	v    *site.Visit
	form ui.Form // the answer
	late error   // somebody was first
}

func (s *server) obstaclePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawObstacle(w, r, v, obstacleScreen{v: v, form: v.NewForm(r.URL.Path + "/svar")})
}

func (s *server) drawObstacle(w http.ResponseWriter, r *http.Request, v *site.Visit, k obstacleScreen) (err error) {
	if k.ObstacleView, err = s.App.Obstacle(r.Context(), v.Actor, id.Obstacle(r.PathValue("obstacle"))); err != nil {
		return err
	}
	if k.form.Version == 0 || k.late != nil {
		k.form.Version = k.Version
	}
	v.Path = obstacleURL(k.ID)
	p := s.Page(v, k.Title)
	p.Active, p.Faults = "/forum", k.form.Faults
	p.Head.Back = &ui.Link{Label: v.Texts.T("obstacles.title"), Href: obstaclesURL(pathObstacles, k.Area, obstacle.Open)}
	p.Head.Meta = []string{v.TextOf("obstacle.kind", k.Kind), k.AreaName, v.Texts.N("obstacles.days", k.Days)}
	state, next := stateWords(v, k.ObstacleRow)
	p.Head.Chips = []ui.Chip{{Text: site.Dotted(state, next), Tone: obstacleTone(k.ObstacleRow)}}
	if v.Develops(k.Area) {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("development.make"), Href: site.Address("/utveckling/ny", url.Values{"ur": {"obstacle"}, "hinder": {string(k.ID)}, "omrade": {string(k.Area)}})}}
	}
	return s.Draw(w, r, v, p, obstacleBody(v, k))
}

// decisions are what the group can decide, to choose among.
func (k obstacleScreen) decisions() (all []ui.Option) {
	for _, code := range obstacle.Decisions() {
		all = append(all, ui.Option{Value: code, Label: k.v.TextOf("obstacle.decision", code), About: k.v.TextOf("obstacles.decides", code)})
	}
	return all
}

func (s *server) answerObstacle(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	o := id.Obstacle(r.PathValue("obstacle"))
	err := s.App.AnswerObstacle(r.Context(), v.Actor, o, app.ObstacleReply{
		Version: v.Version(), Decision: v.Form.Get("decision"), Words: v.Form.Get("words"), FollowUpOn: v.Form.Get("follow_up_on"),
	})
	return s.obstacleDone(w, r, v, err, "page.flash.obstacle_answered")
}

func (s *server) withdrawObstacle(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.WithdrawObstacle(r.Context(), v.Actor, id.Obstacle(r.PathValue("obstacle")), v.Version())
	return s.obstacleDone(w, r, v, err, "page.flash.obstacle_withdrawn")
}

// obstacleDone goes on after a change, or draws the obstacle as it stands with
// what was typed.
func (s *server) obstacleDone(w http.ResponseWriter, r *http.Request, v *site.Visit, err error, flash string) error {
	o := id.Obstacle(r.PathValue("obstacle"))
	faults, faulty := site.Faulty(err)
	switch {
	case err == nil:
		return s.Done(w, r, obstacleURL(o), flash)
	case faulty:
		return s.drawObstacle(w, r, v, obstacleScreen{v: v, form: v.Again(obstacleURL(o)+"/svar", faults)})
	case site.Clash(err):
		v.Status = http.StatusConflict
		return s.drawObstacle(w, r, v, obstacleScreen{v: v, form: v.Again(obstacleURL(o)+"/svar", nil), late: err})
	}
	return err
}

// withdrawal is the form that takes the obstacle back.
func (k obstacleScreen) withdrawal() ui.Form {
	f := k.v.NewForm(obstacleURL(k.ID) + "/tillbaka")
	f.Version = k.Version
	return f
}

// answerTitle heads the form of the first answer, or of another.
func answerTitle(v *site.Visit, k obstacleScreen) string {
	if len(k.Answers) > 0 {
		return v.Texts.T("obstacles.answer.again")
	}
	return v.Texts.T("obstacles.answer")
}

// firstObstacle is what an empty list offers.
func firstObstacle(v *site.Visit) *ui.Action {
	if !v.Handles() {
		return nil
	}
	return &ui.Action{Label: v.Texts.T("obstacles.new"), Href: "/hinder/nytt", Icon: "plus"}
}
