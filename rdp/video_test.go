package rdp

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
	"oriel/rdp/avc"
	"oriel/rdp/avc/avctest"
	"oriel/rdp/codec"
	"oriel/rdp/egfx"
)

// watchVideo is watch for a client that takes AVC420, with a helper if helped.
func watchVideo(t testing.TB, name string, size image.Point, link float64, helped bool) (x *watched, helper *exec.Cmd) {
	t.Helper()
	x = watch(t, name, size, link)
	x.session.srv.cfg.Video = &avc.Encoder{}
	if helped {
		helper = avctest.Start(t, x.session.srv.cfg.Video)
		t.Cleanup(x.session.paint.endVideos)
	}
	caps := egfx.Append(nil, &egfx.CapsAdvertise{Sets: []egfx.CapsSet{egfx.NewCapsSet(egfx.Version81, egfx.CapsAVC420Enabled)}})
	if err := x.gfx.Message(1, caps, x.now, &x.out); err != nil {
		t.Fatal(err)
	}
	return x, helper
}

// play shows n pictures, a frame each, and returns how many bytes that took.
func (x *watched) play(n int) (sent int) {
	x.t.Helper()
	for range n {
		x.show()
		before := x.session.w.queued()
		x.frame()
		sent += int(x.session.w.queued() - before)
	}
	return sent
}

// film plays until the whole picture goes as a video, and returns it.
func (x *watched) film() *video {
	x.t.Helper()
	for range 500 {
		x.play(1)
		if v := x.paint.videos.list[0]; v != nil && v.sent && v.area.Size() == image.Pt(x.w.Width, x.w.Height) {
			return v
		}
	}
	x.t.Fatalf("no video; %s", x.paint.strategy.why())
	return nil
}

// settle lets everything rest, until the client has it exactly.
func (x *watched) settle() {
	x.t.Helper()
	c := x.paint.canvases[0]
	for n := 0; ; n++ {
		x.now = x.now.Add(restTime)
		if !x.frame() && c.lossy == 0 {
			break
		}
		if n > 20*len(c.cells) {
			x.t.Fatalf("%d cells keep their losses", c.lossy)
		}
	}
	want := scene.NewImage(image.Rectangle{Max: c.size})
	x.paint.comp.draw(want)
	if !bytes.Equal(want.Pix, c.pix) {
		x.t.Error("the canvas is not what is to be seen")
	}
}

// difference compares r of two pictures, in decibels.
func difference(a, b func(x, y int) []byte, r image.Rectangle) float64 {
	sum, n := 0.0, 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			p, q := a(x, y), b(x, y)
			for i := range 3 {
				d := float64(p[i]) - float64(q[i])
				sum, n = sum+d*d, n+1
			}
		}
	}
	return 10 * math.Log10(255*255*float64(n)/max(sum, 1))
}

// TestVideoGoesAVC420 plays a video on links of 10 and 100 Mbit/s: it takes a
// small part of the bytes, a foreign decoder sees it, and at rest it is exact.
func TestVideoGoesAVC420(t *testing.T) {
	t.Parallel()
	for _, link := range []float64{800, 80} {
		x, _ := watchVideo(t, "video", image.Pt(650, 490), link, true) // no multiples of anything
		v := x.film()
		c := x.paint.canvases[0]
		before, sent, coded := x.paint.tally[chosenVideo], 0, 0
		for range 20 {
			sent += x.play(1)
			coded += len(v.data)
			if v.err != nil || !v.sent {
				t.Fatalf("no frame: %v", v.err)
			}
		}
		if n := x.pixels(chosenVideo) - before.pixels; n < 20*650*490 {
			t.Errorf("%d pixels went with the video", n)
		}
		t.Logf("%.0f ns a byte: %d bytes a frame, of which %d are H.264; %s", link, sent/20, coded/20, x.paint.strategy.why())
		if sent/20 > 4000 {
			t.Errorf("%d bytes a frame", sent/20)
		}
		if c.lossy != len(c.cells) {
			t.Errorf("%d of %d cells are known to have losses", c.lossy, len(c.cells))
		}
		x.settle()
	}
}

// TestADecoderSeesTheVideo follows a stream from its first frame: it has what
// the canvas has, at each of its frames, also where only a part changed.
func TestADecoderSeesTheVideo(t *testing.T) {
	t.Parallel()
	x, _ := watchVideo(t, "video", image.Pt(650, 490), 400, true)
	var stream *avc.Stream
	var d *avctest.Decoder
	worst, frames := 99.0, 0
	for i := range 300 {
		x.show()
		if i%5 == 4 {
			x.window.Content.Damage.Clear()
			x.window.Content.Damage.Add(image.Rect(101, 33, 333, 222))
		}
		x.frame()
		v := x.paint.videos.list[0]
		if v == nil || !v.sent {
			continue
		}
		if v.stream != stream {
			stream, d = v.stream, avctest.NewDecoder(t)
		}
		if frames++; frames > 40 {
			break
		}
		pix, width, _ := d.Decode(v.data)
		c := x.paint.canvases[0]
		worst = min(worst, difference(func(x, y int) []byte { return pix[4*(y*width+x):] }, func(x, y int) []byte { return c.row(y, x, x+1) }, image.Rect(0, 0, 650, 490)))
	}
	t.Logf("%d frames, %.1f dB at worst", frames, worst)
	if frames < 30 || worst < 34 {
		t.Errorf("%d frames, %.1f dB at worst", frames, worst)
	}
}

// TestWhatIsNoVideoGoesAsBefore: text, and what a fast link carries.
func TestWhatIsNoVideoGoesAsBefore(t *testing.T) {
	computes(t)
	t.Parallel()
	for _, c := range []struct {
		name string
		link float64
		why  string
	}{{"scroll", 800, "videos go AVC420 by openh264"}, {"typing", 800, "videos go AVC420 by openh264"}, {"video", 1, "videos too, since AVC420 would take longer"}} {
		x, _ := watchVideo(t, c.name, image.Pt(640, 480), c.link, true)
		x.play(200)
		if n := x.pixels(chosenVideo); n > 0 {
			t.Errorf("%s: %d pixels as a video", c.name, n)
		}
		if s := x.paint.strategy.why(); c.name == "video" && !strings.Contains(s, c.why) {
			t.Errorf("%s: %s", c.name, s)
		}
		x.settle()
	}
}

// TestVideoWithoutAHelper goes as photos do, and so does one for a client that
// takes no AVC420; both are told why.
func TestVideoWithoutAHelper(t *testing.T) {
	t.Parallel()
	x, _ := watchVideo(t, "video", image.Pt(640, 480), 800, false)
	x.play(200)
	if s := x.paint.strategy.why(); x.pixels(chosenVideo) > 0 || x.pixels(chosenCoarse)+x.pixels(chosenRefined) == 0 || !strings.Contains(s, "there is no oriel-avc") {
		t.Errorf("%+v; %s", x.paint.tally, s)
	}
	x.settle()
	x = watch(t, "video", image.Pt(640, 480), 800)
	x.session.srv.cfg.Video = &avc.Encoder{}
	avctest.Start(t, x.session.srv.cfg.Video)
	x.play(200)
	if s := x.paint.strategy.why(); x.pixels(chosenVideo) > 0 || !strings.Contains(s, "the client takes no AVC420") {
		t.Errorf("%+v; %s", x.paint.tally, s)
	}
	x.settle()
}

// TestAHelperThatEndsCostsTheVideoNothing: what its last frame had goes in
// another way at once, and a new helper is made use of.
func TestAHelperThatEndsCostsTheVideoNothing(t *testing.T) {
	t.Parallel()
	for _, sig := range []unix.Signal{unix.SIGKILL, unix.SIGSTOP} {
		x, helper := watchVideo(t, "video", image.Pt(640, 480), 800, true)
		x.film()
		if err := helper.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		before := x.paint.tally
		x.play(5)
		if n := x.pixels(chosenCoarse) + x.pixels(chosenRefined) - before[chosenCoarse].pixels - before[chosenRefined].pixels; n < 640*480 {
			t.Errorf("%v: %d pixels in another way", sig, n)
		}
		if x.paint.videos.list[0] != nil {
			t.Errorf("%v: the video goes on", sig)
		}
		if sig == unix.SIGKILL {
			avctest.Start(t, x.session.srv.cfg.Video)
			x.now = x.now.Add(videoPause)
			x.film()
		}
		x.settle()
	}
}

// TestVideosThatAreOverAreLetGoOf: their surfaces too, with a later frame.
func TestVideosThatAreOverAreLetGoOf(t *testing.T) {
	t.Parallel()
	x, _ := watchVideo(t, "video", image.Pt(640, 480), 800, true)
	x.film()
	x.play(1)
	if at := x.paint.videos.ends; !at.After(x.now) || at.After(x.now.Add(videoIdle)) {
		t.Errorf("it would end in %v", at.Sub(x.now))
	}
	x.settle()
	x.now = x.now.Add(videoIdle)
	x.frame()
	if len(x.paint.videos.list) > 0 || len(x.paint.videos.retired) != 1 || !x.paint.videos.ends.IsZero() {
		t.Errorf("%+v", x.paint.videos)
	}
	x.play(2)
	if len(x.paint.videos.retired) > 0 {
		t.Error("its surface stays at the client")
	}
	// Again, and now the client's graphics are new.
	x.film()
	x.paint.restart()
	x.frame()
	if v := x.paint.videos.list[0]; v != nil {
		t.Errorf("%+v", v)
	}
	x.play(5)
	x.settle()
}

// TestWhereVideosAre looks for them on canvases.
func TestWhereVideosAre(t *testing.T) {
	now := time.Unix(1e9, 0)
	cells := func(c *canvas, r image.Rectangle, photo bool) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				p := &c.cells[y*c.cols+x]
				p.moves, p.moved = movesEnough, now
				if photo {
					p.photo = photoAge
				}
			}
		}
	}
	for _, v := range []struct {
		name string
		draw func(c *canvas)
		want image.Rectangle
	}{
		{"nothing", func(*canvas) {}, image.Rectangle{}},
		{"text that moves", func(c *canvas) { cells(c, image.Rect(0, 0, 10, 10), false) }, image.Rectangle{}},
		{"a small one", func(c *canvas) { cells(c, image.Rect(2, 2, 5, 5), true) }, image.Rectangle{}},
		{"one", func(c *canvas) { cells(c, image.Rect(2, 2, 7, 5), true) }, image.Rect(128, 128, 448, 320)},
		{"one with flat parts and edges", func(c *canvas) {
			cells(c, image.Rect(2, 2, 7, 5), false)
			cells(c, image.Rect(3, 2, 7, 4), true)
		}, image.Rect(128, 128, 448, 320)},
		{"the larger of two", func(c *canvas) {
			cells(c, image.Rect(0, 0, 4, 4), true)
			cells(c, image.Rect(5, 5, 16, 10), true)
		}, image.Rect(320, 320, 1000, 600)},
		{"a frame around nothing", func(c *canvas) {
			cells(c, image.Rect(0, 0, 10, 1), true)
			cells(c, image.Rect(0, 0, 1, 9), true)
		}, image.Rectangle{}},
		{"one that rests", func(c *canvas) {
			cells(c, image.Rect(2, 2, 7, 5), true)
			for i := range c.cells {
				c.cells[i].moved = now.Add(-movePause)
			}
		}, image.Rectangle{}},
	} {
		c := newCanvas(image.Pt(1000, 600))
		v.draw(c)
		if got := c.moving(now); got != v.want {
			t.Errorf("%s: %v", v.name, got)
		}
	}
	large := newCanvas(image.Pt(5000, 600))
	cells(large, image.Rect(0, 0, large.cols, 9), true)
	if got := large.moving(now); !got.Empty() {
		t.Errorf("larger than a picture may be: %v", got)
	}
}

func TestRectanglesAreJoined(t *testing.T) {
	var list []image.Rectangle
	for _, y := range []int{64, 0, 128} {
		for _, x := range []int{512, 0, 1024} {
			list = joined(list, image.Rect(x, y, min(x+512, 1300), min(y+64, 150)))
		}
	}
	if len(list) != 1 || list[0] != image.Rect(0, 0, 1300, 150) {
		t.Errorf("%v", list)
	}
	list = joined(joined(nil, image.Rect(0, 0, 10, 10)), image.Rect(10, 0, 20, 9))
	if len(list) != 2 {
		t.Errorf("%v", list)
	}
}

// BenchmarkVideoOfTenMbit plays a video of 1280 × 720 pixels on a link of 10
// Mbit/s as photos and by AVC420, and tells what a whole picture costs, in bytes
// and in processor time: frames of a slow link bring parts of one.
func BenchmarkVideoOfTenMbit(b *testing.B) {
	for _, helped := range []bool{false, true} {
		name := "photos"
		if helped {
			name = "AVC420"
		}
		b.Run(name, func(b *testing.B) {
			x, helper := watchVideo(b, "video", image.Pt(1280, 720), 800, helped)
			x.play(150)
			ours, its, sent := time.Duration(0), time.Duration(0), 0
			if helped {
				x.film()
				its = -spent(b, helper.Process.Pid)
			}
			before := x.paint.tally
			for b.Loop() {
				x.show()
				sent -= int(x.session.w.queued())
				ours -= spent(b, os.Getpid())
				x.frame()
				ours += spent(b, os.Getpid())
				sent += int(x.session.w.queued())
			}
			if helped {
				its += spent(b, helper.Process.Pid)
			}
			pixels := uint64(0)
			for i := range x.paint.tally {
				pixels += x.paint.tally[i].pixels - before[i].pixels
			}
			pictures := float64(pixels) / (1280 * 720)
			b.ReportMetric(float64(sent)/pictures, "bytes/picture")
			b.ReportMetric(ours.Seconds()*1000/pictures, "cpu-ms/picture")
			b.ReportMetric(its.Seconds()*1000/pictures, "helper-ms/picture")
		})
	}
}

// spent is the processor time of a process so far.
func spent(t testing.TB, pid int) (d time.Duration) {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(threads) == 0 {
		t.Fatalf("process %d is gone", pid)
	}
	for _, file := range threads {
		var n time.Duration
		if text, err := os.ReadFile(file); err == nil {
			if _, err := fmt.Sscan(string(text), &n); err != nil {
				t.Fatal(err)
			}
		}
		d += n
	}
	return d
}

// TestVideosInWindowsOfTheirOwnStayOpaque: what is translucent is no video, and
// what is one gets its alpha told, whatever the client's decoder makes of it.
func TestVideosInWindowsOfTheirOwnStayOpaque(t *testing.T) {
	var e avc.Encoder
	avctest.Start(t, &e)
	size := image.Pt(128, 64)
	stream, err := e.Open(size)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	for _, alpha := range []byte{0xFF, 0x80} {
		c := newCanvas(size)
		v := &video{canvas: c, area: c.bounds(), stream: stream, quality: coarse}
		for i := range c.cells {
			c.cells[i].moves = movesEnough
		}
		var w worker
		w.img = *scene.NewImage(c.bounds())
		for i := range w.img.Pix {
			w.img.Pix[i] = byte(i*i>>5 | i)
			if i%4 == 3 {
				w.img.Pix[i] = alpha
			}
		}
		r := image.Rect(3, 5, 101, 64)
		c.take(&w.img, image.Point{}, c.bounds())
		x := tile{target: toARGB, canvas: c, video: v, photo: chosenRaw, rect: c.bounds()}
		w.film(&x, r)
		if film := x.ops[0].how == chosenVideo; film != (alpha == 0xFF) {
			t.Errorf("alpha %#x: %+v", alpha, x.ops)
		}
		if alpha != 0xFF {
			continue
		}
		if o := x.ops[0]; len(x.ops) != 1 || o.rect != r || o.bytes == 0 || o.bytes > 32 || c.cells[0].quality != coarse || c.cells[1].quality != coarse {
			t.Fatalf("%+v", x.ops)
		}
		got := make([]byte, 4*r.Dx()*r.Dy())
		if err := codec.DecodeAlpha(got, 4*r.Dx(), r.Dx(), r.Dy(), x.data[x.ops[0].from:x.ops[0].to]); err != nil {
			t.Fatal(err)
		}
		for i := 3; i < len(got); i += 4 {
			if got[i] != 0xFF {
				t.Fatalf("pixel %d has alpha %#x", i/4, got[i])
			}
		}
		// The picture has it, with what lies beyond the window's last row.
		for y := 5; y < 64; y++ {
			if want := c.row(y, 3, 101); !bytes.Equal(stream.Picture()[4*(128*y+3):][:len(want)], want) {
				t.Fatalf("row %d of the picture is another", y)
			}
		}
	}
}

// TestAVideoIsKnownOnAVerySlowLink: the client takes no progressive bitmaps, and
// exact pixels take so long there that each cell has its turn every few seconds.
func TestAVideoIsKnownOnAVerySlowLink(t *testing.T) {
	computes(t)
	t.Parallel()
	x, _ := watchVideo(t, "video", image.Pt(512, 448), 6500, true)
	thin := egfx.NewCapsSet(egfx.Version81, egfx.CapsAVC420Enabled|egfx.CapsThinClient)
	if err := x.gfx.Message(1, egfx.Append(nil, &egfx.CapsAdvertise{Sets: []egfx.CapsSet{thin}}), x.now, &x.out); err != nil {
		t.Fatal(err)
	}
	b := &beside{watched: x, link: &slowLink{}, see: func() {}}
	b.at, b.every = image.Rect(0, 0, 512, 448), 33*time.Millisecond
	b.run(40*time.Second, func() bool { return x.paint.tally[chosenVideo].rects > 0 })
	if x.paint.tally[chosenVideo].rects == 0 {
		t.Fatalf("no video; %s; %v", x.paint.strategy.why(), x.paint.tally.list())
	}
	t.Logf("after %v", b.now.Sub(time.Unix(1e9, 0)))
	b.every = 0
	b.run(20*time.Second, b.settled)
	if why := b.inexact(image.Rectangle{}, image.Rectangle{}); why != "" {
		t.Errorf("at rest, %s", why)
	}
}
