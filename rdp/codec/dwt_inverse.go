package codec

// inverseDWTGo turns dequantised coefficients into a plane, columns in their
// natural order. All of tmp is destroyed.
func inverseDWTGo(out, c, tmp *[tileArea]int16) {
	n, ll := tileSide/8, c[tileArea-tileArea/64:]
	for at := tileArea - 4*n*n; at >= 0; n, ll = 2*n, out[:] {
		unite(out[:], ll, c[at:], tmp[:], n)
		at -= 3 * 4 * n * n
	}
}

// unite undoes one level: bands holds HL, LH and HH of n×n each. In the end out
// has 2n×2n values; it may be ll.
func unite(out, ll, bands, tmp []int16, n int) {
	area, w := n*n, 2*n
	hl, lh, hh := bands[:area], bands[area:2*area], bands[2*area:3*area]
	for y := range n {
		uniteRow(tmp[w*y:][:w], ll[n*y:][:n], hl[n*y:])
		uniteRow(tmp[w*(n+y):][:w], lh[n*y:][:n], hh[n*y:])
	}
	above := tmp[w*n:][:w]
	for y := range n {
		h := tmp[w*(n+y):][:w]
		uniteEven(out[2*w*y:][:w], tmp[w*y:], above, h)
		if y > 0 {
			uniteOdd(out[w*(2*y-1):][:w], above, out[w*(2*y-2):], out[w*2*y:])
		}
		above = h
	}
	last := out[w*(w-2):]
	uniteOdd(out[w*(w-1):][:w], above, last, last)
}

// uniteEven makes the even values of l between the high values a and b.
func uniteEven(dst, l, a, b []int16) {
	l, a, b = l[:len(dst)], a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = l[i] - (a[i]+b[i]+1)>>1
	}
}

// uniteOdd makes the odd values of h between the even values a and b.
func uniteOdd(dst, h, a, b []int16) {
	h, a, b = h[:len(dst)], a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = h[i]<<1 + (a[i]+b[i])>>1
	}
}

// uniteRow undoes the transform of a row.
func uniteRow(dst, l, h []int16) {
	h = h[:len(l)]
	dst = dst[:2*len(l)]
	prev := h[0]
	even := l[0] - (prev+prev+1)>>1
	for x := 1; x < len(l); x++ {
		next := l[x] - (prev+h[x]+1)>>1
		d := dst[2*x-2:][:2]
		d[0], d[1] = even, prev<<1+(even+next)>>1
		even, prev = next, h[x]
	}
	d := dst[2*len(l)-2:][:2]
	d[0], d[1] = even, prev<<1+(even+even)>>1
}
