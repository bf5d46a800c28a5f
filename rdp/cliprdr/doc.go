// Package cliprdr shares the clipboard over the static channel "cliprdr"
// ([MS-RDPECLIP]). Its API speaks MIME types; the formats of Windows stay
// inside (formats.go).
//
// Server and Client are svc.Machines with the same verbs: SetLocal announces
// what can be pasted at the peer, Respond answers the peer's Request, Fetch
// asks for what the peer announced and Data delivers it. Both sides ask for
// one thing at a time, since answers carry no id. Time-outs are driven by Tick.
//
//	srv := cliprdr.NewServer(cliprdr.Config{Handler: h})
//	srv.Start(now, out)
//	srv.SetLocal([]string{cliprdr.MIMEText}, now, out)
package cliprdr
