package audit

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"samverk/internal/db"
	"samverk/internal/id"
)

// Keys are what a log is written and checked with. MAC and Signer are secret;
// Verifier may be given to anybody.
type Keys struct {
	MAC      []byte
	Signer   string
	Verifier string
}

// NewKeys makes the keys of a new log, whose name is random.
func NewKeys() (*Keys, error) {
	k := &Keys{MAC: make([]byte, 32)}
	rand.Read(k.MAC)
	var err error
	name := "samverk/" + string(id.New[id.Org]())[:12]
	if k.Signer, k.Verifier, err = note.GenerateKey(rand.Reader, name); err != nil {
		return nil, fmt.Errorf("audit: keys: %w", err)
	}
	return k, nil
}

// Log opens the log of the keys.
func (k *Keys) Log() (*Log, error) { return Open(k.MAC, k.Signer, k.Verifier) }

// OpenKeys reads a key file. With create it makes one where there is none.
func OpenKeys(file string, create bool) (*Keys, error) {
	content, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && create:
		return createKeys(file)
	case err != nil:
		return nil, errors.Join(&db.StartError{Key: "start.audit.missing", Path: file}, err)
	}
	k, err := parseKeys(string(content))
	if err != nil {
		return nil, &db.StartError{Key: "start.audit.key", Path: file}
	}
	return k, nil
}

func createKeys(file string) (*Keys, error) {
	k, err := NewKeys()
	if err != nil {
		return nil, err
	}
	if err := writeFile(file, []byte(k.format())); err != nil {
		return nil, errors.Join(&db.StartError{Key: "start.audit.write", Path: file}, err)
	}
	return k, nil
}

const keysTitle = "samverk audit keys 1"

// format ends with a checksum, so that a damaged file is never used: a log
// written with a damaged key would look forged.
func (k *Keys) format() string {
	body := fmt.Sprintf("%s\n%x\n%s\n%s\n", keysTitle, k.MAC, k.Signer, k.Verifier)
	return fmt.Sprintf("%s%x\n", body, sha256.Sum256([]byte(body)))
}

func parseKeys(text string) (*Keys, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 6 || lines[0] != keysTitle {
		return nil, errors.New("not a key file")
	}
	mac, err := hex.DecodeString(lines[1])
	if err != nil {
		return nil, err
	}
	k := &Keys{MAC: mac, Signer: lines[2], Verifier: lines[3]}
	if k.format() != text {
		return nil, errors.New("the checksum differs")
	}
	_, err = k.Log()
	return k, err
}
