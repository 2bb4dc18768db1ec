package samverk

const (
	byBriefing = "./internal/briefing"
	byResult   = "./internal/result"
	byJoint    = "./internal/joint"
	byPicture  = "./internal/picture"
	byOutcome  = "./internal/outcome"
	byTarget   = "./internal/target"
	byRule     = "./internal/rule"
)

// wayMutants are bugs in what issue 5 brought: the first picture, rules, briefs
// to doctors, what is done together, handovers and outcomes.
var wayMutants = []mutant{
	// Briefs.
	{"a code is guessed at all day", "internal/brief/code.go", `	mostWrong         = 5 `, `	mostWrong         = 500 `, byBriefing + " -run Code|Guess|Fish"},
	{"a user tries any number of codes", "internal/brief/code.go", `	mostWrongUser     = 10 `, `	mostWrongUser     = 1000 `, byBriefing + " -run Code|Guess|Fish"},
	{"a blocked unit opens a brief", "internal/brief/code.go", `and x.unit_id = $3 and x.lifted_at is null)`, `and x.unit_id = $3 and x.lifted_at < 0)`, byBriefing + " -run Block|Code"},
	{"a brief that has ended is opened", "internal/brief/code.go", `b.state = 'with_person' and b.ends_on >= $2`, `b.state = 'with_person' and $2 <> ''`, byBriefing + " -run LastDay|Late"},
	{"a code can be found in the table of submits", "internal/app/app.go", `return a.sealer.HashNumber("once " + who.Once.Digest)`, `return who.Once.Digest`, byBriefing + " -run Table"},
	{"any unit of care answers a brief", "internal/app/factsbrief.go", `to != "" && to == who.Unit`, `to != ""`, byBriefing + " -run Code|Block|Sent|Care"},
	{"what is withdrawn is told to care", "internal/app/factsbrief.go", `and cc.until is null
			and (cc.unit_id`, `
			and (cc.unit_id`, byBriefing + " -run Withdrawn"},
	{"a brief tells what the consent does not cover", "internal/brief/content.go", `if set.Has(p.Category) {
			told.Activities`, `if true {
			told.Activities`, byBriefing + " -run Consent"},
	{"what was taken back from who made a brief stands in it", "internal/brief/brief.go", `r.reason = 'wrong_person' or d.unit_id in ($2, $3) and`, `r.reason = 'wrong_person' or d.unit_id in ($3) and $2 = '' and`, byBriefing + " -run TakenBack"},
	{"what was about somebody else stands in a brief", "internal/brief/brief.go", `(r.reason = 'wrong_person' or d.unit_id`, `(d.unit_id`, byBriefing + " -run TakenBack"},
	{"care answers for what it was not shown", "internal/briefing/note.go", `if said.Can == "" {`, `if said.Can == "none" {`, byBriefing + " -run Part"},
	{"a form asks about somebody in particular", "internal/brief/form.go", `f.Check(!slices.ContainsFunc(x.Options, id.HasNumber), `, `f.Check(true, `, byBriefing + " -run Form"},
	{"the words of a brief outlive the person", "internal/brief/write.go", `else state end where person_id = $1`, `else state end where person_id = $1 and state = ''`, byBriefing + " -run Erased"},

	// The first picture and the rules.
	{"an item with a page of its own is changed where all are", "internal/app/items.go", `if err == nil && now.Kind.Apart() {`, `if err == nil && now.Kind.Apart() && now.Gone {`, byPicture},
	{"a picture is kept by its kind alone", "internal/item/write.go", `	case n.Apart:
		may = append`, `	default:
		may = append`, byPicture},
	{"another's answer is taken for one's own", "internal/picture/picture.go", `i.Code == field && i.Owner == sight.Unit() && !i.Gone`, `i.Code == field && !i.Gone`, byPicture},
	{"answers that differ settle a rule", "internal/situation/known.go", `return "", true`, `return value, false`, byPicture + " ./internal/situation"},
	{"versions of a rule overlap", "internal/rule/file.go", `apart := r.To != ""`, `apart := true || r.To != ""`, byRule},

	// Together.
	{"anybody answers for Försäkringskassan", "internal/joint/coordination.go", `if err == nil && !fk {`, `if err == nil && !fk && sight.Blocked() {`, byJoint},
	{"outside the circle one sees how it went with Försäkringskassan", "internal/coordination/coordination.go", `if !s.Circle() && !addressed(s, fk) {`, `if !s.Identity() && !addressed(s, fk) {`, byJoint},

	// Handovers and outcomes.
	{"a handover is taken by anybody", "internal/result/handover.go", `if err == nil && now.Taker != sight.Function() {`, `if err == nil && now.Taker == "" {`, byResult},
	{"one leaves what nobody has taken", "internal/app/leaving.go", `if !left.Items[i.ID] && answersFor(`, `if left.Items[i.ID] && answersFor(`, byResult + " -run Leave"},
	{"a case closes on an offer", "internal/handover/handover.go", `and activity_id is null and state = 'accepted'`, `and activity_id is null and state <> ''`, byResult},
	{"a handover is shown outside the circle", "internal/handover/handover.go", `($2 or giver_unit = $3 or taker_unit = $3)`, `($2 or giver_unit <> $3 or taker_unit = $3)`, byResult},
	{"who gave is told when the consent has ended", "internal/handover/handover.go", `if !s.Circle() && giver != s.Unit() {`, `if s.Blocked() && giver != s.Unit() {`, byResult},
	{"a handover names what the taker may not be told of", "internal/result/handover.go", `if err != nil || taker != sight.Unit() && !slices`, `if err != nil || taker == sight.Unit() && !slices`, byResult + " -run Names"},
	{"what a taker says is read when the consent has ended", "internal/handover/handover.go", `giver == s.Unit() && s.Circle() ||`, `giver == s.Unit() ||`, byResult + " -run Taker"},
	{"a small group is told", "internal/outcome/release.go", `return c.Persons < Least })`, `return c.Persons < 1 })`, byOutcome},
	{"an area with few is told apart", "internal/outcome/release.go", `[Answered] < Least {`, `[Answered] < 1 {`, byOutcome},
	{"protected persons are counted", "internal/outcome/count.go", `p.erased_at is null and p.protection = 'none'
		left join`, `p.erased_at is null
		left join`, byResult + " -run Total|Federation|Half"},
	{"SUS is told of who has not agreed", "internal/result/sus.go", `k.Kind == consent.SUS && k.Stands(tx.Today())`, `k.Kind == consent.SUS`, byResult + " -run SUS"},
}
