package access_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/id"
)

var update = flag.Bool("update", false, "write the golden file anew")

// relation is how somebody can stand to a case, a request or a unit, in words
// that a lawyer uses.
type relation struct {
	name  string
	facts access.Facts
}

var relations = []relation{
	{"nobody signed in", access.Facts{}},
	{"the federation", access.Facts{Holds: true, Role: access.Federation}},
	{"the federation, though made a party", access.Facts{Holds: true, Role: access.Federation, Party: access.TakesPart, Consented: true, Knows: true}},
	{"an administrator of an organisation", access.Facts{Holds: true, Role: access.Admin, OwnUnit: true}},
	{"the manager of another unit", access.Facts{Holds: true, Role: access.Manager}},
	{"the manager of the unit", access.Facts{Holds: true, Role: access.Manager, OwnUnit: true}},
	{"a function without part in it", access.Facts{Holds: true, Role: access.Worker}},
	{"a former holder of a party's function", access.Facts{Role: access.Worker, Party: access.TakesPart, Consented: true, Knows: true, Owns: true}},
	{"the one who sent the request", access.Facts{Holds: true, Role: access.Worker, Asker: true}},
	{"the one the request stands with", access.Facts{Holds: true, Role: access.Coordinator, Receiver: true}},
	{"one the request stands with, who sent it", access.Facts{Holds: true, Role: access.Coordinator, Receiver: true, Asker: true}},
	{"an invited function", access.Facts{Holds: true, Role: access.Worker, Party: access.Invited, Consented: true}},
	{"a function that declined", access.Facts{Holds: true, Role: access.Worker, Party: access.Declined, Consented: true, Knows: true}},
	{"a function that left", access.Facts{Holds: true, Role: access.Worker, Party: access.Left, Consented: true, Knows: true, Owns: true}},
	{"a party without consent", access.Facts{Holds: true, Role: access.Worker, Party: access.TakesPart}},
	{"a party, about an item it may see", access.Facts{Holds: true, Role: access.Worker, Party: access.TakesPart, Consented: true, Knows: true}},
	{"a party, about an item of its own", access.Facts{Holds: true, Role: access.Worker, Party: access.TakesPart, Consented: true, Knows: true, Owns: true}},
	{"the party that asked for the case", access.Facts{Holds: true, Role: access.Worker, Party: access.TakesPart, Asker: true, Consented: true}},
	{"the function that leads the case", access.Facts{Holds: true, Role: access.Coordinator, Party: access.TakesPart, Coordinator: true, Consented: true}},
	{"the function that leads, of a unit that the person has blocked", access.Facts{Holds: true, Role: access.Coordinator, Party: access.TakesPart, Coordinator: true, Blocked: true}},
	{"one who would lead but has left", access.Facts{Holds: true, Role: access.Coordinator, Party: access.Left, Coordinator: true, Consented: true}},
	{"the person herself", access.Facts{Self: true}},
	{"the person, about an item of her own", access.Facts{Self: true, Knows: true, Owns: true}},
	{"the person, about an item disclosed to somebody", access.Facts{Self: true, Knows: true}},
	{"the system", access.Facts{System: true}},
}

// protections are the three ways in which identity can be protected.
var protections = []struct {
	name              string
	restricted, named bool
}{{"-", false, false}, {"protected, not named", true, false}, {"protected, named", true, true}}

func answer(a access.Action, f access.Facts) string {
	err := access.Decide(a, f)
	switch {
	case err == nil:
		return "yes"
	case errs.Is(err, errs.NotFound):
		return "does not exist"
	}
	return "no"
}

// TestTheMatrixIsAsWritten holds every action against every relation and
// protection: testdata/matrix.golden is the rule book to read.
func TestTheMatrixIsAsWritten(t *testing.T) {
	var b strings.Builder
	actions := access.Actions()
	slices.Sort(actions)
	for _, a := range actions {
		fmt.Fprintf(&b, "%s\n", a)
		for _, r := range relations {
			var cells []string
			for _, p := range protections {
				f := r.facts
				f.Restricted, f.Named = p.restricted, p.named
				cells = append(cells, fmt.Sprintf("%-14s", answer(a, f)))
			}
			fmt.Fprintf(&b, "    %-50s %s\n", r.name, strings.TrimRight(strings.Join(cells, " "), " "))
		}
	}
	head := fmt.Sprintf("    %-50s %-14s %-14s %s\n", "who", "not protected", "prot., unnamed", "prot., named")
	got := head + b.String()
	const file = "testdata/matrix.golden"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != got {
		t.Errorf("the rules are not those of %s; read the difference and run with -update (%v)", file, err)
	}
}

// may is the rule book written a second time, from DOMAIN.md and the issue and
// not from the code: who may do what, as prose would have it.
func may(a access.Action, f access.Facts) bool {
	if f.System {
		return a == access.SystemWork || a == access.PersonErase || may(a, withoutSystem(f))
	}
	hidden := f.Restricted && !f.Named || f.Role == access.Federation
	caseworker := f.Role == access.Worker || f.Role == access.Coordinator || f.Role == access.Manager
	staff := f.Role == access.Manager || f.Role == access.Admin
	party := f.Holds && !hidden && f.Party == access.TakesPart
	request := f.Holds && !hidden && caseworker
	switch a {
	case access.DayRead, access.StructureRead, access.SessionRead, access.SessionEnd, access.TokenIssue, access.TokenRevoke:
		return f.Holds || f.Self
	case access.FunctionAct:
		return f.Holds
	case access.StaffRead, access.StaffAssign, access.StaffEnd:
		return f.Holds && f.OwnUnit && staff
	case access.AuditUnit:
		return f.Holds && f.OwnUnit && f.Role == access.Manager
	case access.AuditPerson:
		return f.Self
	case access.PersonFind:
		return f.Holds && caseworker
	case access.RequestList, access.RequestSend, access.CaseList:
		return f.Holds && caseworker || f.Self
	case access.RequestRead:
		return f.Self || request && (f.Asker || f.Receiver)
	case access.RequestAccept:
		return request && f.Receiver && (!f.Asker || !f.Restricted)
	case access.RequestAsk, access.RequestForward, access.RequestDecline:
		return request && f.Receiver
	case access.RequestAnswer, access.RequestConsent, access.RequestWithdraw:
		return f.Self || request && f.Asker
	case access.CaseRead, access.ConsentRead, access.PlanRead, access.ItemWrite:
		return f.Self || party
	case access.CaseRest, access.CaseResume, access.CaseEnd, access.CaseClose, access.CaseReopen, access.PartyInvite, access.PlanAgree:
		return party && f.Coordinator
	case access.InvitationRead, access.PartyAccept, access.PartyDecline:
		return f.Holds && !hidden && f.Party == access.Invited
	case access.PartyLeave:
		return party && !f.Coordinator
	case access.ConsentGive, access.ConsentWithdraw, access.BlockSet, access.BlockLift:
		return f.Self || party && !f.Blocked && (f.Coordinator || f.Asker)
	case access.PersonProtect:
		return party && !f.Blocked && (f.Coordinator || f.Asker)
	case access.ItemRead:
		return (f.Self || party) && f.Knows
	case access.ItemRevise, access.ItemDisclose:
		return (f.Self || party) && f.Knows && f.Owns
	case access.ItemRecall:
		return party && f.Knows && f.Owns
	case access.ItemCopy:
		return party && f.Knows && !f.Owns
	}
	return false
}

func withoutSystem(f access.Facts) access.Facts { f.System = false; return f }

// TestEveryCombinationOfFacts holds each action against every combination of
// facts there is, and the rule book written a second time.
func TestEveryCombinationOfFacts(t *testing.T) {
	parties := []access.PartyState{access.NoParty, access.Invited, access.TakesPart, access.Left, access.Declined}
	roles := []access.Role{"", access.Worker, access.Coordinator, access.Manager, access.Admin, access.Federation}
	actions := access.Actions()
	n, wrong := 0, 0
	for bits := range 1 << 14 {
		on := func(i int) bool { return bits>>i&1 == 1 }
		for _, party := range parties {
			for _, role := range roles {
				f := access.Facts{
					System: on(0), Holds: on(1), Self: on(2), Coordinator: on(3), Consented: on(4), Blocked: on(5), Restricted: on(6),
					Named: on(7), Asker: on(8), Receiver: on(9), Agreed: on(10), Knows: on(11), Owns: on(12), OwnUnit: on(13),
					Role: role, Party: party,
				}
				for _, a := range actions {
					n++
					if got := access.Decide(a, f) == nil; got != may(a, f) {
						if wrong++; wrong <= 5 {
							t.Errorf("%s with %+v: %v", a, f, got)
						}
					}
				}
			}
		}
	}
	t.Logf("%d decisions, %d wrong", n, wrong)
}

func TestAnUnknownActionIsRefused(t *testing.T) {
	all := access.Facts{Holds: true, Self: true, System: true, Role: access.Worker, Party: access.TakesPart, Coordinator: true, Consented: true}
	if access.Decide("case.everything", all) == nil {
		t.Error("allowed")
	}
}

func TestASightShowsNoMoreThanItsGrant(t *testing.T) {
	own, other := id.Unit("own"), id.Unit("other")
	for set := access.Set(0); set <= access.All; set++ {
		for _, blocked := range []bool{false, true} {
			s := access.NewSight("c", "p", access.Grant{Unit: own, Categories: set, Blocked: blocked, Circle: true, Records: true})
			for _, c := range access.Categories() {
				for _, g := range []access.Ground{access.OwnItem, access.ByConsent, access.ByLaw} {
					want := !blocked && (g == access.ByConsent && set.Has(c) || g == access.ByLaw)
					if got := s.Sees(other, c, g); got != want {
						t.Fatalf("set %s blocked %v category %s ground %q: %v", set, blocked, c, g, got)
					}
					if !s.Sees(own, c, g) {
						t.Fatal("a unit does not see its own")
					}
				}
			}
			if blocked && (s.Circle() || s.Records() || s.Categories() != 0) {
				t.Fatal("a blocked unit sees who takes part, or what the person decides")
			}
		}
	}
	if (access.Sight{}).Sees(own, access.Plan, access.ByLaw) || (access.Sight{}).Identity() || (access.Sight{}).Circle() || (access.Sight{}).Records() {
		t.Error("the zero Sight sees something")
	}
}

func TestThePersonSeesWhatIsDisclosedAndNoWorkingNotes(t *testing.T) {
	s := access.NewSight("c", "p", access.Grant{Unit: id.Self})
	if !s.Sees("u", access.Diagnosis, access.ByConsent) || !s.Sees(id.Self, access.Plan, access.OwnItem) {
		t.Error("the person does not see what is about her")
	}
	if s.Sees("u", access.Plan, access.OwnItem) {
		t.Error("the person sees a working note of a unit")
	}
}

func TestWhatWasShownIsKept(t *testing.T) {
	s := access.NewSight("c", "p", access.Grant{Unit: "u", Categories: access.SetOf(access.Work)})
	s.Sees("x", access.Work, access.ByConsent)
	s.Sees("x", access.Diagnosis, access.ByConsent)
	if got := s.Shown().String(); got != "work" {
		t.Errorf("shown %q", got)
	}
}

func BenchmarkDecide(b *testing.B) {
	f := access.Facts{Holds: true, Role: access.Worker, Party: access.TakesPart, Consented: true}
	b.ReportAllocs()
	for b.Loop() {
		if access.Decide(access.CaseRead, f) != nil {
			b.Fatal("refused")
		}
	}
}
