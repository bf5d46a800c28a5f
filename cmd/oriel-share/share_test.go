package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/socket/cage/cagetest"
	"oriel/socket/mountns/nstest"
)

func TestMain(m *testing.M) {
	cagetest.Main(prepare, probes)
	nstest.Main(m, func() { os.RemoveAll(binDir) })
}

var (
	built  sync.Once
	binDir string
)

// build builds the command, and this test, as they ship: without cgo.
func build(t *testing.T) (command, test string) {
	t.Helper()
	built.Do(func() {
		dir, err := os.MkdirTemp("", "oriel-share")
		if err != nil {
			t.Fatal(err)
		}
		binDir = dir
		// Nobody must be able to run what is in it.
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"build", "-o", dir + "/oriel-share", "."}, {"test", "-c", "-o", dir + "/test", "."}} {
			cmd := exec.Command("go", args...)
			cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("go %v: %v\n%s", args, err, out)
			}
		}
	})
	if binDir == "" {
		t.Fatal("not built")
	}
	return binDir + "/oriel-share", binDir + "/test"
}

// share is a directory that is served, with something beside it.
func share(t *testing.T) *os.File {
	t.Helper()
	top := t.TempDir()
	dir := filepath.Join(top, "drivers")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"drivers/a.so": strings.Repeat("library ", 20000), "secret": "x"} {
		if err := os.WriteFile(filepath.Join(top, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// Permissions would let anybody do anything: it is not they that refuse.
	for path, mode := range map[string]os.FileMode{top: 0o777, dir: 0o777, dir + "/a.so": 0o666} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func socketpair(t *testing.T) (ours, theirs *os.File) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs = os.NewFile(uintptr(fds[0]), "ours"), os.NewFile(uintptr(fds[1]), "theirs")
	t.Cleanup(func() { ours.Close(); theirs.Close() })
	return ours, theirs
}

// nine asks one 9P request and returns the reply's type and body.
func nine(t *testing.T, conn *os.File, kind byte, fields ...any) (byte, []byte) {
	t.Helper()
	var body []byte
	for _, f := range fields {
		switch v := f.(type) {
		case string:
			body = binary.LittleEndian.AppendUint16(body, uint16(len(v)))
			body = append(body, v...)
		default:
			body, _ = binary.Append(body, binary.LittleEndian, v)
		}
	}
	msg := binary.LittleEndian.AppendUint32(nil, uint32(7+len(body)))
	msg = append(append(msg, kind, 1, 0), body...)
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(msg); err != nil {
		t.Fatal(err)
	}
	var head [7]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		t.Fatalf("request %d: %v", kind, err)
	}
	reply := make([]byte, binary.LittleEndian.Uint32(head[:])-7)
	if _, err := io.ReadFull(conn, reply); err != nil {
		t.Fatal(err)
	}
	return head[4], reply
}

func TestServesInsideTheCage(t *testing.T) {
	command, _ := build(t)
	dir := share(t)
	ours, theirs := socketpair(t)
	var stderr bytes.Buffer
	cmd := exec.Command(command)
	// The runtime's own work, which needs calls of its own, at its hardest.
	cmd.Env = append(os.Environ(), "GOMEMLIMIT=2MiB", "GOGC=1", "GOMAXPROCS=4")
	cmd.ExtraFiles = []*os.File{dir, theirs}
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	ask := func(want byte, kind byte, fields ...any) []byte {
		t.Helper()
		got, body := nine(t, ours, kind, fields...)
		if got != want {
			t.Fatalf("request %d: reply %d %x\n%s", kind, got, body, &stderr)
		}
		return body
	}
	ask(101, 100, uint32(65536), "9P2000.L")
	ask(7, 104, uint32(0), ^uint32(0), "nobody", "other", ^uint32(0))
	ask(105, 104, uint32(0), ^uint32(0), "nobody", "drivers;fmask=222;dmask=222", ^uint32(0))
	for i := range uint32(200) {
		// Enough to make the runtime collect garbage and start threads.
		ask(111, 110, uint32(0), i+1, uint16(1), "a.so")
		ask(13, 12, i+1, uint32(0))
		b := ask(117, 116, i+1, uint64(0), uint32(60000))
		if len(b) != 60004 || !bytes.HasPrefix(b[4:], []byte("library library")) {
			t.Fatalf("%d bytes", len(b))
		}
	}
	if b := ask(111, 110, uint32(0), uint32(900), uint16(2), "..", "secret"); b[0] != 1 {
		t.Errorf("walked %d names out of the share", b[0])
	}
	ask(7, 118, uint32(1), uint64(0), uint32(1), byte('x'))
	looksConfined(t, cmd.Process.Pid)
	ours.Close()
	if err := cmd.Wait(); err != nil || stderr.Len() > 0 {
		t.Errorf("%v\n%s", err, &stderr)
	}
}

// looksConfined asks the kernel about all threads of a process.
func looksConfined(t *testing.T, pid int) {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	if err != nil || len(files) == 0 {
		t.Fatalf("no threads: %v", err)
	}
	want := []string{"NoNewPrivs:\t1", "Seccomp:\t2", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000"}
	if os.Getuid() == 0 {
		want = append(want, "Uid:\t65534\t65534\t65534\t65534", "Gid:\t65534\t65534\t65534\t65534", "Groups:\t ")
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range want {
			if !strings.Contains(string(b), line+"\n") {
				t.Errorf("%s lacks %q", file, line)
			}
		}
	}
}

func TestCageRefusesEverythingElse(t *testing.T) {
	_, test := build(t)
	cagetest.Run(t, test, func() []*os.File {
		_, theirs := socketpair(t)
		return []*os.File{share(t), theirs}
	}, probes)
}

func TestWithoutItsDescriptorsItDoesNothing(t *testing.T) {
	command, _ := build(t)
	null, err := os.Open("/dev/null")
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, files := range [][]*os.File{nil, {share(t)}, {null, null}} {
		cmd := exec.Command(command)
		cmd.ExtraFiles = files
		if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), errInherit.Error()) {
			t.Errorf("%d files: %v\n%s", len(files), err, out)
		}
	}
}

func TestInAUserNamespace(t *testing.T) {
	command, _ := build(t)
	ours, theirs := socketpair(t)
	cmd := exec.Command(command)
	cmd.ExtraFiles = []*os.File{share(t), theirs}
	id := []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWUSER, UidMappings: id, GidMappings: id}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Skipf("user namespaces need privilege: %v", err)
	}
	theirs.Close()
	if got, body := nine(t, ours, 100, uint32(65536), "9P2000.L"); got != 101 {
		t.Errorf("reply %d %x", got, body)
	}
	ours.Close()
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, &stderr)
	}
}
