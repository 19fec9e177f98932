package crawl

import (
	"image/color"
	"math"

	"linli/kiosk/widget"
)

// Least contrast of what is read, and of signs, by WCAG 2.2; what is read in
// high contrast needs more.
const (
	contrastText = 4.5
	contrastHigh = 7.0
	contrastSign = 3.0
)

// pale finds text and signs of s that stand out too little from what they lie
// on.
func pale(s *widget.Scene, high bool, add func(string, string, ...any)) {
	text := contrastText
	if high {
		text = contrastHigh
	}
	from := covers(s)
	for i, op := range s.Ops[from:] {
		switch o := op.(type) {
		case widget.TextLine:
			if c := Contrast(s.Palette.Colour(o.Role), under(s, from+i, o.Box)); c < text-0.005 {
				add("pale text", "%q in %s has a contrast of %.2f, needs %.1f", o.Text, name(o.Role), c, text)
			}
		case widget.Drawing:
			if c := Contrast(s.Palette.Colour(o.Role), under(s, from+i, o.Box)); c < contrastSign {
				add("pale sign", "one in %s has a contrast of %.2f, needs %.1f", name(o.Role), c, contrastSign)
			}
		}
	}
}

// covers is where the ops begin that nothing shades.
func covers(s *widget.Scene) int {
	from := 0
	for i, op := range s.Ops {
		if f, ok := op.(widget.Fill); ok && f.Role == widget.Shade {
			from = i + 1
		}
	}
	return from
}

// under is the colour that lies below the middle of box before op at.
func under(s *widget.Scene, at int, box widget.Rect) color.NRGBA {
	c := s.Palette.Colour(widget.Ground)
	x, y := box.X+box.W/2, box.Y+box.H/2
	for _, op := range s.Ops[:at] {
		if f, ok := op.(widget.Fill); ok && !f.Bare && f.Box.Contains(x, y) {
			c = over(s.Palette.Colour(f.Role), c)
		}
	}
	return c
}

// over is a colour that lies over another one.
func over(c, below color.NRGBA) color.NRGBA {
	mix := func(a, b uint8) uint8 {
		return uint8((int(a)*int(c.A) + int(b)*(255-int(c.A))) / 255)
	}
	return color.NRGBA{R: mix(c.R, below.R), G: mix(c.G, below.G), B: mix(c.B, below.B), A: 255}
}

// Contrast is the contrast ratio of two colours, from 1 to 21: WCAG 2.2,
// section 1.4.3.
func Contrast(a, b color.Color) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		x := float64(v) / 0xFFFF
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func name(r widget.Role) string {
	names := []string{"ground", "surface", "ink", "muted", "accent", "on accent", "calm", "done", "attention", "line", "shade"}
	if int(r) < len(names) {
		return names[r]
	}
	return "an unknown role"
}
