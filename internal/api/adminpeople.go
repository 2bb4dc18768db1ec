package api

import (
	"encoding/base64"
	"net/http"
	"time"

	"samverk/internal/admin"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/intake"
	"samverk/internal/login"
	"samverk/internal/org"
)

func addAccounts(s *server) {
	user := func(c *call) id.User { return at[id.User](c, "user") }
	example := AccountInput{"nina", "Handläggare 2", false}
	add(s, operation[none, accountListJSON]{method: http.MethodGet, path: "/organisation/accounts", id: "list-accounts", tag: "administration", query: []string{"words", "after"},
		out: accountListJSON{[]accountRowJSON{{exampleID, "nina", "Handläggare 2", []id.Function{exampleFunction().ID}, 1}}, 1, ""},
		do:  func(c *call, _ none) (accountListJSON, error) { return c.accounts() }})
	add(s, operation[newAccountInput, createdJSON]{method: http.MethodPost, path: "/organisation/accounts", id: "add-account", tag: "administration",
		status: http.StatusCreated, in: newAccountInput{example, atProviderJSON{"sithsid", "SE2120000000-1000"}}, out: createdJSON{ID: exampleID},
		do: func(c *call, in newAccountInput) (createdJSON, error) {
			u, err := c.admin.AddPerson(c.ctx, c.who, admin.NewPerson{AccountInput: in.input(), Identity: login.Identity(in.Identity)})
			return created(u, "/organisation/accounts/"+string(u), err)
		}})
	add(s, operation[none, accountViewJSON]{method: http.MethodGet, path: "/organisation/accounts/{user}", id: "read-account", tag: "administration",
		out: accountViewJSON{exampleID, example, []atProviderJSON{}, []assignmentJSON{}, false, 1},
		do: func(c *call, _ none) (accountViewJSON, error) {
			v, err := c.admin.Person(c.ctx, c.who, user(c))
			return accountViewOf(v), err
		}})
	change := step("/organisation/accounts/{user}", "change-account", "administration", example, func(c *call, in AccountInput) error {
		return c.admin.ChangePerson(c.ctx, c.who, user(c), in.input(), c.version)
	})
	change.method = http.MethodPut
	add(s, change)
	end := step("/organisation/accounts/{user}", "end-account", "administration", none{}, func(c *call, _ none) error {
		return c.admin.EndPerson(c.ctx, c.who, user(c), c.version)
	})
	end.method = http.MethodDelete
	add(s, end)
	add(s, operation[atProviderJSON, none]{method: http.MethodPost, path: "/organisation/accounts/{user}/identities", id: "bind-identity", tag: "administration",
		status: http.StatusNoContent, in: atProviderJSON{"sithsid", "SE2120000000-1000"},
		do: func(c *call, in atProviderJSON) (none, error) {
			return none{}, c.admin.Bind(c.ctx, c.who, user(c), login.Identity(in))
		}})
	add(s, operation[atProviderJSON, none]{method: http.MethodPost, path: "/organisation/accounts/{user}/identities/removal", id: "unbind-identity", tag: "administration",
		status: http.StatusNoContent, in: atProviderJSON{"sithsid", "SE2120000000-1000"},
		do: func(c *call, in atProviderJSON) (none, error) {
			return none{}, c.admin.Unbind(c.ctx, c.who, user(c), login.Identity(in))
		}})
}

func (c *call) accounts() (accountListJSON, error) {
	v, err := c.admin.People(c.ctx, c.who, c.query.Get("words"), c.query.Get("after"))
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
	return &waysJSON{w.Key, listOf(w.Identities, func(i login.Identity) atProviderJSON { return atProviderJSON(i) }),
		listOf(w.LetIn, func(l login.LetIn) letInJSON {
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
	ways := &waysJSON{login.HasKey, []atProviderJSON{}, []letInJSON{{How: login.LetInvited, By: "Administratör 2", At: day(1)}}}
	return twoJSON{exampleID, org.ChangeAssign, exampleID, "Lokal administratör", true, "Administratör 1", day(1), day(8), "", true, ways, 1}
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

func addChanges(s *server) {
	change := func(c *call) id.Change { return at[id.Change](c, "change") }
	add(s, operation[assignmentInput, keptAssignmentJSON]{method: http.MethodPost, path: "/organisation/assignments", id: "assign-in-organisation", tag: "administration",
		status: http.StatusCreated, in: assignmentInput{Function: exampleFunction().ID, User: exampleID}, out: keptAssignmentJSON{exampleID, false},
		do: func(c *call, in assignmentInput) (keptAssignmentJSON, error) {
			n, err := in.assignment()
			if err != nil {
				return keptAssignmentJSON{}, err
			}
			made, asked, err := c.admin.Assign(c.ctx, c.who, n)
			return keptAssignmentJSON{made, asked}, err
		}})
	add(s, operation[none, askedJSON]{method: http.MethodDelete, path: "/organisation/assignments/{assignment}", id: "end-assignment-in-organisation", tag: "administration",
		versioned: true, out: askedJSON{true},
		do: func(c *call, _ none) (askedJSON, error) {
			asked, err := c.admin.EndAssignment(c.ctx, c.who, at[id.Assignment](c, "assignment"), c.version)
			return askedJSON{asked}, err
		}})
	add(s, operation[none, twoListJSON]{method: http.MethodGet, path: "/organisation/changes", id: "list-changes", tag: "administration",
		out: twoListJSON{[]twoJSON{exampleChange()}, []twoJSON{}},
		do: func(c *call, _ none) (twoListJSON, error) {
			open, done, err := c.admin.Changes(c.ctx, c.who)
			return twoListJSON{listOf(open, changeOf), listOf(done, changeOf)}, err
		}})
	for name, do := range map[string]func(c *call) error{
		"confirmation": func(c *call) error { return c.admin.Confirm(c.ctx, c.who, change(c), c.version) },
		"refusal":      func(c *call) error { return c.admin.Refuse(c.ctx, c.who, change(c), c.version) },
		"withdrawal":   func(c *call) error { return c.admin.Withdraw(c.ctx, c.who, change(c), c.version) },
	} {
		add(s, step("/organisation/changes/{change}/"+name, "change-"+name, "administration", none{}, func(c *call, _ none) error { return do(c) }))
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
func addProtections(s *server) {
	add(s, operation[none, protectionChangesJSON]{method: http.MethodGet, path: "/cases/{case}/protection", id: "list-protection-changes", tag: "consent",
		out: protectionChangesJSON{[]protectionChangeJSON{{exampleID, org.ChangeLift, "Samordnare 1", false, day(8), 1}}},
		do: func(c *call, _ none) (protectionChangesJSON, error) {
			all, err := c.admin.Protection(c.ctx, c.who, at[id.Case](c, "case"))
			return protectionChangesJSON{listOf(all, func(p admin.Pending) protectionChangeJSON {
				return protectionChangeJSON{p.ID, p.Kind, p.Change.ByLabel, p.Mine, p.Change.Ends, p.Version}
			})}, err
		}})
	add(s, operation[none, none]{method: http.MethodPost, path: "/cases/{case}/protection/lift", id: "ask-lift-protection", tag: "consent", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) {
			return none{}, c.admin.AskLift(c.ctx, c.who, at[id.Case](c, "case"))
		}})
	add(s, step("/cases/{case}/protection/{change}/confirmation", "confirm-protection", "consent", none{}, func(c *call, _ none) error {
		return c.admin.ConfirmProtection(c.ctx, c.who, at[id.Case](c, "case"), at[id.Change](c, "change"), c.version)
	}))
	add(s, step("/cases/{case}/protection/{change}/refusal", "refuse-protection", "consent", none{}, func(c *call, _ none) error {
		return c.admin.RefuseProtection(c.ctx, c.who, at[id.Case](c, "case"), at[id.Change](c, "change"), c.version)
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

func addImports(s *server) {
	batch := func(c *call) id.Import { return at[id.Import](c, "import") }
	add(s, operation[importInput, createdJSON]{method: http.MethodPost, path: "/organisation/imports", id: "upload-import", tag: "administration",
		status: http.StatusCreated, in: importInput{"units", "RW5oZXQKQU1F"}, out: createdJSON{ID: exampleID},
		do: func(c *call, in importInput) (createdJSON, error) {
			file, err := base64.StdEncoding.DecodeString(in.File)
			if err != nil {
				return createdJSON{}, errs.Faults{{Field: "file", Key: "border.broken"}}.Err()
			}
			b, err := c.intake.Upload(c.ctx, c.who, intake.Kind(in.Kind), "", file)
			return created(b, "/organisation/imports/"+string(b), err)
		}})
	add(s, operation[none, previewJSON]{method: http.MethodGet, path: "/organisation/imports/{import}", id: "preview-import", tag: "administration",
		out: previewJSON{exampleID, "units", false, 3, 1, 12, 1, []rowFaultJSON{{4, "name", "structure.name.empty", "Fyll i ett namn."}}, exampleID},
		do: func(c *call, _ none) (previewJSON, error) {
			v, err := c.intake.Preview(c.ctx, c.who, batch(c))
			return previewJSON{v.ID, string(v.Kind), v.Done, v.New, v.Changed, v.Unchanged, v.Wrong, listOf(v.Faults(), func(f intake.RowFault) rowFaultJSON {
				return rowFaultJSON{f.Row, f.Column, f.Errs.Key, c.texts(c.r).Fault(f.Errs)}
			}), v.Seen}, err
		}})
	add(s, operation[takeInput, none]{method: http.MethodPost, path: "/organisation/imports/{import}/confirmation", id: "take-in-import", tag: "administration",
		status: http.StatusNoContent, in: takeInput{exampleID},
		do: func(c *call, in takeInput) (none, error) {
			return none{}, c.intake.TakeIn(c.ctx, c.who, batch(c), in.Seen)
		}})
	add(s, operation[none, none]{method: http.MethodDelete, path: "/organisation/imports/{import}", id: "discard-import", tag: "administration", status: http.StatusNoContent,
		do: func(c *call, _ none) (none, error) { return none{}, c.intake.Discard(c.ctx, c.who, batch(c)) }})
}
