package wlserver

import (
	"time"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

type seatState struct{}

func newSeat(*Server) *seatState { return &seatState{} }

func (*seatState) settle()                      {}
func (*seatState) surfaceGone(*surface)         {}
func (*seatState) pressed(*client, uint32) bool { return true }
func (*seatState) recent(uint32) bool           { return true }
func (*seatState) topPopup() *popup             { return nil }
func (*seatState) pushPopup(*popup)             {}
func (*seatState) dropPopup(*popup)             {}

type dataState struct{}

func (dataState) surfaceGone(*surface) {}

type textInputs struct{}

func (textInputs) settle(*Server)       {}
func (textInputs) surfaceGone(*surface) {}

func (s *Server) addSeatGlobals() {}

// Input implements compositor.Shell.
func (s *Server) Input(tx *scene.Tx, e seat.Event, now time.Time) { s.enter(tx, now) }
