package codec

import "encoding/binary"

// A RefinedTile is a tile that is sent in several passes, coarse first: its
// coefficients, and how many of their bits the client has. About 24 KB.
type RefinedTile struct {
	coef  planes // quantised, LL3 not as differences
	x, y  uint16
	sent  [2]bandBits // bits of luma and chroma that are still missing
	begun bool
}

// Done says whether the client has all of the tile.
func (t *RefinedTile) Done() bool { return t.begun && t.sent == [2]bandBits{} }

// stage returns what is missing in a stage, by luma and chroma.
func (s *TileSet) stage(i int) (missing [2]bandBits, ok bool) {
	if i == FullQuality {
		return missing, true
	}
	if i < 0 || i >= len(s.Stages) || len(s.Stages) >= FullQuality {
		return missing, false
	}
	for c := range missing {
		missing[c] = s.Stages[i].bits(c)
		for _, v := range missing[c] {
			if v > maxStageBits {
				return missing, false
			}
		}
	}
	return missing, true
}

// AddFirst codes the tile at column x and row y of the picture in the given
// stage, or in FullQuality, and keeps in t what upgrades will need [MS-RDPEGFX
// 3.2.8.1.5.1]. The set must be TileRefine.
func (s *TileSet) AddFirst(t *RefinedTile, pix []byte, stride, w, h, x, y, stage int) bool {
	missing, ok := s.stage(stage)
	if !ok || s.Format != TileRefine || !s.convert(pix, stride, w, h, x, y) {
		return false
	}
	t.x, t.y, t.sent, t.begun = uint16(x), uint16(y), missing, true
	start := len(s.buf)
	s.buf = s.appendHead(s.buf, x, y)
	binary.LittleEndian.PutUint16(s.buf[start:], wbtTileFirst)
	lens := len(s.buf) - 4*2 + 1
	s.buf = append(s.buf, 0)
	s.buf[lens-1] = byte(stage)
	var n [3]int
	for c := range 3 {
		reduceDWT(&t.coef[c], &s.scratch.planes[c], &s.scratch.tmp, &s.steps[min(c, 1)])
		q := &s.scratch.coef[c]
		coarsen(q, &t.coef[c], &missing[min(c, 1)])
		delta(q[layoutReduce[bandLL3]:])
		nonZero(&s.scratch.mask, q)
		at := len(s.buf)
		s.buf = appendRLGR(s.buf, RLGR1, q, &s.scratch.mask, tileArea)
		n[c] = len(s.buf) - at
	}
	return s.finishAt(start, lens, n[:], len(s.buf))
}

// coarsen drops bits: towards zero, but those of LL3 downwards, so that all
// that is missing of it is positive.
func coarsen(dst, src *[tileArea]int16, missing *bandBits) {
	for i, n := range missing[:bandLL3] {
		lo, hi := layoutReduce[i], layoutReduce[i+1]
		coarsenBand(dst[lo:hi], src[lo:hi], n)
	}
	for j := layoutReduce[bandLL3]; j < tileArea; j++ {
		dst[j] = src[j] >> missing[bandLL3]
	}
}

// AddUpgrade codes what the client lacks of a tile that AddFirst began to reach
// a better stage [MS-RDPEGFX 3.2.8.1.5.2]. It does not look at the pixels. The
// set must have the quantisers and stages of AddFirst.
func (s *TileSet) AddUpgrade(t *RefinedTile, stage int) bool {
	missing, ok := s.stage(stage)
	if !ok || s.Format != TileRefine || !t.begun || s.n == maxTiles || !s.prepare() {
		return false
	}
	for c := range missing {
		for i, n := range missing[c] {
			if n > t.sent[c][i] {
				return false
			}
		}
	}
	start := len(s.buf)
	s.buf = binary.LittleEndian.AppendUint16(s.buf, wbtTileUpgrade)
	c := s.key.chroma()
	s.buf = append(s.buf, 0, 0, 0, 0, 0, c, c)
	s.buf = binary.LittleEndian.AppendUint16(s.buf, t.x)
	s.buf = binary.LittleEndian.AppendUint16(s.buf, t.y)
	s.buf = append(s.buf, byte(stage))
	at := len(s.buf)
	s.buf = append(s.buf, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	var lens [6]int
	for c := range 3 {
		before, after := &t.sent[min(c, 1)], &missing[min(c, 1)]
		nonZero(&s.scratch.mask, &t.coef[c])
		s.buf, lens[2*c] = appendSRL(s.buf, &t.coef[c], &s.scratch.mask, before, after)
		s.buf, lens[2*c+1] = appendRaw(s.buf, &t.coef[c], &s.scratch.mask, before, after)
	}
	if !s.finishAt(start, at, lens[:], len(s.buf)) {
		return false
	}
	t.sent = missing
	return true
}

// appendSRL appends the coefficients of which nothing but zeros has been sent:
// a zero run as in RLGR, then a sign and a unary magnitude [MS-RDPEGFX
// 3.1.8.1.5]. A zero byte ends the stream.
func appendSRL(dst []byte, coef *[tileArea]int16, mask *[tileArea / 64]uint64, before, after *bandBits) ([]byte, int) {
	buf, w := growBits(dst, len(dst), len(dst)+symbolRoom), bitWriter{n: len(dst)}
	run, kp := uint(0), uint(paramStart)
	for i := range bandLL3 {
		n, done := uint(before[i]-after[i]), layoutReduce[i]
		if n == 0 {
			continue
		}
		for j := nextSet(mask, done); j < layoutReduce[i+1]; j = nextSet(mask, j+1) {
			run += uint(j - done)
			done = j + 1
			s := coef[j] >> 15
			mag := uint((coef[j] ^ s) - s)
			if mag>>before[i] != 0 {
				continue
			}
			if mag >>= after[i]; mag == 0 {
				run++
				continue
			}
			if w.n+symbolRoom > len(buf) {
				buf = growBits(buf, w.n, w.n+symbolRoom)
			}
			val, size, next := zeroRun(run, kp)
			w = w.put(buf, val<<1|uint64(s&1), size+1)
			run, kp = 0, next-min(next, downRun)
			buf, w = w.magnitude(buf, mag, 1<<n-1)
		}
		run += uint(layoutReduce[i+1] - done)
	}
	if w.n+2*symbolRoom > len(buf) {
		buf = growBits(buf, w.n, w.n+2*symbolRoom)
	}
	if run > 0 {
		w = w.lastRun(buf, run, kp)
	}
	end := w.end()
	buf[end] = 0
	return buf[:end+1], end + 1 - len(dst)
}

// magnitude writes mag-1 zeros and a one, which the greatest does not need.
func (w bitWriter) magnitude(buf []byte, mag, most uint) ([]byte, bitWriter) {
	if need := w.n + int(mag/8) + 2*slack; need > len(buf) {
		buf = growBits(buf, w.n, need)
	}
	n := mag - 1
	for ; n > 32; n -= 32 {
		w = w.put(buf, 0, 32)
	}
	w = w.put(buf, 0, n)
	if mag < most {
		w = w.put(buf, 1, 1)
	}
	return buf, w
}

// lastRun writes zeros behind which nothing comes.
func (w bitWriter) lastRun(buf []byte, run, kp uint) bitWriter {
	for k := kp >> paramShift; run > 0; k = kp >> paramShift {
		if run < 1<<k {
			return w.put(buf, 1<<k|uint64(run), 1+k)
		}
		w = w.put(buf, 0, 1)
		run -= 1 << k
		kp = min(kp+upZeroRun, paramMax)
	}
	return w
}

// appendRaw appends the next bits of the coefficients whose sign the client
// knows, and of LL3.
func appendRaw(dst []byte, coef *[tileArea]int16, mask *[tileArea / 64]uint64, before, after *bandBits) ([]byte, int) {
	// No coefficient has more than 8 bits missing.
	buf, w := growBits(dst, len(dst), len(dst)+tileArea+symbolRoom), bitWriter{n: len(dst)}
	for i := range bandLL3 {
		n := uint(before[i] - after[i])
		if n == 0 {
			continue
		}
		for j := nextSet(mask, layoutReduce[i]); j < layoutReduce[i+1]; j = nextSet(mask, j+1) {
			s := coef[j] >> 15
			if mag := uint((coef[j] ^ s) - s); mag>>before[i] != 0 {
				w = w.put(buf, uint64(mag>>after[i])&(1<<n-1), n)
			}
		}
	}
	if n := uint(before[bandLL3] - after[bandLL3]); n > 0 {
		for _, v := range coef[layoutReduce[bandLL3]:layoutReduce[numBands]] {
			w = w.put(buf, uint64(v>>after[bandLL3])&(1<<n-1), n)
		}
	}
	end := w.end()
	return buf[:end], end - len(dst)
}
