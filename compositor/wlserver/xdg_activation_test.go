package wlserver_test

import (
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
)

// token asks for one.
func token(c *wltest.Client, serial uint32, s *wltest.Seat) (token string) {
	a := wlproto.XdgActivationV1Proxy{Resource: c.Bound(wlproto.XdgActivationV1Interface)}
	t := a.GetActivationToken()
	t.SetEvents(&wlproto.XdgActivationTokenV1Events{Done: func(s string) { token = s }})
	t.SetSerial(serial, s.Seat)
	t.Commit()
	c.Until("the token", func() bool { return token != "" })
	return token
}

func TestActivation(t *testing.T) {
	d := wltest.New(t)
	a, b := d.Client(), d.Client()
	sa, sb := a.Seat(), b.Seat()
	a.Window("a", 10, 10)
	b.Window("b", 10, 10)
	w := b.Window("c", 10, 10)
	activate(d, "a")
	sa.Take()
	sb.Take()
	act := wlproto.XdgActivationV1Proxy{Resource: b.Bound(wlproto.XdgActivationV1Interface)}

	attention := func() bool { return d.Window("c").State&scene.Attention != 0 }
	for _, bad := range []string{"", "made up", token(b, sb.Serial, sb), token(a, sa.Serial+1000, sa)} {
		act.Activate(bad, w.Surface)
		sb.Expect()
		if !attention() {
			t.Errorf("token %q: no attention", bad)
		}
	}
	good := token(a, sa.Serial, sa)
	act.Activate(good, w.Surface)
	sb.Expect("focus c")
	d.Settle()
	if attention() {
		t.Error("attention is left")
	}
	activate(d, "a")
	sb.Take()
	act.Activate(good, w.Surface) // once only
	sb.Expect()

	tok := wlproto.XdgActivationV1Proxy{Resource: a.Bound(wlproto.XdgActivationV1Interface)}.GetActivationToken()
	tok.Commit()
	tok.SetAppId("late")
	a.Refused("xdg_activation_token_v1", uint32(wlproto.XdgActivationTokenV1ErrorAlreadyUsed))
}

func TestIdleInhibit(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 10, 10)
	inhibited := func() bool { d.Settle(); return d.Window("w").State&scene.Awake != 0 }
	if inhibited() {
		t.Error("inhibited by nobody")
	}
	m := wlproto.ZwpIdleInhibitManagerV1Proxy{Resource: c.Bound(wlproto.ZwpIdleInhibitManagerV1Interface)}
	i := m.CreateInhibitor(w.Surface)
	c.Roundtrip()
	if !inhibited() {
		t.Error("not inhibited")
	}
	i.Destroy()
	c.Roundtrip()
	if inhibited() {
		t.Error("still inhibited")
	}
}
