package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oriel/gpu"
)

// machineOf is a bare machine with files; a text that begins with "->" is a
// symbolic link, "ELF" a library of this machine.
func machineOf(t *testing.T, files map[string]string) machine {
	t.Helper()
	m := bareMachine(t)
	for name, text := range files {
		path := m.path(name)
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if to, ok := strings.CutPrefix(text, "->"); ok && err == nil {
			err = os.Symlink(to, path)
		} else if err == nil {
			if text == "ELF" {
				// The beginning of this test is that of a library, but for its type.
				f, oerr := os.Open("/proc/self/exe")
				if oerr != nil {
					t.Fatal(oerr)
				}
				head := make([]byte, 64)
				_, oerr = io.ReadFull(f, head)
				f.Close()
				if oerr != nil {
					t.Fatal(oerr)
				}
				head[16] = 3 // ET_DYN
				text = string(head)
			}
			err = os.WriteFile(path, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func load(r gpuReport, name string) gpuLoad {
	i := slices.IndexFunc(r.Loads, func(l gpuLoad) bool { return l.Name == name })
	return r.Loads[i]
}

// gpuAccount is what orield writes about three libraries.
func gpuAccount(t *testing.T) string {
	t.Helper()
	b, err := json.Marshal(gpu.Account{
		Devices: []string{"/dev/dxg"}, Lib: "/usr/lib/wsl/lib", Lower: []string{"/gpu_lib_packaged", "/gpu_lib_inbox"},
		Libraries: []gpu.Library{{Name: "libd3d12.so", Layer: "packaged", Hides: []string{"inbox"}}, {Name: "libdxcore.so", Layer: "inbox", Link: "libdxcore.so.1"},
			{Name: "libdxcore.so.1", Layer: "packaged"}},
		Missing: []string{"libd3d12core.so"}, Drivers: "/usr/lib/wsl/drivers", Served: true, Skipped: []string{"no /dev/dri: no render node"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestGPUTellsWhichLibraryWinsAndWhatIsLoaded(t *testing.T) {
	m := machineOf(t, map[string]string{
		"mnt/wslg/gpu.json": gpuAccount(t), "dev/dxg": "->/dev/null",
		"usr/lib/wsl/lib/libd3d12.so": "ELF", "usr/lib/wsl/lib/libdxcore.so": "->libdxcore.so.1", "usr/lib/wsl/lib/libdxcore.so.1": "ELF",
		"etc/ld.so.conf": "/usr/lib/wsl/lib\n", "own/libGL.so.1": "ELF", "usr/share/vulkan/icd.d/dzn.json": "{}",
	})
	m.getenv = func(name string) string {
		return map[string]string{"LD_LIBRARY_PATH": "/own:/usr/lib/wsl/lib", "MESA_D3D12_DEFAULT_ADAPTER_NAME": "NVIDIA"}[name]
	}
	r := surveyGPU(m)
	for name, want := range map[string]gpuLoad{
		"libd3d12.so":  {Name: "libd3d12.so", Path: "/usr/lib/wsl/lib/libd3d12.so", How: "LD_LIBRARY_PATH", Layer: "packaged"},
		"libdxcore.so": {Name: "libdxcore.so", Path: "/usr/lib/wsl/lib/libdxcore.so", Real: "/usr/lib/wsl/lib/libdxcore.so.1", How: "LD_LIBRARY_PATH", Layer: "packaged"},
		"libGL.so.1":   {Name: "libGL.so.1", Path: "/own/libGL.so.1", How: "LD_LIBRARY_PATH"},
		"libcuda.so.1": {Name: "libcuda.so.1", How: "not found"},
	} {
		if got := load(r, name); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	if !r.DXG.Usable || r.DXG.Error == "" || r.Adapters != nil { // /dev/null knows no ioctl
		t.Errorf("the device: %+v, adapters %+v", r.DXG, r.Adapters)
	}
	if r.Draws != "software" || !strings.Contains(r.Why, "Mesa has no d3d12 driver") || !slices.Equal(r.Stale, []string{"/usr/lib/wsl/lib"}) {
		t.Errorf("draws %s, %s; stale %v", r.Draws, r.Why, r.Stale)
	}
	var b bytes.Buffer
	r.write(&b)
	for _, want := range []string{
		"left out           no /dev/dri: no render node\n",
		"/usr/lib/wsl/lib   /gpu_lib_packaged over /gpu_lib_inbox, the first wins\n",
		"  libd3d12.so              packaged, hides inbox\n",
		"  missing                  libd3d12core.so\n",
		"/usr/lib/wsl/drivers over 9p\n",
		"libdxcore.so       /usr/lib/wsl/lib/libdxcore.so -> /usr/lib/wsl/lib/libdxcore.so.1 (by LD_LIBRARY_PATH, packaged)\n",
		"libcuda.so.1       not found\n",
		"ldconfig           has not seen /usr/lib/wsl/lib yet; as root: ldconfig\n",
		"Vulkan             /usr/share/vulkan/icd.d/dzn.json\n",
		"MESA_D3D12_DEFAULT_ADAPTER_NAME NVIDIA\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, &b)
		}
	}
	if err := os.MkdirAll(m.path("usr/lib/x/dri"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(m.path("usr/lib/x/dri/d3d12_dri.so"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if r := surveyGPU(m); r.Draws != "dxg" || r.Why != "" {
		t.Errorf("with Mesa's driver: %s, %s", r.Draws, r.Why)
	}
}

func TestGPUTellsOfRenderNodes(t *testing.T) {
	m := machineOf(t, map[string]string{
		"dev/dri/renderD128": "->/dev/null", "sys/class/drm/renderD128/device/driver": "->../../../bus/pci/drivers/amdgpu",
		"dev/dri/renderD129": "->/dev/null", "sys/class/drm/renderD129/device/driver": "->../vgem",
	})
	r := surveyGPU(m)
	if len(r.Render) != 2 || r.Render[0].Kernel != "amdgpu" || r.Render[0].Mesa != "radeonsi" || r.Render[1].Kernel != "vgem" || r.Render[1].Mesa != "" ||
		r.Draws != "render" || r.DXG.Present || r.Libraries != nil {
		t.Errorf("%+v", r)
	}
	var b bytes.Buffer
	r.write(&b)
	for _, want := range []string{"/dev/dxg           absent\n", "driver amdgpu of the kernel, radeonsi of Mesa\n", "driver vgem of the kernel, none of Mesa\n",
		"/usr/lib/wsl/lib   no libraries of WSL\n", "programs draw      on a render node\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, &b)
		}
	}
}

func TestGPUSaysWhyThereIsNone(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		env   string
		want  string
	}{
		"nothing":       {nil, "", "there is no GPU: neither /dev/dxg nor a render node"},
		"asked for":     {map[string]string{"dev/dri/renderD128": "->/dev/null"}, "1", "LIBGL_ALWAYS_SOFTWARE asks for it"},
		"no device":     {map[string]string{"dev/dxg": ""}, "", "/dev/dxg cannot be used"},
		"no libraries":  {map[string]string{"dev/dxg": "->/dev/null"}, "", "the loader finds no libd3d12.so or libdxcore.so"},
		"a bare driver": {map[string]string{"dev/dri/renderD128": "->/dev/null", "sys/class/drm/renderD128/device/driver": "->vkms"}, "", "Mesa has no driver"},
	} {
		m := machineOf(t, c.files)
		m.getenv = func(name string) string {
			if name == "LIBGL_ALWAYS_SOFTWARE" {
				return c.env
			}
			return ""
		}
		if r := surveyGPU(m); r.Draws != "software" || !strings.Contains(r.Why, c.want) {
			t.Errorf("%s: %s, %s", name, r.Draws, r.Why)
		}
	}
}

// TestGPUOnTheSystemSide has no account yet, and looks at the layers.
func TestGPUOnTheSystemSide(t *testing.T) {
	m := machineOf(t, map[string]string{"gpu_lib_packaged/libd3d12.so": "ELF", "gpu_lib_inbox/libd3d12.so": "ELF"})
	r := surveyGPU(m)
	if r.Libraries == nil || len(r.Libraries.Libraries) != 1 || r.Libraries.Libraries[0].Layer != "packaged" || !slices.Equal(r.Libraries.Missing, []string{"libdxcore.so", "libd3d12core.so"}) {
		t.Errorf("%+v", r.Libraries)
	}
}

func TestGPUUsage(t *testing.T) {
	var out bytes.Buffer
	for _, c := range []struct {
		args []string
		want int
	}{{[]string{"--json"}, 0}, {nil, 0}, {[]string{"more"}, 2}, {[]string{"--help"}, 0}} {
		out.Reset()
		if got := runGPU(c.args, &out, io.Discard); got != c.want {
			t.Errorf("oriel gpu %q ends with %d, want %d", c.args, got, c.want)
		}
		if len(c.args) == 1 && c.args[0] == "--json" && !json.Valid(out.Bytes()) {
			t.Errorf("no JSON: %s", &out)
		}
	}
}
