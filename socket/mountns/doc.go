// Package mountns puts mounts into the mount namespace of another process, and
// takes them out again.
//
//	ns, err := mountns.Open(pid)
//	tree, err := mountns.CloneTree("/mnt/wslg/.X11-unix", mountns.Sealed)
//	m, err := ns.Attach(tree, "/tmp/.X11-unix")
//	err = ns.Detach(m)
//
// A Tree is a detached mount: nobody sees it until it is attached, so its
// attributes are set before anybody can use it (open_tree, mount_setattr). It
// is attached by a thread that enters the other namespace for this one call
// (setns by pidfd, move_mount) and is thrown away after it.
//
// The other side is not trusted. Its paths are walked one component at a time
// and no symbolic link is followed (openat2), nothing of it is executed or
// parsed, and what is detached is the mount that was attached, not whatever is
// found at its path.
//
// Read-only is no wall against root of the other side: it may change its own
// mounts. What protects a directory is who owns it.
//
// The package has no state of its own; a Namespace may be used by several
// goroutines. It needs Linux 5.12, and over both namespaces CAP_SYS_ADMIN,
// CAP_SYS_CHROOT, CAP_SYS_PTRACE for a process with more capabilities than
// ours, and CAP_SETUID and CAP_SETGID for one in another user namespace. Root
// has them, and so has everybody inside a user namespace of his own that holds
// both sides.
package mountns
