// Package rdpei is the input channel for fingers and pens ([MS-RDPEI]). It
// runs on the dynamic channel "Microsoft::Windows::RDS::Input"; Server and
// Client are svc.Machines whose messages are whole messages of that channel.
//
//	srv := rdpei.NewServer(rdpei.ServerConfig{Touch: func(t rdpei.Touch) { … }})
package rdpei
