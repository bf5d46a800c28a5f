package frame

import (
	"image"
	"math"
	"slices"

	"oriel/compositor/scene"
)

// An Item is an entry of a menu by its number, from 1 on.
type Item int

// NoItem is none of them.
const NoItem Item = 0

// An Entry is a line of a menu.
type Entry struct {
	Text  string // cut at its end if it is too long
	Key   rune   // the small letter that chooses it, 0 for none
	Off   bool   // it cannot be chosen and is grey
	Apart bool   // there is a line above it
}

// A Menu is all that the picture of a menu depends on.
type Menu struct {
	Scale   float64 // device pixels per logical pixel
	Width   int     // logical pixels
	Entries []Entry
	Current Item // the one to be chosen, or NoItem
}

// Equal reports whether two menus look the same.
func (m *Menu) Equal(o *Menu) bool {
	return m.Scale == o.Scale && m.Width == o.Width && m.Current == o.Current && slices.Equal(m.Entries, o.Entries)
}

// Has reports whether an item can be chosen.
func (m *Menu) Has(i Item) bool {
	return i > NoItem && int(i) <= len(m.Entries) && !m.Entries[i-1].Off
}

// Sizes of a menu, logical pixels.
const (
	menuPad    = 4 // above the first and below the last entry
	itemHeight = 26
	gapHeight  = 9 // of the line above an entry that is apart
	itemIndent = 28
)

// Fitting returns how many entries a menu without lines has room for in a
// height, logical pixels.
func Fitting(height int) int { return max(0, (height-2*menuPad)/itemHeight) }

// Size returns the menu's size, logical pixels.
func (m *Menu) Size() image.Point {
	return image.Pt(m.Width, m.row(Item(len(m.Entries))).Max.Y+menuPad)
}

// row returns where an item is.
func (m *Menu) row(i Item) image.Rectangle {
	y := menuPad + int(i-1)*itemHeight
	for _, e := range m.Entries[:i] {
		if e.Apart {
			y += gapHeight
		}
	}
	return image.Rect(1, y, m.Width-1, y+itemHeight)
}

// At returns the item at a place of the menu that can be chosen, or NoItem.
func (m *Menu) At(p image.Point) Item {
	return m.find(func(i Item) bool { return p.In(m.row(i)) })
}

// Key returns the item that a letter chooses.
func (m *Menu) Key(r rune) Item {
	return m.find(func(i Item) bool { return m.Entries[i-1].Key == r|0x20 })
}

// find returns the first item that can be chosen and is the right one.
func (m *Menu) find(right func(i Item) bool) Item {
	for n := range m.Entries {
		if i := Item(n + 1); m.Has(i) && right(i) {
			return i
		}
	}
	return NoItem
}

// Step returns the item that comes by items after (or before, if negative) the
// current one, round and round.
func (m *Menu) Step(by int) Item {
	n := len(m.Entries)
	i := int(m.Current)
	if i == 0 && by < 0 {
		i = n + 1
	}
	for range n {
		i = (i-1+by+n)%n + 1
		if m.Has(Item(i)) {
			return Item(i)
		}
	}
	return NoItem
}

// DrawMenu draws a menu.
func (p *Painter) DrawMenu(l Menu) *scene.Buffer {
	size := scene.ScalePoint(l.Size(), l.Scale)
	m := newCanvas(size)
	m.fill(m.Rect, inactive.fill)
	n := max(1, int(math.Round(l.Scale)))
	m.outline(m.Rect, n, active.line)
	for k, e := range l.Entries {
		i := Item(k + 1)
		r := l.row(i)
		back, text := inactive.fill, inactive.text
		if l.Has(i) {
			text = active.text
			if i == l.Current {
				back = active.pressed
			}
		}
		m.fill(scene.ScaleRect(r, l.Scale).Intersect(m.Rect.Inset(n)), back)
		words := image.Rect(r.Min.X+itemIndent, r.Min.Y, r.Max.X-pad, r.Max.Y)
		p.text(m, scene.ScaleRect(words, l.Scale), e.Text, l.Scale, text)
		if e.Apart {
			y := r.Min.Y - gapHeight/2 - 1
			line := scene.ScaleRect(image.Rect(pad, y, l.Width-pad, y+1), l.Scale)
			line.Max.Y = line.Min.Y + n
			m.fill(line, inactive.line)
		}
	}
	return scene.NewBuffer(scene.Pixels{Pix: m.Pix, Stride: m.Stride, Width: size.X, Height: size.Y, Format: scene.XRGB8888}, nil)
}
