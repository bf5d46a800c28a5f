//go:build !grdp

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "grdpshot: built without the tag grdp (go build -tags grdp)")
	os.Exit(2)
}
