// Package avctest builds and starts the helper oriel-avc for tests, and decodes
// what it makes by a decoder that is not ours.
package avctest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/rdp/avc"
)

// Soname is the name under which the library is loaded whose header the helper
// is built with, as `make avc` finds it.
func Soname(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("gcc", "-print-file-name=libopenh264.so").Output()
	if err != nil {
		t.Fatal("gcc is missing; install gcc and libc6-dev, or run: make deps")
	}
	path, err := filepath.EvalSymlinks(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatal("libopenh264.so is missing; install libopenh264-dev, or run: make deps")
	}
	out, err = exec.Command("objdump", "-p", path).Output()
	if err != nil {
		t.Fatalf("objdump -p %s: %v", path, err)
	}
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) == 2 && f[0] == "SONAME" {
			return f[1]
		}
	}
	t.Fatalf("%s has no SONAME", path)
	return ""
}

// build compiles a C program.
func build(t testing.TB, name, source string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	args = append([]string{"-O2", "-Wall", "-Wextra", "-Werror", "-o", path, source}, args...)
	if out, err := exec.Command("gcc", args...).CombinedOutput(); err != nil {
		t.Fatalf("gcc %q: %v\n%s", args, err, out)
	}
	return path
}

// source finds a file of the repository, wherever in it the test is: runtime.Caller
// does not know, where paths are trimmed.
func source(t testing.TB, path string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, path)); err == nil {
			return filepath.Join(dir, path)
		}
	}
	t.Fatalf("there is no %s", path)
	return ""
}

// Program builds oriel-avc.
func Program(t testing.TB) string {
	t.Helper()
	return build(t, "oriel-avc", source(t, "cmd/oriel-avc/oriel-avc.c"), `-DLIBRARY="`+Soname(t)+`"`)
}

// Ends makes what joins a helper to its user: two ends of a socket, and memory.
func Ends(t testing.TB) (ours, theirs, memory *os.File) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0) // as the manager's are
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.MemfdCreate("oriel-avc", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		t.Fatal(err)
	}
	memory = os.NewFile(uintptr(fd), "memory")
	if err := memory.Truncate(avc.MemorySize); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fds[0]), "ours"), os.NewFile(uintptr(fds[1]), "theirs"), memory
}

// Start starts a helper and attaches it to e. It ends with the test.
func Start(t testing.TB, e *avc.Encoder) *exec.Cmd {
	t.Helper()
	ours, theirs, memory := Ends(t)
	defer theirs.Close()
	cmd := exec.Command(Program(t))
	cmd.Env = []string{}
	cmd.ExtraFiles = []*os.File{theirs, memory}
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		e.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if err := e.Attach(ours, memory); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// A Decoder decodes one stream.
type Decoder struct {
	t   testing.TB
	in  io.WriteCloser
	out *bufio.Reader
	err bytes.Buffer
}

// NewDecoder starts a decoder.
func NewDecoder(t testing.TB) *Decoder {
	t.Helper()
	Soname(t)
	cmd := exec.Command(build(t, "decode", source(t, "rdp/avc/avctest/testdata/decode.c"), "-lopenh264"))
	d := &Decoder{t: t}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	d.in, d.out, cmd.Stderr = in, bufio.NewReader(out), &d.err
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return d
}

// Decode returns the picture that a frame makes, as B, G, R and 255 without
// gaps, by the formulas of [MS-RDPEGFX] 3.3.8.3.1.
func (d *Decoder) Decode(frame []byte) (pix []byte, width, height int) {
	d.t.Helper()
	if err := binary.Write(d.in, binary.NativeEndian, uint32(len(frame))); err != nil {
		d.t.Fatalf("the decoder is gone: %v %s", err, &d.err)
	}
	if _, err := d.in.Write(frame); err != nil {
		d.t.Fatalf("the decoder is gone: %v %s", err, &d.err)
	}
	var size [2]int32
	if err := binary.Read(d.out, binary.NativeEndian, &size); err != nil {
		d.t.Fatalf("the decoder takes no frame of %d bytes: %v %s", len(frame), err, &d.err)
	}
	width, height = int(size[0]), int(size[1])
	planes := make([]byte, width*height*3/2)
	if _, err := io.ReadFull(d.out, planes); err != nil {
		d.t.Fatal(err)
	}
	return toBGRX(planes, width, height), width, height
}

func toBGRX(planes []byte, width, height int) []byte {
	pix := make([]byte, 0, 4*width*height)
	area := width * height
	clamp := func(v float64) byte { return byte(min(max(v+0.5, 0), 255)) }
	for y := range height {
		for x := range width {
			c := y/2*(width/2) + x/2
			l, u, v := float64(planes[y*width+x]), float64(planes[area+c])-128, float64(planes[area+area/4+c])-128
			pix = append(pix, clamp(l+1.8556*u), clamp(l-0.1873*u-0.4681*v), clamp(l+1.5748*v), 255)
		}
	}
	return pix
}
