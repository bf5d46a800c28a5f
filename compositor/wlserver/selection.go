package wlserver

import (
	"errors"
	"io"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire/wlconn"
)

// dataState is what apps give to each other: by copying and by dragging.
type dataState struct {
	clipboard, primary *selection
	drag               *drag
}

func (d *dataState) init(s *Server) {
	d.clipboard = newSelection(s, s.host.Clipboard())
	d.primary = newSelection(s, s.host.Primary())
}

func (d *dataState) close() {
	d.clipboard.stop()
	d.primary.stop()
}

// settle follows what others have copied.
func (d *dataState) settle() {
	d.clipboard.settle()
	d.primary.settle()
	if d.drag != nil {
		d.drag.settle()
	}
}

// focus tells a client that is about to get the keyboard what is copied.
func (d *dataState) focus(c *client) {
	d.clipboard.tell(c)
	d.primary.tell(c)
}

func (d *dataState) surfaceGone(x *surface) {
	if d.drag != nil {
		d.drag.surfaceGone(x)
	}
}

// selection joins a Board to the apps: it is an owner of the Board, on behalf
// of all of them.
type selection struct {
	s      *Server
	board  *clip.Board
	stop   func()
	stale  atomic.Bool // the Board has changed
	src    clip.Source // what apps are offered
	news   bool        // the app with the focus does not know of src yet
	serial uint32      // of the last request
}

// device is a wl_data_device or its like for the primary selection.
type device interface {
	// offer offers a client what is copied, nil for nothing.
	offer(src clip.Source)
}

func newSelection(s *Server, b *clip.Board) *selection {
	sel := &selection{s: s, board: b}
	// Others tell us on their own goroutines, and hold the Board meanwhile:
	// the loop must neither be waited for nor be given their order of events.
	sel.stop = b.Watch(sel, func(clip.Source) {
		sel.stale.Store(true)
		s.host.Wake()
	})
	return sel
}

func (sel *selection) settle() {
	if sel.stale.Swap(false) {
		src, _ := sel.board.Current()
		sel.adopt(src)
	}
	if f := sel.s.seat.keyboard.focus; sel.news && f != nil {
		sel.tell(f.c)
	}
	sel.news = false
}

// set makes an app's source the current one.
func (sel *selection) set(src *appSource, serial uint32) {
	if !notBefore(serial, sel.serial) || !notBefore(sel.s.serial, serial) {
		if src != nil {
			src.cancelled()
		}
		return // others were faster
	}
	sel.serial = serial
	if src == nil {
		sel.board.Set(nil, sel)
		sel.adopt(nil)
		return
	}
	sel.board.Set(src, sel)
	sel.adopt(src)
}

// forget empties the Board if it holds that source.
func (sel *selection) forget(src *appSource) {
	if cur, ok := sel.src.(*appSource); !ok || cur != src {
		return
	}
	sel.src = nil // it needs no cancelled any more
	if cur, _ := sel.board.Current(); isApp(cur, src) {
		sel.board.Set(nil, sel)
	}
	sel.adopt(nil)
}

func isApp(s clip.Source, a *appSource) bool {
	o, ok := s.(*appSource)
	return ok && o == a
}

// adopt offers a source to the app with the focus, once in a turn: who copies
// in a loop must not flood others.
func (sel *selection) adopt(src clip.Source) {
	if a, ok := sel.src.(*appSource); ok && !isApp(src, a) {
		a.cancelled()
	}
	sel.src, sel.news = src, true
}

func (sel *selection) tell(c *client) {
	if k := sel.s.seat.clients[c]; k != nil {
		for _, d := range k.devices[sel] {
			d.offer(sel.src)
		}
	}
}

// welcome adds a new device of a client.
func (sel *selection) welcome(c *client, d device) {
	k := sel.s.seat.client(c)
	if k.devices == nil {
		k.devices = map[*selection][]device{}
	}
	k.devices[sel] = append(k.devices[sel], d)
	if f := sel.s.seat.keyboard.focus; f != nil && f.c == c && sel.src != nil {
		d.offer(sel.src)
	}
}

func (sel *selection) leave(c *client, d device) {
	k := sel.s.seat.client(c)
	if k.devices != nil {
		k.devices[sel] = slices.DeleteFunc(k.devices[sel], func(o device) bool { return o == d })
	}
}

// appSource is what a Wayland app gives, as a clip.Source. It does not change
// once it is made.
type appSource struct {
	s         *Server
	types     []string
	send      func(mime string, fd int) // on the loop; takes the descriptor
	cancelled func()                    // on the loop
}

// Types implements clip.Source.
func (a *appSource) Types() []string { return a.types }

// Send implements clip.Source: the app writes into a pipe.
func (a *appSource) Send(mime string, w io.WriteCloser) {
	if !slices.Contains(a.types, mime) {
		w.Close()
		return
	}
	go func() { // Post may wait for the loop, which may be the caller
		defer w.Close()
		r, fd, err := pipe()
		if err != nil {
			return
		}
		defer r.Close()
		if !a.s.host.Post(func(tx *scene.Tx) {
			a.s.enter(tx, time.Time{})
			a.send(mime, fd)
		}) {
			wlconn.CloseFD(fd)
			return
		}
		_ = copyIdle(w, r)
	}()
}

// pipe returns a pipe for an app to write to.
func pipe() (r *os.File, w int, err error) {
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		return nil, -1, err
	}
	// Only our end: the app expects writes that wait.
	_ = unix.SetNonblock(fds[0], true)
	return os.NewFile(uintptr(fds[0]), "paste"), fds[1], nil
}

// idle is how long an app may take for the next part of what it gives.
const idle = 20 * time.Second

func copyIdle(w io.Writer, r *os.File) error {
	buf := make([]byte, 64<<10)
	for {
		_ = r.SetReadDeadline(time.Now().Add(idle))
		n, err := r.Read(buf)
		if n > 0 {
			if _, werr := w.Write(buf[:n]); werr != nil {
				return werr
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// paste gives the content of a source to an app that waits at fd.
func paste(src clip.Source, mime string, fd int) {
	if a, ok := src.(*appSource); ok {
		a.send(mime, fd) // from app to app, not through us
		return
	}
	if src == nil || !slices.Contains(src.Types(), mime) {
		wlconn.CloseFD(fd)
		return
	}
	_ = unix.SetNonblock(fd, true) // so that writes wait without a thread
	src.Send(mime, os.NewFile(uintptr(fd), "paste"))
}

// Bounds of the types of one source: an app must be able to take an offer.
const (
	maxTypes     = 1024
	maxTypeBytes = 64 << 10
)

// offerable is the end of a source that both kinds of source share: they
// gather types until they are used.
type offerable struct {
	types []string
	size  int        // of types, in bytes
	app   *appSource // once it is used as a selection
}

func (o *offerable) add(mime string) {
	if o.app != nil || len(o.types) >= maxTypes || o.size+len(mime) > maxTypeBytes || slices.Contains(o.types, mime) {
		return
	}
	o.types = append(o.types, mime)
	o.size += len(mime)
}

// selectable makes it a source for a Board, once.
func (o *offerable) selectable(s *Server, send func(string, int), cancelled func()) *appSource {
	if o.app == nil {
		o.app = &appSource{s: s, types: slices.Clone(o.types), send: send, cancelled: cancelled}
	}
	return o.app
}

// The handles of both kinds of offer.
var (
	_ wlproto.WlDataOfferRequests                = (*dataOffer)(nil)
	_ wlproto.ZwpPrimarySelectionOfferV1Requests = (*primaryOffer)(nil)
)
