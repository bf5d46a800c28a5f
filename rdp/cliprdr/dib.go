package cliprdr

import "oriel/rdp/wire"

// Sizes and values of Windows bitmaps.
const (
	fileHeaderSize    = 14 // BITMAPFILEHEADER
	infoHeaderSize    = 40 // BITMAPINFOHEADER
	biBitFields       = 3
	biAlphaBitFields  = 6
	maxInfoHeaderSize = 124 // BITMAPV5HEADER
)

// appendDIB makes CF_DIB from a bitmap file: the same without file header.
func appendDIB(b, bmp []byte) []byte {
	if len(bmp) < fileHeaderSize || bmp[0] != 'B' || bmp[1] != 'M' {
		return b
	}
	return append(b, bmp[fileHeaderSize:]...)
}

// decodeDIB makes a bitmap file from CF_DIB. The file header needs to know
// where the pixels begin: after the colour masks and the palette.
func decodeDIB(b, dib []byte) ([]byte, error) {
	r := wire.NewReader(dib)
	size := r.U32("biSize")
	r.Skip(4+4+2, "biWidth")
	bpp := r.U16("biBitCount")
	compression := r.U32("biCompression")
	r.Skip(4+4+4, "biSizeImage")
	used := r.U32("biClrUsed")
	if r.Err() != nil || size < infoHeaderSize || size > maxInfoHeaderSize || used > 1<<16 {
		return nil, ErrFormat
	}
	off := fileHeaderSize + int(size)
	if size == infoHeaderSize {
		switch compression {
		case biBitFields:
			off += 3 * 4
		case biAlphaBitFields:
			off += 4 * 4
		}
	}
	if used == 0 && bpp <= 8 {
		used = 1 << bpp
	}
	off += int(used) * 4
	if off > fileHeaderSize+len(dib) {
		return nil, ErrFormat
	}
	b = append(b, 'B', 'M')
	b = wire.LE.AppendUint32(b, uint32(fileHeaderSize+len(dib)))
	b = wire.LE.AppendUint32(b, 0)
	b = wire.LE.AppendUint32(b, uint32(off))
	return append(b, dib...), nil
}
