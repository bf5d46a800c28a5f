package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"

	"oriel/compositor/link"
)

func TestProgramsOfClients(t *testing.T) {
	dir := t.TempDir()
	lookup := func(name string) string {
		return map[string]string{"HOME": dir, "N": "3"}[name]
	}
	list := programs{"term": {"xterm", "-fg", "red"}, "edit": {"mousepad", "--", "%*", "end"}, "calc": {"xcalc"}}
	var none error
	for _, c := range []struct {
		p    link.Program
		argv []string
		dir  string
		err  error
	}{
		{link.Program{Name: "term", Alias: true}, []string{"xterm", "-fg", "red"}, "", none},
		{link.Program{Name: "term", Alias: true, Dir: dir}, []string{"xterm", "-fg", "red"}, dir, none},
		{link.Program{Name: "term", Alias: true, Dir: "%HOME%", ExpandDir: true}, []string{"xterm", "-fg", "red"}, dir, none},
		{link.Program{Name: "term", Alias: true, Dir: "%HOME%"}, nil, "", fs.ErrNotExist},
		{link.Program{Name: "term", Alias: true, Dir: "."}, nil, "", fs.ErrNotExist},
		{link.Program{Name: "term", Alias: true, Dir: `C:\Windows`}, nil, "", fs.ErrNotExist},
		{link.Program{Name: "term", Alias: true, Args: "-e reboot"}, nil, "", link.ErrNotAllowed},
		{link.Program{Name: "edit", Alias: true}, []string{"mousepad", "--", "end"}, "", none},
		{link.Program{Name: "edit", Alias: true, Args: `a "b c" 'd $HOME' "e\"f\\g" ; rm *`},
			[]string{"mousepad", "--", "a", "b c", "d $HOME", `e"f\g`, ";", "rm", "*", "end"}, "", none},
		{link.Program{Name: "edit", Alias: true, Args: `"%N%" 5% %M% %`, ExpandArgs: true},
			[]string{"mousepad", "--", "3", "5%", "%M%", "%", "end"}, "", none},
		{link.Program{Name: "edit", Alias: true, Args: `"%N%"`}, []string{"mousepad", "--", "%N%", "end"}, "", none},
		{link.Program{Name: "edit", Alias: true, Args: `a "b`}, nil, "", fs.ErrInvalid},
		{link.Program{Name: "edit", Alias: true, File: true}, nil, "", link.ErrNotAllowed},
		{link.Program{Name: "calc"}, nil, "", link.ErrNotAllowed},
		{link.Program{Name: "/bin/sh"}, nil, "", link.ErrNotAllowed},
		{link.Program{Name: "xterm", Alias: true}, nil, "", link.ErrNotAllowed},
		{link.Program{Name: "ALL", Alias: true}, nil, "", none},
		{link.Program{Name: "all"}, nil, "", none},
	} {
		argv, dir, err := list.command(c.p, lookup)
		if !slices.Equal(argv, c.argv) || dir != c.dir || !errors.Is(err, c.err) {
			t.Errorf("%+v: %q in %q, %v", c.p, argv, dir, err)
		}
	}
	// Where nothing may be started all names show the windows.
	if argv, _, err := (programs{}).command(link.Program{Name: "gtk3-demo", Alias: true, Args: "x"}, os.Getenv); argv != nil || err != nil {
		t.Errorf("%q, %v", argv, err)
	}
}

// TestProgramsThatAreNotAllowedAreLoggedOnce: by names that come from the
// network.
func TestProgramsThatAreNotAllowedAreLoggedOnce(t *testing.T) {
	var out strings.Builder
	d := &desktop{log: slog.New(slog.NewTextHandler(&out, nil))}
	ask := func(name string) { _ = d.launch(link.Program{Name: name, Alias: true}) }
	ask("xterm")
	if out.Len() > 0 {
		t.Errorf("where nobody could allow it: %s", &out)
	}
	d.cfg.ProgramVars = []string{"WAYLAND_DISPLAY=w"}
	for _, list := range []programs{nil, {"calc": {"xcalc"}}} {
		d.cfg.Programs = list
		for _, name := range []string{"xterm", "all", "evil\x1b[2J\nlevel=ERROR", strings.Repeat("ä", 5000), "xterm"} {
			ask(name)
		}
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], "xterm") || strings.Contains(out.String(), "\x1b") || strings.Count(out.String(), "ä") != longestLog {
		t.Errorf("logged is %s", &out)
	}
	for i := range 10 * mostWanted {
		ask(fmt.Sprint(i))
	}
	if n := strings.Count(out.String(), "\n"); n != mostWanted {
		t.Errorf("%d names are logged", n)
	}
}
