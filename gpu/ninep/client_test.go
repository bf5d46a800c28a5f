package ninep

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// A client speaks 9P2000.L as far as the tests need it.
type client struct {
	t    testing.TB
	conn io.ReadWriter
	tag  uint16
}

// share serves a directory and returns a client that has agreed on a version.
func share(t testing.TB, dir string, o Options) *client {
	t.Helper()
	c := connect(t, dir, o)
	w := &writer{}
	w.u32(MaxMsize)
	w.str(version)
	r, err := c.ask(tversion, w)
	if err != nil || r.u32() != MaxMsize || r.str() != version {
		t.Fatalf("version: %v", err)
	}
	return c
}

func connect(t testing.TB, dir string, o Options) *client {
	t.Helper()
	f, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, b := net.Pipe()
	done := make(chan error, 1)
	go func() {
		err := Serve(b, f, o)
		b.Close()
		f.Close()
		done <- err // last: who counts descriptors then finds none of these
	}()
	t.Cleanup(func() {
		a.Close()
		if err := <-done; err != nil && !errors.Is(err, ErrMessage) && !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("the server: %v", err)
		}
	})
	return &client{t: t, conn: a}
}

// ask sends a request and gives the body of the reply, or its error.
func (c *client) ask(kind byte, body *writer) (*reader, error) {
	c.t.Helper()
	c.tag++
	w := &writer{}
	w.u32(uint32(headerSize + len(body.b)))
	w.u8(kind)
	w.u16(c.tag)
	if _, err := c.conn.Write(append(w.b, body.b...)); err != nil {
		return &reader{}, err
	}
	var size [4]byte
	if _, err := io.ReadFull(c.conn, size[:]); err != nil {
		return &reader{}, err
	}
	msg := make([]byte, binary.LittleEndian.Uint32(size[:]))
	copy(msg, size[:])
	if _, err := io.ReadFull(c.conn, msg[4:]); err != nil {
		return &reader{}, err
	}
	got, tag, rest, err := header(msg)
	if err != nil || tag != c.tag || len(msg) > MaxMsize {
		c.t.Fatalf("reply %x: %v", msg[:min(len(msg), 64)], err)
	}
	r := &reader{b: rest}
	switch got {
	case kind + 1:
		return r, nil
	case rlerror:
		return &reader{}, unix.Errno(r.u32())
	}
	c.t.Fatalf("reply of type %d to %d", got, kind)
	return nil, nil
}

// u32s are the fields of many requests.
func u32s(v ...uint32) *writer {
	w := &writer{}
	for _, x := range v {
		w.u32(x)
	}
	return w
}

func (c *client) attach(fid uint32, name string) error {
	w := u32s(fid, noFid)
	w.str("nobody")
	w.str(name)
	w.u32(noFid)
	_, err := c.ask(tattach, w)
	return err
}

// walk returns the qids of the names that were found.
func (c *client) walk(from, to uint32, names ...string) ([]qid, error) {
	w := u32s(from, to)
	w.u16(uint16(len(names)))
	for _, name := range names {
		w.str(name)
	}
	r, err := c.ask(twalk, w)
	if err != nil {
		return nil, err
	}
	qids := make([]qid, r.u16())
	for i := range qids {
		qids[i] = r.qid()
	}
	return qids, nil
}

func (r *reader) qid() qid {
	kind := r.take(1)
	r.u32()
	q := qid{path: r.u64()}
	if kind != nil {
		q.kind = kind[0]
	}
	return q
}

func (c *client) lopen(fid, flags uint32) error {
	_, err := c.ask(tlopen, u32s(fid, flags))
	return err
}

func (c *client) clunk(fid uint32) error {
	_, err := c.ask(tclunk, u32s(fid))
	return err
}

func (c *client) read(fid uint32, offset uint64, count uint32) ([]byte, error) {
	w := u32s(fid)
	w.u64(offset)
	w.u32(count)
	r, err := c.ask(tread, w)
	if err != nil {
		return nil, err
	}
	return r.take(int(r.u32())), nil
}

// file reads a whole file at a path below the root, which is fid 0.
func (c *client) file(names ...string) (string, error) {
	const fid = 1 << 30
	if q, err := c.walk(0, fid, names...); err != nil || len(q) < len(names) {
		return "", errors.Join(err, unix.ENOENT)
	}
	defer c.clunk(fid)
	if err := c.lopen(fid, unix.O_RDONLY); err != nil {
		return "", err
	}
	var all []byte
	for {
		b, err := c.read(fid, uint64(len(all)), 1<<20)
		if err != nil || len(b) == 0 {
			return string(all), err
		}
		all = append(all, b...)
	}
}

// list reads a whole directory in pieces of a size.
func (c *client) list(fid, size uint32) (map[string]qid, error) {
	names := map[string]qid{}
	for offset := uint64(0); ; {
		w := u32s(fid)
		w.u64(offset)
		w.u32(size)
		r, err := c.ask(treaddir, w)
		if err != nil {
			return nil, err
		}
		if r.u32() == 0 {
			return names, nil
		}
		for len(r.b) > 0 {
			q := r.qid()
			offset = r.u64()
			r.take(1)
			name := r.str()
			if _, twice := names[name]; twice {
				c.t.Errorf("%s twice", name)
			}
			names[name] = q
		}
	}
}
