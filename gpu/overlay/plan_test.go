package overlay

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// machine is a file system with some files; a text that begins with "->" is a
// symbolic link.
func machine(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
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

// wsl is what a machine of WSL has.
var wsl = map[string]string{
	"dev/dxg":                              "",
	"proc/filesystems":                     "nodev\tproc\nnodev\t9p\n\text4\n",
	"gpu_drivers/nv/libcuda.so.1.1":        "",
	"gpu_lib_packaged/libd3d12.so":         "new",
	"gpu_lib_packaged/libd3d12core.so":     "new",
	"gpu_lib_packaged/libdxcore.so":        "->libdxcore.so.1",
	"gpu_lib_packaged/libdxcore.so.1":      "new",
	"gpu_lib_inbox/libd3d12.so":            "old",
	"gpu_lib_inbox/libcuda.so":             "->libcuda.so.1",
	"gpu_lib_inbox/libcuda.so.1":           "->/usr/lib/wsl/drivers/nv/libcuda.so.1.1",
	"gpu_lib_inbox/sub/libx.so":            "old",
	"gpu_lib/rw/upper/libd3d12core.so":     "own",
	"gpu_lib/rw/upper/sub/libown.so":       "own",
	"gpu_lib/rw/work/work/not-to-be-shown": "",
}

func TestPlanOfWSL(t *testing.T) {
	c := Default()
	p := Make(c, Scan(machine(t, wsl), c))
	want := Plan{
		Devices: []Device{{Path: "/dev/dxg", Mode: 0o666}},
		Lib: &Lib{
			Lower: []string{"/gpu_lib_packaged", "/gpu_lib_inbox"}, Tmpfs: "/gpu_lib", Merged: "/gpu_lib/merged",
			Upper: "/gpu_lib/rw/upper", Work: "/gpu_lib/rw/work", Target: "/usr/lib/wsl/lib",
		},
		Drivers: &DriverStore{Source: "/gpu_drivers", Target: "/usr/lib/wsl/drivers", NineP: true},
		Loader:  &File{"/etc/ld.so.conf.d/ld.wsl.conf", "/usr/lib/wsl/lib\n", 0o644},
		Hints:   []File{generator("/etc/ld.so.conf.d/ld.wsl.conf", "/usr/lib/wsl/lib"), profile("/usr/lib/wsl/lib")},
		Path:    "/usr/lib/wsl/lib",
		Stage:   "/gpu_lib/stage",
		Skipped: []string{"no /dev/dri: no render node"},
		Files: []Library{
			{Name: "libcuda.so", Layer: Inbox, Link: "libcuda.so.1"},
			{Name: "libcuda.so.1", Layer: Inbox, Link: "/usr/lib/wsl/drivers/nv/libcuda.so.1.1"},
			{Name: "libd3d12.so", Layer: Packaged, Hides: []Layer{Inbox}},
			{Name: "libd3d12core.so", Layer: Upper, Hides: []Layer{Packaged}},
			{Name: "libdxcore.so", Layer: Packaged, Link: "libdxcore.so.1"},
			{Name: "libdxcore.so.1", Layer: Packaged},
			{Name: "sub/libown.so", Layer: Upper},
			{Name: "sub/libx.so", Layer: Inbox},
		},
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got  %+v %+v %+v\nwant %+v", p, p.Lib, p.Drivers, want)
	}
	if m := p.Missing(); m != nil {
		t.Errorf("missing: %v", m)
	}
	for name, real := range map[string]string{"libdxcore.so": "libdxcore.so.1", "libcuda.so": "libcuda.so.1"} {
		if l, ok := p.Find(name); !ok || l.Name != real {
			t.Errorf("%s is %+v", name, l)
		}
	}
}

func TestPlanSaysWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		name    string
		files   map[string]string
		change  func(*Config)
		lower   []string
		devices []Device
		skipped []string
	}{
		{
			name: "nothing",
			skipped: []string{
				"no /dev/dxg: not a virtual machine of WSL, or its kernel lacks dxgkrnl",
				"no /dev/dri: no render node",
				"no /gpu_lib_packaged: no packaged libraries",
				"no /gpu_lib_inbox: no inbox libraries",
				"no /gpu_drivers: no drivers of the host",
			},
		},
		{
			name:    "a render node",
			files:   map[string]string{"dev/dri/renderD128": ""},
			change:  func(c *Config) { c.Packaged, c.Inbox = "", "" },
			devices: []Device{{Path: "/dev/dri"}},
			skipped: []string{
				"no /dev/dxg: not a virtual machine of WSL, or its kernel lacks dxgkrnl",
				"no /gpu_drivers: no drivers of the host",
			},
		},
		{
			name:    "inbox libraries and no 9p",
			files:   map[string]string{"dev/dxg": "", "gpu_lib_inbox/a": "", "gpu_drivers/a": "", "proc/filesystems": "nodev\tx9p\n"},
			lower:   []string{"/gpu_lib_inbox"},
			devices: []Device{{Path: "/dev/dxg", Mode: 0o666}},
			skipped: []string{
				"no /dev/dri: no render node",
				"no /gpu_lib_packaged: no packaged libraries",
				"this kernel has no 9p: /usr/lib/wsl/drivers is a read-only bind mount",
			},
		},
		{
			name:    "switched off",
			files:   wsl,
			change:  func(c *Config) { c.Enabled = false },
			skipped: []string{"the GPU is switched off in the configuration"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := Default()
			if c.change != nil {
				c.change(&config)
			}
			p := Make(config, Scan(machine(t, c.files), config))
			if !slices.Equal(p.Skipped, c.skipped) {
				t.Errorf("got  %q\nwant %q", p.Skipped, c.skipped)
			}
			if !slices.Equal(p.Devices, c.devices) {
				t.Errorf("devices: %v, want %v", p.Devices, c.devices)
			}
			if (p.Lib != nil) != (c.lower != nil) || p.Lib != nil && !slices.Equal(p.Lib.Lower, c.lower) {
				t.Errorf("layers: %+v, want %v", p.Lib, c.lower)
			}
			if (p.Lib == nil) != (p.Loader == nil) || (p.Lib == nil) != (p.Path == "") {
				t.Errorf("configuration without libraries, or the reverse: %+v", p)
			}
		})
	}
}

func TestMissingLibraries(t *testing.T) {
	c := Default()
	p := Make(c, Scan(machine(t, map[string]string{
		"gpu_lib_inbox/libd3d12.so": "", "gpu_lib_inbox/libdxcore.so": "->nowhere", "gpu_lib_inbox/a": "->b", "gpu_lib_inbox/b": "->a",
	}), c))
	if m := p.Missing(); !slices.Equal(m, []string{"libdxcore.so", "libd3d12core.so"}) {
		t.Errorf("got %v", m)
	}
	if l, ok := p.Find("a"); ok {
		t.Errorf("a circle leads to %+v", l)
	}
}

func TestWhatHidesWhat(t *testing.T) {
	for name, c := range map[string]struct {
		upper, packaged, inbox []Entry
		want                   string
	}{
		"a whiteout hides a file":               {[]Entry{{Name: "a", Whiteout: true}}, []Entry{{Name: "a"}}, []Entry{{Name: "a"}, {Name: "b"}}, "[{b inbox []}]"},
		"a whiteout hides a directory":          {[]Entry{{Name: "d", Whiteout: true}}, []Entry{{Name: "d", Dir: true}, {Name: "d/x"}}, nil, "[]"},
		"an opaque directory hides its content": {[]Entry{{Name: "d", Dir: true, Opaque: true}, {Name: "d/y"}}, []Entry{{Name: "d", Dir: true}, {Name: "d/x"}}, nil, "[{d/y upper []}]"},
		"a file hides a directory":              {nil, []Entry{{Name: "d"}}, []Entry{{Name: "d", Dir: true}, {Name: "d/x"}}, "[{d packaged [inbox]}]"},
		"a directory hides a file":              {nil, []Entry{{Name: "d", Dir: true}, {Name: "d/x"}}, []Entry{{Name: "d"}}, "[{d/x packaged []}]"},
		"all layers":                            {[]Entry{{Name: "a"}}, []Entry{{Name: "a"}}, []Entry{{Name: "a"}}, "[{a upper [packaged inbox]}]"},
		"opaque in the middle": {
			[]Entry{{Name: "d", Dir: true}, {Name: "d/u"}},
			[]Entry{{Name: "d", Dir: true, Opaque: true}, {Name: "d/p"}},
			[]Entry{{Name: "d", Dir: true}, {Name: "d/i"}},
			"[{d/p packaged []} {d/u upper []}]",
		},
	} {
		got := make([]string, 0)
		for _, l := range merge([layers]Directory{{Entries: c.upper}, {Entries: c.packaged}, {Entries: c.inbox}}) {
			got = append(got, fmt.Sprintf("{%s %v %v}", l.Name, l.Layer, l.Hides))
		}
		if s := fmt.Sprint(got); s != c.want {
			t.Errorf("%s: %s, want %s", name, s, c.want)
		}
	}
}

func TestSettings(t *testing.T) {
	long := "/" + strings.Repeat("x", 150)
	for _, c := range []struct {
		lower []string
		want  []setting
		err   error
	}{
		{lower: []string{"/a", "/b"}, want: []setting{{"lowerdir", "/a:/b"}}},
		{lower: []string{long, long}, want: []setting{{"lowerdir+", long}, {"lowerdir+", long}}},
		{lower: []string{"/a:b"}, want: []setting{{"lowerdir+", "/a:b"}}},
		{lower: []string{"/a,b"}, err: ErrLong},
		{lower: []string{long + long}, err: ErrLong},
	} {
		got, err := (&Lib{Lower: c.lower, Upper: "/u", Work: "/w"}).settings()
		if !errors.Is(err, c.err) {
			t.Errorf("%v: %v", c.lower, err)
		}
		want := slices.Concat([]setting{{"source", "none"}}, c.want, []setting{{"upperdir", "/u"}, {"workdir", "/w"}})
		if err == nil && !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", c.lower, got, want)
		}
	}
}
