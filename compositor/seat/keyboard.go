package seat

import "slices"

// Mods is what wl_keyboard.modifiers says.
type Mods struct {
	Depressed, Latched, Locked uint32
	Group                      uint32 // 0: the keymaps have one group
}

// Effective returns the modifiers that count for the next key.
func (m Mods) Effective() uint32 { return m.Depressed | m.Latched | m.Locked }

// A Keyboard follows the keys of a seat: which are held, and what that makes
// of the modifiers. It behaves as libxkbcommon's xkb_state does, so that
// server and clients agree.
type Keyboard struct {
	m       *Map
	held    []uint16 // in the order of pressing
	mods    Mods
	before  uint32 // the effective modifiers before the key, which choose its level
	count   [8]int // by real modifier: how many actions hold it
	filters []*filter
	scroll  bool
}

// NewKeyboard returns a keyboard with no key held and no lock on.
func NewKeyboard(m *Map) *Keyboard { return &Keyboard{m: m} }

// Map returns the keymap.
func (k *Keyboard) Map() *Map { return k.m }

// SetMap changes the keymap. Held keys stay held, with what they mean now, and
// locks stay as they are.
func (k *Keyboard) SetMap(m *Map) {
	held, locks := k.held, k.Locks()
	*k = Keyboard{m: m}
	for _, code := range held {
		k.Key(Key{Code: code, Down: true})
	}
	k.SetLocks(locks)
}

// Mods returns the state of the modifiers.
func (k *Keyboard) Mods() Mods { return k.mods }

// Pressed returns the keys that are held, in the order of pressing.
func (k *Keyboard) Pressed() []uint16 { return slices.Clone(k.held) }

// Key follows one key. It is not ok if it changes nothing: a repeat, or the
// release of a key that is not held; such events are dropped. changed reports
// whether Mods became different.
func (k *Keyboard) Key(e Key) (ok, changed bool) {
	i := slices.Index(k.held, e.Code)
	if e.Down == (i >= 0) || e.Code == 0 || e.Code > maxCode {
		return false, false
	}
	if e.Down {
		k.held = append(k.held, e.Code)
	} else {
		k.held = slices.Delete(k.held, i, i+1)
	}
	before := k.mods
	k.apply(e)
	return true, k.mods != before
}

// ReleaseAll lets go of every key, in the order of pressing, and of latches.
// It returns the keys.
func (k *Keyboard) ReleaseAll() (released []uint16, changed bool) {
	before := k.mods
	released = k.Pressed()
	for _, code := range released {
		k.Key(Key{Code: code})
	}
	k.mods.Latched, k.filters = 0, nil
	return released, k.mods != before
}

// SetLocks sets the locks without keys. changed reports whether Mods became
// different.
func (k *Keyboard) SetLocks(l Locks) (changed bool) {
	before := k.mods
	for mask, on := range map[uint32]bool{ModLock: l.Caps, k.m.Mask("NumLock"): l.Num, k.m.Mask("ScrollLock"): l.Scroll} {
		k.mods.Locked &^= mask
		if on {
			k.mods.Locked |= mask
		}
	}
	k.scroll = l.Scroll
	return k.mods != before
}

// Locks returns the locks, as keys and SetLocks left them.
func (k *Keyboard) Locks() Locks {
	num := k.m.Mask("NumLock")
	return Locks{
		Caps:   k.mods.Locked&ModLock != 0,
		Num:    num != 0 && k.mods.Locked&num == num,
		Scroll: k.scroll,
	}
}

// A filter is an action under way: a modifier key that is held, or a latch
// that waits.
type filter struct {
	code    uint16
	action  action
	was     uint32 // actionLock: what was locked before
	latch   latchState
	stopped bool
}

type latchState uint8

const (
	latchNone    latchState = iota // another key came between: an ordinary modifier
	latchDown                      // its key is held
	latchPending                   // waits for the next key
)

// apply runs the filters, then starts a new one if a key with an action went
// down.
func (k *Keyboard) apply(e Key) {
	k.before = k.mods.Effective()
	consumed := false
	for _, f := range k.filters {
		consumed = k.step(f, e) || consumed
	}
	k.filters = slices.DeleteFunc(k.filters, func(f *filter) bool { return f.stopped })
	if consumed || !e.Down {
		return
	}
	a, sym := k.lookup(e.Code)
	if sym == "Scroll_Lock" {
		k.scroll = !k.scroll
	}
	f := &filter{code: e.Code, action: a}
	switch a.kind {
	case actionSet:
	case actionLatch:
		f.latch = latchDown
	case actionLock:
		f.was = k.mods.Locked & a.mods
		if !a.noLock {
			k.mods.Locked |= a.mods
		}
	default:
		return
	}
	k.hold(a.mods, +1)
	k.filters = append(k.filters, f)
}

// lookup returns what a key does at its level.
func (k *Keyboard) lookup(code uint16) (a action, sym string) {
	key := k.m.keys[code]
	if key == nil || len(key.levels) == 0 {
		return action{}, ""
	}
	i := key.typ.level(k.before)
	if i >= len(key.levels) {
		return action{}, ""
	}
	if l := key.levels[i]; len(l.syms) == 1 {
		return l.action, l.syms[0]
	}
	return key.levels[i].action, ""
}

// Rune returns the character of a key at its level, 0 if it has none.
func (k *Keyboard) Rune(code uint16) rune {
	_, sym := k.lookup(code)
	return keysymRune(sym)
}

// hold counts who holds modifiers: two Shift keys are one modifier.
func (k *Keyboard) hold(mods uint32, by int) {
	for i := range k.count {
		if mods&(1<<i) == 0 {
			continue
		}
		k.count[i] = max(k.count[i]+by, 0)
		if k.count[i] > 0 {
			k.mods.Depressed |= 1 << i
		} else {
			k.mods.Depressed &^= 1 << i
		}
	}
}

// step tells a filter of a key. It reports whether the key is dealt with.
func (k *Keyboard) step(f *filter, e Key) (consumed bool) {
	a := f.action
	switch a.kind {
	case actionSet:
		if f.code != e.Code {
			f.action.clearLocks = false // not pressed alone
			return false
		}
		k.hold(a.mods, -1)
		if a.clearLocks {
			k.mods.Locked &^= a.mods
		}
		f.stopped = true
	case actionLock:
		if f.code != e.Code {
			return false
		}
		k.hold(a.mods, -1)
		if !a.noUnlock {
			k.mods.Locked &^= f.was
		}
		f.stopped = true
	case actionLatch:
		return k.stepLatch(f, e)
	}
	return false
}

// stepLatch is step for LatchMods: a latch waits for the next plain key; its
// own key again makes it a lock, or clears a lock.
func (k *Keyboard) stepLatch(f *filter, e Key) (consumed bool) {
	a := f.action
	switch {
	case e.Down && f.latch == latchPending:
		next, _ := k.lookup(e.Code)
		if next == a {
			k.mods.Latched &^= a.mods
			f.code, f.latch = e.Code, latchNone
			f.action.kind, f.was = actionSet, 0
			if a.latchToLock {
				f.action.kind = actionLock
				k.mods.Locked |= a.mods
			} else {
				k.hold(a.mods, +1)
			}
			return true
		}
		if next.kind == actionNone {
			k.mods.Latched &^= a.mods
			f.stopped = true
		}
	case !e.Down && e.Code == f.code:
		if f.latch == latchPending {
			return false
		}
		k.hold(a.mods, -1)
		if f.latch == latchNone || a.clearLocks && k.mods.Locked&a.mods == a.mods {
			k.mods.Locked &^= a.mods
			f.stopped = true
			return false
		}
		f.latch = latchPending
		k.mods.Latched |= a.mods
	case e.Down && f.latch == latchDown:
		f.latch = latchNone
	}
	return false
}
