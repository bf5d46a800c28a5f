package overlay

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// maxEntries bounds the report of a layer; WSL's have some thirty files.
const maxEntries = 10000

// Scan looks at the system side, whose file system begins at root, usually
// "/". It follows no symbolic links in the layers.
func Scan(root string, c Config) Found {
	exists := func(name string) bool {
		_, err := os.Stat(filepath.Join(root, name))
		return name != "" && err == nil
	}
	f := Found{DXG: exists("/dev/dxg"), DRI: exists("/dev/dri"), Drivers: exists(c.Drivers), NineP: knows(root, "9p")}
	for layer, dir := range [layers]string{c.upper(), c.Packaged, c.Inbox} {
		if dir != "" {
			f.Layers[layer] = scan(filepath.Join(root, dir))
		}
	}
	return f
}

// knows reports whether the kernel has a file system, as far as it is loaded.
func knows(root, name string) bool {
	b, err := os.ReadFile(filepath.Join(root, "/proc/filesystems"))
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 0 && f[len(f)-1] == name {
			return true
		}
	}
	return false
}

func scan(dir string) Directory {
	var d Directory
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return d
	}
	d.Present = true
	// What cannot be read is left out: a report is all it is for.
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		name, rel := filepath.Rel(dir, path)
		if err != nil || rel != nil || name == "." {
			return nil
		}
		if len(d.Entries) == maxEntries {
			d.Cut = true
			return fs.SkipAll
		}
		d.Entries = append(d.Entries, entry(path, name, e))
		return nil
	})
	return d
}

func entry(path, name string, e fs.DirEntry) Entry {
	x := Entry{Name: name, Dir: e.IsDir()}
	switch {
	case e.IsDir():
		var b [1]byte
		for _, attr := range []string{"trusted.overlay.opaque", "user.overlay.opaque"} {
			if n, err := unix.Lgetxattr(path, attr, b[:]); err == nil && n == 1 && b[0] == 'y' {
				x.Opaque = true
			}
		}
	case e.Type()&fs.ModeSymlink != 0:
		x.Link, _ = os.Readlink(path)
	case e.Type()&fs.ModeCharDevice != 0:
		var st unix.Stat_t
		x.Whiteout = unix.Lstat(path, &st) == nil && st.Rdev == 0
	}
	return x
}
