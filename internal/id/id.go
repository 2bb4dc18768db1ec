// Package id has a type of its own for every identifier, so that two cannot be
// swapped, and reads Swedish personal numbers.
package id

import (
	"crypto/rand"
	"strings"
)

// The identifiers. Those of the structure level come first, then those of the
// individual level.
type (
	Area       string // SCB's four-digit code of the municipality
	Org        string
	Unit       string
	Function   string
	User       string
	Assignment string
	WayIn      string
	Session    string
	Token      string
	Passkey    string
	Enrolment  string // leave to make a passkey
	Change     string // something that takes two users
	Import     string // a file of rows, shown before they are taken in
	Review     string // control of the log for a period
	ReviewRow  string

	Agreement    string
	Forum        string
	Sitting      string
	Slot         string
	Consultation string
	Feed         string
	Obstacle     string

	Person     string
	Request    string
	Case       string
	Party      string
	Consent    string
	Block      string
	Item       string
	Disclosure string
	Recall     string
	Plan       string
	Call       string
	Offer      string
	Minutes    string

	Representative string // a person's part that somebody acts in
	Objection      string
	Brief          string // to a doctor: what is planned and hard, and what is asked
	BriefForm      string // the fields that a brief has, in one version
	Coordination   string // what is asked of Försäkringskassan, and its answer
	Assessment     string // made together by several actors, at a meeting
	Handover       string // what one function leaves to another
	Outcome        string // how it stood before, at the end or after
	Matter         string // something the person asks of a unit, which must answer
	SpecialConsent string
	PendingConsent string
)

// Self stands where a unit would when the person herself owns an item.
const Self Unit = "self"

// New returns a random identifier of 130 bits, in letters and digits that
// stand unchanged in an address.
func New[T ~string]() T { return T(strings.ToLower(rand.Text())) }

// Valid reports whether s has the form of an identifier: 1 to 40 of a–z, 0–9
// and hyphen. What has another form cannot exist and need not be looked up.
func Valid[T ~string](s T) bool {
	if len(s) == 0 || len(s) > 40 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}
