package rdp_test

import (
	"bytes"
	"fmt"
	"image"
	"slices"
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/rdp"
	"oriel/rdp/bcgr"
	"oriel/rdp/client"
	"oriel/rdp/wire/wiretest"
)

// TestIndicatorsOnTheWire is [MS-RDPBCGR] 2.2.8.2.1.1 in a frame: Num Lock and
// Caps Lock.
func TestIndicatorsOnTheWire(t *testing.T) {
	p := &bcgr.SetKeyboardIndicators{LEDs: bcgr.LockNum | bcgr.LockCaps}
	b := bcgr.AppendShareData(nil, 0x000103EA, 1, p.Type(), p.Size())
	b = p.AppendTo(b)
	want := wiretest.Hex(t, "EA 03 01 00 00 01 08 00 29 00 00 00  00 00 06 00")
	if !bytes.HasSuffix(b, want) {
		t.Errorf("% x, want % x", b, want)
	}
}

// TestIndicators: a client whose own keys say the same is told nothing; one
// whose lights are otherwise is told, and again after a reactivation.
func TestIndicators(t *testing.T) {
	s, d, _ := stage(t, sharing(rdp.ShareControl))
	opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	c, other := s.Connect(opt), s.Connect(opt)
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	locks := func(l seat.Locks) { d.Do(func(tx *scene.Tx) { tx.SetLocks(l) }) }
	told := func(what string, who *client.Session, want ...uint16) {
		t.Helper()
		eventually(t, s, what, func() string {
			if got := who.LEDs(); !slices.Equal(got, want) {
				return fmt.Sprintf("told %x, want %x", got, want)
			}
			return ""
		})
	}
	// heard waits for an event at the desktop, which changes the locks by it and
	// not before.
	heard := func(e seat.Event) {
		t.Helper()
		eventually(t, s, "an event", func() string {
			if got := d.Events(); !slices.Contains(got, e) {
				return fmt.Sprintf("%v lacks %v", got, e)
			}
			return ""
		})
	}
	do(c.Locks(bcgr.LockNum))
	heard(seat.Locks{Num: true})
	locks(seat.Locks{Num: true}) // as the desktop does by that
	told("the client that said nothing", other, bcgr.LockNum)
	do(c.Key(0x3A, false, true)) // Caps Lock, with a repeat
	do(c.Key(0x3A, false, true))
	do(c.Key(0x3A, false, false))
	heard(seat.Key{Code: 58})
	locks(seat.Locks{Num: true, Caps: true})
	told("the other one", other, bcgr.LockNum, bcgr.LockNum|bcgr.LockCaps)
	if got := c.LEDs(); len(got) != 0 {
		t.Errorf("the client that pressed the key is told %x", got)
	}
	locks(seat.Locks{Scroll: true}) // by nobody
	told("the client", c, bcgr.LockScroll)
	told("the other one", other, bcgr.LockNum, bcgr.LockNum|bcgr.LockCaps, bcgr.LockScroll)
	do(c.Locks(0)) // it has another state, and the app keeps its own
	told("after its own word", c, bcgr.LockScroll, bcgr.LockScroll)
}

// TestIndicatorsAfterReactivation: the client may have forgotten.
func TestIndicatorsAfterReactivation(t *testing.T) {
	s, d, _ := stage(t, nil)
	opt := client.Options{Profile: client.Bitmap, Size: image.Pt(640, 480)} // which is resized by reactivation
	c := s.Connect(opt)
	d.Do(func(tx *scene.Tx) { tx.SetLocks(seat.Locks{Caps: true}) })
	told := func(what string, want ...uint16) {
		t.Helper()
		eventually(t, s, what, func() string {
			if got := c.LEDs(); !slices.Equal(got, want) {
				return fmt.Sprintf("%x", got)
			}
			return ""
		})
	}
	told("once", bcgr.LockCaps)
	if err := c.Resize(image.Pt(600, 400), 1); err != nil {
		t.Fatal(err)
	}
	told("again", bcgr.LockCaps, bcgr.LockCaps)
}
