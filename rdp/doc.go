// Package rdp is an RDP server that shows a Desktop: its windows one by one on
// clients that know RemoteApp, or the whole desktop on others.
//
//	s := rdp.New(rdp.Config{Desktop: d, TLS: cfg, Authenticate: check})
//	err := s.Serve(ctx, listener)
//
// Each connection has a session, which is every protocol machine and what the
// client was told so far, and belongs to who has the turn: the reader of the
// connection, who brings changes of the desktop, or a goroutine of the
// session's own for all else. A writer writes what has to wait. Pixels are
// composed and encoded by workers that all sessions share. A session takes the
// desktop's changes from a mailbox in which they merge, so that a slow client
// skips frames and the desktop never waits.
//
//	feature            channel                                  document      package
//	connection         I/O channel                              MS-RDPBCGR    x224 mcs bcgr acceptor connector
//	authentication     before MCS                               MS-CSSP        nla
//	RemoteApp          rail, orders on the I/O channel          MS-RDPERP     rail
//	graphics           Microsoft::Windows::RDS::Graphics        MS-RDPEGFX    egfx zgfx codec
//	clipboard          cliprdr                                  MS-RDPECLIP   cliprdr
//	monitors           Microsoft::Windows::RDS::DisplayControl  MS-RDPEDISP   disp
//	fingers, pens      Microsoft::Windows::RDS::Input           MS-RDPEI      rdpei
//	dynamic channels   drdynvc                                  MS-RDPEDYC    drdynvc
package rdp
