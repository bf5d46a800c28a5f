package socket_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/socket"
	"oriel/socket/vsock"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in, out string // out is empty where in must be refused
		want    socket.Addr
	}{
		{"tcp:127.0.0.1:3390", "tcp:127.0.0.1:3390", socket.Addr{Network: "tcp", Host: "127.0.0.1", Port: 3390}},
		{"tcp:[::1]:0", "tcp:[::1]:0", socket.Addr{Network: "tcp", Host: "::1"}},
		{"tcp::3390", "tcp::3390", socket.Addr{Network: "tcp", Port: 3390}},
		{"tcp:localhost:65535", "tcp:localhost:65535", socket.Addr{Network: "tcp", Host: "localhost", Port: 65535}},
		{"unix:/run//a/../b", "unix:/run/b", socket.Addr{Network: "unix", Path: "/run/b"}},
		{"unix:rdp:1", "unix:rdp:1", socket.Addr{Network: "unix", Path: "rdp:1"}},
		{"vsock:50000", "vsock:50000", socket.Addr{Network: "vsock", CID: vsock.Any, Port: 50000}},
		{"vsock:2:50000", "vsock:2:50000", socket.Addr{Network: "vsock", CID: 2, Port: 50000}},
		{"vsock:1:7", "vsock:1:7", socket.Addr{Network: "vsock", CID: 1, Port: 7, From: "local"}},
		{"vsock:1:7,from=host", "vsock:1:7,from=host", socket.Addr{Network: "vsock", CID: 1, Port: 7}},
		{"vsock:7,from=host", "vsock:7", socket.Addr{Network: "vsock", CID: vsock.Any, Port: 7}},
		{"vsock:7,from=1+2+9+1", "vsock:7,from=9+host+local", socket.Addr{Network: "vsock", CID: vsock.Any, Port: 7, From: "9+host+local"}},
		{"vsock:7,from=any+3", "vsock:7,from=any", socket.Addr{Network: "vsock", CID: vsock.Any, Port: 7, From: "any"}},
		{in: "vsock:7,from="}, {in: "vsock:7,from=me"}, {in: "vsock:7,to=any"}, {in: "vsock:7,from=1+"},
		{in: ""}, {in: "tcp"}, {in: "tcp:3390"}, {in: "tcp:host:"}, {in: "tcp:host:65536"}, {in: "tcp:host:http"},
		{in: "tcp:::1:3390"}, {in: "unix:"}, {in: "unix:@name"}, {in: "unix:/a\x00b"},
		{in: "unix:/" + strings.Repeat("x", 107)}, {in: "udp:host:1"}, {in: "vsock:"}, {in: "vsock:x:1"},
		{in: "vsock:1:"}, {in: "vsock:4294967296"}, {in: "127.0.0.1:3390"},
	} {
		a, err := socket.Parse(c.in)
		if c.out == "" {
			if !errors.Is(err, socket.ErrAddress) {
				t.Errorf("Parse(%q) = %+v, %v; want ErrAddress", c.in, a, err)
			}
			continue
		}
		if err != nil || a != c.want || a.String() != c.out {
			t.Errorf("Parse(%q) = %+v (%s), %v; want %+v (%s)", c.in, a, a, err, c.want, c.out)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"tcp:[::1]:1", "unix:/x", "vsock:2:1", "vsock:1", "vsock:1:2,from=host", "vsock:2,from=1+any", "tcp:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := socket.Parse(s)
		if err != nil {
			return
		}
		if b, err := socket.Parse(a.String()); err != nil || b != a {
			t.Errorf("%q: %+v printed as %q parses to %+v, %v", s, a, a, b, err)
		}
	})
}

// echo answers one connection and reports the peer's user.
func echo(t *testing.T, l net.Listener) {
	t.Helper()
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		io.Copy(c, c)
		c.Close()
	}()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	c, err := socket.Dial(ctx, socket.AddrOf(l))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, "hello"); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 5)
	if _, err := io.ReadFull(c, b); err != nil || string(b) != "hello" {
		t.Fatalf("echo says %q, %v", b, err)
	}
}

func listen(t *testing.T, addr string) net.Listener {
	t.Helper()
	l, err := socket.Listen(addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func TestTCP(t *testing.T) { echo(t, listen(t, "tcp:127.0.0.1:0")) }

func TestVSock(t *testing.T) {
	if !vsock.Available() {
		t.Skip("no /dev/vsock")
	}
	l, err := socket.Listen("vsock:1:0") // Local: nobody outside can reach it
	if err != nil {
		t.Skipf("no vsock_loopback: %v", err)
	}
	defer l.Close()
	echo(t, l)
}

func TestUnix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	old := unix.Umask(0)
	l := listen(t, "unix:"+path)
	unix.Umask(old)
	if info, err := os.Lstat(path); err != nil || info.Mode() != os.ModeSocket|0o600 {
		t.Errorf("mode is %v, %v", info.Mode(), err)
	}
	echo(t, l)
	if _, err := socket.Listen("unix:" + path); !errors.Is(err, socket.ErrInUse) {
		t.Errorf("a second listener: %v", err)
	}
	if err := errors.Join(l.Close(), l.Close()); err != nil {
		t.Errorf("Close: %v", err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket file is left: %v", err)
	}
}

func TestUnixTakesStaleSocketOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	dead, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	dead.(*net.UnixListener).SetUnlinkOnClose(false)
	dead.Close()
	echo(t, listen(t, "unix:"+path))
}

func TestUnixRemovesNoOtherFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := socket.Listen("unix:" + path); err == nil {
		t.Fatal("listens on a plain file")
	}
	if b, err := os.ReadFile(path); string(b) != "precious" {
		t.Errorf("the file holds %q, %v", b, err)
	}
}

func TestUnixCloseSparesTheSuccessor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	first := listen(t, "unix:"+path)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	second := listen(t, "unix:"+path)
	first.Close()
	echo(t, second)
}

func TestPeer(t *testing.T) {
	l := listen(t, "unix:"+filepath.Join(t.TempDir(), "s"))
	client, err := socket.Dial(context.Background(), socket.AddrOf(l))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	me := uint32(os.Getuid())
	if uid, err := socket.PeerUID(c); err != nil || uid != me {
		t.Errorf("PeerUID = %d, %v; want %d", uid, err, me)
	}
	if pid, err := socket.PeerPID(c); err != nil || pid != os.Getpid() {
		t.Errorf("PeerPID = %d, %v", pid, err)
	}
	if err := socket.Allow(c, me+1, me); err != nil {
		t.Errorf("own user refused: %v", err)
	}
	if err := socket.Allow(c, me+1); !errors.Is(err, socket.ErrPeer) {
		t.Errorf("another user: %v", err)
	}
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	if err := socket.Allow(a, me); !errors.Is(err, socket.ErrNoCredentials) {
		t.Errorf("a connection without credentials: %v", err)
	}
}

func TestDialEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := socket.Dial(ctx, "tcp:127.0.0.1:1"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAnIPv4AddressIsNotIPv6Too(t *testing.T) {
	l, err := socket.Listen("tcp:0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if a := socket.AddrOf(l); !strings.HasPrefix(a, "tcp:0.0.0.0:") {
		t.Errorf("listens on %s", a)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if c, err := net.Dial("tcp", fmt.Sprintf("[::1]:%d", port)); err == nil {
		c.Close()
		t.Error("reached by IPv6")
	}
}
