// Package drdynvc carries dynamic virtual channels inside the static channel
// "drdynvc" ([MS-RDPEDYC]): it opens and closes them, cuts messages into
// channel PDUs and puts the peer's pieces together again.
//
// Server and Client are svc.Machines whose Outbox holds messages of the static
// channel. They belong to whoever owns the connection; nothing here does I/O,
// reads a clock or starts a goroutine. Each channel has a Handler, or is a
// svc.Machine of its own:
//
//	srv := drdynvc.NewServer(drdynvc.Config{})
//	srv.Start(now, out)
//	id := srv.Open("Microsoft::Windows::RDS::DisplayControl", drdynvc.Mount(srv, m), out)
package drdynvc

// Names of the channels that Oriel knows.
const (
	NameGraphics        = "Microsoft::Windows::RDS::Graphics"
	NameDisplayControl  = "Microsoft::Windows::RDS::DisplayControl"
	NameInput           = "Microsoft::Windows::RDS::Input"
	NameAudioInput      = "AUDIO_INPUT"
	NameAudioPlayback   = "AUDIO_PLAYBACK_DVC"
	NameEcho            = "ECHO"
	NameGraphicsRedir   = "Microsoft::Windows::RDS::RemoteAppGraphicsRedirection"
	NameApplicationList = "Microsoft::Windows::RDS::RemoteApplicationList"
)
