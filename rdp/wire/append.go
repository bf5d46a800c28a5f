package wire

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// LE is the byte order of nearly everything in RDP; short for its Append
// methods: wire.LE.AppendUint32(b, v).
var LE = binary.LittleEndian

// BE is the byte order of TPKT, X.224 and MCS.
var BE = binary.BigEndian

// AppendUTF16 appends s as UTF-16LE without a terminator. Invalid UTF-8
// becomes U+FFFD.
func AppendUTF16(b []byte, s string) []byte {
	for _, c := range s {
		if c >= 0x10000 {
			hi, lo := utf16.EncodeRune(c)
			b = LE.AppendUint16(b, uint16(hi))
			c = lo
		}
		b = LE.AppendUint16(b, uint16(c))
	}
	return b
}

// SizeUTF16 returns the bytes that AppendUTF16 adds for s.
func SizeUTF16(s string) int {
	n := 0
	for _, c := range s {
		n += 2
		if c >= 0x10000 {
			n += 2
		}
	}
	return n
}

// UTF16 decodes UTF-16LE up to its end or the first NUL. Unpaired surrogates
// become U+FFFD; an odd last byte is dropped.
func UTF16(b []byte) string {
	out := make([]byte, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		c := rune(LE.Uint16(b[i:]))
		if c == 0 {
			break
		}
		if utf16.IsSurrogate(c) {
			d := rune(utf8.RuneError)
			if i+3 < len(b) {
				d = utf16.DecodeRune(c, rune(LE.Uint16(b[i+2:])))
			}
			if d != utf8.RuneError {
				i += 2
			}
			c = d
		}
		out = utf8.AppendRune(out, c)
	}
	return string(out)
}

// TruncateUTF16 returns the longest prefix of s that takes at most max bytes
// in UTF-16, never splitting a character.
func TruncateUTF16(s string, max int) string {
	n := 0
	for i, c := range s {
		w := 2
		if c >= 0x10000 {
			w = 4
		}
		if n+w > max {
			return s[:i]
		}
		n += w
	}
	return s
}
