package codectest

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Operations of testdata/decode.c.
const (
	opPlanarDecode = iota + 1
	opPlanarEncode
	opInterleavedDecode
	opInterleavedEncode
	opZgfxDecode
	opZgfxEncode
	opZgfxReset
	opSurface
	opRFXDecode
	opRFXEncode
	opRFXReset
	opProgressiveDecode
	opProgressiveEncode
	opProgressiveReset
	opNSCEncode
)

// Flags of PlanarEncode: libfreerdp's PLANAR_FORMAT_HEADER bits.
const (
	PlanarRLE = 1 << 4
	PlanarNA  = 1 << 5
)

// A FreeRDP is a process that runs libfreerdp's codecs for us.
type FreeRDP struct {
	// Repeat makes every call do its work so often; 0 is once.
	Repeat int
	// Nanoseconds is the processor time, over all threads, of the last call.
	Nanoseconds int

	t  testing.TB
	mu sync.Mutex
	w  *bufio.Writer
	r  *bufio.Reader
}

// NewFreeRDP compiles source (decode.c) into t's temporary directory and runs
// it until t ends. What it needs must be installed: the proof that other
// software reads our streams is not optional.
func NewFreeRDP(t testing.TB, source string) *FreeRDP {
	t.Helper()
	flags, err := exec.Command("pkg-config", "--cflags", "--libs", "freerdp2", "winpr2").Output()
	if err != nil {
		t.Fatalf("libfreerdp 2 not found (%v): install the Debian packages freerdp2-dev, pkg-config and gcc", err)
	}
	bin := filepath.Join(t.TempDir(), "decode")
	args := append([]string{"-O1", "-o", bin, source}, strings.Fields(string(flags))...)
	if out, err := exec.Command("gcc", args...).CombinedOutput(); err != nil {
		t.Fatalf("cannot compile %s (Debian packages gcc, freerdp2-dev): %v\n%s", source, err, out)
	}
	cmd := exec.Command(bin)
	cmd.Env = append(os.Environ(), "WLOG_LEVEL=OFF")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("libfreerdp process: %v", err)
		}
	})
	return &FreeRDP{t: t, w: bufio.NewWriter(in), r: bufio.NewReaderSize(out, 1<<16)}
}

// call sends one request; ok is false if libfreerdp refused the data.
func (f *FreeRDP) call(op, flags, bpp, w, h int, data ...[]byte) (out []byte, ok bool) {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, d := range data {
		n += len(d)
	}
	var head []byte
	for _, v := range []int{op, flags, bpp, w, h, max(1, f.Repeat), n} {
		head = binary.LittleEndian.AppendUint32(head, uint32(v))
	}
	f.w.Write(head)
	for _, d := range data {
		f.w.Write(d)
	}
	if err := f.w.Flush(); err != nil {
		f.t.Fatalf("libfreerdp process: %v", err)
	}
	var answer [12]byte
	if _, err := io.ReadFull(f.r, answer[:]); err != nil {
		f.t.Fatalf("libfreerdp process: %v", err)
	}
	f.Nanoseconds = int(binary.LittleEndian.Uint32(answer[8:]))
	out = make([]byte, binary.LittleEndian.Uint32(answer[4:]))
	if _, err := io.ReadFull(f.r, out); err != nil {
		f.t.Fatalf("libfreerdp process: %v", err)
	}
	return out, answer[0] == 1
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// PlanarDecode returns the BGRA pixels of a planar bitmap.
func (f *FreeRDP) PlanarDecode(src []byte, w, h int, bottomUp bool) ([]byte, bool) {
	return f.call(opPlanarDecode, flag(bottomUp), 32, w, h, src)
}

// PlanarEncode returns pix as a planar bitmap.
func (f *FreeRDP) PlanarEncode(pix []byte, w, h, flags int) ([]byte, bool) {
	return f.call(opPlanarEncode, flags, 32, w, h, pix)
}

// InterleavedDecode returns the BGRX pixels of an interleaved RLE bitmap.
func (f *FreeRDP) InterleavedDecode(src []byte, w, h, bpp int) ([]byte, bool) {
	return f.call(opInterleavedDecode, 0, bpp, w, h, src)
}

// InterleavedEncode returns pix, at most 64×64, as interleaved RLE.
func (f *FreeRDP) InterleavedEncode(pix []byte, w, h, bpp int) ([]byte, bool) {
	return f.call(opInterleavedEncode, 0, bpp, w, h, pix)
}

// ZgfxDecode returns the bytes of a compressed message; the history stays.
func (f *FreeRDP) ZgfxDecode(src []byte) ([]byte, bool) { return f.call(opZgfxDecode, 0, 0, 0, 0, src) }

// ZgfxEncode returns src as libfreerdp's server sends it.
func (f *FreeRDP) ZgfxEncode(src []byte) ([]byte, bool) { return f.call(opZgfxEncode, 0, 0, 0, 0, src) }

// ZgfxReset forgets the history of ZgfxDecode.
func (f *FreeRDP) ZgfxReset() { f.call(opZgfxReset, 0, 0, 0, 0) }

// Surface returns the BGRA surface that holds before, after a surface command
// of the graphics pipeline with the given codec and payload.
func (f *FreeRDP) Surface(codec int, before, payload []byte, w, h int) ([]byte, bool) {
	return f.call(opSurface, codec, 32, w, h, before, payload)
}

// RFXDecode paints a RemoteFX message on the picture of the call before and
// returns it. The decoder keeps its state until RFXReset.
func (f *FreeRDP) RFXDecode(src []byte, w, h int) ([]byte, bool) {
	return f.call(opRFXDecode, 0, 32, w, h, src)
}

// RFXEncode returns pix as a RemoteFX message, coded with RLGR1 or RLGR3.
func (f *FreeRDP) RFXEncode(pix []byte, w, h, rlgr int) ([]byte, bool) {
	return f.call(opRFXEncode, rlgr, 32, w, h, pix)
}

// RFXReset makes a new decoder and clears its picture.
func (f *FreeRDP) RFXReset(w, h int) { f.call(opRFXReset, 0, 32, w, h) }

// ProgressiveDecode is RFXDecode for a progressive bitmap stream.
func (f *FreeRDP) ProgressiveDecode(src []byte, w, h int) ([]byte, bool) {
	return f.call(opProgressiveDecode, 0, 32, w, h, src)
}

// ProgressiveEncode returns pix as a progressive bitmap stream.
func (f *FreeRDP) ProgressiveEncode(pix []byte, w, h int) ([]byte, bool) {
	return f.call(opProgressiveEncode, 0, 32, w, h, pix)
}

// ProgressiveReset makes a new decoder and clears its picture.
func (f *FreeRDP) ProgressiveReset(w, h int) { f.call(opProgressiveReset, 0, 32, w, h) }

// NSCEncode returns pix as NSCodec with colours of two by two pixels.
func (f *FreeRDP) NSCEncode(pix []byte, w, h int) ([]byte, bool) {
	return f.call(opNSCEncode, 0, 32, w, h, pix)
}
