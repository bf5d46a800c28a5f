package ninep

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrMessage says that the other end sent what is no message. The connection
// cannot go on.
var ErrMessage = errors.New("malformed 9P message")

// The types of messages; a reply has the number after its request's.
const (
	rlerror      = 7
	tstatfs      = 8
	tlopen       = 12
	tlcreate     = 14
	tsymlink     = 16
	tmknod       = 18
	trename      = 20
	treadlink    = 22
	tgetattr     = 24
	tsetattr     = 26
	txattrwalk   = 30
	txattrcreate = 32
	treaddir     = 40
	tfsync       = 50
	tlock        = 52
	tgetlock     = 54
	tlink        = 70
	tmkdir       = 72
	trenameat    = 74
	tunlinkat    = 76
	tversion     = 100
	tauth        = 102
	tattach      = 104
	tflush       = 108
	twalk        = 110
	tread        = 116
	twrite       = 118
	tclunk       = 120
	tremove      = 122
)

const (
	headerSize = 7  // size[4] type[1] tag[2]
	qidSize    = 13 // type[1] version[4] path[8]
	readHeader = headerSize + 4

	maxWalk = 16  // MAXWELEM
	maxName = 255 // NAME_MAX

	minMsize = 4096
	// MaxMsize is the length of the longest message.
	MaxMsize = 64 << 10

	noFid = ^uint32(0)
)

// A qid is the server's name of a file.
type qid struct {
	kind byte
	path uint64
}

// The kinds of qids.
const (
	qtFile    = 0x00
	qtSymlink = 0x02
	qtDir     = 0x80
)

// A reader takes fields off a message. After a field that is not there, all
// are zero and bad is set.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if r.bad || n > len(r.b) {
		r.bad = true
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) u16() uint16 {
	if b := r.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (r *reader) u32() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *reader) u64() uint64 {
	if b := r.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// str is a string[s]: its length, then so many bytes.
func (r *reader) str() string { return string(r.take(int(r.u16()))) }

// end reports whether the message was as long as its fields.
func (r *reader) end() bool { return !r.bad && len(r.b) == 0 }

// A writer builds a reply.
type writer struct{ b []byte }

func (w *writer) u8(v byte)    { w.b = append(w.b, v) }
func (w *writer) u16(v uint16) { w.b = binary.LittleEndian.AppendUint16(w.b, v) }
func (w *writer) u32(v uint32) { w.b = binary.LittleEndian.AppendUint32(w.b, v) }
func (w *writer) u64(v uint64) { w.b = binary.LittleEndian.AppendUint64(w.b, v) }

func (w *writer) str(s string) {
	w.u16(uint16(len(s)))
	w.b = append(w.b, s...)
}

func (w *writer) qid(q qid) {
	w.u8(q.kind)
	w.u32(0) // version: nothing here changes through us
	w.u64(q.path)
}

// header takes the header off a whole message.
func header(msg []byte) (kind byte, tag uint16, body []byte, err error) {
	if len(msg) < headerSize || uint64(binary.LittleEndian.Uint32(msg)) != uint64(len(msg)) {
		return 0, 0, nil, fmt.Errorf("%w: %d bytes", ErrMessage, len(msg))
	}
	return msg[4], binary.LittleEndian.Uint16(msg[5:]), msg[headerSize:], nil
}
