package export

import (
	"encoding/json"
	"io"
)

// JSON writes a value as a JSON file that people can read too.
func JSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(v)
}
