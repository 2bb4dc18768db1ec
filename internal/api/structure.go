package api

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
)

type areaListJSON struct {
	Areas []rest.AreaJSON `json:"areas"`
}

type wayInJSON struct {
	ID         id.WayIn          `json:"id"`
	Topic      string            `json:"topic"`
	Actor      access.Kind       `json:"actor" enum:"kommun,vard,fk,af,forbund,admin"`
	Function   rest.FunctionJSON `json:"function"`
	Deputy     id.Function       `json:"deputy,omitempty"`
	AnswerDays int               `json:"answerDays" doc:"Working days"`
	About      string            `json:"about,omitempty"`
	Vacant     bool              `json:"vacant"`
}

func wayInOf(w org.WayIn) wayInJSON {
	return wayInJSON{w.ID, w.Topic, w.Actor, rest.FunctionOf(w.Function), w.Deputy, w.AnswerDays, w.About, w.Vacant()}
}

type wayInListJSON struct {
	WaysIn []wayInJSON `json:"waysIn"`
}

type forumJSON struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Formal bool   `json:"formal"`
	About  string `json:"about,omitempty"`
}

type collaborationJSON struct {
	From     string      `json:"from"`
	FromKind access.Kind `json:"fromKind"`
	To       string      `json:"to"`
	ToKind   access.Kind `json:"toKind"`
	Manner   string      `json:"manner" enum:"most,easiest,least,hardest"`
	About    string      `json:"about,omitempty"`
	Source   string      `json:"source,omitempty"`
}

func collaborationOf(c org.Collaboration) collaborationJSON {
	return collaborationJSON{c.From, c.FromKind, c.To, c.ToKind, c.Manner, c.About, c.Source}
}

type areaViewJSON struct {
	rest.AreaJSON
	Own            bool                `json:"own" doc:"The caller's unit works there"`
	Functions      []rest.FunctionJSON `json:"functions"`
	WaysIn         []wayInJSON         `json:"waysIn"`
	Forums         []forumJSON         `json:"forums"`
	Collaborations []collaborationJSON `json:"collaborations"`
}

func addStructure(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, areaListJSON]{Method: http.MethodGet, Path: "/areas", ID: "list-areas", Tag: "structure",
		Out: areaListJSON{[]rest.AreaJSON{{ID: "0685", Name: "Vetlanda"}}},
		Do: func(c *rest.Call, _ rest.None) (areaListJSON, error) {
			all, err := c.App.Areas(c.Ctx, c.Who)
			return areaListJSON{rest.ListOf(all, func(a org.Area) rest.AreaJSON { return rest.AreaJSON{ID: a.ID, Name: a.Name} })}, err
		}})
	rest.Add(s, rest.Operation[rest.None, areaViewJSON]{Method: http.MethodGet, Path: "/areas/{area}", ID: "read-area", Tag: "structure", Out: exampleArea(), Do: readArea})
	rest.Add(s, rest.Operation[rest.None, wayInListJSON]{Method: http.MethodGet, Path: "/ways-in", ID: "suggest-ways-in", Tag: "structure", Query: []string{"area", "topic"}, Needs: []string{"area", "topic"},
		Out: wayInListJSON{[]wayInJSON{exampleWayIn()}},
		Do: func(c *rest.Call, _ rest.None) (wayInListJSON, error) {
			area, topic := id.Area(c.Query.Get("area")), c.Query.Get("topic")
			var f errs.Faults
			f.Check(id.Valid(area), "area", "api.area")
			f.Check(topic != "", "topic", "api.topic")
			if err := f.Err(); err != nil {
				return wayInListJSON{}, err
			}
			all, err := c.App.SuggestWayIn(c.Ctx, c.Who, area, topic)
			return wayInListJSON{rest.ListOf(all, wayInOf)}, err
		}})
}

func readArea(c *rest.Call, _ rest.None) (areaViewJSON, error) {
	v, err := c.App.Area(c.Ctx, c.Who, rest.At[id.Area](c, "area"))
	return areaViewJSON{
		AreaJSON: rest.AreaJSON{ID: v.Area.ID, Name: v.Area.Name}, Own: v.Own, Functions: rest.ListOf(v.Functions, rest.FunctionOf), WaysIn: rest.ListOf(v.WaysIn, wayInOf),
		Forums:         rest.ListOf(v.Forums, func(f forum.Forum) forumJSON { return forumJSON{string(f.ID), f.Name, f.Formal, f.About} }),
		Collaborations: rest.ListOf(v.Collaborations, collaborationOf),
	}, err
}
