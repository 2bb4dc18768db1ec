// Package authenticator is a passkey for tests: it answers as a browser with a
// key in it would, and can be told to answer wrongly.
package authenticator

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
)

// Key is one passkey.
type Key struct {
	T        testing.TB
	Origin   string // of the page that asks
	Verified bool   // the user has shown a PIN, finger or face
	Count    uint32 // of the next answer
	ID       []byte
	user     []byte
	rpID     string
	private  *ecdsa.PrivateKey
}

// The flags of an answer.
const (
	present  = 1 << 0
	verified = 1 << 2
	attested = 1 << 6
)

// question is what the installation asks, as much of it as a key looks at.
type question struct {
	PublicKey struct {
		Challenge string
		RPID      string `json:"rpId"`
		RP        struct{ ID string }
		User      struct{ ID string }
	}
}

func (k *Key) read(options []byte) (q question) {
	k.T.Helper()
	if err := json.Unmarshal(options, &q); err != nil {
		k.T.Fatal(err)
	}
	return q
}

// New returns a key that verifies its user, at an address.
func New(t testing.TB, origin string) *Key {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k := &Key{T: t, Origin: origin, Verified: true, Count: 1, ID: make([]byte, 32), private: private}
	rand.Read(k.ID)
	return k
}

// Copy returns a second copy of a key, which counts on its own.
func (k *Key) Copy() *Key { c := *k; return &c }

func text(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (k *Key) client(kind, challenge string) []byte {
	b, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": k.Origin, "crossOrigin": false})
	if err != nil {
		k.T.Fatal(err)
	}
	return b
}

func (k *Key) data(extra byte) []byte {
	flags := byte(present) | extra
	if k.Verified {
		flags |= verified
	}
	at := sha256.Sum256([]byte(k.rpID))
	b := append(at[:], flags)
	b = binary.BigEndian.AppendUint32(b, k.Count)
	k.Count++
	return b
}

// Make answers the question of a new key.
func (k *Key) Make(options []byte) string {
	k.T.Helper()
	q := k.read(options)
	k.rpID = q.PublicKey.RP.ID
	user, err := base64.RawURLEncoding.DecodeString(q.PublicKey.User.ID)
	if err != nil {
		k.T.Fatal(err)
	}
	k.user = user
	x, y := k.private.X.FillBytes(make([]byte, 32)), k.private.Y.FillBytes(make([]byte, 32))
	public := k.cbor(webauthncose.EC2PublicKeyData{
		PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey), Algorithm: int64(webauthncose.AlgES256)},
		Curve:         int64(webauthncose.P256), XCoord: x, YCoord: y,
	})
	data := k.data(attested)
	data = append(data, make([]byte, 16)...) // no model
	data = binary.BigEndian.AppendUint16(data, uint16(len(k.ID)))
	data = append(append(data, k.ID...), public...)
	client := k.client("webauthn.create", q.PublicKey.Challenge)
	object := k.cbor(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	return k.answer(map[string]any{"clientDataJSON": text(client), "attestationObject": text(object), "transports": []string{"internal"}})
}

// Show answers the question of whose key it is.
func (k *Key) Show(options []byte) string {
	k.T.Helper()
	q := k.read(options)
	client := k.client("webauthn.get", q.PublicKey.Challenge)
	data := k.data(0)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, k.private, signed[:])
	if err != nil {
		k.T.Fatal(err)
	}
	return k.answer(map[string]any{"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature), "userHandle": text(k.user)})
}

func (k *Key) cbor(v any) []byte {
	b, err := webauthncbor.Marshal(v)
	if err != nil {
		k.T.Fatal(err)
	}
	return b
}

func (k *Key) answer(response map[string]any) string {
	b, err := json.Marshal(map[string]any{"id": text(k.ID), "rawId": text(k.ID), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		k.T.Fatal(err)
	}
	return string(b)
}
