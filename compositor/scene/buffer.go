package scene

import (
	"errors"
	"image"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// ErrFault means that a client took memory away while it was read.
var ErrFault = errors.New("the client cut its buffer short")

// Format says how a pixel lies in memory. Values are the DRM four-character
// codes (wl_shm's own codes 0 and 1 are mapped by the Wayland server).
type Format uint32

// The formats that Buffers can have. Names give the bits from high to low of
// a little-endian word; alpha is premultiplied.
const (
	ARGB8888    Format = 0x34325241 // B, G, R, A in memory
	XRGB8888    Format = 0x34325258
	ABGR8888    Format = 0x34324241
	XBGR8888    Format = 0x34324258
	RGB565      Format = 0x36314752
	RGB888      Format = 0x34324752 // B, G, R in memory
	BGR888      Format = 0x34324742
	ARGB2101010 Format = 0x30335241
	XRGB2101010 Format = 0x30335258
)

// Formats lists all of them, the best first.
var Formats = []Format{ARGB8888, XRGB8888, ABGR8888, XBGR8888, RGB565, RGB888, BGR888, ARGB2101010, XRGB2101010}

// BytesPerPixel returns 0 for an unknown format.
func (f Format) BytesPerPixel() int {
	switch f {
	case ARGB8888, XRGB8888, ABGR8888, XBGR8888, ARGB2101010, XRGB2101010:
		return 4
	case RGB888, BGR888:
		return 3
	case RGB565:
		return 2
	}
	return 0
}

// Opaque reports whether the format has no alpha.
func (f Format) Opaque() bool { return f != ARGB8888 && f != ABGR8888 && f != ARGB2101010 }

// Pixels describes a picture in memory that may belong to somebody else.
// Row y starts at Pix[y*Stride].
type Pixels struct {
	Pix           []byte
	Stride        int // bytes
	Width, Height int
	Format        Format
}

// Size returns width and height.
func (p Pixels) Size() image.Point { return image.Pt(p.Width, p.Height) }

// A Buffer is pixels that belong to somebody else: it has one producer and
// any number of consumers. It is born with one reference, the producer's;
// each consumer that keeps it acquires it; the last Release tells the
// producer by its release function, on the goroutine that released last.
type Buffer struct {
	px      Pixels
	shared  Shared
	refs    atomic.Int32
	release func()
	fault   atomic.Pointer[func()]
}

// live counts Buffers that were made and not yet fully released; tests check
// that it comes back to zero.
var live atomic.Int64

// LiveBuffers returns how many Buffers in this process still have references.
func LiveBuffers() int { return int(live.Load()) }

// NewBuffer returns a Buffer over p with one reference. release may be nil;
// it must not block.
func NewBuffer(p Pixels, release func()) *Buffer {
	b := &Buffer{release: release}
	b.Renew(p)
	return b
}

// Renew makes a Buffer that has no reference left a new one over p, with one
// reference and the same release function, so that a producer who shows the
// same memory all the time makes one Buffer. Only the producer may do it.
func (b *Buffer) Renew(p Pixels) {
	if b.refs.Load() != 0 {
		panic("scene: Renew of a Buffer that somebody has")
	}
	b.px = p
	b.refs.Store(1)
	live.Add(1)
}

// TryAcquire adds a reference if there is still one left.
func (b *Buffer) TryAcquire() bool {
	for {
		n := b.refs.Load()
		if n <= 0 {
			return false
		}
		if b.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// Shared says where the pixels of a Buffer lie in memory that other processes
// can map too.
type Shared struct {
	Memory *Memory // nil: in no such memory
	Offset int     // of the first pixel
}

// A Memory is a file that its owner shares with us. It stays for as long as
// the owner may still make Buffers of it, and at least as long as one is left.
type Memory struct {
	FD   int // not closed while a Buffer is left; others must not write to it
	Size int // bytes that Buffers may use

	mu      sync.Mutex
	gone    bool
	watches map[*func()]struct{}
}

// Watch calls f once no Buffer will be made of the memory any more. f must
// not block.
func (m *Memory) Watch(f func()) (stop func()) {
	w := &f
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.gone {
		f()
		return func() {}
	}
	if m.watches == nil {
		m.watches = map[*func()]struct{}{}
	}
	m.watches[w] = struct{}{}
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.watches, w)
	}
}

// Gone is called by the producer, once, when no Buffer is left and none will
// be made.
func (m *Memory) Gone() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gone = true
	for w := range m.watches {
		(*w)()
	}
	m.watches = nil
}

// NewSharedBuffer is NewBuffer for pixels in shared memory.
func NewSharedBuffer(p Pixels, s Shared, release func()) *Buffer {
	b := NewBuffer(p, release)
	b.shared = s
	return b
}

// OnFault sets what is called, once, when a Read finds that the owner has cut
// the memory short: on the goroutine that reads, so it must not block. The
// pointer is kept, so that who makes many Buffers makes it once.
func (b *Buffer) OnFault(f *func()) { b.fault.Store(f) }

// Shared says where the pixels lie.
func (b *Buffer) Shared() Shared { return b.shared }

// Size returns width and height in pixels.
func (b *Buffer) Size() image.Point { return b.px.Size() }

// Format returns the pixel format.
func (b *Buffer) Format() Format { return b.px.Format }

// Acquire adds a reference and returns b.
func (b *Buffer) Acquire() *Buffer {
	if b.refs.Add(1) <= 1 {
		panic("scene: Acquire of a released Buffer")
	}
	return b
}

// Release gives a reference back.
func (b *Buffer) Release() {
	switch n := b.refs.Add(-1); {
	case n < 0:
		panic("scene: Release of a released Buffer")
	case n == 0:
		live.Add(-1)
		if b.release != nil {
			b.release()
		}
	}
}

// Read is the only door to the pixels. f may see any bytes, and other bytes
// at each look, since the owner may write meanwhile: it must read each once
// and let none decide a bound. When the owner has cut the memory short, Read
// ends f and returns ErrFault. A fault elsewhere is not swallowed.
func (b *Buffer) Read(f func(Pixels) error) (err error) {
	old := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(old)
		r := recover()
		if r == nil {
			return
		}
		if fault, ok := r.(interface{ Addr() uintptr }); ok && within(b.px.Pix, fault.Addr()) {
			if f := b.fault.Swap(nil); f != nil {
				(*f)()
			}
			err = ErrFault
			return
		}
		panic(r)
	}()
	return f(b.px)
}
