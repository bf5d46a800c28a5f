package wltest

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Listen serves a socket for programs and returns its path.
func (d *Desktop) Listen() string {
	d.T.Helper()
	path := filepath.Join(d.T.TempDir(), "wayland-0")
	l, err := net.Listen("unix", path)
	d.check(err)
	ended := make(chan error, 1)
	go func() { ended <- d.Server.Serve(l) }()
	d.T.Cleanup(func() {
		l.Close()
		if err := <-ended; !errors.Is(err, net.ErrClosed) {
			d.T.Errorf("Serve ended with %v", err)
		}
	})
	return path
}

// Command prepares a program that shows itself on the socket. The program
// ends with the test.
func (d *Desktop) Command(socket, name string, args ...string) *Program {
	d.T.Helper()
	if _, err := exec.LookPath(name); err != nil {
		d.T.Fatalf("%v; make deps installs it", err)
	}
	p := &Program{Cmd: exec.CommandContext(d.T.Context(), name, args...), t: d.T}
	p.Env = append(slices.DeleteFunc(os.Environ(), func(s string) bool {
		return bytes.HasPrefix([]byte(s), []byte("WAYLAND_")) || bytes.HasPrefix([]byte(s), []byte("DISPLAY="))
	}), "WAYLAND_DISPLAY="+socket, "XDG_RUNTIME_DIR="+d.T.TempDir(), "GDK_BACKEND=wayland", "QT_QPA_PLATFORM=wayland",
		"GSK_RENDERER=cairo", "GDK_DEBUG=no-portals", "LC_ALL=C.UTF-8")
	p.Stdout, p.Stderr = &p.out, &p.log
	p.WaitDelay = time.Second
	d.T.Cleanup(func() {
		if d.T.Failed() && p.log.Len() > 0 {
			d.T.Logf("%s: %s", name, p.log.String())
		}
	})
	return p
}

// A Program is a real client.
type Program struct {
	*exec.Cmd
	t        testing.TB
	out, log bytes.Buffer
	done     chan struct{}
}

// Begin starts it.
func (p *Program) Begin() *Program {
	p.t.Helper()
	if err := p.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.done = make(chan struct{})
	go func() {
		defer close(p.done)
		_ = p.Wait()
	}()
	p.t.Cleanup(func() {
		_ = p.Process.Kill()
		<-p.done
	})
	return p
}

// End waits until it has ended, and returns what it wrote.
func (p *Program) End() string {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(2 * patience):
		p.t.Fatalf("%s does not end", p.Path)
	}
	if !p.ProcessState.Success() {
		p.t.Errorf("%s: %v", p.Path, p.ProcessState)
	}
	return p.out.String()
}
