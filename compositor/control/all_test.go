package control

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
)

// devNull gives n open files.
func devNull(t testing.TB, n int) (out []*os.File) {
	t.Helper()
	for range n {
		f, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		out = append(out, f)
	}
	return out
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

type vector struct {
	name string
	hex  string
	m    Message
}

// vectors has each kind of message once; the bytes must never change within
// one Version, since manager and children are replaced one by one.
func vectors(t testing.TB) []vector {
	f := devNull(t, 3)
	return []vector{
		{"hello", "01010200 03000000 01000000 01000000 00000000 e8030000 02000000 07000000 00000000" + strings.Repeat("00", 72),
			&Hello{Generation: 3, More: true, Listeners: []Listener{
				{Kind: ListenWayland, UID: 1000, File: f[0]}, {Kind: ListenX11, Number: 7, File: f[1]}}}},
		{"hello without listeners", "01010000 01000000 00000000" + strings.Repeat("00", 96), &Hello{Generation: 1}},
		{"xwayland", "01020300 04000000", &Xwayland{Generation: 4, WM: f[0], Wayland: f[1], Ready: f[2]}},
		{"xwayland gone", "01030000 04000000 01000000", &XwaylandGone{Generation: 4, Wanted: true}},
		{"rdp", "01040100 05000000", &RDP{Generation: 5, Link: f[0]}},
		{"stop", "01050000", &Stop{}},
		{"unit state", "01060000 02000000 05000000 39300000 03000000 02000000 09000000 00e40b5402000000",
			&UnitState{Unit: RDPBackend, State: Backoff, PID: 12345, Starts: 3, Crashes: 2, Exit: 9, Since: 1e10}},
		{"replaced", "01070000", &Replaced{}},
		{"video helper", "01080200 05000000", &VideoHelper{Generation: 5, Socket: f[0], Memory: f[1]}},
		{"ready", "01100000", &Ready{}},
		{"want xwayland", "01110000 01000000", &WantXwayland{Want: true}},
		{"status", "01120000 0100000000000000 0200000000000000 0300000000000000 0400000000000000 0500000000000000" +
			"0600000000000000 0700000000000000 0800000000000000 0900000000000000 ffffffffffffffff",
			&Status{1, 2, 3, 4, 5, 6, 7, 8, 9, 1<<64 - 1}},
		{"publish", "01200100 01000000", &Publish{Withdraw: true, Process: f[0]}},
		{"reload", "01210000 02000000", &Reload{Unit: RDPBackend}},
		{"reset", "01220000 03000000", &Reset{Unit: XServer}},
		{"query", "01230000", &Query{}},
		{"count", "01240000 02000000", &Count{Unit: RDPBackend}},
		{"result", "01300000 04000000 0d000000 40000000", &Result{Code: Failure, Errno: 13, Units: 64}},
	}
}

func TestMessages(t *testing.T) {
	seen := map[Kind]bool{}
	for _, v := range vectors(t) {
		t.Run(v.name, func(t *testing.T) {
			want := unhex(t, v.hex)
			seen[v.m.Kind()] = true
			if got := Append(nil, v.m); !bytes.Equal(got, want) {
				t.Errorf("encoded\n %x, want\n %x", got, want)
			}
			got, err := Decode(want, v.m.Files())
			if err != nil || !reflect.DeepEqual(got, v.m) {
				t.Errorf("decoded\n %+v, %v, want\n %+v", got, err, v.m)
			}
			if len(want) != headerSize+v.m.Size() || len(want) > MaxBytes {
				t.Errorf("%d bytes, Size is %d", len(want), v.m.Size())
			}
			for n := range want {
				if _, err := Decode(want[:n], v.m.Files()); !errors.Is(err, ErrLength) || !errors.Is(err, ErrRefused) {
					t.Fatalf("%d of its bytes: %v", n, err)
				}
			}
			if _, err := Decode(append(want, 0), v.m.Files()); !errors.Is(err, ErrLength) {
				t.Errorf("one byte more: %v", err)
			}
			wantWrongFiles(t, want, v.m)
		})
	}
	if len(seen) != len(kinds) {
		t.Errorf("%d kinds of %d have a vector", len(seen), len(kinds))
	}
}

// wantWrongFiles sends a message with one descriptor more and one less, both
// as the header says and as it does not.
func wantWrongFiles(t *testing.T, b []byte, m Message) {
	t.Helper()
	wrong := [][]*os.File{append(m.Files(), devNull(t, 1)...)}
	if n := len(m.Files()); n > 0 {
		wrong = append(wrong, m.Files()[:n-1])
	}
	for _, files := range wrong {
		if _, err := Decode(b, files); !errors.Is(err, ErrFiles) {
			t.Errorf("%d descriptors: %v", len(files), err)
		}
		honest := bytes.Clone(b)
		honest[2] = byte(len(files))
		if _, err := Decode(honest, files); err == nil {
			t.Errorf("%d descriptors, announced: taken", len(files))
		}
	}
}

func TestValuesOutOfRange(t *testing.T) {
	for _, c := range []struct {
		name, hex string
		files     int
		want      error
	}{
		{"nothing", "", 0, ErrLength},
		{"another version", "02100000", 0, ErrVersion},
		{"no version", "00100000", 0, ErrVersion},
		{"unknown kind", "01630000", 0, ErrKind},
		{"kind zero", "01000000", 0, ErrKind},
		{"reserved byte", "01100001", 0, ErrRange},
		{"bool of two", "01110000 02000000", 0, ErrRange},
		{"unit zero", "01210000 00000000", 0, ErrRange},
		{"unit too high", "01210000 07000000", 0, ErrRange},
		{"state too high", "01060000 02000000 07000000 39300000 03000000 02000000 09000000 00e40b5402000000", 0, ErrRange},
		{"code too high", "01300000 05000000 00000000 00000000", 0, ErrRange},
		{"errno too high", "01300000 04000000 00100000 00000000", 0, ErrRange},
		{"too many units", "01300000 00000000 00000000 41000000", 0, ErrRange},
		{"listener of no kind", "01010100 01000000 00000000" + strings.Repeat("00", 96), 1, ErrRange},
		{"listener of unknown kind", fmt.Sprintf("01010100 01000000 00000000 %02x000000", int(lastListener)+1) + strings.Repeat("00", 92), 1, ErrRange},
		{"more listeners than descriptors", "01010000 01000000 00000000 01000000" + strings.Repeat("00", 92), 0, ErrRange},
		{"nine descriptors", "01010900 01000000 00000000" + strings.Repeat("01000000 00000000 00000000", 8), 9, ErrFiles},
	} {
		m, err := Decode(unhex(t, c.hex), devNull(t, c.files))
		if !errors.Is(err, c.want) || !errors.Is(err, ErrRefused) || m != nil {
			t.Errorf("%s: %v, %v; want %v", c.name, m, err, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	for u := Compositor; u <= lastUnit; u++ {
		if got, ok := ParseUnit(u.String()); !ok || got != u {
			t.Errorf("%d is %q, which is %d", u, u, got)
		}
	}
	for _, bad := range []string{"", "unit 0", "nobody"} {
		if u, ok := ParseUnit(bad); ok {
			t.Errorf("%q is %v", bad, u)
		}
	}
	if Failed.String() != "failed" || lastState.String() != "failed" || State(7).String() != "state 7" || Unit(9).String() != "unit 9" {
		t.Error("names are wrong")
	}
	if OK.String() != "done" || Failure.String() != "failed" || Code(9).String() != "unknown result" {
		t.Error("results' texts are wrong")
	}
}

func FuzzControl(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(unhex(f, v.hex))
	}
	files := devNull(f, MaxFiles)
	f.Fuzz(func(t *testing.T, b []byte) {
		n := 0
		if len(b) > 2 {
			n = min(int(b[2]), MaxFiles)
		}
		m, err := Decode(b, files[:n])
		if err != nil {
			if !errors.Is(err, ErrRefused) || m != nil {
				t.Fatalf("%v, %v", m, err)
			}
			return
		}
		// What is taken at all has one spelling only.
		if again := Append(nil, m); !bytes.Equal(again, b) {
			t.Fatalf("%x became %x", b, again)
		}
		if len(m.Files()) != n {
			t.Fatalf("%d descriptors became %d", n, len(m.Files()))
		}
	})
}

func TestConfigurationsArriveWholeOrNotAtAll(t *testing.T) {
	want := RDPConfig{Certificate: []byte("PEM"), Accounts: []Account{{User: "u", Password: "p"}}}
	b, err := Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	var got RDPConfig
	if err := Configure(b, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{``, `{`, `{"accounts":[],"later":1}`, `[]`} {
		if err := Configure([]byte(bad), &got); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
	if _, err := Encode(RDPConfig{Certificate: make([]byte, MaxConfig)}); !errors.Is(err, ErrLength) {
		t.Errorf("a long one: %v", err)
	}
}
