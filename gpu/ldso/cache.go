package ldso

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
)

// ErrCache says that a file is no ld.so.cache of glibc 2.32 or later.
var ErrCache = errors.New("not an ld.so.cache that we know")

const (
	cacheMagic  = "glibc-ld.so.cache1.1"
	cacheHeader = 48
	cacheEntry  = 24
	maxCache    = 100000
)

// cacheFlags are what marks a library for this machine: FLAG_ELF_LIBC6 and
// the architecture.
var cacheFlags = map[string]uint32{"amd64": 0x0303, "arm64": 0x0a03}[runtime.GOARCH]

// A Cache is what ld.so looks names up in: a library's name, and its path.
type Cache map[string]string

// ReadCache reads an /etc/ld.so.cache. It says what an app would load, and
// whether ldconfig has run since the configuration was written.
func ReadCache(b []byte) (Cache, error) {
	// In files that old programs may read, the new part follows an old one.
	at := bytes.Index(b, []byte(cacheMagic))
	if at < 0 || len(b)-at < cacheHeader {
		return nil, ErrCache
	}
	b = b[at:]
	n := binary.NativeEndian.Uint32(b[20:])
	if n > maxCache || int(n)*cacheEntry > len(b)-cacheHeader {
		return nil, fmt.Errorf("%w: %d libraries", ErrCache, n)
	}
	c := make(Cache, n)
	for i := range int(n) {
		e := b[cacheHeader+i*cacheEntry:]
		if binary.NativeEndian.Uint32(e) != cacheFlags {
			continue
		}
		name, ok := cString(b, binary.NativeEndian.Uint32(e[4:]))
		path, ok2 := cString(b, binary.NativeEndian.Uint32(e[8:]))
		if !ok || !ok2 {
			return nil, fmt.Errorf("%w: library %d", ErrCache, i)
		}
		// ld.so takes the first that fits; those for special hardware, which
		// have the last field set, only on such.
		if _, known := c[name]; !known && binary.NativeEndian.Uint64(e[16:]) == 0 {
			c[name] = path
		}
	}
	return c, nil
}

func cString(b []byte, at uint32) (string, bool) {
	const maxPath = 4096
	if uint64(at) >= uint64(len(b)) {
		return "", false
	}
	s := b[at:]
	s = s[:min(len(s), maxPath)]
	end := bytes.IndexByte(s, 0)
	if end < 0 {
		return "", false
	}
	return string(s[:end]), true
}
