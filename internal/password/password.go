// Package password hashes passwords, and tells which are too easily guessed. There
// are some in the demo only.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"samverk/internal/errs"
)

// cost is what one hash takes.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// ours is the least that OWASP's password storage cheat sheet recommends for
// argon2id: 19 MiB, two passes, one thread.
var ours = cost{memory: 19 * 1024, time: 2, threads: 1}

// bearable bounds what a hash in the database may ask of the machine.
func (c cost) bearable() bool {
	return c.memory >= 8*1024 && c.memory <= 256*1024 && c.time >= 1 && c.time <= 10 && c.threads >= 1 && c.threads <= 8
}

// Hasher hashes passwords, as many at a time as there are processors; the
// rest wait in line. Hashing is slow on purpose, so never do it in a transaction.
type Hasher struct {
	cost  cost
	slots chan struct{}
	decoy string // matched where there is no password, so that it takes as long
}

// New returns a hasher for the machine.
func New() *Hasher { return newHasher(ours) }

func newHasher(c cost) *Hasher {
	p := &Hasher{cost: c, slots: make(chan struct{}, runtime.NumCPU())}
	p.decoy = format(c, []byte(rand.Text())[:16], make([]byte, 32))
	return p
}

// Hash returns what to keep of a password.
func (p *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt)
	key, err := p.key(ctx, p.cost, salt, password, 32)
	return format(p.cost, salt, key), err
}

// Match reports whether a password is the one kept, and takes as long when
// there is none. Outdated says that the hash was made at another cost and
// should be made anew now that the password is at hand.
func (p *Hasher) Match(ctx context.Context, kept, password string) (ok, outdated bool, err error) {
	c, salt, want, real := parse(kept)
	if !real {
		c, salt, want, _ = parse(p.decoy)
	}
	got, err := p.key(ctx, c, salt, password, uint32(len(want)))
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(got, want) == 1 && real
	return ok, ok && c != p.cost, nil
}

// key waits for a slot and computes.
func (p *Hasher) key(ctx context.Context, c cost, salt []byte, password string, length uint32) ([]byte, error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if len(password) > 4*mostRunes { // nobody has one, but it takes as long
		password = ""
	}
	// One keyboard writes å as one character, another as two.
	password = norm.NFKC.String(password)
	return argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, length), nil
}

// format writes a hash in the PHC string format.
func format(c cost, salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads, b.EncodeToString(salt), b.EncodeToString(key))
}

func parse(s string) (c cost, salt, key []byte, ok bool) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, false
	}
	_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads)
	salt, errSalt := base64.RawStdEncoding.DecodeString(parts[4])
	key, errKey := base64.RawStdEncoding.DecodeString(parts[5])
	ok = err == nil && errSalt == nil && errKey == nil && c.bearable() && len(salt) >= 8 && len(key) >= 16 && len(key) <= 64
	return c, salt, key, ok
}

// The length of a password, in characters.
const (
	fewestRunes = 12
	mostRunes   = 128
)

// Check reports what is wrong with a new password for a sign-in name.
func Check(name, password string) error {
	var f errs.Faults
	n := utf8.RuneCountInString(password)
	f.Check(n >= fewestRunes, "password", "password.length.short")
	f.Check(n <= mostRunes, "password", "password.length.long")
	plain := strings.ToLower(norm.NFKC.String(password))
	name = strings.ToLower(strings.TrimSpace(name))
	f.Check(plain != name && (len(name) < 6 || !strings.Contains(plain, name)), "password", "password.name.same")
	f.Check(n < fewestRunes || !common(plain), "password", "password.common")
	return f.Err()
}

// rows are what fingers run along.
const rows = "01234567890123456789 abcdefghijklmnopqrstuvwxyzåäö qwertyuiopåasdfghjklöäzxcvbnm 1qaz2wsx3edc4rfv5tgb6yhn"

// common reports whether a password is among the first that are tried: few
// different characters, a row of the keyboard, or one common word with signs
// before and after.
func common(plain string) bool {
	different := []rune(plain)
	slices.Sort(different)
	if len(slices.Compact(different)) < 5 || strings.Contains(rows, plain) {
		return true
	}
	word := strings.Trim(plain, "0123456789!?.,-_*#%&/()=+@ ")
	word = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "0", "o", "$", "s", "5", "s").Replace(word)
	for _, w := range commonWords {
		if word == w || word == w+w {
			return true
		}
	}
	return false
}

// commonWords are those that stand in most lists of stolen passwords, in
// Swedish and English, and those that lie near at hand here.
var commonWords = strings.Fields(`
password passw lösenord losenord admin administrator welcome valkommen välkommen hej hejsan letmein iloveyou jagälskardig
qwerty qwertyuiop asdfgh asdfghjkl zxcvbnm abc abcd abcdef abcdefg abcdefgh changeme secret hemlig hemligt login inloggning
dragon monkey football fotboll hockey sunshine princess superman batman starwars pokemon summer winter spring autumn
sommar vinter vår höst sommaren vintern våren hösten januari februari mars april maj juni juli augusti september oktober
november december måndag tisdag onsdag torsdag fredag lördag söndag sverige stockholm göteborg malmö jönköping småland
vetlanda nässjö eksjö tranås sävsjö aneby höglandet kommun kommunen region regionen samverk samverkan samordning samordnare
försäkringskassan arbetsförmedlingen handläggare vårdcentral vårdcentralen`)
