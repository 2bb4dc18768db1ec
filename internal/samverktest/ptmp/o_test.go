package ptmp

import (
	"pgregory.net/rapid"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
	"testing"
)

type outlets struct{}

func open(t *testing.T, w *world.W) *outlets              { return nil }
func (m *machine) checkOutlets(t *rapid.T, f id.Function) {}
