package codec

import (
	"bytes"
	"testing"

	"oriel/rdp/codec/codectest"
)

// SRL and raw bits of the example in MS-RDPEGFX 4.1.2, whose bands are HL (5),
// LH (5) and LL (4).
func TestProgressiveExample(t *testing.T) {
	defer func(l layout) { layoutReduce = l }(layoutReduce)
	layoutReduce = layout{0, 5, 10, 10, 10, 10, 10, 10, 10, 10, 14}
	bits := func(hl, lh, ll uint8) *bandBits { return &bandBits{bandHL1: hl, bandLH1: lh, bandLL3: ll} }
	frame1 := [tileArea]int16{-34, -13, 15, -3, 0, 0, -7, 5, -3, 9, 15, 17, -9, 12}
	diff := [tileArea]int16{32, 11, -12, 0, 1, 3, -1, 1, 0, -7, 12, -3, 30, -7}

	for _, c := range []struct {
		coef *[tileArea]int16
		want []byte
	}{
		{&frame1, []byte{0xA8, 0x62, 0x6D, 0xFF, 0xF7, 0x00}},
		{&diff, []byte{0x88, 0x76, 0xBD, 0xFF, 0xFE, 0xF2}},
	} {
		var q [tileArea]int16
		coarsen(&q, c.coef, bits(4, 3, 2))
		delta(q[10:14])
		var mask [tileArea / 64]uint64
		nonZero(&mask, &q)
		if got := appendRLGR(nil, RLGR1, &q, &mask, 14); !bytes.Equal(got, c.want) {
			t.Errorf("first pass % x, want % x", got, c.want)
		}
	}
	for _, c := range []struct {
		coef          *[tileArea]int16
		before, after *bandBits
		srl, raw      []byte
	}{
		{&frame1, bits(4, 3, 2), bits(0, 1, 2), []byte{0xA0, 0x01, 0x80, 0x00, 0xC9, 0x49, 0xE0}, []byte{0x20}},
		// The example lists 11, -12, 0, 1, 1, 0, 0, 0, -3, but its bytes, 80 07
		// 00 16 9C, have but one of the two ones.
		{&diff, bits(4, 3, 2), bits(0, 1, 2), []byte{0x80, 0x07, 0x00, 0x15, 0xA7, 0x00}, []byte{0x00}},
		{&diff, bits(0, 1, 2), bits(0, 0, 0), []byte{0xB0}, []byte{0xC6, 0x40}},
	} {
		var mask [tileArea / 64]uint64
		nonZero(&mask, c.coef)
		srl, _ := appendSRL(nil, c.coef, &mask, c.before, c.after)
		raw, _ := appendRaw(nil, c.coef, &mask, c.before, c.after)
		if !bytes.Equal(srl, append(c.srl, 0)) || !bytes.Equal(raw, c.raw) {
			t.Errorf("upgrade % x, % x, want % x 00, % x", srl, raw, c.srl, c.raw)
		}
	}
}

func TestProgressiveAgainstFreeRDP(t *testing.T) {
	lib := codectest.NewFreeRDP(t, "testdata/decode.c")
	for _, kind := range codectest.Kinds {
		for _, s := range rfxSizes {
			w, h := s[0], s[1]
			pix := codectest.Image(kind, w, h)
			var enc ProgressiveEncoder
			ours := enc.Append(nil, pix, 4*w, w, h, whole(w, h))
			theirs, ok := lib.ProgressiveEncode(pix, w, h)
			if !ok {
				t.Fatal("libfreerdp does not encode")
			}
			lib.ProgressiveReset(w, h)
			want, ok := lib.ProgressiveDecode(theirs, w, h)
			if !ok {
				t.Fatalf("%s %d×%d: libfreerdp does not decode itself", kind, w, h)
			}
			lib.ProgressiveReset(w, h)
			got, ok := lib.ProgressiveDecode(ours, w, h)
			if !ok {
				t.Fatalf("%s %d×%d: libfreerdp refuses our stream", kind, w, h)
			}
			own, peer := decodeProgressive(t, ours, w, h), decodeProgressive(t, theirs, w, h)
			base := psnr(want, pix)
			t.Logf("%-8s %3d×%-3d theirs %5.2f dB %6d bytes; ours %5.2f dB %6d bytes", kind, w, h, base, len(theirs), psnr(got, pix), len(ours))
			for what, p := range map[string]float64{"we to libfreerdp": psnr(got, pix), "we to us": psnr(own, pix), "libfreerdp to us": psnr(peer, pix)} {
				if least := min(base-0.2, 45); p < least && (w >= 200 || p < least-0.3) {
					t.Errorf("%s %d×%d, %s: %.2f dB, libfreerdp alone %.2f dB", kind, w, h, what, p, base)
				}
			}
		}
	}
}

func decodeProgressive(t *testing.T, src []byte, w, h int) []byte {
	t.Helper()
	var dec ProgressiveDecoder
	pix := make([]byte, 4*w*h)
	if err := dec.Decode(pix, 4*w, w, h, src); err != nil {
		t.Fatal(err)
	}
	return pix
}

var testStages = []Stage{CoarseStage(25, 4), {50, Quant{1, 2, 2, 3, 2, 2, 3, 3, 3, 3}, CoarseStage(0, 3).Chroma}, CoarseStage(80, 1)}

// A picture gets better with every pass, at libfreerdp as with us, and ends as
// good as if it had been sent at once.
func TestProgressiveRefine(t *testing.T) {
	lib := codectest.NewFreeRDP(t, "testdata/decode.c")
	const w, h = 200, 130
	for _, kind := range []string{"text", "ui", "photo", "noise", "gradient"} {
		pix := codectest.Image(kind, w, h)
		var enc ProgressiveEncoder
		var dec ProgressiveDecoder
		set := TileSet{Format: TileRefine, Stages: testStages, Chroma: DefaultQuant.Coarser(1)}
		tiles := make([]RefinedTile, 4*3)
		own := make([]byte, len(pix))
		lib.ProgressiveReset(w, h)
		last, total := 0.0, 0
		for _, stage := range []int{0, 1, 2, FullQuality} {
			set.Reset()
			for i := range tiles {
				ok := false
				if stage == 0 {
					ok = set.AddFirst(&tiles[i], pix, 4*w, w, h, i%4, i/4, stage)
				} else {
					ok = set.AddUpgrade(&tiles[i], stage)
				}
				if !ok || tiles[i].Done() != (stage == FullQuality) {
					t.Fatal("tile", i, "stage", stage)
				}
			}
			msg := enc.AppendMessage(nil, w, h, whole(w, h), &set)
			got, ok := lib.ProgressiveDecode(msg, w, h)
			if !ok {
				t.Fatalf("%s: libfreerdp refuses stage %d", kind, stage)
			}
			if err := dec.Decode(own, 4*w, w, h, msg); err != nil {
				t.Fatal(err)
			}
			a, b := psnr(got, pix), psnr(own, pix)
			total += len(msg)
			t.Logf("%-8s stage %3d: %6d bytes (%6d), %.2f dB, ours %.2f dB", kind, stage, len(msg), total, a, b)
			if a <= last || b < a-0.2 {
				t.Errorf("%s stage %d: %.2f dB, before %.2f dB; we decode %.2f dB", kind, stage, a, last, b)
			}
			if p := psnr(got, own); p < 48 {
				t.Errorf("%s stage %d: libfreerdp sees another picture than we: %.2f dB", kind, stage, p)
			}
			last = a
		}
		set.Reset()
		for i := range tiles {
			set.AddFirst(&tiles[i], pix, 4*w, w, h, i%4, i/4, FullQuality)
		}
		var fresh ProgressiveDecoder
		once := make([]byte, len(pix))
		if err := fresh.Decode(once, 4*w, w, h, enc.AppendMessage(nil, w, h, whole(w, h), &set)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once, own) {
			t.Errorf("%s: %.2f dB between the passes and all at once", kind, psnr(once, own))
		}
		if set.AddUpgrade(&tiles[0], 0) {
			t.Error("an upgrade to less")
		}
		if set.AddUpgrade(new(RefinedTile), FullQuality) {
			t.Error("an upgrade of nothing")
		}
	}
}

// TestTwoSimpleTilesAreNoMoreThanAnUpgrade is why package rdp sends a tile that
// it makes better as a whole. If this fails, upgrades have come to pay.
func TestTwoSimpleTilesAreNoMoreThanAnUpgrade(t *testing.T) {
	const w, h = 640, 640
	pix := codectest.Image("photo", w, h)
	var enc ProgressiveEncoder
	simple := func(q Quant) (bytes int, quality float64) {
		set := TileSet{Format: TileSimple, Luma: q}
		set.AddRects(pix, 4*w, w, h, whole(w, h))
		msg := enc.AppendMessage(nil, w, h, whole(w, h), &set)
		return len(msg), psnr(decodeProgressive(t, msg, w, h), pix)
	}
	coarse, coarseQuality := simple(DefaultQuant.Coarser(3))
	fine, _ := simple(DefaultQuant)

	set := TileSet{Format: TileRefine, Stages: []Stage{CoarseStage(25, 2)}}
	tiles := make([]RefinedTile, w/tileSide*h/tileSide)
	pass := func(add func(k int) bool) []byte {
		set.Reset()
		for k := range tiles {
			if !add(k) {
				t.Fatal("tile", k)
			}
		}
		return enc.AppendMessage(nil, w, h, whole(w, h), &set)
	}
	first := pass(func(k int) bool { return set.AddFirst(&tiles[k], pix, 4*w, w, h, k%(w/tileSide), k/(w/tileSide), 0) })
	firstQuality := psnr(decodeProgressive(t, first, w, h), pix)
	upgrade := pass(func(k int) bool { return set.AddUpgrade(&tiles[k], FullQuality) })

	t.Logf("simple tiles: %d bytes (%.1f dB), then %d", coarse, coarseQuality, fine)
	t.Logf("in passes:    %d bytes (%.1f dB), then %d", len(first), firstQuality, len(upgrade))
	if coarse > len(first) || coarseQuality < firstQuality-0.5 {
		t.Error("a simple tile costs more than the first pass")
	}
	if 100*(coarse+fine) > 106*(len(first)+len(upgrade)) {
		t.Error("two simple tiles cost much more than two passes")
	}
}

func FuzzProgressiveDecode(f *testing.F) {
	const w, h = 100, 70
	pix := codectest.Image("ui", w, h)
	var enc ProgressiveEncoder
	f.Add(enc.Append(nil, pix, 4*w, w, h, whole(w, h)))
	set := TileSet{Format: TileRefine, Stages: testStages}
	var tile RefinedTile
	set.AddFirst(&tile, pix, 4*w, w, h, 0, 0, 0)
	both := enc.AppendMessage(nil, w, h, whole(w, h), &set)
	set.Reset()
	set.AddUpgrade(&tile, 1)
	f.Add(enc.AppendMessage(both, w, h, whole(w, h), &set))
	f.Fuzz(func(t *testing.T, src []byte) {
		var d ProgressiveDecoder
		pix := make([]byte, 4*w*h+8)
		_ = d.Decode(pix, 4*w, w, h, src)
		_ = d.Decode(pix, 4*w, w, h, src)
		for _, v := range pix[4*w*h:] {
			if v != 0 {
				t.Fatal("painted behind the target")
			}
		}
	})
}

// A difference tile adds to the coefficients of the one before.
func TestProgressiveDifference(t *testing.T) {
	lib := codectest.NewFreeRDP(t, "testdata/decode.c")
	pix := codectest.Image("photo", tileSide, tileSide)
	for i := range pix {
		pix[i] = pix[i]/4 + 96 // twice the contrast is still in range
	}
	var enc ProgressiveEncoder
	var dec ProgressiveDecoder
	msg := enc.Append(nil, pix, 4*tileSide, tileSide, tileSide, whole(tileSide, tileSide))
	more := bytes.Clone(msg)
	more[12+10+12+18+8+5+blockHead+7] = tileDifference
	lib.ProgressiveReset(tileSide, tileSide)
	once := make([]byte, len(pix))
	for i, m := range [][]byte{msg, more} {
		want, ok := lib.ProgressiveDecode(m, tileSide, tileSide)
		got := make([]byte, len(pix))
		if err := dec.Decode(got, 4*tileSide, tileSide, tileSide, m); err != nil || !ok {
			t.Fatal(err, ok)
		}
		if p := psnr(got, want); p < 45 {
			t.Errorf("message %d: %.1f dB from libfreerdp", i, p)
		}
		if i == 0 {
			copy(once, got)
		} else if bytes.Equal(got, once) {
			t.Error("the difference changes nothing")
		}
	}
}

// What follows a first message takes no memory.
func TestDecodersTakeNoMemory(t *testing.T) {
	const w, h = 200, 130
	pix := codectest.Image("photo", w, h)
	var prog ProgressiveDecoder
	var rfx RFXDecoder
	enc := RFXEncoder{ImageMode: true}
	progressive := progressiveStreams(pix, w, h)["passes"]
	message := enc.Append(nil, pix, 4*w, w, h, whole(w, h))
	for name, f := range map[string]func() error{
		"progressive": func() error { return prog.Decode(pix, 4*w, w, h, progressive) },
		"RemoteFX":    func() error { return rfx.Decode(pix, 4*w, w, h, message) },
	} {
		var err error
		if n := testing.AllocsPerRun(5, func() { err = f() }); n != 0 || err != nil {
			t.Errorf("%s: %v times memory for a message, %v", name, n, err)
		}
	}
}
