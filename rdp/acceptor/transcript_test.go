package acceptor_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
	"oriel/rdp/connector"
	"oriel/rdp/mcs"
	"oriel/rdp/nla"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
)

// Transcripts are what real clients and the acceptor have said to each other,
// above TLS, with a random source and a clock that are the same each time. A
// file of testdata/transcripts has a line for each frame, client's (>) and
// server's (<), for the handshakes between them (@), and at last (=) for what
// the acceptor knows of the client by then. go test -run TestRecord -record
// makes them anew; look at what has changed before you commit it.

var record = flag.Bool("record", false, "record transcripts of the clients that are installed")

// A sample is a client and how it is started.
type sample struct {
	name   string
	change func(*acceptor.Config)
	argv   func(t *testing.T, addr string) []string
}

func transcriptConfig() acceptor.Config {
	return acceptor.Config{
		Protocols: x224.ProtocolSSL, Random: rand.New(rand.NewSource(7)), RAIL: bcgr.RAILSupported,
		Authenticate: func(u, _, p string) bool { return u == "u" && p == "p" },
	}
}

func freerdp(args ...string) func(*testing.T, string) []string {
	return func(t *testing.T, addr string) []string {
		return append(xfreerdp(t, "p", "/client-hostname:test")(addr), args...)
	}
}

func rdesktop(depth string) func(*testing.T, string) []string {
	return func(t *testing.T, addr string) []string {
		return []string{need(t, "rdesktop", "rdesktop"), "-u", "u", "-p", "p", "-n", "test", "-g", "800x600", "-a", depth, addr}
	}
}

func plain(c *acceptor.Config)  { c.AllowPlain = true }
func hybrid(c *acceptor.Config) { c.Protocols |= x224.ProtocolHybrid }

var samples = []sample{
	{"xfreerdp-tls", nil, freerdp("/sec:tls")},
	{"xfreerdp-nla", hybrid, freerdp("/sec:nla")},
	{"xfreerdp-plain", plain, freerdp("/sec:rdp")},
	{"xfreerdp-app", nil, freerdp("/sec:tls", "/app:||xterm")},
	{"xfreerdp-bitmaps", nil, freerdp("/sec:tls", "/bpp:16")},
	{"xfreerdp-channels", nil, freerdp("/sec:tls", "/sound", "/microphone", "/dynamic-resolution", "/network:auto", "+auto-reconnect")},
	{"xfreerdp-wrong-password", nil, freerdp("/sec:tls", "/p:wrong")},
	{"xfreerdp-refused", func(c *acceptor.Config) { c.Protocols = x224.ProtocolHybrid }, freerdp("/sec:tls")},
	{"rdesktop-16", nil, rdesktop("16")},
	{"rdesktop-24", nil, rdesktop("24")},
	{"rdesktop-32", nil, rdesktop("32")},
}

func (s sample) config() acceptor.Config {
	cfg := transcriptConfig()
	if s.change != nil {
		s.change(&cfg)
	}
	return cfg
}

// epoch is the clock of all transcripts.
var epoch = time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)

func transcriptFile(name string) string {
	return filepath.Join("testdata", "transcripts", name+".txt")
}

// outcome is the last line: who the client is, or why it was not let in.
func outcome(s *acceptor.Server, err error) string {
	r := s.Result()
	var names []string
	for _, c := range r.Channels {
		names = append(names, fmt.Sprintf("%s=%d", c.Name, c.ID))
	}
	return fmt.Sprintf("= %s, error %v, %v of %v, user %q, %dx%dx%d, build %d, channels %v, message channel %d, RAIL %v, fast path %v, %d sets, %v",
		s.State(), err, r.Selected, r.Requested, r.Info.User, r.Width, r.Height, r.Depth, r.Core.Build, names, r.MessageChannel, r.RAIL(), r.FastPathOutput(), len(r.Capabilities), r.Info)
}

// recorder writes the transcript of one connection.
type recorder struct {
	*conn
	lines []string
}

func (r *recorder) step(in []byte) error {
	r.lines = append(r.lines, "> "+hex.EncodeToString(in))
	err := r.s.Step(in, epoch, &r.out)
	for i := range r.out.Len() {
		r.lines = append(r.lines, "< "+hex.EncodeToString(r.out.Message(i)))
	}
	return errors.Join(err, r.flush())
}

// TestRecord records, if asked to.
func TestRecord(t *testing.T) {
	if !*record {
		t.Skip("without -record nothing is recorded")
	}
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			var rec *recorder
			_, log, err := clientProgramServe(t, s.config(), func(c *conn) error {
				rec = &recorder{conn: c}
				err := rec.serve()
				rec.lines = append(rec.lines, outcome(c.s, err))
				return err
			}, func(addr string) []string { return s.argv(t, addr) })
			if rec == nil {
				t.Fatalf("%v\n%s", err, log)
			}
			b := strings.Join(append([]string{"# " + s.name}, rec.lines...), "\n") + "\n"
			if err := os.MkdirAll(filepath.Dir(transcriptFile("")), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(transcriptFile(s.name), []byte(b), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// serve drives the acceptor, and NLA, until the session is active.
func (r *recorder) serve() error {
	for !r.s.Active() {
		in, err := r.frame()
		if err != nil {
			return fmt.Errorf("in state %s: %w", r.s.State(), err)
		}
		if err := r.step(in); err != nil {
			return err
		}
		if r.s.Wants() == acceptor.WantTLS {
			if err := r.startTLS(); err != nil {
				return err
			}
			r.lines = append(r.lines, "@ tls")
			r.s.TLSDone()
		}
		if r.s.Wants() == acceptor.WantCredSSP {
			if err := r.credSSP(); err != nil {
				return err
			}
			r.lines = append(r.lines, "@ credssp")
			r.s.CredSSPDone()
		}
	}
	return nil
}

func (r *recorder) credSSP() error {
	key, err := certificateKey()
	if err != nil {
		return err
	}
	auth := nla.NewServer(nla.Config{
		PublicKey: key, Random: rand.New(rand.NewSource(8)),
		Account: func(user, _ string) ([16]byte, bool) { return nla.NTHash("p"), user == "u" },
	})
	for !auth.Done() {
		in, err := r.message(nla.MessageLen)
		if err != nil {
			return err
		}
		if err := errors.Join(auth.Step(in, time.Now(), &r.out), r.flush()); err != nil {
			return err
		}
	}
	return nil
}

// A line is one of a transcript.
type line struct {
	kind byte // '>', '<', '@' or '='
	data []byte
	text string
}

func readTranscript(t testing.TB, name string) (lines []line) {
	t.Helper()
	f, err := os.Open(transcriptFile(name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		kind, text := in.Text()[0], in.Text()[2:]
		l := line{kind: kind, text: text}
		if kind == '>' || kind == '<' {
			if l.data, err = hex.DecodeString(text); err != nil {
				t.Fatal(err)
			}
		}
		if kind != '#' {
			lines = append(lines, l)
		}
	}
	if in.Err() != nil {
		t.Fatal(in.Err())
	}
	return lines
}

// TestTranscripts has the acceptor answer what real clients have said, byte
// for byte as it did then.
func TestTranscripts(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			lines := readTranscript(t, s.name)
			a := acceptor.New(s.config())
			var out svc.Outbox
			var last error
			said := 0 // messages of out that were compared
			for i, l := range lines {
				switch l.kind {
				case '>':
					if said != out.Len() {
						t.Fatalf("line %d: %d messages more than then", i, out.Len()-said)
					}
					out.Reset()
					said = 0
					last = a.Step(l.data, epoch, &out)
				case '<':
					if said == out.Len() {
						t.Fatalf("line %d: a message less than then", i)
					}
					if got := out.Message(said); !bytes.Equal(got, l.data) {
						t.Fatalf("line %d:\n%x, want\n%x", i, got, l.data)
					}
					said++
				case '@':
					a.TLSDone()
					if l.text == "credssp" {
						a.CredSSPDone()
					}
				case '=':
					if got := outcome(a, last); got != "= "+l.text {
						t.Errorf("%s\nwant = %s", got, l.text)
					}
				}
			}
			if said != out.Len() {
				t.Errorf("%d messages more than then", out.Len()-said)
			}
		})
	}
}

// TestOurTranscript is both ways: what the acceptor has said makes our client
// say what it did, and the other way round.
func TestOurTranscript(t *testing.T) {
	const name = "oriel"
	if *record {
		recordOurs(t, name)
	}
	lines := readTranscript(t, name)
	s, c := acceptor.New(transcriptConfig()), connector.New(ourConfig())
	var toS, toC svc.Outbox
	c.Start(&toS)
	next := func(out *svc.Outbox, who string, i int, want []byte) {
		t.Helper()
		if out.Len() == 0 || !bytes.Equal(out.Message(0), want) {
			t.Fatalf("line %d: the %s does not say\n%x", i, who, want)
		}
		rest := slices.Collect(func(yield func([]byte) bool) {
			for k := 1; k < out.Len() && yield(bytes.Clone(out.Message(k))); k++ {
			}
		})
		out.Reset()
		for _, m := range rest {
			out.AddBytes(m)
		}
	}
	for i, l := range lines {
		var err error
		switch l.kind {
		case '>':
			next(&toS, "client", i, l.data)
			err = s.Step(l.data, epoch, &toC)
		case '<':
			next(&toC, "server", i, l.data)
			err = c.Step(l.data, epoch, &toS)
		case '@':
			s.TLSDone()
			c.TLSDone(&toS)
		case '=':
			if got := outcome(s, nil); got != "= "+l.text {
				t.Errorf("%s\nwant = %s", got, l.text)
			}
		}
		if err != nil {
			t.Fatalf("line %d: %v", i, err)
		}
	}
	if toS.Len()+toC.Len() != 0 || !s.Active() || !c.Active() {
		t.Errorf("%d and %d messages are left; %s, %s", toS.Len(), toC.Len(), s.State(), c.State())
	}
}

func ourConfig() connector.Config {
	cfg := clientConfig(3)
	cfg.User, cfg.Domain, cfg.Password = "u", "", "p"
	cfg.Channels[1].Name, cfg.Channels[2].Name = "drdynvc", "cliprdr"
	cfg.Monitors = []mcs.Monitor{{Right: 1279, Bottom: 799, Flags: mcs.MonitorPrimary}}
	cfg.Reconnect = &bcgr.ReconnectCookie{LogonID: 7}
	return cfg
}

func recordOurs(t *testing.T, name string) {
	t.Helper()
	p := newPair(transcriptConfig(), ourConfig())
	lines := []string{"# " + name}
	for p.toS.Len()+p.toC.Len() > 0 {
		for _, f := range take(t, &p.toS) {
			lines = append(lines, "> "+hex.EncodeToString(f))
			if err := p.s.Step(f, epoch, &p.toC); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range take(t, &p.toC) {
			lines = append(lines, "< "+hex.EncodeToString(f))
			if err := p.c.Step(f, epoch, &p.toS); err != nil {
				t.Fatal(err)
			}
		}
		if p.s.Wants() == acceptor.WantTLS {
			lines = append(lines, "@ tls")
			p.s.TLSDone()
			p.c.TLSDone(&p.toS)
		}
	}
	lines = append(lines, outcome(p.s, nil))
	if err := os.WriteFile(transcriptFile(name), []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// FuzzTranscripts changes a frame of a real client.
func FuzzTranscripts(f *testing.F) {
	all := make([][]line, len(samples))
	for i, s := range samples {
		all[i] = readTranscript(f, s.name)
		for at, l := range all[i] {
			if l.kind == '>' {
				f.Add(uint8(i), uint8(at), l.data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, which, at uint8, frame []byte) {
		i := int(which) % len(samples)
		lines := all[i]
		at %= uint8(len(lines))
		a := acceptor.New(samples[i].config())
		var out svc.Outbox
		for k, l := range lines[:at+1] {
			switch {
			case k == int(at):
				a.Step(frame, epoch, &out)
			case l.kind == '>':
				a.Step(l.data, epoch, &out)
			case l.kind == '@':
				a.TLSDone()
				if l.text == "credssp" {
					a.CredSSPDone()
				}
			}
			out.Reset()
		}
	})
}
