package nstest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// agent is a stand-in's life: it sets itself up, then does what it is told
// until nobody is left to tell.
func agent(config string) {
	var d Distro
	err := json.Unmarshal([]byte(config), &d)
	if err == nil {
		err = d.setUp()
	}
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var q request
		if in.Decode(&q) != nil {
			return
		}
		var r reply
		if err == nil {
			r.Out, err = do(q.Op, q.Args)
		}
		if err != nil {
			r.Err = fmt.Sprintf("%s %v: %v", q.Op, q.Args, err)
			errors.As(err, &r.Errno)
			err = nil
		}
		if out.Encode(r) != nil {
			return
		}
	}
}

func (d Distro) setUp() error {
	if !d.Shared {
		if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
			return fmt.Errorf("cannot make mounts private: %w", err)
		}
	}
	if d.Chroot != "" {
		if err := errors.Join(unix.Chroot(d.Chroot), unix.Chdir("/")); err != nil {
			return fmt.Errorf("cannot enter %s: %w", d.Chroot, err)
		}
	}
	if d.Shared {
		return nil
	}
	if err := unix.Mount("none", "/tmp", "tmpfs", 0, "mode=1777"); err != nil {
		return fmt.Errorf("cannot mount a tmpfs: %w", err)
	}
	if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		return fmt.Errorf("cannot mount /proc: %w", err)
	}
	return unix.Sethostname([]byte("distro"))
}

// ops are what a stand-in can do.
var ops = map[string]func(a []string) (string, error){
	"ready": func([]string) (string, error) { return "", nil },
	"connect": func(a []string) (string, error) {
		c, err := net.Dial("unix", a[0])
		if err != nil {
			return "", err
		}
		return "", c.Close()
	},
	"listen": func(a []string) (string, error) {
		_, err := net.Listen("unix", a[0])
		return "", err
	},
	"read": func(a []string) (string, error) {
		b, err := os.ReadFile(a[0])
		return string(b), err
	},
	"write": func(a []string) (string, error) { return "", os.WriteFile(a[0], []byte(a[1]), 0o644) },
	"stat": func(a []string) (string, error) {
		var st unix.Stat_t
		err := unix.Lstat(a[0], &st)
		return fmt.Sprintf("%o %d:%d", st.Mode, st.Uid, st.Gid), err
	},
	"unlink":    func(a []string) (string, error) { return "", unix.Unlink(a[0]) },
	"removeall": func(a []string) (string, error) { return "", os.RemoveAll(a[0]) },
	"mkdir":     func(a []string) (string, error) { return "", os.MkdirAll(a[0], 0o755) },
	"symlink":   func(a []string) (string, error) { return "", os.Symlink(a[0], a[1]) },
	"rename":    func(a []string) (string, error) { return "", unix.Rename(a[0], a[1]) },
	"chmod": func(a []string) (string, error) {
		mode, err := strconv.ParseUint(a[1], 8, 32)
		if err != nil {
			return "", err
		}
		return "", unix.Chmod(a[0], uint32(mode))
	},
	"tmpfs":  func(a []string) (string, error) { return "", unix.Mount("tmpfs", a[0], "tmpfs", 0, "mode=1777") },
	"bind":   func(a []string) (string, error) { return "", unix.Mount(a[0], a[1], "", unix.MS_BIND, "") },
	"umount": func(a []string) (string, error) { return "", unix.Unmount(a[0], unix.MNT_DETACH|unix.UMOUNT_NOFOLLOW) },
	"remount-rw": func(a []string) (string, error) {
		return "", unix.MountSetattr(unix.AT_FDCWD, a[0], 0, &unix.MountAttr{Attr_clr: unix.MOUNT_ATTR_RDONLY})
	},
	// as connects to a socket with a user's rights.
	"as": func(a []string) (string, error) {
		uid, err := strconv.Atoi(a[0])
		if err != nil {
			return "", err
		}
		return "", asUser(uid, func() error {
			c, err := net.Dial("unix", a[1])
			if err != nil {
				return err
			}
			return c.Close()
		})
	},
	// sh runs a script of the distro's own shell as a user, with the variables
	// that come first.
	"sh": func(a []string) (string, error) {
		uid, err := strconv.Atoi(a[0])
		if err != nil {
			return "", err
		}
		cmd := exec.Command("/bin/sh", "-c", a[len(a)-1])
		cmd.Env, cmd.Dir = append([]string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}, a[1:len(a)-1]...), "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
		out, err := cmd.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, out)
		}
		return string(out), err
	},
	// elsewhere removes a directory through another namespace, in which it is
	// no mount point: the kernel then drops the mounts on it everywhere.
	"elsewhere": elsewhere,
}

func elsewhere(a []string) (string, error) {
	var failed error
	done := make(chan struct{})
	go func() {
		defer close(done)
		failed = inCopy(func() error {
			if err := unix.Unmount(a[0], unix.MNT_DETACH|unix.UMOUNT_NOFOLLOW); err != nil {
				return err
			}
			return os.RemoveAll(a[0])
		})
	}()
	<-done
	return "", failed
}

func do(op string, args []string) (string, error) {
	f, ok := ops[op]
	if !ok {
		return "", fmt.Errorf("no such thing to do: %s", op)
	}
	return f(args)
}
