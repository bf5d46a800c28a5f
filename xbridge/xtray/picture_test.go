package xtray

import (
	"bytes"
	"testing"
)

func TestStraightenedAlpha(t *testing.T) {
	for _, c := range []struct {
		alpha     bool
		pix, want []byte
	}{
		{true, []byte{10, 20, 30, 255, 0, 0, 0, 0}, []byte{10, 20, 30, 255, 0, 0, 0, 0}},
		{true, []byte{64, 128, 1, 128}, []byte{128, 255, 2, 128}},
		{true, []byte{200, 1, 0, 100, 9, 9, 9, 0}, []byte{255, 3, 0, 100, 0, 0, 0, 0}}, // more than alpha: an app's fault
		{false, []byte{1, 2, 3, 0, 4, 5, 6, 7}, []byte{1, 2, 3, 255, 4, 5, 6, 255}},
		{true, []byte{1, 2, 3}, []byte{1, 2, 3}},
	} {
		pix := bytes.Clone(c.pix)
		if straighten(pix, c.alpha); !bytes.Equal(pix, c.want) {
			t.Errorf("%v became %v, want %v", c.pix, pix, c.want)
		}
	}
	if visible([]byte{1, 2, 3, 0}) || !visible([]byte{0, 0, 0, 0, 0, 0, 0, 1}) {
		t.Error("what can be seen has alpha")
	}
}
