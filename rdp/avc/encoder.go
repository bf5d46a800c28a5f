package avc

import (
	"errors"
	"image"
	"os"
	"sync"
)

var (
	// ErrNone says that there is no helper now.
	ErrNone = errors.New("there is no oriel-avc")
	// ErrFull says that there are as many streams as there can be.
	ErrFull = errors.New("oriel-avc has no room for another video")
	// ErrSize says that a picture is too small or too large.
	ErrSize = errors.New("oriel-avc takes no pictures of that size")
)

// An Encoder is where streams come from. Its zero value has no helper. Any
// goroutine may use it.
type Encoder struct {
	mu     sync.Mutex
	helper *helper
}

// Attach replaces the helper by another one, whose ends of a socket and of
// memory these are: a SOCK_SEQPACKET socket, and MemorySize bytes that nobody
// can cut. It closes both, and waits for the helper to say hello.
func (e *Encoder) Attach(socket, memory *os.File) error {
	h, err := newHelper(socket, memory)
	if err != nil {
		return err
	}
	e.mu.Lock()
	old := e.helper
	e.helper = h
	e.mu.Unlock()
	if old != nil {
		old.fail(ErrNone)
		old.release()
	}
	return nil
}

// Close lets go of the helper. Streams fail from then on, and must be closed.
func (e *Encoder) Close() {
	e.mu.Lock()
	h := e.helper
	e.helper = nil
	e.mu.Unlock()
	if h != nil {
		h.fail(ErrNone)
		h.release()
	}
}

// Name says what encodes, "" if nothing does.
func (e *Encoder) Name() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.helper == nil || e.helper.error() != nil {
		return ""
	}
	return e.helper.version.String()
}

// Open begins a stream of pictures of a size, which is rounded up to what the
// codec takes: multiples of 16. It does not wait.
func (e *Encoder) Open(size image.Point) (*Stream, error) {
	size = image.Pt(roundUp(size.X), roundUp(size.Y))
	if size.X < 16 || size.Y < 16 || size.X > MaxSide || size.Y > MaxSide || 4*size.X*size.Y > PictureSize {
		return nil, ErrSize
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	h := e.helper
	if h == nil || h.error() != nil {
		return nil, ErrNone
	}
	n, ok := h.slot()
	if !ok {
		return nil, ErrFull
	}
	return &Stream{h: h, slot: n, size: size}, nil
}

func roundUp(n int) int { return (n + 15) &^ 15 }

// A Stream is a video: each of its frames builds on those before. It belongs
// to one goroutine at a time.
type Stream struct {
	h      *helper
	slot   int
	size   image.Point
	opened bool // the helper knows of it
}

// Size is the pictures' size.
func (s *Stream) Size() image.Point { return s.size }

// Picture is the memory that pictures are put into: B, G, R, X, rows without
// gaps. It is there until Close, whatever becomes of the helper; what it has of
// earlier pictures need not be put in again.
func (s *Stream) Picture() []byte {
	return s.h.memory[s.slot*slotSize:][: 4*s.size.X*s.size.Y : 4*s.size.X*s.size.Y]
}

// Encode appends the next frame to dst, in the byte stream format of H.264's
// Annex B. Of the picture only what is in changed is looked at, whose sides are
// even; the frame will have about so many bytes, if that can be. After an error
// the stream is of no use any more; it must be closed all the same. It waits for
// the helper, but not for long.
func (s *Stream) Encode(dst []byte, changed image.Rectangle, bytes int) ([]byte, error) {
	if !s.opened {
		s.opened = true
		open := request{op: opOpen, slot: uint32(s.slot), width: uint32(s.size.X), height: uint32(s.size.Y)}
		if _, err := s.h.ask(open); err != nil {
			return dst, err
		}
	}
	n, err := s.h.ask(request{
		op: opEncode, slot: uint32(s.slot), bytes: uint32(min(max(bytes, 0), streamSize)),
		x: uint32(changed.Min.X), y: uint32(changed.Min.Y), width: uint32(changed.Dx()), height: uint32(changed.Dy()),
	})
	if err != nil {
		return dst, err
	}
	return append(dst, s.h.memory[s.slot*slotSize+PictureSize:][:n]...), nil
}

// Close ends the stream, whose memory must not be used any more. It does not
// wait: the helper may be busy with another one.
func (s *Stream) Close() {
	if !s.opened {
		s.h.freeSlot(s.slot)
		return
	}
	go func() {
		_, _ = s.h.ask(request{op: opClose, slot: uint32(s.slot)}) // or it has gone
		s.h.freeSlot(s.slot)
	}()
}
