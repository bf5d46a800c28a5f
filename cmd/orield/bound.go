package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// A capability is one that root keeps here, for what.
type capability struct {
	number uint
	name   string
	why    string
}

// capabilities are all that orield ever has. TestEachCapabilityIsNeeded takes
// them away one by one.
var capabilities = []capability{
	{unix.CAP_SYS_ADMIN, "CAP_SYS_ADMIN", "mounts, here and in the user distro"},
	{unix.CAP_SYS_CHROOT, "CAP_SYS_CHROOT", "enters the user distro's root directory"},
	{unix.CAP_SYS_PTRACE, "CAP_SYS_PTRACE", "looks into the user distro's init, which has more capabilities"},
	{unix.CAP_SETUID, "CAP_SETUID", "starts the compositor and the RDP backend as others"},
	{unix.CAP_SETGID, "CAP_SETGID", "the same, with their groups"},
	{unix.CAP_SETPCAP, "CAP_SETPCAP", "takes their capabilities from them"},
	{unix.CAP_KILL, "CAP_KILL", "ends them"},
	{unix.CAP_CHOWN, "CAP_CHOWN", "gives users their directories and sockets"},
	{unix.CAP_FOWNER, "CAP_FOWNER", "sets the modes of what is theirs"},
	{unix.CAP_NET_BIND_SERVICE, "CAP_NET_BIND_SERVICE", "listens where only root can, as WSLg does"},
	{unix.CAP_DAC_OVERRIDE, "CAP_DAC_OVERRIDE", "puts sockets back into a user's directory, and mounts the GPU's overlay"},
}

// bound gives up all other capabilities, by an exec of ourselves: what a
// thread may have at most becomes that of all threads.
func bound() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var keep uint64
	for _, c := range capabilities {
		keep |= 1 << c.number
	}
	dropped := false
	for n := uintptr(0); n < 64; n++ {
		has, err := unix.PrctlRetInt(unix.PR_CAPBSET_READ, n, 0, 0, 0)
		if err != nil {
			break // the kernel knows no more of them
		}
		if has == 0 || keep&(1<<n) != 0 {
			continue
		}
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, n, 0, 0, 0); err != nil {
			return fmt.Errorf("cannot give up a capability: %w", err)
		}
		dropped = true
	}
	if !dropped {
		return nil
	}
	return fmt.Errorf("cannot start anew with fewer capabilities: %w", syscall.Exec("/proc/self/exe", os.Args, os.Environ()))
}
