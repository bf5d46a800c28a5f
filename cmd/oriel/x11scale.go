package main

import "errors"

// x11Scale is a flag that says how X11 apps are shown on monitors of more
// than 100 %: "scaled" makes their pixels larger, "native" lets them draw for
// the monitors' own pixels.
type x11Scale struct{ native bool }

func (x *x11Scale) String() string {
	if x.native {
		return "native"
	}
	return "scaled"
}

// Set implements flag.Value.
func (x *x11Scale) Set(s string) error {
	if s != "native" && s != "scaled" {
		return errors.New("want native or scaled")
	}
	x.native = s == "native"
	return nil
}
