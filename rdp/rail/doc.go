// Package rail is RemoteApp ([MS-RDPERP]): the messages of the static channel
// "rail", and the windowing orders that travel among the drawing orders.
//
// Server and Client are svc.Machines for the channel; every valid message of
// the peer goes to the Handle function as its own type (*Exec, *Activate,
// *WindowMove, …). Orders are values that the caller puts into an orders
// update (AppendOrders, ReadOrders). Look turns what is known of a window into
// a window order that all clients take.
//
//	srv := rail.NewServer(rail.ServerConfig{Ex: true, Flags: rail.HandshakeHiDef, Handle: handle})
//	srv.Start(now, out)
//	update := rail.AppendOrders(nil, rail.ArcBegan(), rail.ZOrder(rail.DesktopID, ids), rail.ArcCompleted())
package rail
