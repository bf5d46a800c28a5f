package seat

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// oracleDir is where oracle puts its program, if a test asked for it.
var oracleDir string

// oracle builds testdata/xkbstate.c, which asks libxkbcommon.
var oracle = sync.OnceValues(func() (bin string, err error) {
	if oracleDir, err = os.MkdirTemp("", "xkbstate"); err != nil {
		return "", err
	}
	bin = filepath.Join(oracleDir, "xkbstate")
	out, err := exec.Command("gcc", "-Wall", "-o", bin, "testdata/xkbstate.c", "-lxkbcommon").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return bin, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if oracleDir != "" {
		os.RemoveAll(oracleDir)
	}
	os.Exit(code)
}

// ask runs the oracle on a keymap and returns its lines.
func ask(t *testing.T, keymap []byte, questions string) []string {
	t.Helper()
	tool(t, "gcc")
	bin, err := oracle()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "keymap")
	if err := os.WriteFile(file, keymap, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, file)
	cmd.Stdin = strings.NewReader(questions)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("libxkbcommon: %v\n%s", err, stderr.Bytes())
	}
	var lines []string
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		lines = append(lines, s.Text())
	}
	return lines
}

func load(t testing.TB, name string) ([]byte, *Map) {
	t.Helper()
	text, err := Keymap(name)
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseMap(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return text, m
}

// The keys of the sequences, as evdev codes.
const (
	keyA          = 30
	keyLeftCtrl   = 29
	keyLeftShift  = 42
	keyRightShift = 54
	keyLeftAlt    = 56
	keyCapsLock   = 58
	keyNumLock    = 69
	keyScrollLock = 70
	keyRightCtrl  = 97
	keyRightAlt   = 100
	keyLeftMeta   = 125
	keyRightMeta  = 126
	keyKP1        = 79
	keyF1         = 59
	keyTab        = 15
	keyBackslash  = 43
	key102nd      = 86
	keyCompose    = 127
	keyHangeul    = 122
)

var modKeys = []uint16{
	keyA, keyLeftCtrl, keyLeftShift, keyRightShift, keyLeftAlt, keyCapsLock, keyNumLock, keyScrollLock,
	keyRightCtrl, keyRightAlt, keyLeftMeta, keyRightMeta, keyKP1, keyF1, keyTab, keyBackslash, key102nd,
	keyCompose, keyHangeul, 84 /* LVL3 */, 195 /* MDSW */, 196 /* ALT */, 197, 198, 199,
}

// compare plays keys (negative: up) to a Keyboard and to libxkbcommon.
func compare(t *testing.T, name string, seqs [][]int) {
	t.Helper()
	text, m := load(t, name)
	var questions strings.Builder
	var got, trace []string
	for _, seq := range seqs {
		k := NewKeyboard(m)
		questions.WriteString("r\n")
		for _, c := range seq {
			e := Key{Code: uint16(max(c, -c)), Down: c > 0}
			if ok, _ := k.Key(e); !ok {
				continue
			}
			fmt.Fprintf(&questions, "%c %d\n", "ud"[b2i(e.Down)], e.Code)
			mods := k.Mods()
			got = append(got, fmt.Sprint(mods.Depressed, mods.Latched, mods.Locked, mods.Group))
			trace = append(trace, fmt.Sprint(seq, " at ", c))
		}
	}
	want := ask(t, text, questions.String())
	if len(got) != len(want) {
		t.Fatalf("%s: %d answers, want %d", name, len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%s: %s: modifiers %s, want %s", name, trace[i], got[i], want[i])
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// scripted are sequences that users make; each ends with all keys up.
var scripted = [][]int{
	{keyLeftShift, keyA, -keyA, -keyLeftShift},
	{keyLeftShift, keyRightShift, -keyLeftShift, keyA, -keyA, -keyRightShift},
	{keyLeftCtrl, keyLeftAlt, keyF1, -keyF1, -keyLeftAlt, -keyLeftCtrl},
	{keyCapsLock, -keyCapsLock, keyA, -keyA, keyCapsLock, -keyCapsLock, keyA, -keyA},
	{keyCapsLock, -keyCapsLock, keyLeftShift, -keyLeftShift, keyA, -keyA},
	{keyNumLock, -keyNumLock, keyKP1, -keyKP1, keyNumLock, -keyNumLock},
	{keyScrollLock, -keyScrollLock},
	{keyRightAlt, keyLeftShift, keyA, -keyA, -keyRightAlt, -keyLeftShift},
	{keyLeftShift, keyRightAlt, -keyLeftShift, -keyRightAlt},
	{keyLeftShift, keyLeftAlt, -keyLeftShift, -keyLeftAlt}, // Alt goes down as Meta
	{keyLeftMeta, keyTab, -keyTab, -keyLeftMeta},
	{keyNumLock, keyCapsLock, keyLeftShift, -keyNumLock, -keyCapsLock, -keyLeftShift},
}

func TestKeyboardAgainstLibxkbcommon(t *testing.T) {
	for _, name := range []string{"us", "de", "fr", "gb", "es", "it", "jp", "us:intl"} {
		t.Run(name, func(t *testing.T) {
			compare(t, name, scripted)
			compare(t, name, randomSequences(40, 200))
		})
	}
}

// TestEveryKeymapAgainstLibxkbcommon includes the layouts with latches, level
// five and locks of their own.
func TestEveryKeymapAgainstLibxkbcommon(t *testing.T) {
	for _, name := range allKeymaps() {
		compare(t, name, append(randomSequences(4, 150), scripted...))
	}
}

func randomSequences(n, length int) [][]int {
	r := rand.New(rand.NewPCG(7, 6))
	var seqs [][]int
	for range n {
		var seq []int
		for range length {
			c := int(modKeys[r.IntN(len(modKeys))])
			if r.IntN(2) == 0 {
				c = -c
			}
			seq = append(seq, c)
		}
		seqs = append(seqs, seq)
	}
	return seqs
}

func TestMasks(t *testing.T) {
	_, m := load(t, "de")
	for name, want := range map[string]uint32{
		"Shift": ModShift, "Control": ModControl, "Alt": Mod1, "Super": Mod4, "Meta": Mod1,
		"NumLock": Mod2, "LevelThree": Mod5, "ScrollLock": 0, "Nothing": 0,
	} {
		if got := m.Mask(name); got != want {
			t.Errorf("%s: %#x, want %#x", name, got, want)
		}
	}
}

func TestKeyboardHeld(t *testing.T) {
	_, us := load(t, "us")
	k := NewKeyboard(us)
	press := func(code uint16, down, wantOK, wantChanged bool) {
		t.Helper()
		if ok, changed := k.Key(Key{code, down}); ok != wantOK || changed != wantChanged {
			t.Errorf("key %d %v: %v %v", code, down, ok, changed)
		}
	}
	press(keyA, false, false, false) // was not held
	press(keyA, true, true, false)
	press(keyA, true, false, false) // repeat
	press(keyLeftShift, true, true, true)
	press(keyRightShift, true, true, false)
	press(0, true, false, false)
	press(maxCode+1, true, false, false)
	press(maxCode, true, true, false) // a key that the keymap does not have
	if got := k.Pressed(); !slices.Equal(got, []uint16{keyA, keyLeftShift, keyRightShift, maxCode}) {
		t.Error(got)
	}
	released, changed := k.ReleaseAll()
	if !slices.Equal(released, []uint16{keyA, keyLeftShift, keyRightShift, maxCode}) || !changed {
		t.Error(released, changed)
	}
	if len(k.Pressed()) != 0 || k.Mods() != (Mods{}) {
		t.Error(k.Pressed(), k.Mods())
	}
}

func TestKeyboardLocks(t *testing.T) {
	_, us := load(t, "us")
	k := NewKeyboard(us)
	if !k.SetLocks(Locks{Caps: true, Num: true, Scroll: true}) {
		t.Error("not changed")
	}
	if k.SetLocks(Locks{Caps: true, Num: true}) {
		t.Error("scroll lock is no modifier")
	}
	if k.Mods() != (Mods{Locked: ModLock | Mod2}) {
		t.Error(k.Mods())
	}
	for _, down := range []bool{true, false} {
		k.Key(Key{keyCapsLock, down})
		k.Key(Key{keyScrollLock, down})
	}
	if k.Locks() != (Locks{Num: true, Scroll: true}) || k.Mods() != (Mods{Locked: Mod2}) {
		t.Error(k.Locks(), k.Mods())
	}
	if k.SetLocks(Locks{}); k.Locks() != (Locks{}) {
		t.Error(k.Locks())
	}
}

func TestKeyboardSetMap(t *testing.T) {
	_, us := load(t, "us")
	_, de := load(t, "de")
	k := NewKeyboard(us)
	k.SetLocks(Locks{Num: true})
	for _, c := range []uint16{keyLeftShift, keyRightAlt, keyCapsLock} {
		k.Key(Key{c, true})
	}
	if k.Mods().Depressed != ModShift|Mod1|ModLock {
		t.Error(k.Mods())
	}
	k.SetMap(de) // there the right Alt is AltGr
	if k.Mods() != (Mods{Depressed: ModShift | Mod5 | ModLock, Locked: ModLock | Mod2}) {
		t.Error(k.Mods())
	}
	k.ReleaseAll()
	if k.Locks() != (Locks{Caps: true, Num: true}) || k.Mods().Depressed != 0 {
		t.Error(k.Mods())
	}
}

// TestKeyFor asks libxkbcommon whether the keys really type the characters.
func TestKeyFor(t *testing.T) {
	for name, samples := range map[string]string{
		"us": "aZ09!@{~\t\r ", "de": "äÖß€@{}|²µ", "fr": "éèçà&1€", "gb": "£€¬", "es": "ñÑ¿¡", "it": "òàù€",
		"jp": "\\|@", "us:intl": "éßÑ", "ru": "жЯ№", "il": "שא", "gr": "ωΣ", "ara": "ض",
		"de:neo": "αℝ", "in": "क", "us:chr": "Ꭰ",
	} {
		_, m := load(t, name)
		for _, r := range samples {
			if _, _, ok := m.KeyFor(r); !ok {
				t.Errorf("%s: no key for %q", name, r)
			}
		}
	}
	for _, name := range allKeymaps() {
		text, m := load(t, name)
		var questions strings.Builder
		var runes []rune
		for r := rune(1); r < 0x3000; r++ {
			code, mods, ok := m.KeyFor(r)
			if !ok || r == '\n' {
				continue
			}
			fmt.Fprintf(&questions, "t %d %d\n", code, mods)
			runes = append(runes, r)
		}
		answers := ask(t, text, questions.String())
		if len(answers) != len(runes) || len(runes) < 40 {
			t.Fatalf("%s: %d characters, %d answers", name, len(runes), len(answers))
		}
		for i, r := range runes {
			if code, mods, _ := m.KeyFor(r); answers[i] != fmt.Sprint(r) {
				t.Errorf("%s: key %d with %#x types %s, want %d (%q)", name, code, mods, answers[i], r, r)
			}
		}
	}
}

func TestKeyForPrefersPlainKeys(t *testing.T) {
	_, us := load(t, "us")
	for r, want := range map[rune][2]uint32{
		'a': {30, 0}, 'A': {30, ModShift}, '1': {2, 0}, '!': {2, ModShift}, '\n': {28, 0}, '\r': {28, 0},
		'\t': {15, 0}, '?': {53, ModShift}, ' ': {57, 0}, '\b': {14, 0},
	} {
		if code, mods, ok := us.KeyFor(r); !ok || uint32(code) != want[0] || mods != want[1] {
			t.Errorf("%q: %d %#x %v, want %v", r, code, mods, ok, want)
		}
	}
	for _, r := range []rune{0, -1, '語', 0x110000, 0xd800} {
		if code, _, ok := us.KeyFor(r); ok {
			t.Errorf("%q: key %d", r, code)
		}
	}
}

func TestWithText(t *testing.T) {
	runes := []rune("héllo 語😀€\u0301\U0010fffd語\n\x00")
	runes = append(runes, 0x80, 0xd800, 0x110000, -1)
	for _, name := range []string{"us", "de", "fr", "gb", "es", "it", "jp", "us:intl", "ara", "br@abnt2", "de:neo"} {
		text, before := load(t, name)
		derived, codes, err := WithText(text, runes)
		if err != nil {
			t.Fatal(err)
		}
		if len(codes) != 10 {
			t.Errorf("%s: %d characters: %v", name, len(codes), codes)
		}
		var questions strings.Builder
		order := slices.Sorted(maps.Keys(codes))
		for _, r := range order {
			fmt.Fprintf(&questions, "t %d 0\n", codes[r])
			if codes[r] > maxTextCode || before.keys[codes[r]].modmap != 0 {
				t.Errorf("%s: %q on key %d", name, r, codes[r])
			}
		}
		questions.WriteString("t 30 0\n")
		answers := ask(t, derived, questions.String())
		for i, r := range order {
			if answers[i] != fmt.Sprint(r) {
				t.Errorf("%s: key %d types %s, want %q", name, codes[r], answers[i], r)
			}
		}
		if want := ask(t, text, "t 30 0\n"); answers[len(order)] != want[0] {
			t.Errorf("%s: A key types %s, typed %s", name, answers[len(order)], want[0])
		}
		after, err := ParseMap(derived)
		if err != nil {
			t.Fatal(err)
		}
		if code, mods, ok := after.KeyFor('😀'); !ok || code != codes['😀'] || mods != 0 {
			t.Errorf("%s: %d %d %v", name, code, mods, ok)
		}
		if !maps.Equal(before.vmods, after.vmods) {
			t.Errorf("%s: modifiers changed: %v, were %v", name, after.vmods, before.vmods)
		}
	}
}

// TestWithTextRunsOut gives more characters than there are keys.
func TestWithTextRunsOut(t *testing.T) {
	for _, name := range allKeymaps() {
		text, _ := load(t, name)
		var runes []rune
		for r := rune(0x4e00); r < 0x4f00; r++ {
			runes = append(runes, r)
		}
		derived, codes, err := WithText(text, runes)
		if err != nil || len(codes) < 60 || len(codes) >= len(runes) {
			t.Fatalf("%s: %d characters: %v", name, len(codes), err)
		}
		var questions strings.Builder
		for _, r := range runes[:len(codes)] {
			fmt.Fprintf(&questions, "t %d 0\n", codes[r])
		}
		for i, got := range ask(t, derived, questions.String()) {
			if got != fmt.Sprint(runes[i]) {
				t.Fatalf("%s: key %d types %s, want %q", name, codes[runes[i]], got, runes[i])
			}
		}
	}
}

func FuzzParseMap(f *testing.F) {
	us, _ := Keymap("us")
	f.Add(us)
	f.Add([]byte(`xkb_keymap { xkb_keycodes "" { <A> = 38; alias <B> = <A>; }; xkb_types "" { virtual_modifiers X;
		type "T" { modifiers= Shift+X; map[Shift]= 2; map[X] = 3; }; };
		xkb_compatibility "" { interpret Any+AnyOf(all) { action= LatchMods(modifiers=modMapMods,clearLocks,latchToLock); }; };
		xkb_symbols "" { key <A> { type= "T", symbols[Group1]= [ a, { A, B }, NoSymbol ], actions[Group1]= [ NoAction() ] };
		key <A> { [ Shift_L ] }; modifier_map Mod3 { <B> }; }; };`))
	f.Add([]byte(`xkb_keymap { } }; {`))
	f.Add([]byte(`{`))
	f.Add([]byte(`xkb_keymap{xkb_types ""{type "A"{map[]=1;modifiers=;};};xkb_compatibility""{interpret a+b(){};};};`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := ParseMap(text)
		if err != nil {
			return
		}
		k := NewKeyboard(m)
		for _, c := range []uint16{30, 42, 58} {
			k.Key(Key{c, true})
		}
		k.SetLocks(Locks{Caps: true})
		k.ReleaseAll()
		m.KeyFor('a')
		if _, _, err := WithText(text, []rune("€")); err != nil {
			t.Error(err)
		}
	})
}

func BenchmarkParseMap(b *testing.B) {
	text, _ := Keymap("de")
	for b.Loop() {
		if _, err := ParseMap(text); err != nil {
			b.Fatal(err)
		}
	}
}
