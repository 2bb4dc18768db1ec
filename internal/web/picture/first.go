package picture

import (
	"net/http"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/item"
	"samverk/internal/picture"
	"samverk/internal/situation"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) firstRoutes() []site.Route {
	const of = "/arenden/{case}/forsta-bild"
	return []site.Route{
		{"GET " + of, site.Acting, s.firstPage},
		{"GET " + of + "/utskrift", site.Acting, s.firstPaper},
		{"GET " + of + "/fyll-i", site.Acting, s.fillPage},
		{"POST " + of + "/fyll-i", site.Acting, s.fill},
		{"GET " + of + "/klarlagg", site.Acting, s.tasksPage},
		{"POST " + of + "/klarlagg", site.Acting, s.makeTasks},
	}
}

func (k screen) first() string { return k.url() + "/forsta-bild" }

// toFirst leads back to the first picture.
func (k screen) toFirst() *ui.Link {
	return &ui.Link{Label: k.v.Texts.T("situation.title"), Href: k.first()}
}

func (s *server) firstPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.frame(k, t.T("situation.title"), nil)
	p.Head.Lead = t.T(k.pick("situation.lead", "situation.lead.own"))
	if len(k.Of(item.Fact)) > 0 {
		p.Head.Actions = []ui.Action{{Label: t.T("situation.print"), Href: k.first() + "/utskrift", Icon: "print"}}
		if k.MayWrite() {
			p.Head.Actions = append(p.Head.Actions, *k.fillIn())
		}
	}
	return s.Draw(w, r, v, p, firstBody(v, k))
}

// fillIn leads to the reader's own part.
func (k screen) fillIn() *ui.Action {
	if !k.MayWrite() {
		return nil
	}
	return &ui.Action{Label: k.v.Texts.T(k.pick("situation.fill", "situation.fill.own")), Href: k.first() + "/fyll-i", Icon: "pen", Primary: true}
}

func (s *server) firstPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	p := s.frame(k, v.Texts.T("situation.title"), nil)
	p.Print, p.Running = true, v.Texts.T("page.case.ref", "ref", k.Case.Ref)
	return s.Draw(w, r, v, p, firstPaperBody(v, k))
}

// name is whom the paper is about, where the reader may know it.
func (k screen) name() string {
	if k.Identity == nil {
		return ""
	}
	return k.Identity.Name
}

// fields are those of a lens that somebody has answered.
func (k screen) fields(l situation.Lens) []situation.Field {
	return slices.DeleteFunc(situation.Through(l), func(f situation.Field) bool { return len(k.Answers(f.Code)) == 0 })
}

// silent names the lenses that nobody has said anything through.
func (k screen) silent() (names []string) {
	for _, l := range situation.Lenses() {
		if len(k.fields(l)) == 0 {
			names = append(names, site.Lower(k.v.TextOf("situation.lens", string(l))))
		}
	}
	return names
}

func (k screen) label(f situation.Field) string { return k.own("situation.field." + f.Code) }

// own is a text as it is put to the person herself, where it has such a form.
func (k screen) own(key string) string {
	if mine := key + ".own"; k.v.Actor.Self() && k.v.Texts.Has(mine) {
		return k.v.Texts.T(mine)
	}
	return k.v.Texts.T(key)
}

// says is an answer in the reader's language.
func (k screen) says(i item.Item) string {
	f, ok := situation.FieldOf(i.Code)
	if !ok || !f.Takes(i.Value) {
		return i.Title // of a field that there is no more
	}
	return k.own(f.AnswerKey(i.Value))
}

// fieldOf names the field of an answer.
func (k screen) fieldOf(i item.Item) string {
	f, ok := situation.FieldOf(i.Code)
	if !ok {
		return i.Title
	}
	return k.label(f)
}

func (s *server) fillPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	if done, err := s.closed(w, r, k, k.first()); done {
		return err
	}
	k.form = v.NewForm(k.first() + "/fyll-i")
	for _, f := range situation.Fields() {
		if own, ok := k.Own(f.Code); ok {
			k.form.Values["answer_"+f.Code], k.form.Values["words_"+f.Code] = []string{own.Value}, []string{own.Words}
			k.form.Values["version_"+f.Code] = []string{site.Number(own.Newest)}
		}
	}
	k.form.Values["reason"] = []string{"news"}
	return s.drawFill(w, r, fillScreen{screen: k})
}

// fillScreen is the form where the reader's own part is filled in.
type fillScreen struct {
	screen
	sooner picture.Standing // that somebody else has changed first
}

func (s *server) drawFill(w http.ResponseWriter, r *http.Request, k fillScreen) error {
	own := k.owned()
	kept := len(own) > 0 && !slices.ContainsFunc(own, func(i item.Item) bool { return i.Shared })
	k.shares(asked(), kept)
	p := s.frame(k.screen, k.v.Texts.T(k.pick("situation.fill", "situation.fill.own")), k.toFirst())
	p.Head.Lead = k.v.Texts.T(k.pick("situation.fill.lead", "situation.fill.lead.own"))
	p.Faults = k.form.Faults
	return s.Draw(w, r, k.v, p, fillBody(k.v, k))
}

// asked are the categories of the fields.
func asked() (all access.Set) {
	for _, f := range situation.Fields() {
		all = all.With(f.Category)
	}
	return all
}

// owned are the reader's own answers.
func (k screen) owned() []item.Item {
	return slices.DeleteFunc(k.Of(item.Fact), func(i item.Item) bool { return i.Owner != k.Sight.Unit() })
}

// open reports whether a lens stands open: the first, and where something is
// wrong.
func (k fillScreen) open(l situation.Lens) bool {
	return l == situation.Lenses()[0] || slices.ContainsFunc(situation.Through(l), func(f situation.Field) bool {
		return k.form.Fault("answer_"+f.Code)+k.form.Fault("words_"+f.Code) != ""
	})
}

// howMany says how many of a lens's fields have an answer in the form.
func (k fillScreen) howMany(l situation.Lens) string {
	n, all := 0, situation.Through(l)
	for _, f := range all {
		if k.form.Value("answer_"+f.Code) != "" {
			n++
		}
	}
	t := k.v.Texts
	return t.T("situation.fill.answered", "n", t.Number(n), "all", t.Number(len(all)))
}

// why asks why answers that stand are changed.
func (k fillScreen) why() ui.Field {
	f := k.reason()
	f.Label = k.v.Texts.T("situation.fill.reason")
	return f
}

// choices are the answers of a field, that it is not settled last.
func (k fillScreen) choices(f situation.Field) (all []ui.Option) {
	for _, a := range append(slices.Clone(f.Answers), situation.Unclear) {
		all = append(all, ui.Option{Value: a, Label: k.own(f.AnswerKey(a))})
	}
	return all
}

func (s *server) fill(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	n := picture.Answers{Reason: v.Form.Get("reason"), To: told(v)}
	for _, f := range situation.Fields() {
		a := picture.Answer{Field: f.Code, Value: v.Form.Get("answer_" + f.Code), Words: v.Form.Get("words_" + f.Code), Version: versionOf(v, f.Code)}
		if a.Value+a.Words != "" {
			n.All = append(n.All, a)
		}
	}
	err = s.Picture.Answer(r.Context(), v.Actor, k.Case.ID, n)
	again := fillScreen{screen: k}
	again.form = v.Again(k.first()+"/fyll-i", nil)
	if faults, ok := site.Faulty(err); ok {
		again.form.Faults = faults
		return s.drawFill(w, r, again)
	}
	if now, ok := site.Current[picture.Standing](err); ok {
		again.sooner, v.Status = now, http.StatusConflict
		for _, i := range now {
			again.form.Values["version_"+i.Code] = []string{site.Number(i.Newest)}
		}
		return s.drawFill(w, r, again)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, k.first(), "page.flash.situation_saved")
}

// versionOf is which version of the reader's own answer the form was drawn of, 0
// for none.
func versionOf(v *site.Visit, code string) int64 {
	n, err := strconv.ParseInt(v.Form.Get("version_"+code), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// toFind are the fields that can be made tasks of.
func (k screen) toFind() []item.Item {
	return slices.DeleteFunc(k.Unclear(), func(i item.Item) bool {
		_, made := k.Task(i.Code)
		return made
	})
}

// ofTasks are the categories of what can be made tasks of.
func (k screen) ofTasks() (all access.Set) {
	for _, i := range k.toFind() {
		all = all.With(i.Category)
	}
	return all
}

func (s *server) tasksPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	if done, err := s.closed(w, r, k, k.first()); done {
		return err
	}
	k.form = v.NewForm(k.first() + "/klarlagg")
	k.form.Values["due"] = []string{site.LaterDay(k.Today, 0, 1)}
	for _, i := range k.toFind() {
		k.form.Values["fields"] = append(k.form.Values["fields"], i.Code)
	}
	return s.drawTasks(w, r, k)
}

func (s *server) drawTasks(w http.ResponseWriter, r *http.Request, k screen) error {
	k.shares(k.ofTasks(), false)
	p := s.frame(k, k.v.Texts.T("situation.tasks.title"), k.toFirst())
	if len(k.toFind()) > 0 {
		p.Head.Lead = k.v.Texts.T(k.pick("situation.tasks.lead", "situation.tasks.lead.own"))
	}
	p.Faults = k.form.Faults
	return s.Draw(w, r, k.v, p, tasksBody(k.v, k))
}

// which asks what is to be found out.
func (k screen) which() ui.Field {
	f := k.form.Field("fields", "situation.tasks.which")
	f.Value = ""
	for _, i := range k.toFind() {
		f.Options = append(f.Options, ui.Option{Value: i.Code, Label: k.fieldOf(i)})
	}
	return f
}

func (s *server) makeTasks(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	err = s.Picture.FindOut(r.Context(), v.Actor, k.Case.ID, picture.FindOut{Fields: v.Form["fields"], Due: v.Form.Get("due"), To: told(v)})
	if faults, ok := site.Faulty(err); ok {
		k.form = v.Again(k.first()+"/klarlagg", faults)
		return s.drawTasks(w, r, k)
	}
	if errs.Is(err, errs.Conflict) {
		return s.Done(w, r, k.first(), "")
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, k.first(), "page.flash.situation_tasks")
}
