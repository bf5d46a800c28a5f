package xwm

import (
	"image"
	"math"
	"slices"

	"oriel/compositor/scene"
)

// Where X11 apps draw for the monitors' own pixels, a logical pixel of the
// scene is wm.unit pixels of X, as the Wayland server has told Xwayland too.
// Everything in this package but looks and wishes is in pixels of X.

// toX converts a rectangle of the scene; its size does not depend on its
// place.
func (wm *WM) toX(r image.Rectangle) image.Rectangle { return scaled(r, wm.unit) }

func scaled(r image.Rectangle, k float64) image.Rectangle {
	min := scene.ScalePoint(r.Min, k)
	return image.Rectangle{Min: min, Max: min.Add(scene.ScalePoint(r.Size(), k))}
}

// fromX converts a position or size of X.
func (wm *WM) fromX(p image.Point) image.Point { return scene.ScalePoint(p, 1/wm.unit) }

func scaledInsets(i scene.Insets, k float64) scene.Insets {
	if k == 1 {
		return i
	}
	r := func(v int) int { return int(math.Round(float64(v) * k)) }
	return scene.Insets{Left: r(i.Left), Top: r(i.Top), Right: r(i.Right), Bottom: r(i.Bottom)}
}

// logical turns a look in pixels of X into the scene's.
func (wm *WM) logical(l look) look {
	if wm.unit == 1 {
		return l
	}
	l.at, l.size = wm.fromX(l.at), wm.fromX(l.size)
	l.margins, l.frame = scaledInsets(l.margins, 1/wm.unit), scaledInsets(l.frame, 1/wm.unit)
	l.limits = scene.Limits{Min: wm.fromX(l.limits.Min), Max: wm.fromX(l.limits.Max)}
	for i, r := range l.shape {
		l.shape[i] = scene.ScaleRect(r, 1/wm.unit)
	}
	return l
}

// setOutputs takes the monitors over. Windows that fill one follow it; the
// desktop moves the others. Where X's pixels become others, windows keep their
// place and size as the user sees them.
func (wm *WM) setOutputs(o []scene.Output) {
	if slices.Equal(wm.monitors, o) {
		return
	}
	before, old, text := wm.monitors, wm.unit, wm.text()
	wm.monitors = o
	if wm.cfg.Native {
		wm.unit = scene.X11Scale(o)
	}
	wm.outputs = wm.outputs[:0:0]
	for _, m := range o {
		m.Bounds, m.Work = scene.ScaleRect(m.Bounds, wm.unit), scene.ScaleRect(m.Work, wm.unit)
		wm.outputs = append(wm.outputs, m)
	}
	wm.writeDesktop()
	follow := func(r image.Rectangle) image.Rectangle {
		if r.Empty() {
			return r
		}
		return wm.toX(scene.Carry(before, o, scaled(r, 1/old)))
	}
	for _, id := range wm.clients {
		w := wm.windows[id]
		switch {
		case w.net&(netMaximized|netFullscreen) != 0:
			w.restore = follow(w.restore)
			wm.fitTo(w, scene.Home(wm.outputs, follow(wm.bounds(w))))
		case wm.unit != old:
			g := scaled(w.geometry, wm.unit/old)
			size := w.geometry.Size()
			if !w.motif.fixed() {
				size = w.size.Constrain(g.Size())
			}
			g.Max = g.Min.Add(size)
			wm.configure(w, g)
		default:
			continue
		}
		wm.touch(w)
	}
	switch {
	case wm.unit != old:
		wm.rescaled()
	case wm.text() != text:
		wm.writeSettings()
	}
}

// rescaled tells everybody that X's pixels have become others.
func (wm *WM) rescaled() {
	for _, w := range wm.windows {
		wm.writeExtents(w)
		if w.mapped {
			wm.touch(w)
		}
	}
	wm.writeSettings()
}
