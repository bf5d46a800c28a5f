// Package rdptest joins an RDP server and a headless client in one process,
// around a desktop of windows whose every pixel is known.
package rdptest
