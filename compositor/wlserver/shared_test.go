package wlserver_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

// TestSharedMemory looks at what viewers in other processes need: where in
// which file a buffer lies, and when the file ends. Buffers from before and
// after a resize of the pool lie in mappings of their own.
func TestSharedMemory(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	fd, err := unix.MemfdCreate("pool", unix.MFD_CLOEXEC)
	t.Cleanup(func() { unix.Close(fd) })
	if err != nil || unix.Ftruncate(fd, 1<<16) != nil {
		t.Fatal(err)
	}
	if _, err := unix.Pwrite(fd, []byte{1, 2, 3, 4}, 256); err != nil {
		t.Fatal(err)
	}
	sent, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	w := c.Window("shared", 8, 8)
	pool := wlproto.WlShmProxy{Resource: c.Bound(wlproto.WlShmInterface)}.CreatePool(sent, 4096)
	var memories []*scene.Memory
	gone := make(chan int, 2)
	for i, size := range []int32{4096, 1 << 16} {
		if i > 0 {
			pool.Resize(size)
		}
		b := pool.CreateBuffer(256*int32(i+1), 8, 8, 32, wlproto.WlShmFormatXrgb8888)
		w.Surface.Attach(b, 0, 0)
		w.Surface.Damage(0, 0, 8, 8)
		w.Surface.Commit()
		c.Roundtrip()
		var s scene.Shared
		d.Wait("the buffer", func(v *scene.View) bool {
			for _, x := range v.Windows {
				s = x.Content.Planes[0].Buffer.Shared()
			}
			return s.Memory != nil && s.Memory.Size == int(size)
		})
		if s.Offset != 256*(i+1) {
			t.Errorf("buffer %d at %d", i, s.Offset)
		}
		px := make([]byte, 4)
		if _, err := unix.Pread(s.Memory.FD, px, 256); err != nil || px[3] != 4 {
			t.Errorf("buffer %d: %v, %v", i, px, err)
		}
		s.Memory.Watch(func() { gone <- i })
		memories = append(memories, s.Memory)
		b.Destroy()
	}
	pool.Destroy()
	c.Roundtrip()
	if first := <-gone; first != 0 || memories[0] == memories[1] {
		t.Errorf("memory %d ended first", first)
	}
	if len(gone) != 0 {
		t.Error("memory that is shown ended")
	}
	_ = c.Close()
	d.Until("the end of the memory", func() bool { return len(gone) == 1 })
}
