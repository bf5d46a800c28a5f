package client

import (
	"errors"
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
	"oriel/rdp/rdpei"
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
	layout   []disp.Monitor // asked for before there was a channel for it
	apps     *rail.Client

	fingers   *drdynvc.Mounted // nil: the server takes no touch
	digitizer *rdpei.Client

	clip *clipboard

	desktop   *bitmap
	windows   map[uint32]*Window
	icons     map[notifyKey]*NotifyIcon
	marker    int
	stack     []uint32
	active    uint32
	synced    bool
	pointer   Pointer
	pointers  map[uint16]*PointerShape
	warped    []image.Point
	planar    codec.PlanarDecoder
	rle       codec.InterleavedDecoder
	rfx       codec.RFXDecoder
	stats     Stats
	execs     []rail.ExecResult
	heard     []rail.Message
	moving    uint32 // window that the user moves here
	gfxID     uint32
	hold      bool // acknowledgements are kept back
	held      []byte
	heldFrame *bcgr.FrameAcknowledge

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
		opt: opt, windows: map[uint32]*Window{}, icons: map[notifyKey]*NotifyIcon{}, pointers: map[uint16]*PointerShape{},
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
			Exec:   []*rail.Exec{{ExeOrFile: s.opt.Program, WorkingDir: s.opt.WorkDir, Arguments: s.opt.Args}},
			Handle: s.railMessage,
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
			if s.layout != nil {
				_ = s.disp.Layout(s.layout, &svc.Outbox{}) // waits for the server's capabilities
			}
			s.control = drdynvc.Mount(s.dvc, s.disp)
			return s.control
		case name == drdynvc.NameInput && s.opt.Touch > 0:
			s.digitizer = rdpei.NewClient(uint16(s.opt.Touch))
			s.fingers = drdynvc.Mount(s.dvc, s.digitizer)
			return s.fingers
		}
		return nil
	})
	s.mount(c.ID, maxGraphics, s.dvc.Step)
}

// HoldAcks keeps back the acknowledgement of frames; without it the newest is
// sent after all. It makes a slow client of this one.
func (s *Session) HoldAcks(hold bool) error {
	return s.do(func(now time.Time) error {
		s.hold = hold
		if f := s.heldFrame; !hold && f != nil {
			s.heldFrame = nil
			return s.acknowledge(f.FrameID)
		}
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
			s.seq.Count(len(frame))
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
	// The server hangs up. Who closes before and leaves something unread
	// resets the connection, and what was said last may be lost.
	if c, ok := s.st.Conn.(interface{ CloseWrite() error }); ok {
		_ = c.CloseWrite()
	}
	select {
	case <-s.done:
	case <-time.After(time.Second):
	}
	s.st.Close()
	<-s.done
	return nil
}

// Drop ends the connection without a word, as a network does that is gone.
func (s *Session) Drop() {
	s.st.Close()
	<-s.done
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

// Cookie returns by what the session can be taken up again without a password
// once it is lost (Options.Reconnect), nil if the server has given nothing.
func (s *Session) Cookie() *bcgr.ReconnectCookie {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seq.Cookie()
}

// LEDs returns what the server has said of the lock keys, the newest last.
func (s *Session) LEDs() []uint16 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seq.LEDs())
}

// Network tells what the server has said of the network, and how many
// heartbeats have come.
func (s *Session) Network() (rtt time.Duration, bits float64, heartbeats int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rtt, _, bits = s.seq.Network().Result()
	return rtt, bits, s.seq.Network().Heartbeats()
}

// Execs returns the server's answers to the programs that were asked for.
func (s *Session) Execs() []rail.ExecResult {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.execs)
}

// Heard returns the last messages of the RemoteApp channel, oldest first.
func (s *Session) Heard() []rail.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heard)
}

// Moving returns the window that the server has asked this client to move or
// resize by itself, 0 for none.
func (s *Session) Moving() uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.moving
}
