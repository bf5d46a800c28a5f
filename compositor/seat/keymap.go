package seat

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	_ "embed"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run -C keymaps/gen . ..

// layouts.txt says which keymap a Windows layout gets; keymaps.zip holds those
// keymaps, compiled (see keymaps/gen).
var (
	//go:embed keymaps/layouts.txt
	layoutsText string
	//go:embed keymaps/keymaps.zip
	keymapsZip []byte
)

// DefaultKeymap is the keymap for layouts that nobody knows.
const DefaultKeymap = "us"

// layouts is layouts.txt. Zero stands for any type and subtype.
var layouts = sync.OnceValue(func() map[Layout]string {
	m := map[Layout]string{}
	for line := range strings.Lines(layoutsText) {
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		if len(f) != 2 {
			continue
		}
		var n [3]uint32
		for i, s := range strings.SplitN(f[0], "/", len(n)) {
			v, _ := strconv.ParseUint(s, 0, 32) // a test reads every row
			n[i] = uint32(v)
		}
		m[Layout{n[0], n[1], n[2]}] = f[1]
	}
	return m
})

// Lookup names the keymap for a Windows keyboard layout: of the layout itself,
// else of its language (the low 16 bits), else of the main country of that
// language, else the default. With each of these a row for the keyboard's type
// and subtype goes before the row without; this is how a Japanese layout on a
// western keyboard (type 4) becomes "us".
func Lookup(l Layout) string {
	const primary, mainCountry = 0x3ff, 0x400
	for _, id := range []uint32{l.ID, l.ID & 0xffff, l.ID&primary | mainCountry} {
		for _, row := range []Layout{{id, l.Type, l.SubType}, {id, l.Type, 0}, {id, 0, 0}} {
			if name, ok := layouts()[row]; ok {
				return name
			}
		}
	}
	return DefaultKeymap
}

// keymaps remembers what was decompressed: keymap name → text.
var keymaps struct {
	sync.Mutex
	zip  *zip.Reader
	text map[string][]byte
}

// Keymap returns the text (format xkb_v1) of a keymap that Lookup named. It has
// no NUL at the end; wl_keyboard.keymap wants one after it, counted in the
// size. The text is shared: it must not be changed.
func Keymap(name string) ([]byte, error) {
	k := &keymaps
	k.Lock()
	defer k.Unlock()
	if text, ok := k.text[name]; ok {
		return text, nil
	}
	if k.zip == nil {
		if err := openKeymaps(); err != nil {
			return nil, err
		}
	}
	list, err := fs.ReadFile(k.zip, "keymaps/"+name)
	if err != nil {
		return nil, fmt.Errorf("seat: keymap %q: %w", name, err)
	}
	var text []byte
	for _, entry := range strings.Fields(string(list)) {
		part, err := fs.ReadFile(k.zip, entry)
		if err != nil {
			return nil, fmt.Errorf("seat: keymap %q: %w", name, err)
		}
		text = append(text, part...)
	}
	k.text[name] = text
	return text, nil
}

// openKeymaps opens the archive. methodDict is the generator's own compression
// method: deflate with the symbols of "us" as the dictionary.
func openKeymaps() error {
	const methodDict = 0xd1c7
	z, err := zip.NewReader(bytes.NewReader(keymapsZip), int64(len(keymapsZip)))
	if err != nil {
		return fmt.Errorf("seat: keymaps: %w", err)
	}
	dict, err := fs.ReadFile(z, "symbols/us")
	if err != nil {
		return fmt.Errorf("seat: keymaps: %w", err)
	}
	z.RegisterDecompressor(methodDict, func(r io.Reader) io.ReadCloser {
		return flate.NewReaderDict(r, dict)
	})
	keymaps.zip, keymaps.text = z, map[string][]byte{}
	return nil
}
