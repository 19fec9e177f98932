package widget

import (
	"image"
	"image/color"
	"math"

	"github.com/hajimehoshi/ebiten/v2/text/v2"
)

// Raster draws scenes in memory, as a Painter does with a graphics library, and
// needs neither a display nor a GPU. It is used by one goroutine.
type Raster struct {
	kit    *Kit
	stamps *stamps[*image.RGBA]
	glyphs *glyphs
	turned bool // blue comes first in a pixel, as X servers have it
}

// NewRaster returns a raster that draws with the faces of kit, in pixels of
// red, green, blue and alpha, or of blue, green, red and alpha.
func NewRaster(kit *Kit, blueFirst bool) *Raster {
	r := &Raster{kit: kit, glyphs: newGlyphs(kit), turned: blueFirst}
	r.stamps = newStamps(r.inOrder, func(*image.RGBA) {})
	return r
}

// Paint draws the part of s that lies inside clip, with the target pressed
// drawn as pressed. Motions are not drawn; see PaintMotion.
func (r *Raster) Paint(dst *image.RGBA, s *Scene, pressed string, clip Rect) {
	r.stamps.tidy()
	r.glyphs.tidy()
	fillRect(dst, clip.Outer(), r.colour(s.Palette.Colour(Ground)))
	r.ops(dst, s.Palette, s.Ops, pressed, clip)
	if ring, ok := s.ring(); ok {
		r.ops(dst, s.Palette, []Op{ring}, "", clip)
	}
}

// Forget lets go what was kept of what was painted: the characters of a name as
// well as all others. They are drawn anew when they are needed.
func (r *Raster) Forget() {
	r.glyphs.clear()
}

// PaintMotion draws what m looks like now, ops, over what is behind it.
func (r *Raster) PaintMotion(dst *image.RGBA, s *Scene, m Motion, ops []Op) {
	r.Paint(dst, s, "", m.Box)
	r.ops(dst, s.Palette, ops, "", m.Box)
}

// Picture draws the part of s that lies inside box as a picture of its own,
// nothing pressed and nothing in focus.
func (r *Raster) Picture(s *Scene, box Rect) *image.RGBA {
	in := whole(box)
	img := image.NewRGBA(image.Rect(0, 0, in.Dx(), in.Dy()))
	fillRect(img, img.Rect, r.colour(s.Palette.Colour(Ground)))
	r.ops(img, s.Palette, opsIn(s, box), "", Rect{W: float64(in.Dx()), H: float64(in.Dy())})
	return img
}

// PutPages puts on dst what roll shows now. Page gives the picture of a page,
// made by Picture of the roll's box.
func (r *Raster) PutPages(dst *image.RGBA, roll *Roll, page func(int) *image.RGBA) {
	roll.eachSeen(func(n int, seen image.Rectangle, at image.Point) {
		copyPart(dst, page(n), seen, at)
	})
}

func (r *Raster) ops(dst *image.RGBA, pal *Palette, ops []Op, pressed string, clip Rect) {
	inside := clip.Outer().Intersect(dst.Rect)
	for _, op := range ops {
		if !op.Bounds().Meets(clip) {
			continue
		}
		switch o := op.(type) {
		case Fill:
			p := cutPlate(pal, o, pressed != "" && o.Owner == pressed)
			overCells(dst, inside, r.stamps.plate(p.least), p.x, p.y)
		case TextLine:
			r.text(dst, inside, pal, o)
		case Drawing:
			r.drawing(dst, inside, pal, o)
		case Script:
			r.script(dst, inside, pal, o)
		}
	}
}

func (r *Raster) text(dst *image.RGBA, clip image.Rectangle, pal *Palette, l TextLine) {
	face := r.kit.face(l.Font, l.Px)
	m := face.Metrics()
	at := image.Pt(int(math.Round(l.Box.X)), int(math.Round(l.Baseline-m.HAscent)))
	c := r.colour(pal.Colour(l.Role))
	for _, g := range text.AppendLazyGlyphs(nil, l.Text, face, nil) {
		if !g.ImageBounds.Add(at).Overlaps(clip) {
			continue
		}
		if mask := r.glyphs.mask(l.Font, face.Size, m.HAscent+m.HDescent, g); mask != nil {
			overMask(dst, clip, mask, at.Add(g.ImageBounds.Min), c)
		}
	}
}

func (r *Raster) drawing(dst *image.RGBA, clip image.Rectangle, pal *Palette, d Drawing) {
	if len(d.Path) == 0 {
		return
	}
	s := stroke{path: d.Path, side: d.Box.W, width: d.Width, c: pal.Colour(d.Role)}
	at := image.Pt(int(math.Round(d.Box.X))-s.margin(), int(math.Round(d.Box.Y))-s.margin())
	overImage(dst, clip, r.stamps.stroke(s), at)
}

// script draws a stroke as it is: it grows with each frame, so no picture of
// it is kept.
func (r *Raster) script(dst *image.RGBA, clip image.Rectangle, pal *Palette, s Script) {
	line := make([]point, len(s.Points))
	var ink Rect // where the pen has been
	for i, p := range s.Points {
		line[i] = point{s.Box.X + float64(p.X)*s.Unit, s.Box.Y + float64(p.Y)*s.Unit}
		ink = ink.with(line[i], s.Width)
	}
	in := ink.Outer().Intersect(clip)
	if in.Empty() {
		return
	}
	pen := newReach(in.Dx(), in.Dy(), s.Width)
	corner := point{float64(in.Min.X), float64(in.Min.Y)}
	last := line[0]
	for _, next := range line {
		pen.line(point{last.x - corner.x, last.y - corner.y}, point{next.x - corner.x, next.y - corner.y})
		last = next
	}
	overMask(dst, clip, pen.mask(), in.Min, r.colour(pal.Colour(s.Role)))
}

// colour is c premultiplied, in the order of the pixels.
func (r *Raster) colour(c color.NRGBA) color.RGBA {
	var ink blend
	ink.over(c, 1)
	out := ink.colour()
	if r.turned {
		out.R, out.B = out.B, out.R
	}
	return out
}

// inOrder turns a picture of red, green and blue into the order of the pixels.
func (r *Raster) inOrder(img *image.RGBA) *image.RGBA {
	if r.turned {
		for i := 0; i+3 < len(img.Pix); i += 4 {
			img.Pix[i], img.Pix[i+2] = img.Pix[i+2], img.Pix[i]
		}
	}
	return img
}
