package rdp

import (
	"oriel/compositor/audio"
	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// A Desktop is what the server shows and where it puts what users do. Its
// methods may be called from any goroutine and do not wait for apps.
type Desktop interface {
	Attach(v scene.Viewer) scene.Attachment
	Input(e seat.Event)
	Wish(id scene.WindowID, w scene.Wish)
	Notify(id scene.NotifyIconID, e scene.NotifyEvent)
	SetOutputs(o []scene.Output)
	Clipboard() *clip.Board
	Audio() (audio.Playback, audio.Capture)
}
