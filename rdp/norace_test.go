//go:build !race

package rdp

// raced says that the race detector is on.
const raced = false
