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
	WayReport  string // that a way in was wrong
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
	Intervention string // what a unit can offer
	Wish         string // of an actor, for what another could offer
	Expectation  string // of one actor on another, and what that answers
	Article      string // of the knowledge base
	Path         string // through what a newcomer needs to know
	Training     string // a day of it
	News         string // something that has changed in the organisations
	Round        string // of self-assessment, or of who works how with whom
	Survey       string
	Study        string // a mapping study
	Group        string // of people heard in a study
	Statement    string // that somebody made in a study
	Report       string
	Development  string // an area that is to become better
	Figure       string // what is measured: an indicator
	Goal         string // that actors have in common
	Effort       string // that the federation pays for
	Task         string // of the federation's year
	Body         string // of the federation: its board, a working group

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
