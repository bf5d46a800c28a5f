package seat

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// controlSyms are the keysyms that type control characters. Return types \r;
// Linefeed is left out, nobody means that key by \n.
var controlSyms = map[string]rune{
	"BackSpace": '\b', "Tab": '\t', "Return": '\r', "Escape": 0x1b, "Delete": 0x7f,
}

// keysymRunes is the generated table: keysym name → character.
var keysymRunes = sync.OnceValue(func() map[string]rune {
	m := make(map[string]rune, strings.Count(keysymTable, "\n"))
	for line := range strings.Lines(keysymTable) {
		name, hex, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, _ := strconv.ParseUint(hex, 16, 32)
		m[name] = rune(n)
	}
	for name, r := range controlSyms {
		m[name] = r
	}
	return m
})

// keysymRune returns the character of a keysym's name ("a", "eacute", "U20AC",
// "0x01000021": Unicode keysyms are 0x01000000 + character), 0 if it has none.
func keysymRune(name string) rune {
	if r, ok := keysymRunes()[name]; ok {
		return r
	}
	var n uint64
	if hex, ok := strings.CutPrefix(name, "0x01"); ok && len(hex) == 6 {
		n, _ = strconv.ParseUint(hex, 16, 32)
	} else if len(name) >= 5 && name[0] == 'U' {
		n, _ = strconv.ParseUint(name[1:], 16, 32)
	}
	if n > unicode.MaxRune || !utf8.ValidRune(rune(n)) {
		return 0
	}
	return rune(n)
}

// The classes of keysyms that choose a key's automatic type.

func isLower(sym string) bool {
	r := keysymRune(sym)
	return unicode.ToUpper(r) != r && unicode.ToLower(r) == r
}

func isUpper(sym string) bool {
	r := keysymRune(sym)
	return unicode.ToLower(r) != r && unicode.ToUpper(r) == r
}

func isKeypad(sym string) bool { return strings.HasPrefix(sym, "KP_") }
