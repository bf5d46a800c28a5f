// Package gpu gives a user distro the GPU of this machine, and says what a
// machine offers for drawing: Direct Rendering nodes of a real or virtual GPU,
// or what WSL gives its virtual machines, the device /dev/dxg and the
// libraries that belong to it.
//
// Without any of it programs draw in software (Mesa's llvmpipe), which is slow
// for 3D and right in every pixel; nothing of Oriel needs a GPU.
//
//	o, err := gpu.Start(gpu.Config{PID: pid})
//	r := gpu.Probe("/")
//
// Start is what orield calls once for each user distro; the Overlay that it
// returns has one goroutine, which ends with it. Probe only looks: it opens no
// device and changes nothing.
package gpu

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"
)

const (
	dxgPath = "dev/dxg"
	driPath = "dev/dri"
	// libPath is where WSL mounts the libraries that speak to /dev/dxg.
	libPath = "usr/lib/wsl/lib"
)

// libraries are those without which Mesa's d3d12 driver cannot use /dev/dxg.
var libraries = []string{"libd3d12.so", "libd3d12core.so", "libdxcore.so"}

// A State says whether something is there and may be used.
type State uint8

// The states, from worst to best.
const (
	Absent State = iota
	Denied       // there, but not for this user
	Broken       // there, but not what it should be
	Usable
)

// String is the state in a word.
func (s State) String() string {
	return [...]string{"absent", "denied", "broken", "usable"}[s&3]
}

// A Node is a device or a directory, and its state for the current user.
type Node struct {
	Path  string
	State State
}

// A Report is what Probe found.
type Report struct {
	DXG     Node     // the paravirtual GPU of WSL
	Libs    Node     // its libraries' directory; Broken if some are missing
	Missing []string // the libraries that are missing where Libs is Broken
	Render  []Node   // render nodes (renderD*), in order
}

// Accelerated reports whether programs of this user can draw on a GPU.
func (r Report) Accelerated() bool {
	if r.DXG.State == Usable && r.Libs.State == Usable {
		return true
	}
	return slices.ContainsFunc(r.Render, func(n Node) bool { return n.State == Usable })
}

// Probe looks at the machine whose file system begins at root, usually "/".
func Probe(root string) Report {
	r := Report{
		DXG:  Node{Path: filepath.Join(root, dxgPath)},
		Libs: Node{Path: filepath.Join(root, libPath)},
	}
	r.DXG.State = device(r.DXG.Path)
	r.Libs.State, r.Missing = directory(r.Libs.Path, libraries)
	// Glob gives them sorted; an unreadable directory has none.
	nodes, _ := filepath.Glob(filepath.Join(root, driPath, "renderD*"))
	for _, path := range nodes {
		r.Render = append(r.Render, Node{path, device(path)})
	}
	return r
}

// device is the state of a character device that must be read and written.
func device(path string) State {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Absent
	case err != nil:
		return Denied
	case info.Mode()&fs.ModeCharDevice == 0:
		return Broken
	case unix.Access(path, unix.R_OK|unix.W_OK) != nil:
		return Denied
	}
	return Usable
}

func directory(path string, names []string) (s State, missing []string) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Absent, nil
	case err != nil:
		return Denied, nil
	case !info.IsDir():
		return Broken, nil
	}
	for _, name := range names {
		if unix.Access(filepath.Join(path, name), unix.R_OK) != nil {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		return Broken, missing
	}
	return Usable, nil
}
