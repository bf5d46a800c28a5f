package seat

import (
	"errors"
	"fmt"
	"strings"
)

// This file reads the outer form of a compiled keymap: tokens, and statements
// that end in semicolons. Only what xkb_keymap_get_as_string writes is read;
// nothing here evaluates expressions or includes files.

// errKeymap is the error of every text that is no compiled keymap.
var errKeymap = errors.New("seat: not a compiled keymap")

func keymapError(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errKeymap, fmt.Sprintf(format, args...))
}

// maxKeymap bounds the text that is parsed.
const maxKeymap = 1 << 20

// A token is a word, a "string" with its first quote, a <KEY> with its first
// bracket, or one character of punctuation.
type token string

func (t token) isKey() bool    { return t[0] == '<' && len(t) > 1 }
func (t token) isString() bool { return t[0] == '"' }
func (t token) name() string   { return string(t[1:]) }

// tokens cuts a keymap's text. Comments do not occur in compiled keymaps.
func tokens(s string) ([]token, error) {
	var out []token
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '"' || c == '<':
			end := strings.IndexByte(s[i+1:], map[byte]byte{'"': '"', '<': '>'}[c])
			if end < 0 {
				return nil, keymapError("%q does not end", c)
			}
			out = append(out, token(s[i:i+1+end]))
			i += end + 2
		case isWord(c):
			n := i
			for n < len(s) && isWord(s[n]) {
				n++
			}
			out = append(out, token(s[i:n]))
			i = n
		case strings.IndexByte("{}[]()=;,+-!.", c) >= 0:
			out = append(out, token(s[i:i+1]))
			i++
		default:
			return nil, keymapError("character %q", c)
		}
	}
	return out, nil
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// split cuts tokens at a separator that is outside of all brackets. Empty
// pieces at the end are dropped.
func split(toks []token, sep token) [][]token {
	var out [][]token
	depth, start := 0, 0
	for i, t := range toks {
		switch t {
		case "{", "[", "(":
			depth++
		case "}", "]", ")":
			depth--
		case sep:
			if depth == 0 {
				out = append(out, toks[start:i])
				start = i + 1
			}
		}
	}
	if start < len(toks) {
		out = append(out, toks[start:])
	}
	return out
}

// block cuts a statement at its first bracket of the given kind: what is
// before, and what is inside. Statements come from split, so that the last
// token is the closing bracket; ok says whether it is.
func block(stmt []token, open, shut token) (head, body []token, ok bool) {
	for i, t := range stmt {
		if last := len(stmt) - 1; t == open && last > i && stmt[last] == shut {
			return stmt[:i], stmt[i+1 : last], true
		} else if t == open {
			break
		}
	}
	return stmt, nil, false
}

// assign cuts a statement at its equals sign.
func assign(stmt []token) (name string, value []token) {
	for i, t := range stmt {
		if t == "=" {
			return join(stmt[:i]), stmt[i+1:]
		}
	}
	return join(stmt), nil
}

func join(toks []token) string {
	var b strings.Builder
	for _, t := range toks {
		b.WriteString(string(t))
	}
	return b.String()
}
