package demo

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/extract"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/own"
)

// persons names the tables that hold something about a person, and where each
// of their columns stands in her register extract: section.field.
var persons = map[string]string{
	"person":           "sealed=person.name area_id=person.area protection=person.protection created_at=person.created language=profile.pages_language profile=profile.reach",
	"named_function":   "function_id=may_know.function",
	"user_account":     "name=account.name label=account.label ended_at=account.ended",
	"account_identity": "provider=sign_in_ways.what subject=sign_in_ways.name created_at=sign_in_ways.created",
	"passkey":          "name=sign_in_ways.name created_at=sign_in_ways.created used_at=sign_in_ways.last ended_at=sign_in_ways.ended end_reason=sign_in_ways.ended_how",
	"token":            "name=sign_in_ways.name created_at=sign_in_ways.created ends_at=sign_in_ways.until revoked_at=sign_in_ways.ended proves=sign_in_ways.may",
	"session": "level=sessions.level source=sessions.from_address created_at=sessions.since seen_at=sessions.last ends_at=sessions.until ended_at=sessions.ended " +
		"provider=sessions.provider provider_subject=sessions.label acr=sessions.provider_level proved_at=sessions.proved representative_id=sessions.acts_for",
	"request": "area_id=requests.area topic=requests.about from_function=requests.from to_function=requests.to state=requests.state wanted=requests.wanted situation=requests.situation " +
		"consented=requests.consented consent_how=requests.how sealed=requests.hope asked_as=requests.name_written created_at=requests.at sent_at=requests.sent due_at=requests.answer_by " +
		"told_function=requests.reminded refusals=requests.refusals case_id=requests.case",
	"request_event": "at=requests.at kind=requests.step by_function=requests.by to_function=requests.to reason=requests.why sealed=requests.words",
	"cases": "ref=case.ref area_id=case.area coordinator_id=case.leads state=case.state opened_at=case.opened state_at=case.state_since rests_until=case.rests_until " +
		"closing_how=case.ended_how handover_to=case.handed_to",
	"party": "function_id=parties.function unit_id=parties.function state=parties.state invited_by=parties.by invited_at=parties.asked answered_at=parties.answered reason=parties.why",
	"case_event": "at=events.at kind=events.step function_id=events.by unit_id=events.unit item_id=events.title category=events.what reason=events.why sealed=events.words " +
		"representative_id=events.acted",
	"consent": "how=consents.how given_by=consents.by received_by=consents.received_by starts_on=consents.from ends_on=consents.until sealed=consents.purpose created_at=consents.at " +
		"ended_at=consents.ended end_reason=consents.ended_how representative_id=consents.acted signed_on=consents.signed",
	"consent_cell": "unit_id=consents.unit category=consents.what since=consents.since until=consents.ended",
	"block":        "unit_id=blocks.unit set_at=blocks.since set_by=blocks.by lifted_at=blocks.ended representative_id=blocks.acted",
	"item":         "unit_id=items.owner kind=items.kind category=items.what created_at=items.created",
	"item_version": "version=items.version at=items.at function_id=items.by status=items.state start_on=items.from end_on=items.until extent=items.extent weekly=items.weekly " +
		"due_on=items.due responsible=items.responsible reason=items.why sealed=items.title representative_id=items.acted",
	"disclosure": "item_id=disclosures.title version=disclosures.version unit_id=disclosures.to kind=disclosures.how ground=disclosures.ground provision=disclosures.provision " +
		"sealed=disclosures.reason function_id=disclosures.by at=disclosures.at representative_id=disclosures.acted",
	"recall":        "confirmed_at=disclosures.recalled reason=disclosures.recalled_for",
	"plan":          "number=plans.number kind=plans.kind state=plans.state follow_up_on=plans.follow_up person_part=plans.part created_at=plans.at agreed_at=plans.agreed agreed_by=plans.by",
	"plan_entry":    "item_id=plans.holds item_version=plans.version",
	"plan_informed": "party_id=plans.told at=plans.at read_at=plans.read",
	"call": "forum_id=calls.forum caller_id=calls.by secretary_id=calls.writes state=calls.state starts_at=calls.start ends_at=calls.end place=calls.place link=calls.link " +
		"person_way=calls.your_way person_answer=calls.your_answer person_answered_at=calls.you_answered person_came=calls.you_came person_reason=calls.you_came_not " +
		"due_at=calls.answer_by started_at=calls.began ended_at=calls.over follow_up_on=calls.follow_up cancel_reason=calls.cancelled_for sealed=calls.question created_at=calls.at " +
		"representative_id=calls.acted",
	"call_party": "function_id=calls.called unit_id=calls.called answer=calls.answer reason=calls.why answered_at=calls.answered answered_by=calls.answered_by due_at=calls.answer_by " +
		"told_function=calls.reminded came=calls.came came_reason=calls.came_not sealed=calls.bring said=calls.words",
	"call_event": "at=calls.at kind=calls.step function_id=calls.by about_id=calls.concerns starts_at=calls.before reason=calls.why representative_id=calls.acted",
	"call_offer": "starts_at=calls.offered ends_at=calls.end function_id=calls.by",
	"call_mark":  "function_id=calls.by mark=calls.suits at=calls.answered",
	"call_item":  "item_id=calls.taken_up",
	"stand":      "item_id=calls.decided function_id=calls.by unit_id=calls.by stand=calls.stands words_id=calls.words at=calls.at",
	"minutes": "unit_id=minutes.unit number=minutes.number state=minutes.state reason=minutes.why sealed=minutes.words function_id=minutes.by final_at=minutes.at " +
		"recall_reason=minutes.recalled_for recalled_at=minutes.recalled",
	"minutes_entry":   "item_id=minutes.holds item_version=minutes.version",
	"minutes_reader":  "function_id=minutes.told unit_id=minutes.told informed_at=minutes.at read_at=minutes.read representative_id=minutes.acted",
	"meeting_consent": "how=meeting_consents.how received_by=meeting_consents.received_by created_at=meeting_consents.at ends_on=meeting_consents.until ended_at=meeting_consents.ended representative_id=meeting_consents.acted",
	"representative": "kind=representatives.kind tasks=representatives.may starts_on=representatives.from ends_on=representatives.until sealed=representatives.name " +
		"granted_by=representatives.granted_by received_how=representatives.how created_at=representatives.at proved_by=representatives.proof_seen_by proved_at=representatives.proof_seen " +
		"ended_at=representatives.ended ended_by=representatives.ended_by end_reason=representatives.ended_how",
	"objection": "item_id=objections.about item_version=objections.version sealed=objections.words at=objections.at representative_id=objections.acted withdrawn_at=objections.ended",
	"matter": "unit_id=matters.unit kind=matters.kind item_id=matters.about seq=matters.number state=matters.state outcome=matters.outcome sealed=matters.words answer=matters.answer " +
		"asked_at=matters.at due_on=matters.due answered_at=matters.answered answered_by=matters.answered_by opened_at=matters.you_opened representative_id=matters.acted",
	"special_consent": "kind=consents_apart.kind how=consents_apart.how signed_on=consents_apart.signed received_by=consents_apart.received_by representative_id=consents_apart.acted " +
		"starts_on=consents_apart.from ends_on=consents_apart.until sealed=consents_apart.about created_at=consents_apart.at ended_at=consents_apart.ended",
	"special_use":     "what=consents_apart.used on_day=consents_apart.day function_id=consents_apart.by",
	"pending_consent": "sealed=consent_waiting.unit asked_at=consent_waiting.at representative_id=consent_waiting.acted settled_at=consent_waiting.answered settled_by=consent_waiting.answered_by outcome=consent_waiting.outcome",
	"handover": "item_id=handovers.title activity_id=handovers.about giver_id=handovers.from giver_unit=handovers.from taker_id=handovers.to taker_unit=handovers.to state=handovers.state " +
		"reason=handovers.why sealed=handovers.words offered_at=handovers.at answered_at=handovers.answered",
	"outcome": "unit_id=outcomes.unit function_id=outcomes.by representative_id=outcomes.acted moment=outcomes.moment on_day=outcomes.day shared_unit=outcomes.to sealed=outcomes.livelihood " +
		"changed_at=outcomes.at",
	"goal_scale": "item_id=goal_scales.title unit_id=goal_scales.unit function_id=goal_scales.by sealed=goal_scales.words changed_at=goal_scales.at",
	"coordination": "unit_id=coordinations.unit function_id=coordinations.by how=coordinations.how representative_id=coordinations.acted state=coordinations.state reason=coordinations.why " +
		"sealed=coordinations.wish answer=coordinations.words asked_at=coordinations.at due_on=coordinations.due examined_at=coordinations.examined answered_at=coordinations.answered answered_by=coordinations.answered_by",
	"assessment_part": "item_version=items.version sealed=items.words",
	"assessment":      "item_id=assessments.title state=assessments.state begun_at=assessments.at begun_by=assessments.by agreed_at=assessments.agreed",
	"brief": "unit_id=briefs.unit function_id=briefs.by state=briefs.state how=briefs.how ends_on=briefs.answer_by created_at=briefs.at handed_at=briefs.handed to_unit=briefs.to_unit to_function=briefs.to " +
		"received_at=briefs.received answered_at=briefs.answered answered_by=briefs.answered_by answer_how=briefs.answer_how noted_at=briefs.noted taken_at=briefs.taken sealed=briefs.question answer=briefs.possible",
	"audit": "seq=log.number at=log.at user_id=log.by function_id=log.function unit_id=log.unit action=log.action outcome=log.outcome categories=log.categories ground=log.ground " +
		"level=log.level source=log.from_address",
}

// untold says why columns of those tables do not stand there; * is every table
// in which the column has no place.
var untold = map[string]string{
	"ties rows together, and says nothing of itself": "*.id *.case_id *.person_id *.user_id *.call_id *.item_id *.party_id *.plan_id *.minutes_id *.offer_id *.consent_id *.request_id *.special_id *.disclosure_id " +
		"cases.request_id brief.form_id call.sitting_id call.slot_id call_offer.slot_id item_version.item_id disclosure.consent_id recall.disclosure_id audit.object",
	"counts changes or keeps an order":                                        "*.version call.sequence call.change call_item.place minutes_entry.place passkey.sign_count",
	"how far reminders have come; whom they reached stands":                   "consent.reminded coordination.reminded item_reminder.step matter.reminded request.escalated call_party.escalated brief.reminded",
	"is made of something else that stands":                                   "outcome.created_at goal_scale.created_at person.number_hash representative.number_hash user_account.family_hash item.version item.changed_at party.case_state party.opened_at call.caller_unit special_use.at",
	"a secret of signing in, or a hash of one":                                "user_account.password token.secret_hash session.secret_hash session.provider_session passkey.credential passkey.record brief.code_public brief.code_hash brief.code_sealed brief.code_wrong",
	"means nothing for a person's account":                                    "user_account.organisation_id user_account.reserve token.function_id session.function_id audit.organisation_id audit.deputy",
	"which users of the staff; the unit stands":                               "recall.asked_by recall.asked_at recall.confirmed_by minutes.recall_asked_by minutes.recall_asked_at minutes.recalled_by",
	"the events of the call tell it":                                          "call_offer.created_at call_offer.representative_id",
	"empty as long as there is somebody to tell":                              "person.erased_at",
	"makes the log tamper-evident":                                            "audit.salt audit.digest audit.mac",
	"a unit's own note of where it met an obstacle; it hands that out itself": "case_obstacle.obstacle_id case_obstacle.unit_id",
}

// nobody names the tables that hold nothing about persons, and why.
var nobody = map[string]string{
	"a unit's own note that it wants no meeting":        "handover_dismissed",
	"counts in which nobody is found":                   "totals_period totals_cell",
	"how an account was let in; what came of it stands": "let_in",
	"the structure level names no persons": "area organisation unit unit_area function way_in forum collaboration assignment rule_file rule_told agreement agreement_version agreement_actor agreement_party " +
		"study study_area study_step study_guide study_note study_group study_group_area study_statement study_coding study_summary study_point study_share " +
		"report report_section report_edition development development_area development_step development_event " +
		"federation_member federation_budget federation_weight federation_task federation_event effort effort_area effort_actor effort_law effort_phase effort_money effort_note board_report federation_body federation_seat " +
		"figure_value figure_batch own_figure common_goal common_goal_area " +
		"agreement_event forum_actor forum_member forum_step forum_event sitting slot sitting_member consultation busy obstacle obstacle_answer organisation_area change_request import_batch feed brief_form brief_field" +
		" intervention intervention_version intervention_area unit_competence wish expectation missing_count missing_counted" +
		" news news_reader article article_text path path_step path_done training training_area training_owner training_number training_seat training_answer leaving" +
		" way_guide way_report way_experience" +
		" gauge_round gauge_answered gauge_tally gauge_words gauge_given gauge_tie survey survey_question survey_invitation survey_tally survey_words instrument",
	"the staff's readings are judged there": "review review_row",
	"work under way, gone when it is done":  "attempt once job lease brief_try case_counter sign_in logout_seen newcomer enrolment ceremony kept_form",
	"the log's own":                         "audit_head audit_node audit_checkpoint",
}

// seldom lists what nobody in the demo has: that it stands in the extract of one
// who has it is not shown here. The tests of own show it of her own words and
// wishes, of the leave that she has given and of consents apart.
const seldom = "account.ended " +
	"blocks.acted blocks.by blocks.ended " +
	"briefs.noted briefs.taken " +
	"outcomes.acted " +
	"calls.acted calls.before calls.cancelled_for calls.reminded " +
	"case.ended_how case.handed_to case.rests_until " +
	"consent_waiting.acted consent_waiting.answered consent_waiting.answered_by consent_waiting.at consent_waiting.outcome consent_waiting.unit " +
	"consents.acted " +
	"consents_apart.about consents_apart.acted consents_apart.at consents_apart.by consents_apart.day consents_apart.ended consents_apart.from consents_apart.how consents_apart.kind consents_apart.received_by consents_apart.signed consents_apart.until consents_apart.used " +
	"coordinations.acted coordinations.by " +
	"disclosures.provision disclosures.reason disclosures.recalled disclosures.recalled_for " +
	"events.words " +
	"matters.about matters.acted matters.answer matters.answered matters.answered_by matters.at matters.due matters.kind matters.number matters.outcome matters.state matters.unit matters.words matters.you_opened " +
	"may_know.function " +
	"meeting_consents.acted meeting_consents.ended meeting_consents.received_by " +
	"minutes.acted minutes.recalled minutes.recalled_for minutes.why minutes.words " +
	"objections.about objections.acted objections.at objections.ended objections.version objections.words " +
	"parties.why " +
	"profile.pages_language profile.reach " +
	"representatives.ended representatives.ended_by representatives.ended_how representatives.granted_by representatives.proof_seen_by " +
	"requests.answer_by " +
	"sessions.acts_for sessions.from_address sessions.label sessions.provider sessions.provider_level " +
	"sign_in_ways.ended sign_in_ways.ended_how sign_in_ways.last"

// schema reads the columns of every table out of the migrations.
func schema(t *testing.T) map[string][]string {
	t.Helper()
	tables := map[string][]string{}
	comment, nested := regexp.MustCompile(`--[^\n]*`), regexp.MustCompile(`\([^()]*\)`)
	table, column := regexp.MustCompile(`(?ms)^create table (\w+) \((.*?)\);`), regexp.MustCompile(`(?m)^alter table (\w+) add column (\w+)`)
	files, err := fs.Glob(db.Schema, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		b, err := fs.ReadFile(db.Schema, name)
		if err != nil {
			t.Fatal(err)
		}
		text := comment.ReplaceAllString(string(b), "")
		for _, m := range table.FindAllStringSubmatch(text, -1) {
			for part := range strings.SplitSeq(nested.ReplaceAllString(m[2], ""), ",") {
				if words := strings.Fields(part); len(words) > 1 && words[0] != "primary" && words[0] != "unique" {
					tables[m[1]] = append(tables[m[1]], words[0])
				}
			}
		}
		for _, m := range column.FindAllStringSubmatch(text, -1) {
			tables[m[1]] = append(tables[m[1]], m[2])
		}
	}
	if len(tables) < 60 {
		t.Fatalf("only %d tables were found", len(tables))
	}
	return tables
}

func words(lists map[string]string) (all []string) {
	for _, names := range lists {
		all = append(all, strings.Fields(names)...)
	}
	return all
}

// tellsEveryColumn demands that each column that holds something about a person
// stands in her register extract, or has a reason not to: and that what is said
// to stand there does so for somebody.
func tellsEveryColumn(r *running) {
	tables, reasons, without := schema(r.T), words(untold), words(nobody)
	told := map[string]bool{}
	for name, columns := range tables {
		places := map[string]string{}
		for place := range strings.FieldsSeq(persons[name]) {
			column, field, _ := strings.Cut(place, "=")
			if !slices.Contains(columns, column) {
				r.Errorf("%s has no column %s", name, column)
			}
			places[column], told[field] = field, true
		}
		if has := persons[name] != "" || slices.ContainsFunc(reasons, func(w string) bool { return strings.HasPrefix(w, name+".") }); has == slices.Contains(without, name) {
			r.Errorf("nobody has decided whether table %s holds something about persons", name)
		}
		for _, c := range columns {
			if persons[name] != "" && places[c] == "" && !slices.Contains(reasons, name+"."+c) && !slices.Contains(reasons, "*."+c) {
				r.Errorf("nobody has decided whether the extract tells %s.%s", name, c)
			}
		}
	}
	held := r.heldOfAll()
	for _, field := range slices.Sorted(maps.Keys(told)) {
		if held[field] == slices.Contains(strings.Fields(seldom), field) {
			r.Errorf("%s stands in somebody's extract: %t", field, held[field])
		}
	}
}

// heldOfAll reads the extract of everybody and tells which fields it has.
func (r *running) heldOfAll() map[string]bool {
	r.Helper()
	all := map[string]bool{}
	for p, u := range r.everybody() {
		who := access.Actor{User: u, Person: p, Level: login.LevelDemo, Proved: r.Clock.Now()}
		r.must(extract.New(own.New(r.App)).Extract(r.Context(), who, func(s extract.Section) error {
			for _, row := range s.Rows {
				for _, f := range row {
					all[s.Name+"."+f.Name] = true
				}
			}
			return nil
		}))
	}
	return all
}

// everybody returns the persons and their accounts.
func (r *running) everybody() map[id.Person]id.User {
	r.Helper()
	all := map[id.Person]id.User{}
	r.must(r.DB.Read(r.Context(), func(tx *db.Tx) error {
		return tx.Each(r.Context(), func(scan db.Scan) error {
			var p id.Person
			var u id.User
			err := scan(&p, &u)
			all[p] = u
			return err
		}, `select person_id, id from user_account where person_id is not null order by id`)
	}))
	return all
}
