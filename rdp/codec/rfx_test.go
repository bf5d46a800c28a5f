package codec

import (
	"bytes"
	"image"
	"math"
	"sync"
	"testing"

	"oriel/rdp/codec/codectest"
)

// psnr compares the colours of two pictures, in dB.
func psnr(a, b []byte) float64 {
	sum, n := 0.0, 0
	for i := range a {
		if i%4 != 3 {
			d := float64(a[i]) - float64(b[i])
			sum += d * d
			n++
		}
	}
	if sum == 0 {
		return 99
	}
	return 10 * math.Log10(255*255*float64(n)/sum)
}

func whole(w, h int) []image.Rectangle { return []image.Rectangle{image.Rect(0, 0, w, h)} }

// atLeast is how good lossy codecs must be at the default quality.
var atLeast = map[string]float64{"flat": 49, "black": 49, "gradient": 45, "text": 38, "ui": 38, "photo": 35, "noise": 30}

// formats are the ways to send a picture with RemoteFX.
var rfxFormats = map[TileFormat]int{TileRFX1: 1, TileRFX3: 3}

var rfxSizes = [][2]int{{64, 64}, {200, 130}, {1, 1}, {65, 3}, {320, 256}}

func TestSampleMessage(t *testing.T) {
	var d RFXDecoder
	got := make([]byte, 4*tileArea)
	msg := sampleFile(t, "message")
	if err := d.Decode(got, 4*tileSide, tileSide, tileSide, msg); err != nil {
		t.Fatal(err)
	}
	lib := codectest.NewFreeRDP(t, "testdata/decode.c")
	want, ok := lib.RFXDecode(msg, tileSide, tileSide)
	if p := psnr(got, want); !ok || p < 45 {
		t.Errorf("%.1f dB from libfreerdp (%v)", p, ok)
	}
}

// libfreerdp decodes what we encode, and we decode what it encodes, both as
// well as it does itself.
func TestRFXAgainstFreeRDP(t *testing.T) {
	lib := codectest.NewFreeRDP(t, "testdata/decode.c")
	for format, rlgr := range rfxFormats {
		for _, kind := range codectest.Kinds {
			for _, s := range rfxSizes {
				w, h := s[0], s[1]
				pix := codectest.Image(kind, w, h)
				enc := RFXEncoder{Tiles: TileSet{Format: format}}
				ours := enc.Append(nil, pix, 4*w, w, h, whole(w, h))
				theirs, ok := lib.RFXEncode(pix, w, h, rlgr)
				if !ok {
					t.Fatal("libfreerdp does not encode")
				}
				compareRFX(t, lib, kind, pix, ours, theirs, w, h)
			}
		}
	}
}

func compareRFX(t *testing.T, lib *codectest.FreeRDP, kind string, pix, ours, theirs []byte, w, h int) {
	t.Helper()
	lib.RFXReset(w, h)
	want, ok := lib.RFXDecode(theirs, w, h)
	if !ok {
		t.Fatalf("%s %d×%d: libfreerdp does not decode itself", kind, w, h)
	}
	lib.RFXReset(w, h)
	got, ok := lib.RFXDecode(ours, w, h)
	if !ok {
		t.Fatalf("%s %d×%d: libfreerdp refuses our message", kind, w, h)
	}
	var dec RFXDecoder
	own, peer := make([]byte, len(pix)), make([]byte, len(pix))
	if err := dec.Decode(own, 4*w, w, h, ours); err != nil {
		t.Fatal(err)
	}
	if err := dec.Decode(peer, 4*w, w, h, theirs); err != nil {
		t.Fatalf("%s %d×%d: their message: %v", kind, w, h, err)
	}
	base := psnr(want, pix)
	t.Logf("%-8s %3d×%-3d theirs %5.2f dB %6d bytes; ours %5.2f dB %6d bytes", kind, w, h, base, len(theirs), psnr(got, pix), len(ours))
	for what, p := range map[string]float64{"we to libfreerdp": psnr(got, pix), "we to us": psnr(own, pix), "libfreerdp to us": psnr(peer, pix)} {
		if least := min(base-0.2, 45); p < least && (w >= 200 || p < least-0.3) {
			t.Errorf("%s %d×%d, %s: %.2f dB, libfreerdp alone %.2f dB", kind, w, h, what, p, base)
		}
	}
	if least := atLeast[kind]; w >= 200 && base < least {
		t.Errorf("%s: %.2f dB", kind, base)
	}
}

// Only the rectangles are painted, whatever the tiles hold.
func TestRFXRegion(t *testing.T) {
	lib := codectest.NewFreeRDP(t, "testdata/decode.c")
	const w, h = 200, 150
	pix := codectest.Image("photo", w, h)
	rects := []image.Rectangle{image.Rect(10, 20, 90, 40), image.Rect(150, 100, 260, 149), image.Rect(-5, -5, 1, 1)}
	var enc RFXEncoder
	var dec RFXDecoder
	msg := enc.Append(nil, pix, 4*w, w, h, rects)
	got := make([]byte, len(pix))
	if err := dec.Decode(got, 4*w, w, h, msg); err != nil {
		t.Fatal(err)
	}
	want, ok := lib.RFXDecode(msg, w, h)
	if !ok {
		t.Fatal("libfreerdp refuses the message")
	}
	for y := range h {
		for x := range w {
			inside := false
			for _, r := range rects {
				inside = inside || image.Pt(x, y).In(r)
			}
			at := 4 * (y*w + x)
			if inside != (got[at+3] != 0) || inside != !bytes.Equal(want[at:at+3], []byte{0, 0, 0}) && (got[at]|got[at+1]|got[at+2] != 0) {
				t.Fatalf("pixel %d,%d: % x, libfreerdp % x", x, y, got[at:at+4], want[at:at+4])
			}
		}
	}
}

// Two workers' tiles joined make the same picture as one's, and the headers
// come once unless the mode asks for them.
func TestRFXMessages(t *testing.T) {
	const w, h = 200, 150
	pix := codectest.Image("ui", w, h)
	var one, two RFXEncoder
	var a, b TileSet
	want := one.Append(nil, pix, 4*w, w, h, whole(w, h))
	var workers sync.WaitGroup
	for i, set := range []*TileSet{&a, &b} {
		workers.Go(func() {
			for y := 2 * i; y < 2+i; y++ {
				for x := range 4 {
					if !set.Add(pix, 4*w, w, h, x, y) {
						t.Error("no tile", x, y)
					}
				}
			}
		})
	}
	workers.Wait()
	if a.Add(pix, 4*w, w, h, 4, 0) || a.Add(pix, 4*w, w, h, -1, 0) {
		t.Error("a tile outside")
	}
	got := two.AppendMessage(nil, w, h, whole(w, h), &a, &b)
	if !bytes.Equal(got, want) {
		t.Error("two sets make another message than one")
	}
	again := one.Append(nil, pix, 4*w, w, h, whole(w, h))
	if len(again) != len(want)-47 {
		t.Errorf("second message of %d bytes after %d", len(again), len(want))
	}
	var dec RFXDecoder
	out := make([]byte, len(pix))
	if dec.Decode(out, 4*w, w, h, again) == nil {
		t.Error("a frame without headers decodes")
	}
	one.Restart()
	if n := len(one.Append(nil, pix, 4*w, w, h, whole(w, h))); n != len(want) {
		t.Errorf("%d bytes after Restart, want %d", n, len(want))
	}
	two.ImageMode = true
	for range 2 {
		if n := len(two.AppendMessage(nil, w, h, whole(w, h), &a, &b)); n != len(want) {
			t.Errorf("%d bytes in image mode, want %d", n, len(want))
		}
	}
	other := TileSet{Format: TileRFX1}
	other.Add(pix, 4*w, w, h, 0, 0)
	if len(two.AppendMessage(nil, w, h, whole(w, h), &a, &other)) != 0 {
		t.Error("a message of two formats")
	}
	if other.Luma = DefaultQuant.Coarser(1); other.Add(pix, 4*w, w, h, 1, 0) {
		t.Error("a set with two quantisers")
	}
	if got := one.Append(nil, pix, 4*w, w, h, nil); len(got) != 0 {
		t.Error("a message without pixels")
	}
}

// Every prefix and many single changes of a message are survived.
func TestRFXDamaged(t *testing.T) {
	const w, h = 70, 66
	pix := codectest.Image("text", w, h)
	var enc RFXEncoder
	var dec RFXDecoder
	msg := enc.Append(nil, pix, 4*w, w, h, whole(w, h))
	for n := 48; n < len(msg); n++ {
		if dec.Decode(pix, 4*w, w, h, msg[:n]) == nil && n != len(msg)-8 {
			// Without its last block a message is as good as whole.
			if n != 47+14 && n != 47+14+23 {
				t.Fatalf("%d of %d bytes decode", n, len(msg))
			}
		}
	}
	for i := range min(len(msg), 200) {
		for _, v := range []byte{0, 0x7F, 0xFF} {
			bad := bytes.Clone(msg)
			bad[i] ^= v
			var fresh RFXDecoder
			_ = fresh.Decode(pix, 4*w, w, h, bad)
		}
	}
}

func TestQuant(t *testing.T) {
	if q := DefaultQuant.Coarser(3); q != (Quant{9, 9, 9, 9, 10, 10, 11, 11, 11, 12}) {
		t.Error(q)
	}
	if q := DefaultQuant.Coarser(99); q != (Quant{15, 15, 15, 15, 15, 15, 15, 15, 15, 15}) {
		t.Error(q)
	}
	var last int
	pix := codectest.Image("photo", 256, 256)
	for n := range 5 {
		enc := RFXEncoder{Tiles: TileSet{Luma: DefaultQuant.Coarser(n), Chroma: DefaultQuant.Coarser(n + 1)}}
		msg := enc.Append(nil, pix, 1024, 256, 256, whole(256, 256))
		var dec RFXDecoder
		got := make([]byte, len(pix))
		if err := dec.Decode(got, 1024, 256, 256, msg); err != nil {
			t.Fatal(err)
		}
		t.Logf("+%d: %d bytes, %.1f dB", n, len(msg), psnr(got, pix))
		if n > 0 && len(msg) >= last {
			t.Errorf("coarser by %d, but %d bytes after %d", n, len(msg), last)
		}
		last = len(msg)
	}
	enc := RFXEncoder{Tiles: TileSet{Luma: Quant{LL3: 5}}}
	if len(enc.Append(nil, pix, 1024, 256, 256, whole(256, 256))) != 0 {
		t.Error("an illegal quantiser is sent")
	}
}

// The graphics pipeline takes both as surface commands.
func TestRFXSurfaceCommands(t *testing.T) {
	const caVideo, caProgressive = 3, 9
	lib := codectest.NewFreeRDP(t, "testdata/decode.c")
	const w, h = 150, 100
	pix, before := codectest.Image("ui", w, h), make([]byte, 4*w*h)
	var rfx RFXEncoder
	var progressive ProgressiveEncoder
	for codec, msg := range map[int][]byte{
		caVideo:       rfx.Append(nil, pix, 4*w, w, h, whole(w, h)),
		caProgressive: progressive.Append(nil, pix, 4*w, w, h, whole(w, h)),
	} {
		got, ok := lib.Surface(codec, before, msg, w, h)
		if !ok {
			t.Errorf("libfreerdp refuses codec %d", codec)
		} else if p := psnr(got, pix); p < atLeast["ui"] {
			t.Errorf("codec %d: %.1f dB", codec, p)
		}
	}
}
