package gpu

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"oriel/gpu/overlay"
)

// DefaultReport is where orield puts the account, in the folder that both
// sides see.
const DefaultReport = "/mnt/wslg/gpu.json"

// maxReport bounds an account that is read; one of WSL has some kilobytes.
const maxReport = 4 << 20

// ErrReport says that a file is no account.
var ErrReport = errors.New("not a report of the GPU")

// An Account is what an Overlay gave to a distro; its field names are those of
// the file.
type Account struct {
	Devices   []string  `json:"devices"`   // paths
	Lib       string    `json:"lib"`       // where the libraries are; empty: none
	Lower     []string  `json:"lower"`     // the layers below, the first on top
	Libraries []Library `json:"libraries"` // by name
	Missing   []string  `json:"missing"`   // without which nothing draws on /dev/dxg
	Drivers   string    `json:"drivers"`   // where the drivers are; empty: none
	Served    bool      `json:"served"`    // the drivers, over 9p; else a bind mount
	Loader    string    `json:"loader"`    // the file that tells ld.so of the libraries
	Path      string    `json:"path"`      // to be appended to PATH
	Skipped   []string  `json:"skipped"`   // what there is not, and why
	Notes     []string  `json:"notes"`     // what was done in another way than planned
}

// A Library is a file of the overlay: who wins, and over whom.
type Library struct {
	Name  string   `json:"name"`
	Layer string   `json:"layer"` // upper, packaged or inbox
	Hides []string `json:"hides,omitempty"`
	Link  string   `json:"link,omitempty"`
}

// Survey is the account of what Start would do with the machine whose file
// system begins at root; nil is where WSL has things. It changes nothing.
func Survey(root string, where *overlay.Config) Account {
	c := overlay.Default()
	if where != nil {
		c = *where
	}
	return account(overlay.Make(c, overlay.Scan(root, c)), &overlay.Applied{})
}

// Find is the library at a path in the distro, links among them followed.
func (a Account) Find(file string) (Library, bool) {
	name, ok := strings.CutPrefix(file, a.Lib+"/")
	for range maxLinks {
		i := slices.IndexFunc(a.Libraries, func(l Library) bool { return l.Name == name })
		if !ok || a.Lib == "" || i < 0 {
			return Library{}, false
		}
		l := a.Libraries[i]
		if l.Link == "" || path.IsAbs(l.Link) {
			return l, true
		}
		name = path.Join(path.Dir(name), l.Link)
	}
	return Library{}, false
}

// maxLinks bounds a chain of symbolic links.
const maxLinks = 10

func account(p overlay.Plan, a *overlay.Applied) Account {
	c := Account{Path: p.Path, Skipped: p.Skipped, Notes: a.Notes, Served: a.Served()}
	for _, d := range p.Devices {
		c.Devices = append(c.Devices, d.Path)
	}
	if p.Lib != nil {
		c.Lib, c.Lower, c.Missing = p.Lib.Target, p.Lib.Lower, p.Missing()
	}
	if p.Drivers != nil {
		c.Drivers = p.Drivers.Target
	}
	if p.Loader != nil {
		c.Loader = p.Loader.Path
	}
	for _, l := range p.Files {
		c.Libraries = append(c.Libraries, library(l))
	}
	return c
}

func library(l overlay.Library) Library {
	r := Library{Name: l.Name, Layer: l.Layer.String(), Link: l.Link}
	for _, h := range l.Hides {
		r.Hides = append(r.Hides, h.String())
	}
	return r
}

// write puts the account into a file, whole or not at all.
func (a Account) write(path string) error {
	b, err := json.MarshalIndent(a, "", "\t")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".gpu-*")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(b, '\n'))
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return os.Rename(f.Name(), path)
}

// ReadAccount reads the account at a path.
func ReadAccount(path string) (Account, error) {
	f, err := os.Open(path)
	if err != nil {
		return Account{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxReport+1))
	if err != nil {
		return Account{}, fmt.Errorf("cannot read %s: %w", path, err)
	}
	var a Account
	if len(b) > maxReport || json.Unmarshal(b, &a) != nil {
		return Account{}, fmt.Errorf("%s: %w", path, ErrReport)
	}
	return a, nil
}
