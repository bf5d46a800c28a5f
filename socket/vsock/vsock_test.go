package vsock_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"oriel/socket/vsock"
)

func TestPeerKnowsOnlyItsOwnAddresses(t *testing.T) {
	if _, _, ok := vsock.Peer(&net.TCPAddr{Port: 1}); ok {
		t.Error("a TCP address passes for a VM socket address")
	}
}

func TestUnavailableIsSaid(t *testing.T) {
	if vsock.Available() {
		t.Skip("this machine has VM sockets")
	}
	if _, err := vsock.Listen(vsock.Local, 0); !errors.Is(err, vsock.ErrUnavailable) {
		t.Errorf("Listen: %v", err)
	}
	if _, err := vsock.Dial(context.Background(), vsock.Local, 1); !errors.Is(err, vsock.ErrUnavailable) {
		t.Errorf("Dial: %v", err)
	}
}

func TestLoopback(t *testing.T) {
	l, err := vsock.Listen(vsock.Local, 0)
	if err != nil {
		t.Skipf("no vsock_loopback: %v", err)
	}
	defer l.Close()
	_, port, ok := vsock.Peer(l.Addr())
	if !ok {
		t.Fatalf("address %v", l.Addr())
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	go func() {
		if c, err := vsock.Dial(ctx, vsock.Local, port); err == nil {
			c.Write([]byte("x"))
			c.Close()
		}
	}()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if cid, _, ok := vsock.Peer(c.RemoteAddr()); !ok || cid != vsock.Local {
		t.Errorf("peer context is %d", cid)
	}
}
