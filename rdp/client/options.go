package client

import (
	"image"
	"time"

	"oriel/rdp/bcgr"
	"oriel/rdp/x224"
)

// A Profile is what a client says that it can.
type Profile int

// The profiles.
const (
	Auto    Profile = iota // a desktop by the best that both sides know
	RAIL                   // windows, each with a surface of its own
	Classic                // windows, cut out of the desktop
	Desktop                // the desktop by the graphics pipeline
	Surface                // the desktop by surface bits
	Bitmap                 // the desktop by bitmap updates
)

// Options are what a Session is told.
type Options struct {
	User, Domain, Password string
	// Fingerprint is the SHA-256 of the server's certificate in hex, which it
	// must have. Colons do not matter. Without it Insecure must be set.
	Fingerprint string
	Insecure    bool
	// Reconnect is the Cookie of a session that was lost.
	Reconnect *bcgr.ReconnectCookie
	// NLA asks for Network Level Authentication, and takes nothing less.
	NLA      bool
	Size     image.Point // of the desktop in device pixels; zero: 1024×768
	Scale    float64     // device pixels per logical pixel, 1 to 5; 0: 1
	Monitors []Monitor   // if not none, they decide Size and Scale
	Profile  Profile
	Depth    int    // bits per pixel of bitmap updates: 15, 16, 24 or 32; 0: 32
	Layout   uint32 // keyboard layout; 0: US
	Name     string // of this machine; "": oriel
	Program  string // for RemoteApp; "": ||oriel
	WorkDir  string // of it
	Args     string // for it, as one line
	SlowPath bool   // take and send slow-path PDUs only
	// NoGraphics says that the graphics pipeline is not known: Classic then
	// gets the desktop by bitmap updates, or by surface bits.
	NoGraphics bool
	// SurfaceBits says that surface bits are known, as Surface does.
	SurfaceBits bool
	// NoRemoteFX leaves RemoteFX out of them.
	NoRemoteFX bool
	// MaxUpdate is the longest update that is taken; 0: 8 MiB.
	MaxUpdate uint32
	// Touch is how many fingers the client's screen follows; 0: it has no
	// touch screen.
	Touch int
	// NoClipboard leaves the clipboard channel out.
	NoClipboard bool
	// CopyTimeout is how long to wait for the server's clipboard; 0: 20 s.
	CopyTimeout time.Duration
}

func (o *Options) fill() {
	if o.Size == (image.Point{}) {
		o.Size = image.Pt(1024, 768)
	}
	if o.Scale == 0 {
		o.Scale = 1
	}
	if len(o.Monitors) > 0 {
		o.Size, o.Scale = desktopSize(o.Monitors), o.Monitors[0].scale()
	}
	if o.Depth == 0 {
		o.Depth = 32
	}
	if o.Layout == 0 {
		o.Layout = 0x409
	}
	if o.Name == "" {
		o.Name = "oriel"
	}
	if o.Program == "" {
		o.Program = "||oriel"
	}
}

func (o *Options) graphics() bool {
	return o.Profile != Bitmap && o.Profile != Surface && !o.NoGraphics
}

// bits returns whether surface bits are known, and by which codecs.
func (o *Options) bits() (known bool, codecs []bcgr.Codec) {
	known = (o.SurfaceBits || o.Profile == Surface) && !o.SlowPath
	if known && !o.NoRemoteFX {
		codecs = append(codecs, remoteFX())
	}
	return known, codecs
}

func (o *Options) protocols() x224.Protocol {
	if o.NLA {
		return x224.ProtocolHybrid | x224.ProtocolHybridEx
	}
	return x224.ProtocolSSL
}

func (o *Options) rail() bool { return o.Profile == RAIL || o.Profile == Classic }

// Stats count what came.
type Stats struct {
	Frames uint64 // of the graphics pipeline or of surface bits, or bitmap updates
	Bytes  uint64 // before TLS
	Rects  uint64 // drawn
	Pixels uint64 // in them, but for progressive ones
}
