package main

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// helped returns a pam, and the helper's end of its socket.
func helped(t *testing.T) (p *pam, helper *os.File, log *bytes.Buffer) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	helper = os.NewFile(uintptr(fds[1]), "helper")
	t.Cleanup(func() { helper.Close() })
	log = &bytes.Buffer{}
	p, err = newPAM(os.NewFile(uintptr(fds[0]), "ours"), slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.conn.Close() })
	return p, helper, log
}

// TestAskingThePasswordsHelper: its word counts for the question that it
// answers, and for no other.
func TestAskingThePasswordsHelper(t *testing.T) {
	p, helper, _ := helped(t)
	for _, c := range []struct {
		name  string
		reply func(q []byte) [][]byte
		want  bool
	}{
		{"yes", func(q []byte) [][]byte { return [][]byte{append(q[:pamID:pamID], 1)} }, true},
		{"no", func(q []byte) [][]byte { return [][]byte{append(q[:pamID:pamID], 0)} }, false},
		{"neither", func(q []byte) [][]byte { return [][]byte{append(q[:pamID:pamID], 2)} }, false},
		{"yes to another, then no", func(q []byte) [][]byte {
			return [][]byte{{1, 2, 3, 4, 5, 6, 7, 8, 1}, {1}, append(q[:pamID:pamID], 0)}
		}, false},
	} {
		asked := make(chan []byte, 1)
		go func() {
			q := make([]byte, pamMost)
			n, err := helper.Read(q)
			if err != nil {
				return
			}
			asked <- bytes.Clone(q[:n])
			for _, a := range c.reply(q[:n]) {
				_, _ = helper.Write(a)
			}
		}()
		if got := p.check("anna", "pass word"); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		if q := <-asked; string(q[pamID:]) != "anna\x00pass word\x00" {
			t.Errorf("%s: asked %q", c.name, q)
		}
	}
}

func TestWhatTheHelperIsNotAskedLetsNobodyIn(t *testing.T) {
	p, helper, log := helped(t)
	for _, c := range [][2]string{{"", "x"}, {"anna", ""}, {"an\x00na", "x"}, {"anna", "x\x00"}, {"anna", strings.Repeat("x", pamMost)}} {
		if p.check(c[0], c[1]) {
			t.Errorf("%.20q came in", c)
		}
	}
	helper.Close() // the helper is gone
	if p.check("anna", "secret") {
		t.Error("without the helper somebody came in")
	}
	if s := log.String(); !strings.Contains(s, "Cannot ask oriel-pam") || strings.Contains(s, "secret") {
		t.Error(s)
	}
}
