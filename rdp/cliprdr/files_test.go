package cliprdr

import "testing"

// TestFilesAreNotTaken: no format that names files reaches the desktop, so
// that no file name of a client's can lead anywhere.
func TestFilesAreNotTaken(t *testing.T) {
	for _, name := range []string{"FileGroupDescriptorW", "FileContents", "FileNameW", "FileName", "Preferred DropEffect", "text/uri-list", "x-special/gnome-copied-files"} {
		if m := Canonical(name); m != "" {
			t.Errorf("%s becomes %s", name, m)
		}
		formats := []Format{{ID: 0xC001, Name: name}, {ID: 15, Name: ""}} // CF_HDROP
		if got, _ := remoteOffers(formats); len(got) != 0 {
			t.Errorf("%s is offered as %v", name, got)
		}
	}
}
