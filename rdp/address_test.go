package rdp

import (
	"net"
	"path/filepath"
	"testing"
)

func TestThePeerOfASocketIsCalledUnix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	peer, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	if got := address(peer); got != "unix" {
		t.Errorf("address: %q", got)
	}
}
