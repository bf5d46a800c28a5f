package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// pamHelper builds oriel-pam beside oriel.
func pamHelper(t testing.TB) string {
	t.Helper()
	need(t, "gcc", "gcc")
	return build(t, "oriel-pam", func(out string) ([]string, []string) {
		return []string{"gcc", "-O1", "-Wall", "-Wextra", "-Werror", "-o", out, filepath.Join("..", "oriel-pam", "oriel-pam.c"), "-lpam"}, nil
	})
}

// pamConfig makes PAM services: "some" knows one password, by a script that
// gets it as PAM's modules do; of "expired" the account may not be used; "deny"
// lets nobody in.
func pamConfig(t *testing.T, dir, user, password string) string {
	t.Helper()
	script := filepath.Join(dir, "check")
	write := func(name, text string, mode os.FileMode) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("check", fmt.Sprintf("#!/bin/sh\ntest \"$PAM_USER:$(tr -d '\\000')\" = '%s:%s'\n", user, password), 0o700)
	auth := "auth required pam_exec.so quiet expose_authtok " + script + "\n"
	write("some", auth+"account required pam_permit.so\n", 0o600)
	write("expired", auth+"account required pam_deny.so\n", 0o600)
	write("deny", "auth required pam_deny.so\naccount required pam_permit.so\n", 0o600)
	return dir
}

// TestThePasswordsHelper talks to oriel-pam itself, also nonsense.
func TestThePasswordsHelper(t *testing.T) {
	t.Parallel()
	dir := pamConfig(t, short(t), "anna", "pass word")
	for _, c := range []struct {
		service, message string
		want             byte
	}{
		{"some", "anna\x00pass word\x00", 1},
		{"some", "anna\x00pass wor\x00", 0},
		{"some", "anna\x00\x00", 0},
		{"some", "bert\x00pass word\x00", 0},
		{"some", "\x00pass word\x00", 0},
		{"some", "anna\x00pass word", 0},
		{"some", "anna\x00pass word\x00\x00", 0},
		{"some", "anna\x00pass word\x00more\x00", 0},
		{"some", "anna", 0},
		{"some", "", 0},
		{"some", "anna\x00" + strings.Repeat("x", 5000) + "\x00", 0},
		{"expired", "anna\x00pass word\x00", 0},
		{"deny", "anna\x00pass word\x00", 0},
		{"missing", "anna\x00pass word\x00", 0},
	} {
		fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		ours, theirs := os.NewFile(uintptr(fds[0]), "ours"), os.NewFile(uintptr(fds[1]), "theirs")
		cmd := exec.Command(pamHelper(t), c.service, dir)
		cmd.Stdin = theirs
		p := start(t, cmd, []string{"PATH=" + os.Getenv("PATH")})
		theirs.Close()
		const id = "\x01\x02\x03\x04\x05\x06\x07\x08"
		for range 2 { // it goes on
			if _, err := ours.WriteString(id + c.message); err != nil {
				t.Fatal(err)
			}
			var a [64]byte
			n, err := ours.Read(a[:])
			if err != nil || !bytes.Equal(a[:n], append([]byte(id), c.want)) {
				t.Errorf("%s, %.30q: %x, %v; want %d", c.service, c.message, a[:n], err, c.want)
			}
		}
		if _, err := ours.WriteString("short"); err != nil { // which has no answer
			t.Fatal(err)
		}
		ours.Close()
		if code := p.wait(); code != 0 {
			t.Errorf("it ends with %d: %s", code, &p.err)
		}
	}
}

// TestPasswordsOfTheSystem: a client comes in by what PAM knows, by TLS; one
// with a wrong password is told, and one that wants NLA.
func TestPasswordsOfTheSystem(t *testing.T) {
	t.Parallel()
	pamHelper(t)
	b := newBridge(t)
	if err := os.Mkdir(b.file("pam"), 0o700); err != nil {
		t.Fatal(err)
	}
	dir := pamConfig(t, b.file("pam"), "anna", "pass word")
	b.start("--user", "anna", "--pam", "some", "--pam-config", dir)
	if b.Password != "" {
		t.Errorf("a password %q", b.Password)
	}
	for _, c := range []struct{ password, sec, says string }{
		{"pass wor", "/sec:tls", "INSUFFICIENT_PRIVILEGES"},
		{"pass word", "/sec:nla", "NEGO"},
	} {
		b.Password = c.password
		s := xvfb(t, 640, 480)
		p := s.xfreerdp(b, c.sec)
		until(t, "the client to be refused", func() string {
			if said := p.out.String() + p.err.String(); !p.ended() || !strings.Contains(said, c.says) {
				return "it said: " + said
			}
			return ""
		})
	}
	b.Password = "pass word"
	xvfb(t, 640, 480).desktop(b, "/sec:tls")
	if list := b.clients(); len(list) != 1 || list[0].User != "anna" || !strings.HasPrefix(list[0].Security, "TLS") {
		t.Errorf("%+v", list)
	}
}
