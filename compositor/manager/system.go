package manager

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
	"oriel/socket/fdpass"
	"oriel/xbridge/xwayland"
)

// A System is the processes that Oriel consists of: the compositor, the RDP
// backend, and Xwayland, which runs while there are X clients.
type System struct {
	// Paths of the programs, absolute. Without Xwayland there is no X11.
	Compositor, RDP, Xwayland string
	// Video is the path of oriel-avc, and VideoLibrary that of the library which
	// it loads; "": it is not started, and the one that it was built for.
	Video, VideoLibrary string

	CompositorConfig control.CompositorConfig
	RDPConfig        control.RDPConfig

	Env     []string // of the compositor and Xwayland; the RDP backend gets none
	Display int      // the X display's number
	Auth    string   // path of the X server's cookie file; "": only hosts are let in
	XArgs   []string // more arguments for Xwayland

	User    *User // of the compositor and Xwayland; nil: as we are
	RDPUser *User

	DieWithUs bool   // all end when the manager does, however that happens
	Cgroup    string // directory for a cgroup of each unit; "": none
	Policy    Policy // of all

	mu        sync.Mutex
	listeners []control.Listener
}

// kindsOf are the sockets that each unit listens on.
var kindsOf = map[control.Unit][]control.ListenerKind{
	control.Compositor: {control.ListenWayland, control.ListenX11, control.ListenControl, control.ListenPulse},
	control.RDPBackend: {control.ListenRDP, control.Passwords, control.Cookies},
}

// CookieMemory makes the memory in which each RDP backend leaves to the next
// what lets clients come back (control.Cookies). It is handed on unread.
func CookieMemory() (*os.File, error) {
	fd, err := unix.MemfdCreate("oriel-cookies", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, fmt.Errorf("cannot make memory for cookies: %w", err)
	}
	f := os.NewFile(uintptr(fd), "cookies")
	err = f.Truncate(control.CookieMemorySize)
	if err == nil {
		_, err = unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, unix.F_SEAL_SEAL|unix.F_SEAL_SHRINK|unix.F_SEAL_GROW)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot make memory for cookies: %w", err)
	}
	return f, nil
}

// Listen adds sockets, which go with every start of the unit that serves
// them. The caller keeps them open. A unit that runs already is told of them
// by a Hello of the caller's, by Manager.Send.
func (s *System) Listen(l ...control.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listeners = append(s.listeners, l...)
}

// Hellos are the messages that give a unit its sockets when it starts.
func (s *System) Hellos(id control.Unit, generation uint32) (out []*control.Hello) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var its []control.Listener
	for _, l := range s.listeners {
		if slices.Contains(kindsOf[id], l.Kind) {
			its = append(its, l)
		}
	}
	for part := range slices.Chunk(its, control.MaxFiles) {
		out = append(out, &control.Hello{Generation: generation, More: true, Listeners: part})
	}
	if out == nil {
		out = []*control.Hello{{Generation: generation}}
	}
	out[len(out)-1].More = false
	return out
}

// Specs are the system's units, for Config.Units.
func (s *System) Specs() ([]Spec, error) {
	compositor, err := control.Encode(s.CompositorConfig)
	if err != nil {
		return nil, err
	}
	rdp, err := control.Encode(s.RDPConfig)
	if err != nil {
		return nil, err
	}
	specs := []Spec{{
		ID: control.Compositor, Path: s.Compositor, Env: s.Env, User: s.User,
		Control: true, Config: compositor, Reports: true,
		Open: func(l *Launch) error { s.hello(l, control.Compositor); return nil },
	}, {
		ID: control.RDPBackend, Path: s.RDP, Env: []string{}, User: s.RDPUser, NoNewPrivs: true,
		After: control.Compositor, Control: true, Config: rdp,
		Open: s.openRDP,
	}}
	if s.Xwayland != "" {
		specs = append(specs, s.xserver())
	}
	if s.Video != "" {
		specs = append(specs, s.video())
	}
	for i := range specs {
		u := &specs[i]
		u.DieWithUs, u.Policy = s.DieWithUs, s.Policy
		if s.Cgroup != "" {
			u.Cgroup = filepath.Join(s.Cgroup, u.ID.String())
		}
	}
	return specs, nil
}

// xserver is the X server's unit. It has no control connection: what it needs
// it inherits, and when it is ready it tells the compositor.
func (s *System) xserver() Spec {
	cmd := xwayland.Command{Display: s.Display, Auth: s.Auth, Env: s.Env, Args: s.XArgs}
	return Spec{
		ID: control.XServer, Path: s.Xwayland, Args: cmd.Argv(), Env: cmd.Environ(), User: s.User,
		After: control.Compositor, OnDemand: true,
		Open: s.openX,
	}
}

// VideoMemory is how much memory oriel-avc and the RDP backend share, in bytes.
// What is not used takes none.
const VideoMemory = 80 << 20

// video is the unit of oriel-avc, which needs nothing but what joins it to the
// backend.
func (s *System) video() Spec {
	u := Spec{
		ID: control.Video, Path: s.Video, Env: []string{}, User: s.RDPUser, NoNewPrivs: true,
		After: control.RDPBackend, Optional: true, Open: s.openVideo,
	}
	if s.VideoLibrary != "" {
		u.Args = []string{s.VideoLibrary}
	}
	return u
}

// openVideo makes what joins a new oriel-avc to the backend.
func (s *System) openVideo(l *Launch) error {
	ours, theirs, err := linkPair()
	if err != nil {
		return err
	}
	l.CloseAfter(ours, theirs)
	fd, err := unix.MemfdCreate("oriel-avc", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return fmt.Errorf("cannot make memory: %w", err)
	}
	memory := os.NewFile(uintptr(fd), "oriel-avc")
	l.CloseAfter(memory)
	if err := memory.Truncate(VideoMemory); err != nil {
		return fmt.Errorf("cannot make memory: %w", err)
	}
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, unix.F_SEAL_SEAL|unix.F_SEAL_SHRINK|unix.F_SEAL_GROW); err != nil {
		return fmt.Errorf("cannot seal memory: %w", err)
	}
	l.File(theirs)
	l.File(memory)
	l.Tell(control.RDPBackend, &control.VideoHelper{Generation: l.Generation, Socket: ours, Memory: memory})
	return nil
}

// hello gives a unit its sockets.
func (s *System) hello(l *Launch, id control.Unit) {
	for _, h := range s.Hellos(id, l.Generation) {
		l.Send(h)
	}
}

// openRDP makes a link between a new backend and the compositor.
func (s *System) openRDP(l *Launch) error {
	ours, theirs, err := linkPair()
	if err != nil {
		return err
	}
	l.CloseAfter(ours, theirs)
	s.hello(l, control.RDPBackend)
	l.Send(&control.RDP{Generation: l.Generation, Link: theirs})
	l.Tell(control.Compositor, &control.RDP{Generation: l.Generation, Link: ours})
	return nil
}

func linkPair() (a, b *os.File, err error) {
	x, y, err := fdpass.Pair()
	if err != nil {
		return nil, nil, err
	}
	defer x.Close()
	defer y.Close()
	if a, err = x.File(); err != nil {
		return nil, nil, fmt.Errorf("cannot copy a socket: %w", err)
	}
	if b, err = y.File(); err != nil {
		a.Close()
		return nil, nil, fmt.Errorf("cannot copy a socket: %w", err)
	}
	return a, b, nil
}

// openX makes an X server's connections to the compositor.
func (s *System) openX(l *Launch) error {
	listener := s.xListener()
	if listener == nil {
		return fmt.Errorf("there is no X socket: %w", os.ErrNotExist)
	}
	ours, theirs, err := xwayland.Connect()
	if err != nil {
		return err
	}
	l.CloseAfter(ours.WM, ours.Wayland, ours.Ready, theirs.WM, theirs.Wayland, theirs.Ready)
	for _, f := range theirs.Inherited(listener) {
		l.File(f)
	}
	l.Tell(control.Compositor, &control.Xwayland{
		Generation: l.Generation, WM: ours.WM, Wayland: ours.Wayland, Ready: ours.Ready,
	})
	return nil
}

func (s *System) xListener() *os.File {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.listeners {
		if l.Kind == control.ListenX11 {
			return l.File
		}
	}
	return nil
}
