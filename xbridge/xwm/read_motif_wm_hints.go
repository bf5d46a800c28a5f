package xwm

import "oriel/xbridge/xconn"

// MotifHints is _MOTIF_WM_HINTS.
type MotifHints struct {
	Flags, Functions, Decorations, InputMode uint32
}

// The bits of MotifHints that count here.
const (
	motifFunctions   = 1 << 0
	motifDecorations = 1 << 1
	motifInputMode   = 1 << 2

	motifDecorBorder = 1 << 1

	motifFuncAll      = 1 << 0 // the others are taken away, not given
	motifFuncResize   = 1 << 1
	motifFuncMove     = 1 << 2
	motifFuncMinimize = 1 << 3
	motifFuncMaximize = 1 << 4
	motifFuncClose    = 1 << 5
)

// DecodeMotifHints reads _MOTIF_WM_HINTS.
func DecodeMotifHints(words []uint32) MotifHints {
	if len(words) < 4 {
		return MotifHints{}
	}
	return MotifHints{words[0], words[1], words[2], words[3]}
}

// allows reports whether the app lets the user do something.
func (m *MotifHints) allows(function uint32) bool {
	if m.Flags&motifFunctions == 0 {
		return true
	}
	if m.Functions&motifFuncAll != 0 {
		return m.Functions&function == 0
	}
	return m.Functions&function != 0
}

// fixed reports whether the window is not to be resized.
func (m *MotifHints) fixed() bool { return !m.allows(motifFuncResize) }

// modal reports whether the window blocks its owner.
func (m *MotifHints) modal() bool { return m.Flags&motifInputMode != 0 && m.InputMode != 0 }

func (wm *WM) readMotifWMHints(w *window, p xconn.Property) {
	w.motif = DecodeMotifHints(p.Words())
	if w.motif.modal() {
		w.net |= netModal
	}
}
