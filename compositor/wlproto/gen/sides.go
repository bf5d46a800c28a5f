package main

import (
	"fmt"
	"strings"
)

// writeServer writes descriptions, constants and the server's side.
func writeServer(w *writer, p *protocol) {
	for _, i := range p.Interfaces {
		n := camel(i.Name)
		w.f("\n// %sInterface describes %s.\n", n, i.Name)
		w.f("var %sInterface = &wlwire.Interface{Name: %q, Version: %d}\n", n, i.Name, i.Version)
		for _, e := range i.Enums {
			writeEnum(w, n, e)
		}
		w.f("\n")
		w.comment(n, "is the server's handle of a "+i.Name+":", i.Description.Summary)
		w.f("type %s struct{ *wlwire.Resource }\n", n)
		if len(i.Requests) > 0 {
			writeRequests(w, n, i)
		}
		for op, m := range i.Events {
			writeSender(w, n, "", "Event", op, m)
		}
	}
	w.f("\n// The descriptions refer to each other in circles, which variables may not.\nfunc init() {\n")
	for _, i := range p.Interfaces {
		n := camel(i.Name)
		writeMessages(w, n, "Requests", i.Requests)
		writeMessages(w, n, "Events", i.Events)
		if len(i.Requests) > 0 {
			w.f("%sInterface.DispatchRequest = dispatch%sRequest\n", n, n)
		}
	}
	w.f("}\n")
}

// writeClient writes the client's side.
func writeClient(w *writer, p *protocol) {
	var dispatchers []string
	for _, i := range p.Interfaces {
		n := camel(i.Name)
		w.f("\n")
		w.comment(n+"Proxy", "is the client's handle of a "+i.Name+":", i.Description.Summary)
		w.f("type %sProxy struct{ *wlwire.Resource }\n", n)
		for op, m := range i.Requests {
			writeSender(w, n, "Proxy", "Request", op, m)
		}
		if len(i.Events) > 0 {
			writeEvents(w, n, i)
			dispatchers = append(dispatchers, n)
		}
	}
	if len(dispatchers) > 0 {
		w.f("\nfunc init() {\n")
		for _, n := range dispatchers {
			w.f("%sInterface.DispatchEvent = dispatch%sEvent\n", n, n)
		}
		w.f("}\n")
	}
}

func writeEnum(w *writer, n string, e *enum) {
	t := n + camel(e.Name)
	w.f("\n")
	w.comment(t, "is", e.Description.Summary)
	w.f("type %s uint32\n\n// The values of %s.\nconst (\n", t, t)
	var names []string
	seen := map[string]bool{}
	for _, v := range e.Entries {
		c := t + camel(v.Name)
		s := v.Summary
		if s == "" {
			s = v.Description.Summary
		}
		if v.Since > 1 {
			s = strings.TrimSpace(fmt.Sprintf("%s (since %d)", s, v.Since))
		}
		if s != "" {
			s = " // " + strings.Join(strings.Fields(s), " ")
		}
		w.f("%s %s = %s%s\n", c, t, v.Value, s)
		if !seen[v.Value] {
			names = append(names, c)
		}
		seen[v.Value] = true
	}
	w.f(")\n\n")
	if e.Bitfield {
		w.f("// Valid reports whether v has no bits besides those above.\n")
		w.f("func (v %s) Valid() bool { return v&^(%s) == 0 }\n", t, strings.Join(names, "|"))
		return
	}
	w.f("// Valid reports whether v is one of the values above, of any version.\n")
	w.f("func (v %s) Valid() bool {\nswitch v {\ncase %s:\nreturn true\n}\nreturn false\n}\n", t, strings.Join(names, ",\n"))
}

// writeRequests writes the interface that servers implement, and its caller.
func writeRequests(w *writer, n string, i *iface) {
	w.f("\n// %sRequests is implemented by the handler of a %s.\n", n, n)
	w.f("type %sRequests interface {\n", n)
	for _, m := range i.Requests {
		w.comment(camel(m.Name), "is "+m.kind("request")+":", m.Description.Summary)
		w.f("%s(r %s%s) error\n", camel(m.Name), n, m.params(""))
	}
	w.f("}\n\n// SetHandler sets the receiver of r's requests.\n")
	w.f("func (r %s) SetHandler(h %sRequests) { r.Resource.SetHandler(h) }\n", n, n)

	w.f("\nfunc dispatch%sRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {\n", n)
	w.f("h := r.Handler().(%sRequests)\nswitch op {\n", n)
	for op, m := range i.Requests {
		w.f("case %d:\n", op)
		w.decode(m, "")
		w.f("return h.%s(%s{r}%s)\n", camel(m.Name), n, m.names(true))
	}
	w.f("}\nreturn nil\n}\n")
}

// writeEvents writes the listener that clients fill in, and its caller.
func writeEvents(w *writer, n string, i *iface) {
	w.f("\n// %sEvents receives the events of a %s. Events without a function are ignored.\n", n, i.Name)
	w.f("type %sEvents struct {\n", n)
	for _, m := range i.Events {
		w.comment(camel(m.Name), "is "+m.kind("event")+":", m.Description.Summary)
		w.f("%s func(%s)\n", camel(m.Name), strings.TrimPrefix(m.params("Proxy"), ", "))
	}
	w.f("}\n\n// SetEvents sets the receiver of r's events.\n")
	w.f("func (r %sProxy) SetEvents(h *%sEvents) { r.Resource.SetHandler(h) }\n", n, n)

	w.f("\nfunc dispatch%sEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {\n", n)
	w.f("h, ok := r.Handler().(*%sEvents)\nif !ok || h == nil {\nreturn a.Skip()\n}\nswitch op {\n", n)
	for op, m := range i.Events {
		w.f("case %d:\nif h.%s == nil {\nreturn a.Skip()\n}\n", op, camel(m.Name))
		w.decode(m, "Proxy")
		w.f("h.%s(%s)\n", camel(m.Name), m.names(false))
	}
	w.f("}\nreturn nil\n}\n")
}

// decode writes the reading of m's arguments.
func (w *writer) decode(m *message, suffix string) {
	for _, a := range m.Args {
		w.f("%s := %s\n", param(a.Name), a.decode(suffix))
	}
	w.f("if !a.Done() {\nreturn a.Err()\n}\n")
}

// writeSender writes the method that sends m.
func writeSender(w *writer, n, suffix, kind string, op int, m *message) {
	name := camel(m.Name)
	if kind == "Event" {
		name = "Send" + name
	}
	var params []string
	var made *arg
	var fds []string
	for _, a := range m.Args {
		switch {
		case a.Type == "new_id" && a.Interface == "":
			params = append(params, "iface *wlwire.Interface", "version uint32")
			made = a
		case a.Type == "new_id":
			made = a
		default:
			params = append(params, param(a.Name)+" "+a.goType(suffix))
			if a.Type == "fd" {
				fds = append(fds, param(a.Name))
			}
		}
	}
	result := ""
	if made != nil {
		result = " *wlwire.Resource"
		if made.Interface != "" {
			result = " " + made.goType(suffix)
		}
	}
	w.f("\n")
	w.comment(name, "sends "+m.kind(strings.ToLower(kind))+":", m.Description.Summary)
	w.f("func (r %s%s) %s(%s)%s {\n", n, suffix, name, strings.Join(params, ", "), result)
	w.f("e := r.Begin%s(%d)\nif e != nil {\n", kind, op)
	for _, a := range m.Args {
		w.f("%s\n", a.encode())
	}
	w.f("e.End()\n}")
	if len(fds) > 0 {
		w.f(" else if r.Resource != nil {\n")
		for _, fd := range fds {
			w.f("r.Table().CloseFD(%s)\n", fd)
		}
		w.f("}")
	}
	w.f("\n")
	if made != nil && made.Interface == "" {
		w.f("return e.Made(r.Resource, iface)\n")
	} else if made != nil {
		w.f("return %s{e.Made(r.Resource, %s)}\n", made.goType(suffix), made.iface())
	}
	w.f("}\n")
}

// writeMessages writes the description of messages.
func writeMessages(w *writer, n, field string, ms []*message) {
	if len(ms) == 0 {
		return
	}
	w.f("%sInterface.%s = []wlwire.Message{\n", n, field)
	for _, m := range ms {
		w.f("{Name: %q, Since: %d", m.Name, m.Since)
		if m.Type == "destructor" {
			w.f(", Destructor: true")
		}
		if len(m.Args) > 0 {
			w.f(", Args: []wlwire.Arg{\n")
			for _, a := range m.Args {
				w.f("{Kind: wlwire.Kind%s", kinds[a.Type].kind)
				if a.AllowNull {
					w.f(", Nullable: true")
				}
				if a.Interface != "" {
					w.f(", Interface: %s", a.iface())
				}
				w.f("},\n")
			}
			w.f("}")
		}
		w.f("},\n")
	}
	w.f("}\n")
}

// kind says what m is, for comments.
func (m *message) kind(what string) string {
	if m.Type == "destructor" {
		what = "destructor " + what
	}
	if m.Since > 1 {
		return fmt.Sprintf("%s %s, since version %d", what, m.Name, m.Since)
	}
	return what + " " + m.Name
}

// params lists the arguments with their types, each after a comma.
func (m *message) params(suffix string) string {
	var b strings.Builder
	for _, a := range m.Args {
		fmt.Fprintf(&b, ", %s %s", param(a.Name), a.goType(suffix))
	}
	return b.String()
}

// names lists the arguments, each after a comma if they follow something.
func (m *message) names(follow bool) string {
	var b strings.Builder
	for _, a := range m.Args {
		b.WriteString(", " + param(a.Name))
	}
	if follow {
		return b.String()
	}
	return strings.TrimPrefix(b.String(), ", ")
}
