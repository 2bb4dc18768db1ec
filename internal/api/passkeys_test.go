package api_test

import (
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/api"
	"samverk/internal/consent"
	"samverk/internal/entry"
)

func TestATokenWithoutTheRightIsToldThatProofIsDemanded(t *testing.T) {
	s := newSite(t)
	c, _ := s.Case()
	s.Join(c, "ame")
	s.Consent(c, consent.Grid{"ame": access.SetOf(access.Plan)})
	secret, err := s.IssueToken(t.Context(), s.As("samordning"), entry.NewToken{Name: "Läser", EndsOn: "2026-12-31"})
	if err != nil {
		t.Fatal(err)
	}
	b := caller{t, s.handler, secret}
	b.do("GET", api.Prefix+"/cases/"+string(c), "").want(200)
	a := b.do("DELETE", api.Prefix+"/cases/"+string(c)+"/consent", "", "If-Match", `"1"`).want(403)
	var p struct{ Type, Detail string }
	a.into(&p)
	if p.Type != "urn:samverk:problem:unproved" || p.Detail == "" {
		t.Errorf("%+v", p)
	}
}

func TestAdministratorsLetTheirUsersIn(t *testing.T) {
	s := newSite(t)
	s.Exec(`insert into user_account (id, name, label, organisation_id) select 'admin-2', 'admin-2', 'Administratör 2', organisation_id from user_account where id = 'admin-1'`)
	s.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('admin-two', 'admin', 'admin-2', true, 1)`)
	other := s.As("admin")
	other.User, other.Deputy = "admin-2", true
	first, second := s.as("admin"), s.caller(other)
	var given struct{ Link string }
	first.do("POST", api.Prefix+"/users/ame-1/invitation", "").want(201).into(&given)
	if !strings.HasPrefix(given.Link, "https://samverk.example/inbjudan/") {
		t.Error(given.Link)
	}
	first.do("POST", api.Prefix+"/users/fk-1/invitation", "").want(404)
	s.as("ame").do("POST", api.Prefix+"/users/forsorjning-1/invitation", "").want(404)
	s.Exec(`insert into passkey (id, user_id, credential, record, sign_count, name, created_at) values ('key', 'ame-1', 'c', '{}', 0, 'Datorn', 1)`)
	s.Exec(`insert into passkey (id, user_id, credential, record, sign_count, name, created_at) values ('key-two', 'ame-1', 'd', '{}', 0, 'Stickan', 2)`)
	first.do("POST", api.Prefix+"/users/ame-1/invitation", "").want(409)
	keeper := s.as("ame")
	var held struct {
		Passkeys []struct {
			ID, Name string
			Version  int64
		}
	}
	keeper.get("/me/passkeys").want(200).into(&held)
	if len(held.Passkeys) != 2 || held.Passkeys[0].Name != "Stickan" {
		t.Errorf("%+v", held)
	}
	keeper.do("PUT", api.Prefix+"/me/passkeys/key", `{"name":"Jobbdatorn"}`, "If-Match", `"1"`).want(204)
	keeper.do("PUT", api.Prefix+"/me/passkeys/key", `{"name":"Jobbdatorn"}`, "If-Match", `"1"`).want(412)
	keeper.do("PUT", api.Prefix+"/me/passkeys/key", `{"name":""}`, "If-Match", `"2"`).want(422)
	keeper.do("DELETE", api.Prefix+"/me/passkeys/key-two", "", "If-Match", `"1"`).want(204)
	keeper.do("DELETE", api.Prefix+"/me/passkeys/key", "", "If-Match", `"2"`).want(409)
	keeper.do("DELETE", api.Prefix+"/me/sessions", "").want(204)
	var made struct{ ID string }
	first.do("POST", api.Prefix+"/users/ame-1/recovery", "").want(201).into(&made)
	var waiting struct {
		Recoveries []struct {
			ID, User string
			Version  int64
		}
	}
	second.get("/recoveries").want(200).into(&waiting)
	if len(waiting.Recoveries) != 1 || waiting.Recoveries[0].ID != made.ID || waiting.Recoveries[0].User != "ame-1" {
		t.Errorf("%+v", waiting)
	}
	first.do("POST", api.Prefix+"/recoveries/"+made.ID+"/confirmation", "", "If-Match", `"1"`).want(409)
	second.do("DELETE", api.Prefix+"/recoveries/"+made.ID, "", "If-Match", `"1"`).want(204)
	first.do("POST", api.Prefix+"/users/ame-1/recovery", "").want(201).into(&made)
	second.do("POST", api.Prefix+"/recoveries/"+made.ID+"/confirmation", "", "If-Match", `"1"`).want(201).into(&given)
	keeper.get("/me/passkeys").want(401) // her tokens ended too
}
