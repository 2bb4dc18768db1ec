// Package access decides who may do what, and what a reader may see. It is
// pure: no SQL, no clock. Package app gathers the facts and Decide is the only
// place that judges.
package access

import "samverk/internal/errs"

// Action is something that can be asked for. The same names stand in the log.
type Action string

// The actions.
const (
	DayRead       Action = "day.read"
	StructureRead Action = "structure.read"
	FunctionAct   Action = "function.act"
	SessionRead   Action = "session.read"
	SessionEnd    Action = "session.end"
	TokenIssue    Action = "token.issue"
	TokenRevoke   Action = "token.revoke"
	StaffRead     Action = "staff.read"
	StaffAssign   Action = "staff.assign"
	StaffEnd      Action = "staff.end"

	PersonFind    Action = "person.find"
	PersonProtect Action = "person.protect"
	PersonErase   Action = "person.erase"

	RequestList     Action = "request.list"
	RequestSend     Action = "request.send"
	RequestRead     Action = "request.read"
	RequestAccept   Action = "request.accept"
	RequestAsk      Action = "request.ask"
	RequestForward  Action = "request.forward"
	RequestDecline  Action = "request.decline"
	RequestAnswer   Action = "request.answer"
	RequestConsent  Action = "request.consent"
	RequestWithdraw Action = "request.withdraw"

	CaseList   Action = "case.list"
	CaseRead   Action = "case.read"
	CaseRest   Action = "case.rest"
	CaseResume Action = "case.resume"
	CaseEnd    Action = "case.closing"
	CaseClose  Action = "case.close"
	CaseReopen Action = "case.reopen"

	PartyInvite    Action = "party.invite"
	InvitationRead Action = "invitation.read"
	PartyAccept    Action = "party.accept"
	PartyDecline   Action = "party.decline"
	PartyLeave     Action = "party.leave"

	ConsentRead     Action = "consent.read"
	ConsentGive     Action = "consent.give"
	ConsentWithdraw Action = "consent.withdraw"
	BlockSet        Action = "block.set"
	BlockLift       Action = "block.lift"

	ItemRead     Action = "item.read"
	ItemWrite    Action = "item.write"
	ItemRevise   Action = "item.revise"
	ItemDisclose Action = "item.disclose"
	ItemRecall   Action = "item.recall"
	ItemCopy     Action = "item.copy"

	PlanRead   Action = "plan.read"
	PlanExport Action = "plan.export"
	PlanAgree  Action = "plan.agree"

	AgreementKeep  Action = "agreement.keep" // draft, revise, open for signing, end
	AgreementSign  Action = "agreement.sign"
	ForumKeep      Action = "forum.keep"  // the register, members, sittings
	ForumVisit     Action = "forum.visit" // take a slot for a consultation, mark times
	ForumRun       Action = "forum.run"   // a sitting: who came, who chairs, the answer to a consultation
	FeedKeep       Action = "feed.keep"   // calendars to subscribe to, and busy times
	ObstacleRaise  Action = "obstacle.raise"
	ObstacleAnswer Action = "obstacle.answer"
	CaseObstacle   Action = "case.obstacle" // raise one that was met in a case

	CallMake       Action = "call.make"
	CallRead       Action = "call.read"
	CallAnswer     Action = "call.answer"
	CallChange     Action = "call.change"     // move or cancel
	MeetingConsent Action = "meeting.consent" // to meet without the person
	MeetingRead    Action = "meeting.read"
	MeetingWrite   Action = "meeting.write"
	MeetingKeep    Action = "meeting.keep" // begin, end, who came
	MinutesKeep    Action = "minutes.keep" // make final, amend
	MinutesRead    Action = "minutes.read"
	MinutesRecall  Action = "minutes.recall"

	WayConfirm     Action = "way.confirm"   // that it still holds, or how to ask now
	WayReport      Action = "way.report"    // that it was wrong
	OfferWrite     Action = "offer.write"   // what the own unit can do
	OfferApprove   Action = "offer.approve" // that others see it
	OfferImport    Action = "offer.import"  // of the own organisation
	WishKeep       Action = "wish.keep"     // what others should be able to do, and what is expected of whom
	LearnKeep      Action = "learn.keep"    // paths of introduction, training days, articles
	LearnTake      Action = "learn.take"    // one's own introduction and training
	GaugeKeep      Action = "gauge.keep"    // rounds of self-assessment, surveys
	GaugeAnswer    Action = "gauge.answer"
	StudyKeep      Action = "study.keep" // mapping studies and their reports
	StudyRead      Action = "study.read" // what was said in them
	DevelopKeep    Action = "development.keep"
	FigureKeep     Action = "figure.keep"     // indicators, common goals
	FederationKeep Action = "federation.keep" // its members, its year and what it pays for

	FitRead     Action = "fit.read"     // which interventions could fit, of a case
	MissingNote Action = "missing.note" // count that a case needed what there is not

	PasskeyKeep Action = "passkey.keep" // one's own

	OrgRead       Action = "org.read"       // an organisation's units, functions, people
	OrgKeep       Action = "org.keep"       // change and import them, ask for what takes two
	ChangeConfirm Action = "change.confirm" // be the second of two
	AreaKeep      Action = "area.keep"      // areas and organisations of the federation

	ProfileRead         Action = "profile.read" // what is noted of the person, and how to reach her
	ProfileKeep         Action = "profile.keep"
	ExtractRead         Action = "extract.read" // everything held about the person
	MatterAsk           Action = "matter.ask"
	MatterRead          Action = "matter.read"
	MatterAnswer        Action = "matter.answer"
	ObjectionMake       Action = "objection.make"
	RepresentativeRead  Action = "representative.read"
	RepresentativeGrant Action = "representative.grant"
	RepresentativeEnd   Action = "representative.end"
	ConsentConfirm      Action = "consent.confirm" // of a protected person, met in person
	SpecialGive         Action = "special.give"    // consent that stands apart: SUS, telling FK
	SpecialWithdraw     Action = "special.withdraw"
	SpecialUse          Action = "special.use"        // note what has been done on such a consent
	ProtectionConfirm   Action = "protection.confirm" // be the second of two

	SituationRead Action = "situation.read" // the first picture, livelihood, plans kept elsewhere, target group, benefits

	BriefRead   Action = "brief.read"
	BriefMake   Action = "brief.make"
	BriefKeep   Action = "brief.keep"   // hand it over, send it, stop it, note an answer on paper
	BriefOpen   Action = "brief.open"   // by its code
	BriefAnswer Action = "brief.answer" // by health care
	FormKeep    Action = "form.keep"    // the fields of the organisation's brief

	CoordinationRead   Action = "coordination.read" // what Försäkringskassan coordinates
	CoordinationAsk    Action = "coordination.ask"
	CoordinationAnswer Action = "coordination.answer"

	AssessmentRead Action = "assessment.read" // made together, at a meeting
	AssessmentKeep Action = "assessment.keep"
	AssessmentSay  Action = "assessment.say" // agree or dissent

	TrailRead Action = "trail.read" // the person's way between the actors

	HandoverRead   Action = "handover.read"
	HandoverGive   Action = "handover.give"
	HandoverAnswer Action = "handover.answer"

	OutcomeRead Action = "outcome.read"
	OutcomeNote Action = "outcome.note"
	OutcomeList Action = "outcome.list" // for registration in SUS, of the cases that the function leads
	TotalsRead  Action = "totals.read"  // counts, without anybody in particular

	ReviewRead  Action = "review.read" // control of the organisation's readings
	ReviewJudge Action = "review.judge"
	ReviewSign  Action = "review.sign"

	AuditPerson Action = "audit.person"
	AuditUnit   Action = "audit.unit"
	SystemWork  Action = "system.work"
)

// PartyState is how a function stands to a case.
type PartyState string

// The states of a party.
const (
	NoParty   PartyState = ""
	Invited   PartyState = "invited"
	TakesPart PartyState = "takes_part"
	Left      PartyState = "left"
	Declined  PartyState = "declined"
)

// Facts is all that a decision may depend on. The zero value allows nothing.
type Facts struct {
	System bool // background work
	Holds  bool // the user holds the function now, as holder or deputy
	Self   bool // the person herself, and the object is about her
	Proxy  bool // somebody acts for the person, in some tasks: Self holds too
	Tasks  Tasks
	Role   Role // of the function

	Party       PartyState // of the function in the case
	Coordinator bool       // the function leads the case
	Consented   bool       // a consent in force gives the unit some category
	Blocked     bool       // the person never wants the unit to know
	Restricted  bool       // the person's identity is protected
	Named       bool       // the function is named among those who may know

	Asker    bool // the function sent the request
	Receiver bool // the request stands with the function now
	Agreed   bool // the person agreed to the request being sent with her name
	Knows    bool // the unit knows of the item: owns it or may see it
	Owns     bool // the unit, or the person, owns the item
	OwnUnit  bool // the object is the function's own unit, or of its organisation for an Admin
	OwnOrg   bool // the object is the function's own organisation

	Heard  bool // the function's unit is called, or has called
	Called bool // the function is called, or has called
	Calls  bool // the function made the call
	Keeps  bool // the function keeps the minutes, or is called when nobody takes part any more who did, or who called
	Files  bool // the function's unit keeps the minutes
	Told   bool // the function answers for one of its unit that has not answered

	Wrote   bool // the function's unit made the brief
	Answers bool // the brief has come to the function's unit, to be answered

	Local  bool // the function's unit works in the area of the object
	Member bool // the function is a member of the forum
	Drives bool // the function drives the forum, is deputy for that, or has the chair or keeps the minutes of the sitting
	Signs  bool // the function's organisation is to sign the agreement
}

// known reports whether the actor may know of the person at all (L27).
func (f Facts) known() bool { return f.Holds && f.Role != Federation && (!f.Restricted || f.Named) }

// handles reports whether the function works with individuals.
func (f Facts) handles() bool {
	return f.Holds && (f.Role == Worker || f.Role == Coordinator || f.Role == Manager)
}

// part reports whether the function takes part in the case.
func (f Facts) part() bool { return f.known() && f.Party == TakesPart }

// leads reports whether the function leads the case.
func (f Facts) leads() bool { return f.part() && f.Coordinator }

// records reports whether the function may note what the person has decided:
// the one who leads the case, or the one who asked for it on her behalf. A
// unit that she has blocked may not, lest it lift its own block.
func (f Facts) records() bool { return f.part() && !f.Blocked && (f.Coordinator || f.Asker) }

// seesRequest reports whether the request is the function's to see.
func (f Facts) seesRequest() bool { return f.known() && f.handles() && (f.Asker || f.Receiver) }

// keepsStructure reports whether the function may shape what the actors of the
// area have in common: the one that coordinates there, a manager there, and the
// federation everywhere.
func (f Facts) keepsStructure() bool {
	return f.Holds && (f.Role == Federation || f.Local && (f.Role == Coordinator || f.Role == Manager))
}

// aware reports whether the function may know of a call of the case: its unit is
// called, or keeps the minutes. Of what the person never wants its unit to know
// it knows nothing.
func (f Facts) aware() bool { return f.part() && !f.Blocked && (f.Called || f.Heard || f.Files) }

// meets reports whether the function takes part in the meeting.
func (f Facts) meets() bool { return f.part() && !f.Blocked && f.Called }

// answersFor reports whether the function answers for one of its unit, about a
// case that it need not know.
func (f Facts) answersFor() bool { return f.known() && f.handles() && !f.Blocked && f.Told }

// keepsBrief reports whether the brief is the function's to hand over.
func (f Facts) keepsBrief() bool { return f.part() && !f.Blocked && f.Wrote }

// answersBrief reports whether the function answers the brief, about a case that
// it need not know.
func (f Facts) answersBrief() bool { return f.known() && f.handles() && !f.Blocked && f.Answers }

// trusted reports whether the function takes part, of a unit that the person
// has not blocked.
func (f Facts) trusted() bool { return f.part() && !f.Blocked }

// administers reports whether the function keeps the organisation.
func (f Facts) administers() bool { return f.Holds && f.Role == Admin && f.OwnOrg }

// reviews reports whether the function controls what the organisation's users
// have read.
func (f Facts) reviews() bool { return f.Holds && f.Role == Manager && f.OwnOrg }

// answersMatters reports whether the function answers what persons ask of its
// unit. Asking the unit tells it who asks; of a protected person only those
// who are named may know.
func (f Facts) answersMatters() bool { return f.known() && f.Role == Manager && f.OwnUnit }

var rules = map[Action]func(Facts) bool{
	DayRead:       func(f Facts) bool { return f.Holds || f.Self },
	StructureRead: func(f Facts) bool { return f.Holds || f.Self },
	FunctionAct:   func(f Facts) bool { return f.Holds },
	SessionRead:   func(f Facts) bool { return f.Holds || f.Self },
	SessionEnd:    func(f Facts) bool { return f.Holds || f.Self },
	TokenIssue:    func(f Facts) bool { return f.Holds || f.Self },
	TokenRevoke:   func(f Facts) bool { return f.Holds || f.Self },
	StaffRead:     func(f Facts) bool { return f.Holds && f.OwnUnit && (f.Role == Manager || f.Role == Admin) },
	StaffAssign:   func(f Facts) bool { return f.Holds && f.OwnUnit && (f.Role == Manager || f.Role == Admin) },
	StaffEnd:      func(f Facts) bool { return f.Holds && f.OwnUnit && (f.Role == Manager || f.Role == Admin) },

	PersonFind:    func(f Facts) bool { return f.handles() },
	PersonProtect: func(f Facts) bool { return f.records() },
	PersonErase:   func(f Facts) bool { return f.System },

	RequestList: func(f Facts) bool { return f.handles() || f.Self },
	RequestSend: func(f Facts) bool { return f.handles() || f.Self },
	RequestRead: func(f Facts) bool { return f.Self || f.seesRequest() },
	// Of a person with protected identity nobody accepts what she herself has sent:
	// it takes two to open her record.
	RequestAccept:   func(f Facts) bool { return f.seesRequest() && f.Receiver && !(f.Asker && f.Restricted) },
	RequestAsk:      func(f Facts) bool { return f.seesRequest() && f.Receiver },
	RequestForward:  func(f Facts) bool { return f.seesRequest() && f.Receiver },
	RequestDecline:  func(f Facts) bool { return f.seesRequest() && f.Receiver },
	RequestAnswer:   func(f Facts) bool { return f.Self || f.seesRequest() && f.Asker },
	RequestConsent:  func(f Facts) bool { return f.Self || f.seesRequest() && f.Asker },
	RequestWithdraw: func(f Facts) bool { return f.Self || f.seesRequest() && f.Asker },

	CaseList:   func(f Facts) bool { return f.handles() || f.Self },
	CaseRead:   func(f Facts) bool { return f.Self || f.part() },
	CaseRest:   Facts.leads,
	CaseResume: Facts.leads,
	CaseEnd:    Facts.leads,
	CaseClose:  Facts.leads,
	CaseReopen: Facts.leads,

	PartyInvite:    Facts.leads,
	InvitationRead: func(f Facts) bool { return f.known() && f.Party == Invited },
	PartyAccept:    func(f Facts) bool { return f.known() && f.Party == Invited },
	PartyDecline:   func(f Facts) bool { return f.known() && f.Party == Invited },
	PartyLeave:     func(f Facts) bool { return f.part() && !f.Coordinator },

	ConsentRead:     func(f Facts) bool { return f.Self || f.part() },
	ConsentGive:     func(f Facts) bool { return f.Self || f.records() },
	ConsentWithdraw: func(f Facts) bool { return f.Self || f.records() },
	BlockSet:        func(f Facts) bool { return f.Self || f.records() },
	BlockLift:       func(f Facts) bool { return f.Self || f.records() },

	ItemRead:     func(f Facts) bool { return (f.Self || f.part()) && f.Knows },
	ItemWrite:    func(f Facts) bool { return f.Self || f.part() },
	ItemRevise:   func(f Facts) bool { return (f.Self || f.part()) && f.Knows && f.Owns },
	ItemDisclose: func(f Facts) bool { return (f.Self || f.part()) && f.Knows && f.Owns },
	ItemRecall:   func(f Facts) bool { return f.part() && f.Knows && f.Owns },
	ItemCopy:     func(f Facts) bool { return f.part() && f.Knows && !f.Owns },

	PlanRead:   func(f Facts) bool { return f.Self || f.part() },
	PlanExport: func(f Facts) bool { return f.Self || f.part() },
	PlanAgree:  Facts.leads,

	AgreementKeep:  Facts.keepsStructure,
	AgreementSign:  func(f Facts) bool { return f.Holds && f.Role == Manager && f.Local && f.Signs },
	ForumKeep:      func(f Facts) bool { return f.keepsStructure() || f.Holds && f.Drives },
	ForumVisit:     func(f Facts) bool { return f.handles() && f.Local },
	ForumRun:       func(f Facts) bool { return f.Holds && (f.Drives || f.Member) },
	FeedKeep:       func(f Facts) bool { return f.Holds },
	ObstacleRaise:  func(f Facts) bool { return f.handles() && f.Local },
	ObstacleAnswer: func(f Facts) bool { return f.Holds && (f.Member || f.Drives) && f.Role != Worker },
	CaseObstacle:   Facts.part,

	CallMake:       func(f Facts) bool { return f.part() && !f.Blocked },
	CallRead:       func(f Facts) bool { return f.Self || f.aware() },
	CallAnswer:     func(f Facts) bool { return f.Self || f.meets() || f.answersFor() },
	CallChange:     func(f Facts) bool { return f.meets() && (f.Calls || f.Coordinator) },
	MeetingConsent: func(f Facts) bool { return f.Self || f.records() },
	MeetingRead:    func(f Facts) bool { return f.Self || f.meets() },
	// What is typed in a meeting is not lost when the person blocks the unit
	// meanwhile: it stays the unit's own working note.
	MeetingWrite:  func(f Facts) bool { return f.part() && f.Called },
	MeetingKeep:   func(f Facts) bool { return f.meets() && (f.Keeps || f.Calls || f.Coordinator) },
	MinutesKeep:   func(f Facts) bool { return f.meets() && f.Keeps },
	MinutesRead:   func(f Facts) bool { return f.Self || f.aware() },
	MinutesRecall: func(f Facts) bool { return f.aware() && f.Files },

	WayConfirm: func(f Facts) bool {
		return f.Holds && (f.OwnUnit && (f.handles() || f.Role == Admin) || f.Local && f.Role == Coordinator)
	},
	WayReport:      func(f Facts) bool { return f.Holds },
	OfferWrite:     func(f Facts) bool { return f.OwnUnit && (f.handles() || f.Holds && f.Role == Admin) },
	OfferApprove:   func(f Facts) bool { return f.Holds && f.OwnUnit && (f.Role == Manager || f.Role == Admin) },
	OfferImport:    func(f Facts) bool { return f.Holds && f.OwnOrg && (f.Role == Manager || f.Role == Admin) },
	WishKeep:       func(f Facts) bool { return f.handles() && f.Local },
	LearnKeep:      Facts.keepsStructure,
	LearnTake:      func(f Facts) bool { return f.Holds },
	GaugeKeep:      Facts.keepsStructure,
	GaugeAnswer:    func(f Facts) bool { return f.handles() && f.Local },
	StudyKeep:      Facts.keepsStructure,
	StudyRead:      Facts.keepsStructure,
	DevelopKeep:    Facts.keepsStructure,
	FigureKeep:     Facts.keepsStructure,
	FederationKeep: func(f Facts) bool { return f.Holds && f.Role == Federation },

	FitRead:     func(f Facts) bool { return f.Self || f.trusted() },
	MissingNote: Facts.trusted,

	PasskeyKeep: func(f Facts) bool { return f.Holds || f.Self },

	OrgRead:       Facts.administers,
	OrgKeep:       Facts.administers,
	ChangeConfirm: Facts.administers,
	AreaKeep:      func(f Facts) bool { return f.Holds && f.Role == Federation },

	ProfileRead:         func(f Facts) bool { return f.Self },
	ProfileKeep:         func(f Facts) bool { return f.Self },
	ExtractRead:         func(f Facts) bool { return f.Self },
	MatterAsk:           func(f Facts) bool { return f.Self },
	MatterRead:          func(f Facts) bool { return f.Self || f.answersMatters() },
	MatterAnswer:        Facts.answersMatters,
	ObjectionMake:       func(f Facts) bool { return f.Self && f.Knows },
	RepresentativeRead:  func(f Facts) bool { return f.Self || f.part() && !f.Blocked },
	RepresentativeGrant: func(f Facts) bool { return f.Self || f.records() },
	RepresentativeEnd:   func(f Facts) bool { return f.Self || f.records() },
	ConsentConfirm:      Facts.records,
	SpecialGive:         func(f Facts) bool { return f.Self || f.records() },
	SpecialWithdraw:     func(f Facts) bool { return f.Self || f.records() },
	SpecialUse:          func(f Facts) bool { return f.part() && !f.Blocked },
	ProtectionConfirm:   Facts.records,

	SituationRead: func(f Facts) bool { return f.Self || f.part() },

	BriefRead:   func(f Facts) bool { return f.Self || f.keepsBrief() || f.answersBrief() },
	BriefMake:   Facts.trusted,
	BriefKeep:   Facts.keepsBrief,
	BriefOpen:   Facts.handles,
	BriefAnswer: Facts.answersBrief,
	FormKeep:    func(f Facts) bool { return f.Holds && f.OwnOrg && (f.Role == Manager || f.Role == Admin) },

	CoordinationRead:   func(f Facts) bool { return f.Self || f.trusted() },
	CoordinationAsk:    func(f Facts) bool { return f.Self || f.trusted() },
	CoordinationAnswer: Facts.trusted,

	AssessmentRead: func(f Facts) bool { return f.Self || f.meets() },
	AssessmentKeep: func(f Facts) bool { return f.meets() && (f.Keeps || f.Calls || f.Coordinator) },
	AssessmentSay:  func(f Facts) bool { return f.Self || f.meets() },

	TrailRead: func(f Facts) bool { return f.Self || f.trusted() },

	HandoverRead:   func(f Facts) bool { return f.Self || f.trusted() },
	HandoverGive:   Facts.trusted,
	HandoverAnswer: Facts.trusted,

	OutcomeRead: func(f Facts) bool { return f.Self || f.trusted() },
	OutcomeNote: func(f Facts) bool { return f.Self || f.trusted() },
	OutcomeList: Facts.handles,
	TotalsRead: func(f Facts) bool {
		return f.Holds && (f.Role == Federation || f.Role == Manager || f.Role == Coordinator)
	},

	ReviewRead:  Facts.reviews,
	ReviewJudge: Facts.reviews,
	ReviewSign:  Facts.reviews,

	AuditPerson: func(f Facts) bool { return f.Self },
	AuditUnit:   func(f Facts) bool { return f.Holds && f.OwnUnit && f.Role == Manager },
	SystemWork:  func(f Facts) bool { return f.System },
}

// reading is the action that shows the object which an action is about: who may
// not even do that is told that the object does not exist.
var reading = map[Action]Action{
	RequestAccept: RequestRead, RequestAsk: RequestRead, RequestForward: RequestRead, RequestDecline: RequestRead,
	RequestAnswer: RequestRead, RequestConsent: RequestRead, RequestWithdraw: RequestRead, RequestRead: RequestRead,
	CaseRead: CaseRead, CaseRest: CaseRead, CaseResume: CaseRead, CaseEnd: CaseRead, CaseClose: CaseRead, CaseReopen: CaseRead,
	PartyInvite: CaseRead, PartyLeave: CaseRead, ConsentRead: CaseRead, ConsentGive: CaseRead, ConsentWithdraw: CaseRead,
	BlockSet: CaseRead, BlockLift: CaseRead, ItemWrite: CaseRead, PlanRead: CaseRead, PlanExport: CaseRead, PlanAgree: CaseRead, PersonProtect: CaseRead,
	InvitationRead: InvitationRead, PartyAccept: InvitationRead, PartyDecline: InvitationRead,
	ItemRead: ItemRead, ItemRevise: ItemRead, ItemDisclose: ItemRead, ItemRecall: ItemRead, ItemCopy: ItemRead,
	CaseObstacle: CaseRead, CallMake: CaseRead, CallRead: CallRead, CallAnswer: CallRead, CallChange: CallRead, MeetingConsent: CaseRead,
	MeetingRead: MeetingRead, MeetingWrite: MeetingRead, MeetingKeep: MeetingRead,
	MinutesRead: MinutesRead, MinutesKeep: MinutesRead, MinutesRecall: MinutesRead,
	ObjectionMake: ItemRead, RepresentativeRead: RepresentativeRead, RepresentativeGrant: RepresentativeRead, RepresentativeEnd: RepresentativeRead,
	ConsentConfirm: CaseRead, SpecialGive: CaseRead, SpecialWithdraw: CaseRead, SpecialUse: CaseRead, ProtectionConfirm: CaseRead,
	SituationRead: CaseRead, BriefMake: CaseRead, BriefRead: BriefRead, BriefKeep: BriefRead, BriefAnswer: BriefRead,
	CoordinationRead: CoordinationRead, CoordinationAsk: CoordinationRead, CoordinationAnswer: CoordinationRead,
	AssessmentRead: AssessmentRead, AssessmentKeep: AssessmentRead, AssessmentSay: AssessmentRead, TrailRead: TrailRead,
	HandoverRead: HandoverRead, HandoverGive: HandoverRead, HandoverAnswer: HandoverRead, OutcomeRead: OutcomeRead, OutcomeNote: OutcomeRead,
	FitRead: FitRead, MissingNote: FitRead,
	MatterRead: MatterRead, MatterAnswer: MatterRead, MatterAsk: MatterRead,
	OrgRead: OrgRead, OrgKeep: OrgRead, ChangeConfirm: OrgRead, ReviewRead: ReviewRead, ReviewJudge: ReviewRead, ReviewSign: ReviewRead,
	StaffRead: StaffRead, StaffAssign: StaffRead, StaffEnd: StaffRead, AuditUnit: AuditUnit, AuditPerson: AuditPerson,
}

// Decide returns nil when the facts allow the action. It says Denied only to
// an actor who may read the object, and that it is missing to everybody else.
func Decide(a Action, f Facts) error {
	if rule, ok := rules[a]; ok && rule(f) && f.entrusted(a) {
		return nil
	}
	if read, ok := reading[a]; ok && !(rules[read](f) && f.entrusted(read)) {
		return errs.Missing()
	}
	return errs.New(errs.Denied, "denied")
}

// Actions lists every action that has a rule, in no order.
func Actions() (all []Action) {
	for a := range rules {
		all = append(all, a)
	}
	return all
}
