package client

import (
	"image"
	"slices"

	"oriel/rdp/bcgr"
	"oriel/rdp/codec"
	"oriel/rdp/rail"
	"oriel/rdp/wire"
)

// A Window is a RAIL window as the server described it last.
type Window struct {
	ID        uint32
	Owner     uint32
	Title     string
	AppID     string // once it was asked for; see Session.AskAppID
	Rect      image.Rectangle
	Content   image.Rectangle // the part of Rect that the app draws: all but the frame
	Style     uint32
	ExStyle   uint32
	ShowState uint8
	NoTaskbar bool
	Margins   rail.Margins      // around Rect, by which it can be resized
	Visible   bool              // it is to be seen: neither hidden nor minimised
	Shape     []image.Rectangle // the visible part, relative to Rect.Min
	Limits    *rail.MinMaxInfo
	IconSize  image.Point // of the last icon
	Mapped    bool        // has a surface of its own

	surface uint16
	client  image.Rectangle // relative to Rect.Min
}

// A View is what a client knows at one moment.
type View struct {
	Windows []Window // by ID
	Stack   []uint32 // top first, as told, without the marker
	Marker  int      // how many of Stack are above this client's own windows; -1: not told
	Active  uint32   // rail.DesktopID or rail.MarkerID for none
	Size    image.Point
	Pointer Pointer
	Synced  bool // RAIL: the first announcement of all windows is complete

	NotifyIcons []NotifyIcon // by ID
}

// Find returns the window with an id, or nil.
func (v *View) Find(id uint32) *Window {
	for i := range v.Windows {
		if v.Windows[i].ID == id {
			return &v.Windows[i]
		}
	}
	return nil
}

// A Pointer is the mouse pointer's picture.
type Pointer struct {
	Hidden bool
	Shape  *PointerShape // nil: the client's own arrow
}

// A PointerShape is a picture: B, G, R, A, top row first, alpha straight.
type PointerShape struct {
	Width, Height int
	Hot           image.Point
	Pix           []byte
}

// order takes one windowing order.
func (s *Session) order(o rail.Order) error {
	switch o := o.(type) {
	case *rail.Window:
		s.windowOrder(o)
	case *rail.WindowDelete:
		delete(s.windows, o.ID)
	case *rail.WindowIcon:
		if w := s.windows[o.ID]; w != nil {
			w.IconSize = image.Pt(int(o.Icon.Width), int(o.Icon.Height))
		}
	case *rail.NotifyIcon:
		s.notifyOrder(o)
	case *rail.NotifyIconDelete:
		delete(s.icons, notifyKey{o.WindowID, o.NotifyID})
	case *rail.Desktop:
		s.desktopOrder(o)
	}
	s.touch()
	return nil
}

func (s *Session) desktopOrder(o *rail.Desktop) {
	if o.Fields&rail.DesktopArcBegan != 0 {
		clear(s.windows)
		clear(s.icons)
		s.synced = false
	}
	if o.Fields&rail.DesktopArcCompleted != 0 {
		s.synced = true
	}
	if o.Fields&rail.DesktopZOrder != 0 {
		s.stack = slices.Clone(o.ZOrder)
		if s.marker = slices.Index(s.stack, rail.MarkerID); s.marker >= 0 {
			s.stack = slices.Delete(s.stack, s.marker, s.marker+1)
		}
	}
	if o.Fields&rail.DesktopActiveWindow != 0 {
		s.active = o.ActiveWindow
	}
}

// maxWindows bounds what a server makes us keep.
const maxWindows = 4096

func (s *Session) windowOrder(o *rail.Window) {
	w := s.windows[o.ID]
	if w == nil {
		// As all clients, take no update of a window that was not announced.
		if o.Fields&rail.OrderNew == 0 || len(s.windows) >= maxWindows {
			return
		}
		w = &Window{ID: o.ID}
		s.windows[o.ID] = w
	}
	has := func(f uint32) bool { return o.Fields&f != 0 }
	if has(rail.FieldOwner) {
		w.Owner = o.Owner
	}
	if has(rail.FieldTitle) {
		w.Title = o.Title
	}
	if has(rail.FieldStyle) {
		w.Style, w.ExStyle = o.Style, o.ExtendedStyle
	}
	if has(rail.FieldShow) {
		w.ShowState = o.ShowState
		w.Visible = o.ShowState != rail.ShowHide && o.ShowState != rail.ShowMinimized
	}
	if has(rail.FieldTaskbarButton) {
		w.NoTaskbar = o.TaskbarButton != 0
	}
	if has(rail.FieldWindowOffset) {
		w.Rect = w.Rect.Sub(w.Rect.Min).Add(image.Pt(int(o.OffsetX), int(o.OffsetY)))
	}
	if has(rail.FieldWindowSize) {
		w.Rect.Max = w.Rect.Min.Add(image.Pt(int(o.Width), int(o.Height)))
	}
	w.Content = w.Rect
	if has(rail.FieldWindowClientDelta) {
		w.client = image.Rectangle{Min: image.Pt(int(o.ClientDeltaX), int(o.ClientDeltaY))}
	}
	if has(rail.FieldClientAreaSize) {
		w.client.Max = w.client.Min.Add(image.Pt(int(o.ClientAreaWidth), int(o.ClientAreaHeight)))
	}
	// Without a frame the client area says nothing; see windowOrder in package rdp.
	if w.client.Min != (image.Point{}) {
		w.Content = w.client.Add(w.Rect.Min).Intersect(w.Rect)
	}
	if has(rail.FieldResizeMarginX) {
		w.Margins.Left, w.Margins.Right = o.MarginLeft, o.MarginRight
	}
	if has(rail.FieldResizeMarginY) {
		w.Margins.Top, w.Margins.Bottom = o.MarginTop, o.MarginBottom
	}
	if has(rail.FieldVisibility) {
		w.Shape = w.Shape[:0:0]
		for _, r := range o.VisibilityRects {
			w.Shape = append(w.Shape, image.Rect(int(r.Left), int(r.Top), int(r.Right), int(r.Bottom)))
		}
	}
}

// mapWindow notes that a window shows a surface.
func (s *Session) mapWindow(id uint32, surface uint16) {
	if w := s.windows[id]; w != nil {
		w.surface, w.Mapped = surface, true
	}
}

// update takes one graphics update, of either path.
func (s *Session) update(c bcgr.UpdateCode, payload []byte) error {
	switch c {
	case bcgr.UpdateOrders:
		return rail.ReadOrders(payload, s.order)
	case bcgr.UpdateBitmap:
		return s.bitmapUpdate(payload)
	case bcgr.UpdateSurfaceCommands:
		return bcgr.ReadSurfaceCommands(payload, s.surfaceCommand)
	case bcgr.UpdatePointerHidden:
		s.pointer = Pointer{Hidden: true}
	case bcgr.UpdatePointerDefault:
		s.pointer = Pointer{}
	case bcgr.UpdatePointerColor, bcgr.UpdatePointerNew, bcgr.UpdatePointerLarge:
		return s.pointerShape(c, payload)
	case bcgr.UpdatePointerCached:
		var p bcgr.CachedPointer
		r := wire.NewReader(payload)
		if p.ReadFrom(r); r.Err() == nil {
			s.pointer = Pointer{Shape: s.pointers[p.Index]}
		}
		return r.Err()
	case bcgr.UpdatePointerPosition:
		var p bcgr.PointerPosition
		r := wire.NewReader(payload)
		if p.ReadFrom(r); r.Err() != nil {
			return r.Err()
		}
		s.warped = append(s.warped, image.Pt(int(p.X), int(p.Y)))
	}
	s.touch()
	return nil
}

// maxPointers bounds the pointer cache.
const maxPointers = 256

func (s *Session) pointerShape(c bcgr.UpdateCode, payload []byte) error {
	p := bcgr.PointerShape{Code: c}
	r := wire.NewReader(payload)
	p.ReadFrom(r)
	if r.Err() != nil {
		return r.Err()
	}
	shape := &PointerShape{
		Width: int(p.Width), Height: int(p.Height), Hot: image.Pt(int(p.HotspotX), int(p.HotspotY)),
		Pix: make([]byte, int(p.Width)*int(p.Height)*4),
	}
	if p.BitsPerPixel != 32 || len(p.Xor) < len(shape.Pix) {
		return errCodec
	}
	for y := range shape.Height { // bottom-up on the wire
		copy(shape.Pix[y*shape.Width*4:], p.Xor[(shape.Height-1-y)*shape.Width*4:][:shape.Width*4])
	}
	if p.CacheIndex < maxPointers {
		s.pointers[p.CacheIndex] = shape
	}
	s.pointer = Pointer{Shape: shape}
	s.touch()
	return nil
}

// bitmapUpdate draws a classic update into the desktop.
func (s *Session) bitmapUpdate(payload []byte) error {
	var u bcgr.BitmapUpdate
	r := wire.NewReader(payload)
	if u.ReadFrom(r); r.Err() != nil {
		return r.Err()
	}
	for i := range u.Rects {
		if err := s.bitmapData(&u.Rects[i]); err != nil {
			return err
		}
	}
	s.stats.Frames++
	s.touch()
	return nil
}

func (s *Session) bitmapData(d *bcgr.BitmapData) error {
	w, h := int(d.Width), int(d.Height)
	if w == 0 || h == 0 || w*h > 1<<20 {
		return errRect
	}
	part := newBitmap(w, h)
	var err error
	depth := codec.Depth(d.BitsPerPixel)
	switch packed := d.Flags&bcgr.BitmapCompression != 0; {
	case d.BitsPerPixel == 32 && packed:
		err = s.planar.Decode(part.pix, part.stride(), w, h, d.Data, true)
	case d.BitsPerPixel == 32:
		err = codec.DecodeUncompressed(part.pix, part.stride(), w, h, d.Data, true)
	case packed:
		err = s.rle.Decode(part.pix, part.stride(), w, h, d.Data, depth)
	default:
		err = codec.DecodePixels(part.pix, part.stride(), w, h, d.Data, depth)
	}
	if err != nil {
		return err
	}
	to := image.Rect(int(d.Rect.Left), int(d.Rect.Top), int(d.Rect.Right)+1, int(d.Rect.Bottom)+1)
	s.drew(to)
	s.desktop.copyFrom(part, image.Rectangle{Max: to.Size()}.Intersect(part.bounds()), to.Min)
	return nil
}
