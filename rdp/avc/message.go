package avc

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The memory has a place for each stream: a picture, and what is made of it.
const (
	Slots       = 4
	PictureSize = 16 << 20 // bytes, at four a pixel
	streamSize  = 4 << 20
	slotSize    = PictureSize + streamSize
	// MemorySize is how large the memory is. Pages that no picture reached
	// take none.
	MemorySize = Slots * slotSize
	// MaxSide is how wide or high a picture may be.
	MaxSide = 4096
)

const magic = 0x3143564F

// The requests.
const (
	opOpen = 1 + iota
	opEncode
	opClose
)

// messageSize is the size of all messages: eight numbers.
const messageSize = 8 * 4

var (
	errMessage = errors.New("a message that makes no sense")
	errStatus  = errors.New("it cannot do that")
)

type request struct{ op, id, slot, x, y, width, height, bytes uint32 }

func (r request) append(b []byte) []byte {
	for _, v := range [...]uint32{r.op, r.id, r.slot, r.x, r.y, r.width, r.height, r.bytes} {
		b = binary.NativeEndian.AppendUint32(b, v)
	}
	return b
}

// A version is that of the library.
type version struct{ major, minor, revision uint32 }

func (v version) String() string {
	return fmt.Sprintf("openh264 %d.%d.%d", v.major, v.minor, v.revision)
}

// readHello reads the helper's first message.
func readHello(b []byte) (v version, err error) {
	if len(b) != messageSize || word(b, 0) != magic {
		return v, fmt.Errorf("hello: %w", errMessage)
	}
	v = version{word(b, 1), word(b, 2), word(b, 3)}
	const most = 1 << 16
	if v.major >= most || v.minor >= most || v.revision >= most {
		return v, fmt.Errorf("hello: version: %w", errMessage)
	}
	return v, nil
}

// readAnswer reads the answer to a request: how many bytes of a frame there are.
func readAnswer(b []byte, id uint32) (bytes int, err error) {
	if len(b) != messageSize || word(b, 0) != id {
		return 0, fmt.Errorf("answer: %w", errMessage)
	}
	if s := word(b, 1); s != 0 {
		return 0, fmt.Errorf("status %d: %w", s, errStatus)
	}
	n := word(b, 2)
	if n > streamSize {
		return 0, fmt.Errorf("answer: %d bytes: %w", n, errMessage)
	}
	return int(n), nil
}

func word(b []byte, i int) uint32 { return binary.NativeEndian.Uint32(b[4*i:]) }
