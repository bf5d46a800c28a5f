package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// write tells people what the report has.
func (r gpuReport) write(w io.Writer) {
	r.DXG.write(w)
	for i, a := range r.Adapters {
		fmt.Fprintf(w, "  GPU %-12d %s (%s)\n", i, cmp.Or(a.Name, "without a name"), a.Type)
	}
	for _, d := range r.Render {
		d.write(w)
	}
	if len(r.Render) == 0 {
		fmt.Fprintln(w, "/dev/dri           no render node")
	}
	r.writeLibraries(w)
	for _, l := range r.Loads {
		switch {
		case l.Path == "":
			fmt.Fprintf(w, "%-18s not found\n", l.Name)
		default:
			from := "by " + l.How
			if l.Layer != "" {
				from += ", " + l.Layer
			}
			path := l.Path
			if l.Real != "" {
				path += " -> " + l.Real
			}
			fmt.Fprintf(w, "%-18s %s (%s)\n", l.Name, path, from)
		}
	}
	for _, dir := range r.Stale {
		fmt.Fprintf(w, "ldconfig           has not seen %s yet; as root: ldconfig\n", dir)
	}
	for _, icd := range r.Vulkan {
		fmt.Fprintf(w, "Vulkan             %s\n", icd)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Variables)) {
		fmt.Fprintf(w, "%-18s %s\n", name, r.Variables[name])
	}
	draws := map[string]string{"dxg": "on the host's GPU, by /dev/dxg", "render": "on a render node", "software": "in software"}[r.Draws]
	if r.Why != "" {
		draws += ": " + r.Why
	}
	fmt.Fprintf(w, "programs draw      %s\n", draws)
}

func (d gpuDevice) write(w io.Writer) {
	state := "absent"
	switch {
	case d.Usable:
		state = "usable"
	case d.Present:
		state = "not usable"
	}
	if d.Present {
		state += ", mode " + d.Mode
	}
	if d.Kernel != "" {
		state += ", driver " + d.Kernel + " of the kernel, " + cmp.Or(d.Mesa, "none") + " of Mesa"
	}
	if d.Error != "" {
		state += ": " + d.Error
	}
	fmt.Fprintf(w, "%-18s %s\n", d.Path, state)
}

// writeLibraries tells which library wins, and from which layer.
func (r gpuReport) writeLibraries(w io.Writer) {
	a := r.Libraries
	if a == nil {
		fmt.Fprintln(w, "/usr/lib/wsl/lib   no libraries of WSL")
		return
	}
	for _, line := range slices.Concat(a.Skipped, a.Notes) {
		fmt.Fprintf(w, "%-18s %s\n", "left out", line)
	}
	if a.Lib == "" {
		return
	}
	fmt.Fprintf(w, "%-18s %s, the first wins\n", a.Lib, strings.Join(a.Lower, " over "))
	for _, l := range a.Libraries {
		text := l.Layer
		if l.Hides != nil {
			text += ", hides " + strings.Join(l.Hides, " and ")
		}
		if l.Link != "" {
			text += ", leads to " + l.Link
		}
		fmt.Fprintf(w, "  %-24s %s\n", l.Name, text)
	}
	if len(a.Missing) > 0 {
		fmt.Fprintf(w, "  %-24s %s\n", "missing", strings.Join(a.Missing, " "))
	}
	if a.Drivers != "" {
		how := "a read-only bind mount"
		if a.Served {
			how = "over 9p"
		}
		fmt.Fprintf(w, "%-18s %s\n", a.Drivers, how)
	}
}
