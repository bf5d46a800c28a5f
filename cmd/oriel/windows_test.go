package main

import (
	"strings"
	"testing"

	"oriel/compositor/console"
)

// TestWindowsAreListedOnALineEach: apps choose their titles, and a terminal does
// what it reads.
func TestWindowsAreListedOnALineEach(t *testing.T) {
	var b strings.Builder
	printWindows(&b, []console.Window{{
		ID: 1, Kind: "toplevel", Width: 80, Height: 60, AppID: "id\x1b]0;owned\a", Title: "red \x1b[31m\nx\ty\u202e ünï 日本 😀",
	}}, []console.NotifyIcon{{ID: 2, AppID: "a\rb", ToolTip: "mail\n3 new"}})
	const want = "ID  KIND      GEOMETRY   STATE  APP           TITLE\n" +
		"1   toplevel  80x60+0+0         id?]0;owned?  red ?[31m?x?y? ünï 日本 😀\n" +
		"ICON  STATE  APP  TOOLTIP\n" +
		"2            a?b  mail?3 new\n"
	if got := b.String(); got != want {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}
