//go:build race

package main_test

// raceEnabled says that these tests run with the race detector.
const (
	raceEnabled = true
	slowness    = 3
)
