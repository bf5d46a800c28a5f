package avc

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

func words(list ...uint32) (b []byte) {
	for i := range messageSize / 4 {
		v := uint32(0)
		if i < len(list) {
			v = list[i]
		}
		b = binary.NativeEndian.AppendUint32(b, v)
	}
	return b
}

func TestMessages(t *testing.T) {
	if b := (request{1, 2, 3, 4, 5, 6, 7, 8}).append(nil); !bytes.Equal(b, words(1, 2, 3, 4, 5, 6, 7, 8)) {
		t.Errorf("% x", b)
	}
	if v, err := readHello(words(magic, 2, 3, 1)); err != nil || v.String() != "openh264 2.3.1" {
		t.Errorf("%v, %v", v, err)
	}
	for _, b := range [][]byte{nil, words(magic)[:31], append(words(magic), 0), words(magic + 1), words(magic, 1<<16), words(magic, 0, 1<<20), words(magic, 0, 0, 1<<31)} {
		if v, err := readHello(b); !errors.Is(err, errMessage) {
			t.Errorf("% x: %v, %v", b, v, err)
		}
	}
	if n, err := readAnswer(words(7, 0, streamSize, 12), 7); n != streamSize || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	for _, c := range []struct {
		b    []byte
		want error
	}{
		{nil, errMessage}, {words(7)[:31], errMessage}, {append(words(7), 0), errMessage}, {words(8), errMessage},
		{words(7, 1), errStatus}, {words(7, 0, streamSize+1), errMessage}, {words(7, 0, 1<<32-1), errMessage},
	} {
		if n, err := readAnswer(c.b, 7); !errors.Is(err, c.want) {
			t.Errorf("% x: %d, %v", c.b, n, err)
		}
	}
}

func FuzzMessages(f *testing.F) {
	f.Add(words(magic, 2, 3, 1))
	f.Add(words(7, 0, 1000, 12))
	f.Add(words(7, 2))
	f.Add([]byte{7})
	f.Fuzz(func(t *testing.T, b []byte) {
		if v, err := readHello(b); err == nil && (v.major >= 1<<16 || len(b) != messageSize) {
			t.Errorf("%v", v)
		}
		if n, err := readAnswer(b, 7); err == nil && (n < 0 || n > streamSize) {
			t.Errorf("%d, %v", n, err)
		}
	})
}

// conquered is a helper that says what we want it to.
func conquered(t *testing.T, say func(q []byte) []byte) *Encoder {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.MemfdCreate("memory", unix.MFD_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	memory := os.NewFile(uintptr(fd), "memory")
	if err := memory.Truncate(MemorySize); err != nil {
		t.Fatal(err)
	}
	its := os.NewFile(uintptr(fds[1]), "its")
	t.Cleanup(func() { its.Close() })
	if _, err := its.Write(words(magic, 2, 3, 1)); err != nil {
		t.Fatal(err)
	}
	go func() {
		b := make([]byte, messageSize)
		for {
			if _, err := its.Read(b); err != nil {
				return
			}
			if _, err := its.Write(say(b)); err != nil {
				return
			}
		}
	}()
	e := &Encoder{}
	if err := e.Attach(os.NewFile(uintptr(fds[0]), "ours"), memory); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// TestAConqueredHelperIsLetGoOf: what makes no sense ends it; what only fails
// does not.
func TestAConqueredHelperIsLetGoOf(t *testing.T) {
	id := func(q []byte) uint32 { return binary.NativeEndian.Uint32(q[4:]) }
	for _, c := range []struct {
		name  string
		say   func(q []byte) []byte // to what follows the first request
		works bool
	}{
		{"too many bytes", func(q []byte) []byte { return words(id(q), 0, 1<<31) }, false},
		{"another's answer", func(q []byte) []byte { return words(id(q)+1, 0, 5) }, false},
		{"a short message", func(q []byte) []byte { return []byte("x") }, false},
		{"a long message", func(q []byte) []byte { return make([]byte, 4096) }, false},
		{"it cannot", func(q []byte) []byte { return words(id(q), 2) }, true},
	} {
		first := true
		e := conquered(t, func(q []byte) []byte {
			if first {
				first = false
				return words(id(q))
			}
			return c.say(q)
		})
		s, err := e.Open(image.Pt(64, 64))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := s.Encode(nil, image.Rect(0, 0, 64, 64), 1000); err == nil {
			t.Errorf("%s: %d bytes", c.name, len(b))
		}
		if works := e.Name() != ""; works != c.works {
			t.Errorf("%s: it works: %v", c.name, works)
		}
		s.Close()
	}
}

func TestTheMemoryMustBeWhole(t *testing.T) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fds[1])
	fd, err := unix.MemfdCreate("memory", unix.MFD_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	var e Encoder
	if err := e.Attach(os.NewFile(uintptr(fds[0]), "ours"), os.NewFile(uintptr(fd), "memory")); !errors.Is(err, errMessage) {
		t.Errorf("%v", err)
	}
}
