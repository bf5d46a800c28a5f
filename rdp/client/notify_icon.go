package client

import (
	"cmp"
	"maps"
	"slices"

	"oriel/rdp/rail"
)

// A NotifyIcon is a notification icon as the server described it last.
type NotifyIcon struct {
	Window, ID    uint32 // both name it
	Version       uint32
	ToolTip       string
	InfoTip       rail.InfoTip // the last balloon
	InfoTips      int          // how many there were, those that end one too
	Hidden        bool
	Width, Height int
	Pix           []byte // B, G, R, A, top row first, alpha straight
}

type notifyKey struct{ window, id uint32 }

// maxNotifyIcons bounds what a server makes us keep.
const maxNotifyIcons = 1024

func (s *Session) notifyOrder(o *rail.NotifyIcon) {
	key := notifyKey{o.WindowID, o.NotifyID}
	n := s.icons[key]
	if n == nil {
		// As all clients, take no update of an icon that was not announced.
		if o.Fields&rail.OrderNew == 0 || len(s.icons) >= maxNotifyIcons {
			return
		}
		n = &NotifyIcon{Window: o.WindowID, ID: o.NotifyID}
		s.icons[key] = n
	}
	has := func(f uint32) bool { return o.Fields&f != 0 }
	if has(rail.NotifyVersion) {
		n.Version = o.Version
	}
	if has(rail.NotifyTip) {
		n.ToolTip = o.ToolTip
	}
	if has(rail.NotifyInfoTip) {
		n.InfoTip = o.InfoTip
		n.InfoTips++
	}
	if has(rail.NotifyState) {
		n.Hidden = o.State != 0
	}
	if has(rail.OrderIcon) {
		if pix, ok := o.Icon.Pixels(); ok {
			n.Width, n.Height, n.Pix = int(o.Icon.Width), int(o.Icon.Height), pix
		}
	}
}

// notifyIcons returns all icons by id, with the lock held.
func (s *Session) notifyIcons() []NotifyIcon {
	var list []NotifyIcon
	for n := range maps.Values(s.icons) {
		list = append(list, *n)
	}
	slices.SortFunc(list, func(a, b NotifyIcon) int { return cmp.Or(cmp.Compare(a.Window, b.Window), cmp.Compare(a.ID, b.ID)) })
	return list
}

// Notify tells what the user does to a notification icon: messages of
// rail.NotifyEvent, in their order.
func (s *Session) Notify(n NotifyIcon, messages ...uint32) error {
	for _, m := range messages {
		if err := s.Tell(&rail.NotifyEvent{WindowID: n.Window, NotifyIconID: n.ID, Message: m}); err != nil {
			return err
		}
	}
	return nil
}
