package ui

// Failure is what an error page tells.
type Failure struct {
	Title     string
	Text      string
	Saved     Saved
	Reference string // stands in the log too
	Next      *Action
	Again     *Form // what was sent, to be sent again; nil when that would not help
}

// Saved says what became of what the reader had done.
type Saved uint8

// What may have become of it.
const (
	NothingToSave Saved = iota // the page only shows something
	NotSaved                   // nothing was changed
	MaybeSaved                 // the connection broke after the change was sent
)

// SignInWay is one way to sign in.
type SignInWay struct {
	Label, About, Href string
	Primary            bool
}

// DemoGroup is those of one area or organisation that one can act as in the
// demo.
type DemoGroup struct {
	Name  string
	Users []DemoUser
}

// DemoUser is a function or a made-up person to act as.
type DemoUser struct {
	Key string // posted as "as"
	User
	About string // what there is to see
}
