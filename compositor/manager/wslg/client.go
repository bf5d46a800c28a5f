package wslg

import (
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
)

// A Client is the RDP client on a Windows host that shows our windows.
type Client struct {
	Program string // "auto": msrdc, or mstsc where that lacks; "mstsc"; or a command
	Plugin  string // default WSLDVC_PACKAGE
	Desktop bool   // show a desktop instead of windows
	Port    uint32 // of the VM socket that we listen on
}

// ErrNoHost says that there is no Windows host that could show anything, which
// is no failure.
var ErrNoHost = errors.New("there is no Windows host to start a client on")

// interop is the door to the host's programs: WSL's own init.
const interop = "/init"

// ServiceID is the name of a VM socket's port on a Hyper-V host.
func ServiceID(port uint32) string {
	return fmt.Sprintf("%08X-FACB-11E6-BD58-64006A7986D3", port)
}

// Command is the client's command line, or ErrNoHost. A command of one's own
// may have the words {vm}, {service}, {plugin} and {rdp} in it, for what WSLg's
// clients are told.
func (c Client) Command(getenv func(string) string) ([]string, error) {
	if c.Plugin == "" {
		c.Plugin = "WSLDVC_PACKAGE"
	}
	install := getenv("WSL2_INSTALL_PATH")
	if install == "" {
		install = `C:\ProgramData\Microsoft\WSL`
	}
	words := strings.NewReplacer("{vm}", getenv("WSL2_VM_ID"), "{service}", ServiceID(c.Port),
		"{plugin}", c.Plugin, "{rdp}", c.settings(install, getenv("WSL2_DISTRO_NAME")))
	if c.Program != "auto" && c.Program != "mstsc" {
		var argv []string
		for _, a := range strings.Fields(c.Program) {
			argv = append(argv, words.Replace(a))
		}
		return argv, nil
	}
	if getenv("WSL2_VM_ID") == "" || !isFile(interop) {
		return nil, ErrNoHost
	}
	program := c.program(WindowsPath(install))
	if program == "" {
		return nil, ErrNoHost
	}
	argv := []string{interop, program, path.Base(program)}
	// The client takes apart /wslg before it takes apart what follows.
	for _, a := range []string{"/wslg", "/silent", "/v:{vm}", "/hvsocketserviceid:{service}", "/plugin:{plugin}", "{rdp}"} {
		argv = append(argv, words.Replace(a))
	}
	return argv, nil
}

// settings is the client's file of settings, as the host sees it: the one that
// came with WSL, or else ours, by way of the user distro.
func (c Client) settings(install, distro string) string {
	name := rdpFiles[c.Desktop]
	if distro == "" || isFile(path.Join(WindowsPath(install), name)) {
		return install + `\` + name
	}
	return `\\wsl.localhost\` + distro + strings.ReplaceAll(path.Join(Dir, name), "/", `\`)
}

// rdpFiles are the names of the files of settings: for a desktop, and not.
var rdpFiles = map[bool]string{false: "wslg.rdp", true: "wslg_desktop.rdp"}

// program finds the client.
func (c Client) program(install string) string {
	list := []string{path.Join(install, "msrdc.exe"), "/mnt/c/Windows/System32/mstsc.exe"}
	if c.Program == "mstsc" {
		list = list[1:]
	}
	for _, p := range list {
		if isFile(p) {
			return p
		}
	}
	return ""
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// RDPFile is the content of wslg.rdp, the client's settings.
func RDPFile(desktop bool) string {
	lines := []string{
		"audiocapturemode:i:2", "authentication level:i:0", "disableconnectionsharing:i:1",
		"enablecredsspsupport:i:0", "hvsocketenabled:i:1",
	}
	if !desktop {
		lines = append(lines, "remoteapplicationmode:i:1", "remoteapplicationprogram:s:dummy-entry")
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}
