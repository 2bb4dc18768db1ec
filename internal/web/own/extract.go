package own

import (
	"net/http"
	"strings"
	"time"

	"samverk/internal/export"
	"samverk/internal/extract"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const (
	extractURL = profileURL + "/registerutdrag"
	mostLog    = 200 // rows of the log that a page shows; the file has all
)

// extractScreen is the extract as its page shows it.
type extractScreen struct {
	sections []extract.Section
	more     bool // rows of the log than stand here
	paper    bool
}

// held are the sections in which something stands.
func (k extractScreen) held() (all []extract.Section) {
	for _, s := range k.sections {
		if len(s.Rows) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// empty names the sections in which nothing stands.
func (k extractScreen) empty(v *site.Visit) (all []string) {
	for _, s := range k.sections {
		if len(s.Rows) == 0 {
			all = append(all, extractTitle(v, s))
		}
	}
	return all
}

// extractAnchor is where a section of the page begins.
func extractAnchor(n int) string { return "del-" + site.Number(n+1) }

func (s *server) extractPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawExtract(w, r, v, false)
}

func (s *server) extractPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawExtract(w, r, v, true)
}

func (s *server) drawExtract(w http.ResponseWriter, r *http.Request, v *site.Visit, paper bool) error {
	all, more, err := s.Extract.Sections(r.Context(), v.Actor, mostLog)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("extract.title"))
	p.Active = profileURL
	p.Head.Lead = t.T("extract.lead", "day", t.DayOf(v.Now))
	p.Head.Back = &ui.Link{Label: t.T("profile.title"), Href: profileURL}
	p.Head.Actions = []ui.Action{
		{Label: t.T("extract.file"), Href: extractURL + "/fil"},
		{Label: t.T("extract.print"), Href: extractURL + "/utskrift", Icon: "print"},
	}
	if paper {
		p.Print, p.Running = true, t.T("extract.running", "day", t.DayOf(v.Now))
		p.Head.Back, p.Head.Actions = &ui.Link{Label: t.T("extract.title"), Href: extractURL}, nil
	}
	return s.Draw(w, r, v, p, extractBody(v, extractScreen{all, more, paper}))
}

// extractFile hands the extract out as a file, part by part as it is read.
func (s *server) extractFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	out := &export.Late{To: w, Begin: func() {
		h := w.Header()
		h.Set("Content-Type", "application/json; charset=utf-8")
		h.Set("Content-Disposition", `attachment; filename="registerutdrag.json"`)
		h.Set("Cache-Control", "no-store")
	}}
	err := s.Extract.ExtractFile(r.Context(), v.Actor, out)
	if err != nil && !out.Begun() {
		return err // nothing of it has left
	}
	if err != nil {
		panic(http.ErrAbortHandler) // so that half a file is not taken for a whole one
	}
	return nil
}

// extractTitle names a section, with the case that it is of.
func extractTitle(v *site.Visit, s extract.Section) string {
	title := v.Texts.T("extract.section." + s.Name)
	if s.Case != "" {
		title += " (" + s.Case + ")"
	}
	return title
}

// extractValue is a fact in words.
func extractValue(v *site.Visit, f extract.Field) string {
	t := v.Texts
	switch f.Kind {
	case extract.Text, extract.Number:
		return f.Value
	case extract.Day:
		return t.Day(f.Value)
	case extract.Personal:
		return site.NumberText(f.Value)
	case extract.Weekly:
		return t.List(site.WeeklyWords(v, f.Value)...)
	case extract.Moment:
		at, err := time.Parse(time.RFC3339, f.Value)
		if err != nil {
			return f.Value
		}
		return t.Moment(at)
	}
	var said []string
	for code := range strings.SplitSeq(f.Value, ",") {
		word := code
		if key := f.Kind + "." + code; t.Has(key) {
			word = t.T(key, "who", t.T("extract.somebody"), "to", site.Lower(t.T("extract.somebody")), "unit", t.T("page.case.a_unit"))
		}
		if len(said) > 0 {
			word = site.Lower(word)
		}
		said = append(said, word)
	}
	return t.List(said...)
}
