package export_test

import (
	"strings"
	"testing"

	"samverk/internal/export"
)

func TestAJSONFileIsIndentedAndKeepsItsSigns(t *testing.T) {
	var b strings.Builder
	if err := export.JSON(&b, map[string]string{"text": "Å & <b>\n"}); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != "{\n  \"text\": \"Å & <b>\\n\"\n}\n" {
		t.Errorf("got %q", got)
	}
}
