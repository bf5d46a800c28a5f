package codec

// The reduce-extrapolate transform of progressive tiles [MS-RDPEGFX
// 3.2.8.1.2.2]: a 65th sample is extrapolated, so that the first level makes 33
// low and 31 high values (the last high one would be zero), the second 17 and
// 16, the third 9 and 8.

// reduceSizes are the numbers of low and high values per level.
var reduceSizes = [3][2]int{{33, 31}, {17, 16}, {9, 8}}

// maxLine is the longest row or column, with the extrapolated sample.
const maxLine = tileSide + 1

// reduceDWT transforms and quantises a plane whose rows hold the even columns
// first. The plane and tmp are destroyed; LL3 is not yet differentially coded.
func reduceDWT(out, plane, tmp *[tileArea]int16, q *steps) {
	var raw [tileArea]int16
	n, at := tileSide, 0
	for _, size := range reduceSizes {
		low, high := size[0], size[1]
		reduceColumns(tmp[:], plane[:], n, low, high)
		reduceRows(raw[at:], plane[:], tmp[:], n, low, high)
		at += high * (2*low + high)
		n = low
	}
	for y := range n {
		for x := range n {
			raw[at+y*n+x] = plane[y*n+x>>1+x&1*((n+1)/2)]
		}
	}
	for i := range q {
		lo, hi := layoutReduce[i], layoutReduce[i+1]
		quantizeBand(out[lo:hi], raw[lo:hi], &q[i])
	}
}

// reduceColumns transforms the n columns of src: low rows, then high ones.
func reduceColumns(dst, src []int16, n, low, high int) {
	row := func(y int) []int16 { return src[y*n:][:n] }
	for y := range high {
		liftHigh(dst[(low+y)*n:][:n], row(2*y), row(2*y+1), row(2*y+2))
	}
	for y := range high {
		liftLow(dst[y*n:][:n], row(2*y), dst[(low+max(y-1, 0))*n:][:n], dst[(low+y)*n:][:n])
	}
	l, x0, a := dst[high*n:][:n], row(2*high), dst[(low+high-1)*n:][:n]
	if n < tileSide {
		for x := range l {
			l[x] = x0[x] + a[x]
		}
		return
	}
	next, x1 := dst[(high+1)*n:][:n], row(n-1)
	for x := range l {
		l[x] = x0[x] + a[x]>>1
		next[x] = 2*x1[x] - x0[x]
	}
}

// reduceRows transforms the rows that reduceColumns made, even columns first:
// the low rows become HL and LL, the high ones LH and HH. LL goes to rest, its
// rows again even columns first.
func reduceRows(out, rest, src []int16, n, low, high int) {
	hl, lh, hh := out[:high*low], out[high*low:2*high*low], out[2*high*low:][:high*high]
	var l [maxLine]int16
	for y := range low {
		reduceLine(l[:low], hl[y*high:][:high], src[y*n:][:n])
		even, odd := rest[y*low:][:(low+1)/2], rest[y*low+(low+1)/2:][:low/2]
		for x := range odd {
			even[x], odd[x] = l[2*x], l[2*x+1]
		}
		even[len(even)-1] = l[low-1]
	}
	for y := range high {
		reduceLine(lh[y*low:][:low], hh[y*high:][:high], src[(low+y)*n:][:n])
	}
}

// reduceLine transforms a row, even columns first, to low and high values.
func reduceLine(l, h, row []int16) {
	even, odd := row[:(len(row)+1)/2], row[(len(row)+1)/2:]
	n := len(h)
	liftHigh(h, even, odd, even[1:])
	l[0] = even[0] + h[0]
	liftLow(l[1:n], even[1:], h, h[1:])
	if len(row) < tileSide {
		l[n] = even[n] + h[n-1]
		return
	}
	l[n] = even[n] + h[n-1]>>1
	l[n+1] = 2*odd[n] - even[n]
}

// liftHighGo makes the high values of x1 between x0 and x2.
func liftHighGo(dst, x0, x1, x2 []int16) {
	x0, x1, x2 = x0[:len(dst)], x1[:len(dst)], x2[:len(dst)]
	for i := range dst {
		dst[i] = (x1[i] - (x0[i]+x2[i])>>1) >> 1
	}
}

// liftLowGo makes the low values of x between the high values a and b.
func liftLowGo(dst, x, a, b []int16) {
	x, a, b = x[:len(dst)], a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = x[i] + (a[i]+b[i])>>1
	}
}

func quantizeBandGo(dst, src []int16, q *bandQuant) {
	half, shift := int16(q.half), q.shift&15
	for i, v := range src[:len(dst)] {
		dst[i] = (v + half) >> shift
	}
}

// coarsenBandGo drops n bits, towards zero.
func coarsenBandGo(dst, src []int16, n uint8) {
	for i, v := range src[:len(dst)] {
		s := v >> 15
		dst[i] = int16(uint16((v^s)-s)>>(n&15)) ^ s - s
	}
}
