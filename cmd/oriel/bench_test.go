package main_test

import (
	"encoding/json"
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"oriel/demo/pattern"
	"oriel/rdp/client"
)

// hd and fullHD are the desktops that throughput is measured at.
var (
	hd     = image.Pt(1280, 720)
	fullHD = image.Pt(1920, 1080)
)

var benchProfiles = []client.Profile{client.RAIL, client.Desktop}

var profileNames = map[client.Profile]string{client.RAIL: "P1", client.Desktop: "P3"}

// BenchmarkBridge measures the command as it ships, by our own client over TLS
// and TCP on the same machine, and prints one table. Each part takes as many
// samples as it says, whatever -benchtime: `make bench` runs it once.
func BenchmarkBridge(b *testing.B) {
	if raceEnabled {
		b.Skip("the race detector would be what is measured")
	}
	r := newReport()
	b.Run("FirstPixel", func(b *testing.B) { benchFirstPixel(b, r) })
	for _, p := range benchProfiles {
		b.Run("Key/"+profileNames[p], func(b *testing.B) { benchKeys(b, r, p) })
	}
	for _, p := range benchProfiles {
		b.Run("Frames/"+profileNames[p], func(b *testing.B) { benchFrames(b, r, p) })
	}
	b.Run("Restart", func(b *testing.B) { benchRestart(b, r) })
	b.Run("Xwayland", func(b *testing.B) { benchXwayland(b, r) })
	b.Run("Memory", func(b *testing.B) { benchMemory(b, r) })
	b.Run("Idle", func(b *testing.B) { benchIdle(b, r) })
	r.write(b)
}

// benchFirstPixel measures from the start of `oriel run` to the moment that a
// client that connects as soon as it can has the app's window with its pixels.
func benchFirstPixel(b *testing.B, r *report) {
	oriel(b) // is built before the clock runs
	for _, app := range []struct {
		name string
		argv []string
	}{
		{"wlpaint", []string{demo(b, "wlpaint"), "-title", "first"}},
		{"xterm", []string{need(b, "xterm", "xterm"), "-T", "first"}},
	} {
		var cold, warm []time.Duration
		for range 10 {
			home := newBridge(b)
			cold = append(cold, firstPixel(home, app.argv))
			again := newBridge(b)
			again.dir = home.dir // with the certificate that the first has left
			warm = append(warm, firstPixel(again, app.argv))
		}
		r.add("`oriel run` to the first pixel at the client", app.name+", P1",
			ms("first start", median(cold)), ms("with a certificate", median(warm)))
	}
}

func firstPixel(br *bridge, argv []string) time.Duration {
	br.t.Helper()
	start := time.Now()
	br.start(append([]string{"--"}, argv...)...)
	c := connect(br, client.RAIL, hd)
	c.wait(0, func(v *client.View) bool {
		return slices.ContainsFunc(v.Windows, func(w client.Window) bool { return w.Title == "first" && w.Mapped && w.Visible })
	})
	d := time.Since(start)
	c.Close()
	br.end()
	return d
}

// benchRestart measures from the death of the RDP backend to the moment that a
// client that connects anew has the app's window with its pixels.
func benchRestart(b *testing.B, r *report) {
	br := startBridge(b)
	br.app(demo(b, "wlpaint"), "-title", "stays")
	id := br.window("stays").ID
	var took []time.Duration
	for range 10 {
		time.Sleep(1200 * time.Millisecond) // what has not worked for a second waits before it is started again
		start := time.Now()
		br.kill9("oriel-rdp")
		c := connect(br, client.RAIL, hd)
		c.wait(0, func(v *client.View) bool { w := v.Find(id); return w != nil && w.Mapped && w.Visible })
		took = append(took, time.Since(start))
		c.Close()
	}
	r.add("death of the RDP backend to the first pixel at a client that connects anew", "wlpaint, P1",
		ms("median", median(took)), ms("95 %", p95(took)))
	br.end()
}

// benchXwayland measures from the death of Xwayland to the moment that a client
// has the window of an X app that is started then, with its pixels.
func benchXwayland(b *testing.B, r *report) {
	br := startBridge(b)
	c := connect(br, client.RAIL, hd)
	start := time.Now()
	shown := func(title string) (took time.Duration, app *process) {
		app = br.app(demo(b, "xpaint"), "-title", title)
		c.wait(0, func(v *client.View) bool {
			return slices.ContainsFunc(v.Windows, func(w client.Window) bool { return w.Title == title && w.Mapped && w.Visible })
		})
		return time.Since(start), app
	}
	_, app := shown("first")
	var took []time.Duration
	for i := range 10 {
		time.Sleep(1200 * time.Millisecond) // as above
		start = time.Now()
		br.kill9("Xwayland")
		app.wait()
		var d time.Duration
		d, app = shown(fmt.Sprint("again ", i))
		took = append(took, d)
	}
	r.add("death of Xwayland to the first pixel of an app that is started anew", "xpaint, P1",
		ms("median", median(took)), ms("95 %", p95(took)))
	c.Close()
	br.end()
}

// Samples of a key press, and those before that do not count.
const (
	keySamples = 250
	keyWarmup  = 20
)

// benchKeys measures from a key press to changed pixels in the client, and
// what a character costs on the wire. There are pauses between the presses, so
// that each finds everything asleep.
func benchKeys(b *testing.B, r *report, p client.Profile) {
	name := profileNames[p]
	for _, app := range []string{"wlpaint", "xpaint"} {
		br := startBridge(b)
		br.app(demo(b, app), "-title", "keys", "-step", "-size", "320x200")
		k := press(br, p)
		if wrong := differs(k.c.picture(br, "keys"), keyWarmup+keySamples); wrong != "" {
			b.Fatalf("after %d keys: %s", keyWarmup+keySamples, wrong)
		}
		r.add("key press to changed pixels", app+" 320×200, "+name, ms("median", median(k.latency)), ms("p95", p95(k.latency)))
		k.c.Close()
		br.end()
	}
	br := startBridge(b)
	// No line editing: a kernel's buffer would be full in the end.
	br.app(need(b, "xterm", "xterm"), "-T", "keys", "-e", "sh", "-c", "stty -icanon; exec cat >/dev/null")
	k := press(br, p)
	r.add("key press to changed pixels", "xterm, "+name, ms("median", median(k.latency)), ms("p95", p95(k.latency)))
	r.add("a typed character", "xterm, "+name,
		metric{"bytes before TLS", "", medianOf(k.bytes)}, metric{"with TLS", "", medianOf(k.wire)},
		metric{"rectangles", "", medianOf(k.rects)}, metric{"pixels", "", medianOf(k.pixels)},
		metric{"frames", "", medianOf(k.frames)})
	k.c.Close()
	br.end()
}

// presses are samples of key presses.
type presses struct {
	c                                  *benchClient
	latency                            []time.Duration
	bytes, wire, rects, pixels, frames []float64
}

// press presses keys in the window "keys".
func press(br *bridge, p client.Profile) *presses {
	br.t.Helper()
	br.window("keys")
	k := &presses{c: connect(br, p, hd)}
	k.c.rested(500*time.Millisecond, br)
	for i := range keyWarmup + keySamples {
		time.Sleep(time.Duration(20+rand.IntN(40)) * time.Millisecond)
		code := uint8(0x10 + i%10) // q to p
		before, wire := k.c.Stats(), k.c.read.Load()
		start := time.Now()
		k.c.key(code, true)
		k.c.wait(0, func(*client.View) bool { return k.c.Stats().Rects > before.Rects })
		d := time.Since(start)
		k.c.key(code, false)
		k.c.wait(20*time.Millisecond, nil)
		if i < keyWarmup {
			continue
		}
		after := k.c.Stats()
		k.latency = append(k.latency, d)
		k.bytes = append(k.bytes, float64(after.Bytes-before.Bytes))
		k.wire = append(k.wire, float64(k.c.read.Load()-wire))
		k.rects = append(k.rects, float64(after.Rects-before.Rects))
		k.pixels = append(k.pixels, float64(after.Pixels-before.Pixels))
		k.frames = append(k.frames, float64(after.Frames-before.Frames))
	}
	return k
}

// differs says how a picture differs from a frame of the pattern.
func differs(m *image.RGBA, frame int) string {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for y := range h {
		for x := range w {
			r, g, b := pattern.At(x, y, w, h, frame)
			if c := m.RGBAAt(m.Rect.Min.X+x, m.Rect.Min.Y+y); c.R != r || c.G != g || c.B != b {
				return fmt.Sprintf("frame %d of %dx%d at %d,%d has %v instead of %d,%d,%d", frame, w, h, x, y, c, r, g, b)
			}
		}
	}
	return ""
}

// frameTime is for how long frames are counted.
const frameTime = 5 * time.Second

// benchFrames measures pictures of which every pixel changes.
func benchFrames(b *testing.B, r *report, p client.Profile) {
	for _, v := range []struct {
		app  string
		size image.Point
		rate int
	}{
		{"wlpaint", hd, 60}, {"wlpaint", hd, 1000}, {"wlpaint", fullHD, 60}, {"wlpaint", fullHD, 1000}, {"xpaint", hd, 60},
	} {
		size := fmt.Sprintf("%dx%d", v.size.X, v.size.Y)
		br := startBridge(b, "--size", size)
		app := br.app(demo(b, v.app), "-title", "frames", "-size", size, "-rate", fmt.Sprint(v.rate))
		br.window("frames")
		c := connect(br, p, v.size)
		time.Sleep(time.Second)
		list := append(processes(br), benchProcess{"app", app.pid()})
		cost := malloced(br)
		was, before := usages(b, list), c.Stats()
		time.Sleep(frameTime)
		now, after := usages(b, list), c.Stats()
		frames := float64(after.Frames - before.Frames)
		if frames == 0 {
			b.Fatalf("%s at %v shows no frame", v.app, v.size)
		}
		allocated := cost()
		rate := fmt.Sprintf("%d a second", v.rate)
		if v.rate > 60 {
			rate = "as fast as it goes"
		}
		m := []metric{
			{"frames/s", "", frames / frameTime.Seconds()},
			ms("oriel CPU/frame", (ourCPU(now)-ourCPU(was))/time.Duration(frames)),
		}
		if x, ok := now["Xwayland"]; ok {
			m = append(m, ms("Xwayland CPU/frame", (x.cpu-was["Xwayland"].cpu)/time.Duration(frames)))
		}
		m = append(m, ms("app CPU/frame", (now["app"].cpu-was["app"].cpu)/time.Duration(frames)),
			metric{"kB/frame", "", float64(after.Bytes-before.Bytes) / frames / 1000},
			metric{"the compositor's allocations/frame", "", allocated / frames})
		r.add("every pixel changes, "+rate, strings.ReplaceAll(size, "x", "×")+" "+v.app+", "+profileNames[p], m...)
		c.Close()
		br.end()
	}
}

// ourCPU is what our own processes have used.
func ourCPU(all map[string]used) (sum time.Duration) {
	for _, name := range []string{"oriel", "oriel-compositor", "oriel-rdp"} {
		sum += all[name].cpu
	}
	return sum
}

// malloced begins to count what the compositor allocates; the function returns how
// often it did, without what asking costs.
func malloced(br *bridge) func() float64 {
	br.t.Helper()
	first, second := mallocs(br), mallocs(br)
	return func() float64 { return mallocs(br) - second - (second - first) }
}

func mallocs(br *bridge) float64 {
	br.t.Helper()
	out, stderr, code := br.command("status", "--json", "--control", br.Control)
	var v struct{ Mallocs uint64 }
	if err := json.Unmarshal([]byte(out), &v); code != 0 || err != nil || v.Mallocs == 0 {
		br.t.Fatalf("the status is no JSON with mallocs: %v\n%s%s", err, out, stderr)
	}
	return float64(v.Mallocs)
}

// benchMemory measures with one xterm and one client.
func benchMemory(b *testing.B, r *report) {
	for _, p := range benchProfiles {
		br := startBridge(b)
		br.app(need(b, "xterm", "xterm"), "-T", "memory")
		br.window("memory")
		c := connect(br, p, hd)
		c.rested(2*time.Second, br)
		for _, proc := range processes(br) {
			rss, pss := memory(b, proc.pid)
			r.add("memory with one xterm and one client", proc.name+", "+profileNames[p],
				metric{"resident", " MB", float64(rss) / 1e6}, metric{"its share", " MB", float64(pss) / 1e6})
		}
		c.Close()
		br.end()
	}
}

// idleTime is for how long nothing must happen.
const idleTime = 10 * time.Second

// benchIdle measures an xterm, a wlpaint and an xpaint that rest.
func benchIdle(b *testing.B, r *report) {
	br := startBridge(b)
	br.app(need(b, "xterm", "xterm"), "-T", "xterm")
	br.app(demo(b, "wlpaint"))
	br.app(demo(b, "xpaint"))
	for _, title := range []string{"xterm", "wlpaint", "xpaint"} {
		br.window(title)
	}
	idle := func(name string) {
		b.Helper()
		list := processes(br)
		time.Sleep(35 * time.Second) // the time limits of starting, connecting and asking pass, once
		was := usages(b, list)
		time.Sleep(idleTime)
		all := usages(b, list)
		for _, p := range list {
			now := all[p.name]
			r.add("idle for 10 s with three apps", p.name+", "+name,
				ms("CPU", now.cpu-was[p.name].cpu), metric{"wakeups", "", float64(now.wakeups - was[p.name].wakeups)})
		}
	}
	idle("no client")
	c := connect(br, client.RAIL, hd)
	c.rested(500*time.Millisecond, br)
	idle("a client in P1")
	c.Close()
	br.end()
}
