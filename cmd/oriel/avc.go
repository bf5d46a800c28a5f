package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"oriel/gpu/ldso"
)

// avcFlag is the flag that says where H.264 comes from.
func avcFlag(fs *flag.FlagSet, value *string) {
	fs.StringVar(value, "avc", "auto", "H.264 for videos, by the helper oriel-avc: auto (if that and libopenh264 are there), off, or the `FILE` of a libopenh264")
}

// findAVC finds the helper that makes H.264, if it is wanted. Without it
// nothing is lost but speed.
func (b *bridge) findAVC() error {
	if b.cfg.avc == "off" || b.cfg.avc == "" {
		return nil
	}
	path, err := findProgram("oriel-avc")
	switch {
	case b.cfg.avc == "auto" && err != nil:
		b.log.Debug("Videos travel without H.264", "err", err)
		return nil
	case err != nil:
		return fmt.Errorf("--avc needs a helper: %w", err)
	}
	b.system.Video = path
	if b.cfg.avc == "auto" {
		return nil
	}
	// The helper's working directory is another one.
	if b.system.VideoLibrary, err = filepath.Abs(b.cfg.avc); err != nil {
		return err
	}
	if _, err := os.Stat(b.system.VideoLibrary); err != nil {
		return fmt.Errorf("--avc: %w", err)
	}
	return nil
}

// What oriel-avc loads on Debian 12, and the package that has it. A helper that
// was built elsewhere may want another.
const (
	avcLibrary = "libopenh264.so.7"
	avcPackage = "libopenh264-7"
)

// probeAVC looks for the helper and for the library.
func probeAVC(m machine) (string, error) {
	path, how := ldso.Open(m.root, "").Find(avcLibrary)
	if how == ldso.Missing {
		return "", errors.New(avcLibrary + " is not there")
	}
	_, err := m.lookPath("oriel-avc")
	if err != nil {
		_, err = findProgram("oriel-avc")
	}
	if err != nil {
		return "", ill("make avc, and put bin/oriel-avc beside oriel", "%s is there, and oriel-avc is not", path)
	}
	return path, nil
}
