package xconn

import (
	"fmt"

	"github.com/jezek/xgb/xproto"
)

// familyServerInterpreted is the host family of the X server's own kinds of
// access, e.g. by the peer's user.
const familyServerInterpreted = 5

// AllowUser lets local processes of a user in without a cookie
// (SI:localuser:#UID).
func (c *Conn) AllowUser(uid int) error {
	b := fmt.Appendf(nil, "localuser\x00#%d", uid)
	return Gone(xproto.ChangeHostsChecked(c.Conn, xproto.HostModeInsert, familyServerInterpreted, uint16(len(b)), b).Check())
}
