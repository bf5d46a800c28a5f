package client

import (
	"bufio"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"strings"
	"time"

	"oriel/rdp/connector"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
)

// ErrFingerprint is a server whose certificate is not the expected one.
var ErrFingerprint = errors.New("the server has another certificate than expected")

// ErrNoLogon is a server that hangs up, without a reason, when it has got user
// and password.
var ErrNoLogon = errors.New("the server did not let the user in")

// stream reads frames.
type stream struct {
	net.Conn
	r *bufio.Reader
}

func newStream(c net.Conn) *stream { return &stream{c, bufio.NewReaderSize(c, 64<<10)} }

func (s *stream) Read(p []byte) (int, error) { return s.r.Read(p) }

// frame reads one frame into buf, which grows as needed.
func (s *stream) frame(buf []byte) ([]byte, error) {
	return s.message(buf, func(b []byte) (int, error) {
		n, _, err := x224.FrameLen(b)
		return n, err
	})
}

// message reads a message, whose length a function knows from its first bytes.
func (s *stream) message(buf []byte, length func([]byte) (int, error)) ([]byte, error) {
	n := 0
	for peek := 2; n == 0; peek++ {
		head, err := s.r.Peek(peek)
		if err != nil {
			return nil, err
		}
		if n, err = length(head); err != nil {
			return nil, err
		}
	}
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	_, err := io.ReadFull(s.r, buf)
	return buf, err
}

func (s *stream) send(out *svc.Outbox) error {
	defer out.Reset()
	var b []byte
	for i := range out.Len() {
		b = append(b, out.Message(i)...)
	}
	if len(b) == 0 {
		return nil
	}
	_, err := s.Write(b)
	return err
}

// Connect goes through the connection sequence and returns a running Session,
// which owns conn from then on. If it fails, conn is left to the caller.
func Connect(ctx context.Context, conn net.Conn, opt Options) (*Session, error) {
	opt.fill()
	unhook := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Now()) })
	s := newSession(opt)
	st, err := s.handshake(ctx, conn)
	if !unhook() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, errors.Join(ctx.Err(), err)
	}
	conn.SetDeadline(time.Time{})
	s.begin(st)
	return s, nil
}

// frameAcks is how many frames of surface bits may be on their way.
const frameAcks = 2

func (s *Session) config() connector.Config {
	o := &s.opt
	cfg := connector.Config{
		Protocols: o.protocols(), Width: o.Size.X, Height: o.Size.Y, Depth: o.Depth,
		User: o.User, Domain: o.Domain, Password: o.Password, Reconnect: o.Reconnect, Name: o.Name, Build: 1,
		KeyboardLayout: o.Layout, NoFastPath: o.SlowPath,
		GFX:  o.graphics(),
		RAIL: o.rail(), HiDef: o.Profile == RAIL,
		DesktopScale: uint32(math.Round(o.Scale * 100)), DeviceScale: 100,
	}
	cfg.SurfaceCommands, cfg.Codecs = o.bits()
	cfg.FrameAcks, cfg.MaxRequestSize = frameAcks, o.MaxUpdate
	cfg.Monitors, cfg.MonitorsEx = o.monitors()
	if o.NLA {
		cfg.Password = "" // the server has it by then
	}
	names := []string{"drdynvc"}
	if !o.NoClipboard {
		names = append(names, "cliprdr")
	}
	if o.rail() {
		names = append(names, "rail")
	}
	for _, n := range names {
		cfg.Channels = append(cfg.Channels, mcs.Channel{Name: n, Options: mcs.ChannelInitialized})
	}
	return cfg
}

func (s *Session) handshake(ctx context.Context, conn net.Conn) (*stream, error) {
	s.seq = connector.New(s.config())
	st := newStream(conn)
	var out svc.Outbox
	s.seq.Start(&out)
	for {
		if err := st.send(&out); err != nil {
			return nil, err
		}
		if s.seq.Active() {
			return st, nil
		}
		if s.seq.Wants() == connector.WantTLS {
			t := tls.Client(st, s.tlsConfig())
			if err := t.HandshakeContext(ctx); err != nil {
				return nil, fmt.Errorf("TLS: %w", err)
			}
			st = newStream(t)
			s.seq.TLSDone(&out)
			if s.seq.Wants() == connector.WantCredSSP {
				if err := s.credSSP(st, t, &out); err != nil {
					return nil, err
				}
				s.seq.CredSSPDone(&out)
			}
			continue
		}
		frame, err := st.frame(nil)
		if errors.Is(err, io.EOF) && s.seq.State() == "license" {
			err = fmt.Errorf("%w: %w", ErrNoLogon, err)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.seq.State(), err)
		}
		s.seq.Count(len(frame))
		if err := s.seq.Step(frame, time.Now(), &out); err != nil {
			return nil, err
		}
	}
}

// tlsConfig checks the certificate by its fingerprint alone: RDP servers sign
// their own.
func (s *Session) tlsConfig() *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true,
		VerifyConnection: func(cs tls.ConnectionState) error {
			if s.opt.Insecure && s.opt.Fingerprint == "" {
				return nil
			}
			sum := sha256.Sum256(cs.PeerCertificates[0].Raw)
			want := strings.ToLower(strings.ReplaceAll(s.opt.Fingerprint, ":", ""))
			if hex.EncodeToString(sum[:]) != want {
				return fmt.Errorf("%w; its SHA-256 is %x", ErrFingerprint, sum)
			}
			return nil
		},
	}
}
