package entry

import (
	"context"
	"crypto/rand"
	"slices"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/provider"
)

// What the log calls coming in and being sent out by a provider; signing in
// itself is called as everywhere.
const (
	sessionBegin = "session.begin"
	sessionLeave = "session.leave"
	sessionProve = "session.prove"

	arrivalAttempts = "provider"
	leaveAttempts   = "provider.leave"
)

// Way is a provider as somebody who wants to sign in sees it.
type Way struct {
	Name, Title string
	Person      bool // it vouches for persons, not for staff
}

// Ways lists the providers of the installation.
func (s *Service) Ways(english bool) (all []Way) {
	for _, p := range s.o.Providers.All() {
		all = append(all, Way{p.Name(), p.Title(english), p.Kind() == provider.Person})
	}
	return all
}

// Departing is somebody who goes to a provider to prove who she is.
type Departing struct {
	Provider string
	Browser  string // what only this browser has
	Back     string // a path of ours, to go on to
	Lang     string
	Source   string
	Again    access.Actor // who is signed in and proves it anew; the zero Actor signs in
}

// Depart returns the address of the provider to send the browser to.
func (s *Service) Depart(ctx context.Context, d Departing) (string, error) {
	p, err := s.o.Providers.ByName(d.Provider)
	if err != nil {
		return "", err
	}
	state := rand.Text()
	w := login.Departure{Provider: p.Name(), Nonce: rand.Text(), Verifier: rand.Text() + rand.Text(), Back: d.Back, Session: d.Again.Session}
	address, err := p.Address(ctx, provider.Asked{
		State: state, Nonce: w.Nonce, Verifier: w.Verifier, Redirect: s.answerAt(p), Lang: d.Lang, Fresh: w.Session != "",
	})
	if err != nil {
		return "", s.told(p, err)
	}
	return address, s.Enter(ctx, func(tx *db.Tx) error { return login.Depart(ctx, tx, state, d.Browser, d.Source, w) })
}

// answerAt is where a provider sends browsers back to.
func (s *Service) answerAt(p *provider.Provider) string {
	return s.o.Base + "/logga-in/" + p.Name() + "/svar"
}

// told logs for the operator, in one word, why a provider was not believed or
// not reached.
func (s *Service) told(p *provider.Provider, err error) error {
	if reason := provider.Reason(err); reason != "" {
		s.o.Logger.Warn("provider", "provider", p.Name(), "reason", reason)
	}
	return err
}

// Arriving is what a browser brings back from a provider.
type Arriving struct {
	Provider string
	Browser  string
	State    string
	Code     string
	Issuer   string // as the provider names itself, if it does
	Failure  string // why the provider sends nobody, in its own words; they are shown to nobody
	Source   string
}

// Arrived is what came of it.
type Arrived struct {
	Secret  string // of the new session; empty when the user proved anew who she is, or nothing is here about her
	Back    string
	Proved  bool
	Nothing string // opens what is kept of somebody of whom nothing is here
}

// Arrive finishes a sign-in at a provider. Whatever is wrong with it is one row
// in the log, and nobody is signed in.
func (s *Service) Arrive(ctx context.Context, a Arriving) (Arrived, error) {
	p, err := s.o.Providers.ByName(a.Provider)
	if err != nil {
		return Arrived{}, err
	}
	v := visit{Service: s, provider: p, source: a.Source}
	err = v.arrive(ctx, a)
	if err != nil {
		return Arrived{}, v.refused(ctx, err)
	}
	return v.out, nil
}

// visit is one arrival.
type visit struct {
	*Service
	provider *provider.Provider
	source   string
	from     login.Departure
	who      provider.Identity
	out      Arrived
}

func (v *visit) arrive(ctx context.Context, a Arriving) error {
	found := false
	err := v.Enter(ctx, func(tx *db.Tx) (err error) {
		v.from, found, err = login.Return(ctx, tx, v.provider.Name(), a.State, a.Browser)
		return err
	})
	switch {
	case err != nil:
		return err
	case !found:
		return denied("entry.again", "state")
	case a.Failure == "access_denied":
		return denied("entry.cancelled", "cancelled")
	case a.Failure != "" || a.Code == "":
		return denied("provider.refused", "no code")
	}
	v.out.Back = v.from.Back
	v.who, err = v.provider.Finish(ctx, provider.Answer{
		Code: a.Code, Issuer: a.Issuer, Nonce: v.from.Nonce, Verifier: v.from.Verifier, Redirect: v.answerAt(v.provider), Fresh: v.from.Session != "",
	})
	if err != nil {
		return err
	}
	if v.provider.Kind() == provider.Person {
		return v.person(ctx)
	}
	return v.Enter(ctx, func(tx *db.Tx) error {
		account, err := v.staff(ctx, tx)
		if err != nil {
			return err
		}
		return v.admit(ctx, tx, account)
	})
}

func denied(key, reason string) error {
	return errs.New(errs.Denied, key).With("reason", reason)
}

// subject is what is kept of what a provider calls a user in its sessions: some
// call a person by her number.
func (v *visit) subject(sub string) string {
	if sub == "" {
		return ""
	}
	return v.Sealer().HashNumber(v.provider.Name() + " " + sub)
}

// refused logs that nobody was let in. What is wrong is counted after it was
// judged: any page on the net can make browsers of an office ask for this, and a
// right answer is taken whatever others have sent from the same place.
func (v *visit) refused(ctx context.Context, err error) error {
	switch {
	case provider.Reason(err) == "":
		return err
	case errs.Is(err, errs.Denied):
		return v.counted(ctx, arrivalAttempts, v.row(sessionBegin, "refused"), v.told(v.provider, err))
	case !errs.Is(err, errs.Unavailable):
		return err
	}
	if logged := v.Record(ctx, v.row(sessionBegin, "refused")); logged != nil {
		return logged
	}
	return v.told(v.provider, err)
}

// row is what the log says of an arrival, before there is an account.
func (v *visit) row(action, outcome string) audit.Entry {
	return audit.Entry{Action: action, Outcome: outcome, Object: v.provider.Name(), Level: v.who.Level, Ground: v.who.ACR, Source: v.source}
}

// staff finds the account that the provider's user is bound to, or makes one
// where both the provider and the organisation allow that. An account of an
// organisation that the provider may not assert is none.
func (v *visit) staff(ctx context.Context, tx *db.Tx) (login.Account, error) {
	i := login.Identity{Provider: v.provider.Name(), Subject: v.who.Subject}
	a, found, err := login.ByIdentity(ctx, tx, i)
	if err == nil && !found && v.from.Session == "" && v.provider.MakesAccounts() {
		a, found, err = v.newAccount(ctx, tx, i)
	}
	if err != nil {
		return a, err
	}
	own := a.Org != "" && a.Person == "" && slices.Contains(v.provider.Organisations(), a.Org) && (v.who.Organisation == "" || v.who.Organisation == a.Org)
	switch {
	case !found:
		return a, denied("entry.unknown", "unknown")
	case !own:
		return a, denied("entry.unknown", "organisation")
	case a.Ended:
		return a, denied("entry.unknown", "ended")
	}
	if v.who.Family != "" {
		err = login.KeepFamily(ctx, tx, a.ID, v.Sealer().HashName(v.who.Family))
	}
	return a, err
}

// newLabel is what others see of an account that was made at sign-in, until its
// organisation calls it something else.
const newLabel = "Ny användare"

// newAccount makes an account at the first sign-in. It holds no function until
// somebody lets it.
func (v *visit) newAccount(ctx context.Context, tx *db.Tx, i login.Identity) (a login.Account, made bool, err error) {
	o := v.who.Organisation
	if own := v.provider.Organisations(); o == "" && len(own) == 1 {
		o = own[0]
	}
	may, err := tx.Has(ctx, `select 1 from organisation where id = $1 and jit`, o)
	if err != nil || !may {
		return a, false, err
	}
	n := login.NewAccount{Name: "konto-" + string(id.New[id.User]()), Label: v.who.Label, Org: o}
	if n.Check() != nil || id.HasNumber(n.Label) {
		n.Label = newLabel
	}
	a, err = login.Create(ctx, tx, n)
	if err == nil {
		err = login.Bind(ctx, tx, i, a.ID, a.ID)
	}
	if err != nil {
		return a, false, err
	}
	e := v.row("user.add", "done")
	e.User, e.Org, e.Object = a.ID, a.Org, string(a.ID)
	return a, true, v.Append(ctx, tx, e)
}

// admit begins a session, or notes in the one that the user comes from that she
// has proved anew who she is.
func (v *visit) admit(ctx context.Context, tx *db.Tx, a login.Account) (err error) {
	if v.from.Session == "" {
		v.out.Secret, err = v.begin(ctx, tx, a, login.NewSession{Level: v.who.Level, Source: v.source, Provider: login.ProviderSession{
			Provider: v.provider.Name(), Subject: v.subject(v.who.Sub), Session: v.who.SID, ACR: v.who.ACR,
		}})
		return err
	}
	own, err := tx.Has(ctx, `select 1 from session where id = $1 and user_id = $2 and provider = $3`, v.from.Session, a.ID, v.provider.Name())
	if err != nil {
		return err
	}
	if !own {
		return denied("entry.somebody_else", "other user")
	}
	if err := login.Prove(ctx, tx, a.ID, v.from.Session); err != nil {
		return err
	}
	v.out.Proved = true
	e := v.row(sessionProve, "done")
	e.User, e.Org, e.Object = a.ID, a.Org, string(v.from.Session)
	return v.Append(ctx, tx, e)
}

// Leave ends the sessions that a provider says are over. Whoever has the word
// may bring it, once.
func (s *Service) Leave(ctx context.Context, name, word, source string) error {
	p, err := s.o.Providers.ByName(name)
	if err != nil {
		return err
	}
	v := visit{Service: s, provider: p, source: source}
	said, err := p.Leave(ctx, word)
	if err != nil {
		return v.unheard(ctx, err)
	}
	first := false
	err = s.Enter(ctx, func(tx *db.Tx) error {
		var over []login.Session
		over, first, err = login.Leaving(ctx, tx, said.ID, login.ProviderSession{Provider: p.Name(), Subject: v.subject(said.Sub), Session: said.SID})
		for _, o := range over {
			e := v.row(sessionLeave, "done")
			e.User, e.Object, e.Level = o.User, string(o.ID), o.Level
			if err == nil {
				err = s.Append(ctx, tx, e)
			}
		}
		return err
	})
	if err == nil && !first {
		err = v.unheard(ctx, denied("provider.refused", "replayed"))
	}
	return err
}

func (v *visit) unheard(ctx context.Context, err error) error {
	return v.counted(ctx, leaveAttempts, v.row(sessionLeave, "refused"), v.told(v.provider, err))
}
