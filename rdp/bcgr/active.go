package bcgr

import "oriel/rdp/wire"

// DemandActive is the body of the Demand Active PDU ([MS-RDPBCGR] 2.2.1.13.1).
type DemandActive struct {
	ShareID      uint32
	Source       string // lengthSourceDescriptor bytes; "RDP\x00" by custom
	Capabilities Capabilities
	SessionID    uint32
}

// Size returns the encoded length.
func (p *DemandActive) Size() int { return 4 + 2 + 2 + len(p.Source) + 4 + p.Capabilities.size() + 4 }

// AppendTo appends the encoded form.
func (p *DemandActive) AppendTo(b []byte) []byte {
	b = u32s(b, p.ShareID)
	b = appendSets(b, p.Source, p.Capabilities)
	return u32s(b, p.SessionID)
}

// ReadFrom decodes.
func (p *DemandActive) ReadFrom(r *wire.Reader) {
	*p = DemandActive{ShareID: r.U32("shareId")}
	p.Source, p.Capabilities = readSets(r)
	if r.Len() >= 4 { // some servers leave it out
		p.SessionID = r.U32("sessionId")
	}
}

// ConfirmActive is the body of the Confirm Active PDU ([MS-RDPBCGR] 2.2.1.13.2).
type ConfirmActive struct {
	ShareID      uint32
	Originator   uint16 // 1002
	Source       string
	Capabilities Capabilities
}

// Size returns the encoded length.
func (p *ConfirmActive) Size() int {
	return 4 + 2 + 2 + 2 + len(p.Source) + 4 + p.Capabilities.size()
}

// AppendTo appends the encoded form.
func (p *ConfirmActive) AppendTo(b []byte) []byte {
	b = u16s(u32s(b, p.ShareID), p.Originator)
	return appendSets(b, p.Source, p.Capabilities)
}

// ReadFrom decodes.
func (p *ConfirmActive) ReadFrom(r *wire.Reader) {
	*p = ConfirmActive{ShareID: r.U32("shareId"), Originator: r.U16("originatorId")}
	p.Source, p.Capabilities = readSets(r)
}

func appendSets(b []byte, source string, cs Capabilities) []byte {
	b = u16s(b, uint16(len(source)), uint16(4+cs.size()))
	b = append(b, source...)
	b = u16s(b, uint16(len(cs)), 0)
	return cs.appendTo(b)
}

func readSets(r *wire.Reader) (source string, cs Capabilities) {
	nSource := int(r.U16("lengthSourceDescriptor"))
	nSets := int(r.U16("lengthCombinedCapabilities"))
	source = string(r.Bytes(nSource, "sourceDescriptor"))
	s := r.Sub(nSets, "combinedCapabilities")
	n := s.U16("numberCapabilities")
	s.U16("pad2Octets")
	cs = readCapabilities(s, n)
	adopt(r, s)
	return source, cs
}

// DeactivateAll is the body of the Deactivate All PDU ([MS-RDPBCGR] 2.2.3.1).
type DeactivateAll struct{ ShareID uint32 }

// Size returns the encoded length.
func (p *DeactivateAll) Size() int { return 7 }

// AppendTo appends the encoded form.
func (p *DeactivateAll) AppendTo(b []byte) []byte {
	return append(u16s(u32s(b, p.ShareID), 1), 0)
}

// ReadFrom decodes. Some servers send nothing but the share control header.
func (p *DeactivateAll) ReadFrom(r *wire.Reader) {
	p.ShareID = u32(r, "shareId")
	if r.Len() > 0 {
		r.Skip(int(r.U16("lengthSourceDescriptor")), "sourceDescriptor")
	}
}
