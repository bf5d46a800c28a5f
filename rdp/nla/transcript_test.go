package nla_test

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

	"oriel/rdp/nla"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
)

// Transcripts are what xfreerdp and the server have said to each other, within
// TLS, with a random source and a clock that are the same each time; likewise
// of FreeRDP 3 (3.30) and of our own client, with the Early User Authorization
// Result that Debian's xfreerdp does not know. A file of testdata/transcripts
// has the server's public key (k), each client's (>) and server's message (<),
// and the outcome (=). go test -run Transcripts -record makes them anew, those
// of FreeRDP 3 if it is told where that is.

var (
	record   = flag.Bool("record", false, "record transcripts")
	freerdp3 = flag.String("freerdp3", "", "record by the xfreerdp of FreeRDP 3 that is at this path, too")
)

// epoch is the clock of all transcripts.
var epoch = time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)

func transcriptFile(name string) string {
	return filepath.Join("testdata", "transcripts", name+".txt")
}

// transcriptServer is the server of a transcript, by its name.
func transcriptServer(name string, key []byte) *nla.Server {
	var version uint32 = 6
	fmt.Sscanf(name[strings.LastIndex(name, "-")+1:], "v%d", &version)
	return nla.NewServer(nla.Config{
		PublicKey: key, Random: rand.New(rand.NewSource(3)), MaxVersion: version, EarlyUserAuth: !strings.HasPrefix(name, "xfreerdp"),
		Account: func(user, _ string) ([16]byte, bool) { return nla.NTHash("pässword"), user == "u" },
	})
}

// A transcript is written while it happens.
type transcript struct {
	lines []string
}

func (tr *transcript) step(s *nla.Server, in []byte, out *svc.Outbox) error {
	tr.lines = append(tr.lines, "> "+hex.EncodeToString(in))
	err := s.Step(in, epoch, out)
	for i := range out.Len() {
		tr.lines = append(tr.lines, "< "+hex.EncodeToString(out.Message(i)))
	}
	return err
}

func (tr *transcript) write(t *testing.T, name string, key []byte, s *nla.Server, err error) {
	t.Helper()
	head := []string{"# " + name, "k " + hex.EncodeToString(key)}
	b := strings.Join(append(append(head, tr.lines...), outcome(s, err)), "\n") + "\n"
	if err := errors.Join(os.MkdirAll(filepath.Dir(transcriptFile("")), 0o755), os.WriteFile(transcriptFile(name), []byte(b), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func outcome(s *nla.Server, err error) string {
	user, domain := s.User()
	return fmt.Sprintf("= %s, version %d, user %q of %q, error %v", s.State(), s.Version(), user, domain, err)
}

// credentials are those that xfreerdp is started with.
var credentials = map[string][]string{
	"right":     {"/u:u", "/p:pässword"},
	"wrong":     {"/u:u", "/p:password"},
	"empty":     {"/u:u", "/p:"},
	"truncated": {"/u:u", "/p:pässwor"},
	"unknown":   {"/u:v", "/p:pässword"},
}

// recordings are the names of all transcripts.
func recordings() (names []string) {
	for version := 2; version <= 6; version++ {
		names = append(names, fmt.Sprintf("xfreerdp-right-v%d", version), fmt.Sprintf("hybrid_ex-right-v%d", version), fmt.Sprintf("freerdp3-right-v%d", version))
	}
	for _, c := range []string{"wrong", "empty", "truncated", "unknown"} {
		names = append(names, "xfreerdp-"+c+"-v6", "hybrid_ex-"+c+"-v6", "freerdp3-"+c+"-v6")
	}
	return names
}

// recordFreeRDP records what Debian's client says, or a newer one with
// HYBRID_EX.
func recordFreeRDP(t *testing.T, name string) {
	t.Helper()
	tr := &transcript{}
	parts := strings.Split(name, "-")
	program, offered, sec := "xfreerdp", x224.ProtocolHybrid, "/sec:nla"
	if parts[0] == "freerdp3" {
		program, offered, sec = *freerdp3, x224.ProtocolHybrid|x224.ProtocolHybridEx, "/sec:ext"
	}
	_, key := certificate(t)
	s, log, err := freerdp(t, program, offered, transcriptServer(name, key), tr.step, append(slices.Clone(credentials[parts[1]]), sec)...)
	if len(tr.lines) == 0 {
		t.Fatalf("%v\n%s", err, log)
	}
	if s.nla.Done() {
		err = nil // what came afterwards is not ours
	}
	tr.write(t, name, key, s.nla, err)
}

// recordOurs records what our client says, which knows HYBRID_EX.
func recordOurs(t *testing.T, name string) {
	t.Helper()
	_, key := certificate(t)
	s := transcriptServer(name, key)
	tr := &transcript{}
	err := converse(ourClient(name, key), s, tr.step)
	tr.write(t, name, key, s, err)
}

func ourClient(name string, key []byte) *nla.Client {
	cfg := nla.ClientConfig{PublicKey: key, Random: rand.New(rand.NewSource(4)), EarlyUserAuth: true, Workstation: "test", SPNEGO: true}
	for _, a := range credentials[strings.Split(name, "-")[1]] {
		if v, ok := strings.CutPrefix(a, "/u:"); ok {
			cfg.User = v
		} else {
			cfg.Password = strings.TrimPrefix(a, "/p:")
		}
	}
	return nla.NewClient(cfg)
}

// converse carries messages between both until neither has one, and returns
// the server's error.
func converse(c *nla.Client, s *nla.Server, step func(*nla.Server, []byte, *svc.Outbox) error) error {
	var up, down svc.Outbox
	var err error
	for c.Start(&up); up.Len() > 0 && err == nil; {
		msgs := messages(&up)
		for _, m := range msgs {
			if err = step(s, m, &down); err != nil {
				break
			}
		}
		for _, m := range messages(&down) {
			if c.Step(m, epoch, &up) != nil {
				return err
			}
		}
	}
	return err
}

func messages(out *svc.Outbox) (list [][]byte) {
	for i := range out.Len() {
		list = append(list, bytes.Clone(out.Message(i)))
	}
	out.Reset()
	return list
}

func readTranscript(t testing.TB, name string) (key []byte, lines []string) {
	t.Helper()
	f, err := os.Open(transcriptFile(name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		switch l := in.Text(); l[0] {
		case 'k':
			key = decodeHex(t, l[2:])
		case '#':
		default:
			lines = append(lines, l)
		}
	}
	if in.Err() != nil {
		t.Fatal(in.Err())
	}
	return key, lines
}

func decodeHex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestTranscripts has the server answer what clients have said, byte for byte
// as it did then; and our client say what it did.
func TestTranscripts(t *testing.T) {
	for _, name := range recordings() {
		t.Run(name, func(t *testing.T) {
			switch client, _, _ := strings.Cut(name, "-"); {
			case !*record, client == "freerdp3" && *freerdp3 == "":
			case client == "hybrid_ex":
				recordOurs(t, name)
			default:
				recordFreeRDP(t, name)
			}
			key, lines := readTranscript(t, name)
			s := transcriptServer(name, key)
			var got []string
			var out svc.Outbox
			var err error
			for _, l := range lines {
				if l[0] != '>' {
					continue
				}
				tr := transcript{}
				err = tr.step(s, decodeHex(t, l[2:]), &out)
				out.Reset()
				got = append(got, tr.lines...)
			}
			got = append(got, outcome(s, err))
			if a, b := strings.Join(got, "\n"), strings.Join(lines, "\n"); a != b {
				t.Errorf("%s\nwant\n%s", a, b)
			}
			if right := strings.Contains(name, "right"); s.Done() != right {
				t.Errorf("done: %v", s.Done())
			}
			if strings.HasPrefix(name, "hybrid_ex") {
				tr := transcript{}
				err := converse(ourClient(name, key), transcriptServer(name, key), tr.step)
				got := strings.Join(append(tr.lines, outcome(s, err)), "\n")
				if want := strings.Join(lines, "\n"); got != want {
					t.Errorf("our client:\n%s\nwant\n%s", got, want)
				}
			}
		})
	}
}

// TestEarlyUserAuthorizationResult looks at the bytes that end HYBRID_EX: a
// 32-bit AUTHZ_SUCCESS behind the credentials, which HYBRID does not have
// ([MS-RDPBCGR] 2.2.10.2).
func TestEarlyUserAuthorizationResult(t *testing.T) {
	for version := 2; version <= 6; version++ {
		for prefix, want := range map[string]string{"hybrid_ex": "< 00000000", "freerdp3": "< 00000000", "xfreerdp": ">"} {
			_, lines := readTranscript(t, fmt.Sprintf("%s-right-v%d", prefix, version))
			if last := lines[len(lines)-2]; !strings.HasPrefix(last, want) {
				t.Errorf("%s, version %d: %.40s, want %s", prefix, version, last, want)
			}
		}
	}
	// A delegated password that is not the proved one is denied.
	_, key := certificate(t)
	s := transcriptServer("hybrid_ex-x-v6", key)
	var last []byte
	err := converse(ourClient("hybrid_ex-right-v6", key), s, func(s *nla.Server, in []byte, out *svc.Outbox) error {
		if s.State() == "credentials" {
			in = append([]byte{}, in...)
			in[len(in)-1] ^= 1 // of the sealed credentials
		}
		err := s.Step(in, epoch, out)
		if n := out.Len(); n > 0 {
			last = bytes.Clone(out.Message(n - 1))
		}
		return err
	})
	if err == nil || !bytes.Equal(last, []byte{5, 0, 0, 0}) {
		t.Errorf("%v, %x; want AUTHZ_ACCESS_DENIED", err, last)
	}
}

// FuzzTranscripts changes a message of a real client.
func FuzzTranscripts(f *testing.F) {
	names := recordings()
	type sample struct {
		key  []byte
		sent [][]byte
	}
	var all []sample
	for i, name := range names {
		key, lines := readTranscript(f, name)
		s := sample{key: key}
		for _, l := range lines {
			if l[0] == '>' {
				m := decodeHex(f, l[2:])
				f.Add(uint8(i), uint8(len(s.sent)), m)
				s.sent = append(s.sent, m)
			}
		}
		all = append(all, s)
	}
	f.Fuzz(func(t *testing.T, which, at uint8, msg []byte) {
		i := int(which) % len(all)
		k := int(at) % len(all[i].sent)
		s := transcriptServer(names[i], all[i].key)
		var out svc.Outbox
		for _, m := range append(all[i].sent[:k:k], msg) {
			if s.Step(m, epoch, &out) != nil {
				return
			}
		}
		if s.Done() && !strings.Contains(names[i], "right") {
			t.Fatal("somebody else was let in")
		}
	})
}
