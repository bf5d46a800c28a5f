package frame

import (
	"image"
	"math"

	"oriel/compositor/scene"
)

// An Item is a command of a window's system menu.
type Item uint8

// The items, as they stand in the menu. NoItem is none of them.
const (
	NoItem Item = iota
	RestoreItem
	MoveItem
	SizeItem
	MinimizeItem
	MaximizeItem
	CloseItem
	lastItem = CloseItem
)

// itemNames are the items' texts, and the letters that choose them.
var itemNames = [...]struct {
	text string
	key  rune
}{
	RestoreItem: {"Restore", 'r'}, MoveItem: {"Move", 'm'}, SizeItem: {"Size", 's'},
	MinimizeItem: {"Minimize", 'n'}, MaximizeItem: {"Maximize", 'x'}, CloseItem: {"Close", 'c'},
}

// A Menu is all that the picture of a system menu depends on.
type Menu struct {
	Scale   float64 // device pixels per logical pixel
	Items   Items   // that can be chosen; the others are grey
	Current Item    // the one to be chosen, or NoItem
}

// Items is a set of items.
type Items uint8

// Has reports whether an item can be chosen.
func (s Items) Has(i Item) bool { return i != NoItem && s&(1<<i) != 0 }

// MenuOf returns the system menu of a window.
func MenuOf(w *scene.Window, scale float64) Menu {
	b := Of(w, 1)
	free := w.State&(scene.Maximized|scene.Minimized|scene.Fullscreen) == 0
	m := Menu{Scale: max(scale, 1)}
	for i, can := range [...]bool{
		RestoreItem:  w.State&(scene.Maximized|scene.Minimized) != 0,
		MoveItem:     free,
		SizeItem:     free && w.Resizable(),
		MinimizeItem: b.Buttons&MinimizeButton != 0 && w.State&scene.Minimized == 0,
		MaximizeItem: b.Buttons&MaximizeButton != 0 && w.State&scene.Maximized == 0,
		CloseItem:    true,
	} {
		if can {
			m.Items |= 1 << i
		}
	}
	return m
}

// Sizes of a menu, logical pixels.
const (
	menuWidth  = 176
	menuPad    = 4 // above the first and below the last item
	itemHeight = 26
	gapHeight  = 9 // of the line above Close
	itemIndent = 28
)

// Size returns the menu's size, logical pixels.
func (m *Menu) Size() image.Point { return image.Pt(menuWidth, m.row(lastItem).Max.Y+menuPad) }

// row returns where an item is.
func (m *Menu) row(i Item) image.Rectangle {
	y := menuPad + int(i-1)*itemHeight
	if i == CloseItem {
		y += gapHeight
	}
	return image.Rect(1, y, menuWidth-1, y+itemHeight)
}

// At returns the item at a place of the menu that can be chosen, or NoItem.
func (m *Menu) At(p image.Point) Item {
	for i := RestoreItem; i <= lastItem; i++ {
		if m.Items.Has(i) && p.In(m.row(i)) {
			return i
		}
	}
	return NoItem
}

// Key returns the item that a letter chooses.
func (m *Menu) Key(r rune) Item {
	for i := RestoreItem; i <= lastItem; i++ {
		if m.Items.Has(i) && itemNames[i].key == r|0x20 {
			return i
		}
	}
	return NoItem
}

// Step returns the item that comes by items after (or before, if negative) the
// current one, round and round.
func (m *Menu) Step(by int) Item {
	i := int(m.Current)
	if i == 0 && by < 0 {
		i = int(lastItem) + 1
	}
	for range lastItem {
		i = (i-1+by+int(lastItem))%int(lastItem) + 1
		if m.Items.Has(Item(i)) {
			return Item(i)
		}
	}
	return NoItem
}

// DrawMenu draws a menu.
func (p *Painter) DrawMenu(l Menu) *scene.Buffer {
	c := active
	size := scene.ScalePoint(l.Size(), l.Scale)
	m := newCanvas(size)
	m.fill(m.Rect, inactive.fill)
	n := max(1, int(math.Round(l.Scale)))
	m.outline(m.Rect, n, c.line)
	for i := RestoreItem; i <= lastItem; i++ {
		r := l.row(i)
		back, text := inactive.fill, inactive.text
		if l.Items.Has(i) {
			text = c.text
			if i == l.Current {
				back = c.pressed
			}
		}
		at := scene.ScaleRect(r, l.Scale)
		m.fill(at.Intersect(m.Rect.Inset(n)), back)
		r.Min.X += itemIndent
		p.text(m, scene.ScaleRect(r, l.Scale), itemNames[i].text, l.Scale, text)
	}
	y := l.row(CloseItem).Min.Y - gapHeight/2 - 1
	line := scene.ScaleRect(image.Rect(pad, y, menuWidth-pad, y+1), l.Scale)
	line.Max.Y = line.Min.Y + n
	m.fill(line, inactive.line)
	return scene.NewBuffer(scene.Pixels{Pix: m.Pix, Stride: m.Stride, Width: size.X, Height: size.Y, Format: scene.XRGB8888}, nil)
}
