package link

import (
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// idle is how long a paste may stand still.
const idle = 20 * time.Second

// transfers are the pastes under way on one side of a link, as the ends of
// pipes that this side has.
type transfers struct {
	mu     sync.Mutex
	open   map[*os.File]struct{}
	closed bool
}

// begin adds a pipe; it reports whether there may be one more. If not, the
// pipe is closed.
func (t *transfers) begin(f *os.File) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || len(t.open) >= maxTransfers {
		f.Close()
		return false
	}
	if t.open == nil {
		t.open = map[*os.File]struct{}{}
	}
	t.open[f] = struct{}{}
	return true
}

func (t *transfers) end(f *os.File) error {
	t.mu.Lock()
	delete(t.open, f)
	t.mu.Unlock()
	return f.Close()
}

// close ends them all.
func (t *transfers) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	for f := range t.open {
		f.Close()
	}
}

// pump copies what comes through a pipe to w, and closes both.
func (t *transfers) pump(w io.WriteCloser, f *os.File) {
	defer w.Close()
	defer t.end(f)
	buf := make([]byte, 64<<10)
	for {
		_ = f.SetReadDeadline(time.Now().Add(idle))
		n, err := f.Read(buf)
		if n > 0 {
			if d, ok := w.(interface{ SetWriteDeadline(time.Time) error }); ok {
				_ = d.SetWriteDeadline(time.Now().Add(idle))
			}
			if _, werr := w.Write(buf[:n]); werr != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// outlet is the end of a pipe that a clip.Source writes to.
type outlet struct {
	f *os.File
	t *transfers
}

// Write implements io.Writer; it does not wait for ever.
func (o *outlet) Write(b []byte) (int, error) {
	_ = o.f.SetWriteDeadline(time.Now().Add(idle))
	return o.f.Write(b)
}

// Close implements io.Closer.
func (o *outlet) Close() error { return o.t.end(o.f) }

// pipe makes a pipe whose ends can wait without a thread.
func pipe() (r, w *os.File, err error) {
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		return nil, nil, err
	}
	return os.NewFile(uintptr(fds[0]), "paste"), os.NewFile(uintptr(fds[1]), "paste"), nil
}
