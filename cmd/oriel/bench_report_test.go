package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A metric is one number of a row.
type metric struct {
	Name  string  `json:"name"`
	Unit  string  `json:"unit,omitempty"`
	Value float64 `json:"value"`
}

func ms(name string, d time.Duration) metric {
	return metric{name, " ms", float64(d) / float64(time.Millisecond)}
}

// String has three digits at most behind which there is anything.
func (m metric) String() string {
	digits := 0
	for v := max(m.Value, 0.01); v < 10 && digits < 3; v *= 10 {
		digits++
	}
	s := fmt.Sprintf("%.*f", digits, m.Value)
	if m.Value == float64(int64(m.Value)) {
		s = fmt.Sprintf("%.0f", m.Value)
	}
	return m.Name + " " + s + m.Unit
}

// A row is one line of the report.
type row struct {
	What    string   `json:"what"`
	Case    string   `json:"case"`
	Metrics []metric `json:"metrics"`
}

// A report is one run.
type report struct {
	Machine string `json:"machine"`
	Commit  string `json:"commit"`
	Rows    []row  `json:"rows"`
}

func newReport() *report {
	return &report{Machine: machine(), Commit: said("git", "describe", "--always", "--dirty", "--exclude=*")}
}

func (r *report) add(what, name string, metrics ...metric) {
	r.Rows = append(r.Rows, row{what, name, metrics})
}

func (w row) String() string {
	var list []string
	for _, m := range w.Metrics {
		list = append(list, m.String())
	}
	return fmt.Sprintf("| %s | %s | %s |", w.What, w.Case, strings.Join(list, ", "))
}

// write prints the table and puts bench.json next to the demo's pictures.
func (r *report) write(b *testing.B) {
	b.Helper()
	fmt.Printf("\n%s; commit %s\n\n| measured | with | result |\n| --- | --- | --- |\n", r.Machine, r.Commit)
	for _, row := range r.Rows {
		fmt.Println(row)
	}
	if b.Failed() {
		return
	}
	j, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join("..", "..", "demo", "out", "bench.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, append(j, '\n'), 0o644); err != nil {
		b.Fatal(err)
	}
}

// machine names what was measured on.
func machine() string {
	cpu := runtime.GOARCH
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range bytes.Lines(b) {
			if name, value, ok := bytes.Cut(line, []byte(":")); ok && string(bytes.TrimSpace(name)) == "model name" {
				cpu = string(bytes.TrimSpace(value))
				break
			}
		}
	}
	kernel := strings.SplitN(said("uname", "-r"), ".", 3)
	return fmt.Sprintf("%s, %d cores, Linux %s, %s", cpu, runtime.NumCPU(), strings.Join(kernel[:min(2, len(kernel))], "."), runtime.Version())
}

// said is the output of a program, "unknown" without it.
func said(argv ...string) string {
	out, err := exec.Command(argv[0], argv[1:]...).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
