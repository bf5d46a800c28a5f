package main

import (
	"encoding/xml"
	"fmt"
	"go/token"
	"os"
	"strconv"
	"strings"
)

type protocol struct {
	Name       string   `xml:"name,attr"`
	Interfaces []*iface `xml:"interface"`
}

type iface struct {
	Name        string      `xml:"name,attr"`
	Version     int         `xml:"version,attr"`
	Description description `xml:"description"`
	Requests    []*message  `xml:"request"`
	Events      []*message  `xml:"event"`
	Enums       []*enum     `xml:"enum"`
}

type message struct {
	Name        string      `xml:"name,attr"`
	Type        string      `xml:"type,attr"`
	Since       int         `xml:"since,attr"`
	Description description `xml:"description"`
	Args        []*arg      `xml:"arg"`
}

type arg struct {
	Name      string `xml:"name,attr"`
	Type      string `xml:"type,attr"`
	Interface string `xml:"interface,attr"`
	AllowNull bool   `xml:"allow-null,attr"`
	Enum      string `xml:"enum,attr"`
}

type enum struct {
	Name        string      `xml:"name,attr"`
	Bitfield    bool        `xml:"bitfield,attr"`
	Description description `xml:"description"`
	Entries     []*entry    `xml:"entry"`
}

type entry struct {
	Name        string      `xml:"name,attr"`
	Value       string      `xml:"value,attr"`
	Summary     string      `xml:"summary,attr"`
	Since       int         `xml:"since,attr"`
	Description description `xml:"description"`
}

type description struct {
	Summary string `xml:"summary,attr"`
}

// kinds are the wire types and their Go types.
var kinds = map[string]struct{ kind, goType string }{
	"int":    {"Int", "int32"},
	"uint":   {"Uint", "uint32"},
	"fixed":  {"Fixed", "wlwire.Fixed"},
	"string": {"String", "string"},
	"object": {"Object", "*wlwire.Resource"},
	"new_id": {"NewID", "wlwire.NewID"},
	"array":  {"Array", "[]byte"},
	"fd":     {"FD", "int"},
}

func readProtocol(file string) (*protocol, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	p := new(protocol)
	if err := xml.Unmarshal(b, p); err != nil {
		return nil, err
	}
	for _, i := range p.Interfaces {
		for _, m := range append(append([]*message{}, i.Requests...), i.Events...) {
			if err := m.check(i); err != nil {
				return nil, fmt.Errorf("%s.%s: %w", i.Name, m.Name, err)
			}
		}
		for _, e := range i.Enums {
			for _, v := range e.Entries {
				if _, err := strconv.ParseUint(v.Value, 0, 32); err != nil {
					return nil, fmt.Errorf("%s.%s.%s: %w", i.Name, e.Name, v.Name, err)
				}
			}
		}
	}
	return p, nil
}

// check completes m and makes enum names absolute.
func (m *message) check(i *iface) error {
	m.Since = max(m.Since, 1)
	made := 0
	for _, a := range m.Args {
		if _, ok := kinds[a.Type]; !ok {
			return fmt.Errorf("unknown type %q", a.Type)
		}
		if a.Type == "new_id" {
			made++
		}
		if a.Enum != "" && !strings.Contains(a.Enum, ".") {
			a.Enum = i.Name + "." + a.Enum
		}
	}
	if made > 1 {
		return fmt.Errorf("%d new objects", made)
	}
	return nil
}

// camel turns wl_surface into WlSurface.
func camel(s string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == '_' || r == '.' || r == '-' }) {
		b.WriteString(strings.ToUpper(w[:1]) + w[1:])
	}
	return b.String()
}

// param turns surface_x into surfaceX, and keeps clear of Go's words and of
// the names in the generated bodies.
func param(s string) string {
	s = camel(s)
	s = strings.ToLower(s[:1]) + s[1:]
	switch s {
	case "r", "a", "e", "h", "op", "v", "iface", "version", "ok", "wlwire", "string", "error", "int", "byte":
		return s + "_"
	}
	if token.IsKeyword(s) {
		return s + "_"
	}
	return s
}

// goType is a's type in the side's code; suffix is that of the handles.
func (a *arg) goType(suffix string) string {
	switch {
	case a.Enum != "":
		return camel(a.Enum)
	case a.Interface != "":
		return camel(a.Interface) + suffix
	}
	return kinds[a.Type].goType
}

// decode is the expression that reads a.
func (a *arg) decode(suffix string) string {
	k := kinds[a.Type].kind
	switch {
	case a.Enum != "":
		return fmt.Sprintf("%s(a.%s())", camel(a.Enum), k)
	case a.Type == "string":
		return fmt.Sprintf("a.String(%t)", a.AllowNull)
	case a.Type == "new_id" && a.Interface == "":
		return "a.NewIDAny()"
	case a.Type == "new_id":
		return fmt.Sprintf("%s%s{a.NewID(%s)}", camel(a.Interface), suffix, a.iface())
	case a.Type == "object" && a.Interface == "":
		return fmt.Sprintf("a.Object(nil, %t)", a.AllowNull)
	case a.Type == "object":
		return fmt.Sprintf("%s%s{a.Object(%s, %t)}", camel(a.Interface), suffix, a.iface(), a.AllowNull)
	}
	return fmt.Sprintf("a.%s()", k)
}

// encode is the statement that writes a.
func (a *arg) encode() string {
	k, n := kinds[a.Type].kind, param(a.Name)
	switch {
	case a.Enum != "":
		return fmt.Sprintf("e.%s(%s(%s))", k, kinds[a.Type].goType, n)
	case a.Type == "string":
		return fmt.Sprintf("e.String(%s, %t)", n, a.AllowNull)
	case a.Type == "new_id" && a.Interface == "":
		return "e.NewIDAny(iface, version)"
	case a.Type == "new_id":
		return fmt.Sprintf("e.NewID(%s)", a.iface())
	case a.Type == "object" && a.Interface == "":
		return fmt.Sprintf("e.Object(%s, %t)", n, a.AllowNull)
	case a.Type == "object":
		return fmt.Sprintf("e.Object(%s.Resource, %t)", n, a.AllowNull)
	}
	return fmt.Sprintf("e.%s(%s)", k, n)
}

// iface is the expression for the description of a's interface.
func (a *arg) iface() string {
	if a.Interface == "" {
		return "nil"
	}
	return camel(a.Interface) + "Interface"
}
