package main

import (
	"fmt"
	"io"

	"oriel/socket"
	"oriel/socket/vsock"
)

// checkListen refuses addresses that are not for oriel run.
func checkListen(addrs []string) error {
	for _, s := range addrs {
		a, err := socket.Parse(s)
		if err != nil {
			return err
		}
		if a.Network == socket.VSock && a.Port != 0 && a.Port <= vsock.LastPrivileged {
			return fmt.Errorf("--listen %s: the ports below %d are for orield; choose %d or above", s, vsock.LastPrivileged+1, vsock.LastPrivileged+1)
		}
	}
	return nil
}

// announceVSock says how the host of this virtual machine finds a VM socket.
func announceVSock(w io.Writer, addrs []string) {
	for _, s := range addrs {
		a, err := socket.Parse(s)
		if err != nil || a.Network != socket.VSock {
			continue
		}
		fmt.Fprintf(w, "%-16s %s\n", "service GUID", vsock.ServiceID(a.Port))
		fmt.Fprintf(w, "%-16s %s\n", "on Hyper-V", "the host must have the registry key "+vsock.RegistryKey(a.Port))
		fmt.Fprintf(w, "%-16s %s\n", "", "as its administrator, in PowerShell: "+vsock.Register(a.Port))
	}
}
