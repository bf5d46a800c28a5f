package xwayland

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// CookieSize is the length of a MIT-MAGIC-COOKIE-1.
const CookieSize = 16

// Address families of a cookie file (Xauth.h).
const (
	familyWild  = 0xffff
	familyLocal = 256
)

// Xauthority returns a cookie file's content: one entry for the host, which
// is what libxcb looks for, and one for any, since a container's host name is
// another.
func Xauthority(host string, display int, cookie []byte) []byte {
	const name = "MIT-MAGIC-COOKIE-1"
	var b []byte
	for _, e := range []struct {
		family  uint16
		address string
	}{{familyLocal, host}, {familyWild, ""}} {
		b = binary.BigEndian.AppendUint16(b, e.family)
		for _, s := range []string{e.address, strconv.Itoa(display), name, string(cookie)} {
			b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
			b = append(b, s...)
		}
	}
	return b
}

// WriteXauthority writes a cookie file that only its user can read. It is
// replaced as a whole, so that nobody sees half of it.
func WriteXauthority(path string, display int, cookie []byte) error {
	if len(cookie) != CookieSize {
		return fmt.Errorf("cookie of %d bytes, not %d", len(cookie), CookieSize)
	}
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".xauth-*") // 0600
	if err != nil {
		return fmt.Errorf("cannot write the cookie file: %w", err)
	}
	_, err = f.Write(Xauthority(host, display, cookie))
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("cannot write the cookie file: %w", err)
	}
	return nil
}
