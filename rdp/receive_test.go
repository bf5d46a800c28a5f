package rdp

import (
	"encoding/hex"
	"errors"
	"image"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oriel/compositor/audio"
	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/rdp/acceptor"
	"oriel/rdp/autodetect"
	"oriel/rdp/bcgr"
	"oriel/rdp/cliprdr"
	"oriel/rdp/drdynvc"
	"oriel/rdp/egfx"
	"oriel/rdp/mcs"
	"oriel/rdp/rail"
	"oriel/rdp/svc"
)

// still is a desktop on which nothing happens.
type still struct{ board *clip.Board }

func (still) Attach(scene.Viewer) scene.Attachment         { return still{} }
func (still) Drawn([]scene.Drawn)                          {}
func (still) Detach()                                      {}
func (still) Input(seat.Event)                             {}
func (still) Wish(scene.WindowID, scene.Wish)              {}
func (still) SetOutputs([]scene.Output)                    {}
func (still) Notify(scene.NotifyIconID, scene.NotifyEvent) {}
func (d still) Clipboard() *clip.Board                     { return d.board }
func (still) Audio() (audio.Playback, audio.Capture)       { return audio.Silence{}, audio.Silence{} }

const testMessageChannel = 1009

var testChannels = []acceptor.Channel{{Name: "drdynvc", ID: 1004}, {Name: "cliprdr", ID: 1005}, {Name: "rail", ID: 1006}}

// activeSession returns a session as it is after activation, of a RemoteApp
// client with everything, which shows v.
func activeSession(t testing.TB, v scene.View) *session {
	return activeSessionOf(t, v, func(*acceptor.Result) {})
}

func activeSessionOf(t testing.TB, v scene.View, change func(*acceptor.Result)) *session {
	srv := New(Config{Desktop: still{clip.NewBoard()}, Log: slog.New(slog.DiscardHandler)})
	srv.begin()
	t.Cleanup(srv.finish)
	acc := acceptor.New(acceptor.Config{})
	peer := acc.Result()
	*peer = acceptor.Result{
		Core: mcs.ClientCore{EarlyFlags: mcs.SupportDynvcGFX}, Channels: testChannels, IOChannel: 1003,
		MessageChannel: testMessageChannel, Network: autodetect.New(autodetect.Config{Detect: true, Heartbeat: true}),
		Info: bcgr.ClientInfo{Flags: bcgr.InfoRAIL | bcgr.InfoHiDefRAIL}, Width: 640, Height: 480, Depth: 32,
		Capabilities: bcgr.Capabilities{
			&bcgr.General{ExtraFlags: bcgr.FastPathOutput}, &bcgr.RemotePrograms{Level: railLevel},
			&bcgr.WindowList{Level: bcgr.WindowSupportedEx},
		},
	}
	change(peer)
	w := newWriter(io.Discard)
	go w.run()
	t.Cleanup(func() { w.close(); <-w.done })
	s := &session{
		srv: srv, desk: srv.newGate(), log: srv.cfg.Log, acc: acc, peer: peer, w: w, want: v, stop: make(chan error, 1),
		link: &link{w: w, io: peer.IOChannel, fastPath: true, chunk: svc.DefaultChunk},
	}
	s.desk.lead.Store(true)
	s.desk.hands.Store(true)
	s.begin()
	t.Cleanup(s.end)
	return s
}

// request is a frame of the client's with data on a channel.
func request(channel uint16, data []byte) []byte {
	if len(data) > mcs.MaxData {
		data = data[:mcs.MaxData]
	}
	return append(mcs.AppendSendDataRequest(nil, 1007, channel, len(data)), data...)
}

// chunk is a message of a static channel.
func chunk(channel uint16, msg []byte) []byte {
	h := svc.Header{Length: uint32(len(msg)), Flags: svc.First | svc.Last}
	return request(channel, append(h.AppendTo(nil), msg...))
}

func appendOne(m interface{ AppendTo([]byte) []byte }) []byte { return m.AppendTo(nil) }

// recordedSessions are the frames that real clients have sent in sessions,
// with the ids that the channels have here (see TestRecordSessions).
func recordedSessions(t testing.TB) (sessions [][][]byte) {
	t.Helper()
	files, err := filepath.Glob("testdata/sessions/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no recorded sessions: ", err)
	}
	ids := map[string]uint16{"io": 1003, "drdynvc": 1004, "cliprdr": 1005, "rail": 1006, "message": testMessageChannel}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var frames [][]byte
		for line := range strings.Lines(string(b)) {
			name, text, _ := strings.Cut(strings.TrimSpace(line), " ")
			data, err := hex.DecodeString(text)
			if err != nil {
				t.Fatal(err)
			}
			if id := ids[name]; id != 0 {
				frames = append(frames, request(id, data))
			} else if name == "fast" {
				frames = append(frames, data)
			}
		}
		sessions = append(sessions, frames)
	}
	return sessions
}

// TestRecordedSessions: what real clients send is taken without complaint.
func TestRecordedSessions(t *testing.T) {
	for i, frames := range recordedSessions(t) {
		s := activeSession(t, scene.View{})
		for k, f := range frames {
			// What is the acceptor's comes to one that is not where theirs was.
			err := s.receive(f)
			if err != nil && !errors.Is(err, acceptor.ErrSequence) && !errors.Is(err, errGoodbye) && !strings.HasPrefix(err.Error(), "negotiate:") {
				t.Errorf("session %d, frame %d: %v", i, k, err)
			}
		}
		for _, c := range s.channels {
			if c.bad > 0 {
				t.Errorf("session %d: %d bad messages on channel %s", i, c.bad, c.name)
			}
		}
	}
}

// FuzzReceive sends a session what a client may send, well or malformed, and
// lets it draw in between.
func FuzzReceive(f *testing.F) {
	caps := egfx.Append(nil, &egfx.CapsAdvertise{Sets: egfx.DefaultCaps()})
	ack := egfx.Append(nil, &egfx.FrameAcknowledge{FrameID: 1, TotalFramesDecoded: 1})
	share := bcgr.AppendData(nil, 0, 1007, &bcgr.RefreshRect{Areas: []bcgr.Rect{{Right: 9, Bottom: 9}}})
	for _, m := range [][]byte{
		chunk(1004, appendOne(&drdynvc.CapsResponse{Version: 2})),
		chunk(1004, appendOne(&drdynvc.CreateResponse{ChannelID: 1})),
		chunk(1004, appendOne(&drdynvc.Data{ChannelID: 1, Data: caps})),
		chunk(1004, appendOne(&drdynvc.Data{ChannelID: 1, Data: ack})),
		chunk(1006, rail.Append(nil, &rail.Handshake{})),
		chunk(1006, rail.Append(nil, &rail.ClientStatus{Flags: rail.DefaultStatus})),
		chunk(1006, rail.Append(nil, &rail.Exec{ExeOrFile: "||x"})),
		chunk(1006, rail.Append(nil, &rail.WindowMove{WindowID: 1, Rect: rail.Rect{Right: 50, Bottom: 40}})),
		chunk(1005, cliprdr.Append(nil, &cliprdr.FormatList{Formats: []cliprdr.Format{{ID: 13}}})),
		request(1003, share),
		request(1003, bcgr.AppendData(nil, 0, 1007, &bcgr.SuppressOutput{})),
		bcgr.AppendFastPathInput(nil, []bcgr.InputEvent{{Kind: bcgr.InputScancode, Code: 30}, {Kind: bcgr.InputMouse, X: 5}}),
		{0x03, 0x00, 0x00, 0x07, 0x02, 0xF0, 0x80},
	} {
		f.Add(m, []byte{})
		f.Add(chunk(1004, appendOne(&drdynvc.CreateResponse{ChannelID: 1})), m)
	}
	for _, session := range recordedSessions(f) {
		for i := 1; i < len(session); i++ {
			f.Add(session[i-1], session[i])
		}
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		var v scene.View
		st := newStage(true)
		st.add("one", image.Rect(10, 10, 60, 50))
		v, st.view = st.view, scene.View{}
		s := activeSession(t, v)
		prelude := [][]byte{
			chunk(1004, appendOne(&drdynvc.CapsResponse{Version: 2})),
			chunk(1004, appendOne(&drdynvc.CreateResponse{ChannelID: 1})),
			chunk(1004, appendOne(&drdynvc.Data{ChannelID: 1, Data: caps})),
			chunk(1006, rail.Append(nil, &rail.Handshake{})),
		}
		for _, m := range append(prelude, a, b, chunk(1004, a), chunk(1005, b), chunk(1006, a), request(1003, b)) {
			if s.receive(m) != nil || s.advance(time.Now()) != nil {
				return // ends the session, which is all it may do
			}
			if s.paint.busy {
				s.paint.pass()
				<-s.paint.frame.done
				if s.paint.encoded(time.Now()) != nil {
					return
				}
			}
		}
	})
}
