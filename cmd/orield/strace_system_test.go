//go:build system

package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestRootReadsNoClient: while Wayland, X and RDP clients talk to those who
// serve them, root's processes read none of it, nor accept a connection of
// theirs.
func TestRootReadsNoClient(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	traces := t.TempDir()
	s.wrap = []string{"strace", "-f", "-ff", "-qq", "-yy", "-s", "100000", "-o", filepath.Join(traces, "trace"),
		"-e", "trace=read,readv,pread64,preadv,recvfrom,recvmsg,recvmmsg,accept,accept4,splice,sendfile,process_vm_readv"}
	s.start().up()
	for i, path := range []string{wayland, "/mnt/wslg/.X11-unix/X0", rdpPath, "/mnt/wslg/oriel.sock"} {
		c, err := net.Dial("unix", path)
		must(t, err)
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(30 * time.Second))
		for range 20 {
			_, err := fmt.Fprintf(c, "marker-%d\n", i)
			must(t, err)
		}
		var got strings.Builder
		b := make([]byte, 4096)
		for strings.Count(got.String(), fmt.Sprintf("MARKER-%d", i)) < 20 {
			n, err := c.Read(b)
			must(t, err)
			got.Write(b[:n])
		}
	}
	roots := s.threads("orield")
	served := 0
	files, err := filepath.Glob(filepath.Join(traces, "trace.*"))
	must(t, err)
	s.stop()
	for _, file := range files {
		b, err := os.ReadFile(file)
		must(t, err)
		text, id := string(b), strings.TrimPrefix(filepath.Ext(file), ".")
		if !slices.Contains(roots, id) {
			served += strings.Count(text, "marker-")
			continue
		}
		for line := range strings.Lines(text) {
			accepts := strings.HasPrefix(line, "accept") && !strings.Contains(line, root) && !strings.Contains(line, "EAGAIN")
			if strings.Contains(line, "marker-") || accepts {
				t.Errorf("root: %.200s", line)
			}
		}
	}
	if served < 4*20 || len(roots) < 2 {
		t.Errorf("strace saw %d messages, and %d threads of root's: not all", served, len(roots))
	}
}

// threads are those of a program's processes.
func (s *system) threads(name string) (out []string) {
	for _, pid := range s.processes(name) {
		tasks, _ := os.ReadDir("/proc/" + strconv.Itoa(pid) + "/task")
		for _, task := range tasks {
			out = append(out, task.Name())
		}
	}
	return out
}
