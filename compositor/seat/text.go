package seat

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// KeyFor finds the key that types a character, and the modifiers (a mask for
// wl_keyboard.modifiers' depressed) that must be down for it, with all others
// up and no lock on. '\n' is the Return key. Among several keys it takes the
// one with the fewest modifiers, then the lowest code.
func (m *Map) KeyFor(r rune) (code uint16, mods uint32, ok bool) {
	if r == '\n' {
		r = '\r'
	}
	c, ok := m.chars[r]
	return c.code, c.mods, ok
}

// A chord is a key with modifiers.
type chord struct {
	code uint16
	mods uint32
}

// characters finds the best chord of every character.
func (m *Map) characters() map[rune]chord {
	chars := map[rune]chord{}
	for c, k := range m.keys {
		if k == nil || c == 0 {
			continue
		}
		for i, l := range k.levels {
			if len(l.syms) != 1 {
				continue
			}
			r := keysymRune(l.syms[0])
			mods, ok := m.modsFor(k.typ, i)
			if r == 0 || !ok {
				continue
			}
			if best, ok := chars[r]; !ok || bits.OnesCount32(mods) < bits.OnesCount32(best.mods) {
				chars[r] = chord{uint16(c), mods}
			}
		}
	}
	return chars
}

// modsFor returns the least modifiers that choose a level, of those that are
// held and mean nothing else: Shift, AltGr and the fifth level's.
func (m *Map) modsFor(t *keyType, level int) (mods uint32, ok bool) {
	if level == 0 && t.level(0) == 0 {
		return 0, true
	}
	usable := ModShift | m.Mask("LevelThree") | m.Mask("LevelFive")
	var found []uint32
	for _, e := range t.entries {
		if e.level == level && !e.dead && e.mods&^usable == 0 && t.level(e.mods) == level {
			found = append(found, e.mods)
		}
	}
	if len(found) == 0 {
		return 0, false
	}
	return slices.MinFunc(found, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(bits.OnesCount32(a), bits.OnesCount32(b)), cmp.Compare(a, b))
	}), true
}

// maxTextCode is the highest key code that X11 clients can see too.
const maxTextCode = 255 - evdevOffset

// WithText derives a keymap in which further keys type the given characters,
// alone and without modifiers: for text that no key of the layout types, the
// keymap is changed for as long as it takes. It returns the new text, and the
// key (evdev code) of each character. There are some dozen keys to give away
// (those that the layout leaves unused, then those that open applications);
// characters that find no key, and those that no key can type (controls,
// surrogates), are not in the map.
func WithText(keymap []byte, runes []rune) ([]byte, map[rune]uint16, error) {
	m, err := ParseMap(keymap)
	if err != nil {
		return nil, nil, err
	}
	codes := map[rune]uint16{}
	syms := map[string]string{} // key name → keysym
	free := m.spareKeys()
	for _, r := range runes {
		if _, done := codes[r]; done || !typable(r) || len(free) == 0 {
			continue
		}
		codes[r] = free[0]
		syms[m.keys[free[0]].name] = fmt.Sprintf("U%04X", r)
		free = free[1:]
	}
	return bindKeys(keymap, syms), codes, nil
}

// typable reports whether a keysym Uxxxx exists.
func typable(r rune) bool {
	return utf8.ValidRune(r) && r >= 0x20 && (r < 0x7f || r >= 0xa0)
}

// spareKeys returns the keys that can be bound to characters: first those with
// no symbols, then those with XF86 symbols only. Modifiers are never spare.
func (m *Map) spareKeys() []uint16 {
	var unused, apps []uint16
	for code := 1; code <= maxTextCode; code++ {
		k := m.keys[code]
		switch {
		case k == nil || k.modmap != 0 || k.vmodmap != 0:
		case !k.defined:
			unused = append(unused, uint16(code))
		case k.only("XF86"):
			apps = append(apps, uint16(code))
		}
	}
	return append(unused, apps...)
}

// only reports whether all of a key's symbols begin with prefix.
func (k *xkbKey) only(prefix string) bool {
	for _, l := range k.levels {
		for _, s := range l.syms {
			if !strings.HasPrefix(s, prefix) {
				return false
			}
		}
	}
	return true
}

// bindKeys rewrites the symbols section: it drops the lines of the keys and
// puts new ones in front of the section's end. A key's statement can span
// lines; it ends with "};" on the line that closes it.
func bindKeys(keymap []byte, syms map[string]string) []byte {
	at := bytes.Index(keymap, []byte("\nxkb_symbols "))
	if at < 0 {
		return slices.Clone(keymap)
	}
	out := slices.Clone(keymap[:at+1])
	skip, done := false, false
	for line := range bytes.Lines(keymap[at+1:]) {
		text := strings.TrimSpace(string(line))
		if rest, ok := strings.CutPrefix(text, "key <"); ok {
			name, _, _ := strings.Cut(rest, ">")
			_, skip = syms[name]
		}
		if string(line) == "};\n" && !done {
			done = true
			for _, name := range slices.Sorted(maps.Keys(syms)) {
				out = fmt.Appendf(out, "\tkey <%s> { [ %s ] };\n", name, syms[name])
			}
		}
		if !skip {
			out = append(out, line...)
		} else if strings.HasSuffix(text, "};") {
			skip = false
		}
	}
	return out
}
