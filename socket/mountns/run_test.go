package mountns_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"oriel/socket/mountns"
	"oriel/socket/mountns/nstest"
)

// TestTheirProgramsGetNothingOfOurs runs one that looks at what it has.
func TestTheirProgramsGetNothingOfOurs(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	d := nstest.Start(t, nstest.Distro{})
	ns := open(t, d.PID)
	const script = `exec >/tmp/out 2>&1
id -u; echo pid $$; setpriv -d
mount -t tmpfs tmpfs /mnt && echo mounted
chown 1 /tmp/out && echo chowned
hostname changed && echo renamed
kill -9 ` // and our number
	if err := ns.Run(t.Context(), "/bin/sh", "-c", script+"$1 && echo killed; true", "sh", "2"); err != nil {
		t.Fatal(err)
	}
	out := d.Must("read", "/tmp/out")
	for _, want := range []string{"0\npid 1\n", "Inheritable capabilities: [none]", "Ambient capabilities: [none]", "no_new_privs: 1"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
	for _, bad := range []string{"mounted", "chowned", "renamed", "killed"} {
		if strings.Contains(out, bad+"\n") {
			t.Errorf("it has %s:\n%s", bad, out)
		}
	}
	// We have lost nothing.
	d.Must("mkdir", "/tmp/x")
	m := attach(t, ns, t.TempDir(), "/tmp/x")
	if err := ns.Detach(m); err != nil {
		t.Error(err)
	}
	if err := ns.Run(t.Context(), "/bin/sh", "-c", "exit 3"); err == nil || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("status 3: %v", err)
	}
	if err := ns.Run(t.Context(), "/no/program"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no program: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if err := ns.Run(ctx, "/bin/sleep", "1000"); err == nil || ctx.Err() == nil {
		t.Errorf("too long: %v", err)
	}
	other := nstest.Start(t, nstest.Distro{User: true})
	if err := open(t, other.PID).Run(t.Context(), "/bin/true"); !errors.Is(err, mountns.ErrForeign) {
		t.Errorf("another user namespace: %v", err)
	}
}
