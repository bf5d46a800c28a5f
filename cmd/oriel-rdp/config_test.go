package main

import (
	"net"
	"slices"
	"testing"

	"github.com/mdlayher/vsock"

	"oriel/compositor/control"
	"oriel/rdp"
	"oriel/rdp/nla"
)

// from is a connection that came from somewhere.
type from struct {
	net.Conn
	addr net.Addr
}

func (f from) RemoteAddr() net.Addr { return f.addr }

func TestWhoNeedsNoAccount(t *testing.T) {
	host, local, guest := &vsock.Addr{ContextID: 2}, &vsock.Addr{ContextID: 1}, &vsock.Addr{ContextID: 3}
	path := &net.UnixAddr{Net: "unix"}
	all := []net.Addr{host, local, guest, path, &net.TCPAddr{}}
	for _, c := range []struct {
		name string
		cfg  control.RDPConfig
		want []net.Addr
	}{
		{"nobody", control.RDPConfig{}, nil},
		{"the host", control.RDPConfig{HostNoAccount: true}, []net.Addr{host}},
		{"all", control.RDPConfig{NoAccount: true, HostNoAccount: true}, all}, // of whom rdp asks about none by TCP
	} {
		ask := noAccount(c.cfg)
		for _, a := range all {
			if got, want := ask != nil && ask(from{addr: a}), slices.Contains(c.want, a); got != want {
				t.Errorf("%s: %v %v without an account: %v", c.name, a.Network(), a, got)
			}
		}
	}
}

// TestWhoIsNobodyIsRefused: in the same way as one with a wrong password.
func TestWhoIsNobodyIsRefused(t *testing.T) {
	hash := nla.NTHash("right")
	list := accounts{{User: "alice", Password: "right"}, {User: "bob", NTHash: hash[:]}}
	for _, user := range []string{"alice", "bob", `DOMAIN\Alice`} {
		if got, known := list.hash(user, ""); !known || got != hash || !list.check(user, "", "right") || list.check(user, "", "wrong") {
			t.Errorf("%s: hash %x, known: %v", user, got, known)
		}
	}
	for _, user := range []string{"", "carol", `alice\`} {
		if _, known := list.hash(user, ""); known || list.check(user, "", "right") || list.check(user, "", "") {
			t.Errorf("%q is let in", user)
		}
	}
}

// TestManagersKnowTheBackendsWords: a manager that links no backend refuses
// what the backend would.
func TestManagersKnowTheBackendsWords(t *testing.T) {
	if !slices.Equal(control.Profiles, rdp.Profiles()) {
		t.Errorf("profiles %q, the backend's are %q", control.Profiles, rdp.Profiles())
	}
	for i, name := range control.Shares {
		if s, ok := rdp.ParseShare(name); !ok || int(s) != i {
			t.Errorf("share %s: %v", name, s)
		}
	}
	if last := rdp.Share(len(control.Shares) - 1); last != rdp.ShareControl {
		t.Errorf("the last share is %v", last)
	}
	if control.CookieMemorySize != rdp.CookieMemorySize {
		t.Errorf("memory for cookies of %d bytes, the backend takes %d", control.CookieMemorySize, rdp.CookieMemorySize)
	}
}
