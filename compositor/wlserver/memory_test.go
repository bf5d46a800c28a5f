package wlserver_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

// TestPoolsThatCouldKeepUsWaitingAreRefused has a file system of its own. It
// answers, for a test that waits for itself would not end.
func TestPoolsThatCouldKeepUsWaitingAreRefused(t *testing.T) {
	d := wltest.New(t)
	dir := mountFUSE(t)
	fd, err := unix.Open(filepath.Join(dir, "pool"), unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	c := d.Client()
	shm := wlproto.WlShmProxy{Resource: c.Bound(wlproto.WlShmInterface)}
	shm.CreatePool(fd, 4096)
	c.Refused("wl_shm", uint32(wlproto.WlShmErrorInvalidFd))
}

// TestPoolsInFilesAreTaken: memory and a file of a disk.
func TestPoolsInFilesAreTaken(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	shm := wlproto.WlShmProxy{Resource: c.Bound(wlproto.WlShmInterface)}
	memory, err := unix.MemfdCreate("pool", unix.MFD_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "pool"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	disk, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range []int{memory, disk} {
		if err := unix.Ftruncate(fd, 4096); err != nil {
			t.Fatal(err)
		}
		shm.CreatePool(fd, 4096).Destroy()
		c.Roundtrip()
	}
}

// mountFUSE mounts a file system with one file, which this test serves.
func mountFUSE(t *testing.T) string {
	t.Helper()
	dev, err := unix.Open("/dev/fuse", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil || os.Getuid() != 0 {
		t.Skipf("FUSE takes root and /dev/fuse (%v)", err)
	}
	dir := t.TempDir()
	opts := fmt.Sprintf("fd=%d,rootmode=40000,user_id=0,group_id=0", dev)
	if err := unix.Mount("test", dir, "fuse", unix.MS_NOSUID|unix.MS_NODEV, opts); err != nil {
		unix.Close(dev)
		if strings.Contains(err.Error(), "no such device") || os.IsPermission(err) {
			t.Skipf("this machine mounts no FUSE: %v", err)
		}
		t.Fatal(err)
	}
	go serveFUSE(dev) // until it is not mounted any more
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH|unix.MNT_FORCE); err != nil {
			t.Error(err)
		}
		unix.Close(dev)
	})
	return dir
}

// serveFUSE answers INIT, LOOKUP, GETATTR and OPEN, and refuses all else.
func serveFUSE(dev int) {
	const lookup, forget, getattr, open, initialize, interrupt, forgetMany = 1, 2, 3, 14, 26, 36, 42
	le := binary.LittleEndian
	in := make([]byte, 1<<17)
	for {
		n, err := unix.Read(dev, in)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n < 40 {
			return
		}
		node := le.Uint64(in[16:])
		var out []byte
		fault := int32(0)
		attr := func() { // struct fuse_attr
			mode, ino := uint32(0o40755), uint64(1)
			if node != 1 || le.Uint32(in[4:]) == lookup {
				mode, ino = 0o100644, 2
			}
			a := make([]byte, 88)
			le.PutUint64(a, ino)
			le.PutUint64(a[8:], 4096) // size
			le.PutUint32(a[60:], mode)
			le.PutUint32(a[64:], 1) // nlink
			out = append(out, a...)
		}
		switch le.Uint32(in[4:]) {
		case initialize:
			out = make([]byte, 64)
			le.PutUint32(out, 7)
			le.PutUint32(out[4:], 31)
			le.PutUint32(out[20:], 4096) // max_write
		case lookup:
			out = make([]byte, 40)
			le.PutUint64(out, 2) // nodeid
			attr()
		case getattr:
			out = make([]byte, 16)
			attr()
		case open:
			out = make([]byte, 16)
		case forget, interrupt, forgetMany:
			continue
		default:
			fault = -int32(unix.ENOSYS)
		}
		head := make([]byte, 16)
		le.PutUint32(head, uint32(16+len(out)))
		le.PutUint32(head[4:], uint32(fault))
		copy(head[8:], in[8:16])
		if _, err := unix.Write(dev, append(head, out...)); err != nil {
			return
		}
	}
}
