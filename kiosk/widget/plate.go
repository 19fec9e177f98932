package widget

import (
	"image"
	"image/color"
	"math"
)

// plate is a rectangle with round corners, its edge and its shadow, as a small
// picture. A plate larger than least is the same picture with the middle row
// and column drawn out; so one picture serves all places that look alike.
type plate struct {
	w, h   int // pixels, without the shadow
	radius float64
	raised float64 // depth of the shadow; 0 for none
	edge   float64 // width of the edge; 0 for none
	fill   color.NRGBA
	border color.NRGBA // of the edge
	bare   bool        // nothing is filled
}

// The shadow is a few faint layers, the widest first. It falls downwards.
const (
	shadowLayers = 6
	shadowWidest = 1.5 // of the depth
	shadowStep   = 1.7 / shadowLayers
	shadowFall   = 0.6
	shadowReach  = shadowWidest + shadowFall
)

func shadowTint() color.NRGBA { return color.NRGBA{0x5A, 0x48, 0x30, 0x07} }

// margin is how far the shadow reaches out of the box, in whole pixels.
func (p plate) margin() int { return int(math.Ceil(shadowReach * p.raised)) }

// corner is the side of the part at each corner that must not be drawn out.
func (p plate) corner() int { return int(math.Ceil(max(p.radius+shadowFall*p.raised, p.edge))) + 1 }

// least is the smallest plate that can be drawn out to p: p itself when p is
// hardly larger than its corners.
func (p plate) least() plate {
	most := 2*p.corner() + 1
	p.w, p.h = min(p.w, most), min(p.h, most)
	return p
}

// picture draws the plate with its margin on all sides.
func (p plate) picture() *image.RGBA {
	m := p.margin()
	img := image.NewRGBA(image.Rect(0, 0, p.w+2*m, p.h+2*m))
	for y := range p.h + 2*m {
		for x := range p.w + 2*m {
			img.SetRGBA(x, y, p.at(float64(x-m)+0.5, float64(y-m)+0.5))
		}
	}
	return img
}

// at is the colour of the plate at a point from the corner of its box.
func (p plate) at(x, y float64) color.RGBA {
	var ink blend
	d := p.distance(x, y)
	if p.raised > 0 {
		s := p.distance(x, y-shadowFall*p.raised)
		for i := range shadowLayers {
			ink.over(shadowTint(), covered(s-p.raised*(shadowWidest-shadowStep*float64(i))))
		}
	}
	if p.bare {
		ink.over(p.border, covered(d)-covered(d+p.edge))
		return ink.colour()
	}
	if p.edge > 0 {
		ink.over(p.border, covered(d))
	}
	ink.over(p.fill, covered(d+p.edge))
	return ink.colour()
}

// distance is how far a point lies outside of the box; inside it is negative.
func (p plate) distance(x, y float64) float64 {
	halfW, halfH := float64(p.w)/2, float64(p.h)/2
	r := min(p.radius, halfW, halfH)
	dx, dy := math.Abs(x-halfW)-halfW+r, math.Abs(y-halfH)-halfH+r
	return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - r
}

// covered is how much of a pixel is inside an outline that lies d pixels
// inwards of its middle.
func covered(d float64) float64 { return min(1, max(0, 0.5-d)) }

// blend is one pixel that colours are laid on, premultiplied, in 0..1.
type blend struct{ r, g, b, a float64 }

func (k *blend) over(c color.NRGBA, cover float64) {
	a := cover * float64(c.A) / 255
	k.r = k.r*(1-a) + a*float64(c.R)/255
	k.g = k.g*(1-a) + a*float64(c.G)/255
	k.b = k.b*(1-a) + a*float64(c.B)/255
	k.a = k.a*(1-a) + a
}

func (k *blend) colour() color.RGBA {
	v := func(x float64) uint8 { return uint8(math.Round(x * 255)) }
	return color.RGBA{v(k.r), v(k.g), v(k.b), v(k.a)}
}

// pressedShade is how much darker a pressed face is.
const pressedShade = 0.02

// cutOut is a plate cut for its place on the panel.
type cutOut struct {
	least plate
	x, y  cut
}

// cutPlate is what f is drawn of.
func cutPlate(pal *Palette, f Fill, pressed bool) cutOut {
	box := whole(f.Box)
	all := plate{
		w: box.Dx(), h: box.Dy(), radius: f.Radius, raised: f.Raised, edge: f.Edge,
		fill: pal.Colour(f.Role), border: pal.Colour(f.Border), bare: f.Bare,
	}
	if pal.edged {
		all.raised = 0
	}
	if pressed {
		all.edge = max(f.Edge, f.Raised/2)
		all.border, all.raised, all.bare = pal.Colour(Calm), 0, false
		if f.Bare {
			all.fill = pal.Colour(Ground)
		}
		all.fill = darker(all.fill)
	}
	least, corner, margin := all.least(), all.corner(), all.margin()
	return cutOut{
		least: least,
		x:     cutAxis(box.Min.X, all.w, least.w, corner, margin),
		y:     cutAxis(box.Min.Y, all.h, least.h, corner, margin),
	}
}

func darker(c color.NRGBA) color.NRGBA {
	dim := func(v uint8) uint8 { return uint8(float64(v) * (1 - pressedShade)) }
	return color.NRGBA{dim(c.R), dim(c.G), dim(c.B), c.A}
}
