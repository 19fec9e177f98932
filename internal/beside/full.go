package beside

import (
	"image/color"

	"linli/kiosk/widget"
)

// Full tells whether all of s is on the display: each line of text and each
// drawing has left pixels of its colour in its place.
func (g *Glass) Full(s *widget.Scene) bool {
	for _, op := range s.Ops {
		switch o := op.(type) {
		case widget.TextLine:
			if !g.holds(o.Box, s.Palette.Colour(o.Role)) {
				return false
			}
		case widget.Drawing:
			if !g.holds(o.Box, s.Palette.Colour(o.Role)) {
				return false
			}
		}
	}
	return true
}

// holds tells whether some pixel in box is of colour c, but for its edge being
// smoothed.
func (g *Glass) holds(box widget.Rect, c color.NRGBA) bool {
	for y := max(0, int(box.Y)); y < min(g.size.Y, int(box.Y+box.H)); y++ {
		for x := max(0, int(box.X)); x < min(g.size.X, int(box.X+box.W)); x++ {
			if near(g.At(x, y), c) {
				return true
			}
		}
	}
	return false
}

func near(a, b color.NRGBA) bool {
	const most = 40
	differ := func(a, b uint8) bool { return max(a, b)-min(a, b) > most }
	return !differ(a.R, b.R) && !differ(a.G, b.G) && !differ(a.B, b.B)
}
