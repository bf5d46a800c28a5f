package manager

import (
	"fmt"
	"time"
)

// An Order is an action that a Group wants done to one of its units.
type Order struct {
	Unit   int
	Action Action
}

// A Group is units in the order in which they start, some of which stand on
// an earlier one: they run only while that one is Running. Like Unit, it is a
// machine.
type Group struct {
	units   []*Unit
	after   []int // -1: stands alone
	ending  bool
	pending []Order
}

// Add appends a unit and returns its number. After is the number of the one
// that it stands on, or -1.
func (g *Group) Add(u *Unit, after int) (int, error) {
	n := len(g.units)
	if after < -1 || after >= n {
		return 0, fmt.Errorf("unit %d cannot stand on unit %d", n, after)
	}
	u.blocked = after >= 0 && g.units[after].state != Running
	g.units = append(g.units, u)
	g.after = append(g.after, after)
	return n, nil
}

// Step takes an event of one unit. The orders are for it and for all that it
// touches, in the order in which to do them.
func (g *Group) Step(i int, e Event, now time.Time) ([]Order, error) {
	if g.ending && (e == Start || e == Restart || e == Reset) {
		return nil, nil
	}
	g.pending = nil
	err := g.step(i, e, now)
	if g.ending {
		g.proceed(now)
	}
	return g.pending, err
}

func (g *Group) step(i int, e Event, now time.Time) error {
	u := g.units[i]
	before := u.state == Running
	action, err := u.Step(e, now)
	if action != None {
		g.pending = append(g.pending, Order{i, action})
	}
	after := u.state == Running
	if before == after {
		return err
	}
	told := Block
	if after {
		told = Unblock
	}
	for j, on := range g.after {
		if on == i {
			// Block and Unblock are possible in every state.
			_ = g.step(j, told, now)
		}
	}
	return err
}

// Tick gives all units their Tick whose time has come.
func (g *Group) Tick(now time.Time) (orders []Order) {
	for i, u := range g.units {
		if d := u.Deadline(); !d.IsZero() && !now.Before(d) {
			o, _ := g.Step(i, Tick, now) // possible in every state
			orders = append(orders, o...)
		}
	}
	return orders
}

// Deadline is when the first unit wants a Tick; the zero time means never.
func (g *Group) Deadline() (first time.Time) {
	for _, u := range g.units {
		if d := u.Deadline(); !d.IsZero() && (first.IsZero() || d.Before(first)) {
			first = d
		}
	}
	return first
}

// End stops all units, the last first, each after the one before has ended.
// From now on nothing starts.
func (g *Group) End(now time.Time) []Order {
	g.pending = nil
	if !g.ending {
		g.ending = true
		for _, u := range g.units {
			u.wanted = false // whoever dies now is not started again
		}
	}
	g.proceed(now)
	return g.pending
}

// proceed stops the last unit that is alive, unless it is being stopped.
func (g *Group) proceed(now time.Time) {
	for i := len(g.units) - 1; i >= 0; i-- {
		_ = g.step(i, Stop, now) // possible in every state
		if g.units[i].state.Alive() {
			return
		}
	}
}

// Ended reports whether End has done its work.
func (g *Group) Ended() bool {
	for _, u := range g.units {
		if u.state.Alive() {
			return false
		}
	}
	return g.ending
}
