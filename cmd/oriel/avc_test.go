package main

import (
	"testing"

	"oriel/compositor/manager"
	"oriel/rdp/avc"
)

// TestBothSidesOfVideosAgree: who makes the memory links nothing of who uses it.
func TestBothSidesOfVideosAgree(t *testing.T) {
	if manager.VideoMemory != avc.MemorySize {
		t.Errorf("the manager makes %d bytes, and the backend wants %d", manager.VideoMemory, avc.MemorySize)
	}
}
