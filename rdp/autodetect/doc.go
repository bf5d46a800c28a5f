// Package autodetect measures the network between server and client, and tells
// both that the other is still there: network characteristics detection
// ([MS-RDPBCGR] 2.2.14) and heartbeats (2.2.16), as machines without I/O. Both
// travel on the MCS message channel; what Step takes and the Outbox gets is a
// message there, from its security header on.
//
//	> RTT request, bandwidth start, payload, stop   with Connect, before the licence
//	< RTT response, bandwidth results
//	> RTT request                                   by Tick, when Deadline says
//	> bandwidth start … stop                        by Begin and End, around a burst
//	> network characteristics result                by Tick, once there is something new
//	> heartbeat                                     by Tick
//
// Nothing waits for an answer: a client that never gives one just is not
// measured.
package autodetect
