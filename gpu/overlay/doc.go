// Package overlay gives a user distro what WSL gives it for drawing on a GPU:
// /usr/lib/wsl/lib, an overlay of the libraries of the WSL package over those
// of Windows; /usr/lib/wsl/drivers, read-only over 9p; the devices; the
// loader's configuration and the PATH.
//
//	c := overlay.Default()
//	plan := overlay.Make(c, overlay.Scan("/", c))
//	applied, err := plan.Apply([]*mountns.Namespace{ns}, share)
//	err = applied.Undo()
//
// Scan looks, Make decides and is pure, Apply mounts. What a machine does not
// have is left out, with one line of Plan.Skipped that says so. ldconfig is
// left to who calls: it is a program of the distro's.
//
// Besides what mountns needs, an overlay takes CAP_DAC_OVERRIDE: it acts with
// the rights of who mounted it, and its work directory has no permissions.
//
// The package has no state and starts no goroutine.
package overlay
