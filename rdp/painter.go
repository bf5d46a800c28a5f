package rdp

import (
	"image"
	"slices"
	"time"

	"oriel/compositor/region"
	"oriel/rdp/egfx"
)

// A painter brings windows and pixels to the client: it plans, has tiles
// encoded and sends them. At most one frame is with the encoders; while one
// is, the view does not change and nothing else is planned, so that what is
// sent keeps the order in which it was planned.
type painter struct {
	s     *session
	rec   *reconciler // nil without RAIL
	comp  composer
	frame *frame
	own   worker // for small frames
	ahead early
	busy  bool
	coded bool // the frame, by the session itself
	full  bool // the client's graphics are new: tell size and monitors first

	medium    medium             // how the desktop travels
	canvases  map[uint16]*canvas // by the reconciler's numbers; 0: the desktop's
	forget    bool               // what the client has is unknown
	damage    []image.Rectangle  // of one surface
	strategy  strategy
	turn      turn // where the last frame of a slow link ended
	first     bool // it had small changes alone
	hop       hopKeeper
	drain     drain
	asked     time.Time     // when a key came that may change something
	answered  bool          // it did
	held      time.Time     // until then what is large waits, for that or for the way; zero: it does not
	unwatched time.Time     // until then the way is not looked at
	refining  bool          // the frame under way makes better what the client has
	better    time.Time     // when that may go on; zero: nothing to be made better, or not now
	mended    uint64        // frames when it last was
	rests     region.Region // of the losses of the cell that is being planned for
	owed      region.Region // of the surface that is being planned for
	paced     time.Time     // on a slow link nothing is sent before, nor made better on any
	free      time.Time     // when that ends for what waits for it; zero: nothing does
	videos    videos
	tally     tally
	work      time.Duration // that the frame makes the client, about

	after  []order // of the plan, to be sent once the frame is encoded
	frames uint64

	settles time.Time // when to stop waiting for an app that the client has moved; zero: no need
}

func newPainter(s *session) *painter {
	return &painter{s: s, frame: newFrame(), full: true, canvases: map[uint16]*canvas{}}
}

// begin starts to paint by the session's profile.
func (p *painter) begin() {
	p.s.hand.cropped = p.s.profile.rail()
	if p.s.profile.rail() {
		p.rec = newReconciler(&p.s.layout, p.s.profile == ProfileHiDef)
		p.rec.suffix = p.s.srv.cfg.TitleSuffix
	}
	p.resize()
}

// resize starts over for a new layout.
func (p *painter) resize() {
	p.full = true
	p.s.gfx.forget()
	clear(p.canvases)
	p.comp.reset(&p.s.layout)
	if p.rec != nil {
		p.rec.reset()
	}
	p.s.placeHand()
}

// restart starts over because the client lost its graphics. Window orders of
// the plan that was under way still count.
func (p *painter) restart() {
	p.wait()
	for i := range p.after {
		if o := &p.after[i]; o.kind == orderDeleteWindow {
			p.s.note(p.s.apps.order(o))
		}
	}
	p.after = p.after[:0]
	if p.s.decided {
		p.resize()
	}
}

// wait waits until the encoders leave the view alone. The frame is dropped.
func (p *painter) wait() {
	if p.busy {
		if !p.coded {
			<-p.frame.done
		}
		p.abandon()
		p.busy, p.coded, p.refining = false, false, false
		p.lose()
	}
}

// back reports whether the frame is coded, and takes it.
func (p *painter) back() bool {
	if p.coded {
		p.coded = false
		return true
	}
	select {
	case <-p.frame.done:
		return true
	default:
		return false
	}
}

// pass leaves a frame that is coded to the next turn.
func (p *painter) pass() {
	if p.coded {
		p.coded = false
		p.frame.done <- p.frame
	}
}

// refresh draws everything again.
func (p *painter) refresh() {
	p.forget = true
	p.comp.damageAll()
	if p.rec != nil {
		p.rec.refresh()
	}
}

// open reports whether the client wants frames, and the connection takes them.
func (p *painter) open() bool { return !p.s.suppressed && p.s.w.Room() }

// slot reports whether a frame may be sent now.
func (p *painter) slot(now time.Time) bool {
	if !p.open() {
		return false
	}
	// Ready gives up frames that are never acknowledged: it comes first.
	f := p.s.throttle()
	if f != nil && !f.Ready(now) {
		p.watch(f.Oldest(now), now)
		return false
	}
	return !p.congested(now)
}

// advance plans and sends what can be sent now.
func (p *painter) advance(now time.Time) error {
	p.endIdleVideos(now)
	p.better, p.free, p.held = time.Time{}, time.Time{}, time.Time{}
	slot := p.slot(now)
	if slot {
		p.begins(now)
		if p.insist(now); p.busy {
			return nil
		}
	}
	if p.rec != nil && p.s.apps.announced {
		p.settles = p.rec.settle(now)
		if err := p.windows(slot, now); err != nil {
			return err
		}
	}
	if p.s.profile != ProfileHiDef {
		p.comp.update(&p.s.want)
		if slot && !p.comp.damage.Empty() {
			p.compose(now)
		}
	}
	if slot && !p.busy {
		p.improve(now)
		p.s.collectDrawn()
		p.s.flushDrawn(now)
	}
	return nil
}

// windows carries out a plan of window orders up to its frame, which goes to
// the encoders; the rest follows when it comes back.
func (p *painter) windows(slot bool, now time.Time) error {
	budget := 0
	if slot && p.s.profile == ProfileHiDef {
		budget = 1
	}
	p.rec.crowded = !p.s.w.Room()
	plan := p.rec.plan(&p.s.want, budget, p.acked)
	p.after = p.after[:0]
	p.frame.reset()
	var draw tile // what the damage collected so far is of
	for i := range plan {
		o := &plan[i]
		if o.kind == orderCreateSurface {
			p.canvases[o.surface] = newCanvas(o.size)
		}
		if o.kind != orderDraw || o.surface != draw.surface {
			p.addDamage(draw)
			draw = tile{}
		}
		switch o.kind {
		case orderNewWindow, orderZOrder, orderWindow, orderIcon, orderLimits,
			orderNotifyIcon, orderDeleteNotifyIcon, orderDeleteWindow:
			if len(p.frame.tiles) == 0 {
				if err := p.s.apps.order(o); err != nil {
					return err
				}
				continue
			}
		case orderDraw:
			w, m := o.win, p.s.layout.of(&p.s.want, o.win)
			at := origin(w, m).Sub(frameRect(w, m).Min)
			draw = p.template()
			draw.surface, draw.win, draw.at, draw.scale, draw.now = o.surface, w, at, m.factor(), now
			p.damage = append(p.damage, o.rect)
		}
		p.after = append(p.after, *o)
	}
	p.addDamage(draw)
	p.cut()
	if len(p.frame.tiles) > 0 {
		p.start(now)
		return nil
	}
	if !p.held.IsZero() {
		p.after = slices.DeleteFunc(p.after, func(o order) bool { return o.kind.draws() })
		p.rec.unsent()
	}
	return p.finishWindows(now)
}

// leave keeps as damage what the frame has no room for.
func (p *painter) leave(t *tile) {
	t.canvas.leave(t.now)
	if t.win == nil {
		p.comp.damage.Add(t.rect)
	} else if h := p.rec.have[t.win.ID]; h != nil {
		h.undrawn.Add(t.rect)
	}
}

func (p *painter) acked(frame uint32) bool {
	return !p.s.gfx.ready() || p.s.gfx.srv.Frames.Acknowledged(frame)
}

// compose plans the damaged part of the composed desktop.
func (p *painter) compose(now time.Time) {
	p.frame.reset()
	if p.canvases[0] == nil {
		p.canvases[0] = newCanvas(p.comp.bounds.Size())
	}
	t := p.template()
	t.comp, t.origin, t.now = &p.comp, p.comp.bounds.Min, now
	p.damage = append(p.damage, p.comp.damage.Rects()...)
	p.addDamage(t)
	p.comp.damage.Clear()
	if p.cut(); len(p.frame.tiles) > 0 {
		p.start(now)
	}
}

// template returns a tile that says how pixels reach the client.
func (p *painter) template() (t tile) {
	switch {
	case p.s.profile == ProfileHiDef:
		t.target, t.cache = toARGB, p.s.gfx.cells
	case p.medium == byGraphics:
		t.target, t.cache = toSurface, p.s.gfx.cells
	case p.medium == bySurfaceBits:
		b := p.s.bits
		t.target, t.most, t.format = toBits, b.most(), b.format
		t.planar = b.remote != 0 && p.s.peer.Depth == 32
	default:
		t.target, t.most, t.depth = toBitmap, bitmapPixels, p.s.peer.Depth
	}
	return t
}

func (p *painter) start(now time.Time) {
	p.busy = true
	p.frame.early = p.early(now)
	if p.frame.alone() {
		p.coded = p.own.frame(p.frame)
		return
	}
	p.s.srv.encoders.start(p.frame)
}

// idle reports whether the frame that came back is not worth sending: without
// the graphics pipeline it says nothing besides its pixels. What was coded for a
// pipeline that has been closed meanwhile is drawn again.
func (p *painter) idle() bool {
	switch {
	case p.s.profile == ProfileHiDef:
		return false
	case p.medium != p.s.medium():
		return true
	case p.medium == byGraphics:
		return false
	}
	for i := range p.frame.tiles {
		for k := range p.frame.tiles[i].ops {
			if p.frame.tiles[i].ops[k].how != chosenNothing {
				return false
			}
		}
	}
	return true
}

// encoded sends the frame that came back from the encoders.
func (p *painter) encoded(now time.Time) error {
	p.busy = false
	if c := p.frame.crash.Load(); c != nil {
		return c
	}
	p.leaveSpare()
	if p.idle() {
		p.refining = false
		p.s.collectDrawn()
		p.s.flushDrawn(now)
		return nil
	}
	p.frames++
	p.s.collectDrawn()
	timed := p.s.beginBurst(p.frame.bytes(), now)
	var err error
	switch {
	case p.refining:
		err = p.finishRefined(now)
	case p.s.profile == ProfileHiDef:
		err = p.finishWindows(now)
	case p.medium == byGraphics:
		err = p.finishDesktop(now)
	case p.medium == bySurfaceBits:
		err = p.finishSurfaceBits(now)
	default:
		err = p.finishBitmaps(now)
	}
	if timed {
		p.s.endBurst()
	}
	p.s.w.push() // before the apps draw again, and before another frame is coded
	p.s.flushDrawn(now)
	return err
}

// finishDesktop sends the composed desktop's tiles as one frame.
func (p *painter) finishDesktop(now time.Time) error {
	g := p.s.gfx
	b := p.comp.bounds
	if p.full {
		g.resize(&p.s.layout)
		p.full = false
	}
	fresh, err := g.needDesktop(b.Size())
	if err != nil {
		return err
	}
	p.screens()
	p.startFrame(now)
	if fresh {
		// Before it is drawn: mapping makes FreeRDP forget what was drawn.
		g.batch = g.srv.MapToOutput(g.batch, g.surfaces[0], 0, 0)
	}
	if _, err := p.send(0, g.surfaces[0], 0); err != nil {
		return err
	}
	return p.endFrame(now)
}

func (p *painter) endFrame(now time.Time) error {
	g := p.s.gfx
	var id uint32
	g.batch, id = g.srv.EndFrame(g.batch)
	if err := g.flush(); err != nil {
		return err
	}
	g.srv.Frames.Sent(id, g.sent, p.work, now)
	p.pace(g.sent, now)
	g.sent, p.work = 0, 0
	if p.rec != nil {
		p.rec.sent(id)
	}
	return nil
}

// finishWindows carries out the rest of a plan: surfaces, their tiles, and
// what must come after them.
func (p *painter) finishWindows(now time.Time) error {
	if len(p.after) == 0 {
		return nil
	}
	g := p.s.gfx
	if p.full && g.ready() {
		g.resize(&p.s.layout)
		p.full = false
	}
	next := 0
	for i := range p.after {
		o := &p.after[i]
		switch o.kind {
		case orderCreateSurface:
			var id uint16
			var err error
			if g.batch, id, err = g.srv.CreateSurface(g.batch, o.size.X, o.size.Y, egfx.ARGB); err != nil {
				return err
			}
			g.surfaces[o.surface] = id
		case orderStartFrame:
			p.screens()
			p.startFrame(now)
		case orderDraw:
			var err error
			if next, err = p.send(next, g.surfaces[o.surface], o.surface); err != nil {
				return err
			}
		case orderMap:
			w, h := uint32(o.size.X), uint32(o.size.Y)
			g.batch = g.srv.MapToWindow(g.batch, g.surfaces[o.surface], uint32(o.window), w, h, w, h)
		case orderDeleteSurface:
			if id, ok := g.surfaces[o.surface]; ok {
				g.batch = g.srv.DeleteSurface(g.batch, id)
				delete(g.surfaces, o.surface)
			}
			delete(p.canvases, o.surface)
		case orderEndFrame:
			if err := p.endFrame(now); err != nil {
				return err
			}
		default:
			// Graphics and orders travel on different channels: what was
			// planned before must be on its way.
			if err := p.flush(); err != nil {
				return err
			}
			if err := p.s.apps.order(o); err != nil {
				return err
			}
		}
	}
	p.after = p.after[:0]
	return p.flush()
}

func (p *painter) flush() error {
	if !p.s.gfx.ready() {
		return nil
	}
	return p.s.gfx.flush()
}
