package ldso

import (
	"debug/elf"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// maxCacheFile bounds an ld.so.cache; a big one has a megabyte.
const maxCacheFile = 64 << 20

// How a library was found.
type How string

// The ways of ld.so, in its order.
const (
	ByVariable How = "LD_LIBRARY_PATH"
	ByCache    How = "the cache"
	ByDefault  How = "a default directory"
	Missing    How = "not found"
)

// defaults are the directories that the loader knows by itself, on Debian and
// elsewhere.
var defaults = map[string][]string{
	"amd64": {"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib"},
	"arm64": {"/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib"},
}[runtime.GOARCH]

// machine is what a library of this machine's architecture says.
var machine = map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}[runtime.GOARCH]

// A Search is the loader's, on one machine.
type Search struct {
	Root     string
	Variable []string // the directories of LD_LIBRARY_PATH
	Cache    Cache
	CacheErr error // why there is no cache
	Conf     []Line
}

// Open reads the cache and the configuration of the machine whose file system
// begins at root; variable is LD_LIBRARY_PATH.
func Open(root, variable string) *Search {
	s := &Search{Root: root, Conf: ReadConf(root, "/etc/ld.so.conf")}
	for _, dir := range strings.FieldsFunc(variable, func(r rune) bool { return r == ':' || r == ';' }) {
		if filepath.IsAbs(dir) { // others mean the directory of who runs it
			s.Variable = append(s.Variable, filepath.Clean(dir))
		}
	}
	f, err := os.Open(filepath.Join(root, "etc/ld.so.cache"))
	if err != nil {
		s.CacheErr = err
		return s
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxCacheFile))
	if err == nil {
		s.Cache, err = ReadCache(b)
	}
	s.CacheErr = err

	return s
}

// Find is the file that a program that needs a library of that name gets.
func (s *Search) Find(name string) (path string, how How) {
	if i := slices.IndexFunc(s.Variable, func(dir string) bool { return s.fits(dir, name) }); i >= 0 {
		return filepath.Join(s.Variable[i], name), ByVariable
	}
	if path := s.Cache[name]; path != "" && s.isLibrary(path) {
		return path, ByCache
	}
	if i := slices.IndexFunc(defaults, func(dir string) bool { return s.fits(dir, name) }); i >= 0 {
		return filepath.Join(defaults[i], name), ByDefault
	}
	return "", Missing
}

func (s *Search) fits(dir, name string) bool { return s.isLibrary(filepath.Join(dir, name)) }

// isLibrary reports whether a file is a library for this machine: the loader
// goes on to the next directory if it is not.
func (s *Search) isLibrary(path string) bool {
	f, err := os.Open(s.Real(path))
	if err != nil {
		return false
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return false
	}
	var head [20]byte // up to e_machine
	if _, err := io.ReadFull(f, head[:]); err != nil || string(head[:4]) != elf.ELFMAG {
		return false
	}
	return elf.Class(head[4]) == elf.ELFCLASS64 && elf.Data(head[5]) == elf.ELFDATA2LSB &&
		elf.Type(uint16(head[16])|uint16(head[17])<<8) == elf.ET_DYN && elf.Machine(uint16(head[18])|uint16(head[19])<<8) == machine
}

// maxLinks is how many symbolic links lead anywhere, as in the kernel.
const maxLinks = 40

// Real is where a path leads, links inside of Root being followed inside.
func (s *Search) Real(path string) string {
	return filepath.Join(s.Root, s.Resolve(path))
}

// Resolve follows symbolic links; paths begin at Root, before and after.
func (s *Search) Resolve(path string) string {
	rest, done := strings.Split(filepath.Clean(path), "/"), "/"
	for links := 0; len(rest) > 0; {
		name := rest[0]
		rest = rest[1:]
		next := filepath.Join(done, name)
		to, err := os.Readlink(filepath.Join(s.Root, next))
		if err != nil {
			done = next
			continue
		}
		if links++; links > maxLinks {
			return path
		}
		if filepath.IsAbs(to) {
			done = "/"
		}
		rest = append(strings.Split(to, "/"), rest...)
	}
	return done
}

// Stale are directories of the configuration in which there are libraries of
// which the cache has none: ldconfig was not run.
func (s *Search) Stale() (list []Line) {
	for _, l := range s.Conf {
		entries, err := os.ReadDir(s.Real(l.Dir))
		if err != nil {
			continue
		}
		known := slices.ContainsFunc(entries, func(e os.DirEntry) bool {
			return strings.Contains(e.Name(), ".so") && filepath.Dir(s.Cache[e.Name()]) == l.Dir
		})
		library := slices.ContainsFunc(entries, func(e os.DirEntry) bool {
			return strings.HasPrefix(e.Name(), "lib") && strings.Contains(e.Name(), ".so") && s.isLibrary(filepath.Join(l.Dir, e.Name()))
		})
		if library && !known && !s.hidden(entries) {
			list = append(list, l)
		}
	}
	return list
}

// hidden reports whether the cache has libraries of these names elsewhere,
// which is no mistake.
func (s *Search) hidden(entries []os.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool { return s.Cache[e.Name()] != "" })
}

// NoCache reports whether the machine has no cache at all, as those have not
// whose loader is not glibc's.
func (s *Search) NoCache() bool { return errors.Is(s.CacheErr, fs.ErrNotExist) }
