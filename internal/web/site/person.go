package site

import (
	"strings"

	"samverk/internal/item"
	"samverk/internal/person"
)

// objectionHead says who objects: the reader herself, or the person.
func objectionHead(v *Visit, o item.Objection) string {
	switch {
	case o.Acted != "":
		return v.Texts.T("objection.by_representative", "day", v.Texts.DayOf(o.At))
	case v.Actor.Self() && v.Actor.Proxy == "":
		return v.Texts.T("objection.yours", "day", v.Texts.DayOf(o.At))
	}
	return v.Texts.T("objection.theirs", "day", v.Texts.DayOf(o.At))
}

// ReachWords say in words how a person wants to be reached.
func ReachWords(v *Visit, p person.Profile) (said []string) {
	var ways []string
	for _, r := range p.Reach {
		way := v.Texts.T("profile.reach." + r)
		switch r {
		case "phone", "sms":
			way += " " + p.Phone
		case "mail":
			way += " " + p.Mail
		}
		if len(ways) > 0 {
			way = Lower(way)
		}
		ways = append(ways, way)
	}
	for _, line := range []string{v.Texts.List(ways...), p.Times, p.Avoid} {
		if strings.TrimSpace(line) != "" {
			said = append(said, line)
		}
	}
	return said
}
