// Package publish shows directories of ours to another mount namespace, above
// all the directory of the X socket to a user distro, and keeps them there.
//
//	p, err := publish.Start(publish.Config{PID: pid, Binds: []publish.Bind{
//		{Source: "/mnt/wslg/.X11-unix", Target: "/tmp/.X11-unix", Names: []string{"X0"}},
//	}})
//	err = p.Withdraw()
//
// What is published is a mount that can be read and connected to, and not
// written. It comes loose in many ways: a tmpfs is mounted over /tmp, the
// directory is wiped, ours is made anew. The kernel says so (a mountinfo that
// polls, inotify on our side), and the Publisher looks and mounts again at
// once. Looking is comparing: does the path show our directory, with our
// attributes? So it needs no memory, and one Publisher goes on where another
// one stopped.
//
// Machine decides, and does nothing; Publisher looks and mounts, and decides
// nothing. A Publisher has one goroutine, which ends with the process that
// the directories are published to, with Withdraw, or with Close.
package publish
