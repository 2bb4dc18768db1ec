package seal

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"golang.org/x/text/unicode/norm"

	"samverk/internal/errs"
	"samverk/internal/id"
)

// mostOpened bounds how many opened keys are kept in memory.
const mostOpened = 20_000

// Store keeps wrapped keys.
type Store interface {
	// Load returns errs.NotFound when the person has no key.
	Load(context.Context, id.Person) ([]byte, error)
	// Save adds a key and never replaces one.
	Save(ctx context.Context, p id.Person, wrapped []byte) error
	// Replace changes a key, and returns errs.NotFound when the person has none.
	Replace(ctx context.Context, p id.Person, wrapped []byte) error
	// Delete leaves no trace of the key. It may be called again.
	Delete(context.Context, id.Person) error
	// Each calls f with every key.
	Each(ctx context.Context, f func(p id.Person, wrapped []byte) error) error
}

// Sealer hands out the keys of persons. It is safe for use by many at once.
type Sealer struct {
	master *Master
	store  Store
	opened *cache
}

// New returns a Sealer of the keys in s.
func New(m *Master, s Store) *Sealer {
	return &Sealer{master: m, store: s, opened: newCache(mostOpened)}
}

// Key returns the person's key, errs.NotFound "person.erased" when it is
// shredded.
func (s *Sealer) Key(ctx context.Context, p id.Person) (*Key, error) {
	k, age := s.opened.get(p)
	if k != nil {
		return k, nil
	}
	wrapped, err := s.store.Load(ctx, p)
	switch {
	case errs.Is(err, errs.NotFound):
		return nil, erased()
	case err != nil:
		return nil, fmt.Errorf("load key: %w", err)
	}
	handle, err := s.master.unwrap(wrapped, string(p))
	if err != nil {
		return nil, err
	}
	if k, err = newKey(p, handle); err != nil {
		return nil, err
	}
	s.opened.put(k, age)
	return k, nil
}

// Create makes a key for a new person. When it returns, the key is stored.
func (s *Sealer) Create(ctx context.Context, p id.Person) (*Key, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	wrapped, err := s.master.wrap(handle, string(p))
	if err != nil {
		return nil, err
	}
	k, err := newKey(p, handle)
	if err != nil {
		return nil, err
	}
	_, age := s.opened.get(p)
	if err := s.store.Save(ctx, p, wrapped); err != nil {
		return nil, fmt.Errorf("save key: %w", err)
	}
	s.opened.put(k, age)
	return k, nil
}

// Shred destroys the person's key, and with it all her sealed text. It may be
// called again, and must be when it returns an error.
func (s *Sealer) Shred(ctx context.Context, p id.Person) error {
	err := s.store.Delete(ctx, p)
	s.Forget(p)
	if err != nil {
		return fmt.Errorf("shred key: %w", err)
	}
	return nil
}

// Forget drops the opened key of a person whom another process has shredded.
func (s *Sealer) Forget(p id.Person) { s.opened.forget(p) }

// HashNumber returns what a number is looked up by. Only the holder of the
// master key can compute it.
func (s *Sealer) HashNumber(number string) string { return s.master.hash(number) }

// HashName returns what a family name is compared by, however it is written.
func (s *Sealer) HashName(family string) string {
	return s.master.hash("family " + strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(family)), " ")))
}

// errEnough ends Each early.
var errEnough = errors.New("enough")

// Check opens one stored key, to find out at the start whether master key and
// store belong together.
func (s *Sealer) Check(ctx context.Context) error {
	err := s.store.Each(ctx, func(p id.Person, wrapped []byte) error {
		if _, err := s.master.unwrap(wrapped, string(p)); err != nil {
			return err
		}
		return errEnough
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// Rotate makes a new master key and wraps every stored key with it. Should it
// be cut short, all keys open still; it can be run again. A key in a KMS is
// rotated there first.
func (s *Sealer) Rotate(ctx context.Context) error {
	if err := s.master.change(renew); err != nil {
		return err
	}
	return s.rewrap(ctx)
}

// Retire drops the master keys from before the last Rotate. Backups of the
// store from before then cannot be opened with the file any more, nor can what
// processes wrap that have not seen the new key: start them anew first.
func (s *Sealer) Retire(ctx context.Context) error {
	if err := s.rewrap(ctx); err != nil {
		return err
	}
	newest, drop, err := s.master.retiring()
	if err != nil {
		return fmt.Errorf("retire: %w", err)
	}
	err = s.store.Each(ctx, func(p id.Person, wrapped []byte) error {
		if _, err := unwrap(newest, wrapped, string(p)); err != nil {
			return errors.New("retire: a key is wrapped by an older master key")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.master.change(drop)
}

// rewrap wraps every stored key with the newest master key.
func (s *Sealer) rewrap(ctx context.Context) error {
	return s.store.Each(ctx, func(p id.Person, wrapped []byte) error {
		handle, err := s.master.unwrap(wrapped, string(p))
		if err != nil {
			return err
		}
		if wrapped, err = s.master.wrap(handle, string(p)); err != nil {
			return err
		}
		err = s.store.Replace(ctx, p, wrapped)
		if errs.Is(err, errs.NotFound) { // shredded meanwhile
			return nil
		}
		return err
	})
}
