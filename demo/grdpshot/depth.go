//go:build grdp

package main

import (
	"bytes"
	"encoding/binary"

	"github.com/tomatome/grdp/core"
)

// depth16 asks for 16 bits per pixel: the library always asks for 24 and has
// no setter, so the field is changed in the Connect Initial that passes here.
type depth16 struct{ core.Transport }

// csCore begins TS_UD_CS_CORE ([MS-RDPBCGR] 2.2.1.3.2): its type, and the
// length that the library gives it. highColorDepth follows 140 bytes later.
var csCore = []byte{0x01, 0xC0, 0xD8, 0x00}

const highColorDepth = 140

// Write implements core.Transport.
func (d depth16) Write(b []byte) (int, error) {
	if len(b) > 2 && b[0] == 0x7F && b[1] == 0x65 { // Connect Initial
		if i := bytes.Index(b, csCore); i >= 0 && i+highColorDepth+2 <= len(b) {
			binary.LittleEndian.PutUint16(b[i+highColorDepth:], 16)
		}
	}
	return d.Transport.Write(b)
}
