package main

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"oriel/compositor/console"
	"oriel/socket"
)

// A benchBridge is `oriel run` as a child, with a home of its own.
type benchBridge struct {
	dir string
	cmd *exec.Cmd
	env environment

	pids []int // of its processes, once asked for
}

// startBenchBridge starts a bridge, at one end of the link if there is one, and
// waits until it says how to connect.
func startBenchBridge(ctx context.Context, size image.Point, link *laidLink) (*benchBridge, error) {
	at, in := "127.0.0.1", netns{}
	if link != nil {
		at, in = laidServer, link.server
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "oriel-bench-")
	if err != nil {
		return nil, err
	}
	b := &benchBridge{dir: dir}
	b.cmd = exec.CommandContext(ctx, self, "run", "--json", "--listen", "tcp:"+at+":0", "--size", fmt.Sprintf("%dx%d", size.X, size.Y))
	b.cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_RUNTIME_DIR="+dir, "XDG_STATE_HOME=", "XDG_DATA_HOME=", "XDG_CONFIG_HOME=", "WAYLAND_DISPLAY=")
	b.cmd.Stderr = os.Stderr
	b.cmd.Cancel = func() error { return b.cmd.Process.Signal(syscall.SIGTERM) }
	b.cmd.WaitDelay = 5 * time.Second
	out, err := b.cmd.StdoutPipe()
	if err == nil {
		err = in.do(b.cmd.Start)
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	if err := json.NewDecoder(out).Decode(&b.env); err != nil || len(b.env.RDP) == 0 {
		b.end()
		return nil, fmt.Errorf("the bridge did not start: %v", err)
	}
	return b, nil
}

// end ends the bridge and removes its home.
func (b *benchBridge) end() {
	_ = b.cmd.Process.Signal(syscall.SIGTERM)
	_ = b.cmd.Wait()
	_ = os.RemoveAll(b.dir)
}

// wayland is the path of the bridge's Wayland socket.
func (b *benchBridge) wayland() string {
	if filepath.IsAbs(b.env.WaylandDisplay) {
		return b.env.WaylandDisplay
	}
	return filepath.Join(b.dir, b.env.WaylandDisplay)
}

// dialBench connects to a bridge's address.
func dialBench(ctx context.Context, addr string) (net.Conn, error) { return socket.Dial(ctx, addr) }

// cpu is the processor time of the bridge's processes so far, without Xwayland.
// The scheduler counts nanoseconds, where /proc/PID/stat has ticks.
func (b *benchBridge) cpu() (d time.Duration, err error) {
	if b.pids == nil {
		r, err := ask(b.env.Control, console.Request{Verb: "status"})
		if err != nil {
			return 0, err
		}
		for _, p := range r.Status.Processes {
			if p.PID != 0 && p.Name != "Xwayland" {
				b.pids = append(b.pids, p.PID)
			}
		}
	}
	for _, pid := range b.pids {
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
		if err != nil || len(threads) == 0 {
			return 0, fmt.Errorf("process %d of the bridge is gone", pid)
		}
		for _, file := range threads {
			text, err := os.ReadFile(file)
			if err != nil {
				continue // a thread that has just ended
			}
			first, _, _ := strings.Cut(string(text), " ")
			n, err := strconv.ParseUint(first, 10, 64)
			if err != nil {
				return 0, fmt.Errorf("%s: %w", file, err)
			}
			d += time.Duration(n)
		}
	}
	return d, nil
}
