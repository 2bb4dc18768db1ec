package access

import (
	"time"

	"samverk/internal/errs"
)

// ProofLasts is how long ago the user may have proved who she is, for what
// demands that.
const ProofLasts = 10 * time.Minute

// proving are the actions that demand that the user has just proved who she is:
// administration, what gives lasting access, what is taken out as a file, and
// what is noted in somebody's name by another.
var proving = map[Action]func(Facts) bool{
	TokenIssue: always, PasskeyKeep: always, ExtractRead: always, PlanExport: always, OutcomeList: always,
	OrgKeep: always, ChangeConfirm: always, AreaKeep: always, StaffAssign: always, StaffEnd: always,
	ConsentGive: forAnother, ConsentWithdraw: forAnother, MeetingConsent: forAnother, BlockLift: forAnother,
	SpecialGive: forAnother, SpecialWithdraw: forAnother, ConsentConfirm: forAnother, ProtectionConfirm: forAnother,
	RepresentativeGrant: forAnother,
}

func always(Facts) bool { return true }

// forAnother holds for everybody but the person herself.
func forAnother(f Facts) bool { return !f.Self || f.Proxy }

// Proving reports whether an action demands that the user has just proved who
// she is.
func Proving(a Action, f Facts) bool {
	demands, ok := proving[a]
	return ok && !f.System && demands(f)
}

// Prove returns nil when the actor has proved who she is lately enough for the
// action. It is asked after Decide, so that it tells nobody what is hidden.
func Prove(a Action, f Facts, who Actor, now time.Time) error {
	if !Proving(a, f) || !who.Proved.IsZero() && now.Sub(who.Proved) < ProofLasts {
		return nil
	}
	if who.Token != "" {
		return errs.New(errs.StepUp, "proof.token")
	}
	return errs.New(errs.StepUp, "proof.demanded")
}
