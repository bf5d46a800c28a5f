package cage

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestRulesetOfEachKernel(t *testing.T) {
	for abi, want := range map[int][3]uint64{
		1: {0x1fff, 0, 0}, 2: {0x3fff, 0, 0}, 3: {0x7fff, 0, 0}, 4: {0x7fff, 3, 0}, 5: {0xffff, 3, 0}, 6: {0xffff, 3, 3}, 9: {0xffff, 3, 3},
	} {
		if r := ruleset(abi); r.Handled_access_fs != want[0] || r.Handled_access_net != want[1] || r.Scoped != want[2] {
			t.Errorf("%d: %+v", abi, r)
		}
	}
}

// TestSeccompAloneRefuses: a kernel without Landlock has nothing else. The
// child is this test without cgo, since the filter is for all threads at once.
func TestSeccompAloneRefuses(t *testing.T) {
	if os.Getenv(aloneEnv) != "" {
		alone()
		return
	}
	path := filepath.Join(t.TempDir(), "test")
	build := exec.Command("go", "test", "-c", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command(path, "-test.run", "^TestSeccompAloneRefuses$")
	cmd.Env = append(os.Environ(), aloneEnv+"=1")
	out, err := cmd.CombinedOutput()
	if want := "open operation not permitted\nsocket operation not permitted\nkill operation not permitted\nmemory <nil>\n"; err != nil || string(out) != want {
		t.Errorf("%v\n%s", err, out)
	}
}

const aloneEnv = "ORIEL_CAGE_ALONE"

func alone() {
	<-time.After(1)
	if err := noNewPrivs(); err != nil {
		fmt.Println(err)
	}
	if err := seccomp((&Cage{Dir: -1, Calls: Sockets}).filter(uint32(os.Getpid()))); err != nil {
		fmt.Println(err)
	}
	_, err := unix.Open("/etc/passwd", unix.O_RDONLY, 0)
	fmt.Println("open", err)
	_, err = unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	fmt.Println("socket", err)
	fmt.Println("kill", unix.Kill(os.Getppid(), 0))
	_, err = unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	fmt.Println("memory", err)
	os.Exit(0)
}
