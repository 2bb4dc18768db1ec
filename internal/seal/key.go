package seal

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samverk/internal/errs"
	"samverk/internal/id"
)

// ErrOpen says that sealed text was changed, or was sealed for another person
// or context.
var ErrOpen = errors.New("sealed text cannot be opened")

// Key seals and opens the text of one person. It is safe for use by many at
// once.
type Key struct {
	person id.Person
	aead   tink.AEAD
}

func newKey(person id.Person, handle *keyset.Handle) (*Key, error) {
	a, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("open key: %w", err)
	}
	return &Key{person, a}, nil
}

// Person returns whose key it is.
func (k *Key) Person() id.Person { return k.person }

// bound is what sealed text is bound to, so that it opens nowhere else.
func (k *Key) bound(context string) []byte {
	b := make([]byte, 0, 80)
	b = append(b, k.person...)
	b = append(b, 0)
	return append(b, context...)
}

// Seal encrypts text. The context names the column it is for.
func (k *Key) Seal(text []byte, context string) ([]byte, error) {
	sealed, err := k.aead.Encrypt(text, k.bound(context))
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return sealed, nil
}

// Open decrypts what Seal made with the same context. An empty column is one
// that was overwritten when the person was erased.
func (k *Key) Open(sealed []byte, context string) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, erased()
	}
	text, err := k.aead.Decrypt(sealed, k.bound(context))
	if err != nil {
		return nil, ErrOpen
	}
	return text, nil
}

// Marshal seals v as JSON.
func Marshal(k *Key, context string, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("seal %T: not JSON", v) // the reason could quote v
	}
	return k.Seal(text, context)
}

// Unmarshal opens what Marshal made into v.
func Unmarshal(k *Key, context string, sealed []byte, v any) error {
	text, err := k.Open(sealed, context)
	if err != nil {
		return err
	}
	if json.Unmarshal(text, v) != nil { // the reason could quote the text
		return fmt.Errorf("open %T: the sealed text has another form", v)
	}
	return nil
}

func erased() error { return errs.New(errs.NotFound, "person.erased") }
