package rdp

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oriel/compositor/scene"
)

// TestPlan plays testdata/plan. Each file says in its first line why its orders
// come as they do; then lines with > change the desktop or the client, "plan N"
// plans with room for N frames, and the lines below it are the orders wanted:
//
//	surfaces | classic                 how the client shows windows; margins: it knows them
//	> add NAME "TITLE" X,Y WxH [KIND] [owner=NAME]
//	> commit NAME WxH [X,Y WxH]…       a content, and what of it is new
//	> move NAME X,Y · raise NAME · activate NAME|- · title NAME "TITLE" · drop NAME
//	> state NAME ±STATE… · limits NAME WxH WxH
//	> icon NAME "TIP" · picture NAME SIDE · tip NAME "TIP" · hide NAME · remove NAME   a notification icon
//	> balloon NAME "TITLE" "TEXT" · quiet NAME · icons    with one, without; the client takes large ones
//	> crowded · roomy                  much waits to be sent
//	> client NAME moves|snaps|cloaks|uncloaks    what the user does there
//	> client NAME says X,Y             where the window is
//	> settled · acked N · lost         time is over; frames are acknowledged; graphics are lost
func TestPlan(t *testing.T) {
	files, _ := filepath.Glob("testdata/plan/*.txt")
	if len(files) == 0 {
		t.Fatal("no cases")
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			p := &player{t: t, names: map[string]scene.WindowID{}, icons: map[string]scene.NotifyIconID{}, now: time.Unix(1e9, 0)}
			p.play(string(b))
			p.s.view.Release()
			p.s.scene.Release()
		})
	}
}

// A player carries out one file.
type player struct {
	t     *testing.T
	s     *stage
	names map[string]scene.WindowID
	icons map[string]scene.NotifyIconID
	tips  uint32 // balloons so far
	line  int
	now   time.Time
	got   []string // of the last plan, not yet compared
}

func (p *player) play(text string) {
	if !strings.HasPrefix(text, "# ") {
		p.t.Fatal("the file does not say why")
	}
	for line := range strings.Lines(text) {
		p.line++
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "", "#":
		case "surfaces", "classic":
			p.s = newStage(word == "surfaces")
			p.s.r.margins = rest == "margins"
		case "plan":
			p.planned()
			frames := 0
			p.scan(rest, "%d", &frames)
			p.got = p.s.plan(frames)
			for i := range p.s.r.orders {
				if o := &p.s.r.orders[i]; p.s.r.have[o.window] != nil {
					p.s.r.have[o.window].tells(o, p.now)
				}
			}
		case ">":
			p.planned()
			p.do(rest)
		default:
			if len(p.got) == 0 || p.got[0] != line {
				p.t.Fatalf("line %d: %s\nis wanted, but the orders are\n%s", p.line, line, strings.Join(p.got, "\n"))
			}
			p.got = p.got[1:]
		}
	}
	p.planned()
}

// planned checks that no orders are left.
func (p *player) planned() {
	p.t.Helper()
	if len(p.got) > 0 {
		p.t.Fatalf("line %d: there are more orders:\n%s", p.line, strings.Join(p.got, "\n"))
	}
}

func (p *player) scan(s, format string, to ...any) {
	p.t.Helper()
	if n, err := fmt.Sscanf(s, format, to...); n != len(to) {
		p.t.Fatalf("line %d: %q: %v", p.line, s, err)
	}
}

func (p *player) size(s string) (z image.Point) {
	p.t.Helper()
	p.scan(s, "%dx%d", &z.X, &z.Y)
	return z
}

func (p *player) rect(at, size string) image.Rectangle {
	p.t.Helper()
	var min image.Point
	p.scan(at, "%d,%d", &min.X, &min.Y)
	return image.Rectangle{min, min.Add(p.size(size))}
}

// do carries out one command.
func (p *player) do(line string) {
	p.t.Helper()
	verb, rest, _ := strings.Cut(line, " ")
	name, rest, _ := strings.Cut(rest, " ")
	id := p.names[name]
	change := func(f func(w *scene.Window)) { p.s.do(func(tx *scene.Tx) { tx.Change(id, f) }) }
	f := strings.Fields(rest)
	switch verb {
	case "add":
		p.add(name, rest)
	case "commit":
		z := p.size(f[0])
		var damage []image.Rectangle
		for i := 1; i+1 < len(f); i += 2 {
			damage = append(damage, p.rect(f[i], f[i+1]))
		}
		p.s.do(func(tx *scene.Tx) { p.s.commit(tx, p.s.surfaces[id], z.X, z.Y, damage...) })
	case "move":
		to := p.rect(rest, "0x0").Min
		change(func(w *scene.Window) { w.Bounds = w.Bounds.Add(to.Sub(w.Bounds.Min)) })
	case "raise":
		p.s.do(func(tx *scene.Tx) { tx.Raise(id) })
	case "activate":
		p.s.do(func(tx *scene.Tx) { tx.Activate(id) })
	case "title":
		change(func(w *scene.Window) { p.scan(rest, "%q", &w.Title) })
	case "limits":
		change(func(w *scene.Window) { w.Limits = scene.Limits{Min: p.size(f[0]), Max: p.size(f[1])} })
	case "state":
		for _, s := range f {
			bit := states[s[1:]]
			change(func(w *scene.Window) {
				if w.State &^= bit; s[0] == '+' {
					w.State |= bit
				}
			})
		}
	case "drop":
		p.s.do(func(tx *scene.Tx) { tx.Drop(p.s.surfaces[id]) })
	case "client":
		p.client(id, rest)
	case "settled":
		p.now = p.now.Add(settle)
		p.s.r.settle(p.now)
	case "acked":
		p.scan(name, "%d", &p.s.acked)
	case "lost":
		p.s.r.reset()
	default:
		if !p.notifyIcon(verb, name, rest) {
			p.t.Fatalf("line %d: no command %q", p.line, verb)
		}
	}
}

// notifyIcon carries out a command about a notification icon.
func (p *player) notifyIcon(verb, name, rest string) bool {
	p.t.Helper()
	change := func(f func(n *scene.NotifyIcon)) bool {
		p.s.do(func(tx *scene.Tx) { tx.ChangeNotifyIcon(p.icons[name], f) })
		return true
	}
	switch verb {
	case "icon":
		var n scene.NotifyIcon
		p.scan(rest, "%q", &n.ToolTip)
		p.s.do(func(tx *scene.Tx) { p.icons[name] = tx.AddNotifyIcon(n) })
	case "picture":
		var side int
		p.scan(rest, "%d", &side)
		m := scene.IconImage{Width: side, Height: side, Pix: make([]byte, 4*side*side)}
		return change(func(n *scene.NotifyIcon) { n.Icon = &scene.Icon{Images: []scene.IconImage{m}} })
	case "tip":
		return change(func(n *scene.NotifyIcon) { p.scan(rest, "%q", &n.ToolTip) })
	case "hide":
		return change(func(n *scene.NotifyIcon) { n.Hidden = true })
	case "balloon":
		p.tips++
		t := &scene.InfoTip{Serial: p.tips}
		p.scan(rest, "%q %q", &t.Title, &t.Text)
		return change(func(n *scene.NotifyIcon) { n.InfoTip = t })
	case "quiet":
		return change(func(n *scene.NotifyIcon) { n.InfoTip = nil })
	case "remove":
		p.s.do(func(tx *scene.Tx) { tx.RemoveNotifyIcon(p.icons[name]) })
	case "icons":
		p.s.r.forgetIcons()
	case "crowded", "roomy":
		p.s.r.crowded = verb == "crowded"
	default:
		return false
	}
	return true
}

var states = map[string]scene.State{
	"minimised": scene.Minimized, "maximised": scene.Maximized, "fullscreen": scene.Fullscreen, "above": scene.Above,
}

var kinds = map[string]scene.Kind{"menu": scene.Menu, "dialog": scene.Dialog, "tooltip": scene.Tooltip}

func (p *player) add(name, rest string) {
	p.t.Helper()
	var w scene.Window
	var at, size string
	p.scan(rest, "%q %s %s", &w.Title, &at, &size)
	w.Bounds = p.rect(at, size)
	_, more, _ := strings.Cut(rest, size)
	for _, f := range strings.Fields(more) {
		if owner, ok := strings.CutPrefix(f, "owner="); ok {
			w.Owner = p.names[owner]
		} else {
			w.Kind = kinds[f]
		}
	}
	p.s.do(func(tx *scene.Tx) {
		sf := tx.NewSurface()
		p.s.commit(tx, sf, w.Bounds.Dx(), w.Bounds.Dy())
		id := tx.Map(sf, w)
		p.names[name], p.s.surfaces[id] = id, sf
	})
}

// client does what apps does when the client says so.
func (p *player) client(id scene.WindowID, what string) {
	p.t.Helper()
	k, w := p.s.r.have[id], p.s.view.Windows[id]
	what, rest, _ := strings.Cut(what, " ")
	switch what {
	case "moves", "snaps":
		k.snapped = what == "snaps"
		k.moved, k.held, k.until = true, w.Bounds, p.now.Add(settle)
	case "releases":
		k.again = p.now.Add(settle / 2)
	case "says":
		if box := p.rect(rest, fmt.Sprintf("%dx%d", w.Bounds.Dx(), w.Bounds.Dy())); k.stale(box.Inset(-k.facade.margin), p.now) {
			k.again = p.now.Add(settle / 2)
		} else {
			p.s.do(func(tx *scene.Tx) { tx.Change(id, func(w *scene.Window) { w.Bounds = box }) })
			k.moved = true
		}
	case "cloaks", "uncloaks":
		k.cloaked = what == "cloaks"
	default:
		p.t.Fatalf("line %d: %q", p.line, what)
	}
}
