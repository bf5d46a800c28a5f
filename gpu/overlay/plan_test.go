package overlay

import (
	"bytes"
	"encoding/binary"
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
			Lower: []string{"/gpu_lib_packaged", "/gpu_lib_inbox"}, Tmpfs: "/gpu_lib",
			Upper: "/gpu_lib/rw/upper", Work: "/gpu_lib/rw/work", Target: "/usr/lib/wsl/lib",
		},
		Drivers: &DriverStore{Source: "/gpu_drivers", Target: "/usr/lib/wsl/drivers", NineP: true},
		Loader:  &File{"/etc/ld.so.conf.d/ld.wsl.conf", "/usr/lib/wsl/lib\n"},
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

func TestWhatAnAppLoads(t *testing.T) {
	c := Default()
	p := Make(c, Scan(machine(t, wsl), c))
	cache := Cache{"libdxcore.so": "/usr/lib/wsl/lib/libdxcore.so", "libcuda.so.1": "/usr/lib/x86_64-linux-gnu/libcuda.so.1"}
	if file, l, ours := p.Loads(cache, "libdxcore.so"); !ours || l.Layer != Packaged || file != cache["libdxcore.so"] {
		t.Errorf("%s %+v %v", file, l, ours)
	}
	if file, _, ours := p.Loads(cache, "libcuda.so.1"); ours || file != cache["libcuda.so.1"] {
		t.Errorf("the distro's own: %s, %v", file, ours)
	}
	if file, _, ours := p.Loads(cache, "libd3d12.so"); ours || file != "" {
		t.Errorf("before ldconfig ran: %s, %v", file, ours)
	}
	if _, _, ours := (Plan{}).Loads(cache, "libdxcore.so"); ours {
		t.Error("without an overlay")
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

// cache is an ld.so.cache of entries: flags, hardware, name, path.
func cache(entries ...[4]any) []byte {
	var table, text []byte
	at := uint32(cacheHeader + len(entries)*cacheEntry)
	add := func(s string) uint32 {
		text = append(text, s+"\x00"...)
		return at + uint32(len(text)-len(s)-1)
	}
	for _, e := range entries {
		table = binary.NativeEndian.AppendUint32(table, e[0].(uint32))
		table = binary.NativeEndian.AppendUint32(table, add(e[2].(string)))
		table = binary.NativeEndian.AppendUint32(table, add(e[3].(string)))
		table = binary.NativeEndian.AppendUint32(table, 0)
		table = binary.NativeEndian.AppendUint64(table, uint64(e[1].(int)))
	}
	head := []byte(cacheMagic)
	head = binary.NativeEndian.AppendUint32(head, uint32(len(entries)))
	head = binary.NativeEndian.AppendUint32(head, uint32(len(text)))
	head = append(head, make([]byte, cacheHeader-len(head))...)
	return slices.Concat(head, table, text)
}

func TestReadCache(t *testing.T) {
	b := cache(
		[4]any{cacheFlags, 1 << 62, "libd3d12.so", "/fast/libd3d12.so"},
		[4]any{cacheFlags, 0, "libd3d12.so", "/usr/lib/wsl/lib/libd3d12.so"},
		[4]any{cacheFlags, 0, "libd3d12.so", "/second/libd3d12.so"},
		[4]any{uint32(3), 0, "libcuda.so.1", "/i386/libcuda.so.1"},
	)
	want := Cache{"libd3d12.so": "/usr/lib/wsl/lib/libd3d12.so"}
	for _, b := range [][]byte{b, append([]byte("ld.so-1.7.0\x00old part"), b...)} {
		if got, err := ReadCache(b); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v, %v", got, err)
		}
	}
	for _, b := range [][]byte{nil, b[:20], b[:cacheHeader], b[:cacheHeader+cacheEntry], bytes.Repeat([]byte{0xff}, 100)} {
		if _, err := ReadCache(b); !errors.Is(err, ErrCache) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
	if b, err := os.ReadFile("/etc/ld.so.cache"); err == nil {
		if c, err := ReadCache(b); err != nil || c["libc.so.6"] == "" {
			t.Errorf("this machine's: %d libraries, %v", len(c), err)
		}
	}
}

func FuzzReadCache(f *testing.F) {
	f.Add(cache([4]any{cacheFlags, 0, "a", "/a"}))
	f.Add(cache())
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := ReadCache(b); err != nil && (c != nil || !errors.Is(err, ErrCache)) {
			t.Errorf("%v, %v", c, err)
		}
	})
}
