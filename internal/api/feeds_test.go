package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"samverk/internal/api"
)

func TestBusyTimesAndFeedsThroughTheAPI(t *testing.T) {
	s := newSite(t)
	vc := s.as("vc")
	var list struct {
		Feeds []struct{ ID string }
		Busy  int
	}
	calendar := func(rule string) string {
		body, _ := json.Marshal(map[string]string{"calendar": "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Hemligt\r\n\u0020fortsatt\r\nDTSTART:20261125T080000Z\r\nDURATION:PT1H\r\n" + rule + "END:VEVENT\r\nEND:VCALENDAR\r\n"})
		return string(body)
	}
	vc.do("PUT", api.Prefix+"/me/busy", calendar("RRULE:FREQ=DAILY;COUNT=3\r\n")).want(200)
	vc.get("/me/feeds").want(200).into(&list)
	if list.Busy != 3 || len(list.Feeds) != 0 {
		t.Errorf("%+v", list)
	}
	refused := vc.do("PUT", api.Prefix+"/me/busy", calendar("RRULE:FREQ=SECONDLY\r\n"))
	if p := refused.want(422).problem(); len(p.Errors) != 1 || p.Errors[0].Field != "calendar" || p.Errors[0].Key != "calendar.file.often" || strings.Contains(string(refused.body), "Hemligt") {
		t.Errorf("%s", refused.body)
	}
	if _, err := s.MakeFeed(t.Context(), s.W.As("vc")); err != nil {
		t.Fatal(err)
	}
	vc.get("/me/feeds").want(200).into(&list)
	if len(list.Feeds) != 1 {
		t.Fatalf("%+v", list)
	}
	s.as("ame").do("DELETE", api.Prefix+"/me/feeds/"+list.Feeds[0].ID, "").want(404)
	vc.do("DELETE", api.Prefix+"/me/feeds/"+list.Feeds[0].ID, "").want(204)
	vc.do("DELETE", api.Prefix+"/me/busy", "").want(204)
	vc.get("/me/feeds").want(200).into(&list)
	if list.Busy != 0 || len(list.Feeds) != 0 {
		t.Errorf("%+v", list)
	}
}
