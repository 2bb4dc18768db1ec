// Command samverk is the whole of Samverk: server, demo and tools.
package main

import (
	"os"

	"samverk/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
}
