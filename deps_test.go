// Package oriel_test keeps the house in order: who may import whom, who may
// read the clock, and that the documents name what exists. Each rule says why
// it is there; the rules themselves are explained in ARCHITECTURE.md.
package oriel_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "oriel"

// A rule restricts what packages import. Packages are named without the
// module's name in front; "x/..." means x and everything below it, and names
// in braces are alternatives.
type rule struct {
	in      string
	except  []string // packages of in that the rule spares
	deny    []string // what must not be imported
	allow   []string // if set: what of this module may be imported, besides in
	foreign []string // if set: what of other modules may be imported
	linked  bool     // look at all that the program links, not at direct imports
	why     string
}

const ports = "compositor/{region,scene,seat,clip,audio}"

var rules = []rule{
	{
		in: "rdp/...", except: []string{"rdp", "rdp/avc", "rdp/client", "rdp/rdptest", "*test"},
		deny: []string{"net/...", "os/...", "syscall", "golang.org/x/sys/unix"},
		why:  "protocol parts do no I/O",
	},
	{
		in: "rdp/...", allow: []string{ports},
		why: "RDP sees windows, never where they came from",
	},
	{
		in: "xbridge/...", allow: []string{ports, "socket/x11/x11test"},
		why: "X knows nothing of RDP, and of the compositor no more than its ports",
	},
	{
		in: ports, allow: []string{ports}, foreign: []string{"golang.org/x/sys/..."},
		why: "the ports are what everybody shares; they depend on nobody",
	},
	{
		in: "compositor/...", except: []string{"compositor/{manager,manager/credential,manager/wslg,control,link,console,wlwire/wlconn}"},
		deny: []string{"oriel/gpu/...", "oriel/socket/...", "oriel/xbridge/...", "oriel/rdp/..."},
		why:  "the desktop neither opens sockets nor knows who shows it",
	},
	{
		in:    "compositor/{manager,manager/credential,manager/wslg,control,link,console}",
		allow: []string{"compositor/...", "gpu/...", "socket/...", "xbridge/xwayland"},
		why:   "who supervises hands out sockets and starts Xwayland, and parses nothing",
	},
	{
		in: "compositor/wlwire/wlconn", allow: []string{"compositor/wlwire", "socket/unixmsg"},
		why: "it is given sockets, and opens none",
	},
	{
		in: "gpu/...", allow: []string{"socket/mountns"},
		why: "the vGPU is files and mounts",
	},
	{
		in: "socket/...", allow: []string{}, foreign: []string{"golang.org/x/sys/...", "github.com/mdlayher/vsock"},
		why: "sockets are the bottom of the house",
	},
	{
		in: "demo/...", allow: []string{"compositor/{wlclient,wlproto,wlwire}", "xbridge/xconn"},
		why: "demos are clients: what they prove must not come from the server's own code",
	},
	{
		in: "cmd/orield", linked: true,
		deny: []string{"oriel/rdp/...", "oriel/compositor/{wlwire,wlproto,wlserver,wlclient,scene,link,console}", "oriel/xbridge/{xwm,xconn,xsel,xdnd,xtray}", "oriel/gpu/{ninep,ldso}"},
		why:  "the root process links no parser of untrusted bytes",
	},
	{
		in: "cmd/oriel-rdp", linked: true,
		deny: []string{"oriel/compositor", "oriel/compositor/manager/...", "oriel/compositor/{console,wlwire,wlproto,wlserver,wlclient,xcursor}",
			"oriel/xbridge/...", "oriel/gpu/...", "oriel/socket/{publish,mountns,x11}", "os/exec", "plugin"},
		why: "the network-facing process can neither reach apps nor mount, and starts no program",
	},
	{
		in: "cmd/oriel-compositor", linked: true,
		deny: []string{"oriel/rdp/...", "oriel/compositor/manager/...", "oriel/gpu/...", "oriel/socket/{publish,mountns}"},
		why:  "the process that apps reach speaks to no network, and mounts nothing",
	},
	{
		in: "cmd/...", linked: true,
		deny: []string{"github.com/tomatome/grdp/...", "github.com/rajveermalviya/go-wayland/...", "oriel/demo/...", "oriel/{compositor/wltest,xbridge/xbridgetest,rdp/rdptest,rdp/wire/wiretest,rdp/codec/codectest,rdp/avc/avctest,socket/cage/cagetest,socket/mountns/nstest,socket/x11/x11test}"},
		why:  "shipped binaries carry no GPL code, no demo and no test code",
	},
}

// parts of an engine never import it; packages ending in "test" join the two.
var engines = []string{"compositor", "xbridge", "rdp", "gpu", "socket"}

// clockReaders are the functions of package time that look at a clock.
var clockReaders = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// sansIO are the packages of rdp that may use clocks and goroutines.
var sansIO = rule{in: "rdp/...", except: []string{"rdp", "rdp/avc", "rdp/client", "rdp/rdptest", "*test"}}

// panickers may panic, each for its reason.
var panickers = map[string]string{
	"compositor":        "a broken owner of the scene must not go on",
	"compositor/scene":  "use of a Tx after its turn, a second Release",
	"compositor/region": "use of a rectangle list out of order is a bug of ours",
}

// folders are the only ones at the top; bin is built, not kept.
var folders = []string{".ci", ".git", "bin", "cmd", "compositor", "demo", "gpu", "rdp", "socket", "xbridge"}

const maxLines = 600

// A pkg is what go list says of a package.
type pkg struct {
	ImportPath, Name, Doc, Dir string
	Standard                   bool
	GoFiles, CgoFiles          []string
	Imports                    []string
}

func list(t *testing.T, dir string, args ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-e", "-json=ImportPath,Name,Doc,Dir,Standard,GoFiles,CgoFiles,Imports"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list in %s: %v\n%s", dir, err, &stderr)
	}
	var pkgs []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

// local strips the module's name; other packages keep theirs.
func local(importPath string) (name string, ours bool) {
	if importPath == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

// matches reports whether a pattern of a rule covers a package.
func matches(pattern, name string) bool {
	if before, rest, ok := strings.Cut(pattern, "{"); ok {
		alternatives, after, _ := strings.Cut(rest, "}")
		for _, a := range strings.Split(alternatives, ",") {
			if matches(before+a+after, name) {
				return true
			}
		}
		return false
	}
	if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
		return name == tree || strings.HasPrefix(name, tree+"/")
	}
	if end, ok := strings.CutPrefix(pattern, "*"); ok {
		return strings.HasSuffix(name, end)
	}
	return pattern == name
}

func matchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}

func (r rule) covers(name string) bool { return matches(r.in, name) && !matchesAny(r.except, name) }

// permits reports whether a package under the rule may import another.
func (r rule) permits(imported pkg) bool {
	name, ours := local(imported.ImportPath)
	switch {
	case matchesAny(r.deny, imported.ImportPath):
		return false
	case ours && r.allow != nil:
		return matches(r.in, name) || matchesAny(r.allow, name)
	case !ours && !imported.Standard && r.foreign != nil:
		return matchesAny(r.foreign, imported.ImportPath)
	}
	return true
}

func TestImports(t *testing.T) {
	known := map[string]pkg{}
	for _, p := range list(t, ".", "-deps", "./...") {
		known[p.ImportPath] = p
	}
	for _, p := range list(t, ".", "./...") {
		name, _ := local(p.ImportPath)
		for _, r := range rules {
			if !r.covers(name) {
				continue
			}
			imports := p.Imports
			if r.linked {
				imports = nil
				for _, dep := range list(t, ".", "-deps", "./"+name) {
					imports = append(imports, dep.ImportPath)
					if !dep.Standard && len(dep.CgoFiles) > 0 {
						t.Errorf("%s links %s, which needs cgo: shipped binaries are static", name, dep.ImportPath)
					}
				}
			}
			for _, i := range imports {
				if !r.permits(known[i]) {
					t.Errorf("%s must not import %s: %s", name, i, r.why)
				}
			}
		}
		checkEngine(t, name, p.Imports)
	}
}

func checkEngine(t *testing.T, name string, imports []string) {
	t.Helper()
	for _, engine := range engines {
		if strings.HasPrefix(name, engine+"/") && !strings.HasSuffix(name, "test") &&
			slices.Contains(imports, module+"/"+engine) {
			t.Errorf("%s must not import %s: parts never import their engine", name, engine)
		}
		if name != engine && slices.ContainsFunc(imports, func(i string) bool { return strings.HasPrefix(i, module+"/cmd/") }) {
			t.Errorf("%s must not import a command", name)
		}
	}
}

// modules are the folders with a go.mod: this one, and those of tools and
// demos that keep their dependencies to themselves.
func modules(t *testing.T) []string {
	t.Helper()
	var dirs []string
	walk(t, func(file string) {
		if filepath.Base(file) == "go.mod" {
			dirs = append(dirs, filepath.Dir(file))
		}
	})
	return dirs
}

// walk visits the files of the repository.
func walk(t *testing.T, visit func(file string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (file == ".git" || file == "bin" || d.Name() == "testdata" || file == "demo/out") {
			return fs.SkipDir
		}
		if !d.IsDir() {
			visit(file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// packages are those of all modules, by their folder.
func packages(t *testing.T) map[string]pkg {
	t.Helper()
	all := map[string]pkg{}
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range modules(t) {
		for _, p := range list(t, dir, "./...") {
			rel, err := filepath.Rel(root, p.Dir)
			if err == nil && len(p.GoFiles) > 0 {
				all[filepath.ToSlash(rel)] = p
			}
		}
	}
	return all
}

func TestEveryPackageHasADoc(t *testing.T) {
	for dir, p := range packages(t) {
		want := "Package " + p.Name + " "
		if p.Name == "main" {
			want = "Command " + path.Base(dir) + " "
		}
		if !strings.HasPrefix(p.Doc, want) {
			t.Errorf("%s: the package comment does not begin with %q but with %q", dir, want, p.Doc)
		}
	}
}

var mapLine = regexp.MustCompile("(?m)^ *- `([^`]+)`: [^\\n]+$")

func TestArchitectureNamesEveryPackage(t *testing.T) {
	doc, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := bytes.Cut(doc, []byte("\n## Packages\n"))
	if !ok {
		t.Fatal("ARCHITECTURE.md has no section Packages")
	}
	section, _, _ = bytes.Cut(section, []byte("\n## "))
	named := map[string]bool{}
	for _, m := range mapLine.FindAllSubmatch(section, -1) {
		named[string(m[1])] = true
	}
	exist := packages(t)
	for dir, p := range exist {
		if !named[dir] {
			synopsis, _, _ := strings.Cut(p.Doc, "\n")
			t.Errorf("ARCHITECTURE.md does not name %s (%s)", dir, synopsis)
		}
	}
	for dir := range named {
		if _, ok := exist[dir]; !ok {
			t.Errorf("ARCHITECTURE.md names %s, which does not exist", dir)
		}
	}
}

// TestSources looks into every Go file for what import lists do not tell.
func TestSources(t *testing.T) {
	walk(t, func(file string) {
		if filepath.Ext(file) != ".go" {
			return
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, src, parser.ParseComments)
		if err != nil {
			t.Error(err)
			return
		}
		for _, complaint := range complaints(filepath.ToSlash(file), src, f) {
			t.Errorf("%s: %s", fset.Position(complaint.pos), complaint.text)
		}
	})
}

type complaint struct {
	pos  token.Pos
	text string
}

func complaints(file string, src []byte, f *ast.File) (list []complaint) {
	say := func(pos token.Pos, format string, args ...any) {
		list = append(list, complaint{pos, fmt.Sprintf(format, args...)})
	}
	dir, base := path.Dir(file), path.Base(file)
	isTest := strings.HasSuffix(base, "_test.go") || strings.HasSuffix(dir, "test")
	if n := bytes.Count(src, []byte("\n")); n > maxLines && !ast.IsGenerated(f) {
		say(f.Package, "%d lines; %d are the most for a file written by hand", n, maxLines)
	}
	timeName := ""
	for _, i := range f.Imports {
		switch i.Path.Value {
		case `"unsafe"`:
			if !strings.HasSuffix(strings.TrimSuffix(base, "_test.go"), "_unsafe") && !strings.HasSuffix(base, "_unsafe.go") {
				say(i.Pos(), "unsafe belongs into files named *_unsafe.go, where reviewers look for it")
			}
		case `"time"`:
			timeName = "time"
			if i.Name != nil {
				timeName = i.Name.Name
			}
		}
	}
	if isTest {
		return list
	}
	pure := sansIO.covers(dir)
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && pure && x.Name == timeName && slices.Contains(clockReaders, n.Sel.Name) {
				say(n.Pos(), "time.%s: protocol parts read no clock", n.Sel.Name)
			}
		case *ast.GoStmt:
			if pure {
				say(n.Pos(), "protocol parts start no goroutine")
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "panic" && panickers[dir] == "" && f.Name.Name != "main" {
				say(n.Pos(), "panic is for broken invariants, in the packages that deps_test.go lists")
			}
		}
		return true
	})
	return list
}

func TestNoFurtherTopLevelFolders(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(folders, e.Name()) {
			t.Errorf("the folder %s has no place at the top", e.Name())
		}
	}
}

// TestRulesBite makes sure that the patterns mean what they say: a rule that
// covers nothing would never fail.
func TestRulesBite(t *testing.T) {
	for _, c := range []struct {
		rule     int
		name, in string
		standard bool
		want     bool
	}{
		{0, "rdp/egfx", "net", true, false},
		{0, "rdp/egfx", "net/netip", true, false},
		{0, "rdp/egfx", "bytes", true, true},
		{1, "rdp", "oriel/compositor/scene", false, true},
		{1, "rdp", "oriel/compositor/wlserver", false, false},
		{1, "rdp", "oriel/xbridge", false, false},
		{2, "xbridge/xwm", "oriel/rdp/rail", false, false},
		{3, "compositor/clip", "oriel/compositor/scene", false, true},
		{3, "compositor/clip", "oriel/compositor", false, false},
		{3, "compositor/clip", "github.com/x/y", false, false},
		{4, "compositor", "oriel/socket", false, false},
		{5, "compositor/manager", "oriel/socket/fdpass", false, true},
	} {
		r := rules[c.rule]
		if !r.covers(c.name) {
			t.Errorf("rule %d (%s) does not cover %s", c.rule, r.why, c.name)
		}
		if got := r.permits(pkg{ImportPath: c.in, Standard: c.standard}); got != c.want {
			t.Errorf("rule %d (%s): may %s import %s? %v", c.rule, r.why, c.name, c.in, got)
		}
	}
	if rules[0].covers("rdp/client") || rules[4].covers("compositor/link") {
		t.Error("an exception is not spared")
	}
}
