package xbridge

import (
	"image"
	"os"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
)

// A Desktop is what the bridge needs of the compositor.
type Desktop interface {
	// Do runs f on the compositor's loop and waits for it; Post does not
	// wait. They report whether the loop still runs.
	Do(f func(tx *scene.Tx)) bool
	Post(f func(tx *scene.Tx)) bool
	// Attach shows the desktop to v, beginning with a snapshot.
	Attach(v scene.Viewer) scene.Attachment
	Clipboard() *clip.Board
	Primary() *clip.Board
	// StartGrab lets the user move (edges 0) or resize a window with the
	// pointer.
	StartGrab(tx *scene.Tx, id scene.WindowID, edges scene.Edges)
	// ShowMenu opens a window's system menu at a place of the desktop.
	ShowMenu(tx *scene.Tx, id scene.WindowID, at image.Point)
	// XwaylandClient serves Xwayland as a Wayland client on conn, which it
	// takes over, and tells w of its surfaces. What Wayland apps drag over
	// them goes to x, and what X11 apps drag over Wayland apps' to wl. stop
	// ends it.
	XwaylandClient(conn *os.File, w scene.SurfaceWatcher, x clip.DropTarget) (wl clip.DropTarget, stop func(), err error)
}
