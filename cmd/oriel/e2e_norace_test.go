//go:build !race

package main_test

const (
	raceEnabled = false
	slowness    = 1
)
