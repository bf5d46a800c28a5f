package wslg_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"oriel/compositor/manager/wslg"
	"oriel/socket/mountns/nstest"
)

const sample = "\ufeff; mine\r\n[other]\r\nx\r\n[System-Distro-Env]\r\nWSLG_USE_MSTSC = 1\r\nXCURSOR_SIZE=\"32\"\r\n# no\r\nXCURSOR_SIZE=48\r\n"

func TestWSLGConfig(t *testing.T) {
	got, err := wslg.ParseConfig(sample)
	want := []wslg.Setting{{"WSLG_USE_MSTSC", "1"}, {"XCURSOR_SIZE", "48"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"[system-distro-env", "[system-distro-env]\nx", "[system-distro-env]\n=1", "a\xff", "[a]\n\x00", strings.Repeat("#", 1<<17)} {
		if _, err := wslg.ParseConfig(bad); !errors.Is(err, wslg.ErrConfig) {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
	if s, err := wslg.ReadConfig(filepath.Join(t.TempDir(), "none")); s != nil || err != nil {
		t.Errorf("a file that is not there: %v, %v", s, err)
	}
	name := filepath.Join(t.TempDir(), ".wslgconfig")
	must(t, os.WriteFile(name, []byte(sample), 0o644))
	if s, err := wslg.ReadConfig(name); len(s) != 2 || err != nil {
		t.Errorf("got %v, %v", s, err)
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add(sample)
	f.Add("[system-distro-env]\na=b")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := wslg.ParseConfig(text)
		if err != nil {
			return
		}
		names := map[string]bool{}
		for _, s := range list {
			if s.Name == "" || names[s.Name] || strings.ContainsAny(s.Name+s.Value, "\x00\n") {
				t.Errorf("%q", s)
			}
			names[s.Name] = true
		}
	})
}

func TestConfigPath(t *testing.T) {
	for profile, want := range map[string]string{
		"":                `/mnt/c/ProgramData/Microsoft/WSL/.wslgconfig`,
		`C:\Users\A B`:    `/mnt/c/Users/A B/.wslgconfig`,
		`D:/x/..\..\..\y`: `/mnt/d/y/.wslgconfig`,
		"/mnt/c/Users/a":  `/mnt/c/Users/a/.wslgconfig`,
		`\\server\share`:  `/mnt/c/ProgramData/Microsoft/WSL/.wslgconfig`,
	} {
		if got := wslg.ConfigPath(func(string) string { return profile }); got != want {
			t.Errorf("%q: %s, want %s", profile, got, want)
		}
	}
}

func TestVariables(t *testing.T) {
	t.Setenv("WSL2_DISTRO_NAME", "Debian")
	got := wslg.Interpret(
		[]string{"HOME=/root", "LD_PRELOAD=/evil", "XCURSOR_THEME=a", "WSLG_USE_MSTSC=0", "WSLG_NEW=1"},
		[]wslg.Setting{{"WSLG_USE_MSTSC", "1"}, {"WESTON_RDP_DEBUG_LEVEL", "4"}, {"XCURSOR_SIZE", "48"}, {"LD_PRELOAD", "x"},
			{"WESTON_RDP_HI_DPI_SCALING", "false"}, {"WSLG_USE_WSLDVC_PRIVATE", "perhaps"}, {"WSLG_ERR_LOG_PATH", "/x"},
			{"WESTON_RDP_CLIPBOARD", "0"}, {"WESTON_RDP_APPEND_DISTRONAME_TITLE", "true"}})
	want := wslg.Variables{
		Options: []wslg.Setting{{"client", "mstsc"}, {"log-level", "debug"}, {"stderr-log", "/x"}, {"clipboard", "false"}, {"title-suffix", " (Debian)"}},
		Env:     []string{"XCURSOR_THEME=a", "XCURSOR_SIZE=48"},
		Reports: []string{
			`"WSLG_NEW" is no variable that means something here`,
			`"LD_PRELOAD" is no variable that means something here`,
			"WESTON_RDP_HI_DPI_SCALING means nothing here: each client's scale is followed",
			`WSLG_USE_WSLDVC_PRIVATE: "perhaps" is neither true nor false`,
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestClientCommand(t *testing.T) {
	if !nstest.Private(t, false) {
		return
	}
	nstest.SystemSide(t)
	env := map[string]string{"WSL2_VM_ID": "0FF1CE", "WSL2_INSTALL_PATH": `C:\Program Files\WSL`}
	getenv := func(name string) string { return env[name] }
	c := wslg.Client{Program: "auto", Port: 0x3e8}
	if _, err := c.Command(getenv); !errors.Is(err, wslg.ErrNoHost) {
		t.Errorf("without interop: %v", err)
	}
	for _, name := range []string{"/init", "/mnt/c/Program Files/WSL/msrdc.exe", "/mnt/c/Windows/System32/mstsc.exe"} {
		must(t, os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, nil, 0o755))
	}
	rest := []string{"/wslg", "/silent", "/v:0FF1CE", "/hvsocketserviceid:000003E8-FACB-11E6-BD58-64006A7986D3"}
	for _, x := range []struct {
		c    wslg.Client
		want []string
	}{
		{c, append([]string{"/init", "/mnt/c/Program Files/WSL/msrdc.exe", "msrdc.exe"}, append(rest, "/plugin:WSLDVC_PACKAGE", `C:\Program Files\WSL\wslg.rdp`)...)},
		{wslg.Client{Program: "mstsc", Port: 0x3e8, Plugin: "WSLDVC_PRIVATE", Desktop: true},
			append([]string{"/init", "/mnt/c/Windows/System32/mstsc.exe", "mstsc.exe"}, append(rest, "/plugin:WSLDVC_PRIVATE", `C:\Program Files\WSL\wslg_desktop.rdp`)...)},
		{wslg.Client{Program: "/usr/bin/client --id {service} {vm}x", Port: 1},
			[]string{"/usr/bin/client", "--id", "00000001-FACB-11E6-BD58-64006A7986D3", "0FF1CEx"}},
	} {
		if got, err := x.c.Command(getenv); err != nil || !slices.Equal(got, x.want) {
			t.Errorf("got  %q, %v\nwant %q", got, err, x.want)
		}
	}
	env["WSL2_DISTRO_NAME"] = "Debian"
	if got, err := c.Command(getenv); err != nil || got[len(got)-1] != `\\wsl.localhost\Debian\mnt\wslg\wslg.rdp` {
		t.Errorf("without wslg.rdp on the host: %q, %v", got, err)
	}
	must(t, os.WriteFile("/mnt/c/Program Files/WSL/wslg.rdp", nil, 0o644))
	if got, err := c.Command(getenv); err != nil || got[len(got)-1] != `C:\Program Files\WSL\wslg.rdp` {
		t.Errorf("with wslg.rdp on the host: %q, %v", got, err)
	}
	must(t, os.Remove("/mnt/c/Program Files/WSL/msrdc.exe"))
	if got, err := c.Command(getenv); err != nil || got[2] != "mstsc.exe" {
		t.Errorf("without msrdc: %q, %v", got, err)
	}
	delete(env, "WSL2_VM_ID")
	if _, err := c.Command(getenv); !errors.Is(err, wslg.ErrNoHost) {
		t.Errorf("outside of WSL: %v", err)
	}
}

func TestRDPFile(t *testing.T) {
	windows, desktop := wslg.RDPFile(false), wslg.RDPFile(true)
	if !strings.HasPrefix(windows, desktop) || !strings.Contains(windows, "remoteapplicationmode:i:1\r\n") || !strings.Contains(desktop, "hvsocketenabled:i:1\r\n") {
		t.Errorf("%q, %q", windows, desktop)
	}
}
