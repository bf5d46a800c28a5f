// Command gen compiles the keymaps that layouts.txt names into keymaps.zip.
// It runs xkbcli (libxkbcommon-tools), which reads the system's xkb-data. It
// also writes the table of keysyms (from x11proto-dev's keysymdef.h).
//
// All layouts share nearly all of their key codes, types and interpretations,
// so the archive holds each distinct section once: keymaps/NAME lists the
// sections of a keymap. The symbols of the other layouts are deflated with
// those of "us" as the dictionary, under a compression method of our own.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// methodDict is the zip compression method "deflate, with symbols/us as the
// dictionary"; compositor/seat knows it by the same number.
const methodDict = 0xd1c7

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: gen DIRECTORY (of layouts.txt)")
	}
	if err := run(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func run(dir string) error {
	list, err := os.ReadFile(filepath.Join(dir, "layouts.txt"))
	if err != nil {
		return err
	}
	a, err := newArchive()
	if err != nil {
		return err
	}
	for _, name := range names(string(list)) {
		text, err := compile(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := a.add(name, text); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := a.w.Close(); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "keymaps.zip"), a.buf.Bytes(), 0o644); err != nil {
		return err
	}
	return writeKeysyms(dir)
}

// names returns the keymaps of layouts.txt, "us" first, the rest sorted.
func names(list string) []string {
	var out []string
	for line := range strings.Lines(list) {
		line, _, _ = strings.Cut(line, "#")
		if f := strings.Fields(line); len(f) == 2 && f[1] != "us" {
			out = append(out, f[1])
		}
	}
	slices.Sort(out)
	return append([]string{"us"}, slices.Compact(out)...)
}

// compile runs xkbcli on layout[:variant][@model].
func compile(name string) (string, error) {
	layout, model, ok := strings.Cut(name, "@")
	if !ok {
		model = "pc105"
	}
	layout, variant, _ := strings.Cut(layout, ":")
	cmd := exec.Command("xkbcli", "compile-keymap", "--rules", "evdev",
		"--model", model, "--layout", layout, "--variant", variant, "--options", "")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	return string(out), err
}

// An archive is keymaps.zip in the making.
type archive struct {
	buf  bytes.Buffer
	w    *zip.Writer
	dict []byte
	seen map[string]string // section text → entry name
	n    map[string]int    // section kind → how many
}

func newArchive() (*archive, error) {
	text, err := compile("us")
	if err != nil {
		return nil, err
	}
	s, err := sections(text)
	if err != nil {
		return nil, err
	}
	a := &archive{dict: []byte(s[3]), seen: map[string]string{}, n: map[string]int{}}
	a.w = zip.NewWriter(&a.buf)
	a.w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	a.w.RegisterCompressor(methodDict, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriterDict(w, flate.BestCompression, a.dict)
	})
	return a, nil
}

// kinds are the sections of a keymap, in their order.
var kinds = []string{"keycodes", "types", "compatibility", "symbols"}

// sections cuts a keymap after each section.
func sections(text string) ([]string, error) {
	var out []string
	for _, k := range kinds[1:] {
		i := strings.Index(text, "\nxkb_"+k+" ")
		if i < 0 {
			return nil, fmt.Errorf("no xkb_%s", k)
		}
		out = append(out, text[:i+1])
		text = text[i+1:]
	}
	return append(out, text), nil
}

// add writes the sections of a keymap that no earlier one had, and the list.
func (a *archive) add(name, text string) error {
	parts, err := sections(text)
	if err != nil {
		return err
	}
	var list []string
	for i, part := range parts {
		entry, ok := a.seen[part]
		if !ok {
			entry = fmt.Sprintf("%s/%d", kinds[i], a.n[kinds[i]])
			method := uint16(zip.Deflate)
			if kinds[i] == "symbols" {
				entry = "symbols/" + name
				if name != "us" {
					method = methodDict
				}
			}
			a.n[kinds[i]]++
			a.seen[part] = entry
			if err := a.write(entry, method, part); err != nil {
				return err
			}
		}
		list = append(list, entry)
	}
	return a.write("keymaps/"+name, zip.Store, strings.Join(list, " "))
}

func (a *archive) write(name string, method uint16, text string) error {
	w, err := a.w.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	return err
}
