package main_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBenchMeasuresAndWritesItsFiles looks at the form of the figures: what
// they are is the machine's business.
func TestBenchMeasuresAndWritesItsFiles(t *testing.T) {
	dir := t.TempDir()
	jsonFile, svgFile := filepath.Join(dir, "bench.json"), filepath.Join(dir, "bench.svg")
	cmd := exec.Command(oriel(t), "bench", "--rounds", "1", "--seconds", "0.5", "--size", "800x600",
		"--workloads", "typing,scroll,video", "--json", jsonFile, "--svg", svgFile)
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		errors.As(err, &exit)
		t.Fatalf("%v\n%s\n%+v", err, out, exit)
	}
	var r struct {
		Rounds int
		Rows   []struct {
			Workload, What, Unit string
			Values               []float64
			Median               float64
		}
	}
	b, err := os.ReadFile(jsonFile)
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, x := range r.Rows {
		seen[x.Workload] = true
		right := x.Median > 0
		if x.Unit == "%" { // of the time
			right = x.Median >= 0 && x.Median <= 100
		}
		if len(x.Values) != 1 || x.Median != x.Values[0] || !right {
			t.Errorf("%s, %s: %v", x.Workload, x.What, x.Values)
		}
		if !strings.Contains(string(out), x.What) {
			t.Errorf("the table lacks %q", x.What)
		}
	}
	if len(seen) != 3 || r.Rounds != 1 {
		t.Errorf("%d workloads in %d rounds", len(seen), r.Rounds)
	}
	svg, err := os.Open(svgFile)
	if err != nil {
		t.Fatal(err)
	}
	defer svg.Close()
	bars := 0
	for d := xml.NewDecoder(svg); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("the chart is no XML: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "rect" {
			bars++
		}
	}
	if bars != len(r.Rows)+1 { // and the ground
		t.Errorf("%d bars for %d rows", bars-1, len(r.Rows))
	}
}

func TestBenchRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, args := range [][]string{
		{"--workloads", "sleeping"}, {"--rounds", "0"}, {"--seconds", "0.1"}, {"--profile", "bitmap"},
		{"--size", "10x10"}, {"--link", "fast"}, {"--link-by", "tun"}, {"--link", "10,50", "--link-by", "wire"}, {"--link", "10,50,64", "--link-by", "netem"}, {"--profile", "desktop", "--workloads", "typing,beside"}, {"more"},
	} {
		out, err := exec.Command(oriel(t), append([]string{"bench"}, args...)...).CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 2 || !strings.Contains(string(out), "oriel: bench:") {
			t.Errorf("%v: %v, %q", args, err, out)
		}
	}
}
