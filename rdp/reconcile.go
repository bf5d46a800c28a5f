package rdp

import (
	"image"
	"slices"
	"time"

	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/rdp/rail"
)

// known is what the client was told of a window.
type known struct {
	facade    facade
	shape     []image.Rectangle
	icon      *scene.Icon
	surface   uint16
	size      image.Point
	scale     float64       // of the monitor that the window belongs to
	undrawn   region.Region // of the surface; outlives frames that were skipped
	lastFrame uint32        // that touched the surface
	drawn     bool          // by the frame that is under way
	seen      bool          // in this plan
	fresh     bool          // its content has changed since a plan looked at it

	snapped bool            // the client has arranged it; restore is where it was
	restore image.Rectangle // in logical pixels
	cloaked bool            // the client does not show it
	hidden  time.Time       // when the client was told that it is minimised
	moved   bool            // by the client; it is to be told where the window is, whatever it was told before
	held    image.Rectangle // but not before the app, which was here, has answered
	until   time.Time       // as long as that
	again   time.Time       // when it is told once more where the window is
	before  facade          // what it was told until we moved the window
	told    time.Time       // when it was told that we did; zero: not yet
}

// A reconciler finds the orders that move what a client knows (have) towards
// what is (want). It is pure: no clock, no pixels, no connection. A client
// that comes back is a reconciler that has nothing.
type reconciler struct {
	layout   *layout
	margins  bool   // the client knows resize margins
	suffix   string // of titles
	surfaces bool   // each window has a surface of its own
	crowded  bool   // much waits to be sent: no pictures now
	calm     bool   // all is told but what windows show: nobody looks at windows that are not fresh

	have        map[scene.WindowID]*known
	icons       map[scene.NotifyIconID]*knownIcon
	stack       []scene.WindowID // as told, top first
	active      scene.WindowID
	told        bool // stack and active were told at all
	lastSurface uint16
	orders      []order
	scrap       []scene.WindowID
}

func newReconciler(l *layout, surfaces bool) *reconciler {
	return &reconciler{layout: l, surfaces: surfaces, have: map[scene.WindowID]*known{}, icons: map[scene.NotifyIconID]*knownIcon{}}
}

// plan returns the next orders. frames tells how many frames may be sent now;
// without any, only what needs no frame is planned. acked reports whether a
// frame has been acknowledged: mstsc loses its way when a surface goes away
// under a frame. The orders are valid until the next plan.
func (r *reconciler) plan(want *scene.View, frames int, acked func(frame uint32) bool) []order {
	r.orders = r.orders[:0]
	if !r.calm {
		r.announce(want)
		r.restack(want)
	}
	for _, id := range want.Stack {
		if k := r.have[id]; r.looksAt(k) {
			w := want.Windows[id]
			r.change(k, w, r.layout.of(want, w), frames > 0)
		}
	}
	r.notifyIcons(want)
	if r.surfaces && frames > 0 {
		r.draw(want)
	}
	if !r.calm {
		r.calm = r.bury(acked) && (frames > 0 || !r.surfaces)
	}
	return r.orders
}

// looksAt reports whether a window of the view may have something to tell.
func (r *reconciler) looksAt(k *known) bool { return k != nil && k.seen && (k.fresh || !r.calm) }

// stir has the next plan look at everything: something else has changed than
// what windows show.
func (r *reconciler) stir() { r.calm = false }

// comes notes what a Diff is about that the view takes over.
func (r *reconciler) comes(d *scene.Diff) {
	if d.Changed != 0 || len(d.Gone) > 0 {
		r.stir()
	}
	for i := range d.Windows {
		w := &d.Windows[i]
		if k := r.have[w.Window.ID]; k == nil || w.Changed != scene.FieldContent {
			r.stir()
		} else {
			k.fresh = true
		}
	}
}

func (r *reconciler) add(o order) { r.orders = append(r.orders, o) }

// announce tells of windows that the client does not know. One that gets a
// surface of its own is hidden until a frame draws it. Others show at once:
// FreeRDP maps what is new, and hidden and shown again in one breath it may be
// lost between FreeRDP and the user's window manager.
func (r *reconciler) announce(want *scene.View) {
	for _, k := range r.have {
		k.seen = false
	}
	for _, id := range want.Stack {
		w := want.Windows[id]
		if w == nil {
			continue
		}
		k := r.have[id]
		if k == nil {
			m := r.layout.of(want, w)
			k = &known{shape: shapeOf(w, m.factor())}
			f := r.facade(k, w, m)
			if r.surfaces {
				f.show = rail.ShowHide
			}
			k.facade = f
			r.have[id] = k
			r.add(order{kind: orderNewWindow, window: id, fields: tellAll, facade: f, shape: k.shape})
			if !r.surfaces {
				r.add(order{kind: orderLimits, window: id, win: w})
			}
		}
		k.seen = true
	}
}

// restack tells z-order and focus. Minimised windows have no place in it.
func (r *reconciler) restack(want *scene.View) {
	r.scrap = r.scrap[:0]
	for _, id := range slices.Backward(want.Stack) {
		if w := want.Windows[id]; w != nil && w.State&scene.Minimized == 0 {
			r.scrap = append(r.scrap, id)
		}
	}
	active := want.Active
	if want.Windows[active] == nil {
		active = 0
	}
	if r.told && r.active == active && slices.Equal(r.scrap, r.stack) {
		return
	}
	r.told, r.active = true, active
	r.stack = append(r.stack[:0], r.scrap...)
	r.add(order{kind: orderZOrder, stack: r.stack, active: active})
}

// facade is how the client shall see a window.
func (r *reconciler) facade(k *known, w *scene.Window, m mapping) facade {
	f := facadeOf(w, m, r.margins && !k.snapped)
	if w.Kind == scene.Toplevel || w.Kind == scene.Dialog {
		f.title += r.suffix
	}
	if !k.held.Empty() && k.held == w.Bounds {
		f.rect, f.client = k.facade.rect, k.facade.client
	} else {
		k.held = image.Rectangle{}
	}
	return f
}

// settle ends the waiting for apps that do not follow the client, and returns
// when to look again.
func (r *reconciler) settle(now time.Time) (next time.Time) {
	due := func(at time.Time) bool {
		if now.Before(at) && (next.IsZero() || at.Before(next)) {
			next = at
		}
		return !now.Before(at)
	}
	for _, k := range r.have {
		if !k.held.Empty() && due(k.until) {
			k.held = image.Rectangle{}
			r.stir()
		}
		if !k.again.IsZero() && due(k.again) {
			k.again, k.moved = time.Time{}, true
			r.stir()
		}
	}
	return next
}

// change tells what is new about a window. What needs new pixels (the first
// show, another size) waits for a frame.
func (r *reconciler) change(k *known, w *scene.Window, m mapping, frame bool) {
	k.fresh = k.fresh && r.surfaces // else until its damage is taken over
	f := r.facade(k, w, m)
	waits := false // for pixels of another size
	if r.surfaces && !frame {
		if k.surface == 0 && k.facade.show == rail.ShowHide {
			f.show = rail.ShowHide
		}
		if waits = f.rect.Size() != k.facade.rect.Size(); waits {
			f.rect, f.client = k.facade.rect, k.facade.client
		}
	}
	tell := differences(&k.facade, &f)
	if f.rect != k.facade.rect {
		k.before, k.told = k.facade, time.Time{}
		if k.moved {
			k.before = facade{}
		}
	}
	if k.moved && k.held.Empty() && !waits {
		k.moved = false
		tell |= tellRect
	}
	shape := shapeOf(w, m.factor())
	if !slices.Equal(shape, k.shape) || tell&tellRect != 0 && f.rect.Size() != k.facade.rect.Size() {
		tell |= tellShape
	}
	if tell != 0 {
		if k.facade.show == rail.ShowHide && f.show != rail.ShowHide {
			r.add(order{kind: orderLimits, window: w.ID, win: w})
		}
		k.facade, k.shape = f, shape
		r.add(order{kind: orderWindow, window: w.ID, fields: tell, facade: f, shape: shape})
	}
	if w.Icon != k.icon {
		k.icon = w.Icon
		r.add(order{kind: orderIcon, window: w.ID, win: w})
	}
}

func differences(a, b *facade) (t fields) {
	for _, c := range []struct {
		differs bool
		f       fields
	}{
		{a.owner != b.owner, tellOwner},
		{a.style != b.style || a.exStyle != b.exStyle, tellStyle},
		{a.show != b.show || a.noTaskbar != b.noTaskbar, tellShow},
		{a.title != b.title, tellTitle},
		{a.rect != b.rect || a.client != b.client || a.fullscreen != b.fullscreen, tellRect},
		{a.margin != b.margin, tellMargin},
	} {
		if c.differs {
			t |= c.f
		}
	}
	return t
}

// draw plans one frame of everything that is damaged.
func (r *reconciler) draw(want *scene.View) {
	start := len(r.orders)
	for _, id := range want.Stack {
		if k := r.have[id]; r.looksAt(k) {
			w := want.Windows[id]
			r.damage(k, w, r.layout.of(want, w))
		}
	}
	if len(r.orders) == start && !r.anyUndrawn(want) {
		return
	}
	created := len(r.orders)
	r.add(order{kind: orderStartFrame})
	// Mapped before they are drawn: mapping makes FreeRDP forget what was
	// drawn, and clients paint at the end of the frame, so nothing flashes.
	for _, o := range r.orders[start:created] {
		r.add(order{kind: orderMap, window: o.window, surface: o.surface, size: o.size})
	}
	for _, id := range want.Stack {
		if w, k := want.Windows[id], r.have[id]; drawable(k, w) {
			r.drawWindow(k, w)
		}
	}
	for _, o := range r.orders[start:created] {
		k := r.have[o.window]
		if k.surface != 0 {
			r.add(order{kind: orderDeleteSurface, window: o.window, surface: k.surface})
		}
		k.surface, k.size = o.surface, o.size
	}
	r.add(order{kind: orderEndFrame})
}

// drawable reports whether somebody can see what is drawn.
func drawable(k *known, w *scene.Window) bool {
	return w != nil && w.State&scene.Minimized == 0 && !k.cloaked
}

func (r *reconciler) anyUndrawn(want *scene.View) bool {
	for id, k := range r.have {
		if k.seen && !k.undrawn.Empty() && drawable(k, want.Windows[id]) {
			return true
		}
	}
	return false
}

// damage takes over the damage of a window and plans a surface if it has none
// of the right size.
func (r *reconciler) damage(k *known, w *scene.Window, m mapping) {
	k.fresh = false
	scale := m.factor()
	off := scene.ScalePoint(image.Pt(w.Margins.Left, w.Margins.Top), scale)
	size := frameRect(w, m).Size()
	all := image.Rectangle{Max: size}
	for _, d := range w.Content.Damage.Rects() {
		k.undrawn.Add(scene.ScaleDamage(d, scale).Sub(off).Intersect(all))
	}
	w.Content.Damage.Clear()
	if scale != k.scale {
		k.scale = scale
		k.undrawn.Add(all)
	}
	if size == k.size && k.surface != 0 || !drawable(k, w) || all.Empty() {
		return
	}
	k.undrawn.Clear()
	k.undrawn.Add(all)
	r.add(order{kind: orderCreateSurface, window: w.ID, surface: r.newSurface(), size: size})
}

// maxRects bounds the rectangles of one window in one frame: each costs a
// header, and the client a blit.
const maxRects = 16

func (r *reconciler) drawWindow(k *known, w *scene.Window) {
	if k.undrawn.Empty() {
		return
	}
	surface, size := k.surface, k.size
	for i := range r.orders {
		if o := &r.orders[i]; o.kind == orderCreateSurface && o.window == w.ID {
			surface, size = o.surface, o.size
		}
	}
	k.undrawn.Simplify(maxRects)
	for _, d := range k.undrawn.Rects() {
		r.add(order{kind: orderDraw, window: w.ID, win: w, surface: surface, size: size, rect: d})
	}
	k.undrawn.Clear()
	k.drawn = true
}

// newSurface returns a surface id that is not in use.
func (r *reconciler) newSurface() uint16 {
	for {
		r.lastSurface++
		used := r.lastSurface == 0
		for _, k := range r.have {
			used = used || k.surface == r.lastSurface
		}
		if !used {
			return r.lastSurface
		}
	}
}

// sent notes the frame that carried the last plan's drawing.
func (r *reconciler) sent(frame uint32) {
	for _, k := range r.have {
		if k.drawn {
			k.drawn, k.lastFrame = false, frame
		}
	}
}

// unsent notes that the last plan's drawing was carried by no frame.
func (r *reconciler) unsent() {
	for _, k := range r.have {
		k.drawn = false
	}
}

// bury tells of windows that are gone. It reports whether none is left that it
// will have to tell of later.
func (r *reconciler) bury(acked func(uint32) bool) (all bool) {
	r.scrap, all = r.scrap[:0], true
	for id, k := range r.have {
		switch {
		case k.seen:
		case !k.drawn && (k.surface == 0 || acked(k.lastFrame)):
			r.scrap = append(r.scrap, id)
		default:
			all = false
		}
	}
	slices.Sort(r.scrap)
	for _, id := range r.scrap {
		k := r.have[id]
		delete(r.have, id)
		r.add(order{kind: orderDeleteWindow, window: id})
		if k.surface != 0 {
			r.add(order{kind: orderDeleteSurface, window: id, surface: k.surface})
		}
	}
	return all
}

// reset forgets all surfaces, after which everything is drawn anew: the
// client has thrown its graphics away.
func (r *reconciler) reset() {
	r.stir()
	for _, k := range r.have {
		k.surface, k.size, k.drawn = 0, image.Point{}, false
	}
}

// forgetIcons makes the next plan tell all icons again.
func (r *reconciler) forgetIcons() {
	r.stir()
	for _, k := range r.have {
		k.icon = nil
	}
	for _, k := range r.icons {
		k.small = true
	}
}

// refresh marks all surfaces as undrawn.
func (r *reconciler) refresh() {
	r.stir()
	for _, k := range r.have {
		k.undrawn.Add(image.Rectangle{Max: k.size})
	}
}
