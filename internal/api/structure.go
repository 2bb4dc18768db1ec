package api

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
)

type areaListJSON struct {
	Areas []AreaJSON `json:"areas"`
}

type wayInJSON struct {
	ID         id.WayIn     `json:"id"`
	Topic      string       `json:"topic"`
	Actor      access.Kind  `json:"actor" enum:"kommun,vard,fk,af,forbund,admin"`
	Function   functionJSON `json:"function"`
	Deputy     id.Function  `json:"deputy,omitempty"`
	AnswerDays int          `json:"answerDays" doc:"Working days"`
	About      string       `json:"about,omitempty"`
	Vacant     bool         `json:"vacant"`
}

func wayInOf(w org.WayIn) wayInJSON {
	return wayInJSON{w.ID, w.Topic, w.Actor, functionOf(w.Function), w.Deputy, w.AnswerDays, w.About, w.Vacant()}
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
	AreaJSON
	Own            bool                `json:"own" doc:"The caller's unit works there"`
	Functions      []functionJSON      `json:"functions"`
	WaysIn         []wayInJSON         `json:"waysIn"`
	Forums         []forumJSON         `json:"forums"`
	Collaborations []collaborationJSON `json:"collaborations"`
}

func addStructure(s *server) {
	add(s, operation[none, areaListJSON]{method: http.MethodGet, path: "/areas", id: "list-areas", tag: "structure",
		out: areaListJSON{[]AreaJSON{{"0685", "Vetlanda"}}},
		do: func(c *call, _ none) (areaListJSON, error) {
			all, err := c.app.Areas(c.ctx, c.who)
			return areaListJSON{listOf(all, func(a org.Area) AreaJSON { return AreaJSON{a.ID, a.Name} })}, err
		}})
	add(s, operation[none, areaViewJSON]{method: http.MethodGet, path: "/areas/{area}", id: "read-area", tag: "structure", out: exampleArea(), do: readArea})
	add(s, operation[none, wayInListJSON]{method: http.MethodGet, path: "/ways-in", id: "suggest-ways-in", tag: "structure", query: []string{"area", "topic"},
		out: wayInListJSON{[]wayInJSON{exampleWayIn()}},
		do: func(c *call, _ none) (wayInListJSON, error) {
			area, topic := id.Area(c.query.Get("area")), c.query.Get("topic")
			var f errs.Faults
			f.Check(id.Valid(area), "area", "api.area")
			f.Check(topic != "", "topic", "api.topic")
			if err := f.Err(); err != nil {
				return wayInListJSON{}, err
			}
			all, err := c.app.SuggestWayIn(c.ctx, c.who, area, topic)
			return wayInListJSON{listOf(all, wayInOf)}, err
		}})
}

func readArea(c *call, _ none) (areaViewJSON, error) {
	v, err := c.app.Area(c.ctx, c.who, at[id.Area](c, "area"))
	return areaViewJSON{
		AreaJSON: AreaJSON{v.Area.ID, v.Area.Name}, Own: v.Own, Functions: listOf(v.Functions, functionOf), WaysIn: listOf(v.WaysIn, wayInOf),
		Forums:         listOf(v.Forums, func(f forum.Forum) forumJSON { return forumJSON{string(f.ID), f.Name, f.Formal, f.About} }),
		Collaborations: listOf(v.Collaborations, collaborationOf),
	}, err
}
