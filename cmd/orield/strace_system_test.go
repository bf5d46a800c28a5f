//go:build system

package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"oriel/compositor/control"
)

// TestRootReadsNoClient: while Wayland, X and RDP clients talk to those who
// serve them, root's processes read none of it, nor accept a connection of
// theirs.
func TestRootReadsNoClient(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	traces := s.traced()
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

// traced has strace write down what is read, a file per thread.
func (s *system) traced() (dir string) {
	dir = s.t.TempDir()
	s.wrap = []string{"strace", "-f", "-ff", "-qq", "-yy", "-s", "100000", "-o", filepath.Join(dir, "trace"),
		"-e", "trace=read,readv,pread64,preadv,recvfrom,recvmsg,recvmmsg,accept,accept4,splice,sendfile,process_vm_readv"}
	return dir
}

// TestRootReadsNoRealClient is the same with an X app, a Wayland app and an RDP
// client, and the programs that ship: by what each thread has read from.
func TestRootReadsNoRealClient(t *testing.T) {
	s, ok := newSystem(t)
	if !ok {
		return
	}
	must(t, os.WriteFile("/run/password", []byte("password\n"), 0o600))
	traces := s.traced()
	s.realPrograms()
	s.start()
	s.until("the backend", func() bool { return s.pid(control.RDPBackend) != 0 })
	app, ended := s.xterm()
	wl := exec.Command("setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups", filepath.Join(s.dir, "real/wlpaint"), "-title", "of wayland")
	wl.Env = append(os.Environ(), "XDG_RUNTIME_DIR=/run", "WAYLAND_DISPLAY="+wayland)
	wl.SysProcAttr, wl.Stderr = pdeathsig, s.output
	must(t, wl.Start())
	for _, title := range []string{"oriel-nspawn", "of wayland"} {
		if img := s.shot("unix:"+rdpPath, title); img.Bounds().Empty() {
			t.Errorf("there is no picture of %q", title)
		}
	}
	roots := s.threads("orield")
	must(t, app.Process.Kill(), wl.Process.Kill())
	<-ended
	_ = wl.Wait()
	s.stop()
	files, err := filepath.Glob(filepath.Join(traces, "trace.*"))
	must(t, err)
	const sockets = "/mnt/wslg/.sockets/" // what X0, wayland-0 and oriel.sock are linked to
	clients := []string{rdpPath, sockets + "wayland-", sockets + "x11.", sockets + "control.", "TCP"}
	read := map[string]int{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		must(t, err)
		byRoot := slices.Contains(roots, strings.TrimPrefix(filepath.Ext(file), "."))
		for line := range strings.Lines(string(b)) {
			// call(7<what it is>, …
			_, from, _ := strings.Cut(line, "(")
			from, _, _ = strings.Cut(from, ">,")
			for _, c := range clients {
				if !strings.Contains(from, c) || strings.Contains(line, "EAGAIN") {
					continue
				}
				if read[c]++; byRoot {
					t.Errorf("root: %.200s", line)
				}
			}
		}
	}
	if read[clients[0]] == 0 || read[clients[1]] == 0 || read[clients[2]] == 0 || len(roots) < 2 {
		t.Errorf("strace saw this much: %v, and %d threads of root's", read, len(roots))
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
