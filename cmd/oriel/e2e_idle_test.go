package main_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oriel/compositor/control"
	"oriel/compositor/manager"
	"oriel/socket"
	"oriel/socket/x11"
)

// idleSystem is a compositor and an X server under a manager, with an X server
// that is soon idle, and the environment of X clients.
func idleSystem(t *testing.T) (*manager.Manager, []string) {
	t.Helper()
	dir := short(t)
	bin := filepath.Dir(oriel(t))
	d, err := x11.Claim(x11.Options{Number: x11.First})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	l, err := socket.Listen("unix:" + filepath.Join(dir, "wayland-0"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	wayland, err := socket.File(l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { wayland.Close() })
	uid := uint32(os.Getuid())
	env := append(os.Environ(), "XDG_RUNTIME_DIR="+dir)
	s := &manager.System{
		Compositor: filepath.Join(bin, "oriel-compositor"), RDP: filepath.Join(bin, "oriel-rdp"), Xwayland: need(t, "Xwayland", "xwayland"),
		CompositorConfig: control.CompositorConfig{Width: 1280, Height: 800, Scale: 1, XUIDs: []uint32{uid}, XIdle: 300 * time.Millisecond},
		Env:              env, Display: d.Number, DieWithUs: true,
	}
	s.Listen(control.Listener{Kind: control.ListenX11, Number: uint32(d.Number), UID: uid, File: d.File()},
		control.Listener{Kind: control.ListenWayland, UID: uid, File: wayland})
	specs, err := s.Specs()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	m, err := manager.New(manager.Config{Units: []manager.Spec{specs[0], specs[2]}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- m.Run(ctx) }()
	t.Cleanup(func() {
		end()
		if err := <-done; err != nil {
			t.Errorf("the manager: %v", err)
		}
		if t.Failed() {
			t.Log(log.String())
		}
	})
	return m, append(env, "DISPLAY="+d.Name())
}

// TestXwaylandStopsWhenIdleAndStartsAgain: the X server runs while there are X
// clients. What was connected is no crash, and the next client does not notice.
func TestXwaylandStopsWhenIdleAndStartsAgain(t *testing.T) {
	t.Parallel()
	m, env := idleSystem(t)
	await := func(what string, f func(u manager.UnitStatus) bool) (u manager.UnitStatus) {
		t.Helper()
		until(t, what, func() string {
			for _, u = range m.Status() {
				if u.Unit == control.XServer && f(u) {
					return ""
				}
			}
			return fmt.Sprintf("%+v", u.UnitState)
		})
		return u
	}
	var pids []uint32
	for n := range uint32(3) {
		if u := await("no X server", func(u manager.UnitStatus) bool { return u.State == control.Stopped }); u.Starts != n || u.Crashes != 0 || u.PID != 0 {
			t.Fatalf("before client %d: %+v", n, u.UnitState)
		}
		events := filepath.Join(short(t), "events")
		app := start(t, exec.Command(demo(t, "xpaint"), "-title", "X", "-size", "200x150", "-events", events), env)
		until(t, "the app's window", func() string {
			b, err := os.ReadFile(events)
			if strings.Contains(string(b), "map") {
				return ""
			}
			return fmt.Sprintf("%v %s%s", err, b, &app.err)
		})
		u := await("an X server", func(u manager.UnitStatus) bool { return u.State == control.Running })
		if u.Starts != n+1 || !alive(int(u.PID)) {
			t.Fatalf("with client %d: %+v", n, u.UnitState)
		}
		pids = append(pids, u.PID)
		app.stop()
		await("its end", func(u manager.UnitStatus) bool { return u.State == control.Stopped })
		if alive(int(u.PID)) {
			t.Errorf("the X server %d of client %d still runs", u.PID, n)
		}
	}
	if pids[0] == pids[1] || pids[1] == pids[2] {
		t.Errorf("the X servers are %v", pids)
	}
}
