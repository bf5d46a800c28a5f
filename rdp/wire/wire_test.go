package wire

import (
	"errors"
	"testing"
)

func TestFirstErrorSticks(t *testing.T) {
	r := NewReader([]byte{1, 2, 3})
	if r.U16("a") != 0x0201 || r.U16("b") != 0 || r.U8("c") != 0 {
		t.Fatal("a read after the error returned data")
	}
	var e *Error
	if !errors.As(r.Err(), &e) || e.Field != "b" || e.Off != 2 || !errors.Is(e, ErrShort) {
		t.Fatalf("got %v", r.Err())
	}
}

func TestSubKeepsOffsets(t *testing.T) {
	r := NewReader([]byte{0, 0, 1, 2})
	r.Skip(2, "head")
	s := r.Sub(2, "body")
	s.U32("x")
	if e, ok := s.Err().(*Error); !ok || e.Off != 2 {
		t.Fatalf("got %v", s.Err())
	}
	if r.Err() != nil || r.Len() != 0 {
		t.Fatal("the outer reader must be past the body, without error")
	}
}

func TestCountBeforeMemory(t *testing.T) {
	r := NewReader(make([]byte, 8))
	if r.Count(3, 4, 100, "n") != 0 || !errors.Is(r.Err(), ErrShort) {
		t.Fatal(r.Err())
	}
	r = NewReader(make([]byte, 8))
	if r.Count(1<<40, 1, 100, "n") != 0 || !errors.Is(r.Err(), ErrRange) {
		t.Fatal(r.Err())
	}
}

func TestUTF16(t *testing.T) {
	for _, s := range []string{"", "xterm", "naïve", "a😀b"} {
		b := AppendUTF16(nil, s)
		if len(b) != SizeUTF16(s) || UTF16(b) != s {
			t.Errorf("%q: % x -> %q", s, b, UTF16(b))
		}
	}
	if got := UTF16([]byte{0x3D, 0xD8, 'a', 0}); got != "\uFFFDa" {
		t.Errorf("unpaired surrogate: %q", got)
	}
	if got := TruncateUTF16("a😀b", 5); got != "a" {
		t.Errorf("truncate: %q", got)
	}
}
