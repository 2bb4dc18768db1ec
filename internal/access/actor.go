package access

import (
	"time"

	"samverk/internal/id"
)

// Role is what a function may do by virtue of its task, before any case is
// looked at.
type Role string

// The roles of functions.
const (
	Worker      Role = "worker"      // handles cases of her own unit
	Coordinator Role = "coordinator" // a way in that opens and leads cases
	Manager     Role = "manager"     // answers for a unit: staffing and control of the log
	Admin       Role = "admin"       // keeps an organisation's units and functions
	Federation  Role = "federation"  // works on the structure level only (lag 2003:1210 7 §)
)

// Kind is the sort of actor an organisation is.
type Kind string

// The kinds of organisations.
const (
	Kommun  Kind = "kommun"
	Vard    Kind = "vard"
	FK      Kind = "fk"
	AF      Kind = "af"
	Forbund Kind = "forbund"
	Drift   Kind = "admin"
)

// Once identifies one submit, so that a second one gives the first answer.
type Once struct {
	Key    string // given by the client or made with the form
	Digest string // of everything submitted under the key
}

// Actor is who asks: a user acting as one function, a person about herself, or
// the system. It is a claim; facts are gathered anew in every transaction.
type Actor struct {
	User     id.User
	Function id.Function
	Unit     id.Unit
	Org      id.Org
	Person   id.Person         // set when the person herself is signed in, or somebody who acts for her
	Proxy    id.Representative // set when somebody acts for the person
	Only     id.Case           // the one case in which she does
	System   bool              // background work
	Session  id.Session
	Token    id.Token
	Deputy   bool      // acts as deputy of the function
	Level    string    // level of assurance of the sign-in
	Proved   time.Time // when the user last proved who she is; zero for a token without that right
	Source   string    // address the call came from
	Once     Once
}

// Self reports whether a person acts for herself, or somebody in her place.
func (a Actor) Self() bool { return a.Person != "" }

// Object is what an action is about. Most fields are empty.
type Object struct {
	Case    id.Case
	Request id.Request
	Item    id.Item // of the case
	Call    id.Call // of the case; alone, for one who is told of it and does not know the case
	Unit    id.Unit
	Org     id.Org
	Matter  id.Matter
	Brief   id.Brief // alone, for one who answers it and does not know the case

	Area      id.Area
	Forum     id.Forum
	Sitting   id.Sitting
	Agreement id.Agreement
	Obstacle  id.Obstacle
}
