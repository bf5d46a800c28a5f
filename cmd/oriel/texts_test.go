package main

import (
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"

	"oriel/compositor/console"
)

// TestWordsForMistakes: an error says what is wrong in words, and what to do.
func TestWordsForMistakes(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"shot", "--timeout", "5"}, `--timeout: want a duration, such as 30s; see`},
		{[]string{"shot", "--scale", "x"}, `--scale: want a number; see`},
		{[]string{"shot", "--json=x"}, `--json: want true or false`},
		{[]string{"bench", "--rounds", "x"}, `--rounds: want a number`},
		{[]string{"shot", "--fingerprint", "00:11"}, `"00:11" for --fingerprint: want the 64 hexadecimal digits`},
		{[]string{"shot", "--fingerprint", strings.Repeat("g", 64)}, `--fingerprint: want the 64 hexadecimal digits`},
		{[]string{"shot", "--json", "--connect", "127.0.0.1:3390"}, `--connect: not an address: "127.0.0.1:3390": want tcp:HOST:PORT`},
		{[]string{"run", "--", "nosuch"}, "oriel: there is no program nosuch in PATH\n"},
		{[]string{"windows", "--control", nowhere}, "no bridge has its control socket at " + nowhere},
		{[]string{"run", "--password-file", nowhere}, "--password-file: "},
		{[]string{"run", "--hash-file", nowhere}, "--hash-file: "},
	} {
		var stderr strings.Builder
		if code := run(c.args, io.Discard, &stderr); code == 0 || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%q: status %d: %s", c.args, code, &stderr)
		}
	}
	if err := cannotStart("x", exec.ErrNotFound); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("%v is none of package exec's", err)
	}
	if _, err := console.Ask(nowhere, console.Request{Verb: "env"}); !errors.Is(err, console.ErrNotThere) {
		t.Error(err)
	}
}

func TestPortsOfRoot(t *testing.T) {
	for addr, told := range map[string]bool{"tcp:0.0.0.0:80": true, "tcp:127.0.0.1:3390": false, "unix:/x": false} {
		err := privileged(addr, syscall.EACCES)
		if got := strings.Contains(err.Error(), "choose another by --listen"); got != told {
			t.Errorf("%s: %v", addr, err)
		}
	}
	if err := privileged("tcp:0.0.0.0:80", io.EOF); err != io.EOF {
		t.Error(err)
	}
}

// TestHelp: nothing is said about flags where there are none, and no default
// that is none.
func TestHelp(t *testing.T) {
	for _, c := range commands() {
		var stdout strings.Builder
		if code := run([]string{c.name, "--help"}, &stdout, io.Discard); code != 0 {
			t.Errorf("%s: status %d", c.name, code)
		}
		head, list, ok := strings.Cut(stdout.String(), "\nFlags:\n")
		if none := c.name == "hash" || c.name == "version"; ok == none || ok && !strings.HasPrefix(list, "  -") {
			t.Errorf("%s: %s", c.name, &stdout)
		}
		if !strings.Contains(head, "\nUsage: oriel "+c.name) || strings.Contains(list, "(default 0)") {
			t.Errorf("%s: %s", c.name, &stdout)
		}
	}
}

func TestVersion(t *testing.T) {
	for _, arg := range []string{"version", "--version"} {
		var stdout strings.Builder
		if code := run([]string{arg}, &stdout, io.Discard); code != 0 || !strings.HasPrefix(stdout.String(), "oriel ") || !strings.Contains(stdout.String(), "(go") {
			t.Errorf("%s: status %d: %s", arg, code, &stdout)
		}
	}
	revision := []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"}}
	for want, info := range map[string]*debug.BuildInfo{
		"of unknown version":  nil,
		"of unknown revision": {},
		"v1.2.3":              {Main: debug.Module{Version: "v1.2.3"}, Settings: revision},
		"abc, modified":       {Main: debug.Module{Version: "(devel)"}, Settings: revision},
	} {
		if got := buildVersion(info); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestOneRoundIsNoMedian(t *testing.T) {
	head := "\n\n| workload | measured                                       | result |\n| --- | --- | --- |\n" +
		"| photo    | kilobytes a frame                              | "
	for want, values := range map[string][]float64{
		", one round" + head + "2.00 ms |\n":                                             {2},
		", median of 3 rounds [lowest to highest]" + head + "2.00 ms [1.00 to 3.00] |\n": {3, 1, 2},
	} {
		r := &benchReport{Rounds: len(values)}
		for _, v := range values {
			r.add("photo", "kilobytes a frame", "ms", v)
		}
		var b strings.Builder
		if r.print(&b); !strings.HasSuffix(b.String(), want) {
			t.Errorf("%q, not %q", &b, want)
		}
	}
}
