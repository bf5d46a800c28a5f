package xwm

import (
	"fmt"
	"slices"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
)

// makeCheckWindow makes the window that stands for the window manager.
func (wm *WM) makeCheckWindow() error {
	x := wm.conn
	id, err := xproto.NewWindowId(x.Conn)
	if err != nil {
		return fmt.Errorf("cannot make a window: %w", err)
	}
	mask := []uint32{1, xproto.EventMaskPropertyChange}
	err = xproto.CreateWindowChecked(x.Conn, 0, id, x.Root, -1, -1, 1, 1, 0, xproto.WindowClassInputOnly, 0,
		xproto.CwOverrideRedirect|xproto.CwEventMask, mask).Check()
	if err != nil {
		return fmt.Errorf("cannot make a window: %w", err)
	}
	wm.check = id
	// It must be viewable to hold the focus; InputOnly and outside, it is never seen.
	xproto.MapWindow(x.Conn, id)
	return nil
}

// ownScreen takes WM_S0 and tells everybody (ICCCM 4.3). From here on clients
// are served.
func (wm *WM) ownScreen() error {
	x, a := wm.conn, wm.atom
	stamp := xproto.Timestamp(xproto.TimeCurrentTime)
	// We are the compositing manager as well: without this toolkits draw
	// neither shadows nor round corners.
	xproto.SetSelectionOwner(x.Conn, wm.check, a["_NET_WM_CM_S0"], stamp)
	xproto.SetSelectionOwner(x.Conn, wm.check, a["WM_S0"], stamp)
	r, err := xproto.GetSelectionOwner(x.Conn, a["WM_S0"]).Reply()
	if err != nil {
		return fmt.Errorf("cannot take WM_S0: %w", err)
	}
	if r.Owner != wm.check {
		return ErrOtherWM
	}
	x.SendMessage(x.Root, x.Root, xproto.EventMaskStructureNotify, a["MANAGER"],
		uint32(stamp), uint32(a["WM_S0"]), uint32(wm.check))
	return nil
}

// setRootCursor gives the arrow to windows that set no cursor: the server's
// own is a cross.
func (wm *WM) setRootCursor() {
	const leftPtr = 68 // in the font "cursor"
	x := wm.conn.Conn
	font, err1 := xproto.NewFontId(x)
	cursor, err2 := xproto.NewCursorId(x)
	if err1 != nil || err2 != nil {
		return
	}
	xproto.OpenFont(x, font, uint16(len("cursor")), "cursor")
	const white = 0xffff
	xproto.CreateGlyphCursor(x, cursor, font, font, leftPtr, leftPtr+1, 0, 0, 0, white, white, white)
	xproto.ChangeWindowAttributes(x, wm.conn.Root, xproto.CwCursor, []uint32{uint32(cursor)})
	xproto.FreeCursor(x, cursor)
	xproto.CloseFont(x, font)
}

// supported are the hints of _NET_SUPPORTED besides states and types.
var supported = []string{
	"_NET_SUPPORTED", "_NET_SUPPORTING_WM_CHECK", "_NET_CLIENT_LIST", "_NET_CLIENT_LIST_STACKING",
	"_NET_NUMBER_OF_DESKTOPS", "_NET_CURRENT_DESKTOP", "_NET_DESKTOP_GEOMETRY", "_NET_DESKTOP_VIEWPORT",
	"_NET_WORKAREA", "_NET_ACTIVE_WINDOW", "_NET_CLOSE_WINDOW", "_NET_MOVERESIZE_WINDOW",
	"_NET_WM_MOVERESIZE", "_NET_RESTACK_WINDOW", "_NET_REQUEST_FRAME_EXTENTS", "_NET_FRAME_EXTENTS",
	"_NET_WM_NAME", "_NET_WM_DESKTOP", "_NET_WM_WINDOW_TYPE", "_NET_WM_STATE", "_NET_WM_ALLOWED_ACTIONS",
	"_NET_WM_ICON", "_NET_WM_PID", "_NET_WM_PING", "_NET_WM_USER_TIME", "_NET_WM_USER_TIME_WINDOW",
	"_NET_WM_ACTION_MOVE", "_NET_WM_ACTION_RESIZE", "_NET_WM_ACTION_MINIMIZE",
	"_NET_WM_ACTION_MAXIMIZE_HORZ", "_NET_WM_ACTION_MAXIMIZE_VERT", "_NET_WM_ACTION_FULLSCREEN",
	"_NET_WM_ACTION_CLOSE", "_GTK_FRAME_EXTENTS", "_GTK_SHOW_WINDOW_MENU",
}

// wmName is the window manager's. Windows have no parent of ours, and Java can
// only tell by a name that begins as those which it knows: else it waits for a
// parent, and draws nothing.
const wmName = "LG3D (Oriel)"

// announce sets the root's properties (EWMH 4).
func (wm *WM) announce() {
	x, a, root := wm.conn, wm.atom, wm.conn.Root
	var list []uint32
	for _, n := range supported {
		list = append(list, uint32(a[n]))
	}
	for _, e := range netStates {
		list = append(list, uint32(a["_NET_WM_STATE_"+e.name]))
	}
	for _, n := range knownTypes {
		list = append(list, uint32(a["_NET_WM_WINDOW_TYPE_"+n]))
	}
	x.SetWords(root, a["_NET_SUPPORTED"], a["ATOM"], list...)
	for _, w := range []xproto.Window{root, wm.check} {
		x.SetWords(w, a["_NET_SUPPORTING_WM_CHECK"], a["WINDOW"], uint32(wm.check))
	}
	x.SetProperty(wm.check, a["_NET_WM_NAME"], a["UTF8_STRING"], []byte(wmName))
	x.SetWords(root, a["_NET_NUMBER_OF_DESKTOPS"], a["CARDINAL"], 1)
	x.SetWords(root, a["_NET_CURRENT_DESKTOP"], a["CARDINAL"], 0)
	x.SetWords(root, a["_NET_DESKTOP_VIEWPORT"], a["CARDINAL"], 0, 0)
	x.SetWords(root, a["_NET_ACTIVE_WINDOW"], a["WINDOW"], 0)
	wm.writeDesktop()
	wm.listClients()
}

// writeDesktop tells the size of the desktop, and the part of it that apps
// should keep to.
func (wm *WM) writeDesktop() {
	x, a, root := wm.conn, wm.atom, wm.conn.Root
	all := scene.Bounds(wm.outputs)
	work := all
	if len(wm.outputs) == 0 {
		all.Max.X, all.Max.Y = int(x.Screen.WidthInPixels), int(x.Screen.HeightInPixels)
		work = all
	} else {
		work = wm.outputs[0].WorkArea()
		for _, o := range wm.outputs {
			work = work.Union(o.WorkArea())
		}
	}
	x.SetWords(root, a["_NET_DESKTOP_GEOMETRY"], a["CARDINAL"], uint32(all.Dx()), uint32(all.Dy()))
	x.SetWords(root, a["_NET_WORKAREA"], a["CARDINAL"],
		uint32(max(work.Min.X, 0)), uint32(max(work.Min.Y, 0)), uint32(work.Dx()), uint32(work.Dy()))
}

// listClients writes _NET_CLIENT_LIST and _NET_CLIENT_LIST_STACKING if they
// changed.
func (wm *WM) listClients() {
	if wm.listed {
		return
	}
	wm.listed = true
	x, a := wm.conn, wm.atom
	var byAge, byStack []uint32
	for _, id := range wm.clients {
		byAge = append(byAge, uint32(id))
		if !slices.Contains(wm.stack, id) {
			byStack = append(byStack, uint32(id)) // not shown yet
		}
	}
	for _, id := range wm.stack {
		if slices.Contains(wm.clients, id) {
			byStack = append(byStack, uint32(id))
		}
	}
	x.SetWords(x.Root, a["_NET_CLIENT_LIST"], a["WINDOW"], byAge...)
	x.SetWords(x.Root, a["_NET_CLIENT_LIST_STACKING"], a["WINDOW"], byStack...)
}
