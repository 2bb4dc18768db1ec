package api

import (
	"encoding/json"
	"net/http"
	"samverk/internal/api/rest"
)

// infoJSON is what the Swedish REST profile wants to know of an API (VER.06).
type infoJSON struct {
	APIName          string `json:"apiName"`
	APIVersion       string `json:"apiVersion"`
	APIReleased      string `json:"apiReleased" format:"date"`
	APIDocumentation string `json:"apiDocumentation" format:"uri"`
	APIStatus        string `json:"apiStatus" enum:"active,deprecated"`
}

func addAbout(s *rest.Server) {
	info := infoJSON{"samverk", rest.Version, rest.Released, s.Options.Base + rest.Prefix + "/openapi.json", "active"}
	rest.Add(s, rest.Operation[rest.None, infoJSON]{Method: http.MethodGet, Path: "/api-info", ID: "read-api-info", Tag: "about", Public: true, Out: info,
		Do: func(*rest.Call, rest.None) (infoJSON, error) { return info, nil }})
	rest.Add(s, rest.Operation[rest.None, json.RawMessage]{Method: http.MethodGet, Path: "/openapi.json", ID: "read-description", Tag: "about", Public: true,
		Out: json.RawMessage(`{"openapi": "3.1.0"}`),
		Do:  func(c *rest.Call, _ rest.None) (json.RawMessage, error) { return c.Description, nil }})
}
