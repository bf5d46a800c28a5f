package bcgr

import "oriel/rdp/wire"

// Request types of AutoDetectRequest ([MS-RDPBCGR] 2.2.14.1).
const (
	RTTContinuous          uint16 = 0x0001
	RTTConnectTime         uint16 = 0x1001
	BandwidthStart         uint16 = 0x0014
	BandwidthStartTunnel   uint16 = 0x0114
	BandwidthStartConnect  uint16 = 0x1014
	BandwidthPayload       uint16 = 0x0002
	BandwidthStop          uint16 = 0x0429
	BandwidthStopTunnel    uint16 = 0x0629
	BandwidthStopConnect   uint16 = 0x002B
	NetCharBaseAvgRTT      uint16 = 0x0840
	NetCharBandwidthAvgRTT uint16 = 0x0880
	NetCharAll             uint16 = 0x08C0
)

// Response types of AutoDetectResponse ([MS-RDPBCGR] 2.2.14.2).
const (
	RTTResponse             uint16 = 0x0000
	BandwidthResultConnect  uint16 = 0x0003
	BandwidthResultContinue uint16 = 0x000B
	NetCharSync             uint16 = 0x0018
)

const (
	autoDetectHeader   = 6
	typeDetectRequest  = 0
	typeDetectResponse = 1
)

// AutoDetectRequest is an auto-detect request behind its security header
// (SecAutoDetectRequest), on the message channel ([MS-RDPBCGR] 2.2.14.1).
type AutoDetectRequest struct {
	Sequence uint16
	Kind     uint16
	BaseRTT  uint32 // milliseconds, in NetChar kinds that have it
	Rate     uint32 // kbit/s, in NetChar kinds that have it
	AvgRTT   uint32 // milliseconds, in NetChar kinds
	Payload  []byte // BandwidthPayload and BandwidthStopConnect
}

// numbers returns the 32-bit fields of this kind, in order.
func (p *AutoDetectRequest) numbers() []*uint32 {
	switch p.Kind {
	case NetCharBaseAvgRTT:
		return []*uint32{&p.BaseRTT, &p.AvgRTT}
	case NetCharBandwidthAvgRTT:
		return []*uint32{&p.Rate, &p.AvgRTT}
	case NetCharAll:
		return []*uint32{&p.BaseRTT, &p.Rate, &p.AvgRTT}
	}
	return nil
}

func (p *AutoDetectRequest) hasPayload() bool {
	return p.Kind == BandwidthPayload || p.Kind == BandwidthStopConnect
}

// Size returns the encoded length.
func (p *AutoDetectRequest) Size() int {
	n := autoDetectHeader + 4*len(p.numbers())
	if p.hasPayload() {
		n += 2 + len(p.Payload)
	}
	return n
}

// AppendTo appends the encoded form.
func (p *AutoDetectRequest) AppendTo(b []byte) []byte {
	head := autoDetectHeader + 4*len(p.numbers())
	if p.hasPayload() {
		head += 2
	}
	b = u16s(append(b, byte(head), typeDetectRequest), p.Sequence, p.Kind)
	for _, v := range p.numbers() {
		b = u32s(b, *v)
	}
	if p.hasPayload() {
		b = append(u16s(b, uint16(len(p.Payload))), p.Payload...)
	}
	return b
}

// ReadFrom decodes. Payload aliases the message.
func (p *AutoDetectRequest) ReadFrom(r *wire.Reader) {
	seq, kind := readAutoDetect(r, typeDetectRequest)
	*p = AutoDetectRequest{Sequence: seq, Kind: kind}
	for _, v := range p.numbers() {
		*v = r.U32("networkCharacteristics")
	}
	if p.hasPayload() {
		p.Payload = r.Bytes(int(r.U16("payloadLength")), "payload")
	}
}

func readAutoDetect(r *wire.Reader, want uint8) (seq, kind uint16) {
	if n := r.U8("headerLength"); r.Err() == nil && n < autoDetectHeader {
		r.Fail(wire.ErrRange, "headerLength")
	}
	if t := r.U8("headerTypeId"); r.Err() == nil && t != want {
		r.Fail(wire.ErrType, "headerTypeId")
	}
	return r.U16("sequenceNumber"), r.U16("type")
}

// AutoDetectResponse is an auto-detect response behind its security header
// (SecAutoDetectResponse), on the message channel ([MS-RDPBCGR] 2.2.14.2).
type AutoDetectResponse struct {
	Sequence uint16
	Kind     uint16
	A, B     uint32 // bandwidth: milliseconds, bytes; NetCharSync: kbit/s, RTT in ms
}

func (p *AutoDetectResponse) hasNumbers() bool {
	return p.Kind == BandwidthResultConnect || p.Kind == BandwidthResultContinue || p.Kind == NetCharSync
}

// Size returns the encoded length.
func (p *AutoDetectResponse) Size() int {
	if p.hasNumbers() {
		return autoDetectHeader + 8
	}
	return autoDetectHeader
}

// AppendTo appends the encoded form.
func (p *AutoDetectResponse) AppendTo(b []byte) []byte {
	b = u16s(append(b, byte(p.Size()), typeDetectResponse), p.Sequence, p.Kind)
	if p.hasNumbers() {
		b = u32s(b, p.A, p.B)
	}
	return b
}

// ReadFrom decodes.
func (p *AutoDetectResponse) ReadFrom(r *wire.Reader) {
	seq, kind := readAutoDetect(r, typeDetectResponse)
	*p = AutoDetectResponse{Sequence: seq, Kind: kind}
	if p.hasNumbers() {
		p.A, p.B = r.U32("timeDelta"), r.U32("byteCount")
	}
}

// Heartbeat is the Heartbeat PDU behind its security header (SecHeartbeat),
// for clients with mcs.SupportHeartbeat ([MS-RDPBCGR] 2.2.16.1). Who sends one
// must go on: after Reconnect missed periods the client reconnects.
type Heartbeat struct {
	Period    uint8 // seconds
	Warn      uint8 // missed heartbeats until the client warns
	Reconnect uint8 // missed heartbeats until it reconnects
}

// Size returns the encoded length.
func (p *Heartbeat) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *Heartbeat) AppendTo(b []byte) []byte { return append(b, 0, p.Period, p.Warn, p.Reconnect) }

// ReadFrom decodes.
func (p *Heartbeat) ReadFrom(r *wire.Reader) {
	r.U8("reserved")
	p.Period, p.Warn, p.Reconnect = r.U8("period"), r.U8("count1"), r.U8("count2")
}
