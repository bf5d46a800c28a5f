package link

import (
	"errors"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
)

// grace is how long a Client may keep a buffer after a newer one has replaced
// it, before it is taken back. A worker on a busy machine must be done by
// then, since what it reads later has to be drawn once more.
const grace = 100 * time.Millisecond

// A hold is one reference to a buffer that a Client has. Each use of a buffer
// in a Diff is a hold of its own, so that a release on its way and a new use
// cannot be mistaken for each other.
type hold struct {
	live   bool          // the Client has not given it back
	buf    *scene.Buffer // nil: taken back
	file   *sent
	window scene.WindowID
	serial uint64 // tells uses of the same number apart
}

// retired is a hold on a buffer that a newer one has replaced.
type retired struct {
	id     uint32
	serial uint64
	due    time.Time
}

// sent is a file that the Client knows, or a Memory that cannot be shared.
type sent struct {
	id      uint32
	key     any // *scene.Memory; *scene.Buffer of a copy
	refused bool
	refs    int    // holds, of a copy
	dying   bool   // it is in table.dead
	stop    func() // ends the watching of a Memory
}

// known is a window that the Client was told of.
type known struct {
	holds  []uint32 // of its newest Diff
	redraw bool     // a hold was taken back: what the Client drew may be torn
}

// table is what a Client has. The peer's lock guards it, but for files, which
// belong to the writer.
type table struct {
	holds   []hold
	free    []uint32
	live    int
	serial  uint64
	old     []retired // by due
	windows map[scene.WindowID]*known

	files    map[any]*sent
	lastFile uint32
	dead     []*sent // to be forgotten
}

func (t *table) init() {
	t.windows, t.files = map[scene.WindowID]*known{}, map[any]*sent{}
}

// add makes a hold; it takes a reference of the buffer.
func (t *table) add(b *scene.Buffer, f *sent, w scene.WindowID) (id uint32, ok bool) {
	if t.live >= maxHolds {
		return 0, false
	}
	if n := len(t.free); n > 0 {
		id, t.free = t.free[n-1], t.free[:n-1]
	} else {
		id = uint32(len(t.holds))
		t.holds = append(t.holds, hold{})
	}
	t.live++
	t.serial++
	f.refs++
	t.holds[id] = hold{live: true, buf: b.Acquire(), file: f, window: w, serial: t.serial}
	return id, true
}

// release takes a hold back from the Client; it reports whether there was one.
func (t *table) release(id uint32) bool {
	if int(id) >= len(t.holds) || !t.holds[id].live {
		return false
	}
	h := t.holds[id]
	t.holds[id] = hold{}
	t.free = append(t.free, id)
	t.live--
	if h.buf != nil {
		h.buf.Release()
	}
	f := h.file
	if f.refs--; f.refs == 0 && f.stop == nil && !f.dying {
		f.dying = true
		t.dead = append(t.dead, f)
	}
	return true
}

// supersede retires the holds of a window whose buffers are not in c.
func (t *table) supersede(id scene.WindowID, c *scene.Content, due time.Time) {
	k := t.windows[id]
	if k == nil {
		return
	}
	kept := k.holds[:0]
	for _, h := range k.holds {
		if c != nil && t.holds[h].live && shows(c, t.holds[h].buf) {
			kept = append(kept, h)
		} else {
			t.retire(h, due)
		}
	}
	k.holds = kept
}

func shows(c *scene.Content, b *scene.Buffer) bool {
	for i := range c.Planes {
		if c.Planes[i].Buffer == b {
			return true
		}
	}
	return false
}

func (t *table) retire(id uint32, due time.Time) {
	if h := &t.holds[id]; h.live && h.buf != nil {
		t.old = append(t.old, retired{id, h.serial, due})
	}
}

// reclaim takes back what is overdue. It returns how much that was, and when
// to look again; zero for never.
func (t *table) reclaim(now time.Time) (n int, next time.Time) {
	i := 0
	for ; i < len(t.old); i++ {
		o := t.old[i]
		h := &t.holds[o.id]
		if !h.live || h.serial != o.serial || h.buf == nil {
			continue // given back meanwhile
		}
		if o.due.After(now) {
			next = o.due
			break
		}
		h.buf.Release()
		h.buf = nil
		n++
		if k := t.windows[h.window]; k != nil {
			k.redraw = true
		}
	}
	t.old = append(t.old[:0], t.old[i:]...)
	return n, next
}

// forgetAll retires every hold: the Client shows nothing any more.
func (t *table) forgetAll(due time.Time) {
	for id := range t.windows {
		t.supersede(id, nil, due)
	}
	clear(t.windows)
}

// close gives back everything.
func (t *table) close() {
	for id := range t.holds {
		t.release(uint32(id))
	}
	for _, f := range t.files {
		if f.stop != nil {
			f.stop()
		}
	}
	*t = table{}
}

// share finds or makes the file that a buffer lies in. f is to be sent if it
// is not nil. Only the writer calls it, and not under the lock: to open a file
// may take its time.
func (p *peer) share(b *scene.Buffer, fresh bool) (s *sent, size int, f *os.File, err error) {
	t := &p.table
	m := b.Shared().Memory
	if m != nil {
		if s = t.files[m]; s == nil {
			if s, f, err = p.adopt(m); err != nil {
				return nil, 0, nil, err
			}
		}
		if !s.refused {
			return s, m.Size, f, nil
		}
	}
	// A copy stays good for as long as nobody draws: buffers of our own do
	// not change, those of apps do with each new content.
	if s = t.files[b]; s != nil && (m == nil || !fresh) {
		return s, 0, nil, nil
	}
	if f, size, err = copyPixels(b); err != nil {
		return nil, 0, nil, err
	}
	p.server.count.copies.Add(1)
	s = &sent{key: b, id: t.newFile()}
	t.files[b] = s
	return s, size, f, nil
}

// adopt begins to share a Memory.
func (p *peer) adopt(m *scene.Memory) (*sent, *os.File, error) {
	s := &sent{key: m}
	f, err := reopen(m.FD)
	switch {
	case errors.Is(err, unix.EMFILE), errors.Is(err, unix.ENFILE):
		return nil, nil, err // it may go better next time
	case err != nil:
		s.refused = true
	default:
		s.id = p.table.newFile()
	}
	p.table.files[m] = s
	s.stop = m.Watch(func() { p.bury(s) })
	return s, f, nil
}

func (t *table) newFile() uint32 {
	t.lastFile++
	return t.lastFile
}

// graves are Memories that are gone. They have a lock of their own, since the
// release of a buffer under the peer's lock may end a Memory.
type graves struct {
	mu   sync.Mutex
	list []*sent
}

// bury notes that a Memory is gone. Any goroutine.
func (p *peer) bury(s *sent) {
	p.graves.mu.Lock()
	p.graves.list = append(p.graves.list, s)
	p.graves.mu.Unlock()
	p.wake()
}

// exhume returns the files that the Client can forget, appended to ids. Only
// the writer calls it.
func (p *peer) exhume(ids []uint32) []uint32 {
	p.graves.mu.Lock()
	dead := p.graves.list
	p.graves.list = nil
	p.graves.mu.Unlock()
	p.mu.Lock()
	for _, s := range p.table.dead {
		if s.dying = false; s.refs == 0 { // else it was shown again meanwhile
			dead = append(dead, s)
		}
	}
	clear(p.table.dead)
	p.table.dead = p.table.dead[:0]
	p.mu.Unlock()
	for _, s := range dead {
		if p.table.files[s.key] == s {
			delete(p.table.files, s.key)
		}
		if !s.refused {
			ids = append(ids, s.id)
		}
	}
	return ids
}
