package svc

import (
	"bytes"
	"errors"
	"math/rand"
	"testing"

	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

// appendChunks appends msg to out in chunks, each one message: header, data.
func appendChunks(out *Outbox, msg []byte, size int) {
	for h, part := range Chunks(msg, 0, size) {
		out.Add(func(b []byte) []byte { return append(h.AppendTo(b), part...) })
	}
}

func TestChunksComeTogether(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	var a Assembler
	for range 200 {
		msg := make([]byte, rng.Intn(10000))
		rng.Read(msg)
		size := 1 + rng.Intn(3000)
		var out Outbox
		appendChunks(&out, msg, size)
		if want := max(1, (len(msg)+size-1)/size); out.Len() != want {
			t.Fatalf("%d bytes by %d: %d chunks, want %d", len(msg), size, out.Len(), want)
		}
		for i := range out.Len() {
			got, done, err := a.Step(out.Message(i))
			if last := i == out.Len()-1; err != nil || done != last || done && !bytes.Equal(got, msg) {
				t.Fatalf("chunk %d of %d: %v %v", i, out.Len(), done, err)
			}
		}
	}
}

func TestChunkFlags(t *testing.T) {
	var got []Flags
	for h, part := range Chunks(make([]byte, 5), ShowProtocol, 2) {
		if got = append(got, h.Flags); h.Length != 5 || len(part) > 2 {
			t.Errorf("%+v %d", h, len(part))
		}
	}
	if want := []Flags{First | ShowProtocol, ShowProtocol, Last | ShowProtocol}; len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%x", got)
	}
	for range Chunks(make([]byte, 5), 0, 2) {
		break // stopping early must not panic
	}
	var out Outbox
	appendChunks(&out, []byte{9}, DefaultChunk)
	if !bytes.Equal(out.Message(0), []byte{1, 0, 0, 0, 3, 0, 0, 0, 9}) {
		t.Errorf("% x", out.Message(0))
	}
}

func chunk(total uint32, f Flags, data string) []byte {
	return append(Header{total, f}.AppendTo(nil), data...)
}

func TestAssemblerRules(t *testing.T) {
	type step struct {
		in   []byte
		msg  string
		done bool
		err  error
	}
	for name, steps := range map[string][]step{
		"first resets":        {{in: chunk(4, First, "ab")}, {in: chunk(3, First, "x")}, {in: chunk(3, Last, "yz"), msg: "xyz", done: true}},
		"middle without":      {{in: chunk(4, 0, "ab"), err: ErrOrder}, {in: chunk(1, First|Last, "a"), msg: "a", done: true}},
		"more than announced": {{in: chunk(3, First, "ab")}, {in: chunk(3, Last, "cd"), err: ErrOrder}, {in: chunk(3, Last, "c"), err: ErrOrder}},
		"less than announced": {{in: chunk(5, First, "ab")}, {in: chunk(5, Last, "cd"), err: ErrOrder}},
		"single but short":    {{in: chunk(5, First|Last, "ab"), err: ErrOrder}},
		"too long":            {{in: chunk(11, First, "ab"), err: ErrTooLong}, {in: chunk(11, Last, "cd"), err: ErrOrder}},
		"compressed":          {{in: chunk(2, First|Last|Compressed, "ab"), err: ErrCompressed}},
		"empty":               {{in: chunk(0, First|Last|ShowProtocol, ""), done: true}},
		"short":               {{in: []byte{1, 0, 0, 0, 3, 0, 0}, err: wire.ErrShort}},
	} {
		a := Assembler{Max: 10}
		for i, s := range steps {
			msg, done, err := a.Step(s.in)
			if string(msg) != s.msg || done != s.done || !errors.Is(err, s.err) {
				t.Errorf("%s, step %d: %q %v %v", name, i, msg, done, err)
			}
		}
	}
}

func TestAnnouncementTakesNoMemory(t *testing.T) {
	a := Assembler{Max: MaxMessage}
	a.Step(chunk(MaxMessage, First, "ab"))
	if cap(a.buf) > 64 {
		t.Errorf("%d bytes taken for 2", cap(a.buf))
	}
}

func FuzzAssembler(f *testing.F) {
	for _, b := range wiretest.Messages(f, "cliprdr") {
		f.Add(b, b)
	}
	f.Add(chunk(4, First, "ab"), chunk(4, Last, "cd"))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		a := Assembler{Max: 100}
		for range 2 {
			for _, in := range [][]byte{one, two} {
				if msg, done, err := a.Step(in); len(msg) > 100 || err != nil && done {
					t.Fatal(msg, done, err)
				}
			}
		}
	})
}
