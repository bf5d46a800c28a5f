// Package nla is Network Level Authentication: CredSSP ([MS-CSSP]) with
// NTLMv2 ([MS-NLMP]), raw or within SPNEGO ([MS-SPNG]), as machines for both
// ends. They do no I/O and read no clock. The caller reads messages (see
// MessageLen) inside TLS, hands each to Step and sends what is in the Outbox,
// also when Step fails: the client is told why.
//
//	s := nla.NewServer(nla.Config{PublicKey: key, Account: account, Random: rand.Reader})
//	for !s.Done() {
//		err := s.Step(read(), now, out)
//		send(out)
//		if err != nil { return err }
//	}
//	user, domain := s.User()
//
// The exchange, in the version (2 to 6) that both sides know:
//
//	> negoTokens NEGOTIATE
//	< negoTokens CHALLENGE
//	> negoTokens AUTHENTICATE, pubKeyAuth    SPNEGO with a mechListMIC needs
//	< pubKeyAuth                             a round trip more in between
//	> authInfo (the password, sealed)
//	< Early User Authorization Result        only with HYBRID_EX
//
// Of NTLM there is version 2 only, with extended session security and 128-bit
// keys. There are no anonymous users, no guests and no empty passwords.
package nla
