//go:build system

package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestBenchOverNetem has the kernel lay a slow link, in a virtual machine with
// Debian's kernel if this one has no netem. That the client has the last pictures
// to the bit, bench sees to itself. How long all takes is the machine's business.
func TestBenchOverNetem(t *testing.T) {
	// Not /tmp: the guest has one of its own.
	out, err := os.MkdirTemp("/var/tmp", "oriel-netem")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(out) })
	build := exec.Command("go", "build", "-o", out+"/", "oriel/cmd/oriel", "oriel/cmd/oriel-compositor", "oriel/cmd/oriel-rdp")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if b, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	args := []string{"bench", "--link-by", "netem", "--link", "10,50", "--workloads", "beside", "--size", "1280x800", "--rounds", "1", "--seconds", "0.5", "--json"}
	figures := filepath.Join(out, "figures.json")
	said, err := exec.Command(filepath.Join(out, "oriel"), append(args, figures)...).CombinedOutput()
	if err != nil && strings.Contains(string(said), "qdisc kind is unknown") {
		t.Log("this kernel has no netem: Debian's, in a virtual machine")
		guest := slices.Concat([]string{"-w", out, "-t", "290", "-m", "1536", "-M", "veth sch_netem", "--",
			"env", "HOME=/run", "TMPDIR=/run", "GOMAXPROCS=2", "/mnt/out/oriel"}, args, []string{"/mnt/out/figures.json"})
		said, err = exec.Command("../../socket/vsock/testdata/vm.sh", guest...).CombinedOutput()
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	var r struct {
		Link string
		Rows []struct {
			What   string
			Median float64
		}
	}
	b, err := os.ReadFile(figures)
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", r)
	carried := 0.0
	for _, x := range r.Rows {
		if strings.HasPrefix(x.What, "kilobytes over the link") {
			carried = x.Median
		}
	}
	if r.Link != "10,50 by netem" || carried < 100 {
		t.Errorf("link %q; %v kilobytes went over netem", r.Link, carried)
	}
}
