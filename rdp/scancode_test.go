package rdp

import (
	"fmt"
	"slices"
	"testing"

	"oriel/compositor/seat"
)

// TestKeysOfAllKeyboards presses and releases the keys by which keyboards
// differ.
func TestKeysOfAllKeyboards(t *testing.T) {
	var got []string
	h := newHand(func(e seat.Event) {
		if k, ok := e.(seat.Key); ok {
			got = append(got, fmt.Sprint(k.Code, k.Down))
		}
	}, nil)
	for _, c := range []struct {
		name     string
		code     uint8
		extended bool
		want     uint16 // evdev
	}{
		{"102nd key", 0x56, false, 86}, {"PrintScreen", 0x37, true, 99}, {"SysRq", 0x54, false, 99},
		{"Break", 0x46, true, 119}, {"Scroll Lock", 0x46, false, 70}, {"keypad Enter", 0x1C, true, 96},
		{"keypad slash", 0x35, true, 98}, {"slash", 0x35, false, 53}, {"right Ctrl", 0x1D, true, 97},
		{"AltGr", 0x38, true, 100}, {"left Windows", 0x5B, true, 125}, {"menu", 0x5D, true, 127},
		{"Yen", 0x7D, false, 124}, {"Ro", 0x73, false, 89}, {"Henkan", 0x79, false, 92}, {"Muhenkan", 0x7B, false, 94},
		{"Katakana/Hiragana", 0x70, false, 93}, {"Hiragana", 0x77, false, 91}, {"Katakana", 0x78, false, 90},
		{"ABNT C1", 0x73, false, 89}, {"ABNT C2", 0x7E, false, 121}, {"Hangul", 0x72, false, 122}, {"Hanja", 0x71, false, 123},
		{"F11", 0x57, false, 87}, {"F13", 0x64, false, 183}, {"F24", 0x76, false, 194}, {"mute", 0x20, true, 113},
		{"browser back", 0x6A, true, 158}, {"mail", 0x6C, true, 155}, {"calculator", 0x21, true, 140},
		{"Num Lock with E0", 0x45, true, 69}, {"undo", 0x08, true, 131}, {"help", 0x3B, true, 138},
	} {
		got = nil
		h.scancode(c.code, c.extended, false, false)
		h.scancode(c.code, c.extended, false, true)
		want := []string{fmt.Sprint(c.want, true), fmt.Sprint(c.want, false)}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
}

// Each scancode has a key of its own, but for those that say the same.
func TestNoTwoScancodesAreTheSameKey(t *testing.T) {
	same := map[uint16]bool{69: true, 99: true, 119: true, 122: true, 123: true}
	seen := map[uint16]string{}
	for code := range uint8(128) {
		for _, e0 := range []bool{false, true} {
			key, name := evdevCode(code, e0), fmt.Sprintf("%#x (E0: %t)", code, e0)
			if key != 0 && seen[key] != "" && !same[key] {
				t.Errorf("%s and %s are both key %d", name, seen[key], key)
			}
			seen[key] = name
		}
	}
}
