package access_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
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

	{"a called function", called(access.Worker)},
	{"another function of a called unit", access.Facts{Holds: true, Role: access.Worker, Party: access.TakesPart, Heard: true}},
	{"one of a called unit, no party", access.Facts{Holds: true, Role: access.Worker, Heard: true}},
	{"a called function of a unit that the person has blocked", with(called(access.Worker), func(f *access.Facts) { f.Blocked = true })},
	{"a called function that has left the case", with(called(access.Worker), func(f *access.Facts) { f.Party = access.Left })},
	{"a called function that is no party", with(called(access.Worker), func(f *access.Facts) { f.Party = access.NoParty })},
	{"a former holder of a called function", with(called(access.Worker), func(f *access.Facts) { f.Holds = false })},
	{"the federation, though called", with(called(access.Federation), func(f *access.Facts) { f.Calls, f.Keeps, f.Files = true, true, true })},
	{"a party that is not called", access.Facts{Holds: true, Role: access.Worker, Party: access.TakesPart, Consented: true}},
	{"the function that called", with(called(access.Worker), func(f *access.Facts) { f.Calls = true })},
	{"the function that called, and has left the case", with(called(access.Worker), func(f *access.Facts) { f.Calls, f.Party = true, access.Left })},
	{"the function that keeps the minutes", with(called(access.Worker), func(f *access.Facts) { f.Keeps, f.Files = true, true })},
	{"the function that keeps the minutes, of a blocked unit", with(called(access.Worker), func(f *access.Facts) { f.Keeps, f.Files, f.Blocked = true, true, true })},
	{"another function of the unit that keeps the minutes", access.Facts{Holds: true, Role: access.Worker, Party: access.TakesPart, Files: true}},
	{"one of the unit that keeps the minutes, no party", access.Facts{Holds: true, Role: access.Worker, Files: true}},
	{"the function that leads, not called", access.Facts{Holds: true, Role: access.Coordinator, Party: access.TakesPart, Coordinator: true}},
	{"the function that leads, called", with(called(access.Coordinator), func(f *access.Facts) { f.Coordinator = true })},
	{"the manager who is told of a call", access.Facts{Holds: true, Role: access.Manager, Told: true}},
	{"an administrator who is told of a call", access.Facts{Holds: true, Role: access.Admin, Told: true}},
	{"the federation, though told of a call", access.Facts{Holds: true, Role: access.Federation, Told: true}},

	{"a worker in the area", access.Facts{Holds: true, Role: access.Worker, Local: true}},
	{"the coordinator of the area", access.Facts{Holds: true, Role: access.Coordinator, Local: true}},
	{"a manager in the area", access.Facts{Holds: true, Role: access.Manager, Local: true}},
	{"the manager whose organisation is to sign", access.Facts{Holds: true, Role: access.Manager, Local: true, Signs: true}},
	{"a manager of that organisation in another area", access.Facts{Holds: true, Role: access.Manager, Signs: true}},
	{"a worker whose organisation is to sign", access.Facts{Holds: true, Role: access.Worker, Local: true, Signs: true}},
	{"an administrator whose organisation is to sign", access.Facts{Holds: true, Role: access.Admin, Local: true, Signs: true}},
	{"a member of the forum", access.Facts{Holds: true, Role: access.Worker, Local: true, Member: true}},
	{"a manager who is a member of the forum", access.Facts{Holds: true, Role: access.Manager, Local: true, Member: true}},
	{"the function that drives the forum", access.Facts{Holds: true, Role: access.Worker, Local: true, Drives: true}},
	{"a former holder of what drives the forum", access.Facts{Role: access.Coordinator, Local: true, Member: true, Drives: true, Signs: true}},
	{"an administrator of the organisation", access.Facts{Holds: true, Role: access.Admin, OwnOrg: true}},
	{"an administrator of another organisation", access.Facts{Holds: true, Role: access.Admin}},
	{"a manager of the organisation", access.Facts{Holds: true, Role: access.Manager, OwnOrg: true}},
	{"a worker of the organisation", access.Facts{Holds: true, Role: access.Worker, OwnOrg: true}},
	{"the party that made the brief", access.Facts{Holds: true, Role: access.Worker, Party: access.TakesPart, Consented: true, Wrote: true}},
	{"the party that made the brief, of a blocked unit", access.Facts{Holds: true, Role: access.Worker, Party: access.TakesPart, Wrote: true, Blocked: true}},
	{"one of the unit that made the brief, no party", access.Facts{Holds: true, Role: access.Worker, Wrote: true}},
	{"the care unit that the brief has come to", access.Facts{Holds: true, Role: access.Worker, Answers: true}},
	{"the care unit that the brief has come to, blocked", access.Facts{Holds: true, Role: access.Worker, Answers: true, Blocked: true}},
	{"a former holder where the brief has come", access.Facts{Role: access.Worker, Answers: true}},
	{"the federation, though the brief has come to it", access.Facts{Holds: true, Role: access.Federation, Answers: true}},
	{"one who acts for the person and may read", acting(access.TaskRead)},
	{"one who acts for the person and may write", acting(access.TaskWrite)},
	{"one who acts for the person and may decide on consent", acting(access.TaskConsent)},
	{"one who acts for the person and may answer calls", acting(access.TaskMeet)},
	{"one who acts for the person and may ask", acting(access.TaskAsk)},
	{"one who acts for the person in nothing", acting(0)},
	{"a worker of the unit", access.Facts{Holds: true, Role: access.Worker, OwnUnit: true}},
	{"the federation, a member of the forum", access.Facts{Holds: true, Role: access.Federation, Local: true, Member: true}},
}

// called is a function that takes part in a case and is called to a meeting
// about it.
func called(r access.Role) access.Facts {
	return access.Facts{Holds: true, Role: r, Party: access.TakesPart, Consented: true, Heard: true, Called: true}
}

// acting is somebody in the person's place, about what the person owns.
func acting(tasks access.Tasks) access.Facts {
	return access.Facts{Self: true, Knows: true, Owns: true, Proxy: true, Tasks: tasks}
}

func with(f access.Facts, change func(*access.Facts)) access.Facts { change(&f); return f }

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
			fmt.Fprintf(&b, "    %-56s %s\n", r.name, strings.TrimRight(strings.Join(cells, " "), " "))
		}
	}
	head := fmt.Sprintf("    %-56s %-14s %-14s %s\n", "who", "not protected", "prot., unnamed", "prot., named")
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
	if f.Proxy && !mayFor(a, f.Tasks) {
		return false
	}
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
	case access.CaseRead, access.ConsentRead, access.PlanRead, access.PlanExport, access.ItemWrite:
		return f.Self || party
	case access.CaseObstacle:
		return party
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
	case access.PasskeyKeep:
		return f.Holds || f.Self
	case access.ProfileRead, access.ProfileKeep, access.ExtractRead, access.MatterAsk:
		return f.Self
	case access.MatterRead:
		return f.Self || f.Holds && !hidden && f.Role == access.Manager && f.OwnUnit
	case access.MatterAnswer:
		return f.Holds && !hidden && f.Role == access.Manager && f.OwnUnit
	case access.ObjectionMake:
		return f.Self && f.Knows
	case access.RepresentativeRead:
		return f.Self || party && !f.Blocked
	case access.RepresentativeGrant, access.RepresentativeEnd, access.SpecialGive, access.SpecialWithdraw:
		return f.Self || party && !f.Blocked && (f.Coordinator || f.Asker)
	case access.ConsentConfirm, access.ProtectionConfirm:
		return party && !f.Blocked && (f.Coordinator || f.Asker)
	case access.SpecialUse:
		return party && !f.Blocked
	case access.ItemRead:
		return (f.Self || party) && f.Knows
	case access.ItemRevise, access.ItemDisclose:
		return (f.Self || party) && f.Knows && f.Owns
	case access.ItemRecall:
		return party && f.Knows && f.Owns
	case access.ItemCopy:
		return party && f.Knows && !f.Owns
	}
	return mayMeet(a, f, party) || mayShape(a, f, caseworker) || mayGoThrough(a, f, party, caseworker) || mayTend(a, f, party, caseworker)
}

// mayGoThrough is the rule book of the way through. A unit that the person has
// blocked takes part in nothing of it, and a brief is read by the person, by the
// unit that made it and by the one that it has come to.
func mayGoThrough(a access.Action, f access.Facts, party, caseworker bool) bool {
	trusted := party && !f.Blocked
	cares := f.Holds && caseworker && f.Answers && !f.Blocked && (!f.Restricted || f.Named)
	switch a {
	case access.SituationRead:
		return f.Self || party
	case access.BriefMake, access.CoordinationAnswer, access.HandoverGive, access.HandoverAnswer:
		return trusted
	case access.CoordinationRead, access.CoordinationAsk, access.TrailRead, access.HandoverRead, access.OutcomeRead, access.OutcomeNote:
		return f.Self || trusted
	case access.BriefRead:
		return f.Self || trusted && f.Wrote || cares
	case access.BriefKeep:
		return trusted && f.Wrote
	case access.BriefAnswer:
		return cares
	case access.BriefOpen, access.OutcomeList:
		return f.Holds && caseworker
	case access.FormKeep:
		return f.Holds && f.OwnOrg && (f.Role == access.Manager || f.Role == access.Admin)
	case access.AssessmentRead, access.AssessmentSay:
		return f.Self || trusted && f.Called
	case access.AssessmentKeep:
		return trusted && f.Called && (f.Keeps || f.Calls || f.Coordinator)
	case access.TotalsRead:
		return f.Holds && (f.Role == access.Federation || f.Role == access.Manager || f.Role == access.Coordinator)
	}
	return false
}

// mayTend is the rule book of what stands around the single case: ways in, what
// can be offered, knowledge, studies, figures. Whoever is responsible for a
// thing keeps it; what all have in common is kept by the coordinator and the
// managers of the area, and by the federation.
func mayTend(a access.Action, f access.Facts, party, caseworker bool) bool {
	common := f.Holds && (f.Role == access.Federation || f.Local && (f.Role == access.Coordinator || f.Role == access.Manager))
	switch a {
	case access.WayConfirm:
		return f.Holds && (f.OwnUnit && (caseworker || f.Role == access.Admin) || f.Local && f.Role == access.Coordinator)
	case access.WayReport, access.LearnTake:
		return f.Holds
	case access.OfferWrite:
		return f.Holds && f.OwnUnit && (caseworker || f.Role == access.Admin)
	case access.OfferApprove:
		return f.Holds && f.OwnUnit && (f.Role == access.Manager || f.Role == access.Admin)
	case access.OfferImport:
		return f.Holds && f.OwnOrg && (f.Role == access.Manager || f.Role == access.Admin)
	case access.WishKeep, access.GaugeAnswer:
		return f.Holds && caseworker && f.Local
	case access.LearnKeep, access.GaugeKeep, access.StudyKeep, access.StudyRead, access.DevelopKeep, access.FigureKeep:
		return common
	case access.FederationKeep:
		return f.Holds && f.Role == access.Federation
	case access.FitRead:
		return f.Self || party && !f.Blocked
	case access.MissingNote:
		return party && !f.Blocked
	}
	return false
}

// mayFor is the rule book of those who act for a person: reading takes any
// task, everything else its own, and what is not about the case nobody does
// for somebody else.
func mayFor(a access.Action, has access.Tasks) bool {
	switch a {
	case access.SessionRead, access.SessionEnd:
		return true
	case access.DayRead, access.StructureRead, access.CaseList, access.CaseRead, access.ItemRead, access.PlanRead, access.PlanExport, access.ConsentRead,
		access.CallRead, access.MeetingRead, access.MinutesRead, access.RepresentativeRead:
		return has != 0
	case access.SituationRead, access.BriefRead, access.CoordinationRead, access.AssessmentRead, access.TrailRead, access.HandoverRead, access.OutcomeRead, access.FitRead:
		return has != 0
	case access.ItemWrite, access.ItemRevise, access.ItemDisclose, access.ObjectionMake, access.OutcomeNote:
		return has&access.TaskWrite != 0
	case access.ConsentGive, access.ConsentWithdraw, access.BlockSet, access.BlockLift, access.MeetingConsent, access.SpecialGive, access.SpecialWithdraw:
		return has&access.TaskConsent != 0
	case access.CallAnswer, access.AssessmentSay:
		return has&access.TaskMeet != 0
	case access.MatterAsk, access.MatterRead, access.CoordinationAsk:
		return has&access.TaskAsk != 0
	}
	return false
}

// mayMeet is the rule book of calls, meetings and minutes. A unit that the
// person has blocked does not learn that there is a meeting; what its function
// typed in one is kept for itself all the same.
func mayMeet(a access.Action, f access.Facts, party bool) bool {
	trusted := party && !f.Blocked
	present := trusted && f.Called
	switch a {
	case access.CallMake:
		return trusted
	case access.CallRead, access.MinutesRead:
		return f.Self || present || trusted && (f.Heard || f.Files)
	case access.CallAnswer:
		inPlace := f.Holds && f.Told && !f.Blocked && (!f.Restricted || f.Named) &&
			(f.Role == access.Worker || f.Role == access.Coordinator || f.Role == access.Manager)
		return f.Self || present || inPlace
	case access.CallChange:
		return present && (f.Calls || f.Coordinator)
	case access.MeetingConsent:
		return f.Self || trusted && (f.Coordinator || f.Asker)
	case access.MeetingRead:
		return f.Self || present
	case access.MeetingWrite:
		return party && f.Called
	case access.MeetingKeep:
		return present && (f.Calls || f.Keeps || f.Coordinator)
	case access.MinutesKeep:
		return present && f.Keeps
	case access.MinutesRecall:
		return trusted && f.Files
	}
	return false
}

// mayShape is the rule book of what actors have in common. Nothing of a case
// opens it.
func mayShape(a access.Action, f access.Facts, caseworker bool) bool {
	leads := f.Role == access.Coordinator || f.Role == access.Manager
	keeps := f.Role == access.Federation || leads && f.Local
	switch a {
	case access.OrgRead, access.OrgKeep, access.ChangeConfirm:
		return f.Holds && f.Role == access.Admin && f.OwnOrg
	case access.ReviewRead, access.ReviewJudge, access.ReviewSign:
		return f.Holds && f.Role == access.Manager && f.OwnOrg
	case access.AreaKeep:
		return f.Holds && f.Role == access.Federation
	case access.AgreementKeep:
		return f.Holds && keeps
	case access.AgreementSign:
		return f.Holds && f.Role == access.Manager && f.Local && f.Signs
	case access.ForumKeep:
		return f.Holds && (keeps || f.Drives)
	case access.ForumVisit:
		return f.Holds && caseworker && f.Local
	case access.ForumRun:
		return f.Holds && (f.Drives || f.Member)
	case access.FeedKeep:
		return f.Holds
	case access.ObstacleRaise:
		return f.Holds && caseworker && f.Local
	case access.ObstacleAnswer:
		return f.Holds && f.Role != access.Worker && (f.Drives || f.Member)
	}
	return false
}

// shown is what somebody must be able to read to be told that she may not do
// something with it; to others it does not exist. What is not listed is about
// nothing whose existence is secret.
var shown = map[access.Action][]access.Action{
	access.RequestRead: {access.RequestRead, access.RequestAccept, access.RequestAsk, access.RequestForward, access.RequestDecline,
		access.RequestAnswer, access.RequestConsent, access.RequestWithdraw},
	access.CaseRead: {access.CaseRead, access.CaseRest, access.CaseResume, access.CaseEnd, access.CaseClose, access.CaseReopen, access.PartyInvite,
		access.PartyLeave, access.ConsentRead, access.ConsentGive, access.ConsentWithdraw, access.BlockSet, access.BlockLift, access.ItemWrite,
		access.PlanRead, access.PlanExport, access.PlanAgree, access.PersonProtect, access.CaseObstacle, access.CallMake, access.MeetingConsent,
		access.ConsentConfirm, access.SpecialGive, access.SpecialWithdraw, access.SpecialUse, access.ProtectionConfirm,
		access.SituationRead, access.BriefMake},
	access.BriefRead:          {access.BriefRead, access.BriefKeep, access.BriefAnswer},
	access.CoordinationRead:   {access.CoordinationRead, access.CoordinationAsk, access.CoordinationAnswer},
	access.AssessmentRead:     {access.AssessmentRead, access.AssessmentKeep, access.AssessmentSay},
	access.TrailRead:          {access.TrailRead},
	access.FitRead:            {access.FitRead, access.MissingNote},
	access.HandoverRead:       {access.HandoverRead, access.HandoverGive, access.HandoverAnswer},
	access.OutcomeRead:        {access.OutcomeRead, access.OutcomeNote},
	access.InvitationRead:     {access.InvitationRead, access.PartyAccept, access.PartyDecline},
	access.ItemRead:           {access.ItemRead, access.ItemRevise, access.ItemDisclose, access.ItemRecall, access.ItemCopy, access.ObjectionMake},
	access.RepresentativeRead: {access.RepresentativeRead, access.RepresentativeGrant, access.RepresentativeEnd},
	access.MatterRead:         {access.MatterRead, access.MatterAnswer, access.MatterAsk},
	access.OrgRead:            {access.OrgRead, access.OrgKeep, access.ChangeConfirm},
	access.ReviewRead:         {access.ReviewRead, access.ReviewJudge, access.ReviewSign},
	access.CallRead:           {access.CallRead, access.CallAnswer, access.CallChange},
	access.MeetingRead:        {access.MeetingRead, access.MeetingWrite, access.MeetingKeep},
	access.MinutesRead:        {access.MinutesRead, access.MinutesKeep, access.MinutesRecall},
	access.StaffRead:          {access.StaffRead, access.StaffAssign, access.StaffEnd},
	access.AuditUnit:          {access.AuditUnit},
	access.AuditPerson:        {access.AuditPerson},
}

// expected is what is to be answered, from the rule book.
func expected(a access.Action, f access.Facts) string {
	if may(a, f) {
		return "yes"
	}
	for read, all := range shown {
		if slices.Contains(all, a) && !may(read, f) {
			return "does not exist"
		}
	}
	return "no"
}

func withoutSystem(f access.Facts) access.Facts { f.System = false; return f }

// family is a group of facts that belong together, as flags, and the actions
// that may depend on nothing else.
type family struct {
	name  string
	flags []func(*access.Facts) *bool
	about func(access.Action) bool
}

var (
	everybody = []func(*access.Facts) *bool{
		func(f *access.Facts) *bool { return &f.System }, func(f *access.Facts) *bool { return &f.Holds },
		func(f *access.Facts) *bool { return &f.Self },
	}
	ofPerson = []func(*access.Facts) *bool{
		func(f *access.Facts) *bool { return &f.Coordinator }, func(f *access.Facts) *bool { return &f.Blocked },
		func(f *access.Facts) *bool { return &f.Restricted }, func(f *access.Facts) *bool { return &f.Named },
		func(f *access.Facts) *bool { return &f.Asker },
	}
	ofCase = []func(*access.Facts) *bool{
		func(f *access.Facts) *bool { return &f.Consented }, func(f *access.Facts) *bool { return &f.Receiver },
		func(f *access.Facts) *bool { return &f.Agreed }, func(f *access.Facts) *bool { return &f.Knows },
		func(f *access.Facts) *bool { return &f.Owns }, func(f *access.Facts) *bool { return &f.OwnUnit },
	}
	ofCall = []func(*access.Facts) *bool{
		func(f *access.Facts) *bool { return &f.Heard }, func(f *access.Facts) *bool { return &f.Called },
		func(f *access.Facts) *bool { return &f.Calls }, func(f *access.Facts) *bool { return &f.Keeps },
		func(f *access.Facts) *bool { return &f.Files }, func(f *access.Facts) *bool { return &f.Told },
	}
	ofStructure = []func(*access.Facts) *bool{
		func(f *access.Facts) *bool { return &f.Local }, func(f *access.Facts) *bool { return &f.Member },
		func(f *access.Facts) *bool { return &f.Drives }, func(f *access.Facts) *bool { return &f.Signs },
		func(f *access.Facts) *bool { return &f.OwnOrg },
	}
	ofBrief = []func(*access.Facts) *bool{
		func(f *access.Facts) *bool { return &f.Wrote }, func(f *access.Facts) *bool { return &f.Answers },
	}
	ofProxy = []func(*access.Facts) *bool{func(f *access.Facts) *bool { return &f.Proxy }}
)

var families = []family{
	{"cases", slices.Concat(everybody, ofPerson, ofCase), func(a access.Action) bool { return !meets(a) && !shapes(a) && !briefs(a) && !tends(a) }},
	{"briefs", slices.Concat(everybody, ofPerson, ofBrief, ofCase[:2]), briefs},
	{"calls", slices.Concat(everybody, ofPerson, ofCall), meets},
	{"structure", slices.Concat(everybody, ofPerson, ofStructure), shapes},
	{"around the case", slices.Concat(everybody, ofPerson, ofStructure, ofCase[5:]), tends},
	{"representatives", slices.Concat(everybody, ofProxy, ofCase[3:5]), func(access.Action) bool { return true }},
}

func meets(a access.Action) bool {
	noun, _, _ := strings.Cut(string(a), ".")
	return noun == "call" || noun == "meeting" || noun == "minutes" || noun == "assessment"
}

func briefs(a access.Action) bool { return strings.HasPrefix(string(a), "brief.") }

func tends(a access.Action) bool {
	noun, _, _ := strings.Cut(string(a), ".")
	return slices.Contains([]string{"way", "offer", "wish", "learn", "gauge", "study", "development", "figure", "federation"}, noun)
}

func shapes(a access.Action) bool {
	noun, _, _ := strings.Cut(string(a), ".")
	return noun == "agreement" || noun == "forum" || noun == "feed" || noun == "obstacle" || noun == "org" || noun == "change" || noun == "area" || noun == "review" || noun == "form" || noun == "totals"
}

// TestEveryCombinationOfFacts holds each action against every combination of
// the facts of its family, and the rule book written a second time. The facts
// of the other families are in turn all off, all on and by chance: they must
// not matter.
func TestEveryCombinationOfFacts(t *testing.T) {
	for _, f := range families {
		t.Run(f.name, func(t *testing.T) { f.check(t) })
	}
}

func (fam family) check(t *testing.T) {
	var actions []access.Action
	for _, a := range access.Actions() {
		if fam.about(a) {
			actions = append(actions, a)
		}
	}
	others := fam.others()
	chance := rand.New(rand.NewPCG(3, uint64(len(actions))))
	n, wrong := 0, 0
	for bits := range 1 << len(fam.flags) {
		for _, background := range []uint64{0, ^uint64(0), chance.Uint64()} {
			var f access.Facts
			set(&f, fam.flags, uint64(bits))
			set(&f, others, background)
			f.Tasks = access.Tasks(chance.Uint64())
			n, wrong = fam.against(t, f, actions, n, wrong)
		}
	}
	if n == 0 {
		t.Error("nothing was decided")
	}
	t.Logf("%d decisions, %d wrong", n, wrong)
}

// against holds actions against the rule book, for every role and way to stand
// to a case.
func (fam family) against(t *testing.T, f access.Facts, actions []access.Action, n, wrong int) (int, int) {
	for _, f.Party = range []access.PartyState{access.NoParty, access.Invited, access.TakesPart, access.Left, access.Declined} {
		for _, f.Role = range []access.Role{"", access.Worker, access.Coordinator, access.Manager, access.Admin, access.Federation} {
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
	return n, wrong
}

func set(f *access.Facts, flags []func(*access.Facts) *bool, bits uint64) {
	for i, flag := range flags {
		*flag(f) = bits>>i&1 == 1
	}
}

// others are the flags that are not the family's own.
func (fam family) others() (all []func(*access.Facts) *bool) {
	own := map[*bool]bool{}
	var f access.Facts
	for _, flag := range fam.flags {
		own[flag(&f)] = true
	}
	for _, flag := range slices.Concat(everybody, ofPerson, ofCase, ofCall, ofStructure, ofBrief, ofProxy) {
		if !own[flag(&f)] {
			all = append(all, flag)
		}
	}
	return all
}

// TestEveryFactIsInAFamily holds that a fact which is added is tested.
func TestEveryFactIsInAFamily(t *testing.T) {
	var f access.Facts
	all := slices.Concat(everybody, ofPerson, ofCase, ofCall, ofStructure, ofBrief, ofProxy)
	set(&f, all, ^uint64(0))
	v, flags := reflect.ValueOf(f), 0
	for i := range v.NumField() {
		if v.Field(i).Kind() != reflect.Bool {
			continue
		}
		if flags++; !v.Field(i).Bool() {
			t.Errorf("%s is in no family", v.Type().Field(i).Name)
		}
	}
	if flags != len(all) {
		t.Errorf("%d flags in the families, %d facts", len(all), flags)
	}
}

// TestWhatIsHiddenCannotBeToldFromWhatIsNot holds, for every relation and
// protection, that a refusal says no only to one who may read the object.
func TestWhatIsHiddenCannotBeToldFromWhatIsNot(t *testing.T) {
	for _, a := range access.Actions() {
		for _, r := range relations {
			for bits := range 1 << len(everybody) {
				for _, p := range protections {
					f := r.facts
					if bits != 0 {
						set(&f, everybody, uint64(bits))
					}
					f.Restricted, f.Named = p.restricted, p.named
					if got, want := answer(a, f), expected(a, f); got != want {
						t.Errorf("%s, %s, %s: %q and not %q", a, r.name, p.name, got, want)
					}
				}
			}
		}
	}
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
