package rail

import "oriel/rdp/wire"

// Fields of a Desktop order.
const (
	DesktopNone         = 0x01 // the session is not monitored any more
	DesktopHooked       = 0x02
	DesktopArcCompleted = 0x04
	DesktopArcBegan     = 0x08 // the client drops all windows and icons
	DesktopZOrder       = 0x10
	DesktopActiveWindow = 0x20
)

// Window ids with a meaning of their own.
const (
	DesktopID = 0xFFFFFFFF // the desktop as the active window
	MarkerID  = 0xFFFFFFFE // the client's windows in a Z-order list
)

// maxZOrder is the most that the count, one byte, can say.
const maxZOrder = 255

// Desktop is Desktop Information ([MS-RDPERP] 2.2.1.3.3). Fields says which of
// the others are there.
type Desktop struct {
	Fields       uint32
	ActiveWindow uint32
	ZOrder       []uint32 // top first; only the first 255 are sent
}

func (p *Desktop) zorder() []uint32 { return p.ZOrder[:min(len(p.ZOrder), maxZOrder)] }

// Size implements wire.PDU.
func (p *Desktop) Size() int {
	n := orderHeader
	if p.Fields&DesktopActiveWindow != 0 {
		n += 4 /* ActiveWindowId */
	}
	if p.Fields&DesktopZOrder != 0 {
		n += 1 /* NumWindowIds */ + 4*len(p.zorder())
	}
	return n
}

// AppendTo implements wire.PDU.
func (p *Desktop) AppendTo(b []byte) []byte {
	b = appendOrderHeader(b, p.Size(), p.Fields|OrderDesktop)
	if p.Fields&DesktopActiveWindow != 0 {
		b = wire.LE.AppendUint32(b, p.ActiveWindow)
	}
	if p.Fields&DesktopZOrder != 0 {
		b = append(b, byte(len(p.zorder())))
		for _, id := range p.zorder() {
			b = wire.LE.AppendUint32(b, id)
		}
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *Desktop) ReadFrom(r *wire.Reader) { readAs(r, p, is[*Desktop]) }

func (p *Desktop) readBody(r *wire.Reader, flags uint32) {
	p.Fields = flags &^ OrderDesktop
	if flags&DesktopActiveWindow != 0 {
		p.ActiveWindow = r.U32("ActiveWindowId")
	}
	if flags&DesktopZOrder != 0 {
		p.ZOrder = make([]uint32, r.Count(uint64(r.U8("NumWindowIds")), 4, maxZOrder, "NumWindowIds"))
		for i := range p.ZOrder {
			p.ZOrder[i] = r.U32("WindowIds")
		}
	}
}

// ArcBegan starts the announcement of all windows: the client forgets those it
// had.
func ArcBegan() *Desktop { return &Desktop{Fields: DesktopHooked | DesktopArcBegan} }

// ArcCompleted ends it; newer clients send Exec only afterwards.
func ArcCompleted() *Desktop { return &Desktop{Fields: DesktopArcCompleted} }

// ZOrder tells the stacking, top first, and the active window (DesktopID if
// none). It must come before updates of the windows it names; minimised
// windows are left out.
func ZOrder(active uint32, ids []uint32) *Desktop {
	return &Desktop{Fields: DesktopZOrder | DesktopActiveWindow, ActiveWindow: active, ZOrder: ids}
}
