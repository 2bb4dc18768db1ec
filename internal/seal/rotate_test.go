package seal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"samverk/internal/id"
	"samverk/internal/seal"
)

func TestRotationKeepsTextAndRetiresTheOldKey(t *testing.T) {
	s, store, file := sealer(t)
	k, sealed := create(t, s)
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before := bytes.Clone(store.keys[k.Person()])
	elsewhere := seal.New(open(t, file), store) // a process that runs meanwhile
	if err := s.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(before, store.keys[k.Person()]) {
		t.Fatal("not wrapped again")
	}
	if !opens(t, elsewhere, k.Person(), sealed) || !opens(t, seal.New(open(t, file), store), k.Person(), sealed) {
		t.Fatal("not opened after Rotate")
	}
	backup := newMemory()
	backup.keys[k.Person()] = before
	if !opens(t, seal.New(open(t, file), backup), k.Person(), sealed) {
		t.Fatal("a backup from before is not opened after Rotate")
	}
	if err := s.Retire(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !opens(t, seal.New(open(t, file), store), k.Person(), sealed) {
		t.Fatal("not opened after Retire")
	}
	if opens(t, seal.New(open(t, file), backup), k.Person(), sealed) {
		t.Fatal("the old key was not dropped")
	}
	oldFile := filepath.Join(t.TempDir(), "old.key")
	if err := os.WriteFile(oldFile, old, 0o600); err != nil {
		t.Fatal(err)
	}
	if opens(t, seal.New(open(t, oldFile), store), k.Person(), sealed) {
		t.Fatal("the old key opens still")
	}
}

func TestARotationCutShortLosesNothing(t *testing.T) {
	s, store, file := sealer(t)
	persons := map[id.Person][]byte{}
	for range 5 {
		k, sealed := create(t, s)
		persons[k.Person()] = sealed
	}
	for cut := range 5 {
		if err := seal.New(open(t, file), &failing{store, cut}).Rotate(t.Context()); err == nil {
			t.Fatal("not cut")
		}
		for p, sealed := range persons {
			if !opens(t, seal.New(open(t, file), store), p, sealed) {
				t.Fatalf("lost after %d keys", cut)
			}
		}
	}
	if err := s.Retire(t.Context()); err != nil {
		t.Fatal(err)
	}
	for p, sealed := range persons {
		if !opens(t, seal.New(open(t, file), store), p, sealed) {
			t.Fatal("lost after Retire")
		}
	}
}

// failing is a store that breaks after some changes.
type failing struct {
	*memory
	left int
}

func (f *failing) Replace(ctx context.Context, p id.Person, w []byte) error {
	if f.left--; f.left < 0 {
		return errors.New("power cut")
	}
	return f.memory.Replace(ctx, p, w)
}

func TestAMasterKeyCanLiveInAKMS(t *testing.T) {
	kms := &remote{}
	s := seal.New(seal.NewMaster(kms, []byte("secret")), newMemory())
	k, sealed := create(t, s)
	if err := errors.Join(s.Rotate(t.Context()), s.Retire(t.Context()), s.Check(t.Context())); err != nil {
		t.Fatal(err)
	}
	if !opens(t, s, k.Person(), sealed) || len(s.HashNumber("1")) != 64 {
		t.Fatal("not opened")
	}
}

// remote stands for a KMS. It hides nothing.
type remote struct{}

func (*remote) Encrypt(plain, bound []byte) ([]byte, error) {
	return fmt.Appendf(nil, "%x|%s", bound, plain), nil
}

func (*remote) Decrypt(sealed, bound []byte) ([]byte, error) {
	plain, found := bytes.CutPrefix(sealed, fmt.Appendf(nil, "%x|", bound))
	if !found {
		return nil, errors.New("refused")
	}
	return plain, nil
}
