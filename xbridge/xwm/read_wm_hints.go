package xwm

import "oriel/xbridge/xconn"

// Hints is WM_HINTS (ICCCM 4.1.2.4).
type Hints struct {
	Flags        uint32
	Input        bool
	InitialState uint32
	Group        uint32
}

// The flags of Hints.
const (
	HintInput       uint32 = 1 << 0
	HintState       uint32 = 1 << 1
	HintWindowGroup uint32 = 1 << 6
	HintUrgency     uint32 = 1 << 8
)

// WM_STATE (ICCCM 4.1.3.1).
const (
	stateWithdrawn = 0
	stateNormal    = 1
	stateIconic    = 3
)

// DecodeHints reads WM_HINTS. Without it, or without its input field, a
// window takes the focus: many old clients set none.
func DecodeHints(words []uint32) Hints {
	h := Hints{Input: true, InitialState: stateNormal}
	if len(words) < 8 {
		return h
	}
	h.Flags = words[0]
	if h.Has(HintInput) {
		h.Input = words[1] != 0
	}
	if h.Has(HintState) {
		h.InitialState = words[2]
	}
	if h.Has(HintWindowGroup) && len(words) > 8 {
		h.Group = words[8]
	}
	return h
}

// Has reports whether a field is given.
func (h *Hints) Has(flag uint32) bool { return h.Flags&flag != 0 }

// Urgent reports whether the app asks for the user.
func (h *Hints) Urgent() bool { return h.Has(HintUrgency) }

func (wm *WM) readWMHints(w *window, p xconn.Property) { w.hints = DecodeHints(p.Words()) }
