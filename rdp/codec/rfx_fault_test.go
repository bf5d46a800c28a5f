//go:build linux

package codec

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"testing"

	"oriel/rdp/codec/codectest"
)

// The memory of an application can vanish under the kernels: whoever guards
// it gets a panic to recover from, and the tile set stays whole.
func TestTileSetSurvivesFault(t *testing.T) {
	const w, h = 128, 128
	name := filepath.Join(t.TempDir(), "pool")
	pix := codectest.Image("ui", w, h)
	if err := os.WriteFile(name, pix, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	pool, err := syscall.Mmap(int(f.Fd()), 0, len(pix), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(pool)
	if err := f.Truncate(int64(len(pix) / 2)); err != nil {
		t.Fatal(err)
	}
	var cut, whole TileSet
	for i := range 4 {
		if i < 2 {
			whole.Add(pix, 4*w, w, h, i%2, i/2)
		}
		if lost := faults(func() { cut.Add(pool, 4*w, w, h, i%2, i/2) }); lost != (i >= 2) {
			t.Errorf("tile %d: fault %v", i, lost)
		}
	}
	if cut.Len() != whole.Len() || !bytes.Equal(cut.buf, whole.buf) {
		t.Errorf("%d tiles of %d bytes, want %d of %d", cut.Len(), cut.Size(), whole.Len(), whole.Size())
	}
}

func faults(f func()) (fault bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() { fault = recover() != nil }()
	f()
	return false
}
