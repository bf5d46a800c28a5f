// Package ldso says which file glibc's loader takes for the name of a library,
// as ld.so(8) tells: by LD_LIBRARY_PATH, by its cache, and in its own
// directories.
//
//	s := ldso.Open("/", os.Getenv("LD_LIBRARY_PATH"))
//	path, how := s.Find("libd3d12.so")
//	stale := s.Stale()
//
// What the program itself says (RPATH, RUNPATH, LD_PRELOAD) is left out. It
// only reads files that root of the machine wrote, bounds what it reads, and
// is linked by no process that is root by profession.
package ldso
