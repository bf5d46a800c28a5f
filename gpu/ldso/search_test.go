package ldso

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// library is the beginning of one, for this machine.
func library() string {
	head := make([]byte, 64)
	copy(head, "\x7fELF\x02\x01\x01")
	head[16], head[18], head[19] = 3, byte(machine), byte(machine>>8)
	return string(head)
}

// files makes a machine; "->" begins where a symbolic link leads.
func files(t *testing.T, all map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range all {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if to, ok := strings.CutPrefix(text, "->"); ok {
			err = os.Symlink(to, path)
		} else {
			err = os.WriteFile(path, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestConf(t *testing.T) {
	root := files(t, map[string]string{
		"etc/ld.so.conf":             "# comment\ninclude /etc/ld.so.conf.d/*.conf\n/opt/lib/ # and more\nrelative\nhwcap 0 nosegneg\n/usr/X11/lib=libc5\n",
		"etc/ld.so.conf.d/b.conf":    "/b1:/b2,/b3\tsome\n",
		"etc/ld.so.conf.d/a.conf":    "/a\ninclude ../ld.so.conf\ninclude more/*\n", // a circle
		"etc/ld.so.conf.d/more/conf": "/more",
		"etc/ld.so.conf.d/c.txt":     "/not",
	})
	var got []string
	for _, l := range ReadConf(root, "/etc/ld.so.conf") {
		if !slices.Contains(got, l.Dir) {
			got = append(got, l.Dir)
		}
	}
	slices.Sort(got)
	if want := []string{"/a", "/b1", "/b2", "/b3", "/more", "/opt/lib", "/usr/X11/lib"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if l := ReadConf(root, "/etc/none"); l != nil {
		t.Errorf("no file: %v", l)
	}
}

func FuzzConf(f *testing.F) {
	for _, s := range []string{"include *\n", "/a:/b=c\n#x", "include /etc/ld.so.conf", "include [\n\x00/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		root := t.TempDir()
		if err := os.WriteFile(filepath.Join(root, "c"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, l := range ReadConf(root, "/c") {
			if !filepath.IsAbs(l.Dir) || filepath.Clean(l.Dir) != l.Dir {
				t.Errorf("%q", l.Dir)
			}
		}
	})
}

func TestFind(t *testing.T) {
	lib := defaults[0]
	root := files(t, map[string]string{
		"etc/ld.so.cache": string(cache([4]any{cacheFlags, 0, "libd3d12.so", "/usr/lib/wsl/lib/libd3d12.so"},
			[4]any{cacheFlags, 0, "libgone.so", "/gone/libgone.so"}, [4]any{cacheFlags, 0, "libGL.so.1", lib + "/libGL.so.1"})),
		"usr/lib/wsl/lib/libd3d12.so": library(),
		lib + "/libGL.so.1":           "->libGL.so.1.7",
		lib + "/libGL.so.1.7":         library(),
		lib + "/libgone.so":           library(),
		"own/libGL.so.1":              library(),
		"text/libGL.so.1":             "/* GNU ld script */",
		lib + "/libcircle.so":         "->libcircle.so",
		"etc/ld.so.conf":              "/usr/lib/wsl/lib\n/new\n/empty\n",
		"new/libnew.so":               library(),
		"empty/readme":                "",
	})
	for _, c := range []struct {
		variable, name, path string
		how                  How
	}{
		{"", "libd3d12.so", "/usr/lib/wsl/lib/libd3d12.so", ByCache},
		{"", "libGL.so.1", lib + "/libGL.so.1", ByCache},
		{"relative:/text;/own", "libGL.so.1", "/own/libGL.so.1", ByVariable},
		{"", "libgone.so", lib + "/libgone.so", ByDefault},
		{"", "libcircle.so", "", Missing},
		{"", "libnew.so", "", Missing},
	} {
		s := Open(root, c.variable)
		if path, how := s.Find(c.name); path != c.path || how != c.how {
			t.Errorf("%s with %q: %q by %s, want %q by %s", c.name, c.variable, path, how, c.path, c.how)
		}
	}
	s := Open(root, "")
	if got := s.Resolve(lib + "/libGL.so.1"); got != lib+"/libGL.so.1.7" {
		t.Errorf("resolved to %s", got)
	}
	if stale := s.Stale(); len(stale) != 1 || stale[0] != (Line{"/new", "/etc/ld.so.conf"}) {
		t.Errorf("stale: %v", stale)
	}
	if s := Open(t.TempDir(), ""); !s.NoCache() || s.Stale() != nil {
		t.Errorf("an empty machine: %+v", s)
	}
}

// TestThisMachine compares with what the loader does here.
func TestThisMachine(t *testing.T) {
	s := Open("/", "")
	if s.NoCache() {
		t.Skip("no ld.so.cache: not glibc's loader")
	}
	path, how := s.Find("libc.so.6")
	maps, err := os.ReadFile("/proc/1/maps")
	if how != ByCache || path == "" {
		t.Errorf("libc.so.6: %q by %s", path, how)
	}
	if err == nil && strings.Contains(string(maps), "libc.so.6") && !strings.Contains(string(maps), s.Resolve(path)) {
		t.Errorf("process 1 has another libc than %s", s.Resolve(path))
	}
}
