package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"oriel/gpu"
	"oriel/gpu/dxg"
	"oriel/gpu/ldso"
	"oriel/gpu/overlay"
)

// probeDXG wants a device that this user may use.
func probeDXG(m machine) (string, error) {
	d := dxg.Probe(m.root)
	switch {
	case d.Usable:
		return d.Path, nil
	case d.Present && !d.Char:
		return "", ill("as root: rm "+d.Path+", then "+restart, "%s is no device", d.Path)
	case d.Present:
		return "", ill("as root: chmod 666 "+d.Path, "%s is not for uid %d (mode %03o)", d.Path, m.uid, d.Mode.Perm())
	}
	nodes := dxg.RenderNodes(m.root)
	i := slices.IndexFunc(nodes, func(n dxg.Device) bool { return n.Usable })
	switch {
	case i >= 0:
		return nodes[i].Path + " instead of /dev/dxg", nil
	case len(nodes) > 0:
		return "", ill(fmt.Sprintf("as root: usermod -aG %d USER, and log in anew", nodes[0].GID), "%s is not for uid %d", nodes[0].Path, m.uid)
	}
	return "", ill("remove gpuSupport=false from .wslconfig and [gpu] enabled=false from /etc/wsl.conf, update Windows' GPU driver, then "+restart, "neither /dev/dxg nor a render node")
}

// hasDXG reports whether the libraries of WSL are of any use.
func hasDXG(m machine) bool { return dxg.Probe(m.root).Present }

const notNeeded = "not needed without /dev/dxg"

func probeGPULibraries(m machine) (string, error) {
	if !hasDXG(m) {
		return notNeeded, nil
	}
	const dir = "/usr/lib/wsl/lib"
	if !m.exists(dir) {
		return "", ill("in the system distro, as root: systemctl restart orield", "%s is missing", dir)
	}
	var missing []string
	for _, name := range overlay.Needed {
		if _, err := os.Stat(m.path(dir, name)); err != nil {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		return "", ill("update WSL (in Windows: wsl --update) and the GPU's driver, then "+restart, "%s lacks %s", dir, strings.Join(missing, ", "))
	}
	return dir, nil
}

// probeGPUDrivers asks the share, which may be gone, and may not answer.
func probeGPUDrivers(m machine) (string, error) {
	if !hasDXG(m) {
		return notNeeded, nil
	}
	const dir = "/usr/lib/wsl/drivers"
	if !m.exists(dir) {
		return "", ill("in the system distro, as root: systemctl restart orield", "%s is missing", dir)
	}
	done := make(chan error, 1)
	go func() {
		_, err := os.ReadDir(m.path(dir))
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			return "", ill("in the system distro, as root: systemctl restart orield", "the share of %s does not answer: %v", dir, err)
		}
	case <-time.After(10 * time.Second):
		return "", ill("in the system distro, as root: systemctl restart orield", "the share of %s hangs", dir)
	}
	return dir, nil
}

func probeGPUPath(m machine) (string, error) {
	const dir, file = "/usr/lib/wsl/lib", "/etc/profile.d/wslg-gpu.sh"
	switch {
	case !hasDXG(m):
		return notNeeded, nil
	case slices.Contains(strings.Split(m.getenv("PATH"), ":"), dir):
		return dir, nil
	case !m.exists(file):
		return "", ill("in the system distro, as root: systemctl restart orield", "%s is missing, and %s is not in PATH", file, dir)
	}
	return "", ill("log in anew, or: . "+file, "%s is not in PATH", dir)
}

// probeLibraryCache wants that ldconfig has run after the libraries came.
func probeLibraryCache(m machine) (string, error) {
	s := ldso.Open(m.root, m.getenv("LD_LIBRARY_PATH"))
	const dir, file = "/usr/lib/wsl/lib", "/etc/ld.so.conf.d/ld.wsl.conf"
	switch {
	case !hasDXG(m):
		return notNeeded, nil
	case s.NoCache():
		return "the loader is not glibc's", nil
	}
	path, how := s.Find("libd3d12.so")
	switch {
	case strings.HasPrefix(path, dir+"/"):
		return path + ", by " + string(how), nil
	case how != ldso.Missing:
		return "", ill("remove "+path+", which hides the one of WSL", "libd3d12.so is %s, not WSL's", path)
	case !slices.ContainsFunc(s.Conf, func(l ldso.Line) bool { return l.Dir == dir }):
		return "", ill("as root: echo "+dir+" > "+file+" && ldconfig", "ld.so is not told of %s", dir)
	}
	return "", ill("as root: ldconfig", "ldconfig has not run since %s came", dir)
}

// probeAccount is the system side's view: what was given to the user distro.
func probeAccount(m machine) (string, error) {
	a, err := gpu.ReadAccount(m.path(gpu.DefaultReport))
	if err != nil {
		return "", ill("as root: journalctl -u orield | grep gpu; then: systemctl restart orield", "the user distro was given no GPU: %v", err)
	}
	if a.Lib != "" && len(a.Missing) > 0 {
		return "", ill("update WSL and the GPU's driver", "the libraries lack %s", strings.Join(a.Missing, ", "))
	}
	return strings.Join(append(a.Devices, a.Lib, a.Drivers), " "), nil
}
