// Package disp is the display control channel ([MS-RDPEDISP]), by which a
// client asks for other monitors. It runs on the dynamic channel
// "Microsoft::Windows::RDS::DisplayControl"; Server and Client are
// svc.Machines whose messages are whole messages of that channel.
//
//	srv := disp.NewServer(disp.DefaultCaps, func(l []disp.Monitor) { … })
package disp
