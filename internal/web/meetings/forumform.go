package meetings

import (
	"net/http"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/structure"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// forumFormScreen is the form of a forum that is entered or changed.
type forumFormScreen struct {
	structure.ForumForm
	v      *site.Visit
	form   ui.Form
	kind   forum.Preset
	clash  error
	theirs []ui.Difference // what somebody else wrote first
}

// newForumPage asks for the kind of forum, and then for the rest.
func (s *server) newForumPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	_, area, err := s.areaOf(r, v)
	if err != nil {
		return err
	}
	k := forumFormScreen{v: v, kind: forum.PresetOf(v.Query.Get("slag"))}
	if k.ForumForm, err = s.Structure.ForumForm(r.Context(), v.Actor, area); err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("forums.new"))
	p.Active = pathForums
	p.Head.Back = &ui.Link{Label: v.Texts.T("forums.of", "area", k.Area.Name), Href: forumsURL(pathForums, area)}
	if k.kind.Kind == "" {
		p.Head.Lead = v.Texts.T("forums.new.lead")
		return s.Draw(w, r, v, p, kindsBody(v, k))
	}
	p.Head.Lead = v.TextOf("forum.kind.about", k.kind.Kind)
	k.form = v.NewForm("/forum/nytt")
	k.form.Values = k.typed(forum.Settings{Name: v.TextOf("forum.kind", k.kind.Kind), Kind: k.kind.Kind, Level: k.kind.Level, Formal: k.kind.Formal,
		Chairing: forum.Fixed, Actors: k.kind.Actors})
	return s.Draw(w, r, v, p, forumFormBody(v, k))
}

func kindURL(area id.Area, kind string) string {
	return forumsURL("/forum/nytt", area) + "&slag=" + kind
}

// typed is what stands in the form of a forum with such settings.
func (k forumFormScreen) typed(s forum.Settings) map[string][]string {
	one := func(text string) []string { return []string{text} }
	age := func(n int) []string {
		if n == 0 {
			return nil
		}
		return one(strconv.Itoa(n))
	}
	of := map[string][]string{
		"area": one(string(k.Area.ID)), "kind": one(s.Kind), "level": one(s.Level), "name": one(s.Name), "about": one(s.About), "use_when": one(s.UseWhen),
		"target": one(s.Target), "age_from": age(s.AgeFrom), "age_to": age(s.AgeTo), "agreement": one(string(s.Agreement)),
		"driver": one(string(s.Driver)), "deputy": one(string(s.Deputy)), "chairing": one(s.Chairing), "chair": one(string(s.Chair)),
		"secretary": one(string(s.Secretary)), "place": one(s.Place), "link": one(s.Link), "review_on": one(s.ReviewOn),
		"formal": one(strconv.FormatBool(s.Formal)), "internal": one(strconv.FormatBool(s.Internal)),
	}
	for _, a := range s.Actors {
		kind := string(a.Kind)
		if a.MayCall {
			of["actors"] = append(of["actors"], kind)
		}
		if a.IsCalled {
			of["called"] = append(of["called"], kind)
		}
		if a.MustAttend {
			of["must"] = append(of["must"], kind)
		}
	}
	return of
}

// settings reads the form of a forum.
func settings(v *site.Visit) (forum.Settings, error) {
	var f errs.Faults
	age := func(field string) int {
		text := v.Form.Get(field)
		if text == "" {
			return 0
		}
		n, err := strconv.Atoi(text)
		f.Check(err == nil, field, "forum.age.wrong")
		return n
	}
	s := forum.Settings{
		Name: v.Form.Get("name"), Kind: v.Form.Get("kind"), Level: v.Form.Get("level"), Formal: v.Form.Get("formal") == "true", Internal: v.Form.Get("internal") == "true",
		About: v.Form.Get("about"), UseWhen: v.Form.Get("use_when"), Target: v.Form.Get("target"), AgeFrom: age("age_from"), AgeTo: age("age_to"),
		Agreement: id.Agreement(v.Form.Get("agreement")), Driver: id.Function(v.Form.Get("driver")), Deputy: id.Function(v.Form.Get("deputy")),
		Chairing: v.Form.Get("chairing"), Chair: id.Function(v.Form.Get("chair")), Secretary: id.Function(v.Form.Get("secretary")),
		Place: v.Form.Get("place"), Link: v.Form.Get("link"), ReviewOn: v.Form.Get("review_on"),
	}
	for _, k := range forum.Parties() {
		a := forum.Actor{Kind: k, MayCall: slices.Contains(v.Form["actors"], string(k)), IsCalled: slices.Contains(v.Form["called"], string(k)),
			MustAttend: slices.Contains(v.Form["must"], string(k))}
		if a.MayCall || a.IsCalled || a.MustAttend {
			s.Actors = append(s.Actors, a)
		}
	}
	return s, f.Err()
}

func (s *server) createForum(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	set, err := settings(v)
	area := id.Area(v.Form.Get("area"))
	var made id.Forum
	if err == nil {
		made, err = s.Structure.CreateForum(r.Context(), v.Actor, area, set)
	}
	if faults, ok := site.Faulty(err); ok {
		k := forumFormScreen{v: v, form: v.Again("/forum/nytt", faults), kind: forum.PresetOf(set.Kind)}
		if k.ForumForm, err = s.Structure.ForumForm(r.Context(), v.Actor, area); err != nil {
			return err
		}
		p := s.Page(v, v.Texts.T("forums.new"))
		p.Active, p.Path, p.Faults = pathForums, forumsURL("/forum/nytt", area), faults
		return s.Draw(w, r, v, p, forumFormBody(v, k))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, forumURL(made), "page.flash.forum_created")
}

func (s *server) changeForumPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawForumForm(w, r, v, func(*forumFormScreen) {})
}

// drawForumForm draws the form of a forum that there is; with puts into it what
// was typed and what is wrong with that.
func (s *server) drawForumForm(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*forumFormScreen)) error {
	view, err := s.Structure.Forum(r.Context(), v.Actor, forumOf(r))
	if err != nil {
		return err
	}
	if !view.MayKeep || view.Forum.Status == forum.Ended {
		return errs.New(errs.Denied, "denied")
	}
	k := forumFormScreen{v: v, form: v.NewForm(forumURL(view.Forum.ID) + "/andra"), kind: forum.PresetOf(view.Forum.Kind)}
	if k.ForumForm, err = s.Structure.ForumFormOf(r.Context(), v.Actor, view.Forum.ID); err != nil {
		return err
	}
	k.form.Values, k.form.Version = k.typed(view.Forum.Settings()), view.Forum.Version
	with(&k)
	p := s.forumFrame(v, view, v.Texts.T("forums.change.title"))
	p.Faults = k.form.Faults
	return s.Draw(w, r, v, p, forumFormBody(v, k))
}

func (s *server) changeForum(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := forumOf(r)
	set, err := settings(v)
	if err == nil {
		err = s.Structure.ChangeForum(r.Context(), v.Actor, f, v.Version(), set)
	}
	if faults, ok := site.Faulty(err); ok {
		return s.drawForumForm(w, r, v, func(k *forumFormScreen) { k.form = v.Again(k.form.Action, faults) })
	}
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return s.drawForumForm(w, r, v, func(k *forumFormScreen) {
			stands := k.form
			k.clash, k.form = err, v.Again(k.form.Action, nil)
			k.form.Version = stands.Version // what stands is shown beside, and what was typed can be kept
			k.theirs = k.differences(stands)
		})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, forumURL(f), "page.flash.forum_changed")
}

// editable lists the fields of a forum's form with the texts that name them.
func editable() [][2]string {
	return [][2]string{
		{"name", "forums.name"}, {"level", "forums.level"}, {"formal", "forums.formality"}, {"internal", "forums.internality"},
		{"about", "forums.about"}, {"use_when", "forums.use_when"}, {"target", "forums.target"}, {"age_from", "forums.age_from"}, {"age_to", "forums.age_to"},
		{"actors", "forums.who.calls"}, {"called", "forums.who.called"}, {"must", "forums.who.must"}, {"agreement", "forums.agreement"},
		{"driver", "forum.task.driver"}, {"deputy", "forum.task.deputy"}, {"chairing", "forums.chairing"}, {"chair", "forum.task.chair"},
		{"secretary", "forum.task.secretary"}, {"place", "forums.place"}, {"link", "forums.link"}, {"review_on", "forums.review_on"},
	}
}

// differences are the fields where what stands is not what was typed.
func (k forumFormScreen) differences(stands ui.Form) (all []ui.Difference) {
	for _, field := range editable() {
		theirs, mine := k.says(field[0], stands), k.says(field[0], k.form)
		if theirs != mine {
			all = append(all, ui.Difference{Label: k.v.Texts.T(field[1]), Old: theirs, New: mine})
		}
	}
	return all
}

// says is what a field of a form holds, as it is read.
func (k forumFormScreen) says(name string, f ui.Form) string {
	t, value := k.v.Texts, f.Value(name)
	switch name {
	case "actors", "called", "must":
		var all []string
		for _, kind := range forum.Parties() {
			if slices.Contains(f.Values[name], string(kind)) {
				all = append(all, ui.KindName(t, kind))
			}
		}
		return t.List(all...)
	case "formal":
		return t.T(either(value, "forums.formality.formal", "forums.formality.informal"))
	case "internal":
		return t.T(either(value, "forums.internality.internal", "forums.internality.shared"))
	case "level", "chairing":
		if value != "" {
			return k.v.TextOf("forum."+name, value)
		}
	}
	for _, f := range k.Functions {
		if string(f.ID) == value {
			return f.Name + ", " + f.UnitName
		}
	}
	for _, a := range k.Agreements {
		if string(a.ID) == value {
			return a.Title
		}
	}
	return value
}

func either(value, yes, no string) string {
	if value == "true" {
		return yes
	}
	return no
}

// functionField asks for a function of the area, or none.
func (k forumFormScreen) functionField(name, label string) ui.Field {
	f := k.form.Field(name, label).MayBeEmpty()
	f.Options = append([]ui.Option{{Label: k.v.Texts.T("forums.nobody"), Value: ""}}, site.FunctionOptions(k.v, k.Functions)...)
	return f
}

func (k forumFormScreen) agreementField() ui.Field {
	f := k.form.Field("agreement", "forums.agreement").MayBeEmpty().WithHint(k.v.Texts.T("forums.agreement.hint"))
	f.Options = []ui.Option{{Label: k.v.Texts.T("forums.agreement.none"), Value: ""}}
	for _, a := range k.Agreements {
		f.Options = append(f.Options, ui.Option{Value: string(a.ID), Label: a.Title})
	}
	return f
}

func (k forumFormScreen) actorField(name, label string) ui.Field {
	f := k.form.Field(name, label)
	f.Value = "" // Chosen says it
	for _, kind := range []access.Kind{access.Kommun, access.Vard, access.FK, access.AF} {
		f.Options = append(f.Options, ui.Option{Value: string(kind), Label: ui.KindName(k.v.Texts, kind)})
	}
	return f
}

func (k forumFormScreen) yesNo(name, label, yes, no string) ui.Field {
	t := k.v.Texts
	return k.form.Field(name, label).WithOptions(ui.Option{Value: "true", Label: t.T(yes)}, ui.Option{Value: "false", Label: t.T(no)})
}

func levelField(v *site.Visit, k forumFormScreen) ui.Field {
	f := k.form.Field("level", "forums.level")
	for _, l := range forum.Levels() {
		f.Options = append(f.Options, ui.Option{Value: l, Label: v.TextOf("forum.level", l), About: v.TextOf("forum.level.about", l)})
	}
	return f
}
