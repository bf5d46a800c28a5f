package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A check is one thing that a machine must or should have.
type check struct {
	name     string
	purpose  string   // what does not work without it
	optional bool     // things work without it, only less well
	packages []string // Debian packages that mend it
	remedy   string   // what mends it where packages do not
	probe    func(machine) (found string, err error)
}

// A finding is what came of a check; its field names are those of --json.
type finding struct {
	Name     string   `json:"name"`
	OK       bool     `json:"ok"`
	Optional bool     `json:"optional"`
	Found    string   `json:"found"`              // a version, a path, or what is wrong
	Purpose  string   `json:"purpose"`            // what it is for
	Remedy   string   `json:"remedy,omitempty"`   // what to do, unless OK
	Packages []string `json:"packages,omitempty"` // what to install, unless OK
}

// An ailment is an error with a remedy of its own, where one check finds
// several things wrong.
type ailment struct {
	what   string
	remedy string
}

// Error implements error.
func (a *ailment) Error() string { return a.what }

// ill makes an ailment.
func ill(remedy, format string, args ...any) error {
	return &ailment{fmt.Sprintf(format, args...), remedy}
}

// diagnose runs the checks.
func diagnose(m machine, checks []check) []finding {
	findings := make([]finding, 0, len(checks))
	for _, c := range checks {
		found, err := c.probe(m)
		f := finding{Name: c.name, OK: err == nil, Optional: c.optional, Found: found, Purpose: c.purpose}
		if err != nil {
			f.Found, f.Remedy = err.Error(), c.remedy
			if c.packages != nil {
				f.Packages, f.Remedy = c.packages, m.install(c.packages)
			}
			var a *ailment
			if errors.As(err, &a) {
				f.Packages, f.Remedy = nil, a.remedy
			}
		}
		findings = append(findings, f)
	}
	return findings
}

// checksFor are the checks for where we are: a user distro, the system distro,
// or any other machine.
func checksFor(m machine) []check {
	switch m.site() {
	case userDistro:
		return userChecks
	case systemDistro:
		return systemChecks
	}
	return doctorChecks
}

const doctorNotes = `
In a user distro of WSL it looks at what shows windows there, in the system
distro at what orield runs, and elsewhere at what "oriel run" needs. Findings
marked -- are only of use; the exit status is 1 if something that is needed is
missing (!!).`

// runDoctor is the command doctor: it says what this machine lacks and what
// mends it. The exit status is 1 if something is missing that is not optional.
func runDoctor(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("doctor", flag.ContinueOnError)
	asJSON := fs.Bool("json", false, "print the findings as a JSON array")
	rest, code, done := flags(fs, args, stdout, stderr, doctorNotes)
	if done {
		return code
	}
	if len(rest) > 0 {
		return usageError(stderr, "doctor", "too many arguments")
	}
	m := thisMachine()
	findings := diagnose(m, checksFor(m))
	report := writeDiagnosis
	if *asJSON {
		report = writeDiagnosisJSON
	}
	if err := report(stdout, m, findings); err != nil {
		fmt.Fprintln(stderr, "oriel: cannot write the findings:", err)
		return 1
	}
	if slices.ContainsFunc(findings, func(f finding) bool { return !f.OK && !f.Optional }) {
		return 1
	}
	return 0
}

func writeDiagnosisJSON(w io.Writer, _ machine, findings []finding) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(findings)
}

// writeDiagnosis has a line per finding, below it the remedy where one is needed,
// and at the end one command for all that can be installed.
func writeDiagnosis(w io.Writer, m machine, findings []finding) error {
	var b strings.Builder
	width := 0
	for _, f := range findings {
		width = max(width, len(f.Name))
	}
	var packages []string
	missing := 0
	for _, f := range findings {
		mark := "ok"
		switch {
		case !f.OK && f.Optional:
			mark = "--"
		case !f.OK:
			mark = "!!"
			missing++
		}
		fmt.Fprintf(&b, "%s  %-*s  %s\n", mark, width, f.Name, f.Found)
		if !f.OK {
			fmt.Fprintf(&b, "    %*s  for: %s\n", width, "", f.Purpose)
			fmt.Fprintf(&b, "    %*s  fix: %s\n", width, "", f.Remedy)
			packages = append(packages, f.Packages...)
		}
	}
	b.WriteByte('\n')
	if missing == 0 {
		b.WriteString("Everything that is needed is there.\n")
	} else {
		fmt.Fprintf(&b, "%d of %d checks found something missing (!!).\n", missing, len(findings))
	}
	if packages != nil {
		slices.Sort(packages)
		fmt.Fprintf(&b, "To install all of it: %s\n", m.install(slices.Compact(packages)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
