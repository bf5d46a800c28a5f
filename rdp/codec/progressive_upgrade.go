package codec

import "oriel/rdp/wire"

// readUpgrade reads the rest of RFX_PROGRESSIVE_TILE_UPGRADE [MS-RDPEGFX
// 2.2.4.2.1.5.5].
func (d *ProgressiveDecoder) readUpgrade(r *wire.Reader, t *progressiveTile, idx [3]byte) {
	bits := d.bits(r, idx, r.U8("progressiveQuality"))
	var lens [6]int
	for i := range lens {
		lens[i] = int(r.U16("length"))
	}
	for c := range 3 {
		srl, raw := r.Bytes(lens[2*c], "srlData"), r.Bytes(lens[2*c+1], "rawData")
		if r.Err() != nil {
			return
		}
		if !t.upgrade(c, &bits[c], srl, raw) {
			r.Fail(wire.ErrRange, "upgrade")
			return
		}
	}
	t.bits = bits
}

// upgrade adds the bits that the streams have for component c; false if they
// end early or make no sense.
func (t *progressiveTile) upgrade(c int, bits *bandBits, srlData, rawData []byte) bool {
	l := layoutOf(t.reduced)
	srl, raw := srlReader{src: srlData, kp: paramStart}, bitReader{}
	for i := range numBands {
		if bits[i] > t.bits[c][i] {
			return false
		}
		n, shift := uint(t.bits[c][i]-bits[i]), bits[i]-1
		if n == 0 {
			continue
		}
		coef, sign := t.coef[c][l[i]:l[i+1]], t.sign[c][l[i]:l[i+1]]
		for j := range coef {
			if i != bandLL3 && sign[j] == 0 {
				if srl.zeros > 0 {
					srl.zeros--
					continue
				}
				v := srl.next(n)
				coef[j] += int16(v << shift)
				sign[j] = int8(v>>31) | int8(uint32(-v)>>31)
				continue
			}
			var v uint64
			if raw, v = raw.take(rawData, n); i != bandLL3 && sign[j] < 0 {
				v = -v
			}
			coef[j] += int16(v) << shift
		}
	}
	return raw.left(rawData) >= 0 && srl.r.left(srlData) >= 0
}

// srlReader decodes the stream that appendSRL makes.
type srlReader struct {
	src       []byte
	r         bitReader
	kp, zeros uint
	value     bool // a value comes behind the zeros
}

// next returns the next value, whose magnitude has at most n bits.
func (s *srlReader) next(n uint) int32 {
	if s.zeros == 0 && !s.value {
		s.run()
	}
	if s.zeros > 0 {
		s.zeros--
		return 0
	}
	s.value = false
	s.kp -= min(s.kp, downRun)
	r, v := s.r.take(s.src, 1)
	negative := int32(v)
	mag, most := 1, 1<<n-1
	for v = 0; mag < most && v == 0 && r.left(s.src) >= 0; {
		if r, v = r.take(s.src, 1); v == 0 {
			mag++
		}
	}
	s.r = r
	return int32(mag) ^ -negative + negative
}

// run reads how many zeros come.
func (s *srlReader) run() {
	k := s.kp >> paramShift
	r, v := s.r.take(s.src, 1)
	if v == 0 {
		s.zeros = 1 << k
		s.kp = min(s.kp+upZeroRun, paramMax)
	} else {
		r, v = r.take(s.src, k)
		s.zeros, s.value = uint(v), true
	}
	s.r = r
}
