package api_test

import (
	"strings"
	"testing"
	"time"

	"samverk/internal/api"
	"samverk/internal/forum"
	"samverk/internal/id"
)

const talk = `{"name":"Trepartssamtal","kind":"three_party","level":"individual","formal":false,"internal":false,"chairing":"rotation","driver":"samordning",` +
	`"useWhen":"När några få behöver prata.","actors":[{"actor":"kommun","mayCall":true,"isCalled":true,"mustAttend":false},{"actor":"af","mayCall":true,"isCalled":true,"mustAttend":false}]}`

func TestAForumIsEnteredAndRunOverTheAPI(t *testing.T) {
	s := newSite(t)
	lead := s.as("samordning")
	s.as("af").do("POST", api.Prefix+"/areas/0685/forums", talk).want(403)
	bad := lead.do("POST", api.Prefix+"/areas/0685/forums", strings.Replace(talk, `"useWhen"`, `"ageFrom":130,"link":"x","useWhen"`, 1)).want(422).problem()
	if len(bad.Errors) != 2 || bad.Errors[0].Field != "ageFrom" {
		t.Errorf("%+v", bad.Errors)
	}
	where := lead.do("POST", api.Prefix+"/areas/0685/forums", talk).want(201).header.Get("Location")
	lead.do("POST", where+"/members", `{"function":"ame"}`).want(204)
	lead.do("POST", where+"/members", `{"function":"ame"}`).want(409)
	lead.do("POST", where+"/members", `{"function":"nassjo-samordning"}`).want(422)
	lead.do("PUT", where+"/points/forms", `{"done":true}`).want(204)
	lead.do("POST", where+"/steps", `{"to":"active"}`, "If-Match", `"1"`).want(409)
	lead.do("POST", where+"/steps", `{"to":"starting"}`, "If-Match", `"1"`).want(204)
	lead.do("POST", where+"/steps", `{"to":"active"}`, "If-Match", `"2"`).want(204)
	stale := lead.do("PUT", where, talk, "If-Match", `"2"`).want(412).problem()
	if stale.Current["status"] != "active" {
		t.Errorf("what stands now is not told: %v", stale.Current)
	}
	var made struct {
		Made          []struct{ ID, Chair string }
		Skipped       []string
		Already, None []string
	}
	lead.do("POST", where+"/sittings", `{"date":"2026-12-22","from":"09:00","to":"10:00","rule":"FREQ=DAILY;COUNT=3","slotMinutes":30}`).want(201).into(&made)
	if len(made.Made) != 2 || len(made.Skipped) != 1 {
		t.Errorf("%+v", made)
	}
	lead.do("POST", where+"/sittings", `{"date":"2026-12-22","from":"09:00","to":"10:00","rule":"FREQ=SECONDLY"}`).want(422)
	var v struct {
		Status   string
		Members  []string
		Upcoming []struct {
			ID          string
			Slots, Free int
		}
		Points []struct {
			Code string
			Done bool
		}
		Rules   struct{ Open bool }
		MayKeep bool
	}
	a := s.as("af").do("GET", where, "").want(200)
	a.into(&v)
	if v.Status != "active" || !v.Rules.Open || v.MayKeep || len(v.Upcoming) != 2 || v.Upcoming[0].Free != 2 || len(v.Members) != 1 || a.header.Get("ETag") == "" {
		t.Errorf("%s", a.body)
	}
	var list struct{ Forums []struct{ Name string } }
	s.as("af").get("/areas/0685/forums").want(200).into(&list)
	if len(list.Forums) != 1 || list.Forums[0].Name != "Trepartssamtal" {
		t.Errorf("%+v", list)
	}
	var guide struct {
		Advice []struct {
			Situation string
			Forums    []struct{ ID string }
		}
	}
	s.as("af").get("/areas/0685/forum-guide?situation=quick_talk").want(200).into(&guide)
	if len(guide.Advice) != 1 || len(guide.Advice[0].Forums) != 1 {
		t.Errorf("%+v", guide)
	}
	var left struct{ Vacant []string }
	lead.do("DELETE", where+"/members/ame", "").want(200).into(&left)
	if len(left.Vacant) != 1 || left.Vacant[0] != "chair" {
		t.Errorf("the last of those that chair in turn has left: %v", left.Vacant)
	}
}

func TestAnAgendaOverTheAPITellsNobodyWhoTookASlot(t *testing.T) {
	s := newSite(t)
	f := s.Forum(forum.ThreeParty, forum.Parties()...)
	s.W.JoinForum(f, "fk", "ame")
	sitting, slots := s.Sitting(f, 48*time.Hour, 3)
	c, p := s.shared()
	at := api.Prefix + "/sittings/" + string(sitting)
	call := s.W.Call(c, "samordning", f, slots[0], "af")
	for _, who := range []string{"fk", "psyk-chef", "forbund", "nassjo-samordning"} {
		a := s.as(id.Function(who)).do("GET", at, "").want(200)
		for _, secret := range []string{string(c), string(call), p.Name, p.Number, "samordning"} {
			if strings.Contains(string(a.body), secret) {
				t.Errorf("the agenda tells %s of %q: %s", who, secret, a.body)
			}
		}
	}
	if a := s.as("af").do("GET", at, "").want(200); !strings.Contains(string(a.body), string(call)) {
		t.Errorf("one who is called does not find the call: %s", a.body)
	}
	var q struct{ ID, Slot string }
	s.as("af").do("POST", at+"/consultations", `{"question":"Ring 070-174 06 05"}`).want(422)
	s.as("af").do("POST", at+"/consultations", `{"slot":"`+string(slots[0])+`","question":"Vem tar första steget?"}`).want(201).into(&q)
	if q.Slot != string(slots[1]) {
		t.Errorf("%+v", q)
	}
	s.as("af").do("POST", at+"/consultations/"+q.ID+"/outcome", `{"outcome":"FK."}`, "If-Match", `"1"`).want(403)
	s.as("fk").do("POST", at+"/consultations/"+q.ID+"/outcome", `{"outcome":"FK tar det."}`, "If-Match", `"1"`).want(204)
	s.as("af").do("POST", at+"/consultations/"+q.ID+"/withdrawal", "", "If-Match", `"2"`).want(409)
	lead := s.as("samordning")
	lead.do("PUT", at+"/slots/"+string(slots[2]), `{"closed":true}`).want(204)
	lead.do("PUT", at+"/slots/"+string(slots[0]), `{"closed":true}`).want(409)
	lead.do("POST", at+"/seats", `{"chair":"fk","secretary":"ame"}`, "If-Match", `"1"`).want(204)
	lead.do("POST", at+"/move", `{"date":"2026-12-01","from":"13:00","reason":"ill"}`, "If-Match", `"1"`).want(412)
	s.as("fk").do("POST", at+"/attendance", `{"came":["fk"]}`, "If-Match", `"2"`).want(422) // it has not begun
	lead.do("POST", at+"/slots", `{"slotMinutes":30}`, "If-Match", `"2"`).want(409)
	lead.do("POST", at+"/cancellation", `{"reason":"no_time"}`, "If-Match", `"2"`).want(204)
}
