// Package demo holds the made-up world that Samverk is shown and tried out
// with: Höglandet as its reports of 2016 describe it. Nobody in it is real.
package demo

import (
	"bytes"
	_ "embed"

	"samverk/internal/org"
)

//go:embed hoglandet.toml
var hoglandet []byte

// Structure returns the areas and organisations of Höglandet.
func Structure() (org.World, error) { return org.ReadWorld(bytes.NewReader(hoglandet)) }
