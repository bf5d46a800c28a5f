package xconn

import (
	"maps"
	"slices"

	"github.com/jezek/xgb/xproto"
)

// Atoms maps names to this server's numbers. A name that is not in the table
// below is a bug: it gives 0.
type Atoms map[string]xproto.Atom

// atomNames are all the atoms of the window manager and of the selections, in
// their standards' own spelling.
var atomNames = []string{
	// ICCCM
	"ATOM_PAIR", "CLIPBOARD", "COMPOUND_TEXT", "INCR", "MANAGER", "MULTIPLE", "TARGETS", "TEXT",
	"TIMESTAMP", "UTF8_STRING", "SAVE_TARGETS", "DELETE", "WM_CHANGE_STATE", "WM_CLIENT_LEADER",
	"WM_DELETE_WINDOW", "WM_PROTOCOLS", "WM_S0", "WM_STATE", "WM_TAKE_FOCUS", "WM_WINDOW_ROLE",
	"PRIMARY", "STRING", "ATOM", "WINDOW", "CARDINAL", "WM_NAME", "WM_CLASS", "WM_HINTS", "WM_NORMAL_HINTS",
	"WM_SIZE_HINTS", "WM_TRANSIENT_FOR", "WM_CLIENT_MACHINE", "INTEGER",
	// EWMH: the root
	"_NET_ACTIVE_WINDOW", "_NET_CLIENT_LIST", "_NET_CLIENT_LIST_STACKING", "_NET_CLOSE_WINDOW",
	"_NET_CURRENT_DESKTOP", "_NET_DESKTOP_GEOMETRY", "_NET_DESKTOP_VIEWPORT", "_NET_MOVERESIZE_WINDOW",
	"_NET_NUMBER_OF_DESKTOPS", "_NET_REQUEST_FRAME_EXTENTS", "_NET_RESTACK_WINDOW", "_NET_SUPPORTED",
	"_NET_SUPPORTING_WM_CHECK", "_NET_WM_MOVERESIZE", "_NET_WORKAREA",
	// EWMH: windows
	"_NET_FRAME_EXTENTS", "_NET_WM_ALLOWED_ACTIONS", "_NET_WM_DESKTOP", "_NET_WM_ICON", "_NET_WM_NAME",
	"_NET_WM_PID", "_NET_WM_PING", "_NET_WM_STATE", "_NET_WM_USER_TIME", "_NET_WM_USER_TIME_WINDOW",
	"_NET_WM_WINDOW_TYPE", "_NET_WM_CM_S0",
	"_NET_WM_ACTION_CLOSE", "_NET_WM_ACTION_FULLSCREEN", "_NET_WM_ACTION_MAXIMIZE_HORZ",
	"_NET_WM_ACTION_MAXIMIZE_VERT", "_NET_WM_ACTION_MINIMIZE", "_NET_WM_ACTION_MOVE", "_NET_WM_ACTION_RESIZE",
	"_NET_WM_STATE_ABOVE", "_NET_WM_STATE_DEMANDS_ATTENTION", "_NET_WM_STATE_FOCUSED",
	"_NET_WM_STATE_FULLSCREEN", "_NET_WM_STATE_HIDDEN", "_NET_WM_STATE_MAXIMIZED_HORZ",
	"_NET_WM_STATE_MAXIMIZED_VERT", "_NET_WM_STATE_MODAL", "_NET_WM_STATE_SKIP_PAGER",
	"_NET_WM_STATE_SKIP_TASKBAR",
	"_NET_WM_WINDOW_TYPE_COMBO", "_NET_WM_WINDOW_TYPE_DESKTOP", "_NET_WM_WINDOW_TYPE_DIALOG",
	"_NET_WM_WINDOW_TYPE_DND", "_NET_WM_WINDOW_TYPE_DOCK", "_NET_WM_WINDOW_TYPE_DROPDOWN_MENU",
	"_NET_WM_WINDOW_TYPE_MENU", "_NET_WM_WINDOW_TYPE_NORMAL", "_NET_WM_WINDOW_TYPE_NOTIFICATION",
	"_NET_WM_WINDOW_TYPE_POPUP_MENU", "_NET_WM_WINDOW_TYPE_SPLASH", "_NET_WM_WINDOW_TYPE_TOOLBAR",
	"_NET_WM_WINDOW_TYPE_TOOLTIP", "_NET_WM_WINDOW_TYPE_UTILITY",
	// the system tray and XEMBED
	"_NET_SYSTEM_TRAY_S0", "_NET_SYSTEM_TRAY_OPCODE", "_NET_SYSTEM_TRAY_MESSAGE_DATA", "_NET_SYSTEM_TRAY_ORIENTATION",
	"_NET_SYSTEM_TRAY_VISUAL", "_NET_SYSTEM_TRAY_ICON_SIZE", "VISUALID", "_XEMBED", "_XEMBED_INFO",
	// XDND
	"XdndAware", "XdndProxy", "XdndSelection", "XdndTypeList", "XdndActionList", "XdndEnter", "XdndPosition",
	"XdndStatus", "XdndLeave", "XdndDrop", "XdndFinished", "XdndActionCopy", "XdndActionMove", "XdndActionAsk",
	// others
	"_XSETTINGS_S0", "_XSETTINGS_SETTINGS", "RESOURCE_MANAGER",
	"_GTK_FRAME_EXTENTS", "_GTK_SHOW_WINDOW_MENU", "_MOTIF_WM_HINTS", "WL_SURFACE_ID", "WL_SURFACE_SERIAL",
	"text/plain", "text/plain;charset=utf-8",
	// our own
	"_ORIEL_CLOCK", "_ORIEL_SELECTION",
}

// internAtoms asks for all atoms in one batch.
func (c *Conn) internAtoms() error {
	cookies := make([]xproto.InternAtomCookie, len(atomNames))
	for i, n := range atomNames {
		cookies[i] = xproto.InternAtom(c.Conn, false, uint16(len(n)), n)
	}
	c.Atoms = make(Atoms, len(atomNames))
	for i, k := range cookies {
		r, err := k.Reply()
		if err != nil {
			return err
		}
		c.Atoms[atomNames[i]] = r.Atom
		c.names[r.Atom] = atomNames[i]
	}
	return nil
}

// maxAtomNames bounds the table of names that apps made up.
const maxAtomNames = 4096

// AtomName returns the name of an atom, "" if there is none.
func (c *Conn) AtomName(a xproto.Atom) string { return c.AtomNames([]xproto.Atom{a})[0] }

// AtomNames returns the names of atoms, asking for all unknown ones in one
// batch; "" for those that do not exist.
func (c *Conn) AtomNames(atoms []xproto.Atom) []string {
	if len(c.names) > maxAtomNames {
		maps.DeleteFunc(c.names, func(_ xproto.Atom, n string) bool { return !slices.Contains(atomNames, n) })
	}
	cookies := map[xproto.Atom]xproto.GetAtomNameCookie{}
	for _, a := range atoms {
		if _, known := c.names[a]; !known && a != 0 {
			if _, asked := cookies[a]; !asked {
				cookies[a] = xproto.GetAtomName(c.Conn, a)
			}
		}
	}
	for a, k := range cookies {
		if r, err := k.Reply(); err == nil {
			c.names[a] = r.Name
		}
	}
	out := make([]string, len(atoms))
	for i, a := range atoms {
		out[i] = c.names[a]
	}
	return out
}

// Intern returns the atom of a name that an app or a MIME type gave, 0 if
// that fails.
func (c *Conn) Intern(name string) xproto.Atom {
	if a, ok := c.Atoms[name]; ok {
		return a
	}
	if len(name) == 0 || len(name) > 255 {
		return 0
	}
	r, err := xproto.InternAtom(c.Conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return 0
	}
	c.names[r.Atom] = name
	return r.Atom
}
