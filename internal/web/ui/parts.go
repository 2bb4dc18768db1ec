package ui

import "github.com/a-h/templ"

// Table is a list with columns. On a narrow screen each row stands as a block
// with the names of the columns beside its cells.
type Table struct {
	Caption string // says what the table holds; hidden when the heading above says it
	Hidden  bool   // hides the caption from sight only
	Columns []Column
	Rows    []Row
}

// Column is the head of a column.
type Column struct {
	Label   string
	Numeric bool
}

// Row is one line of a table; its first cell names it.
type Row struct{ Cells []templ.Component }

// Term is a word and what is said about it.
type Term struct {
	Word string
	Says templ.Component
}

// Step is one step of a wizard.
type Step struct{ Label, Href string }

// Dialog asks before something is done. Without a script its content is reached
// at the address of the action that opens it.
type Dialog struct {
	ID, Title, Text string
	Action          string // address that it posts to
	Do              string // label of the button that does it
	Danger          bool
	Version         string
	Once            string
}

// Pages leads on in a list that is read by key.
type Pages struct {
	First, Next string // addresses; empty when there is nothing there
	Shown       int
}
