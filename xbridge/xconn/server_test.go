package xconn_test

import (
	"bytes"
	"testing"

	"github.com/jezek/xgb/xproto"

	"oriel/xbridge/xbridgetest"
	"oriel/xbridge/xconn"
)

func TestLargePropertyIsWrittenInPiecesAndReadInPieces(t *testing.T) {
	s := xbridgetest.Xvfb(t)
	c := s.Open()
	want := bytes.Repeat([]byte("0123456789abcdef"), 1<<16) // 1 MiB: four requests
	a := c.Atoms
	c.SetProperty(c.Root, a["WM_NAME"], a["STRING"], want)
	p, err := c.ReadProperty(c.Root, a["WM_NAME"], 2<<20)
	if err != nil || !bytes.Equal(p.Data, want) || p.Type != a["STRING"] {
		t.Fatalf("%d bytes, %v", len(p.Data), err)
	}
	if p, _ := c.ReadProperty(c.Root, a["WM_NAME"], 100<<10); len(p.Data) < 100<<10 || len(p.Data) > 128<<10 {
		t.Errorf("the bound gives %d bytes", len(p.Data))
	}
	if p, err := c.ReadProperty(c.Root, a["WM_CLASS"], 10); err != nil || p.Type != 0 {
		t.Errorf("a property that is not there: %v, %v", p, err)
	}
	if _, err := c.ReadProperty(12345678, a["WM_CLASS"], 10); err != xconn.ErrGone {
		t.Errorf("a window that is not there: %v", err)
	}
}

func TestClientsAreCounted(t *testing.T) {
	s := xbridgetest.Xvfb(t)
	c := s.Open()
	if n, err := c.Clients(); n != 0 || err != nil {
		t.Fatalf("%d clients, %v", n, err)
	}
	s.Open()
	if n, err := c.Clients(); n != 1 || err != nil {
		t.Fatalf("%d clients, %v", n, err)
	}
}

func TestUserIsLetIn(t *testing.T) {
	s := xbridgetest.Xvfb(t)
	c := s.Open()
	if err := c.AllowUser(4242); err != nil {
		t.Fatal(err)
	}
	r, err := xproto.ListHosts(c.Conn).Reply()
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range r.Hosts {
		if h.Family == 5 && string(h.Address) == "localuser\x00#4242" {
			return
		}
	}
	t.Errorf("not in the list: %v", r.Hosts)
}
