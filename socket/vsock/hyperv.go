package vsock

import "fmt"

// LastPrivileged is the last of the ports for which one must be root, or have
// CAP_NET_BIND_SERVICE (linux/af_vsock.c, LAST_RESERVED_PORT).
const LastPrivileged = 1023

// ServiceID is how a Hyper-V host names a port of its guests: it knows GUIDs
// only, of which Linux guests take those that end in this way, the first eight
// digits being the port (linux/hyperv_transport.c).
func ServiceID(port uint32) string {
	return fmt.Sprintf("%08x-facb-11e6-bd58-64006a7986d3", port)
}

// registry is where a Hyper-V host keeps the services that its guests may
// offer.
const registry = `SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization\GuestCommunicationServices`

// RegistryKey is the key that a Hyper-V host must have before its programs can
// reach a port of a guest. WSL's host has no need of it.
func RegistryKey(port uint32) string { return `HKEY_LOCAL_MACHINE\` + registry + `\` + ServiceID(port) }

// Register is the line of PowerShell that makes the key, for an administrator
// of the host.
func Register(port uint32) string {
	return fmt.Sprintf(`New-Item -Path 'HKLM:\%s' -Name %s | New-ItemProperty -Name ElementName -Value Oriel`, registry, ServiceID(port))
}
