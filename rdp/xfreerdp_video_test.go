package rdp_test

import (
	"context"
	"fmt"
	"image"
	"math"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
	"oriel/rdp"
	"oriel/rdp/avc"
	"oriel/rdp/avc/avctest"
	"oriel/rdp/rdptest"
	"oriel/rdp/workload"
)

// A slowListener's connections carry so many bytes a second to the client, and
// what comes from there comes late, as behind a link and not a slow client.
type slowListener struct {
	net.Listener
	rate int
}

func (l slowListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return slowConn{c, l.rate}, err
}

type slowConn struct {
	net.Conn
	rate int
}

func (c slowConn) Read(b []byte) (n int, err error) {
	n, err = c.Conn.Read(b)
	time.Sleep(20 * time.Millisecond)
	return n, err
}

func (c slowConn) Write(b []byte) (n int, err error) {
	for len(b) > 0 && err == nil {
		part := b[:min(len(b), 1460)]
		time.Sleep(time.Duration(len(part)) * time.Second / time.Duration(c.rate))
		var k int
		k, err = c.Conn.Write(part)
		n, b = n+k, b[k:]
	}
	return n, err
}

// A player plays a video in a window, beside others, for a client that it
// watches.
type player struct {
	*canvasApp
	scr *screen
	w   *workload.Workload
}

// near is how like, in decibels, what the client shows must be.
const near = 32

// play shows the next picture, waits until the client does, nearly at least,
// and returns how nearly, in decibels.
func (p *player) play() (db float64) {
	p.t.Helper()
	p.next()
	eventually(p.t, p.s, "the next picture", func() string {
		if db = p.likeness(); db < near {
			return fmt.Sprintf("%.1f dB; %+v", db, choicesOf(p.s.Status()[0]))
		}
		return ""
	})
	return db
}

// next shows the next picture, and does not wait for the client.
func (p *player) next() {
	p.w.Step()
	for y := range p.w.Height {
		copy(p.m.Row(y, 0, p.w.Width), p.w.Pix[4*y*p.w.Width:])
	}
	p.paint(p.m.Rect)
}

// likeness compares the window, where nothing is above it, with the screen.
func (p *player) likeness() float64 {
	got := p.scr.picture(p.scr.root)
	if got == nil {
		return 0
	}
	sum, n := 0.0, 0
	for y := range p.w.Height {
		want, row := p.m.Row(y, 0, p.w.Width), got.Pix[got.PixOffset(p.at.X, p.at.Y+y):]
		for x := 0; x < len(want); x += 4 {
			for i := range 3 {
				d := float64(want[x+i]) - float64(row[x+2-i])
				sum, n = sum+d*d, n+1
			}
		}
	}
	return 10 * math.Log10(255*255*float64(n)/max(sum, 1))
}

// tenMbit is a link on which videos pay.
const tenMbit = 10_000_000

// videoSize is that of a player's window.
var videoSize = image.Pt(500, 380)

// startPlayer connects xfreerdp by a link of so many bits a second; 0: as fast
// as it goes.
func startPlayer(t *testing.T, e *avc.Encoder, rate int, args ...string) *player {
	return startPlayerOf(t, videoSize, e, rate, args...)
}

func startPlayerOf(t *testing.T, size image.Point, e *avc.Encoder, rate int, args ...string) *player {
	t.Helper()
	scr := newScreen(t, "640x480")
	w, err := workload.New("video", size.X, size.Y)
	if err != nil {
		t.Fatal(err)
	}
	d := rdptest.NewDesktop()
	t.Cleanup(d.Close)
	p := &player{&canvasApp{t: t, d: d, at: image.Pt(75, 53), m: scene.NewImage(image.Rectangle{Max: size})}, scr, w}
	for i := 3; i < len(p.m.Pix); i += 4 {
		p.m.Pix[i] = 0xFF
	}
	p.s = rdptest.Start(t, d, func(c *rdp.Config) { c.Video = e })
	d.Add(scene.Window{Title: "beside", Bounds: beside}, 1)
	d.Do(func(tx *scene.Tx) {
		p.face = tx.NewSurface()
		p.commit(tx, p.m.Rect)
		p.id = tx.Map(p.face, scene.Window{Title: "video", Bounds: p.m.Rect.Add(p.at)})
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if rate > 0 {
		l = slowListener{l, rate / 8}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.s.Serve(ctx, l)
	}()
	t.Cleanup(func() { cancel(); <-done })
	scr.dial(port, append(args, "/size:640x480", "+fonts", "/f")...)
	eventually(t, p.s, "the first picture", p.exact)
	return p
}

// beside is a window that the video leaves alone.
var beside = image.Rect(5, 5, 70, 470)

// exact says what of the windows the client does not show exactly.
func (p *player) exact() string {
	m := p.scr.picture(p.scr.root)
	if m == nil {
		return "no picture"
	}
	e := differs(shifted(m.SubImage(p.m.Rect.Add(p.at)).(*image.RGBA)), p.m)
	if e == "" {
		e = patterned(m, beside, 1)
	}
	if e != "" {
		return fmt.Sprintf("%s; %+v", e, p.s.Status())
	}
	return ""
}

// film plays until the video goes as one.
func (p *player) film() {
	p.t.Helper()
	for n := 0; p.chosen("video") == 0; n++ {
		if p.play(); n > 300 {
			p.t.Fatalf("no video: %+v", p.s.Status())
		}
	}
}

// TestXfreerdpPlaysAVideo: Debian's client decodes what the helper makes, and
// has it to the bit once it rests.
func TestXfreerdpPlaysAVideo(t *testing.T) {
	var e avc.Encoder
	avctest.Start(t, &e)
	p := startPlayer(t, &e, tenMbit, "/gfx:AVC420")
	p.film()
	worst, before := 99.0, p.chosen("video")
	enough := 20 * uint64(videoSize.X*videoSize.Y)
	for end := time.Now().Add(time.Minute); p.chosen("video")-before < enough; {
		if worst = min(worst, p.play()); time.Now().After(end) {
			t.Fatalf("%d pixels as a video in a minute", p.chosen("video")-before)
		}
	}
	st := p.s.Status()[0]
	t.Logf("%.1f dB at worst; %s", worst, choicesOf(st))
	if !strings.Contains(st.Codec, "AVC420") || !strings.Contains(st.Why, "videos go AVC420 by openh264") {
		t.Errorf("it is told as %q: %s", st.Codec, st.Why)
	}
	eventually(t, p.s, "the last picture, exactly", p.exact)
	p.draw("text", p.m.Rect)
	p.paint(p.m.Rect)
	eventually(t, p.s, "text where the video was", p.exact)
}

// TestXfreerdpSeesAVideoGoOnWithoutItsHelper: the helper is killed.
func TestXfreerdpSeesAVideoGoOnWithoutItsHelper(t *testing.T) {
	var e avc.Encoder
	helper := avctest.Start(t, &e)
	p := startPlayer(t, &e, tenMbit, "/gfx:AVC420")
	p.film()
	for i := range 20 {
		if i == 5 {
			if err := helper.Process.Signal(unix.SIGKILL); err != nil {
				t.Fatal(err)
			}
		}
		p.play()
	}
	if why := p.s.Status()[0].Why; !strings.Contains(why, "there is no oriel-avc") {
		t.Error(why)
	}
	eventually(t, p.s, "the last picture, exactly", p.exact)
}

// TestXfreerdpTakesNSCodec: a video that travels with fewer colours is a likeness
// meanwhile, and exact in the end. A client that is too busy to answer seems to be
// far away until it has had a rest. The video is small: on a busy machine, a large
// one would change too seldom to be one that goes on changing.
func TestXfreerdpTakesNSCodec(t *testing.T) {
	t.Parallel()
	size := image.Pt(320, 192)
	p := startPlayerOf(t, size, nil, 0, "/gfx")
	patience := time.Minute
	for round := range 3 {
		before := p.chosen("nscodec")
		end := time.Now().Add(patience)
		for n := 1; p.chosen("nscodec") < before+2*uint64(size.X*size.Y) && time.Now().Before(end); n++ {
			p.next()
			time.Sleep(10 * time.Millisecond)
			if n%500 == 0 {
				time.Sleep(3 * time.Second)
			}
		}
		if p.chosen("nscodec") == 0 {
			t.Fatalf("no NSCodec: %+v", p.s.Status())
		}
		patience = 5 * time.Second
		p.play()
		p.draw("text", image.Rect(round, 100, 200+17*round, 150))
		p.paint(image.Rect(round, 100, 200+17*round, 150))
		eventually(t, p.s, "the last picture, exactly", p.exact)
	}
}

// TestXfreerdpWithoutAVC420GetsNone.
func TestXfreerdpWithoutAVC420GetsNone(t *testing.T) {
	var e avc.Encoder
	avctest.Start(t, &e)
	p := startPlayer(t, &e, tenMbit, "/gfx")
	for range 40 {
		p.play()
	}
	if st := p.s.Status()[0]; p.chosen("video") > 0 || !strings.Contains(st.Why, "the client takes no AVC420") {
		t.Errorf("%+v", st)
	}
	eventually(t, p.s, "the last picture, exactly", p.exact)
}

// TestXfreerdpTypesBesideAVideo does so without the graphics pipeline, on
// a link of 10 Mbit/s: each character comes while the video plays, and its last
// picture is exact.
func TestXfreerdpTypesBesideAVideo(t *testing.T) {
	for args, codec := range map[string]string{"/rfx": "remotefx", "/bpp:32": "planar bitmaps"} {
		t.Run(codec, func(t *testing.T) {
			p := startPlayer(t, nil, tenMbit, args)
			if got := p.s.Status()[0].Codec; got != codec {
				t.Fatalf("the desktop goes by %s", got)
			}
			at := image.Rect(600, 455, 608, 472)
			char := p.d.Add(scene.Window{Title: "typed", Bounds: at}, 1)
			var waits []time.Duration
			for seed := 2; seed < 22; seed++ {
				for end := time.Now().Add(100 * time.Millisecond); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
					p.next()
				}
				start := time.Now()
				p.d.Paint(char, seed)
				eventually(t, p.s, "a character", func() string { p.next(); return patterned(p.scr.picture(p.scr.root), at, seed) })
				waits = append(waits, time.Since(start))
			}
			slices.Sort(waits)
			t.Logf("a character takes %v, %v at worst; %s", waits[len(waits)/2], waits[len(waits)-1], choicesOf(p.s.Status()[0]))
			eventually(t, p.s, "the last picture, exactly", p.exact)
		})
	}
}

// patterned says what of a window's pattern a picture does not have exactly.
func patterned(m *image.RGBA, r image.Rectangle, seed int) string {
	if m == nil {
		return "no picture"
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			want := rdptest.Pattern(seed, x-r.Min.X, y-r.Min.Y)
			if c := m.RGBAAt(x, y); c.B != want[0] || c.G != want[1] || c.R != want[2] {
				return fmt.Sprintf("at %d,%d: %v instead of B,G,R %d", x, y, c, want[:3])
			}
		}
	}
	return ""
}
