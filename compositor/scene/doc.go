// Package scene is the picture port: what is on the desktop, as data. Whoever
// brings windows in (the Wayland server, the X window manager) changes the
// Scene through a Tx; whoever shows them (an RDP session, a screenshot, a
// test) is a Viewer and is told by Diffs.
//
// A Surface is pixels, a Window is meaning: a surface gets Content by commits,
// and becomes a window when somebody maps it. A window is shown to viewers
// once it is mapped and its surface has content.
//
// There is no mutex here: a Scene belongs to one goroutine, and only that
// goroutine can hold a valid Tx. What leaves the goroutine are Diffs (plain
// values) and Buffers (reference-counted, safe for any goroutine).
//
// Two laws hold for Diffs, and all of coalescing, reconnecting and
// screenshots follows from them:
//
//	applying a, then b      equals  applying a merged with b
//	applying Snapshot to an empty View  equals  the scene
package scene
