// Package clip is the clipboard port: what is copied, and by whom. Three
// kinds of owner share one Board: Wayland apps, X11 apps and RDP clients. What
// is dragged between Wayland and X11 apps goes from a DragSource to a
// DropTarget.
package clip

import (
	"io"
	"sync"
)

// A Source is something that can be pasted.
type Source interface {
	// Types returns the MIME types it can be had in, best first.
	Types() []string
	// Send returns at once; it writes the content in one of the Types to w,
	// from a goroutine of its own, and closes w when done or when it fails.
	Send(mime string, w io.WriteCloser)
}

// An Origin names who set a Source, so that nobody is told of its own copy.
// Values are compared by ==.
type Origin any

// The MIME types of plain text, best first. X11's atoms are spelled as such.
const (
	TextUTF8 = "text/plain;charset=utf-8"
	Text     = "text/plain"
)

// A Board holds the current Source of one selection (the clipboard, or the
// primary selection). It may be used from any goroutine.
type Board struct {
	mu      sync.Mutex
	src     Source
	by      Origin
	serial  uint64
	watches map[*watch]struct{}
}

type watch struct {
	me Origin
	f  func(Source)
}

// NewBoard returns an empty board.
func NewBoard() *Board { return &Board{watches: map[*watch]struct{}{}} }

// Set replaces the Source; nil empties the board. All watchers but by's are
// told, in the order of the Sets.
func (b *Board) Set(src Source, by Origin) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.src, b.by = src, by
	b.serial++
	for w := range b.watches {
		if w.me != by {
			w.f(src)
		}
	}
}

// Clear empties the board if by still owns it.
func (b *Board) Clear(by Origin) {
	b.mu.Lock()
	mine := b.src != nil && b.by == by
	b.mu.Unlock()
	if mine {
		b.Set(nil, by)
	}
}

// Current returns the Source, or nil, and who set it.
func (b *Board) Current() (Source, Origin) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.src, b.by
}

// Watch calls f for the current Source, if any and not me's own, and at each
// Set by others. f must not block and must not call the Board: it hands the
// Source to its own goroutine.
func (b *Board) Watch(me Origin, f func(Source)) (stop func()) {
	w := &watch{me, f}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.watches[w] = struct{}{}
	if b.src != nil && b.by != me {
		f(b.src)
	}
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.watches, w)
	}
}

// Pick returns the best of the types that src has among those wanted, or "".
func Pick(src Source, want ...string) string {
	for _, w := range want {
		for _, t := range src.Types() {
			if t == w {
				return t
			}
		}
	}
	return ""
}
