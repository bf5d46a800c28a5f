package ldso

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"reflect"
	"slices"
	"testing"
)

// cache is an ld.so.cache of entries: flags, hardware, name, path.
func cache(entries ...[4]any) []byte {
	var table, text []byte
	at := uint32(cacheHeader + len(entries)*cacheEntry)
	add := func(s string) uint32 {
		text = append(text, s+"\x00"...)
		return at + uint32(len(text)-len(s)-1)
	}
	for _, e := range entries {
		table = binary.NativeEndian.AppendUint32(table, e[0].(uint32))
		table = binary.NativeEndian.AppendUint32(table, add(e[2].(string)))
		table = binary.NativeEndian.AppendUint32(table, add(e[3].(string)))
		table = binary.NativeEndian.AppendUint32(table, 0)
		table = binary.NativeEndian.AppendUint64(table, uint64(e[1].(int)))
	}
	head := []byte(cacheMagic)
	head = binary.NativeEndian.AppendUint32(head, uint32(len(entries)))
	head = binary.NativeEndian.AppendUint32(head, uint32(len(text)))
	head = append(head, make([]byte, cacheHeader-len(head))...)
	return slices.Concat(head, table, text)
}

func TestReadCache(t *testing.T) {
	b := cache(
		[4]any{cacheFlags, 1 << 62, "libd3d12.so", "/fast/libd3d12.so"},
		[4]any{cacheFlags, 0, "libd3d12.so", "/usr/lib/wsl/lib/libd3d12.so"},
		[4]any{cacheFlags, 0, "libd3d12.so", "/second/libd3d12.so"},
		[4]any{uint32(3), 0, "libcuda.so.1", "/i386/libcuda.so.1"},
	)
	want := Cache{"libd3d12.so": "/usr/lib/wsl/lib/libd3d12.so"}
	for _, b := range [][]byte{b, append([]byte("ld.so-1.7.0\x00old part"), b...)} {
		if got, err := ReadCache(b); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v, %v", got, err)
		}
	}
	for _, b := range [][]byte{nil, b[:20], b[:cacheHeader], b[:cacheHeader+cacheEntry], bytes.Repeat([]byte{0xff}, 100)} {
		if _, err := ReadCache(b); !errors.Is(err, ErrCache) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
	if b, err := os.ReadFile("/etc/ld.so.cache"); err == nil {
		if c, err := ReadCache(b); err != nil || c["libc.so.6"] == "" {
			t.Errorf("this machine's: %d libraries, %v", len(c), err)
		}
	}
}

func FuzzReadCache(f *testing.F) {
	f.Add(cache([4]any{cacheFlags, 0, "a", "/a"}))
	f.Add(cache())
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := ReadCache(b); err != nil && (c != nil || !errors.Is(err, ErrCache)) {
			t.Errorf("%v, %v", c, err)
		}
	})
}
