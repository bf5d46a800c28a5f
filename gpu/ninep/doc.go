// Package ninep serves a directory, to be read and not to be written, in
// 9P2000.L: the dialect of 9P that Linux mounts (fs/9p). It is the share
// behind /usr/lib/wsl/drivers.
//
//	dir, _ := os.Open("/gpu_drivers")
//	err := ninep.Serve(conn, dir, ninep.Options{})
//
// The other end is not trusted, even though it is mostly a kernel: what it
// holds is bounded, and no name leads out of the directory (openat2 with
// RESOLVE_BENEATH). Symbolic links are told and never followed. Whatever would
// change something gets EROFS, and what the share does not have EOPNOTSUPP.
//
// A Server answers one message at a time, on the goroutine that calls Serve.
// Messages and their numbers are those of diod's protocol description and
// intro(5) of Plan 9.
package ninep
