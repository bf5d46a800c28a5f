package main

import (
	"fmt"
	"strings"

	"oriel/compositor/link"
)

// allowList parses NAME=CMD pairs.
func allowList(l list) (map[string][]string, error) {
	m := map[string][]string{}
	for _, s := range l {
		name, cmd, ok := strings.Cut(s, "=")
		argv := strings.Fields(cmd)
		if !ok || name == "" || len(argv) == 0 || argv[0] == link.TheirArgs {
			return nil, fmt.Errorf("--allow %q: want NAME=CMD", s)
		}
		m[name] = argv
	}
	return m, nil
}
