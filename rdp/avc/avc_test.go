package avc_test

import (
	"encoding/binary"
	"errors"
	"image"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/rdp/avc"
	"oriel/rdp/avc/avctest"
	"oriel/rdp/workload"
)

// psnr compares r of two pictures of the same width, in decibels.
func psnr(a, b []byte, width int, r image.Rectangle) float64 {
	sum, n := 0.0, 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for i := 4 * (y*width + r.Min.X); i < 4*(y*width+r.Max.X); i++ {
			if i%4 < 3 {
				d := float64(a[i]) - float64(b[i])
				sum, n = sum+d*d, n+1
			}
		}
	}
	return 10 * math.Log10(255*255*float64(n)/max(sum, 1))
}

// TestFramesAreWhatADecoderUnderstands has libopenh264's decoder look at a
// video, at several sizes of frames.
func TestFramesAreWhatADecoderUnderstands(t *testing.T) {
	var e avc.Encoder
	avctest.Start(t, &e)
	if !strings.HasPrefix(e.Name(), "openh264 ") {
		t.Errorf("it is %q", e.Name())
	}
	for _, c := range []struct {
		bytes int
		least float64 // dB, of the worst frame
		most  int     // bytes of the frames after the first, on average
	}{{3000, 36, 3500}, {30000, 37, 5000}} {
		const width, height = 640, 480
		all := image.Rect(0, 0, width, height)
		s, err := e.Open(all.Size())
		if err != nil {
			t.Fatal(err)
		}
		d := avctest.NewDecoder(t)
		w, err := workload.New("video", width, height)
		if err != nil {
			t.Fatal(err)
		}
		var frame []byte
		worst, total := 99.0, 0
		for i := range 20 {
			w.Step()
			copy(s.Picture(), w.Pix)
			if frame, err = s.Encode(frame[:0], all, c.bytes); err != nil {
				t.Fatal(err)
			}
			pix, _, _ := d.Decode(frame)
			worst = min(worst, psnr(pix, w.Pix, width, all))
			if i > 0 {
				total += len(frame)
			}
		}
		t.Logf("frames of %d bytes: %d on average, %.1f dB at worst", c.bytes, total/19, worst)
		if worst < c.least || total/19 > c.most {
			t.Errorf("frames of %d bytes: %d on average, %.1f dB at worst", c.bytes, total/19, worst)
		}
		s.Close()
	}
}

// TestOnlyWhatChangedIsLookedAt: what is outside of it stays, whatever is in
// the memory; colours are those of the client.
func TestOnlyWhatChangedIsLookedAt(t *testing.T) {
	var e avc.Encoder
	avctest.Start(t, &e)
	s, err := e.Open(image.Pt(100, 50))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	size := s.Size()
	if size != image.Pt(112, 64) {
		t.Fatalf("the size is %v", size)
	}
	all := image.Rectangle{Max: size}
	d := avctest.NewDecoder(t)
	fill := func(b, g, r byte) {
		for i, p := 0, s.Picture(); i < len(p); i += 4 {
			p[i], p[i+1], p[i+2] = b, g, r
		}
	}
	want := make([]byte, len(s.Picture()))
	for i, c := range [][3]byte{{255, 255, 255}, {0, 0, 0}, {255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {200, 100, 50}} {
		r := all
		if i > 0 {
			r = image.Rect(16, 16, 48, 32)
		}
		fill(c[0], c[1], c[2])
		for y := r.Min.Y; y < r.Max.Y; y++ {
			copy(want[4*(y*size.X+r.Min.X):4*(y*size.X+r.Max.X)], s.Picture()[4*(y*size.X+r.Min.X):])
		}
		frame, err := s.Encode(nil, r, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		pix, width, height := d.Decode(frame)
		if width != size.X || height != size.Y {
			t.Fatalf("%d×%d", width, height)
		}
		inner := image.Rect(20, 20, 44, 28) // chroma is blurred at edges
		if p, q := psnr(pix, want, width, inner), psnr(pix, want, width, image.Rect(64, 40, 112, 64)); p < 35 || q < 35 {
			t.Errorf("colour %v: %.1f dB, beside it %.1f dB: % x instead of % x", c, p, q, pix[4*(24*width+30):][:4], want[4*(24*width+30):][:4])
		}
	}
}

func TestSizesAndSlotsAreLimited(t *testing.T) {
	var e avc.Encoder
	if _, err := e.Open(image.Pt(64, 64)); !errors.Is(err, avc.ErrNone) {
		t.Errorf("without a helper: %v", err)
	}
	avctest.Start(t, &e)
	for _, size := range []image.Point{{}, {0, 16}, {-5, 64}, {avc.MaxSide + 1, 16}, {16, avc.MaxSide + 1}, {2049, 2048}, {4096, 4096}} {
		if _, err := e.Open(size); !errors.Is(err, avc.ErrSize) {
			t.Errorf("%v: %v", size, err)
		}
	}
	var list []*avc.Stream
	for _, size := range []image.Point{{1, 1}, {4096, 16}, {16, 4096}, {2048, 2048}} {
		s, err := e.Open(size)
		if err != nil {
			t.Fatalf("%v: %v", size, err)
		}
		if b, err := s.Encode(nil, image.Rectangle{Max: s.Size()}, 10000); err != nil || len(b) == 0 {
			t.Errorf("%v: %d bytes, %v", size, len(b), err)
		}
		list = append(list, s)
	}
	if _, err := e.Open(image.Pt(64, 64)); !errors.Is(err, avc.ErrFull) {
		t.Errorf("one too many: %v", err)
	}
	list[2].Close()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(time.Millisecond) {
		s, err := e.Open(image.Pt(64, 64))
		if err == nil {
			s.Close()
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// TestTheHelperIsInACage looks at it from outside.
func TestTheHelperIsInACage(t *testing.T) {
	var e avc.Encoder
	cmd := avctest.Start(t, &e)
	dir := "/proc/" + strconv.Itoa(cmd.Process.Pid)
	text, err := os.ReadFile(dir + "/status")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"NoNewPrivs:\t1\n", "Seccomp:\t2\n", "CapEff:\t0000000000000000\n", "CapPrm:\t0000000000000000\n", "Threads:\t1\n"}
	if os.Getuid() == 0 {
		want = append(want, "Uid:\t65534\t65534\t65534\t65534\n", "Gid:\t65534\t65534\t65534\t65534\n", "Groups:\t \n")
	}
	for _, line := range want {
		if !strings.Contains(string(text), line) {
			t.Errorf("no %q in\n%s", line, text)
		}
	}
	limits, err := os.ReadFile(dir + "/limits")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Max core file size ", "Max file size "} {
		_, rest, ok := strings.Cut(string(limits), name)
		if f := strings.Fields(rest); !ok || len(f) < 2 || f[0] != "0" || f[1] != "0" {
			t.Errorf("%s is not 0:\n%s", name, limits)
		}
	}
	fds, err := os.ReadDir(dir + "/fd")
	if err == nil && len(fds) != 5 {
		t.Errorf("it has %d descriptors", len(fds))
	}
}

// TestWithoutItsLibraryTheHelperEndsContent: nobody starts it again.
func TestWithoutItsLibraryTheHelperEndsContent(t *testing.T) {
	program := avctest.Program(t)
	for _, library := range []string{"libnone.so.1", "/bin/true", "libc.so.6"} {
		ours, theirs, memory := avctest.Ends(t)
		cmd := exec.Command(program, library)
		cmd.ExtraFiles = []*os.File{theirs, memory}
		out, err := cmd.CombinedOutput()
		theirs.Close()
		if err != nil || !strings.HasPrefix(string(out), "<6>oriel-avc: "+library+" of version ") {
			t.Errorf("%s: %v: %s", library, err, out)
		}
		var e avc.Encoder
		if err := e.Attach(ours, memory); err == nil || e.Name() != "" {
			t.Errorf("%s: attached: %v", library, err)
		}
	}
	if out, err := exec.Command(program).CombinedOutput(); err == nil || !strings.HasPrefix(string(out), "usage: ") {
		t.Errorf("started by hand: %v: %s", err, out)
	}
}

// TestAHelperThatIsGoneOrHangsCostsLittle: its user hears of it in time, keeps
// the memory, and goes on with the next one.
func TestAHelperThatIsGoneOrHangsCostsLittle(t *testing.T) {
	var e avc.Encoder
	for _, sig := range []syscall.Signal{unix.SIGKILL, unix.SIGSTOP} {
		cmd := avctest.Start(t, &e)
		s, err := e.Open(image.Pt(64, 64))
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		if sig == unix.SIGKILL {
			_, _ = cmd.Process.Wait()
		}
		done := make(chan error, 1)
		go func() {
			_, err := s.Encode(nil, image.Rectangle{Max: s.Size()}, 1000)
			done <- err
		}()
		select {
		case err := <-done:
			if err == nil {
				t.Errorf("%v: a frame all the same", sig)
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("%v: waits for ever", sig)
		}
		if e.Name() != "" {
			t.Errorf("%v: it still counts as there", sig)
		}
		if _, err := e.Open(image.Pt(64, 64)); err == nil {
			t.Errorf("%v: another stream", sig)
		}
		e.Close()
		clear(s.Picture()) // it is still there
		s.Close()
	}
	avctest.Start(t, &e)
	s, err := e.Open(image.Pt(64, 64))
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

// TestTheHelperTrustsNobody sends requests that make no sense.
func TestTheHelperTrustsNobody(t *testing.T) {
	ours, theirs, memory := avctest.Ends(t)
	defer ours.Close()
	defer memory.Close()
	cmd := exec.Command(avctest.Program(t))
	cmd.ExtraFiles = []*os.File{theirs, memory}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	answer := make([]byte, 64)
	if n, err := ours.Read(answer); n != 32 || err != nil {
		t.Fatalf("hello: %d bytes, %v", n, err)
	}
	ask := func(r ...uint32) (status uint32) {
		t.Helper()
		b := make([]byte, 0, 32)
		for _, v := range r {
			b = binary.NativeEndian.AppendUint32(b, v)
		}
		if _, err := ours.Write(b); err != nil {
			t.Fatal(err)
		}
		if n, err := ours.Read(answer); n != 32 || err != nil || binary.NativeEndian.Uint32(answer) != r[1] {
			t.Fatalf("%d: %d bytes, %v", r, n, err)
		}
		return binary.NativeEndian.Uint32(answer[4:])
	}
	const open, encode, closing, big = 1, 2, 3, 1<<32 - 16
	for _, r := range [][]uint32{
		{0, 1, 0, 0, 0, 64, 64, 0}, {4, 2, 0, 0, 0, 64, 64, 0}, {open, 3, 4, 0, 0, 64, 64, 0}, {open, 4, big, 0, 0, 64, 64, 0},
		{open, 5, 0, 0, 0, 65, 64, 0}, {open, 6, 0, 0, 0, 0, 64, 0}, {open, 7, 0, 0, 0, big, 64, 0}, {open, 8, 0, 0, 0, 4096, 4096, 0},
		{encode, 9, 1, 0, 0, 64, 64, 1000}, // not open
	} {
		if ask(r...) == 0 {
			t.Errorf("%d is well", r)
		}
	}
	for i, r := range [][]uint32{{0, 0, 66, 64}, {16, 0, 64, 64}, {0, big, 64, 64}, {0, 0, big, 16}, {1, 0, 2, 2}, {0, 0, 1, 2}, {0, 0, 0, 2}, {2, 0, 62, 66}} {
		id := uint32(20 + 2*i)
		if ask(open, id, 0, 0, 0, 64, 64, 0) != 0 {
			t.Fatal("it does not open")
		}
		if ask(encode, id+1, 0, r[0], r[1], r[2], r[3], 1000) == 0 {
			t.Errorf("%d is well", r)
		}
	}
	for id, bytes := range []uint32{0, 1, 1 << 31, 1<<32 - 1, 5000} { // any will do
		if ask(open, uint32(id), 0, 0, 0, 64, 64, 0) != 0 || ask(encode, uint32(id), 0, 0, 0, 64, 64, bytes) != 0 ||
			ask(encode, uint32(id), 0, 0, 0, 64, 64, ^bytes) != 0 || ask(closing, uint32(id), 0, 0, 0, 0, 0, 0) != 0 {
			t.Errorf("frames of %d bytes", bytes)
		}
	}
	if _, err := ours.Write([]byte("no")); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("after a message of another size: %v", err)
	}
}
