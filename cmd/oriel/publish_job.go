package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
	"oriel/socket/publish"
	"oriel/xbridge/xwayland"
)

const (
	socketsDir      = "/tmp/.X11-unix"
	environmentFile = "environment"
	profileFile     = "/etc/profile.d/oriel.sh"
	maxDisplay      = 255
)

// publishLog is for what goes wrong later: what goes wrong at first is an
// error, and the rest is announced.
func publishLog(w io.Writer) (log *slog.Logger, later func()) {
	level := new(slog.LevelVar)
	level.Set(slog.LevelError + 1)
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level})), func() { level.Set(slog.LevelWarn) }
}

// A publishJob is what is to be done where there are the capabilities for it:
// in this process, or in one inside the container's user namespace. It is
// passed there as JSON.
type publishJob struct {
	PID      int
	Started  uint64
	Display  int    // inside; -1: the first free one
	Dir      string // inside
	Watch    bool
	Withdraw bool
	Old      *publication // what was published before

	XSocket    string // of the bridge; empty: it has none
	Xauthority string // a file with its cookie
	Wayland    string // its Wayland socket
	Folder     string // to be made, and published
}

// left is what has to be undone.
type left struct {
	Mounts  []publish.Held `json:"mounts"`
	Files   []string       `json:"files"`   // that we made for mounts, or wrote
	Dirs    []string       `json:"dirs"`    // that we made
	Profile bool           `json:"profile"` // profileFile
}

// do withdraws what was published, and publishes unless that was all. The
// Publisher is returned to be watched.
func (j *publishJob) do(stderr io.Writer) (*publication, *publish.Publisher, error) {
	ns, err := mountns.Open(j.PID)
	if err != nil {
		return nil, nil, err
	}
	defer ns.Close()
	if now, err := processStart(j.PID); err != nil || now != j.Started {
		return nil, nil, mountns.ErrGone
	}
	if j.Old != nil {
		if err := j.Old.Left.undo(ns); err != nil {
			return nil, nil, fmt.Errorf("cannot withdraw: %w", err)
		}
	}
	if j.Withdraw {
		return j.Old, nil, nil
	}
	n, err := j.number(ns)
	if err != nil {
		return nil, nil, err
	}
	p := &publication{PID: j.PID, Started: j.Started, Dir: j.Dir, Folder: j.Folder}
	if err := j.fill(p, n); err != nil {
		return nil, nil, err
	}
	w, err := j.publish(ns, p, n, stderr)
	return p, w, err
}

// number finds the display's number inside.
func (j *publishJob) number(ns *mountns.Namespace) (int, error) {
	if j.XSocket == "" {
		return 0, nil
	}
	if n, ok := j.shared(ns); ok {
		j.XSocket = ""
		return n, nil
	}
	abstract := j.abstract()
	for n := max(j.Display, 0); n <= maxDisplay || n == j.Display; n++ {
		path := socketsDir + "/X" + strconv.Itoa(n)
		_, err := ns.Look(path)
		switch {
		case errors.Is(err, unix.ENOENT) && !abstract["@"+path]:
			return n, nil
		case errors.Is(err, unix.ENOENT):
			path = "@" + path // as ss and lsof show it
		case err != nil:
			return 0, fmt.Errorf("cannot use %s there: %w", socketsDir, err)
		}
		switch {
		case j.Display >= 0:
			return 0, fmt.Errorf("%s is busy there: leave out --display for the first free one, or end what uses it and remove the file", path)
		}
	}
	return 0, fmt.Errorf("%s is busy there: all displays up to :%d are taken", socketsDir, maxDisplay)
}

// abstract are the abstract names that are taken in the process's network
// namespace, but for the bridge's own. X clients try them before the path, and
// would be another server's.
func (j *publishJob) abstract() map[string]bool {
	taken := map[string]bool{}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/unix", j.PID))
	if err != nil {
		return taken
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) == 8 && f[7] != "@"+j.XSocket {
			taken[f[7]] = true
		}
	}
	return taken
}

// shared reports whether the bridge's X socket is to be seen inside anyway, as
// where only some other mounts differ; and the number of its display.
func (j *publishJob) shared(ns *mountns.Namespace) (int, bool) {
	ours, err := mountns.Here().Look(j.XSocket)
	theirs, err2 := ns.Look(j.XSocket)
	n, err3 := strconv.Atoi(strings.TrimPrefix(j.XSocket, socketsDir+"/X"))
	return n, errors.Join(err, err2, err3) == nil && theirs.Same(ours)
}

// fill makes the folder that is published.
func (j *publishJob) fill(p *publication, n int) error {
	if err := os.RemoveAll(j.Folder); err != nil {
		return err
	}
	if err := errors.Join(os.Mkdir(j.Folder, 0o700), os.Chmod(j.Folder, 0o755)); err != nil {
		return fmt.Errorf("cannot make what to publish: %w", err)
	}
	if j.Wayland != "" {
		// The same socket: a mount of its own would not outlive its file.
		err := errors.Join(os.Link(j.Wayland, filepath.Join(j.Folder, "wayland-0")), os.Chmod(j.Wayland, 0o777))
		if err != nil {
			return fmt.Errorf("cannot publish the Wayland socket: %w", err)
		}
		p.Environment = append(p.Environment, "WAYLAND_DISPLAY="+j.Dir+"/wayland-0")
	}
	if j.Xauthority != "" {
		cookie, err := readCookie(j.Xauthority)
		if err != nil {
			return err
		}
		// Who is in there may have any name for this machine.
		if err := j.write("Xauthority", xwayland.Xauthority("", n, cookie)); err != nil {
			return err
		}
		p.Display = ":" + strconv.Itoa(n)
		p.Environment = append(p.Environment, "DISPLAY="+p.Display, "XAUTHORITY="+j.Dir+"/Xauthority")
	}
	text := ""
	for _, v := range p.Environment {
		text += "export " + v + "\n"
	}
	return j.write(environmentFile, []byte(text))
}

func (j *publishJob) write(name string, b []byte) error {
	path := filepath.Join(j.Folder, name)
	if err := errors.Join(os.WriteFile(path, b, 0o600), os.Chmod(path, 0o644)); err != nil {
		return fmt.Errorf("cannot make what to publish: %w", err)
	}
	return nil
}

// readCookie takes the cookie from a file that the bridge wrote: it is at the
// end of the last entry.
func readCookie(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the bridge's cookie: %w", err)
	}
	if at := len(b) - xwayland.CookieSize; at >= 2 && b[at-2] == 0 && b[at-1] == xwayland.CookieSize {
		return b[at:], nil
	}
	return nil, fmt.Errorf("%s holds no cookie", path)
}

// publish mounts, and writes the hint for shells.
func (j *publishJob) publish(ns *mountns.Namespace, p *publication, n int, stderr io.Writer) (*publish.Publisher, error) {
	binds := []publish.Bind{{Source: j.Folder, Target: j.Dir}}
	for _, dir := range []string{j.Dir, socketsDir} {
		if _, err := ns.Look(dir); errors.Is(err, unix.ENOENT) {
			p.Left.Dirs = append(p.Left.Dirs, dir)
		}
	}
	if j.XSocket != "" {
		inside := socketsDir + "/X" + strconv.Itoa(n)
		binds = append(binds, publish.Bind{Source: j.XSocket, Target: inside})
		p.Left.Files = append(p.Left.Files, inside)
	}
	log, later := publishLog(stderr)
	w, err := publish.Start(publish.Config{PID: j.PID, Binds: binds, Log: log})
	if err != nil {
		return nil, err
	}
	for _, b := range w.Status().Binds {
		if b.State == publish.Published {
			continue
		}
		return nil, errors.Join(j.unpublished(&b), w.Withdraw(), p.Left.undo(ns))
	}
	later()
	p.hint(ns, j.Dir)
	if !j.Watch {
		// The mounts stay, and their numbers are noted.
		err = w.Close()
		p.Left.Mounts = w.Held()
		return nil, err
	}
	return w, nil
}

// unpublished says why something is not there, and what to do about it.
func (j *publishJob) unpublished(b *publish.BindStatus) error {
	refused := errors.Is(b.Err, unix.EROFS) || errors.Is(b.Err, unix.EACCES) || errors.Is(b.Err, unix.EPERM)
	switch {
	case b.Err == nil:
		return fmt.Errorf("%s is %v", b.Source, b.State)
	case refused && b.Target == j.Dir:
		return fmt.Errorf("%s cannot be made there (%w); choose another place with --dir DIR, such as one that exists", b.Target, b.Err)
	case errors.Is(b.Err, unix.EROFS):
		return fmt.Errorf("%s cannot be made there, the file system is read-only; mount a %s there that can be written to (%w)", b.Target, socketsDir, b.Err)
	}
	return b.Err
}

// hint tells login shells. A container without them does not need it.
func (p *publication) hint(ns *mountns.Namespace, dir string) {
	theirs, err := ns.Look(filepath.Dir(profileFile))
	ours, err2 := mountns.Here().Look(filepath.Dir(profileFile))
	if err != nil || err2 == nil && theirs.Same(ours) {
		return // it has none, or ours: that is not to be changed
	}
	file := dir + "/" + environmentFile
	text := fmt.Sprintf("[ ! -r %s ] || . %[1]s\n", file)
	if err := ns.WriteFile(profileFile, []byte(text), 0o644); err != nil {
		p.Notes = append(p.Notes, fmt.Sprintf("login shells do not find it: %v", err))
		return
	}
	p.Left.Profile = true
}

// undo takes back what was left.
func (l left) undo(ns *mountns.Namespace) error {
	errs := []error{publish.TakeBack(ns, l.Mounts)}
	if l.Profile {
		errs = append(errs, ns.RemoveFile(profileFile))
	}
	for _, path := range l.Files {
		// Only what a mount was made on: an X server may have taken its place.
		if v, err := ns.Look(path); err == nil && v.Mode&unix.S_IFMT == unix.S_IFREG && !v.MountRoot {
			errs = append(errs, ns.RemoveFile(path))
		}
	}
	for _, dir := range l.Dirs {
		if _, err := ns.Look(dir); errors.Is(err, unix.ENOENT) {
			continue // never made: where nothing can be, it cannot be removed either
		}
		errs = append(errs, ns.RemoveDir(dir))
	}
	return errors.Join(errs...)
}
