// Package token makes a token for everybody in the demo world whom a program can
// act as.
package token

import (
	"context"
	"errors"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/demo/story"
	"samverk/internal/entry"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
)

// All is a token for everybody whom a program can act as.
type All struct {
	Functions []Function `json:"functions"`
	Persons   []Person   `json:"persons"`
}

// Function lets a program act as a function.
type Function struct {
	ID           id.Function `json:"id"`
	Name         string      `json:"name"`
	Unit         id.Unit     `json:"unit"`
	Organisation id.Org      `json:"organisation"`
	Kind         access.Kind `json:"kind"`
	Area         id.Area     `json:"area"` // empty unless the unit serves just one
	Token        string      `json:"token"`
}

// Person lets a program act as a person. The identifier is what she signs
// in with.
type Person struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Token string `json:"token"`
}

// tokenDays is how long the tokens work.
const tokenDays = 300

// Issue makes a token for every function of a world that has a holder, and for
// every person of a cast with an account.
func Issue(ctx context.Context, a *app.App, w org.World, cast *story.Cast) (All, error) {
	i := issuer{Service: entry.New(a, entry.Options{}), areas: map[id.Unit]id.Area{}, names: map[string]string{}}
	i.begin(w, cast)
	all, err := i.DemoAccounts(ctx)
	for _, d := range all {
		switch {
		case err != nil:
		case d.Person:
			err = i.person(ctx, d)
		case !d.Deputy:
			err = i.function(ctx, d)
		}
	}
	return i.All, err
}

// issuer gathers tokens.
type issuer struct {
	*entry.Service
	All
	areas  map[id.Unit]id.Area
	names  map[string]string // of persons, to what they sign in with
	endsOn string
}

func (i *issuer) begin(w org.World, cast *story.Cast) {
	for _, o := range w.Organisations {
		for _, u := range o.Units {
			if len(u.Areas) == 1 {
				i.areas[u.ID] = u.Areas[0]
			}
		}
	}
	for _, f := range cast.People {
		i.names[f.Name] = f.ID
	}
}

func (i *issuer) function(ctx context.Context, d entry.DemoAccount) error {
	f := d.Function
	who := access.Actor{User: d.User, Function: f.ID, Unit: f.Unit, Org: f.Org, Level: login.LevelDemo}
	secret, err := i.issue(ctx, who)
	i.Functions = append(i.Functions, Function{f.ID, f.Name, f.Unit, f.Org, f.Kind, i.areas[f.Unit], secret})
	return err
}

// person signs in as the person, since only a session tells who she is.
func (i *issuer) person(ctx context.Context, d entry.DemoAccount) error {
	session, err := i.SignInDemo(ctx, d.User, "")
	if err != nil {
		return err
	}
	s, err := i.Session(ctx, session, "")
	if err != nil {
		return err
	}
	secret, err := i.issue(ctx, s.Actor)
	i.Persons = append(i.Persons, Person{i.names[d.Label], d.Label, secret})
	return errors.Join(err, i.SignOut(ctx, s.Actor))
}

// issue makes a token. What day it is, only the application knows.
func (i *issuer) issue(ctx context.Context, who access.Actor) (string, error) {
	if i.endsOn == "" {
		day, err := i.Day(ctx, who)
		if err != nil {
			return "", err
		}
		today, err := time.Parse(time.DateOnly, day.Today)
		if err != nil {
			return "", err
		}
		i.endsOn = today.AddDate(0, 0, tokenDays).Format(time.DateOnly)
	}
	if err := i.Enter(ctx, func(tx *db.Tx) error { who.Proved = tx.Now; return nil }); err != nil {
		return "", err
	}
	return i.IssueToken(ctx, who, entry.NewToken{Name: "Demo", EndsOn: i.endsOn, Proves: true})
}
