package link

import (
	"errors"
	"image"
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
	"oriel/socket/fdpass"
)

// raw is a Client by hand.
type raw struct {
	t    testing.TB
	conn *fdpass.Conn
	buf  []byte
}

func newRaw(t testing.TB, conn *fdpass.Conn, credit int) *raw {
	t.Helper()
	conn.Limit(maxFiles)
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	r := &raw{t, conn, make([]byte, maxMessage)}
	r.send(appendHello(nil, credit))
	return r
}

func (r *raw) send(b []byte) {
	r.t.Helper()
	if err := r.conn.Send(b); err != nil {
		r.t.Fatal(err)
	}
}

func (r *raw) attach(gen uint32) { r.send(le.AppendUint32(begin(nil, kindAttach, 0), gen)) }

// receive returns the next message of a kind; the files of others are closed.
func (r *raw) receive(kind byte) ([]byte, []*os.File) {
	r.t.Helper()
	for {
		n, fds, err := r.conn.Receive(r.buf)
		if err != nil {
			r.t.Fatalf("waiting for message %d: %v", kind, err)
		}
		if r.buf[0] == kind {
			r.t.Cleanup(func() {
				for _, f := range fds {
					f.Close()
				}
			})
			return r.buf[:n], fds
		}
		for _, f := range fds {
			f.Close()
		}
	}
}

// TestFilesAreReadOnly looks at the descriptors that cross: those of apps'
// memory, of copies and of pictures.
func TestFilesAreReadOnly(t *testing.T) {
	noBuffers(t)
	comp := newDesktop(t)
	p := newPool(t, 1<<16)
	show(comp, "shared", p.buffer(4096, 8, 8, 1, nil))
	show(comp, "heap", heap(4, 4, 2))
	comp.Do(func(tx *scene.Tx) {
		tx.SetCursor(&scene.Cursor{Width: 1, Height: 1, Pix: []byte{1, 2, 3, 4}, Scale: 1})
	})
	_, conn := serve(t, NewServer(comp))
	r := newRaw(t, conn, 1)
	r.attach(1)
	_, fds := r.receive(kindDiff)
	if len(fds) != 3 {
		t.Fatalf("%d descriptors, want 3", len(fds))
	}
	for i, f := range fds {
		fd := int(f.Fd())
		if n, err := unix.Pwrite(fd, []byte{9}, 0); err == nil {
			t.Errorf("%d: wrote %d bytes", i, n)
		}
		for _, flags := range []int{unix.MAP_SHARED} {
			if b, err := unix.Mmap(fd, 0, 1, unix.PROT_READ|unix.PROT_WRITE, flags); err == nil {
				_ = unix.Munmap(b)
				t.Errorf("%d: mapped for writing", i)
			}
		}
		b, err := unix.Mmap(fd, 0, 1, unix.PROT_READ, unix.MAP_SHARED)
		if err != nil {
			t.Fatal(err)
		}
		if unix.Mprotect(b, unix.PROT_READ|unix.PROT_WRITE) == nil {
			t.Errorf("%d: a mapping became writable", i)
		}
		_ = unix.Munmap(b)
		if unix.Ftruncate(fd, 0) == nil {
			t.Errorf("%d: cut short", i)
		}
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, unix.F_SEAL_WRITE); err == nil {
			t.Errorf("%d: sealed from afar", i)
		}
	}
	if p.pix[4096] != 1 {
		t.Error("the app's memory was changed")
	}
}

// TestCut lets an app cut its memory while the far side reads it.
func TestCut(t *testing.T) {
	noBuffers(t)
	comp := newDesktop(t)
	p := newPool(t, 1<<20)
	s := NewServer(comp)
	c, _ := connect(t, s)
	e := watch(t, c)
	cut := p.buffer(0, 256, 256, 7, nil)
	told := make(chan struct{})
	tell := func() { close(told) }
	cut.OnFault(&tell)
	_, id := show(comp, "cut", cut)
	until(t, "the picture", func() bool { return e.sees(func(v *scene.View) bool { return colour(v, id) == 7 }) })
	if err := unix.Ftruncate(p.fd, 0); err != nil {
		t.Fatal(err)
	}
	e.look(func(v *scene.View) {
		m := scene.NewImage(image.Rect(0, 0, 256, 256))
		if err := v.Windows[id].Content.Draw(m, image.Point{}, 1, m.Rect); !errors.Is(err, scene.ErrFault) {
			t.Errorf("reading what is gone: %v", err)
		}
	})
	select {
	case <-told:
	case <-time.After(patience):
		t.Error("its owner was not told")
	}
	// A file that is too short from the beginning, and one that is copied.
	q := newPool(t, 1<<16)
	b := q.buffer(0, 64, 64, 8, nil)
	if err := unix.Ftruncate(q.fd, 0); err != nil {
		t.Fatal(err)
	}
	_, short := show(comp, "short", b)
	_, next := show(comp, "next", heap(2, 2, 9))
	until(t, "the next window", func() bool { return e.sees(func(v *scene.View) bool { return colour(v, next) == 9 }) })
	if e.sees(func(v *scene.View) bool { return v.Windows[short] == nil || colour(v, short) != -1 }) {
		t.Error("a window of memory that is not there")
	}
	b = q.buffer2(t)
	defer b.Release()
	f, size, err := copyPixels(b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := readBlob(f, size); err != nil || got[0] != 0 {
		t.Errorf("copy of what is gone: %v, %v", got[0], err)
	}
}

// buffer2 is a buffer that is not painted.
func (p *pool) buffer2(t testing.TB) *scene.Buffer {
	t.Helper()
	return scene.NewSharedBuffer(scene.Pixels{Pix: p.pix[:64], Stride: 16, Width: 4, Height: 4, Format: scene.XRGB8888}, scene.Shared{Memory: p.mem}, nil)
}

// TestRefusedMemory shares memory of another user that we may not open: it is
// copied.
func TestRefusedMemory(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root, to be somebody else")
	}
	noBuffers(t)
	p := newPool(t, 4096)
	if err := unix.Fchmod(p.fd, 0o600); err != nil {
		t.Fatal(err)
	}
	a, b, err := fdpass.Pair()
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	defer b.Close()
	peer := newPeer(NewServer(newDesktop(t)), a)
	buf := p.buffer(0, 4, 4, 5, nil)
	defer buf.Release()
	errc := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // for ever: the thread is somebody else
		if err := unix.Setfsuid(65534); err != nil {
			errc <- err
			return
		}
		errc <- refused(peer, buf, p)
	}()
	if err := <-errc; err != nil {
		t.Fatal(err)
	}
	if n := peer.server.Stats().Copies; n != 2 {
		t.Errorf("%d copies, want 2", n)
	}
	p.mem.Gone()
	if len(peer.exhume(nil)) != 0 {
		t.Error("the Client is to forget a file that it never knew")
	}
	peer.close()
}

func refused(p *peer, buf *scene.Buffer, app *pool) error {
	if f, err := reopen(app.fd); !errors.Is(err, unix.EACCES) {
		return errors.Join(errors.New("opened"), err, f.Close())
	}
	s, size, f, err := p.share(buf, true)
	if err != nil || f == nil || size != 64 {
		return errors.Join(errors.New("no copy"), err)
	}
	defer f.Close()
	got, err := readBlob(f, size)
	if err != nil || got[63] != 5 {
		return errors.Join(errors.New("another picture"), err)
	}
	if seal, err := unix.FcntlInt(f.Fd(), unix.F_GET_SEALS, 0); err != nil || seal != seals {
		return errors.Join(errors.New("not sealed"), err)
	}
	// The same content is copied once, a new one again.
	if again, _, f, err := p.share(buf, false); again != s || f != nil || err != nil {
		return errors.New("the same content was copied again")
	}
	app.pix[0] = 6
	again, _, f2, err := p.share(buf, true)
	if err != nil || again == s {
		return errors.Join(errors.New("new content was not copied"), err)
	}
	defer f2.Close()
	if got, err := readBlob(f2, 64); err != nil || got[0] != 6 {
		return errors.Join(errors.New("an old picture"), err)
	}
	return nil
}

// TestNotAFile: devices and pipes are not opened anew.
func TestNotAFile(t *testing.T) {
	r, w, err := pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if _, err := reopen(int(r.Fd())); !errors.Is(err, errNotShared) {
		t.Errorf("a pipe: %v", err)
	}
}

// TestFilesCrossOnce counts the files of an app that draws into two buffers,
// each in memory of its own, and looks whether both sides forget them.
func TestFilesCrossOnce(t *testing.T) {
	noBuffers(t)
	comp := newDesktop(t)
	s := NewServer(comp)
	c, _ := connect(t, s)
	e := watch(t, c)
	fds := openFiles(t)
	pools := []*pool{newPool(t, 4096), newPool(t, 4096)}
	sf, id := show(comp, "double", pools[0].buffer(0, 4, 4, 0, nil))
	for i := 1; i <= 50; i++ {
		commit(comp, sf, pools[i%2].buffer(0, 4, 4, byte(i), nil))
		until(t, "the frame", func() bool { return e.sees(func(v *scene.View) bool { return colour(v, id) == i }) })
	}
	if st := s.Stats(); st.Files != 2 || st.Mapped != 2 || st.Copies != 0 {
		t.Errorf("stats %+v", st)
	}
	c.mem.mu.Lock()
	n := len(c.mem.files)
	c.mem.mu.Unlock()
	if n != 2 {
		t.Errorf("%d files far", n)
	}
	comp.Do(func(tx *scene.Tx) { tx.Drop(sf) })
	until(t, "the end of the window", func() bool { return s.Stats().Holds == 0 })
	for _, p := range pools {
		p.mem.Gone()
	}
	until(t, "the end of the files", func() bool {
		c.mem.mu.Lock()
		defer c.mem.mu.Unlock()
		return len(c.mem.files) == 0 && s.Stats().Mapped == 0
	})
	if n := openFiles(t) - fds - len(pools); n > 0 {
		t.Errorf("%d descriptors are left", n)
	}
}

// TestCopyIsForgottenOnce: a copy that is shown again before the Client was
// told to forget it stays, and is forgotten once in the end.
func TestCopyIsForgottenOnce(t *testing.T) {
	noBuffers(t)
	a, _ := pair(t)
	p := newPeer(NewServer(newRecord()), a)
	defer p.close()
	b := heap(4, 4, 1)
	defer b.Release()
	show := func() (hold uint32) {
		s, _, f, err := p.share(b, false)
		if err != nil {
			t.Fatal(err)
		}
		if f != nil {
			f.Close()
		}
		hold, ok := p.table.add(b, s, 1)
		if !ok {
			t.Fatal("no hold")
		}
		return hold
	}
	p.table.release(show())
	hold := show()
	if ids := p.exhume(nil); len(ids) != 0 {
		t.Errorf("the Client is to forget %v, which it shows", ids)
	}
	p.table.release(hold)
	p.table.release(show())
	if ids := p.exhume(nil); len(ids) != 1 {
		t.Errorf("the Client is to forget %v, want one file", ids)
	}
}
