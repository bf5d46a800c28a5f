package wlserver

import (
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
	"oriel/compositor/wlwire/wlconn"
)

// shmFormats are wl_shm's codes of the scene's formats: the same but for two.
func shmFormat(f scene.Format) wlproto.WlShmFormat {
	switch f {
	case scene.ARGB8888:
		return 0
	case scene.XRGB8888:
		return 1
	}
	return wlproto.WlShmFormat(f)
}

func sceneFormat(f wlproto.WlShmFormat) (scene.Format, bool) {
	for _, x := range scene.Formats {
		if shmFormat(x) == f {
			return x, true
		}
	}
	return 0, false
}

type shm struct{ c *client }

func (s *Server) bindShm(c *client, r *wlwire.Resource) {
	h := wlproto.WlShm{Resource: r}
	h.SetHandler(shm{c})
	for _, f := range scene.Formats {
		h.SendFormat(shmFormat(f))
	}
}

// Release implements wlproto.WlShmRequests.
func (shm) Release(wlproto.WlShm) error { return nil }

// CreatePool implements wlproto.WlShmRequests.
func (h shm) CreatePool(r wlproto.WlShm, id wlproto.WlShmPool, fd int, size int32) error {
	if size <= 0 {
		wlconn.CloseFD(fd)
		return wlwire.Errorf(r, wlproto.WlShmErrorInvalidStride, "invalid size %d", size)
	}
	if err := checkMemory(fd); err != nil {
		go wlconn.CloseFD(fd) // which waits for whom we do not want to wait for
		return wlwire.Errorf(r, wlproto.WlShmErrorInvalidFd, "cannot take the pool: %v", err)
	}
	m, err := h.c.s.unmaps.mmap(fd, int(size))
	if err != nil {
		wlconn.CloseFD(fd)
		return wlwire.Errorf(r, wlproto.WlShmErrorInvalidFd, "cannot map %d bytes: %v", size, err)
	}
	id.SetHandler(&pool{s: h.c.s, m: m})
	return nil
}

// pool is a wl_shm_pool.
type pool struct {
	s *Server
	m *mapping
}

// Destroy implements wlproto.WlShmPoolRequests.
func (p *pool) Destroy(wlproto.WlShmPool) error { return nil }

// Destroyed implements wlwire.Destroyer. Buffers keep the mapping.
func (p *pool) Destroyed(*wlwire.Resource) { p.m.release() }

// Resize implements wlproto.WlShmPoolRequests: a second mapping, since
// buffers that were handed out keep theirs.
func (p *pool) Resize(r wlproto.WlShmPool, size int32) error {
	if int(size) < len(p.m.data) {
		return wlwire.Errorf(r, wlproto.WlShmErrorInvalidFd, "a pool cannot shrink from %d to %d bytes", len(p.m.data), size)
	}
	if int(size) == len(p.m.data) {
		return nil
	}
	fd, err := unix.FcntlInt(uintptr(p.m.mem.FD), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return wlwire.Errorf(r, wlproto.WlShmErrorInvalidFd, "cannot keep the descriptor: %v", err)
	}
	m, err := p.s.unmaps.mmap(fd, int(size))
	if err != nil {
		wlconn.CloseFD(fd)
		return wlwire.Errorf(r, wlproto.WlShmErrorInvalidFd, "cannot map %d bytes: %v", size, err)
	}
	p.m.release()
	p.m = m
	return nil
}

// CreateBuffer implements wlproto.WlShmPoolRequests.
func (p *pool) CreateBuffer(r wlproto.WlShmPool, id wlproto.WlBuffer, offset, width, height, stride int32, format wlproto.WlShmFormat) error {
	f, ok := sceneFormat(format)
	if !ok {
		return wlwire.Errorf(r, wlproto.WlShmErrorInvalidFormat, "format %#x", uint32(format))
	}
	if offset < 0 || width <= 0 || height <= 0 || int64(stride) < int64(width)*int64(f.BytesPerPixel()) ||
		int64(offset)+int64(stride)*int64(height) > int64(len(p.m.data)) {
		return wlwire.Errorf(r, wlproto.WlShmErrorInvalidStride, "%dx%d at %d with stride %d does not fit into %d bytes",
			width, height, offset, stride, len(p.m.data))
	}
	end := int(offset) + int(stride)*int(height)
	p.m.refs.Add(1)
	m := p.m
	b := &buffer{s: p.s, res: id, done: m.release, shared: scene.Shared{Memory: &m.mem, Offset: int(offset)}, px: scene.Pixels{
		Pix: m.data[offset:end:end], Stride: int(stride), Width: int(width), Height: int(height), Format: f,
	}}
	id.SetHandler(b.init())
	return nil
}

// buffer is a wl_buffer of any kind.
type buffer struct {
	s      *Server
	res    wlproto.WlBuffer
	px     scene.Pixels
	shared scene.Shared
	pixels *scene.Buffer // of all uses, one after the other
	uses   int           // of pixels, that are not released
	gone   bool          // the object was destroyed
	done   func()        // gives the memory back; called once

	// Made once, so that a commit allocates nothing for them.
	released func()
	faulted  func()
}

// init makes what is called from other goroutines.
func (b *buffer) init() *buffer {
	b.released = func() { b.s.releases.add(b, b.s.host) }
	b.faulted = func() { b.s.releases.fault(b, b.s.host) }
	return b
}

// Destroy implements wlproto.WlBufferRequests.
func (b *buffer) Destroy(wlproto.WlBuffer) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (b *buffer) Destroyed(*wlwire.Resource) {
	b.gone = true
	b.end()
}

func (b *buffer) end() {
	if b.gone && b.uses == 0 && b.done != nil {
		b.done()
		b.done = nil
	}
}

// use returns the pixels for one commit, with a reference. When the last of
// all is released, the client is told. A release may be on its way while the
// buffer is used again, hence uses.
func (b *buffer) use() *scene.Buffer {
	if b.pixels != nil && b.pixels.TryAcquire() {
		return b.pixels // shown all along
	}
	b.uses++
	if b.pixels == nil {
		b.pixels = scene.NewSharedBuffer(b.px, b.shared, b.released)
	} else {
		b.pixels.Renew(b.px)
	}
	b.pixels.OnFault(&b.faulted)
	return b.pixels
}

// releases are uses that ended, on any goroutine.
type releases struct {
	mu     sync.Mutex
	list   []*buffer
	work   []*buffer
	broken []*buffer // whose memory is not there
}

func (r *releases) fault(b *buffer, h Host) {
	r.mu.Lock()
	r.broken = append(r.broken, b)
	r.mu.Unlock()
	h.Wake()
}

// throwOut ends clients that have taken away memory which they had shared.
func (s *Server) throwOut() {
	s.releases.mu.Lock()
	list := s.releases.broken
	s.releases.broken = nil
	s.releases.mu.Unlock()
	for _, b := range list {
		if c := clientOf(b.res); !c.dead {
			c.fail(c.table.Fail(wlwire.Errorf(b.res, wlproto.WlShmErrorInvalidFd, "the memory of a buffer is gone")))
		}
	}
}

func (r *releases) add(b *buffer, h Host) {
	r.mu.Lock()
	r.list = append(r.list, b)
	first := len(r.list) == 1
	r.mu.Unlock()
	if first {
		h.Wake()
	}
}

// sendReleases tells clients which buffers they may draw into again.
func (s *Server) sendReleases() {
	r := &s.releases
	r.mu.Lock()
	r.list, r.work = r.work[:0], r.list
	r.mu.Unlock()
	for i, b := range r.work {
		r.work[i] = nil
		b.uses--
		if b.uses == 0 {
			b.res.SendRelease()
			b.end()
		}
	}
}

// mapping is a pool's memory, mapped for reading. It keeps the descriptor, so
// that viewers in other processes can map it too.
type mapping struct {
	data []byte
	mem  scene.Memory
	refs atomic.Int32
	u    *unmapper
}

func (m *mapping) release() {
	if m.refs.Add(-1) == 0 {
		m.mem.Gone()
		m.u.unmap(m)
	}
}

// unmapper unmaps and closes on a goroutine of its own, since that may take
// milliseconds for a large pool.
type unmapper struct {
	mu   sync.Mutex
	list []*mapping
	kick chan struct{}
	done chan struct{}
	wait sync.WaitGroup
}

func (u *unmapper) init() {
	u.kick, u.done = make(chan struct{}, 1), make(chan struct{})
	u.wait.Go(u.run)
}

// mmap maps a pool; the mapping takes the descriptor over if there is no error.
func (u *unmapper) mmap(fd, size int) (*mapping, error) {
	data, err := unix.Mmap(fd, 0, size, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	m := &mapping{data: data, mem: scene.Memory{FD: fd, Size: size}, u: u}
	m.refs.Store(1)
	return m, nil
}

func (u *unmapper) unmap(m *mapping) {
	u.mu.Lock()
	u.list = append(u.list, m)
	u.mu.Unlock()
	select {
	case u.kick <- struct{}{}:
	default:
	}
}

func (u *unmapper) run() {
	for {
		u.drain()
		select {
		case <-u.kick:
		case <-u.done:
			u.drain()
			return
		}
	}
}

func (u *unmapper) drain() {
	u.mu.Lock()
	list := u.list
	u.list = nil
	u.mu.Unlock()
	for _, m := range list {
		_ = unix.Munmap(m.data)
		wlconn.CloseFD(m.mem.FD)
	}
}

func (u *unmapper) close() {
	close(u.done)
	u.wait.Wait()
}
