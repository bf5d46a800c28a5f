package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"oriel/compositor/link"
)

// programs are the command lines that clients may start, by alias.
type programs map[string][]string

// attachNames are asked for by clients that only want to see what runs.
var attachNames = []string{"all", "oriel"}

// command returns what to start for a client, and where; nothing if the client
// is only to be shown the windows that there are. Where nothing may be started
// every name is good for that.
func (m programs) command(p link.Program, lookup func(string) string) (argv []string, dir string, err error) {
	entry, known := m[p.Name]
	switch {
	case len(m) == 0, !known && isAttachName(p.Name):
		return nil, "", nil
	case !known || !p.Alias || p.File:
		return nil, "", fmt.Errorf("%w: nobody allowed it", link.ErrNotAllowed)
	}
	args, err := splitArgs(p.Args)
	if err != nil {
		return nil, "", err
	}
	if p.ExpandArgs {
		for i := range args {
			args[i] = expandPercent(args[i], lookup)
		}
	}
	took := false
	for _, word := range entry {
		if word == link.TheirArgs {
			argv, took = append(argv, args...), true
		} else {
			argv = append(argv, word)
		}
	}
	if len(args) > 0 && !took {
		return nil, "", fmt.Errorf("%w with arguments: %s is missing from what is allowed", link.ErrNotAllowed, link.TheirArgs)
	}
	if dir, err = workingDir(p, lookup); err != nil {
		return nil, "", err
	}
	return argv, dir, nil
}

func isAttachName(name string) bool {
	for _, a := range attachNames {
		if strings.EqualFold(a, name) {
			return true
		}
	}
	return false
}

// workingDir checks the directory that a client names.
func workingDir(p link.Program, lookup func(string) string) (string, error) {
	dir := p.Dir
	if dir == "" {
		return "", nil
	}
	if p.ExpandDir {
		dir = expandPercent(dir, lookup)
	}
	st, err := os.Stat(dir)
	if !filepath.IsAbs(dir) || err != nil || !st.IsDir() {
		return "", fmt.Errorf("no such working directory: %w", fs.ErrNotExist)
	}
	return dir, nil
}

// splitArgs splits a line into words. Quotes, single or double, keep spaces in
// a word; a backslash before a quote or a backslash inside double quotes stands
// for the latter. Nothing else means anything: no shell sees it.
func splitArgs(line string) (words []string, err error) {
	var w strings.Builder
	in, quote := false, rune(0)
	r := []rune(line)
	for i := 0; i < len(r); i++ {
		c := r[i]
		switch {
		case quote == '"' && c == '\\' && i+1 < len(r) && (r[i+1] == '"' || r[i+1] == '\\'):
			i++
			w.WriteRune(r[i])
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			w.WriteRune(c)
		case c == '"' || c == '\'':
			quote, in = c, true
		case c == ' ' || c == '\t':
			if in {
				words = append(words, w.String())
				w.Reset()
			}
			in = false
		default:
			w.WriteRune(c)
			in = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quote is missing from the arguments: %w", fs.ErrInvalid)
	}
	if in {
		words = append(words, w.String())
	}
	return words, nil
}

// expandPercent replaces %NAME%, as Windows' clients write variables. A name
// that is not set stays as it is.
func expandPercent(s string, lookup func(string) string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "%")
		name, after, closed := strings.Cut(rest, "%")
		if !ok || !closed {
			return b.String() + s
		}
		b.WriteString(before)
		if v := lookup(name); name != "" && v != "" {
			b.WriteString(v)
			s = after
		} else {
			b.WriteString("%" + name)
			s = "%" + after
		}
	}
}
