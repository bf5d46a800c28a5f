//go:build system

package main

import (
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// xterm starts one of alice's, on X0.
func (s *system) xterm() (*exec.Cmd, chan error) {
	s.t.Helper()
	must(s.t, os.MkdirAll("/tmp/.X11-unix", 0o755), unix.Mount("/mnt/wslg/.X11-unix", "/tmp/.X11-unix", "", unix.MS_BIND, ""))
	app := exec.Command("setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups", "/bin/sh", "-c", "DISPLAY=:0 "+xterm)
	app.SysProcAttr, app.Stderr = pdeathsig, s.output
	must(s.t, app.Start())
	ended := make(chan error, 1)
	go func() { ended <- app.Wait() }()
	return app, ended
}

// TestReloadOfTheProgramsThatShip: what a person types replaces the real
// backend under orield, and the app and its window stay. The password is known
// by its hash, before and after.
func TestReloadOfTheProgramsThatShip(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	must(t, os.WriteFile("/run/password", []byte("password\n"), 0o600),
		os.WriteFile("/run/hash", []byte("8846f7eaee8fb117ad06bdd830b7586c\n"), 0o600))
	s.args = append(s.args, "--password-file", defaultPassword, "--hash-file", "/run/hash")
	s.realPrograms()
	s.start()
	s.until("the backend", func() bool { return s.pid(control.RDPBackend) != 0 })
	app, ended := s.xterm()
	oriel := func(args ...string) string {
		t.Helper()
		out, err := exec.Command(filepath.Join(s.dir, "real/oriel"), args...).CombinedOutput()
		if err != nil {
			t.Fatalf("oriel %q: %v\n%s", args, err, out)
		}
		return string(out)
	}
	s.until("the app's window", func() bool {
		return strings.Contains(oriel("windows", "--control", "/mnt/wslg/oriel.sock"), "oriel-nspawn")
	})
	shows := func(when string) {
		t.Helper()
		if img := s.shot("unix:"+rdpPath, "oriel-nspawn"); share(img, color.NRGBA{0x20, 0x80, 0xc0, 0xff}) < 0.95 {
			t.Errorf("%s the picture of %v is not of the app", when, img.Bounds())
		}
	}
	shows("at first")
	worker, comp, x, backend := s.worker(), s.pid(control.Compositor), s.pid(control.XServer), s.pid(control.RDPBackend)
	// Another file, as an update makes it.
	program := filepath.Join(s.dir, "real/oriel-rdp")
	b, err := os.ReadFile(program)
	must(t, err, os.WriteFile(program+".new", b, 0o755), os.Rename(program+".new", program))
	if out := oriel("reload", "--manager", root, "rdp"); out != "" {
		t.Errorf("oriel reload says %s", out)
	}
	// Its end says that the new one works.
	switch now := s.pid(control.RDPBackend); {
	case now == 0 || now == backend || unix.Kill(backend, 0) == nil:
		t.Errorf("the backend is %d, was %d", now, backend)
	case s.worker() != worker || s.pid(control.Compositor) != comp || s.pid(control.XServer) != x:
		t.Error("more than the backend was replaced")
	}
	shows("afterwards")
	if out := oriel("status", "--manager", root); !strings.Contains(out, "\nrdp ") {
		t.Errorf("oriel status says %s", out)
	}
	select {
	case err := <-ended:
		t.Errorf("the app has ended: %v", err)
	default:
	}
	must(t, app.Process.Kill())
	<-ended
	s.stop()
}
