package link

import (
	"errors"
	"image"
	"os"
	"testing"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// TestBadClient sends what no Client sends. The link ends, what it held is
// given back, and the desktop goes on.
func TestBadClient(t *testing.T) {
	msg := func(kind byte, b ...byte) []byte { return append(begin(nil, kind, 0), b...) }
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"a byte":              {[]byte{kindReport}, ErrProtocol},
		"an unknown kind":     {msg(200), ErrProtocol},
		"the Server's kind":   {msg(kindDiff, 0, 0, 0, 0), ErrProtocol},
		"flags":               {begin(nil, kindDetach, 1), ErrProtocol},
		"a second Hello":      {appendHello(nil, 1), ErrProtocol},
		"an empty report":     {msg(kindReport, make([]byte, 8)...), ErrProtocol},
		"a short report":      {msg(kindReport, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0), ErrProtocol},
		"a strange release":   {msg(kindReport, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0), ErrProtocol},
		"a double release":    {msg(kindReport, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), ErrProtocol},
		"much credit":         {msg(kindReport, 16, 0, 0, 0, 0, 0, 0, 0), ErrProtocol},
		"too much credit":     {msg(kindReport, 17, 0, 0, 0, 0, 0, 0, 0), ErrProtocol},
		"an unknown event":    {msg(kindInput, 99), ErrProtocol},
		"a bad key":           {msg(kindInput, eventKey, 0, 0, 1), ErrProtocol},
		"bytes after the end": {append(appendEvent(begin(nil, kindInput, 0), seat.ReleaseAll{}), 0), ErrProtocol},
		"many outputs":        {msg(kindOutputs, 255, 255), ErrProtocol},
		"an endless output":   {appendOutputs(begin(nil, kindOutputs, 0), []scene.Output{{Bounds: image.Rect(0, 0, 1<<20, 1)}}), ErrProtocol},
		"an endless window":   {appendWish(nil, 1, scene.Wish{What: scene.WantBounds, Bounds: image.Rect(0, 0, 1<<20, 1)}), ErrProtocol},
		"many types":          {msg(kindOffer, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255), ErrProtocol},
		"an unknown action":   {appendNotify(nil, 1, scene.NotifyEvent{Action: 99}), ErrProtocol},
		"half an action":      {appendNotify(nil, 1, scene.NotifyEvent{})[:header+6], ErrProtocol},
		"noise":               {[]byte("GET / HTTP/1.1\r\n\r\n"), ErrProtocol},
		"the longest":         {make([]byte, maxMessage), ErrProtocol},
	} {
		t.Run(name, func(t *testing.T) {
			noBuffers(t)
			comp := newDesktop(t)
			show(comp, "window", heap(1, 1, 1))
			s := NewServer(comp)
			v, conn := serve(t, s)
			r := newRaw(t, conn, 2)
			r.attach(1)
			r.receive(kindDiff)
			r.send(c.b)
			if err := v.wait(); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if st := s.Stats(); st.Peers != 0 || st.Holds != 0 {
				t.Errorf("stats %+v", st)
			}
			if !comp.Do(func(*scene.Tx) {}) {
				t.Error("the desktop has ended")
			}
		})
	}
}

func TestBadGreetings(t *testing.T) {
	hello := appendHello(nil, 1)
	other := appendHello(nil, 1)
	other[header+4] = 9
	wrong := appendHello(nil, 1)
	wrong[header] = 'X'
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"another version": {other, ErrVersion},
		"another magic":   {wrong, ErrProtocol},
		"much credit":     {appendHello(nil, maxCredit+1), ErrProtocol},
		"no Hello":        {begin(nil, kindDetach, 0), ErrProtocol},
		"half of it":      {hello[:6], ErrProtocol},
	} {
		v, conn := serve(t, NewServer(newRecord()))
		if err := conn.Send(c.b); err != nil {
			t.Fatal(err)
		}
		if err := v.wait(); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// TestDescriptorsFromAClient: a Client that sends any is thrown out, and they
// are closed.
func TestDescriptorsFromAClient(t *testing.T) {
	v, conn := serve(t, NewServer(newRecord()))
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := conn.Send(appendHello(nil, 1), w); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if v.wait() == nil {
		t.Error("no error")
	}
	if n, err := r.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Error("the pipe is still open")
	}
}

func TestFlood(t *testing.T) {
	for name, c := range map[string]struct {
		b    []byte
		most int
	}{
		"events":      {appendEvent(begin(nil, kindInput, 0), seat.Motion{}), 4 * maxRate},
		"attachments": {append(begin(nil, kindAttach, 0), 1, 0, 0, 0), 4 * maxRate},
		"fetches":     {appendFetch(nil, fetch{}), 4 * maxRate},
	} {
		t.Run(name, func(t *testing.T) {
			v, conn := serve(t, NewServer(newDesktop(t)))
			if err := conn.Send(appendHello(nil, 0)); err != nil {
				t.Fatal(err)
			}
			for i := 0; conn.Send(c.b) == nil; i++ {
				if i > c.most {
					t.Fatal("nobody minds")
				}
			}
			if err := v.wait(); !errors.Is(err, ErrFlood) {
				t.Error(err)
			}
		})
	}
}

// TestBadServer sends a Client what no Server sends.
func TestBadServer(t *testing.T) {
	diff := func(b ...byte) []byte {
		return append(begin(nil, kindDiff, flagLast), append([]byte{1, 0, 0, 0}, b...)...)
	}
	plane := func(file, stride byte) []byte {
		b := make([]byte, 1+planeSize)
		b[0], b[5], b[13], b[17], b[21] = recPlane, file, stride, 1, 1
		le.PutUint32(b[25:], uint32(scene.XRGB8888))
		return b
	}
	window := make([]byte, 1+windowSize+4)
	window[0], window[1] = recWindow, 1
	icon := func(id, flags, images byte, more ...byte) []byte {
		b := make([]byte, 1+notifyIconSize)
		b[0], b[1], b[5], b[notifyIconSize] = recNotifyIcon, id, flags, images
		return append(b, more...)
	}
	file := []byte{recFile, 1, 0, 0, 0, 3, 0, 0, 0}
	p := newPool(t, 4096)
	regular := func() *os.File {
		f, err := reopen(p.fd)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	null := func() *os.File {
		f, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	join := func(parts ...[]byte) (b []byte) {
		for _, p := range parts {
			b = append(b, p...)
		}
		return b
	}
	for name, c := range map[string]struct {
		b     []byte
		files []*os.File
	}{
		"an unknown kind":          {b: begin(nil, 99, 0)},
		"an unknown record":        {b: diff(99)},
		"a plane of no window":     {b: diff(plane(1, 4)...)},
		"a plane of no file":       {b: diff(join(window, plane(1, 4))...)},
		"a file without fd":        {b: diff(file...)},
		"fds without a file":       {b: diff(), files: []*os.File{null()}},
		"a device":                 {b: diff(file...), files: []*os.File{null()}},
		"a file twice":             {b: diff(join(file, file)...), files: []*os.File{regular(), regular()}},
		"a plane beyond its file":  {b: diff(join(file, window, plane(1, 8))...), files: []*os.File{regular()}},
		"a hold twice":             {b: diff(join(file, window, plane(1, 4), plane(1, 4))...), files: []*os.File{regular()}},
		"a tray icon twice":        {b: diff(join(icon(1, 0, 0), icon(1, 0, 0))...)},
		"a tray icon without id":   {b: diff(icon(0, 0, 0)...)},
		"a tray icon without fd":   {b: diff(icon(1, 0, 1, 1, 0, 1, 0)...)},
		"a tray icon too large":    {b: diff(icon(1, 0, 1, 255, 255, 1, 0)...), files: []*os.File{null()}},
		"a tray icon of many":      {b: diff(icon(1, 0, 255)...), files: []*os.File{null()}},
		"flags of a tray icon":     {b: diff(icon(1, 4, 0)...)},
		"half a balloon":           {b: diff(icon(1, notifyInfoTip, 0, 1, 0)...)},
		"a window twice":           {b: diff(join(window, window)...)},
		"an unknown file to drop":  {b: append(begin(nil, kindForget, 0), 1, 0, 5, 0, 0, 0)},
		"unasked data":             {b: append(begin(nil, kindData, 0), 1, 0, 0, 0), files: []*os.File{null()}},
		"a paste without a pipe":   {b: append(begin(nil, kindPaste, 0), 1, 0, 0, 0, 0, 0, 0, 0)},
		"an offer with fds":        {b: (&offer{}).append(nil), files: []*os.File{null()}},
		"half a record":            {b: diff(window[:20]...)},
		"a cursor of another size": {b: diff(append([]byte{recCursor, cursorPixels, 4, 0, 4, 0}, make([]byte, 16)...)...), files: []*os.File{regular()}},
	} {
		t.Run(name, func(t *testing.T) {
			noBuffers(t)
			fds := openFiles(t)
			a, b := pair(t)
			cl := NewClient(b)
			cl.Attach(&eye{})
			ended := make(chan error, 1)
			go func() { ended <- cl.Run(t.Context()) }()
			for _, m := range [][]byte{appendHello(nil, 0), c.b} {
				var files []*os.File
				if &m[0] == &c.b[0] {
					files = c.files
				}
				if err := a.Send(m, files...); err != nil {
					t.Fatal(err)
				}
			}
			if err := <-ended; !errors.Is(err, ErrProtocol) {
				t.Errorf("got %v", err)
			}
			a.Close()
			for _, f := range c.files {
				f.Close()
			}
			if n := openFiles(t); n > fds-len(c.files) {
				t.Errorf("%d descriptors before, %d after", fds, n)
			}
		})
	}
}
