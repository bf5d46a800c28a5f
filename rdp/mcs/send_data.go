package mcs

import (
	"oriel/rdp/wire"
	"oriel/rdp/x224"
)

// MaxData is the longest Data of one SendDataRequest or SendDataIndication
// that we write: what a PER length in two bytes holds by the book.
const MaxData = 0x3FFF

// SendDataRequest is the MCS Send Data Request PDU, data from the client
// ([MS-RDPBCGR] 2.2.1.10 and on; T.125 section 7).
type SendDataRequest struct {
	Initiator uint16
	Channel   uint16
	Data      []byte
}

// SendDataIndication is the MCS Send Data Indication PDU, data from the server.
type SendDataIndication struct {
	Initiator uint16
	Channel   uint16
	Data      []byte
}

// Size returns the encoded length.
func (p *SendDataRequest) Size() int { return sendDataHeader(len(p.Data)) + len(p.Data) }

// AppendTo appends the encoded form.
func (p *SendDataRequest) AppendTo(b []byte) []byte {
	return append(appendSendData(b, choiceSendDataRequest, p.Initiator, p.Channel, len(p.Data)), p.Data...)
}

// ReadFrom decodes. Data aliases the message.
func (p *SendDataRequest) ReadFrom(r *wire.Reader) {
	p.Initiator, p.Channel, p.Data = readSendData(r, choiceSendDataRequest)
}

// Size returns the encoded length.
func (p *SendDataIndication) Size() int { return sendDataHeader(len(p.Data)) + len(p.Data) }

// AppendTo appends the encoded form.
func (p *SendDataIndication) AppendTo(b []byte) []byte {
	return append(appendSendData(b, choiceSendDataIndication, p.Initiator, p.Channel, len(p.Data)), p.Data...)
}

// ReadFrom decodes. Data aliases the message.
func (p *SendDataIndication) ReadFrom(r *wire.Reader) {
	p.Initiator, p.Channel, p.Data = readSendData(r, choiceSendDataIndication)
}

// AppendSendDataRequest appends all headers (TPKT, X.224, MCS) of a frame
// with n bytes of data from the client; the data must follow.
func AppendSendDataRequest(b []byte, initiator, channel uint16, n int) []byte {
	b = x224.AppendDataHeader(b, sendDataHeader(n)+n)
	return appendSendData(b, choiceSendDataRequest, initiator, channel, n)
}

// AppendSendDataIndication appends all headers (TPKT, X.224, MCS) of a frame
// with n bytes of data from the server; the data must follow.
func AppendSendDataIndication(b []byte, initiator, channel uint16, n int) []byte {
	b = x224.AppendDataHeader(b, sendDataHeader(n)+n)
	return appendSendData(b, choiceSendDataIndication, initiator, channel, n)
}

func sendDataHeader(n int) int { return 6 + perLengthSize(n) }

func appendSendData(b []byte, choice uint8, initiator, channel uint16, n int) []byte {
	b = appendUserID(append(b, choice<<2), initiator)
	b = wire.BE.AppendUint16(b, channel)
	return appendPERLength(append(b, sendDataPriorityAndSegmentation), n)
}

func readSendData(r *wire.Reader, choice uint8) (initiator, channel uint16, data []byte) {
	readChoice(r, choice)
	initiator = readUserID(r, "initiator")
	channel = r.U16BE("channelId")
	r.U8("dataPriority")
	data = r.Bytes(readPERLength(r, "userDataLength"), "userData")
	return initiator, channel, data
}
