package cliprdr

import (
	"bytes"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"oriel/rdp/wire"
)

// AppendUnicodeText appends UTF-8 text as CF_UNICODETEXT: UTF-16LE, lines
// ended by CR LF, a NUL at the end. Text ends at its first NUL.
func AppendUnicodeText(b, text []byte) []byte {
	text, _, _ = bytes.Cut(text, []byte{0})
	b = slices.Grow(b, 2*(len(text)+bytes.Count(text, []byte{'\n'})+1))
	for i := 0; i < len(text); {
		c, n := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRune(text[i:])
		}
		switch {
		case c == '\n' && (i == 0 || text[i-1] != '\r'):
			b = append(b, '\r', 0, '\n', 0)
		case c >= 0x10000:
			hi, lo := utf16.EncodeRune(c)
			b = wire.LE.AppendUint16(b, uint16(hi))
			b = wire.LE.AppendUint16(b, uint16(lo))
		default:
			b = append(b, byte(c), byte(c>>8))
		}
		i += n
	}
	return append(b, 0, 0)
}

// AppendUTF8 appends the text of CF_UNICODETEXT data as UTF-8 with lines ended
// by LF. It ends at the first NUL; unpaired surrogates become U+FFFD.
func AppendUTF8(b, data []byte) []byte {
	b = slices.Grow(b, len(data)/2)
	for i := 0; i+1 < len(data); i += 2 {
		c := rune(wire.LE.Uint16(data[i:]))
		switch {
		case c == 0:
			return b
		case c == '\r' && i+3 < len(data) && data[i+2] == '\n' && data[i+3] == 0:
			continue
		case c < utf8.RuneSelf:
			b = append(b, byte(c))
			continue
		case utf16.IsSurrogate(c):
			d := rune(utf8.RuneError)
			if i+3 < len(data) {
				d = utf16.DecodeRune(c, rune(wire.LE.Uint16(data[i+2:])))
			}
			if d != utf8.RuneError {
				i += 2
			}
			c = d
		}
		b = utf8.AppendRune(b, c)
	}
	return b
}

func decodeUnicodeText(b, data []byte) ([]byte, error) { return AppendUTF8(b, data), nil }

// cp1252 are the characters of bytes 0x80 to 0x9F in Windows' western code
// page; 0 is undefined.
var cp1252 = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

// AppendText appends UTF-8 text as CF_TEXT: code page 1252, lines ended by
// CR LF, a NUL at the end. What the code page lacks becomes a question mark.
func AppendText(b, text []byte) []byte {
	text, _, _ = bytes.Cut(text, []byte{0})
	b = slices.Grow(b, len(text)+1)
	for i := 0; i < len(text); {
		c, n := utf8.DecodeRune(text[i:])
		switch {
		case c == '\n' && (i == 0 || text[i-1] != '\r'):
			b = append(b, '\r', '\n')
		case c < 0x80 || c >= 0xA0 && c <= 0xFF:
			b = append(b, byte(c))
		default:
			if j := slices.Index(cp1252[:], c); j >= 0 {
				b = append(b, byte(0x80+j))
			} else {
				b = append(b, '?')
			}
		}
		i += n
	}
	return append(b, 0)
}

// decodeText takes CF_TEXT as UTF-8 if it is, since some clients send that,
// and as code page 1252 otherwise.
func decodeText(b, data []byte) ([]byte, error) {
	data, _, _ = bytes.Cut(data, []byte{0})
	isUTF8 := utf8.Valid(data)
	b = slices.Grow(b, len(data))
	for i, c := range data {
		switch {
		case c == '\r' && i+1 < len(data) && data[i+1] == '\n':
		case c < 0x80 || isUTF8:
			b = append(b, c)
		case c < 0xA0 && cp1252[c-0x80] != 0:
			b = utf8.AppendRune(b, cp1252[c-0x80])
		case c < 0xA0:
			b = utf8.AppendRune(b, utf8.RuneError)
		default:
			b = utf8.AppendRune(b, rune(c))
		}
	}
	return b, nil
}
