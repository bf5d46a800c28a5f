package ldso

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Bounds of the configuration; a distro's has some ten lines.
const (
	maxConf  = 1 << 20
	maxFiles = 1000
	maxDirs  = 10000
	maxDepth = 16
)

// A Line is a directory of the configuration, and the file that names it.
type Line struct{ Dir, File string }

// ReadConf reads an ld.so.conf of the machine whose file system begins at
// root, with all that it includes, as ldconfig(8) does. What cannot be read is
// left out.
func ReadConf(root, file string) []Line {
	c := conf{root: root}
	c.read(file, 0)
	return c.lines
}

type conf struct {
	root  string
	files int
	lines []Line
}

func (c *conf) read(file string, depth int) {
	if c.files++; c.files > maxFiles || depth > maxDepth {
		return
	}
	f, err := os.Open(filepath.Join(c.root, file))
	if err != nil {
		return
	}
	defer f.Close()
	for s := bufio.NewScanner(io.LimitReader(f, maxConf)); s.Scan() && len(c.lines) < maxDirs; {
		c.line(s.Text(), file, depth)
	}
}

// line takes a directory, with a type after "=" in old files, or "include"
// and patterns, or "hwcap", which means nothing any more.
func (c *conf) line(text, file string, depth int) {
	text, _, _ = strings.Cut(text, "#")
	fields := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t,:\r", r) })
	if len(fields) == 0 || fields[0] == "hwcap" {
		return
	}
	if fields[0] == "include" {
		for _, pattern := range fields[1:] {
			c.include(pattern, file, depth)
		}
		return
	}
	for _, dir := range fields {
		dir, _, _ = strings.Cut(dir, "=")
		if filepath.IsAbs(dir) {
			c.lines = append(c.lines, Line{filepath.Clean(dir), file})
		}
	}
}

func (c *conf) include(pattern, file string, depth int) {
	if !filepath.IsAbs(pattern) {
		pattern = filepath.Join(filepath.Dir(file), pattern)
	}
	names, err := filepath.Glob(filepath.Join(c.root, pattern))
	if err != nil {
		return
	}
	slices.Sort(names)
	for _, name := range names {
		if rel, err := filepath.Rel(c.root, name); err == nil {
			c.read("/"+rel, depth+1)
		}
	}
}
