// Package demo holds the made-up world that Samverk is shown and tried out
// with: Höglandet as its reports of 2016 describe it. Nobody in it is real.
package demo

import (
	"bytes"
	_ "embed"

	"samverk/internal/demo/story"
	"samverk/internal/org"
)

//go:embed hoglandet.toml
var hoglandet []byte

// Structure returns the areas and organisations of Höglandet.
func Structure() (org.World, error) { return org.ReadWorld(bytes.NewReader(hoglandet)) }

// ReadCast reads what happens in the world.
func ReadCast() (*story.Cast, error) {
	return story.Read(func(move string) bool { return moves[move] != nil }, func(deed string) bool { return deeds[deed] != nil }, firstDay)
}
