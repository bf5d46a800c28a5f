// Package workload draws pictures that change as those of apps do: typing,
// scrolling, motion, photos and video. They are what `oriel bench` and the
// benchmarks of the encoders show, and the same on every machine.
package workload

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// Names are the workloads that New knows.
var Names = []string{"typing", "scroll", "motion", "photo", "video"}

// A Workload is a picture that changes from frame to frame.
type Workload struct {
	Pix    []byte // B, G, R and 255, rows without gaps
	Width  int
	Height int

	frame int
	step  func(w *Workload) image.Rectangle
	page  []byte // what motion and scroll have besides, or the photo
	rows  int    // of the page
	pitch int    // bytes of a row of the page
}

// Size of a character cell.
const (
	cellWidth  = 7
	cellHeight = 13
)

// ScrollStep is by how many pixels each frame of "scroll" moves.
const ScrollStep = 6

// New returns the workload of that name with its first picture.
func New(name string, width, height int) (*Workload, error) {
	if width < 64 || height < 64 || width > 1<<13 || height > 1<<13 {
		return nil, fmt.Errorf("a workload of %d×%d pixels", width, height)
	}
	w := &Workload{Pix: make([]byte, 4*width*height), Width: width, Height: height}
	switch name {
	case "typing":
		w.page, w.step = text(width, height), (*Workload).typing
		copy(w.Pix, w.page)
	case "scroll":
		w.rows = 4 * height
		w.page, w.step = text(width, w.rows), (*Workload).scroll
		w.scroll()
	case "motion":
		w.page, w.step = text(width, height), (*Workload).motion
		w.motion()
	case "photo", "video":
		w.rows = height + panSpace
		w.pitch = 4 * (width + panSpace)
		w.page, w.step = photo(width+panSpace, w.rows), (*Workload).video
		if name == "photo" {
			w.step = (*Workload).still
		}
		w.video()
	default:
		return nil, fmt.Errorf("there is no workload %q", name)
	}
	return w, nil
}

// Step draws the next picture and returns what changed.
func (w *Workload) Step() image.Rectangle {
	w.frame++
	return w.step(w)
}

// text is a page of words, some of them in colour.
func text(width, height int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	r := rand.New(rand.NewPCG(1, 2))
	d := font.Drawer{Dst: m, Face: basicfont.Face7x13}
	inks := []color.RGBA{{0x20, 0x20, 0x20, 0xFF}, {0, 0, 0xA0, 0xFF}, {0xA0, 0, 0, 0xFF}, {0, 0x70, 0x20, 0xFF}}
	for y := cellHeight; y <= height; y += cellHeight {
		for x := cellWidth * 4 * r.IntN(4); x < width*3/4; {
			word := make([]byte, 2+r.IntN(9))
			for i := range word {
				word[i] = byte('a' + r.IntN(26))
			}
			d.Src = image.NewUniform(inks[max(0, r.IntN(8)-4)])
			d.Dot = fixed.P(x, y-2)
			d.DrawString(string(word))
			x += (len(word) + 1) * cellWidth
		}
	}
	return bgrx(m.Pix)
}

// bgrx swaps red and blue of R, G, B, A bytes.
func bgrx(p []byte) []byte {
	for i := 0; i < len(p); i += 4 {
		p[i], p[i+2] = p[i+2], p[i]
	}
	return p
}

// typing writes one character after the other, each other than what was there.
func (w *Workload) typing() image.Rectangle {
	cols, rows := w.Width/cellWidth, w.Height/cellHeight
	at := image.Pt(w.frame%cols*cellWidth, w.frame/cols%rows*cellHeight)
	changed := false
	for i := w.frame; !changed && i < w.frame+cols*rows; i++ { // a page has more than one character
		from := image.Pt(i*31%(cols/2)*cellWidth, i*17%rows*cellHeight)
		for y := range cellHeight {
			old, ink := w.Pix[4*((at.Y+y)*w.Width+at.X):][:4*cellWidth], w.page[4*((from.Y+y)*w.Width+from.X):][:4*cellWidth]
			changed = changed || !bytes.Equal(old, ink)
			copy(old, ink)
		}
	}
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(cellWidth, cellHeight))}
}

// scroll moves the page up.
func (w *Workload) scroll() image.Rectangle {
	at := w.frame * ScrollStep % w.rows
	n := copy(w.Pix, w.page[4*at*w.Width:])
	copy(w.Pix[n:], w.page)
	return image.Rect(0, 0, w.Width, w.Height)
}

// motion moves gradients below a page of text.
func (w *Workload) motion() image.Rectangle {
	for y := range w.Height {
		row, ink := w.Pix[4*y*w.Width:][:4*w.Width], w.page[4*y*w.Width:][:4*w.Width]
		g := triangle(y+2*w.frame, 510)
		for x := 0; x < len(row); x += 4 {
			mask := byte(0)
			if ink[x] < 0x80 {
				mask = 0xC0
			}
			row[x] = triangle(x/4+y-w.frame+1<<20, 384) ^ mask
			row[x+1] = g ^ mask
			row[x+2] = triangle(x/4+3*w.frame, 510) ^ mask
			row[x+3] = 0xFF
		}
	}
	return image.Rect(0, 0, w.Width, w.Height)
}

func triangle(v, period int) byte {
	v %= period
	return byte(min(v, period-v))
}

// panSpace is how much larger the photo is than what is seen of it.
const panSpace = 255

// video pans over a photo, to and fro at periods so different that no picture
// comes again soon: the client's cache would have it.
func (w *Workload) video() image.Rectangle {
	x, y := int(triangle(5*w.frame/2, 2*panSpace)), int(triangle(3*w.frame/2, 2*241))
	for row := range w.Height {
		copy(w.Pix[4*row*w.Width:][:4*w.Width], w.page[(y+row)*w.pitch+4*x:])
	}
	return image.Rect(0, 0, w.Width, w.Height)
}

// still shows another photo every time.
func (w *Workload) still() image.Rectangle {
	w.frame += 7
	return w.video()
}

// photo is noise in octaves with slight grain, which codecs see as a photo.
func photo(width, height int) []byte {
	r := rand.New(rand.NewPCG(3, 4))
	sum := make([]float32, 3*width*height)
	amp := float32(60)
	for cell := 128; cell >= 8; cell /= 2 {
		octave(sum, width, height, cell, amp, r)
		amp *= 0.62
	}
	pix := make([]byte, 4*width*height)
	for i := range width * height {
		grain := float32(r.IntN(7) - 3)
		for c := range 3 {
			pix[4*i+c] = byte(max(0, min(220, 112+sum[3*i+c]+grain)))
		}
		pix[4*i+3] = 0xFF
	}
	return pix
}

// octave adds smooth noise whose period is cell.
func octave(sum []float32, width, height, cell int, amp float32, r *rand.Rand) {
	cols := width/cell + 2
	grid := make([]float32, 3*cols*(height/cell+2))
	for i := 0; i < len(grid); i += 3 {
		light := r.Float32()*2 - 1
		for c := range 3 { // the channels mostly agree
			grid[i+c] = 0.75*light + 0.25*(r.Float32()*2-1)
		}
	}
	for y := range height {
		v := smooth(float32(y%cell) / float32(cell))
		for x := range width {
			u := smooth(float32(x%cell) / float32(cell))
			a := grid[3*(y/cell*cols+x/cell):]
			b := a[3*cols:]
			for c := range 3 {
				sum[3*(y*width+x)+c] += amp * ((a[c]*(1-u)+a[3+c]*u)*(1-v) + (b[c]*(1-u)+b[3+c]*u)*v)
			}
		}
	}
}

func smooth(v float32) float32 { return v * v * (3 - 2*v) }

// Clone returns a copy of the picture as it is.
func (w *Workload) Clone() []byte { return slices.Clone(w.Pix) }
