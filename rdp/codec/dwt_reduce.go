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
	for y := range tileSide {
		row := plane[y*tileSide:][:tileSide]
		copy(tmp[:], row)
		for x := range row {
			row[x] = tmp[x>>1+x&1*(tileSide/2)]
		}
	}
	// LL of a level replaces the values it is made of.
	var work [maxLine * maxLine]int16
	n, at := tileSide, 0
	copy(work[:], plane[:])
	for l, size := range reduceSizes {
		low, high := size[0], size[1]
		at += reduceLevel(out[at:], work[:], n, low, high, q[3*l:])
		n = low
	}
	for i, v := range work[:n*n] {
		out[at+i] = q[bandLL3].apply(v)
	}
}

// reduceLevel transforms n×n values of work to bands in out, whose size it
// returns, and low×low values in work.
func reduceLevel(out, work []int16, n, low, high int, q []bandQuant) int {
	var line, res [maxLine]int16
	var mid [tileSide * maxLine]int16 // low+high rows of n
	for x := range n {
		for y := range n {
			line[y] = work[y*n+x]
		}
		reduceLine(&res, &line, n, low, high)
		for y := range low + high {
			mid[y*n+x] = res[y]
		}
	}
	hl, lh, hh := out[:high*low], out[high*low:], out[2*high*low:]
	for y := range low + high {
		copy(line[:], mid[y*n:][:n])
		reduceLine(&res, &line, n, low, high)
		if y < low {
			copy(work[y*low:], res[:low])
			for x := range high {
				hl[y*high+x] = q[0].apply(res[low+x])
			}
			continue
		}
		for x := range low {
			lh[(y-low)*low+x] = q[1].apply(res[x])
		}
		for x := range high {
			hh[(y-low)*high+x] = q[2].apply(res[low+x])
		}
	}
	return high * (2*low + high)
}

// reduceLine transforms n values to low and then high ones.
func reduceLine(res, x *[maxLine]int16, n, low, high int) {
	if n == tileSide {
		x[n] = 2*x[n-1] - x[n-2]
	}
	h := res[low : low+high]
	for i := range h {
		h[i] = (x[2*i+1] - (x[2*i]+x[2*i+2])>>1) >> 1
	}
	for i := range low {
		a, b := neighbours(h, i, n == tileSide)
		res[i] = x[2*i] + (a+b)>>1
	}
}

// neighbours returns the high values left and right of low value i. Beyond the
// end they are mirrored, but where a sample was extrapolated zero.
func neighbours(h []int16, i int, first bool) (a, b int16) {
	if i > 0 && i-1 < len(h) {
		a = h[i-1]
	}
	if i < len(h) {
		b = h[i]
	} else if !first {
		b = a
	}
	if i == 0 {
		a = b
	}
	return a, b
}

// inverseReduce turns dequantised coefficients into a plane, in place, columns
// in their natural order.
func inverseReduce(c, tmp *[tileArea]int16) {
	inverseLevel(c[3807:], tmp, 9, 8)
	inverseLevel(c[3007:], tmp, 17, 16)
	inverseLevel(c[:], tmp, 33, 31)
}

// inverseLevel undoes one level: c holds HL, LH, HH and LL, and in the end the
// values they are made of.
func inverseLevel(c []int16, tmp *[tileArea]int16, low, high int) {
	n := low + high
	hl, lh := c[:high*low], c[high*low:2*high*low]
	hh, ll := c[2*high*low:][:high*high], c[2*high*low+high*high:][:low*low]
	for y := range low {
		inverseLine(tmp[y*n:][:n], ll[y*low:][:low], hl[y*high:][:high])
	}
	for y := range high {
		inverseLine(tmp[(low+y)*n:][:n], lh[y*low:][:low], hh[y*high:][:high])
	}
	var l, h, x [maxLine]int16
	for col := range n {
		for y := range low {
			l[y] = tmp[y*n+col]
		}
		for y := range high {
			h[y] = tmp[(low+y)*n+col]
		}
		inverseLine(x[:n], l[:low], h[:high])
		for y := range n {
			c[y*n+col] = x[y]
		}
	}
}

// inverseLine rounds towards zero, as clients do.
func inverseLine(x, l, h []int16) {
	first := len(l) > len(h)+1
	for i := range l {
		a, b := neighbours(h, i, first)
		if 2*i < len(x) {
			x[2*i] = l[i] - int16((int32(a)+int32(b))/2)
		}
	}
	for i := range h {
		x[2*i+1] = h[i]*2 + int16((int32(x[2*i])+int32(x[2*i+2]))/2)
	}
	if first {
		n := len(x)
		x[n-1] = int16((int32(x[n-2]) + int32(l[len(l)-1])) / 2)
	}
}
