// Package mapping has the pages of studies and reports, and of what is to become
// better.
package mapping

import (
	"net/http"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/development"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/study"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const (
	pathStudies      = "/kartlaggning"
	pathReports      = "/rapporter"
	pathDevelopments = "/utveckling"
)

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of these pages.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat(s.studyRoutes(), s.codingRoutes(), s.reportRoutes(), s.developmentRoutes())
}

func studyOf(r *http.Request) id.Study             { return id.Study(r.PathValue("study")) }
func studyURL(s id.Study) string                   { return pathStudies + "/" + string(s) }
func reportURL(r id.Report) string                 { return pathReports + "/" + string(r) }
func developURL(d id.Development) string           { return pathDevelopments + "/" + string(d) }
func kindName(v *site.Visit, k access.Kind) string { return ui.KindName(v.Texts, k) }

// again turns an error into the same form with what was typed and what is wrong
// with it, or what stands now; every other error is handed back.
func again(v *site.Visit, action string, err error) (f ui.Form, clash error, other error) {
	faults, faulty := site.Faulty(err)
	switch {
	case faulty:
		return v.Again(action, faults), nil, nil
	case site.Clash(err):
		v.Status = http.StatusConflict
		f = v.Again(action, nil)
		f.Version = standing(err)
		return f, err, nil
	}
	return f, nil, err
}

// standing is the version of what stands now.
func standing(err error) int64 {
	if now, ok := site.Current[study.Study](err); ok {
		return now.Version
	}
	if now, ok := site.Current[study.Group](err); ok {
		return now.Version
	}
	if now, ok := site.Current[study.Statement](err); ok {
		return now.Version
	}
	if now, ok := site.Current[study.Summary](err); ok {
		return now.Version
	}
	if now, ok := site.Current[study.StepDone](err); ok {
		return now.Version
	}
	if now, ok := site.Current[study.Section](err); ok {
		return now.Version
	}
	if now, ok := site.Current[development.Development](err); ok {
		return now.Version
	}
	return 0
}

// areaOptions are areas to choose.
func areaOptions(all []org.Area, which func(id.Area) bool) (options []ui.Option) {
	for _, a := range all {
		if which(a.ID) {
			options = append(options, ui.Option{Value: string(a.ID), Label: a.Name})
		}
	}
	return options
}

func actorOptions(v *site.Visit) (all []ui.Option) {
	for _, k := range study.Actors() {
		all = append(all, ui.Option{Value: string(k), Label: kindName(v, k)})
	}
	return all
}

func ids[T ~string](values []string) (all []T) {
	for _, v := range values {
		all = append(all, T(v))
	}
	return all
}

func words[T ~string](all []T) (values []string) {
	for _, a := range all {
		values = append(values, string(a))
	}
	return values
}

// typed is everything that was typed into a form, to be copied from.
func typed(f ui.Form) string { return strings.Join(f.Typed(), "\n") }
