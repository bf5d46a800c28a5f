// Package zgfx is the RDP8 bulk compression of the graphics pipeline
// [MS-RDPEGFX 2.2.5, 3.1.9.1]: LZ77 over the last 2.5 MB of everything that
// was sent, with a fixed prefix code. Compressor and Decompressor each hold
// one history, so a channel has one of each and its messages keep their order.
//
//	var c zgfx.Compressor
//	msg := c.Append(nil, pdus)
//	d := zgfx.NewDecompressor(1 << 24)
//	pdus, err := d.Append(nil, msg)
package zgfx

import "errors"

// Fields of RDP_SEGMENTED_DATA [MS-RDPEGFX 2.2.5.1] and of its segments.
const (
	descriptorSingle    = 0xE0
	descriptorMultipart = 0xE1
	typeRDP8            = 0x04 // low nibble of the segment header
	flagCompressed      = 0x20

	// MaxSegment is the largest number of bytes that one segment decodes to.
	MaxSegment = 65535
	// HistorySize is how far back a match may reach.
	HistorySize = 2500000
)

// Kinds of errors besides those of package wire.
var (
	ErrDistance = errors.New("match reaches before the history")
	ErrTooLong  = errors.New("decodes to more than it announced or may")
	ErrTooShort = errors.New("decodes to less than it announced")
)

// A class is a range of match distances that share a prefix [3.1.9.1.2].
type class struct {
	base   int
	prefix uint32
	nbits  uint // of the prefix
	value  uint // bits of distance - base that follow
}

var classes = [...]class{
	{0, 0b10001, 5, 5}, {32, 0b10010, 5, 7}, {160, 0b10011, 5, 9}, {672, 0b10100, 5, 10}, {1696, 0b10101, 5, 12},
	{5792, 0b101100, 6, 14}, {22176, 0b101101, 6, 15}, {54944, 0b1011100, 7, 18}, {317088, 0b1011101, 7, 20},
	{1365664, 0b10111100, 8, 20}, {2414240, 0b10111101, 8, 21},
	{4511392, 0b101111100, 9, 22}, {8705696, 0b101111101, 9, 23}, {17094304, 0b101111110, 9, 24},
}

// A short is a byte value with a prefix code of its own, shorter than the
// nine bits of other literals (a zero bit and the byte).
type short struct {
	value  byte
	prefix uint32
	nbits  uint
}

var shorts = [...]short{
	{0x00, 0b11000, 5}, {0x01, 0b11001, 5}, {0x02, 0b110100, 6}, {0x03, 0b110101, 6}, {0xFF, 0b110110, 6},
	{0x04, 0b1101110, 7}, {0x05, 0b1101111, 7}, {0x06, 0b1110000, 7}, {0x07, 0b1110001, 7},
	{0x08, 0b1110010, 7}, {0x09, 0b1110011, 7}, {0x0A, 0b1110100, 7}, {0x0B, 0b1110101, 7},
	{0x3A, 0b1110110, 7}, {0x3B, 0b1110111, 7}, {0x3C, 0b1111000, 7}, {0x3D, 0b1111001, 7},
	{0x3E, 0b1111010, 7}, {0x3F, 0b1111011, 7}, {0x40, 0b1111100, 7}, {0x80, 0b1111101, 7},
	{0x0C, 0b11111100, 8}, {0x38, 0b11111101, 8}, {0x39, 0b11111110, 8}, {0x66, 0b11111111, 8},
}

// bufSize is the memory of a history: when it is full, the last HistorySize
// bytes move to its front, so that matches are always contiguous.
const bufSize = HistorySize + 1<<20 + MaxSegment
