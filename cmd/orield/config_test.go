package main

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// conf writes a configuration, and gives the arguments that have it read.
func conf(t *testing.T, text string, more ...string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "oriel.conf")
	must(t, os.WriteFile(file, []byte(text), 0o644))
	return append([]string{"--config", file, "--wslgconfig", "/none"}, more...)
}

// TestPrintConfigIsAConfiguration: what is printed can be read, and says the
// same.
func TestPrintConfigIsAConfiguration(t *testing.T) {
	const text = "# mine\n\nlisten = tcp:127.0.0.1:3390   unix:/run/x vsock:50,from=any\nuids = 1000, 1001\nxwayland =\nscale = 1.5\nlog-level=debug\nclient-desktop = true\nready-time = 3s\nno-password = host\nhash-file = /h\nsharing = view\nprofile = rail\nx11-scale = native\ncert = /c\nkey = /k\nmax-crashes = -1\n"
	c, err := configure(conf(t, text, "--width", "1000"), nil)
	must(t, err)
	var first strings.Builder
	c.print(&first)
	again, err := configure(conf(t, first.String()), nil)
	must(t, err)
	var second strings.Builder
	again.print(&second)
	if first.String() != second.String() {
		t.Errorf("printed\n%s\nthen\n%s", &first, &second)
	}
	for _, line := range []string{"listen = tcp:127.0.0.1:3390 unix:/run/x vsock:50,from=any", "width = 1000", "height = 800", "xwayland = ", "log-level = DEBUG",
		"no-password = host", "hash-file = /h", "sharing = view", "profile = rail", "x11-scale = native", "cert = /c", "key = /k", "max-crashes = -1"} {
		if !strings.Contains(first.String(), line+"\n") {
			t.Errorf("%q was not printed", line)
		}
	}
	if !slices.Equal(c.uids, uids{1000, 1001}) || c.scale != 1.5 || !c.clientDesktop {
		t.Errorf("%+v", c)
	}
	options, values := 0, 0
	(&config{}).options().VisitAll(func(*flag.Flag) { options++ })
	for line := range strings.Lines(first.String()) {
		if strings.Contains(line, " = ") && line[0] != '#' {
			values++
		}
	}
	if options != values {
		t.Errorf("%d options, %d printed", options, values)
	}
}

// TestEachOptionStandsAlone: people look for one line, not for those around it.
func TestEachOptionStandsAlone(t *testing.T) {
	(&config{}).options().VisitAll(func(f *flag.Flag) {
		for _, w := range []string{"and its ", "whose ", "it ", "of its ", "take its "} {
			if strings.HasPrefix(f.Usage, w) || strings.HasSuffix(f.Usage, "instead") {
				t.Errorf("%s: %q leans on another", f.Name, f.Usage)
			}
		}
		if strings.Contains(f.Usage, "oriel reset") {
			t.Errorf("%s: there is no command oriel reset", f.Name)
		}
	})
}

func TestConfigurationsThatAreRefused(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"nonsense = 1", "no option"},
		{"config = /x", "no option"},
		{"listen", "NAME = VALUE"},
		{"listen = here", "want tcp:"},
		{"listen =", "nobody could connect"},
		{"uids = 0,0", "each once"},
		{"uids = -1", "want numbers"},
		{"uids = 4294967295", "want numbers"},
		{"scale = 9", "from 1 to 5"},
		{"width = 1", "from 200"},
		{"share = mnt/wslg", "absolute path"},
		{"share = /", "absolute path"},
		{"rdp =", "absolute path"},
		{"distro-pid = -3", "process"},
		{"ready-time = soon", ":1: ready-time = soon: want a duration, such as 20s"},
		{"max-crashes = 0", "at least 1"},
		{"log-level = loud", "log-level = loud: want debug, info, warn or error"},
		{"width = wide", "width = wide: want a number"},
		{"clipboard = maybe", "clipboard = maybe: want true or false"},
		{"max-crashes = -2", "at least 1"},
		{"sharing = all", "none, view or control"},
		{"profile = best", "there are auto, rail,"},
		{"x11-scale = 2", "scaled or native"},
		{"no-password = perhaps", "true, false or host"},
		{"key = /k", "key needs cert"},
		{"hash-file = /h\npassword-file = /p", "only one of"},
		{"hash-file = /h\nno-password = true", "only one of"},
		{"password-file = /p\nno-password = true", "only one of"},
		{"no-password = true\nlisten = unix:/run/x tcp:127.0.0.1:3389", "over TCP everybody"},
	} {
		if _, err := configure(conf(t, c.text), nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.text, err, c.want)
		}
	}
	for _, args := range [][]string{{"--nonsense"}, {"more"}, {"--width", "x"}, {"--config", "/not/there"}} {
		if _, err := configure(args, nil); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
	for arg, want := range map[string]string{
		"--ready-time=soon": `"soon" for option --ready-time: want a duration, such as 20s; see orield --help`,
		"--log-level=loud":  `--log-level: want debug, info, warn or error; see`,
		"--width=wide":      `--width: want a number; see`,
		"--clipboard=maybe": `"maybe" for option --clipboard: want true or false; see`,
	} {
		if _, err := configure(conf(t, "", arg), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", arg, err)
		}
	}
	if _, err := configure([]string{"--help"}, nil); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("--help: %v", err)
	}
}

// TestWhoWins: the command line over WSLg's variables over the file.
func TestWhoWins(t *testing.T) {
	file := filepath.Join(t.TempDir(), ".wslgconfig")
	must(t, os.WriteFile(file, []byte("[system-distro-env]\nWSLG_USE_MSTSC=1\nWESTON_RDP_DEBUG_LEVEL=1\nXCURSOR_SIZE=48\nNONSENSE=1\nWSLG_ERR_LOG_PATH=/e\n"), 0o644))
	c, err := configure(append(conf(t, "client = off\nlog-level = debug\nstderr-log = /f\n", "--stderr-log", "/g"), "--wslgconfig", file),
		[]string{"XCURSOR_THEME=plain", "WESTON_IDLE_TIME=1"})
	must(t, err)
	if c.client != "mstsc" || c.logLevel.String() != "ERROR" || c.stderrLog != "/g" {
		t.Errorf("client %s, level %v, stderr %s", c.client, c.logLevel, c.stderrLog)
	}
	if !slices.Equal(c.env, []string{"XCURSOR_THEME=plain", "XCURSOR_SIZE=48"}) || len(c.reports) != 2 {
		t.Errorf("env %v, reports %q", c.env, c.reports)
	}
	must(t, os.WriteFile(file, []byte("[system-distro-env]\nbroken"), 0o644))
	c, err = configure(conf(t, "", "--wslgconfig", file), nil)
	if err != nil || len(c.reports) != 1 {
		t.Errorf("a broken .wslgconfig: %v, %q", err, c.reports)
	}
}

func TestLookUp(t *testing.T) {
	if u, err := lookUp("12:34"); err != nil || u.UID != 12 || u.GID != 34 {
		t.Errorf("%+v, %v", u, err)
	}
	if u, err := lookUp("root"); err != nil || u.UID != 0 {
		t.Errorf("%+v, %v", u, err)
	}
	for _, name := range []string{"nobody-of-that-name", "1:", "x:1", "1:2:3"} {
		if _, err := lookUp(name); err == nil {
			t.Errorf("%s was found", name)
		}
	}
}

func TestLogsAreBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, err := openLog(path)
	must(t, err)
	line := []byte(strings.Repeat("x", 1<<20-1) + "\n")
	for range 10 {
		if n, err := l.Write(line); n != len(line) || err != nil {
			t.Fatal(n, err)
		}
	}
	for _, name := range []string{path, path + ".1"} {
		if info, err := os.Stat(name); err != nil || info.Size() > maxLog {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if _, err := openLog(t.TempDir()); err == nil {
		t.Error("a directory is no log file")
	}
	link := filepath.Join(t.TempDir(), "link")
	must(t, os.Symlink(path, link))
	if _, err := openLog(link); err == nil {
		t.Error("a link was followed")
	}
}
