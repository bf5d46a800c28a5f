package avc

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// patience is how long the helper may take for anything.
const patience = 500 * time.Millisecond

// A helper is one life of the helper's process.
type helper struct {
	version version
	memory  []byte

	mu   sync.Mutex // one question at a time
	conn net.Conn
	id   uint32
	buf  []byte

	state  sync.Mutex // never held while the helper is waited for
	failed error      // nothing is asked any more
	used   [Slots]bool
	refs   int // of the memory: the encoder's, and one for each stream
}

// newHelper takes the socket and the memory, and waits for the helper's hello.
// The files are closed.
func newHelper(socket, memory *os.File) (*helper, error) {
	defer socket.Close()
	defer memory.Close()
	var st unix.Stat_t
	if err := unix.Fstat(int(memory.Fd()), &st); err != nil || st.Size != MemorySize {
		return nil, fmt.Errorf("the memory has %d bytes instead of %d: %w", st.Size, MemorySize, errors.Join(errMessage, err))
	}
	conn, err := net.FileConn(socket)
	if err != nil {
		return nil, fmt.Errorf("cannot use the socket: %w", err)
	}
	h := &helper{conn: conn, refs: 1, buf: make([]byte, messageSize+1)}
	if h.memory, err = unix.Mmap(int(memory.Fd()), 0, MemorySize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED); err != nil {
		conn.Close()
		return nil, fmt.Errorf("cannot use the memory: %w", err)
	}
	b, err := h.receive(helloTime)
	if err == nil {
		h.version, err = readHello(b)
	}
	if err != nil {
		h.fail(err)
		h.release()
		return nil, err
	}
	return h, nil
}

// helloTime is how long the helper may take to load its library.
const helloTime = 10 * time.Second

func (h *helper) receive(wait time.Duration) ([]byte, error) {
	if err := h.conn.SetReadDeadline(time.Now().Add(wait)); err != nil {
		return nil, err
	}
	n, err := h.conn.Read(h.buf)
	return h.buf[:n], err
}

// ask sends a request and waits for its answer. After an error other than
// errStatus the helper is of no use any more.
func (h *helper) ask(r request) (bytes int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.error(); err != nil {
		return 0, err
	}
	h.id++
	r.id = h.id
	if err = h.conn.SetWriteDeadline(time.Now().Add(patience)); err == nil {
		if _, err = h.conn.Write(r.append(h.buf[:0])); err == nil {
			var b []byte
			if b, err = h.receive(patience); err == nil {
				bytes, err = readAnswer(b, r.id)
			}
		}
	}
	if err != nil && !errors.Is(err, errStatus) {
		h.fail(err)
	}
	return bytes, err
}

// fail lets go of the process, which ends by that.
func (h *helper) fail(err error) {
	h.state.Lock()
	defer h.state.Unlock()
	if h.failed == nil {
		h.failed = fmt.Errorf("oriel-avc: %w", err)
		h.conn.Close()
	}
}

// error is what has gone wrong, if anything has.
func (h *helper) error() error {
	h.state.Lock()
	defer h.state.Unlock()
	return h.failed
}

// slot takes a free slot, and holds the memory.
func (h *helper) slot() (n int, ok bool) {
	h.state.Lock()
	defer h.state.Unlock()
	for n, used := range h.used {
		if !used {
			h.used[n] = true
			h.refs++
			return n, true
		}
	}
	return 0, false
}

func (h *helper) freeSlot(n int) {
	h.state.Lock()
	h.used[n] = false
	h.state.Unlock()
	h.release()
}

// release lets go of the memory, which goes with the last who holds it.
func (h *helper) release() {
	h.state.Lock()
	defer h.state.Unlock()
	if h.refs--; h.refs == 0 {
		_ = unix.Munmap(h.memory)
		h.memory = nil
	}
}
