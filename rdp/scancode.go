package rdp

// Scancodes of set 1 are evdev codes up to F11 and F12, apart from gaps; the
// rest, and those behind the prefix E0, have grown over time.
var plainKeys = func() (t [128]uint16) {
	for c := uint16(0x01); c <= 0x53; c++ {
		t[c] = c
	}
	for c, key := range map[uint8]uint16{
		0x54: 99, // SYSRQ: PrintScreen while Alt is down
		0x56: 86, 0x57: 87, 0x58: 88,
		0x59: 117,                                                        // KPEQUAL
		0x5C: 95,                                                         // KPJPCOMMA
		0x64: 183, 0x65: 184, 0x66: 185, 0x67: 186, 0x68: 187, 0x69: 188, // F13…
		0x6A: 189, 0x6B: 190, 0x6C: 191, 0x6D: 192, 0x6E: 193,
		0x76: 194, // F24
		0x70: 93,  // KATAKANAHIRAGANA
		0x71: 123, // HANJA
		0x72: 122, // HANGEUL
		0x73: 89,  // RO
		0x77: 91,  // HIRAGANA
		0x78: 90,  // KATAKANA
		0x79: 92,  // HENKAN
		0x7B: 94,  // MUHENKAN
		0x7D: 124, // YEN
		0x7E: 121, // KPCOMMA
	} {
		t[c] = key
	}
	return t
}()

var extendedKeys = [128]uint16{
	0x07: 182, // REDO
	0x08: 131, // UNDO
	0x0A: 135, // PASTE
	0x10: 165, // PREVIOUSSONG
	0x17: 137, // CUT
	0x18: 133, // COPY
	0x19: 163, // NEXTSONG
	0x1C: 96,  // KPENTER
	0x1D: 97,  // RIGHTCTRL
	0x20: 113, // MUTE
	0x21: 140, // CALC
	0x22: 164, // PLAYPAUSE
	0x23: 432, // SPELLCHECK
	0x24: 166, // STOPCD
	0x2C: 161, // EJECTCD
	0x2E: 114, // VOLUMEDOWN
	0x30: 115, // VOLUMEUP
	0x32: 172, // HOMEPAGE
	0x35: 98,  // KPSLASH
	0x37: 99,  // SYSRQ
	0x38: 100, // RIGHTALT
	0x3B: 138, // HELP
	0x3E: 181, // NEW
	0x3F: 134, // OPEN
	0x40: 206, // CLOSE
	0x41: 232, // REPLY
	0x42: 233, // FORWARDMAIL
	0x43: 231, // SEND
	0x45: 69,  // NUMLOCK
	0x46: 119, // PAUSE, as Ctrl+Break
	0x47: 102, // HOME
	0x48: 103, // UP
	0x49: 104, // PAGEUP
	0x4B: 105, // LEFT
	0x4D: 106, // RIGHT
	0x4F: 107, // END
	0x50: 108, // DOWN
	0x51: 109, // PAGEDOWN
	0x52: 110, // INSERT
	0x53: 111, // DELETE
	0x57: 234, // SAVE
	0x58: 210, // PRINT
	0x5B: 125, // LEFTMETA
	0x5C: 126, // RIGHTMETA
	0x5D: 127, // COMPOSE
	0x5E: 116, // POWER
	0x5F: 142, // SLEEP
	0x63: 143, // WAKEUP
	0x65: 217, // SEARCH
	0x66: 156, // BOOKMARKS
	0x67: 173, // REFRESH
	0x68: 128, // STOP
	0x69: 159, // FORWARD
	0x6A: 158, // BACK
	0x6B: 157, // COMPUTER
	0x6C: 155, // MAIL
	0x6D: 226, // MEDIA
	0x71: 123, // HANJA
	0x72: 122, // HANGEUL
}

const (
	keyLeftCtrl = 29
	keyRightAlt = 100
	keyPause    = 119
	keyHangeul  = 122
	keyHanja    = 123
)

// evdevCode returns the evdev code of a scancode, 0 for none. Codes with the
// high bit are Korean keys, which have no release of their own.
func evdevCode(code uint8, extended bool) uint16 {
	switch code {
	case 0xF1:
		return keyHanja
	case 0xF2:
		return keyHangeul
	}
	if code >= 0x80 {
		return 0
	}
	if extended {
		return extendedKeys[code]
	}
	return plainKeys[code]
}
