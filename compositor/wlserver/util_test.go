package wlserver_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"oriel/compositor/wlwire"
)

type wlFixed = wlwire.Fixed

func sprint(a ...any) string { return strings.TrimSpace(fmt.Sprintln(a...)) }

func equal[T comparable](t *testing.T, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
