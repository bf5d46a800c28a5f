package main_test

import (
	"context"
	"image"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"oriel/rdp/client"
)

// A counted connection counts what it reads.
type counted struct {
	net.Conn
	read atomic.Uint64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read.Add(uint64(n))
	return n, err
}

// A benchClient is our own client, in this process.
type benchClient struct {
	*client.Session
	*counted
	t testing.TB
}

// connect connects over TCP and TLS.
func connect(br *bridge, p client.Profile, size image.Point) *benchClient {
	br.t.Helper()
	return connectWith(br, client.Options{Profile: p, Size: size})
}

// connectWith is connect for a client of other options.
func connectWith(br *bridge, opt client.Options) *benchClient {
	br.t.Helper()
	conn, err := net.Dial("tcp", br.address())
	if err != nil {
		br.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	n := &counted{Conn: conn}
	opt.User, opt.Password, opt.Fingerprint = br.User, br.Password, br.Fingerprint
	s, err := client.Connect(ctx, n, opt)
	if err != nil {
		conn.Close()
		br.t.Fatalf("%v; the bridge said:\n%s", err, &br.run.err)
	}
	br.t.Cleanup(func() { s.Close() })
	return &benchClient{s, n, br.t}
}

// Close ends the session, and the connection with it.
func (c *benchClient) Close() { c.Session.Close() }

// wait waits until match says yes and nothing has changed for settle.
func (c *benchClient) wait(settle time.Duration, match func(*client.View) bool) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := c.WaitRest(ctx, settle, match); err != nil {
		c.t.Fatalf("%v; the client has %+v", err, c.View())
	}
}

// rested waits until the client shows all windows of the bridge, and rests.
func (c *benchClient) rested(settle time.Duration, br *bridge) {
	c.t.Helper()
	c.wait(settle, func(v *client.View) bool {
		return c.Stats().Rects > 0 && (len(v.Windows) == 0 || len(v.Windows) == len(br.windows()))
	})
}

func (c *benchClient) key(code uint8, down bool) {
	if err := c.Key(code, false, down); err != nil {
		c.t.Fatal(err)
	}
}

// picture is what the client shows of a window.
func (c *benchClient) picture(br *bridge, title string) *image.RGBA {
	c.t.Helper()
	list, w := c.Windows(), br.window(title)
	if i := slices.IndexFunc(list, func(w client.Window) bool { return w.Title == title }); i >= 0 {
		m := c.Image(list[i].ID)
		return m.SubImage(w.inner().Sub(w.rect().Min).Add(m.Rect.Min)).(*image.RGBA)
	}
	return c.Desktop().SubImage(w.inner()).(*image.RGBA)
}
