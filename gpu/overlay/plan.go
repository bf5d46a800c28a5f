package overlay

import (
	"fmt"
	"path"
)

// A Config says where things are on the system side, and where they go. The
// names of Default are WSL's.
type Config struct {
	Enabled  bool   // [gpu] enabled in wsl.conf
	Packaged string // libraries of the WSL package
	Inbox    string // libraries that came with Windows; the others hide them
	Drivers  string // the host's driver store
	Work     string // a tmpfs is mounted here for what is written to the overlay

	Lib       string // in the distro
	DriversAt string // in the distro
	Loader    string // ld.so's configuration; empty: leave it ([automount] ldconfig)
	Path      bool   // [gpu] appendLibPath
}

// Default is as WSL does it.
func Default() Config {
	return Config{
		Enabled:   true,
		Packaged:  "/gpu_lib_packaged",
		Inbox:     "/gpu_lib_inbox",
		Drivers:   "/gpu_drivers",
		Work:      "/gpu_lib",
		Lib:       "/usr/lib/wsl/lib",
		DriversAt: "/usr/lib/wsl/drivers",
		Loader:    "/etc/ld.so.conf.d/ld.wsl.conf",
		Path:      true,
	}
}

// upper and work are the overlay's own directories.
func (c Config) upper() string { return path.Join(c.Work, "rw/upper") }
func (c Config) work() string  { return path.Join(c.Work, "rw/work") }

// A Layer is one of those that the overlay is made of, from top to bottom.
type Layer uint8

// The layers.
const (
	Upper Layer = iota
	Packaged
	Inbox
	layers
)

// String is the layer's name.
func (l Layer) String() string {
	return [...]string{"upper", "packaged", "inbox"}[min(l, Inbox)]
}

// Found is what Scan found on the system side.
type Found struct {
	DXG     bool // /dev/dxg
	DRI     bool // /dev/dri
	Layers  [layers]Directory
	Drivers bool
	NineP   bool // the kernel knows 9p
}

// A Directory is the contents of a layer.
type Directory struct {
	Present bool
	Entries []Entry // by name
	Cut     bool    // there were more
}

// An Entry is a file in a layer.
type Entry struct {
	Name     string // relative to the layer
	Dir      bool
	Link     string // where a symbolic link leads
	Whiteout bool   // it hides what is below and is not there itself
	Opaque   bool   // a directory that hides what is below
}

// A Device is a device node, or a directory of some.
type Device struct {
	Path string
	// Mode has the permissions that it must have; who owns it stays.
	Mode uint32
}

// A Lib is the overlay to mount.
type Lib struct {
	Lower       []string // the first is on top
	Tmpfs       string   // to be mounted, if nothing is
	Merged      string   // on our side; each distro gets a copy of the mount
	Upper, Work string
	Target      string
}

// A DriverStore is the share of the host's drivers.
type DriverStore struct {
	Source, Target string
	NineP          bool // else it is bound
}

// A Plan is what is to be mounted and written. Nil and empty parts are not.
type Plan struct {
	Devices []Device
	Lib     *Lib
	Drivers *DriverStore
	Loader  *File
	// Hints are for a distro that is started after this: its systemd runs
	// ldconfig, its login shells get the PATH.
	Hints   []File
	Path    string // to be appended to PATH
	Stage   string // where a mount for several distros is copied from
	Skipped []string
	Files   []Library
}

// A File is one to be written in the distro.
type File struct {
	Path, Text string
	Mode       uint32
}

// Make decides what to do about what was found.
func Make(c Config, f Found) Plan {
	p := Plan{Stage: path.Join(c.Work, "stage")}
	skip := func(format string, args ...any) { p.Skipped = append(p.Skipped, fmt.Sprintf(format, args...)) }
	if !c.Enabled {
		skip("the GPU is switched off in the configuration")
		return p
	}
	if f.DXG {
		// Whoever is in the distro may draw; WSL's node is 0666 too.
		p.Devices = append(p.Devices, Device{Path: "/dev/dxg", Mode: 0o666})
	} else {
		skip("no /dev/dxg: not a virtual machine of WSL, or its kernel lacks dxgkrnl")
	}
	if f.DRI {
		// A render node serves without any of the rest.
		p.Devices = append(p.Devices, Device{Path: "/dev/dri"})
	} else {
		skip("no /dev/dri: no render node")
	}
	p.Lib = c.lib(f, skip)
	if p.Lib != nil {
		p.Files = merge(f.Layers)
		if c.Loader != "" {
			p.Loader = &File{Path: c.Loader, Text: c.Lib + "\n", Mode: 0o644}
			p.Hints = append(p.Hints, generator(c.Loader, c.Lib))
		}
		if c.Path {
			p.Path = c.Lib
			p.Hints = append(p.Hints, profile(c.Lib))
		}
	}
	switch {
	case !f.Drivers:
		skip("no %s: no drivers of the host", c.Drivers)
	default:
		if !f.NineP {
			skip("this kernel has no 9p: %s is a read-only bind mount", c.DriversAt)
		}
		p.Drivers = &DriverStore{Source: c.Drivers, Target: c.DriversAt, NineP: f.NineP}
	}
	return p
}

func (c Config) lib(f Found, skip func(string, ...any)) *Lib {
	l := &Lib{Tmpfs: c.Work, Merged: path.Join(c.Work, "merged"), Upper: c.upper(), Work: c.work(), Target: c.Lib}
	for _, x := range []struct {
		layer Layer
		dir   string
	}{{Packaged, c.Packaged}, {Inbox, c.Inbox}} {
		switch {
		case f.Layers[x.layer].Present:
			l.Lower = append(l.Lower, x.dir)
		case x.dir != "":
			skip("no %s: no %s libraries", x.dir, x.layer)
		}
	}
	if l.Lower == nil {
		return nil
	}
	return l
}
