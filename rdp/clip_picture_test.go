package rdp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"slices"
	"testing"

	"golang.org/x/image/bmp"

	"oriel/rdp/cliprdr"
)

// painted returns a picture of all kinds of colours, all the less opaque the
// further down if asked.
func painted(clear bool) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 37, 23))
	for y := range 23 {
		for x := range 37 {
			c := color.NRGBA{uint8(7 * x), uint8(11 * y), uint8(x * y), 0xFF}
			if clear {
				c.A = uint8(0xFF - 11*y)
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func encodedPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// screenshot returns m as a bitmap file made of what Windows makes: 32 bits a
// pixel, with colour masks.
func screenshot(m *image.NRGBA) []byte {
	le, size := binary.LittleEndian, m.Rect.Size()
	b := append([]byte("BM"), make([]byte, 64)...)
	le.PutUint32(b[10:], 66)
	le.PutUint32(b[14:], 40)
	le.PutUint32(b[18:], uint32(size.X))
	le.PutUint32(b[22:], uint32(size.Y))
	le.PutUint16(b[26:], 1)
	le.PutUint16(b[28:], 32)
	le.PutUint32(b[30:], 3)
	le.PutUint32(b[54:], 0xFF0000)
	le.PutUint32(b[58:], 0xFF00)
	le.PutUint32(b[62:], 0xFF)
	for y := size.Y - 1; y >= 0; y-- {
		for x := range size.X {
			c := m.NRGBAAt(x, y)
			b = append(b, c.B, c.G, c.R, 0)
		}
	}
	return b
}

// samePicture fails unless two pictures have the same pixels.
func samePicture(t *testing.T, what string, got, want image.Image) {
	t.Helper()
	if got.Bounds() != want.Bounds() {
		t.Fatalf("%s: %v, not %v", what, got.Bounds(), want.Bounds())
	}
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			g, w := color.RGBAModel.Convert(got.At(x, y)), color.RGBAModel.Convert(want.At(x, y))
			if g != w {
				t.Fatalf("%s: at %d,%d %v, not %v", what, x, y, g, w)
			}
		}
	}
}

func TestPicturesAreRecoded(t *testing.T) {
	m := painted(false)
	bitmap, err := bitmapOf(encodedPNG(t, m))
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"of ours": bitmap, "a screenshot": screenshot(m)} {
		data, err := pngOf(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		samePicture(t, name, got, m)
	}
}

func TestWhatIsTransparentIsWhiteInABitmap(t *testing.T) {
	b, err := bitmapOf(encodedPNG(t, painted(true)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := bmp.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	m := painted(true)
	for _, p := range []image.Point{{0, 0}, {9, 11}, {36, 22}} {
		c := m.NRGBAAt(p.X, p.Y)
		r, g, bl, a := got.At(p.X, p.Y).RGBA()
		for i, v := range [][2]uint32{{r, uint32(c.R)}, {g, uint32(c.G)}, {bl, uint32(c.B)}, {a, 0xFF}} {
			want := v[1]
			if i < 3 {
				want = (v[1]*uint32(c.A) + 255*(255-uint32(c.A))) / 255
			}
			if d := int(v[0]>>8) - int(want); d < -1 || d > 1 {
				t.Errorf("at %v channel %d is %d, not %d", p, i, v[0]>>8, want)
			}
		}
	}
}

// TestPicturesThatAreTooLarge are refused by their header.
func TestPicturesThatAreTooLarge(t *testing.T) {
	b := encodedPNG(t, image.NewGray(image.Rect(0, 0, 5000, 5000)))
	if _, err := bitmapOf(b); !errors.Is(err, cliprdr.ErrTooLarge) {
		t.Errorf("%v", err)
	}
	shot := screenshot(painted(false))
	binary.LittleEndian.PutUint32(shot[18:], 1<<30)
	binary.LittleEndian.PutUint32(shot[22:], 1<<30)
	if _, err := pngOf(shot); err == nil {
		t.Error("accepted")
	}
}

// closer notes what it is given.
type closer struct {
	bytes.Buffer
	closed int
}

func (c *closer) Close() error { c.closed++; return nil }

func TestARecodedWriterEndsOnce(t *testing.T) {
	for _, in := range [][]byte{nil, []byte("no picture"), encodedPNG(t, painted(false))} {
		to := &closer{}
		w := &recoded{to: to, as: bitmapOf}
		for part := range slices.Chunk(in, 100) {
			if _, err := w.Write(part); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if is := to.Len() > 0; to.closed != 1 || is != (len(in) > 10) {
			t.Errorf("%d bytes became %d, closed %d times", len(in), to.Len(), to.closed)
		}
	}
	w := &recoded{to: &closer{}, as: bitmapOf}
	if _, err := w.Write(make([]byte, cliprdr.MaxData+1)); !errors.Is(err, cliprdr.ErrTooLarge) {
		t.Errorf("%v", err)
	}
}

func FuzzPictures(f *testing.F) {
	shot := screenshot(painted(false))
	f.Add(shot)
	f.Add(withoutMasks(shot))
	f.Add(encodedPNG(f, painted(true)))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, recode := range []func([]byte) ([]byte, error){bitmapOf, pngOf} {
			if got, err := recode(b); err == nil && len(got) == 0 {
				t.Fatal("nothing without an error")
			}
		}
	})
}
