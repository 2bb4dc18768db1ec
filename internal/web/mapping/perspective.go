package mapping

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/study"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// perspectiveScreen is what a study comes to, seen from one of three sides.
type perspectiveScreen struct {
	mapping.Perspective
	v     *site.Visit
	f     ui.Form // of the part that came back; its field "part" says which
	clash error
}

func (k perspectiveScreen) area() string {
	if k.At.Area == "" {
		return study.Common
	}
	return string(k.At.Area)
}

func (k perspectiveScreen) url(area id.Area, actor access.Kind) string {
	return site.Address(studyURL(k.ID)+"/perspektiv", placeQuery(study.Place{Area: area, Actor: actor}))
}

// placeQuery is a place in an address.
func placeQuery(at study.Place) url.Values {
	q := url.Values{"omrade": {string(at.Area)}}
	if at.Area == "" {
		q.Set("omrade", study.Common)
	}
	if at.Actor != "" {
		q.Set("aktor", string(at.Actor))
	}
	return q
}

func (s *server) perspectivePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	q, err := s.query(r, v)
	if err != nil {
		return err
	}
	return s.drawPerspective(w, r, v, q.Area, perspectiveScreen{f: v.NewForm(studyURL(q.Study) + "/perspektiv")})
}

func (s *server) drawPerspective(w http.ResponseWriter, r *http.Request, v *site.Visit, area string, k perspectiveScreen) error {
	actor := v.Query.Get("aktor") + v.Form.Get("aktor")
	at, err := checkPlace(area, actor)
	if err != nil {
		return err
	}
	if k.Perspective, err = s.Mapping.Perspective(r.Context(), v.Actor, studyOf(r), at); err != nil {
		return err
	}
	k.v = v
	p := s.studyFrame(v, k.StudyView, v.Texts.T("study.perspective"))
	p.Heading = v.Texts.T("study.perspective") + ", " + placeName(v, k.StudyView, area)
	if at.Actor != "" {
		p.Heading += ", " + site.Lower(kindName(v, at.Actor))
	}
	p.Head.Lead = v.Texts.T("study.perspective.lead")
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("report.title"), Href: pathReports}}
	p.Faults = k.f.Faults
	return s.Draw(w, r, v, p, perspectiveBody(k))
}

// filters lead to the three perspectives.
func (k perspectiveScreen) filters() (areas, actors []site.Filter) {
	for _, a := range k.Keeps {
		areas = append(areas, site.Filter{Label: k.Names[a], Href: k.url(a, ""), On: k.At == study.Place{Area: a}})
	}
	if k.Frame {
		areas = append(areas, site.Filter{Label: k.v.Texts.T("study.perspective.common"), Href: k.url("", ""), On: k.At == study.Place{}})
		for _, x := range study.Actors() {
			actors = append(actors, site.Filter{Label: kindName(k.v, x), Href: k.url("", x), On: k.At == study.Place{Actor: x}})
		}
	}
	return areas, actors
}

// part is the form of one part: as it came back, or empty with what stands.
func (k perspectiveScreen) part(name string, version int64, values border.Values) ui.Form {
	f := k.f
	if k.f.Value("part") != name {
		f = k.v.NewForm(k.f.Action)
		f.Values, f.Version = values, version
	}
	f.Apart = name + "-"
	return f
}

// sections are the headings under which something can be summed up.
func (k perspectiveScreen) sections() (all []string) {
	all = []string{study.Intro}
	for _, f := range factor.Factors() {
		all = append(all, string(f.Code))
	}
	return append(all, study.Enablers, study.Wishes, study.Figures)
}

func (k perspectiveScreen) summaryIn(section string) study.Summary {
	return study.SummaryIn(k.Summaries, k.At, section)
}

func (k perspectiveScreen) pointOptions() (all []ui.Option) {
	for _, kind := range study.PointKinds() {
		for _, code := range study.PointCodes(kind) {
			all = append(all, ui.Option{Value: kind + " " + code, Label: pointName(k.v, kind, code)})
		}
	}
	return all
}

func pointName(v *site.Visit, kind, code string) string {
	name := "study.point." + code
	if kind == study.Proposal {
		name = mapping.SectionName(code)
	}
	return v.TextOf("study.point", kind) + ": " + site.Lower(v.Texts.T(name))
}

func (k perspectiveScreen) shareTable() ui.Table {
	tab := ui.Table{Caption: k.v.Texts.T("study.shares"), Hidden: true, Columns: site.Columns(k.v, "study.perspective.actor", "study.share.unit", "study.shares", "study.share.words", "study.share.source", "study.remove")}
	for _, h := range k.Shares {
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(kindName(k.v, h.Actor)), ui.Text(h.Unit), ui.Text(mapping.Percent(h)), ui.Text(h.Words), ui.Text(h.Source), removeButton(k, "share", h.ID, h.Unit)))
	}
	return tab
}

func (s *server) savePerspective(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	form, area := v.Form, v.Form.Get("omrade")
	at, err := checkPlace(area, form.Get("aktor"))
	if err != nil {
		return err
	}
	err = s.savePart(r, v, at)
	if err == nil {
		back := url.Values{"omrade": {area}}
		if at.Actor != "" {
			back.Set("aktor", string(at.Actor))
		}
		return s.Done(w, r, site.Address(studyURL(studyOf(r))+"/perspektiv", back), "page.flash.study_saved")
	}
	f, clash, err := again(v, studyURL(studyOf(r))+"/perspektiv", err)
	if err != nil {
		return err
	}
	return s.drawPerspective(w, r, v, area, perspectiveScreen{f: f, clash: clash})
}

// savePart does what one of the forms of the page asks.
func (s *server) savePart(r *http.Request, v *site.Visit, at study.Place) error {
	ctx, of, form := r.Context(), studyOf(r), v.Form
	part := form.Get("part")
	switch part {
	case "points":
		kind, code, _ := strings.Cut(form.Get("code"), " ")
		return s.Mapping.AddPoints(ctx, v.Actor, of, study.Point{Area: at.Area, Kind: kind, Code: code}, study.Lines(form.Get("words")))
	case "shares":
		return s.Mapping.AddShare(ctx, v.Actor, of, study.Share{Area: at.Area, Actor: access.Kind(form.Get("actor")), Unit: form.Get("unit"),
			Low: percentIn(form.Get("low")), High: percentIn(form.Get("high")), Words: form.Get("words"), Source: form.Get("source")})
	case "remove":
		if form.Get("what") == "share" {
			return s.Mapping.RemoveShare(ctx, v.Actor, of, at.Area, form.Get("which"))
		}
		return s.Mapping.RemovePoint(ctx, v.Actor, of, at.Area, form.Get("which"))
	}
	section, ok := strings.CutPrefix(part, "summary-")
	if !ok || !slices.Contains(study.Sections(), section) {
		return errs.Missing()
	}
	return s.Mapping.SaveSummary(ctx, v.Actor, of, study.Summary{Place: at, Section: section, Words: form.Get("words"), Version: max(v.Version(), 0)})
}

// percentIn reads a number of percent; what is none is out of every range.
func percentIn(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%")))
	if err != nil {
		return -1
	}
	return n
}

func lines(text string) []string { return study.Lines(text) }
