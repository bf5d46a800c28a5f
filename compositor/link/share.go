package link

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
)

// errNotShared says that memory is no ordinary file.
var errNotShared = errors.New("not a regular file")

// reopen opens a file anew, for reading only: the app's own descriptor would
// let its holder write into the app. It fails where the file's mode does not
// let us read it.
func reopen(fd int) (*os.File, error) {
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return nil, err
	}
	// To open a device or a pipe has effects of its own.
	if st.Mode&unix.S_IFMT != unix.S_IFREG {
		return nil, errNotShared
	}
	n, err := unix.Open("/proc/self/fd/"+strconv.Itoa(fd), unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(n), "shared"), nil
}

const seals = unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_WRITE | unix.F_SEAL_SEAL

// sealed makes a memory file of that size which nobody can change after fill
// has.
func sealed(size int, fill func(fd int)) (*os.File, error) {
	fd, err := unix.MemfdCreate("oriel", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, fmt.Errorf("cannot make shared memory: %w", err)
	}
	defer unix.Close(fd)
	if err := unix.Ftruncate(fd, int64(size)); err != nil {
		return nil, fmt.Errorf("cannot make %d bytes of shared memory: %w", size, err)
	}
	fill(fd)
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, seals); err != nil {
		return nil, fmt.Errorf("cannot seal shared memory: %w", err)
	}
	return reopen(fd)
}

// copyPixels makes a sealed file of a buffer's pixels. What the owner has cut
// off stays black: the kernel stops to read there.
func copyPixels(b *scene.Buffer) (f *os.File, size int, err error) {
	err = b.Read(func(p scene.Pixels) error {
		size = p.Stride * p.Height
		f, err = sealed(size, func(fd int) { writeAll(fd, p.Pix[:min(size, len(p.Pix))], 0) })
		return err
	})
	return f, size, err
}

// writeAll writes b at an offset and returns the offset behind it.
func writeAll(fd int, b []byte, at int64) int64 {
	end := at + int64(len(b))
	for len(b) > 0 {
		n, err := unix.Pwrite(fd, b, at)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if n <= 0 || err != nil {
			break
		}
		b, at = b[n:], at+int64(n)
	}
	return end
}

// readBlob reads a file of exactly that size.
func readBlob(f *os.File, size int) ([]byte, error) {
	var st unix.Stat_t
	if err := unix.Fstat(int(f.Fd()), &st); err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG || st.Size != int64(size) {
		return nil, fmt.Errorf("%w: a picture of another size", ErrProtocol)
	}
	b := make([]byte, size)
	for at := 0; at < size; {
		n, err := unix.Pread(int(f.Fd()), b[at:], int64(at))
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if n <= 0 || err != nil {
			return nil, fmt.Errorf("%w: a picture cut short", ErrProtocol)
		}
		at += n
	}
	return b, nil
}
