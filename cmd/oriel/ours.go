package main

import (
	"os"
	"slices"
	"sync"
	"syscall"
)

// pids are processes that somebody here waits for.
type pids struct {
	mu   sync.Mutex
	list []int
}

var ours pids

func (p *pids) add(pid int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, pid)
}

func (p *pids) has(pid int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.list, pid)
}

func ownedByUs(st os.FileInfo) bool {
	s, ok := st.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == os.Getuid()
}
