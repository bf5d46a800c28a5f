package rdp

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/subtle"
	"log/slog"
	"slices"
	"sync"
	"time"

	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
)

// Numbers of the auto-reconnect cookies.
const (
	cookieLife  = 24 * time.Hour
	cookieRenew = time.Hour
	maxCookies  = 64
)

// cookies are the auto-reconnect cookies that clients hold ([MS-RDPBCGR] 5.5):
// whoever has lost the connection comes back without a password. Each is good
// for one time, and a client's newest alone is good at all.
type cookies struct {
	mu   sync.Mutex
	list []cookie // the oldest first
	last uint32   // session that got one

	memory CookieMemory // nil: they end with the process
	seq    uint64       // of what was written into it
	failed error        // of writing
	log    *slog.Logger
}

type cookie struct {
	logonID      uint32 // the session
	random       [16]byte
	user, domain string
	expires      time.Time
}

// issue makes the cookie of a session, whose former one is void.
func (k *cookies) issue(id uint32, user, domain string, now time.Time) bcgr.ServerCookie {
	c := cookie{logonID: id, user: user, domain: domain, expires: now.Add(cookieLife)}
	_, _ = rand.Read(c.random[:]) // it never fails
	k.mu.Lock()
	defer k.mu.Unlock()
	k.drop(id)
	if len(k.list) == maxCookies {
		k.list = slices.Delete(k.list, 0, 1)
	}
	k.list, k.last = append(k.list, c), max(k.last, id)
	k.save()
	return bcgr.ServerCookie{LogonID: id, Random: c.random}
}

// revoke makes the cookie of a session void.
func (k *cookies) revoke(id uint32) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.drop(id) {
		k.save()
	}
}

// drop takes a session's cookie out.
func (k *cookies) drop(id uint32) bool {
	n := len(k.list)
	k.list = slices.DeleteFunc(k.list, func(c cookie) bool { return c.logonID == id })
	return len(k.list) < n
}

// take redeems the cookie by which a client proves that it held a session.
func (k *cookies) take(p bcgr.ReconnectCookie, now time.Time) (cookie, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, c := range k.list {
		if c.logonID == p.LogonID && subtle.ConstantTimeCompare(verifier(c.random), p.Verifier[:]) == 1 {
			k.list = slices.Delete(k.list, i, i+1)
			k.save()
			return c, now.Before(c.expires)
		}
	}
	return cookie{}, false
}

// verifier is what a client makes of a cookie. The client's random, which is
// hashed with it, is zeros where RDP itself does not encrypt.
func verifier(random [16]byte) []byte {
	h := hmac.New(md5.New, random[:])
	h.Write(make([]byte, 32))
	return h.Sum(nil)
}

// redeem is asked by the acceptor about the cookie of a client.
func (c *connection) redeem(p bcgr.ReconnectCookie) bool {
	k, ok := c.srv.cookies.take(p, time.Now())
	if !ok || c.user != "" && c.user != k.user {
		return false
	}
	if c.user == "" {
		c.security = "cookie, " + c.security
	}
	c.returns, c.user, c.domain = k.logonID, k.user, k.domain
	return true
}

// welcome tells the client that it is logged on, if it asked for that, and
// gives it the cookie by which it may come back.
func (s *session) welcome(now time.Time) {
	if s.peer.Info.Flags&bcgr.InfoLogonNotify != 0 {
		s.peer.AppendData(&s.out, &bcgr.SaveSessionInfo{InfoType: bcgr.InfoPlainNotify})
	}
	s.giveCookie(now)
	s.sendFrames()
}

// giveCookie gives the client a new cookie. The next one is due in an hour.
func (s *session) giveCookie(now time.Time) {
	if !reconnects(s.peer) {
		return
	}
	s.newCookie = now.Add(cookieRenew)
	c := s.srv.cookies.issue(s.id, s.peer.Info.User, s.peer.Info.Domain, now)
	s.peer.AppendData(&s.out, &bcgr.SaveSessionInfo{InfoType: bcgr.InfoExtended, Cookie: &c})
}

// reconnects reports whether the client keeps a cookie.
func reconnects(p *acceptor.Result) bool {
	g := bcgr.Find[*bcgr.General](p.Capabilities)
	return g != nil && g.ExtraFlags&bcgr.AutoReconnectSupported != 0
}
