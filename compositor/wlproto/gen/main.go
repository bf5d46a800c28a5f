// Command gen turns Wayland protocol XML into the Go code of package wlproto:
// for each protocol one file with descriptions, constants and the server's
// side, and one file with the client's side.
//
//	gen -out DIR XMLDIR
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"log"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", ".", "directory for the generated files")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: gen -out DIR XMLDIR")
	}
	files, err := filepath.Glob(filepath.Join(flag.Arg(0), "*.xml"))
	if err != nil || len(files) == 0 {
		log.Fatalf("no XML in %s: %v", flag.Arg(0), err)
	}
	for _, f := range files {
		if err := generate(f, *out); err != nil {
			log.Fatalf("%s: %v", f, err)
		}
	}
}

func generate(file, dir string) error {
	p, err := readProtocol(file)
	if err != nil {
		return err
	}
	base := filepath.Base(file)
	name := strings.ReplaceAll(strings.TrimSuffix(base, ".xml"), "-", "_")
	for suffix, write := range map[string]func(*writer, *protocol){
		".go":        writeServer,
		"_client.go": writeClient,
	} {
		w := &writer{}
		w.f("// Code generated from xml/%s by gen. DO NOT EDIT.\n\n", base)
		w.f("package wlproto\n\nimport \"oriel/compositor/wlwire\"\n")
		write(w, p)
		src, err := format.Source(w.Bytes())
		if err != nil {
			return fmt.Errorf("%w in\n%s", err, w.Bytes())
		}
		if err := os.WriteFile(filepath.Join(dir, name+suffix), src, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writer collects Go source.
type writer struct{ bytes.Buffer }

func (w *writer) f(format string, args ...any) { fmt.Fprintf(w, format, args...) }

// comment writes a doc comment that starts with a Go name and continues with
// a summary from the XML.
func (w *writer) comment(name, verb, summary string) {
	s := strings.Join(strings.Fields(summary), " ")
	if s == "" {
		w.f("// %s %s\n", name, strings.TrimSuffix(verb, ":")+".")
		return
	}
	w.f("// %s %s %s.\n", name, verb, strings.TrimSuffix(s, "."))
}
