package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/org"
	"samverk/internal/provider"
)

// ProviderFlags say who vouches for users.
type ProviderFlags struct {
	Providers string `type:"path" help:"TOML-fil med dem som intygar vilka användarna är (OpenID Connect)."`
}

// read reads the file, and those that it names; they are found from its folder.
// All that is wrong is told at once. Nobody is asked for anything yet.
func (p ProviderFlags) read(r *run, base string) (*provider.Set, error) {
	if p.Providers == "" {
		return nil, nil
	}
	text, err := os.ReadFile(p.Providers)
	if err != nil {
		return nil, &db.StartError{Key: "start.providers.unreadable", Path: p.Providers}
	}
	beside := func(path string) ([]byte, error) {
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(p.Providers), path)
		}
		return os.ReadFile(path)
	}
	// Tokens are told by the true time, also where the demo's clock is another.
	set, err := provider.Read(text, beside, time.Now)
	var f errs.Faults
	f.Check(base != "", "", "provider.file.base")
	if err := f.Merge(err); err != nil {
		return nil, err
	}
	return set, p.told(r, f.Err())
}

// check tells which organisations of the file are not in the database.
func (p ProviderFlags) check(r *run, s *stored, set *provider.Set) error {
	var here []org.Organisation
	err := s.db.Read(r.ctx, func(tx *db.Tx) (err error) {
		here, err = org.Organisations(r.ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	var f errs.Faults
	for _, one := range set.All() {
		for _, o := range one.Organisations() {
			known := slices.ContainsFunc(here, func(h org.Organisation) bool { return h.ID == o })
			f.Check(known, one.Name()+".organisations", "provider.file.nowhere", "organisation", string(o))
		}
	}
	return p.told(r, f.Err())
}

// told says all that is wrong with the file, one fault to a line.
func (p ProviderFlags) told(r *run, err error) error {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok {
		return err
	}
	fmt.Fprintln(r.err, "samverk:", r.texts.N("provider.file.wrong", len(e.Faults), "path", p.Providers))
	for _, f := range e.Faults {
		where := ""
		if f.Field != "" {
			where = f.Field + ": "
		}
		fmt.Fprintln(r.err, "        ", where+r.texts.Fault(f))
	}
	return errSaid
}
