package overlay

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"oriel/socket/mountns"
)

var (
	// ErrNineP says that the kernel cannot mount 9p, or not for us: in a user
	// namespace it does not.
	ErrNineP = errors.New("this kernel cannot mount 9p here")
	// ErrLong says that the path of a layer does not fit into an option.
	ErrLong = errors.New("a layer's path is too long, or has a character that overlay options cannot have")
	// ErrNowhere says that there is no namespace to apply a plan to.
	ErrNowhere = errors.New("nowhere to mount")
)

// maxOption is the longest value that fsconfig takes, without its zero.
const maxOption = 255

// A Share serves a directory over 9p on a socket of which it gives the other
// end, for the kernel. Who calls it closes both files.
type Share func(dir *os.File) (*os.File, error)

// Applied is what Apply did, so that it can be undone.
type Applied struct {
	Notes  []string // what was done in another way than planned
	stage  string
	mounts []attached
	files  []written
	served bool // the drivers, over 9p
}

type attached struct {
	ns *mountns.Namespace
	m  *mountns.Mount
}

type written struct {
	ns   *mountns.Namespace
	path string
}

// Apply mounts and writes what a plan says, in each of the namespaces. All of
// them see the same overlay. share may be nil; then the drivers are bound. If
// something fails, what was done is undone.
func (p Plan) Apply(to []*mountns.Namespace, share Share) (*Applied, error) {
	if len(to) == 0 {
		return nil, ErrNowhere
	}
	a := &Applied{stage: p.Stage}
	for _, f := range []func() error{
		func() error { return a.devices(p.Devices, to) },
		func() error { return a.lib(p.Lib, to) },
		func() error { return a.drivers(p.Drivers, to, share) },
		func() error { return a.loader(p.Loader, to) },
		func() error { return a.hints(p.Hints, to) },
	} {
		if err := f(); err != nil {
			return nil, errors.Join(err, a.Undo())
		}
	}
	return a, nil
}

// Undo takes everything back, the last first. What is written to the overlay
// stays on the system side.
func (a *Applied) Undo() error {
	var errs []error
	for _, m := range slices.Backward(a.mounts) {
		err := m.ns.Detach(m.m)
		m.m.Close()
		if !errors.Is(err, mountns.ErrNotMounted) && !errors.Is(err, mountns.ErrGone) {
			errs = append(errs, err)
		}
	}
	for _, f := range a.files {
		if err := f.ns.RemoveFile(f.path); !errors.Is(err, mountns.ErrGone) {
			errs = append(errs, err)
		}
	}
	a.mounts, a.files = nil, nil
	return errors.Join(errs...)
}

func (a *Applied) note(format string, args ...any) {
	a.Notes = append(a.Notes, fmt.Sprintf(format, args...))
}

// attach attaches a tree to a namespace, or copies of it to several. They are
// copied on our own side, where nobody can put something else in its place; a
// detached overlay can be copied only since Linux 6.15.
func (a *Applied) attach(t *mountns.Tree, to []*mountns.Namespace, target string) error {
	defer t.Close()
	if len(to) == 1 {
		return a.attachOne(t, to[0], target)
	}
	here := mountns.Here()
	stage, err := here.Attach(t, a.stage)
	if err != nil {
		return err
	}
	defer func() {
		_ = here.Detach(stage)
		stage.Close()
	}()
	for _, ns := range to {
		c, err := mountns.CloneTree(a.stage, 0)
		if err != nil {
			return err
		}
		if err := a.attachOne(c, ns, target); err != nil {
			return err
		}
	}
	return nil
}

func (a *Applied) attachOne(t *mountns.Tree, ns *mountns.Namespace, target string) error {
	m, err := ns.Attach(t, target)
	t.Close()
	if err == nil {
		a.mounts = append(a.mounts, attached{ns, m})
	}
	return err
}

func (a *Applied) lib(l *Lib, to []*mountns.Namespace) error {
	if l == nil {
		return nil
	}
	if err := l.prepare(); err != nil {
		return err
	}
	// One that a predecessor left stays: its upper directory is in use.
	own := func(m mountns.Info) bool {
		return m.Type == "overlay" && slices.Contains(strings.Split(m.Super, ","), "upperdir="+l.Upper)
	}
	if to = a.adopt(to, l.Target, own); len(to) == 0 {
		return nil
	}
	if err := l.merge(); err != nil {
		return fmt.Errorf("cannot make the overlay of %s: %w", l.Target, err)
	}
	for _, ns := range to {
		t, err := mountns.CloneTree(l.Merged, 0)
		if err != nil {
			return err
		}
		if err := a.attachOne(t, ns, l.Target); err != nil {
			return err
		}
	}
	return nil
}

// merge mounts the overlay on our side, once: there cannot be two that write
// to one directory, and each distro is to see what another one wrote.
func (l *Lib) merge() error {
	here := mountns.Here()
	if v, err := here.Look(l.Merged); err == nil && v.MountRoot {
		return nil
	}
	t, err := l.mount()
	if err != nil {
		return err
	}
	defer t.Close()
	m, err := here.Attach(t, l.Merged)
	if err != nil {
		return err
	}
	return m.Close()
}

// adopt takes over what a predecessor has mounted at a path, and returns the
// namespaces in which it has not.
func (a *Applied) adopt(to []*mountns.Namespace, target string, own func(mountns.Info) bool) (left []*mountns.Namespace) {
	for _, ns := range to {
		if m := find(ns, target, own); m != nil {
			a.mounts = append(a.mounts, attached{ns, m})
		} else {
			left = append(left, ns)
		}
	}
	return left
}

// find takes hold of what is mounted at a path, if it is ours.
func find(ns *mountns.Namespace, target string, own func(mountns.Info) bool) *mountns.Mount {
	table, err := ns.Mounts()
	if err != nil {
		return nil
	}
	// Of several at one path the last is the one to be seen.
	for _, m := range slices.Backward(table) {
		if m.Point != target {
			continue
		}
		if !own(m) {
			return nil
		}
		held, err := ns.Adopt(target)
		if err != nil {
			return nil
		}
		return held
	}
	return nil
}

// prepare makes the overlay's own directories, on a tmpfs: what is written to
// the libraries lasts as long as the machine runs.
func (l *Lib) prepare() error {
	if err := os.MkdirAll(l.Tmpfs, 0o755); err != nil {
		return fmt.Errorf("cannot make room for an overlay: %w", err)
	}
	v, err := mountns.Here().Look(l.Tmpfs)
	if err != nil {
		return err
	}
	if !v.MountRoot {
		if err := unix.Mount("none", l.Tmpfs, "tmpfs", 0, "mode=755"); err != nil {
			return fmt.Errorf("cannot mount a tmpfs at %s: %w", l.Tmpfs, err)
		}
	}
	if err := errors.Join(os.MkdirAll(l.Upper, 0o755), os.MkdirAll(l.Work, 0o755)); err != nil {
		return fmt.Errorf("cannot make room for an overlay: %w", err)
	}
	return nil
}

// A setting is one option of a file system; without a value it is a flag.
type setting struct{ key, value string }

// mount is the overlay, detached.
func (l *Lib) mount() (*mountns.Tree, error) {
	settings, err := l.settings()
	if err != nil {
		return nil, err
	}
	return newMount("overlay", settings, 0)
}

// settings are lowerdir=a:b, which mountinfo then shows as WSL's does; or, if
// that is too long for one option, a lowerdir+ for each, which Linux knows
// since 6.7.
func (l *Lib) settings() ([]setting, error) {
	list := []setting{{"source", "none"}}
	joined := strings.Join(l.Lower, ":")
	plain := !slices.ContainsFunc(l.Lower, func(s string) bool { return strings.ContainsAny(s, `:\`) })
	if plain && len(joined) <= maxOption {
		list = append(list, setting{"lowerdir", joined})
	} else {
		for _, dir := range l.Lower {
			list = append(list, setting{"lowerdir+", dir})
		}
	}
	list = append(list, setting{"upperdir", l.Upper}, setting{"workdir", l.Work})
	for _, s := range list {
		// An older kernel takes options apart at commas.
		if len(s.value) > maxOption || strings.Contains(s.value, ",") {
			return nil, fmt.Errorf("%s: %w", s.key, ErrLong)
		}
	}
	return list, nil
}

// newMount is a new file system, mounted nowhere yet.
func newMount(kind string, settings []setting, attrs int) (*mountns.Tree, error) {
	fs, err := unix.Fsopen(kind, unix.FSOPEN_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", kind, err)
	}
	defer unix.Close(fs)
	for _, s := range settings {
		if s.value == "" {
			err = unix.FsconfigSetFlag(fs, s.key)
		} else {
			err = unix.FsconfigSetString(fs, s.key, s.value)
		}
		if err != nil {
			return nil, fmt.Errorf("cannot set %s of %s: %w", s.key, kind, why(fs, err))
		}
	}
	if err := unix.FsconfigCreate(fs); err != nil {
		return nil, fmt.Errorf("cannot make %s: %w", kind, why(fs, err))
	}
	fd, err := unix.Fsmount(fs, unix.FSMOUNT_CLOEXEC, attrs)
	if err != nil {
		return nil, fmt.Errorf("cannot mount %s: %w", kind, why(fs, err))
	}
	return mountns.NewTree(fd), nil
}

// why adds what the kernel says about it: lines like "e overlay: no such
// directory", one for each read.
func why(fs int, err error) error {
	buf := make([]byte, 512)
	for {
		n, rerr := unix.Read(fs, buf)
		if rerr != nil || n <= 0 {
			return err
		}
		if line, ok := strings.CutPrefix(string(buf[:n]), "e "); ok {
			return fmt.Errorf("%w (%s)", err, strings.TrimSpace(line))
		}
	}
}

// loader tells ld.so of the libraries.
func (a *Applied) loader(f *File, to []*mountns.Namespace) error {
	if f == nil {
		return nil
	}
	for _, ns := range to {
		if err := a.write(*f, ns); err != nil {
			return err
		}
	}
	return nil
}

// write writes a file in a distro. That it does not let us is no reason to do
// without the rest.
func (a *Applied) write(f File, ns *mountns.Namespace) error {
	err := ns.WriteFile(f.Path, []byte(f.Text), f.Mode)
	switch {
	case errors.Is(err, mountns.ErrGone):
		return err
	case err != nil:
		a.note("%v", err)
	default:
		a.files = append(a.files, written{ns, f.Path})
	}
	return nil
}
