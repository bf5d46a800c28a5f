package scene

// A SurfaceWatcher hears of the surfaces of one Wayland client: the X window
// manager joins Xwayland's surfaces to X windows by it. All methods are
// called on the loop goroutine and must not block.
type SurfaceWatcher interface {
	// SurfaceNew tells of a wl_surface and its object id, which older
	// Xwayland name in WL_SURFACE_ID. Object ids are reused.
	SurfaceNew(tx *Tx, object uint32, id SurfaceID)
	// SurfaceSerial tells of xwayland_surface_v1.set_serial, which newer
	// Xwayland name in WL_SURFACE_SERIAL. Serials are never reused.
	SurfaceSerial(tx *Tx, serial uint64, id SurfaceID)
	// SurfaceGone tells that a surface was destroyed.
	SurfaceGone(tx *Tx, id SurfaceID)
}
