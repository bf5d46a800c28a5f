package wslg

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// backlog is how many clients may wait, for instance while Xwayland starts.
const backlog = 128

// A Socket is one that the share listens on.
type Socket struct {
	Name string // for a Keeper, and for Sockets of a successor
	Kind control.ListenerKind
	UID  uint32   // whose it is
	Path string   // where clients find it
	File *os.File // listening
	Lock *os.File // its lock file, held; nil if its kind has none
	home string   // where it is in our own directory
	made bool
}

// LockName is the Lock's name for a Keeper.
func (s *Socket) LockName() string { return s.Name + lockSuffix }

// Listener is the socket for the child that serves it.
func (s *Socket) Listener() control.Listener {
	return control.Listener{Kind: s.Kind, UID: s.UID, File: s.File}
}

// Sockets are all that the share listens on: X0, a wayland-0 for each user,
// and the control socket, which asks who its peer is. What a predecessor
// listened on, by name, is used again and taken out of the map, so that a
// client that waits there is not lost. A goroutine looks after them from now
// on, until Close.
func (s *Share) Sockets(inherited map[string]*os.File) ([]*Socket, error) {
	all := []*Socket{
		{Name: "x11", Kind: control.ListenX11, Path: s.path(xDir + "/X0")},
		{Name: "control", Kind: control.ListenControl, Path: s.ControlPath()},
	}
	for _, uid := range s.UIDs {
		all = append(all, &Socket{Name: "wayland-" + number(uid), Kind: control.ListenWayland, UID: uid,
			Path: s.path(filepath.Join(s.userDir(uid), "wayland-0"))})
	}
	for i, k := range all {
		if err := s.open(k, inherited); err != nil {
			closeSockets(all[:i+1])
			return nil, fmt.Errorf("cannot listen on %s: %w", k.Path, err)
		}
	}
	g, err := newGuard(s, all)
	if err != nil {
		closeSockets(all)
		return nil, err
	}
	s.guard = g
	return all, nil
}

// ControlPath is where people's commands find the compositor.
func (s *Share) ControlPath() string { return s.path(ControlName) }

func closeSockets(all []*Socket) {
	for _, k := range all {
		for _, f := range []*os.File{k.File, k.Lock} {
			if f != nil {
				f.Close()
			}
		}
	}
}

func (s *Share) open(k *Socket, inherited map[string]*os.File) error {
	if f := inherited[k.Name]; f != nil {
		delete(inherited, k.Name)
		if k.home = listensAt(f); filepath.Dir(k.home) == s.path(hidden) {
			k.File = f
		} else {
			f.Close()
		}
	}
	if k.File == nil {
		if err := s.forget(k.Name); err != nil {
			return err
		}
		// Never a name of before: what is at it says which socket it is.
		k.home, k.made = s.path(filepath.Join(hidden, k.Name+"."+rand.Text())), true
		var err error
		if k.File, err = listenAt(k.home, k.mode(), k.UID); err != nil {
			return err
		}
	}
	if k.Kind == control.ListenWayland {
		if err := s.lock(k, inherited); err != nil {
			return err
		}
	}
	if err := s.link(k); err != nil && !errors.Is(err, errOccupied) {
		return err
	}
	return nil
}

// forget removes what is left of sockets of a name.
func (s *Share) forget(name string) error {
	old, err := filepath.Glob(s.path(filepath.Join(hidden, name+".*")))
	for _, path := range old {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// mode lets its user in, or everybody where the server asks who it is.
func (k *Socket) mode() fs.FileMode {
	if k.Kind == control.ListenWayland {
		return 0o600
	}
	return 0o666
}

// listenAt makes a listening socket in our own directory.
func listenAt(path string, mode fs.FileMode, uid uint32) (*os.File, error) {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	f := os.NewFile(uintptr(fd), path)
	err = unix.Bind(fd, &unix.SockaddrUnix{Name: path})
	if err == nil {
		err = errors.Join(os.Chmod(path, mode), os.Lchown(path, int(uid), int(uid)), unix.Listen(fd, backlog))
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// listensAt is the path of a predecessor's socket that listens, if it is still
// there.
func listensAt(f *os.File) (path string) {
	c, err := f.SyscallConn()
	if err != nil {
		return ""
	}
	_ = c.Control(func(fd uintptr) {
		listening, err := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
		name, err2 := unix.Getsockname(int(fd))
		if a, ok := name.(*unix.SockaddrUnix); ok && err == nil && err2 == nil && listening == 1 {
			path = a.Name
		}
	})
	if info, err := os.Lstat(path); err != nil || info.Mode().Type() != fs.ModeSocket {
		return ""
	}
	return path
}

// lockSuffix makes the name of a lock file from that of its socket.
const lockSuffix = ".lock"

// lock holds a Wayland socket's lock file, as libwayland-server does: another
// compositor of the user's then takes another name.
func (s *Share) lock(k *Socket, inherited map[string]*os.File) error {
	path := k.home + lockSuffix
	if f := inherited[k.LockName()]; f != nil {
		delete(inherited, k.LockName())
		now, err := os.Lstat(path)
		held, err2 := f.Stat()
		if err == nil && err2 == nil && os.SameFile(now, held) {
			k.Lock = f
			return nil
		}
		f.Close()
	}
	_ = os.Remove(path) // a predecessor's, whom nobody asks any more
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	k.Lock = f
	if err := f.Chown(int(k.UID), int(k.UID)); err != nil {
		return err
	}
	return flock(f)
}

func flock(f *os.File) (err error) {
	c, err := f.SyscallConn()
	if err != nil {
		return err
	}
	cerr := c.Control(func(fd uintptr) { err = unix.Flock(int(fd), unix.LOCK_EX|unix.LOCK_NB) })
	return errors.Join(err, cerr)
}

// link puts a socket, and its lock file, where clients look, if they are not
// there. In a user's own directory what the user has put there stays.
func (s *Share) link(k *Socket) error {
	root, err := os.OpenRoot(s.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	home, name := k.home[len(s.Dir)+1:], k.Path[len(s.Dir)+1:]
	replace := k.UID == 0 || k.made
	if k.Lock != nil {
		if err := link(root, home+lockSuffix, name+lockSuffix, replace); err != nil {
			return err
		}
	}
	return link(root, home, name, replace)
}

// link gives a file a second name.
func link(root *os.Root, home, name string, replace bool) error {
	err := root.Link(home, name)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	ours, err := root.Lstat(home)
	if err != nil {
		return err
	}
	if theirs, err := root.Lstat(name); err == nil && os.SameFile(ours, theirs) {
		return nil
	}
	if !replace {
		return errOccupied
	}
	next := filepath.Join(hidden, ".next")
	_ = root.Remove(next)
	if err := root.Link(home, next); err != nil {
		return err
	}
	return root.Rename(next, name)
}

var errOccupied = errors.New("something else is in the place of the socket")
