package mountns

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxMountinfo bounds what is read of a mountinfo; a kernel allows 100,000
// mounts in a namespace, and the other side makes its own.
const maxMountinfo = 64 << 20

// ErrMountinfo says that a line of mountinfo is not what proc(5) says.
var ErrMountinfo = errors.New("malformed mountinfo")

// An Info is one line of /proc/PID/mountinfo.
type Info struct {
	ID, Parent   int
	Major, Minor uint32
	Root         string // of the mount, in its file system
	Point        string
	Options      string // of the mount
	Shared       int    // peer group, 0 is none
	Master       int    // peer group that it is a slave of, 0 is none
	Type         string
	Source       string
	Super        string // options of the file system
}

// ReadMountinfo reads a mountinfo to its end.
func ReadMountinfo(r io.Reader) ([]Info, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxMountinfo))
	if err != nil {
		return nil, fmt.Errorf("cannot read mountinfo: %w", err)
	}
	var infos []Info
	for line := range strings.Lines(string(b)) {
		i, err := parseInfo(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, err
		}
		infos = append(infos, i)
	}
	return infos, nil
}

// parseInfo reads one line: ID parent major:minor root point options, optional
// fields up to "-", then type, source and options of the file system.
func parseInfo(line string) (Info, error) {
	bad := fmt.Errorf("%w: %.200q", ErrMountinfo, line)
	before, after, ok := strings.Cut(line, " - ")
	f, g := strings.Split(before, " "), strings.Split(after, " ")
	if !ok || len(f) < 6 || len(g) < 3 {
		return Info{}, bad
	}
	major, minor, _ := strings.Cut(f[2], ":")
	var n [4]uint64
	for i, s := range []string{f[0], f[1], major, minor} {
		v, err := strconv.ParseUint(s, 10, 31)
		if err != nil {
			return Info{}, bad
		}
		n[i] = v
	}
	info := Info{
		ID: int(n[0]), Parent: int(n[1]), Major: uint32(n[2]), Minor: uint32(n[3]),
		Root: unescape(f[3]), Point: unescape(f[4]), Options: f[5],
		Type: unescape(g[0]), Source: unescape(g[1]), Super: unescape(strings.Join(g[2:], " ")),
	}
	for _, tag := range f[6:] {
		key, value, _ := strings.Cut(tag, ":")
		group, _ := strconv.Atoi(value)
		switch key {
		case "shared":
			info.Shared = group
		case "master":
			info.Master = group
		}
	}
	return info, nil
}

// unescape undoes the kernel's octal spelling of blanks and backslashes.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+4 <= len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(v))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func byID(table []Info, id int) (Info, bool) {
	for _, i := range table {
		if i.ID == id {
			return i, true
		}
	}
	return Info{}, false
}
