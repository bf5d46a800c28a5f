package wlserver

import (
	"image"
	"math"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type viewporter struct{ c *client }

func (s *Server) bindViewporter(c *client, r *wlwire.Resource) {
	wlproto.WpViewporter{Resource: r}.SetHandler(viewporter{c})
}

// Destroy implements wlproto.WpViewporterRequests.
func (viewporter) Destroy(wlproto.WpViewporter) error { return nil }

// GetViewport implements wlproto.WpViewporterRequests.
func (viewporter) GetViewport(r wlproto.WpViewporter, id wlproto.WpViewport, surf wlproto.WlSurface) error {
	x := surf.Handler().(*surface)
	if x.viewport != nil {
		return wlwire.Errorf(r, wlproto.WpViewporterErrorViewportExists, "the surface has a viewport")
	}
	x.viewport = &viewport{id, x}
	id.SetHandler(x.viewport)
	return nil
}

// viewport is a wp_viewport: it crops and scales its surface.
type viewport struct {
	res wlproto.WpViewport
	x   *surface
}

// Destroy implements wlproto.WpViewportRequests.
func (*viewport) Destroy(wlproto.WpViewport) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (v *viewport) Destroyed(*wlwire.Resource) {
	v.x.viewport = nil
	v.x.pending.src, v.x.pending.dst = scene.RectF{}, image.Point{}
}

func (v *viewport) noSurface() error {
	if v.x.res.Alive() {
		return nil
	}
	return wlwire.Errorf(v.res, wlproto.WpViewportErrorNoSurface, "the surface is gone")
}

// SetSource implements wlproto.WpViewportRequests.
func (v *viewport) SetSource(r wlproto.WpViewport, x, y, w, h wlwire.Fixed) error {
	if err := v.noSurface(); err != nil {
		return err
	}
	unset := wlwire.FixedInt(-1)
	if x == unset && y == unset && w == unset && h == unset {
		v.x.pending.src = scene.RectF{}
		return nil
	}
	if x < 0 || y < 0 || w <= 0 || h <= 0 {
		return wlwire.Errorf(r, wlproto.WpViewportErrorBadValue, "source %v,%v %vx%v", x.Float(), y.Float(), w.Float(), h.Float())
	}
	v.x.pending.src = scene.RectF{X: x.Float(), Y: y.Float(), W: w.Float(), H: h.Float()}
	return nil
}

// SetDestination implements wlproto.WpViewportRequests.
func (v *viewport) SetDestination(r wlproto.WpViewport, w, h int32) error {
	if err := v.noSurface(); err != nil {
		return err
	}
	switch {
	case w == -1 && h == -1:
		v.x.pending.dst = image.Point{}
	case w <= 0 || h <= 0 || w > maxSize || h > maxSize:
		return wlwire.Errorf(r, wlproto.WpViewportErrorBadValue, "destination %dx%d", w, h)
	default:
		v.x.pending.dst = pt(w, h)
	}
	return nil
}

// maxSize bounds a surface's sides, in logical pixels.
const maxSize = 32766

// check refuses a source that reaches out of the buffer (of that size), or
// has a broken size that becomes the surface's.
func (v *viewport) check(p *state, size image.Point) error {
	if v == nil || p.src == (scene.RectF{}) {
		return nil
	}
	k := float64(p.scale)
	if (p.src.X+p.src.W)*k > float64(size.X) || (p.src.Y+p.src.H)*k > float64(size.Y) {
		return wlwire.Errorf(v.res, wlproto.WpViewportErrorOutOfBuffer, "source reaches out of the %v buffer", size)
	}
	if p.dst == (image.Point{}) && (p.src.W != math.Trunc(p.src.W) || p.src.H != math.Trunc(p.src.H)) {
		return wlwire.Errorf(v.res, wlproto.WpViewportErrorBadSize, "source of %vx%v without a destination", p.src.W, p.src.H)
	}
	return nil
}
