package zgfx

import "oriel/rdp/wire"

// A message of stored segments may be made by whoever sends it, piece by
// piece, where its bytes lie: first AppendHead, then for each segment
// AppendStoredHead and no more than MaxSegment bytes. The Compressor must then
// Forget what it knows, for such a message enters the receiver's history.

// StoredSize returns how long a message of n bytes is in stored segments.
func StoredSize(n int) int {
	if n <= MaxSegment {
		return singleHead + n
	}
	return multipartHead + (n+MaxSegment-1)/MaxSegment*segmentHead + n
}

// Bytes before what is stored.
const (
	singleHead    = 1 /* descriptor */ + 1     /* header */
	multipartHead = 1 /* descriptor */ + 2 + 4 /* segmentCount, uncompressedSize */
	segmentHead   = 4 /* size */ + 1           /* header */
)

// AppendHead appends what comes before the segments of a message of n bytes; n
// is MaxMessage at most.
func AppendHead(b []byte, n int) []byte {
	if n <= MaxSegment {
		return append(b, descriptorSingle)
	}
	b = append(b, descriptorMultipart)
	b = wire.LE.AppendUint16(b, uint16((n+MaxSegment-1)/MaxSegment))
	return wire.LE.AppendUint32(b, uint32(n))
}

// AppendStoredHead appends what comes before a stored segment of n bytes; single
// says that it is the message's only one.
func AppendStoredHead(b []byte, n int, single bool) []byte {
	if !single {
		b = wire.LE.AppendUint32(b, uint32(n+1))
	}
	return append(b, typeRDP8)
}

// Forget makes later messages refer to none that came before: the receiver's
// history has got something else.
func (c *Compressor) Forget() {
	if c.n > 0 {
		c.n = 0
		clear(c.table[:])
	}
}
