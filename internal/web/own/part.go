package own

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/entry"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) partRoutes() []site.Route {
	return []site.Route{
		{"GET /mina-uppdrag", site.Herself, s.partsPage},
		{"POST /mina-uppdrag", site.Herself, s.takePart},
	}
}

// partsScreen is whose part the reader can act in.
type partsScreen struct {
	all []entry.Part
	now id.Representative // the one she acts in; empty for herself
}

func (s *server) partsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	all, err := s.Entry.Parts(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	k := partsScreen{all, v.Actor.Proxy}
	p := s.Page(v, v.Texts.T("parts.title"))
	p.Head.Lead = v.Texts.T("parts.lead")
	if v.Lapsed {
		p.Flash = &ui.Flash{Tone: ui.Warning, Text: v.Texts.T("page.flash.part_ended")}
	}
	return s.Draw(w, r, v, p, partsBody(v, k))
}

func (s *server) takePart(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	chosen := id.Representative(v.Form.Get("for"))
	if chosen != "" && !id.Valid(chosen) {
		chosen = "x"
	}
	if err := s.Entry.TakePart(r.Context(), v.Actor, chosen); err != nil {
		return err
	}
	return s.Done(w, r, "/min-plan", "")
}

// taskWords lists what somebody may do for a person, in words.
func taskWords(v *site.Visit, t access.Tasks) string {
	var all []string
	for _, name := range access.TaskNames() {
		if t.Has(access.ParseTasks(name)) {
			said := v.TextOf("representative.task", name)
			if len(all) > 0 {
				said = site.Lower(said)
			}
			all = append(all, said)
		}
	}
	return v.Texts.List(all...)
}
