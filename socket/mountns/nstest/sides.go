package nstest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// SystemSide gives this process a root directory like that of a system distro:
// the machine's, but with a /tmp and a /run of its own, and at /top documents
// and a version on an overlay that is named as WSL's is. It is to be called
// inside Private.
func SystemSide(t testing.TB) {
	t.Helper()
	const root = "/tmp/system"
	must(t, os.Mkdir(root, 0o755), unix.Mount("none", root, "tmpfs", 0, "mode=755"))
	for _, name := range []string{"bin", "dev", "etc", "home", "lib", "lib64", "proc", "sbin", "sys", "usr", "root", "var"} {
		info, err := os.Lstat("/" + name)
		switch {
		case err != nil:
		case info.Mode()&os.ModeSymlink != 0:
			link, err := os.Readlink("/" + name)
			must(t, err, os.Symlink(link, filepath.Join(root, name)))
		default:
			must(t, os.Mkdir(filepath.Join(root, name), 0o755),
				unix.Mount("/"+name, filepath.Join(root, name), "", unix.MS_BIND|unix.MS_REC, ""))
		}
	}
	// Not chroot: what starts containers needs to be at its namespace's root.
	must(t, unix.Chdir(root), unix.PivotRoot(".", "."), unix.Unmount(".", unix.MNT_DETACH), unix.Chdir("/"))
	for _, dir := range []string{"/systemvhd/etc", "/systemvhd/usr/share/doc", "/system/rw/upper", "/system/rw/work", "/top", "/run"} {
		must(t, os.MkdirAll(dir, 0o755))
	}
	must(t, os.Mkdir("/tmp", 0o755), os.Chmod("/tmp", 0o777|os.ModeSticky),
		os.WriteFile("/systemvhd/etc/versions.txt", []byte("Oriel: test\n"), 0o444),
		os.WriteFile("/systemvhd/usr/share/doc/README", []byte("read me\n"), 0o444),
		unix.Mount("none", "/top", "overlay", 0, "lowerdir=/systemvhd,upperdir=/system/rw/upper,workdir=/system/rw/work"))
}

// UserSide makes a root directory for a stand-in: a file system of its own with
// the machine's programs, and nothing else of it. It is to be called inside
// Private.
func UserSide(t testing.TB) string {
	t.Helper()
	root, err := os.MkdirTemp("/tmp", "user")
	must(t, err, os.Chmod(root, 0o755), unix.Mount("user", root, "tmpfs", 0, "mode=755"))
	for _, name := range []string{"dev", "etc", "mnt", "proc", "run", "tmp", "usr"} {
		must(t, os.Mkdir(filepath.Join(root, name), 0o755))
	}
	must(t, unix.Mount("/usr", filepath.Join(root, "usr"), "", unix.MS_BIND, ""))
	for _, name := range []string{"bin", "lib", "lib64", "sbin"} {
		must(t, os.Symlink("usr/"+name, filepath.Join(root, name)))
	}
	null, err := os.OpenFile(filepath.Join(root, "dev/null"), os.O_CREATE, 0o666)
	must(t, err, null.Close(), unix.Mount("/dev/null", filepath.Join(root, "dev/null"), "", unix.MS_BIND, ""))
	return root
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}
