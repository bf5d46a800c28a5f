//go:build system

package vsock_test

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"oriel/demo/pattern"
)

// guest is what runs in the virtual machine, in the directory that is shared
// with it. Each line that begins with "ok" is one of the test's.
const guest = `set -u
cd /mnt/out
export HOME=/run XDG_RUNTIME_DIR=/run/xdg GOMAXPROCS=2 ORIEL_SHARE_COMMAND=/mnt/out/oriel-share TMPDIR=/tmp
mkdir -p -m 0700 $XDG_RUNTIME_DIR
uname -r
echo secret-of-this-test > /run/password; chmod 600 /run/password
shot() { ./oriel shot --connect "$1" --user tester --password-file /run/password --window wlpaint --timeout 300s -o "$2"; }
run() {
	rm -f /run/said
	./oriel run --listen "$1" --user tester --password-file /run/password -- ./wlpaint -size 320x200 >/run/said 2>&1 &
	for _ in $(seq 300); do grep -q '^control' /run/said && return; sleep 0.1; done
	cat /run/said
}

run vsock:5000,from=local
shot vsock:1:5000 /mnt/out/shot.png && echo ok shot
kill %1; wait
# By default only the host is let in, and we are not.
run vsock:5001
shot vsock:1:5001 /run/none.png || [ -e /run/none.png ] || echo ok refused
kill %1; wait

test() { name=$1; dir=$2; pattern=$3; read -r began _ </proc/uptime; (cd "$dir" && /mnt/out/$name.test -test.v -test.timeout 1000s -test.run "$pattern") > /run/$name.log 2>&1 && ! grep -q -e '--- SKIP' /run/$name.log && { read -r now _ </proc/uptime; echo ok $name from $began to $now; } || cat /run/$name.log; }
test share "$SRC/cmd/oriel-share" 'TestDistrosSeeTheDrivers|TestTheShareMayDie'
test mountns "$SRC/socket/mountns" 'TestDistroSees|TestDistroInAChroot|TestDistroWithAUser|TestFilesAreMounted|TestTheDistrosRoot|TestMountsAreAdopted|TestHidden'
test publish "$SRC/socket/publish" 'TestMountinfo|TestRepairIs|TestManyBinds'
test overlay "$SRC/gpu/overlay" 'TestApply$'
test wslg "$SRC/compositor/manager/wslg" 'TestMountinfo|TestEachUser'
`

// TestGuest runs what this machine's kernel may lack in a virtual machine with
// Debian's kernel, whose root directory is this machine's: VM sockets from end
// to end, the drivers over 9p, and the mount calls of Linux 6.1.
func TestGuest(t *testing.T) {
	// Not /tmp: the guest has one of its own.
	out, err := os.MkdirTemp("/var/tmp", "oriel-guest")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(out) })
	source, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	buildAll(t, out)
	if err := os.WriteFile(filepath.Join(out, "guest.sh"), []byte("SRC='"+source+"'\n"+guest), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("testdata/vm.sh", "-w", out, "-t", "170", "-m", "1536", "--", "/bin/bash", "/mnt/out/guest.sh")
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("the guest: %v", err)
	}
	for _, want := range []string{"shot", "refused", "share", "mountns", "publish", "overlay", "wslg"} {
		if !bytes.Contains(said, []byte("ok "+want)) {
			t.Errorf("not ok in the guest: %s", want)
		}
	}
	if err := checkShot(filepath.Join(out, "shot.png")); err != nil {
		t.Error(err)
	}
	if t.Failed() {
		t.Logf("the guest said:\n%s", said)
	}
}

// buildAll builds programs and tests, static ones: libraries are what costs in
// the guest.
func buildAll(t *testing.T, out string) {
	t.Helper()
	for _, args := range [][]string{
		{"build", "-o", out + "/", "oriel/cmd/oriel", "oriel/cmd/oriel-compositor", "oriel/cmd/oriel-rdp", "oriel/cmd/oriel-share", "oriel/demo/wlpaint"},
		{"test", "-c", "-o", out + "/share.test", "oriel/cmd/oriel-share"},
		{"test", "-c", "-o", out + "/mountns.test", "oriel/socket/mountns"},
		{"test", "-c", "-o", out + "/publish.test", "oriel/socket/publish"},
		{"test", "-c", "-o", out + "/overlay.test", "oriel/gpu/overlay"},
		{"test", "-c", "-o", out + "/wslg.test", "oriel/compositor/manager/wslg"},
	} {
		cmd := exec.Command("go", args...)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if b, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, b)
		}
	}
}

// checkShot compares a picture with the one that the app draws, in some frame.
func checkShot(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return err
	}
	size := img.Bounds().Size()
	if size.X != 320 || size.Y != 200 {
		return fmt.Errorf("the picture is %v", size)
	}
	for frame := range 200 {
		same := true
		for y := 40; y < size.Y && same; y++ { // below the line with the status
			for x := 0; x < size.X && same; x++ {
				r, g, b := pattern.At(x, y, size.X, size.Y, frame)
				cr, cg, cb, _ := img.At(x, y).RGBA()
				same = cr>>8 == uint32(r) && cg>>8 == uint32(g) && cb>>8 == uint32(b)
			}
		}
		if same {
			return nil
		}
	}
	return errors.New("the picture is none of the app's: " + strings.ToLower(fmt.Sprint(img.At(160, 100))))
}
