package rdp

import (
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
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
