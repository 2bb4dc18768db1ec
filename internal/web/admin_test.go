package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"samverk/internal/id"
)

// administered is a site where the municipality has two administrators, and the
// browsers of both.
func administered(t *testing.T) (s *site, one, two *browser) {
	s = open(t)
	s.Exec(`insert into user_account (id, name, label, organisation_id) values ('admin-2', 'admin-2', 'Administratör 2', 'kommun')`)
	s.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('admin-2', 'admin', 'admin-2', $1, 0)`, true)
	return s, s.as(t, "admin-1 admin"), s.as(t, "admin-2 admin")
}

// fill opens a form's page, fills it in and sends it.
func (b *browser) fill(page, action string, form url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	html := b.want(b.get(page), 200)
	checkPage(b.t, page, html)
	return b.post(action, tell(html, action, form))
}

// file sends a file in a form.
func (b *browser) file(path, kind, content string) *httptest.ResponseRecorder {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	w.WriteField("once", strings.ToLower(string(id.New[id.Import]())))
	w.WriteField("kind", kind)
	part, err := w.CreateFormFile("file", "fil.csv")
	if err != nil {
		b.t.Fatal(err)
	}
	part.Write([]byte(content))
	w.Close()
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.ask(r)
}

func TestAnAdministratorKeepsTheOrganisationOnThePages(t *testing.T) {
	_, b, _ := administered(t)
	for _, page := range []string{"/forvaltning", "/forvaltning/enheter", "/forvaltning/enheter/ame", "/forvaltning/enheter/ame/avsluta", "/forvaltning/funktioner/ame",
		"/forvaltning/funktioner/boende/avsluta", "/forvaltning/funktioner/ame/vag-in", "/forvaltning/vagar-in/in-arbete", "/forvaltning/personer",
		"/forvaltning/personer?sok=coach", "/forvaltning/personer/ame-1", "/forvaltning/personer/admin-2", "/forvaltning/personer/ame-1/avsluta", "/forvaltning/import"} {
		checkPage(t, page, b.want(b.get(page), 200))
	}
	const add = "/forvaltning/enheter/ny"
	back := b.want(b.fill(add, add, url.Values{"name": {""}, "about": {"Ring 19900101-2385"}}), 422)
	if !strings.Contains(back, "Fyll i ett namn.") || !strings.Contains(back, "Ring 19900101-2385") || strings.Count(back, `class="fault"`) < 2 {
		t.Error("not all that is wrong is told, or what was typed is lost")
	}
	unit := b.on(b.fill(add, add, url.Values{"name": {"Vuxna"}, "areas": {"0685"}}))
	function := b.on(b.fill(unit+"/ny-funktion", unit+"/ny-funktion", url.Values{"name": {"Handläggare"}, "role": {"worker"}}))
	page := b.want(b.get(function+"/andra"), 200)
	first := tell(page, function+"/andra", url.Values{"name": {"Handläggare vuxna"}, "role": {"worker"}})
	late := tell(page, function+"/andra", url.Values{"name": {"Något helt annat"}, "role": {"worker"}})
	late.Set("once", "another-one")
	b.on(b.post(function+"/andra", first))
	clash := b.want(b.post(function+"/andra", late), 409)
	if !strings.Contains(clash, "Något helt annat") || !strings.Contains(clash, "Handläggare vuxna") {
		t.Error("a conflict does not show both texts")
	}
	if to := b.on(b.fill(function+"/bemanna", function+"/bemanna", url.Values{"user": {"ame-1"}, "holds": {"holder"}})); to != function {
		t.Errorf("led to %s", to)
	}
	if !strings.Contains(b.want(b.get(function), 200), "Coach 1") {
		t.Error("who holds it does not stand there")
	}
	self := b.want(b.fill(function+"/bemanna", function+"/bemanna", url.Values{"user": {"admin-1"}, "holds": {"deputy"}}), 422)
	if !strings.Contains(self, "Ingen bemannar en funktion med sig själv") {
		t.Error("somebody staffs with herself")
	}
}

func TestAdministrationIsClosedToOthers(t *testing.T) {
	s, admin, _ := administered(t)
	for _, page := range []string{"/forvaltning/enheter/vc", "/forvaltning/funktioner/vc", "/forvaltning/personer/vc-1", "/forvaltning/vagar-in/in-vard", "/forvaltning/enheter/none"} {
		admin.want(admin.get(page), 404)
	}
	admin.want(admin.get("/forbund"), 403)
	for _, who := range []string{"ame-1 ame", "ame-chef-1 ame-chef", "forbund-1 forbund"} {
		b := s.as(t, who)
		for _, page := range []string{"/forvaltning", "/forvaltning/enheter/ame", "/forvaltning/personer", "/forvaltning/import", "/forvaltning/mall/people?innehall=1"} {
			b.want(b.get(page), 404)
		}
	}
}

func TestTwoAdministratorsDecideWhoAdministersOnThePages(t *testing.T) {
	_, one, two := administered(t)
	const staff = "/forvaltning/funktioner/admin/bemanna"
	one.on(one.fill(staff, staff, url.Values{"user": {"ame-1"}, "holds": {"deputy"}}))
	if !strings.Contains(two.want(two.get("/min-dag"), 200), "/forvaltning") || !strings.Contains(two.want(two.get("/min-dag"), 200), "andra administratör") {
		t.Error("it does not stand on the other's day")
	}
	change := link(two.want(two.get("/forvaltning"), 200), "/forvaltning/andringar/")
	own := one.want(one.get(change), 200)
	if strings.Contains(own, "Godkänn</button>") || !strings.Contains(own, "Ta tillbaka") {
		t.Error("who asked is offered to answer")
	}
	one.want(one.post(change, tell(own, change+"/avsla", url.Values{})), 403)
	two.on(two.fill(change, change, url.Values{}))
	if !strings.Contains(one.want(one.get("/forvaltning/funktioner/admin"), 200), "Coach 1") {
		t.Error("two did not appoint")
	}
}

func TestAFileIsLookedAtAndThenTakenIn(t *testing.T) {
	_, b, _ := administered(t)
	b.want(b.file("/forvaltning/import", "people", ""), 422)
	wrong := b.on(b.file("/forvaltning/import", "people", "Inloggningsnamn;Visas som\nnina;Handläggare 7\n;=HYPERLINK(1)\n"))
	page := b.want(b.get(wrong), 200)
	checkPage(t, wrong, page)
	if !strings.Contains(page, "Ingenting kan tas in än") || strings.Contains(page, "Ta in alla") {
		t.Error("a file that is wrong can be taken in")
	}
	rows := b.want(b.get(wrong+"/fel"), 200)
	if !strings.Contains(rows, ";'=HYPERLINK(1);") || !strings.Contains(rows, "Inloggningsnamn: Cellen är tom") || strings.Contains(rows, "nina") {
		t.Errorf("%q", rows)
	}
	right := b.on(b.file("/forvaltning/import", "people", "Inloggningsnamn;Visas som\nnina;Handläggare 7\namE-1;Coach ett\n"))
	page = b.want(b.get(right), 200)
	checkPage(t, right, page)
	b.on(b.post(right, tell(page, right, nil)))
	if !strings.Contains(b.want(b.get("/forvaltning/personer?sok=nina"), 200), "Handläggare 7") {
		t.Error("what was taken in is not there")
	}
	b.want(b.post(right, tell(page, right, url.Values{"once": {"once-more"}})), 409)
	for _, file := range []string{"/forvaltning/mall/units", "/forvaltning/mall/functions?innehall=1", "/forvaltning/mall/people?form=xlsx", "/forvaltning/mall/assignments?form=xlsx&innehall=1"} {
		if w := b.get(file); w.Code != 200 || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment") || w.Body.Len() == 0 {
			t.Errorf("%s: %d", file, w.Code)
		}
	}
	b.want(b.get("/forvaltning/mall/persons"), 404)
}

func TestTheFederationKeepsItsFrameOnThePages(t *testing.T) {
	s := open(t)
	b := s.as(t, "forbund-1 forbund")
	const area, organisation = "/forbund/omraden/nytt", "/forbund/organisationer/ny"
	b.want(b.fill(area, area, url.Values{"code": {"12"}, "name": {""}, "letter": {"x"}}), 422)
	b.on(b.fill(area, area, url.Values{"code": {"0604"}, "name": {"Aneby"}, "letter": {"A"}}))
	at := b.on(b.fill(organisation, organisation, url.Values{"name": {"Aneby kommun"}, "kind": {"kommun"}, "areas": {"0604"}}))
	invited := b.want(b.fill(at+"/administrator", at+"/administrator", url.Values{"unit": {"Stöd"}, "function": {"Administratör"}, "name": {"aneby-admin"}, "label": {"Administratör 1"}}), 200)
	if !strings.Contains(invited, "/inbjudan/") {
		t.Error("the invitation is not shown")
	}
	for _, page := range []string{"/forbund", at, "/forbund/omraden/0604"} {
		html := b.want(b.get(page), 200)
		checkPage(t, page, html)
		for _, label := range []string{"Coach 1", "Handläggare 1", "Administratör 1"} {
			if strings.Contains(html, label) {
				t.Errorf("%s shows %s", page, label)
			}
		}
	}
}

func TestAProtectionIsLiftedByTwoOnThePages(t *testing.T) {
	s := open(t)
	c, _ := s.Case()
	at := "/arenden/" + string(c) + "/lage"
	lead, asker := s.as(t, "samordning-1 samordning"), s.as(t, "forsorjning-1 forsorjning")
	lead.on(lead.fill(at, at+"/skydd", url.Values{"protection": {"protected"}}))
	lead.on(lead.fill(at, at+"/hav-skydd", url.Values{}))
	page := asker.want(asker.get(at), 200)
	checkPage(t, at, page)
	lift := ""
	for _, m := range links.FindAllStringSubmatch(strings.ReplaceAll(page, "action=", "href="), -1) {
		if strings.HasPrefix(m[1], at+"/skydd/") && !strings.HasSuffix(m[1], "/avsla") {
			lift = m[1]
		}
	}
	if lift == "" || !strings.Contains(page, "Någon vill häva skyddet") {
		t.Fatal("the second user is not told")
	}
	own := lead.want(lead.get(at), 200)
	if strings.Contains(own, `action="`+lift+`"`) {
		t.Error("who asked can answer")
	}
	asker.on(asker.post(lift, tell(page, lift, nil)))
	if strings.Contains(lead.want(lead.get(at), 200), "Skyddad folkbokföring</li>") {
		t.Error("it is still protected")
	}
}
