package codec

import "encoding/binary"

// The colour transform of RemoteFX [MS-RDPRFX 3.1.8.1.3], as 1.15 fixed point.
// The chroma rows add up to zero, so that grey has no colour. A sample has
// five fractional bits, and luma is shifted down by 128.
const (
	yR, yG, yB    = 9798, 19235, 3735
	cbR, cbG, cbB = -5535, -10868, 16403
	crR, crG, crB = 16378, -13714, -2664

	sampleBits = 5
	dropBits   = 15 - sampleBits
	roundUp    = 1 << (dropBits - 1)
	level      = 128 << sampleBits
)

// planes are the components Y, Cb and Cr of a tile.
type planes [3][tileArea]int16

// toYCbCrGo converts a tile whose pixels are all there. In each row of the
// planes the even columns come first, then the odd ones, as the transform
// wants them.
func toYCbCrGo(p *planes, pix []byte, stride int) {
	for y := range tileSide {
		row := pix[y*stride:][:4*tileSide]
		for c := range 3 {
			_ = p[c][y*tileSide+tileSide-1]
		}
		for x := range tileSide {
			b, g, r := int32(row[4*x]), int32(row[4*x+1]), int32(row[4*x+2])
			at := y*tileSide + x>>1 + x&1*(tileSide/2)
			p[0][at] = int16((yR*r+yG*g+yB*b+roundUp)>>dropBits - level)
			p[1][at] = int16((cbR*r + cbG*g + cbB*b + roundUp) >> dropBits)
			p[2][at] = int16((crR*r + crG*g + crB*b + roundUp) >> dropBits)
		}
	}
}

// The inverse [MS-RDPRFX 3.1.8.2.5], as fixed point with so many bits that no
// sample overflows.
const (
	inverseBits = 13
	dropInverse = inverseBits + sampleBits
	rCr         = 11489      // 1.402525
	gCb, gCr    = 2816, 5852 // 0.343730, 0.714401
	bCb         = 14499      // 1.769905
)

// toBGRAGo converts the planes, columns in their natural order, to an opaque
// tile of 64×64 pixels.
func toBGRAGo(pix *[4 * tileArea]byte, p *planes) {
	for i := range tileArea {
		y := (int32(p[0][i])+level)<<inverseBits + 1<<(dropInverse-1)
		cb, cr := int32(p[1][i]), int32(p[2][i])
		b, g, r := (y+bCb*cb)>>dropInverse, (y-gCb*cb-gCr*cr)>>dropInverse, (y+rCr*cr)>>dropInverse
		if uint32(b|g|r) > 0xFF {
			b, g, r = max(0, min(0xFF, b)), max(0, min(0xFF, g)), max(0, min(0xFF, r))
		}
		binary.LittleEndian.PutUint32(pix[4*i:4*i+4], uint32(b|g<<8|r<<16)|0xFF<<24)
	}
}
