package xcursor

import (
	"image"
	"strings"

	"oriel/compositor/scene"
)

// A drawing is a picture in characters: # is black, o is white, the rest is
// nothing. Lines may be short.
type drawing struct {
	rows []string
	hot  image.Point
}

// artSize is the nominal size of the drawings.
const artSize = 24

// builtin are the shapes that need no theme, by CSS names.
var builtin = map[string]func() drawing{
	"default":       arrow,
	"context-menu":  arrow,
	"alias":         arrow,
	"copy":          arrow,
	"help":          arrow,
	"pointer":       hand,
	"progress":      hourglass,
	"wait":          hourglass,
	"cell":          crosshair,
	"crosshair":     crosshair,
	"zoom-in":       crosshair,
	"zoom-out":      crosshair,
	"text":          beam,
	"vertical-text": func() drawing { return beam().transposed() },
	"no-drop":       forbidden,
	"not-allowed":   forbidden,
	"grab":          fist,
	"grabbing":      fist,
	"move":          cross4,
	"all-scroll":    cross4,
	"all-resize":    cross4,
	"dnd-ask":       arrow,
	"e-resize":      horizontal,
	"w-resize":      horizontal,
	"ew-resize":     horizontal,
	"col-resize":    horizontal,
	"n-resize":      vertical,
	"s-resize":      vertical,
	"ns-resize":     vertical,
	"row-resize":    vertical,
	"ne-resize":     rising,
	"sw-resize":     rising,
	"nesw-resize":   rising,
	"nw-resize":     diagonal,
	"se-resize":     diagonal,
	"nwse-resize":   diagonal,
}

func draw(x, y int, art string) drawing {
	return drawing{rows: strings.Split(strings.Trim(art, "\n"), "\n"), hot: image.Pt(x, y)}
}

func arrow() drawing {
	return draw(0, 0, `
#
##
#o#
#oo#
#ooo#
#oooo#
#ooooo#
#oooooo#
#ooooooo#
#oooooooo#
#ooooooooo#
#oooooo#####
#ooo#oo#
#oo# #oo#
#o#  #oo#
##    #oo#
#     #oo#
       ##
`)
}

func beam() drawing {
	return draw(4, 8, `
oooo oooo
o###o###o
oooo#oooo
   o#o
   o#o
   o#o
   o#o
   o#o
   o#o
   o#o
   o#o
   o#o
   o#o
   o#o
oooo#oooo
o###o###o
oooo oooo
`)
}

func hand() drawing {
	return draw(6, 0, `
     ##
    #oo#
    #oo#
    #oo#
    #oo#
    #oo###
    #oo#oo###
    #oo#oo#oo##
 ## #oo#oo#oo#o#
#oo##oo#oo#oo#oo#
#ooo#ooooooooooo#
 #oo#ooooooooooo#
  #oooooooooooo#
  #oooooooooooo#
   #ooooooooooo#
   #oooooooooo#
    #ooooooooo#
    #oooooooo#
     #ooooooo#
     #########
`)
}

func fist() drawing {
	return draw(7, 7, `
    ##  ##  ##
   #oo##oo##oo##
   #oo#oo#oo#oo#
   #oo#oo#oo#oo#
 ###oooooooooooo#
#oo#oooooooooooo#
#ooooooooooooooo#
#ooooooooooooooo#
 #oooooooooooooo#
  #ooooooooooooo#
  #oooooooooooo#
   #ooooooooooo#
    #ooooooooo#
    #ooooooooo#
    ###########
`)
}

func hourglass() drawing {
	return draw(6, 10, `
#############
#ooooooooooo#
#############
 #ooooooooo#
 #ooooooooo#
 #oo#o#o#oo#
  #oo#o#oo#
   #oo#oo#
    #ooo#
     #o#
     #o#
     #o#
    #ooo#
   #oo#oo#
  #ooooooo#
 #oooo#oooo#
 #ooo#o#ooo#
 #oo#o#o#oo#
#############
#ooooooooooo#
#############
`)
}

func crosshair() drawing {
	return draw(8, 8, `
       ooo
       o#o
       o#o
       o#o
       o#o
       o#o
       o#o
oooooooo#oooooooo
o###############o
oooooooo#oooooooo
       o#o
       o#o
       o#o
       o#o
       o#o
       o#o
       ooo
`)
}

func forbidden() drawing {
	return draw(8, 8, `
     ooooooo
   oo#######oo
  o###########o
 o####ooooo####o
 o###o     oo##o
o#####o      o##o
o##o###o     o##o
o##oo###o    o##o
o##o o###o   o##o
o##o  o###o oo##o
o##o   o###oo##o
o##o    o###o##o
 o##o    o####o
 o####ooooo####o
  o###########o
   oo#######oo
     ooooooo
`)
}

func horizontal() drawing {
	return draw(9, 4, `
    oo       oo
   o#o       o#o
  o##o       o##o
 o###ooooooooo###o
o#################o
 o###ooooooooo###o
  o##o       o##o
   o#o       o#o
    oo       oo
`)
}

func diagonal() drawing {
	return draw(7, 7, `
oooooooo
o######o
o#####o
o####o
o#####o
o##oo##o
o#o  o##o
oo   o###o   oo
      o##o  o#o
       o##oo##o
        o#####o
         o####o
        o#####o
       o######o
       oooooooo
`)
}

func vertical() drawing { return horizontal().transposed() }
func rising() drawing   { return diagonal().mirrored() }
func cross4() drawing   { return horizontal().over(vertical()) }

// size returns the width and the height.
func (d drawing) size() (w, h int) {
	for _, r := range d.rows {
		w = max(w, len(r))
	}
	return w, len(d.rows)
}

// at returns a character; outside there is nothing.
func (d drawing) at(x, y int) byte {
	if y < 0 || y >= len(d.rows) || x < 0 || x >= len(d.rows[y]) {
		return ' '
	}
	return d.rows[y][x]
}

// redrawn makes a drawing of w by h by asking for each character.
func redrawn(w, h int, hot image.Point, at func(x, y int) byte) drawing {
	d := drawing{hot: hot}
	for y := range h {
		row := make([]byte, w)
		for x := range row {
			row[x] = at(x, y)
		}
		d.rows = append(d.rows, string(row))
	}
	return d
}

func (d drawing) transposed() drawing {
	w, h := d.size()
	return redrawn(h, w, image.Pt(d.hot.Y, d.hot.X), func(x, y int) byte { return d.at(y, x) })
}

func (d drawing) mirrored() drawing {
	w, h := d.size()
	return redrawn(w, h, image.Pt(w-1-d.hot.X, d.hot.Y), func(x, y int) byte { return d.at(w-1-x, y) })
}

// over lays d over e, hot spot on hot spot. Black wins, so that lines join.
func (d drawing) over(e drawing) drawing {
	dw, dh := d.size()
	ew, eh := e.size()
	hot := image.Pt(max(d.hot.X, e.hot.X), max(d.hot.Y, e.hot.Y))
	w := hot.X + max(dw-d.hot.X, ew-e.hot.X)
	h := hot.Y + max(dh-d.hot.Y, eh-e.hot.Y)
	return redrawn(w, h, hot, func(x, y int) byte {
		a := d.at(x-hot.X+d.hot.X, y-hot.Y+d.hot.Y)
		b := e.at(x-hot.X+e.hot.X, y-hot.Y+e.hot.Y)
		switch {
		case a == '#' || b == '#':
			return '#'
		case a == ' ':
			return b
		}
		return a
	})
}

// cursor paints a drawing about size pixels big, by whole multiples. nominal
// is the size at scale 1.
func (d drawing) cursor(size, nominal int) *scene.Cursor {
	k := min(max((size+artSize/2)/artSize, 1), 8)
	w, h := d.size()
	c := &scene.Cursor{
		Width: w * k, Height: h * k,
		Hot:   d.hot.Mul(k),
		Pix:   make([]byte, 0, w*k*h*k*4),
		Scale: float64(artSize*k) / float64(nominal),
	}
	for y := range c.Height {
		for x := range c.Width {
			switch d.at(x/k, y/k) {
			case '#':
				c.Pix = append(c.Pix, 0, 0, 0, 255)
			case 'o':
				c.Pix = append(c.Pix, 255, 255, 255, 255)
			default:
				c.Pix = append(c.Pix, 0, 0, 0, 0)
			}
		}
	}
	return c
}
