package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

func TestVSockPortsOfRootAreForOrield(t *testing.T) {
	for addr, good := range map[string]bool{
		"vsock:1023": false, "vsock:1": false, "vsock:1:1023,from=any": false,
		"vsock:1024": true, "vsock:0": true, "tcp:127.0.0.1:80": true, "unix:/x": true, "nonsense": false,
	} {
		if err := checkListen([]string{"tcp:127.0.0.1:1", addr}); (err == nil) != good {
			t.Errorf("%s: %v", addr, err)
		}
	}
	var stderr bytes.Buffer
	if code := runRun([]string{"--listen", "vsock:1023"}, io.Discard, &stderr); code != exitUsage ||
		stderr.String() != "oriel: run: --listen vsock:1023: the ports below 1024 are for orield; choose 1024 or above; see oriel run --help\n" {
		t.Errorf("status %d, %q", code, &stderr)
	}
}

func TestHyperVHostsAreToldTheService(t *testing.T) {
	var b bytes.Buffer
	announceVSock(&b, []string{"tcp:127.0.0.1:1", "vsock:50000"})
	for _, want := range []string{
		"service GUID     0000c350-facb-11e6-bd58-64006a7986d3\n",
		`GuestCommunicationServices\0000c350-facb-11e6-bd58-64006a7986d3` + "\n",
		"New-Item -Path 'HKLM:\\SOFTWARE",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, &b)
		}
	}
	if strings.Count(b.String(), "\n") != 3 {
		t.Errorf("said:\n%s", &b)
	}
}
