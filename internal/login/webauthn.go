package login

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/netip"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Keys makes and checks passkeys for one address. A nil one can do neither.
type Keys struct{ party *webauthn.WebAuthn }

// NewKeys returns what makes and checks passkeys at the address that users see,
// nil where no browser would: without TLS, but on the machine itself, or where
// the address has no name.
func NewKeys(base, title string) (*Keys, error) {
	at, err := url.Parse(base)
	if err != nil || at.Hostname() == "" {
		return nil, nil
	}
	_, numbers := netip.ParseAddr(at.Hostname())
	if numbers == nil || at.Scheme != "https" && at.Hostname() != "localhost" {
		return nil, nil
	}
	party, err := webauthn.New(&webauthn.Config{
		RPID: at.Hostname(), RPDisplayName: title, RPOrigins: []string{at.Scheme + "://" + at.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: webauthn.TimeoutConfig{Timeout: ceremonyLasts}, Registration: webauthn.TimeoutConfig{Timeout: ceremonyLasts}},
	})
	if err != nil {
		return nil, err
	}
	return &Keys{party}, nil
}

// holder is an account as the library knows one.
type holder struct {
	a    Account
	keys []webauthn.Credential
}

// WebAuthnID is what a key carries to tell whose it is.
func (h holder) WebAuthnID() []byte { return []byte(h.a.ID) }

// WebAuthnName is what the user's own computer calls the account.
func (h holder) WebAuthnName() string { return h.a.Name }

// WebAuthnDisplayName is what it shows beside that.
func (h holder) WebAuthnDisplayName() string { return h.a.Label }

// WebAuthnCredentials are the keys of the account that work.
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func holderOf(ctx context.Context, tx *db.Tx, u id.User) (h holder, err error) {
	if h.a, err = ByID(ctx, tx, u); err != nil {
		return h, err
	}
	if h.a.Ended || h.a.Org == "" {
		return h, errs.Missing()
	}
	h.keys, err = records(ctx, tx, u)
	return h, err
}

func scanRecord(scan db.Scan) (c webauthn.Credential, err error) {
	var record []byte
	var count int64
	if err := scan(&record, &count); err != nil {
		return c, err
	}
	err = json.Unmarshal(record, &c)
	c.Authenticator.SignCount = uint32(count)
	return c, err
}

// Begin starts a ceremony: options are what the browser is asked for, as JSON,
// and secret is for that browser alone.
func (k *Keys) Begin(ctx context.Context, tx *db.Tx, c Asked) (secret string, options []byte, err error) {
	var h holder
	if c.User != "" {
		if h, err = holderOf(ctx, tx, c.User); err != nil {
			return "", nil, err
		}
	}
	var asked any
	var waits *webauthn.SessionData
	switch {
	case c.makes():
		asked, waits, err = k.party.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	case c.User != "" && len(h.keys) == 0:
		return "", nil, errs.New(errs.Conflict, "passkey.none")
	case c.User != "":
		asked, waits, err = k.party.BeginLogin(h)
	default:
		asked, waits, err = k.party.BeginDiscoverableLogin()
	}
	if err != nil {
		return "", nil, err
	}
	if options, err = json.Marshal(asked); err != nil {
		return "", nil, err
	}
	record, err := json.Marshal(waits)
	if err != nil {
		return "", nil, err
	}
	secret, err = c.wait(ctx, tx, record)
	return secret, options, err
}

// errKey is the answer to every passkey that is not taken, whatever is wrong
// with it.
func errKey() error { return errs.Faults{{Field: "passkey", Key: "passkey.refused"}}.Err() }

// Register keeps the key that a browser has made for the account of a ceremony.
func (k *Keys) Register(ctx context.Context, tx *db.Tx, c Taken, answer []byte, name string) (p Passkey, err error) {
	if err := CheckPasskeyName(name); err != nil {
		return p, err
	}
	h, err := holderOf(ctx, tx, c.User)
	if err != nil {
		return p, err
	}
	made, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil || !c.makes() {
		return p, errKey()
	}
	key, err := k.party.CreateCredential(h, c.waits, made)
	if err != nil {
		return p, errKey()
	}
	key.Attestation = webauthn.CredentialAttestation{} // none was asked for
	p = Passkey{ID: id.New[id.Passkey](), User: c.User, Name: name, Created: tx.Now, Version: 1}
	record, err := json.Marshal(key)
	if err != nil {
		return p, err
	}
	n, err := tx.Exec(ctx, `insert into passkey (id, user_id, credential, record, sign_count, name, created_at) select $1, $2, $3, $4, $5, $6, $7
where (select count(*) from passkey where user_id = $2 and ended_at is null) < $8 on conflict do nothing`,
		p.ID, p.User, credential(key.ID), record, int64(key.Authenticator.SignCount), p.Name, db.Micros(tx.Now), mostPasskeys)
	if err == nil && n == 0 {
		err = errKey()
	}
	return p, err
}

func credential(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// Verified says whose key has answered a ceremony. Where it is a copy the key has
// ended, and with it the account's sessions: nobody has been let in.
type Verified struct {
	Account Account
	Passkey id.Passkey
	Cloned  bool
}

// Verify checks the answer of a key. An error tells nothing but that it is not
// taken; v then still says whose key was shown, as far as that is known.
func (k *Keys) Verify(ctx context.Context, tx *db.Tx, c Taken, answer []byte) (v Verified, err error) {
	shown, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil || c.makes() {
		return v, errKey()
	}
	var u id.User
	found, err := tx.One(ctx, []any{&v.Passkey, &u}, `select k.id, k.user_id from passkey k where k.credential = $1 and k.ended_at is null`, credential(shown.RawID))
	if err != nil || !found || c.User != "" && c.User != u {
		return v, firstOf(err, errKey())
	}
	h, err := holderOf(ctx, tx, u)
	if err != nil {
		return v, firstOf(notMissing(err), errKey())
	}
	v.Account = h.a
	key, err := k.check(c, h, shown)
	if err != nil {
		return v, errKey()
	}
	if key.Authenticator.CloneWarning {
		v.Cloned = true
		return v, endCloned(ctx, tx, v)
	}
	return v, used(ctx, tx, v.Passkey, h.count(shown.RawID), key)
}

func (k *Keys) check(c Taken, h holder, shown *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
	if c.User != "" {
		return k.party.ValidateLogin(h, c.waits, shown)
	}
	_, key, err := k.party.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return h, nil }, c.waits, shown)
	return key, err
}

// count is where the counter of a key stood.
func (h holder) count(raw []byte) uint32 {
	for _, key := range h.keys {
		if string(key.ID) == string(raw) {
			return key.Authenticator.SignCount
		}
	}
	return 0
}

// used notes that a key has been used, unless it was by somebody else meanwhile.
func used(ctx context.Context, tx *db.Tx, p id.Passkey, before uint32, key *webauthn.Credential) error {
	record, err := json.Marshal(key)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update passkey set record = $1, sign_count = $2, used_at = $3 where id = $4 and sign_count = $5 and ended_at is null`,
		record, int64(key.Authenticator.SignCount), db.Micros(tx.Now), p, int64(before))
	if err == nil && n == 0 {
		err = errKey()
	}
	return err
}

// endCloned ends a key of which somebody has a copy, and every session of its
// account: one of them may be the thief's.
func endCloned(ctx context.Context, tx *db.Tx, v Verified) error {
	_, err := tx.Exec(ctx, `update passkey set ended_at = $1, end_reason = $2, version = version + 1 where id = $3 and ended_at is null`,
		db.Micros(tx.Now), keyCloned, v.Passkey)
	if err != nil {
		return err
	}
	return EndAll(ctx, tx, v.Account.ID, "")
}

func firstOf(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func notMissing(err error) error {
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	return err
}
