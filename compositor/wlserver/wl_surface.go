package wlserver

import (
	"image"

	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// A role is what a surface is for: xdg_toplevel, xdg_popup, wl_subsurface,
// the cursor, a drag icon, an X11 window.
type role interface {
	// precommit may refuse a commit, before anything of it is applied.
	precommit(x *surface) error
	// committed tells that the surface's (or a synchronised child's) state
	// was applied; the content is not in the scene yet.
	committed(x *surface)
	// published tells that the scene has the content.
	published(x *surface)
	// gone tells that the wl_surface was destroyed.
	gone(x *surface)
}

// surface is a wl_surface.
type surface struct {
	s    *Server
	c    *client
	res  wlproto.WlSurface
	id   scene.SurfaceID
	role role
	kind roleKind // stays when the role object is gone

	pending state
	cached  state // of a synchronised subsurface, until its parent commits
	waiting bool  // cached is not empty
	current state
	content *scene.Buffer // of current, kept until the next one
	buffer  *buffer
	before  *buffer // what buffer has replaced; viewers may still have it

	sub      *subsurface   // its role as a child, or nil
	children []*subsurface // current order, bottom first
	order    []*subsurface // pending order; nil in it is the surface itself

	viewport   *viewport
	fractional *fractionalScale

	// What the scene was told last, in the root's coordinates.
	shown   image.Rectangle
	extents image.Rectangle  // of a root: all planes
	planes  [2][]scene.Plane // of a root: of the last two contents; see publish
	turn    int              // which of them is the newest
	harm    region.Region    // of a root: of the newest
	entered []*output
	scale   uint32 // preferred, in 120ths
	told    bool   // scale was told
	damage  region.Region
	redraw  bool // damage everything at the next publish
}

type roleKind uint8

const (
	noRole roleKind = iota
	roleToplevel
	rolePopup
	roleSubsurface
	roleCursor
	roleDragIcon
	roleXwayland
)

// state is what commit makes current at once.
type state struct {
	attached bool // buffer counts
	buffer   wlproto.WlBuffer
	offset   image.Point
	damage   region.Region // surface coordinates
	bufDmg   region.Region // buffer coordinates

	opaque              image.Rectangle // the largest of the region's
	input               region.Region
	opaqueSet, inputSet bool
	inputAll            bool // current: no input region set

	transform scene.Transform
	scale     int32
	src       scene.RectF     // viewport source; zero: none
	dst       image.Point     // viewport destination; zero: none
	geometry  image.Rectangle // xdg window geometry; empty: none

	frames    []wlproto.WlCallback
	feedbacks []wlproto.WpPresentationFeedback

	stack []*subsurface // current only: children bottom first, nil for the surface itself
}

func (s *Server) newSurface(c *client, res wlproto.WlSurface) {
	x := &surface{s: s, c: c, res: res, id: s.tx.NewSurface()}
	x.pending.scale, x.current.scale = 1, 1
	x.pending.inputAll, x.current.inputAll = true, true
	s.surfaces[x.id] = x
	s.outputs.stale = true
	res.SetHandler(x)
	if c.watcher != nil {
		c.watcher.SurfaceNew(s.tx, res.ID(), x.id)
	}
}

// Destroy implements wlproto.WlSurfaceRequests.
func (x *surface) Destroy(r wlproto.WlSurface) error {
	if x.role != nil && (x.kind == roleToplevel || x.kind == rolePopup) && r.Version() >= 6 {
		return wlwire.Errorf(r, wlproto.WlSurfaceErrorDefunctRoleObject, "the role object must be destroyed first")
	}
	return nil
}

// Destroyed implements wlwire.Destroyer.
func (x *surface) Destroyed(*wlwire.Resource) {
	s := x.s
	if x.role != nil {
		x.role.gone(x)
		x.role = nil
	}
	for _, c := range append([]*subsurface(nil), x.children...) {
		c.orphan()
	}
	if x.sub != nil {
		x.sub.detach()
	}
	s.seat.surfaceGone(x)
	s.data.surfaceGone(x)
	s.inputs.surfaceGone(x)
	if x.c.watcher != nil {
		x.c.watcher.SurfaceGone(s.tx, x.id)
	}
	for _, st := range []*state{&x.pending, &x.cached, &x.current} {
		discard(st)
	}
	if x.content != nil {
		x.content.Release()
	}
	delete(s.surfaces, x.id)
	s.host.ForgetFrame(x.id)
	if s.tx != nil {
		s.tx.Drop(x.id)
	}
}

// Attach implements wlproto.WlSurfaceRequests.
func (x *surface) Attach(r wlproto.WlSurface, b wlproto.WlBuffer, dx, dy int32) error {
	if r.Version() >= 5 {
		if dx != 0 || dy != 0 {
			return wlwire.Errorf(r, wlproto.WlSurfaceErrorInvalidOffset, "offset %d,%d", dx, dy)
		}
	} else {
		x.pending.offset = pt(dx, dy)
	}
	x.pending.attached, x.pending.buffer = true, b
	return nil
}

// Offset implements wlproto.WlSurfaceRequests.
func (x *surface) Offset(_ wlproto.WlSurface, dx, dy int32) error {
	x.pending.offset = pt(dx, dy)
	return nil
}

// maxDamage is how finely damage is kept.
const maxDamage = 32

// Damage implements wlproto.WlSurfaceRequests.
func (x *surface) Damage(_ wlproto.WlSurface, dx, dy, w, h int32) error {
	x.pending.damage.Add(rect(dx, dy, w, h))
	x.pending.damage.Simplify(maxDamage)
	return nil
}

// DamageBuffer implements wlproto.WlSurfaceRequests.
func (x *surface) DamageBuffer(_ wlproto.WlSurface, dx, dy, w, h int32) error {
	x.pending.bufDmg.Add(rect(dx, dy, w, h))
	x.pending.bufDmg.Simplify(maxDamage)
	return nil
}

// maxCallbacks bounds the callbacks that wait on one surface.
const maxCallbacks = 1024

// Frame implements wlproto.WlSurfaceRequests.
func (x *surface) Frame(r wlproto.WlSurface, cb wlproto.WlCallback) error {
	if len(x.pending.frames) >= maxCallbacks {
		return wlwire.Errorf(r, wlproto.WlDisplayErrorNoMemory, "too many frame callbacks")
	}
	x.pending.frames = append(x.pending.frames, cb)
	return nil
}

// SetOpaqueRegion implements wlproto.WlSurfaceRequests. Of a window with round
// corners, the largest rectangle is all that matters.
func (x *surface) SetOpaqueRegion(_ wlproto.WlSurface, g wlproto.WlRegion) error {
	x.pending.opaqueSet, x.pending.opaque = true, image.Rectangle{}
	if h, ok := g.Handler().(*wlRegion); ok {
		x.pending.opaque = h.r.Largest()
	}
	return nil
}

// SetInputRegion implements wlproto.WlSurfaceRequests.
func (x *surface) SetInputRegion(_ wlproto.WlSurface, g wlproto.WlRegion) error {
	x.pending.inputSet = true
	h, ok := g.Handler().(*wlRegion)
	x.pending.inputAll = !ok
	x.pending.input.Clear()
	if ok {
		x.pending.input.CopyFrom(&h.r)
	}
	return nil
}

// SetBufferTransform implements wlproto.WlSurfaceRequests.
func (x *surface) SetBufferTransform(r wlproto.WlSurface, t wlproto.WlOutputTransform) error {
	if !t.Valid() {
		return wlwire.Errorf(r, wlproto.WlSurfaceErrorInvalidTransform, "transform %d", t)
	}
	x.pending.transform = scene.Transform(t)
	return nil
}

// SetBufferScale implements wlproto.WlSurfaceRequests.
func (x *surface) SetBufferScale(r wlproto.WlSurface, scale int32) error {
	if scale <= 0 {
		return wlwire.Errorf(r, wlproto.WlSurfaceErrorInvalidScale, "scale %d", scale)
	}
	x.pending.scale = scale
	return nil
}

// Commit implements wlproto.WlSurfaceRequests.
func (x *surface) Commit(wlproto.WlSurface) error {
	if err := x.checkSize(); err != nil {
		return err
	}
	if x.role != nil {
		if err := x.role.precommit(x); err != nil {
			return err
		}
	}
	if x.sub != nil && x.sub.synchronised() {
		x.cached.take(&x.pending)
		x.waiting = true
		return nil
	}
	if x.waiting {
		x.cached.take(&x.pending)
		x.waiting = false
		x.apply(&x.cached)
	} else {
		x.apply(&x.pending)
	}
	x.root().publish()
	return nil
}

// checkSize refuses buffers that do not divide by the scale and viewports
// that reach out of the buffer.
func (x *surface) checkSize() error {
	p := &x.pending
	size := x.bufferSize(p)
	if size == (image.Point{}) {
		return nil
	}
	if n := int(p.scale); p.attached && (size.X%n != 0 || size.Y%n != 0) && p.dst == (image.Point{}) && x.res.Version() >= 6 {
		return wlwire.Errorf(x.res, wlproto.WlSurfaceErrorInvalidSize, "buffer of %v at scale %d", size, n)
	}
	return x.viewport.check(p, size)
}

// bufferSize returns the size of the buffer that st would show, upright and
// in its own pixels; zero if there is none.
func (x *surface) bufferSize(st *state) image.Point {
	b := x.buffer
	if st.attached {
		b, _ = st.buffer.Handler().(*buffer)
	}
	if b == nil {
		return image.Point{}
	}
	size := b.px.Size()
	if st.transform&1 != 0 {
		size.X, size.Y = size.Y, size.X
	}
	return size
}

// take moves what is pending in p to st, which may hold earlier state.
func (st *state) take(p *state) {
	if p.attached {
		st.attached, st.buffer = true, p.buffer
	}
	st.offset = st.offset.Add(p.offset)
	st.damage.Union(&p.damage)
	st.bufDmg.Union(&p.bufDmg)
	if p.opaqueSet {
		st.opaqueSet, st.opaque = true, p.opaque
	}
	if p.inputSet {
		st.inputSet, st.inputAll = true, p.inputAll
		st.input.CopyFrom(&p.input)
	}
	st.transform, st.scale, st.src, st.dst, st.geometry = p.transform, p.scale, p.src, p.dst, p.geometry
	st.frames = append(st.frames, p.frames...)
	st.feedbacks = append(st.feedbacks, p.feedbacks...)
	p.reset()
}

// reset forgets what counts only once.
func (st *state) reset() {
	st.attached, st.buffer, st.offset = false, wlproto.WlBuffer{}, image.Point{}
	st.damage.Clear()
	st.bufDmg.Clear()
	st.opaqueSet, st.inputSet = false, false
	st.frames, st.feedbacks = st.frames[:0], st.feedbacks[:0]
}

func discard(st *state) {
	for _, f := range st.feedbacks {
		f.SendDiscarded()
	}
	st.reset()
}

// apply makes st current, and with it the state of synchronised children.
func (x *surface) apply(st *state) {
	cur := &x.current
	if len(cur.feedbacks) > 0 && st.attached {
		for _, f := range cur.feedbacks {
			f.SendDiscarded() // replaced before anybody showed it
		}
		cur.feedbacks = cur.feedbacks[:0]
	}
	x.applyBuffer(st)
	if cur.transform != st.transform || cur.scale != st.scale || cur.src != st.src || cur.dst != st.dst {
		x.redraw = true
	}
	cur.transform, cur.scale, cur.src, cur.dst, cur.geometry = st.transform, st.scale, st.src, st.dst, st.geometry
	if st.opaqueSet {
		cur.opaque = st.opaque
	}
	if st.inputSet {
		cur.inputAll = st.inputAll
		cur.input.CopyFrom(&st.input)
	}
	cur.frames = append(cur.frames, st.frames...)
	cur.feedbacks = append(cur.feedbacks, st.feedbacks...)
	cur.offset = st.offset
	x.addDamage(st)
	st.reset()
	x.applyChildren()
	if x.role != nil {
		x.role.committed(x)
	}
	if root := x.root(); len(x.current.frames)+len(x.current.feedbacks) > 0 {
		x.s.host.WantFrame(root.id)
	}
}

// applyBuffer takes over the attached buffer.
func (x *surface) applyBuffer(st *state) {
	if !st.attached {
		return
	}
	old := x.content
	x.content, x.buffer, x.before = nil, nil, x.buffer
	if b, ok := st.buffer.Handler().(*buffer); ok {
		x.content, x.buffer = b.use(), b
	}
	if old == nil || x.content == nil || old.Size() != x.content.Size() || old.Format() != x.content.Format() {
		x.redraw = true
	}
	if old != nil {
		old.Release()
	}
}

// addDamage collects damage in surface coordinates.
func (x *surface) addDamage(st *state) {
	x.damage.Union(outwardRegion(&st.damage, x.unit()))
	for _, r := range st.bufDmg.Rects() {
		x.damage.Add(x.fromBuffer(r))
	}
	x.damage.Intersect(image.Rectangle{Max: x.size()})
}

// size returns the surface's size in its own coordinates; zero without a
// buffer.
func (x *surface) size() image.Point {
	st := &x.current
	if x.content == nil {
		return image.Point{}
	}
	if st.dst != (image.Point{}) {
		return st.dst
	}
	if st.src != (scene.RectF{}) {
		return image.Pt(int(st.src.W), int(st.src.H))
	}
	size := x.content.Size()
	if st.transform&1 != 0 {
		size.X, size.Y = size.Y, size.X
	}
	if u := x.unit(); u != 1 {
		size = scene.ScalePoint(size, 1/u)
		return image.Pt(max(1, size.X), max(1, size.Y))
	}
	n := int(st.scale)
	return image.Pt((size.X+n-1)/n, (size.Y+n-1)/n)
}

// root returns the surface at the top of the tree of subsurfaces.
func (x *surface) root() *surface {
	for x.sub != nil && x.sub.parent != nil {
		x = x.sub.parent
	}
	return x
}

// setRole gives the surface its role; kind never changes once it is set.
func (x *surface) setRole(k roleKind, r role) bool {
	if x.kind != noRole && x.kind != k || x.role != nil {
		return false
	}
	x.kind, x.role = k, r
	x.s.outputs.stale = true
	return true
}
