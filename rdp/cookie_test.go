package rdp

import (
	"bytes"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
	"oriel/rdp/wire"
)

// redeemed is what a client makes of a cookie.
func redeemed(c bcgr.ServerCookie) bcgr.ReconnectCookie {
	return bcgr.ReconnectCookie{LogonID: c.LogonID, Verifier: [16]byte(verifier(c.Random))}
}

func TestCookies(t *testing.T) {
	var k cookies
	now := day
	old := k.issue(7, "anna", "HOME", now)
	c := k.issue(7, "anna", "HOME", now)
	if _, ok := k.take(redeemed(old), now); ok {
		t.Error("the former cookie is good")
	}
	got, ok := k.take(redeemed(c), now)
	if !ok || got.user != "anna" || got.domain != "HOME" || got.logonID != 7 {
		t.Errorf("%+v, %v", got, ok)
	}
	if _, ok := k.take(redeemed(c), now); ok {
		t.Error("taken twice")
	}
	c = k.issue(8, "anna", "", now)
	if _, ok := k.take(redeemed(c), now.Add(cookieLife+time.Second)); ok {
		t.Error("a cookie is good for ever")
	}
	c = k.issue(9, "anna", "", now)
	k.revoke(9)
	if _, ok := k.take(redeemed(c), now); ok {
		t.Error("a revoked cookie is good")
	}
	for id := range uint32(3 * maxCookies) {
		k.issue(id, "anna", "", now)
	}
	if len(k.list) != maxCookies {
		t.Errorf("%d cookies are kept", len(k.list))
	}
}

// A memory of cookies that ends where it ends.
type memory []byte

func (m memory) ReadAt(b []byte, at int64) (int, error) {
	n := copy(b, m[min(int(at), len(m)):])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (m memory) WriteAt(b []byte, at int64) (int, error) {
	if int(at)+len(b) > len(m) {
		return 0, io.ErrShortWrite
	}
	return copy(m[at:], b), nil
}

// over is the cookies of the process after k's.
func over(k *cookies) *cookies {
	next := &cookies{memory: k.memory, log: k.log}
	next.load()
	return next
}

func remembering() *cookies {
	return &cookies{memory: make(memory, CookieMemorySize), log: slog.New(slog.DiscardHandler)}
}

func TestCookiesOutliveTheProcess(t *testing.T) {
	k := remembering()
	if next := over(k); len(next.list) != 0 || next.last != 0 {
		t.Errorf("of nothing comes %+v", next.list)
	}
	a, b, c := k.issue(1, "anna", "HOME", day), k.issue(2, "bert", "", day), k.issue(3, "carl", "", day)
	k.take(redeemed(b), day)
	k.revoke(3)
	k = over(over(k))
	if k.last != 3 {
		t.Errorf("the last session was %d", k.last)
	}
	for _, gone := range []bcgr.ServerCookie{b, c} {
		if _, ok := k.take(redeemed(gone), day); ok {
			t.Errorf("cookie %d is good again", gone.LogonID)
		}
	}
	got, ok := k.take(redeemed(a), day)
	if !ok || got.user != "anna" || got.domain != "HOME" || !got.expires.Equal(day.Add(cookieLife)) {
		t.Errorf("%+v, %v", got, ok)
	}
	if _, ok := over(k).take(redeemed(a), day); ok {
		t.Error("taken in two processes")
	}
	for id := range uint32(2 * maxCookies) { // as long as they can be
		k.issue(id, strings.Repeat("ü", 1000), strings.Repeat("d", 1000), day)
	}
	if next := over(k); len(next.list) != maxCookies || k.failed != nil {
		t.Errorf("%d of the longest, %v", len(next.list), k.failed)
	}
}

// TestCookiesOfAProcessThatWasKilled in the middle of writing: those of before
// are left.
func TestCookiesOfAProcessThatWasKilled(t *testing.T) {
	k := remembering()
	a := k.issue(1, "anna", "", day)
	k.issue(2, "bert", "", day)
	place := int(k.seq%2) * cookiePlace
	for _, at := range []int{0, 8, 12, 16, 40} { // of the sequence, the length, the checksum, the cookies
		m := slices.Clone(k.memory.(memory))
		m[place+at] ^= 0xFF
		next := over(&cookies{memory: m, log: k.log})
		if at == 0 { // a number that is larger does no harm
			continue
		}
		if _, ok := next.take(redeemed(a), day); !ok || len(next.list) != 0 {
			t.Errorf("byte %d: %+v", at, next.list)
		}
	}
	short := &cookies{memory: make(memory, 100), log: k.log}
	short.issue(1, "anna", "", day)
	short.issue(2, "anna", "", day)
	if short.failed == nil || len(short.list) != 2 {
		t.Errorf("memory that is too short: %v, %d cookies", short.failed, len(short.list))
	}
}

func FuzzCookies(f *testing.F) {
	k := remembering()
	f.Add(k.appendTo(nil))
	k.issue(7, "anna", "HOME", day)
	k.issue(9, "", "", day)
	f.Add(k.appendTo(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		var got cookies
		r := wire.NewReader(b)
		if got.readFrom(r); r.Err() != nil {
			return
		}
		if again := got.appendTo(nil); !bytes.Equal(again, b[:r.Off()]) {
			t.Errorf("%x becomes %x", b, again)
		}
	})
}

// TestTheCookieIsRenewed every hour, whether or not anything happens.
func TestTheCookieIsRenewed(t *testing.T) {
	s := activeSessionOf(t, scene.View{}, func(r *acceptor.Result) {
		bcgr.Find[*bcgr.General](r.Capabilities).ExtraFlags |= bcgr.AutoReconnectSupported
	})
	if len(s.srv.cookies.list) != 1 {
		t.Fatalf("%d cookies", len(s.srv.cookies.list))
	}
	first := s.srv.cookies.list[0].random
	at, ok := s.networkDeadline()
	if !ok || at.After(s.started.Add(cookieRenew)) {
		t.Errorf("nothing wakes it: %v, %v", at, ok)
	}
	if err := s.tickNetwork(s.started.Add(cookieRenew / 2)); err != nil || s.srv.cookies.list[0].random != first {
		t.Errorf("renewed too early: %v", err)
	}
	if err := s.tickNetwork(s.started.Add(cookieRenew)); err != nil || len(s.srv.cookies.list) != 1 || s.srv.cookies.list[0].random == first {
		t.Errorf("not renewed: %v", err)
	}
}
