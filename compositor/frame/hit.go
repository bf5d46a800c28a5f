package frame

import (
	"image"

	"oriel/compositor/scene"
)

// An Area is what of a window the pointer is on.
type Area uint8

// The areas. Edge comes with the sides that a press there pulls at.
const (
	None Area = iota // the app's own content, or nothing
	Title
	Edge
	Close
	Maximize
	Minimize
)

// IsButton reports whether the area is a button.
func (a Area) IsButton() bool { return a >= Close }

const (
	buttonWidth = 32 // logical pixels
	corner      = 16 // how far from a corner an edge pulls at both sides
)

// Hit tells what is at p, logical pixels from the window's top left.
func (l *Look) Hit(p image.Point) (Area, scene.Edges) {
	all := image.Rectangle{Max: l.Size}
	if p.In(l.Insets.Inside(all)) {
		return None, 0
	}
	if e := l.edges(p); e != 0 {
		return Edge, e
	}
	if !p.In(all) {
		return None, 0
	}
	for _, b := range [...]struct {
		b    Buttons
		area Area
	}{{CloseButton, Close}, {MaximizeButton, Maximize}, {MinimizeButton, Minimize}} {
		if l.Buttons&b.b != 0 && p.In(l.button(b.b)) {
			return b.area, 0
		}
	}
	return Title, 0
}

// edges returns the sides that a press at p, which is not inside, pulls at.
func (l *Look) edges(p image.Point) (e scene.Edges) {
	const w, reach = scene.FrameBorder, scene.FrameReach
	all := image.Rectangle{Max: l.Size}
	if !l.Resizable || l.Insets.Bottom == 0 || p.In(all.Inset(w)) || !p.In(all.Inset(-reach)) {
		return 0
	}
	if p.X < corner {
		e |= scene.Left
	} else if p.X >= l.Size.X-corner {
		e |= scene.Right
	}
	if p.Y < corner {
		e |= scene.Top
	} else if p.Y >= l.Size.Y-corner {
		e |= scene.Bottom
	}
	return e
}

// edge is how much of the title bar's height resizes.
func (l *Look) edge() int {
	if l.Insets.Bottom == 0 {
		return 0
	}
	return min(scene.FrameBorder, l.Insets.Top)
}

// title is the title bar without its edges; empty for a frame without one.
func (l *Look) title() image.Rectangle {
	r := image.Rect(l.Insets.Left, l.edge(), l.Size.X-l.Insets.Right, l.Insets.Top)
	if r.Dy() < scene.FrameTitle/2 || r.Dx() <= 0 {
		return image.Rectangle{}
	}
	return r
}

// button returns where a button is. Those that there is no room for are empty:
// a narrow window keeps the one to close it.
func (l *Look) button(b Buttons) image.Rectangle {
	t := l.title()
	r := image.Rect(t.Max.X-buttonWidth, t.Min.Y, t.Max.X, t.Max.Y)
	for _, o := range [...]Buttons{CloseButton, MaximizeButton, MinimizeButton} {
		if o == b {
			break
		}
		if l.Buttons&o != 0 {
			r = r.Sub(image.Pt(buttonWidth, 0))
		}
	}
	if l.Buttons&b == 0 || r.Min.X < t.Min.X {
		return image.Rectangle{}
	}
	return r
}

// caption is the part of the title bar that is left for icon and title.
func (l *Look) caption() image.Rectangle {
	t := l.title()
	for _, b := range [...]Buttons{CloseButton, MaximizeButton, MinimizeButton} {
		if r := l.button(b); !r.Empty() {
			t.Max.X = min(t.Max.X, r.Min.X)
		}
	}
	return t
}
