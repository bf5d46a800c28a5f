// Package client is a headless RDP client: it keeps what a server shows as
// pictures and window descriptions, and sends what a user would. Because it
// is a true client, a test or a screenshot by it exercises the whole server.
//
//	s, err := client.Connect(ctx, conn, client.Options{User: "me", Password: pw})
//	defer s.Close()
//	err = s.WaitRest(ctx, 300*time.Millisecond, func(v *client.View) bool { return len(v.Windows) > 0 })
//	img := s.Desktop()
package client
