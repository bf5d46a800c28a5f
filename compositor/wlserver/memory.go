package wlserver

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// errServed means that to read a file may take as long as somebody else likes.
var errServed = errors.New("it is on a file system that another program or machine serves")

// served are the file systems whose pages come from a program or over a
// network, by the beginning of their names.
var served = []string{"fuse", "virtiofs", "nfs", "cifs", "smb", "9p", "afs", "ceph", "coda", "ncp", "autofs", "gfs", "ocfs", "lustre"}

// checkMemory refuses files for a pool by which their owner could keep us
// waiting, for ever if need be. It must not ask the file system itself, neither
// by fstat nor by fstatfs: that question would be answered by the same program.
// An overlay does not say what is below it.
func checkMemory(fd int) error {
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_GET_SEALS, 0); err == nil {
		return nil // memfd, tmpfs or huge pages
	}
	mount, err := mountOf(fd)
	if err != nil {
		return err
	}
	kind, err := kindOf(mount)
	if err != nil {
		return err
	}
	for _, s := range served {
		if strings.HasPrefix(kind, s) {
			return fmt.Errorf("%w (%s)", errServed, kind)
		}
	}
	return nil
}

// mountOf returns the id of the mount that a file is on.
func mountOf(fd int) (id string, err error) {
	info, err := os.ReadFile(fmt.Sprintf("/proc/self/fdinfo/%d", fd))
	if err != nil {
		return "", err
	}
	for line := range bytes.Lines(info) {
		if rest, ok := bytes.CutPrefix(line, []byte("mnt_id:")); ok {
			return string(bytes.TrimSpace(rest)), nil
		}
	}
	return "", errors.New("the system does not tell where the file is")
}

// kindOf returns the type of a mount's file system.
func kindOf(mount string) (string, error) {
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return "", err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadString('\n')
		if id, rest, ok := strings.Cut(line, " "); ok && id == mount {
			if _, after, ok := strings.Cut(rest, " - "); ok {
				kind, _, _ := strings.Cut(after, " ")
				return kind, nil
			}
		}
		switch {
		case err == io.EOF:
			return "", errors.New("it is neither memory nor on a mount that is known here")
		case err != nil:
			return "", err
		}
	}
}
