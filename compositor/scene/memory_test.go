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
