package ninep

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// drivers is a share with something in it, and something outside.
func drivers(t testing.TB) string {
	t.Helper()
	top := t.TempDir()
	dir := filepath.Join(top, "drivers")
	big := strings.Repeat("0123456789abcdef", 20000)
	for path, text := range map[string]string{
		"secret":                 "outside",
		"drivers/a.so":           "library",
		"drivers/nv/lib/deep.so": "deep",
		"drivers/big":            big,
		"drivers/empty":          "",
	} {
		path = filepath.Join(top, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"up": "../secret", "root": "/", "here": "nv", "abs": "/etc/passwd"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := unix.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func attached(t testing.TB, dir string) *client {
	t.Helper()
	c := share(t, dir, Options{})
	if err := c.attach(0, "drivers"); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFilesAreRead(t *testing.T) {
	dir := drivers(t)
	c := attached(t, dir)
	for _, path := range []string{"a.so", "nv/lib/deep.so", "big", "empty"} {
		want, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.file(strings.Split(path, "/")...)
		if err != nil || got != string(want) {
			t.Errorf("%s: %d bytes, %v, want %d", path, len(got), err, len(want))
		}
	}
	if _, err := c.file("none"); !errors.Is(err, unix.ENOENT) {
		t.Errorf("got %v", err)
	}
}

func TestDirectoriesAreListed(t *testing.T) {
	dir := drivers(t)
	many := filepath.Join(dir, "many")
	if err := os.Mkdir(many, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 700 {
		if err := os.WriteFile(filepath.Join(many, fmt.Sprintf("%0200d", i)), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c := attached(t, dir)
	if q, err := c.walk(0, 1, "many"); err != nil || len(q) != 1 || q[0].kind != qtDir {
		t.Fatalf("%v, %v", q, err)
	}
	if err := c.lopen(1, unix.O_RDONLY|unix.O_DIRECTORY); err != nil {
		t.Fatal(err)
	}
	for _, size := range []uint32{300, 4096, 1 << 20} {
		if names, err := c.list(1, size); err != nil || len(names) != 702 {
			t.Errorf("in pieces of %d: %d names, %v", size, len(names), err)
		}
	}
	if _, err := c.read(1, 0, 1); !errors.Is(err, unix.EISDIR) {
		t.Errorf("reading a directory as a file: %v", err)
	}
	if _, err := c.walk(0, 2); err != nil {
		t.Fatal(err)
	}
	if err := c.lopen(2, unix.O_RDONLY); err != nil {
		t.Fatal(err)
	}
	names, err := c.list(2, 8192)
	if err != nil || names["here"].kind != qtSymlink || names["nv"].kind != qtDir || names["a.so"].kind != qtFile {
		t.Errorf("%v, %v", names, err)
	}
	// The same file has the same qid however it was met.
	if q, err := c.walk(0, 3, "a.so"); err != nil || q[0] != names["a.so"] {
		t.Errorf("%v, %v, want %v", q, err, names["a.so"])
	}
}

func TestNothingLeadsOut(t *testing.T) {
	dir := drivers(t)
	c := attached(t, dir)
	for _, names := range [][]string{
		{"..", "secret"}, {"nv", "..", "..", "secret"}, {"../secret"}, {"up", "x"}, {"here", "lib"},
		{"root", "etc"}, {"/etc"}, {"."}, {""}, {"a\x00b"}, {strings.Repeat("x", 256)},
	} {
		if q, err := c.walk(0, 9, names...); err == nil && len(q) == len(names) {
			t.Errorf("%q leads somewhere: %v", names, q)
			_ = c.clunk(9)
		}
	}
	for _, name := range []string{"up", "root", "here", "abs"} {
		q, err := c.walk(0, 9, name)
		if err != nil || q[0].kind != qtSymlink {
			t.Errorf("%s: %v, %v", name, q, err)
		}
		r, err := c.ask(treadlink, u32s(9))
		want, _ := os.Readlink(filepath.Join(dir, name))
		if got := r.str(); err != nil || got != want {
			t.Errorf("%s leads to %q, %v, want %q", name, got, err, want)
		}
		if err := c.lopen(9, unix.O_RDONLY); err == nil {
			t.Errorf("%s can be opened", name)
		}
		if err := c.clunk(9); err != nil {
			t.Error(err)
		}
	}
	// A directory that becomes a link after it was walked to.
	if _, err := c.walk(0, 9, "nv", "lib"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Rename(filepath.Join(dir, "nv"), filepath.Join(dir, "old")), os.Symlink("/", filepath.Join(dir, "nv"))); err != nil {
		t.Fatal(err)
	}
	if err := c.lopen(9, unix.O_RDONLY); !errors.Is(err, unix.ELOOP) {
		t.Errorf("got %v", err)
	}
	if q, err := c.walk(0, 10, "..", ".."); err != nil || len(q) != 2 {
		t.Errorf("above the root: %v, %v", q, err)
	} else if root, err := c.walk(0, 11, "..", "a.so"); err != nil || len(root) != 2 || root[0] != q[1] {
		t.Errorf("above the root is not the root: %v, %v", root, err)
	}
}

func TestDevicesAndPipesAreNotOpened(t *testing.T) {
	c := attached(t, drivers(t))
	if _, err := c.walk(0, 1, "pipe"); err != nil {
		t.Fatal(err)
	}
	if err := c.lopen(1, unix.O_RDONLY); !errors.Is(err, unix.EACCES) {
		t.Errorf("got %v", err)
	}
}

func TestOtherFileSystemsAreNotEntered(t *testing.T) {
	c := attached(t, "/")
	q, err := c.walk(0, 1, "proc", "version")
	if err == nil && len(q) == 2 {
		t.Errorf("entered /proc: %v", q)
	}
}

func TestNothingIsWritten(t *testing.T) {
	dir := drivers(t)
	c := attached(t, dir)
	if _, err := c.walk(0, 1, "a.so"); err != nil {
		t.Fatal(err)
	}
	for _, flags := range []uint32{unix.O_WRONLY, unix.O_RDWR, openTruncate, openCreate} {
		if err := c.lopen(1, flags); !errors.Is(err, unix.EROFS) {
			t.Errorf("open with %#x: %v", flags, err)
		}
	}
	for kind := range changes {
		if _, err := c.ask(kind, u32s(1, 0, 0, 0, 0)); !errors.Is(err, unix.EROFS) {
			t.Errorf("request %d: %v", kind, err)
		}
	}
	for _, kind := range []byte{tfsync, tlock, tgetlock, tauth, 2, 200} {
		if _, err := c.ask(kind, u32s(1)); !errors.Is(err, unix.EOPNOTSUPP) {
			t.Errorf("request %d: %v", kind, err)
		}
	}
	w := u32s(1, 2)
	w.str("security.capability")
	if _, err := c.ask(txattrwalk, w); !errors.Is(err, unix.ENODATA) {
		t.Errorf("xattrs: %v", err)
	}
	if _, err := c.ask(tremove, u32s(1)); !errors.Is(err, unix.EROFS) {
		t.Errorf("remove: %v", err)
	}
	if err := c.clunk(1); !errors.Is(err, unix.EBADF) {
		t.Errorf("the fid survived its removal: %v", err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "a.so")); err != nil || string(b) != "library" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestAttributes(t *testing.T) {
	dir := drivers(t)
	c := attached(t, dir)
	for name, mode := range map[string]uint32{"a.so": unix.S_IFREG | 0o444, "nv": unix.S_IFDIR | 0o555, "up": unix.S_IFLNK | 0o777} {
		if _, err := c.walk(0, 1, name); err != nil {
			t.Fatal(err)
		}
		w := u32s(1)
		w.u64(getattrBasic)
		r, err := c.ask(tgetattr, w)
		if err != nil {
			t.Fatal(err)
		}
		valid, _, got, uid := r.u64(), r.qid(), r.u32(), r.u32()
		if valid != getattrBasic || got != mode || uid != uint32(os.Getuid()) {
			t.Errorf("%s: %#x %o %d", name, valid, got, uid)
		}
		r.u32()
		links, _, size := r.u64(), r.u64(), r.u64()
		if name == "a.so" && (links != 1 || size != 7) {
			t.Errorf("%s: %d links, %d bytes", name, links, size)
		}
		if r.take(8 * 12); !r.end() {
			t.Errorf("%s: %d bytes too many", name, len(r.b))
		}
		if err := c.clunk(1); err != nil {
			t.Error(err)
		}
	}
	r, err := c.ask(tstatfs, u32s(0))
	if err != nil || r.u32() != v9fsMagic || r.u32() == 0 {
		t.Errorf("statfs: %v", err)
	}
	if r.take(6*8 + 4); !r.end() {
		t.Error("statfs is of another length")
	}
}

func TestNameOfTheShare(t *testing.T) {
	c := share(t, drivers(t), Options{Name: "drivers"})
	if err := c.attach(0, "other"); !errors.Is(err, unix.ENOENT) {
		t.Errorf("got %v", err)
	}
	if err := c.attach(0, "drivers;fmask=222;dmask=222"); err != nil {
		t.Error(err)
	}
	if err := c.attach(0, "drivers"); !errors.Is(err, unix.EBADF) {
		t.Errorf("a fid in use: %v", err)
	}
}

func TestVersionBeginsAnew(t *testing.T) {
	c := attached(t, drivers(t))
	w := u32s(8192)
	w.str("9P2000.u")
	r, err := c.ask(tversion, w)
	if msize, v := r.u32(), r.str(); err != nil || msize != 8192 || v != "unknown" {
		t.Errorf("%d %q %v", msize, v, err)
	}
	if err := c.attach(0, ""); !errors.Is(err, unix.EPROTO) {
		t.Errorf("attached without a version: %v", err)
	}
	w = u32s(100)
	w.str(version)
	if _, err := c.ask(tversion, w); !errors.Is(err, unix.EINVAL) {
		t.Errorf("tiny messages: %v", err)
	}
	w = u32s(8192)
	w.str(version)
	if _, err := c.ask(tversion, w); err != nil {
		t.Fatal(err)
	}
	if err := c.clunk(0); !errors.Is(err, unix.EBADF) {
		t.Errorf("a fid survived: %v", err)
	}
	if err := c.attach(0, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := c.walk(0, 1, "big"); err != nil {
		t.Fatal(err)
	}
	if err := c.lopen(1, 0); err != nil {
		t.Fatal(err)
	}
	if b, err := c.read(1, 0, 1<<20); err != nil || len(b) != 8192-readHeader {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

func TestWhatIsHeldIsBounded(t *testing.T) {
	c := attached(t, drivers(t))
	var err error
	n := uint32(1)
	for ; err == nil && n < 2*maxOpen; n++ {
		if _, err = c.walk(0, n, "a.so"); err == nil {
			err = c.lopen(n, 0)
		}
	}
	if !errors.Is(err, unix.EMFILE) || n < maxOpen {
		t.Errorf("%d files open, %v", n, err)
	}
	err = nil
	for ; err == nil && n < 2*maxFids; n++ {
		_, err = c.walk(0, n)
	}
	if !errors.Is(err, unix.ENOMEM) {
		t.Errorf("%d fids, %v", n, err)
	}
	if err := c.clunk(1); err != nil {
		t.Error(err)
	}
	if got, err := c.file("nv", "lib", "deep.so"); err != nil || got != "deep" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestGarbageEndsTheConnection(t *testing.T) {
	dir := drivers(t)
	for name, msg := range map[string][]byte{
		"too short":       {6, 0, 0, 0, tversion, 0, 0},
		"too long":        {0xff, 0xff, 0xff, 0x7f, tversion, 0, 0},
		"no fields":       {7, 0, 0, 0, tversion, 0, 0},
		"a reply":         {7, 0, 0, 0, tversion + 1, 0, 0},
		"an error":        {7, 0, 0, 0, rlerror - 1, 0, 0},
		"a string beyond": {13, 0, 0, 0, tversion, 0, 0, 0, 0, 1, 0, 0xff, 0xff},
	} {
		c := connect(t, dir, Options{})
		if name == "too short" || name == "too long" {
			// It does not read on.
			msg = msg[:4]
		}
		if _, err := c.conn.Write(msg); err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(c.conn); err != nil || len(b) != 0 {
			t.Errorf("%s: %x, %v", name, b, err)
		}
	}
}

func TestOnlyDirectoriesAreServed(t *testing.T) {
	f, err := os.Open(filepath.Join(drivers(t), "a.so"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := Serve(&bytes.Buffer{}, f, Options{}); !errors.Is(err, unix.ENOTDIR) {
		t.Errorf("got %v", err)
	}
}

func TestNothingLeaks(t *testing.T) {
	count := func() int {
		names, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(names)
	}
	dir := drivers(t)
	before := count()
	t.Run("connection", func(t *testing.T) {
		c := attached(t, dir)
		for n := uint32(1); n < 50; n++ {
			if _, err := c.walk(0, n, "a.so"); err != nil {
				t.Fatal(err)
			}
			if err := c.lopen(n, 0); err != nil {
				t.Fatal(err)
			}
		}
	})
	if now := count(); now > before {
		t.Errorf("%d descriptors, %d before", now, before)
	}
}

// FuzzServer sends bytes, cut into messages, to a server that is attached.
func FuzzServer(f *testing.F) {
	dir := drivers(f)
	message := func(kind byte, body *writer) []byte {
		w := &writer{}
		w.u32(uint32(headerSize + len(body.b)))
		w.u8(kind)
		w.u16(1)
		return append(w.b, body.b...)
	}
	walk := u32s(0, 1)
	walk.u16(2)
	walk.str("nv")
	walk.str("..")
	get := u32s(1)
	get.u64(getattrBasic)
	read := u32s(1)
	read.u64(0)
	read.u32(4096)
	f.Add(bytes.Join([][]byte{message(twalk, walk), message(tgetattr, get), message(tlopen, u32s(1, 0)), message(treaddir, read)}, nil))
	f.Add(bytes.Join([][]byte{message(tlopen, u32s(0, 0)), message(treaddir, read), message(tstatfs, u32s(0)), message(tclunk, u32s(0))}, nil))
	f.Add(message(txattrwalk, walk))
	f.Add(message(treadlink, u32s(0)))
	f.Fuzz(func(t *testing.T, b []byte) {
		root, err := os.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		s, err := newServer(int(root.Fd()), Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.reset()
		s.ready = true
		if err := s.bind(0, "."); err != nil {
			t.Fatal(err)
		}
		for len(b) >= headerSize {
			n := min(max(int(b[0])|int(b[1])<<8, headerSize), len(b))
			msg := append([]byte{byte(n), byte(n >> 8), 0, 0}, b[4:n]...)
			out, err := s.handle(msg, nil)
			if err != nil {
				if !errors.Is(err, ErrMessage) {
					t.Fatal(err)
				}
				return
			}
			if kind, _, _, err := header(out); err != nil || kind != msg[4]+1 && kind != rlerror || len(out) > int(s.msize) {
				t.Fatalf("reply %x to %x: %v", out, msg, err)
			}
			for _, f := range s.fids {
				if f.path != "." && (strings.HasPrefix(f.path, "/") || strings.Contains("/"+f.path+"/", "/../")) {
					t.Fatalf("a fid at %q", f.path)
				}
			}
			b = b[n:]
		}
	})
}

func BenchmarkRead(b *testing.B) {
	c := attached(b, drivers(b))
	if _, err := c.walk(0, 1, "big"); err != nil {
		b.Fatal(err)
	}
	if err := c.lopen(1, 0); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(MaxMsize - readHeader)
	for b.Loop() {
		if _, err := c.read(1, 0, MaxMsize); err != nil {
			b.Fatal(err)
		}
	}
}
