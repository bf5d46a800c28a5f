package wlserver

import (
	"slices"
	"strings"

	"oriel/compositor/seat"
)

// spell is a keymap made for text that the layout has no keys for. It stays
// until the user presses a key: X11 apps look up what a key means only when
// they get to it, so changing back at once would garble the text.
type spell struct {
	keymap
	runes []rune // in the order in which they got their keys
	codes map[rune]uint16
}

func (s *spell) close() {
	if s.m != nil {
		s.keymap.close()
	}
	*s = spell{}
}

// endSpell brings the layout's keymap back.
func (k *keyboard) endSpell() {
	if k.spell.m != nil {
		k.spell.close()
		k.use(&k.base)
	}
}

// text types what no single key of the user's stands for.
func (k *keyboard) text(s string) {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	// Return, Tab and Backspace are keys, not text.
	if !(len(s) == 1 && s[0] < ' ') && k.t.s.inputs.commit(k.focus, s) {
		return
	}
	k.releaseAll()
	locks := k.state.Locks()
	if locks.Caps {
		k.setLocks(seat.Locks{Num: locks.Num, Scroll: locks.Scroll})
	}
	runes := []rune(s)
	if k.spell.m == nil && k.canType(runes) {
		for _, r := range runes {
			code, mods, _ := k.base.m.KeyFor(r)
			k.chord(k.modKeys(mods), code)
		}
	} else {
		k.typeSpelled(runes)
	}
	if locks.Caps {
		k.setLocks(locks)
	}
}

// canType reports whether the layout has keys for all of it.
func (k *keyboard) canType(runes []rune) bool {
	return !slices.ContainsFunc(runes, func(r rune) bool {
		_, mods, ok := k.base.m.KeyFor(r)
		return !ok || mods != 0 && k.modKeys(mods) == nil
	})
}

// typeSpelled types with keymaps made for the text, as many as it takes.
func (k *keyboard) typeSpelled(runes []rune) {
	for len(runes) > 0 {
		code, ok := k.spell.codes[runes[0]]
		if !ok && runes[0] < ' ' {
			code, _, ok = k.base.m.KeyFor(runes[0])
		}
		if !ok {
			if !k.spellFor(runes) {
				runes = runes[1:] // no key can type this
			}
			continue
		}
		k.chord(nil, code)
		runes = runes[1:]
	}
}

// spellFor makes a keymap for the beginning of a text and gives it to the
// focus. What had keys before keeps them as long as there is room: apps may
// still have to look those up.
func (k *keyboard) spellFor(runes []rune) bool {
	all := append(slices.Clone(k.spell.runes), runes...)
	text, codes, err := seat.WithText(k.base.text, all)
	if _, ok := codes[runes[0]]; err == nil && !ok {
		all = runes
		text, codes, err = seat.WithText(k.base.text, all)
	}
	if _, ok := codes[runes[0]]; err != nil || !ok {
		return false
	}
	had := map[rune]bool{}
	all = slices.DeleteFunc(slices.Clone(all), func(r rune) bool {
		_, ok := codes[r]
		ok = ok && !had[r]
		had[r] = true
		return !ok
	})
	m := newKeymap(text)
	if m.m == nil {
		return false
	}
	k.spell.close()
	k.spell = spell{keymap: m, runes: all, codes: codes}
	k.use(&k.spell.keymap)
	return true
}

// chord presses and releases a key while others are held.
func (k *keyboard) chord(held []uint16, code uint16) {
	for _, m := range held {
		k.press(seat.Key{Code: m, Down: true})
	}
	k.press(seat.Key{Code: code, Down: true})
	k.press(seat.Key{Code: code})
	for _, m := range slices.Backward(held) {
		k.press(seat.Key{Code: m})
	}
}

// modifierKeys are the keys that may stand for Shift, AltGr and the fifth
// level's modifier: left Shift, right Alt, 102nd key, Caps Lock, right Ctrl.
var modifierKeys = []uint16{42, 100, 86, 58, 97}

// modKeys returns keys that make exactly these modifiers; nil if there are
// none.
func (k *keyboard) modKeys(mods uint32) (keys []uint16) {
	for _, code := range modifierKeys {
		try := seat.NewKeyboard(k.base.m)
		try.Key(seat.Key{Code: code, Down: true})
		m := try.Mods()
		if m.Depressed != 0 && m.Locked == 0 && m.Depressed&^mods == 0 {
			keys = append(keys, code)
			mods &^= m.Depressed
		}
	}
	if mods != 0 {
		return nil
	}
	return keys
}
