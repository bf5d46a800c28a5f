package rdp

import (
	"fmt"
	"image"
	"strings"
)

// A choice is a way to bring pixels to the client.
type choice uint8

// The choices.
const (
	chosenNothing     choice = iota // damaged, but the client has it
	chosenFill                      // one colour
	chosenCopy                      // moved on the surface: scrolls
	chosenCache                     // was seen before
	chosenPlanar                    // flat content, lossless
	chosenRaw                       // photo or video on a fast link, lossless
	chosenCoarse                    // photo or video on a slow link, to be made better
	chosenRefined                   // the same, better
	chosenExact                     // the same at last, lossless
	chosenVideo                     // H.264, to be made better when it rests
	chosenRemoteFX                  // photo or video without the graphics pipeline, likewise
	chosenInterleaved               // bitmap updates of fewer than 32 bits a pixel
	chosenNSCodec                   // a photo that goes on changing on a fast link, to be made exact when it rests
	choices
)

var choiceNames = [choices]string{"unchanged", "fill", "copy", "cache", "planar", "raw", "coarse", "refined", "exact", "video", "remotefx", "interleaved", "nscodec"}

func (c choice) String() string { return choiceNames[min(c, choices-1)] }

// Processor time per pixel, in nanoseconds, to encode and to decode, as
// measured with our encoders and libfreerdp's decoders, and bytes per pixel
// that are to be expected.
var costs = [choices]struct{ encode, decode, bytes float64 }{
	chosenFill:     {0.1, 0.1, 0},
	chosenCopy:     {0.1, 0.4, 0},
	chosenCache:    {0.4, 0.4, 0},
	chosenPlanar:   {2, 4, 3},
	chosenRaw:      {0.2, 0.7, 4},
	chosenCoarse:   {4, 9, 0.08},
	chosenRefined:  {11, 24, 0.5},
	chosenExact:    {2, 4, 3},
	chosenVideo:    {8, 7, 0.02},
	chosenRemoteFX: {4, 9, 0.7},
	chosenNSCodec:  {0.4, 5, 1.5},
}

// unknownLink is what a byte is taken to cost, in nanoseconds, before that is
// measured: a link of 100 Mbit/s.
const unknownLink = 80

// A strategy is what decides between the choices in one frame.
type strategy struct {
	link        float64 // nanoseconds that a byte is on its way
	known       bool    // link was measured
	share       float64 // how many times longer than others a frame may be on a slow link; below 1: no longer
	blind       bool    // nothing tells what is on its way to a client that acknowledges nothing
	slack       float64 // how many times longer than thought the client is at work; 0: unknown
	progressive bool    // the client takes progressive bitmaps
	remoteFX    bool    // it takes that
	clear       bool    // it takes ClearCodec
	photo       choice  // for what is not flat
	halved      bool    // and of it, what goes on changing with colours of two by two pixels
	avc         string  // what encodes AVC420; "": nothing
	noAVC       string  // and why not

	seen [choices]float64 // bytes a pixel that a choice took of late, 0 if unknown
}

// ratio is how many bytes a pixel is to be expected to take.
func (s *strategy) ratio(c choice) float64 {
	if s.seen[c] > 0 {
		return s.seen[c]
	}
	return costs[c].bytes
}

// learn takes the choices in a tile as what the next ones will be like.
func (s *strategy) learn(ops []op) {
	const share = 1.0 / 8
	var area, bytes [choices]int
	for i := range ops {
		area[ops[i].how] += pixels(ops[i].rect)
		bytes[ops[i].how] += ops[i].bytes
	}
	for _, c := range [...]choice{chosenCoarse, chosenRefined, chosenExact, chosenRemoteFX} {
		if area[c] > 0 {
			s.seen[c] = s.ratio(c)*(1-share) + share*float64(bytes[c])/float64(area[c])
		}
	}
}

// frameTime is how long a frame of a video may take from end to end. What
// would take longer is sent coarsely first.
const frameTime = 50e6

// time returns what so many pixels cost by a choice, in nanoseconds.
func (s *strategy) time(c choice, area int) float64 {
	x := &costs[c]
	return float64(area) * (x.encode + x.decode + x.bytes*s.link)
}

// lossless returns the cheaper one of the exact ways for what is not flat.
func (s *strategy) lossless() choice {
	if s.time(chosenPlanar, 1) < s.time(chosenRaw, 1) {
		return chosenPlanar
	}
	return chosenRaw
}

// Bulk compression takes so many nanoseconds a byte at both ends together, and
// leaves so much of what planar makes.
const (
	bulkTime  = 12
	bulkRatio = 0.3
)

// stored reports whether bytes are cheaper than the time to have fewer.
func (s *strategy) stored() bool { return s.known && s.link*(1-bulkRatio) < bulkTime }

// denseLink is how many nanoseconds a byte must take at least for the client to
// have the work of decoding bytes one by one: 25 Mbit/s.
const denseLink = 320

// dense reports whether bytes are so much more expensive than work that bulk
// compression shall code what never came before. What is made exact then travels
// as differences of rows: more bytes than plain planes, but of small numbers,
// which become a fifth less of most photos. What goes on changing does not: a
// client that is slow at it would fall behind.
func (s *strategy) dense() bool { return s.known && s.link >= denseLink }

// decide chooses how so many pixels that are not flat travel.
func (s *strategy) decide(area int) {
	lossless := s.lossless()
	s.halved = false
	switch {
	case s.remoteFX && s.time(chosenRemoteFX, area) < s.time(lossless, area):
		s.photo = chosenRemoteFX
	case !s.progressive || s.time(lossless, area) <= s.time(chosenRefined, area):
		s.photo = lossless
		s.halved = s.clear && s.time(chosenNSCodec, area) < s.time(lossless, area)
	case s.time(chosenRefined, area) <= frameTime:
		s.photo = chosenRefined
	default:
		s.photo = chosenCoarse
	}
}

// withoutGraphics notes that there is no graphics pipeline.
func (s *strategy) withoutGraphics(remoteFX bool) {
	s.progressive, s.remoteFX, s.clear = false, remoteFX, false
	s.avc, s.noAVC = "", "no AVC420 without the graphics pipeline"
}

// why says what a strategy has found, for people.
func (s *strategy) why() string {
	if !s.known {
		return "link not measured yet"
	}
	changing := ""
	if s.halved {
		changing = fmt.Sprintf(", while they change %v", chosenNSCodec)
	}
	return fmt.Sprintf("a byte takes %.3g ns, so photos go %v%s; %s", s.link, s.photo, changing, s.whyVideo())
}

// A Choice counts what went one way.
type Choice struct {
	Name   string
	Rects  uint64
	Pixels uint64
	Bytes  uint64 // of pixel data, before bulk compression
}

// tally counts choices.
type tally [choices]struct{ rects, pixels, bytes uint64 }

func (t *tally) add(c choice, r image.Rectangle, bytes int) {
	x := &t[c]
	x.rects++
	x.pixels += uint64(pixels(r))
	x.bytes += uint64(bytes)
}

// list returns the choices that were taken at all.
func (t *tally) list() (out []Choice) {
	for c, x := range t {
		if x.rects > 0 {
			out = append(out, Choice{choice(c).String(), x.rects, x.pixels, x.bytes})
		}
	}
	return out
}

// codec names the codecs that bring pixels.
func (t *tally) codec() string {
	var names []string
	if t[chosenPlanar].rects > 0 || t[chosenRaw].rects == 0 {
		names = append(names, "planar")
	}
	if t[chosenRaw].rects > 0 {
		names = append(names, "raw")
	}
	if t[chosenNSCodec].rects > 0 {
		names = append(names, "NSCodec")
	}
	if t[chosenCoarse].rects+t[chosenRefined].rects > 0 {
		names = append(names, "progressive")
	}
	if t[chosenVideo].rects > 0 {
		names = append(names, "AVC420")
	}
	return strings.Join(names, ", ")
}
