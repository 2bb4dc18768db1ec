package api_test

import (
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/samverktest/world"
)

// TestARepresentativeDoesNoMoreThanHerTask asks for everything as somebody who
// may do one thing for the person of a case, and as one who may no longer.
func TestARepresentativeDoesNoMoreThanHerTask(t *testing.T) {
	s := newSite(t)
	ids := s.there()
	of := id.Case(ids["case"])
	anna, secrets := s.hidden(of)
	helper := s.Person()
	mine := s.caller(s.AsPerson(helper))
	all := s.document().visits(ids)
	for _, task := range append(access.TaskNames(), "") {
		r := s.Represent(of, helper, "read", task)
		s.InPart(r, helper, anna, of)
		part := []string{"Samverk-Representative", string(r)}
		if task == "" {
			s.EndPart(r, anna, of)
		}
		before := s.Stands()
		for _, v := range all {
			if v.public() || v.name() == "revoke-token" {
				continue
			}
			a := mine.do(v.method, v.path, v.body, append(part, v.headers...)...)
			if task == "" && a.status != 404 {
				t.Errorf("%s after the end: %d %s", v.name(), a.status, a.body)
			}
			if a.status >= 500 {
				t.Errorf("%s with %s: %d %s", v.name(), task, a.status, a.body)
			}
			for _, secret := range secrets {
				if strings.Contains(string(a.body), secret) {
					t.Errorf("%s with %q tells %s: %s", v.name(), task, secret, a.body)
				}
			}
		}
		if beyond := before.Beyond(s.Stands(), task); len(beyond) > 0 {
			t.Errorf("with %q these changed: %v", task, beyond)
		}
		if task != "" {
			s.EndPart(r, anna, of)
		}
	}
}

// hidden finds the person of a case, and gives her another case and another
// representative. It returns what nobody who acts in the first case may see.
func (s *site) hidden(of id.Case) (anna world.Person, secrets []string) {
	s.T.Helper()
	v, err := s.App.Case(s.T.Context(), s.As("samordning"), of)
	if err != nil {
		s.T.Fatal(err)
	}
	anna = world.Person{ID: v.Sight.Person(), Name: v.Identity.Name, Number: v.Identity.Number}
	other := s.CaseOf(anna)
	const title = "Bara i det andra"
	if _, err := s.WriteItem(s.T.Context(), s.AsPerson(anna), other, app.NewItem{
		New: item.New{Kind: item.Need, Category: access.Plan, Own: true, Content: item.Content{Title: title, Extent: item.NoExtent}},
	}); err != nil {
		s.T.Fatal(err)
	}
	second := s.Person()
	s.Represent(of, second, "read")
	return anna, []string{title, string(other), second.Number, second.Name, "audit."}
}

func TestTheHeaderOfAPartIsNobodyElses(t *testing.T) {
	s := newSite(t)
	of, anna := s.shared()
	helper, thief := s.Person(), s.Person()
	r := s.Represent(of, helper, "read")
	s.InPart(r, helper, anna, of)
	for name, c := range map[string]caller{"another person": s.caller(s.AsPerson(thief)), "staff": s.as("ame")} {
		if a := c.do("GET", "/api/v1/cases/"+string(of)+"/plan", "", "Samverk-Representative", string(r)); a.status != 404 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	mine := s.caller(s.AsPerson(helper))
	var parts struct {
		Parts []struct{ ID, Name, Case string }
	}
	mine.get("/me/parts").want(200).into(&parts)
	if len(parts.Parts) != 1 || parts.Parts[0].ID != string(r) || parts.Parts[0].Name != anna.Name {
		t.Errorf("parts %+v", parts)
	}
	path := "/api/v1/cases/" + string(of) + "/plan"
	mine.do("GET", path, "").want(404) // as herself
	mine.do("GET", path, "", "Samverk-Representative", string(r)).want(200)
	mine.do("GET", path, "", "Samverk-Representative", "no such/thing").want(404)
}
