package wayfinding_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/samverktest/world"
	"samverk/internal/wayfinding"
)

func show(m *wayfinding.Mending) {
	m.Contact.Phone, m.Contact.Hours = "0383-123 45", "vardagar 9–11"
	m.Guide.Ready, m.Guide.Form, m.Guide.Situations, m.Guide.Shown = "Personens samtycke", "Ring", "Vid lindrigare besvär", true
	m.Guide.AgeFrom, m.Guide.AgeTo = 18, 64
}

func TestOnlyWhatIsChosenIsShownAndNeverWhoHoldsIt(t *testing.T) {
	p := open(t)
	if all, err := p.ways.Shown(t.Context(), ""); err != nil || len(all) != 0 {
		t.Fatalf("shown unasked: %+v %v", all, err)
	}
	_, err := p.ways.Shown(t.Context(), world.Area)
	is(t, err, errs.NotFound)
	ok(t, p.mend(t, "vc", "in-vard", show))
	all, err := p.ways.Shown(t.Context(), world.Area)
	ok(t, err)
	if len(all) != 1 || len(all[0].Ways) != 1 || all[0].Ways[0].ID != "in-vard" {
		t.Fatalf("%+v", all)
	}
	if said := fmt.Sprintf("%+v", all); strings.Contains(said, "Rehabkoordinator 1") {
		t.Errorf("who holds it is told: %s", said)
	}
	_, err = p.ways.Shown(t.Context(), "9999")
	is(t, err, errs.NotFound)
}

// schema is that of a service in HSDS 3, as it was published.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	files, err := filepath.Glob("testdata/hsds/*.json")
	ok(t, err)
	for _, path := range files {
		b, err := os.ReadFile(path)
		ok(t, err)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		ok(t, err)
		ok(t, c.AddResource("https://hsds.example/"+filepath.Base(path), doc))
	}
	s, err := c.Compile("https://hsds.example/service.json")
	ok(t, err)
	return s
}

// strange lists names that the schema does not know: it forbids none itself.
func strange(t *testing.T, name string, got map[string]any) (all []string) {
	t.Helper()
	b, err := os.ReadFile("testdata/hsds/" + name + ".json")
	ok(t, err)
	var s struct {
		Properties map[string]struct {
			Ref   string `json:"$ref"`
			Items struct {
				Ref string `json:"$ref"`
			}
		}
	}
	ok(t, json.Unmarshal(b, &s))
	for key, value := range got {
		known, there := s.Properties[key]
		if !there {
			all = append(all, name+"."+key)
		}
		if one, isMap := value.(map[string]any); isMap {
			all = append(all, strange(t, strings.TrimSuffix(known.Ref, ".json"), one)...)
		}
		if list, isList := value.([]any); isList {
			for _, one := range list {
				all = append(all, strange(t, strings.TrimSuffix(known.Items.Ref, ".json"), one.(map[string]any))...)
			}
		}
	}
	return all
}

func TestOpenDataIsHSDS3(t *testing.T) {
	p := open(t)
	ok(t, p.mend(t, "vc", "in-vard", show))
	ok(t, p.mend(t, "af", "in-jobb", func(m *wayfinding.Mending) { m.Guide.Shown = true })) // with hardly a word
	all, err := p.ways.Shown(t.Context(), "")
	ok(t, err)
	texts, err := i18n.Load()
	ok(t, err)
	b, err := wayfinding.HSDS(all, texts.In(i18n.Swedish))
	ok(t, err)
	var page struct {
		Total    int              `json:"total_items"`
		Contents []map[string]any `json:"contents"`
	}
	ok(t, json.Unmarshal(b, &page))
	if page.Total != 2 || len(page.Contents) != 2 {
		t.Fatalf("%s", b)
	}
	s := schema(t)
	ids := map[string]bool{}
	for _, service := range page.Contents {
		if err := s.Validate(service); err != nil {
			t.Errorf("%v in %s", err, b)
		}
		if names := strange(t, "service", service); len(names) > 0 {
			t.Errorf("HSDS has no %v", names)
		}
		ids[service["id"].(string)] = true
	}
	if len(ids) != 2 {
		t.Errorf("identifiers are not unique: %v", ids)
	}
	// The schema is one that refuses.
	broken := page.Contents[0]
	broken["status"] = "open"
	if s.Validate(broken) == nil {
		t.Error("the schema takes a state that it does not have")
	}
	broken["status"], broken["id"] = "active", "vard"
	if s.Validate(broken) == nil {
		t.Error("the schema takes an identifier that is no UUID")
	}
	if bytes.Contains(b, []byte("Rehabkoordinator 1")) {
		t.Error("who holds a function is open data")
	}
}

func TestNothingShownIsAnEmptyPage(t *testing.T) {
	texts, err := i18n.Load()
	ok(t, err)
	b, err := wayfinding.HSDS(nil, texts.In(i18n.English))
	ok(t, err)
	if !strings.Contains(string(b), `"contents": []`) || !strings.Contains(string(b), `"empty": true`) {
		t.Errorf("%s", b)
	}
}
