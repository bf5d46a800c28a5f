package seat

import "strconv"

// evdevOffset is what XKB adds to the kernel's key codes.
const evdevOffset = 8

// maxCode is the highest evdev code of a key (KEY_MAX).
const maxCode = 767

// The real modifiers, which are also the bits that wl_keyboard.modifiers has
// for them. Virtual modifiers follow from bit 8; they are never on the wire.
const (
	ModShift uint32 = 1 << iota
	ModLock
	ModControl
	Mod1
	Mod2
	Mod3
	Mod4
	Mod5

	realMods uint32 = 1<<8 - 1
)

var realModNames = []string{"Shift", "Lock", "Control", "Mod1", "Mod2", "Mod3", "Mod4", "Mod5"}

// A Map is a compiled keymap, understood so far as a compositor needs: which
// keys change which modifiers, and which keys type which characters. It is not
// changed once it is made. Only the first group is read; the keymaps of this
// package have no other.
type Map struct {
	keys  [maxCode + 1]*xkbKey
	mods  map[string]uint32 // modifier name → bit
	vmods map[uint32]uint32 // virtual modifier bit → the real modifiers it stands for
	chars map[rune]chord    // what types a character
}

// An xkbKey is what a key does.
type xkbKey struct {
	name     string // <AE01>
	defined  bool   // the symbols section names it
	typ      *keyType
	levels   []keyLevel
	modmap   uint32
	vmodmap  uint32
	explicit bool // has actions of its own: interpretations do not count
	ownVmods bool // has virtual modifiers of its own
}

// A keyLevel is one column of a key.
type keyLevel struct {
	syms   []string // keysym names; none: NoSymbol
	action action
}

// A keyType says which modifiers choose which level.
type keyType struct {
	name    string
	mods    uint32
	entries []typeEntry
}

type typeEntry struct {
	mods  uint32
	level int
	dead  bool // needs virtual modifiers that no key has
}

// level returns the level, from 0, that modifiers choose.
func (t *keyType) level(mods uint32) int {
	for _, e := range t.entries {
		if !e.dead && e.mods == mods&t.mods {
			return e.level
		}
	}
	return 0
}

// Mask returns the real modifiers that a modifier's name ("Shift", "Alt",
// "Super", "LevelThree", "NumLock"…) stands for, 0 if no key has it.
func (m *Map) Mask(name string) uint32 { return m.resolve(m.mods[name]) }

// resolve replaces virtual modifiers by the real ones they stand for.
func (m *Map) resolve(mods uint32) uint32 {
	real := mods & realMods
	for bit, mask := range m.vmods {
		if mods&bit != 0 {
			real |= mask
		}
	}
	return real
}

// ParseMap reads a compiled keymap (format xkb_v1).
func ParseMap(text []byte) (*Map, error) {
	if len(text) > maxKeymap {
		return nil, keymapError("%d bytes", len(text))
	}
	toks, err := tokens(string(text))
	if err != nil {
		return nil, err
	}
	p := parser{
		m:     &Map{mods: map[string]uint32{}, vmods: map[uint32]uint32{}},
		codes: map[string]int{},
		types: map[string]*keyType{},
	}
	for i, name := range realModNames {
		p.m.mods[name] = 1 << i
	}
	stmts := split(toks, ";")
	if len(stmts) != 1 {
		return nil, keymapError("%d statements", len(stmts))
	}
	head, body, ok := block(stmts[0], "{", "}")
	if !ok || join(head) != "xkb_keymap" {
		return nil, keymapError("no xkb_keymap")
	}
	for _, section := range split(body, ";") {
		if err := p.section(section); err != nil {
			return nil, err
		}
	}
	p.finish()
	p.m.chars = p.m.characters()
	return p.m, nil
}

// A parser builds a Map.
type parser struct {
	m       *Map
	codes   map[string]int // key name → evdev code
	types   map[string]*keyType
	interps []interpret
}

func (p *parser) section(stmt []token) error {
	head, body, ok := block(stmt, "{", "}")
	if !ok || len(head) == 0 {
		return keymapError("section %q", join(stmt[:min(len(stmt), 4)]))
	}
	read := map[token]func([]token) error{
		"xkb_keycodes":      p.keycode,
		"xkb_types":         p.keyType,
		"xkb_compatibility": p.compat,
		"xkb_symbols":       p.symbols,
	}[head[0]]
	if read == nil {
		return nil // xkb_geometry
	}
	for _, s := range split(body, ";") {
		if len(s) == 0 {
			continue
		}
		if err := read(s); err != nil {
			return err
		}
	}
	return nil
}

// keycode reads "<AE01> = 10" and "alias <X> = <Y>". The compiler writes
// aliases after what they stand for.
func (p *parser) keycode(s []token) error {
	switch {
	case len(s) == 3 && s[0].isKey() && s[1] == "=":
		n, err := strconv.Atoi(string(s[2]))
		if err != nil {
			return keymapError("key code %q", s[2])
		}
		if code := n - evdevOffset; code >= 0 && code <= maxCode {
			p.codes[s[0].name()] = code
			p.m.keys[code] = &xkbKey{name: s[0].name()}
		}
	case len(s) == 4 && s[0] == "alias" && s[1].isKey() && s[3].isKey():
		if code, ok := p.codes[s[3].name()]; ok {
			p.codes[s[1].name()] = code
		}
	}
	return nil
}

// key returns the key of a name; nil if the keymap has no such key.
func (p *parser) key(name string) *xkbKey {
	if code, ok := p.codes[name]; ok {
		return p.m.keys[code]
	}
	return nil
}

// virtualModifiers reads "virtual_modifiers NumLock,Alt", which each section
// repeats.
func (p *parser) virtualModifiers(s []token) error {
	for _, names := range split(s[1:], ",") {
		name, _ := assign(names)
		if _, ok := p.m.mods[name]; ok {
			continue
		}
		if len(p.m.mods) >= 32 {
			return keymapError("too many modifiers")
		}
		p.m.mods[name] = 1 << len(p.m.mods)
	}
	return nil
}

// modMask reads "Shift+LevelThree", "none" or "all".
func (p *parser) modMask(toks []token) uint32 {
	var mask uint32
	for _, t := range toks {
		if t == "all" {
			return realMods
		}
		mask |= p.m.mods[string(t)]
	}
	return mask
}

func (p *parser) keyType(s []token) error {
	if s[0] == "virtual_modifiers" {
		return p.virtualModifiers(s)
	}
	head, body, ok := block(s, "{", "}")
	if !ok || len(head) != 2 || head[0] != "type" || !head[1].isString() {
		return keymapError("type %q", join(head))
	}
	t := &keyType{name: head[1].name()}
	for _, s := range split(body, ";") {
		if _, value := assign(s); len(s) > 2 && s[0] == "modifiers" {
			t.mods = p.modMask(value)
		} else if len(s) > 5 && s[0] == "map" && len(value) == 1 {
			_, mods, ok := block(s[:len(s)-2], "[", "]")
			n, err := strconv.Atoi(string(value[0]))
			if !ok || err != nil || n < 1 || n > maxLevels {
				return keymapError("type %q: %s", t.name, join(s))
			}
			t.entries = append(t.entries, typeEntry{mods: p.modMask(mods), level: n - 1})
		}
	}
	p.types[t.name] = t
	return nil
}

// maxLevels bounds a key's columns.
const maxLevels = 64

func (p *parser) symbols(s []token) error {
	switch s[0] {
	case "key":
		return p.keySymbols(s)
	case "modifier_map":
		head, body, ok := block(s, "{", "}")
		if !ok || len(head) != 2 {
			return keymapError("modifier_map")
		}
		for _, t := range body {
			if k := p.key(string(t[1:])); t.isKey() && k != nil {
				k.modmap |= p.m.mods[string(head[1])] & realMods
			}
		}
	}
	return nil
}

func (p *parser) keySymbols(s []token) error {
	head, body, ok := block(s, "{", "}")
	if !ok || len(head) != 2 || !head[1].isKey() {
		return keymapError("key %q", join(head))
	}
	k := p.key(head[1].name())
	if k == nil {
		return keymapError("key <%s> has no code", head[1].name())
	}
	k.defined = true
	for _, part := range split(body, ",") {
		name, value := assign(part)
		switch {
		case len(part) > 1 && part[0] == "[":
			k.setSymbols(part)
		case name == "symbols[Group1]":
			k.setSymbols(value)
		case name == "actions[Group1]":
			p.setActions(k, value)
		case name == "virtualMods":
			k.vmodmap, k.ownVmods = p.modMask(value), true
		case (name == "type" || name == "type[Group1]") && len(value) == 1 && value[0].isString():
			if k.typ = p.types[value[0].name()]; k.typ == nil {
				return keymapError("key <%s> has type %q", k.name, value[0].name())
			}
		}
	}
	if len(k.levels) > maxLevels {
		return keymapError("key <%s> has %d levels", k.name, len(k.levels))
	}
	return nil
}

// grow makes room for n levels.
func (k *xkbKey) grow(n int) {
	for len(k.levels) < n {
		k.levels = append(k.levels, keyLevel{})
	}
}

// setSymbols reads "[ a, A, { b, c }, NoSymbol ]".
func (k *xkbKey) setSymbols(value []token) {
	_, body, _ := block(value, "[", "]")
	for i, cell := range split(body, ",") {
		k.grow(i + 1)
		for _, t := range cell {
			if t != "{" && t != "}" && t != "," && t != "NoSymbol" {
				k.levels[i].syms = append(k.levels[i].syms, string(t))
			}
		}
	}
}

func (p *parser) setActions(k *xkbKey, value []token) {
	k.explicit = true
	_, body, _ := block(value, "[", "]")
	for i, cell := range split(body, ",") {
		k.grow(i + 1)
		k.levels[i].action = p.action(cell)
	}
}

// finish does what a keymap's compiler does last: interpretations give keys
// their actions and virtual modifiers, these say which real modifiers stand
// behind the virtual ones, and then types and actions can be resolved.
func (p *parser) finish() {
	var keys []*xkbKey
	for _, k := range p.m.keys {
		if k != nil {
			keys = append(keys, k)
		}
	}
	for _, k := range keys {
		p.interpret(k)
		for _, bit := range p.m.mods {
			if bit > realMods && k.vmodmap&bit != 0 {
				p.m.vmods[bit] |= k.modmap
			}
		}
	}
	for _, t := range p.types {
		t.mods = p.m.resolve(t.mods)
		for i := range t.entries {
			e := &t.entries[i]
			mask := p.m.resolve(e.mods)
			e.dead = e.mods != 0 && mask == 0
			e.mods = mask
		}
	}
	for _, k := range keys {
		if k.typ == nil {
			k.typ = p.types[automaticType(k.levels)]
		}
		if k.typ == nil {
			k.typ = &keyType{}
		}
		for i := range k.levels {
			a := &k.levels[i].action
			if a.modmap {
				a.mods = k.modmap
			}
			a.mods = p.m.resolve(a.mods)
		}
	}
}

// automaticType names the type of a key that the keymap gives none.
func automaticType(levels []keyLevel) string {
	sym := func(i int) string {
		if i < len(levels) && len(levels[i].syms) == 1 {
			return levels[i].syms[0]
		}
		return ""
	}
	pair := func(i int) bool { return isLower(sym(i)) && isUpper(sym(i+1)) }
	keypad := isKeypad(sym(0)) || isKeypad(sym(1))
	switch n := len(levels); {
	case n <= 1:
		return "ONE_LEVEL"
	case n == 2 && pair(0):
		return "ALPHABETIC"
	case n == 2 && keypad:
		return "KEYPAD"
	case n == 2:
		return "TWO_LEVEL"
	case pair(0) && pair(2):
		return "FOUR_LEVEL_ALPHABETIC"
	case pair(0):
		return "FOUR_LEVEL_SEMIALPHABETIC"
	case keypad:
		return "FOUR_LEVEL_KEYPAD"
	}
	return "FOUR_LEVEL"
}
