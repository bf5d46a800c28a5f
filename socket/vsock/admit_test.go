package vsock_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	mdl "github.com/mdlayher/vsock"

	"oriel/socket/vsock"
)

func TestPeers(t *testing.T) {
	for _, c := range []struct {
		in         string
		want       vsock.Peers
		yes, no    []uint32
		impossible bool
	}{
		{in: "host", want: "", yes: []uint32{vsock.Host}, no: []uint32{vsock.Local, vsock.Hypervisor, 3, vsock.Any}},
		{in: "local", want: "local", yes: []uint32{vsock.Local}, no: []uint32{vsock.Host, 3}},
		{in: "local+host", want: "host+local", yes: []uint32{vsock.Local, vsock.Host}, no: []uint32{3}},
		{in: "7", want: "7", yes: []uint32{7}, no: []uint32{vsock.Host}},
		{in: "any", want: "any", yes: []uint32{vsock.Local, vsock.Host, 3}},
		{in: "", impossible: true}, {in: "host+", impossible: true}, {in: "-1", impossible: true},
		{in: "4294967296", impossible: true}, {in: "Host", impossible: true},
	} {
		p, err := vsock.ParsePeers(c.in)
		if c.impossible {
			if !errors.Is(err, vsock.ErrPeers) {
				t.Errorf("%q is %q, %v", c.in, p, err)
			}
			continue
		}
		if err != nil || p != c.want {
			t.Errorf("%q is %q, %v; want %q", c.in, p, err, c.want)
		}
		for _, cid := range c.yes {
			if !p.Admit(cid) {
				t.Errorf("%q refuses %d", c.in, cid)
			}
		}
		for _, cid := range c.no {
			if p.Admit(cid) {
				t.Errorf("%q admits %d", c.in, cid)
			}
		}
	}
}

// queue is a listener on which connections wait.
type queue struct {
	net.Listener
	conns chan *conn
}

func (q queue) Accept() (net.Conn, error) {
	c, ok := <-q.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

// conn is a connection from a context.
type conn struct {
	net.Conn
	from   net.Addr
	closed bool
}

func (c *conn) RemoteAddr() net.Addr { return c.from }

func (c *conn) Close() error {
	c.closed = true
	return nil
}

func TestStrangersAreClosedAndToldOnce(t *testing.T) {
	q := queue{conns: make(chan *conn, 8)}
	from := func(cid uint32) *conn { return &conn{from: &mdl.Addr{ContextID: cid, Port: 5}} }
	all := []*conn{from(1), from(1), from(9), {from: &net.TCPAddr{}}, from(vsock.Host), from(1), from(vsock.Host)}
	for _, c := range all {
		q.conns <- c
	}
	close(q.conns)
	l := vsock.Admit(q, "")
	var refused []uint32
	admitted := 0
	for {
		c, err := l.Accept()
		var r *vsock.RefusedError
		switch {
		case errors.As(err, &r):
			if !r.Temporary() || r.Error() == "" {
				t.Error("a refusal must not end the listener, and say something")
			}
			refused = append(refused, r.CID)
			continue
		case err == nil:
			if cid, _, ok := vsock.Peer(c.RemoteAddr()); !ok || cid != vsock.Host {
				t.Errorf("admitted %v", c.RemoteAddr())
			}
			admitted++
			continue
		}
		break
	}
	if admitted != 2 || len(refused) != 3 || refused[0] != 1 || refused[1] != 9 || refused[2] != 0 {
		t.Errorf("admitted %d, refused %v", admitted, refused)
	}
	for i, c := range all {
		if host := i == 4 || i == 6; c.closed == host {
			t.Errorf("connection %d: closed is %v", i, c.closed)
		}
	}
}

// TestLocalIsRefusedUnlessAdmitted is the same on real sockets.
func TestLocalIsRefusedUnlessAdmitted(t *testing.T) {
	for _, p := range []vsock.Peers{"", "local", "any"} {
		l, err := vsock.Listen(vsock.Any, 0)
		if err != nil {
			t.Skipf("no VM sockets: %v", err)
		}
		_, port, _ := vsock.Peer(l.Addr())
		l = vsock.Admit(l, p)
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		c, err := vsock.Dial(ctx, vsock.Local, port)
		if err != nil {
			l.Close()
			cancel()
			t.Skipf("no vsock_loopback: %v", err)
		}
		var r *vsock.RefusedError
		a, err := l.Accept()
		if refused := errors.As(err, &r); refused == p.Admit(vsock.Local) || refused && r.CID != vsock.Local {
			t.Errorf("from %q: %v", p, err)
		}
		if a != nil {
			a.Close()
		}
		// Either way it is over for the other end.
		if _, err := c.Read(make([]byte, 1)); err == nil || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("read: %v", err)
		} else if a != nil && !errors.Is(err, io.EOF) {
			t.Logf("closed with %v", err)
		}
		c.Close()
		l.Close()
		cancel()
	}
}

func TestServiceID(t *testing.T) {
	for port, want := range map[uint32]string{
		0:          "00000000-facb-11e6-bd58-64006a7986d3",
		50000:      "0000c350-facb-11e6-bd58-64006a7986d3",
		0xffffffff: "ffffffff-facb-11e6-bd58-64006a7986d3",
	} {
		if got := vsock.ServiceID(port); got != want {
			t.Errorf("%d is %s, want %s", port, got, want)
		}
	}
	const key = `\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization\GuestCommunicationServices`
	if got := vsock.RegistryKey(50000); got != `HKEY_LOCAL_MACHINE`+key+`\0000c350-facb-11e6-bd58-64006a7986d3` {
		t.Error(got)
	}
	if got := vsock.Register(50000); got != `New-Item -Path 'HKLM:`+key+`' -Name 0000c350-facb-11e6-bd58-64006a7986d3 | New-ItemProperty -Name ElementName -Value Oriel` {
		t.Error(got)
	}
}
