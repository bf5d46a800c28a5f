// The tests of files named e2e_*_test.go run the real commands with real apps
// and real RDP clients. Whatever they need comes by `make deps`; a tool that
// is missing is a failure, not a reason to skip.
package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// patience is how long anything may take before a test calls it a failure. No
// test asserts that something is fast.
const patience = 30 * time.Second * slowness

// built are the programs of this run of the tests.
var built = struct {
	sync.Mutex
	dir  string
	done map[string]error
}{done: map[string]error{}}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// build makes a program once and returns its path.
func build(t testing.TB, name string, argv func(out string) ([]string, []string)) string {
	t.Helper()
	built.Lock()
	defer built.Unlock()
	if built.dir == "" {
		dir, err := os.MkdirTemp("", "oriel-e2e-bin-")
		if err != nil {
			t.Fatal(err)
		}
		built.dir = dir
	}
	path := filepath.Join(built.dir, name)
	err, ok := built.done[name]
	if !ok {
		args, env := argv(path)
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Env = append(os.Environ(), env...)
		var out []byte
		if out, err = cmd.CombinedOutput(); err != nil {
			err = fmt.Errorf("%q: %w\n%s", args, err, out)
		}
		built.done[name] = err
	}
	if err != nil {
		t.Fatalf("cannot build %s: %v", name, err)
	}
	return path
}

// oriel is the command itself, beside the programs that it starts: static as
// they ship, or with the race detector when the tests run with it. The RDP
// backend is always as it ships, since its cage needs that.
func oriel(t testing.TB) string {
	t.Helper()
	command(t, "oriel-rdp", false)
	command(t, "oriel-compositor", raceEnabled)
	return command(t, "oriel", raceEnabled)
}

// command is one of the commands.
func command(t testing.TB, name string, race bool) string {
	t.Helper()
	return build(t, name, func(out string) ([]string, []string) {
		if race {
			return []string{"go", "build", "-race", "-o", out, "oriel/cmd/" + name}, nil
		}
		return []string{"go", "build", "-o", out, "oriel/cmd/" + name}, []string{"CGO_ENABLED=0"}
	})
}

// demo is one of the demos, xpaint or wlpaint.
func demo(t testing.TB, name string) string {
	t.Helper()
	return build(t, name, func(out string) ([]string, []string) {
		return []string{"go", "build", "-o", out, "oriel/demo/" + name}, []string{"CGO_ENABLED=0"}
	})
}

// compileC builds testdata/NAME.c against what pkg-config knows.
func compileC(t testing.TB, name string, packages ...string) string {
	t.Helper()
	need(t, "gcc", "gcc")
	flags, err := exec.Command(need(t, "pkg-config", "pkg-config"), append([]string{"--cflags", "--libs"}, packages...)...).Output()
	if err != nil {
		t.Fatalf("pkg-config %q: %v; install what `make deps` names", packages, err)
	}
	return build(t, name, func(out string) ([]string, []string) {
		argv := []string{"gcc", "-O1", "-Wall", "-Wextra", "-Werror", "-o", out, filepath.Join("testdata", name+".c")}
		for _, f := range bytes.Fields(flags) {
			argv = append(argv, string(f))
		}
		return argv, nil
	})
}

// need finds a program; without it the test fails with the package's name.
func need(t testing.TB, program, pkg string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatalf("%s is missing; install Debian's package %s, or run: make deps", program, pkg)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// until polls until f says that it is content with "", and fails with what f
// said last when patience is over.
func until(t testing.TB, what string, f func() string) {
	t.Helper()
	var said string
	for end, pause := time.Now().Add(patience), 10*time.Millisecond; ; time.Sleep(pause) {
		if said = f(); said == "" {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s: %s", what, said)
		}
		pause = min(2*pause, 100*time.Millisecond)
	}
}

// short makes a directory with a short name, since the paths of sockets are
// limited to 107 bytes.
func short(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "oe2e")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
