package wlclient

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire/wlconn"
)

// Buffer is a wl_buffer in shared memory, without gaps between rows.
type Buffer struct {
	wlproto.WlBufferProxy
	Width, Height int
	Pix           []byte // B, G, R, A or X
	Busy          bool   // shown, and not released yet
}

// NewBuffer makes an ARGB8888 buffer in a pool of its own.
func (c *Client) NewBuffer(width, height int) (*Buffer, error) {
	return c.NewBufferOf(wlproto.WlShmFormatArgb8888, width, height)
}

// NewBufferOf makes a buffer of a format that has four bytes a pixel.
func (c *Client) NewBufferOf(format wlproto.WlShmFormat, width, height int) (*Buffer, error) {
	r, err := c.Get(wlproto.WlShmInterface)
	if err != nil {
		return nil, err
	}
	size := 4 * width * height
	fd, err := unix.MemfdCreate("wl_shm", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, err
	}
	if err := unix.Ftruncate(fd, int64(size)); err != nil {
		wlconn.CloseFD(fd)
		return nil, err
	}
	pix, err := unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		wlconn.CloseFD(fd)
		return nil, err
	}
	pool := wlproto.WlShmProxy{Resource: r}.CreatePool(fd, int32(size))
	b := &Buffer{Width: width, Height: height, Pix: pix}
	b.WlBufferProxy = pool.CreateBuffer(0, int32(width), int32(height), int32(4*width), format)
	b.SetEvents(&wlproto.WlBufferEvents{Release: func() { b.Busy = false }})
	pool.Destroy() // the buffer keeps the memory
	return b, nil
}

// Fill paints the whole buffer in one colour, 0xAARRGGBB.
func (b *Buffer) Fill(argb uint32) {
	for i := 0; i+4 <= len(b.Pix); i += 4 {
		binary.LittleEndian.PutUint32(b.Pix[i:], argb)
	}
}

// Close destroys the buffer and unmaps its memory.
func (b *Buffer) Close() error {
	b.Destroy()
	pix := b.Pix
	b.Pix = nil
	return unix.Munmap(pix)
}
