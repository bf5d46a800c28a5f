package overlay

import (
	"strings"

	"oriel/socket/mountns"
)

// systemd is where a distro has it; without, no generator is written.
const systemd = "/usr/lib/systemd"

// generator has systemd run the distro's own ldconfig at boot, unless its cache
// has the libraries already.
func generator(conf, lib string) File {
	const text = `#!/bin/sh
# Written by orield; systemd runs it early, and $1 is where units go.
cat >"$1/wslg-ldconfig.service" <<'UNIT'
[Unit]
Description=Cache of libraries with those of the GPU
DefaultDependencies=no
After=local-fs.target
Before=sysinit.target
ConditionPathExists=@CONF@
ConditionPathExists=@LIB@

[Service]
Type=oneshot
ExecCondition=/bin/sh -c '! /sbin/ldconfig -p | grep -q " @LIB@/"'
ExecStart=/sbin/ldconfig
UNIT
mkdir -p "$1/sysinit.target.wants" && ln -sf ../wslg-ldconfig.service "$1/sysinit.target.wants/wslg-ldconfig.service"
`
	return File{"/etc/systemd/system-generators/wslg-gpu", strings.NewReplacer("@CONF@", conf, "@LIB@", lib).Replace(text), 0o755}
}

// profile appends to the PATH of login shells, for the tools of a GPU's driver
// such as nvidia-smi.
func profile(lib string) File {
	const text = `# Written by orield: tools of the GPU's driver.
case ":$PATH:" in
*:@LIB@:*) ;;
*) [ ! -d @LIB@ ] || PATH="$PATH:@LIB@" ;;
esac
`
	return File{"/etc/profile.d/wslg-gpu.sh", strings.ReplaceAll(text, "@LIB@", lib), 0o644}
}

// hints writes them. In /run they would leave nothing behind, where it is a
// file system of its own.
func (a *Applied) hints(files []File, to []*mountns.Namespace) error {
	for _, ns := range to {
		_, none := ns.Look(systemd)
		run, err := ns.Look("/run")
		for _, f := range files {
			below, isUnit := strings.CutPrefix(f.Path, "/etc/systemd/")
			switch {
			case isUnit && none != nil:
				continue
			case isUnit && err == nil && run.MountRoot:
				f.Path = "/run/systemd/" + below
			}
			if err := a.write(f, ns); err != nil {
				return err
			}
		}
	}
	return nil
}
