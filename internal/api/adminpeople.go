package api

import (
	"encoding/base64"
	"net/http"
	"time"

	"samverk/internal/admin"
	"samverk/internal/api/rest"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/intake"
	"samverk/internal/login"
	"samverk/internal/org"
)

func addAccounts(s *rest.Server) {
	user := func(c *rest.Call) id.User { return rest.At[id.User](c, "user") }
	example := AccountInput{"nina", "Handläggare 2", false}
	rest.Add(s, rest.Operation[rest.None, accountListJSON]{Method: http.MethodGet, Path: "/organisation/accounts", ID: "list-accounts", Tag: "administration", Query: []string{"words", "after"},
		Out: accountListJSON{[]accountRowJSON{{rest.ExampleID, "nina", "Handläggare 2", []id.Function{rest.ExampleFunction().ID}, 1}}, 1, ""},
		Do:  func(c *rest.Call, _ rest.None) (accountListJSON, error) { return accounts(c) }})
	rest.Add(s, rest.Operation[newAccountInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/organisation/accounts", ID: "add-account", Tag: "administration",
		Status: http.StatusCreated, In: newAccountInput{example, atProviderJSON{"sithsid", "SE2120000000-1000"}}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in newAccountInput) (rest.CreatedJSON, error) {
			u, err := c.Admin.AddPerson(c.Ctx, c.Who, admin.NewPerson{AccountInput: in.input(), Identity: login.Identity(in.Identity)})
			return rest.Created(u, "/organisation/accounts/"+string(u), err)
		}})
	rest.Add(s, rest.Operation[rest.None, accountViewJSON]{Method: http.MethodGet, Path: "/organisation/accounts/{user}", ID: "read-account", Tag: "administration",
		Out: accountViewJSON{rest.ExampleID, example, []atProviderJSON{}, []assignmentJSON{}, false, 1},
		Do: func(c *rest.Call, _ rest.None) (accountViewJSON, error) {
			v, err := c.Admin.Person(c.Ctx, c.Who, user(c))
			return accountViewOf(v), err
		}})
	change := step("/organisation/accounts/{user}", "change-account", "administration", example, func(c *rest.Call, in AccountInput) error {
		return c.Admin.ChangePerson(c.Ctx, c.Who, user(c), in.input(), c.Version)
	})
	change.Method = http.MethodPut
	rest.Add(s, change)
	end := step("/organisation/accounts/{user}", "end-account", "administration", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Admin.EndPerson(c.Ctx, c.Who, user(c), c.Version)
	})
	end.Method = http.MethodDelete
	rest.Add(s, end)
	rest.Add(s, rest.Operation[atProviderJSON, rest.None]{Method: http.MethodPost, Path: "/organisation/accounts/{user}/identities", ID: "bind-identity", Tag: "administration",
		Status: http.StatusNoContent, In: atProviderJSON{"sithsid", "SE2120000000-1000"},
		Do: func(c *rest.Call, in atProviderJSON) (rest.None, error) {
			return rest.None{}, c.Admin.Bind(c.Ctx, c.Who, user(c), login.Identity(in))
		}})
	rest.Add(s, rest.Operation[atProviderJSON, rest.None]{Method: http.MethodPost, Path: "/organisation/accounts/{user}/identities/removal", ID: "unbind-identity", Tag: "administration",
		Status: http.StatusNoContent, In: atProviderJSON{"sithsid", "SE2120000000-1000"},
		Do: func(c *rest.Call, in atProviderJSON) (rest.None, error) {
			return rest.None{}, c.Admin.Unbind(c.Ctx, c.Who, user(c), login.Identity(in))
		}})
}

func accounts(c *rest.Call) (accountListJSON, error) {
	v, err := c.Admin.People(c.Ctx, c.Who, c.Query.Get("words"), c.Query.Get("after"))
	list := accountListJSON{Accounts: []accountRowJSON{}, All: v.All}
	for _, p := range v.People {
		row := accountRowJSON{p.ID, p.Name, p.Label, []id.Function{}, p.Version}
		for _, h := range p.Held {
			row.Holds = append(row.Holds, h.Function.ID)
		}
		list.Accounts = append(list.Accounts, row)
	}
	if v.More {
		list.Next = v.People[len(v.People)-1].Name
	}
	return list, err
}

type twoJSON struct {
	ID        id.Change `json:"id"`
	Kind      string    `json:"kind" enum:"assign,end_assignment,recover"`
	User      id.User   `json:"user" doc:"Whom it is about"`
	Function  string    `json:"function,omitempty" doc:"Name of the function"`
	Deputy    bool      `json:"deputy,omitempty"`
	By        string    `json:"by" doc:"What the one who asked is shown as"`
	At        time.Time `json:"at"`
	Ends      time.Time `json:"ends" doc:"Until when somebody else can answer"`
	Outcome   string    `json:"outcome,omitempty" enum:"done,refused,withdrawn"`
	MayAnswer bool      `json:"mayAnswer" doc:"The caller can be the second of the two"`
	Ways      *waysJSON `json:"ways,omitempty" doc:"How the one who is to administer signs in, while it waits"`
	Version   int64     `json:"version"`
}

type waysJSON struct {
	Key        login.KeyState   `json:"key,omitempty" enum:"invited,has,lost"`
	Identities []atProviderJSON `json:"identities"`
	LetIn      []letInJSON      `json:"letIn" doc:"Newest first"`
}

type letInJSON struct {
	How       string    `json:"how" enum:"invited,recovery,bound"`
	Provider  string    `json:"provider,omitempty"`
	By        string    `json:"by,omitempty" doc:"What the one who did it is shown as; empty for the operator"`
	Confirmed string    `json:"confirmed,omitempty" doc:"What the second of two is shown as"`
	Itself    bool      `json:"itself,omitempty" doc:"The account came by itself, at its first sign-in with the provider"`
	At        time.Time `json:"at"`
}

func waysOf(w admin.Ways) *waysJSON {
	return &waysJSON{w.Key, rest.ListOf(w.Identities, func(i login.Identity) atProviderJSON { return atProviderJSON(i) }),
		rest.ListOf(w.LetIn, func(l login.LetIn) letInJSON {
			return letInJSON{l.How, l.Provider, l.ByLabel, l.Second, l.Itself, l.At}
		})}
}

func changeOf(c admin.ChangeView) twoJSON {
	out := twoJSON{c.ID, c.Kind, c.User, c.Function, c.Deputy, c.ByLabel, c.At, c.Ends, c.Outcome, c.MayAnswer(), nil, c.Version}
	if c.Kind == org.ChangeAssign && c.Open {
		out.Ways = waysOf(c.Ways)
	}
	return out
}

func exampleChange() twoJSON {
	ways := &waysJSON{login.HasKey, []atProviderJSON{}, []letInJSON{{How: login.LetInvited, By: "Administratör 2", At: rest.Day(1)}}}
	return twoJSON{rest.ExampleID, org.ChangeAssign, rest.ExampleID, "Lokal administratör", true, "Administratör 1", rest.Day(1), rest.Day(8), "", true, ways, 1}
}

type keptAssignmentJSON struct {
	ID    string `json:"id" doc:"Of the assignment, or of the change that waits"`
	Asked bool   `json:"asked" doc:"Another administrator has to agree first"`
}

type askedJSON struct {
	Asked bool `json:"asked" doc:"Another administrator has to agree first"`
}

type twoListJSON struct {
	Open     []twoJSON `json:"open"`
	Answered []twoJSON `json:"answered" doc:"Newest first"`
}

func addChanges(s *rest.Server) {
	change := func(c *rest.Call) id.Change { return rest.At[id.Change](c, "change") }
	rest.Add(s, rest.Operation[assignmentInput, keptAssignmentJSON]{Method: http.MethodPost, Path: "/organisation/assignments", ID: "assign-in-organisation", Tag: "administration",
		Status: http.StatusCreated, In: assignmentInput{Function: rest.ExampleFunction().ID, User: rest.ExampleID}, Out: keptAssignmentJSON{rest.ExampleID, false},
		Do: func(c *rest.Call, in assignmentInput) (keptAssignmentJSON, error) {
			n, err := in.assignment()
			if err != nil {
				return keptAssignmentJSON{}, err
			}
			made, asked, err := c.Admin.Assign(c.Ctx, c.Who, n)
			return keptAssignmentJSON{made, asked}, err
		}})
	rest.Add(s, rest.Operation[rest.None, askedJSON]{Method: http.MethodDelete, Path: "/organisation/assignments/{assignment}", ID: "end-assignment-in-organisation", Tag: "administration",
		Versioned: true, Out: askedJSON{true},
		Do: func(c *rest.Call, _ rest.None) (askedJSON, error) {
			asked, err := c.Admin.EndAssignment(c.Ctx, c.Who, rest.At[id.Assignment](c, "assignment"), c.Version)
			return askedJSON{asked}, err
		}})
	rest.Add(s, rest.Operation[rest.None, twoListJSON]{Method: http.MethodGet, Path: "/organisation/changes", ID: "list-changes", Tag: "administration",
		Out: twoListJSON{[]twoJSON{exampleChange()}, []twoJSON{}},
		Do: func(c *rest.Call, _ rest.None) (twoListJSON, error) {
			open, done, err := c.Admin.Changes(c.Ctx, c.Who)
			return twoListJSON{rest.ListOf(open, changeOf), rest.ListOf(done, changeOf)}, err
		}})
	for name, do := range map[string]func(c *rest.Call) error{
		"confirmation": func(c *rest.Call) error { return c.Admin.Confirm(c.Ctx, c.Who, change(c), c.Version) },
		"refusal":      func(c *rest.Call) error { return c.Admin.Refuse(c.Ctx, c.Who, change(c), c.Version) },
		"withdrawal":   func(c *rest.Call) error { return c.Admin.Withdraw(c.Ctx, c.Who, change(c), c.Version) },
	} {
		rest.Add(s, step("/organisation/changes/{change}/"+name, "change-"+name, "administration", rest.None{}, func(c *rest.Call, _ rest.None) error { return do(c) }))
	}
	addProtections(s)
}

type protectionChangeJSON struct {
	ID      id.Change `json:"id"`
	Kind    string    `json:"kind" enum:"raise_protection,lift_protection"`
	By      string    `json:"by" doc:"What the one who asked is shown as"`
	Mine    bool      `json:"mine" doc:"The caller asked, so that somebody else must answer"`
	Ends    time.Time `json:"ends"`
	Version int64     `json:"version"`
}

type protectionChangesJSON struct {
	Pending []protectionChangeJSON `json:"pending"`
}

// addProtections are the changes of protection that take two.
func addProtections(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, protectionChangesJSON]{Method: http.MethodGet, Path: "/cases/{case}/protection", ID: "list-protection-changes", Tag: "consent",
		Out: protectionChangesJSON{[]protectionChangeJSON{{rest.ExampleID, org.ChangeLift, "Samordnare 1", false, rest.Day(8), 1}}},
		Do: func(c *rest.Call, _ rest.None) (protectionChangesJSON, error) {
			all, err := c.Admin.Protection(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
			return protectionChangesJSON{rest.ListOf(all, func(p admin.Pending) protectionChangeJSON {
				return protectionChangeJSON{p.ID, p.Kind, p.Change.ByLabel, p.Mine, p.Change.Ends, p.Version}
			})}, err
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: "/cases/{case}/protection/lift", ID: "ask-lift-protection", Tag: "consent", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Admin.AskLift(c.Ctx, c.Who, rest.At[id.Case](c, "case"))
		}})
	rest.Add(s, step("/cases/{case}/protection/{change}/confirmation", "confirm-protection", "consent", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Admin.ConfirmProtection(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Change](c, "change"), c.Version)
	}))
	rest.Add(s, step("/cases/{case}/protection/{change}/refusal", "refuse-protection", "consent", rest.None{}, func(c *rest.Call, _ rest.None) error {
		return c.Admin.RefuseProtection(c.Ctx, c.Who, rest.At[id.Case](c, "case"), rest.At[id.Change](c, "change"), c.Version)
	}))
}

type importInput struct {
	Kind string `json:"kind" enum:"units,functions,people,assignments"`
	File string `json:"file" doc:"The whole file in base64: CSV or .xlsx"`
}

type rowFaultJSON struct {
	Row    int    `json:"row" doc:"As a spreadsheet counts: the header is 1"`
	Column string `json:"column,omitempty"`
	Code   string `json:"code"`
	Says   string `json:"says"`
}

type previewJSON struct {
	ID        id.Import      `json:"id"`
	Kind      string         `json:"kind" enum:"units,functions,people,assignments"`
	Done      bool           `json:"done"`
	New       int            `json:"new"`
	Changed   int            `json:"changed"`
	Unchanged int            `json:"unchanged"`
	Wrong     int            `json:"wrong" doc:"Rows; nothing is taken in while there are any"`
	Faults    []rowFaultJSON `json:"faults"`
	Seen      string         `json:"seen" doc:"Digest of what is shown, sent back to take it in"`
}

type takeInput struct {
	Seen string `json:"seen"`
}

func addImports(s *rest.Server) {
	batch := func(c *rest.Call) id.Import { return rest.At[id.Import](c, "import") }
	rest.Add(s, rest.Operation[importInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/organisation/imports", ID: "upload-import", Tag: "administration",
		Status: http.StatusCreated, In: importInput{"units", "RW5oZXQKQU1F"}, Out: rest.CreatedJSON{ID: rest.ExampleID},
		Do: func(c *rest.Call, in importInput) (rest.CreatedJSON, error) {
			file, err := base64.StdEncoding.DecodeString(in.File)
			if err != nil {
				return rest.CreatedJSON{}, errs.Faults{{Field: "file", Key: "border.broken"}}.Err()
			}
			b, err := c.Intake.Upload(c.Ctx, c.Who, intake.Kind(in.Kind), "", file)
			return rest.Created(b, "/organisation/imports/"+string(b), err)
		}})
	rest.Add(s, rest.Operation[rest.None, previewJSON]{Method: http.MethodGet, Path: "/organisation/imports/{import}", ID: "preview-import", Tag: "administration",
		Out: previewJSON{rest.ExampleID, "units", false, 3, 1, 12, 1, []rowFaultJSON{{4, "name", "structure.name.empty", "Fyll i ett namn."}}, rest.ExampleID},
		Do: func(c *rest.Call, _ rest.None) (previewJSON, error) {
			v, err := c.Intake.Preview(c.Ctx, c.Who, batch(c))
			return previewJSON{v.ID, string(v.Kind), v.Done, v.New, v.Changed, v.Unchanged, v.Wrong, rest.ListOf(v.Faults(), func(f intake.RowFault) rowFaultJSON {
				return rowFaultJSON{f.Row, f.Column, f.Errs.Key, c.Texts(c.Request).Fault(f.Errs)}
			}), v.Seen}, err
		}})
	rest.Add(s, rest.Operation[takeInput, rest.None]{Method: http.MethodPost, Path: "/organisation/imports/{import}/confirmation", ID: "take-in-import", Tag: "administration",
		Status: http.StatusNoContent, In: takeInput{rest.ExampleID},
		Do: func(c *rest.Call, in takeInput) (rest.None, error) {
			return rest.None{}, c.Intake.TakeIn(c.Ctx, c.Who, batch(c), in.Seen)
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodDelete, Path: "/organisation/imports/{import}", ID: "discard-import", Tag: "administration", Status: http.StatusNoContent,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Intake.Discard(c.Ctx, c.Who, batch(c))
		}})
}
