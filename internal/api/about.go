package api

import (
	"encoding/json"
	"net/http"
)

// infoJSON is what the Swedish REST profile wants to know of an API (VER.06).
type infoJSON struct {
	APIName          string `json:"apiName"`
	APIVersion       string `json:"apiVersion"`
	APIReleased      string `json:"apiReleased" format:"date"`
	APIDocumentation string `json:"apiDocumentation" format:"uri"`
	APIStatus        string `json:"apiStatus" enum:"active,deprecated"`
}

func addAbout(s *server) {
	info := infoJSON{"samverk", Version, Released, s.o.Base + Prefix + "/openapi.json", "active"}
	add(s, operation[none, infoJSON]{method: http.MethodGet, path: "/api-info", id: "read-api-info", tag: "about", public: true, out: info,
		do: func(*call, none) (infoJSON, error) { return info, nil }})
	add(s, operation[none, json.RawMessage]{method: http.MethodGet, path: "/openapi.json", id: "read-description", tag: "about", public: true,
		out: json.RawMessage(`{"openapi": "3.1.0"}`),
		do:  func(c *call, _ none) (json.RawMessage, error) { return c.description, nil }})
}
