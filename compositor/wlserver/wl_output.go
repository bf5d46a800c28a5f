package wlserver

import (
	"image"
	"math"
	"slices"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// outputs are the monitors as clients know them.
type outputs struct {
	list    []*output
	scratch []*output // of enterOutputs, so that a turn takes no memory
	stale   bool      // a surface may be on others than it was told, for no reason that the scene knows of
	scene   uint64    // the arrangement for which surfaces were told
	pointer pointerAt // and where the pointer was, for cursors
}

// A pointerAt is where the pointer is, if it is.
type pointerAt struct {
	x, y float64
	here bool
}

// output is one wl_output global.
type output struct {
	s         *Server
	o         scene.Output
	global    *global
	resources []wlproto.WlOutput
	logical   []wlproto.ZxdgOutputV1
}

// settleOutputs brings the globals in line with the scene.
func (s *Server) settleOutputs() {
	now := s.tx.Outputs()
	same := len(now) == len(s.outputs.list)
	for i := range now {
		same = same && s.outputs.list[i].o == now[i]
	}
	grown := s.settleUnit(now)
	if !same {
		var next []*output
		var before []scene.Output
		for _, o := range s.outputs.list {
			before = append(before, o.o)
		}
		for _, o := range now {
			next = append(next, s.settleOutput(o, grown))
		}
		for _, old := range s.outputs.list {
			if !slices.Contains(next, old) {
				s.removeGlobal(old.global)
			}
		}
		s.outputs.list = next
		for _, t := range s.toplevels {
			t.restore = scene.Carry(before, now, t.restore)
			t.refit()
		}
	}
	if grown {
		s.republish()
	}
	at := pointerAt{s.seat.pointer.x, s.seat.pointer.y, s.seat.pointer.here}
	if same && !grown && !s.outputs.stale && s.tx.Arrangement() == s.outputs.scene && at == s.outputs.pointer {
		return // most turns only change what a window shows, and there may be many windows
	}
	s.outputs.stale, s.outputs.scene, s.outputs.pointer = false, s.tx.Arrangement(), at
	for _, x := range s.surfaces {
		if x.sub == nil {
			s.enterOutputs(x)
		}
	}
}

// settleOutput updates the global of an output that is known by its id, or
// makes one. again: also what has not changed is told again.
func (s *Server) settleOutput(o scene.Output, again bool) *output {
	for _, old := range s.outputs.list {
		if old.o.ID == o.ID {
			if old.o != o || again {
				old.o = o
				for _, r := range old.resources {
					old.send(r, false)
				}
				for _, r := range old.logical {
					old.sendLogical(r, false)
				}
				for _, r := range old.resources {
					r.SendDone()
				}
			}
			return old
		}
	}
	n := &output{s: s, o: o}
	n.global = s.addGlobal(wlproto.WlOutputInterface, 4, n.bind)
	return n
}

func (o *output) bind(c *client, r *wlwire.Resource) {
	h := wlproto.WlOutput{Resource: r}
	h.SetHandler(o)
	o.resources = append(o.resources, h)
	o.send(h, true)
	h.SendDone()
	for _, x := range o.s.surfaces {
		if x.c == c && slices.Contains(x.entered, o) {
			x.res.SendEnter(h)
		}
	}
}

// pixels returns the monitor's size in device pixels, as it is mounted.
func (o *output) pixels() image.Point { return scene.ScalePoint(o.o.Bounds.Size(), o.o.Scale) }

func (o *output) send(r wlproto.WlOutput, first bool) {
	b := scene.ScaleRect(o.o.Bounds, o.s.unitOf(clientOf(r)))
	r.SendGeometry(int32(b.Min.X), int32(b.Min.Y), int32(o.o.Physical.X), int32(o.o.Physical.Y),
		wlproto.WlOutputSubpixelUnknown, "Oriel", o.o.Name, wlproto.WlOutputTransform(o.o.Transform))
	px := o.pixels()
	if o.o.Transform&1 != 0 {
		px.X, px.Y = px.Y, px.X
	}
	refresh := o.o.Refresh
	if refresh == 0 {
		refresh = 60000
	}
	r.SendMode(wlproto.WlOutputModeCurrent|wlproto.WlOutputModePreferred, int32(px.X), int32(px.Y), int32(refresh))
	r.SendScale(int32(math.Ceil(o.o.Scale)))
	if first {
		r.SendName(o.o.Name)
		r.SendDescription("Oriel " + o.o.Name)
	}
}

// Release implements wlproto.WlOutputRequests.
func (*output) Release(wlproto.WlOutput) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (o *output) Destroyed(r *wlwire.Resource) {
	o.resources = slices.DeleteFunc(o.resources, func(x wlproto.WlOutput) bool { return x.Resource == r })
}

type xdgOutputManager struct{}

func (s *Server) bindXdgOutput(_ *client, r *wlwire.Resource) {
	wlproto.ZxdgOutputManagerV1{Resource: r}.SetHandler(xdgOutputManager{})
}

// Destroy implements wlproto.ZxdgOutputManagerV1Requests.
func (xdgOutputManager) Destroy(wlproto.ZxdgOutputManagerV1) error { return nil }

// GetXdgOutput implements wlproto.ZxdgOutputManagerV1Requests.
func (xdgOutputManager) GetXdgOutput(_ wlproto.ZxdgOutputManagerV1, id wlproto.ZxdgOutputV1, out wlproto.WlOutput) error {
	o := out.Handler().(*output)
	id.SetHandler(xdgOutput{o})
	o.logical = append(o.logical, id)
	o.sendLogical(id, true)
	if id.Version() >= 3 {
		out.SendDone()
	}
	return nil
}

func (o *output) sendLogical(r wlproto.ZxdgOutputV1, first bool) {
	b := scene.ScaleRect(o.o.Bounds, o.s.unitOf(clientOf(r)))
	r.SendLogicalPosition(int32(b.Min.X), int32(b.Min.Y))
	r.SendLogicalSize(int32(b.Dx()), int32(b.Dy()))
	if first {
		r.SendName(o.o.Name)
		r.SendDescription("Oriel " + o.o.Name)
	}
	if r.Version() < 3 {
		r.SendDone()
	}
}

type xdgOutput struct{ o *output }

// Destroy implements wlproto.ZxdgOutputV1Requests.
func (xdgOutput) Destroy(wlproto.ZxdgOutputV1) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (x xdgOutput) Destroyed(r *wlwire.Resource) {
	x.o.logical = slices.DeleteFunc(x.o.logical, func(l wlproto.ZxdgOutputV1) bool { return l.Resource == r })
}

// of appends the outputs that a rectangle touches.
func (l *outputs) of(in []*output, b image.Rectangle) []*output {
	for _, o := range l.list {
		if o.o.Bounds.Overlaps(b) {
			in = append(in, o)
		}
	}
	return in
}

// likelyScale is the scale, in 120ths, of the output where a new window
// will be.
func (l *outputs) likelyScale() uint32 {
	best := 1.0
	for i, o := range l.list {
		if i == 0 || o.o.Primary {
			best = o.o.Scale
		}
	}
	return scale120(best)
}

func (l *outputs) refreshNS() uint32 {
	mHz := 60000
	for _, o := range l.list {
		mHz = max(mHz, o.o.Refresh)
	}
	return uint32(1e12 / float64(mHz))
}

func scale120(f float64) uint32 { return uint32(math.Round(f * 120)) }

// enterOutputs tells the surfaces of a window which outputs they are on, and
// the scale at which they are shown.
func (s *Server) enterOutputs(x *surface) {
	on, scale := s.outputs.scratch[:0], x.scale
	w := s.tx.WindowOf(x.id)
	switch {
	case w != nil && len(w.Content.Planes) > 0:
		scale = scale120(s.tx.HomeOf(w).Scale)
		on = s.outputs.of(on, w.Bounds)
		if len(on) == 0 {
			on = append(on, x.entered...) // off screen: nothing that an app should act on
		}
	case x.kind == roleCursor && s.seat.pointer.here:
		at := image.Pt(int(math.Floor(s.seat.pointer.x)), int(math.Floor(s.seat.pointer.y)))
		on = s.outputs.of(on, image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))})
		if len(on) > 0 {
			scale = scale120(on[0].o.Scale)
		}
	case x.kind == rolePopup:
		if p, ok := x.role.(*popup); ok && p.parent != nil && p.parent.x.scale != 0 {
			scale = p.parent.x.scale
		}
	case x.kind == roleToplevel:
		if t, ok := x.role.(*toplevel); ok && t.parent != nil && t.parent.x.scale != 0 {
			scale = t.parent.x.scale
		}
	}
	s.outputs.scratch = on
	x.enter(on, scale)
}

// enter applies to a surface and its children. best is the scale, in 120ths,
// at which it is shown; 0: not known yet.
func (x *surface) enter(on []*output, best uint32) {
	if !slices.Equal(on, x.entered) {
		for _, o := range x.entered {
			if !slices.Contains(on, o) {
				x.tellOutput(o, x.res.SendLeave)
			}
		}
		for _, o := range on {
			if !slices.Contains(x.entered, o) {
				x.tellOutput(o, x.res.SendEnter)
			}
		}
		x.entered = append(x.entered[:0], on...)
	}
	if best == 0 {
		best = x.s.outputs.likelyScale()
	}
	if best != x.scale || !x.told {
		x.scale, x.told = best, true
		x.s.outputs.stale = true // what belongs to it may have been looked at before
		if x.fractional != nil {
			x.fractional.res.SendPreferredScale(best)
		}
		x.res.SendPreferredBufferScale(int32((best + 119) / 120))
	}
	for _, c := range x.children {
		c.surface.enter(on, best)
	}
}

func (x *surface) tellOutput(o *output, send func(wlproto.WlOutput)) {
	for _, r := range o.resources {
		if r.Table() == x.res.Table() {
			send(r)
		}
	}
}
