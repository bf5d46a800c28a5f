package link

import (
	"errors"
	"image"
	"os"
	"testing"

	"oriel/compositor/region"
	"oriel/compositor/scene"
)

// FuzzUp decodes what a backend may send. What decodes must encode to the
// same bytes again, where there is only one way to write it.
func FuzzUp(f *testing.F) {
	f.Add(appendHello(nil, 2))
	f.Add(append(begin(nil, kindAttach, 0), 1, 0, 0, 0))
	rep := report{1, []uint32{1, 2}, []scene.Drawn{{Window: 3, Seq: 4}}}
	b, _ := rep.append(nil)
	f.Add(b)
	for _, e := range allEvents {
		f.Add(appendEvent(begin(nil, kindInput, 0), e))
	}
	f.Add(appendWish(nil, 5, scene.Wish{What: scene.WantBounds, Bounds: image.Rect(1, 2, 3, 4)}))
	f.Add(appendOutputs(begin(nil, kindOutputs, 0), []scene.Output{{ID: 1, Name: "x", Bounds: image.Rect(0, 0, 9, 9), Scale: 1}}))
	f.Add((&offer{1, 2, []string{"text/plain"}}).append(nil))
	f.Add(appendFetch(nil, fetch{1, 2, 3}))
	f.Add(append(begin(nil, kindSound, 0), 1))
	f.Add(appendExec(nil, 7, Program{Name: "term", Alias: true, Args: "-e \t x"}))
	f.Add(append(begin(nil, kindFault, 0), 1, 0, 0, 0))
	f.Add(appendClients(nil, someClients))
	f.Add(appendNotify(nil, 7, scene.NotifyEvent{Action: scene.NotifyContextMenu, At: image.Pt(1270, -5)}))
	var m up
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > maxMessage || m.read(b) != nil {
			return
		}
		var again []byte
		switch m.kind {
		case kindInput:
			if !validEvent(m.event) {
				t.Fatalf("%#v", m.event)
			}
			again = appendEvent(begin(nil, kindInput, 0), m.event)
		case kindReport:
			again, _ = m.report.append(nil)
		case kindWish:
			again = appendWish(nil, m.window, m.wish)
		case kindNotify:
			again = appendNotify(nil, m.icon, m.notify)
		case kindOutputs:
			again = appendOutputs(begin(nil, kindOutputs, 0), m.outputs)
		case kindOffer:
			again = m.offer.append(nil)
		case kindFetch:
			again = appendFetch(nil, m.fetch)
		case kindExec:
			again = appendExec(nil, m.request, m.program)
		case kindClients:
			again = appendClients(nil, m.clients)
		default:
			return
		}
		if string(again) != string(b) {
			t.Fatalf("%x became %x", b, again)
		}
	})
}

// fakes is a store without files.
type fakes struct{ size map[uint32]int }

func (s *fakes) open(id uint32, size int, f *os.File) error {
	s.size[id] = size
	return nil
}

func (s *fakes) buffer(_, file uint32, offset int, p scene.Pixels) (*scene.Buffer, error) {
	if !validPixels(p, offset, s.size[file]) {
		return nil, errors.New("outside")
	}
	return scene.NewBuffer(p, nil), nil
}

func (s *fakes) blob(_ *os.File, size int) ([]byte, error) {
	if size > maxIcons*4*maxSide*maxSide {
		return nil, errors.New("a large picture")
	}
	return make([]byte, size), nil
}

// FuzzDown decodes what a compositor may send: Diffs, and the rest.
func FuzzDown(f *testing.F) {
	for _, b := range sampleDiffs(f) {
		f.Add(b, uint8(3))
	}
	f.Add(append(begin(nil, kindForget, 0), 1, 0, 5, 0, 0, 0), uint8(0))
	f.Add((&offer{1, 2, []string{"text/plain"}}).append(nil), uint8(0))
	f.Add(append(begin(nil, kindData, 0), 1, 0, 0, 0), uint8(1))
	f.Add(append(begin(nil, kindPaste, 0), 1, 0, 0, 0, 0, 0, 0, 0), uint8(1))
	f.Add(append(begin(nil, kindLaunched, 0), 1, 0, 0, 0, 3), uint8(0))
	f.Add(append(begin(nil, kindDisconnect, 0), 1, 0, 0, 0), uint8(0))
	f.Fuzz(func(t *testing.T, b []byte, fds uint8) {
		if len(b) > maxMessage {
			return
		}
		var m down
		_ = m.read(b)
		before := scene.LiveBuffers()
		dec := decoder{store: &fakes{map[uint32]int{}}}
		// A nil *os.File can be closed and is no descriptor.
		done, err := dec.read(b, make([]*os.File, fds%8))
		if err == nil && done {
			var v scene.View
			gen, d := dec.take()
			_ = gen
			settle(&d, &v)
			v.Apply(d.Clone())
			s := snapshot(&v)
			s.Merge(d)
			s.Release()
			v.Release()
		}
		dec.drop()
		if n := scene.LiveBuffers() - before; n != 0 {
			t.Fatalf("%d buffers are left", n)
		}
	})
}

// sampleDiffs are the messages of a rich Diff.
func sampleDiffs(t testing.TB) (msgs [][]byte) {
	t.Helper()
	a, _ := pair(t)
	p := newPeer(NewServer(newRecord()), a)
	defer p.close()
	c := contentOf(heap(3, 2, 1))
	c.Shape = []image.Rectangle{image.Rect(0, 0, 1, 1), image.Rect(1, 1, 2, 2)}
	c.Damage = region.Of(image.Rect(0, 0, 1, 1), image.Rect(2, 0, 3, 1))
	d := scene.Diff{
		Windows: []scene.WindowDiff{{Changed: windowFields, Window: scene.Window{
			ID: 1, Title: "title 😀", AppID: "app", Content: c, Bounds: image.Rect(1, 2, 4, 4),
			Icon: &scene.Icon{Images: []scene.IconImage{{Width: 1, Height: 1, Pix: []byte{1, 2, 3, 4}}}},
		}}},
		Gone: []scene.WindowID{2, 3}, Changed: sceneFields, Stack: []scene.WindowID{1}, Active: 1,
		Outputs: []scene.Output{{ID: 1, Name: "RDP-1", Scale: 1}},
		Cursor:  &scene.Cursor{Width: 1, Height: 1, Pix: []byte{1, 2, 3, 4}},
		Grab:    scene.Grab{Window: 1},
		NotifyIcons: []*scene.NotifyIcon{
			{ID: 3, ToolTip: "tip", AppID: "app", PID: 7, InfoTip: &scene.InfoTip{Serial: 1, Title: "t", Text: "text", Timeout: 5000}},
			{ID: 4, Hidden: true, Icon: &scene.Icon{Images: []scene.IconImage{{Width: 1, Height: 1, Pix: []byte{1, 2, 3, 4}}}}},
		},
	}
	if err := p.enc.diff(5, &d); err != nil {
		t.Fatal(err)
	}
	d.Release()
	from := 0
	for _, to := range p.enc.ends {
		msgs = append(msgs, append([]byte(nil), p.enc.b[from:to.b]...))
		from = to.b
	}
	_ = p.enc.send(errors.New("not this time"))
	return msgs
}
