package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
	"oriel/socket/mountns/nstest"
)

// The tests' children are this binary again, in a role, and orield itself is
// the static one that ships.
const (
	roleEnv  = "ORIEL_TEST_ROLE"
	buildEnv = "ORIEL_TEST_PROGRAMS" // the directory with both
)

func TestMain(m *testing.M) {
	if role := os.Getenv(roleEnv); role != "" {
		os.Exit(play(role))
	}
	var after []func()
	if os.Getenv(buildEnv) == "" {
		// Tests have a /tmp of their own and would not find it there.
		dir, err := build("/var/tmp")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Setenv(buildEnv, dir)
		after = append(after, func() { os.RemoveAll(dir) })
	}
	nstest.Main(m, after...)
}

// build makes the programs: orield, and scripts in whose place the other ones
// are when orield looks for them beside itself.
func build(parent string) (string, error) {
	if _, agent := os.LookupEnv("ORIEL_NSTEST_AGENT"); agent {
		return "", nil
	}
	dir, err := os.MkdirTemp(parent, "orield-test")
	if err != nil {
		return "", err
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "orield"), ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		return "", err
	}
	stub := filepath.Join(dir, "stub")
	if err := os.WriteFile(stub, self, 0o755); err != nil {
		return "", err
	}
	for _, role := range []string{"oriel-compositor", "oriel-rdp", "Xwayland", "client"} {
		script := fmt.Sprintf("#!/bin/sh\nGORACE=atexit_sleep_ms=0 %s=%s exec %s \"$@\"\n", roleEnv, role, stub)
		if err := os.WriteFile(filepath.Join(dir, role), []byte(script), 0o755); err != nil {
			return "", err
		}
	}
	return dir, buildReal(dir)
}

// play is the main function of a child.
func play(role string) int {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, unix.SIGTERM)
	switch role {
	case "client":
		fmt.Fprintln(os.Stderr, "client", strings.Join(os.Args[1:], " "))
		<-stop
		return 0
	case "Xwayland":
		greet("x11", os.NewFile(4, "listener")) // as -listenfd says
		fmt.Fprintln(os.NewFile(5, "ready"), "0")
		<-stop
		return 0
	}
	c, _, err := control.Inherit()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 100
	}
	serveAll(c, role)
	<-stop
	return 0
}

// serveAll does what a child does about its messages.
func serveAll(c *control.Conn, role string) {
	for more := true; more; {
		m, err := c.Receive()
		hello, ok := m.(*control.Hello)
		if err != nil || !ok {
			fmt.Fprintln(os.Stderr, "no Hello:", m, err)
			os.Exit(101)
		}
		more = hello.More
		for _, l := range hello.Listeners {
			fmt.Fprintf(os.Stderr, "listener %d %d %d\n", l.Kind, l.Number, l.UID)
			if l.Kind != control.ListenX11 && l.Kind != control.Cookies {
				greet(fmt.Sprint(role, l.UID), l.File)
			}
		}
	}
	_ = c.Send(&control.Ready{})
	if role == "oriel-compositor" {
		_ = c.Send(&control.WantXwayland{Want: true})
	}
	go func() {
		for {
			m, err := c.Receive()
			if err != nil {
				return
			}
			control.CloseFiles(m)
		}
	}()
}

// greet tells everybody who connects which process serves them, and repeats
// what they say.
func greet(name string, f *os.File) {
	l, err := net.FileListener(f)
	if err != nil {
		fmt.Fprintln(os.Stderr, name, err)
		os.Exit(102)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				fmt.Fprintf(c, "%s %d\n", name, os.Getpid())
				b := make([]byte, 4096)
				for {
					n, err := c.Read(b)
					if err != nil {
						return
					}
					_, _ = c.Write(bytes.ToUpper(b[:n]))
				}
			}()
		}
	}()
}
