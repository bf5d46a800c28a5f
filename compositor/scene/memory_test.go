package scene

import "testing"

func TestMemoryTellsOfItsEndOnce(t *testing.T) {
	var m Memory
	told := map[string]int{}
	m.Watch(func() { told["a"]++ })
	stop := m.Watch(func() { told["b"]++ })
	stop()
	stop()
	m.Gone()
	stopLate := m.Watch(func() { told["late"]++ })
	stopLate()
	if told["a"] != 1 || told["b"] != 0 || told["late"] != 1 {
		t.Errorf("told %v", told)
	}
}

func TestSharedBuffer(t *testing.T) {
	m := &Memory{FD: 7, Size: 100}
	p := Pixels{Pix: make([]byte, 16), Stride: 8, Width: 2, Height: 2, Format: XRGB8888}
	b := NewSharedBuffer(p, Shared{m, 12}, nil)
	defer b.Release()
	if s := b.Shared(); s.Memory != m || s.Offset != 12 {
		t.Errorf("got %+v", s)
	}
	own := NewBuffer(p, nil)
	defer own.Release()
	if own.Shared().Memory != nil {
		t.Error("memory of our own is not shared")
	}
}

// TestRenew: a Buffer that nobody has is made a new one, and tells again of
// its end.
func TestRenew(t *testing.T) {
	before, released := LiveBuffers(), 0
	p := Pixels{Pix: make([]byte, 16), Stride: 8, Width: 2, Height: 2, Format: XRGB8888}
	b := NewBuffer(p, func() { released++ })
	if !b.TryAcquire() {
		t.Fatal("no reference of a Buffer that lives")
	}
	b.Release()
	b.Release()
	if b.TryAcquire() || released != 1 {
		t.Fatalf("released %d times, and still there", released)
	}
	p.Height = 1
	b.Renew(p)
	if b.Size().Y != 1 || LiveBuffers() != before+1 {
		t.Errorf("size %v, %d Buffers", b.Size(), LiveBuffers()-before)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("Renew took the Buffer from who has it")
			}
		}()
		b.Renew(p)
	}()
	b.Release()
	if released != 2 || LiveBuffers() != before {
		t.Errorf("released %d times, %d Buffers", released, LiveBuffers()-before)
	}
}
