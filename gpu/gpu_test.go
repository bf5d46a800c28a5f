package gpu_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"oriel/gpu"
)

// machine is a file system with some files; those below dev are links to a
// device that everybody may use.
func machine(t *testing.T, paths ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, path := range paths {
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if filepath.Base(filepath.Dir(path)) == "lib" {
			err = os.WriteFile(path, nil, 0o644)
		} else {
			err = os.Symlink("/dev/null", path)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestNothing(t *testing.T) {
	r := gpu.Probe(machine(t))
	if r.DXG.State != gpu.Absent || r.Libs.State != gpu.Absent || r.Render != nil || r.Accelerated() {
		t.Errorf("an empty machine has %+v", r)
	}
}

func TestRenderNodes(t *testing.T) {
	root := machine(t, "dev/dri/renderD129", "dev/dri/card0", "dev/dri/renderD128")
	r := gpu.Probe(root)
	want := []gpu.Node{
		{Path: filepath.Join(root, "dev/dri/renderD128"), State: gpu.Usable},
		{Path: filepath.Join(root, "dev/dri/renderD129"), State: gpu.Usable},
	}
	if !slices.Equal(r.Render, want) || !r.Accelerated() {
		t.Errorf("got %+v", r)
	}
}

func TestWSL(t *testing.T) {
	const lib = "usr/lib/wsl/lib/"
	root := machine(t, "dev/dxg", lib+"libd3d12.so", lib+"libdxcore.so")
	r := gpu.Probe(root)
	if r.DXG.State != gpu.Usable || r.Libs.State != gpu.Broken || r.Accelerated() ||
		!slices.Equal(r.Missing, []string{"libd3d12core.so"}) {
		t.Errorf("with a library missing: %+v", r)
	}
	if err := os.WriteFile(filepath.Join(root, lib, "libd3d12core.so"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if r := gpu.Probe(root); r.Libs.State != gpu.Usable || r.Missing != nil || !r.Accelerated() {
		t.Errorf("with all libraries: %+v", r)
	}
}

func TestPlainFileIsNoDevice(t *testing.T) {
	root := machine(t)
	if err := os.MkdirAll(filepath.Join(root, "dev"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "dev/dxg"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if r := gpu.Probe(root); r.DXG.State != gpu.Broken {
		t.Errorf("got %v", r.DXG.State)
	}
}

func TestDenied(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may look into every directory")
	}
	root := machine(t)
	dir := filepath.Join(root, "dev")
	if err := os.Mkdir(dir, 0o000); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	if r := gpu.Probe(root); r.DXG.State != gpu.Denied {
		t.Errorf("got %v", r.DXG.State)
	}
}
