package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// bareMachine is a machine that has nothing.
func bareMachine(t *testing.T) machine {
	t.Helper()
	root := t.TempDir()
	return machine{
		root: root, uid: os.Getuid(),
		getenv:   func(string) string { return "" },
		lookPath: func(string) (string, error) { return "", errors.New("not found") },
		output:   func(string, ...string) (string, error) { return "", nil },
		listen:   func(string) error { return syscall.EADDRINUSE },
		memfd:    func() error { return syscall.ENOSYS },
	}
}

// fullMachine adds to a bare machine all that the checks ask for.
func fullMachine(t *testing.T) machine {
	t.Helper()
	m := bareMachine(t)
	for path, content := range map[string]string{
		"tmp/x": "", "usr/share/X11/xkb/rules/evdev": "", "usr/share/fonts/a/b.TTF": "",
		"proc/sys/user/max_user_namespaces": "100\n",
		"lib/" + avcLibrary: "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00" +
			map[string]string{"amd64": "\x3e", "arm64": "\xb7"}[runtime.GOARCH] + "\x00",
	} {
		path = m.path(path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(m.path("run/me"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(m.path("dev/dri"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/null", m.path("dev/dri/renderD128")); err != nil {
		t.Fatal(err)
	}
	m.getenv = func(string) string { return "/run/me" }
	m.lookPath = func(name string) (string, error) { return "/usr/bin/" + name, nil }
	m.output = func(string, ...string) (string, error) {
		return "The X.Org Foundation Xwayland Version 22.1.9 (12201009)\n", errors.New("exit status 1")
	}
	m.listen = func(string) error { return nil }
	m.memfd = func() error { return nil }
	return m
}

func findingNames(findings []finding, ok bool) (list []string) {
	for _, f := range findings {
		if f.OK == ok && f.Name != "VM sockets" { // those belong to this machine, not to the made one
			list = append(list, f.Name)
		}
	}
	return list
}

func TestDoctorFindsNothingWrongWithAFullMachine(t *testing.T) {
	m := fullMachine(t)
	findings := diagnose(m, doctorChecks)
	if bad := findingNames(findings, false); bad != nil {
		t.Errorf("found %q wrong: %+v", bad, findings)
	}
	var b bytes.Buffer
	if err := writeDiagnosis(&b, m, findings); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Xwayland (22.1.9)", "Everything that is needed is there.\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, &b)
		}
	}
}

// TestDoctorInstallsNothingThatIsThere: a remedy of its own says that what can
// be installed is not what is missing.
func TestDoctorInstallsNothingThatIsThere(t *testing.T) {
	m := bareMachine(t)
	findings := diagnose(m, []check{{
		name: "H.264", packages: []string{avcPackage},
		probe: func(machine) (string, error) { return "", ill("make avc", "no helper") },
	}})
	if f := findings[0]; f.Remedy != "make avc" || f.Packages != nil {
		t.Errorf("it says %+v", f)
	}
}

func TestDoctorNamesWhatIsMissingAndItsRemedy(t *testing.T) {
	m := bareMachine(t)
	findings := diagnose(m, doctorChecks)
	if good := findingNames(findings, true); !slices.Equal(good, []string{"runtime directory"}) {
		t.Errorf("a bare machine has %q", good)
	}
	for _, f := range findings {
		if !f.OK && (f.Remedy == "" || f.Purpose == "" || f.Found == "") {
			t.Errorf("no way out of %+v", f)
		}
	}
	m.uid = 1000
	m.lookPath = func(name string) (string, error) {
		if name == "apt-get" {
			return "/usr/bin/apt-get", nil
		}
		return "", errors.New("not found")
	}
	var b bytes.Buffer
	if err := writeDiagnosis(&b, m, diagnose(m, doctorChecks)); err != nil {
		t.Fatal(err)
	}
	const want = "To install all of it: sudo apt-get install --no-install-recommends " +
		"fonts-dejavu-core freerdp2-x11 libopenh264-7 x11-xkb-utils xkb-data xwayland\n"
	if !strings.HasSuffix(b.String(), want) {
		t.Errorf("the report does not end with the command that mends it:\n%s", &b)
	}
}

func TestDoctorTakesABusyPortLightly(t *testing.T) {
	m := fullMachine(t)
	m.listen = func(string) error { return syscall.EADDRINUSE }
	for _, f := range diagnose(m, doctorChecks) {
		if !f.OK && (f.Name != "RDP port" || !f.Optional || f.Remedy == "") {
			t.Errorf("%+v", f)
		}
	}
}

func TestDoctorJSON(t *testing.T) {
	m := bareMachine(t)
	var b bytes.Buffer
	if err := writeDiagnosisJSON(&b, m, diagnose(m, doctorChecks)); err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil || len(got) != len(doctorChecks) {
		t.Fatalf("%d findings, %v", len(got), err)
	}
	if got[0]["name"] != "Xwayland" || got[0]["ok"] != false || got[0]["packages"].([]any)[0] != "xwayland" {
		t.Errorf("the first finding is %v", got[0])
	}
}

func TestXwaylandVersions(t *testing.T) {
	m := fullMachine(t)
	for out, good := range map[string]bool{
		"Xwayland Version 21.1.4 (1)": true, "Xwayland Version 24.1.0": true,
		"X Server Version 1.20.14": false, "Version 21.0.99": false, "nonsense": false,
	} {
		m.output = func(string, ...string) (string, error) { return out, nil }
		if found, err := probeXwayland(m); (err == nil) != good {
			t.Errorf("%q: %q, %v", out, found, err)
		}
	}
}

func TestRuntimeDirectoryMustBePrivate(t *testing.T) {
	m := fullMachine(t)
	if err := os.Chmod(m.path("run/me"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := probeRuntimeDir(m); err == nil || !strings.Contains(err.Error(), "open to others") {
		t.Errorf("mode 0755: %v", err)
	}
	m.uid++
	if _, err := probeRuntimeDir(m); err == nil || !strings.Contains(err.Error(), "belongs to") {
		t.Errorf("another owner: %v", err)
	}
	m.getenv = func(string) string { return "/nowhere" }
	if _, err := probeRuntimeDir(m); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing directory: %v", err)
	}
}

func TestDoctorUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		want int
	}{{[]string{"--nonsense"}, 2}, {[]string{"more"}, 2}, {[]string{"--help"}, 0}} {
		if got := runDoctor(c.args, io.Discard, io.Discard); got != c.want {
			t.Errorf("oriel doctor %q ends with %d, want %d", c.args, got, c.want)
		}
	}
}
