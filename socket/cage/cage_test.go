package cage

import "testing"

func TestRulesetOfEachKernel(t *testing.T) {
	for abi, want := range map[int][3]uint64{
		1: {0x1fff, 0, 0}, 2: {0x3fff, 0, 0}, 3: {0x7fff, 0, 0}, 4: {0x7fff, 3, 0}, 5: {0xffff, 3, 0}, 6: {0xffff, 3, 3}, 9: {0xffff, 3, 3},
	} {
		if r := ruleset(abi); r.Handled_access_fs != want[0] || r.Handled_access_net != want[1] || r.Scoped != want[2] {
			t.Errorf("%d: %+v", abi, r)
		}
	}
}
