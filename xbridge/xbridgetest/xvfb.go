package xbridgetest

import (
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"oriel/socket/x11/x11test"
	"oriel/xbridge/xconn"
)

// A Server is an X server without a window manager.
type Server struct {
	t       testing.TB
	Display string // ":N"
}

// Xvfb starts a server that ends with the test.
func Xvfb(t testing.TB) *Server {
	t.Helper()
	return &Server{t, x11test.Xvfb(t, "1280x800")}
}

// Dial connects to the server as a client.
func (s *Server) Dial() net.Conn {
	s.t.Helper()
	nc, err := net.Dial("unix", "/tmp/.X11-unix/X"+s.Display[1:])
	if err != nil {
		s.t.Fatal(err)
	}
	return nc
}

// Open connects with the bridge's own connection, which is drained until the
// test ends.
func (s *Server) Open() *xconn.Conn {
	s.t.Helper()
	c, err := xconn.Open(s.Dial(), nil, 10*time.Second)
	if err != nil {
		s.t.Fatal(err)
	}
	drained := make(chan struct{})
	go func() { defer close(drained); c.Drain() }()
	s.t.Cleanup(func() { c.Close(); <-drained })
	return c
}

// Command returns a command whose DISPLAY is the server; it is killed with
// the test.
func (s *Server) Command(name string, arg ...string) *exec.Cmd {
	s.t.Helper()
	return Command(s.t, []string{"DISPLAY=" + s.Display}, name, arg...)
}

// Command returns a command with more variables in its environment, which is
// killed with the test.
func Command(t testing.TB, env []string, name string, arg ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is not installed; make deps installs it", name)
	}
	cmd := exec.CommandContext(t.Context(), path, arg...)
	cmd.Env = append(os.Environ(), env...)
	cmd.WaitDelay = time.Second
	return cmd
}
