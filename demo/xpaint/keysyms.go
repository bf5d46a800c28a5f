package main

import (
	"fmt"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// keysyms is the keyboard mapping as the server tells it.
type keysyms struct {
	first xproto.Keycode
	per   int
	list  []xproto.Keysym
}

func readKeysyms(conn *xgb.Conn) (keysyms, error) {
	s := xproto.Setup(conn)
	count := int(s.MaxKeycode) - int(s.MinKeycode) + 1
	r, err := xproto.GetKeyboardMapping(conn, s.MinKeycode, byte(count)).Reply()
	if err != nil {
		return keysyms{}, fmt.Errorf("cannot read the keyboard mapping: %w", err)
	}
	return keysyms{s.MinKeycode, int(r.KeysymsPerKeycode), r.Keysyms}, nil
}

// lookup finds the symbol of a key as the core protocol has it: the second
// column with Shift, or with Lock for letters. Groups beyond the first are
// left to the state that is logged beside it.
func (k keysyms) lookup(code xproto.Keycode, state uint16) xproto.Keysym {
	at := (int(code) - int(k.first)) * k.per
	if code < k.first || k.per < 1 || at+k.per > len(k.list) {
		return 0
	}
	plain := k.list[at]
	if k.per < 2 || k.list[at+1] == 0 {
		return plain
	}
	shift := state&xproto.ModMaskShift != 0
	if letter := plain >= 'a' && plain <= 'z'; letter && state&xproto.ModMaskLock != 0 {
		shift = !shift
	}
	if shift {
		return k.list[at+1]
	}
	return plain
}
