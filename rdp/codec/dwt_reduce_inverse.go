package codec

// inverseReduce turns dequantised coefficients into a plane, columns in their
// natural order. All of tmp is destroyed.
func inverseReduce(out, c, tmp *[tileArea]int16) {
	copy(out[:], c[layoutReduce[bandLL3]:])
	inverseLevel(out[:], c[layoutReduce[bandHL3]:], tmp[:], 9, 8)
	inverseLevel(out[:], c[layoutReduce[bandHL2]:], tmp[:], 17, 16)
	inverseLevel(out[:], c[:], tmp[:], 33, 31)
}

// inverseLevel undoes one level: out holds LL, bands HL, LH and HH. In the end
// out holds the values they are made of.
func inverseLevel(out, bands, tmp []int16, low, high int) {
	n := low + high
	hl, lh, hh := bands[:high*low], bands[high*low:2*high*low], bands[2*high*low:][:high*high]
	for y := range low {
		inverseLine(tmp[y*n:][:n], out[y*low:][:low], hl[y*high:][:high])
	}
	for y := range high {
		inverseLine(tmp[(low+y)*n:][:n], lh[y*low:][:low], hh[y*high:][:high])
	}
	row := func(b []int16, y int) []int16 { return b[y*n:][:n] }
	a := row(tmp, low)
	for y := range high {
		h := row(tmp, low+y)
		reduceEven(row(out, 2*y), row(tmp, y), a, h)
		if y > 0 {
			reduceOdd(row(out, 2*y-1), a, row(out, 2*y-2), row(out, 2*y))
		}
		a = h
	}
	// Where a sample was extrapolated, the high values end with zero and the low
	// ones with that sample; else the last high value is mirrored.
	var zero [maxLine]int16
	b, first := a, low > high+1
	if first {
		b = zero[:]
	}
	reduceEven(row(out, 2*high), row(tmp, high), a, b)
	reduceOdd(row(out, 2*high-1), a, row(out, 2*high-2), row(out, 2*high))
	if first {
		reduceOdd(row(out, n-1), zero[:], row(out, n-2), row(tmp, low-1))
	}
}

// inverseLine undoes the transform of a row.
func inverseLine(x, l, h []int16) {
	prev := h[0]
	even := l[0] - prev
	for i, v := range h[1:] {
		next := l[i+1] - half(prev, v)
		x[2*i], x[2*i+1] = even, prev<<1+half(even, next)
		even, prev = next, v
	}
	n := len(h)
	next, first := l[n]-prev, len(l) > n+1
	if first {
		next = l[n] - half(prev, 0)
	}
	x[2*n-2], x[2*n-1], x[2*n] = even, prev<<1+half(even, next), next
	if first {
		x[2*n+1] = half(next, l[n+1])
	}
}

// half returns the mean of two values, rounded towards zero as clients do.
func half(a, b int16) int16 { return int16((int32(a) + int32(b)) / 2) }

// reduceEvenGo makes the even values of l between the high values a and b.
func reduceEvenGo(dst, l, a, b []int16) {
	l, a, b = l[:len(dst)], a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = l[i] - half(a[i], b[i])
	}
}

// reduceOddGo makes the odd values of h between the even values a and b.
func reduceOddGo(dst, h, a, b []int16) {
	h, a, b = h[:len(dst)], a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = h[i]<<1 + half(a[i], b[i])
	}
}
