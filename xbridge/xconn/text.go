package xconn

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text decodes a text property by its type: UTF8_STRING, STRING (Latin-1) or
// COMPOUND_TEXT. Apps lie about the type; whatever is valid UTF-8 with bytes
// beyond ASCII is taken for that. The text ends at the first NUL.
func (c *Conn) Text(p Property) string {
	if p.Format != 8 {
		return ""
	}
	return DecodeText(p.Type == c.Atoms["COMPOUND_TEXT"], p.Data)
}

// DecodeText decodes UTF-8, Latin-1 or compound text to clean UTF-8: without
// control characters, ending at the first NUL.
func DecodeText(compound bool, data []byte) string {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		data = data[:i]
	}
	if compound && (bytes.IndexByte(data, esc) >= 0 || !utf8.Valid(data)) {
		return clean(DecodeCompound(data))
	}
	if utf8.Valid(data) {
		return clean(string(data))
	}
	return clean(FromLatin1(data))
}

// Strings splits a property into its NUL-terminated strings.
func (c *Conn) Strings(p Property) []string {
	if p.Format != 8 || len(p.Data) == 0 {
		return nil
	}
	var out []string
	for part := range bytes.SplitSeq(bytes.TrimSuffix(p.Data, []byte{0}), []byte{0}) {
		out = append(out, DecodeText(p.Type == c.Atoms["COMPOUND_TEXT"], part))
	}
	return out
}

func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			if r == '\t' || r == '\n' {
				return ' '
			}
			return -1
		}
		return r
	}, s)
}

// FromLatin1 decodes ISO 8859-1.
func FromLatin1(data []byte) string {
	var b strings.Builder
	for _, c := range data {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// ToLatin1 encodes ISO 8859-1; what it lacks becomes a question mark.
func ToLatin1(s string) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			r = '?'
		}
		out = append(out, byte(r))
	}
	return out
}

const esc = 0x1b

// DecodeCompound decodes compound text (ISO 2022 with X's extensions): ASCII,
// Latin-1 and UTF-8 segments; characters of other sets become U+FFFD, one for
// each byte of an 8-bit set and one for each pair of a 16-bit set.
func DecodeCompound(data []byte) string {
	var b strings.Builder
	right, width := byte('A'), 1 // G1: Latin-1, as at the start of every string
	for len(data) > 0 {
		if data[0] == esc {
			var text string
			text, data = escape(data[1:], &right, &width)
			b.WriteString(text)
			continue
		}
		c := data[0]
		switch {
		case c < 0x80:
			b.WriteByte(c)
		case width == 1 && right == 'A':
			b.WriteRune(rune(c))
		default:
			b.WriteRune(utf8.RuneError)
			data = data[min(width-1, len(data)-1):]
		}
		data = data[1:]
	}
	return b.String()
}

// escape reads what follows an ESC: it changes the right-hand set, or it is
// an extended segment, whose text it returns.
func escape(d []byte, right *byte, width *int) (text string, rest []byte) {
	switch {
	case len(d) >= 2 && d[0] == '%' && d[1] == 'G': // UTF-8 until ESC % @
		d = d[2:]
		end := bytes.Index(d, []byte{esc, '%', '@'})
		if end < 0 {
			return strings.ToValidUTF8(string(d), "\ufffd"), nil
		}
		return strings.ToValidUTF8(string(d[:end]), "\ufffd"), d[end+3:]
	case len(d) >= 5 && d[0] == '%' && d[1] == '/': // another encoding, with its length
		n := int(d[3]&0x7f)<<7 | int(d[4]&0x7f)
		return "\ufffd", d[min(5+n, len(d)):]
	case len(d) >= 3 && d[0] == '$': // 16-bit sets
		if d[1] == ')' {
			*right, *width = d[2], 2
		}
		return "", d[3:]
	case len(d) >= 2 && d[0] == '-': // 96-character sets
		*right, *width = d[1], 1
		return "", d[2:]
	case len(d) >= 2 && d[0] == ')': // 94-character sets
		*right, *width = 0, 1
		return "", d[2:]
	case len(d) >= 2:
		return "", d[2:]
	}
	return "", nil
}
