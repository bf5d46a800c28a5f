package control

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/socket"
	"oriel/socket/fdpass"
)

func connected(t *testing.T, a, b Side) (ca, cb *Conn) {
	t.Helper()
	fa, fb, err := fdpass.Pair()
	if err != nil {
		t.Fatal(err)
	}
	ca, cb = NewConn(fa, a), NewConn(fb, b)
	for _, c := range []*Conn{ca, cb} {
		if err := c.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
	}
	return ca, cb
}

// pipe gives a pipe whose read end sees EOF when all writers are closed.
func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return r, w
}

func wantEOF(t *testing.T, r *os.File) {
	t.Helper()
	_ = r.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := r.Read(make([]byte, 1)); err != io.EOF {
		t.Fatalf("a descriptor leaked: %v", err)
	}
}

func TestEachSideTakesOnlyItsKinds(t *testing.T) {
	for _, v := range vectors(t) {
		for side, takesIt := range map[Side]map[Kind]bool{
			Manager: {KindReady: true, KindWantXwayland: true, KindStatus: true},
			Child: {KindHello: true, KindXwayland: true, KindXwaylandGone: true, KindRDP: true,
				KindStop: true, KindUnitState: true, KindReplaced: true, KindQuery: true, KindVideo: true},
			Server: {KindPublish: true, KindReload: true, KindReset: true, KindQuery: true, KindCount: true},
			Client: {KindResult: true, KindUnitState: true, KindStatus: true},
		} {
			to, from := connected(t, side, peers[side])
			err := from.Send(v.m)
			if !takesIt[v.m.Kind()] {
				if !errors.Is(err, ErrKind) || !errors.Is(err, ErrRefused) {
					t.Errorf("%s towards side %d was sent: %v", v.name, side, err)
				}
				// And a peer that sends it nevertheless is refused.
				err = from.c.Send(Append(nil, v.m), v.m.Files()...)
				if err != nil {
					t.Fatal(err)
				}
				if m, err := to.Receive(); !errors.Is(err, ErrRefused) {
					t.Errorf("%s on side %d: %v, %v", v.name, side, m, err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			m, err := to.Receive()
			if err != nil || m.Kind() != v.m.Kind() || len(m.Files()) != len(v.m.Files()) {
				t.Fatalf("%s on side %d: %v, %v", v.name, side, m, err)
			}
			CloseFiles(m)
		}
	}
}

func TestRefusedMessageLeavesNothingAndTheConnectionWorks(t *testing.T) {
	for _, c := range []struct {
		name  string
		side  Side
		bytes []byte
		files int
	}{
		{"descriptors where none belong", Manager, []byte{Version, byte(KindReady), 1, 0}, 1},
		{"many descriptors", Manager, []byte{Version, byte(KindReady), 200, 0}, 200},
		{"nine descriptors", Child, []byte{Version, byte(KindHello), 9, 0}, 9},
		{"one short of three", Child, append([]byte{Version, byte(KindXwayland), 2, 0}, 1, 0, 0, 0), 2},
		{"another version", Child, []byte{9, byte(KindRDP), 1, 0, 0, 0, 0, 0}, 1},
		{"too long", Child, make([]byte, MaxBytes+1), 8},
		{"much too long", Manager, make([]byte, 60000), 0},
		{"one byte", Manager, []byte{1}, 0},
	} {
		to, from := connected(t, c.side, peers[c.side])
		r, w := pipe(t)
		files := make([]*os.File, c.files)
		for i := range files {
			files[i] = w
		}
		if err := from.c.Send(c.bytes, files...); err != nil {
			t.Fatal(err)
		}
		w.Close()
		if m, err := to.Receive(); !errors.Is(err, ErrRefused) || m != nil {
			t.Errorf("%s: %v, %v", c.name, m, err)
		}
		wantEOF(t, r)
		next := Message(&Ready{})
		if c.side == Child {
			next = &Stop{}
		}
		if err := from.Send(next); err != nil {
			t.Fatal(err)
		}
		if m, err := to.Receive(); err != nil || m.Kind() != next.Kind() {
			t.Errorf("%s, and then a good one: %v, %v", c.name, m, err)
		}
	}
}

func TestSendDoesNotWaitForWhoDoesNotRead(t *testing.T) {
	to, from := connected(t, Child, Manager)
	var err error
	n := 0
	for ; n < 1e6 && err == nil; n++ {
		err = from.Send(&Stop{})
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("after %d messages: %v", n, err)
	}
	if n < 100 {
		t.Errorf("only %d messages fit", n)
	}
	if _, err := to.Receive(); err != nil {
		t.Fatal(err)
	}
	if err := from.Send(&Stop{}); err != nil {
		t.Errorf("with room again: %v", err)
	}
	from.Close()
	for err = nil; err == nil; {
		_, err = to.Receive()
	}
	if err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}

func TestSendRefusesAMissingDescriptor(t *testing.T) {
	_, from := connected(t, Child, Manager)
	if err := from.Send(&RDP{Generation: 1}); !errors.Is(err, ErrFiles) {
		t.Errorf("%v", err)
	}
	if err := from.Send(&Hello{Listeners: make([]Listener, 9)}); !errors.Is(err, ErrFiles) {
		t.Errorf("%v", err)
	}
}

const childEnv = "ORIEL_TEST_INHERIT"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		os.Exit(child())
	}
	os.Exit(m.Run())
}

// child echoes its configuration's length as a status, and writes to a closed
// pipe, which must not kill it.
func child() int {
	c, config, err := Inherit()
	if err != nil {
		if errors.Is(err, ErrNotChild) {
			return 7
		}
		return 1
	}
	if m, err := c.Receive(); err != nil || m.Kind() != KindHello {
		return 2
	}
	if _, err := os.Stderr.WriteString("nobody reads this\n"); err == nil {
		return 3
	}
	if err := c.Send(&Status{Heap: uint64(len(config))}); err != nil {
		return 4
	}
	return 0
}

func TestInherit(t *testing.T) {
	ours, theirs, err := Pair()
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	config, err := ConfigFile([]byte(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.WriteAt([]byte("x"), 0); err == nil {
		t.Error("the configuration can be changed")
	}
	r, w := pipe(t)
	r.Close()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childEnv+"=1")
	cmd.ExtraFiles = []*os.File{theirs, config}
	cmd.Stderr = w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	config.Close()
	if err := ours.Send(&Hello{Generation: 1}); err != nil {
		t.Fatal(err)
	}
	_ = ours.SetReadDeadline(time.Now().Add(20 * time.Second))
	m, err := ours.Receive()
	if s, ok := m.(*Status); err != nil || !ok || s.Heap != 7 {
		t.Errorf("%v, %v", m, err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v", err)
	}
}

func TestInheritKnowsThatAPersonStartedIt(t *testing.T) {
	null := devNull(t, 2)
	for _, extra := range [][]*os.File{nil, null} {
		cmd := exec.Command("/proc/self/exe")
		cmd.Env = append(os.Environ(), childEnv+"=1")
		cmd.ExtraFiles = extra
		err := cmd.Run()
		if cmd.ProcessState.ExitCode() != 7 {
			t.Errorf("%v", err)
		}
	}
}

func TestConfigHasALimit(t *testing.T) {
	if _, err := ConfigFile(make([]byte, MaxConfig+1)); !errors.Is(err, ErrLength) {
		t.Errorf("%v", err)
	}
	f, err := ConfigFile(bytes.Repeat([]byte("x"), MaxConfig))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := readConfig(f); err != nil || len(b) != MaxConfig {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

func TestRootSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root")
	me := uint32(os.Getuid())
	l, err := Listen(path, me)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if i, err := os.Stat(path); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", i.Mode(), err)
	}
	done := make(chan error, 1)
	go func() { done <- answerOnce(l) }()
	c, err := Dial(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fd, err := unix.PidfdOpen(os.Getpid(), 0)
	if err != nil {
		t.Fatal(err)
	}
	process := os.NewFile(uintptr(fd), "pidfd")
	defer process.Close()
	res, units, err := c.Ask(&Publish{Process: process}, 10*time.Second)
	if err != nil || res.Code != OK || len(units) != 2 || units[1].Unit != XServer || units[1].State != Failed {
		t.Errorf("%+v, %+v, %v", res, units, err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func answerOnce(l *RootListener) error {
	c, err := l.Accept()
	if err != nil {
		return err
	}
	defer c.Close()
	m, err := c.Receive()
	if err != nil {
		return err
	}
	p, ok := m.(*Publish)
	if !ok {
		return errors.New("no Publish")
	}
	defer CloseFiles(m)
	if err := unix.PidfdSendSignal(int(p.Process.Fd()), 0, nil, 0); err != nil {
		return err
	}
	for _, m := range []Message{&Result{Units: 2}, &UnitState{Unit: Compositor, State: Running, Exit: ExitUnknown},
		&UnitState{Unit: XServer, State: Failed}} {
		if err := c.Send(m); err != nil {
			return err
		}
	}
	return nil
}

func TestRootSocketTurnsOthersAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root")
	l, err := Listen(path, uint32(os.Getuid())+1)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := Dial(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := l.Accept(); !errors.Is(err, socket.ErrPeer) {
		t.Errorf("%v", err)
	}
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	if m, err := c.Receive(); err == nil {
		t.Errorf("got %v", m)
	}
}

func TestRootSocketReplacesTheDeadAndSparesTheLiving(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root")
	dead, err := listen(path)
	if err != nil {
		t.Fatal(err)
	}
	dead.SetUnlinkOnClose(false)
	dead.Close()
	l, err := Listen(path, 0)
	if err != nil {
		t.Fatalf("a dead one's file: %v", err)
	}
	defer l.Close()
	if _, err := Listen(path, 0); !errors.Is(err, socket.ErrInUse) {
		t.Errorf("a living one's: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(file, 0); err == nil {
		t.Error("a file was replaced")
	}
}

func TestUseListener(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root")
	raw, err := net.ListenUnix("unixpacket", &net.UnixAddr{Name: path, Net: "unixpacket"})
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	f, err := raw.File()
	if err != nil {
		t.Fatal(err)
	}
	l, err := UseListener(f, uint32(os.Getuid()))
	if err != nil {
		t.Fatal(err)
	}
	c, err := Dial(path)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if s, err := l.Accept(); err != nil {
		t.Error(err)
	} else {
		s.Close()
	}
	l.Close()
	if _, err := os.Lstat(path); err != nil {
		t.Errorf("a socket that is another's was removed: %v", err)
	}
	r, _ := pipe(t)
	if _, err := UseListener(r, 0); !errors.Is(err, fdpass.ErrNotSeqpacket) {
		t.Errorf("a pipe: %v", err)
	}
}
