package link

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

var someClients = []ClientInfo{
	{ID: 3, Address: "10.0.0.1:4000", Name: "büro", User: "me", Profile: "rail", Codec: "planar", Build: 2600,
		Version: "10.7", Security: "NLA, TLS 1.3", Leads: true, Rate: 1e6,
		Why: "a fast line", Choices: []Choice{{"planar", 1, 2, 3}, {Name: "copy"}},
		Width: 1920, Height: 1080, Scale: 1.5, Frames: 7, Bytes: 1 << 40, RTT: time.Millisecond, Age: time.Hour},
	{ID: 4, Address: "unix"},
}

// execute waits for what becomes of a program.
func execute(c *Client, p Program) error {
	done := make(chan error, 1)
	c.Exec(p, func(err error) { done <- err })
	return <-done
}

func TestProgramsAreStartedOnTheOtherSide(t *testing.T) {
	s := NewServer(newDesktop(t))
	var mu sync.Mutex
	var got []Program
	s.Exec = func(p Program) error {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, p)
		switch p.Name {
		case "term":
			return nil
		case "broken":
			return errors.New("no memory")
		case "lost":
			return fmt.Errorf("%q: %w", p.Name, fs.ErrNotExist)
		}
		return fmt.Errorf("%q: %w", p.Name, ErrNotAllowed)
	}
	c, _ := connect(t, s)
	for alias, want := range map[string]error{"term": nil, "broken": ErrExec, "lost": fs.ErrNotExist, "other": ErrNotAllowed, "te\x00rm": nil} {
		if err := execute(c, Program{Name: alias}); !errors.Is(err, want) {
			t.Errorf("%q: %v", alias, err)
		}
	}
	all := Program{"term", true, true, "/home/é", "a\tb \"c\"", true, true}
	if err := execute(c, all); err != nil {
		t.Error(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(got) != 6 || got[5] != all {
		t.Errorf("asked for %+v", got)
	}
}

func TestWithoutProgramsNoneIsStarted(t *testing.T) {
	c, v := connect(t, NewServer(newDesktop(t)))
	if err := execute(c, Program{Name: "term"}); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("%v", err)
	}
	v.cancel()
	<-c.Done()
	if err := execute(c, Program{Name: "term"}); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("without a link: %v", err)
	}
}

func TestALinkThatEndsAnswersAll(t *testing.T) {
	s := NewServer(newDesktop(t))
	begun, end := make(chan struct{}), make(chan struct{})
	s.Exec = func(Program) error {
		close(begun)
		<-end
		return nil
	}
	c, v := connect(t, s)
	done := make(chan error, 1)
	c.Exec(Program{Name: "slow"}, func(err error) { done <- err })
	<-begun
	v.cancel()
	if err := <-done; !errors.Is(err, ErrNoAnswer) {
		t.Errorf("%v", err)
	}
	close(end)
}

func TestPeopleAreToldWhoIsConnected(t *testing.T) {
	s := NewServer(newDesktop(t))
	ctx := context.Background()
	if list, err := s.Clients(ctx); len(list) != 0 || err != nil {
		t.Errorf("without a backend: %v, %v", list, err)
	}
	_, conn := serve(t, s)
	c := NewClient(conn)
	gone := make(chan uint32, 1)
	long := ClientInfo{Name: strings.Repeat("ä", 500), Codec: "a\x1b[2Jb", RTT: -1}
	c.Clients = func() []ClientInfo { return append(someClients[:2:2], long) }
	c.Disconnect = func(id uint32) { gone <- id }
	ctx, cancel := context.WithCancel(ctx)
	go func() { _ = c.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-c.Done() })
	until(t, "the peer", func() bool { return len(s.all()) == 1 })
	list, err := s.Clients(ctx)
	if err != nil || len(list) != 3 || !reflect.DeepEqual(list[:2], someClients) {
		t.Fatalf("%+v, %v", list, err)
	}
	if l := list[2]; len(l.Name) != 254 || l.Codec != "a[2Jb" || l.RTT != 0 {
		t.Errorf("%+v", l)
	}
	s.Disconnect(4)
	if id := <-gone; id != 4 {
		t.Errorf("client %d is to go", id)
	}
}

func TestABackendThatStandsStillHoldsUpNobody(t *testing.T) {
	s := NewServer(newDesktop(t))
	v, conn := serve(t, s)
	if err := conn.Send(appendHello(nil, 1)); err != nil {
		t.Fatal(err)
	}
	until(t, "the peer", func() bool { return len(s.all()) == 1 })
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	for range 2 * maxMail { // asked once, however often
		if _, err := s.Clients(ctx); !errors.Is(err, ErrNoAnswer) {
			t.Fatalf("%v", err)
		}
	}
	// Late is not wrong; an answer that nobody asked for is.
	for range 2 {
		if err := conn.Send(appendClients(nil, someClients)); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.wait(); !errors.Is(err, ErrProtocol) {
		t.Errorf("%v", err)
	}
}
