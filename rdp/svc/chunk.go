package svc

import (
	"errors"
	"iter"

	"oriel/rdp/wire"
)

// Flags are the flags of a chunk, CHANNEL_PDU_HEADER ([MS-RDPBCGR] 2.2.6.1.1).
type Flags uint32

// The chunk flags. A server must never set ShowProtocol: mstsc crashes on it
// on the rail channel.
const (
	First            Flags = 0x00000001
	Last             Flags = 0x00000002
	ShowProtocol     Flags = 0x00000010
	Suspend          Flags = 0x00000020
	Resume           Flags = 0x00000040
	ShadowPersistent Flags = 0x00000080
	Compressed       Flags = 0x00200000
	AtFront          Flags = 0x00400000
	Flushed          Flags = 0x00800000
)

const (
	// HeaderSize is the length of a chunk's header.
	HeaderSize = 8
	// DefaultChunk is the longest chunk that every client takes.
	DefaultChunk = 1600
	// MaxChunk is the longest chunk that a server may announce.
	MaxChunk = 16256
	// MaxMessage is a good cap for the messages of channels that carry data in
	// bulk, such as cliprdr.
	MaxMessage = 16 << 20
)

// Header is CHANNEL_PDU_HEADER.
type Header struct {
	Length uint32 // of the whole message
	Flags  Flags
}

// AppendTo appends the encoded form.
func (h Header) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, h.Length)
	return wire.LE.AppendUint32(b, uint32(h.Flags))
}

// Chunks cuts msg into chunks of at most size bytes and yields them with
// their headers. flags are set in each besides First and Last. An empty
// message is one empty chunk.
func Chunks(msg []byte, flags Flags, size int) iter.Seq2[Header, []byte] {
	if size < 1 {
		size = DefaultChunk
	}
	return func(yield func(Header, []byte) bool) {
		h := Header{uint32(len(msg)), flags | First}
		for rest := msg; ; h.Flags = flags {
			n := min(len(rest), size)
			if n == len(rest) {
				h.Flags |= Last
			}
			if !yield(h, rest[:n]) || n == len(rest) {
				return
			}
			rest = rest[n:]
		}
	}
}

// Errors of an Assembler. After ErrCompressed and ErrTooLong the peer is not
// to be trusted with the channel; ErrOrder costs one message.
var (
	ErrCompressed = errors.New("compressed channel data")
	ErrTooLong    = errors.New("channel message too long")
	ErrOrder      = errors.New("chunk without a first, or more than was announced")
)

// Assembler puts the chunks of one channel together. The zero value takes
// messages up to DefaultMax bytes.
type Assembler struct {
	Max int // longest message; 0: DefaultMax

	buf   []byte
	total uint32
	open  bool // a First was seen, its Last not yet
}

// DefaultMax caps a message if Assembler.Max is 0.
const DefaultMax = 1 << 20

// Step takes one chunk with its header. With the last chunk of a message done
// is true and msg is the message, valid until the next Step; it may alias
// chunk. A First while a message is open drops that message.
func (a *Assembler) Step(chunk []byte) (msg []byte, done bool, err error) {
	r := wire.NewReader(chunk)
	total, flags := r.U32("length"), Flags(r.U32("flags"))
	data := r.Rest()
	if err := r.Err(); err != nil {
		return nil, false, err
	}
	if flags&Compressed != 0 {
		return a.drop(ErrCompressed)
	}
	if flags&First != 0 {
		limit := a.Max
		if limit == 0 {
			limit = DefaultMax
		}
		if int64(total) > int64(limit) {
			return a.drop(ErrTooLong)
		}
		if flags&Last != 0 && uint32(len(data)) == total {
			a.open = false
			return data, true, nil // no copy
		}
		// Memory grows with what arrives, not with what is announced.
		a.buf, a.total, a.open = a.buf[:0], total, true
	}
	if !a.open || uint64(len(a.buf))+uint64(len(data)) > uint64(a.total) {
		return a.drop(ErrOrder)
	}
	a.buf = append(a.buf, data...)
	if flags&Last == 0 {
		return nil, false, nil
	}
	a.open = false
	if uint32(len(a.buf)) != a.total {
		return a.drop(ErrOrder)
	}
	return a.buf, true, nil
}

// drop forgets the open message, and its memory with it.
func (a *Assembler) drop(err error) ([]byte, bool, error) {
	a.buf, a.open = nil, false
	return nil, false, err
}
