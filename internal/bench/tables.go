package bench

import "strings"

// The tables that are filled, in an order in which each row finds those that it
// refers to.
const (
	inPerson = iota
	inNamed
	inRequest
	inRequestEvent
	inCase
	inParty
	inConsent
	inCell
	inItem
	inVersion
	inDisclosure
	inPlan
	inEntry
	inInformed
	inEvent
	filled
)

type table struct {
	name    string
	columns []string
}

func columns(name, list string) table { return table{name, strings.Fields(list)} }

// tables says which columns of each table rows are made of; the rest keep what
// the schema gives them.
var tables = [filled]table{
	inPerson: columns("person", "id number_hash sealed area_id protection created_at"),
	inNamed:  columns("named_function", "person_id function_id"),
	inRequest: columns("request", `id person_id area_id topic from_function to_function state wanted situation consented
		consent_how sealed created_at sent_at due_at case_id version`),
	inRequestEvent: columns("request_event", "id request_id at kind by_function to_function"),
	inCase: columns("cases", `id ref person_id area_id request_id coordinator_id state opened_at state_at rests_until
		closing_how version`),
	inParty:   columns("party", "id case_id function_id unit_id state case_state opened_at invited_by invited_at answered_at version"),
	inConsent: columns("consent", "id case_id person_id how given_by received_by starts_on ends_on sealed created_at"),
	inCell:    columns("consent_cell", "consent_id unit_id category since"),
	inItem:    columns("item", "id case_id person_id unit_id kind category version created_at changed_at"),
	inVersion: columns("item_version", `item_id version case_id at function_id status start_on end_on extent weekly due_on
		responsible sealed`),
	inDisclosure: columns("disclosure", "id item_id version case_id unit_id kind ground consent_id function_id at"),
	inPlan:       columns("plan", `id case_id number kind state follow_up_on person_part created_at agreed_at agreed_by version`),
	inEntry:      columns("plan_entry", "plan_id item_id item_version"),
	inInformed:   columns("plan_informed", "plan_id party_id at read_at"),
	inEvent:      columns("case_event", "id case_id at kind function_id unit_id item_id party_id category"),
}

// keyTable is where the persons' keys stand, in the database of keys.
var keyTable = columns("person_key", "person_id wrapped created_at")

// batch is rows of all tables that are written together.
type batch struct {
	rows [filled][][]any
	keys [][]any
}

func (b *batch) put(t int, row ...any) { b.rows[t] = append(b.rows[t], row) }
