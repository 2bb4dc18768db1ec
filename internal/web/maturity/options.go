package maturity

import (
	"samverk/internal/factor"
	"samverk/internal/forum"
	"samverk/internal/gauge"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func setOptions(v *site.Visit) (all []ui.Option) {
	for _, s := range factor.Sets() {
		all = append(all, ui.Option{Value: string(s), Label: v.Texts.T(s.Name()), About: v.Texts.T(s.Source())})
	}
	return all
}

func actorOptions(v *site.Visit) (all []ui.Option) {
	for _, a := range gauge.Actors() {
		all = append(all, ui.Option{Value: string(a), Label: ui.KindName(v.Texts, a)})
	}
	return all
}

func forumOptions(k roundForm) (all []ui.Option) {
	for _, f := range k.Forums {
		if f.Status != forum.Ended {
			all = append(all, ui.Option{Value: string(f.ID), Label: f.Name})
		}
	}
	return all
}
