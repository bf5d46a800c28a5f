// Package wslg is what user distros expect of WSLg, under WSLg's own names: a
// shared /mnt/wslg with sockets, logs and the system distro's documents in it,
// the X socket at /tmp/.X11-unix, the environment of logins and sessions, the
// systemd units, the configuration of the Windows side, and the client that is
// started there.
//
//	share, err := wslg.Open(wslg.Config{UIDs: []uint32{1000, 0}})
//	sockets, err := share.Sockets(inherited)
//	distro, err := share.Publish(pid)
//	err = distro.Withdraw()
//
// A Share is the system side: a file system that only root changes, in which
// each user owns a directory and the sockets in it. Sockets live in a
// directory that nobody else enters and are linked to where clients look; who
// removes one from there gets it back, and whoever is connected notices
// nothing.
//
// A Distro is one user distro that the share is published to. It is not
// trusted: nothing of it is executed or parsed, and no symbolic link of it is
// followed (socket/mountns). What is written there is scripts and settings for
// its own programs, which ask for the share and do nothing where there is none.
package wslg
