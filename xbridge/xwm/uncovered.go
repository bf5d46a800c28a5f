package xwm

import (
	"image"

	"oriel/compositor/region"
	"oriel/compositor/scene"
)

// Unit is how many pixels of X make a logical one of the scene. It belongs to
// the pump.
func (wm *WM) Unit() float64 { return wm.unit }

// Uncovered calls f, on the loop, with where windows are seen that are not of
// X11 apps, in pixels of X.
func (wm *WM) Uncovered(f func(r []image.Rectangle)) {
	unit := wm.unit
	wm.cfg.Desktop.Post(func(tx *scene.Tx) {
		r := wm.desk.uncovered(tx)
		for i := range r {
			r[i] = scene.ScaleRect(r[i], unit)
		}
		f(r)
	})
}

// maxUncovered bounds the rectangles of Uncovered.
const maxUncovered = 256

// uncovered returns where windows of others are not covered by X11 apps'. What
// apps drag along under the pointer covers nothing; toolkits make it a tooltip,
// or an override-redirect window without a type, which looks like a menu.
func (d *desk) uncovered(tx *scene.Tx) []image.Rectangle {
	var r region.Region
	for _, id := range tx.Stack() {
		w := tx.Window(id)
		_, x11 := d.windows[id]
		switch {
		case !tx.Shown(id) || w.Kind == scene.Tooltip:
		case !x11:
			r.Add(w.Bounds)
		case w.Kind != scene.Menu:
			r.SubtractRect(w.Bounds)
		}
	}
	r.Simplify(maxUncovered)
	return r.Rects()
}
