// Package audio is the sound port: PCM that apps play, and PCM that a client
// records. Frames are 16-bit little-endian, two channels, 48,000 a second.
package audio

// Rate, Channels and SampleSize fix the one format of the port: frames a
// second, samples a frame, bytes a sample.
const (
	Rate       = 48000
	Channels   = 2
	SampleSize = 2
)

// A Playback is where a client gets what the apps play.
type Playback interface {
	// Listen calls f with whole frames as they are played, from one
	// goroutine; f must not block and must not keep the slice.
	Listen(f func(frames []byte)) (stop func())
}

// A Capture is where a client puts what it records.
type Capture interface {
	// Wanted calls f when apps begin or end to record.
	Wanted(f func(on bool)) (stop func())
	// Write takes whole frames; what nobody records is dropped.
	Write(frames []byte)
}

// Silence plays nothing and records nothing: the ports of a desktop without
// a sound server.
type Silence struct{}

// Listen implements Playback.
func (Silence) Listen(func([]byte)) (stop func()) { return func() {} }

// Wanted implements Capture.
func (Silence) Wanted(func(bool)) (stop func()) { return func() {} }

// Write implements Capture.
func (Silence) Write([]byte) {}
