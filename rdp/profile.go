package rdp

import (
	"fmt"

	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
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
	ProfileBitmap          // P5: the desktop by bitmap updates
)

func (p Profile) String() string {
	return [...]string{"none", "rail", "classic", "desktop", "bitmap"}[min(p, ProfileBitmap)]
}

// rail reports whether the client shows windows of its own.
func (p Profile) rail() bool { return p == ProfileHiDef || p == ProfileClassic }

// choose picks the profile; graphics says whether the graphics pipeline may
// be counted on.
func (s *session) choose(graphics bool) Profile {
	switch {
	// FreeRDP 3 sets INFO_HIDEF even with graphics switched off.
	case s.peer.RAIL() && s.peer.Info.Flags&bcgr.InfoHiDefRAIL != 0 && graphics:
		return ProfileHiDef
	case s.peer.RAIL():
		return ProfileClassic
	case graphics:
		return ProfileDesktop
	}
	return ProfileBitmap
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
	f := uint32(rail.HandshakeExtendedSPI | rail.HandshakeSnapArrange)
	if p == ProfileHiDef {
		f |= rail.HandshakeHiDef
	}
	return f
}
