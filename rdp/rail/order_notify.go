package rail

import "oriel/rdp/wire"

// Fields of a NotifyIcon order, besides OrderNew, OrderIcon, OrderCachedIcon.
const (
	NotifyTip     = 0x1
	NotifyInfoTip = 0x2
	NotifyState   = 0x4
	NotifyVersion = 0x8
)

// InfoTipInfo (NIIF_INFO) gives a balloon the icon of something to know.
const InfoTipInfo = 1

// Most bytes of the strings of a balloon.
const (
	maxInfoTip      = 510
	maxInfoTipTitle = 126
)

// NotifyIcon is New or Existing Notification Icons ([MS-RDPERP]
// 2.2.1.3.2.2.1). Fields says which of the others are there.
type NotifyIcon struct {
	Fields     uint32
	WindowID   uint32
	NotifyID   uint32
	Version    uint32 // 0, 3 or 4
	ToolTip    string
	InfoTip    InfoTip
	State      uint32 // 1: hidden
	Icon       IconInfo
	CacheEntry uint16
	CacheID    uint8
}

// InfoTip is TS_NOTIFY_ICON_INFOTIP ([MS-RDPERP] 2.2.1.3.2.2.3).
type InfoTip struct {
	Timeout uint32 // milliseconds
	Flags   uint32
	Text    string
	Title   string
}

// notifyFlags puts the type bits in order.
func notifyFlags(flags uint32) uint32 {
	return flags&^(OrderWindow|OrderDesktop|OrderDeleted) | OrderNotify
}

// Size implements wire.PDU.
func (p *NotifyIcon) Size() int {
	n := orderHeader + 4 /* WindowId */ + 4 /* NotifyIconId */
	if p.Fields&NotifyVersion != 0 {
		n += 4
	}
	if p.Fields&NotifyTip != 0 {
		n += sizeString(p.ToolTip, maxTitle)
	}
	if p.Fields&NotifyInfoTip != 0 {
		n += 4 /* Timeout */ + 4 /* InfoFlags */ + sizeString(p.InfoTip.Text, maxInfoTip) + sizeString(p.InfoTip.Title, maxInfoTipTitle)
	}
	if p.Fields&NotifyState != 0 {
		n += 4
	}
	if p.Fields&OrderIcon != 0 {
		n += p.Icon.size()
	}
	if p.Fields&OrderCachedIcon != 0 {
		n += 3
	}
	return n
}

// AppendTo implements wire.PDU.
func (p *NotifyIcon) AppendTo(b []byte) []byte {
	b = appendOrderHeader(b, p.Size(), notifyFlags(p.Fields))
	b = wire.LE.AppendUint32(b, p.WindowID)
	b = wire.LE.AppendUint32(b, p.NotifyID)
	if p.Fields&NotifyVersion != 0 {
		b = wire.LE.AppendUint32(b, p.Version)
	}
	if p.Fields&NotifyTip != 0 {
		b = appendString(b, p.ToolTip, maxTitle)
	}
	if p.Fields&NotifyInfoTip != 0 {
		b = wire.LE.AppendUint32(b, p.InfoTip.Timeout)
		b = wire.LE.AppendUint32(b, p.InfoTip.Flags)
		b = appendString(b, p.InfoTip.Text, maxInfoTip)
		b = appendString(b, p.InfoTip.Title, maxInfoTipTitle)
	}
	if p.Fields&NotifyState != 0 {
		b = wire.LE.AppendUint32(b, p.State)
	}
	if p.Fields&OrderIcon != 0 {
		b = p.Icon.appendTo(b)
	}
	if p.Fields&OrderCachedIcon != 0 {
		b = wire.LE.AppendUint16(b, p.CacheEntry)
		b = append(b, p.CacheID)
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *NotifyIcon) ReadFrom(r *wire.Reader) { readAs(r, p, is[*NotifyIcon]) }

func (p *NotifyIcon) readBody(r *wire.Reader, flags uint32) {
	p.Fields = notifyFlags(flags)
	p.WindowID = r.U32("WindowId")
	p.NotifyID = r.U32("NotifyIconId")
	if flags&NotifyVersion != 0 {
		p.Version = r.U32("Version")
	}
	if flags&NotifyTip != 0 {
		p.ToolTip = readString(r, maxTitle, "ToolTip")
	}
	if flags&NotifyInfoTip != 0 {
		p.InfoTip.Timeout = r.U32("Timeout")
		p.InfoTip.Flags = r.U32("InfoFlags")
		p.InfoTip.Text = readString(r, maxInfoTip, "InfoTipText")
		p.InfoTip.Title = readString(r, maxInfoTipTitle, "Title")
	}
	if flags&NotifyState != 0 {
		p.State = r.U32("State")
	}
	if flags&OrderIcon != 0 {
		p.Icon.readFrom(r)
	}
	if flags&OrderCachedIcon != 0 {
		p.CacheEntry = r.U16("CacheEntry")
		p.CacheID = r.U8("CacheId")
	}
}

// NotifyIconDelete is Deleted Notification Icons ([MS-RDPERP] 2.2.1.3.2.2.2).
// Windows leaves flags of fields set in it that are not there.
type NotifyIconDelete struct {
	WindowID uint32
	NotifyID uint32
}

// Size implements wire.PDU.
func (p *NotifyIconDelete) Size() int {
	return orderHeader + 4 /* WindowId */ + 4 /* NotifyIconId */
}

// AppendTo implements wire.PDU.
func (p *NotifyIconDelete) AppendTo(b []byte) []byte {
	b = appendOrderHeader(b, p.Size(), OrderNotify|OrderDeleted)
	b = wire.LE.AppendUint32(b, p.WindowID)
	return wire.LE.AppendUint32(b, p.NotifyID)
}

// ReadFrom implements wire.PDU.
func (p *NotifyIconDelete) ReadFrom(r *wire.Reader) { readAs(r, p, is[*NotifyIconDelete]) }

func (p *NotifyIconDelete) readBody(r *wire.Reader, _ uint32) {
	p.WindowID = r.U32("WindowId")
	p.NotifyID = r.U32("NotifyIconId")
}
