package seat

// This file is the part of a keymap that gives keys their actions:
// xkb_compatibility.

// An actionKind says what a key does to the modifiers.
type actionKind uint8

const (
	actionNone  actionKind = iota // also all that ends a latch: Terminate, SwitchScreen…
	actionSet                     // held with the key
	actionLatch                   // until the next key
	actionLock                    // toggled
	actionOther                   // groups, pointer keys: nothing for us
)

// An action is what a key does to the modifiers.
type action struct {
	kind        actionKind
	mods        uint32
	modmap      bool // mods are those of the key's modifier map
	clearLocks  bool // SetMods, LatchMods: pressed alone, it unlocks
	latchToLock bool // LatchMods: pressed twice, it locks
	noLock      bool // LockMods affect=unlock
	noUnlock    bool // LockMods affect=lock
}

// actionKinds are the actions that are not actionOther.
var actionKinds = map[token]actionKind{
	"SetMods":   actionSet,
	"LatchMods": actionLatch,
	"LockMods":  actionLock,
	// The rest breaks latches as plain keys do.
	"NoAction":     actionNone,
	"PtrBtn":       actionNone,
	"LockPtrBtn":   actionNone,
	"SetControls":  actionNone,
	"LockControls": actionNone,
	"SwitchScreen": actionNone,
	"Terminate":    actionNone,
}

// action reads "SetMods(modifiers=Shift,clearLocks)".
func (p *parser) action(s []token) action {
	head, args, ok := block(s, "(", ")")
	if !ok || len(head) != 1 {
		return action{}
	}
	kind, ok := actionKinds[head[0]]
	if !ok {
		kind = actionOther
	}
	a := action{kind: kind}
	for _, arg := range split(args, ",") {
		switch name, value := assign(arg); name {
		case "modifiers":
			a.modmap = join(value) == "modMapMods"
			a.mods = p.modMask(value)
		case "clearLocks":
			a.clearLocks = true
		case "latchToLock":
			a.latchToLock = true
		case "affect":
			a.noLock, a.noUnlock = join(value) == "unlock", join(value) == "lock"
		}
	}
	return a
}

// An interpret gives actions to all keys with a keysym. The compiler writes
// them best match first.
type interpret struct {
	sym         string // "Any": every one
	match       string // AnyOf, AnyOfOrNone, Exactly, AllOf, NoneOf
	mods        uint32
	levelOne    bool // useModMapMods=level1: other levels see an empty modifier map
	virtualMods uint32
	action      action
}

// compat reads the interpretations; defaults and indicators are nothing for us.
func (p *parser) compat(s []token) error {
	if s[0] == "virtual_modifiers" {
		return p.virtualModifiers(s)
	}
	head, body, ok := block(s, "{", "}")
	if !ok || len(head) == 0 || head[0] != "interpret" {
		return nil
	}
	if len(head) < 6 || head[2] != "+" {
		return keymapError("interpret %q", join(head))
	}
	_, mods, ok := block(head[3:], "(", ")")
	if !ok {
		return keymapError("interpret %q", join(head))
	}
	in := interpret{sym: string(head[1]), match: string(head[3]), mods: p.modMask(mods)}
	for _, s := range split(body, ";") {
		switch name, value := assign(s); name {
		case "useModMapMods":
			in.levelOne = join(value) == "level1"
		case "virtualModifier":
			in.virtualMods = p.modMask(value)
		case "action":
			in.action = p.action(value)
		}
	}
	p.interps = append(p.interps, in)
	return nil
}

// matches reports whether the interpretation is for a key's level.
func (in *interpret) matches(k *xkbKey, level int) bool {
	syms := k.levels[level].syms
	if len(syms) == 0 || in.sym != "Any" && (len(syms) > 1 || syms[0] != in.sym) {
		return false
	}
	mods := k.modmap
	if in.levelOne && level != 0 {
		mods = 0
	}
	switch in.match {
	case "NoneOf":
		return in.mods&mods == 0
	case "AnyOfOrNone":
		return mods == 0 || in.mods&mods != 0
	case "AnyOf":
		return in.mods&mods != 0
	case "AllOf":
		return in.mods&mods == in.mods
	}
	return in.mods == mods // Exactly
}

// interpret gives a key its actions and its virtual modifiers.
func (p *parser) interpret(k *xkbKey) {
	if k.explicit {
		return
	}
	var vmods uint32
	for level := range k.levels {
		for i := range p.interps {
			in := &p.interps[i]
			if !in.matches(k, level) {
				continue
			}
			if level == 0 || !in.levelOne {
				vmods |= in.virtualMods
			}
			k.levels[level].action = in.action
			break
		}
	}
	if !k.ownVmods {
		k.vmodmap = vmods
	}
}
