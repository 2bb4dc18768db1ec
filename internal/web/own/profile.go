package own

import (
	"cmp"
	"net/http"
	"strings"

	"samverk/internal/i18n"
	"samverk/internal/own"
	"samverk/internal/person"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const profileURL = "/mina-uppgifter"

func (s *server) profileRoutes() []site.Route {
	return []site.Route{
		{"GET " + profileURL, site.Herself, s.profilePage},
		{"POST " + profileURL, site.Herself, s.setProfile},
		{"GET " + extractURL, site.Herself, s.extractPage},
		{"GET " + extractURL + "/utskrift", site.Herself, s.extractPaper},
		{"GET " + extractURL + "/fil", site.Herself, s.extractFile},
	}
}

// profileScreen is what is noted about the person, as her page shows it.
type profileScreen struct {
	own.ProfileView
	v      *site.Visit
	form   ui.Form
	theirs *person.Profile // what stands now, when another window was first
}

func (s *server) profilePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawProfile(w, r, v, nil, nil)
}

func (s *server) drawProfile(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, theirs *person.Profile) error {
	view, err := s.Own.Profile(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	now := view.Person.Profile
	k := profileScreen{ProfileView: view, v: v, theirs: theirs}
	if back != nil {
		k.form = *back
	} else {
		k.form = v.NewForm(profileURL)
		k.form.Values = map[string][]string{"language": {cmp.Or(now.Language, string(v.Texts.Lang()))}, "reach": now.Reach, "phone": {now.Phone}, "mail": {now.Mail}, "times": {now.Times}, "avoid": {now.Avoid}}
	}
	if back == nil || theirs != nil {
		k.form.Version = now.Version
	}
	p := s.Page(v, v.Texts.T("profile.title"))
	p.Head.Lead, p.Faults = v.Texts.T("profile.lead"), k.form.Faults
	if theirs != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, profileBody(v, k))
}

func (s *server) setProfile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.Form
	p := person.Profile{
		Language: f.Get("language"), Reach: f["reach"], Phone: strings.TrimSpace(f.Get("phone")), Mail: strings.TrimSpace(f.Get("mail")),
		Times: strings.TrimSpace(f.Get("times")), Avoid: strings.TrimSpace(f.Get("avoid")), Version: v.Version(),
	}
	err := s.Own.SetProfile(r.Context(), v.Actor, p)
	faults, faulty := site.Faulty(err)
	if faulty || site.Clash(err) {
		back := v.Again(profileURL, faults)
		var theirs *person.Profile
		if now, ok := site.Current[person.Profile](err); ok {
			theirs = &now
		} else if !faulty {
			theirs = &person.Profile{}
		}
		return s.drawProfile(w, r, v, &back, theirs)
	}
	if err != nil {
		return err
	}
	if l, ok := i18n.ParseLang(p.Language); ok {
		s.Speak(w, l)
	}
	return s.Done(w, r, profileURL, "page.flash.profile_saved")
}

func (k profileScreen) languageField() ui.Field {
	return k.form.Field("language", "profile.language").WithOptions(site.Choices(k.v, "extract.language", person.Languages())...)
}

func (k profileScreen) reachField() ui.Field {
	return k.form.Field("reach", "profile.reached").WithHint(k.v.Texts.T("profile.reached.hint")).WithOptions(site.Choices(k.v, "profile.reach", person.Reaches())...).MayBeEmpty()
}

func (k profileScreen) phoneField() ui.Field {
	f := k.form.Field("phone", "profile.phone").WithLimit(30).MayBeEmpty()
	f.Type, f.Autocomplete = "tel", "tel"
	return f
}

func (k profileScreen) mailField() ui.Field {
	f := k.form.Field("mail", "profile.mail").WithHint(k.v.Texts.T("profile.mail.hint")).WithLimit(120).MayBeEmpty()
	f.Type, f.Autocomplete = "email", "email"
	return f
}

func (k profileScreen) timesField() ui.Field {
	return k.form.Field("times", "profile.times").WithHint(k.v.Texts.T("profile.times.hint")).WithLimit(120).MayBeEmpty()
}

func (k profileScreen) avoidField() ui.Field {
	f := k.form.Field("avoid", "profile.avoid").WithHint(k.v.Texts.T("profile.avoid.hint")).WithLimit(500).MayBeEmpty()
	f.Rows = 4
	return f
}

// changes are what stands now against what was typed.
func (k profileScreen) changes() (all []ui.Difference) {
	typed := person.Profile{Language: k.form.Value("language"), Reach: k.form.Values["reach"], Phone: k.form.Value("phone"), Mail: k.form.Value("mail"), Times: k.form.Value("times"), Avoid: k.form.Value("avoid")}
	now := strings.Join(site.ReachWords(k.v, *k.theirs), "\n")
	yours := strings.Join(site.ReachWords(k.v, typed), "\n")
	return []ui.Difference{{Label: k.v.Texts.T("profile.reached"), Old: now, New: yours}}
}

// noted is what is noted about the person, outside her cases.
func (k profileScreen) noted() (all []ui.Term) {
	t := k.v.Texts
	add := func(word, says string) {
		if says != "" {
			all = append(all, ui.Term{Word: t.T(word), Says: ui.Text(says)})
		}
	}
	p := k.Person
	add("profile.name", p.Name)
	add("profile.number", site.NumberText(p.Number))
	add("profile.phone.noted", p.Phone)
	add("profile.interpreter", p.Identity.Language)
	add("profile.area", k.Area.Name)
	if p.Protection.Restricted() {
		add("profile.protection", t.T("page.protection."+string(p.Protection)))
	}
	return all
}
