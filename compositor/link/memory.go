package link

import (
	"fmt"
	"os"
	"sync"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
)

// memory is what a Client has mapped, always for reading only.
type memory struct {
	c *Client

	mu     sync.Mutex
	files  map[uint32]*mapped
	holds  []*lent
	unused [][]byte
	closed bool
}

// mapped is a file of the compositor's.
type mapped struct {
	data []byte
	refs int  // Buffers
	gone bool // the Server has forgotten it
}

// lent is the Buffer of a hold: numbers are used again, and so is it.
type lent struct {
	buf     *scene.Buffer
	file    *mapped // nil: not live
	faulted func()
}

func (m *memory) init(c *Client) { m.c, m.files = c, map[uint32]*mapped{} }

// open implements store. The file may be shorter than it should be: its app
// may have cut it, which Buffer.Read tells as ErrFault.
func (m *memory) open(id uint32, size int, f *os.File) error {
	defer f.Close()
	var st unix.Stat_t
	if err := unix.Fstat(int(f.Fd()), &st); err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG {
		return fmt.Errorf("%w: file %d is not regular", ErrProtocol, id)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.files[id] != nil || len(m.files) >= maxKnown {
		return fmt.Errorf("%w: file %d is one too many", ErrProtocol, id)
	}
	data, err := unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return fmt.Errorf("cannot map %d bytes: %w", size, err)
	}
	m.files[id] = &mapped{data: data}
	return nil
}

// buffer implements store.
func (m *memory) buffer(hold, file uint32, offset int, p scene.Pixels) (*scene.Buffer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.files[file]
	switch {
	case f == nil || !validPixels(p, offset, len(f.data)):
		return nil, fmt.Errorf("%w: a buffer outside of file %d", ErrProtocol, file)
	case hold >= maxHolds || int(hold) < len(m.holds) && m.holds[hold] != nil && m.holds[hold].file != nil:
		return nil, fmt.Errorf("%w: hold %d is taken", ErrProtocol, hold)
	}
	for int(hold) >= len(m.holds) {
		m.holds = append(m.holds, nil)
	}
	f.refs++
	end := offset + p.Stride*p.Height
	p.Pix = f.data[offset:end:end]
	h := m.holds[hold]
	if h == nil {
		h = &lent{buf: scene.NewBuffer(p, func() { m.release(hold) }), faulted: func() { m.c.fault(hold) }}
		m.holds[hold] = h
	} else {
		h.buf.Renew(p)
	}
	h.file = f
	h.buf.OnFault(&h.faulted)
	return h.buf, nil
}

// release tells the Server. Any goroutine.
func (m *memory) release(hold uint32) {
	m.mu.Lock()
	h := m.holds[hold]
	f := h.file
	h.file = nil
	f.refs--
	m.drop(f)
	if m.closed {
		m.unmapLocked()
	}
	m.mu.Unlock()
	m.c.released(hold)
}

// drop has the file unmapped that nobody needs.
func (m *memory) drop(f *mapped) {
	if f.gone && f.refs == 0 && f.data != nil {
		m.unused = append(m.unused, f.data)
		f.data = nil
	}
}

// forget forgets files that no new buffer will lie in.
func (m *memory) forget(ids []uint32) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range ids {
		f := m.files[id]
		if f == nil {
			return fmt.Errorf("%w: file %d is not known", ErrProtocol, id)
		}
		delete(m.files, id)
		f.gone = true
		m.drop(f)
	}
	m.c.wake()
	return nil
}

// unmap unmaps what is unused. It may take milliseconds; the writer does it.
func (m *memory) unmap() {
	m.mu.Lock()
	list := m.unused
	m.unused = nil
	m.mu.Unlock()
	for _, b := range list {
		_ = unix.Munmap(b)
	}
}

func (m *memory) unmapLocked() {
	for _, b := range m.unused {
		_ = unix.Munmap(b)
	}
	m.unused = nil
}

// blob implements store.
func (m *memory) blob(f *os.File, size int) ([]byte, error) {
	defer f.Close()
	return readBlob(f, size)
}

// close forgets all files; those that still have Buffers stay until the last
// is released.
func (m *memory) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	for _, f := range m.files {
		f.gone = true
		m.drop(f)
	}
	m.files = nil
	m.unmapLocked()
}
