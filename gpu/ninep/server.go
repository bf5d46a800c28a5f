package ninep

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

const version = "9P2000.L"

// What one connection may hold.
const (
	maxFids  = 1 << 16
	maxOpen  = 1 << 9
	maxBytes = 16 << 20 // of all fids' paths
	maxPath  = 4096
)

// Options are what a share can be asked for.
type Options struct {
	// Name is what the share is mounted as (aname), alone or with options
	// behind a semicolon. Empty: any name will do.
	Name string
}

// Serve answers messages until the other end closes the connection. dir stays
// with the caller.
func Serve(conn io.ReadWriter, dir *os.File, o Options) error {
	// We keep only the number; a file that nobody holds is closed.
	defer runtime.KeepAlive(dir)
	s, err := newServer(int(dir.Fd()), o)
	if err != nil {
		return err
	}
	defer s.reset()
	var size [4]byte
	in, out := make([]byte, MaxMsize), make([]byte, 0, MaxMsize)
	for {
		if _, err := io.ReadFull(conn, size[:]); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("cannot read a message: %w", err)
		}
		n := binary.LittleEndian.Uint32(size[:])
		if n < headerSize || n > s.msize {
			return fmt.Errorf("%w: of %d bytes", ErrMessage, n)
		}
		copy(in, size[:])
		if _, err := io.ReadFull(conn, in[4:n]); err != nil {
			return fmt.Errorf("cannot read a message: %w", err)
		}
		if out, err = s.handle(in[:n], out[:0]); err != nil {
			return err
		}
		if _, err := conn.Write(out); err != nil {
			return fmt.Errorf("cannot send a reply: %w", err)
		}
	}
}

// A fid is the other end's name of a file: a path below the root, which is
// looked up for each use, and a descriptor once it is open.
type fid struct {
	path string // "." is the root
	fd   int    // -1: not open
	dir  bool   // if open
}

// A server is one connection.
type server struct {
	o     Options
	root  int
	ready bool // the version is agreed
	msize uint32
	fids  map[uint32]*fid
	open  int
	bytes int
}

func newServer(root int, o Options) (*server, error) {
	var st unix.Stat_t
	if err := unix.Fstat(root, &st); err != nil {
		return nil, fmt.Errorf("cannot serve a directory: %w", err)
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		return nil, fmt.Errorf("cannot serve a directory: %w", unix.ENOTDIR)
	}
	return &server{o: o, root: root, msize: MaxMsize, fids: map[uint32]*fid{}}, nil
}

// reset forgets all fids.
func (s *server) reset() {
	for n := range s.fids {
		s.drop(n)
	}
}

func (s *server) drop(n uint32) {
	f, ok := s.fids[n]
	if !ok {
		return
	}
	if f.fd >= 0 {
		unix.Close(f.fd)
		s.open--
	}
	s.bytes -= len(f.path)
	delete(s.fids, n)
}

// bind gives a fid a path; the number may be in use.
func (s *server) bind(n uint32, path string) error {
	s.drop(n)
	if len(s.fids) >= maxFids || s.bytes+len(path) > maxBytes {
		return unix.ENOMEM
	}
	s.fids[n] = &fid{path: path, fd: -1}
	s.bytes += len(path)
	return nil
}

func (s *server) fid(n uint32) (*fid, error) {
	if f, ok := s.fids[n]; ok {
		return f, nil
	}
	return nil, unix.EBADF
}

// handlers answer requests. They append the body of the reply.
var handlers = map[byte]func(s *server, r *reader, w *writer) error{
	tversion:   (*server).version,
	tattach:    (*server).attach,
	twalk:      (*server).walk,
	tlopen:     (*server).lopen,
	tread:      (*server).read,
	treaddir:   (*server).readdir,
	tgetattr:   (*server).getattr,
	tstatfs:    (*server).statfs,
	treadlink:  (*server).readlink,
	tclunk:     (*server).clunk,
	tremove:    (*server).remove,
	tflush:     (*server).flush,
	txattrwalk: (*server).xattrwalk,
}

// changes are the requests that would change something.
var changes = map[byte]bool{
	tlcreate: true, tsymlink: true, tmknod: true, trename: true, tsetattr: true, txattrcreate: true,
	tlink: true, tmkdir: true, trenameat: true, tunlinkat: true, twrite: true,
}

// handle appends the reply to one message. An error ends the connection.
func (s *server) handle(msg, out []byte) ([]byte, error) {
	kind, tag, body, err := header(msg)
	if err != nil {
		return nil, err
	}
	w := &writer{b: append(out, 0, 0, 0, 0, kind+1, 0, 0)}
	w.b = binary.LittleEndian.AppendUint16(w.b[:len(out)+5], tag)
	h, ok := handlers[kind]
	switch {
	case ok && !s.ready && kind != tversion:
		err = unix.EPROTO
	case ok:
		r := &reader{b: body}
		if err = h(s, r, w); r.bad {
			return nil, fmt.Errorf("%w: of type %d", ErrMessage, kind)
		}
	case changes[kind]:
		err = unix.EROFS
	case kind%2 != 0 || kind == rlerror-1:
		return nil, fmt.Errorf("%w: of type %d, which is no request", ErrMessage, kind)
	default:
		// Locks, fsync and authentication too.
		err = unix.EOPNOTSUPP
	}
	if err != nil {
		w.b = w.b[:len(out)+headerSize]
		w.b[len(out)+4] = rlerror
		w.u32(uint32(number(err)))
	}
	binary.LittleEndian.PutUint32(w.b[len(out):], uint32(len(w.b)-len(out)))
	return w.b, nil
}

// number is the error that the other end is told.
func number(err error) unix.Errno {
	var errno unix.Errno
	if !errors.As(err, &errno) {
		return unix.EIO
	}
	// What openat2 says of a way out is said as if there were nothing.
	if errno == unix.EXDEV {
		return unix.EACCES
	}
	return errno
}

// version: size[4] Tversion tag[2] msize[4] version[s]. It begins anew.
func (s *server) version(r *reader, w *writer) error {
	msize, v := r.u32(), r.str()
	if !r.end() {
		r.bad = true
		return nil
	}
	if msize < minMsize {
		return unix.EINVAL
	}
	s.reset()
	s.msize = min(msize, MaxMsize)
	w.u32(s.msize)
	if s.ready = v == version; !s.ready {
		w.str("unknown")
		return nil
	}
	w.str(version)
	return nil
}

// attach: Tattach fid[4] afid[4] uname[s] aname[s] n_uname[4].
func (s *server) attach(r *reader, w *writer) error {
	n, afid, _, name, _ := r.u32(), r.u32(), r.str(), r.str(), r.u32()
	if !r.end() {
		r.bad = true
		return nil
	}
	name, _, _ = strings.Cut(name, ";")
	switch {
	case afid != noFid:
		return unix.EOPNOTSUPP
	case s.o.Name != "" && name != s.o.Name:
		return unix.ENOENT
	case s.fids[n] != nil || n == noFid:
		return unix.EBADF
	}
	st, err := s.stat(".")
	if err != nil {
		return err
	}
	if err := s.bind(n, "."); err != nil {
		return err
	}
	w.qid(qidOf(st))
	return nil
}

// walk: Twalk fid[4] newfid[4] nwname[2] nwname*(wname[s]).
func (s *server) walk(r *reader, w *writer) error {
	from, to, count := r.u32(), r.u32(), int(r.u16())
	if count > maxWalk {
		r.bad = true
		return nil
	}
	names := make([]string, count)
	for i := range names {
		names[i] = r.str()
	}
	if !r.end() {
		r.bad = true
		return nil
	}
	f, err := s.fid(from)
	switch {
	case err != nil:
		return err
	case f.fd >= 0:
		return unix.EINVAL // an open fid does not walk
	case to == noFid, to != from && s.fids[to] != nil:
		return unix.EBADF
	}
	at := len(w.b)
	w.u16(0)
	path := f.path
	for i, name := range names {
		next, q, err := s.step(path, name)
		if err != nil && i == 0 {
			return err
		}
		if err != nil {
			// As far as it goes; the new fid is not made.
			binary.LittleEndian.PutUint16(w.b[at:], uint16(i))
			return nil
		}
		path = next
		w.qid(q)
	}
	binary.LittleEndian.PutUint16(w.b[at:], uint16(count))
	return s.bind(to, path)
}

// step goes from a path to a name in it.
func (s *server) step(path, name string) (string, qid, error) {
	switch {
	case name == "" || name == "." || len(name) > maxName || strings.ContainsAny(name, "/\x00"):
		return "", qid{}, unix.EINVAL
	case name == "..":
		// The parent of the root is the root.
		i := strings.LastIndexByte(path, '/')
		if path = path[:max(i, 0)]; path == "" {
			path = "."
		}
	case path == ".":
		path = name
	default:
		path += "/" + name
	}
	if len(path) > maxPath {
		return "", qid{}, unix.ENAMETOOLONG
	}
	st, err := s.stat(path)
	if err != nil {
		return "", qid{}, err
	}
	return path, qidOf(st), nil
}

// clunk: Tclunk fid[4].
func (s *server) clunk(r *reader, _ *writer) error {
	n := r.u32()
	if !r.end() {
		r.bad = true
		return nil
	}
	if _, err := s.fid(n); err != nil {
		return err
	}
	s.drop(n)
	return nil
}

// remove: Tremove fid[4]. The fid is gone, the file is not.
func (s *server) remove(r *reader, w *writer) error {
	if err := s.clunk(r, w); err != nil {
		return err
	}
	return unix.EROFS
}

// flush: Tflush oldtag[2]. What it wants to be stopped has been answered.
func (s *server) flush(r *reader, _ *writer) error {
	r.u16()
	r.bad = !r.end()
	return nil
}

// xattrwalk: Txattrwalk fid[4] newfid[4] name[s]. There are none.
func (s *server) xattrwalk(r *reader, _ *writer) error {
	n, _, _ := r.u32(), r.u32(), r.str()
	if !r.end() {
		r.bad = true
		return nil
	}
	if _, err := s.fid(n); err != nil {
		return err
	}
	return unix.ENODATA
}
