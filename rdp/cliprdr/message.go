package cliprdr

import "oriel/rdp/wire"

// Types of messages: msgType of CLIPRDR_HEADER ([MS-RDPECLIP] 2.2.1).
const (
	typeMonitorReady         = 0x0001
	typeFormatList           = 0x0002
	typeFormatListResponse   = 0x0003
	typeFormatDataRequest    = 0x0004
	typeFormatDataResponse   = 0x0005
	typeTempDirectory        = 0x0006
	typeClipCaps             = 0x0007
	typeFileContentsRequest  = 0x0008
	typeFileContentsResponse = 0x0009
	typeLockClipData         = 0x000A
	typeUnlockClipData       = 0x000B
)

// msgFlags.
const (
	flagOK         = 0x0001
	flagFail       = 0x0002
	flagASCIINames = 0x0004
)

const headerSize = 2 /* msgType */ + 2 /* msgFlags */ + 4 /* dataLen */

// A Message is the body of one message. Whether a format list has long names
// was agreed on before and is not seen in it.
type Message interface {
	wire.PDU
	header() (typ, flags uint16)
	setFlags(flags uint16)
}

// Append appends m with its header.
func Append(b []byte, m Message) []byte {
	b = appendHeader(b, m, m.Size())
	return m.AppendTo(b)
}

func appendHeader(b []byte, m Message, size int) []byte {
	typ, flags := m.header()
	b = wire.LE.AppendUint16(b, typ)
	b = wire.LE.AppendUint16(b, flags)
	return wire.LE.AppendUint32(b, uint32(size))
}

// Read reads one message with its header; long says that format lists have
// long names. Unknown ones become *Raw. Bytes after the message are padding
// of some clients.
func Read(r *wire.Reader, long bool) Message {
	typ, flags := r.U16("msgType"), r.U16("msgFlags")
	n := r.Count(uint64(r.U32("dataLen")), 1, 1<<31-1, "dataLen")
	m := newMessage(typ, long)
	if r.Err() != nil {
		return m
	}
	body := r.Sub(n, "body")
	m.setFlags(flags)
	m.ReadFrom(body)
	if e, ok := body.Err().(*wire.Error); ok {
		r.Fail(e.Kind, e.Field)
	}
	return m
}

func newMessage(typ uint16, long bool) Message {
	switch typ {
	case typeMonitorReady:
		return new(MonitorReady)
	case typeFormatList:
		return &FormatList{Long: long}
	case typeFormatListResponse:
		return new(FormatListResponse)
	case typeFormatDataRequest:
		return new(FormatDataRequest)
	case typeFormatDataResponse:
		return new(FormatDataResponse)
	case typeTempDirectory:
		return new(TempDirectory)
	case typeClipCaps:
		return new(ClipCaps)
	case typeFileContentsRequest:
		return new(FileContentsRequest)
	case typeFileContentsResponse:
		return new(FileContentsResponse)
	case typeLockClipData:
		return new(LockClipData)
	case typeUnlockClipData:
		return new(UnlockClipData)
	}
	return &Raw{MsgType: typ}
}

// noFlags is for messages whose flags mean nothing.
type noFlags struct{}

func (noFlags) setFlags(uint16) {}

// response says whether an answer is RESPONSE_OK or RESPONSE_FAIL.
func response(ok bool) uint16 {
	if ok {
		return flagOK
	}
	return flagFail
}

// Raw is a message of unknown type.
type Raw struct {
	MsgType uint16
	Flags   uint16
	Data    []byte // aliases the message
}

func (p *Raw) header() (typ, flags uint16) { return p.MsgType, p.Flags }
func (p *Raw) setFlags(flags uint16)       { p.Flags = flags }

// Size implements wire.PDU.
func (p *Raw) Size() int { return len(p.Data) }

// AppendTo implements wire.PDU.
func (p *Raw) AppendTo(b []byte) []byte { return append(b, p.Data...) }

// ReadFrom implements wire.PDU.
func (p *Raw) ReadFrom(r *wire.Reader) { p.Data = r.Rest() }
