package dxg

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestProbe(t *testing.T) {
	root := t.TempDir()
	if d := Probe(root); d.Present || d.Usable || d.Err != nil {
		t.Errorf("nothing there: %+v", d)
	}
	if err := os.MkdirAll(filepath.Join(root, "dev"), 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, "dev/dxg")
	if err := os.WriteFile(path, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if d := Probe(root); !d.Present || d.Char || d.Usable || !errors.Is(d.Err, ErrNoDevice) {
		t.Errorf("a plain file: %+v", d)
	}
	if err := errors.Join(os.Remove(path), os.Symlink("/dev/null", path)); err != nil {
		t.Fatal(err)
	}
	d := Probe(root)
	if !d.Char || !d.Usable || d.Major != 1 || d.Minor != 3 || d.Mode != 0o666 || d.Path != path {
		t.Errorf("a device: %+v", d)
	}
	f, err := d.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// Not the driver: it must be told so, and nothing may break.
	if list, err := Adapters(f); !errors.Is(err, unix.ENOTTY) || list != nil {
		t.Errorf("%v, %v", list, err)
	}
}

func TestRenderNodes(t *testing.T) {
	root := t.TempDir()
	if n := RenderNodes(root); n != nil {
		t.Errorf("got %v", n)
	}
	dri := filepath.Join(root, "dev/dri")
	if err := os.MkdirAll(dri, 0o755); err != nil {
		t.Fatal(err)
	}
	// The nodes' minors are 9 and 5.
	for name, device := range map[string]string{"card0": "null", "renderD128": "urandom", "renderD1000": "zero"} {
		if err := os.Symlink("/dev/"+device, filepath.Join(dri, name)); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, n := range RenderNodes(root) {
		got = append(got, filepath.Base(n.Path))
		if !n.Usable {
			t.Errorf("%+v", n)
		}
	}
	if want := []string{"renderD1000", "renderD128"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestUsableBy(t *testing.T) {
	d := Device{Char: true, Mode: 0o660, UID: 5, GID: 44}
	for _, c := range []struct {
		mode uint32
		uid  uint32
		gids []uint32
		want bool
	}{
		{0o660, 0, nil, true},
		{0o660, 5, nil, true},
		{0o660, 1000, []uint32{1000}, false},
		{0o660, 1000, []uint32{1000, 44}, true},
		{0o666, 1000, nil, true},
		{0o060, 5, []uint32{44}, false}, // the owner's bits decide for the owner
		{0o600, 1000, []uint32{44}, false},
		{0o440, 1000, []uint32{44}, false},
	} {
		d.Mode = os.FileMode(c.mode)
		if got := d.UsableBy(c.uid, c.gids...); got != c.want {
			t.Errorf("%o, user %d in %v: %v", c.mode, c.uid, c.gids, got)
		}
	}
	if (Device{Mode: 0o666}).UsableBy(0) {
		t.Error("a plain file is usable")
	}
}

// A recording answers ioctls with bytes.
type recording struct {
	t       *testing.T
	answers []answer
}

type answer struct {
	number    uintptr
	ask       string // what the argument must be, pointer zero
	arg, data string // what comes back
	err       error
}

func (r *recording) ioctl(number uintptr, arg []byte, at int, data []byte) error {
	r.t.Helper()
	if len(r.answers) == 0 {
		r.t.Fatalf("ioctl %#x was not expected", number)
	}
	a := r.answers[0]
	r.answers = r.answers[1:]
	if a.number != number || a.ask != hex.EncodeToString(arg) {
		r.t.Errorf("ioctl %#x %x, want %#x %s", number, arg, a.number, a.ask)
	}
	unhex(r.t, arg, a.arg)
	unhex(r.t, data, a.data)
	return a.err
}

func unhex(t *testing.T, to []byte, s string) {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil || len(b) > len(to) {
		t.Fatalf("%q: %v", s, err)
	}
	copy(to, b)
}

const (
	ask2 = "40000000" + "00000000" + "0000000000000000"
	ask3 = "0100000000000000" + "40000000" + "00000000" + "0000000000000000"
	// Two GPUs: handle, LUID, sources, move regions.
	two = "40000040 5b9c0000 00000000 01000000 00000000" +
		"80000040 1fb20000 00000000 00000000 00000000"
)

func asking(handle, what, size string) string {
	return handle + what + "0000000000000000" + size + "00000000"
}

func name(s string) string {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return hex.EncodeToString(b)
}

func TestAdapters(t *testing.T) {
	r := &recording{t: t, answers: []answer{
		{number: 0xc018473e, ask: ask3, arg: "0100000000000000 02000000", data: two},
		{number: 0xc0184709, ask: asking("40000040", "08000000", "20080000"), data: name("NVIDIA GeForce RTX 3070\x00x")},
		{number: 0xc0184709, ask: asking("40000040", "0f000000", "04000000"), data: "91000000"},
		{number: 0xc0044715, ask: "40000040"},
		{number: 0xc0184709, ask: asking("80000040", "08000000", "20080000"), err: unix.EINVAL},
		{number: 0xc0184709, ask: asking("80000040", "0f000000", "04000000"), err: unix.EINVAL},
		{number: 0xc0044715, ask: "80000040"},
	}}
	got, err := adapters(r)
	want := []Adapter{
		{Handle: 0x40000040, LUID: LUID{Low: 0x9c5b}, Sources: 1, Name: "NVIDIA GeForce RTX 3070", Type: Render | Discrete | Paravirtualized},
		{Handle: 0x40000080, LUID: LUID{Low: 0xb21f}},
	}
	if err != nil || !slices.Equal(got, want) || len(r.answers) != 0 {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	if s := want[0].Type.String(); s != "render, discrete, paravirtualized" {
		t.Errorf("got %q", s)
	}
}

func TestAdaptersOfAnOlderDriver(t *testing.T) {
	r := &recording{t: t, answers: []answer{
		{number: 0xc018473e, ask: ask3, err: unix.ENOTTY},
		{number: 0xc0104714, ask: ask2, arg: "00000000"},
	}}
	if got, err := adapters(r); err != nil || len(got) != 0 || len(r.answers) != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestNonsense(t *testing.T) {
	r := &recording{t: t, answers: []answer{{number: 0xc018473e, ask: ask3, arg: "0000000000000000 41000000"}}}
	if got, err := adapters(r); !errors.Is(err, ErrAnswer) {
		t.Errorf("got %+v, %v", got, err)
	}
	r.answers = []answer{
		{number: 0xc018473e, ask: ask3, err: unix.ENOTTY},
		{number: 0xc0104714, ask: ask2, err: unix.EPERM},
	}
	if _, err := adapters(r); !errors.Is(err, unix.EPERM) {
		t.Errorf("got %v", err)
	}
}

func FuzzDecodeName(f *testing.F) {
	f.Add([]byte("A\x00B\x00\x00\x00C\x00"))
	f.Add([]byte("\x1b\x00[\x00m\x00\x00\xd8"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s := decodeName(b); strings.ContainsAny(s, "\x00\x1b\n") {
			t.Errorf("%q", s)
		}
	})
}
