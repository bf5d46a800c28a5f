//go:build grdp

package main

import (
	"errors"
	"image/color"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tomatome/grdp/protocol/pdu"
)

// TestDecodeKeepsTheByteOrder pins down that the library's decompressor gives
// the upper byte first, and plain bitmaps the lower one.
func TestDecodeKeepsTheByteOrder(t *testing.T) {
	compressed := pdu.BitmapData{
		BitsPerPixel: 16, Width: 4, Height: 2, DestRight: 3, DestBottom: 1, Flags: pdu.BITMAP_COMPRESSION,
		// The lower row alternates two colours, the upper one has a third.
		BitmapDataStream: []byte{0xe2, 0x00, 0xf8, 0x1f, 0x00, 0x64, 0xe0, 0x07},
	}
	plain := pdu.BitmapData{
		BitsPerPixel: 16, Width: 4, Height: 2, DestRight: 3, DestBottom: 1,
		BitmapDataStream: []byte{
			0x00, 0xf8, 0x1f, 0x00, 0x00, 0xf8, 0x1f, 0x00,
			0xe0, 0x07, 0xe0, 0x07, 0xe0, 0x07, 0xe0, 0x07,
		},
	}
	red, green, blue := color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{0, 0, 255, 255}
	for name, b := range map[string]pdu.BitmapData{"compressed": compressed, "plain": plain} {
		p := newPicture(4, 2)
		if err := draw(p, &b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for x, want := range []color.RGBA{red, blue, red, blue} {
			if upper, lower := p.img.RGBAAt(x, 0), p.img.RGBAAt(x, 1); upper != green || lower != want {
				t.Errorf("%s: column %d is %v over %v", name, x, upper, lower)
			}
		}
	}
}

func TestBrokenBitmapsAreErrors(t *testing.T) {
	for name, b := range map[string]pdu.BitmapData{
		"truncated": {BitsPerPixel: 16, Width: 4, Height: 1, DestRight: 3, Flags: pdu.BITMAP_COMPRESSION,
			BitmapDataStream: []byte{0xe2, 0x00}},
		"24 bit":   {BitsPerPixel: 24, Width: 4, Height: 1, DestRight: 3},
		"backward": {BitsPerPixel: 16, Width: 4, Height: 1, DestLeft: 9, DestRight: 3},
	} {
		if err := draw(newPicture(8, 8), &b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestServerThatHangsUp(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if c, err := l.Accept(); err == nil {
			c.Close()
		}
	}()
	o := options{addr: l.Addr().String(), width: 64, height: 64, settle: time.Second, timeout: 5 * time.Second}
	if _, err := shoot(o); err == nil || !strings.Contains(err.Error(), "connection ended") && !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

func TestParse(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(file, []byte("secret \nmore"), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := parse([]string{"-o", "x.png", "-size", "80x60", "-password-file", file})
	if err != nil || o.width != 80 || o.height != 60 || o.password != "secret " || o.out != "x.png" {
		t.Errorf("got %+v, %v", o, err)
	}
	for _, args := range [][]string{{}, {"-o", "x", "-size", "0x1"}, {"-o", "x", "y"}, {"-o", "x", "-password-file", "/nonexistent"}} {
		if _, err := parse(args); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
}
