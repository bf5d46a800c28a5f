package main

import (
	"bytes"
	"os"
	"testing"
)

func TestPasswordsAreReadFromALine(t *testing.T) {
	for in, want := range map[string]string{"password\n": "password", "pass word\r\nmore\n": "pass word", "no newline": "no newline", "": "", "\n": ""} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.WriteString(in); err != nil {
			t.Fatal(err)
		}
		w.Close()
		var prompt bytes.Buffer
		got, err := askPassword(r, &prompt)
		r.Close()
		if got != want || (err == nil) != (want != "") || prompt.Len() > 0 {
			t.Errorf("%q: %q, %v, prompt %q", in, got, err, &prompt)
		}
	}
}
