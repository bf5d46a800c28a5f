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

// processorTime is what all processors had to do so far, in ticks of the kernel, and
// in how many of them this virtual machine's host gave it none.
type processorTime struct{ busy, stolen uint64 }

// processorTimes reads it from /proc/stat.
func processorTimes() processorTime {
	b, _ := os.ReadFile("/proc/stat")
	return processorTimeOf(string(b))
}

func processorTimeOf(stat string) (t processorTime) {
	var user, nice, system, idle, wait, irq, softirq uint64
	_, _ = fmt.Sscanf(stat, "cpu %d %d %d %d %d %d %d %d", &user, &nice, &system, &idle, &wait, &irq, &softirq, &t.stolen)
	t.busy = user + nice + system + irq + softirq + t.stolen
	return t
}

// standstill returns for what share of the work since before, in percent, there was
// no processor. That is in all other figures.
func (t processorTime) standstill(before processorTime) float64 {
	if t.busy == before.busy {
		return 0
	}
	return 100 * float64(t.stolen-before.stolen) / float64(t.busy-before.busy)
}
