package person

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/seal"
)

const (
	profileAs       = "person.profile"
	longestProfile  = 500
	longestMail     = 120
	longestReaching = 120
)

// reaches are the ways in which a person can want to be reached.
var reaches = []string{"phone", "sms", "letter", "mail", "meeting", "representative"}

// Reaches lists the ways in which a person can want to be reached.
func Reaches() []string { return slices.Clone(reaches) }

// Languages lists what the person's pages can be written in.
func Languages() []string { return []string{"sv", "en"} }

// Profile is how a person wants to be reached, in her own words. It is stored
// sealed, but for the language of her pages.
type Profile struct {
	Language string   `json:"-"` // of her pages: sv, en; empty while she has not said
	Reach    []string `json:"reach,omitempty"`
	Phone    string   `json:"phone,omitempty"`
	Mail     string   `json:"mail,omitempty"`
	Times    string   `json:"times,omitempty"` // when it suits her best
	Avoid    string   `json:"avoid,omitempty"` // what one is to think of, such as no message on the answering machine
	Version  int64    `json:"-"`               // of the person
}

// Empty reports whether she has said nothing of how she wants to be reached.
func (p Profile) Empty() bool {
	return len(p.Reach) == 0 && p.Phone == "" && p.Mail == "" && p.Times == "" && p.Avoid == ""
}

// Check reports every fault of p.
func (p Profile) Check() error {
	var f errs.Faults
	f.Check(p.Language == "" || slices.Contains(Languages(), p.Language), "language", "profile.language.unknown")
	for _, r := range p.Reach {
		f.Check(slices.Contains(reaches, r), "reach", "profile.reach.unknown")
	}
	phoned := slices.Contains(p.Reach, "phone") || slices.Contains(p.Reach, "sms")
	f.Check(!phoned || p.Phone != "", "phone", "profile.phone.missing")
	f.Check(utf8.RuneCountInString(p.Phone) <= longestPhone, "phone", "profile.phone.long")
	f.Check(p.Phone == "" || strings.Trim(p.Phone, "+0123456789 -()") == "", "phone", "profile.phone.form")
	f.Check(!slices.Contains(p.Reach, "mail") || p.Mail != "", "mail", "profile.mail.missing")
	f.Check(utf8.RuneCountInString(p.Mail) <= longestMail, "mail", "profile.mail.long")
	f.Check(p.Mail == "" || strings.Count(p.Mail, "@") == 1 && !strings.ContainsAny(p.Mail, " ,;"), "mail", "profile.mail.form")
	f.Check(utf8.RuneCountInString(p.Times) <= longestReaching, "times", "profile.times.long")
	f.Check(utf8.RuneCountInString(p.Avoid) <= longestProfile, "avoid", "profile.avoid.long")
	return f.Err()
}

// SetProfile notes how the person wants to be reached, and the language of her
// pages. Who comes second is shown what stands.
func SetProfile(ctx context.Context, tx *db.Tx, key *seal.Key, p Profile) error {
	if err := p.Check(); err != nil {
		return err
	}
	sealed, err := seal.Marshal(key, profileAs, p)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update person set language = $3, profile = $4, version = version + 1 where id = $1 and version = $2 and erased_at is null`,
		key.Person(), p.Version, p.Language, sealed)
	if err != nil || n > 0 {
		return err
	}
	now, err := Get(ctx, tx, key, key.Person())
	if err != nil || now.Erased {
		return changed(now, err)
	}
	return errs.Changed(now.Profile)
}
