package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

// runVersion prints what the build says of itself.
func runVersion(args []string, stdout, stderr io.Writer) int {
	rest, code, done := flags(flag.NewFlagSet("version", flag.ContinueOnError), args, stdout, stderr, "")
	if done {
		return code
	}
	if len(rest) > 0 {
		return usageError(stderr, "version", "too many arguments")
	}
	info, _ := debug.ReadBuildInfo()
	fmt.Fprintf(stdout, "oriel %s (%s, %s/%s)\n", buildVersion(info), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return 0
}

// buildVersion is the module's version or, for a build from a work tree, its
// revision.
func buildVersion(info *debug.BuildInfo) string {
	if info == nil {
		return "of unknown version"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	revision := cmp.Or(settings["vcs.revision"], "of unknown revision")
	if settings["vcs.modified"] == "true" {
		revision += ", modified"
	}
	return revision
}
