package brief

import (
	"net/http"
	"strconv"
	"strings"

	"samverk/internal/brief"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const formURL = "/underlag/formular"

func (s *server) formRoutes() []site.Route {
	return []site.Route{{"GET " + formURL, site.Function, s.formPage}, {"POST " + formURL, site.Function, s.keepForm}}
}

// shapeScreen is the fields of the organisation's brief.
type shapeScreen struct {
	brief.Form
	v    *site.Visit
	form ui.Form
	late error
}

func (s *server) formPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawForm(w, r, v, nil, nil)
}

func (s *server) drawForm(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	now, err := s.Briefing.Form(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	k := shapeScreen{now, v, v.NewForm(formURL), late}
	k.fill()
	p := s.Page(v, v.Texts.T("brief.form"))
	p.Head.Lead = v.Texts.T("brief.form.lead")
	if back != nil {
		k.form, p.Faults = *back, back.Faults
	}
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, formBody(v, k))
}

// fill puts the form as it stands in its fields.
func (k shapeScreen) fill() {
	set := func(name string, values ...string) { k.form.Values[name] = values }
	n := 0
	for _, f := range k.Fields {
		if !f.IsQuestion() {
			set("part_"+f.Code, "yes")
			set("label_"+f.Code, f.Label)
			continue
		}
		n++
		code := "q" + strconv.Itoa(n)
		set("label_"+code, f.Label)
		set("sort_"+code, f.Sort)
		set("asks_"+code, f.Asks)
		set("options_"+code, strings.Join(f.Options, "\n"))
		if f.Required {
			set("required_"+code, "yes")
		}
	}
	set("number", strconv.FormatInt(k.Number, 10))
}

// questions are the codes of the questions that there is room for.
func (k shapeScreen) questions() (all []string) {
	for n := range brief.MostQuestions {
		all = append(all, "q"+strconv.Itoa(n+1))
	}
	return all
}

func (k shapeScreen) part(part string) ui.Field {
	f := k.form.Field("part_"+part, "brief.part."+part)
	f.Value = ""
	return f.WithOptions(ui.Option{Value: "yes", Label: k.v.Texts.T("brief.form.shown"), Locked: brief.Always(part)})
}

func (k shapeScreen) own(part string) ui.Field {
	return k.form.Field("label_"+part, "brief.form.label").WithLimit(100).MayBeEmpty()
}

func (k shapeScreen) question(code string) ui.Field {
	return k.form.Field("label_"+code, "brief.form.question").WithLimit(100).MayBeEmpty()
}

func (k shapeScreen) sort(code string) ui.Field {
	return k.form.Field("sort_"+code, "brief.form.sort").WithOptions(site.Choices(k.v, "brief.sort", brief.Sorts())...).MayBeEmpty()
}

func (k shapeScreen) asks(code string) ui.Field {
	return k.form.Field("asks_"+code, "brief.form.asks").WithOptions(site.Choices(k.v, "brief.asks", brief.Asked())...).MayBeEmpty()
}

func (k shapeScreen) options(code string) ui.Field {
	f := k.form.Field("options_"+code, "brief.form.options").WithHint(k.v.Texts.T("brief.form.options.hint")).MayBeEmpty()
	f.Rows = 2
	return f
}

func (k shapeScreen) required(code string) ui.Field {
	f := k.form.Field("required_"+code, "brief.form.required")
	f.Value = ""
	return f.WithOptions(ui.Option{Value: "yes", Label: k.v.Texts.T("brief.form.required.yes")})
}

// used reports whether a question is asked, or was begun.
func (k shapeScreen) used(code string) bool {
	return k.form.Value("label_"+code)+k.form.Value("sort_"+code)+k.form.Value("options_"+code) != "" || k.form.Fault("label_"+code) != ""
}

// fieldsOf reads the fields of a form as they were typed.
func fieldsOf(v *site.Visit) (all []brief.Field) {
	f := v.Form
	for _, part := range brief.Parts() {
		if f.Get("part_"+part) == "yes" || brief.Always(part) {
			all = append(all, brief.Field{Code: part, Label: f.Get("label_" + part)})
		}
	}
	for n := range brief.MostQuestions {
		code := "q" + strconv.Itoa(n+1)
		q := brief.Field{Code: code, Label: f.Get("label_" + code), Sort: f.Get("sort_" + code), Asks: f.Get("asks_" + code), Required: f.Get("required_"+code) == "yes"}
		for line := range strings.Lines(f.Get("options_" + code)) {
			if line = strings.TrimSpace(line); line != "" {
				q.Options = append(q.Options, line)
			}
		}
		if q.Label+q.Sort+q.Asks != "" || len(q.Options) > 0 {
			if !q.IsQuestion() {
				q.Asks = "?" // begun, and not said to whom: told as a fault
			}
			all = append(all, q)
		}
	}
	return all
}

func (s *server) keepForm(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	_, err := s.Briefing.KeepForm(r.Context(), v.Actor, versionOf(v.Form.Get("number")), fieldsOf(v))
	faults, ok := site.Faulty(err)
	if ok || site.Clash(err) {
		back := v.Again(formURL, faults)
		if ok {
			err = nil
		}
		return s.drawForm(w, r, v, &back, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, formURL, "page.flash.brief_form")
}

// versionOf reads a number; what is none fits no version.
func versionOf(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
