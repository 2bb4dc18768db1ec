//go:build linux

package db

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestADatabaseOnAFullDiskIsNotCalledDamaged(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		t.Skip("no disk of its own can be mounted: ", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	file := filepath.Join(dir, "samverk.db")
	d, err := Open(t.Context(), file, Options{Migrations: Keyring})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	f, err := os.Create(filepath.Join(dir, "rest"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	_, err = Open(t.Context(), file, Options{Migrations: Keyring})
	if start, ok := errors.AsType[*StartError](err); !ok || start.Key != "start.database.unwritable" {
		t.Errorf("got %v", err)
	}
}
