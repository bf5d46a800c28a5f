package socket

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"

	"oriel/socket/vsock"
)

// The networks an Addr can name.
const (
	TCP   = "tcp"
	Unix  = "unix"
	VSock = "vsock"
)

// maxPath is what sockaddr_un.sun_path holds, less the NUL that other programs
// need to find there.
const maxPath = 107

// ErrAddress is wrapped by every error of Parse.
var ErrAddress = errors.New("not an address")

// An Addr is a parsed address.
type Addr struct {
	Network string // TCP, Unix or VSock
	Host    string // TCP: a name, an IP address, or empty for all of them
	Path    string // Unix: an absolute or relative path
	CID     uint32 // VSock: a context, vsock.Any when none was named
	Port    uint32 // TCP, VSock
	// From says who is let in: VSock.
	From vsock.Peers
}

const wantAddress = "want tcp:HOST:PORT, unix:PATH or vsock:PORT"

// Parse reads an address as the package comment shows them.
func Parse(s string) (Addr, error) {
	network, rest, ok := strings.Cut(s, ":")
	if !ok {
		return Addr{}, addressError(s, wantAddress)
	}
	switch network {
	case TCP:
		return parseTCP(s, rest)
	case Unix:
		return parseUnix(s, rest)
	case VSock:
		return parseVSock(s, rest)
	}
	return Addr{}, addressError(s, wantAddress)
}

func parseTCP(s, rest string) (Addr, error) {
	host, service, err := net.SplitHostPort(rest)
	if err != nil {
		return Addr{}, addressError(s, "want tcp:HOST:PORT")
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return Addr{}, addressError(s, "the port is a number up to 65535")
	}
	return Addr{Network: TCP, Host: host, Port: uint32(port)}, nil
}

func parseUnix(s, rest string) (Addr, error) {
	path := filepath.Clean(rest)
	if strings.HasPrefix(path, "@") {
		path = "./" + path // or package net would take it for an abstract name
	}
	switch {
	case rest == "":
		return Addr{}, addressError(s, "the path is missing")
	case strings.HasPrefix(rest, "@"):
		return Addr{}, addressError(s, "abstract names have no owner and no mode")
	case strings.IndexByte(rest, 0) >= 0:
		return Addr{}, addressError(s, "the path holds a NUL")
	case len(path) > maxPath:
		return Addr{}, addressError(s, fmt.Sprintf("the path is longer than %d bytes", maxPath))
	}
	return Addr{Network: Unix, Path: path}, nil
}

func parseVSock(s, rest string) (Addr, error) {
	a := Addr{Network: VSock, CID: vsock.Any}
	rest, from, restricted := strings.Cut(rest, ",from=")
	if restricted {
		var err error
		if a.From, err = vsock.ParsePeers(from); err != nil {
			return Addr{}, addressError(s, err.Error())
		}
	}
	if cid, port, ok := strings.Cut(rest, ":"); ok {
		n, err := strconv.ParseUint(cid, 10, 32)
		if err != nil {
			return Addr{}, addressError(s, "the context is a number")
		}
		a.CID, rest = uint32(n), port
	}
	port, err := strconv.ParseUint(rest, 10, 32)
	if err != nil {
		return Addr{}, addressError(s, "the port is a number")
	}
	a.Port = uint32(port)
	if !restricted && a.CID == vsock.Local {
		a.From = "local" // nobody else can reach it
	}
	return a, nil
}

// String is the address in the form that Parse reads.
func (a Addr) String() string {
	switch a.Network {
	case TCP:
		return TCP + ":" + a.hostPort()
	case VSock:
		from := ""
		switch {
		case a.CID == vsock.Local && a.From == "":
			from = ",from=host"
		case a.From != "" && (a.CID != vsock.Local || a.From != "local"):
			from = ",from=" + string(a.From)
		}
		if a.CID == vsock.Any {
			return fmt.Sprintf("%s:%d%s", VSock, a.Port, from)
		}
		return fmt.Sprintf("%s:%d:%d%s", VSock, a.CID, a.Port, from)
	}
	return a.Network + ":" + a.Path
}

func (a Addr) hostPort() string {
	return net.JoinHostPort(a.Host, strconv.FormatUint(uint64(a.Port), 10))
}

func addressError(s, why string) error {
	return fmt.Errorf("%w: %q: %s", ErrAddress, s, why)
}
