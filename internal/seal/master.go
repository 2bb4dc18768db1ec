// Package seal encrypts personal text with a key of the person it is about.
// The keys are kept elsewhere, wrapped by a master key that no database holds;
// once a person's key is shredded, her text is lost in every copy and backup.
package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// KeyError says why a master key cannot be used, before anything was touched.
type KeyError struct {
	Key   string // message key
	Path  string // the key file, empty when the key lives in a KMS
	cause error  // never one that quotes the file
}

// Error returns the message key and the file.
func (e *KeyError) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s %s: %v", e.Key, e.Path, e.cause)
	}
	return fmt.Sprintf("%s %s", e.Key, e.Path)
}

// Unwrap returns what lies behind, if that is known.
func (e *KeyError) Unwrap() error { return e.cause }

// Master wraps the keys of persons and hashes numbers. It is safe for use by
// many at once.
type Master struct {
	file string // empty when the key lives in a KMS
	mu   sync.Mutex
	now  atomic.Pointer[material]
}

// material is what a Master works with until the file is changed.
type material struct {
	aead   tink.AEAD
	number []byte
	handle *keyset.Handle // nil when the key lives in a KMS
}

// NewMaster makes a master key of any AEAD, such as one of Tink's KMS clients,
// and of the secret that numbers are hashed with.
func NewMaster(aead tink.AEAD, numberKey []byte) *Master {
	m := &Master{}
	m.now.Store(&material{aead: aead, number: bytes.Clone(numberKey)})
	return m
}

// OpenMaster reads a master key from a file, or makes one there when there is
// none and create is true.
func OpenMaster(file string, create bool) (*Master, error) {
	m := &Master{file: file}
	err := m.load()
	if e, ok := errors.AsType[*KeyError](err); ok && create && e.Key == "start.key.missing" {
		if err = createFile(file); err == nil {
			err = m.load()
		}
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// keyFile is the form of the file. The secret of numbers is encrypted with the
// keyset, and bound to its bytes, so that damage anywhere is seen.
type keyFile struct {
	Keyset []byte `json:"keyset"`
	Number []byte `json:"number"`
}

func (m *Master) load() error {
	text, err := os.ReadFile(m.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &KeyError{"start.key.missing", m.file, nil}
	case err != nil:
		return &KeyError{"start.key.unreadable", m.file, err}
	}
	now, err := parse(text)
	if err != nil {
		return &KeyError{"start.key.damaged", m.file, nil}
	}
	m.now.Store(now)
	return nil
}

func parse(text []byte) (*material, error) {
	var f keyFile
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, err
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(f.Keyset)))
	if err != nil {
		return nil, err
	}
	a, err := aead.New(handle)
	if err != nil {
		return nil, err
	}
	number, err := a.Decrypt(f.Number, f.Keyset)
	if err != nil {
		return nil, err
	}
	return &material{a, number, handle}, nil
}

// format is the inverse of parse.
func format(handle *keyset.Handle, number []byte) ([]byte, error) {
	var plain bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewBinaryWriter(&plain)); err != nil {
		return nil, err
	}
	a, err := aead.New(handle)
	if err != nil {
		return nil, err
	}
	f := keyFile{Keyset: plain.Bytes()}
	if f.Number, err = a.Encrypt(number, f.Keyset); err != nil {
		return nil, err
	}
	return json.Marshal(f)
}

// createFile makes a key file unless somebody else made one meanwhile.
func createFile(file string) error {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("make master key: %w", err)
	}
	number := make([]byte, 32)
	rand.Read(number)
	return write(file, handle, number, func(temp string) error {
		err := os.Link(temp, file) // unlike a rename it never replaces a key
		if errors.Is(err, fs.ErrExist) {
			err = nil
		}
		return errors.Join(err, os.Remove(temp))
	})
}

// write lets place put a finished copy in its place, so that there is always
// one whole file whenever the power goes.
func write(file string, handle *keyset.Handle, number []byte, place func(temp string) error) error {
	text, err := format(handle, number)
	if err != nil {
		return fmt.Errorf("write master key: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".key-*") // with mode 0600
	if err != nil {
		return &KeyError{"start.key.readonly", file, err}
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = place(f.Name())
	}
	if err != nil {
		os.Remove(f.Name())
		return &KeyError{"start.key.readonly", file, err}
	}
	return syncFolder(filepath.Dir(file))
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// change saves what edit makes of the keyset. With a KMS it does nothing: there
// the KMS keeps the keys.
func (m *Master) change(edit func(*keyset.Manager) error) error {
	if m.file == "" {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.load(); err != nil { // another process may have changed it
		return err
	}
	now := m.now.Load()
	handle, err := edited(now.handle, edit)
	if err != nil {
		return fmt.Errorf("change master key: %w", err)
	}
	if err := write(m.file, handle, now.number, func(temp string) error { return os.Rename(temp, m.file) }); err != nil {
		return err
	}
	return m.load()
}

func edited(handle *keyset.Handle, edit func(*keyset.Manager) error) (*keyset.Handle, error) {
	keys := keyset.NewManagerFromHandle(handle)
	if err := edit(keys); err != nil {
		return nil, err
	}
	return keys.Handle()
}

// renew adds a key and makes it the one that wraps from now on.
func renew(keys *keyset.Manager) error {
	added, err := keys.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return err
	}
	return keys.SetPrimary(added)
}

// retiring returns the AEAD of the newest key alone, and the edit that drops
// the others.
func (m *Master) retiring() (tink.AEAD, func(*keyset.Manager) error, error) {
	now := m.now.Load()
	if now.handle == nil {
		return now.aead, nil, nil
	}
	var older []uint32
	for i := range now.handle.Len() {
		entry, err := now.handle.Entry(i)
		if err != nil {
			return nil, nil, err
		}
		if !entry.IsPrimary() {
			older = append(older, entry.KeyID())
		}
	}
	drop := func(keys *keyset.Manager) error {
		for _, key := range older {
			if err := keys.Delete(key); err != nil {
				return err
			}
		}
		return nil
	}
	handle, err := edited(now.handle, drop)
	if err != nil {
		return nil, nil, err
	}
	newest, err := aead.New(handle)
	return newest, drop, err
}

// wrap encrypts a person's keyset, bound to the person.
func (m *Master) wrap(handle *keyset.Handle, person string) ([]byte, error) {
	var b bytes.Buffer
	err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&b), m.now.Load().aead, []byte(person))
	if err != nil {
		return nil, fmt.Errorf("wrap key: %w", err)
	}
	return b.Bytes(), nil
}

// unwrap is the inverse of wrap. What does not open is tried again with the
// file as it is now, since another process may have rotated the master key.
func (m *Master) unwrap(wrapped []byte, person string) (*keyset.Handle, error) {
	handle, err := unwrap(m.now.Load().aead, wrapped, person)
	if err == nil {
		return handle, nil
	}
	if m.file != "" && m.load() == nil {
		if handle, err = unwrap(m.now.Load().aead, wrapped, person); err == nil {
			return handle, nil
		}
	}
	return nil, &KeyError{"start.key.wrong", m.file, err}
}

func unwrap(a tink.AEAD, wrapped []byte, person string) (*keyset.Handle, error) {
	return keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(wrapped)), a, []byte(person))
}

// hash is keyed, so that nobody without the master key can try all numbers.
func (m *Master) hash(number string) string {
	mac := hmac.New(sha256.New, m.now.Load().number)
	mac.Write([]byte("number " + number))
	return hex.EncodeToString(mac.Sum(nil))
}
