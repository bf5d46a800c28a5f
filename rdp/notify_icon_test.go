package rdp_test

import (
	"bytes"
	"fmt"
	"image"
	"reflect"
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/rdp"
	"oriel/rdp/client"
	"oriel/rdp/rail"
	"oriel/rdp/rdptest"
)

// picture is an icon of side pixels.
func picture(side int, seed byte) *scene.Icon {
	m := scene.IconImage{Width: side, Height: side, Pix: make([]byte, 4*side*side)}
	for i := range m.Pix {
		m.Pix[i] = byte(i)*seed + seed
	}
	return &scene.Icon{Images: []scene.IconImage{m}}
}

// docked adds a notification icon and waits until the client has it.
func (r *remote) docked(n scene.NotifyIcon) (id scene.NotifyIconID) {
	r.t.Helper()
	r.d.Do(func(tx *scene.Tx) { id = tx.AddNotifyIcon(n) })
	r.until("the icon", func() string { return r.iconIs(func(n client.NotifyIcon) bool { return n.ID == uint32(id) }) })
	return id
}

// iconIs says what the icons are, "" if one of them is as wanted.
func (r *remote) iconIs(want func(client.NotifyIcon) bool) string {
	for _, n := range r.View().NotifyIcons {
		if want(n) {
			return ""
		}
	}
	return fmt.Sprintf("%+v", r.View().NotifyIcons)
}

func TestNotificationIcons(t *testing.T) {
	for _, p := range []client.Profile{client.RAIL, client.Classic} {
		t.Run(fmt.Sprint(p), func(t *testing.T) {
			r := newRemote(t, client.Options{Profile: p}, nil)
			if o := r.d.Outputs(); !o[0].Tray {
				t.Errorf("apps are not told of the tray: %+v", o)
			}
			icon := picture(40, 3)
			id := r.docked(scene.NotifyIcon{ToolTip: "tip 😀", Icon: icon})
			n := r.View().NotifyIcons[0]
			if n.ToolTip != "tip 😀" || n.Version != 3 || n.Hidden || n.InfoTips != 0 || !bytes.Equal(n.Pix, icon.Images[0].Pix) {
				t.Errorf("%+v", n)
			}
			change := func(f func(n *scene.NotifyIcon)) {
				r.d.Do(func(tx *scene.Tx) { tx.ChangeNotifyIcon(id, f) })
			}
			change(func(n *scene.NotifyIcon) {
				n.Hidden, n.InfoTip = true, &scene.InfoTip{Serial: 1, Title: "title", Text: "text", Timeout: 20000}
			})
			want := rail.InfoTip{Timeout: 20000, Flags: rail.InfoTipInfo, Title: "title", Text: "text"}
			r.until("hidden, with a balloon", func() string {
				return r.iconIs(func(n client.NotifyIcon) bool { return n.Hidden && n.InfoTip == want && n.ToolTip != "" })
			})
			// Who comes back has all of it again.
			r.do(r.Close())
			c := r.s.Connect(client.Options{Profile: p, Size: image.Pt(640, 480)})
			r.Session = c
			r.until("all of it", func() string {
				return r.iconIs(func(n client.NotifyIcon) bool {
					return n.Hidden && n.InfoTip == want && bytes.Equal(n.Pix, icon.Images[0].Pix)
				})
			})
			r.d.Do(func(tx *scene.Tx) { tx.RemoveNotifyIcon(id) })
			r.until("gone", func() string {
				if n := r.View().NotifyIcons; len(n) > 0 {
					return fmt.Sprintf("%+v", n)
				}
				return ""
			})
		})
	}
}

// Of a click Windows tells the buttons and what the click means; an app gets
// one.
func TestNotificationIconsAreClickedOnce(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	id := r.docked(scene.NotifyIcon{Icon: picture(16, 1)})
	n := r.View().NotifyIcons[0]
	const sel, menu = scene.NotifySelect, scene.NotifyContextMenu
	var all []scene.NotifyAction
	for _, c := range []struct {
		what string
		tell []uint32
		want []scene.NotifyAction
	}{
		{"left", []uint32{rail.NotifyLeftDown, rail.NotifyLeftUp, rail.NotifySelect}, []scene.NotifyAction{sel}},
		{"right", []uint32{rail.NotifyRightDown, rail.NotifyRightUp, rail.NotifyContextMenu}, []scene.NotifyAction{menu}},
		{"double", []uint32{
			rail.NotifyLeftDown, rail.NotifyLeftUp, rail.NotifySelect, rail.NotifyLeftDouble, rail.NotifyLeftUp, rail.NotifySelect,
		}, []scene.NotifyAction{sel, sel}},
		{"by buttons alone", []uint32{rail.NotifyRightDown, rail.NotifyRightUp, rail.NotifyLeftDown, rail.NotifyLeftUp}, []scene.NotifyAction{menu, sel}},
		{"balloon", []uint32{rail.NotifyBalloonShow, rail.NotifyBalloonClick, rail.NotifyBalloonTimeout, rail.NotifyBalloonHide},
			[]scene.NotifyAction{scene.NotifyInfoTipClick, scene.NotifyInfoTipEnd, scene.NotifyInfoTipEnd}},
		{"by meanings alone", []uint32{rail.NotifySelect, rail.NotifySelect, rail.NotifyContextMenu}, []scene.NotifyAction{sel, sel, menu}},
		{"nonsense", []uint32{0, 0xFFFFFFFF, rail.NotifyRightDouble}, nil},
	} {
		r.do(r.Notify(n, c.tell...))
		all = append(all, c.want...)
		r.until(c.what, func() string {
			var got []scene.NotifyAction
			for _, d := range r.d.Notified() {
				if got = append(got, d.Event.Action); d.Icon != id {
					return fmt.Sprintf("%+v", d)
				}
			}
			if !reflect.DeepEqual(got, all) {
				return fmt.Sprintf("%v, want %v", got, all)
			}
			return ""
		})
	}
	// No such icons.
	r.do(r.Notify(client.NotifyIcon{Window: n.Window, ID: 99}, rail.NotifyLeftUp))
	r.do(r.Notify(client.NotifyIcon{Window: 1, ID: n.ID}, rail.NotifyLeftUp))
	r.do(r.Notify(n, rail.NotifyKeySelect))
	r.until("the last one", func() string {
		if n := len(r.d.Notified()); n != len(all)+1 {
			return fmt.Sprint(n)
		}
		return ""
	})
}

// The message says not where the icon is. A pointer over no window is there;
// else it is guessed by where the client's task bar is.
func TestWhereANotificationIconIsClicked(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	r.docked(scene.NotifyIcon{Icon: picture(16, 1)})
	n := r.View().NotifyIcons[0]
	clicked := func(what string, want image.Point) {
		t.Helper()
		had := len(r.d.Notified())
		r.do(r.Notify(n, rail.NotifyRightUp))
		r.until(what, func() string {
			if l := r.d.Notified(); len(l) != had+1 || l[had].Event.At != want {
				return fmt.Sprintf("%+v, want %v", l[had:], want)
			}
			return ""
		})
	}
	clicked("no pointer", image.Pt(639, 479))
	w := r.View().Find(r.id).Rect
	r.do(r.Move(w.Min.Add(image.Pt(5, 5))))
	clicked("a pointer on a window", image.Pt(639, 479))
	for work, want := range map[image.Rectangle]image.Point{
		image.Rect(0, 0, 640, 440):  image.Pt(639, 439),
		image.Rect(0, 40, 640, 480): image.Pt(639, 40),
		image.Rect(60, 0, 640, 480): image.Pt(60, 479),
		image.Rect(0, 0, 600, 480):  image.Pt(599, 479),
	} {
		r.do(r.WorkArea(work))
		r.until("work area", func() string {
			if o := r.d.Outputs(); o[0].Work != work {
				return fmt.Sprintf("%+v", o)
			}
			return ""
		})
		clicked(fmt.Sprint(work), want)
	}
	r.do(r.Move(image.Pt(620, 470)))
	clicked("a pointer on the task bar", image.Pt(620, 470))
}

// The pointer goes to the icon with a click, though no event says so: where it
// was before it has to come back to.
func TestAClickOnAnIconTakesThePointerAlong(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	r.docked(scene.NotifyIcon{Icon: picture(16, 1)})
	at := r.View().Find(r.id).Rect.Min.Add(image.Pt(5, 5))
	r.do(r.Move(at))
	r.do(r.Notify(r.View().NotifyIcons[0], rail.NotifyLeftUp))
	r.do(r.Button(client.Left, at, true))
	x, y := float64(at.X), float64(at.Y)
	want := []seat.Event{
		seat.Motion{X: x, Y: y, Cropped: true}, seat.Motion{X: 639, Y: 479, Cropped: true},
		seat.Motion{X: x, Y: y, Cropped: true}, seat.Button{Code: seat.BtnLeft, Down: true},
	}
	r.until("the pointer's way", func() string {
		var got []seat.Event
		for _, e := range r.d.Events() {
			switch e.(type) {
			case seat.Motion, seat.Button:
				got = append(got, e)
			}
		}
		if !reflect.DeepEqual(got, want) {
			return fmt.Sprintf("%v, want %v", got, want)
		}
		return ""
	})
}

// FreeRDP takes the orders and shows nothing: apps are offered no tray for it.
func TestXfreerdpHasNoTray(t *testing.T) {
	scr := newScreen(t, "640x480")
	s, d, _ := stage(t, nil)
	d.Do(func(tx *scene.Tx) { tx.AddNotifyIcon(scene.NotifyIcon{ToolTip: "tip", Icon: picture(24, 3)}) })
	scr.xfreerdp(s, "/size:640x480", "/app:||oriel")
	eventually(t, s, "its outputs and its window", func() string {
		id, _ := scr.named("one")
		if o := d.Outputs(); id == 0 || len(o) != 1 || o[0].Bounds.Dx() != 640 || o[0].Tray {
			return fmt.Sprintf("window %d, %+v", id, o)
		}
		return ""
	})
}

// Who only looks on clicks nothing, and who is shown no windows has no tray.
func TestNotificationIconsOfOthers(t *testing.T) {
	r := newRemote(t, client.Options{}, func(c *rdp.Config) { c.Share = rdp.ShareView })
	r.docked(scene.NotifyIcon{Icon: picture(16, 1)})
	other := r.s.Connect(client.Options{Profile: client.RAIL, Size: image.Pt(640, 480)})
	r.until("the other's icon", func() string {
		if n := other.View().NotifyIcons; len(n) != 1 {
			return fmt.Sprint(n)
		}
		return ""
	})
	n := other.View().NotifyIcons[0]
	r.do(other.Notify(n, rail.NotifyLeftUp))
	r.do(other.Tell(&rail.Exec{}))
	r.until("heard", func() string {
		if len(other.Execs()) < 2 {
			return "not yet"
		}
		return ""
	})
	r.do(r.Notify(n, rail.NotifyRightUp))
	r.until("the first one's", func() string {
		if l := r.d.Notified(); len(l) != 1 || l[0].Event.Action != scene.NotifyContextMenu {
			return fmt.Sprintf("%+v", l)
		}
		return ""
	})
	s, d, _ := stage(t, nil)
	s.Connect(client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)})
	eventually(t, s, "outputs", func() string {
		if o := d.Outputs(); len(o) != 1 || o[0].Bounds.Dx() != 640 || o[0].Tray {
			return fmt.Sprintf("%+v", o)
		}
		return ""
	})
}

var _ rdp.Desktop = (*rdptest.Desktop)(nil)
