package rdp

import (
	"oriel/rdp/drdynvc"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/zgfx"
)

// A way is how a connection carries the graphics channel.
type way struct {
	static  uint16 // channel
	dynamic uint32 // channel in it
	chunk   int    // the longest of the static channel
}

// A message is one of the graphics channel under way into blocks, in the form
// in which TLS gets it: what is appended is cut where it lies, once. All of
// its PDUs but the last have the full length, each is one chunk.
type message struct {
	way    way
	blocks []*block
	rest   int // bytes to come that no PDU was begun for
	room   int // what the PDU that was begun still takes
	first  bool

	plain   int // of stored segments: bytes that none was begun for
	segment int // what the segment that was begun still takes
	single  bool
	head    [16]byte
}

// begin begins a message of n bytes.
func (m *message) begin(w way, n int) { m.way, m.rest, m.room, m.first = w, n, 0, true }

// append appends bytes of the message.
func (m *message) append(p []byte) {
	for len(p) > 0 {
		if m.room == 0 {
			m.nextPDU()
		}
		n := min(len(p), m.room)
		b := m.blocks[len(m.blocks)-1]
		b.buf = append(b.buf, p[:n]...)
		m.room -= n
		p = p[n:]
	}
}

// pduHeads is the most that is before the data of a PDU.
const pduHeads = 7 /* TPKT, X.224 */ + 8 /* MCS */ + svc.HeaderSize + 9 /* DYNVC_DATA_FIRST */

// nextPDU begins the next PDU. It does not straddle blocks.
func (m *message) nextPDU() {
	data := drdynvc.Data{ChannelID: m.way.dynamic}
	head := data.Size()
	first := drdynvc.DataFirst{ChannelID: m.way.dynamic, Length: uint32(m.rest)}
	split := m.first && m.rest > m.way.chunk-head
	if split {
		head = first.Size()
	}
	m.first, m.room = false, min(m.rest, m.way.chunk-head)
	m.rest -= m.room
	b := m.place(pduHeads + m.room)
	b.buf = mcs.AppendSendDataIndication(b.buf, mcs.ServerUser, m.way.static, svc.HeaderSize+head+m.room)
	b.buf = svc.Header{Length: uint32(head + m.room), Flags: svc.First | svc.Last}.AppendTo(b.buf)
	if split {
		b.buf = first.AppendTo(b.buf)
	} else {
		b.buf = data.AppendTo(b.buf)
	}
}

// place returns the last block, or a new one if that has not so much room.
func (m *message) place(n int) *block {
	if k := len(m.blocks); k > 0 && m.blocks[k-1].room() >= n {
		return m.blocks[k-1]
	}
	b := newBlock()
	m.blocks = append(m.blocks, b)
	return b
}

// beginStored begins a message of n bytes in stored segments.
func (m *message) beginStored(w way, n int) {
	m.begin(w, zgfx.StoredSize(n))
	m.plain, m.segment, m.single = n, 0, n <= zgfx.MaxSegment
	m.append(zgfx.AppendHead(m.head[:0], n))
}

// store appends bytes of a message in stored segments.
func (m *message) store(p []byte) {
	for len(p) > 0 {
		if m.segment == 0 {
			m.segment = min(m.plain, zgfx.MaxSegment)
			m.plain -= m.segment
			m.append(zgfx.AppendStoredHead(m.head[:0], m.segment, m.single))
		}
		n := min(len(p), m.segment)
		m.append(p[:n])
		m.segment -= n
		p = p[n:]
	}
}

// last returns where the byte lies that was appended last.
func (m *message) last() *byte {
	b := m.blocks[len(m.blocks)-1].buf
	return &b[len(b)-1]
}

// take returns the blocks, which the caller now has.
func (m *message) take(list []*block) []*block {
	list = append(list, m.blocks...)
	clear(m.blocks)
	m.blocks = m.blocks[:0]
	return list
}
