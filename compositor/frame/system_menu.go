package frame

import "oriel/compositor/scene"

// The items of a window's system menu, as they stand in it.
const (
	RestoreItem Item = 1 + iota
	MoveItem
	SizeItem
	MinimizeItem
	MaximizeItem
	CloseItem
)

const systemWidth = 176 // logical pixels

// MenuOf returns the system menu of a window.
func MenuOf(w *scene.Window, scale float64) Menu {
	b := Of(w, 1)
	free := w.State&(scene.Maximized|scene.Minimized|scene.Fullscreen) == 0
	back := w.State&(scene.Maximized|scene.Minimized) != 0
	return Menu{Scale: max(scale, 1), Width: systemWidth, Entries: []Entry{
		{Text: "Restore", Key: 'r', Off: !back},
		{Text: "Move", Key: 'm', Off: !free},
		{Text: "Size", Key: 's', Off: !free || !w.Resizable()},
		{Text: "Minimize", Key: 'n', Off: b.Buttons&MinimizeButton == 0 || w.State&scene.Minimized != 0},
		{Text: "Maximize", Key: 'x', Off: b.Buttons&MaximizeButton == 0 || w.State&scene.Maximized != 0},
		{Text: "Close", Key: 'c', Apart: true},
	}}
}
