package api

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/api/rest"
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

// Etag returns the version that a change must name.
func (u unitKeptJSON) Etag() int64 { return u.Version }

func unitKeptOf(u admin.UnitRow) unitKeptJSON {
	return unitKeptJSON{u.ID, UnitInput{u.Name, u.Short, u.About, u.Areas}, rest.ListOf(u.Functions, functionKeptOf), u.Version}
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

// Etag returns the version that a change must name.
func (f FunctionKeptJSON) Etag() int64 { return f.Version }

func functionKeptOf(f org.Function) FunctionKeptJSON {
	return FunctionKeptJSON{f.ID, f.Unit, FunctionSettings{f.Name, f.Role, f.Phone, f.Mailbox, f.SDK, f.Hours}, f.Holder, f.Vacant(), f.Version}
}

type organisationViewJSON struct {
	ID             id.Org           `json:"id"`
	Name           string           `json:"name"`
	Kind           access.Kind      `json:"kind" enum:"kommun,vard,fk,af,forbund,admin"`
	Areas          []rest.AreaJSON  `json:"areas" doc:"Where it takes part"`
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

// Etag returns the version that a change must name.
func (w wayKeptJSON) Etag() int64 { return w.Version }

func wayKeptOf(w org.WayIn) wayKeptJSON {
	return wayKeptJSON{w.ID, w.Function.ID, WayInput{w.Area, w.Topic, w.Deputy, w.AnswerDays, w.About}, w.Vacant(), w.Version}
}

type functionViewKeptJSON struct {
	FunctionKeptJSON
	Assignments []assignmentJSON `json:"assignments"`
	Ways        []wayKeptJSON    `json:"ways" doc:"That lead to it, or have it as deputy"`
	Waits       bool             `json:"waits" doc:"Cases or requests that the reader may know of wait for it, so that it cannot end"`
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

// Etag returns the version that a change must name.
func (a accountViewJSON) Etag() int64 { return a.Version }

func accountViewOf(v admin.PersonView) accountViewJSON {
	return accountViewJSON{v.ID, AccountInput{v.Name, v.Label, v.Reserve},
		rest.ListOf(v.Identities, func(i login.Identity) atProviderJSON { return atProviderJSON{i.Provider, i.Subject} }),
		rest.ListOf(v.Assignments, assignmentOf), v.Administers, v.Version}
}

func exampleFunctionKept() FunctionKeptJSON {
	return FunctionKeptJSON{rest.ExampleFunction().ID, rest.ExampleUnit().ID, exampleFunctionInput(), "Handläggare 2", false, 3}
}

func exampleFunctionInput() FunctionSettings {
	return FunctionSettings{Name: "Handläggare", Role: access.Worker, Mailbox: "handlaggare@kommunen.example"}
}

func exampleUnitKept() unitKeptJSON {
	return unitKeptJSON{rest.ExampleUnit().ID, UnitInput{"Försörjningsstöd", "FS", "", []id.Area{"0685"}}, []FunctionKeptJSON{exampleFunctionKept()}, 2}
}

func addOrganisation(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, organisationViewJSON]{Method: http.MethodGet, Path: "/organisation", ID: "read-organisation", Tag: "administration",
		Out: organisationViewJSON{"kommun", "Vetlanda kommun", access.Kommun, []rest.AreaJSON{{ID: "0685", Name: "Vetlanda"}}, []unitKeptJSON{exampleUnitKept()}, 120,
			[]assignmentJSON{}, []id.WayIn{}, []twoJSON{exampleChange()}},
		Do: func(c *rest.Call, _ rest.None) (organisationViewJSON, error) {
			o, err := c.Admin.Overview(c.Ctx, c.Who)
			if err != nil {
				return organisationViewJSON{}, err
			}
			units, err := c.Admin.Units(c.Ctx, c.Who)
			return organisationViewJSON{o.Organisation.ID, o.Organisation.Name, o.Organisation.Kind,
				rest.ListOf(o.Areas, func(a org.Area) rest.AreaJSON { return rest.AreaJSON{ID: a.ID, Name: a.Name} }), rest.ListOf(units.Units, unitKeptOf), o.People,
				rest.ListOf(o.Administrators, assignmentOf), rest.ListOf(o.Ways, func(w org.WayIn) id.WayIn { return w.ID }), rest.ListOf(o.Changes, changeOf)}, err
		}})
	rest.Add(s, rest.Operation[UnitInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/organisation/units", ID: "add-unit", Tag: "administration",
		Status: http.StatusCreated, In: exampleUnitKept().UnitInput, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in UnitInput) (rest.CreatedJSON, error) {
			u, err := c.Admin.AddUnit(c.Ctx, c.Who, in.input())
			return rest.Created(u, "/organisation/units/"+string(u), err)
		}})
	rest.Add(s, rest.Operation[rest.None, unitKeptJSON]{Method: http.MethodGet, Path: "/organisation/units/{unit}", ID: "read-unit", Tag: "administration", Out: exampleUnitKept(),
		Do: func(c *rest.Call, _ rest.None) (unitKeptJSON, error) {
			v, err := c.Admin.Unit(c.Ctx, c.Who, rest.At[id.Unit](c, "unit"))
			return unitKeptOf(v.UnitRow), err
		}})
	change := step("/organisation/units/{unit}", "change-unit", "administration", exampleUnitKept().UnitInput, func(c *rest.Call, in UnitInput) error {
		return c.Admin.ChangeUnit(c.Ctx, c.Who, rest.At[id.Unit](c, "unit"), in.input(), c.Version)
	})
	change.Method = http.MethodPut
	rest.Add(s, change)
	end := step("/organisation/units/{unit}", "end-unit", "administration", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Admin.EndUnit(c.Ctx, c.Who, rest.At[id.Unit](c, "unit"), c.Version)
	})
	end.Method = http.MethodDelete
	rest.Add(s, end)
	addFunctions(s)
	addWays(s)
	addAccounts(s)
	addChanges(s)
}

func addFunctions(s *rest.Server) {
	function := func(c *rest.Call) id.Function { return rest.At[id.Function](c, "function") }
	rest.Add(s, rest.Operation[FunctionSettings, rest.CreatedJSON]{Method: http.MethodPost, Path: "/organisation/units/{unit}/functions", ID: "add-function", Tag: "administration",
		Status: http.StatusCreated, In: exampleFunctionInput(), Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in FunctionSettings) (rest.CreatedJSON, error) {
			f, err := c.Admin.AddFunction(c.Ctx, c.Who, rest.At[id.Unit](c, "unit"), in.input())
			return rest.Created(f, "/organisation/functions/"+string(f), err)
		}})
	rest.Add(s, rest.Operation[rest.None, functionViewKeptJSON]{Method: http.MethodGet, Path: "/organisation/functions/{function}", ID: "read-function", Tag: "administration",
		Out: functionViewKeptJSON{exampleFunctionKept(), []assignmentJSON{}, []wayKeptJSON{exampleWayKept()}, false},
		Do: func(c *rest.Call, _ rest.None) (functionViewKeptJSON, error) {
			v, err := c.Admin.Function(c.Ctx, c.Who, function(c))
			return functionViewKeptJSON{functionKeptOf(v.Function), rest.ListOf(v.Assignments, assignmentOf), rest.ListOf(v.Ways, wayKeptOf), v.Load.Any()}, err
		}})
	change := step("/organisation/functions/{function}", "change-function", "administration", exampleFunctionInput(), func(c *rest.Call, in FunctionSettings) error {
		return c.Admin.ChangeFunction(c.Ctx, c.Who, function(c), in.input(), c.Version)
	})
	change.Method = http.MethodPut
	rest.Add(s, change)
	rest.Add(s, step("/organisation/functions/{function}/end", "end-function", "administration", endFunctionInput{rest.ExampleID}, func(c *rest.Call, in endFunctionInput) error {
		return c.Admin.EndFunction(c.Ctx, c.Who, function(c), in.Successor, c.Version)
	}))
}

func exampleWayKept() wayKeptJSON {
	return wayKeptJSON{rest.ExampleID, rest.ExampleFunction().ID, WayInput{Area: "0685", Topic: "work", AnswerDays: 3}, false, 1}
}

func addWays(s *rest.Server) {
	way := func(c *rest.Call) id.WayIn { return rest.At[id.WayIn](c, "way") }
	rest.Add(s, rest.Operation[WayInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/organisation/functions/{function}/ways", ID: "add-way-in", Tag: "administration",
		Status: http.StatusCreated, In: exampleWayKept().WayInput, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in WayInput) (rest.CreatedJSON, error) {
			w, err := c.Admin.AddWayIn(c.Ctx, c.Who, rest.At[id.Function](c, "function"), in.input())
			return rest.Created(w, "/organisation/ways/"+string(w), err)
		}})
	rest.Add(s, rest.Operation[rest.None, wayKeptJSON]{Method: http.MethodGet, Path: "/organisation/ways/{way}", ID: "read-way-in", Tag: "administration", Out: exampleWayKept(),
		Do: func(c *rest.Call, _ rest.None) (wayKeptJSON, error) {
			v, err := c.Admin.WayIn(c.Ctx, c.Who, way(c))
			return wayKeptOf(v.Way), err
		}})
	change := step("/organisation/ways/{way}", "change-way-in", "administration", exampleWayKept().WayInput, func(c *rest.Call, in WayInput) error {
		return c.Admin.ChangeWayIn(c.Ctx, c.Who, way(c), in.input(), c.Version)
	})
	change.Method = http.MethodPut
	rest.Add(s, change)
	remove := step("/organisation/ways/{way}", "remove-way-in", "administration", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Admin.RemoveWayIn(c.Ctx, c.Who, way(c), c.Version)
	})
	remove.Method = http.MethodDelete
	rest.Add(s, remove)
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
