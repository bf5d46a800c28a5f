// Package wlwire is the Wayland wire format in both directions: object
// tables, message decoding with full validation, and message encoding. It does
// no I/O: bytes and file descriptors go in by Table.Feed and come out by
// Table.Out. What the messages are is generated into package wlproto.
//
// A Table is one end of one connection. It belongs to one goroutine.
//
// # Serving
//
// Each interface has, in wlproto, a handle (WlSurface, a *Resource with typed
// methods) and an interface of requests (WlSurfaceRequests) that the server
// implements. The first argument of each method is the object addressed; the
// others are the decoded arguments. New objects arrive already made, and wait
// for their handler:
//
//	type compositor struct{ /* … */ }
//
//	func (c *compositor) CreateSurface(r wlproto.WlCompositor, id wlproto.WlSurface) error {
//		id.SetHandler(&surface{res: id})
//		return nil
//	}
//
//	type surface struct {
//		res    wlproto.WlSurface
//		buffer *buffer
//	}
//
//	func (s *surface) Attach(r wlproto.WlSurface, b wlproto.WlBuffer, x, y int32) error {
//		if r.Version() >= 5 && (x != 0 || y != 0) {
//			return wlwire.Errorf(r, wlproto.WlSurfaceErrorInvalidOffset, "offset %d,%d", x, y)
//		}
//		s.buffer, _ = b.Handler().(*buffer) // the zero handle (null) has no handler
//		return nil
//	}
//
//	func (s *surface) Destroy(r wlproto.WlSurface) error { return nil } // may still refuse
//
//	func (s *surface) Destroyed(*wlwire.Resource) { /* gone, however it went */ }
//
// And the connection:
//
//	t := wlproto.NewServer(display, wlwire.Config{CloseFD: wlconn.CloseFD, Owner: client})
//	err := t.Feed(bytes, fds) // calls handlers
//	if err != nil { … }       // flush what is left of Out, then hang up
//
// Rules:
//
//   - A handler refuses by returning an error. A *ProtocolError (made by
//     Errorf with one of wlproto's error constants) is told to the client as it
//     is; any other error becomes wl_display.error implementation. After the
//     first error the Table is dead: Feed returns it for ever, sends do
//     nothing. Outside a request, Table.Fail does the same.
//   - After a destructor request whose handler returned nil, and after an
//     event that the protocol marks as destructor (wl_callback.done), the
//     object is destroyed by the Table. Whichever way an object goes, also by
//     disconnection, a handler that is a Destroyer is told exactly once.
//     (Interfaces without requests take one by Resource.SetHandler.)
//   - To stop serving an object that the client still owns, call SetInert: its
//     requests are then checked, and ignored until the client destroys it.
//   - Events of a later version than the object's are not sent, nor events on
//     or about objects that are gone; so no caller needs to check either.
//     (A null or destroyed object argument is sent as null where allowed.)
//   - Nullable strings: null and "" are the same. Strings may be invalid UTF-8.
//   - Array arguments alias the input and are valid until the handler returns.
//   - A file descriptor argument belongs to the handler, also when it returns
//     an error. One given to a Send method belongs to the Table, which closes
//     it when it was sent or cannot be.
//   - Object arguments never are of the wrong interface and null only where
//     the protocol allows; values of enums are not checked (see their Valid).
//
// # Writing
//
// Out holds what is to be written, in chunks: one chunk is one sendmsg, so that
// each message with descriptors travels alone (some clients lose descriptors
// that arrive together with other messages). TakeOut hands all of it to a
// writer goroutine. More than Config.MaxOut unread bytes kill the Table.
//
// # Being a client
//
// NewClient makes the other end. Handles are called WlSurfaceProxy there,
// their methods are the requests, and their events go to a WlSurfaceEvents.
package wlwire
