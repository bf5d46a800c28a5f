package zgfx

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"oriel/rdp/wire"
)

const (
	hashBits = 16
	hashLen  = 6 // bytes that a hash covers
	minMatch = 4

	// maxDistance keeps to the cheaper prefixes; the last class below
	// HistorySize has only 86 KB.
	maxDistance = 2414240 - 1

	// probe is how much of a segment is coded before the ratio is looked at.
	probe = 4096
	// stride is how far apart bytes enter the hash table that were not worth
	// coding.
	stride = 8
)

// A Compressor codes the messages of one channel; all of them, in the order
// in which they are sent. The zero value is ready. It takes some 3.9 MB from
// the first message on and never more.
type Compressor struct {
	// Dense has bytes coded even where none of them came before, if that alone
	// makes them fewer: most small numbers have short codes. It costs the other
	// end some tens of nanoseconds a byte.
	Dense bool

	buf     []byte
	n       int // bytes of history: buf[:n]
	table   [1 << hashBits]entry
	phrases [probe/minMatch + 2]phrase
}

// An entry is a position in buf, and below it a tag: more bits of the hash. It
// tells most positions that only share a slot apart without a look at the
// history, which is not in the cache.
type entry uint32

const tagBits = 10

// The history's positions must fit beside the tag.
const _ = uint(1<<(32-tagBits) - bufSize)

// slot returns where in the table the first hashLen bytes of v belong, and the
// entry for position 0.
func slot(v uint64) (int, entry) {
	h := v << (64 - 8*hashLen) * 0x9E3779B185EBCA87
	return int(h >> (64 - hashBits)), entry(h >> (64 - hashBits - tagBits) & (1<<tagBits - 1))
}

// Append appends src as one message, an RDP_SEGMENTED_DATA [MS-RDPEGFX
// 2.2.5.1], to dst. Segments that coding does not make clearly smaller are
// stored: they decode an order of magnitude faster. Of src no more than
// MaxMessage bytes may be sent at once.
func (c *Compressor) Append(dst, src []byte) []byte {
	if len(src) <= MaxSegment {
		return c.appendSegment(append(dst, descriptorSingle), src)
	}
	dst = AppendHead(dst, len(src))
	for len(src) > 0 {
		n := min(len(src), MaxSegment)
		at := len(dst)
		dst = c.appendSegment(append(dst, 0, 0, 0, 0), src[:n])
		wire.LE.PutUint32(dst[at:], uint32(len(dst)-at-4))
		src = src[n:]
	}
	return dst
}

// MaxMessage is the largest message the format can carry.
const MaxMessage = MaxSegment * MaxSegment

// appendSegment appends one RDP8_BULK_ENCODED_DATA.
func (c *Compressor) appendSegment(dst, src []byte) []byte {
	c.room()
	start := c.n
	c.n += copy(c.buf[start:], src)

	// A token of n bytes never takes more than 9n bits, so coded data is
	// shorter than this even where it does not pay.
	at := len(dst)
	dst = slices.Grow(dst, len(src)+len(src)/8+32)
	w := bitWriter{b: dst[at:cap(dst)], n: 1}
	if c.code(&w, start) {
		pad := w.finish()
		w.b[0] = typeRDP8 | flagCompressed
		w.b[w.n] = byte(pad)
		return dst[:at+w.n+1]
	}
	c.index(start, stride)
	return append(append(dst[:at], typeRDP8), src...)
}

// room makes space for one more segment.
func (c *Compressor) room() {
	if c.buf == nil {
		c.buf = make([]byte, bufSize+hashPad)
	}
	if bufSize-c.n >= MaxSegment {
		return
	}
	gone := c.n - HistorySize
	copy(c.buf, c.buf[gone:c.n])
	c.n = HistorySize
	for i, v := range c.table {
		if v>>tagBits < entry(gone) {
			c.table[i] = 0
		} else {
			c.table[i] = v - entry(gone)<<tagBits
		}
	}
}

// hashPad lets the last bytes be hashed with a load of eight.
const hashPad = 8

// index enters stored bytes into the table.
func (c *Compressor) index(start, stride int) {
	for i := start; i+hashLen <= c.n; i += stride {
		c.enter(i)
	}
}

// hit returns 1 if the tags agree and 0 if not.
func hit(e, tag entry) entry { return ((e^tag)&(1<<tagBits-1) - 1) >> 31 }

// enter enters one position.
func (c *Compressor) enter(i int) {
	k, tag := slot(binary.LittleEndian.Uint64(c.buf[i:]))
	c.table[k] = entry(i)<<tagBits | tag
}

// pays reports whether out coded bytes for in plain ones are few enough.
func (c *Compressor) pays(out, in int) bool {
	if c.Dense {
		return out*20 < in*19
	}
	return out*20 < in*17
}

// CodedSize returns how many bytes b takes once it is coded if none of it came
// before.
func CodedSize(b []byte) int {
	n := 0
	for _, v := range b {
		n += int(literals[v] & (1<<literalBits - 1))
	}
	return (n + 7) / 8
}

// code codes buf[start:n] and reports whether that pays.
func (c *Compressor) code(w *bitWriter, start int) bool {
	buf, end := c.buf, c.n
	last := end - hashLen // the last position that can be hashed
	check := start + probe
	list, from := c.phrases[:0], start // for the bytes from there on
	lit := start                       // first byte that is in no phrase
	for i := start; i <= last; {
		if i >= check {
			w.phrases(buf[from:], list)
			list, from = list[:0], lit
			if !c.pays(w.n+(i-lit), i-start) && !(c.Dense && c.pays(w.n+CodedSize(buf[lit:i]), i-start)) {
				return false
			}
			check = i + probe
		}
		v := binary.LittleEndian.Uint64(buf[i:])
		// Three positions at once: whether one of them is a match cannot be
		// foretold, and every wrong guess of the processor costs more than two
		// look-ups.
		k0, t0 := slot(v)
		k1, t1 := slot(v >> 8)
		k2, t2 := slot(v >> 16)
		e0, e1, e2 := c.table[k0], c.table[k1], c.table[k2]
		c.table[k0] = entry(i)<<tagBits | t0
		hits := hit(e0, t0) | hit(e1, t1)<<1 | hit(e2, t2)<<2
		if hits == 0 {
			c.table[k1] = entry(i+1)<<tagBits | t1
			c.table[k2] = entry(i+2)<<tagBits | t2
			i += 3 + (i-lit)>>6
			continue
		}
		cand := int(e0 >> tagBits)
		if hits&1 == 0 {
			i++
			c.table[k1] = entry(i)<<tagBits | t1
			if cand = int(e1 >> tagBits); hits&2 == 0 {
				i++
				c.table[k2] = entry(i)<<tagBits | t2
				cand = int(e2 >> tagBits)
			}
		}
		if uint(i-cand-1) >= maxDistance {
			i++
			continue
		}
		length := 8
		if x := binary.LittleEndian.Uint64(buf[cand:]) ^ binary.LittleEndian.Uint64(buf[i:]); x != 0 {
			length = bits.TrailingZeros64(x) >> 3
		} else if i+8 < end {
			length += equal(buf[cand+8:end], buf[i+8:end])
		}
		if length = min(length, end-i); length < worth(i-cand) {
			i++
			continue
		}
		for i > lit && cand > 0 && buf[i-1] == buf[cand-1] {
			i, cand, length = i-1, cand-1, length+1
		}
		list = append(list, phrase{uint16(i - lit), uint16(length), uint32(i - cand)})
		i += length
		lit = i
		if i <= last {
			// The end of a match is where the next one often starts.
			c.enter(i - 2)
		}
	}
	w.phrases(buf[from:], list)
	w.literals(buf[lit:end])
	return c.pays(w.n+9, end-start)
}

// worth is the least length of a match that is shorter than its bytes as
// literals, by distance.
func worth(dist int) int {
	if dist < 22176 {
		return minMatch
	}
	return minMatch + 2
}

// equal returns how many bytes of a and b, the shorter one, agree.
func equal(a, b []byte) int {
	n := 0
	for n+8 <= len(b) {
		if x := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); x != 0 {
			return n + bits.TrailingZeros64(x)>>3
		}
		n += 8
	}
	for n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
