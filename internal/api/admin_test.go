package api_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"samverk/internal/api"
	"samverk/internal/id"
)

const keeping = api.Prefix + "/organisation"

func TestAnOrganisationIsKeptByProgram(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	unit := admin.do("POST", keeping+"/units", `{"name":"Vuxna","areas":["0685"]}`).want(201).header.Get("Location")
	tag := admin.do("GET", unit, "").want(200).header.Get("ETag")
	admin.do("PUT", unit, `{"name":"Vuxenenheten","areas":["0685"]}`, "If-Match", tag).want(204)
	stale := admin.do("PUT", unit, `{"name":"Annat"}`, "If-Match", tag).want(412)
	if !strings.Contains(string(stale.body), "Vuxenenheten") {
		t.Errorf("what stands now is not told: %s", stale.body)
	}
	function := admin.do("POST", unit+"/functions", `{"name":"Handläggare","role":"worker"}`).want(201).header.Get("Location")
	admin.do("POST", unit+"/functions", `{"name":"","role":"king"}`).want(422)
	admin.do("POST", function+"/ways", `{"area":"0685","topic":"work","answerDays":3}`).want(201)
	account := admin.do("POST", keeping+"/accounts", `{"name":"nina","label":"Handläggare 7"}`).want(201)
	var made struct{ ID string }
	account.into(&made)
	var staffed struct {
		ID    string
		Asked bool
	}
	admin.do("POST", keeping+"/assignments", `{"function":"`+function[len(keeping+"/functions/"):]+`","user":"`+made.ID+`"}`).want(201).into(&staffed)
	if staffed.Asked || staffed.ID == "" {
		t.Errorf("%+v", staffed)
	}
	admin.do("POST", keeping+"/assignments", `{"function":"admin","user":"`+made.ID+`","deputy":true}`).want(201).into(&staffed)
	if !staffed.Asked {
		t.Error("one alone appointed an administrator")
	}
	admin.do("POST", keeping+"/changes/"+staffed.ID+"/confirmation", "", "If-Match", `"1"`).want(403)
	admin.do("DELETE", account.header.Get("Location"), "", "If-Match", `"1"`).want(204)
	admin.do("GET", account.header.Get("Location"), "").want(404)
	for _, f := range []id.Function{"ame", "ame-chef", "forbund"} {
		other := s.as(f)
		other.do("GET", keeping, "").want(404)
		other.do("POST", keeping+"/units", `{"name":"X"}`).want(404)
	}
	admin.do("GET", keeping+"/units/vc", "").want(404)
	admin.do("GET", keeping+"/accounts/vc-1", "").want(404)
}

func TestAFileIsTakenInByProgram(t *testing.T) {
	s := newSite(t)
	admin := s.as("admin")
	upload := func(file string) answer {
		return admin.do("POST", keeping+"/imports", `{"kind":"people","file":"`+base64.StdEncoding.EncodeToString([]byte(file))+`"}`)
	}
	admin.do("POST", keeping+"/imports", `{"kind":"people","file":"***"}`).want(422)
	upload("PK\x03\x04").want(422)
	var preview struct {
		New, Wrong int
		Seen       string
		Faults     []struct {
			Row                int
			Column, Code, Says string
		}
	}
	wrong := upload("Inloggningsnamn;Visas som\nnina;Handläggare 7\n;Utan namn").want(201).header.Get("Location")
	admin.do("GET", wrong, "").want(200).into(&preview)
	if preview.New != 1 || preview.Wrong != 1 || len(preview.Faults) != 1 || preview.Faults[0].Row != 3 || preview.Faults[0].Column != "name" || preview.Faults[0].Says == "" {
		t.Errorf("%+v", preview)
	}
	admin.do("POST", wrong+"/confirmation", `{"seen":"`+preview.Seen+`"}`).want(409)
	right := upload("Inloggningsnamn;Visas som\nnina;Handläggare 7").want(201).header.Get("Location")
	admin.do("GET", right, "").want(200).into(&preview)
	admin.do("POST", right+"/confirmation", `{"seen":"something else"}`).want(409)
	admin.do("POST", right+"/confirmation", `{"seen":"`+preview.Seen+`"}`).want(204)
	if list := admin.do("GET", keeping+"/accounts?words=nina", "").want(200); !strings.Contains(string(list.body), "Handläggare 7") {
		t.Errorf("%s", list.body)
	}
}

func TestTheFederationKeepsItsFrameByProgram(t *testing.T) {
	s := newSite(t)
	federation := s.as("forbund")
	federation.do("POST", api.Prefix+"/federation/areas", `{"id":"0604","name":"Aneby","letter":"A"}`).want(201)
	var made struct{ ID string }
	federation.do("POST", api.Prefix+"/federation/organisations", `{"name":"Aneby kommun","kind":"kommun","areas":["0604"]}`).want(201).into(&made)
	first := `{"unit":"Stöd","function":"Administratör","name":"aneby-admin","label":"Administratör 1"}`
	at := api.Prefix + "/federation/organisations/" + made.ID + "/administrator"
	if a := federation.do("POST", at, first).want(201); !strings.Contains(string(a.body), "/inbjudan/") {
		t.Errorf("%s", a.body)
	}
	federation.do("POST", at, strings.Replace(first, "aneby-admin", "another", 1)).want(409)
	view := federation.do("GET", api.Prefix+"/federation", "").want(200)
	if strings.Contains(string(view.body), "Administratör 1") {
		t.Error("the federation sees somebody")
	}
	s.as("admin").do("GET", api.Prefix+"/federation", "").want(403)
}

func TestAProtectionIsLiftedByTwoByProgram(t *testing.T) {
	s := newSite(t)
	c, _ := s.Case()
	lead, asker := s.as("samordning"), s.as("forsorjning")
	lead.do("PUT", caseOf(c)+"/protection", `{"protection":"marked"}`).want(204)
	lead.do("POST", caseOf(c)+"/protection/lift", "").want(204)
	var list struct {
		Pending []struct {
			ID, Kind string
			Mine     bool
		}
	}
	asker.do("GET", caseOf(c)+"/protection", "").want(200).into(&list)
	if len(list.Pending) != 2 || list.Pending[1].Kind != "lift_protection" || list.Pending[1].Mine {
		t.Fatalf("%+v", list)
	}
	lift := caseOf(c) + "/protection/" + list.Pending[1].ID + "/confirmation"
	lead.do("POST", lift, "", "If-Match", `"1"`).want(403)
	asker.do("POST", lift, "", "If-Match", `"1"`).want(204)
	if a := lead.do("GET", caseOf(c), "").want(200); !strings.Contains(string(a.body), `"protection":"none"`) {
		t.Error("two did not lift it")
	}
}
