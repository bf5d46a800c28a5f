// Package egfx is the graphics pipeline ([MS-RDPEGFX]), which draws into
// surfaces at the client. It runs on the dynamic channel
// "Microsoft::Windows::RDS::Graphics".
//
// What the server sends is wrapped by rdp/zgfx: the caller compresses each
// message of Server's Outbox, and each batch that the drawing methods build,
// before it goes on the channel; it decompresses before Client.Step. What the
// client sends is plain. Server and Client are svc.Machines and belong to
// whoever owns the connection.
//
//	b := srv.StartFrame(nil, now)
//	b = srv.WireToSurface1(b, id, egfx.CodecPlanar, egfx.XRGB, rect, len(coded))
//	b = append(b, coded...)
//	b, frame := srv.EndFrame(b)
//	srv.Frames.Sent(frame, len(b), 0, now)
package egfx
