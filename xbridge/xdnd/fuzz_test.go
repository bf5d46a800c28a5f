package xdnd

import (
	"encoding/binary"
	"image"
	"reflect"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
	"oriel/xbridge/xconn"
)

var fuzzAtoms = xconn.Atoms{
	"XdndEnter": 1, "XdndPosition": 2, "XdndStatus": 3, "XdndLeave": 4, "XdndDrop": 5, "XdndFinished": 6,
	"XdndActionCopy": copyOf, "XdndActionMove": moveOf, "XdndActionAsk": askOf,
}

// clientMessage makes an event of a kind and five words.
func clientMessage(kind byte, b []byte) xproto.ClientMessageEvent {
	words := make([]uint32, 5)
	for i := range words {
		words[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return xproto.ClientMessageEvent{Format: 32, Type: xproto.Atom(kind % 8), Data: xproto.ClientMessageDataUnionData32New(words)}
}

// FuzzClientMessages lets X apps say anything, between what users and Wayland
// apps do. A source that has been dropped hears of the end once, and nothing is
// left when all is ended.
func FuzzClientMessages(f *testing.F) {
	step := func(op byte, words ...uint32) []byte {
		b := []byte{op}
		for _, w := range words {
			b = binary.LittleEndian.AppendUint32(b, w)
		}
		return append(b, make([]byte, 21-len(b))...)
	}
	f.Add(append(append(step(8), step(1, 51, 5<<24, 21)...), append(step(2, 51, 0, 20, 8, copyOf), step(5, 51, 0, 9)...)...))
	f.Add(append(append(step(9), step(3, 100, 1, 0, 0, moveOf)...), append(step(10), step(6, 100, 1, moveOf)...)...))
	f.Add(append(step(1, 51, 5<<24|1), step(12, 1)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		g := newGuest()
		g.out = outgoing{cfg: g.c.config(), x: g.x}
		g.x.windows = []target{{100, 100, 100, 5}, {200, 201, 200, 3}}
		var drops []*counted
		src := &counted{}
		for ; len(b) >= 21; b = b[21:] {
			op, arg := b[0]%16, binary.LittleEndian.Uint32(b[1:])
			switch op {
			case 8:
				g.in.handleOwner(xproto.Window(arg % 3))
			case 9:
				g.out.over(src, image.Pt(int(arg%400), 0), clip.Action(arg>>16)&7, clip.Action(arg>>19)&7)
				if g.x.owned != nil && arg&1 != 0 {
					g.x.owned(1)
				}
			case 10:
				g.out.drop(src)
				drops = append(drops, src)
				src = &counted{}
			case 11:
				g.out.leave(src)
			case 12:
				g.c.now = g.c.now.Add(time.Duration(arg) * time.Microsecond)
			case 13:
				g.out.handleGone(xproto.Window(arg % 256))
			case 14:
				if s := g.in.src; s != nil {
					s.Finished(clip.Action(arg) & 7)
				}
			case 15:
				if s := g.in.src; s != nil {
					s.Status(clip.Action(arg) & 7)
				}
			default:
				m, ok := parse(fuzzAtoms, clientMessage(op, b[1:]))
				if !ok {
					continue
				}
				roundTrip(t, m)
				g.out.handle(m)
				g.in.handle(m)
			}
			g.settle()
			g.out.turn()
			g.in.turn()
			*g.log = nil
		}
		g.out.end(0)
		g.in.cancel()
		if g.out.src != nil || g.in.src != nil || g.in.dragging {
			t.Error("something goes on")
		}
		for _, s := range drops {
			if s.ends != 1 {
				t.Errorf("a source heard %d times of the end", s.ends)
			}
		}
	})
}

// A counted source counts how often it hears of the end.
type counted struct {
	fakeSource
	ends int
}

func (*counted) Status(clip.Action)     {}
func (c *counted) Finished(clip.Action) { c.ends++ }

// roundTrip checks that a message that was read is written with the same meaning.
func roundTrip(t *testing.T, m any) {
	t.Helper()
	kind, words := pack(m)
	again, ok := parse(fuzzAtoms, xproto.ClientMessageEvent{
		Format: 32, Type: fuzzAtoms[kind], Data: xproto.ClientMessageDataUnionData32New(words[:]),
	})
	if !ok || !reflect.DeepEqual(again, m) {
		t.Errorf("%+v became %+v", m, again)
	}
}
