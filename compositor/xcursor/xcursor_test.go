package xcursor

import (
	"bytes"
	"encoding/binary"
	"image"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// spec is an image to encode; its pixels are all of one colour.
type spec struct {
	size, w, h, x, y int
	delay            uint32
	bgra             [4]byte
}

// encode writes a cursor file, with a comment in front of the images.
func encode(images ...spec) []byte {
	le := binary.LittleEndian
	out := append([]byte(magic), make([]byte, 12)...)
	le.PutUint32(out[4:], headerSize)
	le.PutUint32(out[8:], 0x10000)
	le.PutUint32(out[12:], uint32(len(images)+1))
	put := func(b []byte, v ...uint32) []byte {
		for _, n := range v {
			b = le.AppendUint32(b, n)
		}
		return b
	}
	pos := headerSize + tocSize*(len(images)+1)
	comment := put(nil, 20, 0xfffe0001, 1, 1, 0)
	out = put(out, 0xfffe0001, 1, uint32(pos))
	chunks := comment
	for _, s := range images {
		out = put(out, imageType, uint32(s.size), uint32(pos+len(chunks)))
		chunks = put(chunks, imageHeader, imageType, uint32(s.size), imageV1, uint32(s.w), uint32(s.h), uint32(s.x), uint32(s.y), s.delay)
		chunks = append(chunks, bytes.Repeat(s.bgra[:], s.w*s.h)...)
	}
	return append(out, chunks...)
}

var red = [4]byte{0, 0, 255, 255}

func TestDecode(t *testing.T) {
	file := encode(
		spec{size: 24, w: 3, h: 2, x: 1, y: 1, bgra: red},
		spec{size: 48, w: 6, h: 4, x: 2, y: 3, delay: 50, bgra: [4]byte{200, 10, 100, 90}},
		spec{size: 48, w: 6, h: 4, x: 6, y: 4, delay: 70, bgra: red},
	)
	for want, sizes := range map[int][]int{24: {1, 23, 24}, 48: {25, 47, 48, 49, 500}} {
		for _, size := range sizes {
			images, err := Decode(file, size)
			if err != nil || images[0].Size != want {
				t.Errorf("size %d: %v %v", size, images, err)
			}
		}
	}
	images, err := Decode(file, 24)
	if want := (Image{Size: 24, Width: 3, Height: 2, Hot: image.Pt(1, 1), Pix: bytes.Repeat(red[:], 6)}); err != nil || !reflect.DeepEqual(images, []Image{want}) {
		t.Errorf("%+v %v", images, err)
	}
	images, err = Decode(file, 48)
	if err != nil || len(images) != 2 || images[0].Delay != 50*time.Millisecond || images[1].Delay != 70*time.Millisecond {
		t.Fatalf("%+v %v", images, err)
	}
	if !bytes.Equal(images[0].Pix[:4], []byte{90, 10, 90, 90}) {
		t.Errorf("not premultiplied: %v", images[0].Pix[:4])
	}
	if images[1].Hot != image.Pt(5, 3) {
		t.Errorf("hot spot %v is outside", images[1].Hot)
	}
}

func TestDecodeBounds(t *testing.T) {
	good := encode(spec{size: 24, w: 2, h: 2, bgra: red})
	for n := range len(good) {
		if images, err := Decode(good[:n], 24); err == nil {
			t.Errorf("cut at %d: %v", n, images)
		}
	}
	for name, s := range map[string]spec{
		"wide": {size: 24, w: MaxSide + 1, h: 1}, "high": {size: 24, w: 1, h: MaxSide + 1},
		"empty": {size: 24}, "hot": {size: 24, w: 2, h: 2, x: 3}, "no size": {w: 1, h: 1}, "size": {size: 1 << 20, w: 1, h: 1},
	} {
		if images, err := Decode(encode(s), 24); err == nil {
			t.Errorf("%s: %v", name, images)
		}
	}
	for at, v := range map[int]uint32{12: math.MaxUint32, 4: math.MaxUint32, 4 + 1: 0xffffff, 36: math.MaxUint32, 60 + 16: 0x40000000} {
		bad := bytes.Clone(good)
		binary.LittleEndian.PutUint32(bad[at:], v)
		if images, err := Decode(bad, 24); err == nil {
			t.Errorf("%#x at %d: %v", v, at, images)
		}
	}
	if images, err := Decode(encode(), 24); err == nil {
		t.Error(images)
	}
	many := make([]spec, MaxImages+5)
	for i := range many {
		many[i] = spec{size: 24, w: 1, h: 1, bgra: red}
	}
	if images, err := Decode(encode(many...), 24); err != nil || len(images) != MaxImages {
		t.Errorf("%d images: %v", len(images), err)
	}
	if images, err := Decode(encode(spec{size: 24, w: MaxSide, h: MaxSide, bgra: red}), 24); err != nil || len(images[0].Pix) != MaxSide*MaxSide*4 {
		t.Error(err)
	}
}

// themes is a file system with cursors of one pixel, told apart by the blue of
// that pixel.
func themes(files map[string]byte, inherits map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, blue := range files {
		fsys[name] = &fstest.MapFile{Data: encode(spec{size: 24, w: 1, h: 1, bgra: [4]byte{blue, 0, 0, 255}})}
	}
	for name, parents := range inherits {
		fsys[name+"/index.theme"] = &fstest.MapFile{Data: []byte("[Icon Theme]\nName=X\nInherits = " + parents + "\nExample=folder\n")}
	}
	return fsys
}

var conf = Config{Theme: "A", Size: 24, Path: []string{"/home/u/.icons", "/usr/share/icons"}}

func blue(t *Themes, name string) int { return int(t.Cursor(name, 1).Pix[0]) }

func TestThemes(t *testing.T) {
	th := New(themes(map[string]byte{
		"usr/share/icons/A/cursors/left_ptr":       1,
		"home/u/.icons/A/cursors/xterm":            2,
		"usr/share/icons/A/cursors/xterm":          3,
		"usr/share/icons/B/cursors/hand1":          4,
		"usr/share/icons/C/cursors/hand2":          5,
		"usr/share/icons/C/cursors/wait":           6,
		"usr/share/icons/default/cursors/fleur":    7,
		"usr/share/icons/default/cursors/left_ptr": 8,
		"usr/share/icons/C/cursors/my-own":         9,
		"secret":                                   10,
	}, map[string]string{
		"usr/share/icons/A": "B, C",
		"usr/share/icons/B": "A;B;C",
		"usr/share/icons/C": "A",
	}), conf)
	for name, want := range map[string]int{
		"default":                1,
		"arrow":                  1,
		"text":                   2, // the folder that comes first
		"xterm":                  2,
		"ibeam":                  2,
		"pointer":                4, // the theme that comes first, not the name
		"hand2":                  4,
		"wait":                   6, // inherited
		"watch":                  6,
		"all-scroll":             7, // of the theme named default
		"move":                   7,
		"my-own":                 9,
		"no-such-cursor":         1,
		"../../A/cursors/xterm":  1,
		"../../../../../secret":  1,
		"":                       1,
		"..":                     1,
		"x\x00y":                 1,
		strings.Repeat("x", 1e4): 1,
	} {
		if got := blue(th, name); got != want {
			t.Errorf("%q: %d, want %d", name, got, want)
		}
	}
	if c := th.Cursor("crosshair", 1); c.Width < 10 {
		t.Errorf("a shape that the theme lacks: %+v", c)
	}
	if first := th.Cursor("text", 1); th.Cursor("text", 1) != first {
		t.Error("not remembered")
	}
}

func TestThemesInherit(t *testing.T) {
	// Twenty themes that inherit in a row are more than are looked at.
	files, parents := map[string]byte{"usr/share/icons/t9/cursors/text": 1, "usr/share/icons/t25/cursors/wait": 2}, map[string]string{}
	for i := range 30 {
		parents["usr/share/icons/t"+string(rune('0'+i))] = "t" + string(rune('0'+i+1))
	}
	th := New(themes(files, parents), Config{Theme: "t0", Path: []string{"/usr/share/icons"}})
	if blue(th, "text") != 1 {
		t.Error("not inherited")
	}
	if c := th.Cursor("wait", 1); c.Width == 1 {
		t.Error("no bound")
	}
	// A theme outside of the folders is not read.
	th = New(themes(map[string]byte{"etc/cursors/text": 3}, map[string]string{"usr/share/icons/A": "../../../etc"}), conf)
	if c := th.Cursor("text", 1); c.Width == 1 {
		t.Error("read outside of the path")
	}
}

func TestThemesDamaged(t *testing.T) {
	fsys := themes(map[string]byte{"usr/share/icons/A/cursors/xterm": 5}, nil)
	fsys["home/u/.icons/A/cursors/xterm"] = &fstest.MapFile{Data: []byte("Xcur, but no more")}
	fsys["usr/share/icons/A/cursors/text/file"] = &fstest.MapFile{} // text is a folder
	if got := blue(New(fsys, conf), "text"); got != 5 {
		t.Error(got)
	}
}

func TestScale(t *testing.T) {
	fsys := fstest.MapFS{"usr/share/icons/A/cursors/text": {Data: encode(
		spec{size: 24, w: 24, h: 24, bgra: red}, spec{size: 32, w: 32, h: 32, bgra: red}, spec{size: 48, w: 48, h: 48, x: 20, y: 10, bgra: red})}}
	th := New(fsys, conf)
	for scale, want := range map[float64]int{1: 24, 1.25: 32, 4. / 3: 32, 1.5: 48, 2: 48, 3: 48, 0: 24, -1: 24, math.Inf(1): 24, math.NaN(): 24} {
		c := th.Cursor("text", scale)
		if c.Width != want || c.Scale != float64(want)/24 {
			t.Errorf("scale %v: %d pixels, scale %v", scale, c.Width, c.Scale)
		}
	}
	if c := th.Cursor("text", 2); c.Hot != image.Pt(20, 10) || len(c.Pix) != 48*48*4 {
		t.Errorf("%v, %d bytes", c.Hot, len(c.Pix))
	}
}

func TestFrames(t *testing.T) {
	fsys := fstest.MapFS{"usr/share/icons/A/cursors/wait": {Data: encode(
		spec{size: 24, w: 1, h: 1, delay: 40, bgra: red}, spec{size: 24, w: 1, h: 1, bgra: red})}}
	f := New(fsys, conf).Frames("wait", 1)
	if len(f) != 2 || f[0].Delay != 40*time.Millisecond || f[1].Delay != 10*time.Millisecond {
		t.Errorf("%+v", f)
	}
	if f := New(nil, conf).Frames("wait", 1); len(f) != 1 || f[0].Delay != 0 {
		t.Errorf("%+v", f)
	}
}

func TestBuiltin(t *testing.T) {
	th := New(nil, Config{})
	for i := uint32(1); i <= uint32(len(shapes)); i++ {
		name := ShapeName(i)
		if builtin[name] == nil {
			t.Errorf("no drawing of %s", name)
			continue
		}
		for scale, k := range map[float64]int{1: 1, 1.25: 1, 2: 2, 3: 3} {
			c := th.Cursor(name, scale)
			if len(c.Pix) != c.Width*c.Height*4 || c.Width > 24*k || c.Height > 24*k || c.Scale != float64(k) {
				t.Fatalf("%s: %dx%d, scale %v, %d bytes", name, c.Width, c.Height, c.Scale, len(c.Pix))
			}
			if !c.Hot.In(image.Rect(0, 0, c.Width, c.Height)) || c.Pix[4*(c.Hot.Y*c.Width+c.Hot.X)+3] != 255 {
				t.Errorf("%s: hot spot %v is not on the picture", name, c.Hot)
			}
		}
	}
}

// TestBuiltinSymmetric holds for all drawings that point both ways.
func TestBuiltinSymmetric(t *testing.T) {
	for name, d := range map[string]drawing{
		"horizontal": horizontal(), "vertical": vertical(), "diagonal": diagonal(), "rising": rising(),
		"move": cross4(), "crosshair": crosshair(), "beam": beam(), "hourglass frame": {rows: hourglass().rows[:3], hot: image.Pt(6, 1)},
	} {
		w, h := d.size()
		if d.hot != image.Pt((w-1)/2, (h-1)/2) {
			t.Errorf("%s: %dx%d, hot spot %v is not the middle", name, w, h, d.hot)
		}
		for y := range h {
			for x := range w {
				if d.at(x, y) != d.at(w-1-x, h-1-y) {
					t.Fatalf("%s: %d,%d differs from its opposite", name, x, y)
				}
			}
		}
	}
	for _, d := range []drawing{arrow(), hand(), fist(), beam(), hourglass(), crosshair(), forbidden(), cross4(), diagonal()} {
		if text := strings.Join(d.rows, ""); strings.Trim(text, " #o") != "" || d.at(d.hot.X, d.hot.Y) == ' ' {
			t.Error(strings.Join(d.rows, "\n"))
		}
	}
}

func TestShapeNames(t *testing.T) {
	for shape, want := range map[uint32]string{
		0: "default", 1: "default", 4: "pointer", 9: "text", 16: "grab", 18: "e-resize", 26: "ew-resize", 31: "row-resize",
		32: "all-scroll", 34: "zoom-out", 35: "dnd-ask", 36: "all-resize", 37: "default", math.MaxUint32: "default",
	} {
		if got := ShapeName(shape); got != want {
			t.Errorf("%d: %s, want %s", shape, got, want)
		}
	}
}

func TestEnviron(t *testing.T) {
	env := func(m map[string]string) func(string) string { return func(k string) string { return m[k] } }
	for _, c := range []struct {
		env  map[string]string
		want Config
	}{
		{map[string]string{"HOME": "/home/u"}, Config{Size: 24, Path: []string{"/home/u/.icons", "/home/u/.local/share/icons", "/usr/share/icons", "/usr/share/pixmaps"}}},
		{nil, Config{Size: 24, Path: []string{"/usr/share/icons", "/usr/share/pixmaps"}}},
		{map[string]string{"XCURSOR_THEME": "T", "XCURSOR_SIZE": "32", "XCURSOR_PATH": "/a/../b:rel:~/c", "HOME": "/h"}, Config{Theme: "T", Size: 32, Path: []string{"/b", "/h/c"}}},
		{map[string]string{"XCURSOR_SIZE": "-3", "XCURSOR_PATH": "/"}, Config{Size: 24, Path: []string{"/"}}},
		{map[string]string{"XCURSOR_SIZE": "99999", "XCURSOR_PATH": "/"}, Config{Size: 24, Path: []string{"/"}}},
	} {
		if got := Environ(env(c.env)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: %+v, want %+v", c.env, got, c.want)
		}
	}
}

// TestInstalled reads a theme as it is installed.
func TestInstalled(t *testing.T) {
	const theme = "/usr/share/icons/Adwaita/cursors"
	if _, err := os.Stat(theme + "/left_ptr"); err != nil {
		t.Fatalf("%v; make deps installs it (adwaita-icon-theme)", err)
	}
	th := New(os.DirFS("/"), Config{Theme: "Adwaita", Path: []string{"/usr/share/icons"}})
	files, err := os.ReadDir(theme)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(theme + "/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if images, err := Decode(data, 48); err != nil || images[0].Size != 48 {
			t.Errorf("%s: %v", f.Name(), err)
		}
	}
	for i := range shapes {
		name := ShapeName(uint32(i + 1))
		if names, _ := candidates(name); th.search(names, 24) == nil {
			t.Logf("%s has no %s", theme, name)
			continue
		}
		if c := th.Cursor(name, 2); c.Scale != 2 || c.Width < 40 {
			t.Errorf("%s: %dx%d, scale %v", name, c.Width, c.Height, c.Scale)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(spec{size: 24, w: 2, h: 2, x: 1, bgra: red}), 24)
	f.Add(encode(spec{size: 24, w: 1, h: 1, bgra: red}, spec{size: 48, w: 2, h: 1, delay: 9, bgra: red}), 30)
	f.Add([]byte(magic), 0)
	f.Fuzz(func(t *testing.T, data []byte, size int) {
		images, err := Decode(data, size)
		if err != nil {
			return
		}
		if len(images) == 0 || len(images) > MaxImages {
			t.Fatalf("%d images", len(images))
		}
		for _, img := range images {
			if len(img.Pix) != img.Width*img.Height*4 || !img.Hot.In(image.Rect(0, 0, img.Width, img.Height)) || img.Size != images[0].Size {
				t.Fatalf("%+v", img)
			}
		}
	})
}
