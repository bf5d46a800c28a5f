package client

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"sync"
	"time"

	"oriel/rdp/bcgr"
	"oriel/rdp/codec"
	"oriel/rdp/connector"
	"oriel/rdp/disp"
	"oriel/rdp/drdynvc"
	"oriel/rdp/egfx"
	"oriel/rdp/mcs"
	"oriel/rdp/rail"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/x224"
	"oriel/rdp/zgfx"
)

// A Session is a connection to a server. Its methods may be called from any
// goroutine.
type Session struct {
	opt Options

	mu  sync.Mutex // guards all that follows
	seq *connector.Client
	st  *stream
	out svc.Outbox
	err error // why the session ended

	channels map[uint16]*channel
	fast     bcgr.UpdateReader
	dvc      *drdynvc.Client
	gfx      *egfx.Client
	graphics *graphics
	unzip    *zgfx.Decompressor
	control  *drdynvc.Mounted
	disp     *disp.Client
	apps     *rail.Client
	clip     *clipboard

	desktop  *bitmap
	windows  map[uint32]*Window
	stack    []uint32
	active   uint32
	synced   bool
	pointer  Pointer
	pointers map[uint16]*PointerShape
	planar   codec.PlanarDecoder
	rle      codec.InterleavedDecoder
	stats    Stats
	execs    []rail.ExecResult
	moving   uint32 // window that the user moves here
	gfxID    uint32
	hold     bool // acknowledgements are kept back
	held     []byte

	changed chan struct{} // closed and replaced with each change
	last    time.Time     // of the last change
	done    chan struct{}
}

// A channel is a static channel's reassembly and its machine.
type channel struct {
	id       uint16
	assemble svc.Assembler
	step     func(msg []byte, now time.Time, out *svc.Outbox) error
}

func newSession(opt Options) *Session {
	s := &Session{
		opt: opt, windows: map[uint32]*Window{}, pointers: map[uint16]*PointerShape{},
		channels: map[uint16]*channel{}, changed: make(chan struct{}), done: make(chan struct{}),
	}
	s.desktop = newBitmap(opt.Size.X, opt.Size.Y)
	s.graphics = newGraphics(s)
	s.fast.Max = connector.DefaultMaxRequest
	return s
}

// begin mounts the channels and starts to read.
func (s *Session) begin(st *stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.st, s.last = st, time.Now()
	r := s.seq.Result()
	s.resized(r.Width, r.Height)
	s.mountDynamic(r)
	if c := r.Channel("rail"); c != nil {
		s.apps = rail.NewClient(rail.ClientConfig{
			Status: rail.DefaultStatus, Params: rail.DefaultParams(int16(s.opt.Size.X), int16(s.opt.Size.Y)),
			Exec: []*rail.Exec{{ExeOrFile: s.opt.Program}}, Handle: s.railMessage,
		})
		s.mount(c.ID, 1<<16, s.apps.Step)
	}
	if c := r.Channel("cliprdr"); c != nil {
		s.clip = newClipboard(s)
		s.mount(c.ID, svc.MaxMessage, s.clip.Step)
		s.clip.id = c.ID
	}
	go s.read()
}

func (s *Session) mount(id uint16, limit int, step func([]byte, time.Time, *svc.Outbox) error) {
	s.channels[id] = &channel{id: id, assemble: svc.Assembler{Max: limit}, step: step}
}

// maxGraphics bounds a message of the graphics pipeline.
const maxGraphics = 64 << 20

func (s *Session) mountDynamic(r *connector.Result) {
	c := r.Channel("drdynvc")
	if c == nil {
		return
	}
	cfg := drdynvc.Config{MaxMessage: func(name string) int {
		if name == drdynvc.NameGraphics {
			return maxGraphics
		}
		return 0
	}}
	s.dvc = drdynvc.NewClient(cfg, func(name string) drdynvc.Handler {
		switch {
		case name == drdynvc.NameGraphics && s.opt.graphics():
			s.gfx = egfx.NewClient(egfx.ClientConfig{}, s.graphics)
			s.unzip = zgfx.NewDecompressor(maxGraphics)
			return &graphicsChannel{s: s}
		case name == drdynvc.NameDisplayControl:
			s.disp = disp.NewClient()
			s.control = drdynvc.Mount(s.dvc, s.disp)
			return s.control
		}
		return nil
	})
	s.mount(c.ID, maxGraphics, s.dvc.Step)
}

// graphicsChannel unwraps the graphics pipeline.
type graphicsChannel struct {
	s   *Session
	id  uint32
	raw []byte
	box svc.Outbox
}

// Opened implements drdynvc.Handler.
func (g *graphicsChannel) Opened(id uint32, now time.Time, out *svc.Outbox) error {
	g.id, g.s.gfxID = id, id
	g.box.Reset()
	g.s.gfx.Start(now, &g.box)
	return g.send(out)
}

// Message implements drdynvc.Handler.
func (g *graphicsChannel) Message(_ uint32, msg []byte, now time.Time, out *svc.Outbox) error {
	var err error
	if g.raw, err = g.s.unzip.Append(g.raw[:0], msg); err != nil {
		return err
	}
	g.box.Reset()
	err = g.s.gfx.Step(g.raw, now, &g.box)
	if g.s.hold {
		for i := range g.box.Len() {
			g.s.held = append(g.s.held[:0], g.box.Message(i)...)
		}
		return err
	}
	return errors.Join(err, g.send(out))
}

func (g *graphicsChannel) send(out *svc.Outbox) error {
	for i := range g.box.Len() {
		if err := g.s.dvc.Send(g.id, g.box.Message(i), out); err != nil {
			return err
		}
	}
	return nil
}

// Closed implements drdynvc.Handler. A server that cannot be understood must
// not leave an old picture behind unnoticed.
func (g *graphicsChannel) Closed(_ uint32, why error) {
	if why != nil {
		g.s.err = fmt.Errorf("graphics: %w", why)
	}
}

// HoldAcks keeps back the acknowledgement of frames; without it the newest is
// sent after all. It makes a slow client of this one.
func (s *Session) HoldAcks(hold bool) error {
	return s.do(func(now time.Time) error {
		s.hold = hold
		if hold || s.held == nil {
			return nil
		}
		var out svc.Outbox
		for _, c := range s.seq.Result().Channels {
			if c.Name == "drdynvc" {
				if err := s.dvc.Send(s.gfxID, s.held, &out); err != nil {
					return err
				}
				s.held = nil
				return s.sendChannel(c.ID, &out)
			}
		}
		return nil
	})
}

// read takes what the server sends until the connection ends.
func (s *Session) read() {
	defer close(s.done)
	var buf []byte
	for {
		frame, err := s.st.frame(buf)
		s.mu.Lock()
		if err == nil {
			buf = frame
			s.stats.Bytes += uint64(len(frame))
			err = s.receive(frame, time.Now())
		}
		if err == nil {
			err = s.err
		}
		if err != nil {
			if s.err == nil {
				s.err = err
			}
			if s.clip != nil {
				s.clip.Close(time.Now())
			}
			s.touch()
			s.mu.Unlock()
			s.st.Close()
			return
		}
		s.mu.Unlock()
	}
}

// receive handles one frame, with the lock held.
func (s *Session) receive(frame []byte, now time.Time) error {
	_, fast, err := x224.FrameLen(frame)
	if err != nil {
		return err
	}
	if fast {
		return s.fast.Read(frame, s.update)
	}
	p, err := mcs.DecodeFrame(frame)
	if err != nil {
		return err
	}
	if d, ok := p.(*mcs.SendDataIndication); ok {
		if c := s.channels[d.Channel]; c != nil {
			return s.channelData(c, d.Data, now)
		}
		if done, err := s.slowUpdate(d); done || err != nil {
			return err
		}
	}
	was := s.seq.Active()
	err = s.seq.Step(frame, now, &s.out)
	if e := s.st.send(&s.out); err == nil {
		err = e
	}
	if !was && s.seq.Active() {
		r := s.seq.Result()
		s.resized(r.Width, r.Height)
		clear(s.pointers)
	}
	return err
}

// resized gives the desktop a size, if it has another one. With graphics
// ResetGraphics does that.
func (s *Session) resized(w, h int) {
	if w > 0 && h > 0 && (s.desktop.w != w || s.desktop.h != h) {
		s.desktop = newBitmap(w, h)
		s.touch()
	}
}

// slowUpdate takes a slow-path update; done is false for other PDUs.
func (s *Session) slowUpdate(d *mcs.SendDataIndication) (done bool, err error) {
	if d.Channel != s.seq.Result().IOChannel {
		return false, nil
	}
	kind, _, body := bcgr.ReadShare(wire.NewReader(d.Data))
	if body.Err() != nil || kind != bcgr.ShareData {
		return false, nil
	}
	_, t := bcgr.ReadShareData(body)
	if body.Err() != nil || t != bcgr.DataUpdate && t != bcgr.DataPointer {
		return false, nil
	}
	c, payload := bcgr.ReadSlowPathUpdate(t, body)
	if err := body.Err(); err != nil {
		return true, err
	}
	return true, s.update(c, payload)
}

func (s *Session) channelData(c *channel, chunk []byte, now time.Time) error {
	msg, done, err := c.assemble.Step(chunk)
	if err != nil || !done {
		return err
	}
	var out svc.Outbox
	if err := c.step(msg, now, &out); err != nil {
		return err
	}
	return s.sendChannel(c.id, &out)
}

// sendChannel sends messages on a static channel, with the lock held.
func (s *Session) sendChannel(id uint16, out *svc.Outbox) error {
	r := s.seq.Result()
	for i := range out.Len() {
		for h, part := range svc.Chunks(out.Message(i), 0, svc.DefaultChunk) {
			s.out.Add(func(b []byte) []byte {
				b = mcs.AppendSendDataRequest(b, r.User, id, svc.HeaderSize+len(part))
				return append(h.AppendTo(b), part...)
			})
		}
	}
	return s.st.send(&s.out)
}

// touch notes a change, with the lock held.
func (s *Session) touch() {
	s.last = time.Now()
	close(s.changed)
	s.changed = make(chan struct{})
}

// do runs f with the lock held, unless the session has ended.
func (s *Session) do(f func(now time.Time) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	return f(time.Now())
}

// Close ends the session.
func (s *Session) Close() error {
	s.mu.Lock()
	if s.err == nil {
		s.err = errClosed
		s.seq.Disconnect(&s.out)
		s.st.SetWriteDeadline(time.Now().Add(time.Second))
		_ = s.st.send(&s.out)
	}
	s.mu.Unlock()
	s.st.Close()
	<-s.done
	return nil
}

var errClosed = errors.New("session closed")

// Err returns why the session has ended, or nil.
func (s *Session) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Done is closed when the session has ended.
func (s *Session) Done() <-chan struct{} { return s.done }

// View returns what is known now.
func (s *Session) View() *View {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view()
}

func (s *Session) view() *View {
	v := &View{
		Stack: slices.Clone(s.stack), Active: s.active, Pointer: s.pointer, Synced: s.synced,
		Size: image.Pt(s.desktop.w, s.desktop.h),
	}
	hiDef := s.apps != nil && s.apps.Flags()&rail.HandshakeHiDef != 0
	for _, w := range s.windows {
		c := *w
		c.Visible = c.Visible && (c.Mapped || !hiDef) // without pixels there is nothing to see
		v.Windows = append(v.Windows, c)
	}
	slices.SortFunc(v.Windows, func(a, b Window) int { return int(a.ID) - int(b.ID) })
	return v
}

// Windows returns the windows that are known, by id.
func (s *Session) Windows() []Window { return s.View().Windows }

// Stats returns what has come so far.
func (s *Session) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

// Image returns a window's picture at the window's size, nil if there is no
// such window. Without surfaces of their own, windows are cut out of the
// desktop, whatever covers them there.
func (s *Session) Image(id uint32) *image.RGBA {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.windows[id]
	if w == nil {
		return nil
	}
	if w.Mapped {
		if f := s.graphics.surfaces[w.surface]; f != nil {
			return f.rgba(image.Rectangle{Max: w.Rect.Size()})
		}
	}
	return s.desktop.rgba(w.Rect)
}

// Desktop returns the desktop's picture; of windows with surfaces of their
// own it is composed as the client's screen would be.
func (s *Session) Desktop() *image.RGBA {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.desktop.rgba(s.desktop.bounds())
	if s.opt.Profile != RAIL {
		return m
	}
	for i := range m.Pix {
		m.Pix[i] = 0
	}
	for _, id := range slices.Backward(s.stack) {
		w := s.windows[id]
		if w == nil || !w.Mapped || !w.Visible {
			continue
		}
		if f := s.graphics.surfaces[w.surface]; f != nil {
			over(m, f.rgba(image.Rectangle{Max: w.Rect.Size()}), w.Rect.Min)
		}
	}
	return m
}

// over draws a premultiplied picture over dst.
func over(dst, src *image.RGBA, at image.Point) {
	r := src.Rect.Add(at).Intersect(dst.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		d := dst.Pix[dst.PixOffset(r.Min.X, y):][:r.Dx()*4]
		p := src.Pix[src.PixOffset(r.Min.X-at.X, y-at.Y):][:r.Dx()*4]
		for i := 0; i < len(d); i += 4 {
			a := 255 - int(p[i+3])
			for k := range 4 {
				d[i+k] = uint8(min(255, int(p[i+k])+(int(d[i+k])*a+127)/255))
			}
		}
	}
}

// WaitRest waits until match says yes (nil: always) and nothing has changed
// for settle. It returns the session's error if that ends first.
func (s *Session) WaitRest(ctx context.Context, settle time.Duration, match func(*View) bool) error {
	for {
		s.mu.Lock()
		changed, rest, err := s.changed, time.Since(s.last), s.err
		v := s.view()
		s.mu.Unlock()
		if err != nil {
			return err
		}
		wait := time.Hour
		if match == nil || match(v) {
			if rest >= settle {
				return nil
			}
			wait = settle - rest
		}
		if match != nil {
			wait = min(wait, max(settle, 50*time.Millisecond)) // match may look elsewhere too
		}
		t := time.NewTimer(wait)
		select {
		case <-changed:
		case <-t.C:
		case <-s.done:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
		t.Stop()
	}
}

// Execs returns the server's answers to the programs that were asked for.
func (s *Session) Execs() []rail.ExecResult {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.execs)
}

// Moving returns the window that the server has asked this client to move or
// resize by itself, 0 for none.
func (s *Session) Moving() uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.moving
}
