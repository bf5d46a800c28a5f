package seat

import (
	"bytes"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

// tool finds a program that a test needs.
func tool(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%v; make deps installs it", err)
	}
	return path
}

// allKeymaps are the names in layouts.txt.
func allKeymaps() []string {
	return slices.Compact(slices.Sorted(maps.Values(layouts())))
}

func TestLookup(t *testing.T) {
	for _, c := range []struct {
		layout Layout
		want   string
	}{
		{Layout{}, "us"},
		{Layout{ID: 0x409}, "us"},
		{Layout{ID: 0x407, Type: 4}, "de"},
		{Layout{ID: 0x20409, Type: 4}, "us:intl"},
		{Layout{ID: 0x10416, Type: 4}, "br@abnt2"},
		{Layout{ID: 0x411}, "jp"},
		{Layout{ID: 0x411, Type: 7, SubType: 2}, "jp"},
		{Layout{ID: 0x411, Type: 4}, "us"},
		{Layout{ID: 0xE0010411}, "jp"},
		{Layout{ID: 0xE0010411, Type: 4}, "us"},
		{Layout{ID: 0xE0200411, Type: 7, SubType: 2}, "jp"},
		{Layout{ID: 0x412, Type: 8, SubType: 3}, "kr:kr104"},
		{Layout{ID: 0x412, Type: 8, SubType: 6}, "kr:kr106"},
		{Layout{ID: 0xE0010412, Type: 8, SubType: 6}, "kr:kr106"},
		{Layout{ID: 0, Type: 7}, "jp"},
		{Layout{ID: 0, Type: 8, SubType: 6}, "kr:kr106"},
		{Layout{ID: 0xE0010804}, "us"},
		{Layout{ID: 0xE0050404}, "us"},
		{Layout{ID: 0xABCD0407}, "de"}, // unknown variation: the language
		{Layout{ID: 0x0C07}, "de"},     // Austria: the main country
		{Layout{ID: 0x0C01}, "ara"},    // Egypt
		{Layout{ID: 0x43FF}, "us"},     // nobody knows
		{Layout{ID: 0xFFFFFFFF}, "us"}, // nor this
		{Layout{ID: 0x19360409}, "us:dvp"},
	} {
		if got := Lookup(c.layout); got != c.want {
			t.Errorf("%+v: %q, want %q", c.layout, got, c.want)
		}
	}
}

// TestLayouts checks that every row of layouts.txt is understood, and that its
// keymap is there.
func TestLayouts(t *testing.T) {
	rows := 0
	for line := range strings.Lines(layoutsText) {
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		rows++
		if len(f) != 2 || !strings.HasPrefix(f[0], "0x") || len(f[0]) < 10 {
			t.Errorf("row %q", line)
		}
	}
	if rows != len(layouts()) || rows < 123 {
		t.Errorf("%d rows, %d layouts", rows, len(layouts()))
	}
	for layout, want := range layouts() {
		if got := Lookup(layout); got != want {
			t.Errorf("%+v: %q, want %q", layout, got, want)
		}
	}
	for _, name := range allKeymaps() {
		text, err := Keymap(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if !bytes.HasPrefix(text, []byte("xkb_keymap {\n")) || !bytes.HasSuffix(text, []byte("\n};\n\n")) || bytes.IndexByte(text, 0) >= 0 {
			t.Errorf("%s: %.20q … %q", name, text, text[len(text)-9:])
		}
		if bytes.Contains(text, []byte("[Group2]")) {
			t.Errorf("%s has a second group", name)
		}
	}
}

func TestKeymapUnknown(t *testing.T) {
	for _, name := range []string{"", "xx", "../keymaps/us", "us/"} {
		if text, err := Keymap(name); err == nil {
			t.Errorf("%q: %d bytes", name, len(text))
		}
	}
}

func TestKeymapConcurrent(t *testing.T) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, name := range []string{"us", "de", "fr"} {
				if _, err := Keymap(name); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// TestKeymapsFresh compiles keymaps anew: the archive must not have rotted.
func TestKeymapsFresh(t *testing.T) {
	xkbcli := tool(t, "xkbcli")
	for _, name := range []string{"us", "gb", "de", "fr", "es", "it", "jp"} {
		want, err := exec.Command(xkbcli, "compile-keymap", "--rules", "evdev",
			"--model", "pc105", "--layout", name, "--variant", "", "--options", "").Output()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Keymap(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: keymaps.zip differs from what xkbcli makes; go generate", name)
		}
	}
}
