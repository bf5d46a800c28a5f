package main_test

import (
	"os"
	"strings"
	"testing"
)

// Nobody reads the picture any more: that ends shot, but not before it has
// tidied up.
func TestShotIntoABrokenPipeLeavesNothing(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	_, stderr, _ := run(t, b.environment(), "sh", "-c", `"$@" | true`, "sh", oriel(t), "shot", "-o", "-", "--window", "xpaint", "--", demo(t, "xpaint"))
	if !strings.Contains(stderr, "cannot write the picture") {
		t.Errorf("stderr: %s", stderr)
	}
	b.leftNothingAsCommand()
}

// A server that lets nobody in is no riddle.
func TestShotSaysWhyItIsNotLetIn(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	for name, text := range map[string]string{"hash": "8846f7eaee8fb117ad06bdd830b7586c\n", "right": "password\n", "wrong": "wrong\n"} {
		if err := os.WriteFile(b.file(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.start("--hash-file", b.file("hash"), "--user", "ann")
	b.app(demo(t, "xpaint"))
	b.window("xpaint")
	connect := func(args ...string) string {
		t.Helper()
		_, stderr, code := b.command(append([]string{"shot", "-o", b.file("x.png"), "--connect", b.RDP[0]}, args...)...)
		if code == 0 {
			t.Errorf("%q was let in", args)
		}
		return stderr
	}
	if s := connect(); !strings.Contains(s, "give --user and --password-file") {
		t.Errorf("to a bridge that knows a hash only: %s", s)
	}
	if s := connect("--user", "ann", "--password-file", b.file("right"), "--fingerprint", strings.Repeat("00", 32)); !strings.Contains(s, "its SHA-256 is "+strings.ReplaceAll(b.Fingerprint, ":", "")) {
		t.Errorf("with another fingerprint: %s", s)
	}
	if _, stderr, code := b.command("shot", "-o", b.file("x.png"), "--connect", b.RDP[0], "--user", "ann", "--password-file", b.file("right"),
		"--window", "Xpaint"); code != 0 {
		t.Errorf("with the password, by an app id: status %d: %s", code, stderr)
	}
	begin := "oriel: cannot connect to " + b.RDP[0] + ": "
	for range 10 {
		switch s := connect("--user", "ann", "--password-file", b.file("wrong")); s {
		case begin + "wrong user or password; give the right ones by --user and --password-file\n":
		case begin + "too many failed logins from here, or too many clients; try again in five minutes\n":
			return
		default:
			t.Fatalf("with a wrong password: %s", s)
		}
	}
	t.Error("ten wrong passwords are not too many")
}
