package main

import "testing"

func TestProgramsAreNamedAndHaveACommand(t *testing.T) {
	for _, bad := range []string{"term", "=xterm", "term=", "term= ", "term=%*"} {
		if _, err := allowList([]string{bad}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
