package way

import (
	"net/http"

	"samverk/internal/api/rest"
	"samverk/internal/id"
	"samverk/internal/rule"
	"samverk/internal/target"
)

// truths are the answers that may be missing, as the API has them.
var truths = map[rule.Truth]string{rule.Unknown: "unknown", rule.No: "no", rule.Yes: "yes"}

type criterionJSON struct {
	Condition string   `json:"condition" doc:"As a file of rules has it"`
	Truth     string   `json:"truth" enum:"yes,no,unknown"`
	Items     []string `json:"items" doc:"Where the answer stands, as far as the caller sees"`
	Differs   bool     `json:"differs,omitempty" doc:"The actors answer differently, as far as the caller sees"`
}

// EvaluationJSON is whether the person belongs to a group, on what the caller
// may see.
type EvaluationJSON struct {
	Rule      string          `json:"rule,omitempty"`
	Agreement id.Agreement    `json:"agreement,omitempty"`
	Title     string          `json:"title"`
	Truth     string          `json:"truth" enum:"yes,no,unknown"`
	Need      int             `json:"need,omitempty" doc:"How many of the criteria must hold; absent for all"`
	Criteria  []criterionJSON `json:"criteria"`
	Because   []string        `json:"because" doc:"The conditions that made it so"`
	Decides   []string        `json:"decides" doc:"Facts that would decide, where it is not known"`
}

type targetGroupsJSON struct {
	Named      []EvaluationJSON `json:"named" doc:"Groups that rules describe"`
	Agreements []EvaluationJSON `json:"agreements" doc:"In force in the area of the case, with criteria"`
	Ask        []string         `json:"ask" doc:"Facts that would decide something"`
}

type benefitJSON struct {
	EvaluationJSON
	Ask    string `json:"ask" enum:"fk,af,akassa,kommun" doc:"Whom to ask"`
	Text   string `json:"text"`
	Source string `json:"source"`
}

type benefitsJSON struct {
	Day   string        `json:"day" format:"date"`
	Worth []benefitJSON `json:"worth" doc:"Worth asking about; never a decision"`
	Open  []benefitJSON `json:"open" doc:"Not known yet"`
	Not   []benefitJSON `json:"not"`
}

type ruleJSON struct {
	ID        string `json:"id"`
	Kind      string `json:"kind" enum:"group,benefit,text"`
	Ask       string `json:"ask,omitempty" enum:"fk,af,akassa,kommun"`
	Name      string `json:"name"`
	Text      string `json:"text"`
	Source    string `json:"source"`
	Checked   string `json:"checked" format:"date" doc:"When the source was read"`
	From      string `json:"from" format:"date"`
	To        string `json:"to,omitempty" format:"date" doc:"The last day; absent while it holds"`
	Condition string `json:"condition,omitempty"`
}

type rulesJSON struct {
	Day   string     `json:"day" format:"date"`
	Rules []ruleJSON `json:"rules" doc:"That hold on the day"`
}

func evaluationOf(c *rest.Call, k target.Known, o target.Outcome) EvaluationJSON {
	e := EvaluationJSON{Rule: o.Rule.ID, Agreement: o.Agreement, Title: o.Title, Truth: truths[o.Truth], Need: o.Need, Decides: rest.ListOf(o.Decides, same)}
	if o.Agreement == "" {
		e.Title = o.Rule.Name.In(string(c.Texts(c.Request).Lang()))
	}
	e.Because = rest.ListOf(o.Reasons, func(r rule.Reason) string { return r.String() })
	e.Criteria = rest.ListOf(o.Lines, func(l target.Line) criterionJSON {
		one := criterionJSON{Condition: l.String(), Truth: truths[l.Truth], Items: []string{}}
		for _, fact := range l.Comparisons() {
			one.Differs = one.Differs || k.Differs(fact.Fact)
			for _, from := range k.Sources(fact.Fact) {
				one.Items = append(one.Items, string(from.Item))
			}
		}
		return one
	})
	return e
}

func same(s string) string { return s }

func targetGroups(c *rest.Call, _ rest.None) (targetGroupsJSON, error) {
	v, err := c.Target.Groups(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
	if err != nil {
		return targetGroupsJSON{}, err
	}
	of := func(o target.Outcome) EvaluationJSON { return evaluationOf(c, v.Known, o) }
	return targetGroupsJSON{rest.ListOf(v.Named, of), rest.ListOf(v.Agreements, of), rest.ListOf(v.Ask, func(q target.Question) string { return q.Fact })}, nil
}

func benefits(c *rest.Call, _ rest.None) (benefitsJSON, error) {
	v, err := c.Target.Benefits(c.Ctx, c.Who, rest.At[id.Case](c, "case"), c.Query.Get("day"))
	if err != nil {
		return benefitsJSON{}, err
	}
	of := func(o target.Outcome) benefitJSON {
		return benefitJSON{evaluationOf(c, v.Known, o), o.Rule.Ask, o.Rule.Text.In(string(c.Texts(c.Request).Lang())), o.Rule.Source}
	}
	return benefitsJSON{v.Day, rest.ListOf(v.Worth, of), rest.ListOf(v.Open, of), rest.ListOf(v.Not, of)}, nil
}

func listRules(c *rest.Call, _ rest.None) (rulesJSON, error) {
	v, err := c.Target.Rules(c.Ctx, c.Who, c.Query.Get("day"))
	if err != nil {
		return rulesJSON{}, err
	}
	language := string(c.Texts(c.Request).Lang())
	day := v.Dates[0]
	return rulesJSON{day, rest.ListOf(v.Rules.On(day, rule.Group, rule.Benefit, rule.Text), func(r rule.Rule) ruleJSON {
		return ruleJSON{r.ID, string(r.Kind), r.Ask, r.Name.In(language), r.Text.In(language), r.Source, r.Checked, r.From, r.To, r.When.String()}
	})}, nil
}

func addTarget(s *rest.Server) {
	e := EvaluationJSON{Rule: "nollplacerad.lokal", Title: "Nollplacerad", Truth: "unknown", Decides: []string{"sgi"}, Because: []string{`{ fact = "sgi", is = false }`},
		Criteria: []criterionJSON{{Condition: `{ fact = "sgi", is = false }`, Truth: "unknown", Items: []string{}}}}
	b := benefitJSON{e, "fk", "Text", "SFB 33 kap."}
	b.Rule, b.Title = "sjukersattning.hel", "Sjukersättning, hel"
	example := ruleJSON{"a-kassa", "benefit", "akassa", "Arbetslöshetsersättning", "Text", "Lag 2024:506", "2026-11-21", "2025-10-01", "", `{ fact = "insurance.unemployment", is = true }`}
	rest.Add(s, rest.Operation[rest.None, targetGroupsJSON]{Method: http.MethodGet, Path: "/cases/{case}/target-groups", ID: "read-target-groups", Tag: "cases",
		Out: targetGroupsJSON{[]EvaluationJSON{e}, []EvaluationJSON{}, []string{"sgi"}}, Do: targetGroups})
	rest.Add(s, rest.Operation[rest.None, benefitsJSON]{Method: http.MethodGet, Path: "/cases/{case}/benefits", ID: "read-benefits", Tag: "cases", Query: []string{"day"},
		Out: benefitsJSON{"2026-11-22", []benefitJSON{b}, []benefitJSON{}, []benefitJSON{}}, Do: benefits})
	rest.Add(s, rest.Operation[rest.None, rulesJSON]{Method: http.MethodGet, Path: "/rules", ID: "list-rules", Tag: "structure", Query: []string{"day"},
		Out: rulesJSON{"2026-11-22", []ruleJSON{example}}, Do: listRules})
}
