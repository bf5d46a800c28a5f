package main

import (
	"fmt"
	"os"
	"strings"
)

// benchMachine names what was measured on.
func benchMachine() string {
	name := "unknown processor"
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				name = strings.TrimSpace(value)
				break
			}
		}
	}
	return name
}

// standstill returns for what share of the time since before, in percent, in which
// there was work, this virtual machine's host gave it no processor. That is in all
// other figures.
func standstill(before processorTime) float64 {
	now := processorTimes()
	if now.busy == before.busy {
		return 0
	}
	return 100 * float64(now.stolen-before.stolen) / float64(now.busy-before.busy)
}

// processorTime is what all processors had to do so far, in ticks of the kernel, and
// in how many of them they could not.
type processorTime struct{ busy, stolen uint64 }

func processorTimes() (t processorTime) {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return t
	}
	var user, nice, system, idle, wait, irq, softirq uint64
	_, _ = fmt.Sscanf(string(b), "cpu %d %d %d %d %d %d %d %d", &user, &nice, &system, &idle, &wait, &irq, &softirq, &t.stolen)
	t.busy = user + nice + system + irq + softirq + t.stolen
	return t
}
