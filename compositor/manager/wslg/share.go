package wslg

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
)

const (
	// Dir is where the share is on both sides.
	Dir = "/mnt/wslg"
	// ControlName is the socket in it on which people's commands are heard.
	ControlName = "oriel.sock"
)

// The names in a share.
const (
	xDir       = ".X11-unix"
	runtimeDir = "runtime-dir" // of the first user
	userDirs   = "run/user"    // with one for each user
	hidden     = ".sockets"    // nobody else's
	distroDir  = "distro"
	versions   = "versions.txt"
	docDir     = "doc"
)

// Config says what a share is like. Only UIDs has no default.
type Config struct {
	Dir      string   // default Dir
	Versions string   // file that is shown as versions.txt; default /etc/versions.txt
	Doc      string   // directory that is shown as doc; default /usr/share/doc
	UIDs     []uint32 // who has a display, the first one's directory being runtime-dir
	Log      *slog.Logger
}

// ErrUsers says that nobody is to have a display, or somebody twice.
var ErrUsers = errors.New("the list of users is empty, or names one twice")

// A Share is /mnt/wslg on the system side.
type Share struct {
	Config
	guard *guard
}

// Open makes the share, or takes over the one that is there: under WSL its
// init has made it, and after a manager's death the predecessor.
func Open(c Config) (*Share, error) {
	for _, d := range []struct {
		field *string
		value string
	}{{&c.Dir, Dir}, {&c.Versions, "/etc/versions.txt"}, {&c.Doc, "/usr/share/doc"}} {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	seen := map[uint32]bool{}
	for _, uid := range c.UIDs {
		seen[uid] = true
	}
	if len(seen) == 0 || len(seen) != len(c.UIDs) {
		return nil, ErrUsers
	}
	s := &Share{Config: c}
	if err := s.mount(); err != nil {
		return nil, fmt.Errorf("cannot make the share %s: %w", c.Dir, err)
	}
	if err := s.directories(); err != nil {
		return nil, fmt.Errorf("cannot make the share %s: %w", c.Dir, err)
	}
	for desktop, name := range rdpFiles {
		if err := os.WriteFile(s.path(name), []byte(RDPFile(desktop)), 0o644); err != nil {
			return nil, fmt.Errorf("cannot make the share %s: %w", c.Dir, err)
		}
	}
	for source, target := range map[string]string{c.Versions: versions, c.Doc: docDir} {
		if err := s.bind(source, target); errors.Is(err, fs.ErrNotExist) {
			c.Log.Info("The share has one part less", "err", err)
		} else if err != nil {
			return nil, fmt.Errorf("cannot show %s in the share: %w", source, err)
		}
	}
	return s, nil
}

func (s *Share) path(name string) string { return filepath.Join(s.Dir, name) }

// mount makes the file system, whose mounts are then seen by the user distro
// too. Without an option for the mode it looks as WSL's does.
func (s *Share) mount() error {
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return err
	}
	v, err := mountns.Here().Look(s.Dir)
	if err != nil {
		return err
	}
	if !v.MountRoot {
		if err := unix.Mount("none", s.Dir, "tmpfs", 0, ""); err != nil {
			return err
		}
	}
	return unix.Mount("", s.Dir, "", unix.MS_SHARED, "")
}

// directories makes them, or sets their owners right: WSL's init leaves one
// with mode 0777.
func (s *Share) directories() error {
	root, err := os.OpenRoot(s.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	type dir struct {
		name string
		uid  uint32
		mode fs.FileMode
	}
	dirs := []dir{
		{".", 0, 0o755}, {hidden, 0, 0o700}, {xDir, 0, 0o755}, {"run", 0, 0o755}, {userDirs, 0, 0o755},
		{runtimeDir, s.UIDs[0], 0o700},
	}
	for _, uid := range s.UIDs[1:] {
		dirs = append(dirs, dir{s.userDir(uid), uid, 0o700})
	}
	for _, d := range dirs {
		if err := own(root, d.name, d.uid, d.mode); err != nil {
			return err
		}
	}
	// Everybody's directory has a name that can be told from the uid.
	err = root.Symlink("../../"+runtimeDir, filepath.Join(userDirs, number(s.UIDs[0])))
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// userDir is a user's directory in the share.
func (s *Share) userDir(uid uint32) string {
	if uid == s.UIDs[0] {
		return runtimeDir
	}
	return filepath.Join(userDirs, number(uid))
}

func number(uid uint32) string { return strconv.FormatUint(uint64(uid), 10) }

// own makes a directory with an owner, whose own group has the same number as
// is usual, or gives it to them.
func own(root *os.Root, name string, uid uint32, mode fs.FileMode) error {
	if err := root.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := root.Lstat(name)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s: %w", name, mountns.ErrSymlink)
	}
	if err := root.Chmod(name, mode); err != nil {
		return err
	}
	return root.Lchown(name, int(uid), int(uid))
}

// bind shows a file or directory of ours in the share.
func (s *Share) bind(source, name string) error {
	tree, err := mountns.CloneTree(source, 0)
	if err != nil {
		return err
	}
	defer tree.Close()
	here, target := mountns.Here(), s.path(name)
	ours, err := os.Stat(source)
	if err != nil {
		return err
	}
	if v, err := here.Look(target); err == nil && v.MountRoot {
		if theirs, err := os.Stat(target); err == nil && os.SameFile(ours, theirs) {
			return nil
		}
	}
	m, err := here.Attach(tree, target)
	if err != nil {
		return err
	}
	return m.Close()
}

// Close stops what looks after the share, and leaves all that is in it.
func (s *Share) Close() error {
	s.guard.close()
	return nil
}
