package ninep

import (
	"bytes"
	"encoding/binary"
	"errors"

	"golang.org/x/sys/unix"
)

const (
	getattrBasic = 0x7ff // mode to blocks, all that stat has
	v9fsMagic    = 0x01021997

	// Flags of Tlopen, which are those of the generic Linux architecture.
	openAccess   = 0x3
	openCreate   = 0o100
	openTruncate = 0o1000

	// The header of a struct linux_dirent64: ino[8] off[8] reclen[2] type[1].
	direntHeader = 19
)

// openat opens a path below the root. Nothing leads out: no "..", no link, no
// other file system.
func (s *server) openat(path string, flags uint64) (int, error) {
	how := unix.OpenHow{
		Flags:   flags | unix.O_CLOEXEC | unix.O_NOFOLLOW,
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_XDEV,
	}
	for range 100 {
		// EAGAIN: somebody renames at this very moment.
		fd, err := unix.Openat2(s.root, path, &how)
		if !errors.Is(err, unix.EAGAIN) && !errors.Is(err, unix.EINTR) {
			return fd, err
		}
	}
	return -1, unix.EAGAIN
}

// stat looks at a path; a link is looked at itself.
func (s *server) stat(path string) (*unix.Stat_t, error) {
	fd, err := s.openat(path, unix.O_PATH)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return nil, err
	}
	return &st, nil
}

// statFid looks at a fid, open or not.
func (s *server) statFid(f *fid) (*unix.Stat_t, error) {
	if f.fd < 0 {
		return s.stat(f.path)
	}
	var st unix.Stat_t
	if err := unix.Fstat(f.fd, &st); err != nil {
		return nil, err
	}
	return &st, nil
}

func qidOf(st *unix.Stat_t) qid {
	q := qid{path: st.Ino} // one file system, so that this is unique
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFDIR:
		q.kind = qtDir
	case unix.S_IFLNK:
		q.kind = qtSymlink
	}
	return q
}

// lopen: Tlopen fid[4] flags[4].
func (s *server) lopen(r *reader, w *writer) error {
	n, flags := r.u32(), r.u32()
	if !r.end() {
		r.bad = true
		return nil
	}
	f, err := s.fid(n)
	switch {
	case err != nil:
		return err
	case f.fd >= 0:
		return unix.EINVAL
	case flags&openAccess != unix.O_RDONLY || flags&(openCreate|openTruncate) != 0:
		return unix.EROFS
	case s.open >= maxOpen:
		return unix.EMFILE
	}
	st, err := s.stat(f.path)
	if err != nil {
		return err
	}
	// Before it is opened: opening a device or a pipe does things.
	mode := st.Mode & unix.S_IFMT
	if mode != unix.S_IFREG && mode != unix.S_IFDIR {
		return unix.EACCES
	}
	fd, err := s.openat(f.path, unix.O_RDONLY|unix.O_NONBLOCK|unix.O_NOCTTY)
	if err != nil {
		return err
	}
	var opened unix.Stat_t
	if err := unix.Fstat(fd, &opened); err != nil || opened.Mode&unix.S_IFMT != mode {
		unix.Close(fd)
		return unix.EACCES
	}
	f.fd, f.dir = fd, mode == unix.S_IFDIR
	s.open++
	w.qid(qidOf(&opened))
	w.u32(0) // iounit: as much as a message takes
	return nil
}

// opened is a fid that must be open, as a directory or as a file.
func (s *server) opened(n uint32, dir bool) (*fid, error) {
	f, err := s.fid(n)
	switch {
	case err != nil:
		return nil, err
	case f.fd < 0:
		return nil, unix.EBADF
	case f.dir && !dir:
		return nil, unix.EISDIR
	case !f.dir && dir:
		return nil, unix.ENOTDIR
	}
	return f, nil
}

// read: Tread fid[4] offset[8] count[4].
func (s *server) read(r *reader, w *writer) error {
	n, offset, count := r.u32(), r.u64(), r.u32()
	if !r.end() {
		r.bad = true
		return nil
	}
	f, err := s.opened(n, false)
	if err != nil {
		return err
	}
	if offset > 1<<63-1 {
		return unix.EINVAL
	}
	at := len(w.b)
	w.u32(0)
	data := len(w.b)
	w.b = append(w.b, make([]byte, min(count, s.msize-readHeader))...)
	got, err := pread(f.fd, w.b[data:], int64(offset))
	if err != nil {
		return err
	}
	w.b = w.b[:data+got]
	binary.LittleEndian.PutUint32(w.b[at:], uint32(got))
	return nil
}

func pread(fd int, b []byte, offset int64) (int, error) {
	for {
		n, err := unix.Pread(fd, b, offset)
		if !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}

// readdir: Treaddir fid[4] offset[8] count[4]; the reply is
// count[4] data[count], with qid[13] offset[8] type[1] name[s] per entry.
func (s *server) readdir(r *reader, w *writer) error {
	n, offset, count := r.u32(), r.u64(), r.u32()
	if !r.end() {
		r.bad = true
		return nil
	}
	f, err := s.opened(n, true)
	if err != nil {
		return err
	}
	if _, err := unix.Seek(f.fd, int64(offset), 0); err != nil {
		return err
	}
	at := len(w.b)
	w.u32(0)
	data := len(w.b)
	limit := data + int(min(count, s.msize-readHeader))
	// An entry takes at most five bytes more here than in the kernel's form.
	buf := make([]byte, 16<<10)
	for full := false; !full; {
		got, err := unix.Getdents(f.fd, buf)
		if err != nil && len(w.b) == data {
			return err
		}
		if err != nil || got <= 0 {
			break
		}
		full = !s.entries(f, buf[:got], w, limit)
	}
	binary.LittleEndian.PutUint32(w.b[at:], uint32(len(w.b)-data))
	return nil
}

// entries translates what getdents64 gave, and reports whether all of it fit
// below the limit.
func (s *server) entries(f *fid, b []byte, w *writer, limit int) bool {
	for len(b) >= direntHeader {
		size := int(binary.NativeEndian.Uint16(b[16:]))
		if size < direntHeader || size > len(b) {
			return false
		}
		name := b[direntHeader:size]
		if i := bytes.IndexByte(name, 0); i >= 0 {
			name = name[:i]
		}
		if len(w.b)+qidSize+8+1+2+len(name) > limit {
			return false
		}
		q := qid{path: binary.NativeEndian.Uint64(b)}
		kind := b[18]
		switch kind {
		case unix.DT_DIR:
			q.kind = qtDir
		case unix.DT_LNK:
			q.kind = qtSymlink
		}
		w.qid(q)
		w.u64(binary.NativeEndian.Uint64(b[8:]))
		w.u8(kind)
		w.str(string(name))
		b = b[size:]
	}
	return true
}

// getattr: Tgetattr fid[4] request_mask[8]; the reply is valid[8] qid[13]
// mode[4] uid[4] gid[4] nlink[8] rdev[8] size[8] blksize[8] blocks[8] and the
// seconds and nanoseconds of atime, mtime, ctime and btime, gen[8], and
// data_version[8].
func (s *server) getattr(r *reader, w *writer) error {
	n, _ := r.u32(), r.u64()
	if !r.end() {
		r.bad = true
		return nil
	}
	f, err := s.fid(n)
	if err != nil {
		return err
	}
	st, err := s.statFid(f)
	if err != nil {
		return err
	}
	w.u64(getattrBasic)
	w.qid(qidOf(st))
	mode := st.Mode
	if mode&unix.S_IFMT != unix.S_IFLNK {
		mode &^= 0o222 // fmask and dmask of the original
	}
	w.u32(mode)
	w.u32(st.Uid)
	w.u32(st.Gid)
	for _, v := range []int64{int64(st.Nlink), int64(st.Rdev), st.Size, int64(st.Blksize), st.Blocks} {
		w.u64(uint64(v))
	}
	for _, t := range []unix.Timespec{st.Atim, st.Mtim, st.Ctim, {}} {
		w.u64(uint64(t.Sec))
		w.u64(uint64(t.Nsec))
	}
	w.u64(0)
	w.u64(0)
	return nil
}

// statfs: Tstatfs fid[4]; the reply is type[4] bsize[4] blocks[8] bfree[8]
// bavail[8] files[8] ffree[8] fsid[8] namelen[4].
func (s *server) statfs(r *reader, w *writer) error {
	n := r.u32()
	if !r.end() {
		r.bad = true
		return nil
	}
	if _, err := s.fid(n); err != nil {
		return err
	}
	var st unix.Statfs_t
	if err := unix.Fstatfs(s.root, &st); err != nil {
		return err
	}
	w.u32(v9fsMagic)
	w.u32(uint32(st.Bsize))
	w.u64(st.Blocks)
	w.u64(st.Bfree)
	w.u64(st.Bavail)
	w.u64(st.Files)
	w.u64(st.Ffree)
	w.u64(0)
	w.u32(maxName)
	return nil
}

// readlink: Treadlink fid[4]; the reply is target[s].
func (s *server) readlink(r *reader, w *writer) error {
	n := r.u32()
	if !r.end() {
		r.bad = true
		return nil
	}
	f, err := s.fid(n)
	if err != nil {
		return err
	}
	fd, err := s.openat(f.path, unix.O_PATH)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	buf := make([]byte, min(maxPath, s.msize-headerSize-2))
	got, err := unix.Readlinkat(fd, "", buf)
	if errors.Is(err, unix.ENOENT) {
		return unix.EINVAL // no link
	}
	if err != nil {
		return err
	}
	w.str(string(buf[:got]))
	return nil
}
