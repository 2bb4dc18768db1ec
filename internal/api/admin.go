package api

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// UnitInput is what is decided about a unit.
type UnitInput struct {
	Name  string    `json:"name"`
	Short string    `json:"short,omitempty"`
	About string    `json:"about,omitempty"`
	Areas []id.Area `json:"areas,omitempty" doc:"Where it works; among those of the organisation"`
}

func (in UnitInput) input() org.UnitInput {
	return org.UnitInput{Name: in.Name, Short: in.Short, About: in.About, Areas: in.Areas}
}

type unitKeptJSON struct {
	ID id.Unit `json:"id"`
	UnitInput
	Functions []FunctionKeptJSON `json:"functions"`
	Version   int64              `json:"version"`
}

func (u unitKeptJSON) etag() int64 { return u.Version }

func unitKeptOf(u admin.UnitRow) unitKeptJSON {
	return unitKeptJSON{u.ID, UnitInput{u.Name, u.Short, u.About, u.Areas}, listOf(u.Functions, functionKeptOf), u.Version}
}

// FunctionSettings is what is decided about a function.
type FunctionSettings struct {
	Name       string      `json:"name"`
	Role       access.Role `json:"role" enum:"worker,coordinator,manager,admin,federation"`
	Phone      string      `json:"phone,omitempty"`
	Mailbox    string      `json:"mailbox,omitempty"`
	SDKAddress string      `json:"sdkAddress,omitempty"`
	Hours      string      `json:"hours,omitempty"`
}

func (in FunctionSettings) input() org.FunctionInput {
	return org.FunctionInput{Name: in.Name, Role: in.Role, Phone: in.Phone, Mailbox: in.Mailbox, SDK: in.SDKAddress, Hours: in.Hours}
}

// FunctionKeptJSON is a function as who administers it sees it.
type FunctionKeptJSON struct {
	ID   id.Function `json:"id"`
	Unit id.Unit     `json:"unit"`
	FunctionSettings
	Holder  string `json:"holder,omitempty" doc:"Who holds it today, by number and not by name"`
	Vacant  bool   `json:"vacant"`
	Version int64  `json:"version"`
}

func (f FunctionKeptJSON) etag() int64 { return f.Version }

func functionKeptOf(f org.Function) FunctionKeptJSON {
	return FunctionKeptJSON{f.ID, f.Unit, FunctionSettings{f.Name, f.Role, f.Phone, f.Mailbox, f.SDK, f.Hours}, f.Holder, f.Vacant(), f.Version}
}

type organisationViewJSON struct {
	ID             id.Org           `json:"id"`
	Name           string           `json:"name"`
	Kind           access.Kind      `json:"kind" enum:"kommun,vard,fk,af,forbund,admin"`
	Areas          []AreaJSON       `json:"areas" doc:"Where it takes part"`
	Units          []unitKeptJSON   `json:"units"`
	People         int              `json:"people"`
	Administrators []assignmentJSON `json:"administrators" doc:"Who administers, or is to from a later day on"`
	VacantWays     []id.WayIn       `json:"vacantWays" doc:"Ways in that lead to nobody"`
	Changes        []twoJSON        `json:"changes" doc:"What waits for a second administrator"`
}

type endFunctionInput struct {
	Successor id.Function `json:"successor,omitempty" doc:"Takes over the ways in"`
}

// WayInput is what is decided about a way in.
type WayInput struct {
	Area       id.Area     `json:"area"`
	Topic      string      `json:"topic" enum:"coordination,livelihood,work,care,psychiatry,insurance,job,addiction,housing"`
	Deputy     id.Function `json:"deputy,omitempty" doc:"Asked when the function does not answer"`
	AnswerDays int         `json:"answerDays" doc:"Working days"`
	About      string      `json:"about,omitempty"`
}

func (in WayInput) input() org.WayInput {
	return org.WayInput{Area: in.Area, Topic: in.Topic, Deputy: in.Deputy, AnswerDays: in.AnswerDays, About: in.About}
}

type wayKeptJSON struct {
	ID       id.WayIn    `json:"id"`
	Function id.Function `json:"function"`
	WayInput
	Vacant  bool  `json:"vacant"`
	Version int64 `json:"version"`
}

func (w wayKeptJSON) etag() int64 { return w.Version }

func wayKeptOf(w org.WayIn) wayKeptJSON {
	return wayKeptJSON{w.ID, w.Function.ID, WayInput{w.Area, w.Topic, w.Deputy, w.AnswerDays, w.About}, w.Vacant(), w.Version}
}

type functionViewKeptJSON struct {
	FunctionKeptJSON
	Assignments []assignmentJSON `json:"assignments"`
	Ways        []wayKeptJSON    `json:"ways" doc:"That lead to it, or have it as deputy"`
	Waits       bool             `json:"waits" doc:"Cases or requests wait for it, so that it cannot end"`
}

// AccountInput is what is decided about an account.
type AccountInput struct {
	Name    string `json:"name" doc:"What is typed at sign-in"`
	Label   string `json:"label" doc:"What others see"`
	Reserve bool   `json:"reserve,omitempty" doc:"May sign in by a passkey though there is a provider"`
}

func (in AccountInput) input() login.AccountInput {
	return login.AccountInput{Name: in.Name, Label: in.Label, Reserve: in.Reserve}
}

type atProviderJSON struct {
	Provider string `json:"provider"`
	Subject  string `json:"subject" doc:"What the provider calls the user, never a personal number"`
}

type newAccountInput struct {
	AccountInput
	Identity atProviderJSON `json:"identity,omitzero"`
}

type accountRowJSON struct {
	ID      id.User       `json:"id"`
	Name    string        `json:"name"`
	Label   string        `json:"label"`
	Holds   []id.Function `json:"holds"`
	Version int64         `json:"version"`
}

type accountListJSON struct {
	Accounts []accountRowJSON `json:"accounts"`
	All      int              `json:"all"`
	Next     string           `json:"next,omitempty" doc:"The after of the next page"`
}

type accountViewJSON struct {
	ID id.User `json:"id"`
	AccountInput
	Identities  []atProviderJSON `json:"identities"`
	Assignments []assignmentJSON `json:"assignments"`
	Administers bool             `json:"administers" doc:"Goes by two"`
	Version     int64            `json:"version"`
}

func (a accountViewJSON) etag() int64 { return a.Version }

func accountViewOf(v admin.PersonView) accountViewJSON {
	return accountViewJSON{v.ID, AccountInput{v.Name, v.Label, v.Reserve},
		listOf(v.Identities, func(i login.Identity) atProviderJSON { return atProviderJSON{i.Provider, i.Subject} }),
		listOf(v.Assignments, assignmentOf), v.Administers, v.Version}
}

func exampleFunctionKept() FunctionKeptJSON {
	return FunctionKeptJSON{exampleFunction().ID, exampleUnit().ID, exampleFunctionInput(), "Handläggare 2", false, 3}
}

func exampleFunctionInput() FunctionSettings {
	return FunctionSettings{Name: "Handläggare", Role: access.Worker, Mailbox: "handlaggare@kommunen.example"}
}

func exampleUnitKept() unitKeptJSON {
	return unitKeptJSON{exampleUnit().ID, UnitInput{"Försörjningsstöd", "FS", "", []id.Area{"0685"}}, []FunctionKeptJSON{exampleFunctionKept()}, 2}
}

func addOrganisation(s *server) {
	add(s, operation[none, organisationViewJSON]{method: http.MethodGet, path: "/organisation", id: "read-organisation", tag: "administration",
		out: organisationViewJSON{"kommun", "Vetlanda kommun", access.Kommun, []AreaJSON{{"0685", "Vetlanda"}}, []unitKeptJSON{exampleUnitKept()}, 120,
			[]assignmentJSON{}, []id.WayIn{}, []twoJSON{exampleChange()}},
		do: func(c *call, _ none) (organisationViewJSON, error) {
			o, err := c.admin.Overview(c.ctx, c.who)
			if err != nil {
				return organisationViewJSON{}, err
			}
			units, err := c.admin.Units(c.ctx, c.who)
			return organisationViewJSON{o.Organisation.ID, o.Organisation.Name, o.Organisation.Kind,
				listOf(o.Areas, func(a org.Area) AreaJSON { return AreaJSON{a.ID, a.Name} }), listOf(units.Units, unitKeptOf), o.People,
				listOf(o.Administrators, assignmentOf), listOf(o.Ways, func(w org.WayIn) id.WayIn { return w.ID }), listOf(o.Changes, changeOf)}, err
		}})
	add(s, operation[UnitInput, createdJSON]{method: http.MethodPost, path: "/organisation/units", id: "add-unit", tag: "administration",
		status: http.StatusCreated, in: exampleUnitKept().UnitInput, out: createdJSON{ID: exampleID},
		do: func(c *call, in UnitInput) (createdJSON, error) {
			u, err := c.admin.AddUnit(c.ctx, c.who, in.input())
			return created(u, "/organisation/units/"+string(u), err)
		}})
	add(s, operation[none, unitKeptJSON]{method: http.MethodGet, path: "/organisation/units/{unit}", id: "read-unit", tag: "administration", out: exampleUnitKept(),
		do: func(c *call, _ none) (unitKeptJSON, error) {
			v, err := c.admin.Unit(c.ctx, c.who, at[id.Unit](c, "unit"))
			return unitKeptOf(v.UnitRow), err
		}})
	change := step("/organisation/units/{unit}", "change-unit", "administration", exampleUnitKept().UnitInput, func(c *call, in UnitInput) error {
		return c.admin.ChangeUnit(c.ctx, c.who, at[id.Unit](c, "unit"), in.input(), c.version)
	})
	change.method = http.MethodPut
	add(s, change)
	end := step("/organisation/units/{unit}", "end-unit", "administration", none{}, func(c *call, _ none) error {
		return c.admin.EndUnit(c.ctx, c.who, at[id.Unit](c, "unit"), c.version)
	})
	end.method = http.MethodDelete
	add(s, end)
	addFunctions(s)
	addWays(s)
	addAccounts(s)
	addChanges(s)
}

func addFunctions(s *server) {
	function := func(c *call) id.Function { return at[id.Function](c, "function") }
	add(s, operation[FunctionSettings, createdJSON]{method: http.MethodPost, path: "/organisation/units/{unit}/functions", id: "add-function", tag: "administration",
		status: http.StatusCreated, in: exampleFunctionInput(), out: createdJSON{ID: exampleID},
		do: func(c *call, in FunctionSettings) (createdJSON, error) {
			f, err := c.admin.AddFunction(c.ctx, c.who, at[id.Unit](c, "unit"), in.input())
			return created(f, "/organisation/functions/"+string(f), err)
		}})
	add(s, operation[none, functionViewKeptJSON]{method: http.MethodGet, path: "/organisation/functions/{function}", id: "read-function", tag: "administration",
		out: functionViewKeptJSON{exampleFunctionKept(), []assignmentJSON{}, []wayKeptJSON{exampleWayKept()}, false},
		do: func(c *call, _ none) (functionViewKeptJSON, error) {
			v, err := c.admin.Function(c.ctx, c.who, function(c))
			return functionViewKeptJSON{functionKeptOf(v.Function), listOf(v.Assignments, assignmentOf), listOf(v.Ways, wayKeptOf), v.Load.Any()}, err
		}})
	change := step("/organisation/functions/{function}", "change-function", "administration", exampleFunctionInput(), func(c *call, in FunctionSettings) error {
		return c.admin.ChangeFunction(c.ctx, c.who, function(c), in.input(), c.version)
	})
	change.method = http.MethodPut
	add(s, change)
	add(s, step("/organisation/functions/{function}/end", "end-function", "administration", endFunctionInput{exampleID}, func(c *call, in endFunctionInput) error {
		return c.admin.EndFunction(c.ctx, c.who, function(c), in.Successor, c.version)
	}))
}

func exampleWayKept() wayKeptJSON {
	return wayKeptJSON{exampleID, exampleFunction().ID, WayInput{Area: "0685", Topic: "work", AnswerDays: 3}, false, 1}
}

func addWays(s *server) {
	way := func(c *call) id.WayIn { return at[id.WayIn](c, "way") }
	add(s, operation[WayInput, createdJSON]{method: http.MethodPost, path: "/organisation/functions/{function}/ways", id: "add-way-in", tag: "administration",
		status: http.StatusCreated, in: exampleWayKept().WayInput, out: createdJSON{ID: exampleID},
		do: func(c *call, in WayInput) (createdJSON, error) {
			w, err := c.admin.AddWayIn(c.ctx, c.who, at[id.Function](c, "function"), in.input())
			return created(w, "/organisation/ways/"+string(w), err)
		}})
	add(s, operation[none, wayKeptJSON]{method: http.MethodGet, path: "/organisation/ways/{way}", id: "read-way-in", tag: "administration", out: exampleWayKept(),
		do: func(c *call, _ none) (wayKeptJSON, error) {
			v, err := c.admin.WayIn(c.ctx, c.who, way(c))
			return wayKeptOf(v.Way), err
		}})
	change := step("/organisation/ways/{way}", "change-way-in", "administration", exampleWayKept().WayInput, func(c *call, in WayInput) error {
		return c.admin.ChangeWayIn(c.ctx, c.who, way(c), in.input(), c.version)
	})
	change.method = http.MethodPut
	add(s, change)
	remove := step("/organisation/ways/{way}", "remove-way-in", "administration", none{}, func(c *call, _ none) error {
		return c.admin.RemoveWayIn(c.ctx, c.who, way(c), c.version)
	})
	remove.method = http.MethodDelete
	add(s, remove)
}

// currentKept is what stands now of what administrators keep.
func currentKept(v any) any {
	switch v := v.(type) {
	case org.Unit:
		return unitNowJSON{v.ID, v.Name, v.Short, v.About, v.Version}
	case org.Function:
		return functionKeptOf(v)
	case org.WayIn:
		return wayKeptOf(v)
	case org.Area:
		return areaKeptJSON{NewAreaInput{v.ID, AreaInput{v.Name, v.Letter}}, v.Version}
	case org.Organisation:
		return organisationNowJSON{v.ID, v.Name, v.Kind, v.Version}
	case login.Account:
		return accountRowJSON{v.ID, v.Name, v.Label, []id.Function{}, v.Version}
	}
	return nil
}

// unitNowJSON is a unit as it stands, without where it works.
type unitNowJSON struct {
	ID      id.Unit `json:"id"`
	Name    string  `json:"name"`
	Short   string  `json:"short,omitempty"`
	About   string  `json:"about,omitempty"`
	Version int64   `json:"version"`
}

// organisationNowJSON is an organisation as it stands.
type organisationNowJSON struct {
	ID      id.Org      `json:"id"`
	Name    string      `json:"name"`
	Kind    access.Kind `json:"kind"`
	Version int64       `json:"version"`
}
