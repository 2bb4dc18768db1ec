package mail

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"samverk/internal/errs"
)

// Folder puts each message in a file of its own, for development.
type Folder struct{ Dir, From string }

// Send writes the message whole or not at all.
func (f Folder) Send(_ context.Context, m Message) error {
	msg, err := m.compose(f.From)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(f.Dir, ".new-*")
	if err != nil {
		return unsent(err)
	}
	_, err = msg.WriteTo(file)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), filepath.Join(f.Dir, rand.Text()+".eml"))
	}
	if err != nil {
		return unsent(errors.Join(err, os.Remove(file.Name())))
	}
	return nil
}

func unsent(cause error) error {
	return fmt.Errorf("mail: %w: %w", errs.New(errs.Unavailable, "mail.unsent"), cause)
}
