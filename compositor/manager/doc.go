// Package manager supervises the processes that Oriel consists of: it starts
// them with the descriptors they need, waits for their Ready, re-logs what
// they say, starts them again when they die, and ends them in order. It parses
// nothing that an app or a network peer can send, so that it may be root.
//
//	m, err := manager.New(manager.Config{Log: log, Units: []manager.Spec{
//		{ID: control.Compositor, Path: "/usr/libexec/oriel-compositor", Control: true, Config: json},
//		{ID: control.RDPBackend, Path: "/usr/libexec/oriel-rdp", Control: true, After: control.Compositor, Open: link},
//		{ID: control.XServer, Path: "/usr/bin/Xwayland", After: control.Compositor, OnDemand: true, Open: sockets},
//	}})
//	…
//	err = m.Run(ctx)
//
// Three layers, each readable alone. A Unit is a pure machine: what happens to
// a process goes in, what is to be done comes out, and time is an argument. A
// Group is several of them with who stands on whom, just as pure. The Manager
// turns their actions into processes; one goroutine, that of Run, owns all.
//
// The manager's death need be nobody's: what it holds (a pidfd, a control
// connection and the read end of standard error for each child, and a file
// with the units' states) can be kept by the init system or passed on at exec,
// and a successor adopts it.
package manager
