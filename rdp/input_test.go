package rdp

import (
	"fmt"
	"image"
	"slices"
	"testing"

	"oriel/compositor/seat"
	"oriel/rdp/bcgr"
)

func TestHand(t *testing.T) {
	var got []string
	wide := &session{layout: *flat(image.Rect(-100, 0, 900, 500))}
	wide.layout.outs[0].Bounds.Min.X = -100
	h := newHand(func(e seat.Event) { got = append(got, fmt.Sprintf("%T%v", e, e)) }, wide)
	mouse := func(flags uint16, x, y int32) {
		h.event(&bcgr.InputEvent{Kind: bcgr.InputMouse, Flags: flags, X: x, Y: y})
	}
	for _, c := range []struct {
		name string
		do   func()
		want []string
	}{
		{"key", func() { h.scancode(0x1E, false, false, false); h.scancode(0x1E, false, false, true) },
			[]string{"seat.Key{30 true}", "seat.Key{30 false}"}},
		{"extended", func() { h.scancode(0x48, true, false, false) }, []string{"seat.Key{103 true}"}},
		{"keypad is not extended", func() { h.scancode(0x48, false, false, false) }, []string{"seat.Key{72 true}"}},
		{"pause does not toggle num lock", func() {
			h.scancode(0x1D, false, true, false)
			h.scancode(0x45, false, false, false)
			h.scancode(0x1D, false, true, true)
			h.scancode(0x45, false, false, true)
			h.scancode(0x45, false, false, false)
		}, []string{"seat.Key{119 true}", "seat.Key{119 false}", "seat.Key{69 true}"}},
		{"fake shifts", func() { h.scancode(0x2A, true, false, false); h.scancode(0xAA, true, false, true) }, nil},
		{"right shift of Chinese layouts", func() { h.scancode(0x36, true, false, false) }, []string{"seat.Key{54 true}"}},
		{"hangeul has no release", func() { h.scancode(0xF2, false, false, false) },
			[]string{"seat.Key{122 true}", "seat.Key{122 false}"}},
		{"AltGr of Windows is one key", func() {
			ctrl := bcgr.InputEvent{Kind: bcgr.InputScancode, Code: 0x1D}
			alt := bcgr.InputEvent{Kind: bcgr.InputScancode, Code: 0x38, Flags: bcgr.KeyExtended}
			h.events([]bcgr.InputEvent{ctrl, alt})
			h.events([]bcgr.InputEvent{ctrl})
			h.events([]bcgr.InputEvent{alt})
		}, []string{
			"seat.Key{29 true}", "seat.Key{29 false}", "seat.Key{100 true}", "seat.Key{29 true}", "seat.Key{100 true}",
		}},
		{"unknown", func() { h.scancode(0x7F, false, false, false) }, nil},
		{"unicode pair", func() {
			h.unicode(0xD83D, false)
			h.unicode(0xD83D, true)
			h.unicode(0xDE00, false)
			h.unicode('é', false)
		}, []string{"seat.Text{😀}", "seat.Text{é}"}},
		{"lone low surrogate", func() { h.unicode(0xDE00, false) }, nil},
		{"locks", func() { h.locks(6) }, []string{"seat.ReleaseAll{}", "seat.Locks{true true false}"}},
		{"wheel away from the user is up", func() { mouse(bcgr.PointerWheel|120, 9, 9) }, []string{"seat.Axis{false -120}"}},
		{"wheel down", func() { mouse(bcgr.PointerWheel|(0x200-120), 9, 9) }, []string{"seat.Axis{false 120}"}},
		{"wheel right", func() { mouse(bcgr.PointerHWheel|120, 9, 9) }, []string{"seat.Axis{true 120}"}},
		{"click", func() {
			mouse(bcgr.PointerDown|bcgr.PointerButton1, 5, 6)
			mouse(bcgr.PointerButton1, 5, 6)
			mouse(bcgr.PointerButton1, 5, 6)
		},
			[]string{"seat.Motion{5 6 false}", "seat.Button{272 true}", "seat.Button{272 false}"}},
		{"the press that gives the focus", func() {
			h.locks(0)
			mouse(bcgr.PointerDown|bcgr.PointerButton1, 5, 6)
		}, []string{"seat.ReleaseAll{}", "seat.Locks{false false false}", "seat.Motion{5 6 false}", "seat.Button{272 true}"}},
		{"no place after relative motion", func() {
			h.relative(0, 3, 4)
			h.locks(0)
			mouse(0x0800, 5, 6)
		}, []string{"seat.RelativeMotion{3 4}", "seat.ReleaseAll{}", "seat.Locks{false false false}", "seat.Motion{5 6 false}"}},
		{"side button", func() {
			h.event(&bcgr.InputEvent{Kind: bcgr.InputMouseX, Flags: bcgr.PointerXDown | bcgr.PointerXButton2, X: 5, Y: 6})
		}, []string{"seat.Button{276 true}"}},
		{"left of the primary monitor", func() { mouse(0x0800, 0xFFFE, 3) }, []string{"seat.Motion{-2 3 false}"}},
		{"clamped", func() { wide.layout = *flat(image.Rect(0, 0, 100, 50)); mouse(0x0800, 300, 70) }, []string{"seat.Motion{99 49 false}"}},
		{"scaled", func() { wide.layout.monitors[0].scale = 2; mouse(0x0800, 11, 20) }, []string{"seat.Motion{5.75 10.25 false}"}},
	} {
		got = nil
		c.do()
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
