package wlserver_test

import (
	"strings"
	"testing"

	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

func TestTextInput(t *testing.T) {
	d := wltest.New(t)
	c, other := d.Client(), d.Client()
	s := c.Seat()
	m := wlproto.ZwpTextInputManagerV3Proxy{Resource: c.Bound(wlproto.ZwpTextInputManagerV3Interface)}
	in := m.GetTextInput(s.Seat)
	add := func(a ...any) { s.Events = append(s.Events, sprint(a...)) }
	var text string
	in.SetEvents(&wlproto.ZwpTextInputV3Events{
		Enter:        func(wlproto.WlSurfaceProxy) { add("text enter") },
		Leave:        func(wlproto.WlSurfaceProxy) { add("text leave") },
		CommitString: func(s string) { text += s },
		Done:         func(serial uint32) { add("done", serial) },
	})
	c.Window("w", 10, 10)
	s.Expect("focus w", "text enter")
	in.Enable()
	in.SetSurroundingText("héllo", 2, 2)
	in.SetContentType(0, 0)
	in.Commit()
	c.Roundtrip()
	d.Input(seat.Text{Text: "日本😀"})
	s.Expect("done 1")
	if text != "日本😀" {
		t.Errorf("got %q", text)
	}
	d.Input(seat.Text{Text: "\r"}, seat.Text{Text: "\b"}, seat.Text{Text: "\t"}) // are keys all the same
	s.Expect("key 28 down", "key 28 up", "key 14 down", "key 14 up", "key 15 down", "key 15 up")
	text = ""
	long := strings.Repeat("日", 2000)
	d.Input(seat.Text{Text: long})
	s.Expect("done 1", "done 1")
	if text != long {
		t.Errorf("got %d bytes", len(text))
	}
	in.Disable()
	in.Commit()
	c.Roundtrip()
	d.Input(seat.Text{Text: "a"})
	s.Expect("key 30 down", "key 30 up")

	in.Enable() // does not say what is around the cursor: may lose text, and gets keys
	in.Commit()
	c.Roundtrip()
	d.Input(seat.Text{Text: "a"})
	s.Expect("key 30 down", "key 30 up")

	in.Enable()
	in.SetSurroundingText("", 0, 0)
	in.Commit()
	other.Window("o", 10, 10)
	s.Expect("blur w", "text leave")
	text = ""
	d.Input(seat.Text{Text: "a"})
	s.Expect()
	if text != "" {
		t.Errorf("an app without the focus got %q", text)
	}
}
