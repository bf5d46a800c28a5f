// Package pattern is a picture whose every pixel is a known function of its
// position, the picture's size and a frame number, so that a test can check a
// screenshot to the last bit.
//
// It is built to give faults away and to exercise codecs: a border one pixel
// wide shows cropping, and inside it squares of four kinds alternate. Flat
// ones have runs, gradients give scaling and rounding away, lines one pixel
// wide show shifts, and noise cannot be guessed at all. Red, green and blue
// never carry the same values, so exchanged channels show, and from one frame
// to the next every pixel changes, in RGB565 too.
//
// The package is pure: no I/O, no clock, no state.
package pattern

// Square is the side of the squares of which the picture is made.
const Square = 32

// Steps per frame; odd and so far apart that five bits a channel still change.
const (
	stepR = 37
	stepG = 73
	stepB = 151
)

// At is the colour of one pixel of a picture of w by h pixels.
func At(x, y, w, h, frame int) (r, g, b uint8) {
	r, g, b = base(x, y, w, h)
	return r + uint8(frame*stepR), g + uint8(frame*stepG), b + uint8(frame*stepB)
}

// Fill draws a whole picture as bytes blue, green, red, 255 from the first
// byte of dst, with rows stride bytes apart.
func Fill(dst []byte, stride, w, h, frame int) {
	FillRows(dst, stride, w, h, 0, h, frame)
}

// FillRows draws the rows from y0 up to and without y1; row y0 begins at the
// first byte of dst.
func FillRows(dst []byte, stride, w, h, y0, y1, frame int) {
	dr, dg, db := uint8(frame*stepR), uint8(frame*stepG), uint8(frame*stepB)
	for y := y0; y < y1; y++ {
		row := dst[(y-y0)*stride:][:4*w]
		for x := range w {
			r, g, b := base(x, y, w, h)
			p := row[4*x:][:4]
			p[0], p[1], p[2], p[3] = b+db, g+dg, r+dr, 255
		}
	}
}

// base is the picture of frame 0.
func base(x, y, w, h int) (r, g, b uint8) {
	if x == 0 || y == 0 || x == w-1 || y == h-1 {
		return border(x, y, w, h)
	}
	sx, sy := x/Square, y/Square
	switch (sx + 2*sy) & 3 {
	case 0: // flat
		return split(mix(sx, sy, w, h))
	case 1: // gradient
		return uint8(x * 255 / w), uint8(y * 255 / h), uint8((x + y) * 3)
	case 2: // lines across or down, in two colours of the square
		along := y
		if mix(sx, sy, w, h)&1 == 0 {
			along = x
		}
		return split(mix(sx, sy, 2*w+along&1, h))
	}
	return split(mix(x, y, w, h)) // noise
}

// border has a colour of its own on each side.
func border(x, y, w, h int) (r, g, b uint8) {
	switch {
	case y == 0:
		return 255, 0, 0
	case x == w-1:
		return 0, 255, 0
	case y == h-1:
		return 0, 0, 255
	}
	return 255, 255, 255
}

func split(v uint32) (r, g, b uint8) { return uint8(v), uint8(v >> 8), uint8(v >> 16) }

// mix hashes four numbers; the constants are those of MurmurHash3's
// finaliser and the golden ratio.
func mix(a, b, c, d int) uint32 {
	v := uint32(a)*0x9e3779b1 ^ uint32(b)*0x85ebca6b ^ uint32(c)*0xc2b2ae35 ^ uint32(d)*0x27d4eb2f
	v = (v ^ v>>16) * 0x85ebca6b
	v = (v ^ v>>13) * 0xc2b2ae35
	return v ^ v>>16
}

// To565 is a colour as a server of 16 bits per pixel sends it: the upper five,
// six and five bits.
func To565(r, g, b uint8) uint16 {
	return uint16(r>>3)<<11 | uint16(g>>2)<<5 | uint16(b>>3)
}
