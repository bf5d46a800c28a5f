package xcursor

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"time"
)

// Bounds of what is decoded.
const (
	MaxSide   = 512 // pixels
	MaxImages = 100 // of one animation; what follows is left out
	maxTOC    = 1 << 14
)

// An Image is one picture of a cursor file.
type Image struct {
	Size          int // nominal; what sizes are asked for in
	Width, Height int
	Hot           image.Point
	Delay         time.Duration // until the next image of an animation
	Pix           []byte        // B, G, R, A, premultiplied
}

// The format: a header, a table of contents, chunks. Xcursor(3).
const (
	magic       = "Xcur"
	headerSize  = 16
	tocSize     = 12
	imageType   = 0xfffd0002
	imageHeader = 36
	imageV1     = 1
)

var errFormat = errors.New("xcursor: malformed file")

func formatError(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errFormat, fmt.Sprintf(format, args...))
}

// Decode returns the images of a cursor file that have the smallest nominal
// size not below the given one, else those of the greatest size: one image, or
// the steps of an animation.
func Decode(data []byte, size int) ([]Image, error) {
	toc, err := contents(data)
	if err != nil {
		return nil, err
	}
	best := 0
	for _, e := range toc {
		if better(e.size, best, size) {
			best = e.size
		}
	}
	var images []Image
	for _, e := range toc {
		if e.size != best || len(images) == MaxImages {
			continue
		}
		img, err := decodeImage(data, e)
		if err != nil {
			return nil, err
		}
		images = append(images, img)
	}
	if len(images) == 0 {
		return nil, formatError("no images")
	}
	return images, nil
}

// better reports whether nominal size a suits better than b (0: none yet).
func better(a, b, want int) bool {
	switch {
	case b == 0:
		return true
	case b < want:
		return a > b
	}
	return a >= want && a < b
}

// An entry is an image in the table of contents.
type entry struct{ size, pos int }

// contents reads the table of contents, images only.
func contents(data []byte) ([]entry, error) {
	if len(data) < headerSize || string(data[:4]) != magic {
		return nil, formatError("no header")
	}
	le := binary.LittleEndian
	start, n := uint64(le.Uint32(data[4:])), uint64(le.Uint32(data[12:]))
	if start < headerSize || n > maxTOC || start+n*tocSize > uint64(len(data)) {
		return nil, formatError("%d chunks", n)
	}
	var toc []entry
	for t := data[start : start+n*tocSize]; len(t) > 0; t = t[tocSize:] {
		if le.Uint32(t) != imageType {
			continue // comments
		}
		size, pos := le.Uint32(t[4:]), le.Uint32(t[8:])
		if size == 0 || size > 1<<16 || uint64(pos)+imageHeader > uint64(len(data)) {
			return nil, formatError("image of size %d at %d", size, pos)
		}
		toc = append(toc, entry{int(size), int(pos)})
	}
	return toc, nil
}

// decodeImage reads an image chunk.
func decodeImage(data []byte, e entry) (Image, error) {
	le := binary.LittleEndian
	c := data[e.pos:]
	u := func(i int) uint32 { return le.Uint32(c[4*i:]) }
	header, w, h, x, y := u(0), u(4), u(5), u(6), u(7)
	switch {
	case header < imageHeader || u(1) != imageType || u(2) != uint32(e.size) || u(3) != imageV1:
		return Image{}, formatError("chunk at %d", e.pos)
	case w == 0 || h == 0 || w > MaxSide || h > MaxSide || x > w || y > h:
		return Image{}, formatError("image of %dx%d, hot spot %d,%d", w, h, x, y)
	case uint64(header)+uint64(w)*uint64(h)*4 > uint64(len(c)):
		return Image{}, formatError("image of %dx%d is cut off", w, h)
	}
	pix := make([]byte, w*h*4)
	copy(pix, c[header:])
	for i := 0; i < len(pix); i += 4 {
		// Premultiplied is a promise that files break; who divides by alpha
		// later relies on it.
		a := pix[i+3]
		pix[i], pix[i+1], pix[i+2] = min(pix[i], a), min(pix[i+1], a), min(pix[i+2], a)
	}
	return Image{
		Size:  e.size,
		Width: int(w), Height: int(h),
		Hot:   image.Pt(int(min(x, w-1)), int(min(y, h-1))),
		Delay: time.Duration(min(u(8), 60_000)) * time.Millisecond,
		Pix:   pix,
	}, nil
}
