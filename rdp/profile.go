package rdp

import (
	"fmt"
	"slices"
	"strings"

	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
	"oriel/rdp/egfx"
	"oriel/rdp/rail"
)

// A Profile is a way to show the desktop, by what the client can.
type Profile uint8

// The profiles.
const (
	ProfileNone    Profile = iota
	ProfileHiDef           // P1: RAIL windows, each with a surface of its own
	ProfileClassic         // P2: RAIL windows that the client cuts out of the desktop
	ProfileDesktop         // P3: the desktop as one surface
	ProfileSurface         // P4: the desktop by surface bits
	ProfileBitmap          // P5: the desktop by bitmap updates
)

var profileNames = []string{"auto", "rail", "classic", "desktop", "surface", "bitmap"}

func (p Profile) String() string { return profileNames[min(p, ProfileBitmap)] }

// Profiles returns the names of the profiles, "auto" first.
func Profiles() []string { return slices.Clone(profileNames) }

// ParseProfile returns the profile with a name; "auto" is ProfileNone.
func ParseProfile(name string) (Profile, error) {
	if i := slices.Index(profileNames, name); i >= 0 {
		return Profile(i), nil
	}
	return 0, fmt.Errorf("no profile %q; there are %s", name, strings.Join(profileNames, ", "))
}

// rail reports whether the client shows windows of its own.
func (p Profile) rail() bool { return p == ProfileHiDef || p == ProfileClassic }

// graphics reports whether the graphics pipeline may be used where this
// profile is asked for.
func (p Profile) graphics() bool { return p != ProfileSurface && p != ProfileBitmap }

// choose picks the profile; graphics says whether the graphics pipeline may
// be counted on. A client that asks for windows gets windows, whatever profile
// the server's owner wants: without them it shows nothing.
func (s *session) choose(graphics bool) Profile {
	wanted := s.srv.cfg.Profile
	switch {
	// FreeRDP 3 sets INFO_HIDEF even with graphics switched off.
	case s.peer.RAIL() && s.peer.Info.Flags&bcgr.InfoHiDefRAIL != 0 && graphics && wanted <= ProfileHiDef:
		return ProfileHiDef
	case s.peer.RAIL():
		return ProfileClassic
	case graphics:
		return ProfileDesktop
	case s.prefersBits():
		return ProfileSurface
	}
	return ProfileBitmap
}

// A medium is how the composed desktop travels.
type medium uint8

const (
	byGraphics    medium = iota // as a surface of the graphics pipeline
	bySurfaceBits               // by surface commands
	byBitmaps                   // by bitmap updates
)

func (m medium) String() string { return [...]string{"graphics", "surface bits", "bitmaps"}[m] }

// medium returns how the composed desktop travels now.
func (s *session) medium() medium {
	switch {
	case s.gfx.ready():
		return byGraphics
	case s.prefersBits():
		return bySurfaceBits
	}
	return byBitmaps
}

// prefersBits reports whether surface bits are better than bitmap updates.
// Without RemoteFX they would be raw pixels, which bitmap updates are not; so
// that is only for who asks for it.
func (s *session) prefersBits() bool {
	wanted := s.srv.cfg.Profile
	return s.bits != nil && wanted != ProfileBitmap && (s.bits.remote != 0 || wanted == ProfileSurface)
}

// throttle returns what counts the client's frames, nil for a client that
// acknowledges none.
func (s *session) throttle() *egfx.FrameController {
	switch s.medium() {
	case byGraphics:
		return s.gfx.srv.Frames
	case bySurfaceBits:
		return s.bits.frames
	}
	return nil
}

// check refuses a client that asks for RemoteApp but cannot do it.
func check(p *acceptor.Result) error {
	if p.Info.Flags&bcgr.InfoRAIL != 0 && !p.RAIL() {
		return fmt.Errorf("client without RAIL asks for RemoteApp: %w", bcgr.ErrRemoteAppsNotEnabled)
	}
	return nil
}

// handshakeEx reports whether both sides know the extended RAIL handshake.
func handshakeEx(p *acceptor.Result) bool {
	level := bcgr.Find[*bcgr.RemotePrograms](p.Capabilities)
	return level != nil && level.Level&bcgr.RAILHandshakeEx != 0
}

// handshakeFlags are those of HandshakeEx for a profile.
func (p Profile) handshakeFlags() uint32 {
	f := uint32(rail.HandshakeExtendedSPI | rail.HandshakeExtendedSPI2 | rail.HandshakeSnapArrange |
		rail.HandshakeTextScale)
	if p == ProfileHiDef {
		f |= rail.HandshakeHiDef
	}
	return f
}
