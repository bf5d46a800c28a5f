package main

import (
	"errors"
	"io/fs"
	"os"
	"slices"
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
