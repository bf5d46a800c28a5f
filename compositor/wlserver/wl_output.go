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
	if !same {
		var next []*output
		for _, o := range now {
			next = append(next, s.settleOutput(o))
		}
		for _, old := range s.outputs.list {
			if !slices.Contains(next, old) {
				s.removeGlobal(old.global)
			}
		}
		s.outputs.list = next
		for _, t := range s.toplevels {
			t.refit()
		}
	}
	for _, x := range s.surfaces {
		if x.sub == nil {
			s.enterOutputs(x)
		}
	}
}

// settleOutput updates the global of an output that is known by its id, or
// makes one.
func (s *Server) settleOutput(o scene.Output) *output {
	for _, old := range s.outputs.list {
		if old.o.ID == o.ID {
			if old.o != o {
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
	b := o.o.Bounds
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
	b := o.o.Bounds
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
	for _, o := range l.list {
		if o.o.Primary {
			return scale120(o.o.Scale)
		}
	}
	if len(l.list) > 0 {
		return scale120(l.list[0].o.Scale)
	}
	return 120
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
// the scale that looks best there.
func (s *Server) enterOutputs(x *surface) {
	on := s.outputs.scratch[:0]
	if w := s.tx.WindowOf(x.id); w != nil && len(w.Content.Planes) > 0 {
		on = s.outputs.of(on, w.Bounds)
		if len(on) == 0 {
			on = append(on, x.entered...) // off screen: nothing that an app should act on
		}
	}
	s.outputs.scratch = on
	x.enter(on)
}

// enter applies to a surface and its children.
func (x *surface) enter(on []*output) {
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
	best := x.scale
	if len(on) > 0 {
		best = 0
		for _, o := range on {
			best = max(best, scale120(o.o.Scale))
		}
	} else if best == 0 {
		best = x.s.outputs.likelyScale()
	}
	if best != x.scale || !x.told {
		x.scale, x.told = best, true
		if x.fractional != nil {
			x.fractional.res.SendPreferredScale(best)
		}
		x.res.SendPreferredBufferScale(int32((best + 119) / 120))
	}
	for _, c := range x.children {
		c.surface.enter(on)
	}
}

func (x *surface) tellOutput(o *output, send func(wlproto.WlOutput)) {
	for _, r := range o.resources {
		if r.Table() == x.res.Table() {
			send(r)
		}
	}
}
