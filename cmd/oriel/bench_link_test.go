package main

import (
	"testing"
	"time"
)

func TestLinkFlag(t *testing.T) {
	for s, want := range map[string]linkFlag{
		"10,50":       {1250000, 50 * time.Millisecond, 0},
		"0.5,0":       {62500, 0, 0},
		"100,2.5,64":  {12500000, 2500 * time.Microsecond, 64000},
		"":            {},
		"10":          {},
		"10,":         {},
		"10,50,64,1":  {},
		"10,50,x":     {},
		"10,50 ":      {},
		"NaN,50":      {},
		"0,50":        {},
		"10,-1":       {},
		"10,50,1e9":   {},
		"1e300,50,64": {},
	} {
		var got linkFlag
		if err := got.Set(s); got != want || (err == nil) != (want.rate > 0) {
			t.Errorf("%q: %+v, %v", s, got, err)
		} else if err == nil && got.String() != s {
			t.Errorf("%q comes back as %q", s, got.String())
		}
	}
}

// TestOneWayOfALink sends more than a burst, and again after a pause.
func TestOneWayOfALink(t *testing.T) {
	const ms = time.Millisecond
	w := oneWay{link: linkFlag{1e6, 20 * ms, 4000}} // a byte takes a microsecond
	start := time.Unix(1e9, 0)
	for i, c := range []struct {
		at     time.Duration
		bytes  int
		arrive time.Duration
	}{
		{0, 3000, 10 * ms},
		{0, 3000, 12 * ms},       // 2000 beyond the burst
		{ms, 1000, 13 * ms},      // behind them
		{50 * ms, 4000, 60 * ms}, // the burst is whole again
		{51 * ms, 2000, 62 * ms}, // and has 1000 by now
		{60 * ms, 10, 70 * ms},   // nothing waits
	} {
		if got := w.take(c.bytes, start.Add(c.at)).Sub(start); got != c.arrive {
			t.Errorf("%d: arrives after %v, want %v", i, got, c.arrive)
		}
	}
	if w.take(routerSize, start.Add(60*ms)); w.full(start.Add(60 * ms)) {
		t.Error("full with what a router keeps")
	}
	if w.take(10000, start.Add(60*ms)); !w.full(start.Add(60 * ms)) {
		t.Error("not full with more than a router keeps")
	}
}

func TestStandstillIsTheShareOfWork(t *testing.T) {
	before, now := processorTimeOf("cpu  10 1 20 100 5 2 3 7 0 0\n"), processorTimeOf("cpu  20 2 31 900 50 3 7 10 0 0\ncpu0 1")
	if before != (processorTime{43, 7}) || now.standstill(before) != 10 || now.standstill(now) != 0 {
		t.Errorf("%+v, then %v %%, then %v %%", before, now.standstill(before), now.standstill(now))
	}
	if processorTimes().busy == 0 {
		t.Error("this machine did nothing so far")
	}
}
