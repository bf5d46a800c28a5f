package rdp_test

import (
	"fmt"
	"image"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"oriel/rdp"
	"oriel/rdp/rdptest"
)

// ip runs iproute2's tool.
func ip(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		t.Fatalf("ip %q: %v: %s", args, err, out)
	}
}

// otherMachine makes a network namespace that stands for the client's machine,
// joined to this one by a cable, and returns its name, the address of this
// machine there, and this end of the cable.
func otherMachine(t *testing.T) (name, address, cable string) {
	t.Helper()
	needTool(t, "ip")
	id := os.Getpid() % 50000
	name, cable = fmt.Sprintf("oriel-test-%d", id), fmt.Sprintf("or%d", id)
	net24 := fmt.Sprintf("10.%d.%d", 200+id/256%50, id%256)
	ip(t, "netns", "add", name)
	t.Cleanup(func() { ip(t, "netns", "delete", name) })
	ip(t, "link", "add", cable, "type", "veth", "peer", "name", cable+"p", "netns", name)
	ip(t, "address", "add", net24+".1/24", "dev", cable)
	ip(t, "link", "set", cable, "up")
	ip(t, "-n", name, "address", "add", net24+".2/24", "dev", cable+"p")
	ip(t, "-n", name, "link", "set", cable+"p", "up")
	return name, net24 + ".1", cable
}

// TestXfreerdpLosesItsNetwork: the cable is pulled. The kernel notices, no
// window is lost, and when the cable is back the client comes back by itself.
func TestXfreerdpLosesItsNetwork(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("network namespaces need root")
	}
	machine, address, cable := otherMachine(t)
	scr := newScreen(t, "640x480")
	needTool(t, "xdotool")
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, func(cfg *rdp.Config) { cfg.Limits.Dead = time.Second })
	a, _ := twoWindows(d)
	_, port, err := net.SplitHostPort(serve(t, s, "tcp", address+":0"))
	if err != nil {
		t.Fatal(err)
	}
	// Without network detection: it is for the kernel to notice.
	cmd := exec.Command("ip", "netns", "exec", machine, "xfreerdp", "/v:"+net.JoinHostPort(address, port), "/u:"+rdptest.User, "/p:"+rdptest.Password,
		"/cert:ignore", "/sec:tls", "/size:640x480", "/network:lan", "/gfx", "+fonts", "/f", "+auto-reconnect", "/auto-reconnect-max-retries:50")
	cmd.Env = append(cmd.Environ(), "DISPLAY="+scr.display, "HOME="+t.TempDir())
	log := &diary{}
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = log, log, time.Second
	start(t, cmd)
	shown := func() string { return differs(scr.picture(scr.root), d.Picture(image.Rect(0, 0, 640, 480))) }
	eventually(t, s, "first picture", shown)
	ip(t, "link", "set", cable, "down")
	seed := 20
	eventually(t, s, "the kernel to notice", func() string {
		seed++
		d.Paint(a, seed)
		return alone(s, 0)
	})
	if n := len(d.Windows()); n != 3 {
		t.Errorf("%d windows", n)
	}
	ip(t, "link", "set", cable, "up")
	x := 0
	eventually(t, s, "the client to come back", func() string {
		x++ // what it sends makes it find out that the connection is gone
		scr.run("", "xdotool", "mousemove", fmt.Sprint(100+x%200), "100")
		if e := alone(s, 1); e != "" {
			return e + log.String()
		}
		return shown()
	})
}
