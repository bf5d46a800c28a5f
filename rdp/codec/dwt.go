package codec

// The wavelet transform of RemoteFX [MS-RDPRFX 3.1.8.1.4]: three levels of the
// 5/3 lifting, vertical before horizontal. Everything is 16-bit arithmetic
// that wraps: samples made of pixels stay far within it, and a kernel and the
// reference agree on any input.

// dwtQuantizeGo transforms and quantises a plane whose rows hold the even
// columns first. The plane and tmp are destroyed. LL3 is not yet
// differentially coded.
func dwtQuantizeGo(out, plane, tmp *[tileArea]int16, q *steps) {
	n, at := tileSide, 0
	for l := range 3 {
		lift(tmp[:n*n], plane[:n*n], n)
		split(out[at:], plane[:], tmp[:n*n], n/2, q[3*l:])
		n /= 2
		at += 3 * n * n
	}
}

// lift transforms the n columns of src: low rows, then high rows.
func lift(dst, src []int16, n int) {
	half := n / 2
	low, high := dst[:half*n], dst[half*n:]
	for y := range half {
		x0, x1, x2 := src[2*y*n:][:n], src[(2*y+1)*n:][:n], src[2*y*n:][:n]
		if y < half-1 {
			x2 = src[(2*y+2)*n:][:n]
		}
		h := high[y*n:][:n]
		for x := range h {
			h[x] = (x1[x] - (x0[x]+x2[x])>>1) >> 1
		}
		above := h
		if y > 0 {
			above = high[(y-1)*n:][:n]
		}
		l := low[y*n:][:n]
		for x := range l {
			l[x] = x0[x] + (above[x]+h[x])>>1
		}
	}
}

// split transforms rows of n even and n odd columns: the low rows become HL
// and LL, the high rows LH and HH. LL goes to rest, its rows again even
// columns first, but on the last level quantised behind the other bands.
func split(out, rest, src []int16, n int, q []bandQuant) {
	hl, lh, hh := out[:n*n], out[n*n:2*n*n], out[2*n*n:3*n*n]
	for y := range 2 * n {
		e, o := src[2*y*n:][:n], src[(2*y+1)*n:][:n]
		prev := int16(0)
		for x := range n {
			next := e[x]
			if x < n-1 {
				next = e[x+1]
			}
			h := (o[x] - (e[x]+next)>>1) >> 1
			if x == 0 {
				prev = h
			}
			l := e[x] + (prev+h)>>1
			prev = h
			switch at := y*n + x; {
			case y >= n:
				lh[at-n*n], hh[at-n*n] = q[1].apply(l), q[2].apply(h)
			case n == tileSide/8:
				hl[at], out[3*n*n+at] = q[0].apply(h), q[3].apply(l)
			default:
				hl[at], rest[y*n+x>>1+x&1*(n/2)] = q[0].apply(h), l
			}
		}
	}
}

func (q *bandQuant) apply(v int16) int16 { return (v + int16(q.half)) >> q.shift }
