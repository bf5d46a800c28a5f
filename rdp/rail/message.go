package rail

import (
	"image"
	"strings"

	"oriel/rdp/wire"
)

// A Message is one message of the channel; Type is its orderType.
type Message interface {
	wire.PDU
	Type() uint16
}

// Types of messages: orderType of TS_RAIL_PDU_HEADER ([MS-RDPERP] 2.2.2.1).
const (
	TypeExec                = 0x0001
	TypeActivate            = 0x0002
	TypeSysParam            = 0x0003
	TypeSysCommand          = 0x0004
	TypeHandshake           = 0x0005
	TypeNotifyEvent         = 0x0006
	TypeWindowMove          = 0x0008
	TypeLocalMoveSize       = 0x0009
	TypeMinMaxInfo          = 0x000A
	TypeClientStatus        = 0x000B
	TypeSysMenu             = 0x000C
	TypeLangBarInfo         = 0x000D
	TypeGetAppIDReq         = 0x000E
	TypeGetAppIDResp        = 0x000F
	TypeTaskbarInfo         = 0x0010
	TypeLanguageImeInfo     = 0x0011
	TypeCompartmentInfo     = 0x0012
	TypeHandshakeEx         = 0x0013
	TypeZOrderSync          = 0x0014
	TypeCloak               = 0x0015
	TypePowerDisplayRequest = 0x0016
	TypeSnapArrange         = 0x0017
	TypeGetAppIDRespEx      = 0x0018
	TypeTextScaleInfo       = 0x0019
	TypeCaretBlinkInfo      = 0x001A
	TypeExecResult          = 0x0080
)

const headerSize = 2 /* orderType */ + 2 /* orderLength */

// who may send a message.
const (
	byClient = 1 << iota
	byServer
)

var messages = map[uint16]struct {
	from int
	make func() Message
}{
	TypeExec:                {byClient, func() Message { return new(Exec) }},
	TypeActivate:            {byClient, func() Message { return new(Activate) }},
	TypeSysParam:            {byClient | byServer, func() Message { return new(SysParam) }},
	TypeSysCommand:          {byClient, func() Message { return new(SysCommand) }},
	TypeHandshake:           {byClient | byServer, func() Message { return new(Handshake) }},
	TypeNotifyEvent:         {byClient, func() Message { return new(NotifyEvent) }},
	TypeWindowMove:          {byClient, func() Message { return new(WindowMove) }},
	TypeLocalMoveSize:       {byServer, func() Message { return new(LocalMoveSize) }},
	TypeMinMaxInfo:          {byServer, func() Message { return new(MinMaxInfo) }},
	TypeClientStatus:        {byClient, func() Message { return new(ClientStatus) }},
	TypeSysMenu:             {byClient, func() Message { return new(SysMenu) }},
	TypeLangBarInfo:         {byClient | byServer, func() Message { return new(LangBarInfo) }},
	TypeGetAppIDReq:         {byClient, func() Message { return new(GetAppIDReq) }},
	TypeGetAppIDResp:        {byServer, func() Message { return new(GetAppIDResp) }},
	TypeTaskbarInfo:         {byServer, func() Message { return new(TaskbarInfo) }},
	TypeLanguageImeInfo:     {byClient, func() Message { return new(LanguageImeInfo) }},
	TypeCompartmentInfo:     {byClient | byServer, func() Message { return new(CompartmentInfo) }},
	TypeHandshakeEx:         {byServer, func() Message { return new(HandshakeEx) }},
	TypeZOrderSync:          {byServer, func() Message { return new(ZOrderSync) }},
	TypeCloak:               {byClient | byServer, func() Message { return new(Cloak) }},
	TypePowerDisplayRequest: {byServer, func() Message { return new(PowerDisplayRequest) }},
	TypeSnapArrange:         {byClient, func() Message { return new(SnapArrange) }},
	TypeGetAppIDRespEx:      {byServer, func() Message { return new(GetAppIDRespEx) }},
	TypeTextScaleInfo:       {byClient, func() Message { return new(TextScaleInfo) }},
	TypeCaretBlinkInfo:      {byClient, func() Message { return new(CaretBlinkInfo) }},
	TypeExecResult:          {byServer, func() Message { return new(ExecResult) }},
}

// Append appends m with its header.
func Append(b []byte, m Message) []byte {
	b = wire.LE.AppendUint16(b, m.Type())
	b = wire.LE.AppendUint16(b, uint16(headerSize+m.Size()))
	return m.AppendTo(b)
}

// Read reads one message with its header. Unknown ones become *Raw.
func Read(r *wire.Reader) Message {
	typ := r.U16("orderType")
	n := r.U16("orderLength")
	if r.Err() == nil && n < headerSize {
		r.Fail(wire.ErrRange, "orderLength")
	}
	if r.Err() != nil {
		return &Raw{OrderType: typ}
	}
	body := r.Sub(int(n)-headerSize, "body")
	var m Message = &Raw{OrderType: typ}
	if e, ok := messages[typ]; ok {
		m = e.make()
	}
	m.ReadFrom(body)
	carry(r, body)
	return m
}

// carry passes the error of a part on to the Reader of the whole.
func carry(r, part *wire.Reader) {
	if e, ok := part.Err().(*wire.Error); ok {
		r.Fail(e.Kind, e.Field)
	}
}

// Raw is a message of unknown type.
type Raw struct {
	OrderType uint16
	Data      []byte // aliases the message
}

// Type implements Message.
func (p *Raw) Type() uint16 { return p.OrderType }

// Size implements wire.PDU.
func (p *Raw) Size() int { return len(p.Data) }

// AppendTo implements wire.PDU.
func (p *Raw) AppendTo(b []byte) []byte { return append(b, p.Data...) }

// ReadFrom implements wire.PDU.
func (p *Raw) ReadFrom(r *wire.Reader) { p.Data = r.Rest() }

// Rect is TS_RECTANGLE_16 ([MS-RDPERP] 2.2.1.2.2); right and bottom are
// outside. The fields are unsigned by the letter, but clients with a monitor
// left of the primary one send negative numbers.
type Rect struct{ Left, Top, Right, Bottom int16 }

// Image returns r as an image.Rectangle, as it came: it may be empty or upside
// down.
func (r Rect) Image() image.Rectangle {
	return image.Rectangle{
		Min: image.Point{X: int(r.Left), Y: int(r.Top)},
		Max: image.Point{X: int(r.Right), Y: int(r.Bottom)},
	}
}

const rectSize = 8

func (r Rect) appendTo(b []byte) []byte {
	for _, v := range [...]int16{r.Left, r.Top, r.Right, r.Bottom} {
		b = wire.LE.AppendUint16(b, uint16(v))
	}
	return b
}

func readRect(r *wire.Reader, field string) Rect {
	return Rect{r.I16(field), r.I16(field), r.I16(field), r.I16(field)}
}

// Most bytes of strings on the wire.
const (
	maxTitle     = 520
	maxPath      = 520
	maxArguments = 16000
	appIDSize    = 520
)

// fit cuts s at a NUL and to max bytes of UTF-16. A NUL inside a
// UNICODE_STRING makes FreeRDP 3 end the session.
func fit(s string, max int) string {
	if i := strings.IndexByte(s, 0); i >= 0 {
		s = s[:i]
	}
	return wire.TruncateUTF16(s, max)
}

// sizeString and the next two are for UNICODE_STRING ([MS-RDPERP] 2.2.1.2.1).
func sizeString(s string, max int) int { return 2 /* cbString */ + wire.SizeUTF16(fit(s, max)) }

func appendString(b []byte, s string, max int) []byte {
	s = fit(s, max)
	b = wire.LE.AppendUint16(b, uint16(wire.SizeUTF16(s)))
	return wire.AppendUTF16(b, s)
}

func readString(r *wire.Reader, max int, field string) string {
	n := r.Count(uint64(r.U16(field)), 1, max, field)
	return wire.UTF16(r.Bytes(n, field))
}

// appendFixed appends s in a NUL-padded field of size bytes.
func appendFixed(b []byte, s string, size int) []byte {
	start := len(b)
	b = wire.AppendUTF16(b, fit(s, size-2))
	return append(b, make([]byte, start+size-len(b))...)
}

// oldAppIDSize is what [MS-RDPERP] 4.5.7 shows: Windows sent less before.
const oldAppIDSize = 512

// readFixed reads such a field; its last character is the terminator.
func readFixed(r *wire.Reader, field string) string {
	if r.Len() == oldAppIDSize {
		return wire.UTF16(r.Bytes(oldAppIDSize, field))
	}
	s := wire.UTF16(r.Bytes(appIDSize-2, field))
	r.Skip(2, field)
	return s
}
