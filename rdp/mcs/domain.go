package mcs

import (
	"oriel/rdp/wire"
	"oriel/rdp/x224"
)

// Choices of DomainMCSPDU, the upper six bits of the first byte.
const (
	choiceErectDomainRequest          = 1
	choiceDisconnectProviderUltimatum = 8
	choiceAttachUserRequest           = 10
	choiceAttachUserConfirm           = 11
	choiceChannelJoinRequest          = 14
	choiceChannelJoinConfirm          = 15
	choiceSendDataRequest             = 25
	choiceSendDataIndication          = 26
	sendDataPriorityAndSegmentation   = 0x70 // high priority, begin and end
	optionalPresent                   = 2    // first byte: the optional last field is there
	// ResultNoSuchChannel refuses a ChannelJoinRequest (rt-no-such-channel).
	ResultNoSuchChannel = 3
)

// Decode reads one domain PDU, the payload of a data TPDU. The result is one
// of the pointer types of this file; Data aliases payload.
func Decode(payload []byte) (wire.PDU, error) {
	r := wire.NewReader(payload)
	peek := *r
	choice := peek.U8("choice") >> 2
	if err := peek.Err(); err != nil {
		return nil, err
	}
	var p wire.PDU
	switch choice {
	case choiceErectDomainRequest:
		p = new(ErectDomainRequest)
	case choiceAttachUserRequest:
		p = new(AttachUserRequest)
	case choiceAttachUserConfirm:
		p = new(AttachUserConfirm)
	case choiceChannelJoinRequest:
		p = new(ChannelJoinRequest)
	case choiceChannelJoinConfirm:
		p = new(ChannelJoinConfirm)
	case choiceSendDataRequest:
		p = new(SendDataRequest)
	case choiceSendDataIndication:
		p = new(SendDataIndication)
	case choiceDisconnectProviderUltimatum:
		p = new(DisconnectProviderUltimatum)
	default:
		r.Fail(wire.ErrType, "choice")
		return nil, r.Err()
	}
	p.ReadFrom(r)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// DecodeFrame is Decode for a whole TPKT frame.
func DecodeFrame(frame []byte) (wire.PDU, error) {
	r := x224.Data(frame)
	payload := r.Rest()
	if err := r.Err(); err != nil {
		return nil, err
	}
	return Decode(payload)
}

// DecodeSendDataRequest is DecodeFrame for what a client sends most. It takes
// no memory. ok is false for any other frame, and for a bad one; DecodeFrame
// then tells.
func DecodeSendDataRequest(frame []byte) (p SendDataRequest, ok bool) {
	payload := x224.Data(frame).Rest()
	if len(payload) == 0 || payload[0]>>2 != choiceSendDataRequest {
		return p, false
	}
	r := wire.NewReader(payload)
	p.ReadFrom(r)
	return p, r.Err() == nil
}

// readChoice reads the first byte, checks the choice and returns the lower
// two bits.
func readChoice(r *wire.Reader, want uint8) uint8 {
	c := r.U8("choice")
	if r.Err() == nil && c>>2 != want {
		r.Fail(wire.ErrType, "choice")
	}
	return c & 3
}

// ErectDomainRequest is the MCS Erect Domain Request PDU ([MS-RDPBCGR]
// 2.2.1.5). Clients disagree about its content, which means nothing.
type ErectDomainRequest struct{}

// Size returns the encoded length.
func (p *ErectDomainRequest) Size() int { return 5 }

// AppendTo appends the encoded form: sub-height 0, sub-interval 0.
func (p *ErectDomainRequest) AppendTo(b []byte) []byte {
	return append(b, choiceErectDomainRequest<<2, 1, 0, 1, 0)
}

// ReadFrom passes over the PDU.
func (p *ErectDomainRequest) ReadFrom(r *wire.Reader) {
	readChoice(r, choiceErectDomainRequest)
	r.Skip(4, "subHeight")
	r.Rest()
}

// AttachUserRequest is the MCS Attach User Request PDU ([MS-RDPBCGR] 2.2.1.6).
type AttachUserRequest struct{}

// Size returns the encoded length.
func (p *AttachUserRequest) Size() int { return 1 }

// AppendTo appends the encoded form.
func (p *AttachUserRequest) AppendTo(b []byte) []byte { return append(b, choiceAttachUserRequest<<2) }

// ReadFrom decodes.
func (p *AttachUserRequest) ReadFrom(r *wire.Reader) { readChoice(r, choiceAttachUserRequest) }

// AttachUserConfirm is the MCS Attach User Confirm PDU ([MS-RDPBCGR] 2.2.1.7).
type AttachUserConfirm struct {
	Result uint8
	User   uint16 // also the id of the user's own channel; 0 if refused
}

// Size returns the encoded length.
func (p *AttachUserConfirm) Size() int {
	if p.User == 0 {
		return 2
	}
	return 4
}

// AppendTo appends the encoded form.
func (p *AttachUserConfirm) AppendTo(b []byte) []byte {
	if p.User == 0 {
		return append(b, choiceAttachUserConfirm<<2, p.Result)
	}
	return appendUserID(append(b, choiceAttachUserConfirm<<2|optionalPresent, p.Result), p.User)
}

// ReadFrom decodes.
func (p *AttachUserConfirm) ReadFrom(r *wire.Reader) {
	present := readChoice(r, choiceAttachUserConfirm)&optionalPresent != 0
	*p = AttachUserConfirm{Result: r.U8("result")}
	if present {
		p.User = readUserID(r, "initiator")
	}
}

// ChannelJoinRequest is the MCS Channel Join Request PDU ([MS-RDPBCGR] 2.2.1.8).
type ChannelJoinRequest struct {
	User    uint16
	Channel uint16
}

// Size returns the encoded length.
func (p *ChannelJoinRequest) Size() int { return 5 }

// AppendTo appends the encoded form.
func (p *ChannelJoinRequest) AppendTo(b []byte) []byte {
	b = appendUserID(append(b, choiceChannelJoinRequest<<2), p.User)
	return wire.BE.AppendUint16(b, p.Channel)
}

// ReadFrom decodes.
func (p *ChannelJoinRequest) ReadFrom(r *wire.Reader) {
	readChoice(r, choiceChannelJoinRequest)
	p.User = readUserID(r, "initiator")
	p.Channel = r.U16BE("channelId")
}

// ChannelJoinConfirm is the MCS Channel Join Confirm PDU ([MS-RDPBCGR] 2.2.1.9).
type ChannelJoinConfirm struct {
	Result    uint8
	User      uint16
	Requested uint16
	Channel   uint16 // 0 if refused
}

// Size returns the encoded length.
func (p *ChannelJoinConfirm) Size() int {
	if p.Channel == 0 {
		return 6
	}
	return 8
}

// AppendTo appends the encoded form.
func (p *ChannelJoinConfirm) AppendTo(b []byte) []byte {
	head := byte(choiceChannelJoinConfirm << 2)
	if p.Channel != 0 {
		head |= optionalPresent
	}
	b = appendUserID(append(b, head, p.Result), p.User)
	b = wire.BE.AppendUint16(b, p.Requested)
	if p.Channel != 0 {
		b = wire.BE.AppendUint16(b, p.Channel)
	}
	return b
}

// ReadFrom decodes.
func (p *ChannelJoinConfirm) ReadFrom(r *wire.Reader) {
	present := readChoice(r, choiceChannelJoinConfirm)&optionalPresent != 0
	*p = ChannelJoinConfirm{Result: r.U8("result")}
	p.User = readUserID(r, "initiator")
	p.Requested = r.U16BE("requested")
	if present {
		p.Channel = r.U16BE("channelId")
	}
}

// Reason is why a peer leaves (T.125 Reason).
type Reason uint8

// The reasons.
const (
	DomainDisconnected Reason = 0
	ProviderInitiated  Reason = 1
	TokenPurged        Reason = 2
	UserRequested      Reason = 3
	ChannelPurged      Reason = 4
)

// DisconnectProviderUltimatum is the MCS PDU that ends a connection
// ([MS-RDPBCGR] 2.2.2.3 and its annotated dump, 4.2.3).
type DisconnectProviderUltimatum struct {
	Reason Reason
}

// Size returns the encoded length.
func (p *DisconnectProviderUltimatum) Size() int { return 2 }

// AppendTo appends the encoded form: the reason's three bits straddle the
// two bytes.
func (p *DisconnectProviderUltimatum) AppendTo(b []byte) []byte {
	v := uint8(p.Reason)
	return append(b, choiceDisconnectProviderUltimatum<<2|v>>1&3, v<<7)
}

// ReadFrom decodes.
func (p *DisconnectProviderUltimatum) ReadFrom(r *wire.Reader) {
	hi := readChoice(r, choiceDisconnectProviderUltimatum)
	p.Reason = Reason(hi<<1 | r.U8("reason")>>7)
}
