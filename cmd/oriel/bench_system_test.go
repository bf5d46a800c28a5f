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

// TestBenchOverALink lays a slow link in two ways; netem in a virtual machine with
// Debian's kernel if this one has none. That the client has the last pictures to
// the bit, bench sees to itself. How long all takes is the machine's business.
func TestBenchOverALink(t *testing.T) {
	// Not /tmp: the guest has one of its own.
	out, err := os.MkdirTemp("/var/tmp", "oriel-link")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(out) })
	build := exec.Command("go", "build", "-o", out+"/", "oriel/cmd/oriel", "oriel/cmd/oriel-compositor", "oriel/cmd/oriel-rdp")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if b, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	for _, by := range []string{"tun", "netem"} {
		t.Run(by, func(t *testing.T) {
			args := []string{"bench", "--link-by", by, "--link", "10,50", "--workloads", "beside", "--size", "1280x800", "--rounds", "1", "--seconds", "0.5", "--json"}
			figures := filepath.Join(out, by+".json")
			said, err := exec.Command(filepath.Join(out, "oriel"), append(args, figures)...).CombinedOutput()
			if err != nil && by == "netem" && strings.Contains(string(said), "qdisc kind is unknown") {
				t.Log("this kernel has no netem: Debian's, in a virtual machine")
				guest := slices.Concat([]string{"-w", out, "-t", "290", "-m", "1536", "-M", "veth sch_netem", "--",
					"env", "HOME=/run", "TMPDIR=/run", "GOMAXPROCS=2", "/mnt/out/oriel"}, args, []string{"/mnt/out/" + by + ".json"})
				said, err = exec.Command("../../socket/vsock/testdata/vm.sh", guest...).CombinedOutput()
			}
			if err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			checkLinkFigures(t, figures, "10,50 by "+by)
		})
	}
}

// checkLinkFigures checks that a report is of a link, which carried something.
func checkLinkFigures(t *testing.T, file, link string) {
	var r struct {
		Link string
		Rows []struct {
			What   string
			Median float64
		}
	}
	b, err := os.ReadFile(file)
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
	if r.Link != link || carried < 100 {
		t.Errorf("link %q; %v kilobytes went over it", r.Link, carried)
	}
}
