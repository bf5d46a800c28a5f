package main

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"testing"

	"oriel/rdp"
)

func TestProgramsOfClients(t *testing.T) {
	dir := t.TempDir()
	lookup := func(name string) string {
		return map[string]string{"HOME": dir, "N": "3"}[name]
	}
	list, err := allowList(list{"term=xterm -fg red", "edit=mousepad -- %* end", "calc=xcalc"})
	if err != nil {
		t.Fatal(err)
	}
	var none error
	for _, c := range []struct {
		p    rdp.Program
		argv []string
		dir  string
		err  error
	}{
		{rdp.Program{Name: "term", Alias: true}, []string{"xterm", "-fg", "red"}, "", none},
		{rdp.Program{Name: "term", Alias: true, Dir: dir}, []string{"xterm", "-fg", "red"}, dir, none},
		{rdp.Program{Name: "term", Alias: true, Dir: "%HOME%", ExpandDir: true}, []string{"xterm", "-fg", "red"}, dir, none},
		{rdp.Program{Name: "term", Alias: true, Dir: "%HOME%"}, nil, "", fs.ErrNotExist},
		{rdp.Program{Name: "term", Alias: true, Dir: "."}, nil, "", fs.ErrNotExist},
		{rdp.Program{Name: "term", Alias: true, Dir: `C:\Windows`}, nil, "", fs.ErrNotExist},
		{rdp.Program{Name: "term", Alias: true, Args: "-e reboot"}, nil, "", rdp.ErrNotAllowed},
		{rdp.Program{Name: "edit", Alias: true}, []string{"mousepad", "--", "end"}, "", none},
		{rdp.Program{Name: "edit", Alias: true, Args: `a "b c" 'd $HOME' "e\"f\\g" ; rm *`},
			[]string{"mousepad", "--", "a", "b c", "d $HOME", `e"f\g`, ";", "rm", "*", "end"}, "", none},
		{rdp.Program{Name: "edit", Alias: true, Args: `"%N%" 5% %M% %`, ExpandArgs: true},
			[]string{"mousepad", "--", "3", "5%", "%M%", "%", "end"}, "", none},
		{rdp.Program{Name: "edit", Alias: true, Args: `"%N%"`}, []string{"mousepad", "--", "%N%", "end"}, "", none},
		{rdp.Program{Name: "edit", Alias: true, Args: `a "b`}, nil, "", fs.ErrInvalid},
		{rdp.Program{Name: "edit", Alias: true, File: true}, nil, "", rdp.ErrNotAllowed},
		{rdp.Program{Name: "calc"}, nil, "", rdp.ErrNotAllowed},
		{rdp.Program{Name: "/bin/sh"}, nil, "", rdp.ErrNotAllowed},
		{rdp.Program{Name: "xterm", Alias: true}, nil, "", rdp.ErrNotAllowed},
		{rdp.Program{Name: "ALL", Alias: true}, nil, "", none},
		{rdp.Program{Name: "all"}, nil, "", none},
	} {
		argv, dir, err := list.command(c.p, lookup)
		if !slices.Equal(argv, c.argv) || dir != c.dir || !errors.Is(err, c.err) {
			t.Errorf("%+v: %q in %q, %v", c.p, argv, dir, err)
		}
	}
	// Where nothing may be started all names show the windows.
	if argv, _, err := (programs{}).command(rdp.Program{Name: "gtk3-demo", Alias: true, Args: "x"}, os.Getenv); argv != nil || err != nil {
		t.Errorf("%q, %v", argv, err)
	}
	for _, bad := range []string{"term", "=xterm", "term=", "term= ", "term=%*"} {
		if _, err := allowList([]string{bad}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
