package main

import (
	"fmt"

	"github.com/rajveermalviya/go-wayland/wayland/client"
	"golang.org/x/sys/unix"
)

// A frame is one buffer of the window in memory that the server shares.
type frame struct {
	buffer *client.Buffer
	mem    []byte
	w, h   int
	busy   bool // the server reads it
	stale  bool // it has another size than the window; goes when released
}

func newFrame(shm *client.Shm, w, h int) (*frame, error) {
	size := 4 * w * h
	fd, err := unix.MemfdCreate("wlpaint", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, fmt.Errorf("cannot make shared memory: %w", err)
	}
	defer unix.Close(fd)
	if err := unix.Ftruncate(fd, int64(size)); err != nil {
		return nil, fmt.Errorf("cannot size shared memory: %w", err)
	}
	mem, err := unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("cannot map shared memory: %w", err)
	}
	f := &frame{mem: mem, w: w, h: h}
	if err := f.share(shm, fd, size); err != nil {
		unix.Munmap(mem)
		return nil, err
	}
	return f, nil
}

func (f *frame) share(shm *client.Shm, fd, size int) error {
	pool, err := shm.CreatePool(fd, int32(size))
	if err != nil {
		return err
	}
	f.buffer, err = pool.CreateBuffer(0, int32(f.w), int32(f.h), int32(4*f.w), uint32(client.ShmFormatXrgb8888))
	if err != nil {
		return err
	}
	f.buffer.SetReleaseHandler(func(client.BufferReleaseEvent) {
		f.busy = false
		if f.stale {
			f.destroy()
		}
	})
	return pool.Destroy()
}

// drop destroys the buffer, now or when the server releases it: an event for
// an object that is gone would confuse the library.
func (f *frame) drop() {
	f.stale = true
	if !f.busy {
		f.destroy()
	}
}

func (f *frame) destroy() {
	f.buffer.Destroy()
	unix.Munmap(f.mem)
	f.mem = nil
}
