package main_test

import (
	"context"
	"fmt"
	"image"
	"net"
	"strings"
	"testing"

	"oriel/rdp/bcgr"
	"oriel/rdp/client"
)

// replaceBackend has another process serve RDP, by request and by force.
var replaceBackend = map[string]func(b *bridge){
	"reload": func(b *bridge) {
		b.t.Helper()
		if _, stderr, code := b.command("reload", "--control", b.Control, "rdp"); code != 0 || stderr != "" {
			b.t.Fatalf("oriel reload: status %d: %s", code, stderr)
		}
	},
	"crash": func(b *bridge) { b.kill9("oriel-rdp") },
}

// TestTheCookieIsGoodForTheNextBackend: who was there comes back without the
// password, however the backend ended, and the cookie is good for one time.
func TestTheCookieIsGoodForTheNextBackend(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	b.app(demo(t, "wlpaint"), "-title", "W", "-size", "200x150")
	b.window("W")
	opt := client.Options{Profile: client.RAIL, Size: image.Pt(800, 600)}
	for how, replace := range replaceBackend {
		t.Run(how, func(t *testing.T) {
			b := b.in(t)
			c := connectWith(b, opt)
			k := cookieOf(t, c.Session)
			replace(b)
			<-c.Done()
			back := opt
			back.Reconnect = k
			b.Password = "forgotten"
			again := connectWith(b, back)
			again.wait(0, func(v *client.View) bool { return len(v.Windows) == 1 })
			if list := b.clients(); len(list) != 1 || !strings.HasPrefix(list[0].Security, "cookie, TLS") {
				t.Errorf("the bridge's clients are %+v", list)
			}
			conn, err := net.Dial("tcp", b.address())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			back.User, back.Password, back.Fingerprint = b.User, b.Password, b.Fingerprint
			if s, err := client.Connect(ctx, conn, back); err == nil {
				s.Close()
				t.Error("a cookie was taken twice")
			}
			again.Close()
		})
	}
}

func cookieOf(t *testing.T, c *client.Session) (k *bcgr.ReconnectCookie) {
	t.Helper()
	until(t, "the cookie", func() string {
		k = c.Cookie()
		return whether(k != nil)
	})
	return k
}

// TestXfreerdpComesBackToTheNextBackend by itself and by its cookie; and it
// does not try to when the bridge ends.
func TestXfreerdpComesBackToTheNextBackend(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "640x480")
	b.app(demo(t, "wlpaint"), "-title", "W", "-size", "200x150", "-events", b.file("events"))
	w := b.window("W")
	s := xvfb(t, 640, 480)
	s.pretendWindowManager()
	p := s.desktop(b, "/sec:tls", "+auto-reconnect", "/auto-reconnect-max-retries:20")
	security := "TLS"
	for i, how := range []string{"", "reload", "crash", "reload"} {
		if replace := replaceBackend[how]; replace != nil {
			replace(b)
			security = "cookie, TLS"
		}
		until(t, "the client after "+how, func() string {
			list := b.clients()
			if len(list) == 1 && strings.HasPrefix(list[0].Security, security) {
				return ""
			}
			return fmt.Sprintf("the bridge's clients are %+v; the client ended: %v, %s", list, p.ended(), &p.out)
		})
		untilPainted(t, "the picture after "+how, s.picture, painting{rect: w.inner()})
		// That picture may be from before; a key that arrives is not. By then
		// the client has its next cookie.
		(&onScreen{s, p, false, "desktop"}).press(w)
		until(t, "a key after "+how, func() string {
			if n := strings.Count(readFile(b.file("events")), "key down code=53"); n != i+1 {
				return fmt.Sprintf("%d keys", n)
			}
			return ""
		})
	}
	b.end()
	until(t, "the client to end", func() string { return whether(p.ended()) })
	if said := p.out.String() + p.err.String(); !strings.Contains(said, "ERRINFO") {
		t.Errorf("the client does not know why: %s", said)
	}
}
