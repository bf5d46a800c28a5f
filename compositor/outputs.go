package compositor

import (
	"image"
	"math"

	"oriel/compositor/scene"
)

// DefaultOutputs returns one monitor of w by h device pixels.
func DefaultOutputs(w, h int, scale float64) []scene.Output {
	b := image.Rect(0, 0, int(math.Ceil(float64(w)/scale)), int(math.Ceil(float64(h)/scale)))
	return []scene.Output{{ID: 1, Name: "RDP-1", Bounds: b, Work: b, Scale: scale, Refresh: 60000, Primary: true}}
}
