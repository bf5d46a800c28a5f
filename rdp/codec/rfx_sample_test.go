package codec

import (
	"encoding/binary"
	"os"
	"testing"
)

// The annotated samples of MS-RDPRFX 4.2 are in testdata/msrdprfx: message
// (4.2.2 and 4.2.3), tileset (4.2.4.1), coefficients (4.2.4.2), planes in 11.5
// fixed point (4.2.4.3) and image (4.2.4.4).
func sampleFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/msrdprfx/" + name + ".bin")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func samplePlanes(t testing.TB, name string) (p planes) {
	t.Helper()
	b := sampleFile(t, name)
	for i := range 3 * tileArea {
		p[i/tileArea][i%tileArea] = int16(binary.LittleEndian.Uint16(b[2*i:]))
	}
	return p
}

// sampleStreams are the coded components of the sample tile.
func sampleStreams(t testing.TB) [3][]byte {
	b := sampleFile(t, "tileset")[0x2e:]
	return [3][]byte{b[:0x3ae], b[0x3ae:][:0x3cf], b[0x3ae+0x3cf:][:0x393]}
}

// same16 compares two planes, allowing each value to be off by slack.
func same16(t *testing.T, what string, got, want *[tileArea]int16, slack int) {
	t.Helper()
	for i := range got {
		if d := int(got[i]) - int(want[i]); d > slack || d < -slack {
			t.Fatalf("%s: value %d is %d, want %d", what, i, got[i], want[i])
		}
	}
}

func TestSampleStages(t *testing.T) {
	coef, want := samplePlanes(t, "coefficients"), samplePlanes(t, "planes")
	bits := DefaultQuant.bands()
	var got planes
	for c, src := range sampleStreams(t) {
		if err := decodeRLGR(got[c][:], RLGR3, src); err != nil {
			t.Fatal(err)
		}
		same16(t, "RLGR3", &got[c], &coef[c], 0)
		var deq, tmp [tileArea]int16
		undelta(got[c][layoutPlain[bandLL3]:])
		dequantize(&deq, &got[c], &layoutPlain, &bits)
		inverseDWT(&got[c], &deq, &tmp)
		// Microsoft's decoder rounds some odd samples the other way: 1/32 of a
		// grey level a time.
		same16(t, "inverse DWT", &got[c], &want[c], 3)
	}
	var pix [4 * tileArea]byte
	toBGRA(&pix, &got)
	image, off := sampleFile(t, "image"), 0
	for i := range pix {
		if i%4 == 3 {
			continue
		}
		if d := int(pix[i]) - int(image[i]); d > 1 || d < -1 {
			t.Fatalf("byte %d is %d, want %d", i, pix[i], image[i])
		} else if d != 0 {
			off++
		}
	}
	if off > 0 {
		t.Logf("%d of %d bytes differ by one", off, 3*tileArea)
	}
}

// What the sample's encoder coded, ours codes too, but for what pads the end.
func TestSampleRLGR(t *testing.T) {
	coef := samplePlanes(t, "coefficients")
	for c, want := range sampleStreams(t) {
		var mask [tileArea / 64]uint64
		nonZeroGo(&mask, &coef[c])
		got := appendRLGR(nil, RLGR3, &coef[c], &mask, tileArea)
		if n := len(want) - 3; len(got) > len(want) || string(got[:n]) != string(want[:n]) {
			t.Errorf("component %d: %d bytes, want %d", c, len(got), len(want))
		}
	}
}
