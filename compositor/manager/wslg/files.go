package wslg

import (
	"embed"
	"errors"
	"os"
	"strings"

	"oriel/socket/mountns"
)

//go:embed files
var texts embed.FS

// text is a file for the user distro.
func (s *Share) text(name string) string {
	b, err := texts.ReadFile("files/" + name)
	if err != nil {
		return "" // it is built in
	}
	return strings.ReplaceAll(string(b), "@SHARE@", s.Dir)
}

// A file is one that is written in the user distro.
type file struct {
	path, text string
	mode       uint32
}

// files are those for a distro whose generators are below the directory conf:
// /run where it is a file system of its own, which leaves nothing behind, or
// else /etc.
func (s *Share) files(conf string) []file {
	environment := s.text("environment.conf")
	if _, err := os.Lstat(s.path("PulseServer")); err == nil {
		environment += s.text("environment-sound.conf")
	}
	list := []file{
		{"/etc/profile.d/wslg.sh", s.text("profile.sh"), 0o644},
		{"/etc/environment.d/60-wslg.conf", environment, 0o644},
		{conf + "/systemd/system-generators/wslg", s.text("system-generator"), 0o755},
		{conf + "/systemd/user-generators/wslg", s.text("user-generator"), 0o755},
	}
	if conf == "/run" {
		// So that tmpfiles does not empty the directory of X sockets, whatever
		// a generator may write.
		list = append(list, file{"/run/tmpfiles.d/x11.conf", "", 0o644})
	}
	return list
}

// writeFiles writes them all. A distro that takes some of them not, such as
// one whose /etc cannot be written, has the rest.
func (d *Distro) writeFiles() {
	conf := "/etc"
	if v, err := d.ns.Look("/run"); err == nil && v.MountRoot {
		conf = "/run"
	}
	d.seen, _ = d.ns.Look("/")
	d.written = nil
	for _, f := range d.share.files(conf) {
		err := d.ns.WriteFile(f.path, []byte(f.text), f.mode)
		if errors.Is(err, mountns.ErrGone) {
			return
		}
		if err != nil {
			d.share.Log.Warn("The user distro lacks a file", "unit", f.path, "err", err)
			continue
		}
		d.written = append(d.written, f.path)
	}
}
