package frame

import (
	"image"
	"testing"

	"oriel/compositor/scene"
)

func TestMenuOfEachState(t *testing.T) {
	resizable := scene.Limits{}
	fixed := scene.Limits{Min: image.Pt(100, 100), Max: image.Pt(100, 100)}
	for _, c := range []struct {
		name string
		w    scene.Window
		want []Item
	}{
		{"usual", scene.Window{Limits: resizable}, []Item{MoveItem, SizeItem, MinimizeItem, MaximizeItem, CloseItem}},
		{"maximised", scene.Window{State: scene.Maximized}, []Item{RestoreItem, MinimizeItem, CloseItem}},
		{"minimised", scene.Window{State: scene.Minimized}, []Item{RestoreItem, MaximizeItem, CloseItem}},
		{"of one size", scene.Window{Limits: fixed}, []Item{MoveItem, MinimizeItem, CloseItem}},
		{"dialog", scene.Window{Kind: scene.Dialog, Limits: fixed}, []Item{MoveItem, CloseItem}},
		{"fullscreen", scene.Window{State: scene.Fullscreen}, []Item{MinimizeItem, CloseItem}},
	} {
		m := MenuOf(&c.w, 1)
		var got []Item
		for i := RestoreItem; i <= CloseItem; i++ {
			if m.Has(i) {
				got = append(got, i)
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
			continue
		}
		m.Current = NoItem
		for k, i := range c.want {
			if got[k] != i {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
			if m.Current = m.Step(+1); m.Current != i {
				t.Errorf("%s: the next is %d, want %d", c.name, m.Current, i)
			}
		}
		if first := m.Step(+1); first != c.want[0] {
			t.Errorf("%s: after the last comes %d", c.name, first)
		}
		if m.Current = NoItem; m.Step(-1) != CloseItem {
			t.Errorf("%s: the last is %d", c.name, m.Step(-1))
		}
	}
	if m := (Menu{}); m.Step(1) != NoItem || m.Key('c') != NoItem {
		t.Error("an empty menu has items")
	}
}

// TestMenuIsWhereItIsDrawn: the current item's row, and no other, is marked.
func TestMenuIsWhereItIsDrawn(t *testing.T) {
	var p Painter
	for _, scale := range []float64{1, 1.25, 1.5, 2, 5} {
		m := MenuOf(&scene.Window{}, scale)
		plain := drawn(t, p.DrawMenu(m))
		if plain.Rect.Size() != scene.ScalePoint(m.Size(), scale) {
			t.Fatalf("%v at %v", plain.Rect, scale)
		}
		for i := RestoreItem; i <= CloseItem; i++ {
			m.Current = i
			marked := drawn(t, p.DrawMenu(m))
			r := difference(plain.Pix, marked.Pix, plain.Rect.Size())
			row := scene.ScaleRect(m.row(i), scale)
			if m.Has(i) != !r.Empty() || !r.In(row) || m.Has(i) && r.Dy() != row.Dy() {
				t.Errorf("item %d at %v: %v differs, its row is %v", i, scale, r, row)
			}
			mid := image.Pt(m.Width/2, (m.row(i).Min.Y+m.row(i).Max.Y)/2)
			if at := m.At(mid); m.Has(i) != (at == i) {
				t.Errorf("item %d is not at %v but %d", i, mid, at)
			}
		}
	}
	if m := MenuOf(&scene.Window{}, 1); m.Key('X') != MaximizeItem || m.Key('r') != NoItem || m.At(image.Pt(-1, 20)) != NoItem || m.At(image.Pt(20, 2)) != NoItem {
		t.Error("letters or places are wrong")
	}
}

func drawn(t *testing.T, b *scene.Buffer) *image.RGBA {
	t.Helper()
	defer b.Release()
	var m *image.RGBA
	if err := b.Read(func(p scene.Pixels) error {
		m = &image.RGBA{Pix: append([]byte{}, p.Pix...), Stride: p.Stride, Rect: image.Rect(0, 0, p.Width, p.Height)}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return m
}
