package access

import "strings"

// Tasks is what a representative may do for the person: never inferred, always
// granted.
type Tasks uint8

// The tasks.
const (
	TaskRead    Tasks = 1 << iota // read the plan and what the person may read in the case
	TaskWrite                     // write in the plan, disclose what is hers, say that something is wrong
	TaskConsent                   // give and withdraw consent, set blocks
	TaskMeet                      // answer calls
	TaskAsk                       // ask for corrections, and why something was read
)

// taskNames are the tasks as they are kept and sent, in the order of their bits.
var taskNames = []string{"read", "write", "consent", "meet", "ask"}

// TaskNames lists every task by name.
func TaskNames() []string { return append([]string(nil), taskNames...) }

// ParseTasks reads names with commas between; what is no task is left out.
func ParseTasks(names string) (t Tasks) {
	for name := range strings.SplitSeq(names, ",") {
		for bit, n := range taskNames {
			if n == name {
				t |= 1 << bit
			}
		}
	}
	return t
}

// String returns the names with commas between.
func (t Tasks) String() string {
	var all []string
	for bit, n := range taskNames {
		if t&(1<<bit) != 0 {
			all = append(all, n)
		}
	}
	return strings.Join(all, ",")
}

// Has reports whether all of some tasks are among these.
func (t Tasks) Has(some Tasks) bool { return some != 0 && t&some == some }

// taskOf is the task that an action belongs to. What is not listed nobody does
// for somebody else: sign-in's own (listed as 0) apart.
var taskOf = map[Action]Tasks{
	DayRead: TaskRead, StructureRead: TaskRead, CaseList: TaskRead, CaseRead: TaskRead, ItemRead: TaskRead, PlanRead: TaskRead, PlanExport: TaskRead,
	ConsentRead: TaskRead, CallRead: TaskRead, MeetingRead: TaskRead, MinutesRead: TaskRead, RepresentativeRead: TaskRead,
	ItemWrite: TaskWrite, ItemRevise: TaskWrite, ItemDisclose: TaskWrite, ObjectionMake: TaskWrite,
	ConsentGive: TaskConsent, ConsentWithdraw: TaskConsent, BlockSet: TaskConsent, BlockLift: TaskConsent,
	MeetingConsent: TaskConsent, SpecialGive: TaskConsent, SpecialWithdraw: TaskConsent,
	CallAnswer: TaskMeet,
	MatterAsk:  TaskAsk, MatterRead: TaskAsk,

	SituationRead: TaskRead, BriefRead: TaskRead, CoordinationRead: TaskRead, AssessmentRead: TaskRead, TrailRead: TaskRead, HandoverRead: TaskRead, OutcomeRead: TaskRead, FitRead: TaskRead,
	OutcomeNote: TaskWrite, CoordinationAsk: TaskAsk, AssessmentSay: TaskMeet,
}

// ownSignIn are the actions on the representative's own sessions.
var ownSignIn = map[Action]bool{SessionRead: true, SessionEnd: true}

// entrusted reports whether the actor, when she acts for somebody else, has
// been given the task of the action. Whoever has some task may read.
func (f Facts) entrusted(a Action) bool {
	if !f.Proxy || ownSignIn[a] {
		return true
	}
	task := taskOf[a]
	return f.Tasks.Has(task) || task == TaskRead && f.Tasks != 0
}
