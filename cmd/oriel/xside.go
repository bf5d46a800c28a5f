package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"oriel/compositor"
	"oriel/compositor/scene"
	"oriel/compositor/wlserver"
	"oriel/socket/x11"
	"oriel/xbridge"
)

// desk is what xbridge needs of the compositor.
type desk struct {
	*compositor.Compositor
	wl *wlserver.Server
}

// XwaylandClient implements xbridge.Desktop.
func (d desk) XwaylandClient(conn *os.File, w scene.SurfaceWatcher) (stop func(), err error) {
	c, err := net.FileConn(conn) // a copy
	conn.Close()
	if err != nil {
		return nil, err
	}
	u, ok := c.(*net.UnixConn)
	if !ok {
		c.Close()
		return nil, errors.New("the connection of Xwayland is no Unix socket")
	}
	return d.wl.Connect(u, w)
}

// xside is the X11 half of a bridge.
type xside struct{ bridge *xbridge.Bridge }

// startX claims a display; Xwayland starts with the first client.
// Without an Xwayland there is no display: X11 apps say so at once, rather
// than wait for it.
func (b *bridge) startX(context.Context) error {
	if _, err := exec.LookPath("Xwayland"); err != nil {
		b.log.Warn("X11 apps cannot run: Xwayland is missing; see oriel doctor")
		return nil
	}
	number := x11.First
	if b.cfg.display != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(b.cfg.display, ":"))
		if err != nil || n < 0 {
			return fmt.Errorf("--display %q: want :N, such as :7", b.cfg.display)
		}
		number = n
	}
	d, err := x11.Claim(x11.Options{Number: number})
	if err != nil {
		return err
	}
	b.onClose(func() { d.Close() })
	cookie := make([]byte, 16)
	if _, err := rand.Read(cookie); err != nil {
		return err
	}
	auth := filepath.Join(b.dir, "Xauthority")
	x, err := xbridge.New(xbridge.Config{
		Desktop: desk{b.comp, b.wl}, Log: b.log,
		Display: d.Number, Listener: d.File(), XauthorityPath: auth, Cookie: cookie,
		AllowUIDs: []int{os.Getuid()}, Native: b.cfg.nativeX11,
	})
	if err != nil {
		return err
	}
	b.x = &xside{x}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := x.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
			b.failed <- err
		}
	}()
	b.onClose(func() {
		cancel()
		<-done
	})
	b.env.Display, b.env.Xauthority = d.Name(), auth
	return nil
}

// process describes Xwayland.
func (x *xside) process() processInfo {
	if x == nil {
		return processInfo{Name: "Xwayland", State: "missing"}
	}
	s := x.bridge.Status()
	return processInfo{Name: "Xwayland", PID: s.PID, State: s.State}
}
