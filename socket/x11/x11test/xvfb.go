// Package x11test starts X servers for tests.
package x11test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Xvfb starts a server that ends with the test, with a screen of WIDTHxHEIGHT
// pixels, and returns its DISPLAY.
func Xvfb(t testing.TB, size string) string {
	t.Helper()
	var display string
	var err error
	for range 5 { // two servers that start at once may want the same display
		if display, err = start(t, size+"x24"); err == nil {
			return display
		}
	}
	t.Fatalf("Xvfb does not start (it is in Debian's package xvfb; make deps installs it): %v", err)
	return ""
}

func start(t testing.TB, screen string) (display string, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer r.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-screen", "0", screen, "-nolisten", "tcp", "-noreset")
	// It removes its socket if it is asked to end, which it may not hear.
	cmd.Cancel, cmd.WaitDelay = func() error { return cmd.Process.Signal(syscall.SIGTERM) }, 5*time.Second
	cmd.ExtraFiles = []*os.File{w}
	var said bytes.Buffer
	cmd.Stderr = &said
	err = cmd.Start()
	w.Close()
	if err != nil {
		cancel()
		return "", err
	}
	stop := func() {
		cancel()
		_ = cmd.Wait()
	}
	if err = r.SetReadDeadline(time.Now().Add(time.Minute)); err == nil {
		display, err = bufio.NewReader(r).ReadString('\n')
	}
	if err != nil {
		stop()
		return "", fmt.Errorf("%w: %s", err, &said)
	}
	t.Cleanup(stop)
	return ":" + strings.TrimSpace(display), nil
}
