// Package learn has the pages of introduction, training, knowledge and news, and
// of what those who leave hand over.
package learn

import (
	"net/http"
	"net/url"
	"slices"

	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// server draws the pages of this package.
type server struct{ *site.Site }

const (
	pathNews         = "/nytt"
	pathKnowledge    = "/kunskap"
	pathGlossary     = "/ordlista"
	pathIntroduction = "/introduktion"
	pathTraining     = "/utbildning"
	every            = "alla" // in an address: not narrowed
)

// Routes are the addresses of these pages.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat(s.newsRoutes(), s.articleRoutes(), s.pathRoutes(), s.trainingRoutes(), []site.Route{
		{"GET /bemanning/{unit}/{assignment}/lamna", site.Function, s.leavingPage},
		{"POST /bemanning/{unit}/{assignment}/lamna", site.Function, s.handOver},
	})
}

// around is what every list of an area needs to know.
type around struct {
	v     *site.Visit
	path  string
	areas []org.Area
	area  id.Area // empty for all
}

// around reads which area is asked for: the reader's own, unless another is.
func (s *server) around(r *http.Request, v *site.Visit, path string) (k around, err error) {
	k = around{v: v, path: path}
	if k.areas, err = s.App.Areas(r.Context(), v.Actor); err != nil {
		return k, err
	}
	asked := v.Query.Get("omrade")
	switch {
	case asked == every:
	case slices.ContainsFunc(k.areas, func(a org.Area) bool { return string(a.ID) == asked }):
		k.area = id.Area(asked)
	case len(v.Areas) > 0:
		k.area = v.Areas[0]
	}
	return k, nil
}

// url is the address of a list with one thing asked for in another way.
func (k around) url(name, value string) string {
	q := url.Values{"omrade": {every}}
	if k.area != "" {
		q.Set("omrade", string(k.area))
	}
	for _, kept := range []string{"tema", "for", "slag", "sok"} {
		if on := k.v.Query.Get(kept); on != "" {
			q.Set(kept, on)
		}
	}
	if q.Set(name, value); value == "" {
		q.Del(name)
	}
	return site.Address(k.path, q)
}

func (k around) areaFilters() []site.Filter {
	all := []site.Filter{{Label: k.v.Texts.T("learn.all_areas"), Href: k.url("omrade", every), On: k.area == ""}}
	for _, a := range k.areas {
		all = append(all, site.Filter{Label: a.Name, Href: k.url("omrade", string(a.ID)), On: a.ID == k.area})
	}
	return all
}

// filters narrow a list by one of some codes.
func (k around) filters(name, group, now string, codes []string) []site.Filter {
	all := []site.Filter{{Label: k.v.Texts.T("learn.all"), Href: k.url(name, ""), On: now == ""}}
	for _, code := range codes {
		all = append(all, site.Filter{Label: k.v.TextOf(group, code), Href: k.url(name, code), On: code == now})
	}
	return all
}

// areaOptions are the areas to choose among, all of them first.
func (k around) areaOptions() []ui.Option {
	all := []ui.Option{{Value: every, Label: k.v.Texts.T("learn.all_areas")}}
	for _, a := range k.areas {
		all = append(all, ui.Option{Value: string(a.ID), Label: a.Name})
	}
	return all
}

// one returns one of some codes that the address asks for, empty for any other.
func one(v *site.Visit, name string, codes []string) string {
	if now := v.Query.Get(name); slices.Contains(codes, now) {
		return now
	}
	return ""
}

// chosen is the answer to a question that "all" can be the answer to: empty for
// that.
func chosen(v *site.Visit, name string) string {
	if now := v.Form.Get(name); now != every {
		return now
	}
	return ""
}

// areaName is what an area is called, or that something is for all.
func areaName(v *site.Visit, name string) string {
	if name == "" {
		return v.Texts.T("learn.all_areas")
	}
	return name
}

// functionOptions are functions to choose among, with their units.
func functionOptions(all []org.Function) (options []ui.Option) {
	for _, f := range all {
		options = append(options, ui.Option{Value: string(f.ID), Label: f.Name + ", " + f.UnitName})
	}
	return options
}

func learnHead(p *ui.Page) { p.Active = pathKnowledge }
