package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestTargetIsAPlaceToConnectTo(t *testing.T) {
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		addrs []string
		want  string
	}{
		{[]string{"tcp:127.0.0.1:3390"}, "127.0.0.1:3390"},
		{[]string{"unix:/run/a.sock", "tcp:[::1]:3390"}, "[::1]:3390"},
		{[]string{"tcp:0.0.0.0:3390"}, name + ":3390"},
		{[]string{"tcp:[::]:3391"}, name + ":3391"},
		{[]string{"vsock:3390", "unix:/run/a.sock", "unix:/run/b.sock"}, "/run/a.sock"},
		{[]string{"vsock:3390"}, ""},
	} {
		if got := target(c.addrs); got != c.want {
			t.Errorf("target(%q) = %q, want %q", c.addrs, got, c.want)
		}
	}
}

func TestFlagsAreWrittenWithTwoDashes(t *testing.T) {
	for _, args := range [][]string{{"run", "--bogus"}, {"run", "--size", "1x1"}, {"shot", "--settle"}, {"doctor", "--bogus"}} {
		var b bytes.Buffer
		if code := run(args, io.Discard, &b); code != exitUsage {
			t.Errorf("oriel %q ends with %d", args, code)
		}
		if s := b.String(); strings.Contains(s, " -"+args[1][2:]) || !strings.Contains(s, args[1]) {
			t.Errorf("oriel %q says %s", args, s)
		}
	}
}

func TestDoctorHelpIsLikeThatOfTheOthers(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"doctor", "--help"}, &out, &errs); code != 0 || errs.Len() > 0 {
		t.Errorf("status %d, stderr %q", code, &errs)
	}
	if !strings.HasPrefix(out.String(), "oriel doctor: ") || !strings.Contains(out.String(), "  --json ") {
		t.Errorf("it says:\n%s", &out)
	}
}

func TestShotSaysEarlyThatItCannotWrite(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		filepath.Join(dir, "a.png"): nil, "-": nil, "": nil, file: nil,
		filepath.Join(dir, "none", "a.png"): syscall.ENOENT,
		filepath.Join(file, "a.png"):        syscall.ENOTDIR,
		dir:                                 syscall.EISDIR,
	} {
		if err := writable(path); !errors.Is(err, want) {
			t.Errorf("writable(%q): %v, want %v", path, err, want)
		}
	}
}
