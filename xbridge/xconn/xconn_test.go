package xconn

import (
	"testing"
	"unicode/utf8"

	"github.com/jezek/xgb/xproto"
)

func TestDecodeText(t *testing.T) {
	for _, c := range []struct {
		name     string
		compound bool
		in, want string
	}{
		{"utf-8", false, "caf\xc3\xa9 \U0001f642", "café 🙂"},
		{"latin-1", false, "caf\xe9", "café"},
		{"ends at nul", false, "abc\x00def", "abc"},
		{"control characters", false, "a\x07b\nc", "ab c"},
		{"compound latin-1", true, "caf\xe9", "café"},
		{"compound utf-8 segment", true, "a\x1b%G\xc3\xa9\x1b%@b\x1b-Ac\xe9", "aébcé"},
		{"compound of an unknown 8-bit set", true, "\x1b-F\xe1\xe2x", "\ufffd\ufffdx"},
		{"compound of a 16-bit set", true, "\x1b$)B\xb0\xa1\xb0\xa2x", "\ufffd\ufffdx"},
		{"compound with an extended segment", true, "\x1b%/1\x80\x83abcx", "\ufffdx"},
		{"cut escape", true, "a\x1b%", "a"},
	} {
		if got := DecodeText(c.compound, []byte(c.in)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLatin1(t *testing.T) {
	if got := string(ToLatin1("é€🙂a")); got != "\xe9??a" {
		t.Errorf("%q", got)
	}
	if got := FromLatin1([]byte("\xe9a")); got != "éa" {
		t.Errorf("%q", got)
	}
}

func FuzzDecodeText(f *testing.F) {
	f.Add(true, []byte("a\x1b%G\xc3\xa9\x1b%@b\x1b-Ac\xe9"))
	f.Add(true, []byte("\x1b$)B\xb0"))
	f.Add(true, []byte("\x1b%/1\xff\xff"))
	f.Add(false, []byte("\xff\x00"))
	f.Fuzz(func(t *testing.T, compound bool, data []byte) {
		if s := DecodeText(compound, data); !utf8.ValidString(s) {
			t.Errorf("%q is no UTF-8", s)
		}
		DecodeCompound(data)
	})
}

func TestQueueCoalesces(t *testing.T) {
	var q Queue
	q.init()
	put := func(e any) {
		switch e := e.(type) {
		case xproto.ConfigureNotifyEvent:
			q.put(Item{Event: e})
		case xproto.PropertyNotifyEvent:
			q.put(Item{Event: e})
		case xproto.UnmapNotifyEvent:
			q.put(Item{Event: e})
		}
	}
	for i := range 10000 {
		put(xproto.ConfigureNotifyEvent{Window: 1, X: int16(i)})
		put(xproto.PropertyNotifyEvent{Window: 2, Atom: 3})
	}
	put(xproto.UnmapNotifyEvent{Window: 1})
	put(xproto.ConfigureNotifyEvent{Window: 1, X: 5})
	put(xproto.PropertyNotifyEvent{Window: 2, Atom: 3, State: xproto.PropertyDelete})
	put(xproto.PropertyNotifyEvent{Window: 2, Atom: 3, State: xproto.PropertyDelete})
	items, open := q.Take()
	if len(items) != 6 || !open {
		t.Fatalf("%d items", len(items))
	}
	if e := items[0].Event.(xproto.ConfigureNotifyEvent); e.X != 9999 {
		t.Errorf("the first is %d", e.X)
	}
	q.close()
	if items, open := q.Take(); len(items) != 0 || open {
		t.Error("it should be over")
	}
}

func TestPropertyWords(t *testing.T) {
	p := Property{Format: 32, Data: []byte{1, 0, 0, 0, 2, 0, 0, 0, 9}}
	if w := p.Words(); len(w) != 2 || w[1] != 2 {
		t.Errorf("%v", w)
	}
	p.Format = 8
	if _, ok := p.Word(); ok || p.Words() != nil {
		t.Error("bytes are no words")
	}
}
