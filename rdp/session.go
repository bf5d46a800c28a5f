package rdp

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"slices"
	"sync"
	"time"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
	"oriel/rdp/drdynvc"
	"oriel/rdp/mcs"
	"oriel/rdp/rdpei"
	"oriel/rdp/svc"
)

// graphicsWait is how long a client that announced the graphics pipeline may
// take to open it, before it gets bitmap updates.
const graphicsWait = 3 * time.Second

// A session is one client's connection from its activation on. All its fields
// belong to who has the turn: the reader for what the client says, who brings
// Diffs from the desktop, and the goroutine that runs the session for what is
// told by channels.
type session struct {
	turn sync.Mutex
	over bool // nobody takes turns any more

	srv  *Server
	id   uint32
	desk *gate
	log  *slog.Logger
	acc  *acceptor.Server
	peer *acceptor.Result
	link *link
	w    *writer
	hop  func() (hop, bool) // what the kernel knows of the way; nil in tests
	gone <-chan struct{}    // closed when the reader has ended
	stop chan error         // capacity 1: why the session must end
	fail error              // set by handlers that cannot return it

	profile  Profile
	decided  bool // profile is
	status   statusBox
	layout   layout
	relayout *time.Timer
	wanted   *layout // to be applied
	own      layout  // what the client asked for last

	newCookie time.Time // when the client gets another one

	box        *mailbox
	attachment scene.Attachment
	want       scene.View
	drawn      map[scene.WindowID]uint64
	doneList   []scene.Drawn
	hand       *hand
	leds       indicators
	pointers   *pointers
	suppressed bool

	channels  map[uint16]*channel
	events    []bcgr.InputEvent
	typed     bool // this turn had keys alone: what follows from them comes as a Diff
	out       svc.Outbox
	messages  svc.Outbox // for the message channel; empty between steps
	framed    svc.Outbox // of sendMessages
	dvc       *drdynvc.Server
	gfx       *graphics
	bits      *surfaceBits // nil: the client takes none
	apps      *apps        // nil without RAIL
	clips     *clipSource
	paint     *painter
	execDone  chan execution // of the programs asked for
	displays  bool           // the client has the display control channel
	textScale float64        // that the user wants, 0 if the client does not say
	early     [][]byte       // messages of RAIL from before the decision
	active    bool           // between activation and deactivation
	started   time.Time
	heard     time.Time // when the client last sent something
	wake      *time.Timer
}

// A channel is a static virtual channel that we use.
type channel struct {
	name     string
	assemble svc.Assembler
	step     func(msg []byte, now time.Time, out *svc.Outbox) error
	bad      int // malformed messages
}

// run runs the session until it ends, and returns why. It starts the reader
// when the session has begun.
func (s *session) run(ctx context.Context, read func()) error {
	s.begin()
	defer s.end()
	read()
	if err := s.take(nil); err != nil {
		return err
	}
	for {
		var next func() error
		select {
		case <-s.gone: // the reader says why
			select {
			case err := <-s.stop:
				return err
			default:
				return nil
			}
		case <-s.box.notify:
		case <-s.w.room:
		case <-s.w.done:
			return s.w.error()
		case f := <-s.paint.frame.done:
			f.done <- f // who has the turn takes it
		case <-s.clips.notify:
			next = func() error { s.clips.run(time.Now()); return nil }
		case e := <-s.execDone:
			next = func() error { return s.apps.executed(e) }
		case <-s.relayout.C:
			next = s.applyLayout
		case <-s.desk.promoted:
			next = func() error { s.lead(); return nil }
		case <-s.wake.C:
		case err := <-s.stop:
			return err
		case <-ctx.Done():
			if errors.Is(context.Cause(ctx), ErrReplaced) {
				return ErrReplaced
			}
			return bcgr.ErrDisconnectByTool
		}
		if err := s.take(next); err != nil {
			return err
		}
	}
}

// take takes a turn: it does what is to be done, and then all that can be done
// now. Once a turn has failed there are no more.
func (s *session) take(what func() error) error {
	s.turn.Lock()
	return s.taken(what)
}

// taken is the turn, which it gives back.
func (s *session) taken(what func() error) (err error) {
	whole := false
	defer func() {
		s.over = s.over || err != nil || !whole // by a panic
		s.turn.Unlock()
	}()
	if !s.over {
		err = s.act(what)
	}
	whole = true
	return err
}

func (s *session) act(what func() error) error {
	if what != nil {
		if err := what(); err != nil {
			return err
		}
	}
	if s.fail != nil {
		return s.fail
	}
	if s.typed {
		s.typed = false
		s.paint.typed(s.heard)
		return nil
	}
	err := s.advance(time.Now())
	if err == nil && s.paint.back() {
		if err = s.paint.encoded(time.Now()); err == nil {
			err = s.advance(time.Now())
		}
	}
	s.paint.pass() // so that others come in between
	if err == nil {
		err = s.fail
	}
	return err
}

// hear takes a turn for a frame of the client's, on the reader's goroutine: to
// wake another one takes longer than most frames do.
func (s *session) hear(frame []byte) {
	defer s.caught()
	s.quit(s.take(func() error {
		s.heard = time.Now()
		return s.receive(frame)
	}))
}

// look takes a turn for what is in the mailbox, on the goroutine that brought
// it, unless another one has the turn, which it reports.
func (s *session) look() bool {
	if !s.turn.TryLock() {
		return false
	}
	defer s.caught()
	s.quit(s.taken(nil))
	return true
}

// caught ends the session, and nothing else, by a panic in its turn.
func (s *session) caught() {
	if r := recover(); r != nil {
		s.quit(&crash{r, stack()})
	}
}

// quit has the session end, if there is a reason.
func (s *session) quit(why error) {
	if why == nil {
		return
	}
	select {
	case s.stop <- why:
	default:
	}
}

func (s *session) begin() {
	s.started = time.Now()
	s.relayout, s.wake = time.NewTimer(time.Hour), time.NewTimer(graphicsWait)
	s.relayout.Stop()
	s.box = newMailbox(s.look)
	s.execDone = make(chan execution, maxExecs)
	s.drawn = map[scene.WindowID]uint64{}
	s.layout = layoutOf(s.peer)
	s.own = s.layout
	s.hand = newHand(s.desk.Input, s)
	s.hand.leds = &s.leds
	s.leds = indicators{known: true, due: s.started.Add(time.Second)} // by then it has said
	s.pointers = newPointers(s.link, s.peer)
	s.bits = newSurfaceBits(s.peer)
	s.paint = newPainter(s)
	s.active = true
	s.placeHand()

	s.link.frames = s.throttle
	s.setOutputs()
	s.desk.Input(s.keyboard())
	s.welcome(s.started)
	s.openChannels(s.started)
	s.attachment = s.desk.Attach(s.box)
}

func (s *session) end() {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.over = true
	s.paint.wait()
	s.paint.endVideos()
	s.attachment.Detach()
	s.box.close()
	s.want.Release()
	s.desk.Input(seat.ReleaseAll{})
	s.clips.close()
	s.relayout.Stop()
	s.wake.Stop()
}

// openChannels starts the machines of all channels that the client has.
func (s *session) openChannels(now time.Time) {
	s.channels = map[uint16]*channel{}
	s.clips = newClipSource(s)
	if id := s.channelID("cliprdr"); id != 0 && !s.srv.cfg.NoClipboard {
		s.mount(id, "cliprdr", svc.MaxMessage, s.clips.step)
		s.clips.start(id, now)
	}
	if id := s.channelID("rail"); id != 0 && s.peer.RAIL() {
		s.mount(id, "rail", railMax, s.railMessage)
	}
	graphics := false
	if id := s.channelID("drdynvc"); id != 0 {
		graphics = s.peer.Core.EarlyFlags&mcs.SupportDynvcGFX != 0 && s.srv.cfg.Profile.graphics()
		s.openDynamic(id, graphics, now)
	}
	s.profile = s.choose(graphics)
	if !graphics {
		s.decide(now)
	}
}

// channelID returns the id of a static channel, 0 if the client has none.
func (s *session) channelID(name string) uint16 {
	if c := s.peer.Channel(name); c != nil {
		return c.ID
	}
	return 0
}

// mount routes a static channel's messages to a machine.
func (s *session) mount(id uint16, name string, limit int, step func([]byte, time.Time, *svc.Outbox) error) {
	s.channels[id] = &channel{name: name, assemble: svc.Assembler{Max: limit}, step: step}
}

// dynamicMax bounds messages of dynamic channels: the client's are small.
const dynamicMax = 1 << 20

func (s *session) openDynamic(id uint16, withGraphics bool, now time.Time) {
	cfg := drdynvc.Config{PDUSize: s.link.chunk, MaxMessage: func(string) int { return dynamicMax }}
	s.dvc = drdynvc.NewServer(cfg)
	s.mount(id, "drdynvc", 1<<16, s.dvc.Step)
	s.dvc.Start(now, &s.out)
	if withGraphics {
		s.gfx = newGraphics(s.link, way{static: id, chunk: s.link.chunk}, s.paint.restart)
		s.dvc.Open(drdynvc.NameGraphics, s.gfx, &s.out)
	}
	s.dvc.Open(drdynvc.NameDisplayControl, drdynvc.Mount(s.dvc, s.newDisplayControl()), &s.out)
	s.dvc.Open(drdynvc.NameInput, drdynvc.Mount(s.dvc, rdpei.NewServer(s.hand.digitizers())), &s.out)
	s.note(s.link.channel(id, &s.out))
}

// note keeps the first error of a place that cannot return it.
func (s *session) note(err error) {
	if s.fail == nil {
		s.fail = err
	}
}

// decide settles the profile once it is known whether graphics come.
func (s *session) decide(now time.Time) {
	s.decided = true
	if !s.gfx.ready() {
		s.profile = s.choose(false)
	}
	s.log.Info("Session active", "profile", s.profile, "medium", s.medium(), "size", s.layout.bounds().Size(), "scale", s.layout.primary().scale)
	if s.medium() == byBitmaps && !slices.Contains([]int{15, 16, 24, 32}, s.peer.Depth) {
		s.note(fmt.Errorf("client wants %d bits per pixel: %w", s.peer.Depth, bcgr.ErrGraphicsMode))
	}
	s.paint.begin()
	if s.profile.rail() {
		s.startApps(now)
	}
}

// advance does what can be done now: takes changes over and shows them.
func (s *session) advance(now time.Time) error {
	if !s.decided {
		wait := s.started.Add(graphicsWait).Sub(now)
		if !s.gfx.ready() && !s.gfx.failed && wait > 0 {
			s.w.push()
			return nil
		}
		s.decide(now)
	}
	s.clips.tick(now)
	if err := s.tickNetwork(now); err != nil {
		return err
	}
	defer s.rest(now)
	// At the end, so that all of a turn goes together.
	defer s.w.push()
	if s.fail != nil || s.paint.busy { // the encoders read the view
		return s.fail
	}
	s.flushDrawn(now)
	if d, ok := s.box.take(); ok {
		outputs := d.Changed&scene.FieldOutputs != 0
		s.leds.busy = s.leds.busy || d.Changed&scene.FieldLocks != 0
		if s.paint.rec != nil {
			s.paint.rec.comes(&d)
		}
		s.want.Apply(d)
		s.forget()
		s.hand.lock(s.want.Locked)
		if outputs {
			s.follow()
		}
		if s.apps != nil {
			s.apps.grabbed(s.want.Grab, now)
			s.note(s.apps.keepAwake())
		}
	}
	s.indicate(now)
	if !s.active {
		return nil
	}
	if err := s.pointers.show(s.want.Cursor, s.pointerScale()); err != nil {
		return err
	}
	return s.paint.advance(now)
}

// rest sets the time at which something happens without anybody's doing, and
// lets others see how the session is.
func (s *session) rest(now time.Time) {
	if at, ok := s.deadline(); ok {
		s.wake.Reset(max(at.Sub(now), time.Millisecond))
	} else {
		s.wake.Stop()
	}
	s.status.set(s)
}

// deadline returns when there is something to do even if nothing comes. What
// waits for something that will wake us has no deadline: it would be over
// already, again and again.
func (s *session) deadline() (first time.Time, ok bool) {
	sooner := func(t time.Time, any bool) {
		if any && (!ok || t.Before(first)) {
			first, ok = t, true
		}
	}
	sooner(s.clips.deadline())
	sooner(s.networkDeadline())
	if s.paint.busy { // the frame comes back
		return first, ok
	}
	sooner(s.leds.due, !s.leds.due.IsZero())
	if !s.active {
		return first, ok
	}
	for _, t := range [...]time.Time{s.paint.better, s.paint.free, s.paint.held, s.paint.settles, s.paint.videos.ends} {
		sooner(t, !t.IsZero())
	}
	if f := s.throttle(); f != nil && s.paint.open() {
		sooner(f.NextTimeout()) // a frame that is never acknowledged counts as it were
	}
	return first, ok
}

// forget drops what is kept of windows that are gone.
func (s *session) forget() {
	for id := range s.drawn {
		if s.want.Windows[id] == nil {
			delete(s.drawn, id)
		}
	}
}

// collectDrawn notes that the contents of all windows have been read, or need
// not be: what is hidden keeps its damage for later.
func (s *session) collectDrawn() {
	for id, w := range s.want.Windows {
		if s.drawn[id] != w.Content.Seq {
			s.drawn[id] = w.Content.Seq
			s.doneList = append(s.doneList, scene.Drawn{Window: id, Seq: w.Content.Seq})
		}
	}
}

// flushDrawn lets the apps draw again whose contents were read, once there is
// room for what they will draw.
func (s *session) flushDrawn(now time.Time) {
	if len(s.doneList) > 0 && s.paint.slot(now) {
		s.attachment.Drawn(s.doneList)
		s.doneList = s.doneList[:0]
	}
}

// placeHand tells the input translation where the desktop lies.
func (s *session) placeHand() {
	s.hand.origin = image.Point{}
	if !s.profile.rail() {
		s.hand.origin = s.layout.bounds().Min
	}
}

// pointerScale is the scale of the monitor that the pointer is on.
func (s *session) pointerScale() float64 {
	if i := s.layout.at(s.hand.at); s.hand.placed && i >= 0 {
		return s.layout.monitors[i].scale
	}
	return s.layout.primary().scale
}
