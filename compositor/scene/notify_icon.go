package scene

import (
	"image"
	"slices"
)

// A NotifyIconID names a notification icon as a WindowID names a window.
type NotifyIconID uint32

// A NotifyIcon is a notification icon: what an app shows of itself in the
// tray, beside its windows or without any. Viewers get pointers to it, so it
// is replaced as a whole and never written to.
type NotifyIcon struct {
	ID      NotifyIconID
	ToolTip string // one line
	AppID   string // WM_CLASS
	PID     int    // of the app, 0 if unknown
	Hidden  bool   // the app does not want it to be seen now
	Icon    *Icon  // replaced as a whole; nil: there is no picture yet
	InfoTip *InfoTip
	Handle  NotifyHandle // verbs back to who made it; for the loop goroutine only
}

// An InfoTip is a balloon at a notification icon. It goes when it is replaced
// or taken away, which is its maker's task once Timeout is over.
type InfoTip struct {
	Serial      uint32 // tells one from the next with the same text
	Title, Text string
	Timeout     int // milliseconds
}

// A NotifyAction is something that a user does to a notification icon.
type NotifyAction uint8

// The actions.
const (
	NotifySelect      NotifyAction = iota // a click, or a key that stands for one
	NotifyContextMenu                     // a click that asks for the menu, or a key
	NotifyInfoTipClick
	NotifyInfoTipEnd // the user has put the balloon away, or has not looked for long
)

// A NotifyEvent is an action, and where the user's pointer is at it, in global
// logical pixels: menus belong there.
type NotifyEvent struct {
	Action NotifyAction
	At     image.Point
}

// A NotifyHandle carries what users do back to an icon's app. Its methods are
// called on the loop goroutine and must not block.
type NotifyHandle interface {
	Notify(tx *Tx, e NotifyEvent)
}

// AddNotifyIcon adds an icon after all others. n.ID is set here.
func (tx *Tx) AddNotifyIcon(n NotifyIcon) NotifyIconID {
	s := tx.scene()
	s.lastNotifyIcon++
	n.ID = s.lastNotifyIcon
	tx.setNotifyIcons(append(slices.Clip(s.notifyIcons), &n))
	return n.ID
}

// ChangeNotifyIcon lets f change an icon.
func (tx *Tx) ChangeNotifyIcon(id NotifyIconID, f func(n *NotifyIcon)) {
	s := tx.scene()
	i := s.notifyIcon(id)
	if i < 0 {
		return
	}
	n := *s.notifyIcons[i]
	f(&n)
	n.ID = id
	if n == *s.notifyIcons[i] {
		return
	}
	list := slices.Clone(s.notifyIcons)
	list[i] = &n
	tx.setNotifyIcons(list)
}

// RemoveNotifyIcon ends an icon.
func (tx *Tx) RemoveNotifyIcon(id NotifyIconID) {
	s := tx.scene()
	if i := s.notifyIcon(id); i >= 0 {
		tx.setNotifyIcons(slices.Delete(slices.Clone(s.notifyIcons), i, i+1))
	}
}

// setNotifyIcons replaces the list, which Diffs share.
func (tx *Tx) setNotifyIcons(list []*NotifyIcon) {
	tx.s.notifyIcons = list
	tx.s.dirty |= FieldNotifyIcons
}

func (s *Scene) notifyIcon(id NotifyIconID) int {
	return slices.IndexFunc(s.notifyIcons, func(n *NotifyIcon) bool { return n.ID == id })
}

// NotifyIcon returns an icon to look at, or nil.
func (tx *Tx) NotifyIcon(id NotifyIconID) *NotifyIcon {
	s := tx.scene()
	if i := s.notifyIcon(id); i >= 0 {
		return s.notifyIcons[i]
	}
	return nil
}

// NotifyIcons returns all icons, oldest first; not to be written to.
func (tx *Tx) NotifyIcons() []*NotifyIcon { return tx.scene().notifyIcons }
