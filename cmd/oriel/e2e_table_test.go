package main_test

import (
	"flag"
	"fmt"
	"image"
	"os"
	"slices"
	"strings"
	"testing"

	"oriel/rdp/client"
)

// The table of what each client can do is made by the test of it:
//
//	go test ./cmd/oriel -run TableOfClients -update
var updateClients = flag.Bool("update", false, "write the README's table of clients anew")

// The README has the table between two marks.
const (
	readme   = "../../README.md"
	tableTop = "<!-- clients -->\n"
	tableEnd = "<!-- /clients -->\n"
)

// A clientCase is a client, how it is started, and what it must be able to do.
// A client that is not able to do something says why.
type clientCase struct {
	client, options string
	profile, codec  string // as the bridge says
	depth           depth
	start           func(c *clientCase, t *testing.T, b *bridge) guest
	opt             client.Options
	fixed           string // why its size stays
}

// clientCases are all clients that tests know. The depths of FreeRDP 2 are its
// own: without /bpp it asks for 16 bits where the graphics pipeline is off.
var clientCases = []clientCase{
	{client: "xfreerdp 2.11", profile: "desktop", codec: byGraphics, start: startXfreerdp},
	{client: "xfreerdp 2.11", options: "/gfx", profile: "desktop", codec: byGraphics, start: startXfreerdp},
	{client: "xfreerdp 2.11", options: "/rfx", profile: "surface", codec: "remotefx", start: startXfreerdp},
	{client: "xfreerdp 2.11", options: "/network:lan", profile: "bitmap", codec: "interleaved 16", depth: freerdp565, start: startXfreerdp},
	{client: "xfreerdp 2.11", options: "/bpp:16", profile: "bitmap", codec: "interleaved 16", depth: freerdp565, start: startXfreerdp},
	{client: "xfreerdp 2.11", options: "/bpp:24", profile: "bitmap", codec: "interleaved 24", start: startXfreerdp},
	{client: "xfreerdp 2.11", options: "/bpp:32 /network:lan", profile: "bitmap", codec: "planar bitmaps", start: startXfreerdp},
	{client: "xfreerdp 2.11", options: "/bpp:16 -fast-path", profile: "bitmap", codec: "interleaved 16", depth: freerdp565, start: startXfreerdp},
	{client: "xfreerdp 2.11", options: "/nsc /bpp:32", profile: "bitmap", codec: "planar bitmaps", start: startXfreerdp},
	{client: "xfreerdp 2.11", options: "/app:||all", profile: "classic", codec: byGraphics, start: startXfreerdp},
	{client: "xfreerdp 2.11", options: "/app:||all /rfx", profile: "classic", codec: "remotefx", start: startXfreerdp},
	{client: "xfreerdp 2.11", options: "/app:||all /bpp:16", profile: "classic", codec: "interleaved 16", depth: freerdp565, start: startXfreerdp},
	{client: "rdesktop 1.9", options: "-a 16", profile: "bitmap", codec: "interleaved 16", depth: rgb565, start: startRdesktop},
	{client: "rdesktop 1.9", options: "-a 24", profile: "bitmap", codec: "interleaved 24", start: startRdesktop},
	{client: "rdesktop 1.9", options: "-a 32", profile: "bitmap", codec: "planar bitmaps", start: startRdesktop},
	{client: "grdp 0.1 (grdpshot)", profile: "bitmap", codec: "interleaved 16", depth: rgb565, start: startGrdpshot, fixed: "it has no display control"},
	{client: "ours", options: "rail", profile: "rail", codec: byGraphics, start: startOurs, opt: client.Options{Profile: client.RAIL}},
	{client: "ours", options: "classic", profile: "classic", codec: byGraphics, start: startOurs, opt: client.Options{Profile: client.Classic}},
	{client: "ours", options: "desktop", profile: "desktop", codec: byGraphics, start: startOurs, opt: client.Options{Profile: client.Desktop}},
	{client: "ours", options: "surface", profile: "surface", codec: "remotefx", start: startOurs, opt: client.Options{Profile: client.Surface}},
	{client: "ours", options: "bitmap, 15 bits", profile: "bitmap", codec: "interleaved 15", depth: rgb555, start: startOurs, opt: client.Options{Profile: client.Bitmap, Depth: 15}},
	{client: "ours", options: "bitmap, 16 bits", profile: "bitmap", codec: "interleaved 16", depth: rgb565, start: startOurs, opt: client.Options{Profile: client.Bitmap, Depth: 16}},
	{client: "ours", options: "bitmap, 24 bits", profile: "bitmap", codec: "interleaved 24", start: startOurs, opt: client.Options{Profile: client.Bitmap, Depth: 24}},
	{client: "ours", options: "bitmap, 32 bits", profile: "bitmap", codec: "planar bitmaps", start: startOurs, opt: client.Options{Profile: client.Bitmap}},
}

// TestTableOfClients has every client connect, show the picture, type, resize and
// come back, and compares the table of it with the one that is kept.
func TestTableOfClients(t *testing.T) {
	t.Parallel()
	rows := make([]string, len(clientCases))
	t.Cleanup(func() { compareTable(t, rows) }) // when all clients have been
	for i := range clientCases {
		c := &clientCases[i]
		t.Run(strings.TrimSpace(c.client+" "+c.options), func(t *testing.T) {
			t.Parallel()
			rows[i] = c.run(t)
		})
	}
}

// compareTable compares the README's table with what the clients did, or writes it
// anew. A client that did not run, or that failed, leaves its row empty.
func compareTable(t *testing.T, rows []string) {
	if t.Failed() || slices.Contains(rows, "") {
		if *updateClients {
			t.Error("no table is written without all clients")
		}
		return
	}
	table := strings.Join(append([]string{
		"| client | options | profile | pixels by | picture | types | resizes | comes back |",
		"| --- | --- | --- | --- | --- | --- | --- | --- |",
	}, rows...), "\n") + "\n"
	before, rest, ok := strings.Cut(readFile(readme), tableTop)
	kept, after, ok2 := strings.Cut(rest, tableEnd)
	switch {
	case !ok || !ok2:
		t.Fatalf("%s has no %q and %q", readme, tableTop, tableEnd)
	case *updateClients:
		if err := os.WriteFile(readme, []byte(before+tableTop+table+tableEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
	case kept != table:
		t.Errorf("the table in %s is not what the clients did; go test -run TableOfClients -update writes it anew:\n%s", readme, table)
	}
}

// run is one client's test; it returns its row of the table.
func (c *clientCase) run(t *testing.T) string {
	b := startBridge(t, "--size", "800x600")
	b.app(demo(t, "wlpaint"), "-title", "wl", "-size", "291x177")
	b.window("wl")
	b.app(demo(t, "xpaint"), "-title", "x", "-size", "317x203", "-at", "330,240", "-events", b.file("x"))
	b.window("x")
	g := c.start(c, t, b)
	until(t, "what the bridge says", func() string { return c.said(b) })
	shown := c.shown(t, b, g)
	types, resizes := "–", "– "+c.fixed
	if w := b.window("x"); true {
		before := strings.Count(readFile(b.file("x")), "key down code=53")
		if g.press(w) {
			types = "yes"
			until(t, "the key in the app", func() string {
				if n := strings.Count(readFile(b.file("x")), "key down code=53"); n == before+1 {
					return ""
				}
				return readFile(b.file("x"))
			})
		}
		if wanted := g.resize(b, w); wanted != nil {
			resizes = "yes"
			until(t, "the new size", wanted)
			c.shown(t, b, g)
		}
	}
	g.stop()
	g = c.start(c, t, b)
	c.shown(t, b, g)
	g.stop()
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | yes |", c.client, code(c.options), c.profile, c.codec, shown, types, resizes)
}

// said compares what the bridge says of its client.
func (c *clientCase) said(b *bridge) string {
	list := b.status().Clients
	if len(list) != 1 || list[0].Profile != c.profile || c.codec != byGraphics && list[0].Codec != c.codec ||
		c.codec == byGraphics && !strings.Contains(list[0].Codec, "planar") && !strings.Contains(list[0].Codec, "raw") {
		return fmt.Sprintf("the bridge's clients are %+v, not %s by %s", list, c.profile, c.codec)
	}
	return ""
}

// byGraphics stands for all codecs of the graphics pipeline: the pixels decide.
const byGraphics = "graphics pipeline"

func code(s string) string {
	if strings.HasPrefix(s, "/") || strings.HasPrefix(s, "-") {
		return "`" + strings.ReplaceAll(s, "|", "\\|") + "`"
	}
	return s
}

func readFile(path string) string {
	b, _ := os.ReadFile(path)
	return string(b)
}

// shown waits until the client shows all windows as they are, and says how well.
func (c *clientCase) shown(t *testing.T, b *bridge, g guest) string {
	t.Helper()
	var m *image.RGBA
	t.Cleanup(func() {
		if t.Failed() && m != nil {
			keep(t, "client", m)
		}
	})
	until(t, "the picture", func() string {
		m = g.picture()
		var above []image.Rectangle
		for _, w := range b.windows() {
			p := painting{rect: w.inner(), depth: c.depth}
			for _, r := range without(p.rect.Intersect(m.Rect), above) {
				if why := p.wrong(m, r); why != "" {
					return fmt.Sprintf("%q: %s", w.Title, why)
				}
			}
			above = append(above, w.rect())
		}
		return ""
	})
	switch c.depth {
	case exact:
		return "exact"
	case rgb555:
		return "exact, of 15 bits"
	}
	return "exact, of 16 bits"
}

func TestTheOwnerChoosesProfileAndTitles(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600", "--profile", "bitmap", "--title-suffix", " (Häuser)")
	b.app(demo(t, "xpaint"), "-title", "x", "-size", "317x203", "-at", "330,240")
	b.window("x")
	c := connectWith(b, client.Options{Profile: client.RAIL, Size: image.Pt(800, 600)})
	c.wait(0, func(v *client.View) bool { return len(v.Windows) == 1 && v.Windows[0].Title == "x (Häuser)" })
	until(t, "what the bridge says", func() string {
		if list := b.status().Clients; len(list) != 1 || list[0].Profile != "classic" || list[0].Codec != "planar bitmaps" {
			return fmt.Sprintf("%+v", list)
		}
		return ""
	})
	if _, stderr, code := run(t, b.environment(), oriel(t), "run", "--profile", "fax"); code != 2 || !strings.Contains(stderr, "surface") {
		t.Errorf("an unknown profile: status %d, %s", code, stderr)
	}
}
