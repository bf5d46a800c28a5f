package rdp

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"time"

	"oriel/rdp/wire"
)

// A CookieMemory keeps the auto-reconnect cookies for the process that comes
// after this one: memory of CookieMemorySize bytes that outlives both, zeros at
// first. Whoever reads it can come in as the clients may.
type CookieMemory interface {
	io.ReaderAt
	io.WriterAt
}

// The memory has two places that are written in turn: whoever is killed while
// writing leaves the other whole.
const (
	cookiePlace      = 128 << 10 // sequence number, length, checksum, cookies
	cookieHead       = 16
	CookieMemorySize = 2 * cookiePlace
)

// maxCookieName bounds a name in a cookie, in bytes: Client Info has 256 UTF-16
// units at most.
const maxCookieName = 3 * 256

// save writes the cookies into the memory, if there is one.
func (k *cookies) save() {
	if k.memory == nil {
		return
	}
	k.seq++
	body := k.appendTo(nil)
	b := wire.LE.AppendUint64(nil, k.seq)
	b = wire.LE.AppendUint32(b, uint32(len(body)))
	b = wire.LE.AppendUint32(b, crc32.ChecksumIEEE(body))
	if _, err := k.memory.WriteAt(append(b, body...), int64(k.seq%2)*cookiePlace); err != nil && k.failed == nil {
		k.failed = err
		k.log.Warn("Cookies will not outlive this process", "err", err)
	}
}

// load reads the newer place that is whole.
func (k *cookies) load() {
	for i := range int64(2) {
		place := make([]byte, cookiePlace)
		n, err := k.memory.ReadAt(place, i*cookiePlace)
		if n < cookieHead || err != nil && !errors.Is(err, io.EOF) {
			continue
		}
		seq, size := binary.LittleEndian.Uint64(place), binary.LittleEndian.Uint32(place[8:])
		if seq <= k.seq || size > uint32(n-cookieHead) {
			continue
		}
		body := place[cookieHead:][:size]
		var got cookies
		r := wire.NewReader(body)
		if got.readFrom(r); r.Err() == nil && crc32.ChecksumIEEE(body) == binary.LittleEndian.Uint32(place[12:]) {
			k.seq, k.last, k.list = seq, got.last, got.list
		}
	}
}

// appendTo appends the cookies' encoding.
func (k *cookies) appendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, k.last)
	b = wire.LE.AppendUint32(b, uint32(len(k.list)))
	for _, c := range k.list {
		b = wire.LE.AppendUint32(b, c.logonID)
		b = append(b, c.random[:]...)
		b = wire.LE.AppendUint64(b, uint64(c.expires.UnixMilli()))
		for _, name := range [...]string{c.user, c.domain} {
			name = name[:min(len(name), maxCookieName)]
			b = wire.LE.AppendUint16(b, uint16(len(name)))
			b = append(b, name...)
		}
	}
	return b
}

func (k *cookies) readFrom(r *wire.Reader) {
	k.last = r.U32("last")
	const least = 4 + 16 + 8 + 2 + 2
	n := r.U32("cookies")
	if n > maxCookies || int(n)*least > r.Len() {
		r.Fail(wire.ErrRange, "cookies")
	}
	for range n {
		if r.Err() != nil {
			return
		}
		c := cookie{logonID: r.U32("logonId")}
		copy(c.random[:], r.Bytes(len(c.random), "random"))
		c.expires = time.UnixMilli(int64(r.U64("expires")))
		for _, name := range [...]*string{&c.user, &c.domain} {
			size := r.U16("name")
			if size > maxCookieName {
				r.Fail(wire.ErrRange, "name")
			}
			*name = string(r.Bytes(int(size), "name"))
		}
		k.list = append(k.list, c)
	}
}
