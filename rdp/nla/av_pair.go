package nla

import "oriel/rdp/wire"

// AvID is what an AV pair is about ([MS-NLMP] 2.2.2.1).
type AvID uint16

// The ids.
const (
	AvEOL             AvID = 0
	AvNbComputerName  AvID = 1
	AvNbDomainName    AvID = 2
	AvDNSComputerName AvID = 3
	AvDNSDomainName   AvID = 4
	AvFlags           AvID = 6
	AvTimestamp       AvID = 7
	AvTargetName      AvID = 9
	AvChannelBindings AvID = 10
)

// avFlagMIC in AvFlags tells that the message has a MIC.
const avFlagMIC = 2

// AVPair is an AV_PAIR ([MS-NLMP] 2.2.2.1).
type AVPair struct {
	ID    AvID
	Value []byte
}

// AVPairs is a list of them, without the AvEOL that ends it.
type AVPairs []AVPair

// maxAVPairs bounds a list; there are eleven ids.
const maxAVPairs = 32

// Size returns the bytes that AppendTo adds.
func (p *AVPairs) Size() int {
	n := 4
	for _, v := range *p {
		n += 4 + len(v.Value)
	}
	return n
}

// AppendTo appends the list and its end.
func (p *AVPairs) AppendTo(b []byte) []byte {
	for _, v := range *p {
		b = wire.LE.AppendUint16(b, uint16(v.ID))
		b = wire.LE.AppendUint16(b, uint16(len(v.Value)))
		b = append(b, v.Value...)
	}
	return append(b, 0, 0, 0, 0)
}

// ReadFrom decodes up to the end of the list; the values alias the message.
func (p *AVPairs) ReadFrom(r *wire.Reader) {
	for r.Err() == nil {
		id := AvID(r.U16("AvId"))
		v := r.Bytes(int(r.U16("AvLen")), "Value")
		switch {
		case r.Err() != nil || id == AvEOL && len(v) == 0:
			return
		case id == AvEOL || len(*p) == maxAVPairs:
			r.Fail(wire.ErrRange, "AvId")
			return
		}
		*p = append(*p, AVPair{id, v})
	}
}

// value returns the value of the first pair with an id, or nil.
func (p AVPairs) value(id AvID) []byte {
	for _, v := range p {
		if v.ID == id {
			return v.Value
		}
	}
	return nil
}

// hasMIC reports whether any AvFlags promise a MIC.
func (p AVPairs) hasMIC() bool {
	for _, v := range p {
		if v.ID == AvFlags && len(v.Value) == 4 && v.Value[0]&avFlagMIC != 0 {
			return true
		}
	}
	return false
}
