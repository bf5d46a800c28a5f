package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"oriel/gpu"
	"oriel/gpu/dxg"
	"oriel/gpu/ldso"
)

const gpuNotes = `
It looks at /dev/dxg and the GPUs of the host behind it, at render nodes, at the
libraries of WSL and the layer that each comes from, and at what the loader
would give to a program. In a container it tells what the container sees.`

// A gpuReport is what oriel gpu tells; its field names are those of --json.
type gpuReport struct {
	DXG       gpuDevice         `json:"dxg"`
	Adapters  []gpuAdapter      `json:"adapters"`
	Render    []gpuDevice       `json:"render"`
	Libraries *gpu.Account      `json:"libraries"` // nil: nobody has set any up
	Loads     []gpuLoad         `json:"loads"`
	Stale     []string          `json:"stale"` // directories that ldconfig has not seen
	Vulkan    []string          `json:"vulkan"`
	Variables map[string]string `json:"variables"` // those that choose a GPU
	Draws     string            `json:"draws"`     // dxg, render or software
	Why       string            `json:"why"`
}

type gpuDevice struct {
	Path    string `json:"path"`
	Present bool   `json:"present"`
	Usable  bool   `json:"usable"`
	Mode    string `json:"mode,omitempty"`
	GID     uint32 `json:"gid,omitempty"`
	Error   string `json:"error,omitempty"`
	Kernel  string `json:"kernel_driver,omitempty"`
	Mesa    string `json:"mesa_driver,omitempty"`
}

type gpuAdapter struct {
	Name string `json:"name"`
	Type string `json:"type"`
	LUID string `json:"luid"`
}

type gpuLoad struct {
	Name  string `json:"name"`
	Path  string `json:"path,omitempty"`
	Real  string `json:"real,omitempty"` // where links lead
	How   string `json:"how"`
	Layer string `json:"layer,omitempty"` // of the libraries of WSL
}

func runGPU(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("gpu", flag.ContinueOnError)
	asJSON := fs.Bool("json", false, "print JSON")
	rest, code, done := flags(fs, args, stdout, stderr, gpuNotes)
	if done {
		return code
	}
	if len(rest) > 0 {
		return usageError(stderr, "gpu", "too many arguments")
	}
	r := surveyGPU(thisMachine())
	if *asJSON {
		return printJSON(stdout, stderr, r)
	}
	r.write(stdout)
	return 0
}

// surveyGPU looks at all of it.
func surveyGPU(m machine) gpuReport {
	d := dxg.Probe(m.root)
	r := gpuReport{DXG: m.device(d), Variables: map[string]string{}}
	if d.Usable {
		var err error
		if r.Adapters, err = adapters(d); err != nil {
			r.DXG.Error = err.Error()
		}
	}
	for _, n := range dxg.RenderNodes(m.root) {
		r.Render = append(r.Render, m.renderNode(n))
	}
	r.Libraries = m.account()
	search := ldso.Open(m.root, m.getenv("LD_LIBRARY_PATH"))
	r.Loads = loads(search, r.Libraries)
	for _, l := range search.Stale() {
		r.Stale = append(r.Stale, l.Dir)
	}
	r.Vulkan = m.vulkan()
	for _, name := range gpuVariables {
		if v := m.getenv(name); v != "" {
			r.Variables[name] = v
		}
	}
	r.Draws, r.Why = r.verdict(m)
	return r
}

// gpuVariables are those by which people choose.
var gpuVariables = []string{
	"MESA_D3D12_DEFAULT_ADAPTER_NAME", "GALLIUM_DRIVER", "LIBGL_ALWAYS_SOFTWARE", "MESA_LOADER_DRIVER_OVERRIDE",
	"DRI_PRIME", "LIBVA_DRIVER_NAME", "VK_ICD_FILENAMES", "VK_DRIVER_FILES", "LD_LIBRARY_PATH",
}

func (m machine) device(d dxg.Device) gpuDevice {
	g := gpuDevice{Path: "/" + strings.TrimPrefix(strings.TrimPrefix(d.Path, m.root), "/"), Present: d.Present, Usable: d.Usable, GID: d.GID}
	if d.Present {
		g.Mode = fmt.Sprintf("%04o", d.Mode.Perm())
	}
	if d.Err != nil {
		g.Error = d.Err.Error()
	}
	return g
}

func adapters(d dxg.Device) (list []gpuAdapter, err error) {
	f, err := d.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := dxg.Adapters(f)
	for _, a := range all {
		list = append(list, gpuAdapter{Name: a.Name, Type: a.Type.String(), LUID: fmt.Sprintf("%08x:%08x", a.LUID.High, a.LUID.Low)})
	}
	return list, err
}

// mesaDrivers are Mesa's drivers for those of the kernel, where the names
// differ.
var mesaDrivers = map[string]string{
	"i915": "iris", "xe": "iris", "amdgpu": "radeonsi", "radeon": "r600", "nvidia": "", "nvidia-drm": "", "virtio-pci": "virtio_gpu",
	"vmwgfx": "vmwgfx", "vgem": "", "vkms": "", "msm": "msm", "panfrost": "panfrost", "v3d": "v3d",
}

func (m machine) renderNode(n dxg.Device) gpuDevice {
	g := m.device(n)
	if to, err := os.Readlink(m.path("sys/class/drm", filepath.Base(n.Path), "device/driver")); err == nil {
		g.Kernel = filepath.Base(to)
		mesa, known := mesaDrivers[g.Kernel]
		if !known {
			mesa = g.Kernel
		}
		g.Mesa = mesa
	}
	return g
}

// account is what orield has set up, or what there is to set up.
func (m machine) account() *gpu.Account {
	if a, err := gpu.ReadAccount(m.path(gpu.DefaultReport)); err == nil {
		return &a
	}
	if a := gpu.Survey(m.root, nil); a.Lib != "" {
		return &a
	}
	return nil
}

// gpuNames are the libraries that programs ask for.
var gpuNames = []string{
	"libdxcore.so", "libd3d12.so", "libd3d12core.so", "libGL.so.1", "libEGL.so.1", "libGLESv2.so.2", "libvulkan.so.1", "libgbm.so.1",
	"libcuda.so.1", "libnvidia-ml.so.1", "libva.so.2",
}

func loads(s *ldso.Search, a *gpu.Account) (list []gpuLoad) {
	for _, name := range gpuNames {
		file, how := s.Find(name)
		l := gpuLoad{Name: name, Path: file, How: string(how)}
		if file != "" {
			if real := s.Resolve(file); real != file {
				l.Real = real
			}
			if a != nil {
				if lib, ok := a.Find(file); ok {
					l.Layer = lib.Layer
				}
			}
		}
		list = append(list, l)
	}
	return list
}

// vulkan lists the drivers that the loader of Vulkan is told of.
func (m machine) vulkan() (list []string) {
	for _, dir := range []string{"etc/vulkan/icd.d", "usr/local/share/vulkan/icd.d", "usr/share/vulkan/icd.d"} {
		entries, err := os.ReadDir(m.path(dir))
		if err != nil {
			continue
		}
		for _, e := range entries {
			if e.Type()&fs.ModeDir == 0 && strings.HasSuffix(e.Name(), ".json") {
				list = append(list, "/"+dir+"/"+e.Name())
			}
		}
	}
	return list
}

// verdict says what programs draw on, and why not on more.
func (r gpuReport) verdict(m machine) (draws, why string) {
	if v := r.Variables["LIBGL_ALWAYS_SOFTWARE"]; v == "1" || v == "true" {
		return "software", "LIBGL_ALWAYS_SOFTWARE asks for it"
	}
	render := slices.ContainsFunc(r.Render, func(d gpuDevice) bool { return d.Usable && d.Mesa != "" })
	switch {
	case r.DXG.Usable && !r.found("libd3d12.so", "libdxcore.so"):
		why = "/dev/dxg is there, but the loader finds no libd3d12.so or libdxcore.so"
	case r.DXG.Usable && !m.mesa("d3d12"):
		why = "/dev/dxg and its libraries are there, but Mesa has no d3d12 driver; install libgl1-mesa-dri"
	case r.DXG.Usable:
		return "dxg", ""
	case r.DXG.Present:
		why = "/dev/dxg cannot be used: " + r.DXG.Error
	}
	switch {
	case render:
		return "render", why
	case why != "":
	case len(r.Render) > 0 && !slices.ContainsFunc(r.Render, func(d gpuDevice) bool { return d.Usable }):
		why = "the render nodes are not for this user; add it to their group (often render)"
	case len(r.Render) > 0:
		why = "Mesa has no driver for the render nodes"
	default:
		why = "there is no GPU: neither /dev/dxg nor a render node"
	}
	return "software", why
}

func (r gpuReport) found(names ...string) bool {
	for _, l := range r.Loads {
		if slices.Contains(names, l.Name) && l.Path == "" {
			return false
		}
	}
	return true
}

// mesa reports whether Mesa has a driver: a file of its own until version
// 24.1, after that all in libgallium.
func (m machine) mesa(driver string) bool {
	for _, pattern := range []string{"usr/lib*/dri/" + driver + "_dri.so", "usr/lib/*/dri/" + driver + "_dri.so", "usr/lib/*/libgallium-*.so", "usr/lib*/libgallium-*.so"} {
		if found, err := filepath.Glob(m.path(pattern)); err == nil && found != nil {
			return true
		}
	}
	return false
}
