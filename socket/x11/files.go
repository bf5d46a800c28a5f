package x11

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// A claimedFile is a file that we made and will remove, if it is still ours.
type claimedFile struct {
	path string
	made os.FileInfo
}

func claimFile(path string) (claimedFile, error) {
	made, err := os.Lstat(path)
	return claimedFile{path, made}, err
}

func (f claimedFile) remove() error {
	if f.made == nil {
		return nil
	}
	// The inode number of a removed file is soon given again: the time decides.
	now, err := os.Lstat(f.path)
	if err != nil || !os.SameFile(now, f.made) || !now.ModTime().Equal(f.made.ModTime()) {
		return nil
	}
	return os.Remove(f.path)
}

// prepareDir makes the directory of X sockets, writable for everyone and
// sticky, as the X servers do. One that is there already is used as it is, if
// it is a directory in which another user cannot replace our socket.
func prepareDir(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		err = os.Chmod(dir, os.ModeSticky|0o777)
	}
	if err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%w: %w", ErrDir, err)
	}
	return checkDir(dir)
}

// Check reports why Claim could not use the directory of X sockets below dir
// (empty means /tmp). It changes nothing; a directory that Claim would make is
// fine.
func Check(dir string) error {
	if dir == "" {
		dir = defaultDir
	}
	sockets := filepath.Join(dir, socketDir)
	if _, err := os.Lstat(sockets); !errors.Is(err, os.ErrNotExist) {
		return checkDir(sockets)
	}
	if err := unix.Access(dir, unix.W_OK|unix.X_OK); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDir, dir, err)
	}
	return nil
}

func checkDir(dir string) error {
	var st unix.Stat_t
	if err := unix.Lstat(dir, &st); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDir, dir, err)
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		return fmt.Errorf("%w: %s is not a directory", ErrDir, dir)
	}
	if st.Uid != 0 && int(st.Uid) != os.Getuid() {
		return fmt.Errorf("%w: %s belongs to uid %d", ErrDir, dir, st.Uid)
	}
	if st.Mode&0o022 != 0 && st.Mode&unix.S_ISVTX == 0 {
		return fmt.Errorf("%w: %s is writable for others and not sticky (chmod 1777)", ErrDir, dir)
	}
	if err := unix.Access(dir, unix.W_OK|unix.X_OK); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDir, dir, err)
	}
	return nil
}

// lockDisplay writes the lock file .Xn-lock in the manner of the X servers: a
// PID in ten columns, complete before it appears under its name.
func lockDisplay(dir string, n int, socket string) (claimedFile, error) {
	path := filepath.Join(dir, fmt.Sprintf(".X%d-lock", n))
	tmp, err := os.CreateTemp(dir, fmt.Sprintf(".tX%d-lock-*", n))
	if err != nil {
		return claimedFile{}, err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	if _, err := fmt.Fprintf(tmp, "%10d\n", os.Getpid()); err != nil {
		return claimedFile{}, err
	}
	if err := tmp.Chmod(0o444); err != nil {
		return claimedFile{}, err
	}
	for range 3 {
		err = os.Link(tmp.Name(), path)
		if err == nil {
			return claimFile(path)
		}
		if !errors.Is(err, os.ErrExist) {
			return claimedFile{}, err
		}
		if err := removeStaleLock(path, socket); err != nil {
			return claimedFile{}, err
		}
	}
	return claimedFile{}, fmt.Errorf("%w: %s comes back", ErrTaken, path)
}

// removeStaleLock removes the lock of a process that is dead. The lock may have
// been written in another PID namespace: a server that answers is alive.
func removeStaleLock(path, socket string) error {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil // its owner was faster
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTaken, err)
	}
	defer f.Close()
	// Two who find the same stale lock go one after the other; the second
	// sees that the file under the name has changed.
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrTaken, path, err)
	}
	pid, err := readPID(f)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrTaken, path, err)
	}
	if alive(pid) {
		return fmt.Errorf("%w by process %d", ErrTaken, pid)
	}
	if answers(socket) {
		return fmt.Errorf("%w: a server answers on %s", ErrTaken, socket)
	}
	opened, err := f.Stat()
	if err != nil {
		return err
	}
	if now, err := os.Lstat(path); err != nil || !os.SameFile(now, opened) {
		return nil
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("%w: a stale lock of another user: %w", ErrTaken, err)
	}
	return nil
}

func readPID(r io.Reader) (int, error) {
	b, err := io.ReadAll(io.LimitReader(r, 32))
	if err != nil {
		return 0, err
	}
	pid, err := strconv.Atoi(string(bytes.TrimSpace(b)))
	if err != nil || pid <= 0 {
		return 0, errors.New("the lock file holds no PID")
	}
	return pid, nil
}

func alive(pid int) bool {
	return !errors.Is(unix.Kill(pid, 0), unix.ESRCH)
}
