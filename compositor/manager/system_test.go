package manager

import (
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// system is one with sockets of all kinds, more than one message holds.
func system(t *testing.T) *System {
	t.Helper()
	s := &System{Compositor: "/c", RDP: "/r", Xwayland: "/x", Env: []string{"A=1", "DISPLAY=:1"}, Display: 7, Auth: "/auth", Cgroup: "/g",
		RDPConfig: control.RDPConfig{Accounts: []control.Account{{User: "u", Password: "secret"}}}}
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { null.Close() })
	s.Listen(control.Listener{Kind: control.ListenX11, Number: 7, File: null}, control.Listener{Kind: control.ListenRDP, File: null})
	for i := range uint32(9) {
		s.Listen(control.Listener{Kind: control.ListenWayland, Number: i, UID: 1000 + i, File: null})
	}
	return s
}

func TestSystemGivesEachUnitItsOwn(t *testing.T) {
	s := system(t)
	specs, err := s.Specs()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(Config{Units: specs}); err != nil {
		t.Fatal(err)
	}
	for _, u := range specs {
		if text := strings.Join(append(u.Args, u.Env...), " "); strings.Contains(text, "secret") {
			t.Errorf("%v: a secret where others can read it: %s", u.ID, text)
		}
		if u.Cgroup != "/g/"+u.ID.String() {
			t.Errorf("%v: cgroup %q", u.ID, u.Cgroup)
		}
	}
	if u := specs[1]; !u.NoNewPrivs || len(u.Env) != 0 || u.Env == nil || u.After != control.Compositor {
		t.Errorf("the RDP backend: %+v", u)
	}
	if u := specs[2]; !slices.Contains(u.Env, "WAYLAND_SOCKET=6") || slices.Contains(u.Env, "DISPLAY=:1") || !slices.Contains(u.Args, "/auth") {
		t.Errorf("Xwayland: %q, %q", u.Args, u.Env)
	}
	s.Xwayland = ""
	if specs, err = s.Specs(); err != nil || len(specs) != 2 {
		t.Errorf("without Xwayland there are %d units, %v", len(specs), err)
	}
}

func TestHellosComeInMessagesThatHoldThem(t *testing.T) {
	s := system(t)
	h := s.Hellos(control.Compositor, 3)
	if len(h) != 2 || len(h[0].Listeners) != control.MaxFiles || !h[0].More || len(h[1].Listeners) != 2 || h[1].More || h[0].Generation != 3 {
		t.Errorf("%+v", h)
	}
	if h := s.Hellos(control.RDPBackend, 1); len(h) != 1 || len(h[0].Listeners) != 1 || h[0].Listeners[0].Kind != control.ListenRDP || h[0].More {
		t.Errorf("%+v", h)
	}
	if h := (&System{}).Hellos(control.RDPBackend, 1); len(h) != 1 || h[0].More {
		t.Errorf("%+v", h)
	}
}

func TestAStartOfTheXServerMakesItsConnections(t *testing.T) {
	s := system(t)
	l := &Launch{Generation: 2, first: 3}
	defer l.close()
	if err := s.openX(l); err != nil {
		t.Fatal(err)
	}
	if len(l.files) != 4 || len(l.others) != 1 || l.others[0].to != control.Compositor {
		t.Fatalf("%d files, %+v", len(l.files), l.others)
	}
	m := l.others[0].m.(*control.Xwayland)
	if m.Generation != 2 || m.WM == nil || m.Wayland == nil || m.Ready == nil {
		t.Errorf("%+v", m)
	}
	if _, err := l.files[2].WriteString("7\n"); err != nil { // -displayfd
		t.Fatal(err)
	}
	b := make([]byte, 8)
	if n, err := m.Ready.Read(b); err != nil || string(b[:n]) != "7\n" {
		t.Errorf("%q, %v", b[:n], err)
	}
	if err := (&System{}).openX(&Launch{}); err == nil {
		t.Error("an X server without a socket")
	}
}

func TestAStartOfTheBackendMakesALink(t *testing.T) {
	s := system(t)
	l := &Launch{Generation: 4, first: 5}
	defer l.close()
	if err := s.openRDP(l); err != nil {
		t.Fatal(err)
	}
	if len(l.own) != 2 || l.own[0].Kind() != control.KindHello || len(l.others) != 1 || len(l.files) != 0 {
		t.Fatalf("%+v, %+v", l.own, l.others)
	}
	ours, theirs := l.others[0].m.(*control.RDP), l.own[1].(*control.RDP)
	if ours.Generation != 4 || theirs.Generation != 4 {
		t.Errorf("generations %d and %d", ours.Generation, theirs.Generation)
	}
	if err := unix.Send(rawFD(ours.Link), []byte("x"), 0); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 8)
	if n, err := unix.Read(rawFD(theirs.Link), b); err != nil || string(b[:n]) != "x" {
		t.Errorf("%q, %v", b[:n], err)
	}
}

func TestCookieMemoryStaysAsLargeAsItIs(t *testing.T) {
	f, err := CookieMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte("x"), control.CookieMemorySize-1); err != nil {
		t.Error(err)
	}
	if _, err := f.WriteAt([]byte("x"), control.CookieMemorySize); err == nil {
		t.Error("it grows")
	}
	if f.Truncate(0) == nil {
		t.Error("it shrinks")
	}
	s := system(t)
	s.Listen(control.Listener{Kind: control.Cookies, File: f})
	if h := s.Hellos(control.RDPBackend, 2); len(h) != 1 || len(h[0].Listeners) != 2 || h[0].Listeners[1].File != f {
		t.Errorf("%+v", h)
	}
}

// TestTheVideoHelperIsJoinedToTheBackend: both see the same memory, which
// neither can cut, and each has an end of a socket.
func TestTheVideoHelperIsJoinedToTheBackend(t *testing.T) {
	s := system(t)
	s.Video, s.VideoLibrary = "/v", "/lib.so"
	specs, err := s.Specs()
	if err != nil {
		t.Fatal(err)
	}
	u := specs[len(specs)-1]
	if u.ID != control.Video || u.After != control.RDPBackend || !u.Optional || !u.NoNewPrivs || len(u.Env) != 0 || u.Env == nil || !slices.Equal(u.Args, []string{"/lib.so"}) {
		t.Errorf("%+v", u)
	}
	if _, err := New(Config{Units: specs}); err != nil {
		t.Fatal(err)
	}
	l := &Launch{Generation: 2, first: 3}
	defer l.close()
	if err := u.Open(l); err != nil {
		t.Fatal(err)
	}
	if len(l.files) != 2 || len(l.others) != 1 || l.others[0].to != control.RDPBackend {
		t.Fatalf("%d files, %+v", len(l.files), l.others)
	}
	m, ok := l.others[0].m.(*control.VideoHelper)
	if !ok || m.Generation != 2 || m.Memory != l.files[1] {
		t.Fatalf("%+v", l.others[0].m)
	}
	if info, err := m.Memory.Stat(); err != nil || info.Size() != VideoMemory {
		t.Errorf("%v, %v", info, err)
	}
	for _, size := range []int64{0, VideoMemory + 1} {
		if err := m.Memory.Truncate(size); err == nil {
			t.Errorf("it can be made %d bytes", size)
		}
	}
	if _, err := m.Socket.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if n, err := l.files[0].Read(make([]byte, 2)); n != 1 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}
