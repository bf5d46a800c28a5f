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

// inverseDWT turns dequantised coefficients into a plane, in place, columns in
// their natural order.
func inverseDWT(c, tmp *[tileArea]int16) {
	unite(c[3840:], tmp, 8)
	unite(c[3072:], tmp, 16)
	unite(c[:], tmp, 32)
}

// unite undoes one level: c holds HL, LH, HH and LL of n×n each, and in the
// end 2n×2n values.
func unite(c []int16, tmp *[tileArea]int16, n int) {
	area := n * n
	for y := range n {
		uniteRow(tmp[2*n*y:][:2*n], c[3*area+n*y:][:n], c[n*y:][:n])
		uniteRow(tmp[2*n*(n+y):][:2*n], c[area+n*y:][:n], c[2*area+n*y:][:n])
	}
	w := 2 * n
	for y := range n {
		l, h := tmp[w*y:][:w], tmp[w*(n+y):][:w]
		above := h
		if y > 0 {
			above = tmp[w*(n+y-1):][:w]
		}
		even := c[2*y*w:][:w]
		for x := range even {
			even[x] = l[x] - (above[x]+h[x]+1)>>1
		}
	}
	for y := range n {
		h := tmp[w*(n+y):][:w]
		a, odd, b := c[2*y*w:][:w], c[(2*y+1)*w:][:w], c[2*y*w:][:w]
		if y < n-1 {
			b = c[(2*y+2)*w:][:w]
		}
		for x := range odd {
			odd[x] = h[x]<<1 + (a[x]+b[x])>>1
		}
	}
}

func uniteRow(dst, l, h []int16) {
	n := len(l)
	dst, h = dst[:2*n], h[:n]
	prev := h[0]
	for x := range l {
		dst[2*x] = l[x] - (prev+h[x]+1)>>1
		prev = h[x]
	}
	for x := range n - 1 {
		dst[2*x+1] = h[x]<<1 + (dst[2*x]+dst[2*x+2])>>1
	}
	dst[2*n-1] = h[n-1]<<1 + dst[2*n-2]
}
