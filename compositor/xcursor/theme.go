package xcursor

import (
	"io"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"
	"time"

	"oriel/compositor/scene"
)

// A Config says where to look and for what.
type Config struct {
	Theme string   // "": the theme named default
	Size  int      // nominal size at scale 1; 0: DefaultSize
	Path  []string // absolute folders of themes
}

// DefaultSize is the nominal size that nobody asked to change.
const DefaultSize = 24

// defaultPath is where libXcursor looks, too.
const defaultPath = "~/.icons:~/.local/share/icons:/usr/share/icons:/usr/share/pixmaps"

// Environ makes a Config of XCURSOR_THEME, XCURSOR_SIZE, XCURSOR_PATH and HOME.
func Environ(getenv func(string) string) Config {
	c := Config{Theme: getenv("XCURSOR_THEME"), Size: DefaultSize}
	if n, err := strconv.Atoi(getenv("XCURSOR_SIZE")); err == nil && n > 0 && n <= MaxSide {
		c.Size = n
	}
	list := getenv("XCURSOR_PATH")
	if list == "" {
		list = defaultPath
	}
	home := getenv("HOME")
	for dir := range strings.SplitSeq(list, ":") {
		if rest, ok := strings.CutPrefix(dir, "~"); ok && home != "" {
			dir = home + rest
		}
		if path.IsAbs(dir) {
			c.Path = append(c.Path, path.Clean(dir))
		}
	}
	return c
}

// A Frame is a step of a cursor's animation. The Delay of a cursor that does
// not move is 0.
type Frame struct {
	Cursor *scene.Cursor
	Delay  time.Duration
}

// Themes finds cursors. It belongs to one goroutine.
type Themes struct {
	fsys  fs.FS
	cfg   Config
	cache map[request][]Frame
}

type request struct {
	name string
	size int // pixels
}

// maxCache bounds the cursors that are remembered: every shape at some scales.
const maxCache = 256

// New returns the cursors of a file system, rooted at "/" (os.DirFS("/")). A
// nil fsys has the built-in ones only.
func New(fsys fs.FS, cfg Config) *Themes {
	if cfg.Theme == "" {
		cfg.Theme = "default"
	}
	if cfg.Size <= 0 || cfg.Size > MaxSide {
		cfg.Size = DefaultSize
	}
	return &Themes{fsys: fsys, cfg: cfg, cache: map[request][]Frame{}}
}

// Cursor returns a cursor that stands still: the first of Frames.
func (t *Themes) Cursor(name string, scale float64) *scene.Cursor {
	return t.Frames(name, scale)[0].Cursor
}

// Frames returns the cursor of a CSS name or an X11 name for an output's
// scale; there is always at least one frame. A shape that the theme lacks is
// drawn by this package if it can, else it is the default cursor. The pictures
// are shared and must not be changed.
func (t *Themes) Frames(name string, scale float64) []Frame {
	if !(scale >= 0.25 && scale <= 16) { // not a number, too
		scale = 1
	}
	r := request{name, int(math.Ceil(float64(t.cfg.Size)*scale - 0.01))}
	if f, ok := t.cache[r]; ok {
		return f
	}
	f := t.find(r)
	if len(t.cache) >= maxCache {
		clear(t.cache)
	}
	t.cache[r] = f
	return f
}

func (t *Themes) find(r request) []Frame {
	names, shape := candidates(r.name)
	if f := t.search(names, r.size); f != nil {
		return f
	}
	if art, ok := builtin[shape]; ok {
		return []Frame{{Cursor: art().cursor(r.size, t.cfg.Size)}}
	}
	names, shape = candidates("default")
	if f := t.search(names, r.size); f != nil {
		return f
	}
	return []Frame{{Cursor: builtin[shape]().cursor(r.size, t.cfg.Size)}}
}

// search looks for the names in the theme and what it inherits, then in the
// theme named default.
func (t *Themes) search(names []string, size int) []Frame {
	if t.fsys == nil {
		return nil
	}
	for _, theme := range t.family() {
		for _, name := range names {
			for _, dir := range t.cfg.Path {
				data := t.read(maxFile, dir, theme, "cursors", name)
				if data == nil {
					continue
				}
				if images, err := Decode(data, size); err == nil {
					return t.frames(images)
				}
			}
		}
	}
	return nil
}

// maxFamily bounds the themes that one theme inherits from, in all.
const maxFamily = 16

// family returns the theme, what it inherits in depth-first order, and
// default. No theme comes twice, which also ends loops.
func (t *Themes) family() []string {
	var out []string
	seen := map[string]bool{}
	var add func(theme string)
	add = func(theme string) {
		if seen[theme] || len(out) == maxFamily {
			return
		}
		seen[theme] = true
		out = append(out, theme)
		for _, parent := range t.inherits(theme) {
			add(parent)
		}
	}
	add(t.cfg.Theme)
	add("default")
	return out
}

// inherits reads the Inherits line of the first index.theme of that theme.
func (t *Themes) inherits(theme string) []string {
	for _, dir := range t.cfg.Path {
		data := t.read(maxIndex, dir, theme, "index.theme")
		if data == nil {
			continue
		}
		for line := range strings.Lines(string(data)) {
			key, value, _ := strings.Cut(line, "=")
			if strings.TrimSpace(key) == "Inherits" {
				return strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(",;: \t\r\n", r) })
			}
		}
		return nil
	}
	return nil
}

// Bounds of the files that are read.
const (
	maxIndex = 1 << 20
	maxFile  = 32 << 20
)

// read returns a file, nil if it is not there or too long. The names come from
// themes and clients: each must be one path element.
func (t *Themes) read(limit int64, dir string, names ...string) []byte {
	for _, n := range names {
		if n == "" || n == "." || n == ".." || strings.ContainsAny(n, "/\x00") {
			return nil
		}
	}
	f, err := t.fsys.Open(strings.TrimPrefix(path.Join(dir, path.Join(names...)), "/"))
	if err != nil {
		return nil
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() > limit {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return nil
	}
	return data
}

func (t *Themes) frames(images []Image) []Frame {
	out := make([]Frame, 0, len(images))
	for _, img := range images {
		f := Frame{Cursor: &scene.Cursor{
			Width: img.Width, Height: img.Height,
			Hot: img.Hot, Pix: img.Pix,
			Scale: float64(img.Size) / float64(t.cfg.Size),
		}}
		if len(images) > 1 {
			f.Delay = max(img.Delay, 10*time.Millisecond) // a 0 would spin
		}
		out = append(out, f)
	}
	return out
}
