package wayfinding

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"samverk/internal/access"
	"samverk/internal/i18n"
	"samverk/internal/org"
)

// The types below are those of HSDS 3 (Human Services Data Specification) that
// a way in has something to say for. There are no locations: nobody is asked to
// go anywhere.

type hsdsPage struct {
	TotalItems int           `json:"total_items"`
	TotalPages int           `json:"total_pages"`
	PageNumber int           `json:"page_number"`
	Size       int           `json:"size"`
	FirstPage  bool          `json:"first_page"`
	LastPage   bool          `json:"last_page"`
	Empty      bool          `json:"empty"`
	Contents   []hsdsService `json:"contents"`
}

type hsdsService struct {
	ID           string           `json:"id"`
	Name         string           `json:"name"`
	Alternate    string           `json:"alternate_name,omitempty"`
	Description  string           `json:"description,omitempty"`
	Email        string           `json:"email,omitempty"`
	Status       string           `json:"status"`
	Application  string           `json:"application_process,omitempty"`
	Wait         string           `json:"wait_time,omitempty"`
	Eligibility  string           `json:"eligibility_description,omitempty"`
	MinimumAge   *int             `json:"minimum_age,omitempty"`
	MaximumAge   *int             `json:"maximum_age,omitempty"`
	Assured      string           `json:"assured_date,omitempty"`
	Organisation hsdsOrganisation `json:"organization"`
	Phones       []hsdsPhone      `json:"phones,omitempty"`
	Schedules    []hsdsSchedule   `json:"schedules,omitempty"`
	Areas        []hsdsArea       `json:"service_areas"`
	At           []hsdsAt         `json:"service_at_locations"`
	Contacts     []hsdsContact    `json:"contacts"`
	Documents    []hsdsDocument   `json:"required_documents,omitempty"`
}

type hsdsOrganisation struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

type hsdsPhone struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Type   string `json:"type"`
}

type hsdsSchedule struct {
	ID          string `json:"id"`
	Description string `json:"description"`
}

type hsdsArea struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type hsdsAt struct {
	ID          string `json:"id"`
	Description string `json:"description"`
}

type hsdsContact struct {
	ID         string      `json:"id"`
	Title      string      `json:"title"`
	Department string      `json:"department"`
	Email      string      `json:"email,omitempty"`
	Phones     []hsdsPhone `json:"phones,omitempty"`
}

type hsdsDocument struct {
	ID       string `json:"id"`
	Document string `json:"document"`
}

// HSDS returns what anybody may see as open data: one page of services after
// HSDS 3. Each way in is a service of its organisation, in one area.
func HSDS(all []Shown, t *i18n.Texts) ([]byte, error) {
	page := hsdsPage{TotalPages: 1, PageNumber: 1, FirstPage: true, LastPage: true, Contents: []hsdsService{}}
	for _, a := range all {
		for _, w := range a.Ways {
			page.Contents = append(page.Contents, serviceOf(w, a.Area, t))
		}
	}
	page.TotalItems, page.Size, page.Empty = len(page.Contents), len(page.Contents), len(page.Contents) == 0
	return json.MarshalIndent(page, "", " ")
}

func serviceOf(w Way, area org.Area, t *i18n.Texts) hsdsService {
	f, key := w.Function, string(w.ID)
	s := hsdsService{
		ID: uuid("service", key), Name: t.T("topic."+w.Topic) + ", " + area.Name, Alternate: f.Name, Description: w.Guide.Situations, Email: f.Mailbox,
		Status: "active", Application: joined(w.Guide.Form, w.Guide.Ready), Wait: t.N("ways.days", w.AnswerDays),
		Organisation: hsdsOrganisation{uuid("organization", string(f.Org)), f.OrgName, kindWords(t, f.Kind)},
		Areas:        []hsdsArea{{uuid("service_area", key), area.Name}},
		At:           []hsdsAt{{uuid("service_at_location", key), area.Name}},
		Contacts:     []hsdsContact{{uuid("contact", key), f.Name, f.UnitName, f.Mailbox, phonesOf("contact", w)}},
		Phones:       phonesOf("service", w),
	}
	if !w.Guide.Confirmed.IsZero() {
		s.Assured = t.ISO(w.Guide.Confirmed)
	}
	if !w.Guide.AllAges() {
		s.MinimumAge, s.MaximumAge = &w.Guide.AgeFrom, &w.Guide.AgeTo
	}
	if f.Hours != "" {
		s.Schedules = []hsdsSchedule{{uuid("schedule", key), f.Hours}}
	}
	if w.Guide.Ready != "" {
		s.Documents = []hsdsDocument{{uuid("required_document", key), w.Guide.Ready}}
	}
	return s
}

func kindWords(t *i18n.Texts, k access.Kind) string { return t.T("kind." + string(k)) }

func phonesOf(whose string, w Way) []hsdsPhone {
	if w.Function.Phone == "" {
		return nil
	}
	return []hsdsPhone{{uuid("phone", whose+" "+string(w.ID)), w.Function.Phone, "voice"}}
}

func joined(texts ...string) string {
	var some []string
	for _, text := range texts {
		if text != "" {
			some = append(some, text)
		}
	}
	return strings.Join(some, "\n")
}

// uuid names something in open data: always the same for the same thing, and
// never the same for two sorts of things (RFC 9562, version 8).
func uuid(sort, key string) string {
	sum := sha256.Sum256([]byte("samverk " + sort + " " + key))
	b := sum[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	x := hex.EncodeToString(b)
	return x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:]
}
