package rdp_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oriel/rdp"
	"oriel/rdp/client"
	"oriel/rdp/rail"
	"oriel/rdp/rdptest"
	"oriel/rdp/wire"
)

// history is what other servers and clients have been attacked by, and the
// tests that show that we are not. Each must exist.
var history = []struct {
	what  string
	tests []string // folder and name
}{
	{"CVE-2019-0708: a client's channel takes the place of the server's own", []string{"acceptor TestChannelNamesAreOnlyNames", "mcs TestBlocksThatLie"}},
	{"CVE-2012-0002: domain parameters and users of MCS", []string{"acceptor TestDomainParametersAndUsers", "acceptor TestLateAndForeignJoins", "acceptor TestFlood"}},
	{"CVE-2019-1181, -1182, -1222: lengths of channel messages and what they hold", []string{"svc TestAssemblerRules", "svc TestAnnouncementTakesNoMemory", "drdynvc TestPeerBreaksRules"}},
	{"CVE-2018-0886: credentials passed on by somebody in between", []string{"nla TestManInTheMiddle", "nla TestMinVersion", "nla TestReplay", "nla TestEarlyUserAuthorizationResult"}},
	{"CVE-2022-24882, -24883: NTLM that lets anybody in", []string{"nla TestWrongCredentials", "nla TestResponsesRefused", "nla TestNobodyGetsInWithoutPassword", "nla TestHashIsNotEnough", "nla TestXfreerdpIsRefused", "nla TestTranscripts"}},
	{"CVE-2020-13396 and others: offsets and AV pairs of NTLM", []string{"nla TestFieldsOutside", "nla TestMalformed", "nla TestEveryPrefix", "nla TestEveryBit"}},
	{"CVE-2020-4033, -11045 and others: reads beyond the end, in strings, GCC and pictures", []string{"wire TestFirstErrorSticks", "wire TestCountBeforeMemory", "mcs TestCoreOfEveryLength", "codec TestDecodersCheckTarget", "acceptor TestPrefixesAndGarbage"}},
	{"CVE-2026-22858, -23948, -24684: empty strings, channels that close while data is under way", []string{"acceptor TestNamesInClientInfo", "drdynvc TestRefusedAndMidway", "drdynvc TestChannelsThatAreNotThere", "cliprdr TestClose"}},
	{"CVE-2024-32039 and others: decoders that compute sizes", []string{"codec TestPlanarRefuses", "codec TestRFXDamaged", "codec TestDecodersCheckTarget"}},
	{"CVE-2020-4044, CVE-2022-23613: messages between the server's own processes", []string{"../compositor/control TestValuesOutOfRange", "../compositor/control TestConfigHasALimit"}},
	{"CVE-2022-23481 and others: capability sets, short blocks, channels out of range, RAIL strings", []string{"acceptor TestCapabilitySetsThatLie", "bcgr TestShortSets", "acceptor TestLateAndForeignJoins", ". TestRemoteAppStringsThatLie", "rail TestStringsNeverCarryNULNorOverflow", "drdynvc TestChannelsThatAreNotThere"}},
	{"CVE-2023-40184: an authentication that fails by itself lets somebody in", []string{". TestAuthenticationThatFailsByItself", "acceptor TestWrongPasswordIsToldAndAskedOnce", "nla TestNoRandomness", "../cmd/oriel-rdp TestWhatTheHelperIsNotAskedLetsNobodyIn", "../cmd/oriel TestThePasswordsHelper"}},
	{"CVE-2023-42822: glyphs of a text that somebody else wrote", []string{"../compositor/frame TestFramesOfOddWindows"}},
	{"CVE-2024-39917: passwords guessed without end", []string{". TestGuessesAreSlowedDown", ". TestEachFailureDoublesThePause", ". TestManyConnectionsGuessNoFaster", ". TestUnauthenticatedConnectionsAreFew"}},
	{"CVE-2025-68670: long names before the login", []string{"acceptor TestNamesInClientInfo", ". TestLongFramesBeforeTheLogin", "nla TestMessageLen", "x224 TestLongCookieIsCut"}},
	{"the poisoned clipboard of 2019: file names that lead elsewhere", []string{"cliprdr TestFilesAreNotTaken"}},
	{"programs of a client run by a shell", []string{". TestExecOfNothingAndOfTooMuch", "../cmd/oriel-compositor TestProgramsOfClients"}},
	{"surfaces used again, rectangles outside", []string{"egfx TestRetireWaitsForAcknowledgement", "egfx TestClientRefuses"}},
	{"passwords in a log", []string{". TestSecretsStayOutOfTheLog", "bcgr TestClientInfoRoundTripAndSecrecy", "bcgr TestInputDoesNotShowKeys"}},
	{"connections without protection", []string{". TestNoProtectionOnlyWithinTheMachine", ". TestNoAccountOnlyWithinTheMachine", "acceptor TestOnlyWhoOffersNothingElseGoesWithoutProtection", "acceptor TestDowngrades", "bcgr TestCompressedIsRefused"}},
}

func TestTheHistoryIsTested(t *testing.T) {
	source := map[string]string{}
	for _, h := range history {
		for _, test := range h.tests {
			dir, name, _ := strings.Cut(test, " ")
			if source[dir] == "" {
				files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range files {
					b, err := os.ReadFile(f)
					if err != nil {
						t.Fatal(err)
					}
					source[dir] += string(b)
				}
			}
			if !strings.Contains(source[dir], "func "+name+"(t *testing.T)") {
				t.Errorf("%s: there is no %s in %s", h.what, name, dir)
			}
		}
	}
}

// TestAuthenticationThatFailsByItself: whoever is to say who may come in
// panics, or is not there. Nobody comes in, and others are served on.
func TestAuthenticationThatFailsByItself(t *testing.T) {
	s, _, _ := stage(t, func(cfg *rdp.Config) {
		ask := cfg.Authenticate
		cfg.Authenticate = func(user, domain, password string) bool {
			if user == "panic" {
				panic("no such module")
			}
			return ask(user, domain, password)
		}
		cfg.Account = func(user, domain string) ([16]byte, bool) {
			if user == "panic" {
				panic("no such module")
			}
			return account(user, domain)
		}
	})
	for _, byNLA := range []bool{false, true} {
		for _, name := range []string{"panic", ""} {
			opt := client.Options{User: name, Password: rdptest.Password, NLA: byNLA, Fingerprint: s.Fingerprint}
			conn := s.Dial()
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			if c, err := client.Connect(ctx, conn, opt); err == nil {
				c.Close()
				t.Errorf("%q came in", name)
			}
			cancel()
			conn.Close()
		}
		s.Connect(client.Options{NLA: byNLA}).Close()
	}
	if log := s.Log.String(); !strings.Contains(log, "Connection crashed") {
		t.Error(log)
	}
}

// TestRemoteAppStringsThatLie is CVE-2022-23484: lengths in Exec that are
// longer than the message, or than anything may be.
func TestRemoteAppStringsThatLie(t *testing.T) {
	for _, lengths := range [][3]uint16{{0xFFFF, 0, 0}, {0, 0xFFFF, 0}, {0, 0, 0xFFFF}, {0xFFFE, 0xFFFE, 4}, {2, 2, 4}, {521, 0, 0}} {
		b := wire.LE.AppendUint16(nil, 0)
		for _, n := range lengths {
			b = wire.LE.AppendUint16(b, n)
		}
		b = append(b, 'x', 0, 'y', 0)
		var p rail.Exec
		r := wire.NewReader(b)
		if p.ReadFrom(r); r.Err() == nil {
			t.Errorf("%v: %+v", lengths, p)
		}
	}
}
