package rdp

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/draw"
	"image/png"
	"io"

	"golang.org/x/image/bmp"

	"oriel/rdp/cliprdr"
)

// Pictures are PNG where Linux apps copy and paste, and bitmaps without a file
// header where those of Windows do: few apps of one side take the other's. Each
// is therefore offered as the other, too, and made when somebody pastes.

// A recoded writer collects what is written to it, and writes it to another as
// something else at the end. What cannot be that, it leaves out.
type recoded struct {
	to   io.WriteCloser
	as   func(b []byte) ([]byte, error)
	buf  bytes.Buffer
	over bool
}

func (r *recoded) Write(p []byte) (int, error) {
	if r.buf.Len()+len(p) > cliprdr.MaxData {
		return 0, cliprdr.ErrTooLarge
	}
	return r.buf.Write(p)
}

// Close writes what was collected. It takes as long as that takes: it is not
// called by the session but with nothing.
func (r *recoded) Close() error {
	if r.over {
		return nil
	}
	r.over = true
	if b, err := r.as(r.buf.Bytes()); err == nil {
		_, _ = r.to.Write(b)
	}
	return r.to.Close()
}

// fitting checks that a picture is no larger than what can be shared.
func fitting(c image.Config, err error) error {
	switch {
	case err != nil:
		return err
	case c.Width <= 0 || c.Height <= 0:
		return cliprdr.ErrFormat
	case c.Width > cliprdr.MaxData/4/c.Height:
		return cliprdr.ErrTooLarge
	}
	return nil
}

// bitmapOf makes a bitmap file from a PNG. It is white where that lets anything
// through, since many apps do not know transparent bitmaps.
func bitmapOf(b []byte) ([]byte, error) {
	if err := fitting(png.DecodeConfig(bytes.NewReader(b))); err != nil {
		return nil, err
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	flat := image.NewRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(flat, flat.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(flat, flat.Rect, m, m.Bounds().Min, draw.Over)
	var out bytes.Buffer
	err = bmp.Encode(&out, flat)
	return out.Bytes(), err
}

// pngOf makes a PNG from a bitmap file.
func pngOf(b []byte) ([]byte, error) {
	b = withoutMasks(b)
	if err := fitting(bmp.DecodeConfig(bytes.NewReader(b))); err != nil {
		return nil, err
	}
	m, err := bmp.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	fast := png.Encoder{CompressionLevel: png.BestSpeed}
	err = fast.Encode(&out, m)
	return out.Bytes(), err
}

// withoutMasks takes the colour masks out of a bitmap file of 32 bits a pixel
// where they say nothing but what is usual, as in what Windows makes of a
// screenshot: x/image does not know masks behind a BITMAPINFOHEADER.
func withoutMasks(b []byte) []byte {
	const fileHeader, infoHeader, masks, bitFields = 14, 40, 12, 3
	const end = fileHeader + infoHeader
	le := binary.LittleEndian
	if len(b) < end+masks || le.Uint32(b[10:]) != end+masks || le.Uint32(b[fileHeader:]) != infoHeader ||
		le.Uint16(b[28:]) != 32 || le.Uint32(b[30:]) != bitFields ||
		le.Uint32(b[end:]) != 0xFF0000 || le.Uint32(b[end+4:]) != 0xFF00 || le.Uint32(b[end+8:]) != 0xFF {
		return b
	}
	out := append(bytes.Clone(b[:end]), b[end+masks:]...)
	le.PutUint32(out[10:], end)
	le.PutUint32(out[30:], 0)
	return out
}
